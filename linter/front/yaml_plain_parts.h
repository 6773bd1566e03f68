/*
 * yaml_plain_parts.h -- what stands on one line of plain YAML: the part of yaml_plain.c that has no depth.
 *
 * Functions that return bool or a node return false or NULL where the text is not of the plain part. A reader
 * that has said so is not used any more.
 */
#ifndef ZW_FRONT_YAML_PLAIN_PARTS_H
#define ZW_FRONT_YAML_PLAIN_PARTS_H

#include "base/vec.h"
#include "front/node.h"
#include "source/limits.h"

struct plain_reader {
	const struct source *source;
	struct arena *arena;
	const char *start, *at, *end; /* of the text, behind a byte order mark; what comes next */
	struct node *spare;	      /* nodes that were allocated ahead */
	size_t n_spare, n_nodes;
	/* What the open collections hold so far, the innermost's last: copied when one is closed. */
	VEC(struct node *) items;
	VEC(struct pair) pairs;
};

/* A new node of SOURCE's octets FROM to END. */
struct node *plain_node(struct plain_reader *r, enum node_kind kind, const char *from,
			const char *end);

/* An empty value at AT. */
struct node *plain_empty(struct plain_reader *r, const char *at);

/* The scalar at `at`, in a block; `at` is behind it then. */
struct node *plain_scalar(struct plain_reader *r);

/* The collection in brackets or braces at `at`, DEPTH collections deep; `at` is behind it then. */
struct node *plain_flow(struct plain_reader *r, unsigned depth);

/* Closes a collection whose items or pairs stand on the stack from FIRST on, and takes them from there. */
bool plain_close(struct plain_reader *r, struct node *node, size_t first);

/* Blanks and a comment up to the end of the line; `at` is the next line's first octet then. */
bool plain_end_line(struct plain_reader *r);

/* Whether there are more nodes than one file may have (LIMIT_NODES). */
static inline bool plain_is_full(const struct plain_reader *r)
{
	return r->n_nodes > LIMIT_NODES;
}

/* Octets of a key: libyaml wants its `:` within 1,024 characters. */
enum { PLAIN_KEY_SIZE = 1000 };

/* True for a blank, a line's end and the end of the file. */
static inline bool plain_ends_word(const struct plain_reader *r, const char *at)
{
	return at == r->end || *at == ' ' || *at == '\n' || *at == '\r' || *at == '\t';
}

static inline void plain_skip_blanks(struct plain_reader *r)
{
	while (r->at < r->end && *r->at == ' ')
		r->at++;
}

/* Whether nothing but a comment follows on the line. */
static inline bool plain_is_line_end(const struct plain_reader *r)
{
	return r->at == r->end || *r->at == '\n' || *r->at == '\r' || *r->at == '#';
}

/* Whether the indicator C, with a blank or nothing behind it, stands at `at`. */
static inline bool plain_is_indicator(const struct plain_reader *r, char c)
{
	return r->at < r->end && *r->at == c && plain_ends_word(r, r->at + 1);
}

#endif
