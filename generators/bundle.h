/*
 * bundle.h -- the folder that `plan` writes: files in memory first, then on disk whole or not at
 * all.
 *
 *	struct bundle bundle;
 *	bundle_init(&bundle, arena);
 *	bundle_add(&bundle, "PLAN.md", text);
 *	switch (bundle_write(&bundle, "out/bundle", &err)) ...
 *
 * A generator adds each of its files once; paths are relative, with `/`, and each part of a path
 * that comes from a source goes through bundle_part() first. Bytes and path are copied into the
 * arena. No private key is ever added.
 *
 * bundle_write() makes a folder of another name beside the one asked for (so that both lie in one
 * file system), writes and flushes every file and folder, and renames it. Whatever goes wrong on
 * the way, nothing that it made stays behind: not after a full disk, not after SIGINT, SIGTERM or
 * SIGHUP, which are held back until the folder is complete or gone.
 */
#ifndef ZW_GENERATORS_BUNDLE_H
#define ZW_GENERATORS_BUNDLE_H

#include "base/map.h"
#include "base/vec.h"

struct bundle_file {
	const char *path; /* below the bundle's folder */
	struct str bytes;
	bool irreproducible; /* the same input makes other bytes: a new key, a randomised signature */
	const char
		*tbs_sha256; /* of an irreproducible file: hexadecimal SHA-256 of the part that is
				 * signed (CertificationRequestInfo of a CSR); NULL: none */
};

struct bundle {
	struct arena *arena;
	VEC(struct bundle_file) files; /* in the order of the calls; bundle_sort() orders by path */
	struct map paths;	       /* which paths are taken */
};

enum bundle_result {
	BUNDLE_WRITTEN,
	BUNDLE_REFUSED, /* the folder exists, or its parent cannot be written: exit status 2 */
	BUNDLE_FAILED,	/* a full disk, an I/O error, an interrupt: exit status 3 */
};

void bundle_init(struct bundle *bundle, struct arena *arena);

/* Adds a file that the same input makes again, octet for octet. A path that is there already, is
 * absolute or has a `.` or `..` part is BUG(). */
void bundle_add(struct bundle *bundle, const char *path, struct str bytes);

/* Adds a file that differs from run to run; the manifest lists it apart with TBS_SHA256 (NULL:
 * none). */
void bundle_add_irreproducible(struct bundle *bundle, const char *path, struct str bytes,
			       const char *tbs_sha256);

/* Whether PATH is taken. */
bool bundle_has(const struct bundle *bundle, const char *path);

/* The file of that path, or NULL. */
const struct bundle_file *bundle_find(const struct bundle *bundle, const char *path);

/* Orders the files by path, octet by octet. */
void bundle_sort(struct bundle *bundle);

/* TEXT as one part of a path: letters, digits, `.`, `_` and `-` stay, any other octet and a
 * leading dot become `%XX`; over 100 octets it is cut and ends in a part of its SHA-256.
 * Different texts make different parts. */
const char *bundle_part(struct arena *arena, struct str text);

/* Whether FOLDER is a name for a new folder, and its parent one that can be written in; the
 * reason why not in ERR. Nothing is made. */
MUST_USE enum status bundle_may_be_made(const char *folder, struct err *err);

/* Writes all files below FOLDER, 0644 and folders 0755 less the umask. The reason of a result
 * other than BUNDLE_WRITTEN is in ERR. */
MUST_USE enum bundle_result bundle_write(const struct bundle *bundle, const char *folder,
					 struct err *err);

#endif
