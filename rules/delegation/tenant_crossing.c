/*
 * tenant_crossing.c -- a tenant's record that leads into what another tenant owns.
 *
 * A tenant is an account of role `tenant`. Accounts whose subdomains have one owner are one tenant. What
 * leads into, and out of, the central account is its own business. The first step counts: what the record's
 * own target is. An estate has no word for a grant; a waiver, which has a reason, an approver and an end, is one.
 */
#include "engine/rule.h"
#include "model/load_balancer_names.h"

#include "base/banned.h"

struct search {
	struct check *ck;
	struct map owners; /* by account key: the subdomain that says who owns it */
	struct map known;  /* by RRset and resource: reported */
};

static const struct account *tenant(const struct account *account)
{
	return account != NULL && account->role.presence == KNOWN &&
			       str_is(account->role.s, "tenant")
		       ? account
		       : NULL;
}

static const struct account *account_of(const struct zone *zone)
{
	if (zone->account != NULL || zone->subdomain == NULL)
		return zone->account;
	return zone->subdomain->account;
}

static struct str owner_of(const struct search *s, const struct account *account)
{
	const struct subdomain *subdomain = map_get(&s->owners, account->key.s);

	return subdomain == NULL ? STR("") : subdomain->owner.s;
}

/* Whether what ACCOUNT owns is another tenant's than RRSET's. */
static bool is_foreign(const struct search *s, const struct rrset *rrset,
		       const struct account *account)
{
	const struct account *own = tenant(account_of(rrset->zone));
	struct str owner;

	if (own == NULL || tenant(account) == NULL || own == account)
		return false;
	owner = owner_of(s, own);
	return owner.len == 0 || !str_eq(owner, owner_of(s, account));
}

static void report_crossing(struct search *s, const struct rrset *rrset, struct span at,
			    const char *what, const struct account *account, struct span there)
{
	struct check *ck = s->ck;
	const struct account *own = account_of(rrset->zone);
	struct diag *d;

	d = report(ck, at, "`%s` of the tenant `%.*s` leads to %s of the tenant `%.*s`",
		   show(ck, rrset->owner), STR_ARG(own->key.s), what, STR_ARG(account->key.s));
	about(ck, d, rrset->owner, rrset->zone, what);
	if (rrset->derived)
		related_origin(ck, d, rrset->origin);
	related(ck, d, there, "%s is here", what);
	related(ck, d, account->key.at, "the account `%.*s` is another tenant's",
		STR_ARG(account->key.s));
	help(ck, d,
	     "lead to what `%.*s` owns; where `%.*s` grants it, waive the finding for `%s`, with "
	     "who "
	     "approved it and until when",
	     STR_ARG(own->key.s), STR_ARG(account->key.s), show(ck, rrset->owner));
}

static bool is_new(struct search *s, const struct rrset *rrset, const void *resource)
{
	const void *key[2] = {rrset, resource};

	return map_add(&s->known,
		       arena_str(s->ck->arena, str_slice((const char *)key, sizeof(key))),
		       (void *)(uintptr_t)rrset) == NULL;
}

static void judge_balancer(struct search *s, const struct rrset *rrset, struct span at,
			   const struct load_balancer *balancer)
{
	if (balancer == NULL || !is_foreign(s, rrset, balancer->account) ||
	    !is_new(s, rrset, balancer))
		return;
	report_crossing(
		s, rrset, at,
		arena_printf(s->ck->arena, "the load balancer `%.*s`", STR_ARG(balancer->key.s)),
		balancer->account, balancer->key.at);
}

/* ---- what each record leads to ----------------------------------------------------------------- */

static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	if (tenant(account_of(zone->zone)) == NULL)
		return;
	for (size_t i = 0; i < zone->zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->zone->rrsets.items[i];
		struct fact fact = {.zone = zone->zone,
				    .owner = rrset->owner,
				    .type = rrset->type,
				    .rrset = rrset,
				    .at = rrset->at};

		if (rrset->alias != NULL) {
			fact.target = rrset->alias->dns_name;
			fact.at = rrset->alias->at;
			collect(ck, fact);
		} else if (rrset->type == RR_CNAME && rrset->n > 0) {
			fact.target = rrset->rrs[0].target;
			fact.at = rrset->rrs[0].at;
			collect(ck, fact);
		}
	}
}

static void decide_resources(struct search *s)
{
	const struct facts *facts = s->ck->facts;

	for (size_t i = 0; i < facts->items.n; i++) {
		const struct fact *fact = &facts->items.items[i];
		const struct target *alias = fact->rrset->alias;
		const struct load_balancer *balancer = alias != NULL ? alias->load_balancer : NULL;

		if (balancer == NULL && fact->target != NULL)
			balancer = load_balancer_named(&s->ck->index->load_balancer_names,
						       fact->target);
		judge_balancer(s, fact->rrset, fact->at, balancer);
	}
}

/* What is missing there is target-missing's. */
static void decide_zones(struct search *s)
{
	const struct chains *chains = s->ck->chains;

	for (size_t i = 0; i < chains->links.n; i++) {
		const struct chain_link *link = &chains->links.items[i];
		const struct zone *zone = link->first_zone;

		if (zone == NULL || link->end == CHAIN_MISSING || link->end == CHAIN_EMPTY ||
		    !is_foreign(s, link->rrset, account_of(zone)) ||
		    !is_new(s, link->rrset, zone->name))
			continue;
		report_crossing(s, link->rrset, link->at,
				arena_printf(s->ck->arena, "`%s` in the zone `%s`",
					     show(s->ck, link->target), show(s->ck, zone->name)),
				account_of(zone), zone->origin->at);
	}
}

static void prepare(struct search *s)
{
	struct check *ck = s->ck;
	const struct model *model = ck->model;

	map_init(&s->owners, ck->arena);
	map_init(&s->known, ck->arena);
	for (size_t i = 0; i < model->subdomains.n; i++) {
		struct subdomain *subdomain = model->subdomains.items[i];

		if (subdomain->account != NULL && subdomain->owner.presence == KNOWN)
			(void)map_add(&s->owners, subdomain->account->key.s, subdomain);
	}
}

static void decide(struct check *ck)
{
	struct search s = {.ck = ck};

	prepare(&s);
	decide_resources(&s);
	decide_zones(&s);
}

const struct rule rule_tenant_crossing = {
	.id = "tenant-crossing",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a tenant's record that leads into what another tenant owns",
	.source = "Amazon Route 53 Developer Guide, Protection from dangling delegation records",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "protection-from-dangling-dns.html",
	.since = "0.1.0",
	.why = "Who owns the load balancer or the zone at the end decides what the name answers. "
	       "When "
	       "they rebuild it, the name breaks; when they give it up, whoever gets it next "
	       "speaks in the "
	       "first team's name. Nothing in either team's repository says that the other depends "
	       "on it.",
	.fix = "Lead to a resource of the tenant's own account, or offer the service through "
	       "PrivateLink. "
	       "A waiver with reason, approver and end is the grant of the team that owns the "
	       "resource.",
	.collect_zone = collect_zone,
	.decide = decide,
};
