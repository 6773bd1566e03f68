/*
 * known.h -- what a run found and its base has as well.
 *
 * A finding is the same when its fingerprint is, whatever line it stands on. Of several that share one
 * (one cause, many places) as many are known as the base has: first those with the same file and text,
 * then in order. What the base waives it does not have: a waiver that goes brings its finding back.
 */
#ifndef ZW_ENGINE_KNOWN_H
#define ZW_ENGINE_KNOWN_H

#include "engine/run.h"

/* Sets `known` of the findings of RUN, sorted and with their fingerprints, that run->base has; that run
 * is settled. */
void known_mark_findings(struct run *run);

/* For each undecided question of RUN, whether run->base has it. */
void known_mark_undecided(struct run *run);

#endif
