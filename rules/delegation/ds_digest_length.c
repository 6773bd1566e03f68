/* ds_digest_length.c -- a DS whose digest has not the length of its type. */
#include "delegation/shared.h"

#include "base/banned.h"

static void check(struct check *ck, const struct rrset *rrset)
{
	for (size_t i = 0; rrset->type == RR_DS && i < rrset->n; i++) {
		struct ds ds = ds_read(&rrset->rrs[i]);
		const char *name;
		size_t octets = ds_digest_octets(ds.digest_type, &name);
		struct diag *d;

		if (octets == 0 || octets == ds.octets)
			continue;
		d = report(
			ck, rrset->rrs[i].at,
			"the DS of `%s` has a %s digest of %zu octets, and such a digest has %zu "
			"(%zu hexadecimal digits)",
			show(ck, rrset->owner), name, ds.octets, octets, 2 * octets);
		about(ck, d, rrset->owner, rrset->zone,
		      arena_printf(ck->arena, "%u %u", ds.key_tag, ds.digest_type));
		help(ck, d, "copy the whole digest of key %u, or correct its digest type",
		     ds.key_tag);
	}
}

const struct rule rule_ds_digest_length = {
	.id = "ds-digest-length",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a DS record whose digest has not the length of its type",
	.source = "RFC 4034, section 5.1.4; RFC 4509, section 2.1; RFC 6605, section 2",
	.url = "https://www.rfc-editor.org/rfc/rfc4034#section-5.1.4",
	.since = "0.1.0",
	.why = "A digest that is cut off, or of another type than it says, matches no key. Where "
	       "it "
	       "is the only DS, every validating resolver treats the zone as forged and answers "
	       "nothing; Route 53 refuses the record.",
	.fix = "Copy the DS again from where the key is made: 40 hexadecimal digits for digest "
	       "type "
	       "1, 64 for type 2, 96 for type 4.",
	.check_rrset = check,
};
