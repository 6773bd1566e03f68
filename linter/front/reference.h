/*
 * reference.h -- a name that must be declared somewhere.
 */
#ifndef ZW_FRONT_REFERENCE_H
#define ZW_FRONT_REFERENCE_H

#include "base/map.h"
#include "diag/diag.h"
#include "model/value.h"

/* What NAME names in KEYS; NULL, and unresolved-reference with the nearest known name, where nothing is
 * declared. An absent NAME is NULL without a finding. WHAT: "account"; SECTION: "accounts". */
void *reference_find(struct diag_list *diags, const struct map *keys, const struct text *name,
		     const char *what, const char *section);

#endif
