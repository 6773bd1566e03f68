/* sshfp_length.c -- a fingerprint of an SSH key that is not as long as its type says. */
#include "records/shared.h"

#include "base/banned.h"

/* RFC 4255 section 3.1.2, RFC 6594 section 4.1 */
static const struct {
	const char *name;
	unsigned octets;
} fingerprints[] = {{NULL, 0}, {"SHA-1", 20}, {"SHA-256", 32}};

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_SSHFP)
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];
		unsigned type = rr->rdata[1], octets = rr->len - 2u;
		struct diag *d;

		if (type == 0 || type >= COUNT_OF(fingerprints) ||
		    octets == fingerprints[type].octets)
			continue;
		d = report(
			ck, rr->at,
			"the fingerprint at `%s` is of type %u (%s), which has %u octets, and it "
			"has %u",
			show(ck, rrset->owner), type, fingerprints[type].name,
			fingerprints[type].octets, octets);
		about(ck, d, rrset->owner, rrset->zone,
		      arena_printf(ck->arena, "%u %u", rr->rdata[0], type));
		if (octets == fingerprints[3 - type].octets)
			help(ck, d, "write fingerprint type %u (%s)", 3 - type,
			     fingerprints[3 - type].name);
		else
			help(ck, d, "write the whole fingerprint, as `ssh-keygen -r %s` prints it",
			     show(ck, rrset->owner));
	}
}

const struct rule rule_sshfp_length = {
	.id = "sshfp-length",
	.family = "records",
	.severity = SEV_WARNING,
	.summary = "an SSHFP fingerprint that is not as long as its type says",
	.source = "RFC 4255, section 3.1; RFC 6594, section 4",
	.url = "https://www.rfc-editor.org/rfc/rfc4255#section-3.1",
	.since = "0.1.0",
	.why = "The fingerprint can match no key. An SSH client that trusts DNS warns of a changed "
	       "host "
	       "key, or asks its user, who learns to say yes.",
	.fix = "Write fingerprint and type as `ssh-keygen -r` prints them: 40 hexadecimal digits "
	       "with "
	       "type 1 (SHA-1), 64 with type 2 (SHA-256).",
	.check_rrset = check,
};
