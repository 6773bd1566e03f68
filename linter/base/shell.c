/* shell.c -- text of users inside shell commands. */
#include "base/shell.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <string.h>

#include "base/banned.h"

static bool is_plain(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) ||
	       (c != '\0' && strchr("._/:=@%+,-", c) != NULL);
}

const char *shell_word(struct arena *arena, struct str text)
{
	struct buf out CLEANUP(buf_free);
	bool plain = text.len > 0 && text.ptr[0] != '-';

	buf_init(&out, 4 * text.len + 3); /* the longest: a quote is four octets */
	for (size_t i = 0; i < text.len; i++)
		plain = plain && is_plain(text.ptr[i]);
	if (plain)
		return arena_cstr(arena, text);
	buf_char(&out, '\'');
	while (text.len > 0) {
		uint32_t point = 0;
		size_t len = utf8_decode(text, &point);

		if (len == 0 || utf8_is_hostile(point))
			buf_char(&out, '?');
		else if (point == '\'')
			buf_text(&out, "'\\''");
		else
			buf_add(&out, text.ptr, len);
		len = len == 0 ? 1 : len;
		text = str_slice(text.ptr + len, text.len - len);
	}
	buf_char(&out, '\'');
	return arena_cstr(arena, buf_view(&out));
}
