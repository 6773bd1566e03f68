/*
 * edit_deal.h -- edits dealt by dice: what people change in estates (a target that moves, a zone that is
 * delegated, a shield, a proof, a key), in good orders and in bad ones.
 */
#ifndef ZW_TESTS_EDIT_DEAL_H
#define ZW_TESTS_EDIT_DEAL_H

#include "edits.h"

/* The same edit for the same SEED on every machine. */
void edit_deal(struct edit *edit, struct arena *arena, unsigned seed);

/* Records of any name and type, wildcards, cuts and DNAMEs among them, that come and go. */
void edit_scatter(struct edit *edit, struct arena *arena, unsigned seed);

#endif
