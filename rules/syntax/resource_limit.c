/* resource_limit.c -- an input that would take more than the stated limits (source/limits.h): the
 * front ends report it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_resource_limit = {
	.id = "resource-limit",
	.family = "syntax",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a source beyond the limits of size, nesting or expansion",
	.source = "CWE-400, CWE-776",
	.url = "https://cwe.mitre.org/data/definitions/776.html",
	.since = "0.1.0",
	.why = "A few lines of nested aliases stand for billions of values. Whoever can propose a "
	       "change could stop every check with them, so the size of a file, its nesting, its "
	       "aliases and its records are bounded, far above what a real configuration needs.",
	.fix = "Split the file, write nested aliases out, or remove the levels of nesting that "
	       "hold nothing.",
};
