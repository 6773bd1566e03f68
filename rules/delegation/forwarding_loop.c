/* forwarding_loop.c -- Resolver rules that hand a question round in a circle. */
#include "engine/rule.h"
#include "index/view.h"
#include "source/limits.h"

#include "base/banned.h"

/* The rule that wins in VPC for NAME, and the VPC that it leads to; NULL where the question ends here. */
static const struct forwarding_rule *next_hop(const struct views *views,
					      const struct vpc_view **vpc, const struct dname *name)
{
	const struct binding *binding = view_binding(*vpc, name);

	if (binding == NULL || binding->rule == NULL || binding->rule->inbound == NULL)
		return NULL;
	*vpc = views_vpc(views, binding->rule->inbound->vpc.s);
	return *vpc == NULL ? NULL : binding->rule;
}

/* Follows RULE's own domain from VPC; true where the walk comes back to VPC, with the last rule of it. */
static bool comes_back(const struct views *views, const struct vpc_view *start,
		       const struct dname *name, const struct forwarding_rule **ret_last)
{
	const struct vpc_view *vpc = start;

	for (unsigned hops = 0; hops < LIMIT_CHAIN; hops++) {
		const struct forwarding_rule *rule = next_hop(views, &vpc, name);

		if (rule == NULL)
			return false;
		*ret_last = rule;
		if (vpc == start)
			return true;
	}
	return false;
}

static void check(struct check *ck, const struct vpc_view *vpc)
{
	for (size_t i = 0; i < vpc->n; i++) {
		const struct binding *binding = &vpc->bindings[i];
		const struct forwarding_rule *last = NULL;
		struct diag *d;

		if (binding->rule == NULL || !comes_back(ck->views, vpc, binding->domain, &last))
			continue;
		d = report(ck, binding->rule->domain.at,
			   "the Resolver rule for `%s` hands a question from `%.*s` on until it is "
			   "back there",
			   show(ck, binding->domain), STR_ARG(vpc->id));
		about(ck, d, binding->domain, NULL, arena_cstr(ck->arena, vpc->id));
		if (last != binding->rule)
			related(ck, d, last->domain.at, "this rule brings it back to `%.*s`",
				STR_ARG(vpc->id));
		if (binding->rule->inbound != NULL)
			related(ck, d, binding->rule->inbound->vpc.at,
				"the inbound endpoint stands in this VPC");
		help(ck, d,
		     "take the rule off the VPC that is to answer, or forward to the VPC whose "
		     "private zone has "
		     "`%s`",
		     show(ck, binding->domain));
	}
}

const struct rule rule_forwarding_loop = {
	.id = "forwarding-loop",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "Resolver rules that lead a question back to where it came from",
	.source = "Amazon Route 53 Developer Guide, Best practices for Resolver (avoid loop "
		  "configurations)",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "best-practices-resolver-endpoints.html",
	.since = "0.1.0",
	.why = "An outbound endpoint that forwards to an inbound endpoint of a VPC with the same "
	       "rule hands each "
	       "question round until it times out, and takes the endpoints' capacity from all "
	       "others.",
	.fix = "The VPC of the inbound endpoint must answer the domain from a private zone, and "
	       "have no rule for it.",
	.check_vpc = check,
};
