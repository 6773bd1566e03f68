/* zone_too_large.c -- a hosted zone with more record sets than the quota. */
#include "route53/shared.h"

#include "base/banned.h"

enum { RECORD_SETS = 10000 };

/* Pieces of one record set, written at several places, are one. */
static size_t count_record_sets(const struct zone *zone)
{
	size_t count = 0;

	for (size_t i = 0, n; i < zone->rrsets.n; i += n) {
		n = rrsets_of_type(zone, i);
		count++;
		for (size_t k = i + 1; k < i + n; k++)
			count += zone->rrsets.items[k]->set_identifier != NULL;
	}
	return count;
}

static void check(struct check *ck, const struct zone_index *zone)
{
	uint64_t max = quota_of(ck, "max", RECORD_SETS);
	size_t count;
	struct diag *d;

	if (zone->zone->rrsets.n <= max || !zone_is_route53(zone->zone))
		return;
	count = count_record_sets(zone->zone);
	if (count <= max)
		return;
	d = report(ck, zone->zone->origin->at, "`%s` has %zu record sets, and the quota is %llu",
		   show(ck, zone->zone->name), count, (unsigned long long)max);
	about(ck, d, zone->zone->name, zone->zone, NULL);
	help(ck, d, "ask for a higher quota, or delegate a subdomain");
}

static const char *const options[] = {"max", NULL};

const struct rule rule_zone_too_large = {
	.id = "zone-too-large",
	.family = "route53",
	.severity = SEV_WARNING,
	.summary = "a hosted zone with more than 10,000 record sets",
	.source = "Amazon Route 53 Developer Guide, \"Quotas\" (records per hosted zone)",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html",
	.since = "0.1.0",
	.why = "A hosted zone holds 10,000 record sets by default. More are had on "
	       "request, and cost more each month; without it the next change is refused "
	       "in the middle of a day.",
	.fix = "Ask AWS for a higher quota and state it as `max`, or split the zone by "
	       "delegating a subdomain.",
	.options = options,
	.check_zone = check,
};
