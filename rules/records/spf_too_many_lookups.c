/*
 * spf_too_many_lookups.c -- an SPF record whose evaluation asks DNS more than ten times.
 *
 * Counted are `include`, `a`, `mx`, `ptr`, `exists` and `redirect`, those of included records too; the
 * terms behind an `all`, and a `redirect` beside one, are never evaluated. The count is for a message that
 * no mechanism matches before the last. A record that no public zone of ours holds, or whose name depends
 * on the message, counts as the one look-up that finds it: the count is a lower bound. Where each such
 * record has only to ask once itself for the limit to be passed, the question is undecided.
 */
#include "records/shared.h"

#include <string.h>

#include "base/banned.h"

enum {
	LOOKUPS_MAX = 10, /* RFC 7208 section 4.6.4 */
	COUNTED_MAX = 40, /* then nobody needs to know how many more */
	NESTED_MAX = 12,  /* each level is a look-up, so the limit is passed before */
};

/* What one record asks for itself. */
struct terms {
	const struct rrset *rrset;	  /* NULL: not known */
	unsigned n_others;		  /* look-ups that lead to no other SPF record */
	VEC(const struct dname *) nested; /* `include`, `redirect`; NULL: the message says which */
};

struct count {
	struct check *ck;
	struct map *known; /* name to struct terms: an included record is read once a zone */
	unsigned lookups;
	const struct dname *unknown; /* the first nested record that is not known */
	unsigned n_unknown;
	const struct dname *loop; /* a record that includes itself, by others or not; NULL: none */
	const struct dname *loop_by; /* the record that closes the circle; NULL: itself */
	bool loop_elsewhere;	     /* the record that is counted lies outside of the circle */
};

static const struct dname *nested_name(struct check *ck, const struct spf_term *term)
{
	const struct dname *name;

	if (term->macros || dname_parse(ck->arena, term->domain, NULL, &name) != DNAME_OK)
		return NULL;
	return name;
}

static void add_term(struct check *ck, struct terms *terms, const struct spf_term *term)
{
	if (term->kind == SPF_A || term->kind == SPF_MX || term->kind == SPF_PTR ||
	    term->kind == SPF_EXISTS)
		terms->n_others++;
	else if ((term->kind == SPF_INCLUDE || term->kind == SPF_REDIRECT) &&
		 terms->nested.n < COUNTED_MAX)
		*VEC_PUSH(ck->arena, &terms->nested) = nested_name(ck, term);
}

static struct terms *read_record(struct check *ck, const struct rrset *rrset, const struct rr *rr)
{
	struct terms *terms = NEW(ck->arena, struct terms);
	struct str rest = spf_terms(ck->arena, rr);
	struct spf_term term, redirect = {.kind = SPF_FAULT};
	bool all = false;

	terms->rrset = rrset;
	while (spf_next(&rest, &term)) {
		if (term.kind == SPF_REDIRECT)
			redirect = term;
		else if (!all)
			add_term(ck, terms, &term);
		all = all || term.kind == SPF_ALL;
	}
	if (!all)
		add_term(ck, terms, &redirect);
	return terms;
}

/* The SPF record that the world finds at NAME; one without `rrset` where that is not known. */
static struct terms *terms_at(struct count *count, const struct dname *name)
{
	struct str key = str_slice((const char *)name->wire, name->len);
	struct terms *terms = map_get(count->known, key);
	struct answer answer;

	if (terms != NULL)
		return terms;
	resolve_public(count->ck->index, name, RR_TXT, count->ck->arena, &answer);
	if (answer.kind == ANSWER_RECORDS)
		for (size_t i = 0; i < answer.rrset->n && terms == NULL; i++)
			if (text_is_spf(&answer.rrset->rrs[i]))
				terms = read_record(count->ck, answer.rrset, &answer.rrset->rrs[i]);
	if (terms == NULL)
		terms = NEW(count->ck->arena, struct terms);
	(void)map_add(count->known, key, terms);
	return terms;
}

/* A record that is being evaluated, and which of its nested records comes next. */
struct level {
	const struct terms *terms;
	const struct dname *name; /* NULL: the record that is counted */
	size_t next;
};

static bool is_open(const struct level *levels, size_t depth, const struct terms *terms)
{
	for (size_t i = 0; i < depth; i++)
		if (levels[i].terms->rrset == terms->rrset)
			return true;
	return false;
}

static void note_unknown(struct count *count, const struct dname *name)
{
	if (count->unknown == NULL)
		count->unknown = name;
	count->n_unknown++;
}

static void count_lookups(struct count *count, const struct terms *record)
{
	struct level levels[NESTED_MAX] = {{.terms = record}};
	size_t depth = 1;

	count->lookups = record->n_others;
	while (depth > 0 && count->lookups < COUNTED_MAX) {
		struct level *level = &levels[depth - 1];
		const struct dname *name;
		const struct terms *nested;

		if (level->next == level->terms->nested.n) {
			depth--;
			continue;
		}
		name = level->terms->nested.items[level->next++];
		count->lookups++;
		if (name == NULL)
			continue;
		nested = terms_at(count, name);
		if (nested->rrset == NULL) {
			note_unknown(count, name);
		} else if (is_open(levels, depth, nested)) {
			count->loop = name;
			count->loop_by = level->terms->rrset == nested->rrset ? NULL : level->name;
			count->loop_elsewhere = nested->rrset != record->rrset;
			return;
		} else {
			count->lookups += nested->n_others;
			if (depth < NESTED_MAX)
				levels[depth++] = (struct level){.terms = nested, .name = name};
		}
	}
}

static void relate_nested(struct count *count, struct diag *d, const struct terms *record)
{
	for (size_t i = 0; i < record->nested.n && i < 10; i++) {
		const struct dname *name = record->nested.items[i];
		const struct terms *nested = name == NULL ? NULL : terms_at(count, name);

		if (nested != NULL && nested->rrset != NULL && nested->rrset != record->rrset)
			related(count->ck, d, nested->rrset->at,
				"the SPF record of `%s` asks %zu times itself",
				show(count->ck, name), nested->n_others + nested->nested.n);
	}
}

static void report_count(struct count *count, const struct terms *record, const struct rr *rr)
{
	struct check *ck = count->ck;
	const struct rrset *rrset = record->rrset;
	const char *lookups;
	struct diag *d;

	if (count->loop != NULL) {
		d = report(ck, rr->at, "the SPF record at `%s` includes %s%s%s",
			   show(ck, rrset->owner),
			   count->loop_elsewhere
				   ? arena_printf(ck->arena, "that of `%s`, which includes itself",
						  show(ck, count->loop))
				   : "itself",
			   count->loop_by != NULL ? ", by way of `" : "",
			   count->loop_by != NULL
				   ? arena_printf(ck->arena, "%s`", show(ck, count->loop_by))
				   : "");
		help(ck, d, "take the `include` or `redirect` that closes the circle out");
	} else {
		lookups = count->lookups >= COUNTED_MAX
				  ? arena_printf(ck->arena, "%d or more", COUNTED_MAX)
				  : arena_printf(ck->arena, "%s%u",
						 count->n_unknown > 0 ? "at least " : "",
						 count->lookups);
		d = report(ck, rr->at,
			   "the SPF record at `%s` takes %s look-ups, and %d are the most",
			   show(ck, rrset->owner), lookups, LOOKUPS_MAX);
		help(ck, d,
		     "drop what sends no mail any more, write `ip4:` and `ip6:` for hosts of your "
		     "own, or let each service send from a subdomain with an SPF record of its "
		     "own");
	}
	about(ck, d, rrset->owner, rrset->zone, NULL);
	relate_nested(count, d, record);
}

static void check_record(struct check *ck, struct map *known, const struct rrset *rrset,
			 const struct rr *rr)
{
	const struct terms *record = read_record(ck, rrset, rr);
	struct count count = {.ck = ck, .known = known};

	count_lookups(&count, record);
	if (count.loop != NULL || count.lookups > LOOKUPS_MAX)
		report_count(&count, record, rr);
	else if (count.n_unknown > 0 && count.lookups + count.n_unknown > LOOKUPS_MAX)
		undecided(ck, rr->at,
			  "the SPF record at `%s` takes %u look-ups without those of `%s`%s, which "
			  "are not known; %d are the most",
			  show(ck, rrset->owner), count.lookups, show(ck, count.unknown),
			  count.n_unknown > 1 ? " and others" : "", LOOKUPS_MAX);
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	struct map known = {0};

	for (size_t i = 0; i < zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		for (size_t k = 0; rrset->type == RR_TXT && k < rrset->n; k++) {
			if (!text_is_spf(&rrset->rrs[k]))
				continue;
			if (known.arena == NULL)
				map_init(&known, ck->arena);
			check_record(ck, &known, rrset, &rrset->rrs[k]);
		}
	}
}

const struct rule rule_spf_too_many_lookups = {
	.id = "spf-too-many-lookups",
	.family = "records",
	.severity = SEV_WARNING,
	.summary = "an SPF record that takes more than ten look-ups, or leads in a circle",
	.source = "RFC 7208, section 4.6.4",
	.url = "https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4",
	.since = "0.1.0",
	.why = "Receivers stop after ten look-ups with a permanent error, and the mail that would "
	       "have been authorised by a later term is refused. Included records count with all "
	       "that they include; those of others change without notice. A record that is not in "
	       "a zone of ours counts as one here, so the true number may be higher.",
	.fix = "Take out what sends no mail any more. Write `ip4:` and `ip6:` for hosts of your "
	       "own, "
	       "which cost nothing, and give services that send much a subdomain with an SPF "
	       "record "
	       "of its own.",
	.check_zone = check,
};
