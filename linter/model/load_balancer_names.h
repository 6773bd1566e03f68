/*
 * load_balancer_names.h -- the load balancers of an estate by the DNS names that AWS generated for them.
 *
 * Records of Route 53 have `dualstack.` before such a name where the load balancer has IPv6 addresses too
 * (Amazon Route 53 Developer Guide, "Values specific for simple alias records"): it is the same load
 * balancer.
 */
#ifndef ZW_MODEL_LOAD_BALANCER_NAMES_H
#define ZW_MODEL_LOAD_BALANCER_NAMES_H

#include "base/map.h"
#include "model/model.h"

/* Those of MODEL whose `dns_name` is known and a name; of several with one name the first. ARENA and MODEL outlive
 * NAMES. */
void load_balancer_names_find(struct map *ret_names, const struct model *model,
			      struct arena *arena);

/* The load balancer that NAME is generated for; NULL: none. */
struct load_balancer *load_balancer_named(const struct map *names, const struct dname *name);

#endif
