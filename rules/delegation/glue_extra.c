/*
 * glue_extra.c -- an address below a zone cut, named as a name server is, that no delegation of the zone names.
 *
 * Any other address below a cut is a host's record that was left behind: delegation-occludes.
 */
#include "delegation/shared.h"

#include "base/banned.h"

static void check_node(struct check *ck, const struct zone_index *zone, const struct map *servers,
		       const struct name_node *node)
{
	struct diag *d;

	if (node->n == 0 ||
	    classify_below_cut(ck, servers, node, node->rrsets[0]) != BELOW_EXTRA_GLUE)
		return;
	d = report(ck, node->rrsets[0]->at,
		   "`%s` has an address below the zone cut `%s`, and no NS record in `%s` names it",
		   show(ck, node->name), show(ck, node->cut->name), show(ck, zone->zone->name));
	about(ck, d, node->name, zone->zone, NULL);
	related(ck, d, node_rrset(node->cut, RR_NS)->at, "`%s` is delegated here",
		show(ck, node->cut->name));
	help(ck, d, "remove the address, or name `%s` among the NS records of `%s`",
	     show(ck, node->name), show(ck, node->cut->name));
}

static void check(struct check *ck, const struct zone_index *zone)
{
	each_below_cut(ck, zone, check_node);
}

const struct rule rule_glue_extra = {
	.id = "glue-extra",
	.family = "delegation",
	.severity = SEV_INFO,
	.summary = "the address of a name server that no delegation names",
	.source = "RFC 1034, section 4.2.1",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.2.1",
	.since = "0.1.0",
	.why = "Below a zone cut an address serves one purpose: to reach a name server that the NS "
	       "records name. One that is left over from an old delegation is answered to nobody, "
	       "and misleads whoever reads the zone.",
	.fix = "Remove the address, or add the server to the NS records where it was forgotten.",
	.check_zone = check,
};
