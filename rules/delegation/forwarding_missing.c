/*
 * forwarding_missing.c -- a VPC that forwards to other teams' private domains, and cannot resolve this one.
 *
 * Which VPC needs which domain, nobody declares. What can be told: a team whose account has an inbound endpoint
 * means to be asked from elsewhere, and a VPC with a rule that leads to some team's inbound endpoint asks
 * other teams. Such a VPC that has neither rule nor zone for such a team's private domain is answered by public
 * DNS, where the domain holds proof alone.
 */
#include "engine/rule.h"
#include "index/view.h"

#include "base/banned.h"

static const struct resolver_endpoint *inbound_of(const struct model *model,
						  const struct account *account)
{
	for (size_t i = 0; i < model->resolver_endpoints.n; i++) {
		const struct resolver_endpoint *endpoint = model->resolver_endpoints.items[i];

		if (endpoint->account == account && account != NULL &&
		    str_is(endpoint->direction.s, "inbound"))
			return endpoint;
	}
	return NULL;
}

/* A rule of VPC that leads to an inbound endpoint of the estate; NULL: none. */
static const struct forwarding_rule *rule_to_a_team(const struct vpc_view *vpc)
{
	for (size_t i = 0; i < vpc->n; i++)
		if (vpc->bindings[i].rule != NULL && vpc->bindings[i].rule->inbound != NULL)
			return vpc->bindings[i].rule;
	return NULL;
}

static void check_subdomain(struct check *ck, const struct views *views,
			    const struct subdomain *subdomain)
{
	const struct resolver_endpoint *inbound = inbound_of(ck->model, subdomain->account);

	if (subdomain->internal == NULL || inbound == NULL)
		return;
	for (size_t i = 0; i < views->vpcs.n; i++) {
		const struct vpc_view *vpc = views->vpcs.items[i];
		const struct forwarding_rule *other = rule_to_a_team(vpc);
		struct diag *d;

		if (other == NULL || view_binding(vpc, subdomain->internal) != NULL)
			continue;
		d = report(ck, subdomain->key.at,
			   "`%.*s` has neither a Resolver rule nor a private zone for `%s`, and "
			   "forwards to other teams",
			   STR_ARG(vpc->id), show(ck, subdomain->internal));
		about(ck, d, subdomain->internal, NULL, arena_cstr(ck->arena, vpc->id));
		related(ck, d, other->domain.at, "it forwards `%.*s`", STR_ARG(other->domain.s));
		related(ck, d, inbound->key.at, "the team's inbound endpoint is here");
		help(ck, d,
		     "add `{domain: %s, from: …, through: %.*s, to: %.*s, vpcs: [%.*s]}` to "
		     "`forwarding`",
		     show(ck, subdomain->internal), STR_ARG(other->through.s),
		     STR_ARG(inbound->key.s), STR_ARG(vpc->id));
	}
}

static void check(struct check *ck)
{
	const struct views *views = ck->views;

	for (size_t i = 0; i < ck->model->subdomains.n; i++)
		check_subdomain(ck, views, ck->model->subdomains.items[i]);
}

const struct rule rule_forwarding_missing = {
	.id = "forwarding-missing",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a VPC that forwards to other teams and has neither rule nor zone for a team's "
		   "private domain",
	.source =
		"Amazon Route 53 Developer Guide, Forwarding outbound DNS queries to your network",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "resolver-forwarding-outbound-queries.html",
	.since = "0.1.0",
	.why = "Without a rule or a zone the question goes to public DNS, and there a private "
	       "domain has no addresses: "
	       "hosts get an empty answer, and the team looks for the fault in its own account.",
	.fix = "Add a Resolver rule to the team's inbound endpoint, or associate its private zone "
	       "with the VPC.",
	.check_model = check,
};
