/*
 * name_outside_subdomain.c -- a tenant's zone, record or certificate outside what the tenant owns.
 *
 * A tenant is an account of the role `tenant`; it owns the domains of the subdomains that name it, and what
 * lies below them. A record is of the account that the project file gives its source, else of its zone's;
 * a certificate likewise. Names outside the central domain and the clouds' are nobody's subdomain. A name that
 * its owner's record leads to the tenant's load balancer is given to the tenant, whose certificate has to
 * cover it: ACM serves a load balancer of its own account alone.
 */
#include "naming/shared.h"

#include "base/banned.h"

static bool is_tenant(const struct check *ck, const struct account *account)
{
	return account != NULL && account != ck->model->central.account &&
	       str_is(account->role.s, "tenant");
}

/* Whether NAME lies in a domain that the central team divides among the teams. */
static bool is_managed(const struct model *model, const struct dname *name)
{
	if (model->central.name != NULL && dname_is_within(name, model->central.name))
		return true;
	for (size_t i = 0; i < model->central.n_clouds; i++)
		if (model->central.clouds[i].name != NULL &&
		    dname_is_within(name, model->central.clouds[i].name))
			return true;
	return false;
}

/* The account of the subdomain that NAME lies in, by its label below a managed domain too where the subdomain
 * is not exposed on that side; NULL: no subdomain's. */
static const struct subdomain *subdomain_at(const struct check *ck, const struct dname *name)
{
	const struct subdomain *subdomain = index_subdomain_of(ck->index, name, NULL);
	const struct dname *domain = ck->model->central.name;

	if (subdomain != NULL)
		return subdomain;
	for (size_t i = 0; i < ck->model->central.n_clouds; i++) {
		const struct dname *cloud = ck->model->central.clouds[i].name;

		if (cloud != NULL && dname_is_within(name, cloud) &&
		    (domain == NULL || !dname_is_within(name, domain) ||
		     cloud->labels > domain->labels))
			domain = cloud;
	}
	if (domain == NULL || !dname_is_below(name, domain))
		return NULL;
	return model_subdomain(ck->model,
			       dname_label(name, (unsigned)(name->labels - domain->labels - 1)));
}

/* Whether ACCOUNT may have NAME. What no account is known of is not judged. */
static bool may_have(const struct check *ck, const struct account *account,
		     const struct dname *name)
{
	const struct subdomain *subdomain;

	if (!is_tenant(ck, account) || !is_managed(ck->model, name))
		return true;
	subdomain = subdomain_at(ck, name);
	return subdomain != NULL && (subdomain->account == account || subdomain->account == NULL);
}

enum { LISTED_MAX = 4 };

/* What each tenant owns, for messages, by the key of its account. */
struct holding {
	const char *list; /* "`retail.example.com`, `stock.example.com`" */
	unsigned n;
};

static void add_domain(struct check *ck, struct map *holdings, const struct account *account,
		       const struct dname *domain)
{
	struct holding *holding;

	if (account == NULL || domain == NULL)
		return;
	holding = map_get(holdings, account->key.s);
	if (holding == NULL) {
		holding = NEW(ck->arena, struct holding);
		(void)map_add(holdings, account->key.s, holding);
	}
	if (holding->n++ < LISTED_MAX)
		holding->list = arena_printf(ck->arena, "%s%s`%s`",
					     holding->list == NULL ? "" : holding->list,
					     holding->list == NULL ? "" : ", ", show(ck, domain));
	else if (holding->n == LISTED_MAX + 1)
		holding->list = arena_printf(ck->arena, "%s, …", holding->list);
}

static void list_holdings(struct check *ck, struct map *ret_holdings)
{
	map_init(ret_holdings, ck->arena);
	for (size_t i = 0; i < ck->model->subdomains.n; i++) {
		const struct subdomain *subdomain = ck->model->subdomains.items[i];

		add_domain(ck, ret_holdings, subdomain->account, subdomain->external);
		add_domain(ck, ret_holdings, subdomain->account, subdomain->internal);
	}
}

static void report_name(struct check *ck, const struct map *holdings, const struct account *account,
			const struct dname *name, struct span at, const char *what,
			const struct zone *zone)
{
	const struct subdomain *owner = subdomain_at(ck, name);
	const struct holding *holding = map_get(holdings, account->key.s);
	struct diag *d;

	d = report(ck, at, "%s `%s` of the tenant `%.*s` lies outside %s", what, show(ck, name),
		   STR_ARG(account->key.s),
		   holding == NULL ? "every subdomain: the account owns none"
				   : arena_printf(ck->arena, "what it owns: %s", holding->list));
	about(ck, d, name, zone, arena_printf(ck->arena, "%s %.*s", what, STR_ARG(account->key.s)));
	related(ck, d, account->key.at, "the account `%.*s` is declared a tenant here",
		STR_ARG(account->key.s));
	if (owner != NULL)
		related(ck, d, owner->key.at,
			"the subdomain `%.*s`, in which it lies, is another's",
			STR_ARG(owner->key.s));
	help(ck, d, "move it to the account that owns the name%s",
	     owner == NULL || owner->account == NULL
		     ? ", or declare the subdomain"
		     : arena_printf(ck->arena, ", `%.*s`", STR_ARG(owner->account->key.s)));
}

/* ---- zones and records ------------------------------------------------------------------------- */

/* What the zone's own account may not have is a fact once, of the zone: one without an RRset. */
static bool collect_zone_name(struct check *ck, const struct zone *zone)
{
	if (zone->derived || may_have(ck, zone->account, zone->name))
		return true;
	collect(ck, (struct fact){.zone = zone, .owner = zone->name, .at = zone->origin->at});
	return false;
}

static void collect_node(struct check *ck, const struct zone *zone, const struct name_node *node,
			 bool zone_is_right)
{
	for (size_t i = 0; i < node->n; i++) {
		const struct rrset *rrset = node->rrsets[i];
		const struct account *account = model_writer(ck->model, rrset->owner_at);

		if (may_have(ck, account, node->name) ||
		    (!zone_is_right && account == zone->account))
			continue;
		collect(ck, (struct fact){.zone = zone,
					  .owner = node->name,
					  .type = rrset->type,
					  .rrset = rrset,
					  .at = rrset->owner_at});
		return;
	}
}

static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	bool right;

	if (!model_has_pattern(ck->model))
		return;
	right = collect_zone_name(ck, zone->zone);
	for (size_t i = 0; ck->model->writers.n > 0 && i < zone->n; i++)
		collect_node(ck, zone->zone, &zone->nodes[i], right);
}

static void decide_fact(struct check *ck, const struct map *holdings, const struct fact *fact)
{
	const struct rrset *rrset = fact->rrset;

	if (rrset == NULL)
		report_name(ck, holdings, fact->zone->account, fact->owner, fact->at, "the zone",
			    fact->zone);
	else
		report_name(ck, holdings, model_writer(ck->model, fact->at), fact->owner, fact->at,
			    rrset->derived ? "the derived name" : "the owner name", fact->zone);
}

/* ---- certificates ------------------------------------------------------------------------------ */

/* Whether TLS for NAME ends at a load balancer of ACCOUNT. The names stand in canonical order. */
static bool ends_at(const struct check *ck, const struct dname *name, const struct account *account)
{
	struct tls_name *const *names = ck->index->tls_names.items;
	size_t low = 0, high = ck->index->tls_names.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(names[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < ck->index->tls_names.n && dname_equal(names[low]->name, name); low++)
		if (names[low]->front->account == account)
			return true;
	return false;
}

static void check_certificate(struct check *ck, const struct map *holdings,
			      const struct certificate *certificate)
{
	const struct account *account = model_writer(ck->model, certificate->key.at);

	if (account == NULL)
		account = certificate->account;
	for (size_t i = 0; i < certificate->names.n && !certificate->derived; i++) {
		const struct dname *name = certificate->dns_names[i];

		if (name != NULL && !may_have(ck, account, name) && !ends_at(ck, name, account))
			report_name(ck, holdings, account, name, certificate->names.items[i].at,
				    "the certificate's name", NULL);
	}
}

static void decide(struct check *ck)
{
	const struct model *model = ck->model;
	struct map holdings;

	if (!model_has_pattern(model))
		return;
	list_holdings(ck, &holdings);
	for (size_t i = 0; i < ck->facts->items.n; i++)
		decide_fact(ck, &holdings, &ck->facts->items.items[i]);
	for (size_t i = 0; i < model->certificates.n; i++)
		check_certificate(ck, &holdings, model->certificates.items[i]);
}

const struct rule rule_name_outside_subdomain = {
	.id = "name-outside-subdomain",
	.family = "naming",
	.severity = SEV_ERROR,
	.summary = "a tenant's zone, record or certificate outside the subdomains it owns",
	.source =
		"subdomains and accounts of the estate; AWS Whitepaper \"Hybrid Cloud DNS Options "
		"for Amazon VPC\"",
	.url = "https://docs.aws.amazon.com/whitepapers/latest/hybrid-cloud-dns-options-for-vpc/"
	       "hybrid-cloud-dns-options-for-vpc.html",
	.since = "0.1.0",
	.why = "A team owns its subdomain and nothing beside it. A zone or record elsewhere takes "
	       "over, or breaks, a name of another team or of the whole company, and a certificate "
	       "for such a name lets its holder stand in for that team.",
	.fix = "Have the team that owns the name, or the central team, make it; or declare the "
	       "subdomain with this account. Accounts of the role `central` may write anywhere.",
	.collect_zone = collect_zone,
	.decide = decide,
};
