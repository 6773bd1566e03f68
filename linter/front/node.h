/*
 * node.h -- one tree with places, for YAML and for JSON.
 *
 * A scalar that several aliases name is one node with several parents; `shared` says so, and a fix
 * must not touch it. Pairs that a merge key (<<) brings in stand behind the mapping's own pairs and
 * say `merged`. Trees are finite: an alias to a node that contains it is a parse error.
 */
#ifndef ZW_FRONT_NODE_H
#define ZW_FRONT_NODE_H

#include "base/str.h"
#include "source/source.h"

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

enum scalar_style { SCALAR_PLAIN, SCALAR_QUOTED, SCALAR_BLOCK };

struct node;

struct pair {
	struct node *key; /* a scalar */
	struct node *value;
	bool merged; /* from a mapping that `<<` names */
};

struct node {
	enum node_kind kind;
	enum scalar_style style; /* scalars */
	bool shared;		 /* has an anchor that an alias names */
	struct span at; /* a scalar with its quotes; a collection from its first to its last byte */
	struct str tag; /* as written, "" for none */
	struct str text; /* scalars: the value, escapes resolved */
	union {
		struct {
			struct node **items;
			size_t n;
		} sequence;
		struct {
			struct pair *pairs;
			size_t n;
		} mapping;
	};
};

/* The pair of KEY in a mapping, or NULL; NULL for what is no mapping. */
const struct pair *node_pair(const struct node *mapping, struct str key);

/* … its value. */
static inline struct node *node_get(const struct node *mapping, const char *key)
{
	const struct pair *pair = node_pair(mapping, str_from(key));

	return pair == NULL ? NULL : pair->value;
}

/* "a list", "a mapping", "text", "an empty value": for messages. */
const char *node_kind_name(const struct node *node);

/* True for a plain scalar that is empty, `~` or `null`. */
bool node_is_null(const struct node *node);

/* A scalar that octoDNS's `!include` makes stand for another file. */
bool node_is_include(const struct node *node);

/* … that could not be had: an empty value, and reported. */
bool node_is_lost(const struct node *node);

/* Whether two trees of one file are the same: values, styles, tags, and places. */
bool node_same_tree(const struct node *a, const struct node *b);

/* A place to point at that is one line at most: a scalar itself; of a collection its first scalar. */
struct span node_head(const struct node *node);

#endif
