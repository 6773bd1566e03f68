/*
 * special_use.h -- domains that are set aside: nobody registers them, and the public DNS does not serve
 * them.
 *
 * Dated decisions of others live here and nowhere else, each row with its source. The list is IANA's
 * registry "Special-Use Domain Names", without the names that the public DNS does serve (`example.com` and
 * its like of RFC 6761 section 6.5, and what RFC 7050, 8880 and 9462 define for resolvers), and without the
 * reverse trees of private addresses.
 */
#ifndef ZW_MODEL_SPECIAL_USE_H
#define ZW_MODEL_SPECIAL_USE_H

#include "model/dname.h"

struct special_use {
	const char *name;    /* without the final dot */
	const char *since;   /* year and month of the decision */
	const char *source;  /* "RFC 6762": fits behind "set aside by" */
	const char *meaning; /* a sentence's end behind the name: "is for …" */
	size_t len;	     /* octets of `name` */
};

/* All rows, in the order of their names. */
const struct special_use *special_uses(size_t *ret_count);

/* The row of the domain that NAME is or lies below; NULL: none. */
const struct special_use *special_use_of(const struct dname *name);

#endif
