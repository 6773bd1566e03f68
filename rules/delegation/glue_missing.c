/*
 * glue_missing.c -- a name server below the zone cut that it serves, without an address in the zone above.
 *
 * Only that one cannot be found otherwise. Where the server lies below another cut, its address here is a
 * help, not a need (RFC 9471 section 2.2); a CNAME in place of the address is ns-target-alias.
 */
#include "delegation/shared.h"

#include "base/banned.h"

static void check_server(struct check *ck, const struct zone_index *zone,
			 const struct name_node *cut, const struct server *server)
{
	const struct rrset *alias;
	const struct zone *home;
	struct diag *d;

	if (!dname_is_within(server->name, cut->name) || has_address(zone, server->name) ||
	    host_find(ck, server->name, &home, &alias) == HOST_ALIAS)
		return;
	if (zone->zone->managed_part) {
		undecided(
			ck, server->at,
			"whether `%s` has an address in `%s` is not known: the zone is managed in "
			"part",
			show(ck, server->name), show(ck, zone->zone->name));
		return;
	}
	d = report(ck, server->at,
		   "name server `%s` lies within `%s`, which it serves, and has no address in `%s`",
		   show(ck, server->name), show(ck, cut->name), show(ck, zone->zone->name));
	about(ck, d, cut->name, zone->zone, show(ck, server->name));
	if (server->rrset->derived)
		related_origin(ck, d, server->rrset->origin);
	help(ck, d, "add the A and AAAA records of `%s` to the zone `%s`", show(ck, server->name),
	     show(ck, zone->zone->name));
}

static void check(struct check *ck, const struct zone_index *zone)
{
	if (zone->zone->view != VIEW_PUBLIC)
		return;
	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];
		struct servers servers;

		if (!node_is_cut(node) || !servers_at(ck, node, &servers))
			continue;
		for (size_t k = 0; k < servers.n; k++)
			check_server(ck, zone, node, &servers.items[k]);
	}
}

const struct rule rule_glue_missing = {
	.id = "glue-missing",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a name server within the zone that it serves, without an address in the zone "
		   "above",
	.source = "RFC 1034, section 4.2.1; RFC 9471, section 2.1",
	.url = "https://www.rfc-editor.org/rfc/rfc9471#section-2.1",
	.since = "0.1.0",
	.why = "To ask the zone a resolver needs the server's address, and the address is in the "
	       "zone. Only the zone above can give it along with the delegation; where it does "
	       "not, "
	       "that server is never reached.",
	.fix = "Add the addresses of the name server to the zone above, the same as the zone "
	       "itself "
	       "has.",
	.check_zone = check,
};
