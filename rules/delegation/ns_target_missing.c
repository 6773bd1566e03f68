/* ns_target_missing.c -- a name server that does not exist. */
#include "delegation/shared.h"

#include "base/banned.h"

static void check_server(struct check *ck, const struct fact *server)
{
	const struct zone_index *zone =
		index_zone_for(ck->index, server->target, VIEW_PUBLIC, DNAME_LABELS_MAX);
	struct zone_answer found;
	struct diag *d;

	if (zone == NULL)
		return;
	found = zone_lookup(zone, server->target, RR_A);
	if (found.kind == ZONE_NODATA)
		found = zone_lookup(zone, server->target, RR_AAAA);
	if (found.kind == ZONE_UNKNOWN)
		undecided(ck, server->at,
			  "whether the name server `%s` exists is not known: the zone `%s` is "
			  "managed in part",
			  show(ck, server->target), show(ck, zone->zone->name));
	if (found.kind != ZONE_NODATA && found.kind != ZONE_NXDOMAIN)
		return;
	d = report(ck, server->at, "the name server `%s` of `%s` %s in the zone `%s`",
		   show(ck, server->target), show(ck, server->owner),
		   found.kind == ZONE_NXDOMAIN ? "does not exist" : "has no address",
		   show(ck, zone->zone->name));
	about(ck, d, server->owner, server->zone, show(ck, server->target));
	related(ck, d, zone->zone->origin->at, "the zone is here");
	help(ck, d, "add its A or AAAA record to `%s`, or name another server",
	     show(ck, zone->zone->name));
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		check_server(ck, &ck->facts->items.items[i]);
}

const struct rule rule_ns_target_missing = {
	.id = "ns-target-missing",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a name server without an address in a zone of ours",
	.source = "RFC 1034, section 4.2.2; RFC 1912, section 2.8",
	.url = "https://www.rfc-editor.org/rfc/rfc1912#section-2.8",
	.since = "0.1.0",
	.why = "A name server that has no address cannot be asked. Where its name lies in "
	       "a zone that somebody else can write to, that one decides who answers for "
	       "the whole domain.",
	.fix = "Give the name server its address records, or name one that exists.",
	.collect_zone = collect_servers,
	.decide = decide,
};
