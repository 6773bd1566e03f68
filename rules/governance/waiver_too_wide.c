/* waiver_too_wide.c -- a waiver without a name: it accepts every finding of its rule. */
#include "engine/rule.h"

#include "base/banned.h"

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->policy->n_waivers; i++) {
		const struct waiver *waiver = &ck->policy->waivers[i];
		struct diag *d;

		if (waiver->name.presence != ABSENT || waiver->rule.presence != KNOWN)
			continue;
		d = report(
			ck, waiver->rule.at,
			"the waiver of `%.*s` has no name, and accepts every finding of the rule",
			STR_ARG(waiver->rule.s));
		about(ck, d, NULL, NULL, arena_cstr(ck->arena, waiver->rule.s));
		help(ck, d,
		     "write `name:` with the one name that is accepted, and a waiver for each; a "
		     "rule "
		     "that does not fit at all is set in `policy.rules`");
	}
}

const struct rule rule_waiver_too_wide = {
	.id = "waiver-too-wide",
	.family = "governance",
	.severity = SEV_WARNING,
	.summary = "a waiver without a name, which accepts every finding of its rule",
	.source = "NIST SP 800-57 Part 2 Rev. 1, section 6.2.15",
	.url = "https://doi.org/10.6028/NIST.SP.800-57pt2r1",
	.since = "0.1.0",
	.why = "A waiver was approved for what was known on that day. Without a name it accepts "
	       "whatever is found later by the same rule, too, and nobody sees it.",
	.fix = "Name what is accepted, one waiver for each name.",
	.decide = decide,
};
