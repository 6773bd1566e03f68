/* wildcard_unsupported.c -- NS, DNAME or DS at a wildcard. */
#include "engine/rule.h"

#include "base/banned.h"

static void check(struct check *ck, const struct rrset *rrset)
{
	const char *type, *owner;
	struct diag *d;

	if (!dname_is_wildcard(rrset->owner) ||
	    (rrset->type != RR_NS && rrset->type != RR_DNAME && rrset->type != RR_DS))
		return;
	type = rr_type_name(ck->arena, rrset->type);
	owner = show(ck, rrset->owner);
	d = report(ck, rrset->at, "the wildcard `%s` has %s, which no wildcard can have", owner,
		   type);
	about(ck, d, rrset->owner, rrset->zone, type);
	if (rrset->type == RR_NS)
		help(ck, d, "write the NS at each name that is to be delegated");
	else if (rrset->type == RR_DNAME)
		help(ck, d, "write a wildcard CNAME, or a DNAME at each name");
	else
		help(ck, d, "write the DS beside the NS of each delegation");
}

const struct rule rule_wildcard_unsupported = {
	.id = "wildcard-unsupported",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "NS, DNAME or DS at a wildcard",
	.source = "RFC 4592, sections 4.2, 4.4 and 4.6",
	.url = "https://www.rfc-editor.org/rfc/rfc4592#section-4.2",
	.since = "0.1.0",
	.why = "A wildcard delegates nothing: servers treat its NS each in their own way, and "
	       "Route 53 "
	       "refuses them. What a DNAME at a wildcard means is left open, and a DS belongs to a "
	       "delegation, which a wildcard cannot be.",
	.fix = "Write the record at each name that it is meant for.",
	.check_rrset = check,
};
