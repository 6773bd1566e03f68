/* label_too_long.c -- a label of more than 63 octets. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_label_too_long = {
	.id = "label-too-long",
	.family = "naming",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a label of more than 63 octets",
	.source = "RFC 1035, section 2.3.4",
	.url = "https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4",
	.since = "0.1.0",
	.why = "The length of a label has six bits on the wire, so that 63 octets are the most. A "
	       "longer one cannot be published, asked for, or put into a certificate. An "
	       "internationalised label counts as its A-label, with `xn--`.",
	.fix = "Shorten the label, or make two labels of it where the naming template allows that.",
};
