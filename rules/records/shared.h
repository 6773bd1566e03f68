/*
 * shared.h -- what several rules about records ask: RRsets that the sources write in several pieces, what a
 * target is, the terms of SPF and of tag lists.
 *
 * The model keeps each written record set apart, with its own place; those of one owner, type and set
 * identifier stand side by side and are one RRset in DNS (RFC 2181 section 5).
 */
#ifndef ZW_RULES_RECORDS_SHARED_H
#define ZW_RULES_RECORDS_SHARED_H

#include "engine/rule.h"

/* How many RRsets of ZONE, from FIRST on, are pieces of the same; at least 1. */
size_t rrset_pieces(const struct zone *zone, size_t first);

/*
 * How to do without the CNAME of RRSET, for a help: the alias record to write, where its target is of a
 * kind that Route 53 has aliases for, else the addresses. ("Choosing between alias and non-alias
 * records" in the Amazon Route 53 Developer Guide: an alias leads to some AWS resources, and to records
 * of its own zone.)
 */
const char *instead_of_cname(struct check *ck, const struct rrset *rrset);

/* ---- targets ----------------------------------------------------------------------------------- */

/* Reports a target of RRSET that is an IPv4 or IPv6 address in the place of a name. (One without a final dot
 * is refused while it is read: rdata-invalid.) WHAT is "mail server". */
void check_address_targets(struct check *ck, const struct rrset *rrset, const char *what);

/*
 * Reports a target of RRSET that a CNAME or a DNAME of a zone of ours makes an alias (RFC 2181 section
 * 10.3), for those who see RRSET: of a record in a private zone each of its VPCs is asked. Aliases of Route
 * 53 are no such aliases: they are answered with addresses.
 */
void check_alias_targets(struct check *ck, const struct rrset *rrset, const char *what);

/* ---- SPF (RFC 7208) ---------------------------------------------------------------------------- */

/* Whether TXT rdata is an SPF record: its text is `v=spf1`, in any case, to its end or to a space (section
 * 4.5). */
bool text_is_spf(const struct rr *rr);

enum spf_kind {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT,
	SPF_EXP,
	SPF_OTHER, /* a modifier that nobody knows, which receivers pass over (section 6) */
	SPF_FAULT,
};

struct spf_term {
	enum spf_kind kind;
	struct str text;   /* the term as written */
	struct str domain; /* behind `:` or `=`, without a prefix length; may be empty */
	bool macros;	   /* DOMAIN has macros: it differs for each message */
	const char *fault; /* SPF_FAULT: what is wrong, fits behind the term */
};

/* Takes the next term off REST, the text behind the version; false at the end. */
bool spf_next(struct str *rest, struct spf_term *ret_term);

/* The text behind the version of an SPF record, joined, in ARENA. */
struct str spf_terms(struct arena *arena, const struct rr *rr);

/* ---- tag lists (RFC 6376 section 3.2, RFC 7489 section 6.4) ------------------------------------- */

struct tag {
	struct str name, value; /* without blanks around them */
	bool no_value;		/* there is no `=` */
};

/* Takes the next tag off REST, which `;` separate; false at the end. An empty one at the end is none. */
bool tag_next(struct str *rest, struct tag *ret_tag);

#endif
