/* glue_mismatch.c -- glue that is not what the zone below says. */
#include "delegation/shared.h"

#include "base/banned.h"

/* For each address RRset at or below a cut one fact; `target` is the cut. */
static void collect_glue(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; zone->zone->view == VIEW_PUBLIC && i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];

		for (size_t k = 0; node->cut != NULL && k < node->n; k++)
			if (node->rrsets[k]->type == RR_A || node->rrsets[k]->type == RR_AAAA)
				collect(ck, (struct fact){.zone = zone->zone,
							  .owner = node->name,
							  .target = node->cut->name,
							  .type = node->rrsets[k]->type,
							  .rrset = node->rrsets[k],
							  .at = node->rrsets[k]->at});
	}
}

static bool holds(const struct rrset *rrset, const struct rr *rr)
{
	for (size_t i = 0; i < rrset->n; i++)
		if (rdata_equal(rrset->type, &rrset->rrs[i], rr))
			return true;
	return false;
}

/* The first value of A that B does not have; NULL: none. */
static const struct rr *first_other(const struct rrset *a, const struct rrset *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (!holds(b, &a->rrs[i]))
			return &a->rrs[i];
	return NULL;
}

static bool names_server(struct check *ck, const struct fact *glue)
{
	struct server_set servers =
		servers_at(ck, index_of_zone(ck->index, glue->zone), glue->target);

	for (size_t i = 0; i < servers.n; i++)
		if (dname_equal(servers.items[i], glue->owner))
			return true;
	return false;
}

static void check_glue(struct check *ck, const struct fact *glue)
{
	const struct zone_index *child = zone_named(ck, glue->target);
	const struct name_node *node = child == NULL ? NULL : zone_index_node(child, glue->owner);
	const struct rrset *own = node == NULL ? NULL : node_rrset(node, glue->type);
	const char *type = rr_type_name(ck->arena, glue->type);
	const struct rr *stray, *lacking;
	struct diag *d;

	/* that the zone does not have the name server at all is ns-target-missing */
	if (own == NULL || node->cut != NULL || own->pending != NULL || own->alias != NULL ||
	    glue->rrset->pending != NULL || glue->rrset->alias != NULL || !names_server(ck, glue))
		return;
	stray = first_other(glue->rrset, own);
	lacking = first_other(own, glue->rrset);
	if (stray == NULL && lacking == NULL)
		return;
	d = report(ck, stray != NULL ? stray->at : glue->at,
		   stray != NULL
			   ? "the %s of the name server `%s` here is not the one in its zone `%s`"
			   : "an %s of the name server `%s` in its zone `%s` is missing here",
		   type, show(ck, glue->owner), show(ck, glue->target));
	about(ck, d, glue->owner, glue->zone, type);
	related(ck, d, lacking != NULL ? lacking->at : own->at, "its zone says %s",
		show_rrset(ck, own));
	help(ck, d, "write the same addresses into both zones");
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		check_glue(ck, &ck->facts->items.items[i]);
}

const struct rule rule_glue_mismatch = {
	.id = "glue-mismatch",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a name server's address in the zone above that differs from the zone's own",
	.source = "RFC 1034, section 4.2.2; RFC 2181, section 5.4.1",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.2.2",
	.since = "0.1.0",
	.why = "Glue is a copy of what the zone below says about its name servers. Where "
	       "the two differ, some resolvers ask the old address and some the new one: "
	       "the zone fails for a part of its users, and the old address may be "
	       "somebody else's by now.",
	.fix = "Write the same addresses into both zones; when a name server moves, the "
	       "zone above changes too.",
	.collect_zone = collect_glue,
	.decide = decide,
};
