/*
 * difference.h -- what two configurations answer differently, and to whom.
 *
 * The questions that can be asked fall into finitely many classes, as in proof.h: each name that is a
 * node of some zone of either configuration, and at each of them all names below it that are none. Those
 * whose answers may differ (change_marks.h) are asked in both, for every type that stands on the way, and
 * for one that no record has: it tells whether a name exists at all. Who asks: anybody in public DNS; a
 * host in each VPC, where what the VPC binds is asked for or led to; and, since a hosted zone answers on
 * its name servers whether or not a parent points at it, the servers of a public zone that public DNS
 * does not come to.
 *
 * Names whose answers change from the same records to the same records make one change: the name that
 * has them, and those whose chains lead there.
 */
#ifndef ZW_INDEX_DIFFERENCE_H
#define ZW_INDEX_DIFFERENCE_H

#include "index/change_marks.h"
#include "index/cover.h"
#include "index/told.h"

/* In the order in which they are shown. */
enum change_kind {
	CHANGE_BEGINS, /* publicly nothing led to an address or another host, and now something does */
	CHANGE_CEASES, /* the other way round */
	CHANGE_SIDES, /* in a VPC: its private zone answered and now public DNS does, or the reverse */
	CHANGE_ANSWERS,
	CHANGE_LESSER, /* the TTL alone; or existence alone, NODATA and NXDOMAIN */
	CHANGE_KINDS,
};

/* "begins-publicly", "ceases-publicly", "changes-side", "changes", "lesser": for programs. */
const char *change_kind_name(enum change_kind kind);

/* Who asks. */
struct asker {
	const struct dname *servers; /* of the public zone of that name alone; NULL: not so */
	VEC(struct str) vpcs; /* VPCs whose bindings are the same; none, and no servers: anybody */
	const struct vpc_view *vpc[2]; /* the first of them, before and after; NULL: not known */
	unsigned order;
};

struct changed_name {
	const struct dname *name;
	bool below; /* any name below it that is no node of its own */
	bool led;   /* by a chain */
};

struct type_change {
	VEC(enum rr_type)
	types; /* that are told the same; CHANGE_ANY_TYPE: and all that are not named */
	struct told told[2];
};

/* No record has it: RFC 6895 section 3.1 reserves it. */
#define CHANGE_ANY_TYPE ((enum rr_type)65535)

struct change {
	enum change_kind kind;
	const struct asker *asker;
	VEC(struct changed_name) names; /* the first has the records, where one of them does */
	VEC(struct type_change)
	answers; /* in the order of their numbers; as the first is answered */
};

struct difference {
	const struct views *views[2];
	struct arena *arena;
	VEC(struct change *) changes; /* by kind, then who asks, then the first name */
	size_t counts[CHANGE_KINDS];  /* names and classes of names, of each kind */
	struct cover_losses losses;
	bool cut_off; /* more names than are asked for are led there by DNAMEs */
};

/* Compares. What it finds lives in ARENA, and points into both models. */
void difference_find(struct difference *difference, const struct views *before,
		     const struct views *after, struct arena *arena);

/* A name that no node of either configuration has, directly below ENCLOSER: it stands for all of them.
 * NULL where ENCLOSER is too long to have any. */
const struct dname *difference_name_below(const struct change_marks *marks,
					  const struct dname *encloser, struct arena *arena);

#endif
