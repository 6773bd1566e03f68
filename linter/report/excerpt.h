/*
 * excerpt.h -- one line of a source as a terminal shows it, and the marks below it.
 *
 *	names: [日本.example, www.example]
 *	                      ^^^^^^^^^^^
 *
 * Marks stand under the cells of the terminal, not under octets: a wide character takes two, a
 * combining one none, a tab is shown as four blanks, and what must not reach a terminal raw as an
 * escape. A long line is clipped around the start of the span, with `...` where it was cut; the work
 * done does not depend on the line's length.
 */
#ifndef ZW_REPORT_EXCERPT_H
#define ZW_REPORT_EXCERPT_H

#include "base/buf.h"
#include "source/source.h"

enum { PIECE_SIZE = 8 };

/* One code point, or one octet that is not UTF-8, ready for a terminal. */
struct piece {
	char text[PIECE_SIZE];
	size_t len;	/* octets of `text` */
	size_t octets;	/* what was read */
	unsigned cells; /* columns of the terminal */
};

/* The first piece of TEXT, which is not empty. */
struct piece piece_read(struct str text);

/* Appends the line on which AT begins to LINE, and blanks and MARK characters to MARKS. At least one
 * mark is set; of a span of several lines the first is shown. Neither ends with a line end. */
void excerpt_write(const struct source *source, struct span at, char mark, struct buf *line,
		   struct buf *marks);

#endif
