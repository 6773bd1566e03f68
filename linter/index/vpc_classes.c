/* vpc_classes.c -- the VPCs that are told the same whatever is asked. */
#include "index/vpc_classes.h"

#include "source/limits.h"

#include "base/banned.h"

static void print_binding(struct buf *key, const struct binding *binding)
{
	const void *what[] = {binding->zone, binding->rule, binding->service};

	buf_add(key, binding->domain->wire, binding->domain->len);
	buf_add(key, what, sizeof(what));
	for (size_t i = 0; binding->presence != NULL && i < binding->presence->changes.n; i++)
		buf_printf(key, "+%u", binding->presence->changes.items[i].event);
}

static struct str key_of(struct arena *arena, const struct vpc_view *vpc)
{
	struct buf key CLEANUP(buf_free);
	struct str view;

	buf_init(&key, LIMIT_OUTPUT);
	for (size_t i = 0; i < vpc->n; i++)
		print_binding(&key, &vpc->bindings[i]);
	view = buf_view(&key);
	return str_slice(arena_copy(arena, view.ptr, view.len), view.len);
}

static void add_domain(struct vpc_classes *classes, const struct vpc_view *vpc,
		       const struct dname *domain)
{
	struct str wire = str_slice((const char *)domain->wire, domain->len);
	struct vpc_domain *found = map_get(&classes->by_domain, wire);

	if (found == NULL) {
		found = NEW(classes->arena, struct vpc_domain);
		(void)map_add(&classes->by_domain, wire, found);
	}
	*VEC_PUSH(classes->arena, &found->vpcs) = vpc;
}

void vpc_classes_find(struct vpc_classes *classes, const struct views *views, struct arena *arena)
{
	struct map keys;

	*classes = (struct vpc_classes){.arena = arena};
	map_init(&classes->by_domain, arena);
	map_init(&keys, arena);
	for (size_t i = 0; i < views->vpcs.n; i++) {
		struct vpc_view *vpc = views->vpcs.items[i];

		if (vpc->n == 0 || map_add(&keys, key_of(arena, vpc), vpc) != NULL)
			continue;
		classes->n++;
		for (size_t k = 0; k < vpc->n; k++)
			if (k == 0 ||
			    !dname_equal(vpc->bindings[k - 1].domain, vpc->bindings[k].domain))
				add_domain(classes, vpc, vpc->bindings[k].domain);
	}
}

const struct vpc_domain *vpc_classes_of(const struct vpc_classes *classes, const struct dname *name,
					unsigned skip)
{
	size_t len;
	const uint8_t *wire = dname_suffix_wire(name, skip, &len);

	return map_get(&classes->by_domain, str_slice((const char *)wire, len));
}
