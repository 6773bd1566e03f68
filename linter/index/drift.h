/*
 * drift.h -- how what exists differs from what is declared, where a snapshot shows it.
 *
 * A record set is missing where it is declared and does not exist; different where it exists otherwise;
 * undeclared where it exists, or a value of its TXT does, and nobody declares it. The SOA and the NS of a zone itself
 * are Route 53's. Of a zone that is missing or undeclared as a whole its record sets are not listed again.
 */
#ifndef ZW_INDEX_DRIFT_H
#define ZW_INDEX_DRIFT_H

#include "index/plan.h"

enum drift_kind { DRIFT_MISSING, DRIFT_DIFFERENT, DRIFT_UNDECLARED };

enum { DRIFT_KINDS = DRIFT_UNDECLARED + 1 };

struct drift_item {
	enum drift_kind kind;
	const struct zone *zone;
	const struct rrset *declared; /* NULL: a whole zone, or undeclared */
	const struct rrset *present;  /* NULL: a whole zone, or missing */
	bool removed;		      /* undeclared, and a plan deletes it */
};

struct drift {
	VEC(struct drift_item)
	items; /* missing and different in the order of the steps, then undeclared */
	size_t counts[DRIFT_KINDS];
};

/* PLAN is one against a snapshot. */
void drift_find(struct drift *drift, const struct plan *plan, struct arena *arena);

/* "missing", "different", "undeclared" */
const char *drift_kind_name(enum drift_kind kind);

#endif
