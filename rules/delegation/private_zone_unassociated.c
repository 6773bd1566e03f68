/* private_zone_unassociated.c -- a private zone that no VPC sees. */
#include "engine/rule.h"

#include "base/banned.h"

/* VPCs are AWS's; what another cloud's private zone hangs on, the estate does not say. */
static bool is_elsewhere(const struct zone *zone)
{
	return zone->account != NULL && zone->account->cloud.presence == KNOWN &&
	       !str_is(zone->account->cloud.s, "aws");
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	struct diag *d;

	if (zone->view != VIEW_PRIVATE || zone->n_vpcs > 0 || is_elsewhere(zone))
		return;
	if (zone->vpcs_unknown) {
		undecided(ck, zone->origin->at,
			  "whether the private zone `%s` is associated with a VPC is not known: no "
			  "export of get-hosted-zone shows it",
			  show(ck, zone->name));
		return;
	}
	d = report(ck, zone->origin->at,
		   "the private zone `%s` is associated with no VPC, so nobody is answered from it",
		   show(ck, zone->name));
	about(ck, d, zone->name, zone, NULL);
	related_origin(ck, d, zone->origin);
	help(ck, d, "add `vpcs: [{id: vpc-…, region: …}]`%s%.*s%s",
	     zone->subdomain == NULL ? "" : " to the subdomain `",
	     zone->subdomain == NULL ? 0 : (int)zone->subdomain->key.s.len,
	     zone->subdomain == NULL ? "" : zone->subdomain->key.s.ptr,
	     zone->subdomain == NULL ? "" : "`");
}

const struct rule rule_private_zone_unassociated = {
	.id = "private-zone-unassociated",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary = "a private zone without a VPC",
	.source = "Amazon Route 53 API Reference, CreateHostedZone (VPC)",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html",
	.since = "0.1.0",
	.why = "Route 53 makes a private hosted zone with one VPC at least, and a zone without any "
	       "cannot be "
	       "associated later. Until it names one, no plan can create it, and nobody is "
	       "answered from it.",
	.fix = "Name the VPCs whose hosts ask for these names.",
	.check_zone = check,
};
