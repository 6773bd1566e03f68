/* unknown_key.c -- a key that the format does not have: the front ends report it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_unknown_key = {
	.id = "unknown-key",
	.family = "syntax",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a key that the format does not have",
	.source = "JSON Schema Core 2020-12, section 10.3.2.3 (additionalProperties)",
	.url = "https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2.3",
	.since = "0.1.0",
	.why = "A misspelt key says nothing: the value behind it has no effect, and the default "
	       "that takes its place may be the opposite of what was meant.",
	.fix = "Use the key that is offered, or remove the entry. A comment begins with `#`.",
};
