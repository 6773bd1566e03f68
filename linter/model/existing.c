/* existing.c -- a configuration beside what exists and beside what was declared before. */
#include "model/existing.h"

#include "base/banned.h"

static bool same_set(const struct rrset *rrset, const char *set_identifier)
{
	if (rrset->set_identifier == NULL || set_identifier == NULL)
		return rrset->set_identifier == set_identifier;
	return str_eq(str_from(rrset->set_identifier), str_from(set_identifier));
}

struct rrset *zone_record_set(const struct zone *zone, const struct dname *owner, enum rr_type type,
			      const char *set_identifier)
{
	size_t low = 0, high = zone->n_sorted;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct rrset *rrset = zone->rrsets.items[middle];
		int order = dname_compare(rrset->owner, owner);

		if (order == 0)
			order = (rrset->type > type) - (rrset->type < type);
		if (order == 0)
			order = str_cmp(str_from(rrset->set_identifier), str_from(set_identifier));
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == zone->n_sorted || zone->rrsets.items[low]->type != type ||
	    !dname_equal(zone->rrsets.items[low]->owner, owner) ||
	    !same_set(zone->rrsets.items[low], set_identifier))
		return NULL;
	return zone->rrsets.items[low];
}

size_t zone_first_of(const struct zone *zone, const struct dname *owner, enum rr_type type)
{
	size_t low = 0, high = zone->n_sorted;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct rrset *rrset = zone->rrsets.items[middle];
		int order = dname_compare(rrset->owner, owner);

		if (order < 0 || (order == 0 && rrset->type < type))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int compare_zone(const struct zone *zone, const struct dname *name, enum view view)
{
	int order = dname_compare(zone->name, name);

	return order != 0 ? order : (int)zone->view - (int)view;
}

struct zone *const *model_zones_of(const struct model *model, const struct dname *name,
				   enum view view, size_t *ret_n)
{
	size_t low = 0, high = model->zones.n, n = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_zone(model->zones.items[middle], name, view) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + n < model->zones.n &&
	       compare_zone(model->zones.items[low + n], name, view) == 0)
		n++;
	*ret_n = n;
	return n == 0 ? NULL : &model->zones.items[low];
}

bool rrset_is_of_service(const struct rrset *rrset)
{
	return (rrset->type == RR_SOA || rrset->type == RR_NS) &&
	       dname_equal(rrset->owner, rrset->zone->name);
}

const struct str *rrset_verbatim(const struct rrset *rrset)
{
	return rrset->fate == FATE_NONE ? NULL : rrset->verbatim;
}

bool existing_lists_zones(const struct model *existing, const struct account *account)
{
	for (size_t i = 0; i < existing->hosted_zone_lists.n; i++) {
		const struct hosted_zone_list *list = &existing->hosted_zone_lists.items[i];

		if (account == NULL || list->account == NULL || list->account == account)
			return true;
	}
	return false;
}

/* Accounts of two models are two things. */
static bool may_be_one_account(const struct account *a, const struct account *b)
{
	return a == NULL || b == NULL || str_eq(a->key.s, b->key.s);
}

const struct zone *zone_before(const struct model *model, const struct zone *existing)
{
	const struct zone *found = NULL;
	struct zone *const *zones;
	size_t n, n_existing;

	if (model->before == NULL)
		return NULL;
	zones = model_zones_of(model->before, existing->name, existing->view, &n);
	for (size_t i = 0; i < n; i++) {
		if (zones[i]->foreign || !may_be_one_account(zones[i]->account, existing->account))
			continue;
		if (zones[i]->id.presence == KNOWN && str_eq(zones[i]->id.s, existing->id.s))
			return zones[i];
		if (zones[i]->id.presence != KNOWN)
			found = zones[i];
	}
	if (found == NULL || existing->counterpart != NULL)
		return found;
	/* by the name alone: only where that means one hosted zone */
	(void)model_zones_of(model->existing, existing->name, existing->view, &n_existing);
	if (n > 1 || n_existing > 1 || model_zone(model, existing->name, existing->view) != NULL)
		return NULL;
	return found;
}

bool was_declared(const struct zone *before, const struct rrset *present)
{
	const struct rrset *rrset = before == NULL
					    ? NULL
					    : zone_record_set(before, present->owner, present->type,
							      present->set_identifier);

	return rrset != NULL && !rrset->foreign;
}

static bool declares_something(const struct zone *zone)
{
	for (size_t i = 0; i < zone->rrsets.n; i++)
		if (!zone->rrsets.items[i]->foreign && !rrset_is_of_service(zone->rrsets.items[i]))
			return true;
	return false;
}

bool zone_is_emptied(const struct zone *zone, const struct rrset **ret_first, size_t *ret_n)
{
	const struct rrset *first = NULL;
	size_t n = 0;

	if (zone->foreign || zone->counterpart == NULL || zone->managed_part ||
	    declares_something(zone))
		return false;
	for (size_t i = 0; i < zone->counterpart->rrsets.n; i++) {
		const struct rrset *rrset = zone->counterpart->rrsets.items[i];

		if (rrset->fate == FATE_SERVICE)
			continue;
		first = first == NULL ? rrset : first;
		n++;
	}
	*ret_first = first;
	*ret_n = n;
	return n > 0;
}
