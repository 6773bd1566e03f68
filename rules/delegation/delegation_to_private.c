/* delegation_to_private.c -- a delegation to the name servers that answer nobody. */
#include "engine/rule.h"
#include "model/route53.h"

#include "base/banned.h"

static const struct rr *placeholder_of(const struct name_node *node)
{
	for (size_t i = 0; i < node->n; i++)
		for (size_t k = 0; node->rrsets[i]->type == RR_NS && k < node->rrsets[i]->n; k++)
			if (node->rrsets[i]->rrs[k].target != NULL &&
			    route53_is_placeholder(node->rrsets[i]->rrs[k].target))
				return &node->rrsets[i]->rrs[k];
	return NULL;
}

static void check(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; zone->zone->view == VIEW_PUBLIC && i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];
		const struct rr *rr = node->cut == node ? placeholder_of(node) : NULL;
		struct diag *d;

		if (rr == NULL)
			continue;
		d = report(ck, rr->at,
			   "`%s` is delegated to `%s`, a placeholder of private hosted zones that "
			   "answers nobody",
			   show(ck, node->name), show(ck, rr->target));
		about(ck, d, node->name, zone->zone, NULL);
		help(ck, d, "write the name servers of the public zone `%s`, or remove the NS",
		     show(ck, node->name));
	}
}

const struct rule rule_delegation_to_private = {
	.id = "delegation-to-private",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a delegation to the placeholder name servers of a private hosted zone",
	.source = "Amazon Route 53 Developer Guide, \"Working with private hosted zones\"",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "hosted-zones-private.html",
	.since = "0.1.0",
	.why = "Every private hosted zone has the same four name servers at its apex, and "
	       "they serve no public zone: VPCs do not ask them, and nobody else may. A "
	       "public delegation to them leads every resolver into errors.",
	.fix = "Delegate to the name servers of the public hosted zone of that name. A "
	       "private zone needs no delegation.",
	.check_zone = check,
};
