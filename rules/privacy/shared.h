/*
 * shared.h -- what several rules about privacy ask.
 */
#ifndef ZW_RULES_PRIVACY_SHARED_H
#define ZW_RULES_PRIVACY_SHARED_H

#include "engine/rule.h"
#include "model/address_range.h"
#include "index/expose.h"

/* ---- what may stand publicly ------------------------------------------------------------------- */

/* Whether RRSET only proves something: rrset_proves(). */
bool rrset_is_validation(const struct check *ck, const struct rrset *rrset);

/* ---- what is private --------------------------------------------------------------------------- */

/* The deepest private domain that NAME is or lies below, and that the estate or the policy declares;
 * NULL: none. (That a private zone has a name does not say that all names below are private: its public
 * counterpart may lie in another repository.) */
const struct private_domain *declared_domain(const struct check *ck, const struct dname *name);

/* Whether NAME is declared private: by itself, as a record of a private zone, or below such a domain. */
bool is_declared_private(const struct check *ck, const struct dname *name);

/* Adds the place that makes NAME private, for which is_declared_private() holds. */
void private_related(struct check *ck, struct diag *diag, const struct dname *name);

/* ---- what a private name is answered publicly -------------------------------------------------- */

struct public_answer {
	const struct zone *zone;    /* whose servers give it */
	const struct rrset *rrset;  /* that answers or redirects: the cause */
	bool wildcard;		    /* synthesised from `rrset` */
	const struct dname *target; /* where a DNAME redirects the name; NULL: no DNAME */
	/* what follows behind `rrset`, for CNAME, DNAME and aliases to records */
	struct trace_step *chain;
	size_t n_chain;
};

struct public_answers {
	VEC(struct public_answer) items; /* one for each cause */
	const struct zone *unknown;   /* its silence proves nothing: managed in part; NULL: none */
	const struct rrset *referral; /* to name servers outside the model; NULL: none */
};

/* Asks each public zone that NAME lies in for each type that exposes. */
void public_answers_find(const struct check *ck, const struct dname *name,
			 struct public_answers *ret_answers);

/* Adds the places that a finding about such an answer always has: why NAME is private, the links of the
 * chain, and whether the zone is delegated at all. */
void public_answer_related(struct check *ck, struct diag *diag, const struct private_name *name,
			   const struct public_answer *answer);

/* "A 192.0.2.1", "an alias A to `x`": what RRSET answers, for messages. */
const char *show_answer(struct check *ck, const struct rrset *rrset);

#endif
