/*
 * shared.h -- what rules of the family `coverage` say in their findings. Whether a name is covered:
 * index/cover.h.
 */
#ifndef ZW_RULES_COVERAGE_SHARED_H
#define ZW_RULES_COVERAGE_SHARED_H

#include "engine/rule.h"
#include "index/cover.h"

/* The places that say where TLS ends, as related places of D. */
void coverage_add_ends(struct check *ck, struct diag *d, const struct tls_name *name);

/* A certificate of the estate that covers NAME, and may be attached at END: of its account and region. */
const struct certificate *coverage_fitting(const struct model *model, const struct dname *name,
					   const struct load_balancer *end);

/* The certificates of END as a YAML list, with ADDED behind them. */
const char *coverage_attached(struct check *ck, const struct load_balancer *end,
			      const struct certificate *added);

/* `names` of CERTIFICATE with ADDED behind them, as YAML: `[retail.example.com, "*.retail.example.com"]`. */
const char *coverage_names(struct check *ck, const struct certificate *certificate,
			   const char *added);

/* The first names of CERTIFICATE for the eye: "`a.example.com`, `*.b.example.com` and 3 more". */
const char *coverage_held(struct check *ck, const struct certificate *certificate);

/* What was written of CERTIFICATE: its key, or, where it is derived, what it derives from. */
struct span coverage_place(const struct certificate *certificate);

/* A name as a scalar of YAML: quoted where it begins with `*`. */
const char *coverage_yaml(struct check *ck, const char *name);

#endif
