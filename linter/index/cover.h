/*
 * cover.h -- whether the certificates where a name's TLS ends cover it, and which names lose that from
 * one configuration to the next.
 *
 * RFC 9525 section 6.3: a wildcard stands for exactly one label, and only as the whole leftmost one.
 */
#ifndef ZW_INDEX_COVER_H
#define ZW_INDEX_COVER_H

#include "index/index.h"

enum coverage {
	COVERED,
	COVERED_TOO_SHALLOW, /* not covered, though a wildcard stands two labels or more above the name */
	COVERED_BY_NONE,
	COVERED_UNKNOWN, /* not covered by what is known, and not all is known */
};

struct coverage_answer {
	enum coverage coverage;
	/* COVERED: what covers it. COVERED_TOO_SHALLOW: the nearest such wildcard. And its number in the
	 * certificate's names */
	const struct certificate *certificate;
	size_t index;
	struct span unknown; /* COVERED_UNKNOWN: what is not known */
};

/* Whether the certificates at the ends of NAME cover it. One end is enough: a network load balancer may
 * lead to several for different names. */
struct coverage_answer coverage_of(const struct tls_name *name);

/* Whether all names of CERTIFICATE are known: one without any could not be read. */
bool coverage_names_known(const struct certificate *certificate);

/* A name that a certificate covered in the base, and that ends TLS and is not covered any more. */
struct cover_loss {
	const struct tls_name *before, *after;
	const struct certificate *certificate; /* of the base: what covered it */
	size_t index;			       /* … by this one of its names */
	struct span unknown; /* not known whether it is covered, for this; no place: it is not */
};

struct cover_losses {
	VEC(struct cover_loss) items; /* canonical order of names */
};

void cover_losses_find(const struct index *base, const struct index *head, struct arena *arena,
		       struct cover_losses *ret_losses);

#endif
