/* safe_order.c -- a plan that is not safe at every step in another order, if there is one. */
#include "index/safe_order.h"

#include <stdlib.h>

#include "base/banned.h"

/* A question that was at risk in some order, and what it depends on. */
struct hard_question {
	struct plan_question question;
	struct str vpc; /* its id; empty: public */
	uint32_t *events;
	size_t n_events;
};

struct searcher {
	struct arena *arena;
	struct plan *plan;
	struct execution *x;	 /* of the plan as it is given */
	struct step_order order; /* what has to come before what, and what is found */
	VEC(struct hard_question) questions;
	VEC(struct order_edge) edges; /* what is found */
	uint32_t *group;	      /* by event: another of its group, or itself */
	VEC(uint32_t) stuck;	      /* the events of groups that have no order */
	size_t n_states;
};

/* ---- what has to stay in order ----------------------------------------------------------------- */

static void keep(struct searcher *s, uint32_t a, uint32_t b)
{
	if (a != b)
		step_order_add(&s->order, a < b ? a : b, a < b ? b : a);
}

static void keep_name(struct searcher *s, const struct overlay_node *node)
{
	for (size_t i = 1; i < node->own.n; i++)
		keep(s, node->own.items[i - 1].event, node->own.items[i].event);
}

/* Route 53 refuses an alias of a record that is not there. */
static void keep_aliases(struct searcher *s, const struct zone_index *zone,
			 const struct overlay_node *node)
{
	for (size_t i = 0; i < node->own.n; i++) {
		const struct target *alias = node->own.items[i].rrset->alias;
		const struct overlay_node *target;

		if (alias == NULL || alias->kind != TARGET_RECORD || alias->dns_name == NULL)
			continue;
		target = overlay_find(zone, alias->dns_name);
		for (size_t k = 0; target != NULL && k < target->own.n; k++)
			keep(s, node->own.items[i].event, target->own.items[k].event);
	}
}

static void order_events(struct searcher *s)
{
	const struct overlay *overlay = &s->x->overlay;

	step_order_build(&s->order, s->plan, false, s->arena);
	for (size_t i = 0; i < overlay->model.zones.n; i++) {
		const struct zone_index *zone = &overlay->index.zones[i];

		for (size_t k = 0; zone->overlay != NULL && k < zone->overlay->nodes.n; k++) {
			keep_name(s, zone->overlay->nodes.items[k]);
			keep_aliases(s, zone, zone->overlay->nodes.items[k]);
		}
	}
	step_order_settle(&s->order);
}

/* ---- what hangs together ----------------------------------------------------------------------- */

static uint32_t group_of(struct searcher *s, uint32_t event)
{
	while (s->group[event] != event)
		event = s->group[event] = s->group[s->group[event]];
	return event;
}

/* False: a question depends on too much. */
static bool group_events(struct searcher *s)
{
	for (uint32_t i = 0; i < s->order.of_event.n; i++)
		s->group[i] = i;
	for (size_t i = 0; i < s->questions.n; i++) {
		struct hard_question *hard = &s->questions.items[i];

		hard->question.vpc =
			hard->vpc.len == 0 ? NULL : views_vpc(&s->x->overlay.views, hard->vpc);
		if (!execute_depends(s->x, &s->order, &hard->question, s->arena, &hard->events,
				     &hard->n_events))
			return false;
		for (size_t k = 1; k < hard->n_events; k++)
			s->group[group_of(s, hard->events[k])] = group_of(s, hard->events[0]);
	}
	return true;
}

/* ---- one group --------------------------------------------------------------------------------- */

struct group {
	struct searcher *s;
	uint32_t events[SAFE_ORDER_EVENTS]; /* in the order of the plan */
	unsigned before[SAFE_ORDER_EVENTS]; /* a bit for each that has to come before */
	size_t n;
	const struct hard_question **questions;
	size_t n_questions;
	uint8_t *tried; /* a bit for each state */
	uint32_t way[SAFE_ORDER_EVENTS];
};

static int compare_events(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static bool add_events(struct group *group, const struct hard_question *hard)
{
	for (size_t i = 0; i < hard->n_events; i++) {
		size_t k = 0;

		while (k < group->n && group->events[k] != hard->events[i])
			k++;
		if (k < group->n)
			continue;
		if (group->n == SAFE_ORDER_EVENTS)
			return false;
		group->events[group->n++] = hard->events[i];
	}
	return true;
}

/* False: it is too large. */
static bool gather(struct group *group, struct searcher *s, uint32_t root)
{
	*group = (struct group){.s = s};
	group->questions = NEW_ARRAY(s->arena, const struct hard_question *, s->questions.n + 1);
	for (size_t i = 0; i < s->questions.n; i++) {
		const struct hard_question *hard = &s->questions.items[i];

		if (hard->n_events == 0 || group_of(s, hard->events[0]) != root)
			continue;
		if (!add_events(group, hard))
			return false;
		group->questions[group->n_questions++] = hard;
	}
	qsort(group->events, group->n, sizeof(*group->events), compare_events);
	for (size_t i = 0; i < group->n; i++)
		for (size_t k = 0; k < group->n; k++)
			if (step_order_before(&s->order, group->events[k], group->events[i]))
				group->before[i] |= 1u << k;
	group->tried = NEW_ARRAY(s->arena, uint8_t, ((size_t)1 << group->n) / 8 + 1);
	return true;
}

static void set_state(struct group *group, unsigned state)
{
	for (size_t i = 0; i < group->n; i++)
		overlay_set(&group->s->x->overlay, group->events[i],
			    (state & 1u << i) != 0 ? YES : NO);
}

static enum tri holds_in(struct group *group, const struct hard_question *hard, unsigned state)
{
	set_state(group, state);
	return execute_holds(group->s->x, &hard->question);
}

/* A proof may not be lost, the other questions have to be safe. */
static bool may_step(struct group *group, unsigned from, unsigned to)
{
	group->s->n_states++;
	for (size_t i = 0; i < group->n_questions; i++) {
		const struct hard_question *hard = group->questions[i];
		enum tri holds = holds_in(group, hard, to);

		if (holds == YES || (hard->question.condition == CONDITION_PROOFS &&
				     holds_in(group, hard, from) != YES))
			continue;
		return false;
	}
	return true;
}

static bool find_way(struct group *group, unsigned state, size_t depth)
{
	if (depth == group->n)
		return true;
	group->tried[state / 8] |= (uint8_t)(1u << state % 8);
	for (size_t i = 0; i < group->n; i++) {
		unsigned next = state | 1u << i;

		if (next == state || (group->before[i] & ~state) != 0 ||
		    (group->tried[next / 8] & 1u << next % 8) != 0 ||
		    group->s->n_states > SAFE_ORDER_STATES)
			continue;
		group->way[depth] = group->events[i];
		if (may_step(group, state, next) && find_way(group, next, depth + 1))
			return true;
	}
	return false;
}

static void forget_state(struct group *group)
{
	for (size_t i = 0; i < group->n; i++)
		overlay_set(&group->s->x->overlay, group->events[i], UNKNOWN);
	arena_reset(&group->s->x->scratch);
}

static bool order_group(struct searcher *s, uint32_t root, struct group *group)
{
	bool found;

	if (!gather(group, s, root))
		return false;
	found = find_way(group, 0, 0);
	forget_state(group);
	for (size_t i = 1; found && i < group->n; i++) {
		step_order_add(&s->order, group->way[i - 1], group->way[i]);
		*VEC_PUSH(s->arena, &s->edges) =
			(struct order_edge){group->way[i - 1], group->way[i]};
	}
	step_order_settle(&s->order);
	return found;
}

/* Finds an order of each group; those that have none are `stuck`. */
static bool order_groups(struct searcher *s)
{
	bool *done = NEW_ARRAY(s->arena, bool, s->order.of_event.n + 1);
	bool found = true;

	s->edges.n = 0;
	s->stuck.n = 0;
	if (!group_events(s))
		return false;
	for (size_t i = 0; i < s->questions.n; i++) {
		struct group group;
		uint32_t root;

		if (s->questions.items[i].n_events == 0)
			return false;
		root = group_of(s, s->questions.items[i].events[0]);
		if (done[root])
			continue;
		done[root] = true;
		if (order_group(s, root, &group))
			continue;
		found = false;
		for (size_t k = 0; k < group.n; k++)
			*VEC_PUSH(s->arena, &s->stuck) = group.events[k];
	}
	return found;
}

/* ---- rounds ------------------------------------------------------------------------------------ */

static bool is_known(const struct searcher *s, const struct plan_question *question, struct str vpc)
{
	for (size_t i = 0; i < s->questions.n; i++) {
		const struct plan_question *known = &s->questions.items[i].question;

		if (known->condition == question->condition && known->type == question->type &&
		    str_eq(s->questions.items[i].vpc, vpc) &&
		    dname_equal(known->name, question->name))
			return true;
	}
	return false;
}

/* Takes what is at risk in X. False: it cannot be shown what is, or all of it is known. */
static bool learn(struct searcher *s, const struct execution *x)
{
	bool any = false;

	for (size_t i = 0; i < x->violations.n; i++) {
		const struct violation *violation = x->violations.items[i];
		const struct plan_question *question = &violation->question;
		struct str vpc = question->vpc == NULL ? STR("") : question->vpc->id;
		struct hard_question *hard;

		if (violation->between == NULL)
			return false;
		if (is_known(s, question, vpc))
			continue;
		hard = VEC_PUSH(s->arena, &s->questions);
		hard->question = *question;
		hard->vpc = vpc;
		any = true;
	}
	return any;
}

/* Tries orders of S's plan, which X executes as it is given. The plan is re-ordered where one is found. */
static bool find_order(struct searcher *s, const struct views *before, const struct views *after)
{
	struct plan given = *s->plan;
	struct execution next;

	if (!learn(s, s->x))
		return false;
	for (unsigned round = 0; round < SAFE_ORDER_ROUNDS; round++) {
		order_events(s);
		if (!order_groups(s))
			return false;
		plan_rearrange(s->plan, &s->order, s->edges.items, s->edges.n, s->arena);
		plan_execute(&next, s->plan, before, after, 0, s->arena);
		if (next.violations.n == 0)
			return true;
		*s->plan = given;
		if (!learn(s, &next))
			return false;
	}
	return false;
}

static bool try_orders(struct searcher *s, const struct views *before, const struct views *after)
{
	bool found;

	s->group = NEW_ARRAY(s->arena, uint32_t, s->x->order.of_event.n + 1);
	arena_init(&s->x->scratch);
	found = find_order(s, before, after);
	arena_free(&s->x->scratch);
	return found;
}

/* Tries orders of PLAN, which X executes, and splits what has none as long as there is something to split. */
static bool make_safe(struct plan *plan, struct execution *x, const struct views *before,
		      const struct views *after)
{
	for (unsigned round = 0; round < SAFE_ORDER_ROUNDS; round++) {
		struct searcher s = {.arena = x->arena, .plan = plan, .x = x};
		struct arena *arena = x->arena;

		if (try_orders(&s, before, after))
			return true;
		if (s.stuck.n == 0 || !plan_split(plan, &x->order, s.stuck.items, s.stuck.n, arena))
			return false;
		x = NEW(arena, struct execution);
		plan_execute(x, plan, before, after, 0, arena);
		if (x->violations.n == 0) {
			plan_number_steps(plan);
			return true;
		}
	}
	return false;
}

enum safety plan_make_safe(struct plan *plan, const struct views *before, const struct views *after,
			   struct arena *arena, struct execution *ret_execution)
{
	struct plan given = *plan;

	plan_execute(ret_execution, plan, before, after, 0, arena);
	if (ret_execution->violations.n == 0)
		return PLAN_SAFE;
	if (make_safe(plan, ret_execution, before, after))
		return PLAN_REORDERED;
	*plan = given;
	return PLAN_UNSAFE;
}

/* ---- in words ---------------------------------------------------------------------------------- */

static const char *event_text(const struct execution *x, uint32_t event, struct arena *arena)
{
	const struct order_node *node = &x->order.nodes.items[x->order.of_event.items[event]];
	const struct step *step = node->step;

	if (step->batches.n > 1)
		return arena_printf(arena, "batch %zu of step `%s`", node->batch + 1, step->name);
	if (step->batches.n == 0 && step->vpcs.n > 1)
		return arena_printf(arena, "VPC %zu of step `%s`", node->batch + 1, step->name);
	return arena_printf(arena, "step `%s`", step->name);
}

static const char *events_text(const struct execution *x, const uint32_t *events, size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(x->arena, "%s%s%s", text, i == 0 ? "" : " and ",
				    event_text(x, events[i], x->arena));
	return text;
}

static const char *state_text(const struct execution *x, const struct mix *mix)
{
	const char *with = events_text(x, mix->applied, mix->n_applied);
	const char *without = events_text(x, mix->missing, mix->n_missing);

	if (mix->n_applied == 0)
		return arena_printf(x->arena, "before %s", without);
	if (mix->n_missing == 0)
		return arena_printf(x->arena, "after %s", with);
	return arena_printf(x->arena, "after %s and before %s", with, without);
}

const char *violation_text(const struct execution *x, const struct violation *violation)
{
	const struct plan_question *question = &violation->question;
	const char *name = dname_text_bare(x->arena, question->name);
	const char *type = rr_type_name(x->arena, question->type);
	const char *where = question->vpc == NULL ? "publicly"
						  : arena_printf(x->arena, "in `%.*s`",
								 STR_ARG(question->vpc->id));
	const char *state;

	if (violation->between == NULL)
		return arena_printf(x->arena,
				    "it cannot be shown that `%s` %s is safe at every step: it "
				    "depends on too many batches",
				    name, type);
	state = state_text(x, &violation->mix);
	if (question->condition == CONDITION_PRIVATE)
		return arena_printf(x->arena,
				    "%s the private name `%s` leads to an address publicly: %s "
				    "answers for it",
				    state, name, violation->between);
	if (question->condition == CONDITION_PROOFS)
		return arena_printf(x->arena,
				    "%s %s is gone: asked for `%s` %s, public DNS says %s", state,
				    question->whose, name, type, violation->between);
	return arena_printf(x->arena,
			    "%s `%s` %s is not answered any more %s: before it is %s, in between "
			    "%s, and at the end %s",
			    state, name, type, where, violation->before, violation->between,
			    violation->after);
}
