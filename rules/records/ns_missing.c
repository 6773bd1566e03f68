/*
 * ns_missing.c -- a zone file without NS records at its apex.
 *
 * Where the SOA record is missing too, the file is no whole zone, and soa-missing says so.
 */
#include "engine/rule.h"

#include "base/banned.h"

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	const struct name_node *apex = &index->nodes[0];
	const struct rrset *soa = node_rrset(apex, RR_SOA);
	struct diag *d;

	if (!zone->master_file || soa == NULL || node_rrset(apex, RR_NS) != NULL)
		return;
	if (zone->managed_part) {
		undecided(ck, soa->at,
			  "whether `%s` has NS records: not all of its records are here",
			  show(ck, zone->name));
		return;
	}
	d = report(ck, soa->at, "the zone `%s` has no NS records at its apex",
		   show(ck, zone->name));
	about(ck, d, zone->name, zone, NULL);
	help(ck, d, "write an NS record for each of its name servers: `%s. IN NS …`",
	     show(ck, zone->name));
}

const struct rule rule_ns_missing = {
	.id = "ns-missing",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a zone file without NS records at its apex",
	.source = "RFC 1034, section 4.2.1",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.2.1",
	.since = "0.1.0",
	.why = "The NS records at the apex are the zone's own word on which servers answer for it. "
	       "BIND does not load a zone without them; where another server does, resolvers that "
	       "ask for them are told that there are none, and secondary servers are not notified.",
	.fix = "Write the NS records of the zone's name servers at its apex, the same as in the "
	       "parent zone.",
	.check_zone = check,
};
