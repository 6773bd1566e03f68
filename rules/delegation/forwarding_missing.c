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

/* The first inbound endpoint of each account, by the account's key. */
static struct map inbound_endpoints(struct check *ck)
{
	const struct model *model = ck->model;
	struct map map;

	map_init(&map, ck->arena);
	for (size_t i = 0; i < model->resolver_endpoints.n; i++) {
		struct resolver_endpoint *endpoint = model->resolver_endpoints.items[i];

		if (endpoint->account != NULL && str_is(endpoint->direction.s, "inbound"))
			(void)map_add(&map, endpoint->account->key.s, endpoint);
	}
	return map;
}

/* A VPC that asks other teams. */
struct asker {
	const struct vpc_view *vpc;
	const struct forwarding_rule *rule; /* that leads to an inbound endpoint of the estate */
};

struct askers {
	VEC(struct asker) items;
};

static struct askers find_askers(struct check *ck)
{
	const struct views *views = ck->views;
	struct askers askers = {0};

	for (size_t i = 0; i < views->vpcs.n; i++) {
		const struct vpc_view *vpc = views->vpcs.items[i];

		for (size_t k = 0; k < vpc->n; k++)
			if (vpc->bindings[k].rule != NULL &&
			    vpc->bindings[k].rule->inbound != NULL) {
				*VEC_PUSH(ck->arena, &askers.items) =
					(struct asker){vpc, vpc->bindings[k].rule};
				break;
			}
	}
	return askers;
}

static void check_asker(struct check *ck, const struct subdomain *subdomain,
			const struct resolver_endpoint *inbound, const struct asker *asker)
{
	const struct vpc_view *vpc = asker->vpc;
	struct diag *d;

	if (view_binding(vpc, subdomain->internal) != NULL)
		return;
	d = report(ck, subdomain->key.at,
		   "`%.*s` has neither a Resolver rule nor a private zone for `%s`, and "
		   "forwards to other teams",
		   STR_ARG(vpc->id), show(ck, subdomain->internal));
	about(ck, d, subdomain->internal, NULL, arena_cstr(ck->arena, vpc->id));
	related(ck, d, asker->rule->domain.at, "it forwards `%.*s`",
		STR_ARG(asker->rule->domain.s));
	related(ck, d, inbound->key.at, "the team's inbound endpoint is here");
	help(ck, d,
	     "add `{domain: %s, from: …, through: %.*s, to: %.*s, vpcs: [%.*s]}` to "
	     "`forwarding`",
	     show(ck, subdomain->internal), STR_ARG(asker->rule->through.s),
	     STR_ARG(inbound->key.s), STR_ARG(vpc->id));
}

/* Each such VPC against each such team: no zone has either. */
static void decide(struct check *ck)
{
	const struct model *model = ck->model;
	const struct map inbound = inbound_endpoints(ck);
	const struct askers askers = find_askers(ck);

	for (size_t i = 0; i < model->subdomains.n; i++) {
		const struct subdomain *subdomain = model->subdomains.items[i];
		const struct resolver_endpoint *endpoint =
			subdomain->account == NULL ? NULL
						   : map_get(&inbound, subdomain->account->key.s);

		if (subdomain->internal == NULL || endpoint == NULL)
			continue;
		for (size_t k = 0; k < askers.items.n; k++)
			check_asker(ck, subdomain, endpoint, &askers.items.items[k]);
	}
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
	.decide = decide,
};
