/*
 * delegation_dangling.c -- a delegation to Route 53 for which the estate has no public zone.
 *
 * Route 53 lets anybody create a hosted zone of any name, and gives it four servers of a pool that all
 * customers share: whoever gets one that the delegation names answers for the domain. At other providers
 * that take any name the same can happen, but nothing in an estate tells whether a zone is there: that is
 * undecided. Servers of somebody's own are outside the model, and no finding.
 *
 * A delegation that nobody is led to is harmless. What is delegated at, above and below a private domain is for
 * private-delegation-unproven and public-data-in-private-domain to say.
 */
#include "delegation/shared.h"
#include "model/route53.h"

#include "base/banned.h"

/* Providers at which anybody can set up a zone of a name that is not set up there yet, and whose servers
 * all customers share (the list that the project can-i-take-over-dns keeps). */
static bool is_shared_provider(const struct check *ck, const struct dname *server)
{
	static const char *const ends[] = {
		".azure-dns.com",    ".azure-dns.info", ".azure-dns.net",   ".azure-dns.org",
		".digitalocean.com", ".dnsimple.com",	".dnsmadeeasy.com", ".googledomains.com",
		".he.net",	     ".linode.com",	".nsone.net",
	};
	struct str text = str_from(dname_text_bare(ck->arena, server));

	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (str_ends(text, ends[i]))
			return true;
	return false;
}

static const struct server *first_server(const struct check *ck, const struct servers *servers,
					 bool (*is_such)(const struct check *ck,
							 const struct dname *server))
{
	for (size_t i = 0; i < servers->n; i++)
		if (is_such(ck, servers->items[i].name))
			return &servers->items[i];
	return NULL;
}

static bool is_route53(const struct check *ck, const struct dname *server)
{
	(void)ck;
	return route53_is_name_server(server) && !route53_is_placeholder(server);
}

/* Resolvers are led from the top to ZONE, as far as the estate shows. */
static bool is_reached(const struct check *ck, const struct zone *zone)
{
	for (;;) {
		const struct zone_index *parent;
		const struct name_node *cut;
		enum delegation delegation = delegation_of(ck, zone->name, &parent, &cut);

		if (delegation == DELEGATION_TOP)
			return zone->registered;
		if (delegation != DELEGATION_HERE)
			return delegation != DELEGATION_NONE;
		zone = parent->zone;
	}
}

/* The first private domain that does not stand before CUT: the list is in canonical order. */
static size_t first_domain_from(const struct index *index, const struct dname *cut)
{
	size_t low = 0, high = index->private_domains.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(index->private_domains.items[middle]->name, cut) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A rule of privacy judges what is delegated at CUT. */
static bool concerns_private_domain(const struct check *ck, const struct dname *cut)
{
	const struct index *index = ck->index;
	const struct private_domain *around = index_private_domain(index, cut);

	for (; around != NULL; around = around->outer)
		if (around->declared)
			return true;
	for (size_t i = first_domain_from(index, cut); i < index->private_domains.n; i++) {
		const struct private_domain *domain = index->private_domains.items[i];

		if (!dname_is_within(domain->name, cut))
			return false;
		if (domain->declared && domain->public_zone == NULL)
			return true;
	}
	return false;
}

static void report_dangling(struct check *ck, const struct fact *fact, const struct server *server)
{
	const struct zone *inside = model_zone(ck->model, fact->owner, VIEW_PRIVATE);
	struct diag *d = report(ck, server->at,
				"`%s` is delegated to Route 53 (`%s`), and no public zone of that "
				"name is in the estate: whoever creates one there answers for it",
				show(ck, fact->owner), show(ck, server->name));

	about(ck, d, fact->owner, fact->zone, NULL);
	if (fact->rrset->derived)
		related_origin(ck, d, fact->rrset->origin);
	if (inside != NULL)
		related(ck, d, inside->origin->at,
			"only a private zone has that name, which no delegation leads to");
	help(ck, d,
	     "remove the NS records of `%s`, or, where the zone exists, add it to the sources: "
	     "`{name: %s, view: public, managed: part}`",
	     show(ck, fact->owner), show(ck, fact->owner));
}

static void decide_cut(struct check *ck, const struct fact *fact)
{
	struct servers servers;
	const struct server *server;
	size_t n;

	if (public_zones(ck, fact->owner, &n) != NULL ||
	    !servers_at(ck, cut_of_fact(ck, fact), &servers) || has_placeholder(&servers) ||
	    concerns_private_domain(ck, fact->owner) || !is_reached(ck, fact->zone))
		return;
	server = first_server(ck, &servers, is_route53);
	if (server == NULL) {
		server = first_server(ck, &servers, is_shared_provider);
		if (server != NULL)
			undecided(ck, server->at,
				  "whether a zone `%s` exists at `%s`, where anybody may create "
				  "one, is not known",
				  show(ck, fact->owner), show(ck, server->name));
		return;
	}
	if (fact->zone->view_assumed || fact->zone->managed_part)
		undecided(ck, server->at,
			  "no public zone `%s` is in the sources, and `%s`, which delegates it, %s",
			  show(ck, fact->owner), show(ck, fact->zone->name),
			  fact->zone->managed_part ? "is managed in part"
						   : "is not said to be public or private");
	else
		report_dangling(ck, fact, server);
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		decide_cut(ck, &ck->facts->items.items[i]);
}

const struct rule rule_delegation_dangling = {
	.id = "delegation-dangling",
	.family = "delegation",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a delegation to Route 53 of a name that has no public zone",
	.source =
		"Amazon Route 53 Developer Guide, \"Protection from dangling delegation records in "
		"Route 53\"",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "protection-from-dangling-dns.html",
	.since = "0.1.0",
	.why = "NS records that are left behind when a hosted zone is deleted lead resolvers to "
	       "servers of a pool that all customers of Route 53 share. Somebody else creates a "
	       "zone of that name until it gets one of them, and then answers for the whole "
	       "domain: web sites, mail, and the validation of certificates.",
	.fix = "Remove the NS records, or create the zone and write its own name servers there. "
	       "Where the zone is kept elsewhere, name it among the zones of this project.",
	.collect_zone = collect_cuts,
	.decide = decide,
};
