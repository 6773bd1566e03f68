/*
 * manifest_read.h -- the manifest of a bundle, read back with distrust.
 */
#ifndef ZW_GENERATORS_MANIFEST_READ_H
#define ZW_GENERATORS_MANIFEST_READ_H

#include "base/date.h"
#include "base/map.h"
#include "base/vec.h"

struct manifest_file {
	const char *path;
	uint64_t size;
	struct str sha256; /* 64 hexadecimal digits, lower case */
	bool is_there;	   /* for the caller */
};

struct manifest_step {
	uint64_t number;
	const char *folder;
	struct str kind, state;
	struct str account; /* NULL pointer: null */
	bool irreversible;
	const uint64_t *waits_for;
	size_t n_waits_for;
};

struct manifest {
	struct arena *arena;
	struct str version; /* of the program that wrote it */
	date now;
	struct str policy_sha256;
	struct str signed_with; /* the algorithm; NULL pointer: not signed when it was made */
	VEC(struct manifest_file)
	files; /* reproducible ones and others, in the order of the file */
	VEC(struct manifest_file) inputs;
	VEC(struct manifest_step) steps;
	struct map by_path;	/* struct manifest_file of `files` */
	struct map by_digest;	/* … the first of each digest */
	struct map input_paths; /* struct manifest_file of `inputs` */
};

/*
 * Reads it; everything lives in ARENA, or points into BYTES. FAILED, with the place where there is one, where it is no
 * manifest of a known version; where it names a path that leads out of the bundle, or names one twice; where a member
 * that it must have is missing.
 */
MUST_USE enum status manifest_read(struct manifest *manifest, struct arena *arena, struct str bytes,
				   struct err *err);

#endif
