/* delegation_missing.c -- a zone that its parent does not delegate. */
#include "delegation/shared.h"

#include "base/banned.h"

/* A cut between the two zones: another zone, outside the sources, would delegate. */
static const struct fact *cut_between(struct check *ck, const struct map *cuts,
				      const struct zone *child, const struct zone *parent)
{
	for (unsigned skip = 1; child->name->labels - skip > parent->name->labels; skip++) {
		size_t len;
		const uint8_t *wire = dname_suffix_wire(child->name, skip, &len);
		const struct fact *cut = map_get(cuts, str_slice((const char *)wire, len));

		if (cut != NULL && cut->zone == parent)
			return cut;
	}
	(void)ck;
	return NULL;
}

static void report_missing(struct check *ck, const struct zone_index *child,
			   const struct zone *parent)
{
	const struct zone *zone = child->zone;
	struct server_set servers = servers_of_zone(ck, child);
	struct diag *d = report(ck, zone->origin->at,
				"the zone `%s` has no delegation: `%s` above it holds no NS for it",
				show(ck, zone->name), show(ck, parent->name));

	about(ck, d, zone->name, parent, NULL);
	related(ck, d, parent->origin->at, "the zone above is here");
	related_origin(ck, d, zone->origin);
	if (servers.known && servers.n > 0)
		help(ck, d, "write NS %s at `%s` into the zone `%s`", show_servers(ck, &servers),
		     show(ck, zone->name), show(ck, parent->name));
	else
		help(ck, d, "write the name servers of `%s` as NS at that name into the zone `%s`",
		     show(ck, zone->name), show(ck, parent->name));
}

static void check_child(struct check *ck, const struct map *cuts, const struct zone_index *child)
{
	const struct zone *zone = child->zone;
	const struct zone_index *above = zone_above(ck, zone);
	const struct fact *cut;

	if (above == NULL ||
	    map_get(cuts, str_slice((const char *)zone->name->wire, zone->name->len)) != NULL)
		return;
	cut = cut_between(ck, cuts, zone, above->zone);
	if (cut != NULL)
		undecided(ck, zone->origin->at,
			  "whether the zone `%s` is delegated is not known: `%s` is delegated to "
			  "name servers of which the sources have no zone",
			  show(ck, zone->name), show(ck, cut->owner));
	else if (above->zone->managed_part || zone->view_assumed || above->zone->view_assumed)
		undecided(ck, zone->origin->at,
			  "whether the zone `%s` is delegated is not known: %s",
			  show(ck, zone->name),
			  above->zone->managed_part
				  ? "the zone above it is managed in part"
				  : "no source says whether these zones are public");
	else
		report_missing(ck, child, above->zone);
}

static void decide(struct check *ck)
{
	const struct model *model = ck->model;
	const struct dname *last = NULL;
	struct map cuts;

	map_cuts(ck, &cuts);
	for (size_t i = 0; i < model->zones.n; i++) {
		const struct zone *zone = model->zones.items[i];

		if (zone->view != VIEW_PUBLIC || (last != NULL && dname_equal(last, zone->name)))
			continue;
		last = zone->name;
		check_child(ck, &cuts, &ck->index->zones[i]);
	}
}

const struct rule rule_delegation_missing = {
	.id = "delegation-missing",
	.family = "delegation",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a child zone that its parent does not delegate",
	.source = "RFC 1034, section 4.2.1; Amazon Route 53 Developer Guide, \"Routing traffic"
		  " for subdomains\"",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.2.1",
	.since = "0.1.0",
	.why = "A resolver reaches a zone by the NS records that the zone above holds for "
	       "it. Without them the zone above answers for all of its names, and says "
	       "that they do not exist: the records of the child are served to nobody, and"
	       " its proofs of ownership are not found.",
	.fix = "Write an NS record with the name servers of the child zone into the zone "
	       "above, at the name of the child.",
	.collect_zone = collect_cuts,
	.decide = decide,
};
