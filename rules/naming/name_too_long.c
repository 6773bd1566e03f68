/* name_too_long.c -- a name of more than 255 octets. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_name_too_long = {
	.id = "name-too-long",
	.family = "naming",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a name of more than 255 octets",
	.source = "RFC 1035, section 2.3.4",
	.url = "https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4",
	.since = "0.1.0",
	.why = "A name has 255 octets on the wire at most: its labels, a length octet before each, "
	       "and one for the root; that is 253 characters of text. A longer one cannot be "
	       "published or asked for. The zone counts, so that an owner name that is short "
	       "enough in one zone may be too long in another.",
	.fix = "Shorten the labels, or take some of them away.",
};
