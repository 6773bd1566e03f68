/* alias_target_unknown.c -- a record that leads to a load balancer which is not there. */
#include "index/plan.h"
#include "model/aws_names.h"
#include "model/load_balancer_names.h"
#include "route53/shared.h"

#include "base/banned.h"

static const struct dname *target_of(struct check *ck, const struct rrset *rrset)
{
	if (rrset->alias != NULL && rrset->alias->load_balancer == NULL)
		return alias_target_name(ck, rrset);
	return rrset->type == RR_CNAME && rrset->n > 0 ? rrset->rrs[0].target : NULL;
}

static void collect_targets(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; i < zone->zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->zone->rrsets.items[i];
		const struct dname *target = target_of(ck, rrset);

		if (target != NULL && aws_name_region(target).len > 0)
			collect(ck, (struct fact){.zone = zone->zone,
						  .owner = rrset->owner,
						  .target = target,
						  .type = rrset->type,
						  .rrset = rrset,
						  .at = rrset->alias != NULL ? rrset->alias->at
									     : rrset->rrs[0].at});
	}
}

/* Whether ACCOUNT has a list of that kind of load balancers in REGION. */
static bool is_listed(const struct model *model, const struct account *account, struct str region,
		      bool classic)
{
	for (size_t i = 0; i < model->load_balancer_lists.n; i++) {
		const struct load_balancer_list *list = &model->load_balancer_lists.items[i];

		if (list->classic == classic && list->account == account &&
		    str_eq(list->region, region))
			return true;
	}
	return false;
}

/* The first account whose load balancers in REGION are not all listed; NULL: every account's are. A Classic Load
 * Balancer and an Application Load Balancer have names of one form, so that both lists are wanted. */
static const struct account *unlisted(const struct model *model, struct str region, bool network)
{
	for (size_t i = 0; i < model->accounts.n; i++) {
		const struct account *account = model->accounts.items[i];

		if (account_is_aws(account) &&
		    (!is_listed(model, account, region, false) ||
		     (!network && !is_listed(model, account, region, true))))
			return account;
	}
	return NULL;
}

static void check_target(struct check *ck, const struct fact *fact)
{
	struct str region = aws_name_region(fact->target);
	bool network = aws_name_of(fact->target) == AWS_NAME_NETWORK_LOAD_BALANCER;
	const struct account *account;
	struct diag *d;

	if (load_balancer_named(&ck->index->load_balancer_names, fact->target) != NULL)
		return;
	account = unlisted(ck->model, region, network);
	if (account != NULL || ck->model->accounts.n == 0) {
		undecided(ck, fact->at,
			  "whether the load balancer `%s` exists is not known: no export lists all "
			  "%sload balancers of %s%.*s in %.*s",
			  show(ck, fact->target), network ? "" : "(and Classic) ",
			  account == NULL ? "the account" : "",
			  account == NULL ? 0 : (int)account->key.s.len,
			  account == NULL ? "" : account->key.s.ptr, STR_ARG(region));
		return;
	}
	d = report(ck, fact->at,
		   "the %s at `%s` leads to the load balancer `%s`, which no account has in %.*s",
		   rr_type_name(ck->arena, fact->type), show(ck, fact->owner),
		   show(ck, fact->target), STR_ARG(region));
	about(ck, d, fact->owner, fact->zone, rr_type_name(ck->arena, fact->type));
	related(ck, d, ck->model->load_balancer_lists.items[0].at,
		"what there is, is listed here and in the other exports");
	help(ck, d, "lead it to the load balancer that serves now, or remove the record");
}

static void decide(struct check *ck)
{
	/* without any list nothing says what there is */
	if (ck->model->load_balancer_lists.n == 0)
		return;
	for (size_t i = 0; i < ck->facts->items.n; i++)
		check_target(ck, &ck->facts->items.items[i]);
}

const struct rule rule_alias_target_unknown = {
	.id = "alias-target-unknown",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "a load balancer in a record that no export of load balancers has: dangling",
	.source = "Amazon Route 53 Developer Guide, \"Choosing between alias and non-alias "
		  "records\"; OWASP, \"Test for Subdomain Takeover\"",
	.url = "https://owasp.org/www-project-web-security-testing-guide/latest/"
	       "4-Web_Application_Security_Testing/"
	       "02-Configuration_and_Deployment_Management_Testing/10-Test_for_Subdomain_Takeover",
	.since = "0.1.0",
	.why = "The generated name of a load balancer is gone with it. A record that still"
	       " leads there answers nobody, and where the name can be had again, somebody"
	       " else.",
	.fix = "Lead the record to the load balancer that serves now, or remove it.",
	.collect_zone = collect_targets,
	.decide = decide,
};
