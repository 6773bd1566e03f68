/* soa_missing.c -- a zone file without an SOA record. Zones of other formats leave it to the provider. */
#include "engine/rule.h"

#include "base/banned.h"

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	struct diag *d;

	if (!zone->master_file || node_rrset(&index->nodes[0], RR_SOA) != NULL)
		return;
	if (zone->managed_part) {
		undecided(ck, zone->origin->at,
			  "whether `%s` has an SOA record: not all of its records are here",
			  show(ck, zone->name));
		return;
	}
	d = report(ck, zone->origin->at, "the zone file of `%s` has no SOA record",
		   show(ck, zone->name));
	about(ck, d, zone->name, zone, NULL);
	help(ck, d,
	     "write it first: `%s. 3600 IN SOA <primary name server> <mailbox> <serial> 7200 3600 "
	     "1209600 3600`; of a part of a zone say `managed: part`",
	     show(ck, zone->name));
}

const struct rule rule_soa_missing = {
	.id = "soa-missing",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a zone file without an SOA record",
	.source = "RFC 1035, section 5.2",
	.url = "https://www.rfc-editor.org/rfc/rfc1035#section-5.2",
	.since = "0.1.0",
	.why = "A zone begins with its SOA record: it says which name the zone has, when secondary "
	       "servers ask again, and how long an absent name is remembered. A name server does "
	       "not load a zone without it, and then answers for none of its names.",
	.fix = "Write one SOA record at the apex of the zone. A file that is only a part of a zone "
	       "is included by the file with the SOA record, or its source says `managed: part`.",
	.check_zone = check,
};
