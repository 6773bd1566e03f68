/*
 * affected.h -- the questions whose answers a plan's events can change, in some state of it.
 *
 * For each name that changes: the name itself; the empty non-terminals above it that come or go with it;
 * all names below these that are no node of their own, for their closest encloser moves; for a wildcard the
 * names that it stands for; for a zone cut, a DNAME, a zone or a binding that comes or goes whatever lies
 * below it. And every name whose chain leads to one of these: by CNAME, DNAME, alias, MX, SRV, SVCB or HTTPS,
 * in what exists or in what is planned.
 *
 * A name too many costs some questions; none is too few.
 */
#ifndef ZW_INDEX_AFFECTED_H
#define ZW_INDEX_AFFECTED_H

#include "index/overlay.h"

struct affected_name {
	const struct dname *name;
	bool self;			  /* the name itself */
	bool below;			  /* all names below it that are no node of their own */
	bool subtree;			  /* whatever lies below it was listed */
	bool private_self, private_below; /* looked at for what is private */
	bool asked;			  /* in `privates` already */
	const struct dname
		*other; /* stands for those below; NULL: not made, or there is room for none */
};

struct affected {
	struct arena *arena;
	VEC(struct affected_name *) names;  /* in the order in which they were found */
	VEC(const struct dname *) privates; /* what must not resolve publicly, and could */
	struct map by_name;
	bool cut_off; /* LIMIT_LED_NAMES is met: names that DNAMEs lead here are missing */
};

/* Finds them for the events of OVERLAY. BEFORE NULL: nothing is known of what exists, and chains are not
 * followed. Linear in what changes and what it affects; and in BEFORE's records, once. */
void affected_find(struct affected *affected, struct overlay *overlay, const struct index *before,
		   const struct index *after, struct arena *arena);

/* A name directly below NAME that no zone has a node of, now or later; NULL: NAME is too long. */
const struct dname *affected_other(struct affected *affected, const struct overlay *overlay,
				   struct affected_name *name);

#endif
