/*
 * model.h -- the normalised model as JSON, for policy engines, jq and scripts (docs/schema/model.schema.json).
 *
 * Everything that the run knows in one form, whichever format it came from: names lower-case with the final dot,
 * values in presentation form (RFC 1035 section 5.1), what is derived beside what is written, each with its place.
 * What is not known is null; a value that is pending says why.
 */
#ifndef ZW_REPORT_MODEL_H
#define ZW_REPORT_MODEL_H

#include "report/report.h"

/* Version of the form: it changes when a reader of this one would break. */
#define MODEL_FORM_VERSION "1"

/* Writes RUN's model. */
void report_model(struct buf *out, const struct run *run);

#endif
