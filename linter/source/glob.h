/*
 * glob.h -- which files of the repository a pattern names.
 *
 * `*` and `?` match within one part of a path, `[…]` a class, `**` any number of folders. A name that
 * begins with a dot is matched only by a pattern part that begins with one. The result is sorted by
 * octets. Symbolic links are followed only where source_read() would follow them. A folder is named only
 * by a pattern that means files (`*.yaml`); reading it gives the reason why it is none.
 */
#ifndef ZW_SOURCE_GLOB_H
#define ZW_SOURCE_GLOB_H

#include "source/source.h"

struct path_list {
	VEC(struct str) paths; /* relative to the project's folder */
};

enum glob_result {
	GLOB_OK,
	GLOB_OUTSIDE, /* the pattern leaves the repository */
	GLOB_LIMIT,   /* LIMIT_GLOB_ENTRIES or LIMIT_GLOB_DEPTH met */
};

/* Appends the files that PATTERN, relative to the project's folder, names. A pattern without
 * wildcards names itself whether or not the file exists, so that reading it gives the reason. */
MUST_USE enum glob_result glob_find(const struct sources *sources, struct str pattern,
				    struct arena *arena, struct path_list *list);

/* Appends every regular file below the project's folder, except below folders whose name begins with
 * a dot. */
MUST_USE enum glob_result glob_all(const struct sources *sources, struct arena *arena,
				   struct path_list *list);

/* One entry of a folder. */
struct folder_entry {
	struct str name;
	bool is_folder;
};

struct folder_list {
	VEC(struct folder_entry) items; /* sorted by octets */
};

/* Appends what lies directly in FOLDER, relative to the project's folder, hidden entries with it.
 * *RET_FOUND says whether there is such a folder. */
MUST_USE enum glob_result glob_folder(const struct sources *sources, struct str folder,
				      struct arena *arena, struct folder_list *list,
				      bool *ret_found);

/* The entry of that name, or NULL. */
const struct folder_entry *folder_find(const struct folder_list *list, struct str name);

/* True where PATH, as a whole, matches PATTERN. */
bool glob_match(struct str pattern, struct str path);

#endif
