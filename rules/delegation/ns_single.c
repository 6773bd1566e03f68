/* ns_single.c -- a zone that hangs on one name server. */
#include "delegation/shared.h"

#include "base/banned.h"

/* Names for a proof, such as `_acme-challenge`, are looked up by a certificate authority alone. */
static bool is_asked_by_all(const struct name_node *node)
{
	return !dname_has_underscore_label(node->name) && !dname_is_wildcard(node->name);
}

static void check(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; zone->zone->view == VIEW_PUBLIC && i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];
		struct server_set servers;
		struct diag *d;

		if ((node->parent != NULL && node->cut != node) || !is_asked_by_all(node))
			continue;
		servers = servers_at(ck, zone, node->name);
		if (!servers.known || servers.n != 1)
			continue;
		d = report(ck, servers.at, "`%s` has one name server, `%s`", show(ck, node->name),
			   show(ck, servers.items[0]));
		about(ck, d, node->name, zone->zone, NULL);
		help(ck, d, "name two at least");
	}
}

const struct rule rule_ns_single = {
	.id = "ns-single",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary = "a delegation or a zone with a single name server",
	.source = "RFC 1034, section 4.1; RFC 2182, section 5",
	.url = "https://www.rfc-editor.org/rfc/rfc2182#section-5",
	.since = "0.1.0",
	.why = "A zone needs two name servers at least. With one, every name of it is gone"
	       " while that one does not answer.",
	.fix = "Name a second name server, in another network. Route 53 gives four with "
	       "each zone.",
	.check_zone = check,
};
