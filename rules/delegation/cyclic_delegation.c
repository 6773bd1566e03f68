/*
 * cyclic_delegation.c -- zones that need each other to be resolved.
 *
 * To reach a zone a resolver needs the zone above it, and the address of one of its name servers: from glue,
 * or from the zone that the server's name lies in, which it must reach first. Zones are reached from what
 * lies outside the estate, as far as that goes; of those that are left, each strongly connected component is a
 * cycle, and those that only hang on one are not told.
 *
 * What is not known counts as reached: name servers that are pending, servers outside the estate, and glue in
 * a zone above that is not in it, which may hold glue for any name that ends in the same label as the zone. A
 * server within its own zone without glue is glue-missing. Of several zones of one name the first is taken.
 */
#include "delegation/shared.h"

#include "base/banned.h"

/* The component of a zone that is in none. */
#define NO_COMPONENT UINT32_MAX

/* Links of a cycle that a finding names. */
enum { SHOWN_MAX = 8 };

/* FROM cannot be reached before TO is. */
struct need {
	uint32_t from, to; /* numbers of zones in the index */
	bool above; /* TO is the zone above; else the zone of a name server, and one is enough */
	struct span at;
};

struct graph {
	struct check *ck;
	VEC(struct need) needs; /* by `from` */
	uint32_t *first;	/* the first need of each zone; one more at the end */
	uint32_t *by_target;	/* numbers of needs, by `to` */
	uint32_t *first_by_target;
	bool *lacks_above, *lacks_server, *reached; /* one a zone */
	size_t n;
};

static uint32_t number_of(const struct graph *graph, const struct zone_index *zone)
{
	return (uint32_t)(zone - graph->ck->index->zones);
}

/* ---- what each zone needs ---------------------------------------------------------------------- */

static void need_zone(struct graph *graph, const struct zone_index *from,
		      const struct zone_index *to, bool above, struct span at)
{
	*VEC_PUSH(graph->ck->arena, &graph->needs) =
		(struct need){number_of(graph, from), number_of(graph, to), above, at};
}

/* How the address of a server is found. */
enum found { FOUND_FREELY, FOUND_IN_ZONE };

static enum found find_server(const struct check *ck, const struct zone_index *zone,
			      const struct zone_index *parent, const struct dname *server,
			      const struct zone_index **ret_home)
{
	const struct zone_index *home =
		index_zone_for(ck->index, server, VIEW_PUBLIC, DNAME_LABELS_MAX);

	if (home == NULL || dname_is_within(server, zone->zone->name))
		return FOUND_FREELY;
	if (parent != NULL && dname_is_within(server, parent->zone->name) &&
	    (parent->zone->managed_part || has_address(parent, server)))
		return FOUND_FREELY;
	/* the registry above both may have glue for the one beside the delegation of the other */
	if (parent == NULL && zone->zone->name->labels > 0 && server->labels > 0 &&
	    str_eq(dname_label(server, server->labels - 1u),
		   dname_label(zone->zone->name, zone->zone->name->labels - 1u)))
		return FOUND_FREELY;
	*ret_home = home;
	return FOUND_IN_ZONE;
}

/* The servers that lead to ZONE: by the NS above it, else by what the zone itself says. */
static bool servers_of(const struct check *ck, const struct zone_index *zone,
		       const struct name_node *cut, struct servers *ret_servers)
{
	const struct zone *said = zone->zone;

	if (cut != NULL && dname_equal(cut->name, said->name))
		return servers_at(ck, cut, ret_servers) && ret_servers->known;
	if (said->n_name_servers == 0)
		return servers_at(ck, &zone->nodes[0], ret_servers) && ret_servers->known;
	*ret_servers = (struct servers){
		.items = NEW_ARRAY(ck->arena, struct server, said->n_name_servers),
		.n = said->n_name_servers,
		.known = true,
	};
	for (size_t i = 0; i < said->n_name_servers; i++)
		ret_servers->items[i] =
			(struct server){said->name_servers[i], NULL, said->origin->at};
	return true;
}

static void add_zone(struct graph *graph, const struct zone_index *zone)
{
	const struct check *ck = graph->ck;
	const struct zone_index *parent, *home;
	const struct name_node *cut;
	struct servers servers;
	size_t before;

	(void)delegation_of(ck, zone->zone->name, &parent, &cut);
	if (parent != NULL) {
		const struct zone_index *first = index_zone_for(ck->index, parent->zone->name,
								VIEW_PUBLIC, DNAME_LABELS_MAX);

		need_zone(graph, zone, first, true,
			  cut != NULL ? node_rrset(cut, RR_NS)->at : zone->zone->origin->at);
		graph->lacks_above[number_of(graph, zone)] = true;
	}
	if (!servers_of(ck, zone, cut, &servers))
		return;
	before = graph->needs.n;
	for (size_t i = 0; i < servers.n; i++) {
		if (find_server(ck, zone, parent, servers.items[i].name, &home) == FOUND_FREELY) {
			graph->needs.n = before;
			return;
		}
		need_zone(graph, zone, home, false, servers.items[i].at);
	}
	graph->lacks_server[number_of(graph, zone)] = servers.n > 0;
}

static void build(struct graph *graph)
{
	const struct index *index = graph->ck->index;

	graph->n = graph->ck->model->zones.n;
	graph->first = NEW_ARRAY(graph->ck->arena, uint32_t, graph->n + 1);
	graph->lacks_above = NEW_ARRAY(graph->ck->arena, bool, graph->n);
	graph->lacks_server = NEW_ARRAY(graph->ck->arena, bool, graph->n);
	graph->reached = NEW_ARRAY(graph->ck->arena, bool, graph->n);
	for (size_t i = 0; i < graph->n; i++) {
		const struct zone_index *zone = &index->zones[i];

		graph->first[i] = (uint32_t)graph->needs.n;
		if (zone->zone->view == VIEW_PUBLIC &&
		    index_zone_for(index, zone->zone->name, VIEW_PUBLIC, DNAME_LABELS_MAX) == zone)
			add_zone(graph, zone);
	}
	graph->first[graph->n] = (uint32_t)graph->needs.n;
}

static void sort_by_target(struct graph *graph)
{
	struct arena *arena = graph->ck->arena;
	uint32_t *next = NEW_ARRAY(arena, uint32_t, graph->n + 1);

	graph->first_by_target = NEW_ARRAY(arena, uint32_t, graph->n + 1);
	graph->by_target = NEW_ARRAY(arena, uint32_t, graph->needs.n);
	for (size_t i = 0; i < graph->needs.n; i++)
		graph->first_by_target[graph->needs.items[i].to + 1]++;
	for (size_t i = 0; i < graph->n; i++)
		graph->first_by_target[i + 1] += graph->first_by_target[i];
	for (size_t i = 0; i < graph->n; i++)
		next[i] = graph->first_by_target[i];
	for (size_t i = 0; i < graph->needs.n; i++)
		graph->by_target[next[graph->needs.items[i].to]++] = (uint32_t)i;
}

/* ---- what can be reached ----------------------------------------------------------------------- */

static void reach(struct graph *graph, uint32_t *queue, size_t *n, uint32_t zone)
{
	if (graph->reached[zone] || graph->lacks_above[zone] || graph->lacks_server[zone])
		return;
	graph->reached[zone] = true;
	queue[(*n)++] = zone;
}

static void reach_all(struct graph *graph)
{
	uint32_t *queue = NEW_ARRAY(graph->ck->arena, uint32_t, graph->n);
	size_t n = 0;

	for (size_t i = 0; i < graph->n; i++)
		reach(graph, queue, &n, (uint32_t)i);
	for (size_t done = 0; done < n; done++) {
		uint32_t zone = queue[done];

		for (uint32_t i = graph->first_by_target[zone];
		     i < graph->first_by_target[zone + 1]; i++) {
			const struct need *need = &graph->needs.items[graph->by_target[i]];

			if (need->above)
				graph->lacks_above[need->from] = false;
			else
				graph->lacks_server[need->from] = false;
			reach(graph, queue, &n, need->from);
		}
	}
}

/* ---- components of what is left: Tarjan's algorithm, with a stack of its own --------------------- */

struct visit {
	uint32_t zone, need; /* the need to look at next */
};

struct components {
	uint32_t *order, *low; /* of each zone, from 1; 0: not visited */
	uint32_t *component;   /* the number of each zone's component; NO_COMPONENT: none yet */
	uint32_t *waiting;     /* zones of which it is not known yet */
	struct visit *path;
	size_t n_waiting, n_path;
	uint32_t n_visited, n_components;
};

static void enter(struct components *c, const struct graph *graph, uint32_t zone)
{
	c->order[zone] = c->low[zone] = ++c->n_visited;
	c->waiting[c->n_waiting++] = zone;
	c->path[c->n_path++] = (struct visit){zone, graph->first[zone]};
}

static void leave(struct components *c)
{
	uint32_t zone = c->path[--c->n_path].zone, last;

	if (c->n_path > 0) {
		uint32_t *low = &c->low[c->path[c->n_path - 1].zone];

		*low = c->low[zone] < *low ? c->low[zone] : *low;
	}
	if (c->low[zone] != c->order[zone])
		return;
	do {
		last = c->waiting[--c->n_waiting];
		c->component[last] = c->n_components;
	} while (last != zone);
	c->n_components++;
}

static void walk_from(struct components *c, const struct graph *graph, uint32_t start)
{
	enter(c, graph, start);
	while (c->n_path > 0) {
		struct visit *visit = &c->path[c->n_path - 1];
		uint32_t to;

		if (visit->need == graph->first[visit->zone + 1]) {
			leave(c);
			continue;
		}
		to = graph->needs.items[visit->need++].to;
		if (graph->reached[to])
			continue;
		if (c->order[to] == 0)
			enter(c, graph, to);
		else if (c->component[to] == NO_COMPONENT && c->order[to] < c->low[visit->zone])
			c->low[visit->zone] = c->order[to];
	}
}

static void find_components(struct components *c, const struct graph *graph)
{
	struct arena *arena = graph->ck->arena;

	c->order = NEW_ARRAY(arena, uint32_t, graph->n);
	c->low = NEW_ARRAY(arena, uint32_t, graph->n);
	c->component = NEW_ARRAY(arena, uint32_t, graph->n);
	c->waiting = NEW_ARRAY(arena, uint32_t, graph->n);
	c->path = NEW_ARRAY(arena, struct visit, graph->n);
	for (size_t i = 0; i < graph->n; i++)
		c->component[i] = NO_COMPONENT;
	for (size_t i = 0; i < graph->n; i++)
		if (!graph->reached[i] && c->order[i] == 0)
			walk_from(c, graph, (uint32_t)i);
}

/* ---- one cycle of each --------------------------------------------------------------------------- */

/* The first need of ZONE that stays in its component; NULL: the component is ZONE alone. */
static const struct need *need_within(const struct graph *graph, const struct components *c,
				      uint32_t zone)
{
	for (uint32_t i = graph->first[zone]; i < graph->first[zone + 1]; i++)
		if (c->component[graph->needs.items[i].to] == c->component[zone])
			return &graph->needs.items[i];
	return NULL;
}

/* Follows these needs until a zone comes again: from there on it is a cycle. SEEN is the component's own mark
 * of each zone. */
static const struct need *enter_cycle(const struct graph *graph, const struct components *c,
				      bool *seen, uint32_t zone)
{
	while (!seen[zone]) {
		seen[zone] = true;
		zone = need_within(graph, c, zone)->to;
	}
	return need_within(graph, c, zone);
}

static const char *show_cycle(struct graph *graph, const struct components *c,
			      const struct need *first)
{
	struct check *ck = graph->ck;
	const struct zone_index *zones = ck->index->zones;
	const char *text = arena_printf(ck->arena, "`%s`", show(ck, zones[first->from].zone->name));
	const struct need *need = first;

	for (unsigned links = 0; links < SHOWN_MAX; links++) {
		text = arena_printf(ck->arena, "%s%s needs `%s`", text, links == 0 ? "" : ", which",
				    show(ck, zones[need->to].zone->name));
		need = need_within(graph, c, need->to);
		if (need == first)
			return text;
	}
	return arena_printf(ck->arena, "%s, and so on", text);
}

static bool is_view_known(const struct graph *graph, const struct components *c,
			  const struct need *first)
{
	const struct need *need = first;

	do {
		if (graph->ck->index->zones[need->from].zone->view_assumed)
			return false;
		need = need_within(graph, c, need->to);
	} while (need != first);
	return true;
}

static void report_cycle(struct graph *graph, const struct components *c, const struct need *first)
{
	struct check *ck = graph->ck;
	const struct zone_index *zones = ck->index->zones;
	const struct zone *zone = zones[first->from].zone;
	const struct need *need = need_within(graph, c, first->to);
	const char *cycle = show_cycle(graph, c, first);
	struct diag *d;

	if (!is_view_known(graph, c, first)) {
		undecided(ck, first->at,
			  "zones need each other to be resolved, and nothing says whether all of "
			  "them are public: %s",
			  cycle);
		return;
	}
	d = report(ck, first->at, "zones need each other to be resolved: %s", cycle);
	about(ck, d, zone->name, zone, NULL);
	for (unsigned told = 0; told < SHOWN_MAX && need != first; told++) {
		related(ck, d, need->at,
			need->above ? "`%s` is below `%s`" : "`%s` has a name server in `%s`",
			show(ck, zones[need->from].zone->name),
			show(ck, zones[need->to].zone->name));
		need = need_within(graph, c, need->to);
	}
	help(ck, d,
	     "give `%s` a name server whose address does not depend on it, or add glue for one",
	     show(ck, zone->name));
}

static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	if (zone->zone->view == VIEW_PUBLIC)
		collect(ck, (struct fact){.zone = zone->zone, .owner = zone->zone->name});
}

static void decide(struct check *ck)
{
	struct graph graph = {.ck = ck};
	struct components c = {0};
	bool *told, *seen;

	if (ck->facts->items.n < 2)
		return;
	build(&graph);
	sort_by_target(&graph);
	reach_all(&graph);
	find_components(&c, &graph);
	told = NEW_ARRAY(ck->arena, bool, c.n_components);
	seen = NEW_ARRAY(ck->arena, bool, graph.n);
	for (size_t i = 0; i < graph.n; i++) {
		if (c.component[i] == NO_COMPONENT || told[c.component[i]] ||
		    need_within(&graph, &c, (uint32_t)i) == NULL)
			continue;
		told[c.component[i]] = true;
		report_cycle(&graph, &c, enter_cycle(&graph, &c, seen, (uint32_t)i));
	}
}

const struct rule rule_cyclic_delegation = {
	.id = "cyclic-delegation",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "zones that need each other to be resolved",
	.source = "RFC 1034, section 4.2.1; RFC 9471, section 2.3",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.2.1",
	.since = "0.1.0",
	.why = "When the only name servers of one zone have their names in another, and those of "
	       "the "
	       "other in the first, a resolver that knows neither has nowhere to begin. It works "
	       "while old addresses are in caches, and stops for everybody when they expire.",
	.fix = "Give one of the zones a name server with a name outside of the cycle, or glue in "
	       "the "
	       "zone above.",
	.collect_zone = collect_zone,
	.decide = decide,
};
