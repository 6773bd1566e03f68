/* zone_file.c -- zone files: their entries, one after the other, and the zone they make. */
#include "front/zone_file.h"

#include "front/name.h"
#include "front/syntax.h"
#include "front/zone_reader.h"
#include "model/idna.h"

#include <string.h>

#include "base/banned.h"

/* ---- places and findings ----------------------------------------------------------------------- */

struct zone_frame *zone_top(struct zone_reader *r)
{
	return &r->frames[r->n_frames - 1];
}

static struct span place(struct zone_reader *r, uint32_t start, uint32_t end)
{
	return (struct span){zone_top(r)->source->file, start, end};
}

struct span zone_place(struct zone_reader *r, struct zone_word word)
{
	return place(r, word.start, word.end);
}

struct str zone_text(struct zone_reader *r, size_t index)
{
	return zone_word_text(&zone_top(r)->lexer, r->entry.words.items[index]);
}

static struct diag *vcomplain(struct zone_reader *r, const struct rule *rule, struct span at,
			      const char *fmt, va_list args) PRINTF(4, 0);

static struct diag *vcomplain(struct zone_reader *r, const struct rule *rule, struct span at,
			      const char *fmt, va_list args)
{
	if (++r->n_faults > LIMIT_PARSE_ERRORS) {
		r->stop = true;
		return diag_add(&r->input->diags, &rule_resource_limit, at,
				"more than %d errors in one zone file: the rest is not read",
				LIMIT_PARSE_ERRORS);
	}
	return diag_vadd(&r->input->diags, rule, at, fmt, args);
}

struct diag *zone_complain(struct zone_reader *r, const struct rule *rule, struct span at,
			   const char *fmt, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, fmt);
	diag = vcomplain(r, rule, at, fmt, args);
	va_end(args);
	return diag;
}

struct diag *zone_unreadable(struct zone_reader *r, struct span at, const char *fmt, ...)
{
	struct diag *diag;
	va_list args;

	r->zone->managed_part = true;
	va_start(args, fmt);
	diag = vcomplain(r, &rule_parse_error, at, fmt, args);
	va_end(args);
	return diag;
}

/* At most 60 octets, cut between characters of UTF-8. */
struct str zone_shown(struct str text)
{
	if (text.len <= 60)
		return text;
	text.len = 60;
	while (text.len > 0 && ((unsigned char)text.ptr[text.len] & 0xc0) == 0x80)
		text.len--;
	return text;
}

/* ---- names ------------------------------------------------------------------------------------- */

/* Every other name would be the same fault, so this one is the last that is looked at. */
static void refuse_relative(struct zone_reader *r, struct str text, struct span at)
{
	static const char fmt[] = "`%.*s` has no final dot, and nothing says the zone's name";

	r->stop = true;
	if (r->input->named)
		diag_help(
			&r->input->diags, zone_unreadable(r, at, fmt, STR_ARG(zone_shown(text))),
			"write $ORIGIN before it, or `zone:` beside the path in the project file");
	else
		diag_undecided(&r->input->diags, NULL, at, fmt, STR_ARG(zone_shown(text)));
}

const struct dname *zone_name(struct zone_reader *r, struct str text, struct span at,
			      const char *what)
{
	const struct dname *origin = zone_top(r)->origin, *name;
	enum dname_fault fault;
	struct diag *diag;
	struct str ascii;

	if (origin == NULL && !dname_text_is_absolute(text)) {
		refuse_relative(r, text, at);
		return NULL;
	}
	fault = dname_parse(r->arena, text, origin, &name);
	if (fault == DNAME_OK)
		return name;
	if (name_fault_rule(fault) != NULL && r->n_faults < LIMIT_PARSE_ERRORS) {
		r->n_faults++;
		r->zone->managed_part = true;
		(void)name_report(r->arena, &r->input->diags, fault, text, at, origin);
		return NULL;
	}
	diag = zone_unreadable(r, at, "`%.*s` is no %s: %s", STR_ARG(zone_shown(text)), what,
			       dname_fault_text(fault));
	/* RFC 5890 section 2.3.2.1: name servers are asked for A-labels, and read files octet by octet */
	if (diag != NULL && idna_to_ascii(r->arena, text, &ascii) == IDNA_CONVERTED)
		diag_help(&r->input->diags, diag, "write `%.*s`: a zone file holds A-labels",
			  STR_ARG(zone_shown(ascii)));
	return NULL;
}

/* ---- the file ---------------------------------------------------------------------------------- */

bool zone_is_directive(const struct zone_lexer *lexer, const struct zone_entry *entry)
{
	return !entry->same_owner && entry->words.n > 0 &&
	       lexer->octets[entry->words.items[0].start] == '$';
}

void zone_push(struct zone_reader *r, const struct source *source, const struct dname *origin)
{
	struct zone_frame *frame = &r->frames[r->n_frames++];

	*frame = (struct zone_frame){
		.source = source,
		.lexer = {.arena = r->arena,
			  .octets = source->bytes.ptr,
			  .len = (uint32_t)source->bytes.len,
			  .at = source->lines[0]},
		.origin = origin,
	};
	r->rrset = NULL;
	r->owner_written = (struct str){0};
}

static void read_entries(struct zone_reader *r)
{
	while (r->n_frames > 0 && !r->stop) {
		struct zone_frame *frame = zone_top(r);

		if (!zone_lexer_next(&frame->lexer, &r->entry)) {
			r->n_frames--;
			r->rrset = NULL;
			r->owner_written = (struct str){0};
		} else if (r->entry.fault != NULL) {
			(void)zone_unreadable(r, place(r, r->entry.fault_start, r->entry.fault_end),
					      "%s", r->entry.fault);
			zone_note_owner(r);
			r->rrset = NULL;
		} else if (zone_is_directive(&frame->lexer, &r->entry)) {
			zone_read_directive(r);
		} else {
			zone_read_record(r);
		}
	}
	/* what follows is not read */
	if (r->stop)
		r->zone->managed_part = true;
}

/* Records outside the zone: name servers refuse the file for them, or pass over them. */
static void drop_outsiders(struct zone_reader *r)
{
	struct zone *zone = r->zone;
	size_t kept = 0;

	for (size_t i = 0; i < zone->rrsets.n; i++) {
		struct rrset *rrset = zone->rrsets.items[i];
		struct diag *diag;

		if (dname_is_within(rrset->owner, zone->name)) {
			zone->rrsets.items[kept++] = rrset;
			continue;
		}
		if (r->n_faults > LIMIT_PARSE_ERRORS)
			continue;
		diag = zone_complain(r, &rule_parse_error, rrset->owner_at,
				     "`%s` lies outside the zone `%s`",
				     dname_text_bare(r->arena, rrset->owner),
				     dname_text_bare(r->arena, zone->name));
		diag->name = dname_text(r->arena, rrset->owner);
		diag_related(&r->input->diags, diag, r->soa_at, "the zone begins here");
	}
	zone->rrsets.n = kept;
}

/* `zone:` says one name and the SOA record another. */
static void contradict(struct zone_reader *r, const struct dname *said)
{
	struct diag *diag;

	if (said == NULL || r->apex == NULL || dname_equal(said, r->apex))
		return;
	diag = diag_add(&r->input->diags, &rule_wrong_type, r->soa_at,
			"the SOA record is that of `%s`, and `zone` says `%s`",
			dname_text_bare(r->arena, r->apex), dname_text_bare(r->arena, said));
	diag_related(&r->input->diags, diag, r->input->spec->zone.at, "`zone` is here");
}

/* `$ORIGIN example.com.` in a file `internal.zone`: the file's name is none of a zone. */
static const struct dname *zone_by_names(const struct zone_reader *r, const struct dname *guessed)
{
	if (guessed == NULL ||
	    (r->first_origin != NULL && !dname_is_within(r->first_origin, guessed)))
		return r->first_origin;
	return guessed;
}

static void settle_zone(struct zone_reader *r, const struct dname *said,
			const struct dname *guessed)
{
	const struct dname *name = r->apex != NULL ? r->apex
				   : said != NULL  ? said
						   : zone_by_names(r, guessed);
	struct zone *zone;

	contradict(r, said);
	r->input->fragment = r->apex == NULL;
	if (name == NULL) {
		uint32_t start = r->input->source->lines[0];
		struct span first = {r->input->source->file, start, start};
		static const char text[] =
			"these are records of a zone file, and nothing says the zone's name";

		if (r->stop || r->n_faults > 0)
			return;
		if (r->input->named)
			(void)zone_unreadable(r, first, "%s", text);
		else
			diag_undecided(&r->input->diags, NULL, first, "%s", text);
		return;
	}
	zone = input_add_zone(r->input, r->arena, name, "the zone file of");
	zone->master_file = true;
	zone->managed_part = r->zone->managed_part;
	zone->rrsets.items = r->zone->rrsets.items;
	zone->rrsets.n = r->zone->rrsets.n;
	zone->rrsets.capacity = r->zone->rrsets.capacity;
	r->zone = zone;
	drop_outsiders(r);
	for (size_t i = 0; i < zone->rrsets.n; i++)
		zone->rrsets.items[i]->zone = zone;
	for (size_t i = 0; i < r->input->diags.diags.n; i++)
		if (r->input->diags.diags.items[i]->name != NULL)
			r->input->diags.diags.items[i]->zone = dname_text(r->arena, name);
}

static void read_zone(struct input *input, struct arena *arena)
{
	struct zone_reader *r = NEW(arena, struct zone_reader);
	const struct dname *said, *guessed;

	if (!input_zone_name(input, arena, &said))
		return;
	guessed = zone_file_zone_of(arena, input->path);
	r->input = input;
	r->arena = arena;
	r->beside = (struct model){.arena = arena, .sources = input->sources};
	r->zone = NEW(arena, struct zone);
	buf_init(&r->text, LIMIT_FILE_SIZE);
	buf_init(&r->owner_text, 4 * DNAME_WIRE_MAX);
	zone_push(r, input->source, said != NULL ? said : guessed);
	read_entries(r);
	buf_free(&r->text);
	buf_free(&r->owner_text);
	settle_zone(r, said, guessed);
}

/* Most files have no such word, and are read once. */
static bool may_have_includes(struct str octets)
{
	struct str rest = octets, skipped;

	while (str_cut(&rest, '$', &skipped))
		if (rest.len > 7 && str_eq_nocase(str_slice(rest.ptr, 7), STR("INCLUDE")))
			return true;
	return false;
}

static void list_includes(struct includes *includes, const struct source *source)
{
	struct zone_lexer lexer = {.arena = includes->arena,
				   .octets = source->bytes.ptr,
				   .len = (uint32_t)source->bytes.len,
				   .at = source->lines[0]};
	struct zone_entry entry = {0};

	if (!may_have_includes(source->bytes))
		return;
	while (zone_lexer_next(&lexer, &entry)) {
		struct str name;

		if (entry.fault != NULL || !zone_is_directive(&lexer, &entry) ||
		    entry.words.n < 2 ||
		    !str_eq_nocase(zone_word_text(&lexer, entry.words.items[0]), STR("$INCLUDE")))
			continue;
		name = zone_include_name(zone_word_text(&lexer, entry.words.items[1]));
		if (name.len > 0)
			includes_read(includes, source, name);
	}
}

const struct front_end front_end_zone = {
	.format = "zone",
	.recognises = zone_file_recognises,
	.list_includes = list_includes,
	.read = read_zone,
};
