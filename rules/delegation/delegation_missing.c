/*
 * delegation_missing.c -- a child zone that its parent does not delegate.
 *
 * The parent is the nearest public zone above: a name between the two needs no zone of its own. A top-most
 * zone is delegated by a registry, which is in no source. A zone of the other view is neither child nor
 * parent: what a VPC is bound to needs no delegation.
 */
#include "delegation/shared.h"

#include <string.h>

#include "base/banned.h"

static void collect_zone(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;

	if (zone->view == VIEW_PUBLIC && zone->registered && zone->name->labels > 0)
		collect(ck,
			(struct fact){.zone = zone, .owner = zone->name, .at = zone->origin->at});
}

/* "retail" of retail.example.com in example.com. */
static const char *relative(struct check *ck, const struct dname *name, const struct dname *zone)
{
	size_t whole = strlen(show(ck, name)),
	       rest = zone->labels == 0 ? 0 : strlen(show(ck, zone)) + 1;

	return arena_printf(ck->arena, "%.*s", (int)(whole - rest), show(ck, name));
}

static const char *record_to_add(struct check *ck, const struct zone *zone)
{
	const char *list = "…";

	for (size_t i = 0; i < zone->n_name_servers; i++)
		list = i == 0 ? arena_printf(ck->arena, "%s.", show(ck, zone->name_servers[i]))
			      : arena_printf(ck->arena, "%s, %s.", list,
					     show(ck, zone->name_servers[i]));
	return arena_printf(ck->arena, "{type: NS, values: [%s]}", list);
}

static void report_missing(struct check *ck, const struct zone *zone,
			   const struct zone_index *parent)
{
	const struct name_node *node = zone_index_node(parent, zone->name);
	const struct rrset *cname = node == NULL ? NULL : node_rrset(node, RR_CNAME);
	struct diag *d = report(ck, zone->origin->at,
				"public zone `%s` is not delegated: `%s`, the zone above it, has "
				"no NS records for it",
				show(ck, zone->name), show(ck, parent->zone->name));

	about(ck, d, zone->name, parent->zone, NULL);
	related_origin(ck, d, zone->origin->cause);
	related(ck, d, parent->zone->origin->at, "the zone `%s` is here",
		show(ck, parent->zone->name));
	if (cname != NULL)
		related(ck, d, cname->at, "a CNAME stands in the place of the NS records");
	help(ck, d, "%s `%s: %s` to the zone `%s`",
	     cname == NULL ? "add" : "remove the CNAME, and add",
	     relative(ck, zone->name, parent->zone->name), record_to_add(ck, zone),
	     show(ck, parent->zone->name));
}

static void decide_zone(struct check *ck, const struct fact *fact)
{
	const struct zone_index *parent;
	const struct name_node *cut;

	switch (delegation_of(ck, fact->owner, &parent, &cut)) {
	case DELEGATION_TOP:
	case DELEGATION_HERE:
		return;
	case DELEGATION_ELSEWHERE:
		undecided(ck, fact->at,
			  "whether `%s` is delegated is not known: `%s` above it is delegated to "
			  "servers whose zone is not in the estate",
			  show(ck, fact->owner), show(ck, cut->name));
		return;
	case DELEGATION_UNKNOWN:
		undecided(ck, fact->at,
			  "whether `%s` is delegated is not known: `%s`, the zone above it, is "
			  "managed in part",
			  show(ck, fact->owner), show(ck, parent->zone->name));
		return;
	case DELEGATION_NONE:
		break;
	}
	if (fact->zone->view_assumed || parent->zone->view_assumed)
		undecided(ck, fact->at,
			  "`%s` has no NS records for `%s`, and nothing says whether the two zones "
			  "are public or private",
			  show(ck, parent->zone->name), show(ck, fact->owner));
	else
		report_missing(ck, fact->zone, parent);
}

static void decide(struct check *ck)
{
	const struct fact *facts = ck->facts->items.items;

	/* of hosted zones of one name, side by side, one delegation is missing */
	for (size_t i = 0; i < ck->facts->items.n; i++)
		if (i == 0 || !dname_equal(facts[i - 1].owner, facts[i].owner))
			decide_zone(ck, &facts[i]);
}

const struct rule rule_delegation_missing = {
	.id = "delegation-missing",
	.family = "delegation",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a public zone that the zone above it does not delegate",
	.source = "RFC 1034, section 4.2.1; Amazon Route 53 Developer Guide, \"Routing traffic for "
		  "subdomains\"",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.2.1",
	.since = "0.1.0",
	.why = "Resolvers reach a zone by the NS records in the zone above it. Without them nobody "
	       "asks the zone's servers: its names do not exist, certificates for them are not "
	       "validated, and the proof of ownership in it is not seen.",
	.fix = "Add NS records with the zone's four name servers to the zone above it. Where the "
	       "zone is not to be reached, say `registered: false`.",
	.collect_zone = collect_zone,
	.decide = decide,
};
