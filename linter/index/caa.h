/*
 * caa.h -- which CAA set governs a name, and whether it lets an authority issue for it.
 *
 * RFC 8659 section 3: the set is looked for at the name itself (of a wildcard at the name behind `*.`) and
 * then at each name above it, up to the top-level domain; the first that is answered governs, and what
 * stands above it does not count. A CNAME or a DNAME on the way is followed as a resolver does, and nothing is
 * climbed where it leads. Public names are looked for in the deepest public zone that they lie in, delegated or
 * not, for that a delegation lacks is another finding. Registries are taken to have no CAA: the climb ends
 * below a public suffix. Where it leaves the model earlier, the set is not known.
 *
 *	struct caa_request request = {.name = name, .identifiers = authority->caa.items, …};
 *	struct caa_answer answer;
 *
 *	caa_judge(index, &request, scratch, &answer);
 *	if (answer.verdict == CAA_FORBIDDEN) ... answer.set.rrset says so
 */
#ifndef ZW_INDEX_CAA_H
#define ZW_INDEX_CAA_H

#include "index/index.h"

/* From this day on every public authority has to heed `accounturi` and `validationmethods` (CA/Browser Forum
 * ballot SC-098v2); until then one may pass over them. */
#define CAA_PARAMETERS_BIND DATE(2027, 3, 15)

enum caa_found {
	CAA_SET,	 /* a set governs */
	CAA_NONE,	 /* none does: every authority may issue */
	CAA_SET_UNKNOWN, /* the search ended in what is not known */
};

struct caa_set {
	enum caa_found found;
	const struct dname
		*name; /* where the search ended: at NAME itself or above it; NULL: CAA_NONE */
	/* CAA_SET: the set; its owner is `name`, or what a CNAME leads from there to. CAA_SET_UNKNOWN: the
	 * record that led to what is not known; NULL: none did */
	const struct rrset *rrset;
	const char *unknown; /* CAA_SET_UNKNOWN: why, a phrase that fits behind a colon */
};

/* The set that governs NAME, a wildcard or not. */
void caa_find(const struct index *index, const struct dname *name, struct arena *scratch,
	      struct caa_set *ret_set);

enum caa_verdict {
	CAA_ALLOWED, /* by the set, or because none governs */
	CAA_FORBIDDEN,
	CAA_UNDECIDED, /* `why` says what is missing */
};

struct caa_request {
	const struct dname *name;	/* a dNSName: a wildcard or not */
	const struct text *identifiers; /* the authority's issuer domain names; none: not known */
	size_t n_identifiers;
	struct str
		account; /* the URI of the account that asks (RFC 8657 section 3); NULL: not known */
	struct str
		method; /* how control is validated: `dns-01` (RFC 8657 section 4); NULL: not known */
};

struct caa_answer {
	enum caa_verdict verdict;
	struct caa_set set;
	const struct rr *rr; /* the record of the set that decides; NULL: none alone does */
	const char *why;     /* a phrase that fits behind a colon; NULL: CAA_ALLOWED */
	bool by_parameters;  /* but for parameters of RFC 8657 it would be allowed */
};

/* Whether the set that governs request->name lets the authority issue: RFC 8659 section 4.1 (critical tags),
 * 4.2 (issue) and 4.3 (issuewild), RFC 8657. */
void caa_judge(const struct index *index, const struct caa_request *request, struct arena *scratch,
	       struct caa_answer *ret_answer);

/* RFC 8659 section 4.2: whether LABEL is of letters, digits and inner hyphens, as the labels of an issuer's domain
 * name and a parameter's tag are. */
bool caa_is_label(struct str label);

/* Whether DOMAIN is made of such labels, with dots between them. */
bool caa_is_issuer(struct str domain);

#endif
