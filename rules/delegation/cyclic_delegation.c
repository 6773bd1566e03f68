/* cyclic_delegation.c -- zones that need each other to be found. */
#include "delegation/shared.h"

#include "base/banned.h"

/* One zone that another may need to be found first. */
struct need {
	size_t by;	/* the zone that needs it */
	bool as_parent; /* to be delegated at all; else for the address of a name server */
	size_t next;	/* of the same needed zone; NONE ends */
};

struct zone_state {
	const struct fact
		*servers; /* of its delegation in the zone above; NULL: it needs nothing */
	size_t n_servers;
	size_t parent; /* number of the zone above */
	size_t first;  /* need of this zone */
	bool parent_found, server_found, found;
	unsigned visit; /* of the walk along unfound zones: number of the walk; 0 before */
};

static const size_t NONE = SIZE_MAX;

struct search {
	struct check *ck;
	struct zone_state *zones; /* in the order of the model */
	VEC(struct need) needs;
	size_t *queue;
	size_t n_queue;
};

static size_t number_of(const struct search *s, const struct zone_index *zone)
{
	return (size_t)(zone - s->ck->index->zones);
}

static void add_need(struct search *s, size_t needed, size_t by, bool as_parent)
{
	*VEC_PUSH(s->ck->arena, &s->needs) = (struct need){by, as_parent, s->zones[needed].first};
	s->zones[needed].first = s->needs.n - 1;
}

static void settle(struct search *s, size_t zone)
{
	struct zone_state *state = &s->zones[zone];

	if (!state->found && state->parent_found && state->server_found) {
		state->found = true;
		s->queue[s->n_queue++] = zone;
	}
}

/* Whether the address of the name server T of ZONE comes with the delegation, or from outside. That one within
 * the zone itself has no glue is glue-missing's to say. */
static bool is_free(const struct search *s, size_t zone, const struct dname *target,
		    const struct zone_index *holder)
{
	const struct zone_state *state = &s->zones[zone];

	return holder == NULL || dname_is_within(target, s->ck->model->zones.items[zone]->name) ||
	       address_at(&s->ck->index->zones[state->parent], target) != NULL;
}

static const struct zone_index *holder_of(const struct search *s, const struct dname *target)
{
	return index_zone_for(s->ck->index, target, VIEW_PUBLIC, DNAME_LABELS_MAX);
}

static void prepare_zone(struct search *s, size_t zone)
{
	struct zone_state *state = &s->zones[zone];

	if (state->servers == NULL) {
		state->parent_found = state->server_found = true;
		settle(s, zone);
		return;
	}
	add_need(s, state->parent, zone, true);
	for (size_t i = 0; i < state->n_servers; i++) {
		const struct dname *target = state->servers[i].target;
		const struct zone_index *holder = holder_of(s, target);

		if (is_free(s, zone, target, holder))
			state->server_found = true;
		else
			add_need(s, number_of(s, holder), zone, false);
	}
}

/* The servers of one cut stand side by side in the facts. */
static void take_delegation(struct search *s, const struct fact *facts, size_t n)
{
	const struct zone_index *child = zone_named(s->ck, facts[0].owner);
	struct zone_state *state;

	if (child == NULL || zone_above(s->ck, child->zone) == NULL ||
	    zone_above(s->ck, child->zone)->zone != facts[0].zone)
		return;
	state = &s->zones[number_of(s, child)];
	state->servers = facts;
	state->n_servers = n;
	state->parent = number_of(s, index_of_zone(s->ck->index, facts[0].zone));
}

static void take_delegations(struct search *s)
{
	const struct facts *facts = s->ck->facts;

	for (size_t i = 0; i < facts->items.n;) {
		const struct fact *first = &facts->items.items[i];
		size_t n = 1;

		while (i + n < facts->items.n && first[n].zone == first->zone &&
		       dname_equal(first[n].owner, first->owner))
			n++;
		if (!dname_equal(first->owner, first->zone->name))
			take_delegation(s, first, n);
		i += n;
	}
}

/* From the zones that need nothing to those that need them: what is left over is found by nobody. */
static void find_all(struct search *s)
{
	for (size_t i = 0; i < s->n_queue; i++)
		for (size_t k = s->zones[s->queue[i]].first; k != NONE;
		     k = s->needs.items[k].next) {
			const struct need *need = &s->needs.items[k];

			if (need->as_parent)
				s->zones[need->by].parent_found = true;
			else
				s->zones[need->by].server_found = true;
			settle(s, need->by);
		}
}

/* Of an unfound zone one that it waits for, unfound too, and the NS that makes it wait. */
static size_t next_of(const struct search *s, size_t zone, const struct fact **ret_by)
{
	const struct zone_state *state = &s->zones[zone];

	*ret_by = &state->servers[0];
	if (!s->zones[state->parent].found)
		return state->parent;
	return number_of(s, holder_of(s, state->servers[0].target));
}

static void report_cycle(struct search *s, size_t start)
{
	struct check *ck = s->ck;
	const struct zone *const *zones = (const struct zone *const *)ck->model->zones.items;
	const struct fact *by;
	size_t second = next_of(s, start, &by);
	struct diag *d = report(ck, by->at,
				"`%s` can be found only through `%s`, and that only through `%s`",
				show(ck, zones[start]->name), show(ck, zones[second]->name),
				show(ck, zones[start]->name));

	about(ck, d, zones[start]->name, zones[start], NULL);
	for (size_t at = second; at != start;) {
		size_t next = next_of(s, at, &by);

		related(ck, d, by->at, "`%s` needs `%s` here", show(ck, zones[at]->name),
			show(ck, zones[next]->name));
		at = next;
	}
	help(ck, d, "give `%s` a name server whose address does not depend on `%s`",
	     show(ck, zones[start]->name), show(ck, zones[second]->name));
}

/* Each unfound zone leads to one other: a walk ends in a cycle, new or seen. The cycle is reported at its first
 * zone in canonical order, wherever the walk came in. */
static void walk_from(struct search *s, size_t start, unsigned walk)
{
	const struct fact *by;
	size_t at = start, least;

	while (s->zones[at].visit == 0) {
		s->zones[at].visit = walk;
		at = next_of(s, at, &by);
	}
	if (s->zones[at].visit != walk)
		return;
	least = at;
	for (size_t i = next_of(s, at, &by); i != at; i = next_of(s, i, &by))
		if (i < least)
			least = i;
	report_cycle(s, least);
}

static void decide(struct check *ck)
{
	size_t n = ck->model->zones.n;
	struct search s = {.ck = ck};

	s.zones = NEW_ARRAY(ck->arena, struct zone_state, n + 1);
	s.queue = NEW_ARRAY(ck->arena, size_t, n + 1);
	for (size_t i = 0; i < n; i++)
		s.zones[i].first = NONE;
	take_delegations(&s);
	for (size_t i = 0; i < n; i++)
		prepare_zone(&s, i);
	for (size_t i = 0; i < n; i++)
		settle(&s, i);
	find_all(&s);
	for (size_t i = 0; i < n; i++)
		if (!s.zones[i].found)
			walk_from(&s, i, (unsigned)i + 1);
}

const struct rule rule_cyclic_delegation = {
	.id = "cyclic-delegation",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "zones whose name servers can be found only through each other",
	.source = "RFC 1912, section 2.3; RFC 9471, section 2.3; V. Pappas et al., \"Impact of"
		  " Configuration Errors on DNS Robustness\", section 3.3",
	.url = "https://www.rfc-editor.org/rfc/rfc9471",
	.since = "0.1.0",
	.why = "To ask a zone, a resolver needs the address of one of its name servers. "
	       "Where all of them have names in a second zone, and all of that zone's in "
	       "the first, neither can be asked: the names of both are gone as soon as "
	       "caches are empty.",
	.fix = "Give one of the zones a name server whose address does not depend on the "
	       "other, or add glue where both are delegated from one zone.",
	.collect_zone = collect_servers,
	.decide = decide,
};
