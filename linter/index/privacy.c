/* privacy.c -- what is private: domains and names. */
#include "index/build.h"

#include <stdlib.h>

#include "base/banned.h"

/* ---- domains ----------------------------------------------------------------------------------- */

static struct private_domain *add_domain(struct index *index, const struct dname *name,
					 const struct origin *origin)
{
	struct private_domain *domain = NEW(index->arena, struct private_domain);

	domain->name = name;
	domain->origin = origin;
	domain->public_zone = model_zone(index->model, name, VIEW_PUBLIC);
	domain->private_zone = model_zone(index->model, name, VIEW_PRIVATE);
	*VEC_PUSH(index->arena, &index->private_domains) = domain;
	return domain;
}

static void add_subdomain_domains(struct index *index)
{
	const struct model *model = index->model;

	for (size_t i = 0; i < model->subdomains.n; i++) {
		const struct subdomain *subdomain = model->subdomains.items[i];
		struct private_domain *domain;

		if (subdomain->internal == NULL)
			continue;
		/* templates that give both names one domain: single names are private, not the domain */
		if (subdomain->external != NULL &&
		    dname_equal(subdomain->internal, subdomain->external))
			continue;
		domain = add_domain(index, subdomain->internal,
				    origin_new(index->arena, subdomain->key.at, NULL,
					       "the subdomain `%.*s`", STR_ARG(subdomain->key.s)));
		domain->subdomain = subdomain;
		domain->declared = true;
	}
}

static void add_policy_domains(struct index *index)
{
	for (size_t i = 0; i < index->policy->n_private_names; i++) {
		const struct private_pattern *pattern = &index->policy->private_names[i];

		if (pattern->base == NULL || !pattern->below)
			continue;
		add_domain(index, pattern->base,
			   origin_new(index->arena, pattern->text.at, NULL, "`private_names: %.*s`",
				      STR_ARG(pattern->text.s)))
			->declared = true;
	}
}

/* A written private zone makes its domain private, unless a public zone of that name stands beside it:
 * then it is split horizon, which is legitimate, and only single names are private. */
static void add_zone_domains(struct index *index)
{
	const struct model *model = index->model;

	for (size_t i = 0; i < model->zones.n; i++) {
		const struct zone *zone = model->zones.items[i];

		if (zone->view != VIEW_PRIVATE || zone->role == ZONE_INTERNAL ||
		    model_zone(model, zone->name, VIEW_PUBLIC) != NULL)
			continue;
		(void)add_domain(index, zone->name, zone->origin);
	}
}

static int compare_domains(const void *a, const void *b)
{
	const struct private_domain *x = *(struct private_domain *const *)a;
	const struct private_domain *y = *(struct private_domain *const *)b;
	int order = dname_compare(x->name, y->name);

	if (order != 0)
		return order;
	/* the most telling declaration first: it is kept */
	if (x->declared != y->declared)
		return x->declared ? -1 : 1;
	return (y->subdomain != NULL) - (x->subdomain != NULL);
}

static void sort_domains(struct index *index)
{
	size_t kept = 0;

	if (index->private_domains.n > 1)
		qsort(index->private_domains.items, index->private_domains.n,
		      sizeof(*index->private_domains.items), compare_domains);
	for (size_t i = 0; i < index->private_domains.n; i++) {
		struct private_domain *domain = index->private_domains.items[i];

		if (kept > 0 &&
		    dname_equal(index->private_domains.items[kept - 1]->name, domain->name))
			continue;
		domain->outer = kept > 0 ? index->private_domains.items[kept - 1] : NULL;
		while (domain->outer != NULL && !dname_is_within(domain->name, domain->outer->name))
			domain->outer = domain->outer->outer;
		index->private_domains.items[kept++] = domain;
	}
	index->private_domains.n = kept;
}

/* The domains stand in the order of a walk down the tree of names, so the deepest one that NAME lies in
 * is the last one not behind NAME, or one that lies around that. */
const struct private_domain *index_private_domain(const struct index *index,
						  const struct dname *name)
{
	const struct private_domain *domain;
	size_t low = 0, high = index->private_domains.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(index->private_domains.items[middle]->name, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	domain = low == 0 ? NULL : index->private_domains.items[low - 1];
	while (domain != NULL && !dname_is_within(name, domain->name))
		domain = domain->outer;
	return domain;
}

/* ---- names ------------------------------------------------------------------------------------- */

static struct private_name *add_name(struct index *index, const struct dname *name,
				     const struct origin *origin)
{
	struct private_name *added = NEW(index->arena, struct private_name);

	added->name = name;
	added->origin = origin;
	*VEC_PUSH(index->arena, &index->private_names) = added;
	return added;
}

static void add_api_names(struct index *index)
{
	const struct model *model = index->model;

	for (size_t i = 0; i < model->apis.n; i++) {
		const struct api *api = model->apis.items[i];

		if (api->exposure == EXPOSURE_INTERNAL && api->name != NULL)
			add_name(index, api->name, api->origin)->api = api;
	}
}

/* An ownership TXT proves something, and answers nothing. */
static bool writes_exposing(const struct zone_index *zone, const struct dname *name)
{
	const struct name_node *node = zone_index_node(zone, name);

	for (size_t i = 0; node != NULL && i < node->n; i++)
		if (rr_type_exposes(node->rrsets[i]->type))
			return true;
	return false;
}

/* A name in a written private zone beside public zones of the same name is private unless one of these
 * writes it too. */
static bool is_split_horizon(const struct index *index, const struct zone *zone,
			     const struct dname *name)
{
	const struct zone_index *public_zones;
	size_t n;

	if (zone->role == ZONE_INTERNAL)
		return false;
	public_zones = index_zones_for(index, zone->name, VIEW_PUBLIC, zone->name->labels, &n);
	for (size_t i = 0; i < n && dname_equal(public_zones[i].zone->name, zone->name); i++)
		if (writes_exposing(&public_zones[i], name))
			return true;
	return false;
}

static void add_zone_names(struct index *index)
{
	const struct model *model = index->model;

	for (size_t i = 0; i < model->zones.n; i++) {
		const struct zone *zone = model->zones.items[i];

		if (zone->view != VIEW_PRIVATE)
			continue;
		for (size_t j = 0; j < zone->rrsets.n; j++) {
			const struct rrset *rrset = zone->rrsets.items[j];

			if (!rr_type_exposes(rrset->type) || dname_is_wildcard(rrset->owner) ||
			    dname_has_underscore_label(rrset->owner) ||
			    is_split_horizon(index, zone, rrset->owner))
				continue;
			add_name(index, rrset->owner, rrset->origin)->rrset = rrset;
		}
	}
}

/* What the policy calls private: the names it spells out, and the names that public zones write. */
static void add_policy_names(struct index *index)
{
	const struct model *model = index->model;
	const struct policy *policy = index->policy;

	for (size_t i = 0; i < policy->n_private_names; i++) {
		const struct private_pattern *pattern = &policy->private_names[i];

		if (pattern->base != NULL && pattern->self)
			(void)add_name(index, pattern->base,
				       origin_new(index->arena, pattern->text.at, NULL,
						  "`private_names: %.*s`",
						  STR_ARG(pattern->text.s)));
	}
	for (size_t i = 0; i < model->zones.n && policy->n_private_names > 0; i++) {
		const struct zone *zone = model->zones.items[i];

		for (size_t j = 0; j < zone->rrsets.n && zone->view == VIEW_PUBLIC; j++) {
			const struct rrset *rrset = zone->rrsets.items[j];
			const struct private_pattern *pattern =
				policy_private(policy, rrset->owner);

			if (pattern == NULL || !rr_type_exposes(rrset->type) ||
			    dname_is_wildcard(rrset->owner) ||
			    dname_has_underscore_label(rrset->owner))
				continue;
			(void)add_name(index, rrset->owner,
				       origin_new(index->arena, pattern->text.at, NULL,
						  "`private_names: %.*s`",
						  STR_ARG(pattern->text.s)));
		}
	}
}

static void add_service_names(struct index *index)
{
	const struct model *model = index->model;

	for (size_t i = 0; i < model->endpoint_services.n; i++) {
		const struct endpoint_service *service = model->endpoint_services.items[i];
		const struct private_domain *domain;

		if (service->name == NULL || dname_is_wildcard(service->name))
			continue;
		domain = index_private_domain(index, service->name);
		if (domain != NULL && domain->declared &&
		    dname_is_below(service->name, domain->name))
			(void)add_name(index, service->name,
				       origin_new(index->arena, service->private_dns_name.at, NULL,
						  "the endpoint service `%.*s`",
						  STR_ARG(service->key.s)));
	}
}

static int compare_names(const void *a, const void *b, void *context)
{
	const struct private_name *x = *(struct private_name *const *)a;
	const struct private_name *y = *(struct private_name *const *)b;
	const struct index *index = context;
	int order = dname_compare(x->name, y->name);

	if (order != 0)
		return order;
	/* the most telling origin first: an API, then a record, then the rest by place */
	if ((x->api != NULL) != (y->api != NULL))
		return x->api != NULL ? -1 : 1;
	if ((x->rrset != NULL) != (y->rrset != NULL))
		return x->rrset != NULL ? -1 : 1;
	return span_compare(index->model->sources, x->origin->at, y->origin->at);
}

static void sort_names(struct index *index)
{
	size_t kept = 0;

	if (index->private_names.n > 1)
		qsort_r(index->private_names.items, index->private_names.n,
			sizeof(*index->private_names.items), compare_names, index);
	for (size_t i = 0; i < index->private_names.n; i++) {
		struct private_name *name = index->private_names.items[i];
		struct private_name *last = kept > 0 ? index->private_names.items[kept - 1] : NULL;

		if (last != NULL && dname_equal(last->name, name->name)) {
			if (last->rrset == NULL)
				last->rrset = name->rrset;
			continue;
		}
		name->domain = index_private_domain(index, name->name);
		index->private_names.items[kept++] = name;
	}
	index->private_names.n = kept;
}

static struct index_slot *private_slot(const struct index *index, const struct dname *name)
{
	size_t mask = index->n_private_slots - 1, at = name->hash & mask;

	for (;; at = (at + 1) & mask) {
		struct index_slot *slot = &index->private_slots[at];

		if (slot->number == 0 ||
		    (slot->hash == name->hash &&
		     dname_equal(index->private_names.items[slot->number - 1]->name, name)))
			return slot;
	}
}

static void build_private_slots(struct index *index)
{
	index->n_private_slots = 16;
	while (index->n_private_slots < index->private_names.n * 2)
		index->n_private_slots *= 2;
	index->private_slots = NEW_ARRAY(index->arena, struct index_slot, index->n_private_slots);
	for (size_t i = 0; i < index->private_names.n; i++) {
		const struct dname *name = index->private_names.items[i]->name;

		*private_slot(index, name) = (struct index_slot){name->hash, (uint32_t)i + 1};
	}
}

void index_build_privacy(struct index *index)
{
	add_subdomain_domains(index);
	add_policy_domains(index);
	add_zone_domains(index);
	sort_domains(index);
	add_api_names(index);
	add_zone_names(index);
	add_policy_names(index);
	add_service_names(index);
	sort_names(index);
	build_private_slots(index);
}

const struct private_name *index_private_name(const struct index *index, const struct dname *name)
{
	const struct index_slot *slot = private_slot(index, name);

	return slot->number == 0 ? NULL : index->private_names.items[slot->number - 1];
}

bool index_is_private(const struct index *index, const struct dname *name)
{
	const struct private_domain *domain;

	if (index_private_name(index, name) != NULL || policy_private(index->policy, name) != NULL)
		return true;
	domain = index_private_domain(index, name);
	return domain != NULL && dname_is_below(name, domain->name);
}
