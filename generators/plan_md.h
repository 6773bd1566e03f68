/*
 * plan_md.h -- PLAN.md: for the reviewer of a bundle. What changes and for whom, in which order,
 * what it risks, what is not known yet and which export tells it. Texts of the estate are escaped.
 */
#ifndef ZW_GENERATORS_PLAN_MD_H
#define ZW_GENERATORS_PLAN_MD_H

#include "bundle.h"
#include "engine/run.h"
#include "index/plan.h"

/* WARNINGS are lines about what was made beside the bundle. */
void plan_md_add(struct bundle *bundle, const struct run *run, const struct plan *plan,
		 const char *const *warnings, size_t n_warnings);

#endif
