/* zone_recognise.c -- which files are zone files, and of which zone. */
#include "front/zone_file.h"
#include "front/zone_header.h"
#include "front/zone_lexer.h"
#include "source/source.h"

#include <string.h>

#include "base/banned.h"

/* ---- by the file's name ------------------------------------------------------------------------ */

static bool drop_suffix(struct str *name, const char *suffix)
{
	if (!str_ends_nocase(*name, suffix) || name->len == strlen(suffix))
		return false;
	name->len -= strlen(suffix);
	return true;
}

const struct dname *zone_file_zone_of(struct arena *arena, struct str path)
{
	static const char *const suffixes[] = {".zone", ".db", ".hosts", ".dns", ".txt"};
	struct str base = path_base(path);
	const struct dname *name;
	bool is_zone = false;

	(void)drop_suffix(&base, ".signed");
	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		if (!drop_suffix(&base, suffixes[i]))
			continue;
		is_zone = i == 0;
		break;
	}
	if (str_starts(base, "db.") && base.len > 3)
		base = str_slice(base.ptr + 3, base.len - 3);
	if (dname_parse(arena, base, NULL, &name) != DNAME_OK || name->labels == 0)
		return NULL;
	/* `db.192.0.2` is a reverse zone by some custom or other */
	if (ascii_is_digit(dname_label(name, name->labels - 1u).ptr[0]))
		return NULL;
	return name->labels > 1 || is_zone ? name : NULL;
}

/* ---- by what is in it -------------------------------------------------------------------------- */

static bool is_directive_line(const struct zone_lexer *l, const struct zone_entry *e)
{
	static const struct {
		const char *name;
		size_t min, max;
	} directives[] = {
		{"$ORIGIN", 2, 2}, {"$TTL", 2, 2}, {"$INCLUDE", 2, 3}, {"$GENERATE", 5, 7}};
	struct str name = zone_word_text(l, e->words.items[0]);

	for (size_t i = 0; i < COUNT_OF(directives); i++)
		if (str_eq_nocase(name, str_from(directives[i].name)))
			return e->words.n >= directives[i].min && e->words.n <= directives[i].max;
	return false;
}

/* The words from FIRST on on one line. */
static struct str joined(struct buf *out, const struct zone_lexer *l, const struct zone_entry *e,
			 size_t first)
{
	for (size_t i = first; i < e->words.n; i++) {
		if (i > first)
			buf_char(out, ' ');
		buf_str(out, zone_word_text(l, e->words.items[i]));
	}
	return buf_view(out);
}

/* A record with class or TTL, or an SOA, and data of its type: words of a language do not look so. */
static bool is_record(const struct zone_lexer *l, const struct zone_entry *e)
{
	struct buf data CLEANUP(buf_free);
	struct zone_header header = {0};
	const struct dname *root;
	const char *fault, *nearest;
	size_t next = e->same_owner ? 0 : 1;
	enum zone_header_part part = ZONE_HEADER_FAULT;
	struct err err;
	struct rr rr;

	buf_init(&data, 4 * RDATA_MAX);
	if (e->words.items[0].quoted || e->words.n < next + 2)
		return false;
	do {
		if (next == e->words.n)
			return false;
		part = zone_header_take(&header, zone_word_text(l, e->words.items[next++]), &fault,
					&nearest);
	} while (part == ZONE_HEADER_TTL || part == ZONE_HEADER_CLASS);
	if (part != ZONE_HEADER_TYPE ||
	    (!header.has_class && !header.has_ttl && header.type != RR_SOA))
		return false;
	if (dname_parse(l->arena, STR("."), NULL, &root) != DNAME_OK)
		BUG("the root is no name");
	return rdata_parse_in_zone(l->arena, header.type, joined(&data, l, e, next), root, &rr,
				   &err) == OK;
}

static bool recognises(struct arena *arena, struct str head)
{
	struct zone_lexer lexer = {.arena = arena, .octets = head.ptr, .len = (uint32_t)head.len};
	struct zone_entry entry = {0};

	if (str_starts(head, "\xef\xbb\xbf"))
		lexer.at = 3;
	if (!zone_lexer_next(&lexer, &entry) || entry.fault != NULL || entry.words.n < 2)
		return false;
	return is_directive_line(&lexer, &entry) || is_record(&lexer, &entry);
}

bool zone_file_recognises(struct str path, struct str head)
{
	struct arena arena;
	bool is_one;

	if (head.len == 0 || memchr(head.ptr, '\0', head.len) != NULL || str_ends(path, ".yaml") ||
	    str_ends(path, ".yml") || str_ends(path, ".json"))
		return false;
	if (str_ends_nocase(path, ".zone"))
		return true;
	arena_init(&arena);
	is_one = recognises(&arena, head);
	arena_free(&arena);
	return is_one;
}
