/* empty_label.c -- `a..b`: a label without a character. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_empty_label = {
	.id = "empty-label",
	.family = "naming",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a name with an empty label, as in `a..b`",
	.source = "RFC 1035, section 3.1",
	.url = "https://www.rfc-editor.org/rfc/rfc1035#section-3.1",
	.since = "0.1.0",
	.why = "The empty label is the root, and ends a name. Two dots in a row, or a dot in "
	       "front, "
	       "are therefore no name at all: what was meant is not known, and no provider takes "
	       "it.",
	.fix = "Take the superfluous dot away, or write the label that is missing. A template or a "
	       "variable that is empty is a common cause.",
};
