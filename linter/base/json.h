/*
 * json.h -- writes JSON (RFC 8259), keys in the order of the calls.
 *
 *	json_begin(&j, &out, JSON_PRETTY);
 *	json_open_object(&j, NULL);
 *	json_put_text(&j, "name", name);
 *	json_open_array(&j, "values");
 *	json_put_text(&j, NULL, value);          NULL key: an element of an array, or the document
 *	json_end(&j);
 *	json_end(&j);
 *
 * The names keep clear of those of libjansson, which one front end links.
 *
 * Text is written as UTF-8; controls, DEL, line separators and bidirectional marks as \uXXXX; octets
 * that are not UTF-8 as U+FFFD. The writer closes what it opened; closing too much is BUG().
 */
#ifndef ZW_BASE_JSON_H
#define ZW_BASE_JSON_H

#include "base/buf.h"

enum json_layout {
	JSON_COMPACT, /* no blanks at all */
	JSON_PRETTY,  /* two blanks a level, a line an element; ends with a line end */
};

enum { JSON_DEPTH_MAX = 64 };

struct json {
	struct buf *out;
	enum json_layout layout;
	unsigned depth;
	char closers[JSON_DEPTH_MAX];
	bool empty[JSON_DEPTH_MAX];
};

void json_begin(struct json *json, struct buf *out, enum json_layout layout);
void json_open_object(struct json *json, const char *key);
void json_open_array(struct json *json, const char *key);
/* Closes the innermost open object or array. */
void json_end(struct json *json);
void json_put_text(struct json *json, const char *key, const char *value);
void json_put_str(struct json *json, const char *key, struct str value);
void json_put_printf(struct json *json, const char *key, const char *fmt, ...) PRINTF(3, 4);
void json_put_number(struct json *json, const char *key, int64_t value);
void json_put_bool(struct json *json, const char *key, bool value);
void json_put_null(struct json *json, const char *key);
/* VALUE is written as it stands: it must be JSON. */
void json_put_raw(struct json *json, const char *key, struct str value);

/* Only the quoted, escaped text. */
void json_quote(struct buf *out, struct str value);

#endif
