/*
 * octodns.h -- zone files of octoDNS's YamlProvider.
 */
#ifndef ZW_FRONT_OCTODNS_H
#define ZW_FRONT_OCTODNS_H

#include "front/node.h"
#include "front/records.h"

/* octoDNS's own default, seconds (YamlProvider, default_ttl). */
enum { OCTODNS_DEFAULT_TTL = 3600 };

/* Whether ROOT is a zone file: a mapping of owner names to records. */
bool octodns_recognises_zone(const struct node *root);

/* Whether ROOT is octoDNS's main configuration: `providers` and `zones`. */
bool octodns_recognises_config(const struct node *root);

/* The zones from which an octoDNS configuration keeps records by a processor: those are managed
 * elsewhere, and the zone files do not hold them. */
struct octodns_filtered {
	const struct dname **zones;
	size_t n;
	bool all; /* a processor of the manager, or of `*` */
};

/* Reads them from what octodns_recognises_config(). Names are in ARENA. (octoDNS, "Processors":
 * the filters of names, types and values, OwnershipProcessor, AcmeManagingProcessor.) */
void octodns_read_filtered(struct arena *arena, const struct node *root,
			   struct octodns_filtered *ret_filtered);

/* The zone that a file's name says: "example.com.yaml" and "example.com..yaml" are example.com; NULL where
 * it says none. */
const struct dname *octodns_zone_of(struct arena *arena, struct str path);

#endif
