/*
 * plan.h -- the core of the command `plan`: from a finished run to a bundle on disk.
 *
 * The command's options are `-o DIR` (required: the bundle's folder, which may not exist yet),
 * `--keys DIR` (keys that it has to make go there, never into the bundle; without it the requests
 * that need a new key are pending), `--passphrase-file FILE` (encrypts those keys), `--upsert`
 * (UPSERT instead of CREATE: nothing is refused because it exists, and there is no rollback, for
 * nobody knows what was replaced), and `--sign-key KEY` (signs the bundle's statement: statement.h).
 *
 *	struct plan_options options = {.folder = "bundle", .keys_folder = "keys"};
 *	switch (plan_write(&run, &options, &err)) ...
 *
 * Only a run without unread sources and without errors that are not waived makes a bundle. What the
 * folder holds is described in docs/bundle.md.
 */
#ifndef ZW_GENERATORS_PLAN_H
#define ZW_GENERATORS_PLAN_H

#include "engine/run.h"

struct plan_options {
	const char *folder;	     /* -o */
	const char *keys_folder;     /* --keys; NULL: not given */
	const char *passphrase_file; /* --passphrase-file; NULL: not given */
	bool upsert;		     /* --upsert */
	const char *sign_key;	     /* --sign-key; NULL: not given */
};

enum plan_result {
	PLAN_WRITTEN, /* exit status 0 */
	PLAN_BLOCKED, /* findings of the run, or what no batch or request can hold: exit status 1 */
	PLAN_REFUSED, /* the folder exists or cannot be written, an option's file is unreadable: 2 */
	PLAN_FAILED,  /* exit status 3; nothing is left behind */
};

/* Writes the bundle. ERR holds the reason of any other result than PLAN_WRITTEN; of PLAN_BLOCKED
 * it may be empty, where the findings say it. */
MUST_USE enum plan_result plan_write(const struct run *run, const struct plan_options *options,
				     struct err *err);

#endif
