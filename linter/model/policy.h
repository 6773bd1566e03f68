/*
 * policy.h -- the project's rules of the house: which rules, how severe, what is private, what is
 * waived, what proves ownership.
 */
#ifndef ZW_MODEL_POLICY_H
#define ZW_MODEL_POLICY_H

#include "base/pattern.h"
#include "base/vec.h"
#include "diag/diag.h"
#include "model/dname.h"
#include "model/value.h"

struct node;

struct rule_option {
	struct text key, value;
};

struct rule_setting {
	struct text rule;
	enum severity severity;
	bool has_severity;
	struct rule_option *options;
	size_t n_options;
};

struct path_setting {
	struct text match; /* a glob */
	struct rule_setting *rules;
	size_t n_rules;
};

/* Which names a `private_names` entry means: `x` the name alone, `*.x` any name below at any depth,
 * `.x` both. */
/* … and those of `gate.protect` and `gate.allow`. */
struct private_pattern {
	struct text text;
	const struct dname *base;
	bool self, below;
};

struct waiver {
	struct text rule;
	struct text name; /* absent: every name */
	struct text reason;
	struct text approved_by;
	struct day expires;
	const struct dname *dname;
	struct span at;
};

struct ownership_policy {
	struct text name;	 /* where: `@` */
	struct text value;	 /* PCRE2 pattern of the TXT */
	struct pattern *pattern; /* NULL: no pattern is set */
	struct span at;		 /* no place: absent */
};

/* What passes the gate. */
struct allowance {
	struct text name;   /* as an entry of `private_names` */
	struct text reason; /* why */
	struct text rule;   /* of the gate's rules the one meant; absent: all that can be passed */
	struct private_pattern pattern;
};

struct gate {
	struct number max_delete_percent, max_update_percent; /* absent: no limit */
	struct text max_snapshot_age;
	struct text_list protect;
	struct private_pattern *protected; /* `protect`, read */
	size_t n_protected;
	struct allowance *allow;
	size_t n_allow;
	struct span at;
};

/* An assertion about an answer: a unit test for DNS. */
struct expectation {
	struct text name, type;
	struct text view;	 /* public | vpc:<id> | account:<name>; absent: public */
	struct text_list answer; /* NODATA, NXDOMAIN, or values, in any order */
};

struct policy {
	struct text extends; /* recommended | strict | a file */
	bool strict;
	struct rule_setting *rules;
	size_t n_rules;
	struct path_setting *paths;
	size_t n_paths;
	struct private_pattern *private_names;
	size_t n_private_names;
	struct ownership_policy ownership;
	bool derive_caa;
	struct waiver *waivers;
	size_t n_waivers;
	struct gate gate;
	struct expectation *expectations;
	size_t n_expectations;
};

/* The entry of `private_names` that NAME matches, or NULL. */
const struct private_pattern *policy_private(const struct policy *policy, const struct dname *name);

/* The entry of `gate.protect` that NAME matches, or NULL. */
const struct private_pattern *gate_protects(const struct gate *gate, const struct dname *name);

/* The entry of `gate.allow` that lets RULE pass for NAME, or NULL. */
const struct allowance *gate_allows(const struct gate *gate, const char *rule,
				    const struct dname *name);

#endif
