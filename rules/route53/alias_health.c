/* alias_health.c -- an alias whose health cannot be evaluated, or nobody says whether. */
#include "engine/rule.h"

#include "base/banned.h"

static void check(struct check *ck, const struct rrset *rrset)
{
	const struct target *target = rrset->alias;
	struct diag *d;

	if (target == NULL)
		return;
	if (target->kind == TARGET_CLOUDFRONT && target->evaluate_health)
		d = report(ck, target->at,
			   "the alias at `%s` evaluates the health of the CloudFront distribution "
			   "`%s`, which has none",
			   show(ck, rrset->owner), show_rrset(ck, rrset));
	else if (target->health_missing)
		d = report(ck, target->at,
			   "the alias at `%s` does not say whether the health of its target is "
			   "evaluated",
			   show(ck, rrset->owner));
	else
		return;
	about(ck, d, rrset->owner, rrset->zone, rr_type_name(ck->arena, rrset->type));
	help(ck, d, "state `EvaluateTargetHealth`: `false` for CloudFront");
}

const struct rule rule_alias_health = {
	.id = "alias-health",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "an alias without EvaluateTargetHealth, or with it for CloudFront",
	.source = "Amazon Route 53 API Reference, AliasTarget (EvaluateTargetHealth)",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html",
	.since = "0.1.0",
	.why = "The API wants it said with each alias whether the health of the target is "
	       "evaluated, and refuses a distribution whose health is to be: CloudFront "
	       "has none that Route 53 can ask for.",
	.fix = "State EvaluateTargetHealth: true or false for load balancers and records, "
	       "false for CloudFront.",
	.check_rrset = check,
};
