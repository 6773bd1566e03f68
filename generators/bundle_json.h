/*
 * bundle_json.h -- the JSON files of a bundle, read with distrust: a bundle may come from anywhere.
 */
#ifndef ZW_GENERATORS_BUNDLE_JSON_H
#define ZW_GENERATORS_BUNDLE_JSON_H

#include "front/node.h"

enum { BUNDLE_JSON_VALUES_MAX = 4 * 1000 * 1000 };

/*
 * The tree of BYTES, in ARENA: strict JSON whose root is an object, each key once, with no more than
 * BUNDLE_JSON_VALUES_MAX values. NULL with "line 1, column 2: reason" in ERR where it is not.
 */
const struct node *bundle_json_read(struct arena *arena, struct str bytes, struct err *err);

/* The member KEY of OBJECT where it is a string, a whole number, a truth value, a list, an object; of another kind,
 * or absent: false. OBJECT may be NULL. */
bool json_text_of(const struct node *object, const char *key, struct str *ret_text);
bool json_number_of(const struct node *object, const char *key, uint64_t *ret_number);
bool json_bool_of(const struct node *object, const char *key, bool *ret_bool);
const struct node *json_list_of(const struct node *object, const char *key);
const struct node *json_object_of(const struct node *object, const char *key);
bool json_is_null(const struct node *object, const char *key);

#endif
