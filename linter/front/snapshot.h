/*
 * snapshot.h -- what exists today: exports of the AWS CLI (docs/snapshot.md).
 *
 * A snapshot is a folder of JSON files in any layout. What a file is, its own keys say; of which account
 * it is, a folder above it says by an account's key or number, and the resources in it by their ARNs. An
 * export that does not hold all it should is worse than none, for what it lacks would count as absent.
 */
#ifndef ZW_FRONT_SNAPSHOT_H
#define ZW_FRONT_SNAPSHOT_H

#include "diag/diag.h"
#include "model/model.h"

/*
 * Reads every JSON file below FOLDER (relative to the project's folder, as the project file writes it)
 * and reports under snapshot-incomplete an export that is cut off, of an account that is not declared or
 * that its folder contradicts, records of a hosted zone that no export lists, and a folder without any
 * export; under the other rules of the family syntax what cannot be read. MODEL is finished.
 */
void snapshot_check(struct sources *sources, struct diag_list *diags, const struct model *model,
		    struct text folder);

#endif
