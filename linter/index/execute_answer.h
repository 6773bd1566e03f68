/*
 * execute_answer.h -- whether a question is safe in one state: execute.h.
 */
#ifndef ZW_INDEX_EXECUTE_ANSWER_H
#define ZW_INDEX_EXECUTE_ANSWER_H

#include "index/execute.h"

/* No record has it: RFC 6895 section 3.1 reserves it. It tells where a chain of CNAMEs ends. */
#define EXECUTE_NO_TYPE ((enum rr_type)65535)

/* Whether NAME leads to an address publicly, by any public zone that lies around it. */
bool execute_exposed(struct execution *execution, const struct dname *name);

/* Whether a question of TYPE is answered; UNKNOWN where the model cannot tell. */
enum tri execute_answered(struct execution *execution, const struct vpc_view *vpc,
			  const struct dname *name, enum rr_type type);

/* Whether the record that proves something is seen publicly. */
enum tri execute_proves(struct execution *execution, const struct plan_question *question);

/* The types that stand on the way of NAME's chain, at most MAX. */
size_t execute_types(struct execution *execution, const struct vpc_view *vpc,
		     const struct dname *name, enum rr_type *types, size_t max);

/* What is answered to QUESTION now, as a phrase: "NXDOMAIN", "the A of `www.example.com`". */
const char *execute_phrase(struct execution *execution, const struct plan_question *question);

#endif
