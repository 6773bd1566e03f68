/*
 * proof_class.h -- the judgement of one class of questions: proof.h.
 */
#ifndef ZW_INDEX_PROOF_CLASS_H
#define ZW_INDEX_PROOF_CLASS_H

#include "index/proof.h"

/* Asks ZONE for CLASS->name, for every type that exposes, and fills in the rest. What a zone that this
 * one delegates to answers is that zone's to be asked for, where the model has it. */
void judge_class(const struct index *index, const struct zone_index *zone,
		 struct question_class *class);

#endif
