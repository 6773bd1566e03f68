/*
 * step_files.h -- what one step of the plan has in the bundle: the body of each of its calls, their
 * inverses, and step.json.
 *
 * steps/<number>-<account>-<kind>-<subject>/ holds, of a step that is complete, one body a call,
 * which the AWS CLI takes as it is (`--cli-input-json`), named after the call; and
 * rollback-001.json for each that has an inverse. Of a pending step it holds pending-001.json
 * instead:
 *
 *	{"pending": [what is missing, why, the export that gives it, where to write it],
 *	 "incomplete": the body as far as it is known, null where it is not}
 *
 * which no call takes.
 */
#ifndef ZW_GENERATORS_STEP_FILES_H
#define ZW_GENERATORS_STEP_FILES_H

#include "base/json.h"
#include "bundle.h"
#include "index/plan.h"

/* One call of the AWS CLI. Paths are below the bundle's folder, from which it is made. */
struct step_call {
	const char *service, *operation; /* "route53", "create-hosted-zone" */
	const char *input;		 /* the body */
	const char *rollback;		 /* the inverse's body; NULL: none */
	const char *rollback_operation;
	const char *
		wait; /* arguments of `aws SERVICE wait` that tell when it has taken effect; NULL */
	size_t part;  /* which of the step's batches or VPCs */
};

struct step_calls {
	VEC(struct step_call) items;
};

/* "steps/010-dns-central-create-hosted-zone-example.com" */
const char *step_folder(struct arena *arena, const struct step *step);

/* The calls of STEP, in order; of a pending one, what they will be. */
void step_calls(struct arena *arena, const struct step *step, struct step_calls *ret_calls);

/* The whole command line, to be run in the bundle's folder. */
const char *step_command(struct arena *arena, const struct step *step,
			 const struct step_call *call);

/* Adds the step's files. */
void step_files_add(struct bundle *bundle, const struct step *step);

/* "ready", "waiting", "pending" */
const char *step_state_name(enum step_state state);

/* The members of one missing value, into the open object of JSON. */
void pending_write(struct json *json, const struct pending *pending);

#endif
