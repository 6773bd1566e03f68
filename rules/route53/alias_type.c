/* alias_type.c -- an alias of a type that its target does not have. */
#include "engine/rule.h"

#include "base/banned.h"

static bool is_allowed(const struct rrset *rrset)
{
	if (rrset->alias->kind == TARGET_RECORD)
		return rrset->type != RR_NS && rrset->type != RR_SOA;
	return rrset->type == RR_A || rrset->type == RR_AAAA ||
	       (rrset->type == RR_HTTPS && rrset->alias->kind == TARGET_CLOUDFRONT);
}

static void check(struct check *ck, const struct rrset *rrset)
{
	struct diag *d;

	if (rrset->alias == NULL || is_allowed(rrset))
		return;
	d = report(ck, rrset->at, "an alias of type %s to %s%s at `%s`",
		   rr_type_name(ck->arena, rrset->type),
		   rrset->alias->kind == TARGET_RECORD ? "a record of the zone, " : "",
		   show_rrset(ck, rrset), show(ck, rrset->owner));
	about(ck, d, rrset->owner, rrset->zone, rr_type_name(ck->arena, rrset->type));
	help(ck, d,
	     rrset->alias->kind == TARGET_RECORD
		     ? "write the %s record with its values"
		     : "write it with type A or AAAA, or the %s record with its values",
	     rr_type_name(ck->arena, rrset->type));
}

const struct rule rule_alias_type = {
	.id = "alias-type",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "an alias record of a type that its target cannot have",
	.source = "Amazon Route 53 API Reference, AliasTarget",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html",
	.since = "0.1.0",
	.why = "An alias answers with what its target has: a load balancer, a distribution"
	       " or an endpoint has addresses and nothing else (CloudFront has HTTPS "
	       "records too), and an alias to a record of the zone answers its own type "
	       "alone, never NS or SOA. Route 53 refuses any other.",
	.fix = "Write the alias with type A, or AAAA where the target has IPv6 addresses; "
	       "write records of other types with their values.",
	.check_rrset = check,
};
