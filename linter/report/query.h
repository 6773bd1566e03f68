/*
 * query.h -- one question to the offline resolver and its answer: for people, as `dig` would show it, and
 * for programs.
 */
#ifndef ZW_REPORT_QUERY_H
#define ZW_REPORT_QUERY_H

#include "index/view_name.h"
#include "report/report.h"

struct query {
	const struct dname *name;
	enum rr_type type;
	const char *view; /* as it was asked for */
	struct asked_view asked;
	bool trace; /* REPORT_TEXT: every step, not only what decided */
};

/* Asks RUN's model and writes the answer, REPORT_TEXT or REPORT_JSON. */
void report_query(struct buf *out, const struct run *run, const struct query *query,
		  enum report_format format);

#endif
