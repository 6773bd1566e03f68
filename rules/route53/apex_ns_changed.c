/* apex_ns_changed.c -- the SOA or the NS of a hosted zone itself, declared other than they are. */
#include "route53/shared.h"

#include "base/banned.h"

static bool has_value(const struct rrset *rrset, const struct rr *value)
{
	for (size_t i = 0; i < rrset->n; i++)
		if (rdata_equal(rrset->type, &rrset->rrs[i], value))
			return true;
	return false;
}

static bool differs(const struct rrset *declared, const struct rrset *present)
{
	if (declared->n == 0 || declared->partial || present->partial)
		return false;
	for (size_t i = 0; i < declared->n; i++)
		if (!has_value(present, &declared->rrs[i]))
			return true;
	return declared->n != present->n;
}

static void check_type(struct check *ck, const struct zone *zone, enum rr_type type)
{
	const struct rrset *declared = zone_written_rrset(zone, zone->name, type);
	const struct rrset *present = zone_written_rrset(zone->counterpart, zone->name, type);
	struct diag *d;

	if (declared == NULL || present == NULL || declared->foreign || !differs(declared, present))
		return;
	d = report(ck, declared->at,
		   "the %s of `%s` itself is declared other than it is: Route 53 keeps it, and no "
		   "plan changes it",
		   rr_type_name(ck->arena, type), zone_label(ck->arena, zone));
	about(ck, d, zone->name, zone, rr_type_name(ck->arena, type));
	related(ck, d, present->at, "this is what the hosted zone has");
	help(ck, d, "leave the %s of the apex out, or write what the hosted zone has",
	     rr_type_name(ck->arena, type));
}

static void check(struct check *ck, const struct plan *plan)
{
	for (size_t i = 0; i < plan->model->zones.n; i++) {
		const struct zone *zone = plan->model->zones.items[i];

		if (zone->foreign || zone->counterpart == NULL)
			continue;
		check_type(ck, zone, RR_NS);
		/* a zone file has to have an SOA, and its numbers are another server's */
		if (!zone->master_file)
			check_type(ck, zone, RR_SOA);
	}
}

const struct rule rule_apex_ns_changed = {
	.id = "apex-ns-changed",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "NS or SOA of a zone itself, declared other than the hosted zone has them",
	.source = "Amazon Route 53 Developer Guide, \"NS and SOA records that Amazon Route 53 "
		  "creates for a public hosted zone\"",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/SOA-NSrecords.html",
	.since = "0.1.0",
	.why = "Route 53 makes the NS and the SOA of a hosted zone with it. Other name servers "
	       "there "
	       "than those of the delegation set answer for the zone only by accident, and "
	       "resolvers take the NS of the zone before those of the parent (RFC 2181, section "
	       "5.4.1). A plan leaves both alone, so the configuration says what will not be.",
	.fix = "Leave the NS and the SOA of the apex out of the configuration, or write those that "
	       "the hosted zone has.",
	.check_plan = check,
};
