/* yaml_plain.c -- a fast reader of the plain part of YAML: lines, and what their indentation says. */
#include "front/yaml_plain.h"

#include "base/utf8.h"
#include "front/yaml_plain_parts.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

/* An open block collection. */
struct frame {
	struct node *node;
	struct node *key; /* mappings: of the value that comes next */
	const char *
		empty; /* where the value or item stands that comes next, if it is empty; NULL: none is due */
	size_t column;	 /* of its keys or dashes, from 0 */
	size_t first;	 /* where its items or pairs begin on the stack */
	bool indentless; /* a sequence whose dashes stand below its key */
};

struct block_reader {
	struct plain_reader r;
	struct frame frames[LIMIT_DEPTH];
	unsigned depth;
	struct node *root;
};

/* ---- the octets -------------------------------------------------------------------------------- */

static bool is_plain_octet(unsigned char c)
{
	return (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t';
}

/* A CR that an LF follows, or a code point that YAML allows in text and that ends no line; their octets in
 * RET_LEN. */
static bool is_plain_point(struct str rest, size_t *ret_len)
{
	uint32_t point;

	*ret_len = 1;
	if (rest.ptr[0] == '\r')
		return rest.len > 1 && rest.ptr[1] == '\n';
	*ret_len = utf8_decode(rest, &point);
	return *ret_len > 1 && point >= 0xa0 && point != 0x2028 && point != 0x2029 &&
	       point != 0xfeff && point != 0xfffe && point != 0xffff;
}

/* So many octets are looked at at a time, which the compiler does in a few instructions. */
enum { STRETCH = 64 };

static bool is_all_plain(const char *text)
{
	const unsigned char *octets = (const unsigned char *)text;
	unsigned char wrong = 0;

	for (size_t i = 0; i < STRETCH; i++)
		wrong |= (unsigned char)((octets[i] > '~') |
					 ((octets[i] < ' ') & (octets[i] != '\n') &
					  (octets[i] != '\t')));
	return wrong == 0;
}

static bool is_plain_text(struct str text)
{
	size_t at = 0, len;

	while (at < text.len) {
		if (text.len - at >= STRETCH && is_all_plain(text.ptr + at)) {
			at += STRETCH;
			continue;
		}
		/* as far as the stretch goes that was looked at */
		for (size_t end = at + STRETCH; at < end && at < text.len; at += len) {
			len = 1;
			if (!is_plain_octet((unsigned char)text.ptr[at]) &&
			    !is_plain_point(str_slice(text.ptr + at, text.len - at), &len))
				return false;
		}
	}
	return true;
}

/* ---- collections ------------------------------------------------------------------------------- */

static struct frame *top_frame(struct block_reader *b)
{
	return b->depth == 0 ? NULL : &b->frames[b->depth - 1];
}

/* Puts a value or an item where the innermost collection waits for one. */
static bool put(struct block_reader *b, struct node *node)
{
	struct frame *frame = top_frame(b);

	if (node == NULL)
		return false;
	if (frame == NULL) {
		b->root = node;
		return true;
	}
	if (frame->node->kind == NODE_SEQUENCE)
		*VEC_PUSH(b->r.arena, &b->r.items) = node;
	else
		*VEC_PUSH(b->r.arena, &b->r.pairs) = (struct pair){frame->key, node, false};
	frame->empty = NULL;
	return true;
}

static bool put_empty(struct block_reader *b)
{
	const char *at = top_frame(b)->empty;

	return at == NULL || put(b, plain_empty(&b->r, at));
}

static struct frame *open_frame(struct block_reader *b, enum node_kind kind, const char *from,
				size_t column)
{
	struct frame *frame;

	if (b->depth == LIMIT_DEPTH)
		return NULL;
	frame = &b->frames[b->depth++];
	*frame = (struct frame){
		.node = plain_node(&b->r, kind, from, from),
		.column = column,
		.first = kind == NODE_MAPPING ? b->r.pairs.n : b->r.items.n,
	};
	return frame;
}

/* Closes the innermost collection before what stands at AT: it ends with the last octet that is no blank, and
 * be it of a comment, as libyaml has it. */
static bool close_frame(struct block_reader *b, const char *at)
{
	struct frame *frame = top_frame(b);
	struct node *node = frame->node;

	if (!put_empty(b))
		return false;
	while (ascii_is_blank(at[-1]))
		at--;
	node->at.end = (uint32_t)(at - b->r.source->bytes.ptr);
	if (!plain_close(&b->r, node, frame->first))
		return false;
	b->depth--;
	return put(b, node);
}

/* ---- lines ------------------------------------------------------------------------------------- */

/* Goes to what the next line that is not empty holds, whose begin RET_LINE takes; to the end where there is none. */
static bool next_line(struct plain_reader *r, const char **ret_line)
{
	while (r->at < r->end) {
		*ret_line = r->at;
		plain_skip_blanks(r);
		if (!plain_is_line_end(r))
			return true;
		if (!plain_end_line(r))
			return false;
	}
	*ret_line = r->end;
	return true;
}

/* What stands behind `key:`. */
static bool read_value(struct block_reader *b)
{
	struct plain_reader *r = &b->r;
	struct node *node;

	plain_skip_blanks(r);
	if (!plain_is_line_end(r)) {
		node = *r->at == '[' || *r->at == '{' ? plain_flow(r, b->depth) : plain_scalar(r);
		if (!put(b, node))
			return false;
	}
	return plain_end_line(r);
}

/* A key, of which the scalar was read that begins at FROM, and its value. */
static bool read_pair(struct block_reader *b, struct node *key, const char *from)
{
	struct frame *frame = top_frame(b);

	if (b->r.at - from > PLAIN_KEY_SIZE)
		return false;
	frame->key = key;
	frame->empty = ++b->r.at;
	return read_value(b);
}

/* A scalar at `at` and what follows it up to a `:` that makes it a key. */
static struct node *read_key(struct block_reader *b, bool *ret_is_key)
{
	struct node *node = plain_scalar(&b->r);

	if (node == NULL)
		return NULL;
	plain_skip_blanks(&b->r);
	*ret_is_key = plain_is_indicator(&b->r, ':');
	/* the blanks tell whether what follows is a comment */
	b->r.at = *ret_is_key ? b->r.at : b->r.source->bytes.ptr + node->at.end;
	return node;
}

static bool read_node(struct block_reader *b, size_t column);

/* What stands behind a dash, or a colon at the begin of a line, which is at `at` and COLUMN. */
static bool read_behind(struct block_reader *b, size_t column)
{
	struct plain_reader *r = &b->r;
	const char *from = r->at;

	top_frame(b)->empty = ++r->at;
	plain_skip_blanks(r);
	if (plain_is_line_end(r))
		return plain_end_line(r);
	return read_node(b, column + (size_t)(r->at - from));
}

/* `? key` on one line and `: value` on the next, as octoDNS writes the key of a zone's apex. */
static bool read_asked_pair(struct block_reader *b, size_t column)
{
	struct plain_reader *r = &b->r;
	struct node *key;
	const char *line;

	r->at++;
	plain_skip_blanks(r);
	if (plain_is_line_end(r))
		return false;
	key = plain_scalar(r);
	if (key == NULL || !plain_end_line(r) || !next_line(r, &line) ||
	    (size_t)(r->at - line) != column || !plain_is_indicator(r, ':'))
		return false;
	top_frame(b)->key = key;
	return read_behind(b, column);
}

/* A value on a line of its own or behind a dash, at COLUMN: it may open collections. */
static bool read_node(struct block_reader *b, size_t column)
{
	struct plain_reader *r = &b->r;
	const char *from = r->at;
	struct node *node;
	bool is_key;

	if (plain_is_indicator(r, '-'))
		return open_frame(b, NODE_SEQUENCE, from, column) != NULL && read_behind(b, column);
	if (plain_is_indicator(r, '?'))
		return open_frame(b, NODE_MAPPING, from, column) != NULL &&
		       read_asked_pair(b, column);
	if (*r->at == '[' || *r->at == '{')
		return b->depth > 0 && put(b, plain_flow(r, b->depth)) && plain_end_line(r);
	node = read_key(b, &is_key);
	if (node == NULL)
		return false;
	if (!is_key)
		return b->depth > 0 && put(b, node) && plain_end_line(r);
	if (open_frame(b, NODE_MAPPING, from, column) == NULL)
		return false;
	return read_pair(b, node, from);
}

/* A dash at the column of the innermost collection, and what is behind it. */
static bool read_item(struct block_reader *b, size_t column)
{
	struct frame *frame = top_frame(b);

	if (frame->node->kind == NODE_SEQUENCE)
		return put_empty(b) && read_behind(b, column);
	if (frame->empty == NULL)
		return false;
	frame = open_frame(b, NODE_SEQUENCE, b->r.at, column);
	if (frame == NULL)
		return false;
	frame->indentless = true;
	return read_behind(b, column);
}

/* A key at the column of the innermost collection, which its sequence may share. */
static bool read_next_pair(struct block_reader *b, size_t column)
{
	const char *from = b->r.at;
	struct node *key;
	bool is_key;

	if (top_frame(b)->indentless && !close_frame(b, from))
		return false;
	if (top_frame(b)->node->kind != NODE_MAPPING || !put_empty(b))
		return false;
	if (plain_is_indicator(&b->r, '?'))
		return read_asked_pair(b, column);
	key = read_key(b, &is_key);
	return key != NULL && is_key && read_pair(b, key, from);
}

/* `---` before anything else, alone on its line. */
static bool read_marker(struct block_reader *b, bool *begun)
{
	if (*begun || *b->r.at != '-')
		return false;
	*begun = true;
	b->r.at += 3;
	return plain_ends_word(&b->r, b->r.at) && plain_end_line(&b->r);
}

static bool is_marker(const struct plain_reader *r)
{
	return r->end - r->at >= 3 &&
	       (memcmp(r->at, "---", 3) == 0 || memcmp(r->at, "...", 3) == 0);
}

/* A line that holds something, at COLUMN. */
static bool read_line(struct block_reader *b, size_t column)
{
	while (b->depth > 0 && top_frame(b)->column > column)
		if (!close_frame(b, b->r.at))
			return false;
	if (b->depth == 0)
		return b->root == NULL && read_node(b, column);
	if (column > top_frame(b)->column)
		return top_frame(b)->empty != NULL && read_node(b, column);
	return plain_is_indicator(&b->r, '-') ? read_item(b, column) : read_next_pair(b, column);
}

static bool read_lines(struct block_reader *b)
{
	struct plain_reader *r = &b->r;
	bool begun = false;

	for (;;) {
		const char *line;

		if (!next_line(r, &line))
			return false;
		if (r->at == r->end)
			break;
		if (r->at == line && (*line == '%' || is_marker(r))) {
			if (!read_marker(b, &begun))
				return false;
			continue;
		}
		begun = true;
		if (plain_is_full(r) || !read_line(b, (size_t)(r->at - line)))
			return false;
	}
	while (b->depth > 0)
		if (!close_frame(b, r->end))
			return false;
	return b->root != NULL && !plain_is_full(r);
}

struct node *yaml_plain_read(const struct source *source, struct arena *arena)
{
	struct str text = str_slice(source->bytes.ptr + source->lines[0],
				    source->bytes.len - source->lines[0]);
	struct arena_mark mark = arena_mark(arena);
	struct block_reader b;

	if (!is_plain_text(text))
		return NULL;
	b.r = (struct plain_reader){
		.source = source,
		.arena = arena,
		.start = text.ptr,
		.at = text.ptr,
		.end = text.ptr + text.len,
	};
	b.depth = 0;
	b.root = NULL;
	if (read_lines(&b))
		return b.root;
	arena_release(arena, &mark);
	return NULL;
}
