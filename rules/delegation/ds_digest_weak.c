/* ds_digest_weak.c -- a DS by SHA-1. */
#include "engine/rule.h"

#include "base/banned.h"

/* RFC 4034 section 5.1: key tag (2 octets), algorithm (1), digest type (1), digest. */
enum { DS_DIGEST_TYPE_AT = 3, DS_SHA1 = 1 };

static void check(struct check *ck, const struct rrset *rrset)
{
	for (size_t i = 0; rrset->type == RR_DS && i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];
		struct diag *d;

		if (rr->rdata[DS_DIGEST_TYPE_AT] != DS_SHA1)
			continue;
		d = report(ck, rr->at, "the DS at `%s` has a SHA-1 digest", show(ck, rrset->owner));
		about(ck, d, rrset->owner, rrset->zone, NULL);
		help(ck, d, "write it with digest type 2, SHA-256");
	}
}

const struct rule rule_ds_digest_weak = {
	.id = "ds-digest-weak",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary = "a DS whose digest is SHA-1",
	.source = "RFC 8624, section 3.3",
	.url = "https://www.rfc-editor.org/rfc/rfc8624#section-3.3",
	.since = "0.1.0",
	.why = "SHA-1 can be attacked, and must not be used for a new DS. Some validators "
	       "do not take it any more, and treat a zone with no other DS as unsigned.",
	.fix = "Write the DS with SHA-256 (digest type 2), and remove the one with SHA-1.",
	.check_rrset = check,
};
