/* octodns_record.c -- the records of one owner, as octoDNS writes them in YAML. */
#include "octodns_record.h"

#include "base/utf8.h"
#include "index/plan.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

struct owner_printer {
	struct arena *arena;
	const struct zone *zone;
	struct buf records; /* "  - type: A" and on */
	struct buf aliases; /* values of the one record that holds the aliases of Route 53 */
	const struct rrset *first_alias;
	struct buf comments; /* of what has no form */
};

bool yaml_text_print(struct buf *out, struct str text)
{
	size_t offset;

	if (!utf8_is_valid(text, &offset))
		return false;
	buf_char(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			buf_printf(out, "\\x%02x", c);
		else
			buf_char(out, (char)c);
	}
	buf_char(out, '"');
	return true;
}

/* ---- what has no form -------------------------------------------------------------------------- */

static void comment(struct owner_printer *p, const struct rrset *rrset, const char *reason)
{
	buf_printf(&p->comments, "# %s %s: ", dname_text_bare(p->arena, rrset->owner),
		   rr_type_name(p->arena, rrset->type));
	/* a line end in a source's text must not end the comment */
	for (; *reason != '\0'; reason++)
		buf_char(&p->comments, (unsigned char)*reason < 0x20 ? ' ' : *reason);
	buf_char(&p->comments, '\n');
}

static bool has_type(enum rr_type type)
{
	static const enum rr_type types[] = {
		RR_A,	RR_AAAA,  RR_CAA,   RR_CNAME, RR_DNAME,	     RR_DS,  RR_HTTPS,
		RR_LOC, RR_MX,	  RR_NAPTR, RR_NS,    RR_OPENPGPKEY, RR_PTR, RR_SPF,
		RR_SRV, RR_SSHFP, RR_SVCB,  RR_TLSA,  RR_TXT,	     RR_URI,
	};

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (types[i] == type)
			return true;
	return false;
}

/* ---- values ------------------------------------------------------------------------------------ */

/* The next word of presentation form: blanks divide, quotes hold together. */
static bool next_word(struct str *rest, struct str *ret_word)
{
	bool quoted = false;
	size_t i = 0;

	while (rest->len > 0 && rest->ptr[0] == ' ')
		*rest = str_slice(rest->ptr + 1, rest->len - 1);
	if (rest->len == 0)
		return false;
	for (; i < rest->len && (quoted || rest->ptr[i] != ' '); i++) {
		if (rest->ptr[i] == '\\' && i + 1 < rest->len)
			i++;
		else if (rest->ptr[i] == '"')
			quoted = !quoted;
	}
	*ret_word = str_slice(rest->ptr, i);
	*rest = str_slice(rest->ptr + i, rest->len - i);
	return true;
}

/* A quoted word without its quotes and escapes; any other word as it is. */
static struct str plain_word(struct arena *arena, struct str word)
{
	char *out;
	size_t len = 0;

	if (word.len < 2 || word.ptr[0] != '"')
		return word;
	out = arena_bytes(arena, word.len);
	for (size_t i = 1; i + 1 < word.len; i++) {
		const char *at = word.ptr + i;

		if (*at != '\\') {
			out[len++] = *at;
		} else if (i + 3 < word.len && ascii_is_digit(at[1]) && ascii_is_digit(at[2]) &&
			   ascii_is_digit(at[3])) {
			out[len++] = (char)((at[1] - '0') * 100 + (at[2] - '0') * 10 + at[3] - '0');
			i += 3;
		} else {
			out[len++] = at[1];
			i++;
		}
	}
	return str_slice(out, len);
}

/* octoDNS has a backslash before each semicolon of TXT, SPF and CAA. */
static struct str with_semicolon_escapes(struct arena *arena, struct str text)
{
	char *out = arena_bytes(arena, text.len * 2);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == ';')
			out[len++] = '\\';
		out[len++] = text.ptr[i];
	}
	return str_slice(out, len);
}

static bool is_number(struct str key, struct str word)
{
	static const char *const texts[] = {"digest", "fingerprint", "certificate_association_data",
					    "public_key"};
	size_t digits = 0, points = 0;

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (str_is(key, texts[i]))
			return false;
	if (str_starts(word, "-"))
		word = str_slice(word.ptr + 1, word.len - 1);
	for (size_t i = 0; i < word.len; i++) {
		digits += ascii_is_digit(word.ptr[i]);
		points += i > 0 && word.ptr[i] == '.';
	}
	/* 010 is 8 for YAML 1.1 */
	return digits > 0 && points <= 1 && digits + points == word.len &&
	       (word.len == 1 || word.ptr[0] != '0' || word.ptr[1] == '.');
}

/* The value of a parameter as octoDNS has it: what stands behind the `=` of presentation form, escapes with
 * it, and without quotes. What only quotes would hold together is escaped. */
static struct str parameter_text(struct arena *arena, struct str word)
{
	struct buf out CLEANUP(buf_free);

	if (word.len >= 2 && word.ptr[0] == '"')
		word = str_slice(word.ptr + 1, word.len - 2);
	buf_init(&out, 4 * word.len + 1);
	for (size_t i = 0; i < word.len; i++) {
		unsigned char c = (unsigned char)word.ptr[i];

		if (c == '\\' && i + 1 < word.len) {
			buf_str(&out, str_slice(word.ptr + i, 2));
			i++;
		} else if (c <= ' ' || c >= 0x7f || c == ';' || c == '(' || c == ')') {
			buf_printf(&out, "\\%03u", (unsigned)c);
		} else {
			buf_char(&out, (char)c);
		}
	}
	return arena_str(arena, buf_view(&out));
}

/* The octet that TEXT begins with, and how much of it is written for it: `x`, `\x` or `\120`. */
static char first_octet(struct str text, size_t *ret_len)
{
	const char *at = text.ptr;

	*ret_len = 1;
	if (at[0] != '\\' || text.len < 2)
		return at[0];
	*ret_len = 2;
	if (!ascii_is_digit(at[1]) || text.len < 4)
		return at[1];
	*ret_len = 4;
	return (char)((at[1] - '0') * 100 + (at[2] - '0') * 10 + at[3] - '0');
}

/* Cuts the first item off a list of presentation form; false: *LIST is the last. A comma is of the item
 * where a backslash stands before it in the octets that the text is read as (RFC 9460 appendix A.1). */
static bool next_item(struct str *list, struct str *ret_item)
{
	bool escaped = false;

	for (size_t i = 0, len; i < list->len; i += len) {
		char c = first_octet(str_slice(list->ptr + i, list->len - i), &len);

		if (c == ',' && !escaped) {
			*ret_item = str_slice(list->ptr, i);
			*list = str_slice(list->ptr + i + len, list->len - i - len);
			return true;
		}
		escaped = c == '\\' && !escaped;
	}
	return false;
}

static void print_items(struct buf *out, struct str list)
{
	struct str item;

	buf_char(out, '[');
	while (next_item(&list, &item)) {
		(void)yaml_text_print(out, item);
		buf_text(out, ", ");
	}
	(void)yaml_text_print(out, list);
	buf_char(out, ']');
}

/* The SvcParams of presentation form as a mapping. */
static void print_parameters(struct owner_printer *p, struct buf *out, struct str rest)
{
	static const char *const lists[] = {"alpn", "ipv4hint", "ipv6hint", "mandatory"};
	struct str word;

	buf_char(out, '{');
	for (bool first = true; next_word(&rest, &word); first = false) {
		struct str key = word, value = word;
		bool list = false, has_value = str_cut(&value, '=', &key);

		buf_printf(out, "%s%.*s: ", first ? "" : ", ", STR_ARG(key));
		for (size_t i = 0; i < COUNT_OF(lists); i++)
			list = list || str_is(key, lists[i]);
		value = parameter_text(p->arena, value);
		if (!has_value)
			buf_text(out, "null");
		else if (list)
			print_items(out, value);
		else if (str_is(key, "port"))
			buf_str(out, value);
		else
			(void)yaml_text_print(out, value);
	}
	buf_char(out, '}');
}

/* `20.00m` is 20 metres for a zone file, and 20 for octoDNS. */
static struct str without_metres(struct str word)
{
	return str_ends(word, "m") ? str_slice(word.ptr, word.len - 1) : word;
}

static bool print_fields(struct owner_printer *p, struct buf *out, enum rr_type type,
			 const struct rdata_field *fields, size_t n, struct str rest)
{
	struct str word;

	buf_char(out, '{');
	for (size_t i = 0; i < n; i++) {
		struct str key = str_from(fields[i].key);

		if (str_is(key, "svcparams")) {
			if (rest.len == 0)
				break;
			buf_text(out, ", svcparams: ");
			print_parameters(p, out, rest);
			break;
		}
		if (!next_word(&rest, &word))
			return false;
		if (type == RR_LOC)
			word = without_metres(word);
		buf_printf(out, "%s%s: ", i == 0 ? "" : ", ", fields[i].key);
		if (is_number(key, word)) {
			buf_str(out, word);
			continue;
		}
		word = plain_word(p->arena, word);
		if (type == RR_CAA)
			word = with_semicolon_escapes(p->arena, word);
		if (!yaml_text_print(out, word))
			return false;
	}
	buf_char(out, '}');
	return true;
}

static bool print_value(struct owner_printer *p, struct buf *out, enum rr_type type,
			const struct rr *rr)
{
	struct buf text CLEANUP(buf_free);
	const struct rdata_field *fields;
	struct str shown;
	size_t n;

	buf_init(&text, (size_t)RDATA_MAX * 5);
	if (type == RR_TXT || type == RR_SPF) {
		shown = rdata_joined(p->arena, rr);
		/* quotes at the front, and borders of chunks, would be read as a zone file's */
		if (!str_starts(shown, "\"") && !str_find(shown, "\" \"", NULL) &&
		    memchr(shown.ptr, '\0', shown.len) == NULL)
			return yaml_text_print(out, with_semicolon_escapes(p->arena, shown));
	}
	rdata_print(&text, type, rr);
	shown = arena_str(p->arena, buf_view(&text));
	if (str_starts(shown, "\\#"))
		return false;
	if (type == RR_TXT || type == RR_SPF)
		shown = with_semicolon_escapes(p->arena, shown);
	fields = rdata_fields(type, &n);
	return n == 0 ? yaml_text_print(out, shown) : print_fields(p, out, type, fields, n, shown);
}

/* ---- records ----------------------------------------------------------------------------------- */

static void begin_record(struct owner_printer *p, const char *type, const struct rrset *rrset)
{
	buf_printf(&p->records, "  - type: %s\n", type);
	if (rrset->ttl_known)
		buf_printf(&p->records, "    ttl: %u\n", rrset->ttl);
	if (rrset->lenient)
		buf_text(&p->records, "    octodns: {lenient: true} # as it was written\n");
}

static void print_alias(struct owner_printer *p, const struct rrset *rrset)
{
	const struct target *target = rrset->alias;
	const struct dname *name = alias_dns_name(p->arena, rrset);
	const char *id = alias_hosted_zone_id(p->arena, rrset), *text;

	if (name == NULL) {
		comment(p, rrset, "an alias of what has no DNS name that is known");
		return;
	}
	text = dname_text(p->arena, name);
	if (target->kind == TARGET_RECORD && dname_is_within(name, p->zone->name)) {
		size_t below = strlen(dname_text(p->arena, p->zone->name));

		text = dname_equal(name, p->zone->name)
			       ? ""
			       : arena_cstr(p->arena, str_slice(text, strlen(text) - below - 1));
		id = NULL;
	} else if (id == NULL && !str_find(str_from(text), ".amazonaws.com.", NULL)) {
		comment(p, rrset,
			arena_printf(p->arena, "an alias of %s, whose hosted zone is not known",
				     text));
		return;
	}
	if (p->first_alias == NULL)
		p->first_alias = rrset;
	buf_printf(&p->aliases, "%s{type: %s, name: ", p->aliases.len > 0 ? ", " : "",
		   rr_type_name(p->arena, rrset->type));
	(void)yaml_text_print(&p->aliases, str_from(text));
	if (id != NULL) {
		buf_text(&p->aliases, ", hosted-zone-id: ");
		(void)yaml_text_print(&p->aliases, str_from(id));
	}
	buf_printf(&p->aliases, ", evaluate-target-health: %s}",
		   target->evaluate_health ? "true" : "false");
}

/* A and AAAA at the apex that stand for one other name, of no service: ALIAS. */
static bool is_flattened(struct owner_printer *p, const struct rrset *rrset)
{
	return rrset->alias != NULL && rrset->alias->kind == TARGET_NAME &&
	       rrset->alias->dns_name != NULL && rrset->ttl_known &&
	       dname_equal(rrset->owner, p->zone->name) &&
	       alias_hosted_zone_id(p->arena, rrset) == NULL;
}

static void print_flattened(struct owner_printer *p, const struct rrset *rrset)
{
	if (rrset->type != RR_A)
		return; /* ALIAS stands for both */
	begin_record(p, "ALIAS", rrset);
	buf_text(&p->records, "    value: ");
	(void)yaml_text_print(&p->records, str_from(dname_text(p->arena, rrset->alias->dns_name)));
	buf_char(&p->records, '\n');
}

/* All values of the N RRsets, which are pieces of one. */
static bool print_values(struct owner_printer *p, struct buf *out, struct rrset *const *rrsets,
			 size_t n)
{
	bool first = true;

	buf_char(out, '[');
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < rrsets[i]->n; k++) {
			if (!first)
				buf_text(out, ", ");
			first = false;
			if (!print_value(p, out, rrsets[i]->type, &rrsets[i]->rrs[k]))
				return false;
		}
	buf_char(out, ']');
	return !first;
}

/* `value` or `values`; false where one of them has no form. */
static bool print_own_values(struct owner_printer *p, struct buf *out, struct rrset *const *rrsets,
			     size_t n)
{
	if (n == 1 && rrsets[0]->n == 1) {
		buf_text(out, "    value: ");
		if (!print_value(p, out, rrsets[0]->type, &rrsets[0]->rrs[0]))
			return false;
	} else {
		buf_text(out, "    values: ");
		if (!print_values(p, out, rrsets, n))
			return false;
	}
	buf_char(out, '\n');
	return true;
}

static void print_plain(struct owner_printer *p, struct rrset *const *rrsets, size_t n)
{
	struct buf values CLEANUP(buf_free);

	buf_init(&values, LIMIT_OUTPUT);
	if (!print_own_values(p, &values, rrsets, n)) {
		comment(p, rrsets[0], "a value that octoDNS's YAML cannot hold");
		return;
	}
	begin_record(p, rr_type_name(p->arena, rrsets[0]->type), rrsets[0]);
	buf_str(&p->records, buf_view(&values));
}

/* ---- pools ------------------------------------------------------------------------------------- */

/* "us-east-1" of "pool us-east-1" and of "pool us-east-1 value 2". */
static struct str pool_name(const struct rrset *rrset, const char *prefix)
{
	struct str name = str_from(rrset->set_identifier);
	size_t len = strlen(prefix), at;

	name = str_slice(name.ptr + len, name.len - len);
	return str_find(name, " value ", &at) ? str_slice(name.ptr, at) : name;
}

static bool has_prefix(const struct rrset *rrset, const char *prefix)
{
	return rrset->set_identifier != NULL && str_starts(str_from(rrset->set_identifier), prefix);
}

/* The pools of one kind among the RRsets of one type: RRsets of one pool stand side by side. */
static bool print_pools(struct owner_printer *p, struct buf *out, struct rrset *const *rrsets,
			size_t n, const char *prefix, bool geo)
{
	for (size_t i = 0; i < n; i++) {
		struct str name;
		bool first = true;

		if (!has_prefix(rrsets[i], prefix))
			continue;
		name = pool_name(rrsets[i], prefix);
		buf_text(out, geo ? "      " : "        ");
		if (!yaml_text_print(out, name))
			return false;
		buf_text(out, geo ? ": [" : ": {values: [");
		for (;; i++) {
			for (size_t k = 0; k < rrsets[i]->n; k++) {
				buf_printf(out, "%s%s", first ? "" : ", ", geo ? "" : "{value: ");
				first = false;
				if (!print_value(p, out, rrsets[i]->type, &rrsets[i]->rrs[k]))
					return false;
				buf_text(out, geo ? "" : "}");
			}
			if (i + 1 == n || !has_prefix(rrsets[i + 1], prefix) ||
			    !str_eq(pool_name(rrsets[i + 1], prefix), name))
				break;
		}
		buf_text(out, geo ? "]\n" : "]}\n");
	}
	return true;
}

static bool has_any(struct rrset *const *rrsets, size_t n, const char *prefix)
{
	for (size_t i = 0; i < n; i++)
		if (has_prefix(rrsets[i], prefix))
			return true;
	return false;
}

/* A record with pools, as the front end reads one. */
static bool print_dynamic(struct owner_printer *p, struct buf *out, struct rrset *const *rrsets,
			  size_t n)
{
	if (!print_own_values(p, out, rrsets, 1))
		return false;
	if (has_any(rrsets, n, "pool ")) {
		buf_text(out, "    dynamic:\n      pools:\n");
		if (!print_pools(p, out, rrsets, n, "pool ", false))
			return false;
		buf_text(out, "      rules: [] # which pool is for whom: to be written anew\n");
	}
	if (has_any(rrsets, n, "geo ")) {
		buf_text(out, "    geo:\n");
		return print_pools(p, out, rrsets, n, "geo ", true);
	}
	return true;
}

static bool is_dynamic(struct rrset *const *rrsets, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rrsets[i]->alias != NULL || rrsets[i]->pending != NULL ||
		    (i > 0 && !has_prefix(rrsets[i], "pool ") && !has_prefix(rrsets[i], "geo ")))
			return false;
	return has_prefix(rrsets[0], "default values");
}

static void print_sets(struct owner_printer *p, struct rrset *const *rrsets, size_t n)
{
	struct buf text CLEANUP(buf_free);

	buf_init(&text, LIMIT_OUTPUT);
	if (!is_dynamic(rrsets, n) || !print_dynamic(p, &text, rrsets, n)) {
		for (size_t i = 0; i < n; i++)
			comment(p, rrsets[i],
				arena_printf(p->arena,
					     "%s, of a routing policy that has no form here",
					     rrsets[i]->set_identifier == NULL
						     ? "one set"
						     : rrsets[i]->set_identifier));
		return;
	}
	begin_record(p, rr_type_name(p->arena, rrsets[0]->type), rrsets[0]);
	buf_str(&p->records, buf_view(&text));
}

/* ---- one owner --------------------------------------------------------------------------------- */

/* The N RRsets of one type. */
static void print_type(struct owner_printer *p, struct rrset *const *rrsets, size_t n)
{
	size_t plain = 0;

	if (!has_type(rrsets[0]->type)) {
		comment(p, rrsets[0], "octoDNS does not have this type");
		return;
	}
	if (rrsets[n - 1]->set_identifier != NULL) {
		print_sets(p, rrsets, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (rrsets[i]->alias != NULL && is_flattened(p, rrsets[i]))
			print_flattened(p, rrsets[i]);
		else if (rrsets[i]->alias != NULL)
			print_alias(p, rrsets[i]);
		else if (rrsets[i]->n == 0)
			comment(p, rrsets[i],
				rrsets[i]->pending == NULL ? "no values" : rrsets[i]->pending);
		else
			plain++;
	}
	if (plain == n)
		print_plain(p, rrsets, n);
	else
		for (size_t i = 0; i < n; i++)
			if (rrsets[i]->alias == NULL && rrsets[i]->n > 0)
				print_plain(p, rrsets + i, 1);
}

static void print_key(struct owner_printer *p, struct buf *out, const struct dname *owner)
{
	const char *text = dname_text_bare(p->arena, owner);
	size_t below = strlen(dname_text_bare(p->arena, p->zone->name));

	(void)yaml_text_print(
		out, owner->labels == p->zone->name->labels
			     ? STR("")
			     : str_slice(text, strlen(text) - below - (p->zone->name->labels > 0)));
	buf_text(out, ":\n");
}

void octodns_owner_print(struct buf *out, struct arena *arena, const struct zone *zone,
			 struct rrset *const *rrsets, size_t n)
{
	struct owner_printer p = {.arena = arena, .zone = zone};

	buf_init(&p.records, LIMIT_OUTPUT);
	buf_init(&p.aliases, LIMIT_OUTPUT);
	buf_init(&p.comments, LIMIT_OUTPUT);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && rrsets[end]->type == rrsets[i]->type;)
			end++;
		print_type(&p, rrsets + i, end - i);
	}
	if (p.first_alias != NULL) {
		begin_record(&p, "Route53Provider/ALIAS", p.first_alias);
		buf_printf(&p.records, "    values: [%.*s]\n", STR_ARG(buf_view(&p.aliases)));
	}
	buf_str(out, buf_view(&p.comments));
	if (p.records.len > 0) {
		print_key(&p, out, rrsets[0]->owner);
		buf_str(out, buf_view(&p.records));
	}
	buf_free(&p.records);
	buf_free(&p.aliases);
	buf_free(&p.comments);
}
