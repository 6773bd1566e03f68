/* values_too_many.c -- an RRset with more values than Route 53 takes. */
#include "model/route53.h"
#include "route53/shared.h"

#include "base/banned.h"

static size_t count_values(struct rrset *const *rrsets, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (rrsets[i]->set_identifier == NULL)
			sum += rrsets[i]->n;
		else if (rrsets[i]->n > sum)
			sum = rrsets[i]->n;
	return sum;
}

static void check(struct check *ck, const struct zone_index *zone)
{
	struct rrset *const *rrsets = zone->zone->rrsets.items;

	if (!zone_is_route53(zone->zone))
		return;
	for (size_t i = 0, n; i < zone->zone->rrsets.n; i += n) {
		size_t values;
		struct diag *d;

		n = rrsets_of_type(zone->zone, i);
		values = count_values(rrsets + i, n);
		if (values <= ROUTE53_RRSET_VALUES)
			continue;
		d = report(ck, rrsets[i]->at,
			   "the %s record set at `%s` has %zu values, and Route 53 takes %d",
			   rr_type_name(ck->arena, rrsets[i]->type), show(ck, rrsets[i]->owner),
			   values, ROUTE53_RRSET_VALUES);
		about(ck, d, rrsets[i]->owner, zone->zone,
		      rr_type_name(ck->arena, rrsets[i]->type));
		help(ck, d, "share them out over several names");
	}
}

const struct rule rule_values_too_many = {
	.id = "values-too-many",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "a record set with more than 400 values",
	.source = "Amazon Route 53 Developer Guide, \"Quotas\" (records); the page gives 400 "
		  "values a record set",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html",
	.since = "0.1.0",
	.why = "Route 53 takes at most 400 values in one record set, and refuses a change "
	       "with more. An answer of that size does not fit into a packet either.",
	.fix = "Share the values out over several names, or over record sets with a "
	       "routing policy.",
	.check_zone = check,
};
