/*
 * inputs.h -- what a run read, as the manifest lists it and as `verify` compares it.
 *
 * Paths are below the project's folder, with `..` where a source lies beside it. The project file and the
 * exports of a snapshot are inputs too; the files of a base (`--base`) are not: they are what the
 * configuration is held against.
 */
#ifndef ZW_GENERATORS_INPUTS_H
#define ZW_GENERATORS_INPUTS_H

#include "engine/run.h"

struct inputs {
	const struct source **items; /* by path, octet by octet; each path once */
	size_t n;
};

/* The list lives in ARENA, the sources in the run. */
void inputs_list(struct inputs *inputs, const struct run *run, struct arena *arena);

/* Whether PATH lies in the folder of the project's snapshot. */
bool input_is_of_snapshot(const struct run *run, struct arena *arena, struct str path);

#endif
