/*
 * difference.h -- what a change does to answers and certificates: for people, for programs
 * (docs/diff.md), and as the comment on a merge request.
 */
#ifndef ZW_REPORT_DIFFERENCE_H
#define ZW_REPORT_DIFFERENCE_H

#include "index/difference.h"
#include "report/place.h"
#include "report/report.h"

/* Both runs' findings, names and answers in one report. */
struct difference_report {
	const struct run *run; /* with its base */
	const struct difference *difference;
	const char *base, *head; /* as the user gave them; head NULL: the folder */
};

/* Appends it: REPORT_TEXT, REPORT_JSON or REPORT_MARKDOWN. */
void report_difference(struct buf *out, const struct difference_report *report,
		       enum report_format format, const struct report_style *style);

/* ---- what the three have in common ------------------------------------------------------------- */

/* More characters than this, forges refuse in one comment; GitHub's limit is 65,536. */
enum { MARKDOWN_MAX = 65000 };

void report_difference_text(struct buf *out, const struct difference_report *report,
			    const struct report_style *style);
void report_difference_json(struct buf *out, const struct difference_report *report);
void report_difference_markdown(struct buf *out, const struct difference_report *report);

/* "names that begin to resolve publicly" */
const char *change_kind_title(enum change_kind kind);

/* "public DNS", "the VPCs a, b and 3 more", "the servers of the zone `x`": who is told. */
const char *asker_text(struct arena *arena, const struct asker *asker);

/* "pay.example.com", "any other name below example.com". */
const char *changed_name_text(struct arena *arena, const struct changed_name *name);

/* What is answered: "A 192.0.2.1, by the wildcard `*.example.com`". */
const char *told_text(struct arena *arena, const struct told *told);

/* Where that is written; no place: nowhere. */
struct span told_place(const struct told *told);

/* "`*.example.com` begins to answer for it", where a wildcard does or stops; NULL: nothing of that. */
const char *wildcard_text(struct arena *arena, const struct change *change);

/* "A, AAAA", "any other type"; "any type" where no other type is told otherwise (ALONE). */
const char *changed_types_text(struct arena *arena, const struct type_change *change, bool alone);

/* "1 name begins to resolve publicly, 2 names cease to": all counts that are not 0, or "no answer
 * changes". */
const char *difference_summary(struct arena *arena, const struct difference_report *report);

#endif
