/* bundle_json.c -- the JSON files of a bundle, read with distrust. */
#include "bundle_json.h"

#include "diag/diag.h"
#include "front/json_tree.h"

#include "base/banned.h"

/* More than there are values, strings being counted with what is in them: the parsers take some hundred octets
 * for each. */
static bool has_too_many_values(struct str bytes)
{
	size_t values = 1;

	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.ptr[i];

		values += c == ',' || c == ':' || c == '[' || c == '{';
	}
	return values > BUNDLE_JSON_VALUES_MAX;
}

const struct node *bundle_json_read(struct arena *arena, struct str bytes, struct err *err)
{
	struct sources sources = {.arena = arena, .root_fd = -1};
	const struct node *root;
	struct diag_list diags;
	struct source *source;

	if (has_too_many_values(bytes)) {
		(void)err_set(err, "more than %d values", BUNDLE_JSON_VALUES_MAX);
		return NULL;
	}
	diag_list_init(&diags, arena);
	source = source_add(&sources, STR("json"), bytes);
	root = json_read(source, arena, &diags);
	if (diags.diags.n > 0) {
		const struct diag *diag = diags.diags.items[0];
		struct position at = source_position(source, diag->at.start);

		(void)err_set(err, "line %u, column %u: %.300s", at.line, at.column, diag->message);
		return NULL;
	}
	if (root == NULL || root->kind != NODE_MAPPING) {
		(void)err_set(err, "it is no JSON object");
		return NULL;
	}
	return root;
}

static const struct node *scalar_of(const struct node *object, const char *key,
				    enum scalar_style style)
{
	const struct node *node = object == NULL ? NULL : node_get(object, key);

	if (node == NULL || node->kind != NODE_SCALAR || node->style != style)
		return NULL;
	return node;
}

bool json_text_of(const struct node *object, const char *key, struct str *ret_text)
{
	const struct node *node = scalar_of(object, key, SCALAR_QUOTED);

	if (node == NULL)
		return false;
	*ret_text = node->text;
	return true;
}

bool json_number_of(const struct node *object, const char *key, uint64_t *ret_number)
{
	const struct node *node = scalar_of(object, key, SCALAR_PLAIN);

	return node != NULL && str_to_u64(node->text, INT64_MAX, ret_number);
}

bool json_bool_of(const struct node *object, const char *key, bool *ret_bool)
{
	const struct node *node = scalar_of(object, key, SCALAR_PLAIN);

	if (node == NULL || (!str_is(node->text, "true") && !str_is(node->text, "false")))
		return false;
	*ret_bool = str_is(node->text, "true");
	return true;
}

const struct node *json_list_of(const struct node *object, const char *key)
{
	const struct node *node = object == NULL ? NULL : node_get(object, key);

	return node != NULL && node->kind == NODE_SEQUENCE ? node : NULL;
}

const struct node *json_object_of(const struct node *object, const char *key)
{
	const struct node *node = object == NULL ? NULL : node_get(object, key);

	return node != NULL && node->kind == NODE_MAPPING ? node : NULL;
}

bool json_is_null(const struct node *object, const char *key)
{
	const struct node *node = object == NULL ? NULL : node_get(object, key);

	return node != NULL && node_is_null(node);
}
