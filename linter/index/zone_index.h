/*
 * zone_index.h -- the names of one zone as a tree, and what one authoritative server answers from it.
 *
 * One small table a zone: owner names, empty non-terminals (RFC 4592 section 2.2.2) and zone cuts. A
 * look-up is RFC 1034 section 4.3.2 within this zone: it does not leave it, and it does not follow
 * CNAME, DNAME or alias: resolve.h does.
 */
#ifndef ZW_INDEX_ZONE_INDEX_H
#define ZW_INDEX_ZONE_INDEX_H

#include "model/model.h"

struct name_node {
	const struct dname *name;
	struct rrset *const *rrsets; /* of this owner, sorted by type; none: empty non-terminal */
	size_t n;
	const struct name_node *parent;	  /* NULL: the apex */
	const struct name_node *wildcard; /* `*` below this node; NULL: none */
	const struct name_node *cut; /* the highest zone cut at or above it; NULL: authoritative */
	const struct rrset
		*shields; /* empty non-terminal: the first RRset below that makes it exist */
	size_t n_shields; /* … and how many RRsets below it there are */
};

struct zone_overlay;

struct zone_index {
	const struct zone *zone;
	struct name_node *nodes; /* canonical order of names */
	size_t n;
	uint32_t *slots;	      /* node number + 1; 0 is free */
	size_t n_slots;		      /* a power of two */
	struct zone_overlay *overlay; /* what changes on top of it: overlay.h; NULL: nothing does */
};

/* Indexes ZONE, whose RRsets are sorted. */
void zone_index_build(struct zone_index *index, const struct zone *zone, struct arena *arena);

/* The node of exactly NAME, or NULL. */
const struct name_node *zone_index_node(const struct zone_index *index, const struct dname *name);

/* … of the wire form of a name, and its hash. */
const struct name_node *zone_index_find(const struct zone_index *index, const uint8_t *wire,
					size_t len, uint32_t hash);

/* The number of the first node that is not before NAME: what is NAME or lies below it follows from there
 * without a gap. */
size_t zone_index_first_within(const struct zone_index *index, const struct dname *name);

/* The RRset of TYPE at NODE, or NULL. */
struct rrset *node_rrset(const struct name_node *node, enum rr_type type);

enum zone_answer_kind {
	ZONE_RECORDS,  /* the RRset of that type */
	ZONE_CNAME,    /* a CNAME instead */
	ZONE_DNAME,    /* a DNAME above */
	ZONE_REFERRAL, /* a zone cut at or above */
	ZONE_NODATA,
	ZONE_NXDOMAIN,
	ZONE_OUTSIDE, /* the name is not within this zone */
	ZONE_UNKNOWN, /* absence in a zone managed in part */
};

struct zone_answer {
	enum zone_answer_kind kind;
	const struct rrset *rrset; /* that answers, or refers; NULL: none does */
	const struct name_node
		*node; /* whose records answer: the name's own, the wildcard's, the cut's */
	const struct name_node *encloser; /* closest encloser of a name that does not exist */
	bool wildcard;			  /* synthesised from a wildcard (RFC 4592 section 3.3) */
};

/* Where a name stands in a zone: found once, then asked for type by type. */
struct zone_place {
	const struct zone_index *zone;
	const struct name_node *encloser; /* its own node, or the closest above; NULL: outside */
	const struct name_node *redirect; /* the highest node above it with a DNAME; NULL: none */
	const struct name_node *cut;	  /* the highest cut at or above `encloser`; NULL: none */
	const struct name_node *wildcard; /* `*` below `encloser`; NULL: none */
	bool exists;			  /* `encloser` is its own */
};

struct zone_place zone_place_of(const struct zone_index *index, const struct dname *name);

/* What a server of the zone answers at PLACE for TYPE. */
struct zone_answer zone_answer_at(const struct zone_place *place, enum rr_type type);

/* … for NAME. */
struct zone_answer zone_lookup(const struct zone_index *index, const struct dname *name,
			       enum rr_type type);

#endif
