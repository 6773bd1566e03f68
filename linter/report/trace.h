/*
 * trace.h -- why an answer is what it is: a line for each hop through a VPC and each record or zone that
 * made the answer or sent it on, each with its place.
 */
#ifndef ZW_REPORT_TRACE_H
#define ZW_REPORT_TRACE_H

#include "base/json.h"
#include "index/view.h"
#include "report/place.h"

struct trace_line {
	const char *text;
	struct span at; /* no place: none */
};

struct trace_lines {
	VEC(struct trace_line) items;
};

/* The lines of ANSWER to a question of TYPE; texts live in ARENA. The last line says what decided. */
void trace_describe(struct trace_lines *lines, const struct index *index,
		    const struct view_answer *answer, enum rr_type type, struct arena *arena);

/* … of an answer of the public view. */
void trace_describe_public(struct trace_lines *lines, const struct index *index,
			   const struct answer *answer, enum rr_type type, struct arena *arena);

/* "NOERROR", "NXDOMAIN", "SERVFAIL"; NULL where it is not known. */
const char *answer_status(const struct answer *answer);
/* "records", "nodata", … for programs. */
const char *answer_kind_name(enum answer_kind kind);
/* Why the answer is not known, or what else there is to say about it; NULL: nothing. */
const char *answer_remark(const struct view_answer *answer, struct arena *arena);

/* "PREFIX text  file:line:column", escaped, with its line end. */
void trace_write_line(struct buf *out, const struct places *places, const char *prefix,
		      const struct trace_line *line);
/* `text`, `file`, `line`, `column` of an object that is open. */
void trace_write_members(struct json *json, const struct places *places,
			 const struct trace_line *line);

/* "A 192.0.2.1", "A alias of the load balancer `x`": the first value, shortened. */
const char *rrset_brief(struct arena *arena, const struct rrset *rrset);

#endif
