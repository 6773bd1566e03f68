/* snapshot_incomplete.c -- an export that does not hold all it should: the reader of the snapshot
 * reports it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_snapshot_incomplete = {
	.id = "snapshot-incomplete",
	.family = "syntax",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary =
		"an export that is cut off, too old, of another account, or of a zone that is not "
		"there",
	.source = "AWS Command Line Interface User Guide, \"Using the pagination options\"",
	.url = "https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-pagination.html",
	.since = "0.1.0",
	.why = "An export made with --max-items or --no-paginate ends early and says so in "
	       "NextToken or IsTruncated. What it does not hold would count as absent, and a plan "
	       "would create or delete the wrong records. So it would where a zone that the estate "
	       "names was deleted meanwhile, or two have its name.",
	.fix = "Make the export again with the commands of the documentation, without --max-items "
	       "and --no-paginate, with credentials of the account that its folder names.",
};
