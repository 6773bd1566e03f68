/*
 * octodns_record.h -- what records of octoDNS have beyond type, TTL and values.
 *
 * `dynamic` and `geo` give an owner several sets of possible answers: each pool is an RRset of its own
 * with a set identifier ("pool us-east-1", "geo EU-GB"), beside the record's own values ("default values"),
 * which are answered where no pool is. A CNAME can have one value, so its pools have an RRset a value.
 *
 * ALIAS stands for the addresses of another name: two alias RRsets, A and AAAA. `Route53Provider/ALIAS` is
 * Route 53's alias, to a name of AWS or to a record of the same zone.
 */
#ifndef ZW_FRONT_OCTODNS_RECORD_H
#define ZW_FRONT_OCTODNS_RECORD_H

#include "front/record_parts.h"

/* Takes the record where it has a type of octoDNS's or of a provider's own, or is left out of the zone;
 * false where it is to be read as any record. */
bool octodns_take_record(struct record *record);

/* Adds the pools of the record, whose own values are read. */
void octodns_take_pools(struct record *record);

/* Reports types that one owner has twice in LIST: octoDNS takes one record of each name and type. */
void octodns_check_types(struct record_reader *reader, const struct dname *owner,
			 const struct node *list);

#endif
