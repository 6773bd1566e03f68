/*
 * json_tree.h -- the tree of a JSON file (RFC 8259), with places.
 *
 * Strict: one object or array, UTF-8, no comments, no comma too many, no unpaired surrogates. A byte
 * order mark at the start is passed over. Strings are quoted scalars, numbers and words plain ones as
 * they were written, so that node_is_null() holds for `null`. jansson says what is JSON and what is not,
 * jsmn where everything stands; nothing above this header can tell.
 */
#ifndef ZW_FRONT_JSON_TREE_H
#define ZW_FRONT_JSON_TREE_H

#include "diag/diag.h"
#include "front/node.h"

/* Reads SOURCE. Findings (parse-error, duplicate-key, resource-limit) go to DIAGS; of a key that occurs
 * twice the first counts. NULL where the file cannot be read. */
struct node *json_read(const struct source *source, struct arena *arena, struct diag_list *diags);

#endif
