/*
 * chain_build.h -- the parts of chains_build(): chain.c makes the graph, chain_loop.c looks at it.
 */
#ifndef ZW_INDEX_CHAIN_BUILD_H
#define ZW_INDEX_CHAIN_BUILD_H

#include "index/chain.h"

/* Finds the loops and the lengths of the chains that have none, in time linear in the links (R. Tarjan,
 * "Depth-first search and linear graph algorithms", 1972), without recursion. */
void chains_find_loops(struct chains *chains, struct arena *scratch);

#endif
