/* affected.c -- the questions whose answers a plan's events can change. */
#include "index/affected.h"

#include "index/pointers.h"
#include "source/limits.h"

#include <stdlib.h>

#include "base/banned.h"

/* What is still to be followed: who points there. */
struct lead {
	const struct affected_name *name;
	bool below;
};

struct finder {
	struct affected *affected;
	struct overlay *overlay;
	const struct index *sides[2];	/* before (NULL: nothing known) and after */
	struct overlay_node ***entries; /* by zone: those that change, in canonical order */
	VEC(struct lead) leads;
	struct pointers pointers;
	size_t n_led;
	bool is_public; /* what changes is public: private names may be exposed */
};

static struct str wire_key(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

static struct affected_name *entry_for(struct affected *affected, const struct dname *name)
{
	struct affected_name *entry = map_get(&affected->by_name, wire_key(name));

	if (entry != NULL)
		return entry;
	entry = NEW(affected->arena, struct affected_name);
	entry->name = name;
	(void)map_add(&affected->by_name, wire_key(name), entry);
	*VEC_PUSH(affected->arena, &affected->names) = entry;
	return entry;
}

/* ---- zones ------------------------------------------------------------------------------------- */

/* Calls FN for each zone whose name is NAME or above it, of both views, there or not. */
static bool any_zone_around(const struct overlay *overlay, const struct dname *name,
			    bool (*fn)(void *context, size_t number), void *context)
{
	struct arena scratch;
	bool found = false;

	arena_init(&scratch);
	for (unsigned skip = 0; skip <= name->labels && !found; skip++) {
		const struct dname *suffix = dname_suffix(&scratch, name, skip);

		for (size_t i = overlay_first_zone(overlay, suffix);
		     i < overlay->model.zones.n && !found &&
		     dname_equal(overlay->index.zones[i].zone->name, suffix);
		     i++)
			found = fn(context, i);
	}
	arena_free(&scratch);
	return found;
}

struct node_search {
	const struct overlay *overlay;
	const struct dname *name;
};

static bool has_node(void *context, size_t number)
{
	const struct node_search *search = context;
	const struct zone_index *zone = &search->overlay->index.zones[number];

	return zone_index_node(zone, search->name) != NULL ||
	       overlay_find(zone, search->name) != NULL;
}

const struct dname *affected_other(struct affected *affected, const struct overlay *overlay,
				   struct affected_name *name)
{
	for (unsigned i = 0; name->other == NULL; i++) {
		struct node_search search = {.overlay = overlay};
		const char *label =
			arena_printf(affected->arena, i == 0 ? "any-other" : "any-other-%u", i);

		search.name = dname_prepend(affected->arena, str_from(label), name->name);
		if (search.name == NULL)
			return NULL;
		if (!any_zone_around(overlay, search.name, has_node, &search))
			name->other = search.name;
	}
	return name->other;
}

/* ---- what is private --------------------------------------------------------------------------- */

static void ask_private(struct finder *f, const struct dname *name)
{
	struct affected_name *entry;

	if (name == NULL)
		return;
	entry = entry_for(f->affected, name);
	if (entry->asked)
		return;
	entry->asked = true;
	*VEC_PUSH(f->affected->arena, &f->affected->privates) = name;
}

/* Whether NAME is or lies below a domain that is declared private. */
static bool is_in_domain(const struct index *index, const struct dname *name)
{
	const struct private_domain *domain = index_private_domain(index, name);

	for (; domain != NULL; domain = domain->outer)
		if (domain->declared)
			return true;
	return false;
}

static size_t first_name_within(const struct index *index, const struct dname *name)
{
	size_t low = 0, high = index->private_names.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(index->private_names.items[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void ask_private_self(struct finder *f, struct affected_name *entry)
{
	if (entry->private_self || !f->is_public)
		return;
	entry->private_self = true;
	for (unsigned side = 0; side < COUNT_OF(f->sides); side++)
		if (f->sides[side] != NULL &&
		    (index_private_name(f->sides[side], entry->name) != NULL ||
		     is_in_domain(f->sides[side], entry->name)))
			ask_private(f, entry->name);
}

static void ask_domains_within(struct finder *f, const struct index *index,
			       const struct dname *name)
{
	for (size_t i = 0; i < index->private_domains.n; i++) {
		const struct private_domain *domain = index->private_domains.items[i];

		if (domain->declared && dname_is_within(domain->name, name))
			ask_private(f, affected_other(f->affected, f->overlay,
						      entry_for(f->affected, domain->name)));
	}
}

static void ask_private_below(struct finder *f, struct affected_name *entry)
{
	const struct dname *name = entry->name;

	if (entry->private_below || !f->is_public)
		return;
	entry->private_below = true;
	for (unsigned side = 0; side < COUNT_OF(f->sides); side++) {
		const struct index *index = f->sides[side];

		if (index == NULL)
			continue;
		for (size_t i = first_name_within(index, name);
		     i < index->private_names.n &&
		     dname_is_within(index->private_names.items[i]->name, name);
		     i++)
			ask_private(f, index->private_names.items[i]->name);
		if (is_in_domain(index, name))
			ask_private(f, affected_other(f->affected, f->overlay, entry));
		ask_domains_within(f, index, name);
	}
}

/* ---- names that change ------------------------------------------------------------------------- */

static void add_self(struct finder *f, const struct dname *name)
{
	struct affected_name *entry = entry_for(f->affected, name);

	ask_private_self(f, entry);
	if (entry->self)
		return;
	entry->self = true;
	*VEC_PUSH(f->affected->arena, &f->leads) = (struct lead){entry, false};
}

static void add_below(struct finder *f, const struct dname *name)
{
	struct affected_name *entry = entry_for(f->affected, name);

	ask_private_below(f, entry);
	if (entry->below)
		return;
	entry->below = true;
	*VEC_PUSH(f->affected->arena, &f->leads) = (struct lead){entry, true};
}

static void add_owner(struct finder *f, const struct dname *owner)
{
	add_self(f, owner);
	if (dname_is_wildcard(owner))
		add_below(f, dname_suffix(f->affected->arena, owner, 1));
}

static size_t n_entries(const struct zone_index *zone)
{
	return zone->overlay == NULL ? 0 : zone->overlay->nodes.n;
}

static void add_nodes_within(struct finder *f, size_t number, const struct dname *name)
{
	const struct zone_index *zone = &f->overlay->index.zones[number];
	size_t low = 0, high = n_entries(zone);

	for (size_t i = zone_index_first_within(zone, name);
	     i < zone->n && dname_is_within(zone->nodes[i].name, name); i++) {
		add_self(f, zone->nodes[i].name);
		add_below(f, zone->nodes[i].name);
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(f->entries[number][middle]->node.name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < n_entries(zone) && dname_is_within(f->entries[number][low]->node.name, name);
	     low++) {
		add_self(f, f->entries[number][low]->node.name);
		add_below(f, f->entries[number][low]->node.name);
	}
}

struct subtree {
	struct finder *finder;
	const struct dname *name;
};

static bool add_around(void *context, size_t number)
{
	struct subtree *subtree = context;

	/* zones of that very name are among those within */
	if (!dname_equal(subtree->finder->overlay->index.zones[number].zone->name, subtree->name))
		add_nodes_within(subtree->finder, number, subtree->name);
	return false;
}

/* Whatever is answered for NAME and below. */
static void add_subtree(struct finder *f, const struct dname *name)
{
	struct affected_name *entry = entry_for(f->affected, name);
	struct subtree subtree = {f, name};

	add_self(f, name);
	add_below(f, name);
	if (entry->subtree)
		return;
	entry->subtree = true;
	for (size_t i = overlay_first_zone(f->overlay, name);
	     i < f->overlay->model.zones.n &&
	     dname_is_within(f->overlay->index.zones[i].zone->name, name);
	     i++)
		add_nodes_within(f, i, name);
	(void)any_zone_around(f->overlay, name, add_around, &subtree);
}

/* Whether there is a time with TYPE at the name and a time without. */
static bool comes_or_goes(const struct overlay_node *entry, enum rr_type type)
{
	bool first = entry->base != NULL && node_rrset(entry->base, type) != NULL, has = first;

	for (size_t i = 0; i < entry->own.n; i++) {
		const struct own_change *change = &entry->own.items[i];

		if (change->rrset->type == type)
			has = change->adds;
		if (has != first &&
		    (i + 1 == entry->own.n || entry->own.items[i + 1].event != change->event))
			return true;
	}
	return false;
}

static bool changes(const struct overlay_node *entry, enum rr_type type)
{
	for (size_t i = 0; i < entry->own.n; i++)
		if (entry->own.items[i].rrset->type == type)
			return true;
	return false;
}

static bool is_static(const struct zone_index *zone, const struct name_node *node)
{
	const struct overlay_node *entry = overlay_find(zone, node->name);

	return node->n > 0 && node->cut == NULL && (entry == NULL || entry->own.n == 0);
}

/* A DS that does not match takes all of the zone away: one name of it that does not change itself tells of all
 * that do not. */
static void add_signed(struct finder *f, const struct dname *apex)
{
	for (size_t i = overlay_first_zone(f->overlay, apex);
	     i < f->overlay->model.zones.n &&
	     dname_equal(f->overlay->index.zones[i].zone->name, apex);
	     i++) {
		const struct zone_index *zone = &f->overlay->index.zones[i];
		size_t k = 0;

		while (k < zone->n && !is_static(zone, &zone->nodes[k]))
			k++;
		if (k < zone->n)
			add_self(f, zone->nodes[k].name);
		for (k = 0; k < n_entries(zone); k++)
			add_owner(f, zone->overlay->nodes.items[k]->node.name);
	}
}

static void add_changed(struct finder *f, const struct overlay_node *entry)
{
	const struct dname *name = entry->node.name;

	add_owner(f, name);
	for (const struct overlay_node *at = entry; !overlay_node_stays(at); at = at->parent) {
		add_owner(f, at->node.name);
		add_below(f, at->node.name);
	}
	if ((entry->parent != NULL && comes_or_goes(entry, RR_NS)) || changes(entry, RR_DNAME))
		add_subtree(f, name);
	if (changes(entry, RR_DS) || changes(entry, RR_DNSKEY))
		add_signed(f, name);
}

static int compare_entries(const void *a, const void *b)
{
	const struct overlay_node *x = *(struct overlay_node *const *)a;
	const struct overlay_node *y = *(struct overlay_node *const *)b;

	return dname_compare(x->node.name, y->node.name);
}

static void sort_entries(struct finder *f, size_t number)
{
	const struct zone_index *zone = &f->overlay->index.zones[number];
	size_t n = n_entries(zone);

	if (n == 0)
		return;
	f->entries[number] = NEW_ARRAY(f->affected->arena, struct overlay_node *, n);
	for (size_t i = 0; i < n; i++)
		f->entries[number][i] = zone->overlay->nodes.items[i];
	qsort(f->entries[number], n, sizeof(struct overlay_node *), compare_entries);
}

static void add_zone(struct finder *f, const struct zone_index *zone)
{
	if (zone->overlay == NULL)
		return;
	f->is_public = zone->zone->view == VIEW_PUBLIC;
	if (zone->overlay->presence.changes.n > 0)
		add_subtree(f, zone->zone->name);
	for (size_t i = 0; i < zone->overlay->nodes.n; i++)
		if (zone->overlay->nodes.items[i]->own.n > 0)
			add_changed(f, zone->overlay->nodes.items[i]);
}

/* ---- who points there -------------------------------------------------------------------------- */

static bool may_lead(struct finder *f, const struct dname *name)
{
	if (name == NULL)
		return false;
	if (f->n_led++ < LIMIT_LED_NAMES)
		return true;
	f->affected->cut_off = true;
	return false;
}

/* RFC 6672 section 2.2: what lies below the DNAME's target is asked for below its owner, too. */
static void lead_by_dname(struct finder *f, const struct lead *lead, const struct pointer *pointer)
{
	const struct dname *name = lead->name->name, *asked;
	unsigned labels = (unsigned)(name->labels - pointer->target->labels);

	if (labels == 0) {
		if (lead->below)
			add_below(f, pointer->owner);
		return;
	}
	asked = dname_join(f->affected->arena, name, labels, pointer->owner);
	if (!may_lead(f, asked))
		return;
	if (lead->below)
		add_below(f, asked);
	else
		add_self(f, asked);
}

/* A DNAME leads what lies below its owner to what lies below its target. */
static void follow_below(struct finder *f, const struct dname *name)
{
	const struct pointers *pointers = &f->pointers;

	for (size_t i = pointers_first_within(pointers, name);
	     i < pointers->items.n && dname_is_within(pointers->items.items[i].target, name); i++) {
		const struct pointer *pointer = &pointers->items.items[i];

		if (dname_equal(pointer->target, name))
			continue;
		if (pointer->dname)
			add_below(f, pointer->owner);
		else
			add_owner(f, pointer->owner);
	}
}

static void follow_self(struct finder *f, const struct dname *name)
{
	const struct pointers *pointers = &f->pointers;

	for (size_t i = pointers_first_within(pointers, name);
	     i < pointers->items.n && dname_equal(pointers->items.items[i].target, name); i++)
		if (!pointers->items.items[i].dname)
			add_owner(f, pointers->items.items[i].owner);
}

static void follow_lead(struct finder *f, const struct lead *lead)
{
	const struct pointers *pointers = &f->pointers;
	const struct dname *name = lead->name->name;
	struct arena scratch;

	if (lead->below)
		follow_below(f, name);
	else
		follow_self(f, name);
	if (pointers->n_dnames == 0)
		return;
	arena_init(&scratch);
	for (unsigned skip = 0; skip <= name->labels; skip++) {
		const struct dname *target = dname_suffix(&scratch, name, skip);

		for (size_t i = pointers_first_within(pointers, target);
		     i < pointers->items.n && dname_equal(pointers->items.items[i].target, target);
		     i++)
			if (pointers->items.items[i].dname)
				lead_by_dname(f, lead, &pointers->items.items[i]);
	}
	arena_free(&scratch);
}

static void add_bindings(struct finder *f)
{
	f->is_public = false;
	for (size_t i = 0; i < f->overlay->views.vpcs.n; i++) {
		const struct vpc_view *vpc = f->overlay->views.vpcs.items[i];

		for (size_t k = 0; k < vpc->n; k++)
			if (vpc->bindings[k].presence != NULL)
				add_subtree(f, vpc->bindings[k].domain);
	}
}

void affected_find(struct affected *affected, struct overlay *overlay, const struct index *before,
		   const struct index *after, struct arena *arena)
{
	struct finder f = {.affected = affected, .overlay = overlay, .sides = {before, after}};

	*affected = (struct affected){.arena = arena};
	map_init(&affected->by_name, arena);
	f.entries = NEW_ARRAY(arena, struct overlay_node **, overlay->model.zones.n + 1);
	for (size_t i = 0; i < overlay->model.zones.n; i++)
		sort_entries(&f, i);
	for (size_t i = 0; i < overlay->model.zones.n; i++)
		add_zone(&f, &overlay->index.zones[i]);
	if (before == NULL)
		return;
	add_bindings(&f);
	pointers_find(&f.pointers, overlay, arena);
	for (size_t i = 0; i < f.leads.n; i++) {
		struct lead lead = f.leads.items[i];

		follow_lead(&f, &lead);
	}
}
