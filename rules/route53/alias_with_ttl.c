/* alias_with_ttl.c -- an alias that states a TTL. */
#include "engine/rule.h"

#include "base/banned.h"

static void check(struct check *ck, const struct rrset *rrset)
{
	struct diag *d;

	/* octoDNS's own type ALIAS has a TTL, and is known to have one */
	if (rrset->alias == NULL || rrset->ttl_known || rrset->ttl_at.file == 0)
		return;
	d = report(ck, rrset->ttl_at, "the alias at `%s` has a TTL, and takes that of its target",
		   show(ck, rrset->owner));
	about(ck, d, rrset->owner, rrset->zone, rr_type_name(ck->arena, rrset->type));
	help(ck, d, "remove the TTL");
}

const struct rule rule_alias_with_ttl = {
	.id = "alias-with-ttl",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "an alias record with a TTL of its own",
	.source = "Amazon Route 53 API Reference, ResourceRecordSet (TTL)",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
	.since = "0.1.0",
	.why = "An alias has the TTL of its target, and Route 53 refuses one that states "
	       "another. Who reads the number believes that it can be lowered before a "
	       "change; it cannot.",
	.fix = "Remove the TTL.",
	.check_rrset = check,
};
