/* policy_weakened.c -- a setting of a rule that the extended policy locks. Reported by front/project.c. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_policy_weakened = {
	.id = "policy-weakened",
	.family = "governance",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a policy that sets a rule which the policy it extends locks",
	.source = "NIST SP 800-57 Part 2 Rev. 1, section 6.2.15; `policy.locked`",
	.url = "https://doi.org/10.6028/NIST.SP.800-57pt2r1",
	.since = "0.1.0",
	.why = "A company's policy locks a rule so that no repository below it switches it off or "
	       "grades it down. The setting has no effect, and whoever wrote it relies on it.",
	.fix = "Remove the setting. What is to be accepted for a time is a waiver, with a reason, "
	       "an "
	       "approver and an end.",
};
