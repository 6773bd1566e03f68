/* rdata.c -- wire rdata out of presentation form, fields and wire. */
#include "model/rdata_form.h"

#include "base/utf8.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/banned.h"

/* How names and strings are written. */
struct syntax {
	bool zone_file; /* names without a final dot are relative; strings need no quotes */
	const struct dname *origin; /* what they are relative to; NULL: not known */
};

static const struct syntax absolute;

/* rdata in the making. `out` has room for everything: see room_for(). */
struct reading {
	struct arena *arena;
	const struct syntax *syntax;
	uint8_t *out;
	size_t len;
	const struct dname *target;
	struct err *err;
};

/* One field as written. */
struct word {
	struct str text;
	bool escaped; /* `\X` and `\DDD` mean an octet; else every octet stands for itself */
};

const char *rdata_shown(struct str text, char out[64])
{
	size_t at = 0;

	while (at < text.len) {
		uint32_t point;
		struct str rest = str_slice(text.ptr + at, text.len - at);
		size_t octets = utf8_decode(rest, &point);

		if (octets == 0)
			octets = 1;
		if (at + octets > 40) {
			memcpy(out + at, "…", sizeof("…"));
			return out;
		}
		memcpy(out + at, text.ptr + at, octets);
		at += octets;
	}
	out[at] = '\0';
	return out;
}

static void give(struct rr *rr, const uint8_t *rdata, size_t len, const struct dname *target)
{
	rr->rdata = rdata;
	rr->len = (uint16_t)len;
	rr->long_string = 0;
	rr->target = target;
}

/* ---- addresses --------------------------------------------------------------------------------- */

/* Four decimal numbers to 255; NULL, or what is wrong. */
static const char *parse_ipv4(struct str text, uint8_t out[4])
{
	static const char form[] = "an IPv4 address is four numbers from 0 to 255";
	size_t at = 0;

	for (unsigned i = 0; i < 4; i++) {
		unsigned value = 0;
		size_t start = at;

		if (i > 0 && (at == text.len || text.ptr[at++] != '.'))
			return form;
		start = at;
		while (at < text.len && ascii_is_digit(text.ptr[at]) && at - start < 4)
			value = value * 10 + (unsigned)(text.ptr[at++] - '0');
		if (at == start || value > 255)
			return form;
		/* inet_aton() and with it many programs read it as octal. */
		if (at - start > 1 && text.ptr[start] == '0')
			return "a number with a leading zero in an IPv4 address";
		out[i] = (uint8_t)value;
	}
	return at == text.len ? NULL : form;
}

/* RFC 4291 section 2.2, all three forms; no zone (`%eth0`), no prefix length. */
static bool parse_ipv6(struct str text, uint8_t out[16])
{
	char copy[INET6_ADDRSTRLEN];

	if (text.len == 0 || text.len >= sizeof(copy) || memchr(text.ptr, '\0', text.len) != NULL)
		return false;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	return inet_pton(AF_INET6, copy, out) == 1;
}

static enum status read_ipv4(struct str text, uint8_t out[4], struct err *err)
{
	uint8_t other[16];
	const char *fault = parse_ipv4(text, out);

	if (fault == NULL)
		return OK;
	if (parse_ipv6(text, other))
		return err_set(err, "an IPv4 address is wanted, and this is an IPv6 address");
	return err_set(err, "%s", fault);
}

static enum status read_ipv6(struct str text, uint8_t out[16], struct err *err)
{
	uint8_t other[4];

	if (parse_ipv6(text, out))
		return OK;
	if (parse_ipv4(text, other) == NULL)
		return err_set(err, "an IPv6 address is wanted, and this is an IPv4 address");
	return err_set(err,
		       "an IPv6 address is up to eight groups of hexadecimal digits, with `::` "
		       "for groups of zeros");
}

/* ---- fields ------------------------------------------------------------------------------------ */

static enum status read_name(struct arena *arena, const struct syntax *syntax,
			     const struct rdata_part *part, struct str text,
			     const struct dname **ret_name, struct err *err)
{
	uint8_t address[16];
	enum dname_fault fault;

	/* With a final dot it is a name of digits, which other rules look at. */
	if (parse_ipv4(text, address) == NULL)
		return err_set(err, "a host name is wanted, and this is an IPv4 address");
	if (parse_ipv6(text, address))
		return err_set(err, "a host name is wanted, and this is an IPv6 address");
	if (syntax->zone_file && syntax->origin == NULL && !dname_text_is_absolute(text))
		return err_set(err, "the %s has no final dot, and nothing says the zone's name",
			       part->what);
	fault = dname_parse(arena, text, syntax->origin, ret_name);
	if (fault != DNAME_OK)
		return err_set(err, "the %s has %s", part->what, dname_fault_text(fault));
	return OK;
}

static enum status put_name(struct reading *r, const struct rdata_part *part, struct str text)
{
	const struct dname *name;

	TRY(read_name(r->arena, r->syntax, part, text, &name, r->err));
	memcpy(r->out + r->len, name->wire, name->len);
	r->len += name->len;
	if (part->kind == PART_TARGET || (part->kind == PART_TARGET_OR_NONE && name->labels > 0))
		r->target = name;
	return OK;
}

static enum status put_number(struct reading *r, const struct rdata_part *part, struct str text,
			      unsigned octets)
{
	uint64_t value, max = UINT64_MAX >> (64 - 8 * octets);
	char shown[64];

	if (!str_to_u64(text, max, &value))
		return err_set(r->err, "the %s is a number from 0 to %llu, not `%s`", part->what,
			       (unsigned long long)max, rdata_shown(text, shown));
	for (unsigned i = octets; i > 0; i--)
		r->out[r->len++] = (uint8_t)(value >> (8 * (i - 1)));
	return OK;
}

static enum status put_time(struct reading *r, const struct rdata_part *part, struct str text)
{
	uint32_t seconds;
	char shown[64];

	if (!rr_seconds_parse(text, UINT32_MAX, &seconds))
		return err_set(r->err,
			       "the %s is seconds to %u, or numbers with units as `1h`, not `%s`",
			       part->what, UINT32_MAX, rdata_shown(text, shown));
	for (unsigned i = 4; i > 0; i--)
		r->out[r->len++] = (uint8_t)(seconds >> (8 * (i - 1)));
	return OK;
}

static enum status put_params(struct reading *r, struct str text)
{
	uint8_t *wire;
	size_t len;

	if (str_trim(text).len == 0)
		return OK;
	TRY(rdata_scan_params(r->arena, text, &wire, &len, r->err));
	/* libzscanner takes a known key by its number, as `key6`, with any value. */
	if (!rdata_params_are_sound(wire, len))
		return err_set(r->err, "a parameter whose value its key cannot have");
	memcpy(r->out + r->len, wire, len);
	r->len += len;
	return OK;
}

/* The octets of WORD, escapes resolved, at most MAX of them. */
static enum status put_octets(struct reading *r, const struct rdata_part *part, struct word word,
			      size_t max)
{
	size_t start = r->len;

	for (size_t at = 0; at < word.text.len; at++) {
		uint64_t octet = (unsigned char)word.text.ptr[at];

		if (word.escaped && octet == '\\') {
			if (++at == word.text.len)
				return err_set(r->err, "a `\\` with nothing behind it");
			octet = (unsigned char)word.text.ptr[at];
			if (ascii_is_digit((char)octet)) {
				if (at + 3 > word.text.len ||
				    !str_to_u64(str_slice(word.text.ptr + at, 3), 255, &octet))
					return err_set(r->err,
						       "an escape `\\DDD` that is no number "
						       "from 000 to 255");
				at += 2;
			}
		}
		if (r->len - start == max)
			return err_set(r->err, "more than %zu octets in the %s", max, part->what);
		r->out[r->len++] = (uint8_t)octet;
	}
	return OK;
}

/* A string with its length octet in front. */
static enum status put_string(struct reading *r, const struct rdata_part *part, struct word word)
{
	size_t start = r->len++;

	TRY(put_octets(r, part, word, 255));
	r->out[start] = (uint8_t)(r->len - start - 1);
	return OK;
}

static unsigned hex_value(char c)
{
	return ascii_is_digit(c) ? (unsigned)(c - '0') : (unsigned)(ascii_lower(c) - 'a') + 10;
}

/* Hexadecimal digits, two an octet; blanks between them mean nothing (RFC 4034 section 5.3). */
static enum status put_hex(struct reading *r, const struct rdata_part *part, struct str text)
{
	unsigned value = 0, digits = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (ascii_is_blank(text.ptr[i]))
			continue;
		if (!ascii_is_hex(text.ptr[i]))
			return err_set(r->err, "the %s is in hexadecimal digits", part->what);
		value = value << 4 | hex_value(text.ptr[i]);
		if (++digits % 2 == 0)
			r->out[r->len++] = (uint8_t)value;
	}
	if (digits % 2 != 0)
		return err_set(r->err, "an odd number of hexadecimal digits in the %s", part->what);
	return OK;
}

static enum status put_part(struct reading *r, const struct rdata_part *part, struct word word)
{
	switch (part->kind) {
	case PART_U8:
		return put_number(r, part, word.text, 1);
	case PART_U16:
		return put_number(r, part, word.text, 2);
	case PART_U32:
		return put_number(r, part, word.text, 4);
	case PART_TIME:
		return put_time(r, part, word.text);
	case PART_NAME:
	case PART_TARGET:
	case PART_TARGET_OR_NONE:
		return put_name(r, part, word.text);
	case PART_STRING:
	case PART_TAG:
		return put_string(r, part, word);
	case PART_TEXT:
		return put_octets(r, part, word, RDATA_MAX);
	case PART_HEX:
		return put_hex(r, part, word.text);
	case PART_PARAMS:
		return put_params(r, word.text);
	case PART_IPV4:
	case PART_IPV6:
	case PART_STRINGS:
	case PART_LOC:
	case PART_REST:
		break;
	}
	BUG("a part that is not read by itself");
}

/* No part takes more octets than its text has, and 4 for a short number; but `::,` in the parameters
 * of a SVCB stands for 16. */
static size_t room_for(const struct syntax *syntax, const struct rdata_form *form,
		       const struct word *words)
{
	size_t room = 0;

	for (size_t i = 0; i < form->n_parts; i++) {
		size_t len = words[i].text.len;

		room += 4 + (form->parts[i].kind == PART_PARAMS ? 8 * len : len);
		if (syntax->origin != NULL)
			room += syntax->origin->len;
	}
	return room;
}

static enum status from_words(struct arena *arena, const struct syntax *syntax,
			      const struct rdata_form *form, const struct word *words,
			      struct rr *ret_rr, struct err *err)
{
	struct reading r = {.arena = arena, .syntax = syntax, .err = err};

	r.out = (uint8_t *)arena_bytes(arena, room_for(syntax, form, words));
	for (size_t i = 0; i < form->n_parts; i++)
		TRY(put_part(&r, &form->parts[i], words[i]));
	if (r.len > RDATA_MAX)
		return err_set(err, "%zu octets of data; %d are the most", r.len, RDATA_MAX);
	TRY(rdata_check_meaning(form->type, r.out, r.len, err));
	give(ret_rr, r.out, r.len, r.target);
	return OK;
}

/* ---- presentation form ------------------------------------------------------------------------- */

/* Cuts the first word off TEXT, a quoted one without its quotes. */
static enum status next_word(struct str *text, struct word *ret_word, bool *ret_quoted,
			     struct err *err)
{
	bool quoted = text->len > 0 && text->ptr[0] == '"';
	size_t start = quoted ? 1 : 0, at;

	for (at = start; at < text->len; at++) {
		char c = text->ptr[at];

		if (c == '\\')
			at++;
		else if (quoted ? c == '"' : ascii_is_blank(c))
			break;
		else if (!quoted && (c == ';' || c == '(' || c == ')' || c == '"'))
			return err_set(err, "a `%c` outside quotes", c);
	}
	if (at > text->len)
		return err_set(err, "a `\\` with nothing behind it");
	if (quoted && at == text->len)
		return err_set(err, "a quote that is not closed");
	ret_word->text = str_slice(text->ptr + start, at - start);
	ret_word->escaped = true;
	*ret_quoted = quoted;
	*text = str_slice(text->ptr + at + start, text->len - at - start);
	if (text->len > 0 && !ascii_is_blank(text->ptr[0]))
		return err_set(err, "no blank behind a quoted string");
	*text = str_trim(*text);
	return OK;
}

/* "`preference exchange`": the fields of a form. */
static enum status wrong_count(const struct rdata_form *form, size_t n, struct err *err)
{
	struct buf list CLEANUP(buf_free);

	buf_init(&list, 256);
	for (size_t i = 0; i < form->n_parts; i++)
		buf_printf(&list, "%s%s", i > 0 ? ", " : "", form->parts[i].what);
	if (n < form->n_parts)
		return err_set(err, "the %s is missing; its fields are %s", form->parts[n].what,
			       list.ptr);
	return err_set(err, "more than its %zu fields, %s", form->n_parts, list.ptr);
}

static enum status parse_words(struct arena *arena, const struct syntax *syntax,
			       const struct rdata_form *form, struct str text, struct rr *ret_rr,
			       struct err *err)
{
	struct word words[RDATA_PARTS_MAX];

	for (size_t i = 0; i < form->n_parts; i++) {
		bool quoted;

		if (form->parts[i].kind == PART_PARAMS ||
		    (form->parts[i].kind == PART_HEX && text.len > 0)) {
			words[i] = (struct word){.text = text};
			text.len = 0;
			break;
		}
		if (text.len == 0)
			return wrong_count(form, i, err);
		TRY(next_word(&text, &words[i], &quoted, err));
	}
	if (text.len > 0)
		return wrong_count(form, form->n_parts, err);
	return from_words(arena, syntax, form, words, ret_rr, err);
}

/* Sets the length octet of the string that begins at START; one of more than 255 octets is cut into such,
 * the last first, as each moves behind those before it. Returns its octets. */
static size_t end_string(struct reading *r, size_t start)
{
	size_t whole = r->len - start - 1, n = whole > 0 ? (whole - 1) / 255 : 0;

	for (size_t i = n; i > 0; i--) {
		size_t octets = i == n ? whole - 255 * n : 255;

		memmove(r->out + start + 256 * i + 1, r->out + start + 255 * i + 1, octets);
		r->out[start + 256 * i] = (uint8_t)octets;
	}
	r->out[start] = (uint8_t)(n > 0 ? 255 : whole);
	r->len += n;
	return whole;
}

/* Strings as a zone file has them. One over 255 octets is said, and cut: what is meant can be told. */
static enum status parse_strings(struct arena *arena, const struct rdata_form *form,
				 struct str text, struct rr *ret_rr, struct err *err)
{
	struct reading r = {.arena = arena, .err = err};
	size_t long_string = 0;

	/* The quotes, or the blank between two words, make room for the length octet. */
	r.out = (uint8_t *)arena_bytes(arena, text.len + text.len / 255 + 1);
	while (text.len > 0) {
		size_t start = r.len++, octets;
		struct word word;
		bool quoted;

		TRY(next_word(&text, &word, &quoted, err));
		TRY(put_octets(&r, &form->parts[0], word, RDATA_MAX));
		octets = end_string(&r, start);
		if (octets > 255 && long_string == 0)
			long_string = octets;
	}
	if (r.len > RDATA_MAX)
		return err_set(err, "%zu octets of data; %d are the most", r.len, RDATA_MAX);
	give(ret_rr, r.out, r.len, NULL);
	ret_rr->long_string = (uint16_t)long_string;
	return OK;
}

static enum status parse_text(struct arena *arena, const struct rdata_form *form, struct str text,
			      struct rr *ret_rr, struct err *err)
{
	struct str trimmed = str_trim(text);

	if (trimmed.len > 0 && trimmed.ptr[0] == '"')
		return parse_strings(arena, form, trimmed, ret_rr, err);
	if (!rdata_from_text(arena, text, ret_rr))
		return err_set(err, "%zu octets of text; %d are the most", text.len,
			       RDATA_TEXT_MAX);
	return OK;
}

/* One address or one name and nothing else: most of what there is. */
static enum status parse_single(struct arena *arena, const struct syntax *syntax,
				const struct rdata_part *part, struct str text, struct rr *ret_rr,
				struct err *err)
{
	uint8_t octets[16];
	const struct dname *name;

	if (part->kind == PART_IPV4) {
		TRY(read_ipv4(text, octets, err));
		give(ret_rr, (uint8_t *)arena_copy(arena, (char *)octets, 4), 4, NULL);
		return OK;
	}
	if (part->kind == PART_IPV6) {
		TRY(read_ipv6(text, octets, err));
		give(ret_rr, (uint8_t *)arena_copy(arena, (char *)octets, 16), 16, NULL);
		return OK;
	}
	TRY(read_name(arena, syntax, part, text, &name, err));
	give(ret_rr, name->wire, name->len, name);
	return OK;
}

/* RFC 3597 section 5: `\# length hexadecimal`. */
static enum status parse_generic(struct arena *arena, enum rr_type type, struct str text,
				 struct rr *ret_rr, struct err *err)
{
	static const struct rdata_part part = {PART_HEX, "data"};
	struct reading r = {.arena = arena, .err = err};
	struct str length, rest = str_trim(str_slice(text.ptr + 2, text.len - 2));
	size_t digits = 0;
	uint64_t wanted;

	while (digits < rest.len && !ascii_is_blank(rest.ptr[digits]))
		digits++;
	length = str_slice(rest.ptr, digits);
	rest = str_slice(rest.ptr + digits, rest.len - digits);
	if (!str_to_u64(length, RDATA_MAX, &wanted))
		return err_set(err, "`\\#` is followed by the number of octets, to %d", RDATA_MAX);
	r.out = (uint8_t *)arena_bytes(arena, rest.len / 2 + 1);
	TRY(put_hex(&r, &part, rest));
	if (r.len != wanted)
		return err_set(err, "%zu octets of data, and `\\#` says %zu", r.len,
			       (size_t)wanted);
	return rdata_from_wire(arena, type, r.out, r.len, ret_rr, err);
}

static enum status parse_scanned(struct arena *arena, const struct syntax *syntax,
				 const struct rdata_form *form, enum rr_type type, struct str text,
				 struct rr *ret_rr, struct err *err)
{
	const struct dname *target;
	uint8_t *wire;
	size_t len;

	TRY(rdata_scan(arena, form, type, text, syntax->origin, &wire, &len, err));
	TRY(rdata_check_wire(arena, form, wire, len, &target, err));
	give(ret_rr, wire, len, target);
	return OK;
}

static bool is_generic(struct str value)
{
	return value.len >= 2 && value.ptr[0] == '\\' && value.ptr[1] == '#';
}

static bool has_blank(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (ascii_is_blank(text.ptr[i]) && (i == 0 || text.ptr[i - 1] != '\\'))
			return true;
	return false;
}

static enum status parse(struct arena *arena, const struct syntax *syntax, enum rr_type type,
			 struct str value, struct rr *ret_rr, struct err *err)
{
	const struct rdata_form *form = rdata_form(type);

	if (value.len == 0)
		return err_set(err, "no value");
	if (form->scanned)
		return parse_scanned(arena, syntax, form, type, value, ret_rr, err);
	if (form->n_parts == 1 && syntax->zone_file && has_blank(value))
		return err_set(err, "more than the %s", form->parts[0].what);
	if (form->n_parts == 1)
		return parse_single(arena, syntax, &form->parts[0], value, ret_rr, err);
	return parse_words(arena, syntax, form, value, ret_rr, err);
}

enum status rdata_parse(struct arena *arena, enum rr_type type, struct str text, struct rr *ret_rr,
			struct err *err)
{
	const struct rdata_form *form = rdata_form(type);
	struct str value = str_trim(text);

	if (form->parts[0].kind == PART_STRINGS)
		return parse_text(arena, form, text, ret_rr, err);
	if (is_generic(value))
		return parse_generic(arena, type, value, ret_rr, err);
	return parse(arena, &absolute, type, value, ret_rr, err);
}

enum status rdata_parse_in_zone(struct arena *arena, enum rr_type type, struct str text,
				const struct dname *origin, struct rr *ret_rr, struct err *err)
{
	const struct syntax syntax = {.zone_file = true, .origin = origin};
	const struct rdata_form *form = rdata_form(type);

	if (is_generic(text) && (text.len == 2 || ascii_is_blank(text.ptr[2])))
		return parse_generic(arena, type, text, ret_rr, err);
	if (form->parts[0].kind == PART_STRINGS && text.len > 0)
		return parse_strings(arena, form, text, ret_rr, err);
	return parse(arena, &syntax, type, text, ret_rr, err);
}

static bool is_name(enum part_kind kind)
{
	return kind == PART_NAME || kind == PART_TARGET || kind == PART_TARGET_OR_NONE;
}

enum dname_fault rdata_name_fault(struct arena *arena, enum rr_type type, struct str text)
{
	const struct rdata_form *form = rdata_form(type);
	struct str rest = str_trim(text);

	for (size_t i = 0; i < form->n_parts && rest.len > 0; i++) {
		enum dname_fault fault = DNAME_OK;
		const struct dname *name;
		struct word word;
		struct err err;
		bool quoted;

		if (form->parts[i].kind == PART_STRINGS ||
		    next_word(&rest, &word, &quoted, &err) != OK)
			return DNAME_OK;
		if (is_name(form->parts[i].kind))
			fault = dname_parse(arena, word.text, NULL, &name);
		if (fault != DNAME_OK)
			return fault;
	}
	return DNAME_OK;
}

/* ---- fields of a mapping, wire ----------------------------------------------------------------- */

/* The presentation form of a type that libzscanner reads. */
static void join_fields(struct buf *out, const struct rdata_form *form, const struct str *fields)
{
	for (size_t i = 0; i < form->n_fields; i++) {
		if (fields[i].ptr == NULL)
			continue;
		if (out->len > 0)
			buf_char(out, ' ');
		buf_str(out, fields[i]);
	}
}

/* A field that holds a blank would be read as two. */
static enum status refuse_blanks(const struct rdata_form *form, const struct str *fields,
				 struct err *err)
{
	for (size_t i = 0; i < form->n_fields; i++) {
		if (fields[i].len == 0)
			return err_set(err, "`%s` has no value", form->fields[i].key);
		for (size_t k = 0; k < fields[i].len; k++)
			if (ascii_is_blank(fields[i].ptr[k]))
				return err_set(err, "a blank in `%s`", form->fields[i].key);
	}
	return OK;
}

enum status rdata_from_fields(struct arena *arena, enum rr_type type, const struct str *fields,
			      struct rr *ret_rr, struct err *err)
{
	const struct rdata_form *form = rdata_form(type);
	struct word words[RDATA_FIELDS_MAX];

	if (form->n_fields == 0)
		BUG("a type whose value is no mapping");
	for (size_t i = 0; i < form->n_fields; i++) {
		if (form->fields[i].required && fields[i].ptr == NULL)
			return err_set(err, "`%s` is missing", form->fields[i].key);
		words[i].text = fields[i];
		words[i].escaped = false;
	}
	if (form->scanned) {
		struct buf text CLEANUP(buf_free);

		buf_init(&text, 4 * RDATA_MAX);
		TRY(refuse_blanks(form, fields, err));
		join_fields(&text, form, fields);
		if (text.too_big)
			return err_set(err, "more than %d octets of text", 4 * RDATA_MAX);
		return rdata_parse(arena, type, buf_view(&text), ret_rr, err);
	}
	/* octoDNS: flags of a CAA are 0 where nobody says. */
	if (type == RR_CAA && fields[0].ptr == NULL)
		words[0].text = STR("0");
	return from_words(arena, &absolute, form, words, ret_rr, err);
}

enum status rdata_from_wire(struct arena *arena, enum rr_type type, const uint8_t *wire, size_t len,
			    struct rr *ret_rr, struct err *err)
{
	const struct dname *target;
	uint8_t *copy;

	if (len > RDATA_MAX)
		return err_set(err, "%zu octets of data; %d are the most", len, RDATA_MAX);
	copy = (uint8_t *)arena_copy(arena, (const char *)wire, len);
	TRY(rdata_check_wire(arena, rdata_form(type), copy, len, &target, err));
	give(ret_rr, copy, len, target);
	return OK;
}

/* ---- text -------------------------------------------------------------------------------------- */

bool rdata_from_text(struct arena *arena, struct str text, struct rr *ret_rr)
{
	size_t len = 0, at = 0;
	uint8_t *out;

	if (text.len > RDATA_TEXT_MAX)
		return false;
	out = (uint8_t *)arena_bytes(arena, text.len + text.len / 255 + 1);
	do {
		size_t chunk = text.len - at < 255 ? text.len - at : 255;

		out[len++] = (uint8_t)chunk;
		if (chunk > 0)
			memcpy(out + len, text.ptr + at, chunk);
		len += chunk;
		at += chunk;
	} while (at < text.len);
	give(ret_rr, out, len, NULL);
	return true;
}

struct str rdata_joined(struct arena *arena, const struct rr *rr)
{
	char *out = arena_bytes(arena, rr->len + 1u);
	size_t len = 0;

	for (size_t at = 0; at < rr->len; at += rr->rdata[at] + 1u) {
		memcpy(out + len, rr->rdata + at + 1, rr->rdata[at]);
		len += rr->rdata[at];
	}
	out[len] = '\0';
	return str_slice(out, len);
}

/* The next octet of joined strings from AT; LEFT is what the open string still has. -1: the end. */
static int next_octet(const struct rr *rr, size_t *at, size_t *left)
{
	while (*left == 0) {
		if (*at == rr->len)
			return -1;
		*left = rr->rdata[(*at)++];
	}
	(*left)--;
	return rr->rdata[(*at)++];
}

static bool joined_equal(const struct rr *a, const struct rr *b)
{
	size_t at_a = 0, at_b = 0, left_a = 0, left_b = 0;

	for (;;) {
		int octet = next_octet(a, &at_a, &left_a);

		if (octet != next_octet(b, &at_b, &left_b))
			return false;
		if (octet < 0)
			return true;
	}
}

bool rdata_equal(enum rr_type type, const struct rr *a, const struct rr *b)
{
	if (a->len == b->len && (a->len == 0 || memcmp(a->rdata, b->rdata, a->len) == 0))
		return true;
	return (type == RR_TXT || type == RR_SPF) && joined_equal(a, b);
}

bool rdata_caa(const struct rr *rr, uint8_t *ret_flags, struct str *ret_tag, struct str *ret_value)
{
	size_t tag;

	if (rr->len < 2 || rr->rdata[1] == 0 || rr->rdata[1] > rr->len - 2)
		return false;
	tag = rr->rdata[1];
	*ret_flags = rr->rdata[0];
	*ret_tag = str_slice((const char *)rr->rdata + 2, tag);
	*ret_value = str_slice((const char *)rr->rdata + 2 + tag, rr->len - 2u - tag);
	return true;
}
