/*
 * scope.h -- what the paths of a command line come to: which folder, which files, what is reported.
 */
#ifndef ZW_ENGINE_SCOPE_H
#define ZW_ENGINE_SCOPE_H

#include "front/project.h"

struct scope {
	struct str
		folder; /* the project's folder, or the one the sources are relative to; absolute */
	bool project;	/* it holds the project file */
	bool whole_folder;	   /* no project file: every file that a front end recognises */
	struct source_spec *specs; /* no project file: the files named */
	size_t n_specs;
	struct str *limit; /* what is reported, below `folder`; none: everything */
	size_t n_limit;
};

/* Finds the project that PATHS lie in, looked for upwards; without PATHS from where we stand. FAILED
 * where a path does not exist, or they have no project in common. */
MUST_USE enum status scope_find(struct scope *scope, struct arena *arena, const char *const *paths,
				size_t n_paths, struct err *err);

/* What PATH says by itself, wherever it lies: a project file, a folder with one, a folder without,
 * or one source. */
MUST_USE enum status scope_alone(struct scope *scope, struct arena *arena, const char *path,
				 struct err *err);

/* PATH, as the user gave it, from FOLDER on: "snapshot", "../snapshot". FAILED where there is none, or it does
 * not lie below ROOT. Both are absolute. */
MUST_USE enum status scope_path_from(struct arena *arena, struct str root, struct str folder,
				     const char *path, struct str *ret_path, struct err *err);

/* What leads from the folder we stand in to FOLDER: "fixtures/example/", "../", "". */
struct str scope_prefix(struct arena *arena, struct str folder);

#endif
