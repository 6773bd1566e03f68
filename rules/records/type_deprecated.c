/*
 * type_deprecated.c -- a record of a type that was given up, with what took its place.
 *
 * Types that are merely rare (HINFO, RP, LOC, KEY for SIG(0)) are no finding.
 */
#include "records/shared.h"

#include "base/banned.h"

static const struct given_up {
	unsigned type;
	const char *source;  /* which gave it up */
	const char *instead; /* imperative */
} given_up[] = {
	{3, "RFC 1035, section 3.3.4", "write MX records"},		     /* MD */
	{4, "RFC 1035, section 3.3.5", "write MX records"},		     /* MF */
	{11, "RFC 1123, section 2.2", "write SRV records for the services"}, /* WKS */
	{30, "RFC 3755", "sign the zone again: NSEC took the place of NXT"}, /* NXT */
	{38, "RFC 6563", "write AAAA records"},				     /* A6 */
	{RR_SPF, "RFC 7208, section 3.1", "write the same text as a TXT record"},
	{32769, "RFC 8749", "have the parent publish DS records"}, /* DLV */
};

static void check(struct check *ck, const struct rrset *rrset)
{
	const struct given_up *found = NULL;
	const char *type;
	struct diag *d;

	/* What nearly all of a zone is made of. */
	if (rrset->type == RR_A || rrset->type == RR_AAAA || rrset->type == RR_CNAME)
		return;
	for (size_t i = 0; i < COUNT_OF(given_up); i++)
		if (given_up[i].type == (unsigned)rrset->type)
			found = &given_up[i];
	if (found == NULL)
		return;
	type = rr_type_name(ck->arena, rrset->type);
	d = report(ck, rrset->at, "`%s` has a record of type %s, which %s gave up",
		   show(ck, rrset->owner), type, found->source);
	about(ck, d, rrset->owner, rrset->zone, type);
	help(ck, d, "%s", found->instead);
}

const struct rule rule_type_deprecated = {
	.id = "type-deprecated",
	.family = "records",
	.severity = SEV_WARNING,
	.summary = "a record of a type that was given up, as SPF, A6 or WKS",
	.source =
		"RFC 7208, section 3.1; RFC 1035, sections 3.3.4 and 3.3.5; RFC 1123, section 2.2; "
		"RFC 3755; RFC 6563; RFC 8749",
	.url = "https://www.rfc-editor.org/rfc/rfc7208#section-3.1",
	.since = "0.1.0",
	.why = "No program asks for these types any more: what they say is heard by nobody, and "
	       "who "
	       "changes them believes that it is. Two copies of an SPF record, one of each type, "
	       "drift apart.",
	.fix = "Write the type that took its place, as the help says, and remove the old record.",
	.check_rrset = check,
};
