/*
 * manifest.h -- manifest.json: what a bundle holds and what it was made from.
 *
 * `files` lists every file that the same input makes again, with size and SHA-256;
 * `not_reproducible` those of a new key or a randomised signature, with the SHA-256 of the part
 * that is signed, which is reproducible for one key. The manifest itself is in neither. `inputs`
 * are the sources, by their paths below the project's folder; `snapshot` (null where there is none) has one digest of
 * all exports: of a line `SHA-256  path` for each, in the order of their paths.
 */
#ifndef ZW_GENERATORS_MANIFEST_H
#define ZW_GENERATORS_MANIFEST_H

#include "bundle.h"
#include "engine/run.h"
#include "index/plan.h"

/* Adds the manifest, after all other files; orders the bundle's files by path. */
void manifest_add(struct bundle *bundle, const struct run *run, const struct plan *plan);

#endif
