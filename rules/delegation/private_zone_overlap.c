/* private_zone_overlap.c -- two private zones on one VPC, and the outer one hidden in part. */
#include "engine/rule.h"
#include "index/view.h"

#include "base/banned.h"

/* What the outer zone holds within the inner zone's domain, the delegation aside: nobody in the VPC gets it. */
static const struct rrset *hidden_record(const struct zone_index *outer, const struct dname *domain)
{
	const struct zone *zone = outer->zone;

	for (size_t i = 0; i < zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		if (dname_is_within(rrset->owner, domain) &&
		    !(rrset->type == RR_NS && dname_equal(rrset->owner, domain)))
			return rrset;
	}
	return NULL;
}

static void check_pair(struct check *ck, const struct vpc_view *vpc, const struct binding *inner,
		       const struct binding *outer)
{
	const struct rrset *hidden = hidden_record(outer->zone, inner->domain);
	struct diag *d;

	if (hidden == NULL)
		return;
	d = report(ck, hidden->owner_at,
		   "in `%.*s` nobody gets the %s at `%s` of the private zone `%s`: the private "
		   "zone `%s` is more "
		   "specific",
		   STR_ARG(vpc->id), rr_type_name(ck->arena, hidden->type), show(ck, hidden->owner),
		   show(ck, outer->domain), show(ck, inner->domain));
	about(ck, d, hidden->owner, outer->zone->zone, arena_cstr(ck->arena, vpc->id));
	related(ck, d, inner->zone->zone->origin->at, "the more specific zone is here");
	help(ck, d, "move what lies within `%s` to its own zone", show(ck, inner->domain));
}

static void check_vpc(struct check *ck, const struct vpc_view *vpc)
{
	for (size_t i = 0; i < vpc->n; i++) {
		const struct binding *inner = &vpc->bindings[i];

		if (inner->zone == NULL)
			continue;
		for (const struct binding *outer = inner->outer; outer != NULL;
		     outer = outer->outer)
			if (outer->zone != NULL)
				check_pair(ck, vpc, inner, outer);
	}
}

static void check(struct check *ck)
{
	const struct views *views = ck->views;

	for (size_t i = 0; i < views->vpcs.n; i++)
		check_vpc(ck, views->vpcs.items[i]);
}

const struct rule rule_private_zone_overlap = {
	.id = "private-zone-overlap",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary =
		"records of a private zone that a more specific private zone on the same VPC hides",
	.source = "Amazon Route 53 Developer Guide, Considerations when working with a private "
		  "hosted zone "
		  "(overlapping namespaces)",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "hosted-zone-private-considerations.html",
	.since = "0.1.0",
	.why = "Resolver asks the most specific private zone alone. What it does not have is "
	       "NXDOMAIN, even where a "
	       "zone around it has the record.",
	.fix = "Keep each record in the most specific zone that its name lies in.",
	.check_model = check,
};
