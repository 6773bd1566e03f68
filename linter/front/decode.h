/*
 * decode.h -- trees into structures, by tables.
 *
 * A shape says which keys a mapping may have, of what kind, and where in a structure each goes. The
 * same tables are the JSON Schema in docs/schema/, so that what an editor completes is what is read.
 * Findings: missing-key, unknown-key with the nearest known one, wrong-type, implicit-typing.
 */
#ifndef ZW_FRONT_DECODE_H
#define ZW_FRONT_DECODE_H

#include "base/buf.h"
#include "diag/diag.h"
#include "front/node.h"
#include "model/value.h"

struct shape;

enum field_kind {
	FIELD_TEXT,   /* struct text; what YAML 1.1 would type stays the text that was written */
	FIELD_ENUM,   /* struct text, one of `values` */
	FIELD_NUMBER, /* struct number, `min` to `max` */
	FIELD_FLAG,   /* struct flag: true or false */
	FIELD_DATE,   /* struct day: YYYY-MM-DD */
	FIELD_TEXTS,  /* struct text_list: a list of texts, or one text */
	FIELD_OBJECT, /* a structure at `offset`, of `shape` */
	FIELD_LIST, /* an array: a pointer at `offset`, a size_t at `count_offset`, items of `shape` */
	FIELD_MAP, /* likewise, a mapping of names to items of `shape`; the name is the item's key */
	FIELD_NODE, /* const struct node *: kept as it is, read by the caller */
};

struct field {
	const char *key;
	enum field_kind kind;
	size_t offset, count_offset;
	const struct shape *shape;
	const char *const *values; /* FIELD_ENUM and enumerated FIELD_TEXTS: NULL-ended */
	int64_t min, max;	   /* FIELD_NUMBER */
	bool required;
	/* required, but where the key `unless_key` has the value `unless_value`: there it has no meaning, and
	 * the caller says so; NULL: no such key */
	const char *unless_key, *unless_value;
	const char *summary; /* for the schema: one sentence without a full stop */
};

/* No such member. */
#define NO_OFFSET SIZE_MAX

struct shape {
	const char *name; /* for the schema and for messages: "a subdomain" */
	const char *summary;
	size_t size;
	const struct field *fields;
	size_t n_fields;
	size_t at_offset;	/* struct span of the whole mapping; NO_OFFSET: none */
	size_t key_offset;	/* struct text: the name in a FIELD_MAP; NO_OFFSET: none */
	const char *scalar_key; /* a bare text stands for {scalar_key: text}; NULL: no */
	bool open;		/* other keys are kept elsewhere: no unknown-key */
	bool one_key; /* exactly one of its keys is wanted; the caller says where there are more */
};

struct decoder {
	struct arena *arena;
	struct diag_list *diags;
	uint32_t file;
};

/* Fills OBJECT (zeroed, of the shape's size) from NODE. FALLBACK is where to point when the mapping has
 * no place of its own better than the whole: the key that names it. */
void decode_object(struct decoder *d, const struct shape *shape, const struct node *node,
		   struct span fallback, void *object);

/* One scalar as text; wrong-type and absent where it is none. `implicit` asks for implicit-typing. */
struct text decode_text(struct decoder *d, const struct node *node, const char *key, bool implicit);

/* One scalar as a number, of a FIELD_NUMBER; wrong-type and absent where it is none. */
struct number decode_number(struct decoder *d, const struct node *node, const struct field *field);

/* The shape as JSON Schema (draft 2020-12), a whole document. */
void schema_write(const struct shape *shape, const char *id, struct buf *out);

#endif
