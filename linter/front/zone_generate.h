/*
 * zone_generate.h -- `$GENERATE` of BIND (BIND 9 Administrator Reference Manual, "BIND Primary File
 * Extension: the $GENERATE Directive"): one line for many records that differ by a number.
 *
 *	$GENERATE 1-254 host$ A 192.0.2.$
 */
#ifndef ZW_FRONT_ZONE_GENERATE_H
#define ZW_FRONT_ZONE_GENERATE_H

#include "base/buf.h"

struct generate_range {
	uint32_t start, stop, step;
};

/* Reads `start-stop` or `start-stop/step`; false where it is neither, the stop is below the start or the
 * step is 0. Numbers go to 2147483647. */
bool generate_parse_range(struct str text, struct generate_range *ret_range);

/* How many numbers a range has. */
uint64_t generate_count(struct generate_range range);

/* Appends TEMPLATE with NUMBER in place of each `$` and `${offset,width,base}` (base d, o, x, X, n or N).
 * NULL, or what is wrong with the template. */
const char *generate_expand(struct buf *out, struct str template, uint32_t number);

#endif
