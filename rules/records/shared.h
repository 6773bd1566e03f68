/*
 * shared.h -- RRsets that the sources write in several pieces.
 *
 * The model keeps each written record set apart, with its own place; those of one owner, type and set
 * identifier stand side by side and are one RRset in DNS (RFC 2181 section 5).
 */
#ifndef ZW_RULES_RECORDS_SHARED_H
#define ZW_RULES_RECORDS_SHARED_H

#include "engine/rule.h"

/* How many RRsets of ZONE, from FIRST on, are pieces of the same; at least 1. */
size_t rrset_pieces(const struct zone *zone, size_t first);

#endif
