/*
 * wildcard_across_tenants.c -- one wildcard certificate for the domains of several teams.
 *
 * A team is an account. A wildcard stands for the domains right below it, and for what lies in the domain that
 * it is of. What a tenant's own certificate holds of others' names is name-outside-subdomain.
 */
#include "shared.h"

#include "base/banned.h"

/* One team's share of a certificate. */
struct share {
	const struct subdomain *subdomain;
	const struct dname *domain;
};

/* The domains right below one name: that of one team, and that of another one. */
struct domains {
	struct share first, other;
};

static bool is_same_team(const struct subdomain *a, const struct subdomain *b)
{
	return a == b || (a->account != NULL && a->account == b->account);
}

/* Two shares are enough: of one team and of another. */
static void add_share(struct domains *domains, const struct subdomain *subdomain,
		      const struct dname *domain)
{
	if (domains->first.subdomain == NULL)
		domains->first = (struct share){subdomain, domain};
	else if (domains->other.subdomain == NULL &&
		 !is_same_team(domains->first.subdomain, subdomain))
		domains->other = (struct share){subdomain, domain};
}

static struct str parent_of(const struct dname *name)
{
	size_t len;
	const uint8_t *wire = dname_suffix_wire(name, 1, &len);

	return str_slice((const char *)wire, len);
}

static void add_domain(struct check *ck, struct map *parents, const struct subdomain *subdomain,
		       const struct dname *domain)
{
	struct domains *domains;

	if (domain == NULL || domain->labels == 0)
		return;
	domains = map_get(parents, parent_of(domain));
	if (domains == NULL) {
		domains = NEW(ck->arena, struct domains);
		(void)map_add(parents, parent_of(domain), domains);
	}
	add_share(domains, subdomain, domain);
}

static void add_name(struct check *ck, const struct map *parents, struct domains *shared,
		     const struct dname *name)
{
	const struct dname *at = dname_is_wildcard(name) ? dname_suffix(ck->arena, name, 1) : name;
	const struct subdomain *subdomain = index_subdomain_of(ck->index, at, NULL);
	const struct domains *below;

	if (subdomain != NULL)
		add_share(shared, subdomain, at);
	if (!dname_is_wildcard(name))
		return;
	below = map_get(parents, parent_of(name));
	if (below != NULL && below->first.subdomain != NULL)
		add_share(shared, below->first.subdomain, below->first.domain);
	if (below != NULL && below->other.subdomain != NULL)
		add_share(shared, below->other.subdomain, below->other.domain);
}

static bool is_tenants(const struct check *ck, const struct certificate *certificate)
{
	const struct account *account = certificate->account;

	return account != NULL && account != ck->model->central.account &&
	       str_is(account->role.s, "tenant");
}

static void check_certificate(struct check *ck, const struct map *parents,
			      const struct certificate *certificate)
{
	struct domains shared = {0};
	size_t wildcard = certificate->names.n;
	struct diag *d;

	if (certificate->derived || is_tenants(ck, certificate))
		return;
	for (size_t i = 0; i < certificate->names.n; i++) {
		if (certificate->dns_names[i] == NULL)
			continue;
		if (wildcard == certificate->names.n &&
		    dname_is_wildcard(certificate->dns_names[i]))
			wildcard = i;
		add_name(ck, parents, &shared, certificate->dns_names[i]);
	}
	if (wildcard == certificate->names.n || shared.other.subdomain == NULL)
		return;
	d = report(ck, certificate->names.items[wildcard].at,
		   "the wildcard certificate `%.*s` stands for names of several teams: `%s` of "
		   "`%.*s` and `%s` of `%.*s`",
		   STR_ARG(certificate->key.s), show(ck, shared.first.domain),
		   STR_ARG(shared.first.subdomain->key.s), show(ck, shared.other.domain),
		   STR_ARG(shared.other.subdomain->key.s));
	about(ck, d, certificate->dns_names[wildcard], NULL,
	      arena_cstr(ck->arena, certificate->key.s));
	related(ck, d, shared.first.subdomain->key.at, "the subdomain `%.*s` is one team's",
		STR_ARG(shared.first.subdomain->key.s));
	related(ck, d, shared.other.subdomain->key.at, "the subdomain `%.*s` is another's",
		STR_ARG(shared.other.subdomain->key.s));
	help(ck, d,
	     "list single names in this certificate, and let each team have the wildcard of its "
	     "own "
	     "domain");
}

static void decide(struct check *ck)
{
	struct map parents;

	if (!model_has_pattern(ck->model))
		return;
	map_init(&parents, ck->arena);
	for (size_t i = 0; i < ck->model->subdomains.n; i++) {
		const struct subdomain *subdomain = ck->model->subdomains.items[i];

		add_domain(ck, &parents, subdomain, subdomain->external);
		add_domain(ck, &parents, subdomain, subdomain->internal);
	}
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_certificate(ck, &parents, ck->model->certificates.items[i]);
}

const struct rule rule_wildcard_across_tenants = {
	.id = "wildcard-across-tenants",
	.family = "coverage",
	.severity = SEV_ERROR,
	.summary = "one wildcard certificate for the domains of several teams",
	.source = "RFC 9525, section 7; subdomains and accounts of the estate",
	.url = "https://www.rfc-editor.org/rfc/rfc9525#section-7",
	.since = "0.1.0",
	.why = "Whoever holds the key of a wildcard can stand in for every name that it covers. "
	       "One "
	       "that covers the domains of several teams makes each of them as weak as the one "
	       "that keeps the key worst, and a lost key has to be replaced by all of them at "
	       "once.",
	.fix = "Have a certificate for each subdomain, with the subdomain's own wildcard. The "
	       "central team lists the names that it uses one by one.",
	.decide = decide,
};
