/* include_outside_root.c -- a path that leaves the repository: the front ends report it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_include_outside_root = {
	.id = "include-outside-root",
	.family = "syntax",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a path, glob or symbolic link that leaves the repository",
	.source = "CWE-22, CWE-59",
	.url = "https://cwe.mitre.org/data/definitions/22.html",
	.since = "0.1.0",
	.why = "A configuration that is checked for somebody else could otherwise make the "
	       "checking machine read any file it can, and show parts of it in a report. What "
	       "lies outside the repository is not reviewed with it either, and differs from one "
	       "machine to the next.",
	.fix = "Name paths within the repository, and copy what is needed into it.",
};
