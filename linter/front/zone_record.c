/* zone_record.c -- records of zone files. */
#include "front/name.h"
#include "front/syntax.h"
#include "front/zone_reader.h"

#include <string.h>

#include "base/banned.h"

/* The owner of the entry at hand, which says it; NULL, and a finding, where that is none. */
static const struct dname *written_owner(struct zone_reader *r)
{
	struct zone_frame *frame = zone_top(r);
	struct zone_word word = r->entry.words.items[0];
	struct str text = zone_word_text(&frame->lexer, word);

	/* Sorted files write the same owner for each of its records. */
	if (frame->owner != NULL && frame->origin == r->owner_origin &&
	    str_eq(text, r->owner_written))
		return frame->owner;
	if (word.quoted) {
		frame->owner = NULL;
		(void)zone_unreadable(r, zone_place(r, word),
				      "an owner name is written without quotes");
	} else {
		frame->owner = zone_name(r, text, zone_place(r, word), "owner name");
	}
	frame->owner_lost = frame->owner == NULL;
	r->owner_written = text;
	r->owner_origin = frame->origin;
	return frame->owner;
}

/* The owner of the record before; NULL, and a finding, where there is none. */
static const struct dname *last_owner(struct zone_reader *r)
{
	const struct zone_frame *frame = zone_top(r);

	if (frame->owner == NULL && !frame->owner_lost)
		diag_help(&r->input->diags,
			  zone_unreadable(r, zone_place(r, r->entry.words.items[0]),
					  "a line that begins with a blank takes the owner name of "
					  "the record before, and there is none"),
			  "write the owner name, or `@` for the origin, in the first column");
	return frame->owner;
}

void zone_note_owner(struct zone_reader *r)
{
	struct zone_frame *frame = zone_top(r);

	if (r->entry.same_owner || zone_is_directive(&frame->lexer, &r->entry))
		return;
	if (r->entry.words.n > 0) {
		(void)written_owner(r);
		return;
	}
	frame->owner = NULL;
	frame->owner_lost = true;
}

static const struct origin *record_origin(struct zone_reader *r, enum rr_type type, struct span at)
{
	struct origin *origin = NEW(r->arena, struct origin);
	const char **text =
		(size_t)type < COUNT_OF(r->origins) ? &r->origins[type] : &r->origins[0];

	if (*text == NULL)
		*text = text == &r->origins[0] ? "the record"
					       : arena_printf(r->arena, "the %s record",
							      rr_type_name(r->arena, type));
	origin->what = *text;
	origin->at = at;
	return origin;
}

/* The TTL of a record (RFC 1035 section 5.1, RFC 2308 section 4): its own, that of $TTL, that of the
 * record before, or of an SOA its minimum, which then holds for those that follow. */
static bool settle_ttl(struct zone_reader *r, const struct zone_record *record, const struct rr *rr,
		       uint32_t *ret_ttl)
{
	if (record->header.has_ttl) {
		*ret_ttl = r->last_ttl = record->header.ttl;
		r->has_last_ttl = true;
		return true;
	}
	if (!r->has_default_ttl && !r->has_last_ttl && record->header.type == RR_SOA &&
	    rr->len >= 4) {
		const uint8_t *minimum = rr->rdata + rr->len - 4;

		r->default_ttl = (uint32_t)minimum[0] << 24 | (uint32_t)minimum[1] << 16 |
				 (uint32_t)minimum[2] << 8 | minimum[3];
		r->has_default_ttl = true;
	}
	*ret_ttl = r->has_default_ttl ? r->default_ttl : r->last_ttl;
	return r->has_default_ttl || r->has_last_ttl;
}

/* The RRset that RECORD goes into: that of the record before where owner, type and TTL are the same. */
static struct rrset *rrset_for(struct zone_reader *r, const struct zone_record *record,
			       bool ttl_known, uint32_t ttl)
{
	struct rrset *rrset = r->rrset;

	if (rrset != NULL && rrset->owner == record->owner && rrset->type == record->header.type &&
	    rrset->ttl_known == ttl_known && rrset->ttl == ttl && rrset->pending == NULL)
		return rrset;
	rrset = model_add_rrset(&r->beside, r->zone, record->owner, record->header.type,
				record_origin(r, record->header.type, record->owner_at));
	rrset->owner_at = record->owner_at;
	rrset->at = record->type_at;
	rrset->ttl_at = record->ttl_at;
	rrset->ttl_known = ttl_known;
	rrset->ttl = ttl;
	r->rrset = rrset;
	r->capacity = 0;
	return rrset;
}

static void add_value(struct zone_reader *r, struct rrset *rrset, const struct rr *rr)
{
	if (rrset->n == r->capacity) {
		struct rr *more;

		r->capacity = r->capacity == 0 ? 1 : 2 * r->capacity;
		more = NEW_ARRAY(r->arena, struct rr, r->capacity);
		if (rrset->n > 0)
			memcpy(more, rrset->rrs, rrset->n * sizeof(*more));
		rrset->rrs = more;
	}
	rrset->rrs[rrset->n++] = *rr;
}

/* An RRset without values: that there is one is known, and no more. */
static void add_pending(struct zone_reader *r, const struct zone_record *record, const char *reason)
{
	struct rrset *rrset =
		model_add_rrset(&r->beside, r->zone, record->owner, record->header.type,
				record_origin(r, record->header.type, record->owner_at));

	rrset->owner_at = record->owner_at;
	rrset->at = record->type_at;
	rrset->pending = reason;
	r->rrset = NULL;
}

static void refuse_value(struct zone_reader *r, const struct zone_record *record,
			 const char *reason)
{
	const char *type = rr_type_name(r->arena, record->header.type);
	struct str text = zone_shown(record->data);
	const struct rule *rule =
		name_fault_rule(rdata_name_fault(r->arena, record->header.type, record->data));
	struct diag *diag;

	if (rule == NULL)
		rule = &rule_rdata_invalid;
	if (text.len == 0)
		diag = zone_complain(r, rule, record->data_at, "the %s record has no value", type);
	else
		diag = zone_complain(r, rule, record->data_at,
				     "`%.*s%s` is no value of type %s: %s", STR_ARG(text),
				     text.len < record->data.len ? "…" : "", type, reason);
	diag->name = dname_text(r->arena, record->owner);
	diag->cause = type;
	add_pending(r, record, "its value cannot be read");
}

/* RFC 1035 section 5.2: exactly one SOA record. False, and perhaps a finding, where RECORD is another; what
 * `dig AXFR` prints has the same one at its beginning and at its end. */
static bool is_the_soa(struct zone_reader *r, const struct zone_record *record, const struct rr *rr)
{
	struct diag *diag;

	if (dname_equal(record->owner, r->apex) && r->soa.rdata == NULL) {
		r->soa = *rr;
		return true;
	}
	if (dname_equal(record->owner, r->apex) && rdata_equal(RR_SOA, rr, &r->soa))
		return false;
	diag = zone_complain(r, &rule_parse_error, record->type_at,
			     "`%s` has an SOA record, and the zone has another one at `%s`",
			     dname_text_bare(r->arena, record->owner),
			     dname_text_bare(r->arena, r->apex));
	diag_related(&r->input->diags, diag, r->soa_at, "the first SOA record is here");
	diag_help(&r->input->diags, diag, "keep one SOA record, and one zone in a file");
	return false;
}

/* Data that cannot be read; false where that is their fault. */
static bool take_unread(struct zone_reader *r, const struct zone_record *record, const char *reason)
{
	if (record->data.len == 0 || str_starts(record->data, "\\#") ||
	    rdata_has_text_form(record->header.type)) {
		refuse_value(r, record, reason);
		return false;
	}
	diag_undecided(&r->input->diags, &rule_rdata_invalid, record->data_at,
		       "values of type %s are read as `\\# length hexadecimal` only: this one is "
		       "not looked at",
		       rr_type_name(r->arena, record->header.type));
	add_pending(r, record, "its value is not read");
	return true;
}

bool zone_take_record(struct zone_reader *r, const struct zone_record *record)
{
	enum rr_type type = record->header.type;
	struct rr rr = {.at = record->data_at};
	struct err err;
	uint32_t ttl = 0;
	bool ttl_known;

	if (type == RR_SOA && r->apex == NULL) {
		r->apex = record->owner;
		r->soa_at = record->type_at;
		/* `example.com. SOA ns1 …`: what names are relative to where nothing else says it */
		if (zone_top(r)->origin == NULL)
			zone_top(r)->origin = record->owner;
	}
	if (rdata_parse_in_zone(r->arena, type, record->data, zone_top(r)->origin, &rr, &err) != OK)
		return take_unread(r, record, err.text);
	if (type == RR_SOA && !is_the_soa(r, record, &rr))
		return true;
	ttl_known = settle_ttl(r, record, &rr, &ttl);
	add_value(r, rrset_for(r, record, ttl_known, ttl), &rr);
	return true;
}

/* The words from FIRST on as one line, and their place. */
static void take_data(struct zone_reader *r, size_t first, struct zone_record *record)
{
	const struct zone_word *words = r->entry.words.items;
	size_t n = r->entry.words.n;
	const char *octets = zone_top(r)->lexer.octets;

	if (first == n) {
		record->data = STR("");
		record->data_at = record->type_at;
		return;
	}
	record->data_at =
		zone_place(r, (struct zone_word){words[first].start, words[n - 1].end, false});
	if (!r->entry.folded) {
		record->data = str_slice(octets + words[first].start,
					 words[n - 1].end - words[first].start);
		return;
	}
	buf_clear(&r->text);
	for (size_t i = first; i < n; i++) {
		if (i > first)
			buf_char(&r->text, ' ');
		buf_add(&r->text, octets + words[i].start, words[i].end - words[i].start);
	}
	record->data = buf_view(&r->text);
}

/* TTL, class and type from word *NEXT on; false, and a finding, where there are none. */
bool zone_take_header(struct zone_reader *r, size_t *next, struct zone_record *record)
{
	const struct zone_word *words = r->entry.words.items;
	size_t ttl = r->entry.words.n;
	const char *fault = NULL, *help = NULL;
	struct span at;
	struct diag *diag;

	while (*next < r->entry.words.n) {
		struct str text = zone_text(r, *next);
		enum zone_header_part part = zone_header_take(&record->header, text, &fault, &help);

		if (part == ZONE_HEADER_FAULT)
			break;
		if (part == ZONE_HEADER_TTL)
			ttl = *next;
		(*next)++;
		if (part == ZONE_HEADER_TYPE) {
			record->type_at = zone_place(r, words[*next - 1]);
			if (ttl < r->entry.words.n)
				record->ttl_at = zone_place(r, words[ttl]);
			return true;
		}
	}
	if (fault == NULL) {
		at = zone_place(r, words[r->entry.words.n - 1]);
		(void)zone_unreadable(r, at, "the record has no type");
		return false;
	}
	at = zone_place(r, words[*next]);
	diag = zone_unreadable(r, at, "`%.*s` %s", STR_ARG(zone_shown(zone_text(r, *next))), fault);
	if (help != NULL)
		diag_help(&r->input->diags, diag, "did you mean `%s`?", help);
	return false;
}

void zone_read_record(struct zone_reader *r)
{
	struct zone_record record = {0};
	size_t next = r->entry.same_owner ? 0 : 1;

	record.owner = r->entry.same_owner ? last_owner(r) : written_owner(r);
	if (record.owner == NULL || !zone_take_header(r, &next, &record))
		return;
	record.owner_at =
		r->entry.same_owner ? record.type_at : zone_place(r, r->entry.words.items[0]);
	take_data(r, next, &record);
	(void)zone_take_record(r, &record);
}
