/* route53.c -- names and values as the API of Route 53 writes them. */
#include "model/route53.h"

#include "source/limits.h"

#include "base/banned.h"

bool route53_has_type(enum rr_type type)
{
	static const enum rr_type types[] = {
		RR_SOA, RR_A,	 RR_TXT, RR_NS, RR_CNAME, RR_MX,    RR_NAPTR, RR_PTR,	RR_SRV,
		RR_SPF, RR_AAAA, RR_CAA, RR_DS, RR_TLSA,  RR_SSHFP, RR_SVCB,  RR_HTTPS,
	};

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		if (types[i] == type)
			return true;
	}
	return false;
}

static bool is_numbered(struct str label, const char *prefix)
{
	size_t len = str_from(prefix).len;
	uint64_t number;

	return str_starts(label, prefix) &&
	       str_to_u64(str_slice(label.ptr + len, label.len - len), UINT16_MAX, &number);
}

bool route53_is_name_server(const struct dname *name)
{
	static const char *const ends[] = {"com", "net", "org"};
	struct str last;

	if (name->labels < 3 || !is_numbered(dname_label(name, 0), "ns-") ||
	    !is_numbered(dname_label(name, 1), "awsdns-"))
		return false;
	last = dname_label(name, name->labels - 1u);
	if (name->labels == 4)
		return str_is(dname_label(name, 2), "co") && str_is(last, "uk");
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (name->labels == 3 && str_is(last, ends[i]))
			return true;
	return false;
}

bool route53_is_placeholder(const struct dname *name)
{
	static const char *const servers[] = {"ns-0", "ns-512", "ns-1024", "ns-1536"};

	if (!route53_is_name_server(name) || !str_is(dname_label(name, 1), "awsdns-00"))
		return false;
	for (size_t i = 0; i < COUNT_OF(servers); i++)
		if (str_is(dname_label(name, 0), servers[i]))
			return true;
	return false;
}

static void print_octal(struct buf *out, uint8_t octet)
{
	buf_printf(out, "\\%03o", octet);
}

static bool is_plain(uint8_t octet)
{
	char c = (char)octet;

	return (c >= 'a' && c <= 'z') || ascii_is_digit(c) || c == '-' || c == '_';
}

/* NAME is absolute wire form with lower-case letters. Returns its octets. */
static size_t print_wire_name(struct buf *out, const uint8_t *wire, size_t max)
{
	size_t at = 0;

	if (max > 0 && wire[0] == 0) {
		buf_char(out, '.');
		return 1;
	}
	while (at < max && wire[at] != 0) {
		size_t end = at + 1 + wire[at];

		if (end > max)
			BUG("a name that runs over its rdata");
		/* Only a whole leftmost label makes a wildcard; elsewhere `*` is a character. */
		if (at == 0 && end == 2 && wire[1] == '*') {
			buf_text(out, "*.");
			at = end;
			continue;
		}
		for (at++; at < end; at++) {
			if (is_plain(wire[at]))
				buf_char(out, (char)wire[at]);
			else
				print_octal(out, wire[at]);
		}
		buf_char(out, '.');
	}
	return at + 1;
}

void route53_name_print(struct buf *out, const struct dname *name)
{
	print_wire_name(out, name->wire, name->len);
}

/* One character of a quoted string: 000 to 037 and 177 to 377 in octal, the quote and the backslash
 * behind a backslash, all others (the blank too) as they are. */
static void print_quoted_octet(struct buf *out, uint8_t octet)
{
	if (octet < 0x20 || octet > 0x7e)
		print_octal(out, octet);
	else if (octet == '"' || octet == '\\')
		buf_printf(out, "\\%c", octet);
	else
		buf_char(out, (char)octet);
}

static size_t quoted_width(uint8_t octet)
{
	if (octet < 0x20 || octet > 0x7e)
		return 4;
	return octet == '"' || octet == '\\' ? 2 : 1;
}

static void print_quoted(struct buf *out, const uint8_t *octets, size_t len)
{
	buf_char(out, '"');
	for (size_t i = 0; i < len; i++)
		print_quoted_octet(out, octets[i]);
	buf_char(out, '"');
}

/* The guide does not say whether an escape counts as one character or as four; a chunk that is
 * short enough either way is never refused. */
static void print_chunks(struct buf *out, const uint8_t *octets, size_t len)
{
	size_t start = 0, width = 0;

	for (size_t i = 0; i < len; i++) {
		if (width + quoted_width(octets[i]) > ROUTE53_TEXT_CHARACTERS) {
			print_quoted(out, octets + start, i - start);
			buf_char(out, ' ');
			start = i;
			width = 0;
		}
		width += quoted_width(octets[i]);
	}
	print_quoted(out, octets + start, len - start);
}

void route53_text_print(struct buf *out, struct str text)
{
	print_chunks(out, (const uint8_t *)text.ptr, text.len);
}

/* A cursor over wire rdata. The model makes rdata itself, so a short one is a fault of ours. */
struct cursor {
	const uint8_t *at, *end;
};

static unsigned take_number(struct cursor *c, unsigned octets)
{
	unsigned value = 0;

	if ((size_t)(c->end - c->at) < octets)
		BUG("rdata is too short for its type");
	for (; octets > 0; octets--)
		value = value << 8 | *c->at++;
	return value;
}

static void take_name(struct buf *out, struct cursor *c)
{
	c->at += print_wire_name(out, c->at, (size_t)(c->end - c->at));
}

static void take_string(struct buf *out, struct cursor *c)
{
	unsigned len = take_number(c, 1);

	if ((size_t)(c->end - c->at) < len)
		BUG("a character string that runs over its rdata");
	print_chunks(out, c->at, len);
	c->at += len;
}

static void print_texts(struct buf *out, struct cursor *c)
{
	if (c->at == c->end)
		buf_text(out, "\"\"");
	for (bool first = true; c->at < c->end; first = false) {
		if (!first)
			buf_char(out, ' ');
		take_string(out, c);
	}
}

static void print_caa(struct buf *out, struct cursor *c)
{
	unsigned flags = take_number(c, 1), len = take_number(c, 1);

	if ((size_t)(c->end - c->at) < len)
		BUG("a CAA tag that runs over its rdata");
	buf_printf(out, "%u ", flags);
	buf_add(out, c->at, len);
	c->at += len;
	buf_char(out, ' ');
	print_quoted(out, c->at, (size_t)(c->end - c->at));
}

static void print_naptr(struct buf *out, struct cursor *c)
{
	unsigned order = take_number(c, 2), preference = take_number(c, 2);

	buf_printf(out, "%u %u", order, preference);
	for (unsigned i = 0; i < 3; i++) {
		buf_char(out, ' ');
		take_string(out, c);
	}
	buf_char(out, ' ');
	take_name(out, c);
}

void route53_value_print(struct buf *out, enum rr_type type, const struct rr *rr)
{
	struct cursor c = {rr->rdata, rr->rdata + rr->len};

	switch (type) {
	case RR_TXT:
	case RR_SPF:
		print_texts(out, &c);
		break;
	case RR_CAA:
		print_caa(out, &c);
		break;
	case RR_NS:
	case RR_CNAME:
	case RR_PTR:
	case RR_DNAME:
		take_name(out, &c);
		break;
	case RR_MX:
		buf_printf(out, "%u ", take_number(&c, 2));
		take_name(out, &c);
		break;
	case RR_SRV:
		for (unsigned i = 0; i < 3; i++)
			buf_printf(out, "%u ", take_number(&c, 2));
		take_name(out, &c);
		break;
	case RR_NAPTR:
		print_naptr(out, &c);
		break;
	default: /* numbers, hexadecimal digits, addresses: as in a zone file */
		rdata_print(out, type, rr);
		break;
	}
}

const char *route53_name(struct arena *arena, const struct dname *name)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	route53_name_print(&out, name);
	return arena_copy(arena, out.ptr, out.len);
}

const char *route53_value(struct arena *arena, enum rr_type type, const struct rr *rr)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	route53_value_print(&out, type, rr);
	return arena_copy(arena, out.ptr == NULL ? "" : out.ptr, out.len);
}

/* ---- reading ----------------------------------------------------------------------------------- */

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* Writes TEXT as a zone file has it: each octal escape in decimal, and what a zone file wants escaped in
 * a name behind an escape. */
static void to_zone_file_form(struct buf *out, struct str text, bool name)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c == '\\' && i + 3 < text.len && is_octal(text.ptr[i + 1]) &&
		    is_octal(text.ptr[i + 2]) && is_octal(text.ptr[i + 3])) {
			unsigned octet = (unsigned)(text.ptr[i + 1] - '0') * 64 +
					 (unsigned)(text.ptr[i + 2] - '0') * 8 +
					 (unsigned)(text.ptr[i + 3] - '0');

			if (octet > 255)
				octet = 256; /* no octet: the reader behind refuses it */
			buf_printf(out, "\\%03u", octet);
			i += 3;
		} else if (c == '\\' && i + 1 < text.len) {
			buf_char(out, '\\');
			buf_char(out, text.ptr[++i]);
		} else if (name && (c > 0x7e || c <= 0x20)) {
			buf_printf(out, "\\%03u", c);
		} else {
			buf_char(out, (char)c);
		}
	}
}

enum dname_fault route53_name_parse(struct arena *arena, struct str text,
				    const struct dname **ret_name)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	if (text.len == 0)
		return DNAME_EMPTY;
	to_zone_file_form(&out, text, true);
	return dname_parse(arena, buf_view(&out), NULL, ret_name);
}

enum status route53_value_parse(struct arena *arena, enum rr_type type, struct str text,
				struct rr *ret_rr, struct err *err)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	if ((type == RR_TXT || type == RR_SPF) && (text.len == 0 || text.ptr[0] != '"'))
		return err_set(err, "the text stands in no double quotes");
	to_zone_file_form(&out, text, false);
	return rdata_parse(arena, type, buf_view(&out), ret_rr, err);
}
