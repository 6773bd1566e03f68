/*
 * question.h -- questions near the nodes of a world.
 */
#ifndef ZW_TESTS_DIFFERENTIAL_QUESTION_H
#define ZW_TESTS_DIFFERENTIAL_QUESTION_H

#include "draft.h"
#include "wire.h"

struct question {
	uint8_t name[DNAME_WIRE_MAX]; /* as asked: in any case */
	uint8_t len;
	enum rr_type type;
	unsigned level;	 /* of the zones whose server is asked */
	unsigned estate; /* that it was made for */
};

/* Where the next questions come from: every node of every zone in turn, again and again. */
struct questions {
	const struct world *world;
	const struct draft *draft;
	struct random random;
	size_t zone, node;
	unsigned left; /* still to ask near that node */
};

/* The next one; SCRATCH takes its names. */
void questions_next(struct questions *questions, struct arena *scratch,
		    struct question *ret_question);

#endif
