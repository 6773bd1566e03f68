/* ds_digest_weak.c -- a DS whose digest algorithm must no longer be used for delegations. */
#include "delegation/shared.h"

#include "base/banned.h"

/* RFC 8624 section 3.3: MUST NOT, for delegation. */
static const char *weak_digest(unsigned type)
{
	switch (type) {
	case 1:
		return "SHA-1";
	case 3:
		return "GOST R 34.11-94";
	default:
		return NULL;
	}
}

static void check(struct check *ck, const struct rrset *rrset)
{
	for (size_t i = 0; rrset->type == RR_DS && i < rrset->n; i++) {
		struct ds ds = ds_read(&rrset->rrs[i]);
		const char *name = weak_digest(ds.digest_type);
		struct diag *d;

		if (name == NULL)
			continue;
		d = report(ck, rrset->rrs[i].at, "the DS of `%s` for key %u has a %s digest",
			   show(ck, rrset->owner), ds.key_tag, name);
		about(ck, d, rrset->owner, rrset->zone,
		      arena_printf(ck->arena, "%u %u", ds.key_tag, ds.digest_type));
		help(ck, d, "write the DS with digest type 2 (SHA-256), and remove this one");
	}
}

const struct rule rule_ds_digest_weak = {
	.id = "ds-digest-weak",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary = "a DS record with a SHA-1 digest",
	.source = "RFC 8624, section 3.3",
	.url = "https://www.rfc-editor.org/rfc/rfc8624#section-3.3",
	.since = "0.1.0",
	.why = "Whoever finds a second key with the same digest can sign in the zone's name, and "
	       "SHA-1 collisions have been made. RFC 8624 forbids new DS records with SHA-1, and "
	       "validators ignore it beside SHA-256 or treat the zone as not signed.",
	.fix = "Make the DS anew from the zone's key with digest type 2 (SHA-256).",
	.check_rrset = check,
};
