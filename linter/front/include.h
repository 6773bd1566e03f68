/*
 * include.h -- files that sources bring in (`$INCLUDE`), read before the sources are translated.
 *
 * Sources are translated by threads; what they include is read and numbered before that, by one, so
 * that the numbers of files and what is known of them do not depend on which thread was faster.
 */
#ifndef ZW_FRONT_INCLUDE_H
#define ZW_FRONT_INCLUDE_H

#include "base/map.h"
#include "source/source.h"

struct included {
	struct str path;	     /* below the project's folder */
	const struct source *source; /* NULL: it cannot be read */
	enum read_result result;
	const char *reason; /* why it cannot: fits behind the path; NULL: it can */
	bool wanted;	    /* some file includes it */
};

struct includes {
	struct sources *sources;
	struct arena *arena;
	struct map
		by_name; /* struct included, by the folder of who includes and the name as written */
	struct map by_path; /* struct included, by path */
	VEC(const struct included *)
	files; /* those wanted, in the order in which they were found */
};

void includes_init(struct includes *includes, struct sources *sources, struct arena *arena);

/* Makes SOURCE, which is read already, known by its path. */
void includes_know(struct includes *includes, const struct source *source);

/* Reads what NAME means in FROM: relative to the folder of FROM (as Knot DNS has it), or, where nothing
 * is there, to the project's folder (as BIND and NSD have it, which run in one folder). */
void includes_read(struct includes *includes, const struct source *from, struct str name);

/* What includes_read() has read, or NULL where it was not asked. Thread-safe: touches only ARENA. */
const struct included *includes_find(const struct includes *includes, struct arena *arena,
				     const struct source *from, struct str name);

/* Whether some file includes the file at PATH. */
bool includes_has(const struct includes *includes, struct str path);

#endif
