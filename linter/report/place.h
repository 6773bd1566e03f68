/*
 * place.h -- where a span stands, in the terms of a report.
 *
 * The paths of a run's sources are put together once; a `struct places` holds them until
 * places_done().
 */
#ifndef ZW_REPORT_PLACE_H
#define ZW_REPORT_PLACE_H

#include "engine/run.h"

struct places {
	const struct run *run;
	struct arena arena;
	struct str *paths; /* paths[file - 1] */
};

struct place {
	const struct source *source;
	struct str path;
	struct position start, end; /* end: behind the last character */
};

void places_init(struct places *places, const struct run *run);
void places_done(struct places *places);

/* False where AT is no place. */
bool places_find(const struct places *places, struct span at, struct place *ret_place);

#endif
