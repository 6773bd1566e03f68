/*
 * vpc_classes.h -- the VPCs that are told the same whatever is asked, and which of them bind a domain.
 */
#ifndef ZW_INDEX_VPC_CLASSES_H
#define ZW_INDEX_VPC_CLASSES_H

#include "index/overlay.h"

struct vpc_domain {
	VEC(const struct vpc_view *) vpcs; /* the first VPC of each class that binds it */
};

struct vpc_classes {
	struct arena *arena;
	struct map by_domain; /* by wire form */
	size_t n;	      /* classes */
};

/* Sorts the VPCs of VIEWS, those of an overlay, by what they bind and from when on. */
void vpc_classes_find(struct vpc_classes *classes, const struct views *views, struct arena *arena);

/* Who binds NAME without its SKIP leftmost labels; NULL: nobody does. */
const struct vpc_domain *vpc_classes_of(const struct vpc_classes *classes, const struct dname *name,
					unsigned skip);

#endif
