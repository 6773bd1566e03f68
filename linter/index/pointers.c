/* pointers.c -- who points at a name. */
#include "index/pointers.h"

#include <stdlib.h>

#include "base/banned.h"

static bool leads(enum rr_type type)
{
	return type == RR_CNAME || type == RR_DNAME || type == RR_MX || type == RR_SRV ||
	       type == RR_SVCB || type == RR_HTTPS;
}

static void add(struct pointers *pointers, struct arena *arena, const struct rrset *rrset,
		const struct dname *target)
{
	if (target == NULL)
		return;
	*VEC_PUSH(arena, &pointers->items) =
		(struct pointer){target, rrset->owner, rrset->type == RR_DNAME};
	pointers->n_dnames += rrset->type == RR_DNAME;
}

static void add_rrset(struct pointers *pointers, struct arena *arena, const struct rrset *rrset)
{
	if (rrset->alias != NULL && rrset->alias->kind == TARGET_RECORD)
		add(pointers, arena, rrset, rrset->alias->dns_name);
	for (size_t i = 0; leads(rrset->type) && i < rrset->n; i++)
		add(pointers, arena, rrset, rrset->rrs[i].target);
}

static void add_planned(struct pointers *pointers, struct arena *arena,
			const struct zone_overlay *over)
{
	for (size_t i = 0; i < over->nodes.n; i++) {
		const struct overlay_node *node = over->nodes.items[i];

		for (size_t k = 0; k < node->own.n; k++)
			if (node->own.items[k].adds)
				add_rrset(pointers, arena, node->own.items[k].rrset);
	}
}

static int compare(const void *a, const void *b)
{
	const struct pointer *x = a, *y = b;
	int order = dname_compare(x->target, y->target);

	if (order == 0)
		order = dname_compare(x->owner, y->owner);
	return order != 0 ? order : (int)x->dname - (int)y->dname;
}

void pointers_find(struct pointers *pointers, const struct overlay *overlay, struct arena *arena)
{
	*pointers = (struct pointers){0};
	for (size_t i = 0; i < overlay->model.zones.n; i++) {
		const struct zone_index *zone = &overlay->index.zones[i];

		for (size_t k = 0; k < zone->zone->rrsets.n; k++)
			add_rrset(pointers, arena, zone->zone->rrsets.items[k]);
		if (zone->overlay != NULL)
			add_planned(pointers, arena, zone->overlay);
	}
	if (pointers->items.n > 1)
		qsort(pointers->items.items, pointers->items.n, sizeof(struct pointer), compare);
}

size_t pointers_first_within(const struct pointers *pointers, const struct dname *name)
{
	size_t low = 0, high = pointers->items.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(pointers->items.items[middle].target, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
