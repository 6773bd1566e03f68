/* zone_directive.c -- directives of zone files: $ORIGIN, $TTL, $INCLUDE, $GENERATE. */
#include "front/syntax.h"
#include "front/zone_generate.h"
#include "front/zone_reader.h"

#include <string.h>

#include "base/banned.h"

/* True where the directive at hand has from MIN to MAX words behind it; else a finding. */
static bool has_words(struct zone_reader *r, size_t min, size_t max, const char *form)
{
	size_t n = r->entry.words.n - 1;
	struct zone_word first = r->entry.words.items[0];

	if (n >= min && n <= max)
		return true;
	if (n < min)
		(void)zone_unreadable(r, zone_place(r, first),
				      "`%.*s` lacks a word: it is written `%s`",
				      STR_ARG(zone_text(r, 0)), form);
	else
		(void)zone_unreadable(r, zone_place(r, r->entry.words.items[max + 1]),
				      "more than `%.*s` takes: it is written `%s`",
				      STR_ARG(zone_text(r, 0)), form);
	return false;
}

static void read_origin(struct zone_reader *r)
{
	const struct dname *name;

	if (!has_words(r, 1, 1, "$ORIGIN name"))
		return;
	name = zone_name(r, zone_text(r, 1), zone_place(r, r->entry.words.items[1]), "origin");
	if (name == NULL) {
		/* what stands below would be relative to a name that nobody wrote */
		r->stop = true;
		return;
	}
	zone_top(r)->origin = name;
	if (r->first_origin == NULL)
		r->first_origin = name;
}

static void read_ttl(struct zone_reader *r)
{
	if (!has_words(r, 1, 1, "$TTL seconds"))
		return;
	r->has_default_ttl = rr_seconds_parse(zone_text(r, 1), ZONE_TTL_MAX, &r->default_ttl);
	if (!r->has_default_ttl)
		(void)zone_unreadable(
			r, zone_place(r, r->entry.words.items[1]),
			"`%.*s` is no TTL: seconds to %d, or numbers with units as `1h`",
			STR_ARG(zone_shown(zone_text(r, 1))), ZONE_TTL_MAX);
}

/* The path without its quotes. */
struct str zone_include_name(struct str text)
{
	if (text.len >= 2 && text.ptr[0] == '"')
		return str_slice(text.ptr + 1, text.len - 2);
	return text;
}

static bool is_including(const struct zone_reader *r, const struct source *source)
{
	for (size_t i = 0; i < r->n_frames; i++)
		if (r->frames[i].source == source)
			return true;
	return false;
}

/* False, and a finding, where FILE cannot or may not be read here. */
static bool may_include(struct zone_reader *r, const struct included *file, struct span at)
{
	struct diag *diag;

	if (file->source == NULL) {
		const struct rule *rule = file->result == READ_OUTSIDE ? &rule_include_outside_root
					  : file->result == READ_TOO_BIG ? &rule_resource_limit
									 : &rule_parse_error;

		diag = zone_complain(r, rule, at, "`%.*s` %s", STR_ARG(file->path), file->reason);
		diag->cause = arena_cstr(r->arena, file->path);
		if (file->result == READ_OUTSIDE)
			diag_help(&r->input->diags, diag,
				  "what is included lies inside the repository: copy the file in");
	} else if (is_including(r, file->source)) {
		(void)zone_complain(r, &rule_parse_error, at, "`%.*s` includes itself",
				    STR_ARG(file->path));
	} else if (r->n_frames == LIMIT_INCLUDE_DEPTH) {
		(void)zone_complain(r, &rule_resource_limit, at,
				    "more than %d files that include one another",
				    LIMIT_INCLUDE_DEPTH);
	} else if (++r->n_includes > LIMIT_INCLUDES ||
		   (r->n_included_octets += file->source->bytes.len) > LIMIT_FILE_SIZE) {
		(void)zone_complain(r, &rule_resource_limit, at,
				    "more than %d inclusions, or %d octets in them, for one zone",
				    LIMIT_INCLUDES, LIMIT_FILE_SIZE);
		r->stop = true;
	} else if (memchr(file->source->bytes.ptr, '\0', file->source->bytes.len) != NULL) {
		(void)zone_complain(r, &rule_parse_error, at, "`%.*s` is binary",
				    STR_ARG(file->path));
	} else {
		return true;
	}
	r->zone->managed_part = true;
	return false;
}

static void read_include(struct zone_reader *r)
{
	const struct dname *origin = zone_top(r)->origin;
	const struct included *file;
	struct span at;

	if (!has_words(r, 1, 2, "$INCLUDE file [origin]"))
		return;
	at = zone_place(r, r->entry.words.items[1]);
	if (r->entry.words.n == 3) {
		origin = zone_name(r, zone_text(r, 2), zone_place(r, r->entry.words.items[2]),
				   "origin");
		if (origin == NULL)
			return;
	}
	if (zone_include_name(zone_text(r, 1)).len == 0) {
		(void)zone_unreadable(r, at, "an empty file name");
		return;
	}
	file = includes_find(r->input->includes, r->arena, zone_top(r)->source,
			     zone_include_name(zone_text(r, 1)));
	if (file == NULL)
		BUG("an included file that was not listed");
	if (may_include(r, file, at))
		zone_push(r, file->source, origin);
}

/* ---- $GENERATE --------------------------------------------------------------------------------- */

/* A quoted template stands for what is between its quotes. */
static struct str template_text(struct zone_reader *r, struct zone_word word)
{
	struct str text = zone_word_text(&zone_top(r)->lexer, word);

	return word.quoted && text.len >= 2 ? str_slice(text.ptr + 1, text.len - 2) : text;
}

/* TEMPLATE for NUMBER into OUT; false, and a finding, where it cannot be. */
static bool expand(struct zone_reader *r, struct buf *out, struct str template, uint32_t number,
		   struct span at)
{
	const char *fault;

	buf_clear(out);
	fault = generate_expand(out, template, number);
	if (fault == NULL && out->too_big)
		fault = "more text than a record may have";
	if (fault != NULL)
		(void)zone_unreadable(r, at, "$GENERATE for %u: %s", number, fault);
	return fault == NULL;
}

/* One record of the directive; false, and a finding, where it has a fault: the others would have it too. */
static bool generate_one(struct zone_reader *r, const struct zone_record *model, struct str owner,
			 struct str data, uint32_t number)
{
	struct zone_record record = *model;

	if (!expand(r, &r->owner_text, owner, number, record.owner_at) ||
	    !expand(r, &r->text, data, number, record.data_at))
		return false;
	r->n_generated_octets += r->owner_text.len + r->text.len;
	if (r->n_generated_octets > LIMIT_FILE_SIZE) {
		(void)zone_complain(r, &rule_resource_limit, record.data_at,
				    "$GENERATE stands for more than %d octets in one zone",
				    LIMIT_FILE_SIZE);
		return false;
	}
	record.owner = zone_name(r, buf_view(&r->owner_text), record.owner_at, "owner name");
	record.data = str_trim(buf_view(&r->text));
	return record.owner != NULL && zone_take_record(r, &record);
}

static bool may_generate(struct zone_reader *r, struct generate_range range, struct span at)
{
	uint64_t count = generate_count(range);

	if (count <= LIMIT_GENERATE && r->n_generated + count <= LIMIT_GENERATED) {
		r->n_generated += count;
		return true;
	}
	r->zone->managed_part = true;
	if (count > LIMIT_GENERATE)
		(void)zone_complain(
			r, &rule_resource_limit, at,
			"$GENERATE stands for %llu records, more than the %d that one may",
			(unsigned long long)count, LIMIT_GENERATE);
	else
		(void)zone_complain(r, &rule_resource_limit, at,
				    "$GENERATE stands for more than %d records in one zone",
				    LIMIT_GENERATED);
	return false;
}

static void read_generate(struct zone_reader *r)
{
	struct zone_record record = {0};
	struct generate_range range;
	struct zone_word owner, data;
	size_t next = 3;

	if (!has_words(r, 4, 6, "$GENERATE start-stop[/step] owner [TTL] [class] type data"))
		return;
	if (!generate_parse_range(zone_text(r, 1), &range)) {
		(void)zone_unreadable(r, zone_place(r, r->entry.words.items[1]),
				      "`%.*s` is no range `start-stop` or `start-stop/step`",
				      STR_ARG(zone_shown(zone_text(r, 1))));
		return;
	}
	owner = r->entry.words.items[2];
	record.owner_at = zone_place(r, owner);
	if (!zone_take_header(r, &next, &record))
		return;
	if (next + 1 != r->entry.words.n) {
		(void)zone_unreadable(
			r, record.type_at,
			"$GENERATE takes one word of data, in quotes where it has blanks");
		return;
	}
	data = r->entry.words.items[next];
	record.data_at = zone_place(r, data);
	if (!may_generate(r, range, zone_place(r, r->entry.words.items[1])))
		return;
	for (uint64_t number = range.start; number <= range.stop; number += range.step)
		if (!generate_one(r, &record, template_text(r, owner), template_text(r, data),
				  (uint32_t)number)) {
			r->zone->managed_part = true;
			return;
		}
}

static const struct {
	const char *name;
	void (*read)(struct zone_reader *r);
} directives[] = {
	{"$GENERATE", read_generate},
	{"$INCLUDE", read_include},
	{"$ORIGIN", read_origin},
	{"$TTL", read_ttl},
};

void zone_read_directive(struct zone_reader *r)
{
	const char *names[COUNT_OF(directives)], *nearest;
	struct str name = zone_text(r, 0);
	struct diag *diag;

	for (size_t i = 0; i < COUNT_OF(directives); i++) {
		names[i] = directives[i].name;
		if (str_eq_nocase(name, str_from(names[i]))) {
			directives[i].read(r);
			return;
		}
	}
	diag = zone_unreadable(r, zone_place(r, r->entry.words.items[0]), "`%.*s` is no directive",
			       STR_ARG(zone_shown(name)));
	nearest = str_nearest(name, names, COUNT_OF(names));
	if (nearest != NULL)
		diag_help(&r->input->diags, diag, "did you mean `%s`?", nearest);
}
