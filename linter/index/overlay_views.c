/* overlay_views.c -- what each VPC is bound to, now or later. */
#include "index/overlay.h"

#include <stdlib.h>

#include "base/banned.h"

struct binder {
	struct overlay *overlay;
	const struct overlay_association *associations; /* by VPC */
	size_t n;
	struct vpc_view *vpc;
};

static int compare_associations(const void *a, const void *b)
{
	const struct overlay_association *x = a, *y = b;
	int order = str_cmp(x->vpc, y->vpc);

	return order != 0 ? order : (x->event > y->event) - (x->event < y->event);
}

/* The place of a VPC's first association. */
static size_t first_association(const struct binder *b, struct str vpc)
{
	size_t low = 0, high = b->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(b->associations[middle].vpc, vpc) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_of(const struct binder *b, const struct overlay_association *association,
		  const struct binding *binding)
{
	if (binding->zone != NULL)
		return association->zone != NULL &&
		       overlay_zone_index(b->overlay, association->zone) == binding->zone;
	return binding->rule != NULL && association->rule == binding->rule;
}

/* From when on a binding is there that was not before; NULL: from the beginning. */
static const struct overlay_presence *presence_of(const struct binder *b,
						  const struct binding *binding)
{
	struct overlay_presence *presence = NULL;

	for (size_t i = first_association(b, b->vpc->id);
	     i < b->n && str_eq(b->associations[i].vpc, b->vpc->id); i++) {
		if (!is_of(b, &b->associations[i], binding))
			continue;
		if (presence == NULL) {
			presence = NEW(b->overlay->arena, struct overlay_presence);
			presence->overlay = b->overlay;
		}
		*VEC_PUSH(b->overlay->arena, &presence->changes) =
			(struct presence_change){b->associations[i].event, true};
	}
	return presence;
}

static bool is_same_rule(const struct forwarding_rule *a, const struct forwarding_rule *b)
{
	if (a->system != b->system || a->to.n != b->to.n)
		return false;
	for (size_t i = 0; i < a->to.n; i++)
		if (!str_eq(a->to.items[i].s, b->to.items[i].s))
			return false;
	return true;
}

static bool is_same(const struct binding *a, const struct binding *b)
{
	if (a->zone != b->zone || !dname_equal(a->domain, b->domain))
		return false;
	if ((a->rule == NULL) != (b->rule == NULL) || (a->service == NULL) != (b->service == NULL))
		return false;
	if (a->rule != NULL)
		return is_same_rule(a->rule, b->rule);
	return a->service == NULL || str_eq(a->service->key.s, b->service->key.s);
}

static int rank(const struct binding *binding)
{
	return binding->service != NULL ? 0 : binding->rule != NULL ? 1 : 2;
}

static int compare_bindings(const struct binding *a, const struct binding *b)
{
	int order = dname_compare(a->domain, b->domain);

	return order != 0 ? order : rank(a) - rank(b);
}

/* A binding in the terms of the overlay's own zones. */
static struct binding own_binding(const struct binder *b, const struct binding *from)
{
	struct binding own = *from;

	own.outer = NULL;
	own.presence = NULL;
	if (from->zone != NULL)
		own.zone = overlay_zone_index(b->overlay, from->zone->zone);
	return own;
}

/* In order: VPC has room for it. */
static void insert(struct vpc_view *vpc, const struct binding *binding)
{
	size_t at = vpc->n++;

	for (; at > 0 && compare_bindings(&vpc->bindings[at - 1], binding) > 0; at--)
		vpc->bindings[at] = vpc->bindings[at - 1];
	vpc->bindings[at] = *binding;
}

static void add_later(const struct binder *b, const struct binding *from, size_t n_before)
{
	struct binding own = own_binding(b, from);

	for (size_t i = 0; n_before > 0 && i < b->vpc->n; i++)
		if (is_same(&b->vpc->bindings[i], &own))
			return;
	own.presence = presence_of(b, &own);
	insert(b->vpc, &own);
}

/* The bindings of one VPC lie side by side, in the order of a walk down the tree of names. */
static void link_outer(struct vpc_view *vpc)
{
	for (size_t i = 1; i < vpc->n; i++) {
		const struct binding *outer = &vpc->bindings[i - 1];

		while (outer != NULL && !dname_is_below(vpc->bindings[i].domain, outer->domain))
			outer = outer->outer;
		vpc->bindings[i].outer = outer;
	}
}

static void bind_vpc(struct binder *b, const struct vpc_view *before, const struct vpc_view *after)
{
	size_t n_before = before == NULL ? 0 : before->n, n_after = after == NULL ? 0 : after->n;
	struct arena *arena = b->overlay->arena;

	b->vpc = NEW(arena, struct vpc_view);
	b->vpc->id = after != NULL ? after->id : before->id;
	b->vpc->account = after != NULL ? after->account : before->account;
	b->vpc->bindings = NEW_ARRAY(arena, struct binding, n_before + n_after + 1);
	for (size_t i = 0; i < n_before; i++) {
		struct binding own = own_binding(b, &before->bindings[i]);

		insert(b->vpc, &own);
	}
	for (size_t i = 0; i < n_after; i++)
		add_later(b, &after->bindings[i], n_before);
	link_outer(b->vpc);
	*VEC_PUSH(arena, &b->overlay->views.vpcs) = b->vpc;
}

void overlay_bind(struct overlay *overlay, const struct views *before, const struct views *after,
		  const struct overlay_association *associations, size_t n)
{
	struct overlay_association *sorted =
		NEW_ARRAY(overlay->arena, struct overlay_association, n + 1);
	struct binder b = {.overlay = overlay, .associations = sorted, .n = n};
	size_t n_before = before == NULL ? 0 : before->vpcs.n, i = 0, k = 0;

	for (size_t j = 0; j < n; j++)
		sorted[j] = associations[j];
	if (n > 1)
		qsort(sorted, n, sizeof(*sorted), compare_associations);
	while (i < n_before || k < after->vpcs.n) {
		int order = i == n_before ? 1
			    : k == after->vpcs.n
				    ? -1
				    : str_cmp(before->vpcs.items[i]->id, after->vpcs.items[k]->id);

		bind_vpc(&b, order <= 0 ? before->vpcs.items[i] : NULL,
			 order >= 0 ? after->vpcs.items[k] : NULL);
		i += order <= 0;
		k += order >= 0;
	}
}
