/*
 * buf.h -- a growing buffer of octets with a stated maximum.
 *
 *	struct buf out CLEANUP(buf_free);
 *	buf_init(&out, LIMIT_OUTPUT);
 *	buf_printf(&out, "%s\n", text);
 *	if (out.too_big) ...
 *
 * Once the maximum is passed nothing more is added and `too_big` stays set; one test at the end is
 * enough. The content is always followed by a NUL that is not counted.
 */
#ifndef ZW_BASE_BUF_H
#define ZW_BASE_BUF_H

#include "base/compiler.h"
#include "base/str.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *ptr;
	size_t len, capacity, max;
	bool too_big;
};

void buf_init(struct buf *buf, size_t max);
void buf_free(struct buf *buf);
/* Empties it and keeps the memory. */
void buf_clear(struct buf *buf);
/* Overwrites the content before it frees it: for key material. */
void buf_wipe(struct buf *buf);
void buf_add(struct buf *buf, const void *data, size_t len);
void buf_char(struct buf *buf, char c);
void buf_text(struct buf *buf, const char *text);
void buf_str(struct buf *buf, struct str s);
void buf_repeat(struct buf *buf, char c, size_t count);
void buf_printf(struct buf *buf, const char *fmt, ...) PRINTF(2, 3);
void buf_vprintf(struct buf *buf, const char *fmt, va_list args) PRINTF(2, 0);
/* Borrowed: valid until the next addition. */
struct str buf_view(const struct buf *buf);

#endif
