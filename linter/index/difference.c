/* difference.c -- what two configurations answer differently, and to whom. */
#include "index/difference.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

const char *change_kind_name(enum change_kind kind)
{
	static const char *const names[CHANGE_KINDS] = {
		"begins-publicly", "ceases-publicly", "changes-side", "changes", "lesser",
	};

	return names[kind];
}

struct finder {
	struct difference *difference;
	struct change_marks marks;
	struct arena *arena;
	struct arena scratch; /* of the questions about one name */
	struct map by_cause;  /* changes */
	struct asker *anybody;
	struct map servers; /* askers, by the zone's name */
	VEC(struct asker *) vpcs;
	unsigned n_askers;
};

/* ---- who asks ---------------------------------------------------------------------------------- */

static void add_bindings(struct buf *key, const struct vpc_view *vpc)
{
	for (size_t i = 0; vpc != NULL && i < vpc->n; i++) {
		const void *what[] = {vpc->bindings[i].zone, vpc->bindings[i].rule,
				      vpc->bindings[i].service};

		buf_add(key, what, sizeof(what));
	}
	buf_char(key, '|');
}

/* VPCs that have the same bindings before, and the same after, are told the same. */
static void add_vpc(struct finder *f, struct map *groups, struct str id)
{
	struct buf key CLEANUP(buf_free);
	const struct vpc_view *vpc[2];
	struct asker *asker;

	buf_init(&key, SIZE_MAX / 2);
	for (unsigned side = BEFORE; side <= AFTER; side++) {
		vpc[side] = views_vpc(f->marks.views[side], id);
		add_bindings(&key, vpc[side]);
	}
	asker = map_get(groups, buf_view(&key));
	if (asker == NULL) {
		asker = NEW(f->arena, struct asker);
		asker->vpc[BEFORE] = vpc[BEFORE];
		asker->vpc[AFTER] = vpc[AFTER];
		asker->order = ++f->n_askers;
		(void)map_add(groups, arena_str(f->arena, buf_view(&key)), asker);
		*VEC_PUSH(f->arena, &f->vpcs) = asker;
	}
	*VEC_PUSH(f->arena, &asker->vpcs) = id;
}

static void find_vpcs(struct finder *f)
{
	const struct views *a = f->marks.views[BEFORE], *b = f->marks.views[AFTER];
	size_t i = 0, j = 0;
	struct map groups;

	map_init(&groups, f->arena);
	while (i < a->vpcs.n || j < b->vpcs.n) {
		int order = i == a->vpcs.n   ? 1
			    : j == b->vpcs.n ? -1
					     : str_cmp(a->vpcs.items[i]->id, b->vpcs.items[j]->id);

		add_vpc(f, &groups, order <= 0 ? a->vpcs.items[i]->id : b->vpcs.items[j]->id);
		i += order <= 0;
		j += order >= 0;
	}
}

static const struct asker *servers_of(struct finder *f, const struct dname *zone)
{
	struct str key = str_slice((const char *)zone->wire, zone->len);
	struct asker *asker = map_get(&f->servers, key);

	if (asker != NULL)
		return asker;
	asker = NEW(f->arena, struct asker);
	asker->servers = zone;
	(void)map_add(&f->servers, key, asker);
	return asker;
}

/* ---- questions --------------------------------------------------------------------------------- */

static void ask(struct finder *f, const struct asker *asker, unsigned side,
		const struct dname *name, enum rr_type type, struct view_answer *ret_answer)
{
	const struct views *views = f->marks.views[side];
	const struct zone_index *zone;

	if (asker->vpc[side] != NULL) {
		resolve_in_vpc(views, asker->vpc[side], name, type, &f->scratch, ret_answer);
		return;
	}
	ret_answer->n_hops = 0;
	ret_answer->forwarded = NULL;
	ret_answer->service = NULL;
	if (asker->servers == NULL) {
		resolve_public(views->index, name, type, &f->scratch, &ret_answer->answer);
		return;
	}
	zone = index_zone_for(views->index, name, VIEW_PUBLIC, asker->servers->labels);
	if (zone != NULL && dname_equal(zone->zone->name, asker->servers))
		resolve_in_zone(views->index, zone, name, type, &f->scratch, &ret_answer->answer);
	else
		ret_answer->answer = (struct answer){.kind = ANSWER_OUTSIDE, .last = name};
}

struct types {
	VEC(enum rr_type) items;
};

static int compare_types(const void *a, const void *b)
{
	const enum rr_type *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void settle_types(struct types *types)
{
	size_t kept = 0;

	if (types->items.n > 1)
		qsort(types->items.items, types->items.n, sizeof(*types->items.items),
		      compare_types);
	for (size_t i = 0; i < types->items.n; i++)
		if (kept == 0 || types->items.items[kept - 1] != types->items.items[i])
			types->items.items[kept++] = types->items.items[i];
	types->items.n = kept;
}

/* The types of every node that the answer came by: no other type has records for who asks. */
static void add_types(struct finder *f, unsigned side, const struct answer *answer,
		      struct types *types)
{
	const struct index *index = f->marks.views[side]->index;

	for (size_t i = 0; i < answer->n_steps; i++) {
		const struct trace_step *step = &answer->steps[i];
		struct zone_answer found =
			zone_lookup(index_of_zone(index, step->zone), step->name, RR_A);

		for (size_t k = 0; found.node != NULL && k < found.node->n; k++)
			*VEC_PUSH(&f->scratch, &types->items) = found.node->rrsets[k]->type;
		/* RFC 6672 section 3.1: the CNAME that a DNAME stands for */
		if (step->kind == ZONE_DNAME)
			*VEC_PUSH(&f->scratch, &types->items) = RR_CNAME;
	}
}

/* ---- one name, asked by one ------------------------------------------------------------------- */

struct question {
	struct changed_name subject;
	const struct dname *name; /* asked for: the subject, or one that stands for it */
	const struct asker *asker;
	VEC(struct type_change) answers; /* what differs; in the scratch */
	bool exposed[2];
	bool ttl_alone;
};

static void ask_type(struct finder *f, struct question *question, enum rr_type type)
{
	struct type_change change = {0};
	struct view_answer answer;
	bool equal;

	for (unsigned side = BEFORE; side <= AFTER; side++) {
		const struct index *index = f->marks.views[side]->index;

		ask(f, question->asker, side, question->name, type, &answer);
		told_of(index, &answer, type, &f->scratch, &change.told[side]);
		if (told_exposes(index->model, &change.told[side], type))
			question->exposed[side] = true;
	}
	equal = told_equal(&change.told[BEFORE], &change.told[AFTER]);
	if (equal && told_ttl_equal(&change.told[BEFORE], &change.told[AFTER]))
		return;
	if (!equal && question->ttl_alone)
		question->answers.n = 0; /* the lesser gives way */
	if (question->answers.n > 0 && equal && !question->ttl_alone)
		return;
	question->ttl_alone = equal;
	*VEC_PUSH(&f->scratch, &change.types) = type;
	*VEC_PUSH(&f->scratch, &question->answers) = change;
}

/* Nothing is there, or no zone of the estate is. */
static bool is_absence(const struct told *told)
{
	return told->kind == ANSWER_NODATA || told->kind == ANSWER_NXDOMAIN ||
	       (told->kind == ANSWER_OUTSIDE && told->link == NULL);
}

static bool is_absent_twice(const struct type_change *change)
{
	return is_absence(&change->told[BEFORE]) && is_absence(&change->told[AFTER]);
}

/* Where records come or go, it says nothing more that another type's absence is of another kind. */
static void drop_absences(struct question *question)
{
	size_t kept = 0;

	for (size_t i = 0; i < question->answers.n; i++)
		if (!is_absent_twice(&question->answers.items[i]))
			question->answers.items[kept++] = question->answers.items[i];
	if (kept > 0)
		question->answers.n = kept;
	else {
		question->answers.n = 1; /* existence alone: whatever type is asked for */
		question->answers.items[0].types.n = 1;
		question->answers.items[0].types.items[0] = CHANGE_ANY_TYPE;
	}
}

static enum change_kind kind_of(const struct question *question)
{
	const struct type_change *first = &question->answers.items[0];
	bool publicly = question->asker->vpcs.n == 0;

	if (question->ttl_alone || is_absent_twice(first))
		return CHANGE_LESSER;
	if (publicly && question->exposed[BEFORE] != question->exposed[AFTER])
		return question->exposed[AFTER] ? CHANGE_BEGINS : CHANGE_CEASES;
	if (!publicly && first->told[BEFORE].inside != first->told[AFTER].inside)
		return CHANGE_SIDES;
	return CHANGE_ANSWERS;
}

/* What two names must share to make one change: from which records to which. That one of them does not
 * exist where the other has no data is no difference beside that. */
static void add_cause(struct buf *key, const struct told *told, bool both_absent)
{
	const void *what[] = {told->rrset,   told->wildcard,
			      told->shield,  told->forwarded,
			      told->service, told->rrset == NULL ? (const void *)told->zone : NULL};

	buf_char(key, told->inside ? '+' : '-');
	if (is_absence(told) && !both_absent) {
		buf_char(key, '-');
		return;
	}
	buf_char(key, (char)('a' + told->kind));
	buf_add(key, what, sizeof(what));
	if (told->kind == ANSWER_OUTSIDE)
		buf_add(key, told->last->wire, told->last->len);
}

static void add_causes(struct buf *key, const struct type_change *change)
{
	add_cause(key, &change->told[BEFORE], is_absent_twice(change));
	add_cause(key, &change->told[AFTER], is_absent_twice(change));
}

/* Types that are told the same: a delegation or a chain out of the estate is the same for all. */
static void join_types(struct finder *f, struct question *question)
{
	struct map seen;
	size_t kept = 0;

	map_init(&seen, &f->scratch);
	for (size_t i = 0; i < question->answers.n; i++) {
		struct type_change *answer = &question->answers.items[i], *same;
		struct buf key CLEANUP(buf_free);
		size_t *at;

		buf_init(&key, SIZE_MAX / 2);
		add_causes(&key, answer);
		at = map_get(&seen, buf_view(&key));
		if (at != NULL) {
			same = &question->answers.items[*at];
			*VEC_PUSH(&f->scratch, &same->types) = answer->types.items[0];
			continue;
		}
		at = NEW(&f->scratch, size_t);
		*at = kept;
		(void)map_add(&seen, arena_str(&f->scratch, buf_view(&key)), at);
		question->answers.items[kept++] = *answer;
	}
	question->answers.n = kept;
}

static struct change *change_for(struct finder *f, const struct question *question,
				 enum change_kind kind)
{
	struct buf key CLEANUP(buf_free);
	struct change *change;

	buf_init(&key, SIZE_MAX / 2);
	buf_char(&key, (char)('a' + kind));
	buf_add(&key, &question->asker, sizeof(question->asker));
	for (size_t i = 0; i < question->answers.n; i++) {
		const struct type_change *answer = &question->answers.items[i];

		buf_add(&key, answer->types.items, answer->types.n * sizeof(*answer->types.items));
		add_causes(&key, answer);
	}
	change = map_get(&f->by_cause, buf_view(&key));
	if (change != NULL)
		return change;
	change = NEW(f->arena, struct change);
	change->kind = kind;
	change->asker = question->asker;
	(void)map_add(&f->by_cause, arena_str(f->arena, buf_view(&key)), change);
	*VEC_PUSH(f->arena, &f->difference->changes) = change;
	return change;
}

/* The answers of the first name are shown: they are kept beyond the scratch. */
static void keep_types(struct finder *f, struct change *change, const struct question *question)
{
	change->answers.n = 0;
	for (size_t i = 0; i < question->answers.n; i++) {
		struct type_change *kept = VEC_PUSH(f->arena, &change->answers);

		const struct type_change *from = &question->answers.items[i];

		*kept = *from;
		kept->types.items = NEW_ARRAY(f->arena, enum rr_type, from->types.n);
		memcpy(kept->types.items, from->types.items,
		       from->types.n * sizeof(*from->types.items));
		kept->types.capacity = from->types.n;
		for (unsigned side = BEFORE; side <= AFTER; side++) {
			const struct dname *last = from->told[side].last;

			kept->told[side].last =
				dname_from_wire(f->arena, last->wire, last->len, NULL);
		}
	}
}

static void take_question(struct finder *f, struct question *question)
{
	struct change *change;
	struct changed_name *added, first;
	enum change_kind kind;

	if (question->answers.n == 0)
		return;
	drop_absences(question);
	join_types(f, question);
	kind = kind_of(question);
	for (size_t i = 0; i < question->answers.n; i++)
		for (unsigned side = BEFORE; side <= AFTER; side++)
			question->subject.led |= question->answers.items[i].told[side].link != NULL;
	change = change_for(f, question, kind);
	f->difference->counts[kind]++;
	added = VEC_PUSH(f->arena, &change->names);
	*added = question->subject;
	first = change->names.items[0];
	if (change->names.n == 1) {
		keep_types(f, change, question);
	} else if (first.led && !question->subject.led) {
		memmove(&change->names.items[1], &change->names.items[0],
			(change->names.n - 1) * sizeof(first));
		change->names.items[0] = question->subject;
		keep_types(f, change, question);
	}
}

static void ask_all_types(struct finder *f, struct question *question,
			  const struct view_answer answers[2])
{
	struct types types = {0};

	add_types(f, BEFORE, &answers[BEFORE].answer, &types);
	add_types(f, AFTER, &answers[AFTER].answer, &types);
	settle_types(&types);
	for (size_t i = 0; i < types.items.n; i++)
		ask_type(f, question, types.items.items[i]);
	ask_type(f, question, CHANGE_ANY_TYPE);
	take_question(f, question);
}

/* ---- one name, asked by all -------------------------------------------------------------------- */

static bool came_by(const struct answer *answer, const struct dname *zone)
{
	for (size_t i = 0; i < answer->n_steps; i++)
		if (answer->steps[i].zone->view == VIEW_PUBLIC &&
		    dname_equal(answer->steps[i].zone->name, zone))
			return true;
	return false;
}

struct server_search {
	struct finder *f;
	const struct view_answer *answers;
	struct change_mark subject;
	const struct dname *name;
	unsigned side; /* whose zones are looked through */
};

static bool has_public_zone(const struct finder *f, unsigned side, const struct dname *name)
{
	return model_zone(f->marks.views[side]->index->model, name, VIEW_PUBLIC) != NULL;
}

/* A zone that public DNS does not come to on its way, neither before nor after. */
static void ask_servers(void *context, const struct zone_index *zone)
{
	struct server_search *search = context;
	struct finder *f = search->f;
	const struct dname *name = zone->zone->name;
	struct view_answer answers[2];
	struct question question = {
		.subject = {.name = search->subject.name, .below = search->subject.below},
		.name = search->name,
	};

	/* of several of one name, the first is the one that is asked */
	if (zone->zone != model_zone(f->marks.views[search->side]->index->model, name, VIEW_PUBLIC))
		return;
	if (search->side == AFTER && has_public_zone(f, BEFORE, name))
		return;
	if (came_by(&search->answers[BEFORE].answer, name) ||
	    came_by(&search->answers[AFTER].answer, name))
		return;
	question.asker = servers_of(f, name);
	for (unsigned side = BEFORE; side <= AFTER; side++)
		ask(f, question.asker, side, search->name, RR_A, &answers[side]);
	ask_all_types(f, &question, answers);
}

static bool binds_chain(const struct vpc_view *vpc, const struct answer *answer)
{
	if (view_binding(vpc, answer->last) != NULL)
		return true;
	for (size_t i = 0; i < answer->n_steps; i++)
		if (view_binding(vpc, answer->steps[i].name) != NULL)
			return true;
	return false;
}

/* Whether a VPC may be told something else than the public: it binds the name, or one that public DNS
 * leads to. */
static bool may_differ(const struct asker *asker, const struct view_answer public[2],
		       const struct dname *name)
{
	for (unsigned side = BEFORE; side <= AFTER; side++) {
		const struct vpc_view *vpc = asker->vpc[side];

		if (vpc != NULL &&
		    (view_binding(vpc, name) != NULL || binds_chain(vpc, &public[BEFORE].answer) ||
		     binds_chain(vpc, &public[AFTER].answer)))
			return true;
	}
	return false;
}

static bool is_public(const struct view_answer *answer)
{
	for (size_t i = 0; i < answer->n_hops; i++)
		if (answer->hops[i].binding != NULL)
			return false;
	return true;
}

static void ask_vpc(struct finder *f, const struct asker *asker, struct question question)
{
	struct view_answer answers[2];

	question.asker = asker;
	for (unsigned side = BEFORE; side <= AFTER; side++)
		ask(f, asker, side, question.name, RR_A, &answers[side]);
	/* what public DNS alone answers is said of the public */
	if (!is_public(&answers[BEFORE]) || !is_public(&answers[AFTER]))
		ask_all_types(f, &question, answers);
}

static void ask_name(struct finder *f, struct change_mark subject, const struct dname *name)
{
	const struct question question = {
		.subject = {.name = subject.name, .below = subject.below},
		.name = name,
		.asker = f->anybody,
	};
	struct question of_public = question;
	struct view_answer answers[2];
	struct server_search search = {f, answers, subject, name, BEFORE};

	for (unsigned side = BEFORE; side <= AFTER; side++)
		ask(f, f->anybody, side, name, RR_A, &answers[side]);
	ask_all_types(f, &of_public, answers);
	for (; search.side <= AFTER; search.side++)
		resolve_each_public_zone(f->marks.views[search.side]->index, name, ask_servers,
					 &search);
	for (size_t i = 0; i < f->vpcs.n; i++)
		if (may_differ(f->vpcs.items[i], answers, name))
			ask_vpc(f, f->vpcs.items[i], question);
}

const struct dname *difference_name_below(const struct change_marks *marks,
					  const struct dname *encloser, struct arena *arena)
{
	for (unsigned i = 0;; i++) {
		const char *label = arena_printf(arena, i == 0 ? "any-other" : "any-other-%u", i);
		const struct dname *name = dname_prepend(arena, str_from(label), encloser);

		if (name == NULL || !change_marks_is_node(marks, name))
			return name;
	}
}

static void ask_mark(struct finder *f, const struct change_mark *mark)
{
	const struct dname *name;

	/* what a wildcard has is asked for below its parent */
	if (mark->self && !dname_is_wildcard(mark->name))
		ask_name(f, (struct change_mark){.name = mark->name, .self = true}, mark->name);
	name = mark->below ? difference_name_below(&f->marks, mark->name, &f->scratch) : NULL;
	if (name != NULL)
		ask_name(f, (struct change_mark){.name = mark->name, .below = true}, name);
	arena_free(&f->scratch);
	arena_init(&f->scratch);
}

/* ---- all of it --------------------------------------------------------------------------------- */

static int compare_askers(const struct asker *a, const struct asker *b)
{
	int rank_a = a->vpcs.n > 0 ? 2 : a->servers != NULL;
	int rank_b = b->vpcs.n > 0 ? 2 : b->servers != NULL;

	if (rank_a != rank_b)
		return rank_a - rank_b;
	if (rank_a == 1)
		return dname_compare(a->servers, b->servers);
	return (a->order > b->order) - (a->order < b->order);
}

static int compare_changes(const void *a, const void *b)
{
	const struct change *x = *(struct change *const *)a, *y = *(struct change *const *)b;
	const struct changed_name *p = &x->names.items[0], *q = &y->names.items[0];
	int order = (int)x->kind - (int)y->kind;

	if (order == 0)
		order = compare_askers(x->asker, y->asker);
	if (order == 0)
		order = dname_compare(p->name, q->name);
	return order != 0 ? order : (int)p->below - (int)q->below;
}

static int compare_ids(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* An asker of its own for both: VPCs with other bindings may be told the same change. */
static void join_askers(struct finder *f, struct change *into, const struct asker *from)
{
	struct asker *both = NEW(f->arena, struct asker);

	both->order = into->asker->order;
	for (size_t i = 0; i < into->asker->vpcs.n; i++)
		*VEC_PUSH(f->arena, &both->vpcs) = into->asker->vpcs.items[i];
	for (size_t i = 0; i < from->vpcs.n; i++)
		*VEC_PUSH(f->arena, &both->vpcs) = from->vpcs.items[i];
	qsort(both->vpcs.items, both->vpcs.n, sizeof(*both->vpcs.items), compare_ids);
	into->asker = both;
}

static void add_whole_change(struct buf *key, const struct change *change)
{
	buf_char(key, (char)('a' + change->kind));
	for (size_t i = 0; i < change->names.n; i++) {
		buf_char(key, change->names.items[i].below ? '+' : '-');
		buf_add(key, change->names.items[i].name->wire, change->names.items[i].name->len);
	}
	for (size_t i = 0; i < change->answers.n; i++) {
		const struct type_change *answer = &change->answers.items[i];

		buf_add(key, answer->types.items, answer->types.n * sizeof(*answer->types.items));
		add_causes(key, answer);
	}
}

static void join_vpcs(struct finder *f)
{
	struct difference *difference = f->difference;
	struct map seen;
	size_t kept = 0;

	map_init(&seen, f->arena);
	for (size_t i = 0; i < difference->changes.n; i++) {
		struct change *change = difference->changes.items[i], *same = NULL;
		struct buf key CLEANUP(buf_free);

		buf_init(&key, SIZE_MAX / 2);
		if (change->asker->vpcs.n > 0) {
			add_whole_change(&key, change);
			same = map_add(&seen, arena_str(f->arena, buf_view(&key)), change);
		}
		if (same == NULL) {
			difference->changes.items[kept++] = change;
			continue;
		}
		join_askers(f, same, change->asker);
		difference->counts[change->kind] -= change->names.n;
	}
	difference->changes.n = kept;
}

void difference_find(struct difference *difference, const struct views *before,
		     const struct views *after, struct arena *arena)
{
	struct finder f = {.difference = difference, .arena = arena};

	*difference = (struct difference){.views = {before, after}, .arena = arena};
	arena_init(&f.scratch);
	map_init(&f.by_cause, arena);
	map_init(&f.servers, arena);
	f.anybody = NEW(arena, struct asker);
	change_marks_find(&f.marks, before, after, arena);
	difference->cut_off = f.marks.cut_off;
	find_vpcs(&f);
	for (size_t i = 0; i < f.marks.items.n; i++)
		ask_mark(&f, f.marks.items.items[i]);
	arena_free(&f.scratch);
	join_vpcs(&f);
	if (difference->changes.n > 1)
		qsort(difference->changes.items, difference->changes.n,
		      sizeof(*difference->changes.items), compare_changes);
	cover_losses_find(before->index, after->index, arena, &difference->losses);
}
