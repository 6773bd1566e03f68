/* ownership_value_mismatch.c -- a TXT that should prove ownership, and proves another or none. */
#include "shared.h"

#include "base/banned.h"

/* The subdomain that declares TEXT as its ownership, or NULL. */
static const struct subdomain *declarer(const struct model *model, struct str text)
{
	for (size_t i = 0; i < model->subdomains.n; i++) {
		const struct subdomain *subdomain = model->subdomains.items[i];

		if (subdomain->ownership.presence == KNOWN && str_eq(subdomain->ownership.s, text))
			return subdomain;
	}
	return NULL;
}

static void report_off_pattern(struct check *ck, const struct zone *zone, const struct rrset *rrset,
			       const struct rr *rr, struct str text)
{
	const struct text *pattern = &ck->policy->ownership.value;
	struct diag *d;

	d = report(
		ck, rr->at,
		"the TXT `%.*s` at `%s` is the declared proof of ownership, and fails the policy's "
		"pattern `%.*s`",
		STR_ARG(text), show(ck, rrset->owner), STR_ARG(pattern->s));
	about(ck, d, rrset->owner, zone, "pattern");
	if (!rrset->derived)
		related(ck, d, zone->ownership.at, "`ownership` is declared here");
	related(ck, d, pattern->at, "the pattern is set here");
	help(ck, d, "declare an `ownership` that matches, or correct the pattern");
}

static void report_other_owner(struct check *ck, const struct zone *zone, const struct rrset *rrset,
			       const struct rr *rr, struct str text)
{
	const struct text *pattern = &ck->policy->ownership.value;
	const struct subdomain *other = declarer(ck->model, text);
	struct diag *d;

	d = report(ck, rr->at,
		   "the TXT `%.*s` at `%s` names another owner than the declared `%.*s`",
		   STR_ARG(text), show(ck, rrset->owner), STR_ARG(zone->ownership.s));
	about(ck, d, rrset->owner, zone, arena_printf(ck->arena, "%.*s", STR_ARG(text)));
	related(ck, d, zone->ownership.at, "`ownership` is declared here");
	if (other != NULL)
		related(ck, d, other->ownership.at, "the subdomain `%.*s` declares that value",
			STR_ARG(other->key.s));
	related(ck, d, pattern->at, "the policy's pattern of such values is set here");
	help(ck, d, "write `\"%.*s\"`, or declare `ownership: \"%.*s\"`",
	     STR_ARG(zone->ownership.s), STR_ARG(text));
}

static void check_rrset_values(struct check *ck, const struct zone *zone, const struct rrset *rrset)
{
	for (size_t i = 0; i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];
		struct str text = rdata_joined(ck->arena, rr);
		enum ownership_verdict verdict = ownership_judge(ck, zone, text);

		if (verdict == OWNERSHIP_OFF_PATTERN)
			report_off_pattern(ck, zone, rrset, rr, text);
		else if (verdict == OWNERSHIP_OTHER_OWNER)
			report_other_owner(ck, zone, rrset, rr, text);
	}
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct name_node *node;

	/* Without a declared value or without a pattern nothing can be at odds; what is not known yet
	 * is said by ownership-missing. */
	if (!ownership_is_required(ck, index->zone) || index->zone->ownership.presence != KNOWN ||
	    ck->policy->ownership.value.presence != KNOWN)
		return;
	node = zone_index_node(index, index->zone->name);
	for (size_t i = 0; node != NULL && i < node->n; i++)
		if (node->rrsets[i]->type == RR_TXT)
			check_rrset_values(ck, index->zone, node->rrsets[i]);
}

const struct rule rule_ownership_value_mismatch = {
	.id = "ownership-value-mismatch",
	.family = "ownership",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a TXT that fails the policy's pattern of ownership, or names another owner",
	.source = "RFC 1035, section 3.3.14; ownership of the estate and of the policy",
	.url = "https://www.rfc-editor.org/rfc/rfc1035#section-3.3.14",
	.since = "0.1.0",
	.why = "Two sources say who owns the domain and they differ. Who looks at the public DNS, "
	       "a "
	       "certificate authority or another team, takes the domain for somebody else's, and a "
	       "foreign owner's value lets that owner prove that it is theirs.",
	.fix = "Let the TXT, the declared `ownership` and the policy's pattern agree. A domain "
	       "that moved "
	       "to another team needs its new value in the estate, and the old one removed.",
	.check_zone = check,
};
