/*
 * pointers.h -- who points at a name: the reverse of CNAME, DNAME, alias, MX, SRV, SVCB and HTTPS, over what
 * exists and what is planned.
 */
#ifndef ZW_INDEX_POINTERS_H
#define ZW_INDEX_POINTERS_H

#include "index/overlay.h"

struct pointer {
	const struct dname *target, *owner;
	bool dname; /* it leads what lies below its owner */
};

struct pointers {
	VEC(struct pointer) items; /* canonical order of targets, then of owners */
	size_t n_dnames;
};

/* Linear in the records of the zones below OVERLAY and in its changes, with a factor for sorting. */
void pointers_find(struct pointers *pointers, const struct overlay *overlay, struct arena *arena);

/* The first whose target is not before NAME: those at NAME or below follow without a gap. */
size_t pointers_first_within(const struct pointers *pointers, const struct dname *name);

#endif
