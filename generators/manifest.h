/*
 * manifest.h -- manifest.json: what a bundle holds and what it was made from.
 *
 * `files` lists every file that the same input makes again, with size and SHA-256;
 * `not_reproducible` those of a new key or a randomised signature, with the SHA-256 of the part

 */
#ifndef ZW_GENERATORS_MANIFEST_H
#define ZW_GENERATORS_MANIFEST_H

#include "bundle.h"
#include "engine/run.h"
#include "index/plan.h"
#include "key_algorithm.h"

#define MANIFEST_FILE "manifest.json"
#define MANIFEST_VERSION "1"

/* Adds the manifest, after all other files but the statement; orders the bundle's files by path. SIGNER is the
 * algorithm of the key that will sign the statement; NULL: none will. */
void manifest_add(struct bundle *bundle, const struct run *run, const struct plan *plan,
		  const struct key_algorithm *signer);

#endif
