/*
 * certificate_wrong_region.c -- a certificate that is not where what is to use it looks for it.
 *
 * A load balancer takes certificates of its own account and region; CloudFront those of its account in
 * us-east-1. Whose distribution a name leads to is not declared: it is taken to be of the account of the
 * name's zone, and only certificates of that account that cover the name are looked at.
 */
#include "shared.h"

#include <string.h>

#include "base/banned.h"

#define EDGE_REGION "us-east-1"

static bool is_aws(const struct account *account)
{
	return account != NULL &&
	       (account->cloud.presence == ABSENT || str_is(account->cloud.s, "aws"));
}

/* ---- load balancers ---------------------------------------------------------------------------- */

static void check_attached(struct check *ck, const struct load_balancer *balancer,
			   const struct certificate *certificate)
{
	const char *what = NULL, *balancer_has = NULL, *certificate_has = NULL;
	struct span at = coverage_place(certificate);
	struct diag *d;

	if (certificate->account != NULL && certificate->account != balancer->account) {
		what = "account";
		balancer_has = arena_cstr(ck->arena, balancer->account->key.s);
		certificate_has = arena_cstr(ck->arena, certificate->account->key.s);
	} else if (balancer->region.presence == KNOWN && certificate->region.presence == KNOWN &&
		   !str_eq(balancer->region.s, certificate->region.s)) {
		what = "region";
		balancer_has = arena_cstr(ck->arena, balancer->region.s);
		certificate_has = arena_cstr(ck->arena, certificate->region.s);
	}
	if (what == NULL)
		return;
	for (size_t i = 0; i < balancer->certificate_names.n; i++)
		if (str_eq(balancer->certificate_names.items[i].s, certificate->key.s))
			at = balancer->certificate_names.items[i].at;
	d = report(ck, at,
		   "the certificate `%.*s` of the %s `%s` is attached at the load balancer `%.*s` "
		   "of the %s `%s`",
		   STR_ARG(certificate->key.s), what, certificate_has, STR_ARG(balancer->key.s),
		   what, balancer_has);
	about(ck, d, certificate->names.n > 0 ? certificate->dns_names[0] : NULL, NULL,
	      arena_printf(ck->arena, "%.*s %.*s", STR_ARG(certificate->key.s),
			   STR_ARG(balancer->key.s)));
	related(ck, d, coverage_place(certificate), "the certificate is here");
	related(ck, d, balancer->key.at, "the load balancer is here");
	help(ck, d, "request a certificate for the same names in the %s `%s`, and attach that one",
	     what, balancer_has);
}

static void check_balancer(struct check *ck, const struct load_balancer *balancer)
{
	if (!is_aws(balancer->account))
		return;
	for (size_t i = 0; i < balancer->n_certificates; i++)
		check_attached(ck, balancer, balancer->certificates[i]);
}

/* ---- CloudFront -------------------------------------------------------------------------------- */

/* Certificates of one account that have one name. */
struct holders {
	const struct certificate
		*elsewhere; /* the first that is in another region; NULL: none is */
	bool at_edge;	    /* one is, or its region is not known */
};

static struct str key_of(struct arena *arena, const struct account *account,
			 const struct dname *name)
{
	size_t len = name->len + account->key.s.len;
	char *key = arena_bytes(arena, len);

	memcpy(key, name->wire, name->len);
	memcpy(key + name->len, account->key.s.ptr, account->key.s.len);
	return str_slice(key, len);
}

static void add_holder(struct check *ck, struct map *names, const struct certificate *certificate,
		       const struct dname *name)
{
	struct str key = key_of(ck->arena, certificate->account, name);
	struct holders *holders = map_get(names, key);

	if (holders == NULL) {
		holders = NEW(ck->arena, struct holders);
		(void)map_add(names, key, holders);
	}
	if (certificate->region.presence != KNOWN || str_is(certificate->region.s, EDGE_REGION))
		holders->at_edge = true;
	else if (holders->elsewhere == NULL)
		holders->elsewhere = certificate;
}

/* ret_unknown: a certificate whose names are not all known; NULL: none. */
static void index_holders(struct check *ck, struct map *names,
			  const struct certificate **ret_unknown)
{
	map_init(names, ck->arena);
	*ret_unknown = NULL;
	for (size_t i = 0; i < ck->model->certificates.n; i++) {
		const struct certificate *certificate = ck->model->certificates.items[i];

		if (!coverage_names_known(certificate))
			*ret_unknown = certificate;
		for (size_t k = 0; certificate->account != NULL && k < certificate->names.n; k++)
			if (certificate->dns_names[k] != NULL)
				add_holder(ck, names, certificate, certificate->dns_names[k]);
	}
}

static struct holders holders_of(struct check *ck, const struct map *names,
				 const struct account *account, const struct dname *name)
{
	const struct dname *wildcard =
		dname_prepend(ck->arena, STR("*"), dname_suffix(ck->arena, name, 1));
	const struct holders *exact = map_get(names, key_of(ck->arena, account, name));
	const struct holders *wide =
		wildcard == NULL ? NULL : map_get(names, key_of(ck->arena, account, wildcard));
	struct holders both = {0};

	if (exact != NULL)
		both = *exact;
	if (wide != NULL) {
		both.at_edge = both.at_edge || wide->at_edge;
		if (both.elsewhere == NULL)
			both.elsewhere = wide->elsewhere;
	}
	return both;
}

static void check_edge(struct check *ck, const struct map *names, const struct certificate *unknown,
		       const struct fact *fact, struct map *reported)
{
	const struct account *account = fact->zone->account;
	struct holders holders = holders_of(ck, names, account, fact->owner);
	const struct certificate *elsewhere = holders.elsewhere;
	struct diag *d;

	if (holders.at_edge || elsewhere == NULL)
		return;
	if (unknown != NULL) {
		undecided(ck, fact->at,
			  "whether a certificate in " EDGE_REGION " covers `%s` for CloudFront is "
			  "not known: not all names of the certificate `%.*s` are",
			  show(ck, fact->owner), STR_ARG(unknown->key.s));
		return;
	}
	/* one certificate more in us-east-1 mends it for all names */
	if (map_add(reported, elsewhere->key.s, reported) != NULL)
		return;
	d = report(ck, fact->at,
		   "CloudFront serves `%s`, and the certificate `%.*s` that covers it is in %.*s, "
		   "where CloudFront reads none",
		   show(ck, fact->owner), STR_ARG(elsewhere->key.s), STR_ARG(elsewhere->region.s));
	about(ck, d, fact->owner, fact->zone,
	      arena_printf(ck->arena, "edge %.*s", STR_ARG(elsewhere->key.s)));
	related(ck, d, coverage_place(elsewhere), "the certificate is here");
	related_origin(ck, d, fact->rrset->origin);
	help(ck, d,
	     "request a certificate for the same names with `region: " EDGE_REGION
	     "`; ACM takes the "
	     "same validation record");
}

static bool leads_to_edge(const struct rrset *rrset, const struct dname *edge)
{
	if (rrset->alias != NULL)
		return rrset->alias->kind == TARGET_CLOUDFRONT;
	return rrset->type == RR_CNAME && rrset->n > 0 && rrset->rrs[0].target != NULL &&
	       dname_is_below(rrset->rrs[0].target, edge);
}

static void collect_zone(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	const struct dname *edge, *last = NULL;

	if (zone->view != VIEW_PUBLIC || !is_aws(zone->account) || ck->model->certificates.n == 0 ||
	    dname_parse(ck->arena, STR("cloudfront.net"), NULL, &edge) != DNAME_OK)
		return;
	for (size_t i = 0; i < zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		/* A and AAAA of one name are one question; a wildcard is none */
		if (!leads_to_edge(rrset, edge) || dname_is_wildcard(rrset->owner) ||
		    (last != NULL && dname_equal(last, rrset->owner)))
			continue;
		last = rrset->owner;
		collect(ck, (struct fact){.zone = zone,
					  .owner = rrset->owner,
					  .rrset = rrset,
					  .at = rrset->alias != NULL && rrset->alias->at.file != 0
							? rrset->alias->at
							: rrset->at});
	}
}

static void decide(struct check *ck)
{
	const struct certificate *unknown;
	struct map names, reported;

	for (size_t i = 0; i < ck->model->load_balancers.n; i++)
		check_balancer(ck, ck->model->load_balancers.items[i]);
	if (ck->facts->items.n == 0)
		return;
	index_holders(ck, &names, &unknown);
	map_init(&reported, ck->arena);
	for (size_t i = 0; i < ck->facts->items.n; i++)
		check_edge(ck, &names, unknown, &ck->facts->items.items[i], &reported);
}

const struct rule rule_certificate_wrong_region = {
	.id = "certificate-wrong-region",
	.family = "coverage",
	.severity = SEV_ERROR,
	.summary = "a certificate that is not in the region or account of what is to use it",
	.source = "ACM User Guide, Regions, and Services integrated with ACM",
	.url = "https://docs.aws.amazon.com/acm/latest/userguide/acm-regions.html",
	.since = "0.1.0",
	.why = "A certificate of AWS Certificate Manager belongs to one account and one region. A "
	       "load balancer takes none of another region or account, and CloudFront takes those "
	       "of us-east-1 alone: the deployment fails, or the name stays without TLS.",
	.fix = "Request the certificate once more, in the account and region of the load balancer; "
	       "for CloudFront in us-east-1. One validation record serves all of them.",
	.collect_zone = collect_zone,
	.decide = decide,
};
