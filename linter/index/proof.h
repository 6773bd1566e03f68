/*
 * proof.h -- the proof that a private name, or all names below a private domain, resolve publicly for
 * nobody; or the question that shows the opposite.
 *
 * The questions that can be asked below a domain are infinite, and fall into finitely many classes in each
 * public zone: one for each node (names with records, and empty non-terminals), and one at each existing
 * name for "any other child" of it, which its wildcard answers or nobody. Each class is asked once, in
 * every public zone that the names lie in, delegated or not, for every type that can lead a client to an
 * address (rr_type_exposes()). Only what proves something may answer: TXT, CAA, DS, DNSKEY, NS and SOA at a
 * zone's apex, and validation records at names with an underscore label.
 *
 * A name that no public zone of the model lies around is unknown: who answers for it is not told. A value
 * that is pending refutes as a known one does: the record answers once it is known.
 *
 * A class that is kept private by an empty non-terminal alone rests on Route 53 treating these as RFC 4592
 * section 2.2.2 says, which AWS does not write down: the proof then `assumes` it.
 */
#ifndef ZW_INDEX_PROOF_H
#define ZW_INDEX_PROOF_H

#include "index/resolve.h"

enum verdict { VERDICT_PROVED, VERDICT_REFUTED, VERDICT_UNKNOWN };

/* What all names of one class are answered. */
struct question_class {
	const struct zone *zone;
	const struct dname
		*name;	/* a name of the class: itself, or one that stands for all others */
	bool any_other; /* every name below `encloser` that has no class of its own */
	const struct dname *encloser; /* any_other: below this name; else NULL */
	enum verdict verdict;
	enum rr_type type;	     /* of the question that decides: refuted or unknown */
	const struct rrset *decides; /* the record that decides; NULL: nothing is there */
	bool shielded;		     /* only an empty non-terminal keeps a wildcard away */
	const char *reason;	     /* unknown: what is missing; NULL else */
};

struct proof {
	const struct private_name *name;     /* NULL: of a domain */
	const struct private_domain *domain; /* NULL: of a name */
	enum verdict verdict;
	VEC(struct question_class) classes;
	/* the first class that refutes, or is unknown; NULL: proved, or no public zone to ask */
	const struct question_class *counter;
	const char *missing;  /* unknown: what is missing; NULL: not unknown */
	struct answer answer; /* to its question */
	bool assumes_empty_non_terminals;
};

/* Proves or refutes for one private name. What the proof holds lives in ARENA. */
void prove_name(const struct index *index, const struct private_name *name, struct arena *arena,
		struct proof *ret_proof);

/* … for all names below a private domain, and what may not stand at its apex. */
void prove_domain(const struct index *index, const struct private_domain *domain,
		  struct arena *arena, struct proof *ret_proof);

/*
 * Proves every private domain that the estate or the policy declares, then every private name, and calls
 * FN with each proof; that a private zone has a name does not make all names below it private, for its
 * public counterpart may be meant to answer. The proof, and what FN puts into ARENA, live until FN returns.
 */
void prove_all(const struct index *index,
	       void (*fn)(void *context, const struct proof *proof, struct arena *arena),
	       void *context);

/* "proved", "refuted", "unknown". */
const char *verdict_name(enum verdict verdict);

#endif
