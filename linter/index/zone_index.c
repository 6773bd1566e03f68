/* zone_index.c -- the names of one zone as a tree, and what one authoritative server answers. */
#include "index/zone_index.h"

#include <string.h>

#include "base/banned.h"

/* ---- the table --------------------------------------------------------------------------------- */

static uint32_t *find_slot(const struct zone_index *index, const struct name_node *nodes,
			   const uint8_t *wire, size_t len)
{
	size_t at = dname_wire_hash(wire, len) & (index->n_slots - 1);

	for (;; at = (at + 1) & (index->n_slots - 1)) {
		uint32_t number = index->slots[at];

		if (number == 0)
			return &index->slots[at];
		if (nodes[number - 1].name->len == len &&
		    memcmp(nodes[number - 1].name->wire, wire, len) == 0)
			return &index->slots[at];
	}
}

static const struct name_node *find_suffix(const struct zone_index *index, const struct dname *name,
					   unsigned skip)
{
	size_t len;
	const uint8_t *wire = dname_suffix_wire(name, skip, &len);
	uint32_t number;

	if (index->n_slots == 0)
		return NULL;
	number = *find_slot(index, index->nodes, wire, len);
	return number == 0 ? NULL : &index->nodes[number - 1];
}

const struct name_node *zone_index_node(const struct zone_index *index, const struct dname *name)
{
	return find_suffix(index, name, 0);
}

struct builder {
	struct zone_index *index;
	struct arena *arena;
	VEC(struct name_node) nodes;
};

static void grow_slots(struct builder *b)
{
	struct zone_index *index = b->index;

	index->n_slots = index->n_slots == 0 ? 16 : index->n_slots * 2;
	index->slots = NEW_ARRAY(b->arena, uint32_t, index->n_slots);
	for (size_t i = 0; i < b->nodes.n; i++)
		*find_slot(index, b->nodes.items, b->nodes.items[i].name->wire,
			   b->nodes.items[i].name->len) = (uint32_t)i + 1;
}

/* The node of NAME without SKIP labels, made where it is absent. */
static size_t add_node(struct builder *b, const struct dname *name, unsigned skip)
{
	size_t len;
	const uint8_t *wire = dname_suffix_wire(name, skip, &len);
	uint32_t *slot;

	if ((b->nodes.n + 1) * 2 > b->index->n_slots)
		grow_slots(b);
	slot = find_slot(b->index, b->nodes.items, wire, len);
	if (*slot == 0) {
		VEC_PUSH(b->arena, &b->nodes)->name = dname_suffix(b->arena, name, skip);
		*slot = (uint32_t)b->nodes.n;
	}
	return *slot - 1;
}

/* RFC 4592 section 2.2.2: a name exists when a name below it does. Owners come in canonical order, so
 * a missing ancestor belongs right in front of its first descendant. */
static void add_owner(struct builder *b, const struct zone *zone, size_t first, size_t count)
{
	const struct dname *owner = zone->rrsets.items[first]->owner;
	unsigned below = (unsigned)(owner->labels - zone->name->labels);
	struct name_node *node;
	size_t number;

	for (unsigned skip = below; skip > 0; skip--)
		(void)add_node(b, owner, skip);
	/* add_node() may move the nodes: the array is looked at only afterwards */
	number = add_node(b, owner, 0);
	node = &b->nodes.items[number];
	node->rrsets = zone->rrsets.items + first;
	node->n = count;
}

/* Parents, wildcards and cuts: parents stand in front of their children. */
static void link_nodes(struct zone_index *index)
{
	for (size_t i = 0; i < index->n; i++) {
		struct name_node *node = &index->nodes[i];

		if (node->name->labels > index->zone->name->labels) {
			const struct name_node *parent = find_suffix(index, node->name, 1);

			node->parent = parent;
			node->cut = parent->cut;
			if (dname_is_wildcard(node->name))
				index->nodes[parent - index->nodes].wildcard = node;
			if (node->cut == NULL && node_rrset(node, RR_NS) != NULL)
				node->cut = node;
		}
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
	struct builder b = {.index = index, .arena = arena};

	*index = (struct zone_index){.zone = zone};
	(void)add_node(&b, zone->name, 0);
	for (size_t i = 0; i < zone->rrsets.n;) {
		size_t count = 1;

		while (i + count < zone->rrsets.n &&
		       dname_equal(zone->rrsets.items[i + count]->owner,
				   zone->rrsets.items[i]->owner))
			count++;
		add_owner(&b, zone, i, count);
		i += count;
	}
	index->nodes = b.nodes.items;
	index->n = b.nodes.n;
	link_nodes(index);
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

struct zone_answer zone_lookup(const struct zone_index *index, const struct dname *name,
			       enum rr_type type)
{
	const struct name_node *encloser = &index->nodes[0];
	unsigned depth;

	if (!dname_is_within(name, index->zone->name))
		return (struct zone_answer){.kind = ZONE_OUTSIDE};
	depth = (unsigned)(name->labels - index->zone->name->labels);
	for (unsigned skip = depth;; skip--) {
		const struct name_node *node = find_suffix(index, name, skip);
		const struct rrset *dname;

		if (node == NULL)
			break;
		encloser = node;
		/* RFC 4035 section 3.1.4.1: the DS of a cut is the parent's own */
		if (node->cut != NULL && !(skip == 0 && type == RR_DS && node->cut == node))
			return (struct zone_answer){
				.kind = ZONE_REFERRAL,
				.rrset = node_rrset(node->cut, RR_NS),
				.node = node->cut,
			};
		if (skip == 0)
			return answer_from(index, node, type, false);
		/* RFC 6672 section 2.3: a DNAME redirects what is below its owner */
		dname = node_rrset(node, RR_DNAME);
		if (dname != NULL)
			return (struct zone_answer){
				.kind = ZONE_DNAME, .rrset = dname, .node = node};
	}
	/* RFC 4592 section 3.3.1: only the wildcard of the closest encloser */
	if (encloser->wildcard != NULL)
		return answer_from(index, encloser->wildcard, type, true);
	return absence(index, ZONE_NXDOMAIN, encloser);
}
