/* tls.c -- the names whose TLS ends at a load balancer of the estate. */
#include "index/build.h"

#include "model/load_balancer_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { ENDS_MAX = 64 }; /* load balancers behind one front that are looked at */

struct ends {
	const struct load_balancer *items[ENDS_MAX];
	size_t n;
	const struct load_balancer *seen[ENDS_MAX];
	size_t n_seen;
};

/* TLS ends at a load balancer with certificates; one without passes it on to its targets. */
static void find_ends(struct ends *ends, const struct load_balancer *front)
{
	/* A breadth-first walk: no recursion by depth, and each load balancer once. */
	ends->seen[ends->n_seen++] = front;
	for (size_t i = 0; i < ends->n_seen; i++) {
		const struct load_balancer *at = ends->seen[i];

		if (at->n_certificates > 0) {
			ends->items[ends->n++] = at;
			continue;
		}
		for (size_t j = 0; j < at->n_targets && ends->n_seen < ENDS_MAX; j++) {
			bool known = false;

			for (size_t k = 0; k < ends->n_seen; k++)
				known = known || ends->seen[k] == at->targets[j];
			if (!known)
				ends->seen[ends->n_seen++] = at->targets[j];
		}
	}
}

static struct tls_name *add_name(struct index *index, const struct dname *name,
				 const struct load_balancer *front, struct span at,
				 const struct origin *origin)
{
	struct ends ends = {0};
	struct tls_name *added;

	find_ends(&ends, front);
	if (ends.n == 0)
		return NULL; /* nothing there ends TLS */
	added = NEW(index->arena, struct tls_name);
	added->name = name;
	added->front = front;
	added->ends = NEW_ARRAY(index->arena, const struct load_balancer *, ends.n);
	memcpy(added->ends, ends.items, ends.n * sizeof(ends.items[0]));
	added->n_ends = ends.n;
	added->at = at;
	added->origin = origin;
	*VEC_PUSH(index->arena, &index->tls_names) = added;
	return added;
}

static void add_apis(struct index *index)
{
	const struct model *model = index->model;

	for (size_t i = 0; i < model->apis.n; i++) {
		const struct api *api = model->apis.items[i];
		struct tls_name *added;

		if (api->name == NULL || api->target.load_balancer == NULL)
			continue;
		added = add_name(index, api->name, api->target.load_balancer, api->key.at,
				 api->origin);
		if (added != NULL)
			added->api = api;
	}
}

/* The load balancer that an RRset leads to, by its logical name or by its generated one. */
static const struct load_balancer *load_balancer_of(const struct index *index,
						    const struct rrset *rrset)
{
	const struct dname *target = NULL;

	if (rrset->alias != NULL) {
		if (rrset->alias->load_balancer != NULL)
			return rrset->alias->load_balancer;
		target = rrset->alias->dns_name;
	} else if (rrset->type == RR_CNAME && rrset->n > 0) {
		target = rrset->rrs[0].target;
	}
	return target == NULL ? NULL : load_balancer_named(&index->load_balancer_names, target);
}

static void add_records(struct index *index)
{
	const struct model *model = index->model;

	for (size_t i = 0; i < model->zones.n; i++) {
		const struct zone *zone = model->zones.items[i];

		for (size_t j = 0; j < zone->rrsets.n; j++) {
			const struct rrset *rrset = zone->rrsets.items[j];
			const struct load_balancer *front = load_balancer_of(index, rrset);
			struct tls_name *added;

			if (front == NULL || rrset->derived)
				continue; /* derived ones are their API's */
			added = add_name(index, rrset->owner, front, rrset->owner_at,
					 rrset->origin);
			if (added != NULL)
				added->rrset = rrset;
		}
	}
}

static void add_services(struct index *index)
{
	const struct model *model = index->model;

	for (size_t i = 0; i < model->endpoint_services.n; i++) {
		const struct endpoint_service *service = model->endpoint_services.items[i];

		if (service->name == NULL || service->load_balancer == NULL)
			continue;
		(void)add_name(index, service->name, service->load_balancer,
			       service->private_dns_name.at,
			       origin_new(index->arena, service->private_dns_name.at, NULL,
					  "the endpoint service `%.*s`", STR_ARG(service->key.s)));
	}
}

static int compare(const void *a, const void *b, void *context)
{
	const struct tls_name *x = *(struct tls_name *const *)a, *y = *(struct tls_name *const *)b;
	const struct index *index = context;
	int order = dname_compare(x->name, y->name);

	if (order == 0)
		order = str_cmp(x->front->key.s, y->front->key.s);
	if (order == 0 && (x->api != NULL) != (y->api != NULL))
		return x->api != NULL ? -1 : 1; /* the API is the line to edit: it is kept */
	return order != 0 ? order : span_compare(index->model->sources, x->at, y->at);
}

/* Whether the two ask for the same: the same name, ending at the same load balancers. */
static bool same_question(const struct tls_name *a, const struct tls_name *b)
{
	return dname_equal(a->name, b->name) && a->n_ends == b->n_ends &&
	       memcmp(a->ends, b->ends, a->n_ends * sizeof(a->ends[0])) == 0;
}

void index_build_tls(struct index *index)
{
	size_t kept = 0;

	load_balancer_names_find(&index->load_balancer_names, index->model, index->arena);
	add_apis(index);
	add_records(index);
	add_services(index);
	if (index->tls_names.n > 1)
		qsort_r(index->tls_names.items, index->tls_names.n, sizeof(*index->tls_names.items),
			compare, index);
	for (size_t i = 0; i < index->tls_names.n; i++) {
		struct tls_name *name = index->tls_names.items[i];
		bool repeated = false;

		for (size_t j = kept;
		     j > 0 && dname_equal(index->tls_names.items[j - 1]->name, name->name); j--)
			repeated = repeated || same_question(index->tls_names.items[j - 1], name);
		if (!repeated)
			index->tls_names.items[kept++] = name;
	}
	index->tls_names.n = kept;
}
