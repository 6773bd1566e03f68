/*
 * evidence.h -- what the bundle says about the check it passed: the findings (waived ones
 * included), which private names are proved to resolve publicly for nobody, and the policy under which they were judged.
 */
#ifndef ZW_GENERATORS_EVIDENCE_H
#define ZW_GENERATORS_EVIDENCE_H

#include "bundle.h"
#include "engine/run.h"

/* Adds evidence/findings.json, evidence/findings.sarif, evidence/proof.json (docs/proof.md) and
 * evidence/policy.json, with paths below the project's folder. */
void evidence_add(struct bundle *bundle, const struct run *run);

#endif
