/* rdata_invalid.c -- a record value that is not of its type: the front ends, which make wire rdata of
 * every value, report it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_rdata_invalid = {
	.id = "rdata-invalid",
	.family = "records",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a record value that is not of its type",
	.source = "RFC 1035, sections 3.3, 3.4 and 5.1; the RFC of each type",
	.url = "https://www.rfc-editor.org/rfc/rfc1035#section-3.3",
	.since = "0.1.0",
	.why = "Route 53 refuses the whole batch of changes that holds such a value, and a name "
	       "server refuses the zone. A value that is near enough to be accepted, an address "
	       "with a leading zero, is read differently by different programs.",
	.fix = "Write the value in the presentation form of its type, as the message says.",
};
