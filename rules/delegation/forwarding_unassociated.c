/* forwarding_unassociated.c -- a Resolver rule that no VPC uses. */
#include "engine/rule.h"

#include "base/banned.h"

static void check(struct check *ck, const struct forwarding_rule *rule)
{
	struct diag *d;

	if (rule->vpcs.n > 0 || rule->domain.presence != KNOWN)
		return;
	if (rule->vpcs_unknown) {
		undecided(ck, rule->domain.at,
			  "which VPCs follow the Resolver rule for `%.*s` is not known: no "
			  "export of list-resolver-rule-associations shows it",
			  STR_ARG(rule->domain.s));
		return;
	}
	d = report(ck, rule->domain.at,
		   "the Resolver rule for `%.*s` is for no VPC, so nobody's questions "
		   "follow it",
		   STR_ARG(rule->domain.s));
	about(ck, d, rule->name, NULL, NULL);
	help(ck, d, "name the VPCs that ask for `%.*s` under `vpcs:`", STR_ARG(rule->domain.s));
}

const struct rule rule_forwarding_unassociated = {
	.id = "forwarding-unassociated",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary = "a Resolver rule that is associated with no VPC",
	.source = "Amazon Route 53 Developer Guide, Associating a Resolver rule with VPCs",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "resolver-rules-managing.html",
	.since = "0.1.0",
	.why = "A rule takes effect in the VPCs that it is associated with, and in no other. One "
	       "that is associated with "
	       "none does nothing, and costs a place in the quota.",
	.fix = "Associate the rule, or take it away.",
	.check_forwarding_rule = check,
};
