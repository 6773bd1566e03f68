/* model.c -- everything a run knows. */
#include "model/model.h"

#include <stdlib.h>

#include "base/banned.h"

void model_init(struct model *model, struct arena *arena, const struct sources *sources)
{
	*model = (struct model){.arena = arena, .sources = sources, .default_ttl = 300};
	map_init(&model->account_keys, arena);
	map_init(&model->subdomain_keys, arena);
	map_init(&model->load_balancer_keys, arena);
	map_init(&model->authority_keys, arena);
	map_init(&model->certificate_keys, arena);
	map_init(&model->resolver_endpoint_keys, arena);
	map_init(&model->zone_names[VIEW_PUBLIC], arena);
	map_init(&model->zone_names[VIEW_PRIVATE], arena);
}

bool model_has_pattern(const struct model *model)
{
	return model->central.at.file != 0;
}

static struct str wire_key(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

struct zone *model_zone(const struct model *model, const struct dname *name, enum view view)
{
	return map_get(&model->zone_names[view], wire_key(name));
}

struct zone *model_add_zone(struct model *model, const struct dname *name, enum view view,
			    const struct origin *origin)
{
	struct zone *zone = NEW(model->arena, struct zone);

	zone->name = name;
	zone->view = view;
	zone->origin = origin;
	zone->registered = true;
	*VEC_PUSH(model->arena, &model->zones) = zone;
	(void)map_add(&model->zone_names[view], wire_key(name), zone);
	return zone;
}

struct rrset *model_add_rrset(struct model *model, struct zone *zone, const struct dname *owner,
			      enum rr_type type, const struct origin *origin)
{
	struct rrset *rrset = NEW(model->arena, struct rrset);

	rrset->owner = owner;
	rrset->zone = zone;
	rrset->type = type;
	rrset->origin = origin;
	*VEC_PUSH(model->arena, &zone->rrsets) = rrset;
	return rrset;
}

static int compare_owner_type(const struct rrset *rrset, const struct dname *owner,
			      enum rr_type type)
{
	int order = dname_compare(rrset->owner, owner);

	return order != 0 ? order : (rrset->type > type) - (rrset->type < type);
}

struct rrset *zone_written_rrset(const struct zone *zone, const struct dname *owner,
				 enum rr_type type)
{
	size_t low = 0, high = zone->n_sorted;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_owner_type(zone->rrsets.items[middle], owner, type) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < zone->n_sorted && compare_owner_type(zone->rrsets.items[low], owner, type) == 0)
		return zone->rrsets.items[low];
	return NULL;
}

struct rrset *zone_rrset(const struct zone *zone, const struct dname *owner, enum rr_type type)
{
	struct rrset *sorted = zone_written_rrset(zone, owner, type);

	if (sorted != NULL)
		return sorted;
	for (size_t i = zone->n_sorted; i < zone->rrsets.n; i++)
		if (zone->rrsets.items[i]->type == type &&
		    dname_equal(zone->rrsets.items[i]->owner, owner))
			return zone->rrsets.items[i];
	return NULL;
}

/* An RRset with the beginning of its owner, which decides most comparisons without a look at it. */
struct sorted {
	uint64_t key[DNAME_KEY_WORDS];
	struct rrset *rrset;
};

static int compare_rrsets(const void *a, const void *b, void *context)
{
	const struct sorted *sorted_x = a, *sorted_y = b;
	const struct rrset *x = sorted_x->rrset, *y = sorted_y->rrset;
	const struct model *model = context;
	int order;

	for (size_t i = 0; i < DNAME_KEY_WORDS; i++)
		if (sorted_x->key[i] != sorted_y->key[i])
			return sorted_x->key[i] < sorted_y->key[i] ? -1 : 1;
	order = compare_owner_type(x, y->owner, y->type);
	if (order == 0)
		order = str_cmp(str_from(x->set_identifier), str_from(y->set_identifier));
	return order != 0 ? order : span_compare(model->sources, x->at, y->at);
}

void zone_sort(const struct model *model, struct zone *zone)
{
	struct sorted *sorted;
	struct arena scratch;

	zone->n_sorted = zone->rrsets.n;
	if (zone->rrsets.n < 2)
		return;
	arena_init(&scratch);
	sorted = NEW_ARRAY(&scratch, struct sorted, zone->rrsets.n);
	for (size_t i = 0; i < zone->rrsets.n; i++) {
		sorted[i].rrset = zone->rrsets.items[i];
		dname_sort_key(sorted[i].rrset->owner, zone->name->labels, sorted[i].key);
	}
	qsort_r(sorted, zone->rrsets.n, sizeof(*sorted), compare_rrsets, (void *)(uintptr_t)model);
	for (size_t i = 0; i < zone->rrsets.n; i++)
		zone->rrsets.items[i] = sorted[i].rrset;
	arena_free(&scratch);
}

static int compare_zones(const void *a, const void *b, void *context)
{
	const struct zone *x = *(struct zone *const *)a, *y = *(struct zone *const *)b;
	const struct model *model = context;
	int order = dname_compare(x->name, y->name);

	if (order == 0)
		order = (int)x->view - (int)y->view;
	if (order == 0)
		order = str_cmp(x->id.s, y->id.s);
	return order != 0 ? order : span_compare(model->sources, x->origin->at, y->origin->at);
}

/* Every element of these lists begins with its key. */
static int compare_keys(const void *a, const void *b)
{
	const struct text *x = *(struct text *const *)a, *y = *(struct text *const *)b;

	return str_cmp(x->s, y->s);
}

static int compare_forwarding(const void *a, const void *b, void *context)
{
	const struct forwarding_rule *x = *(struct forwarding_rule *const *)a;
	const struct forwarding_rule *y = *(struct forwarding_rule *const *)b;
	const struct model *model = context;
	int order = str_cmp(x->domain.s, y->domain.s);

	if (order == 0)
		order = str_cmp(x->from.s, y->from.s);
	return order != 0 ? order : span_compare(model->sources, x->at, y->at);
}

#define SORT_BY_KEY(list)                                                                          \
	do {                                                                                       \
		if ((list)->n > 1)                                                                 \
			qsort((list)->items, (list)->n, sizeof(*(list)->items), compare_keys);     \
	} while (0)

static void count_zone(struct model *model, const struct zone *zone)
{
	for (size_t i = 0; i < zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		model->n_records += rrset->n == 0 ? 1 : rrset->n;
		if (i == 0 || !dname_equal(rrset->owner, zone->rrsets.items[i - 1]->owner))
			model->n_names++;
	}
}

void model_finish(struct model *model)
{
	SORT_BY_KEY(&model->accounts);
	SORT_BY_KEY(&model->subdomains);
	SORT_BY_KEY(&model->apis);
	SORT_BY_KEY(&model->load_balancers);
	SORT_BY_KEY(&model->endpoint_services);
	SORT_BY_KEY(&model->resolver_endpoints);
	SORT_BY_KEY(&model->authorities);
	SORT_BY_KEY(&model->certificates);
	if (model->forwarding.n > 1)
		qsort_r(model->forwarding.items, model->forwarding.n,
			sizeof(*model->forwarding.items), compare_forwarding, model);
	if (model->zones.n > 1)
		qsort_r(model->zones.items, model->zones.n, sizeof(*model->zones.items),
			compare_zones, model);
	model->n_records = 0;
	model->n_names = 0;
	map_init(&model->zone_names[VIEW_PUBLIC], model->arena);
	map_init(&model->zone_names[VIEW_PRIVATE], model->arena);
	for (size_t i = 0; i < model->zones.n; i++) {
		struct zone *zone = model->zones.items[i];

		zone_sort(model, zone);
		count_zone(model, zone);
		(void)map_add(&model->zone_names[zone->view], wire_key(zone->name), zone);
	}
}

struct account *model_account(const struct model *model, struct str key)
{
	return map_get(&model->account_keys, key);
}

struct subdomain *model_subdomain(const struct model *model, struct str key)
{
	return map_get(&model->subdomain_keys, key);
}

struct load_balancer *model_load_balancer(const struct model *model, struct str key)
{
	return map_get(&model->load_balancer_keys, key);
}

struct authority *model_authority(const struct model *model, struct str key)
{
	return map_get(&model->authority_keys, key);
}

struct certificate *model_certificate(const struct model *model, struct str key)
{
	return map_get(&model->certificate_keys, key);
}

struct resolver_endpoint *model_resolver_endpoint(const struct model *model, struct str key)
{
	return map_get(&model->resolver_endpoint_keys, key);
}

const char *zone_label(struct arena *arena, const struct zone *zone)
{
	char *name = dname_text_bare(arena, zone->name);

	return zone->view == VIEW_PUBLIC ? name : arena_printf(arena, "%s (private)", name);
}
