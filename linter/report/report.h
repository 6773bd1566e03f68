/*
 * report.h -- a finished run in words: for people, for programs, for code scanning.
 *
 * Each writer appends one whole report to a buffer and touches nothing else: no file, no terminal, no
 * clock. The same run gives the same bytes. Paths are those of the sources behind the run's
 * path_prefix, so that they read from the folder the program was started in; lines and columns count
 * from 1, columns in code points, an end column is the one behind the last character.
 *
 *	struct buf out CLEANUP(buf_free);
 *	buf_init(&out, LIMIT_OUTPUT);
 *	report_write(&out, &run, REPORT_SARIF, &style);
 *	if (out.too_big) ...
 */
#ifndef ZW_REPORT_REPORT_H
#define ZW_REPORT_REPORT_H

#include "base/json.h"
#include "engine/run.h"

enum report_format {
	REPORT_TEXT,
	REPORT_JSON,	 /* docs/cli.md; versioned by its key `zonewarrant` */
	REPORT_SARIF,	 /* SARIF 2.1.0 (OASIS) */
	REPORT_MARKDOWN, /* of `diff`: difference.h */
};

struct report_style {
	bool color; /* REPORT_TEXT: ECMA-48 colours */
	bool quiet; /* REPORT_TEXT: the findings alone, without the summary */
};

void report_write(struct buf *out, const struct run *run, enum report_format format,
		  const struct report_style *style);

/* What report_write() calls, by format. */
void report_text(struct buf *out, const struct run *run, const struct report_style *style);
void report_json(struct buf *out, const struct run *run);
void report_sarif(struct buf *out, const struct run *run);

/* The members `findings` and `undecided` of an object that is open, as report_json() has them. */
void report_json_findings(struct json *json, const struct run *run);

/* How often each rule found something, waived findings counted apart: a line a rule, most first. */
void report_statistics(struct buf *out, const struct run *run);

/* Appends TEXT as a terminal may see it: what utf8_is_hostile() names becomes \uXXXX, octets that are
 * not UTF-8 become \xXX. */
void report_escape(struct buf *out, struct str text);

enum table_format {
	TABLE_TEXT,
	TABLE_JSON,
	TABLE_MARKDOWN,
};

/* The documentation of one rule. */
void report_explain(struct buf *out, const struct rule *rule, enum table_format format);

/* The table of all rules, by family. */
void report_rules(struct buf *out, enum table_format format);

#endif
