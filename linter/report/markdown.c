/* markdown.c -- text of users inside Markdown. */
#include "report/markdown.h"

#include "base/utf8.h"
#include "source/limits.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

static void escape_point(struct buf *out, uint32_t point, const char *octets, size_t len)
{
	if (utf8_is_hostile(point))
		buf_printf(out, "\\[U+%04" PRIX32 "\\]", point);
	else if (point == '<')
		buf_text(out, "&lt;");
	else if (point == '>')
		buf_text(out, "&gt;");
	else if (point == '&')
		buf_text(out, "&amp;");
	else if (point < 0x80 && strchr("\\`*_[]|~$!#", (int)point) != NULL)
		buf_printf(out, "\\%c", (int)point);
	else
		buf_add(out, octets, len);
}

const char *markdown_text(struct arena *arena, struct str text)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	while (text.len > 0) {
		uint32_t point = 0xfffd;
		size_t len = utf8_decode(text, &point);

		if (len == 0) {
			buf_text(&out, "\xef\xbf\xbd");
			len = 1;
		} else {
			escape_point(&out, point, text.ptr, len);
		}
		text = str_slice(text.ptr + len, text.len - len);
	}
	return arena_cstr(arena, buf_view(&out));
}

void markdown_row(struct buf *out, ...)
{
	const char *cell;
	va_list cells;

	va_start(cells, out);
	buf_char(out, '|');
	while ((cell = va_arg(cells, const char *)) != NULL)
		buf_printf(out, " %s |", cell);
	va_end(cells);
	buf_char(out, '\n');
}

void markdown_rule(struct buf *out, unsigned columns)
{
	buf_char(out, '|');
	while (columns-- > 0)
		buf_text(out, " --- |");
	buf_char(out, '\n');
}
