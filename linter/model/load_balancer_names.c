/* load_balancer_names.c -- load balancers by their generated names. */
#include "model/load_balancer_names.h"

#include "base/banned.h"

static struct str key_of(const struct dname *name)
{
	unsigned skip = str_is(dname_label(name, 0), "dualstack") ? 1 : 0;
	size_t len;
	const uint8_t *wire = dname_suffix_wire(name, skip, &len);

	return str_slice((const char *)wire, len);
}

void load_balancer_names_find(struct map *ret_names, const struct model *model, struct arena *arena)
{
	map_init(ret_names, arena);
	for (size_t i = 0; i < model->load_balancers.n; i++) {
		struct load_balancer *balancer = model->load_balancers.items[i];
		const struct dname *name;

		if (balancer->dns_name.presence == KNOWN &&
		    dname_parse(arena, balancer->dns_name.s, NULL, &name) == DNAME_OK)
			(void)map_add(ret_names, key_of(name), balancer);
	}
}

struct load_balancer *load_balancer_named(const struct map *names, const struct dname *name)
{
	return name->labels == 0 ? NULL : map_get(names, key_of(name));
}
