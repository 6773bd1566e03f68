/* json.c -- writes JSON (RFC 8259). */
#include "base/json.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/banned.h"

void json_quote(struct buf *out, struct str value)
{
	buf_char(out, '"');
	for (size_t at = 0; at < value.len;) {
		uint32_t point = 0;
		size_t len = utf8_decode(str_slice(value.ptr + at, value.len - at), &point);

		if (len == 0) {
			buf_text(out, "\xef\xbf\xbd");
			at++;
			continue;
		}
		if (point == '"' || point == '\\')
			buf_printf(out, "\\%c", (int)point);
		else if (point == '\n')
			buf_text(out, "\\n");
		else if (point == '\t')
			buf_text(out, "\\t");
		else if (utf8_is_hostile(point))
			buf_printf(out, "\\u%04" PRIx32, point);
		else
			buf_add(out, value.ptr + at, len);
		at += len;
	}
	buf_char(out, '"');
}

void json_begin(struct json *json, struct buf *out, enum json_layout layout)
{
	*json = (struct json){.out = out, .layout = layout};
}

static void new_line(struct json *json)
{
	if (json->layout == JSON_COMPACT)
		return;
	buf_char(json->out, '\n');
	buf_repeat(json->out, ' ', 2 * (size_t)json->depth);
}

static void start(struct json *json, const char *key)
{
	if (json->depth > 0) {
		if (!json->empty[json->depth - 1])
			buf_char(json->out, ',');
		json->empty[json->depth - 1] = false;
		new_line(json);
	}
	if (key != NULL) {
		json_quote(json->out, str_from(key));
		buf_text(json->out, json->layout == JSON_COMPACT ? ":" : ": ");
	}
}

static void open(struct json *json, const char *key, char opener, char closer)
{
	start(json, key);
	buf_char(json->out, opener);
	if (json->depth == JSON_DEPTH_MAX)
		BUG("JSON nested too deep");
	json->closers[json->depth] = closer;
	json->empty[json->depth] = true;
	json->depth++;
}

void json_open_object(struct json *json, const char *key)
{
	open(json, key, '{', '}');
}

void json_open_array(struct json *json, const char *key)
{
	open(json, key, '[', ']');
}

void json_end(struct json *json)
{
	if (json->depth == 0)
		BUG("JSON closed more often than opened");
	json->depth--;
	if (!json->empty[json->depth])
		new_line(json);
	buf_char(json->out, json->closers[json->depth]);
	if (json->depth == 0 && json->layout == JSON_PRETTY)
		buf_char(json->out, '\n');
}

void json_put_str(struct json *json, const char *key, struct str value)
{
	start(json, key);
	json_quote(json->out, value);
}

void json_put_text(struct json *json, const char *key, const char *value)
{
	json_put_str(json, key, str_from(value));
}

void json_put_printf(struct json *json, const char *key, const char *fmt, ...)
{
	struct buf text CLEANUP(buf_free);
	va_list args;

	buf_init(&text, json->out->max);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	json_put_str(json, key, buf_view(&text));
}

void json_put_number(struct json *json, const char *key, int64_t value)
{
	start(json, key);
	buf_printf(json->out, "%" PRId64, value);
}

void json_put_bool(struct json *json, const char *key, bool value)
{
	start(json, key);
	buf_text(json->out, value ? "true" : "false");
}

void json_put_null(struct json *json, const char *key)
{
	start(json, key);
	buf_text(json->out, "null");
}

void json_put_raw(struct json *json, const char *key, struct str value)
{
	start(json, key);
	buf_str(json->out, value);
}
