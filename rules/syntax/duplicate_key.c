/* duplicate_key.c -- one key twice, in a mapping or in a section that several files make together:
 * the front ends report it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_duplicate_key = {
	.id = "duplicate-key",
	.family = "syntax",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "the same key twice in a mapping, or the same entry in two files",
	.source = "YAML 1.2.2, section 3.2.1.1",
	.url = "https://yaml.org/spec/1.2.2/#3211-nodes",
	.since = "0.1.0",
	.why = "The keys of a mapping are unique. Most tools keep the last of two equal keys and "
	       "drop the other without a word, so one of the two entries is lost, and which one "
	       "depends on the order of lines or files.",
	.fix = "Keep one of the two entries, join what they say, or give one of them another key.",
};
