/* missing_key.c -- a mapping without a key that it must have: the front ends report it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_missing_key = {
	.id = "missing-key",
	.family = "syntax",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a required key is absent",
	.source = "JSON Schema Validation 2020-12, section 6.5.3 (required)",
	.url = "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3",
	.since = "0.1.0",
	.why = "Without the key the entry does not say what is meant: a subdomain without an "
	       "account, for one, belongs to nobody who could hold its zone. No default would be "
	       "right, so none is assumed, and the entry is left out of all other checks that "
	       "need the key.",
	.fix = "Write the key with its value into the mapping that is shown.",
};
