/* wildcard_claims_unallocated.c -- a wildcard that answers for the subdomains that are not given out yet. */
#include "engine/rule.h"
#include "index/expose.h"

#include "base/banned.h"

/* Below the central domain, and below each cloud's, every label is a team's to be. */
static bool is_given_out_from(const struct zone *zone)
{
	return zone->view == VIEW_PUBLIC &&
	       (zone->role == ZONE_CENTRAL || zone->role == ZONE_CLOUD);
}

static const struct rrset *first_that_answers(const struct name_node *wildcard)
{
	for (size_t i = 0; i < wildcard->n; i++)
		if (rrset_exposes(wildcard->rrsets[i]))
			return wildcard->rrsets[i];
	return NULL;
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	const struct name_node *wildcard = index->nodes[0].wildcard;
	const struct rrset *rrset;
	struct diag *d;

	if (!is_given_out_from(zone) || wildcard == NULL)
		return;
	rrset = first_that_answers(wildcard);
	if (rrset == NULL)
		return;
	d = report(
		ck, rrset->at,
		"the wildcard `%s` answers with %s for every subdomain of `%s` that no team owns",
		show(ck, wildcard->name), rr_type_name(ck->arena, rrset->type),
		show(ck, zone->name));
	about(ck, d, wildcard->name, zone, NULL);
	if (ck->model->central.at.file != 0)
		related(ck, d, ck->model->central.domain.at,
			"the subdomains of `%s` are given to teams",
			show(ck, ck->model->central.name != NULL ? ck->model->central.name
								 : zone->name));
	help(ck, d, "replace `%s` by the names that it is meant for", show(ck, wildcard->name));
}

const struct rule rule_wildcard_claims_unallocated = {
	.id = "wildcard-claims-unallocated",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a wildcard at the central domain that answers for subdomains no team owns",
	.source = "RFC 4592, sections 2.1.1 and 3.3.1",
	.url = "https://www.rfc-editor.org/rfc/rfc4592#section-3.3.1",
	.since = "0.1.0",
	.why = "Every label below the central domain is, or will be, a team's. A wildcard there "
	       "answers "
	       "for all that are not given out, and for whatever anybody makes up below them: a "
	       "mistyped "
	       "name reaches a service that knows nothing of it, and a new subdomain changes its "
	       "answers "
	       "on the day that it is delegated.",
	.fix = "Replace the wildcard by the names that it is meant for. A wildcard belongs into a "
	       "team's "
	       "own subdomain.",
	.check_zone = check,
};
