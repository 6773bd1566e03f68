/* model.c -- everything a run knows. */
#include "model/model.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

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
	struct zone *zone = NEW(model->arena, struct zone), *first;

	zone->name = name;
	zone->view = view;
	zone->origin = origin;
	zone->registered = true;
	*VEC_PUSH(model->arena, &model->zones) = zone;
	first = map_add(&model->zone_names[view], wire_key(name), zone);
	if (first != NULL) {
		zone->same_name = first->same_name;
		first->same_name = zone;
	}
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

static int compare_rrsets(const void *a, const void *b, void *context)
{
	const struct rrset *x = *(struct rrset *const *)a, *y = *(struct rrset *const *)b;
	const struct model *model = context;
	int order = compare_owner_type(x, y->owner, y->type);

	if (order == 0)
		order = str_cmp(str_from(x->set_identifier), str_from(y->set_identifier));
	return order != 0 ? order : span_compare(model->sources, x->at, y->at);
}

static bool is_sorted(const struct model *model, const struct zone *zone)
{
	for (size_t i = 1; i < zone->rrsets.n; i++)
		if (compare_rrsets(&zone->rrsets.items[i - 1], &zone->rrsets.items[i],
				   (void *)(uintptr_t)model) > 0)
			return false;
	return true;
}

struct sort_item {
	uint64_t high, low; /* the key of the owner: it tells most pairs apart */
	struct rrset *rrset;
};

static int compare_items(const void *a, const void *b, void *context)
{
	const struct sort_item *x = a, *y = b;

	if (x->high != y->high)
		return x->high < y->high ? -1 : 1;
	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	return compare_rrsets(&x->rrset, &y->rrset, context);
}

/* Numbers that compare as the octets do. */
static void set_key(struct sort_item *item, const struct zone *zone)
{
	uint8_t key[DNAME_ORDER_KEY_SIZE];

	dname_order_key(item->rrset->owner, zone->name->labels, key);
	memcpy(&item->high, key, sizeof(item->high));
	memcpy(&item->low, key + sizeof(item->high), sizeof(item->low));
	item->high = be64toh(item->high);
	item->low = be64toh(item->low);
}

void zone_sort(const struct model *model, struct zone *zone)
{
	size_t n = zone->rrsets.n;
	struct sort_item *items;
	struct arena scratch;

	/* what was sorted stays as it is: front ends and derive() only add */
	if (zone->n_sorted == n)
		return;
	zone->n_sorted = n;
	if (is_sorted(model, zone))
		return;
	arena_init(&scratch);
	items = NEW_ARRAY(&scratch, struct sort_item, n);
	for (size_t i = 0; i < n; i++) {
		items[i].rrset = zone->rrsets.items[i];
		set_key(&items[i], zone);
	}
	qsort_r(items, n, sizeof(*items), compare_items, (void *)(uintptr_t)model);
	for (size_t i = 0; i < n; i++)
		zone->rrsets.items[i] = items[i].rrset;
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

static int compare_issued(const void *a, const void *b, void *model)
{
	const struct issued_certificate *x = *(struct issued_certificate *const *)a;
	const struct issued_certificate *y = *(struct issued_certificate *const *)b;

	return span_compare(((const struct model *)model)->sources, x->content.at, y->content.at);
}

static int compare_requests(const void *a, const void *b, void *model)
{
	const struct signing_request *x = *(struct signing_request *const *)a;
	const struct signing_request *y = *(struct signing_request *const *)b;

	return span_compare(((const struct model *)model)->sources, x->content.at, y->content.at);
}

static void sort_inventory(struct model *model)
{
	if (model->issued.n > 1)
		qsort_r(model->issued.items, model->issued.n, sizeof(*model->issued.items),
			compare_issued, model);
	if (model->requests.n > 1)
		qsort_r(model->requests.items, model->requests.n, sizeof(*model->requests.items),
			compare_requests, model);
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
	sort_inventory(model);
	if (model->zones.n > 1)
		qsort_r(model->zones.items, model->zones.n, sizeof(*model->zones.items),
			compare_zones, model);
	model->n_records = 0;
	model->n_names = 0;
	map_init(&model->zone_names[VIEW_PUBLIC], model->arena);
	map_init(&model->zone_names[VIEW_PRIVATE], model->arena);
	for (size_t i = 0; i < model->zones.n; i++) {
		struct zone *zone = model->zones.items[i], *first;

		zone_sort(model, zone);
		count_zone(model, zone);
		first = map_add(&model->zone_names[zone->view], wire_key(zone->name), zone);
		if (first != NULL)
			first->shares_name = zone->shares_name = true;
	}
}

void model_set_writer(struct model *model, uint32_t file, const struct account *account)
{
	while (model->writers.n <= file)
		*VEC_PUSH(model->arena, &model->writers) = NULL;
	model->writers.items[file] = account;
}

const struct account *model_writer(const struct model *model, struct span at)
{
	return at.file < model->writers.n ? model->writers.items[at.file] : NULL;
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
