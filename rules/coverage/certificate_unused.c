/*
 * certificate_unused.c -- a certificate that no load balancer has, and that covers nothing declared.
 *
 * What counts: APIs, private DNS names of endpoint services, and records, in the zones that its names lie in, of
 * a type with which a host serves. The wildcard of a subdomain's domain is asked for whether or not an API uses
 * it yet.
 */
#include "shared.h"

#include "base/banned.h"

/* One certificate that is looked at. */
struct candidate {
	const struct certificate *certificate;
	bool used;
	struct span unknown; /* it may cover what is not known; no place: no */
};

/* Candidates that have one name; the head of a list is never empty. */
struct wanted {
	struct candidate *candidate;
	struct wanted *next;
};

struct search {
	struct map exact;     /* wire form to struct wanted */
	struct map wildcards; /* … of what stands behind `*.` */
	bool *zones;	      /* by zone number: the wildcard of a candidate reaches into it */
};

static struct str key_of(const struct dname *name, unsigned skip)
{
	size_t len;
	const uint8_t *wire = dname_suffix_wire(name, skip, &len);

	return str_slice((const char *)wire, len);
}

static void add_wanted(struct check *ck, struct map *map, struct str key,
		       struct candidate *candidate)
{
	struct wanted *wanted = NEW(ck->arena, struct wanted);
	struct wanted *head = map_get(map, key);

	wanted->candidate = candidate;
	if (head == NULL) {
		(void)map_add(map, key, wanted);
		return;
	}
	wanted->next = head->next;
	head->next = wanted;
}

static void mark_list(struct wanted *wanted)
{
	for (; wanted != NULL; wanted = wanted->next)
		wanted->candidate->used = true;
}

/* A name that is used: whoever covers it is. */
static void mark_used(const struct search *search, const struct dname *name)
{
	mark_list(map_get(&search->exact, key_of(name, 0)));
	if (name->labels > 0)
		mark_list(map_get(&search->wildcards, key_of(name, 1)));
}

/* ---- candidates -------------------------------------------------------------------------------- */

static bool is_subdomains_wildcard(const struct check *ck, const struct dname *name)
{
	const struct subdomain *subdomain;
	enum exposure exposure = EXPOSURE_EXTERNAL;
	const struct dname *domain;

	if (!dname_is_wildcard(name))
		return false;
	subdomain = index_subdomain_of(ck->index, name, &exposure);
	if (subdomain == NULL)
		return false;
	domain = exposure == EXPOSURE_EXTERNAL ? subdomain->external : subdomain->internal;
	return name->labels == domain->labels + 1u;
}

static bool is_candidate(const struct check *ck, const struct certificate *certificate)
{
	/* what an export alone shows may be used by what no export shows */
	if (certificate->derived || certificate->arn.presence == KNOWN ||
	    !coverage_names_known(certificate))
		return false;
	for (size_t i = 0; i < certificate->names.n; i++)
		if (certificate->dns_names[i] == NULL ||
		    is_subdomains_wildcard(ck, certificate->dns_names[i]))
			return false;
	return true;
}

/* Behind a delegation there are names that the zone does not show. */
static bool serves(const struct rrset *rrset)
{
	return rrset->alias != NULL || rr_type_exposes(rrset->type) ||
	       (rrset->type == RR_NS && !dname_equal(rrset->owner, rrset->zone->name));
}

/* Whether records of ZONE serve at NAME, a wildcard's among them. */
static bool is_served(const struct zone_index *zone, const struct dname *name)
{
	struct zone_answer answer = zone_lookup(zone, name, RR_A);

	if (answer.kind == ZONE_REFERRAL || answer.kind == ZONE_CNAME || answer.kind == ZONE_DNAME)
		return true;
	for (size_t i = 0; answer.node != NULL && i < answer.node->n; i++)
		if (serves(answer.node->rrsets[i]))
			return true;
	return false;
}

static void look_in_zones(struct check *ck, struct search *search, struct candidate *candidate,
			  const struct dname *name)
{
	bool found = false;

	for (enum view view = VIEW_PUBLIC; view <= VIEW_PRIVATE; view++) {
		size_t n;
		const struct zone_index *zones =
			index_zones_for(ck->index, name, view, DNAME_LABELS_MAX, &n);

		for (size_t i = 0; i < n; i++) {
			found = true;
			candidate->used = candidate->used || is_served(&zones[i], name);
			if (zones[i].zone->managed_part)
				candidate->unknown = zones[i].zone->origin->at;
			if (dname_is_wildcard(name))
				search->zones[&zones[i] - ck->index->zones] = true;
		}
	}
	/* whoever has the zone declares its names somewhere else */
	if (!found)
		candidate->unknown = coverage_place(candidate->certificate);
}

static void add_candidate(struct check *ck, struct search *search, struct candidate *candidate)
{
	const struct certificate *certificate = candidate->certificate;

	for (size_t i = 0; i < certificate->names.n; i++) {
		const struct dname *name = certificate->dns_names[i];

		if (dname_is_wildcard(name))
			add_wanted(ck, &search->wildcards, key_of(name, 1), candidate);
		else
			add_wanted(ck, &search->exact, key_of(name, 0), candidate);
		look_in_zones(ck, search, candidate, name);
	}
}

/* ---- what is declared -------------------------------------------------------------------------- */

static void mark_declared(struct check *ck, const struct search *search)
{
	const struct model *model = ck->model;

	for (size_t i = 0; i < model->apis.n; i++)
		if (model->apis.items[i]->name != NULL)
			mark_used(search, model->apis.items[i]->name);
	for (size_t i = 0; i < model->endpoint_services.n; i++)
		if (model->endpoint_services.items[i]->name != NULL)
			mark_used(search, model->endpoint_services.items[i]->name);
	for (size_t i = 0; i < model->zones.n; i++) {
		const struct zone *zone = model->zones.items[i];

		for (size_t k = 0; search->zones[i] && k < zone->rrsets.n; k++)
			if (serves(zone->rrsets.items[k]))
				mark_used(search, zone->rrsets.items[k]->owner);
	}
}

static void mark_attached(struct check *ck, struct map *attached)
{
	map_init(attached, ck->arena);
	for (size_t i = 0; i < ck->model->load_balancers.n; i++) {
		const struct load_balancer *balancer = ck->model->load_balancers.items[i];

		for (size_t k = 0; k < balancer->n_certificates; k++)
			(void)map_add(attached, balancer->certificates[k]->key.s,
				      balancer->certificates[k]);
	}
}

static void judge(struct check *ck, const struct candidate *candidate)
{
	const struct certificate *certificate = candidate->certificate;
	struct diag *d;

	if (candidate->used)
		return;
	if (candidate->unknown.file != 0) {
		undecided(
			ck, coverage_place(certificate),
			"whether the certificate `%.*s` covers a name that is used is not known: "
			"its names lie in no zone of the estate, or in one that is managed in part",
			STR_ARG(certificate->key.s));
		return;
	}
	d = report(ck, coverage_place(certificate),
		   "the certificate `%.*s` covers nothing that is declared: no API, record or load "
		   "balancer uses %s",
		   STR_ARG(certificate->key.s), coverage_held(ck, certificate));
	about(ck, d, certificate->dns_names[0], NULL, arena_cstr(ck->arena, certificate->key.s));
	help(ck, d, "remove it, or declare what uses it");
}

static void decide(struct check *ck)
{
	const struct model *model = ck->model;
	struct candidate *candidates;
	struct search search;
	struct map attached;
	size_t n = 0;

	if (model->certificates.n == 0)
		return;
	candidates = NEW_ARRAY(ck->arena, struct candidate, model->certificates.n);
	search.zones = NEW_ARRAY(ck->arena, bool, model->zones.n + 1);
	map_init(&search.exact, ck->arena);
	map_init(&search.wildcards, ck->arena);
	mark_attached(ck, &attached);
	for (size_t i = 0; i < model->certificates.n; i++) {
		const struct certificate *certificate = model->certificates.items[i];

		if (!is_candidate(ck, certificate) ||
		    map_get(&attached, certificate->key.s) != NULL)
			continue;
		candidates[n].certificate = certificate;
		add_candidate(ck, &search, &candidates[n++]);
	}
	if (n > 0)
		mark_declared(ck, &search);
	for (size_t i = 0; i < n; i++)
		judge(ck, &candidates[i]);
}

const struct rule rule_certificate_unused = {
	.id = "certificate-unused",
	.family = "coverage",
	.severity = SEV_INFO,
	.summary = "a certificate that covers nothing that is declared",
	.source = "NIST SP 800-57 Part 2 Rev. 1, section 4.9; names of the estate",
	.url = "https://doi.org/10.6028/NIST.SP.800-57pt2r1",
	.since = "0.1.0",
	.why = "A certificate that nobody uses costs money, is renewed for nothing, and its key "
	       "can "
	       "still be used by whoever finds it. ACM does not renew one that is not in use.",
	.fix = "Remove the certificate and have it revoked where its key is outside ACM, or "
	       "declare "
	       "the API, the record or the load balancer that uses it.",
	.decide = decide,
};
