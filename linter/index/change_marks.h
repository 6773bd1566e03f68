/*
 * change_marks.h -- the names whose answers may differ from one configuration to another.
 *
 * Zones are compared node by node, and a name is marked where its own node differs, or what may answer
 * for it: the node of a wildcard, of a delegation, of a DNAME, the bindings of a VPC. So is every name
 * whose chain leads to a marked one. A mark too many costs two questions; none is too few. The questions
 * themselves decide what has changed: difference.h.
 *
 * A domain that a VPC binds counts as a node, for from there on the VPC is told something else.
 */
#ifndef ZW_INDEX_CHANGE_MARKS_H
#define ZW_INDEX_CHANGE_MARKS_H

#include "base/map.h"
#include "index/view.h"

enum { BEFORE, AFTER };

struct change_mark {
	const struct dname *name;
	bool self;  /* the name itself */
	bool below; /* all names below it that are no node of their own, in either configuration */
};

/* That a member of a mark was set. */
struct mark_set {
	struct change_mark *mark;
	bool below;
};

struct change_marks {
	const struct views *views[2];
	struct arena *arena;
	VEC(struct change_mark *) items; /* canonical order, once they are all found */
	VEC(struct mark_set) set;	 /* in the order in which it was found */
	struct map by_name;
	VEC(const struct dname *)
	bound;	      /* the domains that VPCs bind: canonical order, each once */
	size_t n_led; /* made by way of a DNAME */
	bool cut_off; /* LIMIT_LED_NAMES is met: names that DNAMEs lead there are missing */
};

/* Finds them. Linear in the two configurations, with a factor for sorting. */
void change_marks_find(struct change_marks *marks, const struct views *before,
		       const struct views *after, struct arena *arena);

/* Whether any zone of either configuration has a node of that name, or a VPC binds it. */
bool change_marks_is_node(const struct change_marks *marks, const struct dname *name);

#endif
