/*
 * project.h -- the project file, zonewarrant.yaml.
 */
#ifndef ZW_FRONT_PROJECT_H
#define ZW_FRONT_PROJECT_H

#include "diag/diag.h"
#include "front/decode.h"
#include "front/node.h"
#include "model/model.h"
#include "model/policy.h"

/* One entry of `sources`. */
struct source_spec {
	struct text path; /* a glob */
	struct text format;
	struct text account;
	struct text view;
	struct text managed; /* whole | part */
	struct text zone;    /* the zone's name, where the file's name does not say it */
	bool literal;	     /* `path` is one file, given on the command line: no glob */
};

struct project {
	const struct source *file; /* NULL: the run has no project file */
	struct number version;
	struct source_spec *sources;
	size_t n_sources;
	struct text snapshot;
	struct text certificates;
	struct number default_ttl; /* seconds */
	struct text baseline;
	struct span user_rules_at; /* no place: absent */
	bool invalid;		   /* the file has an error of its own: exit status 2 */
};

/* Reads the project file ROOT into PROJECT and POLICY. Findings go to DIAGS; `invalid` is set where one of
 * them is an error. The policy file that `extends` names is read through SOURCES. */
void project_read(struct project *project, struct policy *policy, struct sources *sources,
		  const struct source *file, const struct node *root, struct diag_list *diags);

/* A policy for a run without a project file. */
void policy_init(struct policy *policy);

/* The shape of the project file, for the schema. */
extern const struct shape shape_project;

/* Name of the project file. */
#define PROJECT_FILE "zonewarrant.yaml"

#endif
