/*
 * execute.h -- a plan executed on the model: whether every state on the way is safe.
 *
 * A state is what has become visible so far. A batch becomes visible as a whole; the batches of one zone
 * in the order in which they are applied, for Route 53 takes no second change to a zone while one is
 * PENDING; a step that waits for another after that one is visible everywhere and what was cached before is
 * gone. Batches of different zones between which no wait is stated become visible in any order, so every
 * set of batches that holds, with each batch, all that come before it, is a state. What is pending is
 * applied after what is not.
 *
 * In no state
 *   1. a private name, or a name below a private domain, leads to an address publicly that does so neither
 *      before nor after;
 *   2. a question that is answered before and after the whole plan, in public DNS or in a VPC, is not
 *      answered: no records, a chain that ends nowhere, a delegation to a zone that is not there, a DS
 *      without its key (RFC 4035 section 5.2), a mail or service record whose hosts have no address;
 *   3. the validation record of a certificate, or the TXT of an endpoint service, is gone that was visible
 *      in the state itself or an earlier one.
 *
 * States are not enumerated. A question's answer depends on the batches that touch the names on its way; the
 * resolver finds out which (overlay.h), and only the mixes of those are asked. Asked are the questions
 * whose answers a change can change (affected.h), so the work grows with what the plan changes. More than
 * EXECUTE_MIXES mixes of one question are not tried: it cannot be shown then that it is safe.
 */
#ifndef ZW_INDEX_EXECUTE_H
#define ZW_INDEX_EXECUTE_H

#include "index/affected.h"
#include "index/step_order.h"
#include "index/vpc_classes.h"

enum { EXECUTE_MIXES = 4096, EXECUTE_DEPTH = 40 };

enum condition {
	CONDITION_PRIVATE, /* 1 */
	CONDITION_ANSWERS, /* 2 */
	CONDITION_PROOFS,  /* 3 */
};

/* What is asked. */
struct plan_question {
	enum condition condition;
	const struct dname *name;
	enum rr_type type;	    /* CONDITION_PRIVATE: every type that can lead to an address */
	const struct vpc_view *vpc; /* NULL: public */
	struct str value;	    /* CONDITION_PROOFS: of the TXT */
	const struct dname *target; /* CONDITION_PROOFS: of the CNAME; NULL: any */
	const char *whose;	    /* CONDITION_PROOFS: "certificate `www`"; NULL else */
};

/* One mix of the events that a question depends on, those that are neither may be either. */
struct mix {
	uint32_t *applied, *missing;
	size_t n_applied, n_missing;
};

/* A question that is at risk in some state. */
struct violation {
	struct plan_question question;
	bool undecided;	  /* too many mixes, or an answer that is not known: it cannot be shown */
	struct mix mix;	  /* the state: what is visible already, and what is not */
	struct mix first; /* CONDITION_PROOFS: an earlier state, in which the record was there */
	uint32_t *events; /* all that the question depends on, in order */
	size_t n_events;
	const char *before, *between, *after; /* what is answered: whole phrases */
};

struct execution {
	struct overlay overlay;
	struct step_order order;
	struct affected affected;
	const struct plan *plan;
	const struct views *before, *after;
	struct arena *arena;
	struct arena scratch; /* of one question */
	/* is told the names on the way of public answers; NULL: nobody is */
	void (*chain_names)(struct execution *execution, const struct dname *name);
	struct chain_vpcs *chain_vpcs;
	VEC(struct violation *)
	violations;   /* in the order of the questions; none: every state is safe */
	size_t limit; /* of violations; 0: none */
	size_t n_questions, n_answers; /* asked, and how often the resolver was asked for them */
};

/*
 * Executes PLAN. BEFORE is what exists, NULL where nothing is known of it: then nothing is answered before,
 * and condition 2 holds. AFTER is what is to be. LIMIT (0: none) ends it after so many violations.
 */
void plan_execute(struct execution *execution, const struct plan *plan, const struct views *before,
		  const struct views *after, size_t limit, struct arena *arena);

/* All that QUESTION depends on, in ORDER, in the order in which it is met; what is safe or not is not judged.
 * False: there are too many mixes. */
bool execute_depends(struct execution *execution, struct step_order *order,
		     const struct plan_question *question, struct arena *arena,
		     uint32_t **ret_events, size_t *ret_n);

/* Whether QUESTION is safe in the state that the overlay has; of CONDITION_PROOFS, whether the record is seen. */
enum tri execute_holds(struct execution *execution, const struct plan_question *question);

#endif
