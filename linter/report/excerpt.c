/* excerpt.c -- one line of a source as a terminal shows it, and the marks below it. */
#include "report/excerpt.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum {
	TAB_CELLS = 4,
	CELLS_BEFORE = 60, /* kept before the span when the line is long */
	CELLS_MAX = 110,
};

static const char cut[] = "...";

struct piece piece_read(struct str text)
{
	struct piece piece = {.octets = 1, .cells = 1};
	uint32_t point = 0;
	size_t len;

	/* Nearly every character of a report is one of these. */
	if (text.ptr[0] >= ' ' && text.ptr[0] <= '~') {
		piece.text[0] = text.ptr[0];
		piece.len = 1;
		return piece;
	}
	len = utf8_decode(text, &point);
	if (len == 0) {
		piece.len = (size_t)snprintf(piece.text, sizeof(piece.text), "\\x%02x",
					     (unsigned)(unsigned char)text.ptr[0]);
		piece.cells = (unsigned)piece.len;
		return piece;
	}
	piece.octets = len;
	if (point == '\t') {
		memset(piece.text, ' ', TAB_CELLS);
		piece.len = piece.cells = TAB_CELLS;
	} else if (utf8_is_hostile(point)) {
		piece.len =
			(size_t)snprintf(piece.text, sizeof(piece.text), "\\u%04" PRIx32, point);
		piece.cells = (unsigned)piece.len;
	} else {
		memcpy(piece.text, text.ptr, len);
		piece.len = len;
		piece.cells = utf8_width(point);
	}
	return piece;
}

static struct piece piece_at(struct str line, size_t at)
{
	return piece_read(str_slice(line.ptr + at, line.len - at));
}

/* Where the code point before AT begins. */
static size_t step_back(struct str line, size_t at)
{
	for (size_t n = 1; n <= 4 && n <= at; n++) {
		uint32_t point;

		if (utf8_decode(str_slice(line.ptr + at - n, n), &point) == n)
			return at - n;
	}
	return at - 1;
}

/* Whether the whole line may be shown. */
static bool fits(struct str line)
{
	unsigned cells = 0;

	for (size_t i = 0; i < line.len;) {
		struct piece piece = piece_at(line, i);

		cells += piece.cells;
		i += piece.octets;
		if (cells > CELLS_MAX)
			return false;
	}
	return true;
}

/* Where the shown part begins: with the line where all of it may be shown, else so that no more than
 * CELLS_BEFORE cells stand before START. */
static size_t window_start(struct str line, size_t start)
{
	unsigned cells = 0;

	if (fits(line))
		return 0;
	while (start > 0) {
		size_t before = step_back(line, start);

		cells += piece_at(line, before).cells;
		if (cells > CELLS_BEFORE)
			break;
		start = before;
	}
	return start;
}

void excerpt_write(const struct source *source, struct span at, char mark, struct buf *line,
		   struct buf *marks)
{
	struct str text = source_line(source, source_position(source, at.start).line);
	size_t origin = (size_t)(text.ptr - source->bytes.ptr);
	size_t start = at.start > origin ? at.start - origin : 0;
	size_t end = at.end > origin ? at.end - origin : 0;
	unsigned cells = 0, marked = 0;
	size_t i;

	if (start > text.len)
		start = text.len;
	i = window_start(text, start);
	if (i > 0) {
		buf_text(line, cut);
		buf_repeat(marks, ' ', strlen(cut));
	}
	while (i < text.len) {
		struct piece piece = piece_at(text, i);

		if (cells + piece.cells > CELLS_MAX) {
			buf_text(line, cut);
			break;
		}
		buf_add(line, piece.text, piece.len);
		if (i < start) {
			buf_repeat(marks, ' ', piece.cells);
		} else if (i < end) {
			buf_repeat(marks, mark, piece.cells);
			marked += piece.cells;
		}
		cells += piece.cells;
		i += piece.octets;
	}
	if (marked == 0)
		buf_char(marks, mark);
}
