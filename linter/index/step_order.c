/* step_order.c -- which parts of a plan come before which. */
#include "index/step_order.h"

#include "base/map.h"

#include "base/banned.h"

#define NO_NODE UINT32_MAX

/* The first and the last node of a step. */
struct step_nodes {
	uint32_t first, last;
};

struct order_builder {
	struct step_order *order;
	const struct plan *plan;
	struct map of_step, of_zone;
	bool serial;
};

static struct str address_key(const void *const *address)
{
	return str_slice((const char *)address, sizeof(*address));
}

static void *kept_key(struct arena *arena, const void *address)
{
	const void **key = NEW(arena, const void *);

	*key = address;
	return key;
}

/* How many events a step is. */
static size_t count_events(const struct step *step)
{
	switch (step->kind) {
	case STEP_CREATE_ZONE:
	case STEP_DELETE_ZONE:
		return 1;
	case STEP_ASSOCIATE_VPC:
	case STEP_ASSOCIATE_RESOLVER_RULE:
		return step->vpcs.n;
	default:
		return step->batches.n;
	}
}

/* One account runs one command after the other; VPCs are associated side by side. */
static bool is_in_turn(const struct step *step)
{
	return step->batches.n > 0;
}

static void put_before(struct step_order *order, uint32_t first, uint32_t second)
{
	struct order_node *node = &order->nodes.items[second];

	if (first == NO_NODE || first == second)
		return;
	*VEC_PUSH(order->arena, &node->before) = first;
	if (node->level <= order->nodes.items[first].level)
		node->level = order->nodes.items[first].level + 1;
}

static uint32_t add_node(struct step_order *order, size_t position, const struct step *step,
			 size_t batch, bool event)
{
	uint32_t number = (uint32_t)order->nodes.n;
	struct order_node *node = VEC_PUSH(order->arena, &order->nodes);

	node->step = step;
	node->position = position;
	node->batch = batch;
	node->event = STEP_NO_EVENT;
	if (event) {
		node->event = (uint32_t)order->of_event.n;
		*VEC_PUSH(order->arena, &order->of_event) = number;
	}
	return number;
}

static const struct step_nodes *nodes_of(struct order_builder *b, const struct step *step)
{
	const void *key = step;

	return map_get(&b->of_step, address_key(&key));
}

/* The zones whose changes come one after the other: the last node of each. */
static uint32_t *last_of_zone(struct order_builder *b, const struct zone *zone)
{
	const void *key = zone;
	uint32_t *last = map_get(&b->of_zone, address_key(&key));

	if (last != NULL)
		return last;
	last = NEW(b->order->arena, uint32_t);
	*last = NO_NODE;
	(void)map_add(&b->of_zone, address_key(kept_key(b->order->arena, zone)), last);
	return last;
}

static void add_step(struct order_builder *b, size_t position)
{
	const struct step *step = b->plan->steps.items[position];
	struct step_order *order = b->order;
	struct step_nodes *nodes = NEW(order->arena, struct step_nodes);
	size_t n = count_events(step);
	uint32_t start = add_node(order, position, step, 0, n == 1), at = start;

	for (size_t i = 0; i < step->waits_for.n; i++) {
		const struct step_nodes *earlier = nodes_of(b, step->waits_for.items[i]);

		if (earlier != NULL)
			put_before(order, earlier->last, start);
	}
	if (is_in_turn(step) && b->serial) {
		uint32_t *last = last_of_zone(b, step->zone);

		put_before(order, *last, start);
	}
	for (size_t i = 0; n > 1 && i < n; i++) {
		uint32_t next = add_node(order, position, step, i, true);

		put_before(order, b->serial && is_in_turn(step) ? at : start, next);
		at = next;
	}
	/* of events side by side, what comes behind the step comes behind all of them */
	nodes->first = start;
	nodes->last = at;
	if (n > 1 && !(b->serial && is_in_turn(step))) {
		nodes->last = add_node(order, position, step, 0, false);
		for (uint32_t i = start + 1; i < nodes->last; i++)
			put_before(order, i, nodes->last);
	}
	if (is_in_turn(step) && b->serial)
		*last_of_zone(b, step->zone) = nodes->last;
	(void)map_add(&b->of_step, address_key(kept_key(order->arena, step)), nodes);
}

void step_order_build(struct step_order *order, const struct plan *plan, bool serial,
		      struct arena *arena)
{
	struct order_builder b = {.order = order, .plan = plan, .serial = serial};

	*order = (struct step_order){.arena = arena, .serial = serial};
	map_init(&b.of_step, arena);
	map_init(&b.of_zone, arena);
	for (unsigned pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < plan->steps.n; i++)
			if ((plan->steps.items[i]->state == STEP_READY) == (pass == 0))
				add_step(&b, i);
}

/* The nodes of one zone stand in a row: which of two comes first needs no search. */
static bool is_in_row(const struct step_order *order, const struct order_node *a,
		      const struct order_node *b)
{
	return order->serial && is_in_turn(a->step) && is_in_turn(b->step) &&
	       a->step->zone == b->step->zone;
}

/* Depth first, from SECOND back; what lies on FIRST's level or further back leads to it no more. */
static bool leads_back(struct step_order *order, uint32_t first, uint32_t at)
{
	struct order_node *node = &order->nodes.items[at];
	unsigned level = order->nodes.items[first].level;

	node->seen = order->searches;
	if (is_in_row(order, &order->nodes.items[first], node))
		return first <= at;
	if (node->level <= level)
		return false;
	for (size_t i = 0; i < node->before.n; i++)
		if (node->before.items[i] == first)
			return true;
	for (size_t i = 0; i < node->before.n; i++) {
		uint32_t next = node->before.items[i];

		if (order->nodes.items[next].level > level &&
		    order->nodes.items[next].seen != order->searches &&
		    leads_back(order, first, next))
			return true;
	}
	return false;
}

bool step_order_before(struct step_order *order, uint32_t first, uint32_t second)
{
	if (first == second)
		return false;
	order->searches++;
	return leads_back(order, order->of_event.items[first], order->of_event.items[second]);
}

/* What comes behind a node that moved up moves up. Nodes stand nearly in order, so that a few rounds are
 * enough. */
void step_order_settle(struct step_order *order)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t i = 0; i < order->nodes.n; i++) {
			struct order_node *node = &order->nodes.items[i];

			for (size_t k = 0; k < node->before.n; k++) {
				unsigned level =
					order->nodes.items[node->before.items[k]].level + 1;

				if (node->level < level) {
					node->level = level;
					moved = true;
				}
			}
		}
	}
}

void step_order_add(struct step_order *order, uint32_t first, uint32_t second)
{
	put_before(order, order->of_event.items[first], order->of_event.items[second]);
}

/* ---- the sequence ------------------------------------------------------------------------------ */

struct ready_nodes {
	const struct step_order *order;
	uint32_t *items; /* a heap: the first of the plan on top */
	size_t n;
};

static bool is_first(const struct step_order *order, uint32_t a, uint32_t b)
{
	size_t x = order->nodes.items[a].position, y = order->nodes.items[b].position;

	return x != y ? x < y : a < b;
}

static void swap_nodes(struct ready_nodes *ready, size_t a, size_t b)
{
	uint32_t held = ready->items[a];

	ready->items[a] = ready->items[b];
	ready->items[b] = held;
}

static void push_ready(struct ready_nodes *ready, uint32_t node)
{
	size_t at = ready->n++;

	ready->items[at] = node;
	for (; at > 0 && is_first(ready->order, ready->items[at], ready->items[(at - 1) / 2]);
	     at = (at - 1) / 2)
		swap_nodes(ready, at, (at - 1) / 2);
}

static uint32_t pop_ready(struct ready_nodes *ready)
{
	uint32_t first = ready->items[0];

	ready->items[0] = ready->items[--ready->n];
	for (size_t at = 0, least = 0;; at = least) {
		for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < ready->n; child++)
			if (is_first(ready->order, ready->items[child], ready->items[least]))
				least = child;
		if (least == at)
			return first;
		swap_nodes(ready, at, least);
	}
}

struct followers {
	VEC(uint32_t) nodes;
};

uint32_t *step_order_sequence(const struct step_order *order, struct arena *arena)
{
	size_t n = order->nodes.n, done = 0;
	uint32_t *sequence = NEW_ARRAY(arena, uint32_t, n + 1);
	size_t *missing = NEW_ARRAY(arena, size_t, n + 1);
	struct followers *followers = NEW_ARRAY(arena, struct followers, n + 1);
	struct ready_nodes ready = {.order = order, .items = NEW_ARRAY(arena, uint32_t, n + 1)};

	for (uint32_t i = 0; i < n; i++) {
		const struct order_node *node = &order->nodes.items[i];

		missing[i] = node->before.n;
		for (size_t k = 0; k < node->before.n; k++)
			*VEC_PUSH(arena, &followers[node->before.items[k]].nodes) = i;
		if (missing[i] == 0)
			push_ready(&ready, i);
	}
	while (ready.n > 0) {
		uint32_t node = pop_ready(&ready);

		sequence[done++] = node;
		for (size_t k = 0; k < followers[node].nodes.n; k++)
			if (--missing[followers[node].nodes.items[k]] == 0)
				push_ready(&ready, followers[node].nodes.items[k]);
	}
	if (done != n)
		BUG("an order that goes in a circle");
	return sequence;
}
