/*
 * drift.h -- how what exists differs from what is declared (index/drift.h), in the reports of `check`.
 */
#ifndef ZW_REPORT_DRIFT_H
#define ZW_REPORT_DRIFT_H

#include "base/json.h"
#include "engine/run.h"

/* Lines behind the findings, 50 at most, and the counts. Nothing where RUN has no snapshot. */
void report_drift_text(struct buf *out, const struct run *run);

/* The member `drift` of the open object, complete; none where RUN has no snapshot. */
void report_drift_json(struct json *json, const struct run *run);

#endif
