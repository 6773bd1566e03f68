/* split_horizon_shadow.c -- a public name that a private zone of its domain takes away inside a VPC. */
#include "engine/rule.h"
#include "index/view.h"

#include "base/banned.h"

/* What a client wants to reach: proofs, mail policies and keys are looked up from outside. */
static bool is_wanted_inside(const struct rrset *rrset)
{
	switch (rrset->type) {
	case RR_A:
	case RR_AAAA:
	case RR_CNAME:
	case RR_MX:
	case RR_SRV:
		return !dname_has_underscore_label(rrset->owner) &&
		       !dname_is_wildcard(rrset->owner);
	default:
		return false;
	}
}

/* The VPC in which this very zone answers NAME, with NXDOMAIN; NULL: none. A rule or a more specific zone may
 * answer instead. */
static const struct vpc *shadowed_in(const struct views *views,
				     const struct zone_index *private_zone,
				     const struct dname *name)
{
	if (zone_lookup(private_zone, name, RR_A).kind != ZONE_NXDOMAIN)
		return NULL;
	for (size_t i = 0; i < private_zone->zone->n_vpcs; i++) {
		const struct vpc_view *vpc = views_vpc(views, private_zone->zone->vpcs[i].id.s);
		const struct binding *binding = vpc == NULL ? NULL : view_binding(vpc, name);

		if (binding != NULL && binding->zone == private_zone)
			return &private_zone->zone->vpcs[i];
	}
	return NULL;
}

static void check_against(struct check *ck, const struct views *views,
			  const struct zone_index *public_zone,
			  const struct zone_index *private_zone)
{
	const struct dname *last = NULL;

	for (size_t i = 0; i < public_zone->zone->rrsets.n; i++) {
		const struct rrset *rrset = public_zone->zone->rrsets.items[i];
		const struct vpc *vpc;
		struct diag *d;

		if (!is_wanted_inside(rrset) ||
		    !dname_is_within(rrset->owner, private_zone->zone->name) ||
		    (last != NULL && dname_equal(last, rrset->owner)))
			continue;
		vpc = shadowed_in(views, private_zone, rrset->owner);
		if (vpc == NULL)
			continue;
		last = rrset->owner;
		d = report(ck, rrset->owner_at,
			   "`%s` exists publicly, and is NXDOMAIN in `%.*s`: its private zone `%s` "
			   "does not have it",
			   show(ck, rrset->owner), STR_ARG(vpc->id.s),
			   show(ck, private_zone->zone->name));
		about(ck, d, rrset->owner, private_zone->zone, NULL);
		related(ck, d, private_zone->zone->origin->at, "the private zone is here");
		if (rrset->derived)
			related_origin(ck, d, rrset->origin);
		help(ck, d, "write the record into the private zone too");
	}
}

/* Every public zone of the private zone's name, around it, or below it may hold names within its domain. */
static void check(struct check *ck)
{
	const struct model *model = ck->model;
	const struct views *views = ck->views;

	for (size_t i = 0; i < model->zones.n; i++) {
		const struct zone_index *private_zone = &ck->index->zones[i];
		const struct zone_index *around;

		if (private_zone->zone->view != VIEW_PRIVATE || private_zone->zone->n_vpcs == 0)
			continue;
		around = index_zone_for(ck->index, private_zone->zone->name, VIEW_PUBLIC,
					DNAME_LABELS_MAX);
		if (around != NULL)
			check_against(ck, views, around, private_zone);
		/* zones stand in canonical order: those below follow */
		for (size_t k = i + 1;
		     k < model->zones.n &&
		     dname_is_within(model->zones.items[k]->name, private_zone->zone->name);
		     k++)
			if (model->zones.items[k]->view == VIEW_PUBLIC &&
			    dname_is_below(model->zones.items[k]->name, private_zone->zone->name))
				check_against(ck, views, &ck->index->zones[k], private_zone);
	}
}

const struct rule rule_split_horizon_shadow = {
	.id = "split-horizon-shadow",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a public name that is NXDOMAIN inside a VPC because a private zone of its "
		   "domain lacks it",
	.source = "Amazon Route 53 Developer Guide, Considerations when working with a private "
		  "hosted zone "
		  "(split-view DNS)",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "hosted-zone-private-considerations.html",
	.since = "0.1.0",
	.why = "Inside a VPC the private zone answers for its whole domain, and what it lacks is "
	       "NXDOMAIN: Resolver does "
	       "not go on to public DNS. A public name that hosts in the VPC use stops working for "
	       "them.",
	.fix = "Repeat the public record in the private zone, or make the private zone's domain "
	       "narrower.",
	.check_model = check,
};
