/*
 * walk.h -- a resolver by brute force: it asks the servers zone by zone and knows of the estate only
 * the names of its zones. What it comes to is held against resolve_public().
 *
 * It takes of each answer only what is said of the name asked for: its records, its CNAME, a referral
 * or its absence. It goes on from the shallowest zone at each CNAME, and into the child zone at each
 * referral, and gives up after LIMIT_CHAIN questions.
 */
#ifndef ZW_TESTS_DIFFERENTIAL_WALK_H
#define ZW_TESTS_DIFFERENTIAL_WALK_H

#include "index/resolve.h"
#include "question.h"

struct walk {
	struct question start;
	struct question now; /* to be asked */
	unsigned zone;	     /* of the draft: that is asked */
	unsigned messages;
	enum answer_kind kind; /* once it is over */
};

/* Begins; false: it is over at once, for no zone holds the name. */
bool walk_begin(struct walk *walk, const struct draft *draft, const struct question *question);

/* Takes an answer; false: the walk is over. */
bool walk_take(struct walk *walk, const struct draft *draft, const struct wire_answer *answer);

/* Whether resolve_public() comes to the same; ANSWER is the last one (NULL: none). ret_answer takes
 * what it comes to. */
bool walk_agrees(const struct walk *walk, const struct world *world,
		 const struct wire_answer *answer, struct arena *scratch,
		 struct answer *ret_answer);

#endif
