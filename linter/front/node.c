/* node.c -- one tree with places, for YAML and for JSON. */
#include "front/node.h"

#include <string.h>

#include "base/banned.h"

const struct pair *node_pair(const struct node *mapping, struct str key)
{
	if (mapping == NULL || mapping->kind != NODE_MAPPING)
		return NULL;
	for (size_t i = 0; i < mapping->mapping.n; i++) {
		struct str text = mapping->mapping.pairs[i].key->text;

		/* length and first octet tell the keys of a record apart */
		if (text.len == key.len &&
		    (text.len == 0 ||
		     (text.ptr[0] == key.ptr[0] && memcmp(text.ptr, key.ptr, text.len) == 0)))
			return &mapping->mapping.pairs[i];
	}
	return NULL;
}

bool node_is_null(const struct node *node)
{
	return node->kind == NODE_SCALAR && node->style == SCALAR_PLAIN &&
	       (node->text.len == 0 || str_is(node->text, "~") ||
		str_eq_nocase(node->text, STR("null")));
}

static bool is_same_place(struct span a, struct span b)
{
	return a.file == b.file && a.start == b.start && a.end == b.end;
}

static bool is_same_list(const struct node *a, const struct node *b)
{
	if (a->sequence.n != b->sequence.n)
		return false;
	for (size_t i = 0; i < a->sequence.n; i++)
		if (!node_same_tree(a->sequence.items[i], b->sequence.items[i]))
			return false;
	return true;
}

static bool is_same_mapping(const struct node *a, const struct node *b)
{
	if (a->mapping.n != b->mapping.n)
		return false;
	for (size_t i = 0; i < a->mapping.n; i++) {
		const struct pair *x = &a->mapping.pairs[i], *y = &b->mapping.pairs[i];

		if (x->merged != y->merged || !node_same_tree(x->key, y->key) ||
		    !node_same_tree(x->value, y->value))
			return false;
	}
	return true;
}

bool node_same_tree(const struct node *a, const struct node *b)
{
	if (a->kind != b->kind || !is_same_place(a->at, b->at) || a->shared != b->shared ||
	    !str_eq(a->tag, b->tag))
		return false;
	switch (a->kind) {
	case NODE_SCALAR:
		return a->style == b->style && str_eq(a->text, b->text);
	case NODE_SEQUENCE:
		return is_same_list(a, b);
	case NODE_MAPPING:
		return is_same_mapping(a, b);
	}
	BUG("a node of no kind");
}

const char *node_kind_name(const struct node *node)
{
	if (node_is_null(node))
		return "an empty value";
	switch (node->kind) {
	case NODE_SCALAR:
		return "text";
	case NODE_SEQUENCE:
		return "a list";
	case NODE_MAPPING:
		return "a mapping";
	}
	BUG("a node of no kind");
}

struct span node_head(const struct node *node)
{
	while (node->kind != NODE_SCALAR) {
		if (node->kind == NODE_SEQUENCE) {
			if (node->sequence.n == 0)
				break;
			node = node->sequence.items[0];
		} else {
			if (node->mapping.n == 0 || node->mapping.pairs[0].merged)
				break;
			node = node->mapping.pairs[0].key;
		}
	}
	return node->at;
}

bool node_is_include(const struct node *node)
{
	return node->kind == NODE_SCALAR && str_is(node->tag, "!include");
}

bool node_is_lost(const struct node *node)
{
	return node_is_include(node) && node_is_null(node);
}
