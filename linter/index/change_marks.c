/* change_marks.c -- the names whose answers may differ from one configuration to another. */
#include "index/change_marks.h"

#include "index/told.h"
#include "source/limits.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* ---- marks ------------------------------------------------------------------------------------- */

static struct str wire_key(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

static struct change_mark *mark_of(struct change_marks *marks, const struct dname *name)
{
	struct change_mark *mark = map_get(&marks->by_name, wire_key(name));

	if (mark != NULL)
		return mark;
	mark = NEW(marks->arena, struct change_mark);
	mark->name = name;
	(void)map_add(&marks->by_name, wire_key(name), mark);
	*VEC_PUSH(marks->arena, &marks->items) = mark;
	return mark;
}

static void mark_below(struct change_marks *marks, const struct dname *name)
{
	struct change_mark *mark = mark_of(marks, name);

	if (!mark->below)
		*VEC_PUSH(marks->arena, &marks->set) = (struct mark_set){mark, true};
	mark->below = true;
}

/* What a wildcard has is answered below its parent. */
static void mark_self(struct change_marks *marks, const struct dname *name)
{
	struct change_mark *mark = mark_of(marks, name);

	if (!mark->self)
		*VEC_PUSH(marks->arena, &marks->set) = (struct mark_set){mark, false};
	mark->self = true;
	if (dname_is_wildcard(name))
		mark_below(marks, dname_suffix(marks->arena, name, 1));
}

static void mark_both(struct change_marks *marks, const struct dname *name)
{
	mark_self(marks, name);
	mark_below(marks, name);
}

/* ---- everything at and below a domain ---------------------------------------------------------- */

static size_t first_zone_within(const struct index *index, const struct dname *domain)
{
	size_t low = 0, high = index->model->zones.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(index->zones[middle].zone->name, domain) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Calls FN with each zone of VIEW that lies around NAME: that has its name, or that of an ancestor. */
static void each_zone_around(const struct index *index, const struct dname *name, enum view view,
			     bool (*fn)(void *context, const struct zone_index *zone),
			     void *context)
{
	const struct zone_index *end = index->zones + index->model->zones.n;

	for (unsigned labels = name->labels + 1u; labels > 0; labels--) {
		const struct zone_index *zone = index_zone_for(index, name, view, labels - 1);

		if (zone == NULL)
			return;
		labels = zone->zone->name->labels + 1u;
		for (; zone < end && zone->zone->view == view &&
		       zone->zone->name->labels + 1u == labels &&
		       dname_is_within(name, zone->zone->name);
		     zone++)
			if (!fn(context, zone))
				return;
	}
}

struct node_search {
	const struct dname *name;
	bool found;
};

static bool has_node(void *context, const struct zone_index *zone)
{
	struct node_search *search = context;

	search->found = search->found || zone_index_node(zone, search->name) != NULL;
	return !search->found;
}

static int compare_domains(const void *a, const void *b)
{
	return dname_compare(*(const struct dname *const *)a, *(const struct dname *const *)b);
}

static void find_bound(struct change_marks *marks)
{
	size_t kept = 0;

	for (unsigned side = BEFORE; side <= AFTER; side++) {
		const struct views *views = marks->views[side];

		for (size_t i = 0; i < views->vpcs.n; i++)
			for (size_t k = 0; k < views->vpcs.items[i]->n; k++)
				*VEC_PUSH(marks->arena, &marks->bound) =
					views->vpcs.items[i]->bindings[k].domain;
	}
	if (marks->bound.n > 1)
		qsort(marks->bound.items, marks->bound.n, sizeof(*marks->bound.items),
		      compare_domains);
	for (size_t i = 0; i < marks->bound.n; i++)
		if (kept == 0 || !dname_equal(marks->bound.items[kept - 1], marks->bound.items[i]))
			marks->bound.items[kept++] = marks->bound.items[i];
	marks->bound.n = kept;
}

/* The number of the first that is not before NAME. */
static size_t first_bound(const struct change_marks *marks, const struct dname *name)
{
	size_t low = 0, high = marks->bound.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(marks->bound.items[middle], name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool change_marks_is_node(const struct change_marks *marks, const struct dname *name)
{
	struct node_search search = {.name = name};
	size_t at = first_bound(marks, name);

	if (at < marks->bound.n && dname_equal(marks->bound.items[at], name))
		return true;

	for (unsigned side = BEFORE; side <= AFTER; side++) {
		const struct index *index = marks->views[side]->index;

		each_zone_around(index, name, VIEW_PUBLIC, has_node, &search);
		each_zone_around(index, name, VIEW_PRIVATE, has_node, &search);
	}
	return search.found;
}

/* The nodes at and below a domain, of all zones, and the domains there that VPCs bind. */
struct visit {
	const struct dname *domain;
	/* ZONE is NULL for a domain that is bound */
	void (*fn)(void *context, const struct zone_index *zone, const struct dname *name);
	void *context;
};

static bool visit_zone(void *context, const struct zone_index *zone)
{
	const struct visit *visit = context;

	for (size_t i = zone_index_first_within(zone, visit->domain);
	     i < zone->n && dname_is_within(zone->nodes[i].name, visit->domain); i++)
		visit->fn(visit->context, zone, zone->nodes[i].name);
	return true;
}

static void visit_nodes(const struct change_marks *marks, struct visit visit)
{
	const struct dname *domain = visit.domain;

	for (unsigned side = BEFORE; side <= AFTER; side++) {
		const struct index *index = marks->views[side]->index;

		each_zone_around(index, domain, VIEW_PUBLIC, visit_zone, &visit);
		each_zone_around(index, domain, VIEW_PRIVATE, visit_zone, &visit);
		for (size_t i = first_zone_within(index, domain);
		     i < index->model->zones.n &&
		     dname_is_within(index->zones[i].zone->name, domain);
		     i++)
			if (!dname_equal(index->zones[i].zone->name, domain))
				(void)visit_zone(&visit, &index->zones[i]);
	}
	for (size_t i = first_bound(marks, domain);
	     i < marks->bound.n && dname_is_within(marks->bound.items[i], domain); i++)
		visit.fn(visit.context, NULL, marks->bound.items[i]);
}

static void mark_node(void *context, const struct zone_index *zone, const struct dname *name)
{
	(void)zone;
	mark_both(context, name);
}

static void mark_domain(struct change_marks *marks, const struct dname *domain)
{
	mark_both(marks, domain);
	visit_nodes(marks, (struct visit){domain, mark_node, marks});
}

/* ---- nodes that another zone has ---------------------------------------------------------------- */

/* A node of some zone is no node of every zone that lies around it: there it is one of the names below
 * the deepest node that is, and is told what these are told. */
enum { SCRATCH_MAX = 1024 * 1024 };

struct foreign {
	struct change_marks *marks;
	const struct zone_index
		*own[2]; /* the zone that differs, before and after; NULL: not there */
	struct arena scratch;
};

static bool is_own(const struct foreign *foreign, const struct dname *name)
{
	for (unsigned side = BEFORE; side <= AFTER; side++)
		if (foreign->own[side] != NULL && zone_index_node(foreign->own[side], name) != NULL)
			return true;
	return false;
}

static bool is_below_mark(struct foreign *foreign, const struct dname *name)
{
	for (unsigned skip = 1; skip <= name->labels; skip++) {
		const struct dname *around = dname_suffix(&foreign->scratch, name, skip);
		const struct change_mark *mark;

		if (!is_own(foreign, around))
			continue;
		mark = map_get(&foreign->marks->by_name, wire_key(around));
		return mark != NULL && mark->below;
	}
	return false;
}

static void mark_where_foreign(void *context, const struct zone_index *zone,
			       const struct dname *name)
{
	struct foreign *foreign = context;

	if (zone != NULL && (zone == foreign->own[BEFORE] || zone == foreign->own[AFTER]))
		return;
	if (!is_own(foreign, name) && is_below_mark(foreign, name))
		mark_both(foreign->marks, name);
	if (foreign->scratch.allocated < SCRATCH_MAX)
		return;
	arena_free(&foreign->scratch);
	arena_init(&foreign->scratch);
}

/* Marks the nodes of other zones below DOMAIN that the marks of the own zone concern. */
static void mark_foreign(struct foreign *foreign, const struct dname *domain)
{
	arena_init(&foreign->scratch);
	visit_nodes(foreign->marks, (struct visit){domain, mark_where_foreign, foreign});
	arena_free(&foreign->scratch);
}

struct domains {
	VEC(const struct dname *) items;
};

/* In canonical order a domain comes before those below it: these are marked already. */
static void mark_domains(struct change_marks *marks, struct domains *domains)
{
	const struct dname *last = NULL;

	if (domains->items.n > 1)
		qsort(domains->items.items, domains->items.n, sizeof(*domains->items.items),
		      compare_domains);
	for (size_t i = 0; i < domains->items.n; i++) {
		if (last != NULL && dname_is_within(domains->items.items[i], last))
			continue;
		last = domains->items.items[i];
		mark_domain(marks, last);
	}
}

/* ---- zones ------------------------------------------------------------------------------------- */

struct comparison {
	struct change_marks *marks;
	struct domains domains;		    /* at and below which everything may differ */
	const struct zone_index **partners; /* of the zones before: the one after; NULL: gone */
	struct domains below; /* of the zone at hand: names below which its answers differ */
};

/* In canonical order a domain comes before those below it: these are looked through already. */
static void compare_foreign(struct comparison *c, const struct zone_index *before,
			    const struct zone_index *after)
{
	struct foreign foreign = {.marks = c->marks, .own = {before, after}};
	const struct dname *last = NULL;

	if (c->below.items.n > 1)
		qsort(c->below.items.items, c->below.items.n, sizeof(*c->below.items.items),
		      compare_domains);
	for (size_t i = 0; i < c->below.items.n; i++) {
		if (last != NULL && dname_is_within(c->below.items.items[i], last))
			continue;
		last = c->below.items.items[i];
		mark_foreign(&foreign, last);
	}
	c->below.items.n = 0;
}

static bool nodes_alike(const struct name_node *a, const struct name_node *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!rrset_alike(a->rrsets[i], b->rrsets[i]))
			return false;
	return true;
}

static bool has(const struct name_node *node, enum rr_type type)
{
	return node != NULL && node_rrset(node, type) != NULL;
}

static bool redirects(const struct name_node *node)
{
	return has(node, RR_DNAME) || (node != NULL && node->parent != NULL && has(node, RR_NS));
}

/* One node, in one of the zones or in both. */
static void compare_node(struct comparison *c, const struct name_node *a, const struct name_node *b)
{
	const struct dname *name = a != NULL ? a->name : b->name;

	if (a != NULL && b != NULL && nodes_alike(a, b))
		return;
	mark_self(c->marks, name);
	if (dname_is_wildcard(name))
		*VEC_PUSH(c->marks->arena, &c->below.items) =
			dname_suffix(c->marks->arena, name, 1);
	if (a == NULL || b == NULL) {
		mark_below(c->marks, name);
		*VEC_PUSH(c->marks->arena, &c->below.items) = name;
	}
	if (redirects(a) || redirects(b))
		*VEC_PUSH(c->marks->arena, &c->domains.items) = name;
}

static void compare_zones(struct comparison *c, const struct zone_index *before,
			  const struct zone_index *after)
{
	size_t i = 0, j = 0;

	if (before->zone->managed_part != after->zone->managed_part)
		*VEC_PUSH(c->marks->arena, &c->domains.items) = before->zone->name;
	while (i < before->n || j < after->n) {
		int order = i == before->n ? 1
			    : j == after->n
				    ? -1
				    : dname_compare(before->nodes[i].name, after->nodes[j].name);

		compare_node(c, order <= 0 ? &before->nodes[i] : NULL,
			     order >= 0 ? &after->nodes[j] : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	compare_foreign(c, before, after);
}

static int zone_order(const struct zone *a, const struct zone *b)
{
	int order = dname_compare(a->name, b->name);

	return order != 0 ? order : (int)a->view - (int)b->view;
}

/* Zones of one name and view are taken in the order that they have. Which of them a VPC is bound to is
 * looked at apart, so that a wrong partner costs questions and hides nothing. */
static void compare_all_zones(struct comparison *c)
{
	const struct index *before = c->marks->views[BEFORE]->index;
	const struct index *after = c->marks->views[AFTER]->index;
	size_t n = before->model->zones.n, m = after->model->zones.n, i = 0, j = 0;

	c->partners = NEW_ARRAY(c->marks->arena, const struct zone_index *, n + 1);
	while (i < n || j < m) {
		const struct zone_index *a = i < n ? &before->zones[i] : NULL;
		const struct zone_index *b = j < m ? &after->zones[j] : NULL;
		int order = a == NULL ? 1 : b == NULL ? -1 : zone_order(a->zone, b->zone);

		if (order == 0) {
			c->partners[i] = b;
			compare_zones(c, a, b);
		} else {
			*VEC_PUSH(c->marks->arena, &c->domains.items) =
				order < 0 ? a->zone->name : b->zone->name;
		}
		i += order <= 0;
		j += order >= 0;
	}
}

/* ---- VPCs -------------------------------------------------------------------------------------- */

static bool same_texts(const struct text_list *a, const struct text_list *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!str_eq(a->items[i].s, b->items[i].s))
			return false;
	return true;
}

static bool same_endpoints(const struct model *a, const struct model *b)
{
	if (a->resolver_endpoints.n != b->resolver_endpoints.n)
		return false;
	for (size_t i = 0; i < a->resolver_endpoints.n; i++) {
		const struct resolver_endpoint *x = a->resolver_endpoints.items[i];
		const struct resolver_endpoint *y = b->resolver_endpoints.items[i];

		if (!str_eq(x->key.s, y->key.s) || !str_eq(x->vpc.s, y->vpc.s) ||
		    !str_eq(x->direction.s, y->direction.s) || !same_texts(&x->ips, &y->ips))
			return false;
	}
	return true;
}

static bool same_binding(const struct comparison *c, const struct binding *a,
			 const struct binding *b, bool endpoints)
{
	const struct zone_index *zones = c->marks->views[BEFORE]->index->zones;

	if (a->service != NULL || b->service != NULL)
		return a->service != NULL && b->service != NULL &&
		       str_eq(a->service->key.s, b->service->key.s);
	if (a->rule != NULL || b->rule != NULL)
		return endpoints && a->rule != NULL && b->rule != NULL &&
		       same_texts(&a->rule->to, &b->rule->to);
	return c->partners[a->zone - zones] == b->zone;
}

static void compare_vpc(struct comparison *c, const struct vpc_view *a, const struct vpc_view *b,
			bool endpoints)
{
	size_t n = a != NULL ? a->n : 0, m = b != NULL ? b->n : 0, i = 0, j = 0;

	while (i < n || j < m) {
		const struct binding *x = i < n ? &a->bindings[i] : NULL;
		const struct binding *y = j < m ? &b->bindings[j] : NULL;
		int order = x == NULL ? 1 : y == NULL ? -1 : dname_compare(x->domain, y->domain);

		if (order != 0 || !same_binding(c, x, y, endpoints))
			*VEC_PUSH(c->marks->arena, &c->domains.items) =
				order <= 0 ? x->domain : y->domain;
		i += order <= 0;
		j += order >= 0;
	}
}

static void compare_all_vpcs(struct comparison *c)
{
	const struct views *before = c->marks->views[BEFORE], *after = c->marks->views[AFTER];
	bool endpoints = same_endpoints(before->index->model, after->index->model);

	for (size_t i = 0; i < before->vpcs.n; i++)
		compare_vpc(c, before->vpcs.items[i], views_vpc(after, before->vpcs.items[i]->id),
			    endpoints);
	for (size_t i = 0; i < after->vpcs.n; i++)
		if (views_vpc(before, after->vpcs.items[i]->id) == NULL)
			compare_vpc(c, NULL, after->vpcs.items[i], endpoints);
}

/* ---- chains ------------------------------------------------------------------------------------ */

/* A record that leads on, in the list of those that lead to the same name, or into the same class of
 * names. */
struct chain {
	const struct dname *owner, *target;
	const struct zone_index *zone;
	bool redirects; /* a DNAME */
	bool touched;	/* its owner, or what is below a DNAME's owner, is marked */
	bool mapped;	/* a DNAME: each node below its target is marked below its owner */
	struct chain *next_to_name, *next_to_class, *next_of_owner;
};

struct chain_list {
	struct chain *first;
};

struct chains {
	struct change_marks *marks;
	struct map to_name;	/* by target */
	struct map to_class;	/* by the deepest node around a target that is none itself */
	struct map redirecting; /* DNAMEs by target */
	struct map of_owner;	/* DNAMEs by owner */
};

static struct chain_list *list_of(struct chains *chains, struct map *map, const struct dname *name)
{
	struct chain_list *list = map_get(map, wire_key(name));

	if (list == NULL) {
		list = NEW(chains->marks->arena, struct chain_list);
		(void)map_add(map, wire_key(name), list);
	}
	return list;
}

/* NAME itself, where it is a node: then who leads to it leads into no class. */
static const struct dname *deepest_node(const struct change_marks *marks, const struct dname *name)
{
	for (unsigned skip = 0; skip < name->labels; skip++) {
		const struct dname *suffix = dname_suffix(marks->arena, name, skip);

		if (change_marks_is_node(marks, suffix))
			return suffix;
	}
	return NULL;
}

static void add_chain(struct chains *chains, const struct zone_index *zone,
		      const struct rrset *rrset)
{
	struct change_marks *marks = chains->marks;
	const struct dname *target = NULL, *node;
	struct chain_list *list;
	struct chain *chain;

	if (rrset->alias != NULL && rrset->alias->kind == TARGET_RECORD)
		target = rrset->alias->dns_name;
	else if ((rrset->type == RR_CNAME || rrset->type == RR_DNAME) && rrset->n > 0)
		target = rrset->rrs[0].target;
	if (target == NULL)
		return;
	chain = NEW(marks->arena, struct chain);
	chain->owner = rrset->owner;
	chain->target = target;
	chain->zone = zone;
	chain->redirects = rrset->type == RR_DNAME;
	list = list_of(chains, rrset->type == RR_DNAME ? &chains->redirecting : &chains->to_name,
		       target);
	chain->next_to_name = list->first;
	list->first = chain;
	if (chain->redirects) {
		list = list_of(chains, &chains->of_owner, chain->owner);
		chain->next_of_owner = list->first;
		list->first = chain;
	}
	node = deepest_node(marks, target);
	if (node == NULL || dname_equal(node, target))
		return;
	list = list_of(chains, &chains->to_class, node);
	chain->next_to_class = list->first;
	list->first = chain;
}

static void find_chains(struct chains *chains)
{
	for (unsigned side = BEFORE; side <= AFTER; side++) {
		const struct index *index = chains->marks->views[side]->index;

		for (size_t i = 0; i < index->model->zones.n; i++) {
			const struct zone_index *zone = &index->zones[i];

			for (size_t k = 0; k < zone->zone->rrsets.n; k++)
				add_chain(chains, zone, zone->zone->rrsets.items[k]);
		}
	}
}

struct mapping {
	struct change_marks *marks;
	const struct chain *chain;
};

static void mark_led(struct change_marks *marks, const struct chain *chain,
		     const struct dname *name)
{
	const struct dname *led = dname_join(
		marks->arena, name, (unsigned)(name->labels - chain->target->labels), chain->owner);

	if (led == NULL)
		return;
	marks->cut_off = marks->cut_off || ++marks->n_led > LIMIT_LED_NAMES;
	if (!marks->cut_off)
		mark_both(marks, led);
}

static void map_node(void *context, const struct zone_index *zone, const struct dname *name)
{
	const struct mapping *mapping = context;

	(void)zone;
	mark_led(mapping->marks, mapping->chain, name);
}

/* Below the owner of a DNAME there is a name for each node below its target: where the DNAME itself
 * differs, or what is around it, they do. */
static void map_targets(struct chains *chains, const struct dname *owner)
{
	const struct chain_list *list = map_get(&chains->of_owner, wire_key(owner));

	for (struct chain *at = list == NULL ? NULL : list->first; at != NULL;
	     at = at->next_of_owner) {
		struct mapping mapping = {chains->marks, at};

		if (!at->mapped)
			visit_nodes(chains->marks, (struct visit){at->target, map_node, &mapping});
		at->mapped = true;
	}
}

/* What is marked below a DNAME's target is answered below its owner, too. */
static void mark_redirected(struct chains *chains, const struct dname *name)
{
	struct change_marks *marks = chains->marks;

	for (unsigned skip = 0; skip <= name->labels && !marks->cut_off; skip++) {
		size_t len;
		const uint8_t *wire = dname_suffix_wire(name, skip, &len);
		const struct chain_list *list =
			map_get(&chains->redirecting, str_slice((const char *)wire, len));

		for (struct chain *at = list == NULL ? NULL : list->first; at != NULL;
		     at = at->next_to_name) {
			/* names below the DNAME that other zones have, and who leads below it */
			if (!at->touched)
				mark_domain(marks, at->owner);
			at->touched = true;
			mark_led(marks, at, name);
		}
	}
}

static void mark_chain(struct change_marks *marks, struct chain *chain)
{
	struct foreign foreign = {.marks = marks, .own = {chain->zone, NULL}};

	if (chain->touched)
		return;
	chain->touched = true;
	/* a DNAME whose target is no node leads into the class as a whole */
	if (chain->redirects) {
		mark_domain(marks, chain->owner);
		return;
	}
	mark_self(marks, chain->owner);
	if (dname_is_wildcard(chain->owner))
		mark_foreign(&foreign, dname_suffix(marks->arena, chain->owner, 1));
}

/* What is marked on the way is another chain's target. */
static void mark_chains(struct change_marks *marks)
{
	struct chains chains = {.marks = marks};

	map_init(&chains.to_name, marks->arena);
	map_init(&chains.to_class, marks->arena);
	map_init(&chains.redirecting, marks->arena);
	map_init(&chains.of_owner, marks->arena);
	find_chains(&chains);
	for (size_t i = 0; i < marks->set.n; i++) {
		struct mark_set set = marks->set.items[i];
		const struct chain_list *list = map_get(
			set.below ? &chains.to_class : &chains.to_name, wire_key(set.mark->name));

		for (struct chain *at = list == NULL ? NULL : list->first; at != NULL;
		     at = set.below ? at->next_to_class : at->next_to_name)
			mark_chain(marks, at);
		map_targets(&chains, set.mark->name);
		mark_redirected(&chains, set.mark->name);
	}
}

/* ---- all of it --------------------------------------------------------------------------------- */

static int compare_marks(const void *a, const void *b)
{
	const struct change_mark *x = *(struct change_mark *const *)a;
	const struct change_mark *y = *(struct change_mark *const *)b;

	return dname_compare(x->name, y->name);
}

void change_marks_find(struct change_marks *marks, const struct views *before,
		       const struct views *after, struct arena *arena)
{
	struct comparison c = {.marks = marks};

	*marks = (struct change_marks){.views = {before, after}, .arena = arena};
	map_init(&marks->by_name, arena);
	find_bound(marks);
	compare_all_zones(&c);
	compare_all_vpcs(&c);
	mark_domains(marks, &c.domains);
	if (marks->items.n == 0)
		return;
	mark_chains(marks);
	qsort(marks->items.items, marks->items.n, sizeof(*marks->items.items), compare_marks);
}
