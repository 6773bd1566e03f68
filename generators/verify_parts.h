/*
 * verify_parts.h -- what the files of `verify` share: verify.c (what is there), verify_statement.c (steps,
 * statement, signatures), verify_sources.c (inputs), verify_report.c.
 */
#ifndef ZW_GENERATORS_VERIFY_PARTS_H
#define ZW_GENERATORS_VERIFY_PARTS_H

#include "verify.h"

#define HELP_COPY "copy the bundle again from where it was planned, or plan again"

/* Adds a difference; PATH may be NULL. MESSAGE and HELP are kept as they are. */
void verify_differs(struct verification *v, enum verified_part part, const char *kind,
		    const char *path, const char *message, const char *help);

/* ---- verify_statement.c ---- */
void verify_steps(struct verification *v);
void verify_statement(struct verification *v);

#endif
