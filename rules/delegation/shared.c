/* shared.c -- what several rules about delegations ask. */
#include "delegation/shared.h"

#include <stdlib.h>

#include "base/banned.h"

/* ---- facts ------------------------------------------------------------------------------------- */

static struct str wire_of(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

static bool is_cut(const struct name_node *node)
{
	return node->cut == node;
}

void collect_cuts(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; zone->zone->view == VIEW_PUBLIC && i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];
		const struct rrset *rrset;

		if (!is_cut(node))
			continue;
		rrset = node_rrset(node, RR_NS);
		collect(ck, (struct fact){.zone = zone->zone,
					  .owner = node->name,
					  .type = RR_NS,
					  .rrset = rrset,
					  .at = rrset->at});
	}
}

static void collect_values(struct check *ck, const struct zone *zone, const struct rrset *rrset)
{
	for (size_t i = 0; i < rrset->n; i++)
		if (rrset->rrs[i].target != NULL)
			collect(ck, (struct fact){.zone = zone,
						  .owner = rrset->owner,
						  .target = rrset->rrs[i].target,
						  .type = RR_NS,
						  .rrset = rrset,
						  .at = rrset->rrs[i].at});
}

void collect_servers(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; zone->zone->view == VIEW_PUBLIC && i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];

		if (node->parent != NULL && !is_cut(node))
			continue;
		for (size_t k = 0; k < node->n; k++)
			if (node->rrsets[k]->type == RR_NS)
				collect_values(ck, zone->zone, node->rrsets[k]);
	}
}

void map_cuts(const struct check *ck, struct map *cuts)
{
	map_init(cuts, ck->arena);
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		struct fact *fact = &ck->facts->items.items[i];

		(void)map_add(cuts, wire_of(fact->owner), fact);
	}
}

/* ---- name servers ------------------------------------------------------------------------------ */

static int compare_names(const void *a, const void *b)
{
	return dname_compare(*(const struct dname *const *)a, *(const struct dname *const *)b);
}

static void settle(struct server_set *set)
{
	size_t kept = 0;

	if (set->n > 1)
		qsort(set->items, set->n, sizeof(set->items[0]), compare_names);
	for (size_t i = 0; i < set->n; i++)
		if (kept == 0 || !dname_equal(set->items[kept - 1], set->items[i]))
			set->items[kept++] = set->items[i];
	set->n = kept;
}

struct server_set servers_at(struct check *ck, const struct zone_index *zone,
			     const struct dname *owner)
{
	const struct name_node *node = zone_index_node(zone, owner);
	struct server_set set = {0};
	size_t room = 0;

	for (size_t i = 0; node != NULL && i < node->n; i++)
		if (node->rrsets[i]->type == RR_NS)
			room += node->rrsets[i]->n;
	set.items = NEW_ARRAY(ck->arena, const struct dname *, room + 1);
	set.known = room > 0;
	for (size_t i = 0; node != NULL && i < node->n; i++) {
		const struct rrset *rrset = node->rrsets[i];

		if (rrset->type != RR_NS)
			continue;
		set.known = set.known && rrset->pending == NULL;
		if (set.at.file == 0)
			set.at = rrset->at;
		for (size_t k = 0; k < rrset->n; k++)
			if (rrset->rrs[k].target != NULL)
				set.items[set.n++] = rrset->rrs[k].target;
	}
	settle(&set);
	return set;
}

struct server_set servers_of_zone(struct check *ck, const struct zone_index *zone)
{
	struct server_set set = {0};

	if (zone->zone->n_name_servers == 0)
		return servers_at(ck, zone, zone->zone->name);
	set.items = NEW_ARRAY(ck->arena, const struct dname *, zone->zone->n_name_servers);
	for (size_t i = 0; i < zone->zone->n_name_servers; i++)
		set.items[set.n++] = zone->zone->name_servers[i];
	set.known = true;
	set.at = zone->zone->origin->at;
	settle(&set);
	return set;
}

const char *show_servers(struct check *ck, const struct server_set *set)
{
	const char *text = "";

	for (size_t i = 0; i < set->n; i++)
		text = arena_printf(ck->arena, "%s%s`%s`", text, i == 0 ? "" : ", ",
				    show(ck, set->items[i]));
	return text;
}

struct server_set servers_without(struct check *ck, const struct server_set *a,
				  const struct server_set *b)
{
	struct server_set rest = {.known = a->known, .at = a->at};
	size_t k = 0;

	rest.items = NEW_ARRAY(ck->arena, const struct dname *, a->n + 1);
	for (size_t i = 0; i < a->n; i++) {
		while (k < b->n && dname_compare(b->items[k], a->items[i]) < 0)
			k++;
		if (k == b->n || !dname_equal(b->items[k], a->items[i]))
			rest.items[rest.n++] = a->items[i];
	}
	return rest;
}

/* ---- glue -------------------------------------------------------------------------------------- */

void map_servers(const struct check *ck, const struct zone_index *zone, struct map *servers)
{
	map_init(servers, ck->arena);
	for (size_t i = 0; i < zone->zone->rrsets.n; i++) {
		struct rrset *rrset = zone->zone->rrsets.items[i];

		for (size_t k = 0; rrset->type == RR_NS && k < rrset->n; k++)
			if (rrset->rrs[k].target != NULL)
				(void)map_add(servers, wire_of(rrset->rrs[k].target), rrset);
	}
}

bool is_named(const struct map *servers, const struct dname *name)
{
	return map_get(servers, wire_of(name)) != NULL;
}

bool is_server_label(const struct dname *name)
{
	struct str label = name->labels == 0 ? STR("") : dname_label(name, 0);

	while (label.len > 0 && ascii_is_digit(label.ptr[label.len - 1]))
		label.len--;
	return str_is(label, "ns") || str_is(label, "dns");
}

bool is_glue(const struct map *servers, const struct dname *name)
{
	return is_server_label(name) || is_named(servers, name);
}

/* ---- zones ------------------------------------------------------------------------------------- */

const struct zone_index *zone_named(const struct check *ck, const struct dname *name)
{
	const struct zone_index *zone = index_zone_for(ck->index, name, VIEW_PUBLIC, name->labels);

	return zone != NULL && dname_equal(zone->zone->name, name) ? zone : NULL;
}

const struct zone_index *zone_above(const struct check *ck, const struct zone *zone)
{
	if (zone->name->labels == 0)
		return NULL;
	return index_zone_for(ck->index, zone->name, VIEW_PUBLIC, zone->name->labels - 1u);
}

const struct rrset *address_at(const struct zone_index *zone, const struct dname *name)
{
	const struct name_node *node = zone_index_node(zone, name);
	const struct rrset *rrset;

	if (node == NULL)
		return NULL;
	rrset = node_rrset(node, RR_A);
	return rrset != NULL ? rrset : node_rrset(node, RR_AAAA);
}
