/*
 * proof_class.h -- the judgement of one class of questions: proof.h.
 */
#ifndef ZW_INDEX_PROOF_CLASS_H
#define ZW_INDEX_PROOF_CLASS_H

#include "index/proof.h"

/* Asks ZONE for CLASS->name, for every type that exposes, follows the chains, and fills in the rest. */
void judge_class(const struct index *index, const struct zone_index *zone,
		 struct question_class *class, struct arena *arena);

/* Whether an RRset is a proof of ownership or of validation, which may answer below a private domain: an
 * RRset at a name with an underscore label that is TXT, or the CNAME of a validation. */
bool is_validation_record(const struct rrset *rrset);

#endif
