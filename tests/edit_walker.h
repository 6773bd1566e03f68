/*
 * edit_walker.h -- a second opinion on an edit, by brute force: every state of every interleaving is made, and
 * every name and type is asked in each, by a resolver of its own that knows nothing of indexes, overlays or
 * plans, and works on the records as they are written.
 */
#ifndef ZW_TESTS_EDIT_WALKER_H
#define ZW_TESTS_EDIT_WALKER_H

#include "edits.h"

struct walk_result {
	bool safe;
	unsigned condition; /* 1, 2 or 3 */
	unsigned state;	    /* a bit for each batch that is applied */
	const char *name;
	enum rr_type type;
	unsigned n_states;
};

/* Judges all states of the edit as it is written. Names live in ARENA. */
void walk_edit(const struct edit *edit, struct arena *arena, struct walk_result *ret_result);

/* Whether the batches have an order, with the waits that are written, in which every state is safe. */
bool walk_finds_order(const struct edit *edit, struct arena *arena);

#endif
