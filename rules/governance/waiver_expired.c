/* waiver_expired.c -- a waiver whose last day is over: it does not count any more. */
#include "engine/rule.h"

#include "base/banned.h"

static void check_waiver(struct check *ck, const struct waiver *waiver)
{
	char expires[DATE_TEXT_SIZE];
	struct diag *d;

	if (waiver->expires.presence != KNOWN || waiver->expires.day >= ck->today ||
	    waiver->rule.presence != KNOWN)
		return;
	d = report(ck, waiver->expires.at, "the waiver of `%.*s`%s ended on %s",
		   STR_ARG(waiver->rule.s),
		   waiver->dname == NULL
			   ? ""
			   : arena_printf(ck->arena, " for `%s`", show(ck, waiver->dname)),
		   date_text(waiver->expires.day, expires));
	about(ck, d, waiver->dname, NULL, arena_cstr(ck->arena, waiver->rule.s));
	help(ck, d, "remove the waiver, or have it approved once more with a new day in `expires`");
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->policy->n_waivers; i++)
		check_waiver(ck, &ck->policy->waivers[i]);
}

const struct rule rule_waiver_expired = {
	.id = "waiver-expired",
	.family = "governance",
	.severity = SEV_ERROR,
	.summary = "a waiver whose last day is over",
	.source = "NIST SP 800-57 Part 2 Rev. 1, section 6.2.15",
	.url = "https://doi.org/10.6028/NIST.SP.800-57pt2r1",
	.since = "0.1.0",
	.why = "A waiver accepts a finding for a time. When that is over the finding counts again, "
	       "and a waiver that is left behind makes the next reader believe that it does not.",
	.fix = "Mend what was waived and remove the waiver, or have it approved once more.",
	.decide = decide,
};
