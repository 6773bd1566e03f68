/*
 * delegation_occludes.c -- records at or below a zone cut, that nobody is answered with.
 *
 * NS and DS belong to the cut, and the addresses of name servers below it are glue; an address that only looks
 * like glue is glue-extra.
 */
#include "delegation/shared.h"

#include "base/banned.h"

/* The occluded RRsets of NODE; their types, each once, in ret_types. */
static const struct rrset *find_occluded(struct check *ck, const struct map *servers,
					 const struct name_node *node, const char **ret_types)
{
	const char **types = NEW_ARRAY(ck->arena, const char *, node->n);
	const struct rrset *first = NULL, *last = NULL;
	size_t n = 0;

	for (size_t i = 0; i < node->n; i++) {
		const struct rrset *rrset = node->rrsets[i];

		if (classify_below_cut(ck, servers, node, rrset) != BELOW_OCCLUDED)
			continue;
		if (last == NULL || last->type != rrset->type)
			types[n++] = rr_type_name(ck->arena, rrset->type);
		if (first == NULL)
			first = rrset;
		last = rrset;
	}
	*ret_types = show_list(ck, types, n);
	return first;
}

static void check_node(struct check *ck, const struct zone_index *zone, const struct map *servers,
		       const struct name_node *node)
{
	const char *types;
	const struct rrset *rrset = find_occluded(ck, servers, node, &types);
	const struct zone *child;
	struct diag *d;

	if (rrset == NULL)
		return;
	child = model_zone(ck->model, node->cut->name, VIEW_PUBLIC);
	if (node_is_cut(node))
		d = report(
			ck, rrset->at,
			"`%s` is delegated, and has %s records here: nobody is answered with them",
			show(ck, node->name), types);
	else
		d = report(ck, rrset->at,
			   "`%s` has %s records below the zone cut `%s`: nobody is answered with "
			   "them",
			   show(ck, node->name), types, show(ck, node->cut->name));
	about(ck, d, node->name, zone->zone, NULL);
	if (rrset->derived)
		related_origin(ck, d, rrset->origin);
	related(ck, d, node_rrset(node->cut, RR_NS)->at, "`%s` is delegated here",
		show(ck, node->cut->name));
	if (child != NULL)
		related(ck, d, child->origin->at, "the zone that answers is here");
	help(ck, d, "move the records to the zone `%s`, or remove them", show(ck, node->cut->name));
}

static void check(struct check *ck, const struct zone_index *zone)
{
	each_below_cut(ck, zone, check_node);
}

const struct rule rule_delegation_occludes = {
	.id = "delegation-occludes",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary = "records at or below a zone cut, which the zone does not answer with",
	.source = "RFC 1034, sections 4.2.1 and 4.3.2; RFC 2136, section 7.18",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.3.2",
	.since = "0.1.0",
	.why = "NS records below the apex hand the name, and all names below it, to another zone. "
	       "The records that stay behind look as if they worked, and resolvers are sent on "
	       "without them. When the delegation is removed one day, they come back.",
	.fix = "Move the records to the zone that is delegated to, and remove them here after its "
	       "delegation has taken effect.",
	.check_zone = check,
};
