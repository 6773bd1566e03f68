/*
 * step_order.h -- which parts of a plan come before which.
 *
 * What becomes visible at once is an event: a batch, a zone that is made or deleted, a VPC that is associated
 * with a zone or a rule. Steps that nothing is seen of stand in between, for waits lead over them.
 */
#ifndef ZW_INDEX_STEP_ORDER_H
#define ZW_INDEX_STEP_ORDER_H

#include "index/plan.h"

#define STEP_NO_EVENT UINT32_MAX

/* An event, or a step without one. */
struct order_node {
	const struct step *step;
	size_t position;      /* of the step in the plan */
	size_t batch;	      /* of the step's; of an association the number of the VPC */
	uint32_t event;	      /* STEP_NO_EVENT: nothing is seen of it */
	unsigned level;	      /* the longest way here from a node without predecessors */
	VEC(uint32_t) before; /* nodes that come directly before it */
	uint32_t seen;	      /* by the last search that came here */
};

struct step_order {
	struct arena *arena;
	VEC(struct order_node)
	nodes;			/* what is ready first, then what is pending; in the plan's order */
	VEC(uint32_t) of_event; /* the node of each event */
	uint32_t searches;
	bool serial;
};

/*
 * The order of PLAN's steps. Its events are numbered from 0 on in the order of nodes. SERIAL: the batches of
 * one zone come one after the other, as the plan has them; else only as far as waits say so.
 */
void step_order_build(struct step_order *order, const struct plan *plan, bool serial,
		      struct arena *arena);

/* Whether event FIRST comes before event SECOND, whatever is applied when. */
bool step_order_before(struct step_order *order, uint32_t first, uint32_t second);

/* Lays down that event FIRST comes before event SECOND. Not the other way round already. Questions may be
 * asked once step_order_settle() is called. */
void step_order_add(struct step_order *order, uint32_t first, uint32_t second);
void step_order_settle(struct step_order *order);

/* The numbers of all nodes, each behind what comes before it, and else as the plan has them. */
uint32_t *step_order_sequence(const struct step_order *order, struct arena *arena);

#endif
