/* implicit_typing.c -- an unquoted scalar that YAML 1.1 readers take for something else than text:
 * the front ends report it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_implicit_typing = {
	.id = "implicit-typing",
	.family = "syntax",
	.severity = SEV_WARNING,
	.by_front_end = true,
	.summary =
		"an unquoted text that other YAML readers take for a number, a date or a boolean",
	.source = "YAML 1.1 types: bool, int, float, timestamp",
	.url = "https://yaml.org/type/bool.html",
	.since = "0.1.0",
	.why = "Here `no`, `1.20` and `010` stay the text that was written where text is wanted. "
	       "Most other tools read them by YAML 1.1 as false, 1.2 and 8, so the same file "
	       "means different things to different programs.",
	.fix = "Put the value in quotes.",
};
