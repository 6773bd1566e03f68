/*
 * check.h -- runs the rules over a model.
 */
#ifndef ZW_ENGINE_CHECK_H
#define ZW_ENGINE_CHECK_H

#include "engine/rule.h"

struct check_options {
	const struct model *model;
	const struct index *index;
	const struct views *views;
	const struct chains *chains;
	const struct policy *policy;
	date today;
	unsigned jobs;
};

/*
 * Runs every rule that has a hook; severities are not looked at, so that what a policy switches off can
 * still be counted. Zone-local hooks run on JOBS threads, a zone on one of them; the rest follows, a rule
 * on one of them. What they find is added to DIAGS, in an order that the caller sorts.
 */
void check_rules(const struct check_options *options, struct diag_list *diags);

#endif
