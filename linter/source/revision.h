/*
 * revision.h -- the files of one git revision, read from the object store of the repository.
 *
 * Work tree, index, hooks and filters are not touched, nothing is run or fetched, and of git's
 * configuration only the repository's own file is read. Symbolic links are followed within the
 * revision; one that leads out of it is refused as it is on disk. A submodule is another repository:
 * it is not looked into. Threads may read files at once; nothing else.
 */
#ifndef ZW_SOURCE_REVISION_H
#define ZW_SOURCE_REVISION_H

#include "source/source.h"

struct revision;

/*
 * Opens revision TEXT (gitrevisions(7): a branch, a tag, `HEAD~1`, a hash) of the repository whose work
 * tree is ROOT, an absolute path. FAILED where there is no repository, or none with a work tree there,
 * and where TEXT names no commit of it.
 */
MUST_USE enum status revision_open(struct revision **ret_revision, const char *root,
				   const char *text, struct err *err);
/* NULL is nothing. */
void revision_close(struct revision *revision);

/* Whether TEXT names something in the repository that FOLDER lies in. */
bool revision_exists(const char *folder, const char *text);

/* Reads one file as source_read() does; PATH is below the root, normalised. */
MUST_USE enum read_result revision_read(struct revision *revision, struct str path,
					struct arena *arena, struct str *ret_bytes,
					struct err *err);

enum revision_entry {
	REVISION_FILE,
	REVISION_FOLDER,
	REVISION_LINK,
	REVISION_SUBMODULE,
};

/* Calls FN with each entry of FOLDER, a path below the root ("" for the root itself), until FN says
 * false. READ_OUTSIDE and READ_REFUSED as for a file; FN is not called then. */
MUST_USE enum read_result revision_list(const struct revision *revision, struct str folder,
					bool (*fn)(void *context, const char *name,
						   enum revision_entry kind),
					void *context, struct arena *arena, struct err *err);

#endif
