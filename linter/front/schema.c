/* schema.c -- the decoder's tables as JSON Schema (draft 2020-12). */
#include "front/decode.h"

#include "base/json.h"

#include "base/banned.h"

static void write_shape(struct json *j, const struct shape *shape);

static void write_values(struct json *j, const char *const *values)
{
	json_open_array(j, "enum");
	for (size_t i = 0; values[i] != NULL; i++)
		json_put_text(j, NULL, values[i]);
	json_end(j);
}

static void write_texts(struct json *j, const struct field *f)
{
	json_open_array(j, "oneOf");
	for (int list = 0; list < 2; list++) {
		json_open_object(j, NULL);
		if (list == 1) {
			json_put_text(j, "type", "array");
			json_open_object(j, "items");
		}
		json_put_text(j, "type", "string");
		if (f->values != NULL)
			write_values(j, f->values);
		if (list == 1)
			json_end(j);
		json_end(j);
	}
	json_end(j);
}

static void write_kind(struct json *j, const struct field *f)
{
	switch (f->kind) {
	case FIELD_TEXT:
		/* editors read unquoted numbers and dates as such; the reader takes their text */
		json_open_array(j, "type");
		json_put_text(j, NULL, "string");
		json_put_text(j, NULL, "number");
		json_put_text(j, NULL, "boolean");
		json_end(j);
		break;
	case FIELD_ENUM:
		write_values(j, f->values);
		break;
	case FIELD_NUMBER:
		json_put_text(j, "type", "integer");
		json_put_number(j, "minimum", f->min);
		json_put_number(j, "maximum", f->max);
		break;
	case FIELD_FLAG:
		json_put_text(j, "type", "boolean");
		break;
	case FIELD_DATE:
		json_put_text(j, "type", "string");
		json_put_text(j, "format", "date");
		break;
	case FIELD_TEXTS:
		write_texts(j, f);
		break;
	case FIELD_OBJECT:
		write_shape(j, f->shape);
		break;
	case FIELD_LIST:
		json_put_text(j, "type", "array");
		json_open_object(j, "items");
		write_shape(j, f->shape);
		json_end(j);
		break;
	case FIELD_MAP:
		json_put_text(j, "type", "object");
		json_open_object(j, "additionalProperties");
		write_shape(j, f->shape);
		json_end(j);
		break;
	case FIELD_NODE:
		break; /* anything; the summary says what */
	}
}

/* What is required but with one value of another key: {if: that value, then: not there, else: there}. */
static void write_conditions(struct json *j, const struct shape *shape)
{
	const struct field *first = NULL;

	for (size_t i = 0; i < shape->n_fields && first == NULL; i++)
		if (shape->fields[i].unless_key != NULL)
			first = &shape->fields[i];
	if (first == NULL)
		return;
	json_open_object(j, "if");
	json_open_object(j, "properties");
	json_open_object(j, first->unless_key);
	json_put_text(j, "const", first->unless_value);
	json_end(j);
	json_end(j);
	json_open_array(j, "required");
	json_put_text(j, NULL, first->unless_key);
	json_end(j);
	json_end(j);
	json_open_object(j, "then");
	json_open_object(j, "properties");
	for (size_t i = 0; i < shape->n_fields; i++)
		if (shape->fields[i].unless_key != NULL)
			json_put_bool(j, shape->fields[i].key, false);
	json_end(j);
	json_end(j);
	json_open_object(j, "else");
	json_open_array(j, "required");
	for (size_t i = 0; i < shape->n_fields; i++)
		if (shape->fields[i].unless_key != NULL)
			json_put_text(j, NULL, shape->fields[i].key);
	json_end(j);
	json_end(j);
}

static void write_object(struct json *j, const struct shape *shape)
{
	bool required = false;

	json_put_text(j, "type", "object");
	json_put_text(j, "description", shape->summary);
	json_open_object(j, "properties");
	for (size_t i = 0; i < shape->n_fields; i++) {
		const struct field *f = &shape->fields[i];

		json_open_object(j, f->key);
		if (f->kind == FIELD_OBJECT) {
			write_kind(j, f);
		} else {
			json_put_text(j, "description", f->summary);
			write_kind(j, f);
		}
		json_end(j);
		required = required || f->required;
	}
	json_end(j);
	if (required) {
		json_open_array(j, "required");
		for (size_t i = 0; i < shape->n_fields; i++)
			if (shape->fields[i].required)
				json_put_text(j, NULL, shape->fields[i].key);
		json_end(j);
	}
	if (shape->one_key) {
		json_put_number(j, "minProperties", 1);
		json_put_number(j, "maxProperties", 1);
	}
	write_conditions(j, shape);
	json_put_bool(j, "additionalProperties", shape->open);
}

static void write_shape(struct json *j, const struct shape *shape)
{
	if (shape->scalar_key == NULL) {
		write_object(j, shape);
		return;
	}
	json_open_array(j, "oneOf");
	json_open_object(j, NULL);
	json_put_text(j, "type", "string");
	json_end(j);
	json_open_object(j, NULL);
	write_object(j, shape);
	json_end(j);
	json_end(j);
}

void schema_write(const struct shape *shape, const char *id, struct buf *out)
{
	struct json j;

	json_begin(&j, out, JSON_PRETTY);
	json_open_object(&j, NULL);
	json_put_text(&j, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_put_text(&j, "$id", id);
	write_shape(&j, shape);
	json_end(&j);
}
