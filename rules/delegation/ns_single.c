/*
 * ns_single.c -- a zone with one name server: in the NS records of its delegation, or at its apex.
 *
 * What is delegated below an underscore (`_acme-challenge`) serves the validation of certificates alone, and
 * the servers made for that come alone.
 */
#include "delegation/shared.h"

#include "base/banned.h"

static void check_node(struct check *ck, const struct zone_index *zone,
		       const struct name_node *node)
{
	struct servers servers;
	struct diag *d;

	if (dname_has_underscore_label(node->name) || !servers_at(ck, node, &servers) ||
	    !servers.known || servers.n != 1)
		return;
	d = report(ck, servers.items[0].at, "`%s` has one name server alone, `%s`",
		   show(ck, node->name), show(ck, servers.items[0].name));
	about(ck, d, node->name, zone->zone, NULL);
	if (servers.rrset->derived)
		related_origin(ck, d, servers.rrset->origin);
	help(ck, d, "add a second name server that does not fail together with `%s`",
	     show(ck, servers.items[0].name));
}

static void check(struct check *ck, const struct zone_index *zone)
{
	if (zone->zone->view != VIEW_PUBLIC)
		return;
	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];

		if (node->parent == NULL || node_is_cut(node))
			check_node(ck, zone, node);
	}
}

const struct rule rule_ns_single = {
	.id = "ns-single",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary = "a zone that has one name server alone",
	.source = "RFC 1034, section 4.1; RFC 2182, section 5",
	.url = "https://www.rfc-editor.org/rfc/rfc2182#section-5",
	.since = "0.1.0",
	.why = "When the only server cannot be reached, the whole zone is gone, with all that "
	       "depends on it: RFC 1034 asks for two servers at least, RFC 2182 recommends three, "
	       "in different places. Route 53 gives four, and a shorter list gives away what they "
	       "are for.",
	.fix = "Name all servers of the zone, two at the least.",
	.check_zone = check,
};
