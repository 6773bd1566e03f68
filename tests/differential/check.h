/*
 * check.h -- the questions of a run and what became of them.
 */
#ifndef ZW_TESTS_DIFFERENTIAL_CHECK_H
#define ZW_TESTS_DIFFERENTIAL_CHECK_H

#include "compare.h"
#include "server.h"
#include "walk.h"

enum { KINDS = ANSWER_UNKNOWN + 1 };

/* A question and the way in which its answer is judged. */
struct suspect {
	struct question question;
	enum fault fault; /* LOOK_PRODUCT, or a planted one */
	bool walk;	  /* over several zones */
};

struct check {
	const struct world *world;
	const struct draft *draft;
	struct arena scratch; /* emptied now and then */
	unsigned scratch_uses;

	/* what is asked: either WANTED questions near the nodes, or one suspect alone */
	struct questions questions;
	size_t wanted;
	uint64_t *seen; /* hashes of what was asked: each question is asked once */
	bool walk_next; /* the last question is walked too */
	struct question last;
	const struct suspect *only; /* NULL: all */
	bool only_asked;

	/* what came of it */
	size_t asked, compared, long_chains, classes[CLASSES];
	size_t walks, walk_messages, walk_kinds[KINDS];
	size_t differences;
	struct suspect first; /* of the differences */
	struct buf report;    /* the first differences in words */
	size_t caught[FAULTS];
	struct question caught_by[FAULTS];
};

/* For WANTED different questions, the same for the same SEED. */
void check_init(struct check *check, const struct world *world, const struct draft *draft,
		uint64_t seed, size_t wanted);
/* For the question of SUSPECT alone. */
void check_init_one(struct check *check, const struct world *world, const struct draft *draft,
		    const struct suspect *suspect);
void check_free(struct check *check);

/* Asks and compares. */
MUST_USE enum status check_run(struct check *check, struct servers *servers, struct err *err);

/*
 * Takes away from the estate of SUSPECT what is not needed for the difference to show, asking servers
 * of its own in FOLDER each time, and prints what is left with the difference. ret_records takes the
 * number of record sets that are left, besides SOA and NS of zones. FAILED where the difference does
 * not show with the estate alone.
 */
MUST_USE enum status check_shrink(const struct draft *draft, const struct suspect *suspect,
				  const struct servers *servers, struct buf *out,
				  unsigned *ret_records, struct err *err);

#endif
