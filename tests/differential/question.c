/* question.c -- questions near the nodes of a world. */
#include "question.h"

#include <string.h>

#include "base/banned.h"

enum {
	AT_ONCE = 8, /* questions near a node before the next node has its turn */
	DEEP = 24,   /* labels of a name that has fewer questions */
};

static const struct dname *prepend(struct questions *q, struct arena *scratch,
				   const struct dname *name, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		char octets[DNAME_LABEL_MAX];
		const struct dname *longer =
			dname_prepend(scratch, draft_label(&q->random, octets), name);

		if (longer == NULL)
			break;
		name = longer;
	}
	return name;
}

static const struct dname *parent(struct arena *scratch, const struct dname *name)
{
	return name->labels == 0 ? name : dname_suffix(scratch, name, 1);
}

/* NAME with another leftmost label. */
static const struct dname *with_label(struct arena *scratch, const struct dname *name,
				      struct str label)
{
	const struct dname *other = dname_prepend(scratch, label, parent(scratch, name));

	return other == NULL ? name : other;
}

/* A label that differs from NAME's in one octet: another, one more, one less. */
static const struct dname *near_miss(struct questions *q, struct arena *scratch,
				     const struct dname *name)
{
	struct str label = name->labels == 0 ? STR("a") : dname_label(name, 0);
	char octets[DNAME_LABEL_MAX];

	memcpy(octets, label.ptr, label.len);
	switch (random_below(&q->random, 3)) {
	case 0:
		octets[random_below(&q->random, (unsigned)label.len)] ^=
			(char)(1 << random_below(&q->random, 8));
		break;
	case 1:
		if (label.len < DNAME_LABEL_MAX)
			octets[label.len++] = 'a';
		break;
	default:
		if (label.len > 1)
			label.len--;
		break;
	}
	return with_label(scratch, name, str_slice(octets, label.len));
}

static const struct dname *as_deep_as_can_be(struct arena *scratch, const struct dname *name)
{
	for (;;) {
		const struct dname *longer = dname_prepend(scratch, STR("a"), name);

		if (longer == NULL || name->labels == DNAME_LABELS_MAX)
			return name;
		name = longer;
	}
}

/* The names of NAME with every `*` replaced by another label. */
static const struct dname *without_wildcards(struct questions *q, struct arena *scratch,
					     const struct dname *name)
{
	const struct dname *made = dname_suffix(scratch, name, name->labels);

	for (unsigned i = name->labels; i > 0; i--) {
		struct str label = dname_label(name, i - 1);
		const struct dname *longer = str_is(label, "*")
						     ? prepend(q, scratch, made, 1)
						     : dname_prepend(scratch, label, made);

		if (longer == NULL)
			return name;
		made = longer;
	}
	return made;
}

static const struct name_node *any_node(struct questions *q, const struct zone_index *zone)
{
	return &zone->nodes[random_below(&q->random, (unsigned)zone->n)];
}

/* The labels of NAME below its zone, put below another node. */
static const struct dname *graft(struct questions *q, struct arena *scratch,
				 const struct zone_index *zone, const struct dname *name)
{
	unsigned below = (unsigned)(name->labels - zone->zone->name->labels);
	unsigned count = below == 0 ? 0 : 1 + random_below(&q->random, below);
	const struct dname *made = dname_join(scratch, name, count, any_node(q, zone)->name);

	return made == NULL ? name : made;
}

/* A node of a zone that stands near in the index: mostly one of the same estate, above or below. */
static const struct dname *of_near_zone(struct questions *q)
{
	const struct index *index = &q->world->index;
	size_t zone = q->zone + random_below(&q->random, 3);

	/* from another estate's zone the server answers as well as from this one */
	return any_node(q, &index->zones[zone < q->world->model.zones.n ? zone : q->zone])->name;
}

static const struct dname *near_name(struct questions *q, struct arena *scratch,
				     const struct zone_index *zone, const struct name_node *node)
{
	const struct dname *name = node->name;

	switch (random_below(&q->random, 22)) {
	case 0:
	case 1:
		return prepend(q, scratch, name, 1);
	case 3:
		return dname_prepend(scratch, STR("*"), name) == NULL
			       ? name
			       : dname_prepend(scratch, STR("*"), name);
	case 4:
		return prepend(q, scratch, name, 2 + random_below(&q->random, 5));
	case 5:
		return prepend(q, scratch, parent(scratch, name), 1);
	case 6:
		return near_miss(q, scratch, name);
	case 7:
		/* mostly not out of the zone: there the server knows nothing */
		return node->parent == NULL && random_chance(&q->random, 90)
			       ? prepend(q, scratch, name, 1)
			       : parent(scratch, name);
	case 8:
		return with_label(scratch, name, STR("*"));
	case 9:
	case 10:
	case 11:
	case 15:
	case 16:
		return without_wildcards(q, scratch, name);
	case 12:
		/* 127 labels cost both sides as many steps */
		if (random_chance(&q->random, 80))
			return without_wildcards(q, scratch, name);
		return as_deep_as_can_be(scratch, name);
	case 13:
		return graft(q, scratch, zone, name);
	case 14:
		if (random_chance(&q->random, 40))
			return name;
		return of_near_zone(q);
	default:
		return name;
	}
}

static enum rr_type pick_type(struct questions *q, const struct name_node *node)
{
	static const enum rr_type types[] = {
		RR_A,	  RR_A,	    RR_AAAA,   RR_TXT,
		RR_CNAME, RR_MX,    RR_NS,     RR_DS,
		RR_DNAME, RR_SOA,   RR_SRV,    RR_CAA,
		RR_PTR,	  RR_HTTPS, RR_DNSKEY, (enum rr_type)65280,
	};

	if (node->n > 0 && random_chance(&q->random, 65))
		return node->rrsets[random_below(&q->random, (unsigned)node->n)]->type;
	return types[random_below(&q->random, COUNT_OF(types))];
}

/* RFC 4343: letters in any case. */
static void change_case(struct random *random, struct question *question)
{
	for (size_t at = 0; question->name[at] != 0; at += question->name[at] + 1u)
		for (size_t i = 1; i <= question->name[at]; i++) {
			uint8_t *c = &question->name[at + i];

			if (ascii_is_alpha((char)*c) && random_chance(random, 50))
				*c ^= 0x20;
		}
}

static void next_node(struct questions *q)
{
	if (++q->node == q->world->index.zones[q->zone].n) {
		q->node = 0;
		if (++q->zone == q->world->model.zones.n)
			q->zone = 0;
	}
	/* the empty non-terminals above a name of 127 labels are much alike */
	q->left = q->world->index.zones[q->zone].nodes[q->node].name->labels > DEEP ? 1 : AT_ONCE;
}

void questions_next(struct questions *q, struct arena *scratch, struct question *ret_question)
{
	const struct zone_index *zone;
	const struct name_node *node;
	const struct dname *name;

	if (q->left-- == 0) {
		next_node(q);
		q->left--;
	}
	zone = &q->world->index.zones[q->zone];
	node = &zone->nodes[q->node];
	name = near_name(q, scratch, zone, node);
	*ret_question = (struct question){
		.len = name->len,
		.type = pick_type(q, node),
		.level = q->world->levels[q->zone],
		.estate = q->draft->zones.items[q->world->numbers[q->zone]].estate,
	};
	memcpy(ret_question->name, name->wire, name->len);
	if (random_chance(&q->random, 40))
		change_case(&q->random, ret_question);
}
