/* zone_emptied.c -- a zone that is declared empty while records of it exist. */
#include "route53/shared.h"

#include "base/banned.h"

static void check_zone(struct check *ck, const struct zone *zone)
{
	const struct rrset *first = NULL;
	struct diag *d;
	size_t n;

	if (!zone_is_emptied(zone, &first, &n))
		return;
	d = report(ck, zone->origin->at,
		   "`%s` is declared without a record, and its hosted zone `%.*s` holds %zu record "
		   "set%s",
		   zone_label(ck->arena, zone), STR_ARG(zone->id.s), n, n == 1 ? "" : "s");
	about(ck, d, zone->name, zone, NULL);
	related(ck, d, first->at, "the first of them is here");
	help(ck, d,
	     "declare its records, say `managed: part` where others keep them, or delete "
	     "them by hand");
}

static void check(struct check *ck, const struct plan *plan)
{
	for (size_t i = 0; i < plan->model->zones.n; i++)
		check_zone(ck, plan->model->zones.items[i]);
}

const struct rule rule_zone_emptied = {
	.id = "zone-emptied",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "a zone that is declared empty while its hosted zone holds records",
	.source = "Amazon Route 53 API Reference, \"ChangeResourceRecordSets\"",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/"
	       "API_ChangeResourceRecordSets.html",
	.since = "0.1.0",
	.why = "Nobody empties a zone by leaving its records out: a file was moved, a glob matches "
	       "nothing, a template gave no lines. A plan is always refused then, whatever the "
	       "gate allows and whatever is waived.",
	.fix = "Put the records back. A zone that is to go is taken out of the configuration as a "
	       "whole; one whose records others keep is `managed: part`.",
	.check_plan = check,
};
