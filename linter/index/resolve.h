/*
 * resolve.h -- what anyone on the internet gets for a question, and the trace of why.
 *
 * resolve_public() follows delegations from the shallowest zone of the model, as a resolver does. For
 * privacy every public zone counts, delegated or not: a hosted zone answers on its name servers whether
 * or not a parent points at it. resolve_each_public_zone() names the zones to ask, and
 * resolve_in_zone() asks one of them.
 */
#ifndef ZW_INDEX_RESOLVE_H
#define ZW_INDEX_RESOLVE_H

#include "index/index.h"

enum answer_kind {
	ANSWER_RECORDS, /* `rrset` answers */
	ANSWER_NODATA,
	ANSWER_NXDOMAIN,
	ANSWER_REFERRAL,  /* to name servers outside the model */
	ANSWER_OUTSIDE,	  /* a chain that leaves the model: what it leads to is not known */
	ANSWER_LOOP,	  /* a chain that comes back, or is longer than LIMIT_CHAIN */
	ANSWER_FORWARDED, /* by a Resolver rule to addresses outside the model: view.h */
	ANSWER_ENDPOINT,  /* by the hidden zone of an interface endpoint: view.h */
	/* a value that is not known yet, a zone managed in part, or a routing policy that leads to one of
	 * several names */
	ANSWER_UNKNOWN,
};

/* One link: which record of which zone made the answer, or sent it on. */
struct trace_step {
	const struct zone *zone;
	const struct dname *name;  /* the name asked for in this step */
	const struct rrset *rrset; /* the record used; NULL: none */
	bool wildcard;
	enum zone_answer_kind kind;
};

enum { TRACE_MAX = 40 };

struct answer {
	enum answer_kind kind;
	const struct rrset *rrset; /* the RRset that answers at the end; NULL: none */
	const struct dname *last;  /* the last name of the chain */
	struct trace_step steps[TRACE_MAX];
	size_t n_steps;
};

/* Asks the public view. SCRATCH takes the names of chains. */
void resolve_public(const struct index *index, const struct dname *name, enum rr_type type,
		    struct arena *scratch, struct answer *ret_answer);

/* Asks the public zone ZONE for NAME, and follows from there. */
void resolve_in_zone(const struct index *index, const struct zone_index *zone,
		     const struct dname *name, enum rr_type type, struct arena *scratch,
		     struct answer *ret_answer);

/*
 * Calls FN once for each public zone that could be asked for NAME, deepest first: every one whose name
 * is NAME or above it.
 */
void resolve_each_public_zone(const struct index *index, const struct dname *name,
			      void (*fn)(void *context, const struct zone_index *zone),
			      void *context);

#endif
