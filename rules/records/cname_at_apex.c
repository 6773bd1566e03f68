/*
 * cname_at_apex.c -- a CNAME at the name of a zone itself. (An alias record of Route 53 there, or ALIAS
 * of octoDNS, is right: it stands for addresses and leaves the other types alone.)
 */
#include "records/shared.h"

#include "base/banned.h"

static void check(struct check *ck, const struct rrset *rrset)
{
	struct diag *d;

	if (rrset->type != RR_CNAME || !dname_equal(rrset->owner, rrset->zone->name))
		return;
	d = report(ck, rrset->at,
		   "`%s` is the apex of its zone, which has SOA and NS records, and is a CNAME",
		   show(ck, rrset->owner));
	about(ck, d, rrset->owner, rrset->zone, NULL);
	if (rrset->derived)
		related_origin(ck, d, rrset->origin);
	if (rrset->zone->origin != NULL)
		related(ck, d, rrset->zone->origin->at, "the zone `%s` is declared here",
			show(ck, rrset->zone->name));
	help(ck, d, "in place of the CNAME, %s; in octoDNS use `type: ALIAS`",
	     instead_of_cname(ck, rrset));
}

const struct rule rule_cname_at_apex = {
	.id = "cname-at-apex",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a CNAME at the apex of a zone",
	.source = "RFC 1034, section 3.6.2; RFC 1912, section 2.4",
	.url = "https://www.rfc-editor.org/rfc/rfc1912#section-2.4",
	.since = "0.1.0",
	.why = "The apex of a zone always has SOA and NS records, and a CNAME allows no record "
	       "beside it. Route 53 refuses it; elsewhere the zone, with all its mail and "
	       "delegations, may stop to resolve.",
	.fix = "Use an alias record of Route 53 for the apex, or write the addresses.",
	.check_rrset = check,
};
