/* quota.c -- more of something than an account has by default. */
#include "index/plan.h"
#include "route53/shared.h"

#include "base/banned.h"

enum {
	HOSTED_ZONES = 500,    /* of an account */
	ZONE_VPCS = 300,       /* of one private hosted zone */
	RESOLVER_RULES = 1000, /* of an account and region */
	RULE_VPCS = 2000,      /* associations of an account and region */
};

static void report_over(struct check *ck, struct span at, const char *what, size_t count,
			uint64_t quota, const char *option)
{
	struct diag *d = report(ck, at, "%s: %zu, and the quota is %llu", what, count,
				(unsigned long long)quota);

	about(ck, d, NULL, NULL, what);
	help(ck, d, "ask for a higher quota, and state it: `quota: {%s: …}`", option);
}

struct counts {
	size_t zones, rules, associations;
};

static struct counts *counts_of(struct check *ck, struct map *all, const struct account *account)
{
	struct counts *counts = map_get(all, account->key.s);

	if (counts == NULL) {
		counts = NEW(ck->arena, struct counts);
		(void)map_add(all, account->key.s, counts);
	}
	return counts;
}

static void count(struct check *ck, struct map *all)
{
	const struct model *model = ck->model;

	for (size_t i = 0; i < model->zones.n; i++)
		if (model->zones.items[i]->account != NULL)
			counts_of(ck, all, model->zones.items[i]->account)->zones++;
	for (size_t i = 0; i < model->forwarding.n; i++) {
		const struct forwarding_rule *rule = model->forwarding.items[i];

		if (rule->account == NULL)
			continue;
		counts_of(ck, all, rule->account)->rules++;
		counts_of(ck, all, rule->account)->associations += rule->vpcs.n;
	}
}

static void check_account(struct check *ck, const struct account *account,
			  const struct counts *counts)
{
	const struct {
		const char *what, *option;
		size_t count;
		uint64_t quota;
	} all[] = {
		{"hosted zones", "hosted_zones", counts->zones, HOSTED_ZONES},
		{"Resolver rules", "resolver_rules", counts->rules, RESOLVER_RULES},
		{"VPCs of the Resolver rules", "rule_vpcs", counts->associations, RULE_VPCS},
	};

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		uint64_t quota = quota_of(ck, all[i].option, all[i].quota);

		if (all[i].count > quota)
			report_over(ck, account->key.at,
				    arena_printf(ck->arena, "%s of the account `%.*s`", all[i].what,
						 STR_ARG(account->key.s)),
				    all[i].count, quota, all[i].option);
	}
}

static void decide(struct check *ck)
{
	const struct model *model = ck->model;
	uint64_t quota = quota_of(ck, "zone_vpcs", ZONE_VPCS);
	struct map all;

	map_init(&all, ck->arena);
	count(ck, &all);
	for (size_t i = 0; i < model->accounts.n; i++)
		if (account_is_aws(model->accounts.items[i]))
			check_account(ck, model->accounts.items[i],
				      counts_of(ck, &all, model->accounts.items[i]));
	for (size_t i = 0; i < model->zones.n; i++) {
		const struct zone *zone = model->zones.items[i];

		if (zone->n_vpcs > quota)
			report_over(ck, zone->origin->at,
				    arena_printf(ck->arena, "VPCs of the private zone `%s`",
						 show(ck, zone->name)),
				    zone->n_vpcs, quota, "zone_vpcs");
	}
}

static const char *const options[] = {"hosted_zones", "zone_vpcs", "resolver_rules", "rule_vpcs",
				      NULL};

const struct rule rule_quota = {
	.id = "quota",
	.family = "route53",
	.severity = SEV_WARNING,
	.summary = "more zones, VPCs or Resolver rules than the default quota of an account",
	.source = "Amazon Route 53 Developer Guide, \"Quotas\" (hosted zones, Resolver); read "
		  "on 2026-11-24",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html",
	.since = "0.1.0",
	.why = "An account has quotas for what it can make, and a plan that goes over one "
	       "stops there. Most can be raised, but not within the minute.",
	.fix = "Ask AWS for a higher quota before the plan is applied, and state it as an "
	       "option of this rule.",
	.options = options,
	.decide = decide,
};
