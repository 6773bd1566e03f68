/* yaml_plain_parts.c -- what stands on one line of plain YAML: scalars, and collections in brackets. */
#include "front/yaml_plain_parts.h"

#include <endian.h>
#include <string.h>

#include "base/banned.h"

enum { NODES_AHEAD = 128 };

struct node *plain_node(struct plain_reader *r, enum node_kind kind, const char *from,
			const char *end)
{
	const char *bytes = r->source->bytes.ptr;
	struct node *node;

	if (r->n_spare == 0) {
		r->spare = arena_raw(r->arena, NODES_AHEAD * sizeof(*node), _Alignof(struct node));
		r->n_spare = NODES_AHEAD;
	}
	node = r->spare++;
	r->n_spare--;
	r->n_nodes++;
	*node = (struct node){
		.kind = kind,
		.at = {r->source->file, (uint32_t)(from - bytes), (uint32_t)(end - bytes)},
		.tag = STR(""),
	};
	return node;
}

/* ---- scalars ----------------------------------------------------------------------------------- */

static struct node *new_scalar(struct plain_reader *r, enum scalar_style style, const char *from,
			       struct str text)
{
	struct node *node;

	if (text.len > LIMIT_SCALAR_SIZE)
		return NULL;
	node = plain_node(r, NODE_SCALAR, from, r->at);
	node->style = style;
	node->text = text;
	return node;
}

struct node *plain_empty(struct plain_reader *r, const char *at)
{
	struct node *node = plain_node(r, NODE_SCALAR, at, at);

	node->text = str_slice(at, 0);
	return node;
}

/* Eight octets as a number, the first the lowest; each octet of the masks below is one of them. */
#define EACH(octet) ((uint64_t)(octet)*0x0101010101010101u)

/* The highest bit of each octet that is C, and perhaps of some above the first that is. */
static uint64_t which_are(uint64_t octets, unsigned char c)
{
	uint64_t differences = octets ^ EACH(c);

	return (differences - EACH(0x01)) & ~differences & EACH(0x80);
}

/* … that is less than LIMIT (0x80 at most). */
static uint64_t which_are_less(uint64_t octets, unsigned char limit)
{
	return (octets - EACH(limit)) & ~octets & EACH(0x80);
}

/* What ends a run of octets of a plain scalar, or is looked at more closely: a blank, a line's end, `:`. */
static const char *next_special(const char *at, const char *end)
{
	for (; end - at >= 8; at += 8) {
		uint64_t octets, found;

		memcpy(&octets, at, sizeof(octets));
		octets = le64toh(octets);
		found = which_are(octets, ':') | which_are_less(octets, ' ' + 1);
		if (found != 0)
			return at + __builtin_ctzll(found) / 8;
	}
	while (at < end && *at != ':' && (unsigned char)*at > ' ')
		at++;
	return at;
}

/* What no plain scalar begins with; `-` and `:` do where no blank follows. */
static const bool is_opening[256] = {
	['?'] = true, [','] = true, ['['] = true,  [']'] = true, ['{'] = true, ['}'] = true,
	['#'] = true, ['&'] = true, ['*'] = true,  ['!'] = true, ['|'] = true, ['>'] = true,
	['%'] = true, ['@'] = true, ['\''] = true, ['"'] = true, ['`'] = true,
};

/* A plain scalar in a block: up to `: `, ` #` or the end of the line, without blanks at the end. */
static struct node *read_plain(struct plain_reader *r)
{
	const char *from = r->at, *at = from, *end;

	if (is_opening[(unsigned char)*at] ||
	    ((*at == '-' || *at == ':') && plain_ends_word(r, at + 1)))
		return NULL;
	for (;;) {
		at = next_special(at, r->end);
		if (at < r->end && *at == ':' && !plain_ends_word(r, at + 1)) {
			at++;
			continue;
		}
		end = at;
		while (at < r->end && *at == ' ')
			at++;
		if (at == r->end || *at == '\n' || *at == '\r' || *at == '#' ||
		    (*at == ':' && plain_ends_word(r, at + 1)))
			break;
		if (*at == '\t')
			return NULL;
	}
	r->at = end;
	return new_scalar(r, SCALAR_PLAIN, from, str_slice(from, (size_t)(end - from)));
}

/* The text between single quotes that holds doubled ones. */
static struct str without_doubles(struct plain_reader *r, struct str text)
{
	char *out = arena_bytes(r->arena, text.len);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		out[len++] = text.ptr[i];
		i += text.ptr[i] == '\'';
	}
	return str_slice(out, len);
}

static struct node *read_single(struct plain_reader *r)
{
	const char *from = r->at++;
	bool doubled = false;
	struct str text;

	for (;; r->at++) {
		if (r->at == r->end || *r->at == '\n' || *r->at == '\r')
			return NULL;
		if (*r->at != '\'')
			continue;
		if (r->at + 1 == r->end || r->at[1] != '\'')
			break;
		doubled = true;
		r->at++;
	}
	text = str_slice(from + 1, (size_t)(r->at - from) - 1);
	r->at++;
	return new_scalar(r, SCALAR_QUOTED, from, doubled ? without_doubles(r, text) : text);
}

/* What an escape of one letter stands for; 0: it is none of those that are read here. */
static char escaped(char letter)
{
	switch (letter) {
	case '"':
	case '\\':
	case '/':
		return letter;
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return 0;
	}
}

/* The text between double quotes, whose escapes are known. */
static struct str without_escapes(struct plain_reader *r, struct str text)
{
	char *out = arena_bytes(r->arena, text.len);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++)
		out[len++] = text.ptr[i] == '\\' ? escaped(text.ptr[++i]) : text.ptr[i];
	return str_slice(out, len);
}

static struct node *read_double(struct plain_reader *r)
{
	const char *from = r->at++;
	bool escapes = false;
	struct str text;

	for (; r->at < r->end && *r->at != '"'; r->at++) {
		if (*r->at == '\n' || *r->at == '\r')
			return NULL;
		if (*r->at != '\\')
			continue;
		escapes = true;
		r->at++;
		if (r->at == r->end || escaped(*r->at) == 0)
			return NULL;
	}
	if (r->at == r->end)
		return NULL;
	text = str_slice(from + 1, (size_t)(r->at - from) - 1);
	r->at++;
	return new_scalar(r, SCALAR_QUOTED, from, escapes ? without_escapes(r, text) : text);
}

struct node *plain_scalar(struct plain_reader *r)
{
	switch (*r->at) {
	case '\'':
		return read_single(r);
	case '"':
		return read_double(r);
	default:
		return read_plain(r);
	}
}

/* ---- collections in brackets ------------------------------------------------------------------- */

/* In brackets more octets are indicators, and not only before blanks: what is read there as plain text is made of
 * these. */
static bool is_flow_letter(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || (unsigned char)c >= 0x80 || c == '_' ||
	       c == '.' || c == '/' || c == '~' || c == '+' || c == '=' || c == ';' || c == '(' ||
	       c == ')' || c == '$' || c == '^' || c == '\\';
}

/* Octets at AT, which are those of a word that has begun: these may stand in it, and not at its begin. */
static bool goes_on(const struct plain_reader *r, const char *at)
{
	if (*at == ':')
		return at + 1 < r->end && (at[1] == ':' || is_flow_letter(at[1]));
	return is_flow_letter(*at) || *at == '-' || *at == '*' || *at == '@' || *at == '%';
}

static struct node *read_flow_plain(struct plain_reader *r)
{
	const char *from = r->at, *at = from, *end;

	if (at == r->end ||
	    (!is_flow_letter(*at) && (*at != '-' || at + 1 == r->end || !is_flow_letter(at[1]))))
		return NULL;
	do {
		while (at < r->end && goes_on(r, at))
			at++;
		end = at;
		while (at < r->end && *at == ' ')
			at++;
	} while (at > end && at < r->end && is_flow_letter(*at));
	r->at = end;
	return new_scalar(r, SCALAR_PLAIN, from, str_slice(from, (size_t)(end - from)));
}

static struct node *read_flow_scalar(struct plain_reader *r)
{
	if (r->at < r->end && (*r->at == '\'' || *r->at == '"'))
		return plain_scalar(r);
	return read_flow_plain(r);
}

static struct node *read_flow_value(struct plain_reader *r, unsigned depth)
{
	if (r->at < r->end && (*r->at == '[' || *r->at == '{'))
		return plain_flow(r, depth);
	return read_flow_scalar(r);
}

static bool read_flow_pair(struct plain_reader *r, unsigned depth)
{
	const char *from = r->at;
	struct node *key = read_flow_scalar(r), *value;

	if (key == NULL || r->at - from > PLAIN_KEY_SIZE || r->end - r->at < 2 || *r->at != ':' ||
	    r->at[1] != ' ')
		return false;
	r->at++;
	plain_skip_blanks(r);
	value = read_flow_value(r, depth);
	if (value == NULL)
		return false;
	*VEC_PUSH(r->arena, &r->pairs) = (struct pair){key, value, false};
	return true;
}

static bool read_flow_item(struct plain_reader *r, unsigned depth)
{
	struct node *item = read_flow_value(r, depth);

	if (item == NULL)
		return false;
	*VEC_PUSH(r->arena, &r->items) = item;
	return true;
}

struct node *plain_flow(struct plain_reader *r, unsigned depth)
{
	const char *from = r->at++;
	bool mapping = *from == '{';
	size_t first = mapping ? r->pairs.n : r->items.n;
	char closing = mapping ? '}' : ']';
	struct node *node;

	if (depth >= LIMIT_DEPTH)
		return NULL;
	plain_skip_blanks(r);
	while (r->at == r->end || *r->at != closing) {
		if (plain_is_full(r) || !(mapping ? read_flow_pair : read_flow_item)(r, depth + 1))
			return NULL;
		plain_skip_blanks(r);
		if (r->at == r->end || (*r->at != ',' && *r->at != closing))
			return NULL;
		if (*r->at == closing)
			break;
		r->at++;
		plain_skip_blanks(r);
		if (r->at == r->end || *r->at == closing)
			return NULL;
	}
	r->at++;
	node = plain_node(r, mapping ? NODE_MAPPING : NODE_SEQUENCE, from, r->at);
	return plain_close(r, node, first) ? node : NULL;
}

/* ---- collections are whole --------------------------------------------------------------------- */

/* So many keys are compared one by one. */
enum { FEW_PAIRS = 16 };

static bool is_repeated(const struct pair *pairs, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(pairs[k].key->text, pairs[i].key->text))
				return true;
	return false;
}

/* … and more by a table of their numbers, counted from 1. */
static bool is_repeated_in_table(struct arena *arena, const struct pair *pairs, size_t n)
{
	struct arena_mark mark = arena_mark(arena);
	size_t size = 64;
	uint32_t *table;
	bool found = false;

	while (size < 2 * n)
		size *= 2;
	table = NEW_ARRAY(arena, uint32_t, size);
	for (size_t i = 0; i < n && !found; i++) {
		struct str key = pairs[i].key->text;
		size_t slot = str_hash(key) & (size - 1);

		while (table[slot] != 0 && !found) {
			found = str_eq(pairs[table[slot] - 1].key->text, key);
			slot = (slot + 1) & (size - 1);
		}
		table[slot] = (uint32_t)i + 1;
	}
	arena_release(arena, &mark);
	return found;
}

/* Whether a key occurs twice, or is a merge key. */
static bool has_doubtful_key(struct arena *arena, const struct pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (pairs[i].key->style == SCALAR_PLAIN && str_is(pairs[i].key->text, "<<"))
			return true;
	return n <= FEW_PAIRS ? is_repeated(pairs, n) : is_repeated_in_table(arena, pairs, n);
}

static bool close_mapping(struct plain_reader *r, struct node *node, size_t first)
{
	size_t n = r->pairs.n - first, size = n * sizeof(struct pair);
	const struct pair *pairs;

	if (n == 0)
		return true;
	pairs = r->pairs.items + first;
	if (has_doubtful_key(r->arena, pairs, n))
		return false;
	node->mapping.pairs = arena_raw(r->arena, size, _Alignof(struct pair));
	memcpy(node->mapping.pairs, pairs, size);
	node->mapping.n = n;
	r->pairs.n = first;
	return true;
}

bool plain_close(struct plain_reader *r, struct node *node, size_t first)
{
	size_t n = r->items.n - first, size = n * sizeof(struct node *);

	if (node->kind == NODE_MAPPING)
		return close_mapping(r, node, first);
	if (n == 0)
		return true;
	node->sequence.items = arena_raw(r->arena, size, _Alignof(struct node *));
	memcpy(node->sequence.items, r->items.items + first, size);
	node->sequence.n = n;
	r->items.n = first;
	return true;
}

/* ---- the end of a line ------------------------------------------------------------------------- */

bool plain_end_line(struct plain_reader *r)
{
	const char *from = r->at, *line_end;

	plain_skip_blanks(r);
	if (r->at < r->end && *r->at == '#') {
		if (r->at == from && from > r->start && from[-1] != ' ' && from[-1] != '\n')
			return false; /* `'a'#b` has a comment for libyaml, and for no one else */
		line_end = memchr(r->at, '\n', (size_t)(r->end - r->at));
		r->at = line_end == NULL ? r->end : line_end;
	}
	if (r->at < r->end && *r->at == '\r')
		r->at++;
	if (r->at == r->end)
		return true;
	return *r->at++ == '\n';
}
