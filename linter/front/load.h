/*
 * load.h -- sources into the model: find, read, recognise, translate, derive.
 */
#ifndef ZW_FRONT_LOAD_H
#define ZW_FRONT_LOAD_H

#include "front/project.h"
#include "model/model.h"
#include "model/policy.h"

struct load {
	struct sources *sources;
	struct model *model;
	struct diag_list *diags;
	const struct policy *policy;
	const struct source_spec *specs;
	size_t n_specs;
	struct text certificates; /* where issued certificates lie: a folder, a file or a glob */
	bool whole_folder;	  /* instead of specs: every file that a front end recognises */
	struct str stdin_bytes;	  /* with a non-NULL pointer: one source, from standard input */
	const char *stdin_format; /* of that source, as `format:` names it; NULL: by its content */
	struct text snapshot;	  /* the folder of what exists; absent: nothing is known of that */
	const struct model *before; /* what was declared before; NULL: not known */
	unsigned jobs;
	size_t files; /* out: sources that were read and recognised */
};

enum load_result {
	LOAD_OK,
	LOAD_NOTHING, /* no source matched */
};

/* Fills the model and finishes it. What is wrong with a source is a finding, and the others go on. */
MUST_USE enum load_result load_sources(struct load *load);

#endif
