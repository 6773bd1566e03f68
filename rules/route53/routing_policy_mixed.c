/* routing_policy_mixed.c -- record sets of one name and type with different routing policies. */
#include "route53/shared.h"

#include "base/banned.h"

static const char *policy_name(unsigned policies)
{
	static const struct {
		enum routing_policy policy;
		const char *name;
	} names[] = {
		{ROUTING_WEIGHTED, "weighted"},
		{ROUTING_LATENCY, "latency"},
		{ROUTING_FAILOVER, "failover"},
		{ROUTING_GEOLOCATION, "geolocation"},
		{ROUTING_GEOPROXIMITY, "geoproximity"},
		{ROUTING_MULTIVALUE, "multivalue"},
		{ROUTING_CIDR, "IP-based"},
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (policies & names[i].policy)
			return names[i].name;
	return "simple";
}

/* A set identifier without a policy comes from a source that says no more: nothing to hold it against. */
static bool is_known(const struct rrset *rrset)
{
	return rrset->routing != NULL || rrset->set_identifier == NULL;
}

static unsigned policies_of(const struct rrset *rrset)
{
	return rrset->routing == NULL ? 0 : rrset->routing->policies;
}

static void report_mixture(struct check *ck, const struct rrset *first, const struct rrset *other)
{
	struct diag *d = report(ck, other->at,
				"the %s record sets at `%s` mix routing policies: %s here, %s at "
				"another place",
				rr_type_name(ck->arena, other->type), show(ck, other->owner),
				policy_name(policies_of(other)), policy_name(policies_of(first)));

	about(ck, d, other->owner, other->zone, rr_type_name(ck->arena, other->type));
	related(ck, d, first->at, "the %s one is here", policy_name(policies_of(first)));
	help(ck, d, "give all of them one policy");
}

static bool has_two(unsigned policies)
{
	return (policies & (policies - 1)) != 0;
}

static void report_two(struct check *ck, const struct rrset *rrset)
{
	unsigned policies = policies_of(rrset), first = policies & (~policies + 1);
	struct diag *d = report(ck, rrset->at,
				"the %s record set at `%s` has two routing policies: %s and %s",
				rr_type_name(ck->arena, rrset->type), show(ck, rrset->owner),
				policy_name(first), policy_name(policies & ~first));

	about(ck, d, rrset->owner, rrset->zone, rr_type_name(ck->arena, rrset->type));
	help(ck, d, "keep one of them");
}

static void check_group(struct check *ck, struct rrset *const *rrsets, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (has_two(policies_of(rrsets[i]))) {
			report_two(ck, rrsets[i]);
			return;
		}
		if (is_known(rrsets[0]) && is_known(rrsets[i]) &&
		    policies_of(rrsets[i]) != policies_of(rrsets[0])) {
			report_mixture(ck, rrsets[0], rrsets[i]);
			return;
		}
	}
}

static void check(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0, n; i < zone->zone->rrsets.n; i += n) {
		n = rrsets_of_type(zone->zone, i);
		check_group(ck, zone->zone->rrsets.items + i, n);
	}
}

const struct rule rule_routing_policy_mixed = {
	.id = "routing-policy-mixed",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "record sets of one name and type that do not share one routing policy",
	.source = "Amazon Route 53 API Reference, ResourceRecordSet (SetIdentifier, Weight, "
		  "Region, Failover, GeoLocation)",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
	.since = "0.1.0",
	.why = "Route 53 chooses among the record sets of one name and type by one policy."
	       " A simple record set beside others, or two policies, leave it nothing to "
	       "choose by: it refuses them.",
	.fix = "Give all record sets of the name and type the same policy; for a mixture, "
	       "let one lead to another by alias.",
	.check_zone = check,
};
