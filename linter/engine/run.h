/*
 * run.h -- one run: sources in, sorted findings out.
 *
 * The one choke point of findings: severities of the policy, --select and --ignore, waivers,
 * de-duplication and order are applied here, after the last rule. Findings are sorted by file, line,
 * column, rule; the result does not depend on --jobs or on the order of files.
 */
#ifndef ZW_ENGINE_RUN_H
#define ZW_ENGINE_RUN_H

#include "diag/diag.h"
#include "front/project.h"
#include "index/chain.h"
#include "index/index.h"
#include "model/model.h"
#include "model/policy.h"

struct plan; /* index/plan.h */

enum { RULE_LIST_MAX = 256 };

enum run_rules {
	RULES_ALL,
	RULES_OF_CHANGES, /* those alone that hold a configuration against an earlier one */
	RULES_NONE,
};

struct run_options {
	const char *const *paths; /* as the user gave them; none: look for the project file */
	size_t n_paths;
	const char *stdin_format; /* NULL: not given */
	date now;
	const char *select[RULE_LIST_MAX]; /* rule ids or families; none: all */
	size_t n_select;
	const char *ignore[RULE_LIST_MAX];
	size_t n_ignore;
	enum severity fail_on;
	unsigned jobs;
	bool report_all; /* a PATH inside a project limits nothing: a plan is of the whole */
	/* A git revision, or a folder or file: what it has as well is not reported; NULL: none. A word
	 * that is both is refused; `./x` is a path, `refs/heads/x` a revision. */
	const char *base;
	/* What is in the base as well counts all the same: a plan is of the whole. */
	bool report_known;
	bool is_base; /* set for the run that another is held against */
	/* The folder of what exists, instead of the one that the project file names; NULL: not given. It is read
	 * from the disk for the base, too. */
	const char *snapshot;
	const char *
		previous; /* the bundle that was applied last: what was declared before; NULL: none */
	enum run_rules rules;
	enum yaml_by yaml_by; /* for tests; the command line has no word for it */
};

struct summary {
	size_t files, zones, records, names, certificates;
	size_t errors, warnings, infos, waived, unknown;
	size_t known, known_undecided; /* not reported, for the base has them as well */
};

struct run {
	struct arena arena;
	struct sources sources;
	struct project project; /* project.file is NULL where there is no project file */
	struct policy policy;
	struct model model;
	struct index index;
	struct views views;
	struct chains chains; /* where records lead */
	struct diag_list
		diags; /* sorted; waived ones included; what SEV_OFF or --ignore drops is not */
	struct summary summary;
	date now;
	enum severity fail_on;
	bool sources_unread; /* a source could not be read or parsed: no bundle may be made of this */
	/* What stands before a source's path (below the project's folder) so that it reads from the
	 * folder the program was started in: "fixtures/example/", "" or "../". */
	struct str path_prefix;
	struct run *base;	/* what this run is held against; NULL: nothing */
	const char *base_name;	/* as the user gave it */
	const char *base_note;	/* why the base is empty; NULL: it is not */
	struct model *previous; /* what the bundle applied last declared; NULL: there is none */
	struct plan
		*plan; /* what would change, without certificates; NULL: no snapshot, or a fault */
	const char *plan_fault; /* why there can be no plan; NULL: there can */
	struct views *existing; /* what is answered today; NULL: no snapshot */
	struct text snapshot;	/* the folder of what exists, below the project's; absent: none */
};

enum run_result {
	RUN_DONE,
	RUN_USAGE, /* no such PATH, no source matched, the project file unreadable: exit status 2 */
	RUN_FAILED, /* exit status 3 */
};

/* Reads, checks, sorts; the base before, where there is one. On RUN_USAGE the reason is in ERR, or in run->diags where the project file
 * itself is at fault. run_free() in every case. */
MUST_USE enum run_result run_check(struct run *run, const struct run_options *options,
				   struct err *err);
void run_free(struct run *run);

/*
 * Reads two configurations to be held against each other: HEAD into RUN, BASE into run->base. Each is a
 * git revision, or a path that is read by itself; HEAD may be NULL: the project as it lies in the
 * folder. options->paths is where the project is, for revisions and for that. Of the findings those of
 * RULES_OF_CHANGES are kept, and, where the configuration could not be read, why.
 */
MUST_USE enum run_result run_diff(struct run *run, const struct run_options *options,
				  const char *base, const char *head, struct err *err);

/* Whether a finding that is not waived reaches --fail-on. */
bool run_has_failures(const struct run *run);

/* Whether an error-severity finding that is not waived exists, or a source is unread: no bundle. */
bool run_blocks_plan(const struct run *run);

/* All rules, sorted by id; and the rule of an id (NULL: none). */
const struct rule *const *rules_all(size_t *ret_count);
const struct rule *rule_find(struct str id);
/* The family slugs in the order of the table of rules. */
const char *const *rule_families(size_t *ret_count);

/* The severity that a policy gives a rule, before settings for single paths. */
enum severity rule_severity(const struct policy *policy, const struct rule *rule);

/* "error", "warning", "info", "off". */
const char *severity_name(enum severity severity);
bool severity_parse(struct str text, enum severity *ret_severity);

#endif
