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
	const struct views *base; /* what the model is held against; NULL: nothing */
	const struct plan *plan;  /* against a snapshot; NULL: there is none */
	bool changes_only;	  /* only rules that hold the two against each other */
};

/*
 * Runs every rule that has a hook, check_change() where there is a base and check_plan()
 * where there is a plan; severities are not looked at, so
 * that what a policy switches off can still be counted. Zone-local hooks run on JOBS threads, a zone on
 * one of them; the rest follows, a rule on one of them. What they find is added to DIAGS, in an order that
 * the caller sorts.
 */
void check_rules(const struct check_options *options, struct diag_list *diags);

#endif
