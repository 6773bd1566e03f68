/* json_tree.c -- the tree of a JSON file, by jansson and jsmn. */
#include "front/json_tree.h"

#include "base/map.h"
#include "base/utf8.h"
#include "front/syntax.h"
#include "source/limits.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define JSMN_STATIC
#define JSMN_STRICT
#define JSMN_PARENT_LINKS /* without them, closing a list looks at all that is in it */
#include <jsmn.h>

#include "base/banned.h"

enum { FEW_PAIRS = 16 }; /* so many keys are compared one by one, more by a map */

struct builder {
	const struct source *source;
	struct arena *arena;
	struct diag_list *diags;
	struct str text;  /* without the byte order mark */
	uint32_t skipped; /* octets of that mark */
	const jsmntok_t *tokens;
	int next;
	size_t duplicates;
};

static struct span span_at(const struct builder *b, size_t start, size_t end)
{
	return (struct span){b->source->file, (uint32_t)start + b->skipped,
			     (uint32_t)end + b->skipped};
}

/* ---- before parsing ---------------------------------------------------------------------------- */

/* Depth and number of values, by brackets and commas outside strings. What is no JSON is miscounted at
 * worst; the parsers see it next. */
static bool within_limits(const struct builder *b)
{
	size_t depth = 0, values = 1;
	bool quoted = false;

	for (size_t at = 0; at < b->text.len; at++) {
		char c = b->text.ptr[at];

		if (quoted && c == '\\') {
			at++;
		} else if (c == '"') {
			quoted = !quoted;
		} else if (!quoted && (c == '[' || c == '{')) {
			values++;
			if (++depth > LIMIT_DEPTH) {
				(void)diag_add(
					b->diags, &rule_resource_limit, span_at(b, at, at + 1),
					"lists and objects nested more than %d deep", LIMIT_DEPTH);
				return false;
			}
		} else if (!quoted && (c == ']' || c == '}')) {
			depth -= depth > 0;
		} else if (!quoted && (c == ',' || c == ':')) {
			values++;
		}
		if (values > LIMIT_NODES) {
			(void)diag_add(b->diags, &rule_resource_limit, span_at(b, at, at + 1),
				       "more than %d values", LIMIT_NODES);
			return false;
		}
	}
	return true;
}

/* ---- is it JSON -------------------------------------------------------------------------------- */

static bool is_json(const struct builder *b)
{
	const char *nul = memchr(b->text.ptr, '\0', b->text.len);
	json_error_t error;
	size_t end, start;
	json_t *tree;

	/* jansson takes a NUL behind a number for a blank. */
	if (nul != NULL) {
		start = (size_t)(nul - b->text.ptr);
		(void)diag_add(b->diags, &rule_parse_error, span_at(b, start, start + 1),
			       "is binary: octet %zu is NUL", start + b->skipped + 1);
		return false;
	}
	/* Numbers stay the text they are: that one is too big for an integer is no fault. */
	tree = json_loadb(b->text.ptr, b->text.len, JSON_DECODE_INT_AS_REAL, &error);

	if (tree != NULL) {
		json_decref(tree);
		return true;
	}
	if (json_error_code(&error) == json_error_out_of_memory)
		out_of_memory();
	/* The position is behind the character that does not fit. */
	end = error.position < 0 ? 0 : (size_t)error.position;
	if (end > b->text.len)
		end = b->text.len;
	start = end > 0 ? end - 1 : 0;
	while (start > 0 && (b->text.ptr[start] & 0xc0) == 0x80)
		start--;
	(void)diag_add(b->diags, &rule_parse_error, span_at(b, start, end), "%s", error.text);
	return false;
}

/* ---- strings ----------------------------------------------------------------------------------- */

static uint32_t four_digits(const char *digits)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		char c = ascii_lower(digits[i]);

		value = value << 4 | (uint32_t)(ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return value;
}

/* The code point of `\uXXXX` or of a pair of them (RFC 8259 section 7); AT moves behind it. */
static uint32_t escaped_point(struct str raw, size_t *at)
{
	uint32_t point = four_digits(raw.ptr + *at + 2);

	*at += 6;
	if (point >= 0xd800 && point < 0xdc00) {
		point = 0x10000 + ((point - 0xd800) << 10) +
			(four_digits(raw.ptr + *at + 2) - 0xdc00);
		*at += 6;
	}
	return point;
}

/* RAW is what stands between the quotes, and jansson has found it sound. */
static struct str unescape(struct arena *arena, struct str raw)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	char *out;
	size_t len = 0, at = 0;

	if (raw.len == 0 || memchr(raw.ptr, '\\', raw.len) == NULL)
		return raw;
	out = arena_bytes(arena, raw.len + 1);
	while (at < raw.len) {
		const char *letter;

		if (raw.ptr[at] != '\\') {
			out[len++] = raw.ptr[at++];
		} else if (raw.ptr[at + 1] == 'u') {
			len += utf8_encode(escaped_point(raw, &at), out + len);
		} else {
			letter = strchr(letters, raw.ptr[at + 1]);
			out[len++] = letter == NULL ? raw.ptr[at + 1] : meant[letter - letters];
			at += 2;
		}
	}
	out[len] = '\0';
	return str_slice(out, len);
}

/* ---- the tree ---------------------------------------------------------------------------------- */

static struct node *build(struct builder *b);

static void repeated_key(struct builder *b, const struct node *key, const struct node *first)
{
	struct diag *d;

	if (b->duplicates++ > LIMIT_PARSE_ERRORS)
		return;
	if (b->duplicates > LIMIT_PARSE_ERRORS) {
		(void)diag_add(b->diags, &rule_resource_limit, key->at,
			       "more than %d keys that occur twice", LIMIT_PARSE_ERRORS);
		return;
	}
	d = diag_add(b->diags, &rule_duplicate_key, key->at,
		     "key `%.*s` occurs twice in this object", STR_ARG(key->text));
	diag_related(b->diags, d, first->at, "first here");
	diag_help(b->diags, d, "keep one of the two");
}

/* The key of OBJECT that KEY repeats, or NULL. */
static const struct node *find_key(struct map *keys, const struct node *object, struct node *key)
{
	if (keys->arena != NULL)
		return map_add(keys, key->text, key);
	for (size_t i = 0; i < object->mapping.n; i++)
		if (str_eq(object->mapping.pairs[i].key->text, key->text))
			return object->mapping.pairs[i].key;
	return NULL;
}

static void build_pairs(struct builder *b, struct node *node, size_t n)
{
	struct map keys = {0};

	if (n > FEW_PAIRS)
		map_init(&keys, b->arena);
	node->mapping.pairs = NEW_ARRAY(b->arena, struct pair, n);
	for (size_t i = 0; i < n; i++) {
		struct node *key = build(b), *value = build(b);
		const struct node *first = find_key(&keys, node, key);

		if (first != NULL)
			repeated_key(b, key, first);
		else
			node->mapping.pairs[node->mapping.n++] = (struct pair){key, value, false};
	}
}

/* As deep as LIMIT_DEPTH allows. */
static struct node *build(struct builder *b)
{
	const jsmntok_t *token = &b->tokens[b->next++];
	struct node *node = NEW(b->arena, struct node);
	size_t start = (size_t)token->start, end = (size_t)token->end, n = (size_t)token->size;
	struct str raw = str_slice(b->text.ptr + start, end - start);

	node->at = span_at(b, start, end);
	switch (token->type) {
	case JSMN_OBJECT:
		node->kind = NODE_MAPPING;
		build_pairs(b, node, n);
		break;
	case JSMN_ARRAY:
		node->kind = NODE_SEQUENCE;
		node->sequence.items = NEW_ARRAY(b->arena, struct node *, n);
		while (node->sequence.n < n)
			node->sequence.items[node->sequence.n++] = build(b);
		break;
	case JSMN_STRING:
		node->style = SCALAR_QUOTED;
		node->at = span_at(b, start - 1, end + 1); /* with its quotes */
		node->text = unescape(b->arena, raw);
		break;
	case JSMN_PRIMITIVE:
	case JSMN_UNDEFINED:
		node->text = raw;
		break;
	}
	return node;
}

static struct node *build_tree(struct builder *b)
{
	jsmn_parser parser;
	jsmntok_t *tokens;
	struct node *root = NULL;
	int n;

	jsmn_init(&parser);
	n = jsmn_parse(&parser, b->text.ptr, b->text.len, NULL, 0);
	tokens = n <= 0 ? NULL : calloc((size_t)n, sizeof(*tokens));
	if (n > 0 && tokens == NULL)
		out_of_memory();
	jsmn_init(&parser);
	b->tokens = tokens;
	if (n <= 0 || jsmn_parse(&parser, b->text.ptr, b->text.len, tokens, (unsigned)n) != n)
		(void)diag_add(b->diags, &rule_parse_error, span_at(b, 0, 0),
			       "is not read alike by two parsers of JSON");
	else
		root = build(b);
	free(tokens);
	return root;
}

struct node *json_read(const struct source *source, struct arena *arena, struct diag_list *diags)
{
	struct builder b = {
		.source = source,
		.arena = arena,
		.diags = diags,
		.skipped = source->lines[0],
	};

	b.text = str_slice(source->bytes.ptr + b.skipped, source->bytes.len - b.skipped);
	if (!within_limits(&b) || !is_json(&b))
		return NULL;
	return build_tree(&b);
}
