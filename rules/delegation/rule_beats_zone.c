/* rule_beats_zone.c -- a Resolver rule and a private zone for the same domain on one VPC. */
#include "engine/rule.h"
#include "index/view.h"

#include "base/banned.h"

static void check(struct check *ck, const struct vpc_view *vpc)
{
	for (size_t i = 1; i < vpc->n; i++) {
		const struct binding *zone = &vpc->bindings[i], *rule = &vpc->bindings[i - 1];
		struct diag *d;

		/* of one domain the rule stands in front of the zones */
		if (zone->zone == NULL || rule->rule == NULL || rule->rule->system ||
		    !dname_equal(zone->domain, rule->domain))
			continue;
		d = report(ck, rule->rule->domain.at,
			   "in `%.*s` the Resolver rule for `%s` wins over the private zone of "
			   "that name",
			   STR_ARG(vpc->id), show(ck, rule->domain));
		about(ck, d, rule->domain, zone->zone->zone, arena_cstr(ck->arena, vpc->id));
		related(ck, d, zone->zone->zone->origin->at,
			"the private zone is here, and nobody in `%.*s` asks it", STR_ARG(vpc->id));
		help(ck, d, "take `%.*s` off the rule or off the zone", STR_ARG(vpc->id));
	}
}

const struct rule rule_rule_beats_zone = {
	.id = "rule-beats-zone",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary = "a Resolver rule and a private zone for the same domain on one VPC",
	.source = "Amazon Route 53 Developer Guide, Considerations when working with a private "
		  "hosted zone",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "hosted-zone-private-considerations.html",
	.since = "0.1.0",
	.why = "Resolver sends the questions for a domain where its rule says, and asks a private "
	       "zone of the "
	       "same name only where there is no rule. The zone's records look as if they were "
	       "used, and are not.",
	.fix = "Keep one of the two on the VPC: the rule where another network answers, the zone "
	       "where Route 53 "
	       "does.",
	.check_vpc = check,
};
