/*
 * bundle_folder.h -- a bundle's folder as it lies on disk, read with distrust.
 *
 * The folder may come from anywhere. Nothing in it is followed: no symbolic link, no `..`; nothing but regular
 * files is opened, so that no pipe is waited for and no device is touched; and how much is looked at is bounded.
 */
#ifndef ZW_GENERATORS_BUNDLE_FOLDER_H
#define ZW_GENERATORS_BUNDLE_FOLDER_H

#include "base/digest.h"
#include "base/vec.h"

enum {
	BUNDLE_ENTRIES_MAX = 1000 * 1000,    /* files and folders that are listed */
	BUNDLE_DEPTH_MAX = 16,		     /* folders below one another */
	BUNDLE_READ_MAX = 128 * 1024 * 1024, /* octets of a file that is read as a whole */
};

enum entry_kind { ENTRY_FILE, ENTRY_FOLDER, ENTRY_LINK, ENTRY_SPECIAL };

struct bundle_entry {
	const char *path; /* below the folder, `/` between parts */
	enum entry_kind kind;
	uint64_t size;	    /* of a file */
	const char *reason; /* why a folder could not be listed, or an entry not looked at; NULL */
};

struct bundle_folder {
	int fd; /* -1: not open */
	struct arena *arena;
	VEC(struct bundle_entry) entries; /* by path, octet by octet */
	bool too_many;			  /* more than BUNDLE_ENTRIES_MAX: the list is cut off */
};

/* Opens PATH; FAILED where it is no folder that can be read. */
MUST_USE enum status bundle_folder_open(struct bundle_folder *folder, struct arena *arena,
					const char *path, struct err *err);
void bundle_folder_close(struct bundle_folder *folder);

/* Lists what is in it, at all depths. */
void bundle_folder_list(struct bundle_folder *folder);

/* The SHA-256 of the regular file PATH, of which SIZE octets are expected: FAILED where it is longer, shorter, or
 * cannot be read. */
MUST_USE enum status bundle_folder_digest(const struct bundle_folder *folder, const char *path,
					  uint64_t size, char out[SHA256_HEX_SIZE],
					  struct err *err);

/* All octets of the regular file PATH, in ARENA, at most BUNDLE_READ_MAX. */
MUST_USE enum status bundle_folder_read(const struct bundle_folder *folder, struct arena *arena,
					const char *path, struct str *ret_bytes, struct err *err);

#endif
