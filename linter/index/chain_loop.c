/* chain_loop.c -- loops, and the lengths of what has none. */
#include "index/chain_build.h"

#include "base/banned.h"

struct frame {
	uint32_t group;
	uint32_t next; /* the edge to look at */
};

struct search {
	struct chains *chains;
	uint32_t *order;	  /* by group: when it was reached, from 1; 0: not yet */
	uint32_t *low;		  /* the earliest that is reached from it */
	uint32_t *part;		  /* the strongly connected part, from 1; 0: not known yet */
	uint32_t *reached_by;	  /* of a walk within one part: the link; CHAIN_NONE: not reached */
	uint32_t *stack, n_stack; /* groups whose part is not known yet */
	struct frame *frames;
	uint32_t n_frames, n_order, n_parts;
	uint32_t *queue;
};

/* Edge NUMBER of a group: two a link, for where the DNAME on its way leads counts as well. */
static uint32_t edge(const struct chains *chains, const struct chain_group *group, uint32_t number)
{
	const struct chain_link *link = &chains->links.items[group->first + number / 2];

	if (number % 2 == 0)
		return link->next;
	return link->n_dnames > 0 ? link->dname_group : CHAIN_NONE;
}

/* ---- chains without a loop --------------------------------------------------------------------- */

static void measure(struct chains *chains, struct chain_group *group)
{
	for (uint32_t i = 0; i < group->n; i++) {
		const struct chain_link *link = &chains->links.items[group->first + i];
		uint32_t length = 1u + link->n_dnames;

		if (link->next != CHAIN_NONE) {
			length += chains->groups.items[link->next].length;
			group->loops = group->loops || chains->groups.items[link->next].loops;
		}
		if (link->n_dnames > 0)
			group->loops =
				group->loops || chains->groups.items[link->dname_group].loops;
		if (length > group->length) {
			group->length = length;
			group->longest = link;
		}
	}
}

/* ---- loops ------------------------------------------------------------------------------------- */

static bool comes_before(const struct chains *chains, const struct chain_link *a,
			 const struct chain_link *b)
{
	int order;

	if (b == NULL)
		return true;
	order = dname_compare(a->rrset->owner, b->rrset->owner);
	if (order == 0)
		order = span_compare(chains->views->index->model->sources, a->at, b->at);
	return order < 0;
}

/* Whether LINK stays within the part of its group. */
static bool stays(const struct search *s, const struct chain_link *link)
{
	return link->next != CHAIN_NONE && s->part[link->next] == s->part[link->group];
}

static const struct chain_link *first_link(const struct search *s, const uint32_t *members,
					   uint32_t n)
{
	const struct chains *chains = s->chains;
	const struct chain_link *first = NULL;

	for (uint32_t i = 0; i < n; i++) {
		const struct chain_group *group = &chains->groups.items[members[i]];

		for (uint32_t k = 0; k < group->n; k++) {
			const struct chain_link *link = &chains->links.items[group->first + k];

			if (stays(s, link) && comes_before(chains, link, first))
				first = link;
		}
	}
	return first;
}

/* The shortest way from where START leads back to its group; reached_by[] says it backwards. */
static void walk_back(struct search *s, const struct chain_link *start)
{
	const struct chains *chains = s->chains;
	uint32_t head = 0, tail = 0;

	s->reached_by[start->next] = (uint32_t)(start - chains->links.items);
	s->queue[tail++] = start->next;
	while (head < tail && s->queue[head] != start->group) {
		const struct chain_group *group = &chains->groups.items[s->queue[head++]];

		for (uint32_t k = 0; k < group->n; k++) {
			const struct chain_link *link = &chains->links.items[group->first + k];

			if (!stays(s, link) || s->reached_by[link->next] != CHAIN_NONE)
				continue;
			s->reached_by[link->next] = group->first + k;
			s->queue[tail++] = link->next;
		}
	}
}

static void add_loop(struct search *s, const uint32_t *members, uint32_t n)
{
	struct chains *chains = s->chains;
	const struct chain_link *start = first_link(s, members, n), *link = start;
	struct chain_loop *loop = VEC_PUSH(chains->arena, &chains->loops);

	chains->groups.items[start->group].loop = (uint32_t)chains->loops.n - 1;
	walk_back(s, start);
	loop->n = 1;
	for (uint32_t at = start->group; at != start->next; at = link->group, loop->n++)
		link = &chains->links.items[s->reached_by[at]];
	loop->links = NEW_ARRAY(chains->arena, const struct chain_link *, loop->n);
	loop->links[0] = start;
	for (uint32_t at = start->group, i = (uint32_t)loop->n; at != start->next;
	     at = loop->links[i]->group)
		loop->links[--i] = &chains->links.items[s->reached_by[at]];
}

static bool is_loop(const struct search *s, const uint32_t *members, uint32_t n)
{
	const struct chain_group *group = &s->chains->groups.items[members[0]];

	if (n > 1)
		return true;
	for (uint32_t i = 0; i < group->n; i++)
		if (stays(s, &s->chains->links.items[group->first + i]))
			return true;
	return false;
}

/* ---- the parts --------------------------------------------------------------------------------- */

/* The groups on the stack from GROUP upwards are one part, and all that it leads to is settled. */
static void settle_part(struct search *s, uint32_t group)
{
	struct chains *chains = s->chains;
	uint32_t first = s->n_stack;

	s->n_parts++;
	do {
		s->part[s->stack[--first]] = s->n_parts;
	} while (s->stack[first] != group);
	if (!is_loop(s, &s->stack[first], s->n_stack - first)) {
		measure(chains, &chains->groups.items[group]);
	} else {
		for (uint32_t i = first; i < s->n_stack; i++)
			chains->groups.items[s->stack[i]].loops = true;
		add_loop(s, &s->stack[first], s->n_stack - first);
	}
	s->n_stack = first;
}

static void enter(struct search *s, uint32_t group)
{
	s->order[group] = s->low[group] = ++s->n_order;
	s->stack[s->n_stack++] = group;
	s->frames[s->n_frames++] = (struct frame){group, 0};
}

static void leave(struct search *s)
{
	uint32_t group = s->frames[--s->n_frames].group;

	if (s->low[group] == s->order[group])
		settle_part(s, group);
	if (s->n_frames > 0) {
		uint32_t *low = &s->low[s->frames[s->n_frames - 1].group];

		if (s->low[group] < *low)
			*low = s->low[group];
	}
}

static void search_from(struct search *s, uint32_t group)
{
	enter(s, group);
	while (s->n_frames > 0) {
		struct frame *top = &s->frames[s->n_frames - 1];
		const struct chain_group *at = &s->chains->groups.items[top->group];
		uint32_t next;

		if (top->next == at->n * 2) {
			leave(s);
			continue;
		}
		next = edge(s->chains, at, top->next++);
		if (next == CHAIN_NONE)
			continue;
		if (s->order[next] == 0)
			enter(s, next);
		else if (s->part[next] == 0 && s->order[next] < s->low[top->group])
			s->low[top->group] = s->order[next];
	}
}

void chains_find_loops(struct chains *chains, struct arena *scratch)
{
	size_t n = chains->groups.n;
	struct search s = {
		.chains = chains,
		.order = NEW_ARRAY(scratch, uint32_t, n),
		.low = NEW_ARRAY(scratch, uint32_t, n),
		.part = NEW_ARRAY(scratch, uint32_t, n),
		.reached_by = NEW_ARRAY(scratch, uint32_t, n),
		.stack = NEW_ARRAY(scratch, uint32_t, n),
		.frames = NEW_ARRAY(scratch, struct frame, n),
		.queue = NEW_ARRAY(scratch, uint32_t, n),
	};

	for (size_t i = 0; i < n; i++)
		s.reached_by[i] = CHAIN_NONE;
	for (size_t i = 0; i < n; i++)
		if (s.order[i] == 0)
			search_from(&s, (uint32_t)i);
}
