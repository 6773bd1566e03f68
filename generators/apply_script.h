/*
 * apply_script.h -- apply.sh in the bundle: the script that applies it, step by step.
 *
 * The script is generators/apply.sh, which stands in the program as it is, with the steps of the plan filled in. It needs
 * a POSIX shell, the AWS CLI and the tools that every system has; it reads no JSON but the manifest, whose form is
 * ours, and the ids in the answers of the AWS CLI.
 */
#ifndef ZW_GENERATORS_APPLY_SCRIPT_H
#define ZW_GENERATORS_APPLY_SCRIPT_H

#include "bundle.h"
#include "index/plan.h"

/* Adds apply.sh: after all other files that the manifest will list, for the script knows how many they are. */
void apply_script_add(struct bundle *bundle, const struct plan *plan);

#endif
