/* wrap.c -- prose in a column of a terminal. */
#include "report/wrap.h"

#include "base/utf8.h"

#include "base/banned.h"

void wrap_write(struct buf *out, const char *text, size_t column, size_t indent)
{
	struct str rest = str_from(text), word;
	bool first = true, more;

	do {
		size_t width;

		more = str_cut(&rest, ' ', &word);
		if (!more)
			word = rest;
		width = utf8_count(word);
		if (!first && column + 1 + width > WRAP_WIDTH) {
			buf_char(out, '\n');
			buf_repeat(out, ' ', indent);
			column = indent;
		} else if (!first) {
			buf_char(out, ' ');
			column++;
		}
		buf_str(out, word);
		column += width;
		first = false;
	} while (more);
	buf_char(out, '\n');
}
