/*
 * build.h -- the parts of index_build(), a file each.
 */
#ifndef ZW_INDEX_BUILD_H
#define ZW_INDEX_BUILD_H

#include "index/index.h"

/* Private domains and private names; zones are indexed already. */
void index_build_privacy(struct index *index);

/* The look-up of zones by name: N_ZONES of them, those of one name and view side by side. */
void index_build_zone_slots(struct index *index, size_t n_zones);

/* The names whose TLS ends at a load balancer of the estate. */
void index_build_tls(struct index *index);

#endif
