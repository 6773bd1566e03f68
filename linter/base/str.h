/*
 * str.h -- a slice of text: a pointer and a length, not NUL-terminated, never owned.
 *
 *	struct str s = STR("a.example"), head;
 *	if (str_cut(&s, '.', &head)) ... head is "a", s is "example"
 *
 * Comparison is by octets; the *_nocase forms fold ASCII letters only, as DNS does (RFC 4343).
 */
#ifndef ZW_BASE_STR_H
#define ZW_BASE_STR_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *ptr;
	size_t len;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* For printf("%.*s", STR_ARG(s)); texts longer than INT_MAX do not occur (source/limits.h). */
#define STR_ARG(s) (int)(s).len, (s).ptr == NULL ? "" : (s).ptr

/* The small ones stand here, so that a comparison with a literal is a few instructions: the front ends
 * make a hundred for each record. */
static inline struct str str_slice(const char *text, size_t len)
{
	return (struct str){text, len};
}

static inline struct str str_from(const char *text) /* NULL is the empty slice */
{
	return str_slice(text, text == NULL ? 0 : strlen(text));
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_is(struct str s, const char *text)
{
	return str_eq(s, str_from(text));
}

bool str_eq_nocase(struct str a, struct str b);
/* Less than, equal, greater: by octets, then by length. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);
bool str_ends_nocase(struct str s, const char *suffix);
/* True where NEEDLE occurs in S; ret_at (may be NULL) takes the offset of the first. */
bool str_find(struct str s, const char *needle, size_t *ret_at);
/* Cuts S at the first SEPARATOR: ret_head is what is before it, S what is after. False, and nothing
 * written, where there is none. */
bool str_cut(struct str *s, char separator, struct str *ret_head);
/* Without ASCII blanks, tabs and line ends at both ends. */
struct str str_trim(struct str s);
/* A copy in the arena; arena_str_lower() with ASCII letters folded. */
struct str arena_str(struct arena *arena, struct str s);
struct str arena_str_lower(struct arena *arena, struct str s);
/* A NUL-terminated copy in the arena. */
char *arena_cstr(struct arena *arena, struct str s);

/* Decimal digits only, no sign, no blanks; false when anything else occurs or MAX is exceeded. */
bool str_to_u64(struct str s, uint64_t max, uint64_t *ret_value);

/* For hash tables whose order never reaches an output: eight octets at a time. */
uint64_t str_hash(struct str s);

static inline bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool ascii_is_hex(char c)
{
	return ascii_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline bool ascii_is_blank(char c) /* space, tab, CR, LF */
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Number of single-character edits between A and B (Damerau, adjacent swaps count one); stops at
 * LIMIT + 1. Used for "did you mean". */
unsigned str_distance(struct str a, struct str b, unsigned limit);

/* The candidate nearest to WORD, or NULL when none is near enough to be a slip of the hand. */
const char *str_nearest(struct str word, const char *const *candidates, size_t count);

#endif
