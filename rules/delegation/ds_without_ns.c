/* ds_without_ns.c -- a DS where there is no delegation. */
#include "delegation/shared.h"

#include "base/banned.h"

static void check_node(struct check *ck, const struct zone_index *zone,
		       const struct name_node *node, const struct rrset *ds)
{
	struct diag *d;

	if (node->parent != NULL && node_rrset(node, RR_NS) != NULL)
		return;
	if (node->parent != NULL && zone->zone->managed_part) {
		undecided(
			ck, ds->at,
			"whether `%s` is delegated is not known: the zone `%s` is managed in part",
			show(ck, node->name), show(ck, zone->zone->name));
		return;
	}
	if (node->parent == NULL)
		d = report(ck, ds->at, "the DS at `%s` stands at the apex of the zone itself",
			   show(ck, node->name));
	else
		d = report(ck, ds->at, "the DS at `%s` has no NS beside it", show(ck, node->name));
	about(ck, d, node->name, zone->zone, NULL);
	help(ck, d,
	     node->parent == NULL ? "write it into the zone above, beside the delegation"
				  : "add the NS of the delegation, or remove the DS");
}

static void check(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; zone->zone->view == VIEW_PUBLIC && i < zone->n; i++) {
		const struct rrset *ds = node_rrset(&zone->nodes[i], RR_DS);

		if (ds != NULL)
			check_node(ck, zone, &zone->nodes[i], ds);
	}
}

const struct rule rule_ds_without_ns = {
	.id = "ds-without-ns",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a DS without NS beside it, or at the apex of its own zone",
	.source = "RFC 4035, section 2.4",
	.url = "https://www.rfc-editor.org/rfc/rfc4035#section-2.4",
	.since = "0.1.0",
	.why = "A DS is a statement of the zone above about a delegation, and stands at "
	       "that delegation. Without NS beside it there is nothing to secure; at the "
	       "apex of a zone it belongs into the zone above, and nobody asks for it "
	       "here.",
	.fix = "Move the DS into the zone above, beside the NS of the delegation.",
	.check_zone = check,
};
