/*
 * octodns.h -- zone files of octoDNS's YamlProvider. The front ends themselves are in front_end.h.
 */
#ifndef ZW_FRONT_OCTODNS_H
#define ZW_FRONT_OCTODNS_H

#include "model/dname.h"

/* octoDNS's own default, seconds (YamlProvider, default_ttl). */
enum { OCTODNS_DEFAULT_TTL = 3600 };

/* Whether BYTES, not parsed yet, may be octoDNS's main configuration: it has the words `providers` and
 * `zones`. */
bool octodns_looks_like_config(struct str bytes);

/* The zone that a file's name says: "example.com.yaml" and "example.com..yaml" are example.com; so is every
 * file in a folder "example.com." (a split zone). NULL where it says none. */
const struct dname *octodns_zone_of(struct arena *arena, struct str path);

#endif
