/*
 * findings.h -- the one choke point of findings: policy, waivers, order.
 */
#ifndef ZW_ENGINE_FINDINGS_H
#define ZW_ENGINE_FINDINGS_H

#include "engine/run.h"

/* Reports the settings and waivers of the policy that name no rule of this program. */
void findings_check_policy(struct run *run);

/* Grades, selects, waives, sorts, drops repeats, fingerprints, drops what the base has as well (known.h),
 * keeps what lies in LIMIT (paths below the project's folder; none: everything), counts. */
void findings_settle(struct run *run, const struct run_options *options, const struct str *limit,
		     size_t n_limit);

/* Writes the fingerprint of the finding that comes ORDINAL-th (from 0) among those of its rule, name,
 * zone and cause: 32 hexadecimal digits and a NUL. */
void finding_fingerprint(const struct run *run, const struct diag *diag, unsigned ordinal,
			 char *out);

#endif
