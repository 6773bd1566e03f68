/* set_identifier.c -- record sets that cannot be told apart. */
#include "route53/shared.h"

#include "base/banned.h"

enum { IDENTIFIER_MAX = 128 };

static void report_fault(struct check *ck, const struct rrset *rrset, const char *fault)
{
	struct diag *d =
		report(ck, rrset->at, "the %s record set at `%s` %s",
		       rr_type_name(ck->arena, rrset->type), show(ck, rrset->owner), fault);

	about(ck, d, rrset->owner, rrset->zone,
	      arena_printf(ck->arena, "%s %s", rr_type_name(ck->arena, rrset->type),
			   rrset->set_identifier == NULL ? "" : rrset->set_identifier));
	help(ck, d, "give it a set identifier of its own, of 1 to 128 characters");
}

static void check_one(struct check *ck, const struct rrset *rrset)
{
	size_t len = rrset->set_identifier == NULL ? 0 : str_from(rrset->set_identifier).len;

	if (rrset->routing != NULL && rrset->routing->policies != 0 && len == 0)
		report_fault(ck, rrset, "has a routing policy and no set identifier");
	else if (len > IDENTIFIER_MAX)
		report_fault(
			ck, rrset,
			arena_printf(ck->arena, "has a set identifier of %zu characters", len));
}

/* Of one name and type the record sets stand in the order of their identifiers. */
static void check_pair(struct check *ck, const struct rrset *a, const struct rrset *b)
{
	struct diag *d;

	if (a->routing == NULL || b->routing == NULL || a->set_identifier == NULL ||
	    b->set_identifier == NULL ||
	    !str_eq(str_from(a->set_identifier), str_from(b->set_identifier)))
		return;
	d = report(ck, b->at, "two %s record sets at `%s` have the set identifier `%s`",
		   rr_type_name(ck->arena, b->type), show(ck, b->owner), b->set_identifier);
	about(ck, d, b->owner, b->zone, b->set_identifier);
	related(ck, d, a->at, "the other one is here");
	help(ck, d, "give each one of its own");
}

static void check(struct check *ck, const struct zone_index *zone)
{
	struct rrset *const *rrsets = zone->zone->rrsets.items;

	for (size_t i = 0, n; i < zone->zone->rrsets.n; i += n) {
		n = rrsets_of_type(zone->zone, i);
		for (size_t k = i; k < i + n; k++) {
			check_one(ck, rrsets[k]);
			if (k > i)
				check_pair(ck, rrsets[k - 1], rrsets[k]);
		}
	}
}

const struct rule rule_set_identifier = {
	.id = "set-identifier",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "a routing policy without a set identifier, or with one that is used twice "
		   "or too long",
	.source = "Amazon Route 53 API Reference, ResourceRecordSet (SetIdentifier)",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
	.since = "0.1.0",
	.why = "Record sets of one name and type with a routing policy are told apart by "
	       "their set identifiers: each has its own, of 1 to 128 characters. Route 53 "
	       "refuses others, and takes two with one identifier for the same record set.",
	.fix = "Give each record set an identifier of its own.",
	.check_zone = check,
};
