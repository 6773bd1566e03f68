/* wrong_type.c -- a value of another kind than its key takes: the front ends report it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_wrong_type = {
	.id = "wrong-type",
	.family = "syntax",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a value that its key cannot take",
	.source = "JSON Schema Validation 2020-12, section 6.1",
	.url = "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1",
	.since = "0.1.0",
	.why = "A list where one text is wanted, a number out of range or a word that is not one "
	       "of those allowed cannot be taken as it stands, and to guess what was meant would "
	       "hide the mistake. The value counts as not known in all other checks.",
	.fix = "Write a value of the kind that the message names.",
};
