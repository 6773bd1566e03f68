/* overlay.c -- an index with changes on top of it: the zones of both models, and the events. */
#include "index/overlay.h"

#include "index/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* ---- the zones of both models ------------------------------------------------------------------ */

struct joined_zone {
	const struct zone *zone;
	const struct zone *also; /* the same one in the later model; NULL: none */
	const struct zone_index *base;
	size_t order;
};

static struct str address_key(const void *const *address)
{
	return str_slice((const char *)address, sizeof(*address));
}

static void number_zone(struct overlay *overlay, const struct zone *zone, size_t number)
{
	const void **key = NEW(overlay->arena, const void *);

	*key = zone;
	(void)map_add(&overlay->numbers, address_key(key), (void *)(uintptr_t)(number + 1));
}

size_t overlay_zone_number(const struct overlay *overlay, const struct zone *zone)
{
	const void *key = zone;
	const void *found = map_get(&overlay->numbers, address_key(&key));

	if (found == NULL)
		BUG("a zone that is in neither model");
	return (size_t)(uintptr_t)found - 1;
}

const struct zone_index *overlay_zone_index(const struct overlay *overlay, const struct zone *zone)
{
	return &overlay->index.zones[overlay_zone_number(overlay, zone)];
}

size_t overlay_first_zone(const struct overlay *overlay, const struct dname *name)
{
	size_t low = 0, high = overlay->model.zones.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(overlay->index.zones[middle].zone->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_same_zone(const struct zone *a, const struct zone *b)
{
	if (a->view != b->view || !dname_equal(a->name, b->name))
		return false;
	return a->id.presence != KNOWN || b->id.presence != KNOWN || str_eq(a->id.s, b->id.s);
}

static int compare_joined(const void *a, const void *b)
{
	const struct joined_zone *x = a, *y = b;
	int order = dname_compare(x->zone->name, y->zone->name);

	if (order == 0)
		order = (int)x->zone->view - (int)y->zone->view;
	return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* The zone of BEFORE that ZONE is, and that no other zone of the later model is already: of one name and view
 * they stand side by side. NULL: none. */
static struct joined_zone *find_before(const struct index *before, struct joined_zone *zones,
				       const struct zone *zone)
{
	size_t low = 0, high = before == NULL ? 0 : before->model->zones.n, n = high;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(zones[middle].zone->name, zone->name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < n && dname_equal(zones[low].zone->name, zone->name); low++)
		if (zones[low].also == NULL && is_same_zone(zones[low].zone, zone))
			return &zones[low];
	return NULL;
}

static size_t join_zones(const struct index *before, const struct index *after,
			 struct joined_zone *zones)
{
	size_t n = before == NULL ? 0 : before->model->zones.n;

	for (size_t i = 0; i < n; i++)
		zones[i] = (struct joined_zone){
			.zone = before->zones[i].zone, .base = &before->zones[i], .order = i};
	for (size_t i = 0; i < after->model->zones.n; i++) {
		const struct zone *zone = after->zones[i].zone;
		struct joined_zone *same = find_before(before, zones, zone);

		if (same != NULL) {
			same->also = zone;
			continue;
		}
		zones[n] = (struct joined_zone){.zone = zone, .order = n};
		n++;
	}
	qsort(zones, n, sizeof(*zones), compare_joined);
	return n;
}

/* What Route 53 makes with a zone. */
static bool is_route53s_own(const struct rrset *rrset)
{
	return (rrset->type == RR_SOA || rrset->type == RR_NS) &&
	       dname_equal(rrset->owner, rrset->zone->name);
}

/* A zone that nothing was put into. */
static void index_new_zone(struct zone_index *index, const struct zone *zone, struct arena *arena)
{
	struct zone *bare = NEW(arena, struct zone);

	*bare = *zone;
	memset(&bare->rrsets, 0, sizeof(bare->rrsets));
	bare->n_sorted = 0;
	for (size_t i = 0; i < zone->rrsets.n; i++)
		if (is_route53s_own(zone->rrsets.items[i]))
			*VEC_PUSH(arena, &bare->rrsets) = zone->rrsets.items[i];
	zone_index_build(index, bare, arena);
}

static struct zone_overlay *overlay_of(struct overlay *overlay, size_t number)
{
	struct zone_index *index = &overlay->index.zones[number];
	struct zone_overlay *over = index->overlay;

	if (over != NULL)
		return over;
	over = NEW(overlay->arena, struct zone_overlay);
	over->overlay = overlay;
	over->presence = (struct overlay_presence){.overlay = overlay, .first = true};
	map_init(&over->by_name, overlay->arena);
	index->overlay = over;
	return over;
}

/* index_zone_for() looks at zones of one name only where the first of them is overlaid. */
static void overlay_namesakes(struct overlay *overlay, size_t number)
{
	const struct zone *zone = overlay->index.zones[number].zone;

	while (number > 0 && overlay->index.zones[number - 1].zone->view == zone->view &&
	       dname_equal(overlay->index.zones[number - 1].zone->name, zone->name))
		(void)overlay_of(overlay, --number);
}

void overlay_build(struct overlay *overlay, const struct index *before, const struct index *after,
		   struct arena *arena)
{
	size_t most = (before == NULL ? 0 : before->model->zones.n) + after->model->zones.n;
	struct joined_zone *zones = NEW_ARRAY(arena, struct joined_zone, most + 1);
	size_t n = join_zones(before, after, zones);

	*overlay = (struct overlay){.arena = arena,
				    .touched = OVERLAY_NO_EVENT,
				    .generation = 1,
				    .model = *after->model};
	map_init(&overlay->numbers, arena);
	memset(&overlay->model.zones, 0, sizeof(overlay->model.zones));
	overlay->index =
		(struct index){.model = &overlay->model, .policy = after->policy, .arena = arena};
	overlay->index.zones = NEW_ARRAY(arena, struct zone_index, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (zones[i].base != NULL)
			overlay->index.zones[i] = *zones[i].base;
		else
			index_new_zone(&overlay->index.zones[i], zones[i].zone, arena);
		*VEC_PUSH(arena, &overlay->model.zones) =
			(struct zone *)(uintptr_t)overlay->index.zones[i].zone;
		number_zone(overlay, zones[i].zone, i);
		number_zone(overlay, overlay->index.zones[i].zone, i);
		if (zones[i].also != NULL)
			number_zone(overlay, zones[i].also, i);
	}
	index_build_zone_slots(&overlay->index, n);
	overlay->views = (struct views){.index = &overlay->index, .arena = arena};
}

void overlay_keep(struct overlay *overlay, const struct index *after, const struct zone *zone)
{
	size_t number = overlay_zone_number(overlay, zone);

	overlay->index.zones[number] = *index_of_zone(after, zone);
	overlay->model.zones.items[number] = (struct zone *)(uintptr_t)zone;
}

/* ---- events ------------------------------------------------------------------------------------ */

uint32_t overlay_event(struct overlay *overlay)
{
	*VEC_PUSH(overlay->arena, &overlay->events) = NO;
	return (uint32_t)overlay->events.n - 1;
}

void overlay_set(struct overlay *overlay, uint32_t event, enum tri applied)
{
	overlay->events.items[event] = applied;
	overlay->generation++;
}

void overlay_mode(struct overlay *overlay, enum overlay_mode mode)
{
	overlay->mode = mode;
	overlay->generation++;
}

static enum tri event_state(const struct overlay *overlay, uint32_t event)
{
	enum tri state = overlay->events.items[event];

	if (state != UNKNOWN || overlay->mode == OVERLAY_EXACT)
		return state;
	return overlay->mode == OVERLAY_LAST ? YES : NO;
}

static void touch(struct overlay *overlay, uint32_t event)
{
	if (overlay->touched == OVERLAY_NO_EVENT)
		overlay->touched = event;
}

/* Whether it is applied; where that is undecided, it is touched, and is not. */
static bool is_applied(struct overlay *overlay, uint32_t event)
{
	enum tri state = event_state(overlay, event);

	if (state == UNKNOWN)
		touch(overlay, event);
	return state == YES;
}

bool overlay_present(const struct overlay_presence *presence)
{
	bool present = presence->first;

	for (size_t i = 0; i < presence->changes.n; i++)
		if (is_applied(presence->overlay, presence->changes.items[i].event))
			present = presence->changes.items[i].present;
	return present;
}

bool overlay_zone_present(const struct zone_index *zone)
{
	return zone->overlay == NULL || overlay_present(&zone->overlay->presence);
}

void overlay_zone(struct overlay *overlay, uint32_t event, const struct zone *zone, bool present)
{
	size_t number = overlay_zone_number(overlay, zone);
	struct zone_overlay *over = overlay_of(overlay, number);

	overlay_namesakes(overlay, number);
	if (over->presence.changes.n == 0)
		over->presence.first = !present;
	*VEC_PUSH(overlay->arena, &over->presence.changes) =
		(struct presence_change){event, present};
	overlay->generation++;
}

/* ---- names that change ------------------------------------------------------------------------- */

static struct str wire_key(const uint8_t *wire, size_t len)
{
	return str_slice((const char *)wire, len);
}

static struct overlay_node *entry_of(const struct zone_overlay *over, const uint8_t *wire,
				     size_t len)
{
	return map_get(&over->by_name, wire_key(wire, len));
}

struct overlay_node *overlay_find(const struct zone_index *zone, const struct dname *name)
{
	return zone->overlay == NULL ? NULL : entry_of(zone->overlay, name->wire, name->len);
}

static struct overlay_node *add_entry(struct zone_index *index, const struct dname *name)
{
	struct zone_overlay *over = index->overlay;
	struct arena *arena = over->overlay->arena;
	struct overlay_node *entry = entry_of(over, name->wire, name->len);

	if (entry != NULL)
		return entry;
	entry = NEW(arena, struct overlay_node);
	entry->base = zone_index_node(index, name);
	entry->node.name = name;
	if (entry->base != NULL)
		entry->base_count = (int64_t)(entry->base->n + entry->base->n_shields);
	(void)map_add(&over->by_name, wire_key(name->wire, name->len), entry);
	*VEC_PUSH(arena, &over->nodes) = entry;
	if (name->labels > index->zone->name->labels)
		entry->parent = add_entry(index, dname_suffix(arena, name, 1));
	return entry;
}

static bool has_key(const struct rrset *rrset, const struct rrset *key)
{
	const char *a = rrset->set_identifier, *b = key->set_identifier;

	return rrset->type == key->type && (a == NULL) == (b == NULL) &&
	       (a == NULL || str_eq(str_from(a), str_from(b)));
}

/* The record sets of KEY's type and identifier that the name has once all events until now are applied. */
static int32_t count_key(const struct overlay_node *entry, const struct rrset *key)
{
	int32_t n = 0;

	for (size_t i = 0; entry->base != NULL && i < entry->base->n; i++)
		n += has_key(entry->base->rrsets[i], key);
	for (size_t i = 0; i < entry->own.n; i++)
		if (has_key(entry->own.items[i].rrset, key))
			n = entry->own.items[i].adds ? n + 1 : 0;
	return n;
}

static void add_count(struct arena *arena, struct overlay_node *entry, uint32_t event, int32_t by)
{
	struct count_change *last =
		entry->counts.n == 0 ? NULL : &entry->counts.items[entry->counts.n - 1];

	if (last == NULL || last->event != event) {
		last = VEC_PUSH(arena, &entry->counts);
		last->event = event;
	}
	last->by += by;
}

static void add_own(struct overlay *overlay, struct overlay_node *entry, uint32_t event,
		    const struct rrset *rrset, bool adds)
{
	int32_t by = adds ? 1 : -count_key(entry, rrset);

	if (by == 0)
		return;
	*VEC_PUSH(overlay->arena, &entry->own) = (struct own_change){event, rrset, adds};
	for (; entry != NULL; entry = entry->parent)
		add_count(overlay->arena, entry, event, by);
}

void overlay_change(struct overlay *overlay, uint32_t event, const struct zone *zone,
		    enum change_action action, const struct rrset *rrset)
{
	size_t number = overlay_zone_number(overlay, zone);
	struct zone_index *index = &overlay->index.zones[number];
	struct overlay_node *entry;

	(void)overlay_of(overlay, number);
	overlay_namesakes(overlay, number);
	entry = add_entry(index, rrset->owner);
	add_own(overlay, entry, event, rrset, false);
	if (action != CHANGE_DELETE)
		add_own(overlay, entry, event, rrset, true);
	entry->generation = 0;
	overlay->generation++;
}

bool overlay_node_stays(const struct overlay_node *entry)
{
	int64_t least = entry->base_count;

	for (size_t i = 0; i < entry->counts.n; i++)
		if (entry->counts.items[i].by < 0)
			least += entry->counts.items[i].by;
	return entry->parent == NULL || least > 0;
}

/* ---- look-ups ---------------------------------------------------------------------------------- */

/* RFC 4592 section 2.2.2: a name exists when it, or one below it, has a record. */
static bool exists(struct overlay *overlay, const struct overlay_node *entry)
{
	int64_t least = entry->base_count, most = least;
	uint32_t undecided = OVERLAY_NO_EVENT;

	if (entry->parent == NULL)
		return true;
	for (size_t i = 0; i < entry->counts.n; i++) {
		const struct count_change *count = &entry->counts.items[i];
		enum tri state = event_state(overlay, count->event);

		if (state == NO || count->by == 0)
			continue;
		if (state == YES || count->by < 0)
			least += count->by;
		if (state == YES || count->by > 0)
			most += count->by;
		if (state == UNKNOWN && undecided == OVERLAY_NO_EVENT)
			undecided = count->event;
	}
	if (least > 0)
		return true;
	if (most > 0 && undecided != OVERLAY_NO_EVENT)
		touch(overlay, undecided);
	return false;
}

static void take_away(struct overlay_node *entry, const struct rrset *key)
{
	size_t kept = 0;

	for (size_t i = 0; i < entry->node.n; i++)
		if (!has_key(entry->rrsets[i], key))
			entry->rrsets[kept++] = entry->rrsets[i];
	entry->node.n = kept;
}

/* In the order of types, as in any node. */
static void put(struct overlay_node *entry, const struct rrset *rrset)
{
	size_t at = entry->node.n++;

	for (; at > 0 && entry->rrsets[at - 1]->type > rrset->type; at--)
		entry->rrsets[at] = entry->rrsets[at - 1];
	entry->rrsets[at] = rrset;
}

static void make_room(struct overlay *overlay, struct overlay_node *entry)
{
	size_t room = (entry->base == NULL ? 0 : entry->base->n) + entry->own.n + 1;

	if (room <= entry->room)
		return;
	entry->rrsets = NEW_ARRAY(overlay->arena, const struct rrset *, room);
	entry->room = room;
}

/* What the name has now. */
static const struct name_node *refresh(struct overlay *overlay, struct overlay_node *entry)
{
	for (size_t i = 0; i < entry->own.n; i++)
		(void)is_applied(overlay, entry->own.items[i].event);
	if (entry->generation == overlay->generation)
		return &entry->node;
	make_room(overlay, entry);
	entry->node.n = 0;
	for (size_t i = 0; entry->base != NULL && i < entry->base->n; i++)
		entry->rrsets[entry->node.n++] = entry->base->rrsets[i];
	for (size_t i = 0; i < entry->own.n; i++) {
		const struct own_change *change = &entry->own.items[i];

		if (event_state(overlay, change->event) != YES)
			continue;
		if (change->adds)
			put(entry, change->rrset);
		else
			take_away(entry, change->rrset);
	}
	entry->node.rrsets = (struct rrset *const *)(uintptr_t)entry->rrsets;
	entry->generation = overlay->generation;
	return &entry->node;
}

/* Whether the name has TYPE now: events that change other types alone are not touched. */
static bool has_type(struct overlay *overlay, const struct overlay_node *entry, enum rr_type type)
{
	bool has = entry->base != NULL && node_rrset(entry->base, type) != NULL;

	for (size_t i = 0; i < entry->own.n; i++) {
		const struct own_change *change = &entry->own.items[i];

		if (change->rrset->type == type && is_applied(overlay, change->event))
			has = change->adds;
	}
	return has;
}

struct found_name {
	struct overlay_node *entry;
	const struct name_node *base; /* where there is no entry */
};

/* The name, where it exists. */
static bool find_name(const struct zone_index *zone, const uint8_t *wire, size_t len,
		      struct found_name *ret_found)
{
	ret_found->entry = entry_of(zone->overlay, wire, len);
	ret_found->base = NULL;
	if (ret_found->entry != NULL)
		return exists(zone->overlay->overlay, ret_found->entry);
	ret_found->base = zone_index_find(zone, wire, len, dname_wire_hash(wire, len));
	return ret_found->base != NULL;
}

static const struct name_node *node_of(const struct zone_index *zone,
				       const struct found_name *found)
{
	return found->entry == NULL ? found->base : refresh(zone->overlay->overlay, found->entry);
}

static bool found_has(const struct zone_index *zone, const struct found_name *found,
		      enum rr_type type)
{
	if (found->entry == NULL)
		return node_rrset(found->base, type) != NULL;
	return has_type(zone->overlay->overlay, found->entry, type);
}

static const struct name_node *find_wildcard(const struct zone_index *zone, const uint8_t *wire,
					     size_t len)
{
	uint8_t child[DNAME_WIRE_MAX + 2] = {1, '*'};
	struct found_name found;

	if (len + 2 > DNAME_WIRE_MAX)
		return NULL;
	memcpy(child + 2, wire, len);
	return find_name(zone, child, len + 2, &found) ? node_of(zone, &found) : NULL;
}

/* The highest cut and the highest DNAME on the way from the apex to the name with SKIP labels less. */
static void walk_down(const struct zone_index *zone, const struct dname *name, unsigned skip,
		      struct zone_place *place)
{
	unsigned apex = (unsigned)(name->labels - zone->zone->name->labels);

	for (unsigned at = apex + 1; at > skip; at--) {
		struct found_name found;
		size_t len;
		const uint8_t *wire = dname_suffix_wire(name, at - 1, &len);

		found.entry = entry_of(zone->overlay, wire, len);
		found.base = found.entry != NULL
				     ? NULL
				     : zone_index_find(zone, wire, len, dname_wire_hash(wire, len));
		if (found.entry == NULL && found.base == NULL)
			continue;
		if (at - 1 < apex && place->cut == NULL && found_has(zone, &found, RR_NS))
			place->cut = node_of(zone, &found);
		if (at - 1 > 0 && place->redirect == NULL && found_has(zone, &found, RR_DNAME))
			place->redirect = node_of(zone, &found);
		/* whatever lies further down is not asked here */
		if (place->cut != NULL || place->redirect != NULL)
			return;
	}
}

struct zone_place overlay_place(const struct zone_index *zone, const struct dname *name)
{
	struct zone_place place = {.zone = zone};
	struct found_name found;
	unsigned skip = 0;
	size_t len;
	const uint8_t *wire = name->wire;

	for (len = name->len; !find_name(zone, wire, len, &found); skip++)
		wire = dname_suffix_wire(name, skip + 1, &len);
	place.exists = skip == 0;
	walk_down(zone, name, skip, &place);
	if (place.exists || (place.cut == NULL && place.redirect == NULL))
		place.wildcard = place.exists ? NULL : find_wildcard(zone, wire, len);
	/* the records of an encloser answer for nothing: its own changes are not asked for */
	place.encloser =
		place.exists || found.entry == NULL ? node_of(zone, &found) : &found.entry->node;
	return place;
}
