/*
 * markdown.h -- text of users inside Markdown (CommonMark with tables), so that it stays text: no
 * markup, no HTML, no further cell comes of it.
 */
#ifndef ZW_REPORT_MARKDOWN_H
#define ZW_REPORT_MARKDOWN_H

#include "base/buf.h"

/* TEXT in one line of Markdown: punctuation that means something is escaped; what must not be
 * printed raw (controls, line ends, bidirectional and zero-width marks) is shown as U+XXXX in
 * brackets, octets that are not UTF-8 as U+FFFD. */
const char *markdown_text(struct arena *arena, struct str text);

/* One row of a table: the cells are Markdown already; a NULL ends them. */
void markdown_row(struct buf *out, ...) __attribute__((sentinel));

/* The line below a table's head of COLUMNS columns. */
void markdown_rule(struct buf *out, unsigned columns);

#endif
