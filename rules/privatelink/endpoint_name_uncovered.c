/*
 * endpoint_name_uncovered.c -- the domain that is verified is not the private DNS name's, nor above it.
 *
 * A certificate that does not cover the name is name-not-covered or wildcard-too-shallow, which look at
 * the names of endpoint services too.
 */
#include "engine/rule.h"

#include "base/banned.h"

static void check(struct check *ck, const struct endpoint_service *service)
{
	const struct dname *domain;
	struct diag *d;

	if (service->name == NULL || service->verification_domain.presence != KNOWN ||
	    dname_parse(ck->arena, service->verification_domain.s, NULL, &domain) != DNAME_OK ||
	    dname_is_within(service->name, domain))
		return;
	d = report(ck, service->verification_domain.at,
		   "endpoint service `%.*s` verifies `%s`, which does not cover its private DNS "
		   "name `%s`",
		   STR_ARG(service->key.s), show(ck, domain), show(ck, service->name));
	about(ck, d, service->name, NULL, arena_cstr(ck->arena, service->key.s));
	related(ck, d, service->private_dns_name.at, "the private DNS name is here");
	help(ck, d,
	     "leave `domain` out, which verifies `%s` itself, or write a domain that it lies below",
	     show(ck, service->name));
}

const struct rule rule_endpoint_name_uncovered = {
	.id = "endpoint-name-uncovered",
	.family = "privatelink",
	.severity = SEV_ERROR,
	.summary = "a private DNS name that its service's verified domain does not cover",
	.source = "AWS PrivateLink, \"Manage DNS names for VPC endpoint services\"",
	.url = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
	.since = "0.1.0",
	.why = "A verified domain stands for itself and for what lies below it: `example.com` "
	       "covers `api.example.com`, and `a.example.com` covers neither `b.example.com` nor "
	       "`example.com`. A private DNS name outside it stays unverified, and consumers "
	       "cannot turn it on.",
	.fix = "Verify the private DNS name itself, or a domain above it that you own.",
	.check_endpoint_service = check,
};
