/* weight_range.c -- a weight that Route 53 does not take. */
#include "engine/rule.h"

#include "base/banned.h"

enum { WEIGHT_MAX = 255 };

static void check(struct check *ck, const struct rrset *rrset)
{
	const struct number *weight = rrset->routing == NULL ? NULL : &rrset->routing->weight;
	struct diag *d;

	if (weight == NULL || weight->presence != KNOWN ||
	    (weight->n >= 0 && weight->n <= WEIGHT_MAX))
		return;
	d = report(ck, weight->at, "the weight at `%s` is %lld, and a weight is 0 to 255",
		   show(ck, rrset->owner), (long long)weight->n);
	about(ck, d, rrset->owner, rrset->zone, rrset->set_identifier);
	help(ck, d, "scale the weights of `%s` down", show(ck, rrset->owner));
}

const struct rule rule_weight_range = {
	.id = "weight-range",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "a weight outside 0 to 255",
	.source = "Amazon Route 53 API Reference, ResourceRecordSet (Weight)",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
	.since = "0.1.0",
	.why = "The weight of a record set is a number from 0 to 255; Route 53 refuses "
	       "others. The share of answers is the weight divided by the sum of all, so "
	       "that any ratio fits into that range.",
	.fix = "Scale the weights down to 255 at most.",
	.check_rrset = check,
};
