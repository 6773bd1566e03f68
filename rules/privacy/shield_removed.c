/*
 * shield_removed.c -- a change takes away what kept a public wildcard off a private name.
 *
 * A wildcard answers only for names below its parent that do not exist (RFC 4592 section 3.3.1). The
 * shield is the child of that parent on the way to the private name: a name with records of its own, a
 * zone cut, or an empty non-terminal that exists by what is below it. It existed in the base, and does
 * not any more. That the wildcard answers is wildcard_exposes_private.c's to say of any configuration;
 * this rule says which change does it, and is all that `diff` says of it.
 */
#include "index/proof_class.h"
#include "privacy/shared.h"

#include "base/banned.h"

/* The zone of BASE that is asked for what ZONE is asked for; NULL: it had none. */
static const struct zone_index *zone_before(const struct views *base, const struct zone *zone)
{
	const struct zone *before = model_zone(base->index->model, zone->name, VIEW_PUBLIC);

	return before == NULL ? NULL : index_of_zone(base->index, before);
}

/* The wildcard of that owner led to an address before, too. */
static bool answered_before(const struct views *base, const struct zone_index *zone,
			    const struct dname *wildcard)
{
	const struct name_node *node = zone_index_node(zone, wildcard);

	for (size_t i = 0; node != NULL && i < node->n; i++)
		if (rrset_exposes(node->rrsets[i]) &&
		    !rrset_proves(base->index->model, node->rrsets[i]))
			return true;
	return false;
}

/* What kept the wildcard off NAME; NULL: nothing did, or the name led to an address all the same. */
static const struct name_node *shield_before(const struct check *ck, const struct views *base,
					     const struct zone_index *zone,
					     const struct dname *wildcard, const struct dname *name)
{
	struct question_class class = {.zone = zone->zone, .name = name};
	unsigned above = name->labels - (unsigned)wildcard->labels;

	if (!answered_before(base, zone, wildcard))
		return NULL;
	judge_class(base->index, zone, &class);
	if (class.verdict == VERDICT_REFUTED)
		return NULL;
	return zone_index_node(zone, dname_suffix(ck->arena, name, above));
}

static void report_shield(struct check *ck, const struct private_name *name,
			  const struct public_answer *answer, const struct name_node *shield)
{
	const struct rrset *gone = shield->n > 0 ? shield->rrsets[0] : shield->shields;
	size_t n = shield->n + shield->n_shields;
	const char *text = show(ck, name->name), *wildcard = show(ck, answer->rrset->owner);
	const char *more =
		n > 1 ? arena_printf(ck->arena, " and %zu more record sets there", n - 1) : "";
	struct diag *d;

	d = report(ck, answer->rrset->at,
		   "private name `%s` begins to resolve publicly: the wildcard `%s` of the public "
		   "zone `%s` answers it, now that the %s at `%s`%s is gone",
		   text, wildcard, show(ck, answer->zone->name),
		   rr_type_name(ck->arena, gone->type), show(ck, gone->owner), more);
	about(ck, d, name->name, answer->zone, wildcard);
	related(ck, d, gone->owner_at, "this kept the wildcard off `%s`", text);
	if (gone->derived)
		related_origin(ck, d, gone->origin);
	private_related(ck, d, name->name);
	help(ck, d,
	     "keep that record, or write a TXT record at `%s` into the public zone `%s`, or "
	     "replace "
	     "the wildcard by the names it is meant for",
	     text, show(ck, answer->zone->name));
}

static void check_name(struct check *ck, const struct views *base, const struct private_name *name)
{
	const struct public_answer *last = NULL;
	struct public_answers answers;

	public_answers_find(ck, name->name, &answers);
	for (size_t i = 0; i < answers.items.n; i++) {
		const struct public_answer *answer = &answers.items.items[i];
		const struct zone_index *zone = zone_before(base, answer->zone);
		const struct name_node *shield;

		/* its A and its AAAA are one wildcard */
		if (!answer->wildcard || zone == NULL ||
		    (last != NULL && last->zone == answer->zone))
			continue;
		shield = shield_before(ck, base, zone, answer->rrset->owner, name->name);
		if (shield == NULL)
			continue;
		report_shield(ck, name, answer, shield);
		last = answer;
	}
}

static void check(struct check *ck, const struct views *base)
{
	for (size_t i = 0; i < ck->index->private_names.n; i++)
		check_name(ck, base, ck->index->private_names.items[i]);
}

const struct rule rule_shield_removed = {
	.id = "shield-removed",
	.family = "privacy",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a change that takes away what kept a public wildcard off a private name",
	.source = "RFC 4592, sections 2.2.2 and 3.3.1",
	.url = "https://www.rfc-editor.org/rfc/rfc4592#section-3.3.1",
	.since = "0.1.0",
	.why = "A wildcard does not answer for a name that exists, and a verification token below "
	       "a private name, or an ownership record at it, makes that name exist. Removing the "
	       "record looks like tidying up: nothing about an address is in the change, and the "
	       "moment it is applied the wildcard answers for the private name. Only a comparison "
	       "with what was there before shows it, so this rule runs in `diff` and in `check "
	       "--base`.",
	.fix = "Keep the record, or give the private name a record of its own that yields no "
	       "address, such as its ownership TXT, before the other one goes. Or replace the "
	       "wildcard by the names it is meant for.",
	.check_change = check,
};
