/* glue_extra.c -- an address beside a delegation that no name server needs. */
#include "delegation/shared.h"

#include "base/banned.h"

static void check_node(struct check *ck, const struct zone_index *zone, const struct map *servers,
		       const struct name_node *node)
{
	const struct rrset *rrset = address_at(zone, node->name);
	struct diag *d;

	if (rrset == NULL || !is_server_label(node->name) || is_named(servers, node->name))
		return;
	d = report(
		ck, rrset->owner_at,
		"the address of `%s` is needed by nobody: the delegation of `%s` does not name it",
		show(ck, node->name), show(ck, node->cut->name));
	about(ck, d, node->name, zone->zone, NULL);
	related(ck, d, node_rrset(node->cut, RR_NS)->at, "the delegation is here");
	help(ck, d, "remove it, or name `%s` in the delegation", show(ck, node->name));
}

static void check(struct check *ck, const struct zone_index *zone)
{
	struct map servers;

	if (zone->zone->view != VIEW_PUBLIC)
		return;
	map_servers(ck, zone, &servers);
	for (size_t i = 0; i < zone->n; i++)
		if (zone->nodes[i].cut != NULL)
			check_node(ck, zone, &servers, &zone->nodes[i]);
}

const struct rule rule_glue_extra = {
	.id = "glue-extra",
	.family = "delegation",
	.severity = SEV_INFO,
	.summary = "a name server's address beside a delegation that does not name it",
	.source = "RFC 1034, section 4.2.1; RFC 2181, section 5.4.1",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.2.1",
	.since = "0.1.0",
	.why = "Glue is for the name servers that a delegation names. An address that "
	       "stayed when its name server was taken out of the delegation is answered to"
	       " nobody, and misleads who reads the zone.",
	.fix = "Remove the address, or name the server in the delegation.",
	.check_zone = check,
};
