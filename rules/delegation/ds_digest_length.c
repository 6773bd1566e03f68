/* ds_digest_length.c -- a DS whose digest is not of its type. */
#include "engine/rule.h"

#include "base/banned.h"

/* RFC 4034 section 5.1: key tag (2 octets), algorithm (1), digest type (1), digest. */
enum { DS_DIGEST_TYPE_AT = 3, DS_DIGEST_AT = 4 };

/* IANA, "DNSSEC Delegation Signer (DS) Resource Record (RR) Type Digest Algorithms". */
static const struct {
	uint8_t number, octets;
	const char *name;
} digests[] = {
	{1, 20, "SHA-1"},   {2, 32, "SHA-256"},		  {3, 32, "GOST R 34.11-94"},
	{4, 48, "SHA-384"}, {5, 32, "GOST R 34.11-2012"}, {6, 32, "SM3"},
};

static void check_value(struct check *ck, const struct rrset *rrset, const struct rr *rr)
{
	size_t octets = rr->len - DS_DIGEST_AT;

	for (size_t i = 0; i < COUNT_OF(digests); i++) {
		struct diag *d;

		if (rr->rdata[DS_DIGEST_TYPE_AT] != digests[i].number ||
		    digests[i].octets == octets)
			continue;
		d = report(ck, rr->at,
			   "the digest of the DS at `%s` has %zu octets, and a %s digest has %u",
			   show(ck, rrset->owner), octets, digests[i].name, digests[i].octets);
		about(ck, d, rrset->owner, rrset->zone, NULL);
		help(ck, d, "write all %u hexadecimal digits of the digest, or its right type",
		     2u * digests[i].octets);
	}
}

static void check(struct check *ck, const struct rrset *rrset)
{
	for (size_t i = 0; rrset->type == RR_DS && i < rrset->n; i++)
		check_value(ck, rrset, &rrset->rrs[i]);
}

const struct rule rule_ds_digest_length = {
	.id = "ds-digest-length",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a DS whose digest has another length than its type",
	.source = "RFC 4034, section 5.1; RFC 4509, section 2.2; RFC 6605, section 2",
	.url = "https://www.rfc-editor.org/rfc/rfc4034#section-5.1",
	.since = "0.1.0",
	.why = "A digest that was cut off, or copied with a digit too many, fits no key. A"
	       " resolver that validates then refuses every answer of the zone.",
	.fix = "Copy the whole digest from the zone that is delegated to, or make the DS "
	       "again from its key.",
	.check_rrset = check,
};
