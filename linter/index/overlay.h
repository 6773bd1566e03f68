/*
 * overlay.h -- an index with changes on top of it that can be applied and taken back, one event at a
 * time, without a copy of the model.
 *
 * An event is what becomes visible at once: a batch of record sets, a hosted zone that comes into being
 * or goes away, an association of a VPC. Each is applied, not applied, or undecided. The resolver asks
 * `index` and `views` of an overlay as it asks any other, and is answered as if the index were built anew
 * of what the applied events make of it: owner names, empty non-terminals (RFC 4592 section 2.2.2), zone
 * cuts, wildcards and DNAMEs. An event costs as much as what it changes, times the labels of its names;
 * a question costs what it costs without an overlay, times the changes at the names that it meets.
 *
 * Where an answer depends on an event that is undecided, `touched` names the first such event, and the
 * answer is that without it: who asks decides the event one way and the other, and asks again.
 *
 *	uint32_t event = overlay_event(&overlay);
 *	overlay_change(&overlay, event, zone, CHANGE_CREATE, rrset);
 *	overlay_set(&overlay, event, YES);
 *	resolve_public(&overlay.index, name, RR_A, &scratch, &answer);
 *	overlay_set(&overlay, event, NO);		as it was before
 *
 * Events of one zone count in the order in which they were made. Nodes of a zone that is overlaid are valid
 * until the next overlay_set() or overlay_mode().
 */
#ifndef ZW_INDEX_OVERLAY_H
#define ZW_INDEX_OVERLAY_H

#include "base/map.h"
#include "index/plan.h"
#include "index/view.h"

#define OVERLAY_NO_EVENT UINT32_MAX

/* What an event that is undecided counts as. */
enum overlay_mode {
	OVERLAY_EXACT, /* as nothing yet: it is `touched` */
	OVERLAY_FIRST, /* as not applied */
	OVERLAY_LAST,  /* as applied */
};

struct presence_change {
	uint32_t event;
	bool present; /* from that event on */
};

/* When something is there: a zone, or a binding of a VPC. */
struct overlay_presence {
	struct overlay *overlay;
	bool first; /* before any event */
	VEC(struct presence_change) changes;
};

struct own_change {
	uint32_t event;
	const struct rrset *rrset;
	bool adds; /* false: takes away what has its type and set identifier */
};

struct count_change {
	uint32_t event;
	int32_t by; /* record sets more, at the name or below it */
};

/* A name that changes, or has one below it that does. */
struct overlay_node {
	struct name_node node;	      /* as it is now */
	const struct name_node *base; /* before any event; NULL: it does not exist then */
	struct overlay_node *parent;  /* NULL: the apex */
	VEC(struct own_change) own;
	VEC(struct count_change) counts;
	int64_t base_count;	     /* record sets at the name and below it */
	const struct rrset **rrsets; /* room for all that the name may have at once */
	size_t room;
	uint32_t generation; /* of the overlay, when `node` was made */
};

struct zone_overlay {
	struct overlay *overlay;
	struct overlay_presence presence;
	struct map by_name;
	VEC(struct overlay_node *) nodes; /* in the order in which they were made */
};

struct overlay {
	struct arena *arena;
	struct model model; /* the later model, but for `zones`: those of both */
	struct index index;
	struct views views; /* no VPCs, before overlay_bind() */
	VEC(enum tri) events;
	enum overlay_mode mode;
	uint32_t touched; /* the caller sets it to OVERLAY_NO_EVENT before it asks */
	uint32_t generation;
	struct map numbers; /* of zones of either model, by address: + 1 */
};

/*
 * Lays an overlay over BEFORE (NULL: nothing exists). AFTER is what is to be: its zones that BEFORE has not,
 * by name, view and id, are part of the overlay too. They are there from the beginning, with the SOA and NS
 * that Route 53 makes, until overlay_zone() says more.
 */
void overlay_build(struct overlay *overlay, const struct index *before, const struct index *after,
		   struct arena *arena);

/* That a zone of `after` has from the beginning all that its model says: nothing is planned for it. */
void overlay_keep(struct overlay *overlay, const struct index *after, const struct zone *zone);

/* A new event, not applied. */
uint32_t overlay_event(struct overlay *overlay);
void overlay_set(struct overlay *overlay, uint32_t event, enum tri applied);
void overlay_mode(struct overlay *overlay, enum overlay_mode mode);

/* What EVENT does to ZONE, of either model: one change of a batch; DELETEs of a batch come first. */
void overlay_change(struct overlay *overlay, uint32_t event, const struct zone *zone,
		    enum change_action action, const struct rrset *rrset);
/* … makes the zone (PRESENT), which is not there before, or deletes it. */
void overlay_zone(struct overlay *overlay, uint32_t event, const struct zone *zone, bool present);

/* The zone of the overlay's index that ZONE, of either model, is; and its number there. */
const struct zone_index *overlay_zone_index(const struct overlay *overlay, const struct zone *zone);
size_t overlay_zone_number(const struct overlay *overlay, const struct zone *zone);

/* The first zone, there or not, that is not before NAME: those at NAME or below follow without a gap. */
size_t overlay_first_zone(const struct overlay *overlay, const struct dname *name);

bool overlay_present(const struct overlay_presence *presence);

/* That a VPC is associated with a private zone, or with a Resolver rule, by an event. */
struct overlay_association {
	uint32_t event;
	struct str vpc;
	const struct zone *zone;	    /* of either model; NULL: a rule */
	const struct forwarding_rule *rule; /* of the later model; NULL: a zone */
};

/* Makes `views`: what each VPC is bound to in BEFORE or in AFTER, each binding from its association on.
 * Those that BEFORE has are there from the beginning. */
void overlay_bind(struct overlay *overlay, const struct views *before, const struct views *after,
		  const struct overlay_association *associations, size_t n);

/* ---- for the look-ups ---- */
bool overlay_zone_present(const struct zone_index *zone);
struct zone_place overlay_place(const struct zone_index *zone, const struct dname *name);
/* The name's entry; NULL: nothing at or below it changes. */
struct overlay_node *overlay_find(const struct zone_index *zone, const struct dname *name);
/* Whether the name exists whatever events are applied. */
bool overlay_node_stays(const struct overlay_node *node);

#endif
