/* decode.c -- trees into structures, by tables. */
#include "front/decode.h"

#include "front/syntax.h"
#include "front/yaml.h"

#include <inttypes.h>

#include "base/banned.h"

static void *member(void *object, size_t offset)
{
	return (char *)object + offset;
}

/* ---- scalars ----------------------------------------------------------------------------------- */

static void wrong_type(struct decoder *d, const struct node *node, const char *key,
		       const char *wanted)
{
	bool scalar = node->kind == NODE_SCALAR && !node_is_null(node);
	struct diag *diag;

	if (scalar)
		diag = diag_add(d->diags, &rule_wrong_type, node->at,
				"`%s` wants %s, and this is `%.*s`", key, wanted,
				STR_ARG(node->text));
	else
		diag = diag_add(d->diags, &rule_wrong_type, node_head(node),
				"`%s` wants %s, and this is %s", key, wanted, node_kind_name(node));
	diag->cause = key;
	if (scalar && str_is(str_from(wanted), "a list"))
		diag_help(d->diags, diag, "write `[%.*s]`", STR_ARG(node->text));
}

struct text decode_text(struct decoder *d, const struct node *node, const char *key, bool implicit)
{
	const char *type;

	if (node->kind != NODE_SCALAR || node_is_null(node)) {
		wrong_type(d, node, key, "text");
		return (struct text){0};
	}
	type = implicit && node->style == SCALAR_PLAIN ? yaml_implicit_type(node->text) : NULL;
	if (type != NULL) {
		struct diag *diag =
			diag_add(d->diags, &rule_implicit_typing, node->at,
				 "unquoted `%.*s` is %s for YAML 1.1 tools; here it is text",
				 STR_ARG(node->text), type);

		diag_help(d->diags, diag, "write \"%.*s\"", STR_ARG(node->text));
	}
	return (struct text){KNOWN, node->text, node->at};
}

static size_t count_values(const char *const *values)
{
	size_t n = 0;

	while (values[n] != NULL)
		n++;
	return n;
}

static const char *list_values(struct decoder *d, const char *const *values)
{
	struct buf text CLEANUP(buf_free);

	buf_init(&text, 4096);
	for (size_t i = 0; values[i] != NULL; i++)
		buf_printf(&text, "%s`%s`",
			   i == 0		   ? ""
			   : values[i + 1] == NULL ? " or "
						   : ", ",
			   values[i]);
	return arena_copy(d->arena, text.ptr, text.len);
}

static bool is_value(const struct text *text, const char *const *values)
{
	for (size_t i = 0; values[i] != NULL; i++)
		if (str_is(text->s, values[i]))
			return true;
	return false;
}

static struct text decode_enum(struct decoder *d, const struct node *node, const char *key,
			       const char *const *values)
{
	struct text text = decode_text(d, node, key, false);
	const char *nearest;
	struct diag *diag;

	if (text.presence != KNOWN || is_value(&text, values))
		return text;
	diag = diag_add(d->diags, &rule_wrong_type, node->at, "`%s` may be %s, and this is `%.*s`",
			key, list_values(d, values), STR_ARG(text.s));
	diag->cause = key;
	nearest = str_nearest(text.s, values, count_values(values));
	if (nearest != NULL)
		diag_help(d->diags, diag, "did you mean `%s`?", nearest);
	return (struct text){0};
}

struct number decode_number(struct decoder *d, const struct node *node, const struct field *f)
{
	struct str digits = node->text;
	bool negative = false;
	uint64_t value;
	int64_t n;

	if (node->kind != NODE_SCALAR || node_is_null(node)) {
		wrong_type(d, node, f->key, "a number");
		return (struct number){0};
	}
	if (digits.len > 1 && digits.ptr[0] == '-') {
		negative = true;
		digits = str_slice(digits.ptr + 1, digits.len - 1);
	}
	if (!str_to_u64(digits, INT64_MAX, &value)) {
		wrong_type(d, node, f->key, "a number");
		return (struct number){0};
	}
	n = negative ? -(int64_t)value : (int64_t)value;
	if (n < f->min || n > f->max) {
		diag_add(d->diags, &rule_wrong_type, node->at,
			 "`%s` may be %" PRId64 " to %" PRId64 ", and this is `%.*s`", f->key,
			 f->min, f->max, STR_ARG(node->text))
			->cause = f->key;
		return (struct number){0};
	}
	return (struct number){KNOWN, n, node->at};
}

static struct flag decode_flag(struct decoder *d, const struct node *node, const char *key)
{
	/* Only the two words of JSON: `no`, `off` and `y` are the traps of YAML 1.1. */
	if (node->kind == NODE_SCALAR && node->style == SCALAR_PLAIN &&
	    (str_is(node->text, "true") || str_is(node->text, "false")))
		return (struct flag){KNOWN, str_is(node->text, "true"), node->at};
	wrong_type(d, node, key, "`true` or `false`");
	return (struct flag){0};
}

static struct day decode_day(struct decoder *d, const struct node *node, const char *key)
{
	date day;

	if (node->kind == NODE_SCALAR && date_parse(node->text, &day))
		return (struct day){KNOWN, day, node->at};
	wrong_type(d, node, key, "a date, YYYY-MM-DD");
	return (struct day){0};
}

static struct text_list decode_texts(struct decoder *d, const struct node *node,
				     const struct field *f)
{
	struct text_list list = {.at = node_head(node)};
	bool one = node->kind == NODE_SCALAR;
	size_t n = one ? 1 : node->kind == NODE_SEQUENCE ? node->sequence.n : 0;

	if (node->kind == NODE_MAPPING || node_is_null(node) || (!one && n == 0 && f->required)) {
		wrong_type(d, node, f->key,
			   n == 0 && !one && node->kind == NODE_SEQUENCE ? "at least one value"
									 : "a list");
		return (struct text_list){.partial = true};
	}
	list.items = NEW_ARRAY(d->arena, struct text, n);
	for (size_t i = 0; i < n; i++) {
		const struct node *item = one ? node : node->sequence.items[i];
		struct text text = f->values != NULL ? decode_enum(d, item, f->key, f->values)
						     : decode_text(d, item, f->key, true);

		if (text.presence == KNOWN)
			list.items[list.n++] = text;
		else
			list.partial = true;
	}
	return list;
}

/* ---- collections ------------------------------------------------------------------------------- */

static void decode_list(struct decoder *d, const struct field *f, const struct node *node,
			void *object)
{
	size_t n;
	char *items;

	if (node->kind != NODE_SEQUENCE) {
		wrong_type(d, node, f->key, "a list");
		return;
	}
	n = node->sequence.n;
	items = arena_array(d->arena, n, f->shape->size);
	for (size_t i = 0; i < n; i++)
		decode_object(d, f->shape, node->sequence.items[i],
			      node_head(node->sequence.items[i]), items + i * f->shape->size);
	*(void **)member(object, f->offset) = items;
	*(size_t *)member(object, f->count_offset) = n;
}

static void decode_map(struct decoder *d, const struct field *f, const struct node *node,
		       void *object)
{
	size_t n;
	char *items;

	if (node->kind != NODE_MAPPING) {
		wrong_type(d, node, f->key, "a mapping of names");
		return;
	}
	n = node->mapping.n;
	items = arena_array(d->arena, n, f->shape->size);
	for (size_t i = 0; i < n; i++) {
		const struct pair *pair = &node->mapping.pairs[i];
		void *item = items + i * f->shape->size;

		*(struct text *)member(item, f->shape->key_offset) =
			decode_text(d, pair->key, f->key, true);
		decode_object(d, f->shape, pair->value, pair->key->at, item);
	}
	*(void **)member(object, f->offset) = items;
	*(size_t *)member(object, f->count_offset) = n;
}

static void decode_field(struct decoder *d, const struct field *f, const struct pair *pair,
			 void *object)
{
	const struct node *node = pair->value;
	void *place = member(object, f->offset);

	switch (f->kind) {
	case FIELD_TEXT:
		*(struct text *)place = decode_text(d, node, f->key, true);
		break;
	case FIELD_ENUM:
		*(struct text *)place = decode_enum(d, node, f->key, f->values);
		break;
	case FIELD_NUMBER:
		*(struct number *)place = decode_number(d, node, f);
		break;
	case FIELD_FLAG:
		*(struct flag *)place = decode_flag(d, node, f->key);
		break;
	case FIELD_DATE:
		*(struct day *)place = decode_day(d, node, f->key);
		break;
	case FIELD_TEXTS:
		*(struct text_list *)place = decode_texts(d, node, f);
		break;
	case FIELD_OBJECT:
		decode_object(d, f->shape, node, pair->key->at, place);
		break;
	case FIELD_LIST:
		decode_list(d, f, node, object);
		break;
	case FIELD_MAP:
		decode_map(d, f, node, object);
		break;
	case FIELD_NODE:
		*(const struct node **)place = node;
		break;
	}
}

/* ---- objects ----------------------------------------------------------------------------------- */

static const struct field *find_field(const struct shape *shape, struct str key)
{
	for (size_t i = 0; i < shape->n_fields; i++)
		if (str_is(key, shape->fields[i].key))
			return &shape->fields[i];
	return NULL;
}

static void unknown_key(struct decoder *d, const struct shape *shape, const struct node *key)
{
	const char *known[64];
	size_t n = 0;
	const char *nearest;
	struct diag *diag;

	for (size_t i = 0; i < shape->n_fields && n < COUNT_OF(known); i++)
		known[n++] = shape->fields[i].key;
	nearest = str_nearest(key->text, known, n);
	diag = diag_add(d->diags, &rule_unknown_key, key->at, "%s has no key `%.*s`", shape->name,
			STR_ARG(key->text));
	diag->cause = arena_cstr(d->arena, key->text);
	if (nearest != NULL)
		diag_help(d->diags, diag, "did you mean `%s`?", nearest);
	else if (n <= 12)
		diag_help(d->diags, diag, "its keys are %s",
			  (known[n] = NULL, list_values(d, known)));
}

/* A key that is not known and reads like KEY: one slip of the hand is one finding. */
static bool is_misspelt(const struct shape *shape, const struct node *node, const char *key)
{
	for (size_t i = 0; i < node->mapping.n; i++) {
		struct str written = node->mapping.pairs[i].key->text;

		if (find_field(shape, written) == NULL && str_nearest(written, &key, 1) != NULL)
			return true;
	}
	return false;
}

/* Whether the other keys of NODE say that F is wanted. */
static bool is_required(const struct field *f, const struct node *node)
{
	const struct node *other;

	if (f->unless_key == NULL)
		return f->required;
	other = node_get(node, f->unless_key);
	return other == NULL || other->kind != NODE_SCALAR || !str_is(other->text, f->unless_value);
}

static void check_required(struct decoder *d, const struct shape *shape, const struct node *node,
			   struct span fallback)
{
	for (size_t i = 0; i < shape->n_fields; i++) {
		const struct field *f = &shape->fields[i];
		struct diag *diag;

		if (!is_required(f, node) || node_pair(node, str_from(f->key)) != NULL ||
		    is_misspelt(shape, node, f->key))
			continue;
		diag = diag_add(d->diags, &rule_missing_key, fallback, "%s needs the key `%s`",
				shape->name, f->key);
		diag->cause = f->key;
		diag_help(d->diags, diag, "add `%s:` (%s)", f->key, f->summary);
	}
}

/* missing-key where a shape of one key has none: no pair, or an empty list for texts. A key that is not
 * known, or a value of the wrong type, has its finding already. */
static void check_one_key(struct decoder *d, const struct shape *shape, const struct node *node,
			  struct span fallback)
{
	const char *known[64];
	size_t n = 0;
	struct diag *diag;

	for (size_t i = 0; i < node->mapping.n; i++) {
		const struct pair *pair = &node->mapping.pairs[i];
		const struct field *f = find_field(shape, pair->key->text);

		if (f == NULL || f->kind != FIELD_TEXTS || pair->value->kind != NODE_SEQUENCE ||
		    pair->value->sequence.n > 0)
			return;
	}
	for (size_t i = 0; i < shape->n_fields && n + 1 < COUNT_OF(known); i++)
		known[n++] = shape->fields[i].key;
	known[n] = NULL;
	diag = diag_add(d->diags, &rule_missing_key, fallback, "%s names nothing", shape->name);
	diag->cause = shape->name;
	diag_help(d->diags, diag, "add one of %s", list_values(d, known));
}

/* A bare text for {scalar_key: text}. */
static bool decode_bare(struct decoder *d, const struct shape *shape, const struct node *node,
			void *object)
{
	const struct field *f;

	if (shape->scalar_key == NULL || node->kind != NODE_SCALAR || node_is_null(node))
		return false;
	f = find_field(shape, str_from(shape->scalar_key));
	if (f == NULL)
		BUG("a scalar key that is no field");
	decode_field(d, f,
		     &(struct pair){(struct node *)(uintptr_t)node, (struct node *)(uintptr_t)node,
				    false},
		     object);
	return true;
}

void decode_object(struct decoder *d, const struct shape *shape, const struct node *node,
		   struct span fallback, void *object)
{
	if (shape->at_offset != NO_OFFSET)
		*(struct span *)member(object, shape->at_offset) = fallback;
	if (decode_bare(d, shape, node, object))
		return;
	if (node->kind != NODE_MAPPING) {
		struct diag *diag = diag_add(
			d->diags, &rule_wrong_type, node_is_null(node) ? fallback : node_head(node),
			"%s wants a mapping, and this is %s", shape->name, node_kind_name(node));

		diag->cause = shape->name;
		return;
	}
	for (size_t i = 0; i < node->mapping.n; i++) {
		const struct pair *pair = &node->mapping.pairs[i];
		const struct field *f = find_field(shape, pair->key->text);

		if (f != NULL)
			decode_field(d, f, pair, object);
		else if (!shape->open)
			unknown_key(d, shape, pair->key);
	}
	check_required(d, shape, node, fallback);
	if (shape->one_key)
		check_one_key(d, shape, node, fallback);
}
