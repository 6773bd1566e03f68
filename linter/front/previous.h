/*
 * previous.h -- what the bundle that was applied last declared: the base of a plan where there is no revision
 * to compare with.
 *
 * evidence/declared.json of a bundle that was made against a snapshot lists it; of a bundle that knew of no
 * snapshot, and so created everything, the bodies of its steps do. Each file of the bundle is held against
 * its manifest first: of one that was changed since nothing is believed.
 */
#ifndef ZW_FRONT_PREVIOUS_H
#define ZW_FRONT_PREVIOUS_H

#include "model/model.h"

/*
 * Reads the bundle in FOLDER, as the user gave it, into MODEL, which is made in ARENA and finished: zones with
 * owners, types and set identifiers, and the values of TXT. FAILED, with the reason in ERR, where it is no bundle,
 * a file of it is missing or differs from its manifest, or its format is not known.
 */
MUST_USE enum status previous_read(struct model *model, struct arena *arena, const char *folder,
				   struct err *err);

#endif
