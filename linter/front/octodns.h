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

/* The zone that a file's name says: "example.com.yaml" and "example.com..yaml" are example.com; NULL where
 * it says none. */
const struct dname *octodns_zone_of(struct arena *arena, struct str path);

#endif
