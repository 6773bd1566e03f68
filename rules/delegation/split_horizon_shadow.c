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

static const struct rrset *wanted_rrset(const struct name_node *node)
{
	for (size_t i = 0; i < node->n; i++)
		if (is_wanted_inside(node->rrsets[i]))
			return node->rrsets[i];
	return NULL;
}

/* A name of the public zone that the private zone does not have is a fact of the private one. */
static void collect_missing(struct check *ck, const struct zone_index *public_zone,
			    const struct zone_index *private_zone)
{
	const struct dname *domain = private_zone->zone->name;

	for (size_t i = zone_index_first_within(public_zone, domain);
	     i < public_zone->n && dname_is_within(public_zone->nodes[i].name, domain); i++) {
		const struct rrset *rrset = wanted_rrset(&public_zone->nodes[i]);

		if (rrset != NULL &&
		    zone_lookup(private_zone, rrset->owner, RR_A).kind == ZONE_NXDOMAIN)
			collect(ck, (struct fact){.zone = private_zone->zone,
						  .owner = rrset->owner,
						  .type = rrset->type,
						  .rrset = rrset,
						  .at = rrset->owner_at});
	}
}

/* Every public zone of the private zone's name, around it, or below it may hold names within its domain. */
static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	const struct dname *name = zone->zone->name;
	const struct zone_index *end = ck->index->zones + ck->model->zones.n, *public_zone;
	size_t n;

	if (zone->zone->view != VIEW_PRIVATE || zone->zone->n_vpcs == 0)
		return;
	public_zone = index_zones_for(ck->index, name, VIEW_PUBLIC, DNAME_LABELS_MAX, &n);
	for (size_t i = 0; i < n; i++)
		collect_missing(ck, &public_zone[i], zone);
	/* zones stand in canonical order: those below follow */
	for (public_zone = zone + 1;
	     public_zone < end && dname_is_within(public_zone->zone->name, name); public_zone++)
		if (public_zone->zone->view == VIEW_PUBLIC &&
		    dname_is_below(public_zone->zone->name, name))
			collect_missing(ck, public_zone, zone);
}

/* The VPC in which this very zone answers NAME; NULL: none. A rule or a more specific zone may answer
 * instead. */
static const struct vpc *answered_in(const struct views *views, const struct zone *zone,
				     const struct dname *name)
{
	for (size_t i = 0; i < zone->n_vpcs; i++) {
		const struct vpc_view *vpc = views_vpc(views, zone->vpcs[i].id.s);
		const struct binding *binding = vpc == NULL ? NULL : view_binding(vpc, name);

		if (binding != NULL && binding->zone != NULL && binding->zone->zone == zone)
			return &zone->vpcs[i];
	}
	return NULL;
}

static void decide_fact(struct check *ck, const struct fact *fact)
{
	const struct vpc *vpc = answered_in(ck->views, fact->zone, fact->owner);
	struct diag *d;

	if (vpc == NULL)
		return;
	d = report(ck, fact->at,
		   "`%s` exists publicly, and is NXDOMAIN in `%.*s`: its private zone `%s` "
		   "does not have it",
		   show(ck, fact->owner), STR_ARG(vpc->id.s), show(ck, fact->zone->name));
	about(ck, d, fact->owner, fact->zone, NULL);
	related(ck, d, fact->zone->origin->at, "the private zone is here");
	if (fact->rrset->derived)
		related_origin(ck, d, fact->rrset->origin);
	help(ck, d, "write the record into the private zone too");
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		decide_fact(ck, &ck->facts->items.items[i]);
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
	.collect_zone = collect_zone,
	.decide = decide,
};
