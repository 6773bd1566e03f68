/*
 * wrap.h -- prose in a column of a terminal.
 */
#ifndef ZW_REPORT_WRAP_H
#define ZW_REPORT_WRAP_H

#include "base/buf.h"

enum { WRAP_WIDTH = 80 };

/* Appends the words of TEXT and a line end. The first word stands at column COLUMN (from 0), which the
 * caller has reached; lines are broken at blanks before WRAP_WIDTH and begin behind INDENT blanks. */
void wrap_write(struct buf *out, const char *text, size_t column, size_t indent);

#endif
