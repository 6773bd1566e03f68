/*
 * chain.h -- where records lead: CNAME, DNAME and alias followed over zones and views, all of the
 * estate at once.
 *
 * A graph. What answers for a name is a group: the CNAMEs, the DNAMEs or the aliases of one owner
 * (several under a routing policy), in one view. Each value of a group that names a target is a link,
 * and leads to the group that answers for its target, or ends. Links of MX, SRV, SVCB and HTTPS are
 * there too; nothing leads to those. The record of a wildcard leads to one place whatever name is asked
 * for, so it is one link (RFC 4592 section 3.3.1). A DNAME changes the name (RFC 6672 section 2.2): a
 * link whose target lies below one goes on with the name that comes of it, at most LIMIT_CHAIN times;
 * as a group of its own a DNAME leads to the DNAME that its target lies at or below.
 *
 * Views: public records are followed through the deepest public zone that the target lies in, delegated
 * or not, for that a delegation lacks is another finding; a delegation to name servers outside the model
 * ends in what is not known. The records of a private zone are followed in each VPC that it is on, VPCs
 * that have the same bindings once (view.h). A private zone on no VPC is followed within itself. An alias
 * to a record stays in its zone and wants its own type there (Amazon Route 53 Developer Guide, "Values
 * specific for simple alias records").
 *
 * Each link is followed one step and each group visited once in each such view: the work is linear in
 * the links, whatever chains and loops they make. Over LIMIT_VPC_LINKS links in VPCs, the VPCs that
 * remain are not followed.
 */
#ifndef ZW_INDEX_CHAIN_H
#define ZW_INDEX_CHAIN_H

#include "index/view.h"

#define CHAIN_NONE UINT32_MAX /* no group, no link */

/* How a link ends that leads to no further group. */
enum chain_end {
	CHAIN_CONTINUES, /* it does lead to one */
	CHAIN_EXISTS,	 /* the target has what is asked for */
	CHAIN_MISSING,	 /* its zone does not have the name */
	CHAIN_EMPTY, /* the name exists, and has nothing of use: an empty non-terminal; for MX, SRV and
		      * SVCB no address; for an alias not its type */
	CHAIN_NAME_TOO_LONG, /* a DNAME makes it longer than 255 octets: YXDOMAIN */
	CHAIN_ENDLESS, /* more than LIMIT_CHAIN DNAMEs, or hops from VPC to VPC, one after another */
	CHAIN_OUTSIDE, /* in no zone of the model, or delegated, forwarded or given to others */
	CHAIN_PART,    /* not written in a zone that is managed in part */
	CHAIN_PENDING, /* the target is not known yet */
};

/* Where a group is asked. */
struct chain_view {
	const struct vpc_view *vpc;	/* NULL: public, or a private zone on no VPC */
	const struct zone_index *alone; /* that zone; NULL: public, or a VPC */
};

struct chain_link {
	const struct rrset *rrset;
	const struct rr *rr;	    /* NULL: an alias */
	const struct dname *target; /* NULL: not known yet */
	struct span at;		    /* of the target as written */
	uint32_t group;		    /* that it belongs to */
	uint32_t next;		    /* the group that it leads to; CHAIN_NONE: it ends */
	enum chain_end end;
	bool wildcard;		     /* the target is answered by a wildcard */
	uint8_t n_dnames;	     /* DNAMEs on the way to the name that was asked last */
	uint32_t dname_group;	     /* the group of the first of them */
	const struct rrset **dnames; /* these, in order */
	const struct dname
		*last; /* the name that was asked last: the target, or what DNAMEs made */
	const struct zone *first_zone; /* that was asked for the target; NULL: none */
	const struct zone *zone;       /* that was asked last; NULL: none */
};

struct chain_group {
	const struct name_node *node;
	const struct zone_index *zone;
	struct chain_view view;
	enum rr_type type; /* 0: the aliases of every type, where any may be asked for */
	uint32_t first, n; /* its links */
	uint32_t length;   /* links of the longest chain from here; of no meaning where it loops */
	const struct chain_link *longest; /* that chain's first link */
	uint32_t loop; /* the number of the loop whose first link is its own; CHAIN_NONE: of none */
	bool loops;    /* it lies on a loop, or leads to one */
	bool led_to;   /* a CNAME, DNAME or alias leads here */
};

/* Links that lead in a circle: each to the group of the next, the last to that of the first. The first is
 * the one whose owner comes first in canonical order. */
struct chain_loop {
	const struct chain_link **links;
	size_t n;
};

struct chains {
	const struct views *views;
	struct arena *arena;
	VEC(struct chain_link) links;
	VEC(struct chain_group) groups;
	VEC(struct chain_loop)
	loops; /* one for all that hang together (a strongly connected part) */
	const struct vpc_view *unfollowed; /* the first VPC that is not followed; NULL: all are */
	uint32_t *by_zone;		   /* the numbers of the groups, zone after zone */
	uint32_t *zone_first; /* by zone number: where its own begin there; one more than zones */
};

void chains_build(struct chains *chains, const struct views *views, struct arena *arena);

/* The numbers of the groups whose records stand in ZONE, in whatever view, ascending; *ret_n of them. */
const uint32_t *chains_of_zone(const struct chains *chains, const struct zone_index *zone,
			       size_t *ret_n);

/* Whether the link redirects: CNAME, DNAME or alias. The others name a host that serves. */
bool chain_link_redirects(const struct chain_link *link);

/* For messages: "CNAME", "alias A", "MX"; and "in `vpc-1`, " or "" for the view that a link is asked in. */
const char *chain_link_what(struct arena *arena, const struct chain_link *link);
const char *chain_link_where(struct arena *arena, const struct chains *chains,
			     const struct chain_link *link);

#endif
