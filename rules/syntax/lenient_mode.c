/* lenient_mode.c -- octoDNS told to accept what is invalid: the octoDNS front end reports it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_lenient_mode = {
	.id = "lenient-mode",
	.family = "syntax",
	.severity = SEV_WARNING,
	.by_front_end = true,
	.summary = "octoDNS `lenient: true` without a reason",
	.source = "octoDNS, Records, \"Lenience\"",
	.url = "https://github.com/octodns/octodns/blob/main/docs/records.md#lenience",
	.since = "0.1.0",
	.why = "With `lenient: true` octoDNS turns its own validation of the record into a log "
	       "line, so an invalid record reaches the provider unseen. It is meant for moving "
	       "old records into octoDNS, and tends to stay behind afterwards.",
	.fix = "Remove `lenient: true` and correct the record. Where the record has to stay as it "
	       "is, say why in a comment on the same line, or in a waiver of the project file.",
};
