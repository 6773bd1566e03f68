/* type_unsupported.c -- a record type that Route 53 does not have. */
#include "model/route53.h"
#include "route53/shared.h"

#include "base/banned.h"

static void check(struct check *ck, const struct rrset *rrset)
{
	struct diag *d;

	if (route53_has_type(rrset->type) || !zone_is_route53(rrset->zone))
		return;
	d = report(ck, rrset->at,
		   "Route 53 has no records of type %s, and `%s` is one of its zones",
		   rr_type_name(ck->arena, rrset->type), show(ck, rrset->zone->name));
	about(ck, d, rrset->owner, rrset->zone, rr_type_name(ck->arena, rrset->type));
	help(ck, d,
	     rrset->type == RR_DNAME ? "write a CNAME for each name below `%s`"
				     : "leave the record at `%s` out",
	     show(ck, rrset->owner));
}

const struct rule rule_type_unsupported = {
	.id = "type-unsupported",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "a record of a type that Route 53 does not keep",
	.source = "Amazon Route 53 Developer Guide, \"Supported DNS record types\"",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html",
	.since = "0.1.0",
	.why = "Route 53 keeps the types A, AAAA, CAA, CNAME, DS, HTTPS, MX, NAPTR, NS, "
	       "PTR, SOA, SPF, SRV, SSHFP, SVCB, TLSA and TXT, and refuses a change with "
	       "any other.",
	.fix = "Leave the record out, or keep its name in a zone on other name servers. "
	       "For a DNAME, write a CNAME for each name.",
	.check_rrset = check,
};
