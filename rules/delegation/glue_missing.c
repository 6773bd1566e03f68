/* glue_missing.c -- a name server below its own cut, and nobody knows its address. */
#include "delegation/shared.h"

#include "base/banned.h"

static void check_value(struct check *ck, const struct zone_index *zone, const struct dname *cut,
			const struct rr *rr)
{
	struct diag *d;

	if (rr->target == NULL || !dname_is_within(rr->target, cut) ||
	    address_at(zone, rr->target) != NULL)
		return;
	if (zone->zone->managed_part) {
		undecided(ck, rr->at,
			  "whether the name server `%s` has glue is not known: the zone `%s` is "
			  "managed in part",
			  show(ck, rr->target), show(ck, zone->zone->name));
		return;
	}
	d = report(ck, rr->at,
		   "the name server `%s` lies within `%s`, which it serves, and has no address in "
		   "`%s`",
		   show(ck, rr->target), show(ck, cut), show(ck, zone->zone->name));
	about(ck, d, rr->target, zone->zone, show(ck, cut));
	help(ck, d, "add its A or AAAA record to the zone `%s`", show(ck, zone->zone->name));
}

static void check(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; zone->zone->view == VIEW_PUBLIC && i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];

		if (node->cut != node)
			continue;
		for (size_t k = 0; k < node->n; k++)
			for (size_t v = 0; node->rrsets[k]->type == RR_NS && v < node->rrsets[k]->n;
			     v++)
				check_value(ck, zone, node->name, &node->rrsets[k]->rrs[v]);
	}
}

const struct rule rule_glue_missing = {
	.id = "glue-missing",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a name server within the zone that it serves, without its address in the "
		   "zone above",
	.source = "RFC 1034, section 4.2.1; RFC 9471, section 2.1",
	.url = "https://www.rfc-editor.org/rfc/rfc9471#section-2.1",
	.since = "0.1.0",
	.why = "To ask a name server whose own name lies within the delegated zone, a "
	       "resolver needs its address before it can ask anything there: only the zone"
	       " above can give it, as glue. Without it the delegation cannot be followed.",
	.fix = "Write the address of the name server, A or AAAA, beside the delegation.",
	.check_zone = check,
};
