/* buf.c -- a growing buffer of octets with a stated maximum. */
#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

void buf_init(struct buf *buf, size_t max)
{
	*buf = (struct buf){.max = max};
}

void buf_free(struct buf *buf)
{
	free(buf->ptr);
	buf_init(buf, buf->max);
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->too_big = false;
	if (buf->ptr != NULL)
		buf->ptr[0] = '\0';
}

void buf_wipe(struct buf *buf)
{
	if (buf->ptr != NULL)
		explicit_bzero(buf->ptr, buf->capacity);
	buf_free(buf);
}

/* Makes room for LEN more octets and the NUL; false where that would pass the maximum. */
static bool reserve(struct buf *buf, size_t len)
{
	size_t capacity = buf->capacity == 0 ? 256 : buf->capacity;

	if (buf->too_big || len > buf->max || buf->len > buf->max - len) {
		buf->too_big = true;
		return false;
	}
	while (capacity < buf->len + len + 1)
		capacity *= 2;
	if (capacity != buf->capacity) {
		char *grown = realloc(buf->ptr, capacity);

		if (grown == NULL)
			out_of_memory();
		buf->ptr = grown;
		buf->capacity = capacity;
	}
	return true;
}

void buf_add(struct buf *buf, const void *data, size_t len)
{
	if (!reserve(buf, len))
		return;
	if (len > 0)
		memcpy(buf->ptr + buf->len, data, len);
	buf->len += len;
	buf->ptr[buf->len] = '\0';
}

void buf_char(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_str(struct buf *buf, struct str s)
{
	buf_add(buf, s.ptr, s.len);
}

void buf_repeat(struct buf *buf, char c, size_t count)
{
	if (!reserve(buf, count))
		return;
	memset(buf->ptr + buf->len, c, count);
	buf->len += count;
	buf->ptr[buf->len] = '\0';
}

void buf_vprintf(struct buf *buf, const char *fmt, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		BUG("a format that vsnprintf refuses");
	if (!reserve(buf, (size_t)len))
		return;
	(void)vsnprintf(buf->ptr + buf->len, (size_t)len + 1, fmt, args);
	buf->len += (size_t)len;
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	buf_vprintf(buf, fmt, args);
	va_end(args);
}

struct str buf_view(const struct buf *buf)
{
	return str_slice(buf->ptr == NULL ? "" : buf->ptr, buf->len);
}
