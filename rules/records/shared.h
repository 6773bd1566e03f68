/*
 * shared.h -- RRsets that the sources write in several pieces; what to write in place of a CNAME.
 *
 * The model keeps each written record set apart, with its own place; those of one owner, type and set
 * identifier stand side by side and are one RRset in DNS (RFC 2181 section 5).
 */
#ifndef ZW_RULES_RECORDS_SHARED_H
#define ZW_RULES_RECORDS_SHARED_H

#include "engine/rule.h"

/* How many RRsets of ZONE, from FIRST on, are pieces of the same; at least 1. */
size_t rrset_pieces(const struct zone *zone, size_t first);

/*
 * How to do without the CNAME of RRSET, for a help: the alias record to write, where its target is of a
 * kind that Route 53 has aliases for, else the addresses. ("Choosing between alias and non-alias
 * records" in the Amazon Route 53 Developer Guide: an alias leads to some AWS resources, and to records
 * of its own zone.)
 */
const char *instead_of_cname(struct check *ck, const struct rrset *rrset);

#endif
