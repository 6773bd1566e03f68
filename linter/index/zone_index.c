/* zone_index.c -- the names of one zone as a tree, and what one authoritative server answers. */
#include "index/zone_index.h"

#include "index/overlay.h"

#include <string.h>

#include "base/banned.h"

/* ---- the table --------------------------------------------------------------------------------- */

static uint32_t *find_slot(const struct zone_index *index, uint32_t hash, const uint8_t *wire,
			   size_t len)
{
	for (size_t at = hash & (index->n_slots - 1);; at = (at + 1) & (index->n_slots - 1)) {
		uint32_t number = index->slots[at];
		const struct dname *name;

		if (number == 0)
			return &index->slots[at];
		name = index->nodes[number - 1].name;
		if (name->hash == hash && name->len == len && memcmp(name->wire, wire, len) == 0)
			return &index->slots[at];
	}
}

const struct name_node *zone_index_find(const struct zone_index *index, const uint8_t *wire,
					size_t len, uint32_t hash)
{
	uint32_t number;

	if (index->n_slots == 0)
		return NULL;
	number = *find_slot(index, hash, wire, len);
	return number == 0 ? NULL : &index->nodes[number - 1];
}

static const struct name_node *find_suffix(const struct zone_index *index, const struct dname *name,
					   unsigned skip)
{
	size_t len;
	const uint8_t *wire = dname_suffix_wire(name, skip, &len);

	return zone_index_find(index, wire, len,
			       skip == 0 ? name->hash : dname_wire_hash(wire, len));
}

const struct name_node *zone_index_node(const struct zone_index *index, const struct dname *name)
{
	return find_suffix(index, name, 0);
}

size_t zone_index_first_within(const struct zone_index *index, const struct dname *name)
{
	size_t low = 0, high = index->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(index->nodes[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* One slot in three is free at least, so that a free one is near. */
static void build_slots(struct zone_index *index, struct arena *arena)
{
	index->n_slots = 16;
	while (index->n_slots * 2 < index->n * 3)
		index->n_slots *= 2;
	index->slots = NEW_ARRAY(arena, uint32_t, index->n_slots);
	for (size_t i = 0; i < index->n; i++) {
		size_t at = index->nodes[i].name->hash & (index->n_slots - 1);

		while (index->slots[at] != 0)
			at = (at + 1) & (index->n_slots - 1);
		index->slots[at] = (uint32_t)i + 1;
	}
}

/* ---- the tree ---------------------------------------------------------------------------------- */

static size_t count_of_owner(const struct zone *zone, size_t first)
{
	size_t n = 1;

	while (first + n < zone->rrsets.n &&
	       dname_equal(zone->rrsets.items[first + n]->owner, zone->rrsets.items[first]->owner))
		n++;
	return n;
}

/* The nodes of the zone. RFC 4592 section 2.2.2: a name exists when a name below it does. Owners come in
 * canonical order, so what an owner has above it and the owner before it has not, is new, and belongs right
 * in front of it. */
static size_t count_nodes(const struct zone *zone)
{
	const struct dname *last = zone->name;
	size_t n = 1;

	for (size_t i = 0; i < zone->rrsets.n; i++) {
		const struct dname *owner = zone->rrsets.items[i]->owner;

		n += owner->labels - dname_common_labels(last, owner);
		last = owner;
	}
	return n;
}

static struct name_node *add_node(struct zone_index *index, const struct dname *name,
				  struct name_node *parent)
{
	struct name_node *node = &index->nodes[index->n++];

	node->name = name;
	node->parent = parent;
	if (parent == NULL)
		return node;
	node->cut = parent->cut;
	if (dname_is_wildcard(name))
		parent->wildcard = node;
	return node;
}

static void add_rrsets(struct zone_index *index, struct name_node *node, size_t first, size_t n)
{
	node->rrsets = index->zone->rrsets.items + first;
	node->n = n;
	if (node->parent != NULL && node->cut == NULL && node_rrset(node, RR_NS) != NULL)
		node->cut = node;
}

static void add_nodes(struct zone_index *index, struct arena *arena)
{
	const struct zone *zone = index->zone;
	struct name_node *path[DNAME_LABELS_MAX + 1]; /* by labels: the way to the owner before */
	const struct dname *last = zone->name;
	size_t n;

	path[last->labels] = add_node(index, last, NULL);
	for (size_t i = 0; i < zone->rrsets.n; i += n) {
		const struct dname *owner = zone->rrsets.items[i]->owner;

		n = count_of_owner(zone, i);
		for (unsigned labels = dname_common_labels(last, owner) + 1;
		     labels <= owner->labels; labels++)
			path[labels] =
				add_node(index, dname_suffix(arena, owner, owner->labels - labels),
					 path[labels - 1]);
		add_rrsets(index, path[owner->labels], i, n);
		last = owner;
	}
}

/* From the last node to the first: each hands what lies below it to its parent. */
static void count_shields(struct zone_index *index)
{
	for (size_t i = index->n; i > 0; i--) {
		struct name_node *node = &index->nodes[i - 1], *parent;

		if (node->parent == NULL)
			continue;
		parent = &index->nodes[node->parent - index->nodes];
		parent->n_shields += node->n_shields + node->n;
		if (node->n > 0)
			parent->shields = node->rrsets[0];
		else
			parent->shields = node->shields;
	}
}

void zone_index_build(struct zone_index *index, const struct zone *zone, struct arena *arena)
{
	*index = (struct zone_index){.zone = zone};
	index->nodes = NEW_ARRAY(arena, struct name_node, count_nodes(zone));
	add_nodes(index, arena);
	build_slots(index, arena);
	count_shields(index);
}

/* ---- look-ups ---------------------------------------------------------------------------------- */

struct rrset *node_rrset(const struct name_node *node, enum rr_type type)
{
	for (size_t i = 0; i < node->n; i++)
		if (node->rrsets[i]->type == type)
			return node->rrsets[i];
	return NULL;
}

static struct zone_answer absence(const struct zone_index *index, enum zone_answer_kind kind,
				  const struct name_node *node)
{
	return (struct zone_answer){
		.kind = index->zone->managed_part ? ZONE_UNKNOWN : kind,
		.node = node,
		.encloser = node,
	};
}

/* What NODE has for TYPE; NODE is authoritative. */
static struct zone_answer answer_from(const struct zone_index *index, const struct name_node *node,
				      enum rr_type type, bool wildcard)
{
	struct zone_answer answer = {.kind = ZONE_RECORDS, .node = node, .wildcard = wildcard};

	answer.rrset = node_rrset(node, type);
	if (answer.rrset != NULL)
		return answer;
	/* RFC 1034 section 3.6.2 */
	answer.rrset = node_rrset(node, RR_CNAME);
	if (answer.rrset != NULL) {
		answer.kind = ZONE_CNAME;
		return answer;
	}
	answer = absence(index, ZONE_NODATA, node);
	answer.wildcard = wildcard;
	return answer;
}

/* RFC 6672 section 2.3: a DNAME redirects what is below its owner. Of several the highest is met first. */
static const struct name_node *find_redirect(const struct name_node *node)
{
	const struct name_node *redirect = NULL;

	for (; node != NULL; node = node->parent)
		if (node_rrset(node, RR_DNAME) != NULL)
			redirect = node;
	return redirect;
}

struct zone_place zone_place_of(const struct zone_index *index, const struct dname *name)
{
	struct zone_place place = {.zone = index};
	unsigned skip = 0;

	if (!dname_is_within(name, index->zone->name))
		return place;
	if (index->overlay != NULL)
		return overlay_place(index, name);
	/* Whatever is above a node exists, so the first that is found is the deepest. */
	while ((place.encloser = find_suffix(index, name, skip)) == NULL)
		skip++;
	place.exists = skip == 0;
	place.redirect = find_redirect(place.exists ? place.encloser->parent : place.encloser);
	place.cut = place.encloser->cut;
	place.wildcard = place.encloser->wildcard;
	return place;
}

struct zone_answer zone_answer_at(const struct zone_place *place, enum rr_type type)
{
	const struct name_node *encloser = place->encloser, *redirect = place->redirect;
	const struct name_node *cut = place->cut;

	if (encloser == NULL)
		return (struct zone_answer){.kind = ZONE_OUTSIDE};
	/* On the way down, whichever comes first; at one node the cut, which hands all of it away. */
	if (redirect != NULL && (cut == NULL || redirect->name->labels < cut->name->labels))
		return (struct zone_answer){
			.kind = ZONE_DNAME,
			.rrset = node_rrset(redirect, RR_DNAME),
			.node = redirect,
		};
	/* RFC 4035 section 3.1.4.1: the DS of a cut is the parent's own */
	if (cut != NULL && !(place->exists && type == RR_DS && cut == encloser))
		return (struct zone_answer){
			.kind = ZONE_REFERRAL,
			.rrset = node_rrset(cut, RR_NS),
			.node = cut,
		};
	if (place->exists)
		return answer_from(place->zone, encloser, type, false);
	/* RFC 4592 section 3.3.1: only the wildcard of the closest encloser */
	if (place->wildcard != NULL)
		return answer_from(place->zone, place->wildcard, type, true);
	return absence(place->zone, ZONE_NXDOMAIN, encloser);
}

struct zone_answer zone_lookup(const struct zone_index *index, const struct dname *name,
			       enum rr_type type)
{
	struct zone_place place = zone_place_of(index, name);

	return zone_answer_at(&place, type);
}
