/* step_parts.c -- steps in another sequence, and batches in two. */
#include "index/safe_order.h"

#include "model/route53.h"

#include <string.h>

#include "base/banned.h"

/* ---- another sequence -------------------------------------------------------------------------- */

struct parts {
	struct arena *arena;
	struct plan *plan;
	struct step **last;	/* by position in the plan: the last part of the step so far */
	struct step **of_event; /* the part that an event is in */
	VEC(struct step *) steps;
};

static void wait_for(struct parts *p, struct step *step, const struct step *earlier)
{
	if (earlier == NULL || earlier == step)
		return;
	for (size_t i = 0; i < step->waits_for.n; i++)
		if (step->waits_for.items[i] == earlier)
			return;
	*VEC_PUSH(p->arena, &step->waits_for) = earlier;
}

static struct step *new_part(struct parts *p, const struct order_node *node)
{
	struct step *part = NEW(p->arena, struct step), *before = p->last[node->position];

	*part = *node->step;
	memset(&part->waits_for, 0, sizeof(part->waits_for));
	wait_for(p, part, before);
	p->last[node->position] = part;
	*VEC_PUSH(p->arena, &p->steps) = part;
	return part;
}

static bool is_taken_apart(const struct step *step)
{
	return step->batches.n > 1 ||
	       (step->vpcs.n > 1 &&
		(step->kind == STEP_ASSOCIATE_VPC || step->kind == STEP_ASSOCIATE_RESOLVER_RULE));
}

static void add_piece(struct parts *p, const struct order_node *node)
{
	struct step *part = p->last[node->position];

	if (part == NULL || p->steps.items[p->steps.n - 1] != part) {
		part = new_part(p, node);
		memset(&part->batches, 0, sizeof(part->batches));
		if (node->step->batches.n == 0)
			memset(&part->vpcs, 0, sizeof(part->vpcs));
	}
	if (node->step->batches.n > 0)
		*VEC_PUSH(p->arena, &part->batches) = node->step->batches.items[node->batch];
	else
		*VEC_PUSH(p->arena, &part->vpcs) = node->step->vpcs.items[node->batch];
}

static void take_node(struct parts *p, const struct order_node *node)
{
	if (!is_taken_apart(node->step))
		(void)new_part(p, node);
	else if (node->event != STEP_NO_EVENT)
		add_piece(p, node);
	if (node->event != STEP_NO_EVENT)
		p->of_event[node->event] = p->last[node->position];
}

static const struct step *last_part(const struct parts *p, const struct step *step)
{
	for (size_t i = 0; i < p->plan->steps.n; i++)
		if (p->plan->steps.items[i] == step)
			return p->last[i];
	return NULL;
}

/* Steps are numbered 10, 20, 30: the number tells the place. */
static const struct step *part_of(const struct parts *p, const struct step *step)
{
	size_t place = step->number / 10;

	if (place > 0 && place <= p->plan->steps.n && p->plan->steps.items[place - 1] == step)
		return p->last[place - 1];
	return last_part(p, step);
}

/* Every part of a step waits for what the step waits for. */
static void add_waits(struct parts *p, const struct step_order *order)
{
	for (size_t i = 0; i < order->nodes.n; i++) {
		const struct order_node *node = &order->nodes.items[i];
		struct step *part = node->event == STEP_NO_EVENT ? p->last[node->position]
								 : p->of_event[node->event];

		for (size_t k = 0; k < node->step->waits_for.n; k++)
			wait_for(p, part, part_of(p, node->step->waits_for.items[k]));
	}
}

void plan_rearrange(struct plan *plan, const struct step_order *order,
		    const struct order_edge *edges, size_t n, struct arena *arena)
{
	uint32_t *sequence = step_order_sequence(order, arena);
	struct parts p = {.arena = arena, .plan = plan};

	p.last = NEW_ARRAY(arena, struct step *, plan->steps.n + 1);
	p.of_event = NEW_ARRAY(arena, struct step *, order->of_event.n + 1);
	for (size_t i = 0; i < order->nodes.n; i++)
		take_node(&p, &order->nodes.items[sequence[i]]);
	add_waits(&p, order);
	for (size_t i = 0; i < n; i++)
		wait_for(&p, p.of_event[edges[i].second], p.of_event[edges[i].first]);
	memset(&plan->steps, 0, sizeof(plan->steps));
	for (size_t i = 0; i < p.steps.n; i++)
		*VEC_PUSH(arena, &plan->steps) = p.steps.items[i];
	plan_number_steps(plan);
}

/* ---- batches in two ---------------------------------------------------------------------------- */

static bool adds_at(const struct batch *batch, const struct dname *owner)
{
	for (size_t i = 0; i < batch->n; i++)
		if (batch->changes[i].action != CHANGE_DELETE &&
		    dname_equal(batch->changes[i].rrset->owner, owner))
			return true;
	return false;
}

static void add_change(struct arena *arena, struct batch *batch, const struct change *change)
{
	size_t times = change->action == CHANGE_UPSERT ? 2 : 1;

	batch->changes[batch->n++] = *change;
	for (size_t i = 0; i < change->rrset->n; i++) {
		batch->elements += times;
		batch->characters += times * strlen(route53_value(arena, change->rrset->type,
								  &change->rrset->rrs[i]));
	}
}

/* What is added or replaced, and what goes: a name is in one of the two. */
static bool split(struct arena *arena, const struct batch *batch, struct batch halves[2])
{
	for (unsigned half = 0; half < 2; half++) {
		halves[half] = (struct batch){0};
		halves[half].changes = NEW_ARRAY(arena, struct change, batch->n);
	}
	for (size_t i = 0; i < batch->n; i++)
		add_change(arena, &halves[adds_at(batch, batch->changes[i].rrset->owner) ? 0 : 1],
			   &batch->changes[i]);
	return halves[0].n > 0 && halves[1].n > 0;
}

static bool split_step(struct step *step, const bool *chosen, struct arena *arena)
{
	VEC(struct batch) batches = {0};
	bool any = false;

	for (size_t i = 0; i < step->batches.n; i++) {
		struct batch halves[2];

		if (!chosen[i] || !split(arena, &step->batches.items[i], halves)) {
			*VEC_PUSH(arena, &batches) = step->batches.items[i];
			continue;
		}
		*VEC_PUSH(arena, &batches) = halves[0];
		*VEC_PUSH(arena, &batches) = halves[1];
		any = true;
	}
	step->batches.items = batches.items;
	step->batches.n = batches.n;
	step->batches.capacity = batches.capacity;
	return any;
}

/* A copy of each step, so that the plan can be put back. */
static void copy_steps(struct plan *plan, struct arena *arena)
{
	struct parts p = {.arena = arena, .plan = plan};
	size_t n = plan->steps.n;

	p.last = NEW_ARRAY(arena, struct step *, n + 1);
	for (size_t i = 0; i < n; i++) {
		p.last[i] = NEW(arena, struct step);
		*p.last[i] = *plan->steps.items[i];
		memset(&p.last[i]->waits_for, 0, sizeof(p.last[i]->waits_for));
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < plan->steps.items[i]->waits_for.n; k++)
			wait_for(&p, p.last[i],
				 part_of(&p, plan->steps.items[i]->waits_for.items[k]));
	memset(&plan->steps, 0, sizeof(plan->steps));
	for (size_t i = 0; i < n; i++)
		*VEC_PUSH(arena, &plan->steps) = p.last[i];
}

bool plan_split(struct plan *plan, const struct step_order *order, const uint32_t *events, size_t n,
		struct arena *arena)
{
	bool any = false;

	copy_steps(plan, arena);
	for (size_t position = 0; position < plan->steps.n; position++) {
		struct step *step = plan->steps.items[position];
		bool *chosen = NEW_ARRAY(arena, bool, step->batches.n + 1), wanted = false;

		for (size_t i = 0; i < n; i++) {
			const struct order_node *node =
				&order->nodes.items[order->of_event.items[events[i]]];

			if (node->position == position && step->batches.n > 0)
				chosen[node->batch] = wanted = true;
		}
		if (wanted)
			any = split_step(step, chosen, arena) || any;
	}
	return any;
}
