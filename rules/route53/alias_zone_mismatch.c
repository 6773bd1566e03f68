/* alias_zone_mismatch.c -- an alias whose hosted zone id is not its target's. */
#include "model/aws_names.h"
#include "route53/shared.h"

#include "base/banned.h"

static bool states_other(const struct rrset *rrset, struct str expected)
{
	return !str_is(expected, rrset->alias->hosted_zone_id);
}

static void report_mismatch(struct check *ck, const struct rrset *rrset, const struct dname *name,
			    struct str expected, struct span said)
{
	struct diag *d =
		report(ck, rrset->alias->at,
		       "the alias at `%s` states the hosted zone id `%s`, and `%s` lies in "
		       "`%.*s`",
		       show(ck, rrset->owner), rrset->alias->hosted_zone_id, show(ck, name),
		       STR_ARG(expected));

	about(ck, d, rrset->owner, rrset->zone, rr_type_name(ck->arena, rrset->type));
	if (said.file != 0)
		related(ck, d, said, "the load balancer's own hosted zone id is here");
	help(ck, d, "write `%.*s`", STR_ARG(expected));
}

/* What an export or the estate says of this very load balancer goes before the table. */
static void check(struct check *ck, const struct rrset *rrset)
{
	const struct load_balancer *balancer;
	const struct alias_zone *row;
	const struct dname *name;

	if (rrset->alias == NULL || rrset->alias->hosted_zone_id == NULL)
		return;
	name = alias_target_name(ck, rrset);
	if (name == NULL)
		return;
	balancer = rrset->alias->load_balancer;
	if (balancer != NULL && balancer->hosted_zone_id.presence == KNOWN) {
		if (states_other(rrset, balancer->hosted_zone_id.s))
			report_mismatch(ck, rrset, name, balancer->hosted_zone_id.s,
					balancer->hosted_zone_id.at);
		return;
	}
	row = aws_name_of(name) == AWS_NAME_NONE ? NULL : alias_zone_of_name(ck->arena, name);
	if (row == NULL || !states_other(rrset, str_from(row->hosted_zone_id)))
		return;
	if (row->confidence == ALIAS_DISPUTED)
		undecided(ck, rrset->alias->at,
			  "whether `%s` is the hosted zone id of `%s` is not known: sources "
			  "disagree about it",
			  rrset->alias->hosted_zone_id, show(ck, name));
	else
		report_mismatch(ck, rrset, name, str_from(row->hosted_zone_id), (struct span){0});
}

const struct rule rule_alias_zone_mismatch = {
	.id = "alias-zone-mismatch",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "an alias with another hosted zone id than its target's service has in its "
		   "region",
	.source = "AWS General Reference, \"Elastic Load Balancing endpoints and quotas\" and "
		  "the pages of the other services; Amazon Route 53 API Reference, "
		  "AliasTarget (HostedZoneId)",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html",
	.since = "0.1.0",
	.why = "Every region of a service has one hosted zone that its names lie in, and "
	       "an alias states its id. With the id of another region, or of the zone that"
	       " holds the alias, Route 53 refuses it, or looks for the target where it is"
	       " not.",
	.fix = "Write the target's own hosted zone id: CanonicalHostedZoneId of the load "
	       "balancer, Z2FDTNDATAQYW2 for CloudFront.",
	.check_rrset = check,
};
