/*
 * safe_order.h -- a plan that is not safe at every step (execute.h) in another order, if there is one.
 *
 * Waits that the plan states stay as they are. So does the order of what happens at one owner name, and of an
 * alias of a record and that record. Batches, also those of one zone, may change places beyond that; steps are
 * taken apart where another step has to come in between; and a batch whose parts have to happen at different
 * times is split: what it adds and replaces, and what it takes away, a name as a whole. Then each step waits for
 * what it has to.
 */
#ifndef ZW_INDEX_SAFE_ORDER_H
#define ZW_INDEX_SAFE_ORDER_H

#include "index/execute.h"

enum safety {
	PLAN_SAFE,	/* as it is */
	PLAN_REORDERED, /* now */
	PLAN_UNSAFE,	/* in every order, or as far as can be shown */
};

enum {
	SAFE_ORDER_EVENTS = 20,	    /* that hang together, and are tried in every order */
	SAFE_ORDER_STATES = 100000, /* of these, that are looked at */
	SAFE_ORDER_ROUNDS = 12,
};

/*
 * Executes PLAN, and re-orders it where that makes it safe: its steps are then new ones, numbered anew. For
 * PLAN_UNSAFE the plan is as it was, and ret_execution says in which state which question is at risk.
 */
enum safety plan_make_safe(struct plan *plan, const struct views *before, const struct views *after,
			   struct arena *arena, struct execution *ret_execution);

/* Why a plan is refused, as one sentence: the state, the question and its answers. */
const char *violation_text(const struct execution *execution, const struct violation *violation);

/* ---- step_parts.c ---- */

/* One event before another. */
struct order_edge {
	uint32_t first, second;
};

/* The steps of PLAN in the sequence of ORDER, whose events they are, taken apart as far as that needs; each of
 * EDGES a wait. */
void plan_rearrange(struct plan *plan, const struct step_order *order,
		    const struct order_edge *edges, size_t n, struct arena *arena);

/* Splits the batch of each of EVENTS into what it adds or replaces and what it takes away. False: none of them
 * has both. */
bool plan_split(struct plan *plan, const struct step_order *order, const uint32_t *events, size_t n,
		struct arena *arena);

#endif
