/*
 * rotation_missing.c -- a certificate of which nobody says when it is renewed.
 *
 * ACM renews what it issues by itself. A derived certificate says nothing of itself: whoever wants it to be renewed
 * in another way than its team's others declares it.
 */
#include "engine/rule.h"

#include "base/banned.h"

static void check(struct check *ck, const struct certificate *certificate)
{
	struct diag *d;

	/* what an authority that nobody declares does with keys is not known */
	if (certificate->authority == NULL || certificate->custody == CUSTODY_ACM ||
	    certificate->derived || certificate->renew_before_days.presence != ABSENT)
		return;
	d = report(ck, certificate->key.at,
		   "nobody says when the certificate `%.*s` and its key are renewed",
		   STR_ARG(certificate->key.s));
	about(ck, d, certificate->names.n > 0 ? certificate->dns_names[0] : NULL, NULL,
	      arena_cstr(ck->arena, certificate->key.s));
	help(ck, d, "write `renew_before_days:`, a third of its validity");
}

const struct rule rule_rotation_missing = {
	.id = "rotation-missing",
	.family = "certificates",
	.severity = SEV_WARNING,
	.summary = "a certificate of which nobody says when it is renewed",
	.source = "NIST SP 800-57 Part 2 Rev. 1, section 6.2.7",
	.url = "https://doi.org/10.6028/NIST.SP.800-57pt2r1",
	.since = "0.1.0",
	.why = "The calendar of the key management plan has no day for it, so that nobody is "
	       "reminded, and the certificate ends unseen.",
	.fix = "Write `renew_before_days` in the certificate.",
	.check_certificate = check,
};
