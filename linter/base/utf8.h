/*
 * utf8.h -- code points of UTF-8 text (RFC 3629).
 */
#ifndef ZW_BASE_UTF8_H
#define ZW_BASE_UTF8_H

#include "base/str.h"

/* Reads the code point at the start of S. Returns its length in octets, 1 to 4, or 0 where S is
 * empty or does not begin with well-formed UTF-8 (overlong forms and surrogates are ill-formed). */
size_t utf8_decode(struct str s, uint32_t *ret_point);

/* True where all of S is well-formed; else ret_at takes the offset of the first fault. */
bool utf8_is_valid(struct str s, size_t *ret_at);

/* How many octets of S, from the first, are ASCII. */
size_t utf8_ascii_prefix(struct str s);

/* Code points in S; an ill-formed octet counts as one. */
size_t utf8_count(struct str s);

/* Appends POINT in UTF-8 to OUT (room for 4) and returns the octets written. */
size_t utf8_encode(uint32_t point, char *out);

/* Columns that POINT takes on a terminal: 0 for combining marks and controls, 2 for wide forms. */
unsigned utf8_width(uint32_t point);

/* True for what must not reach a terminal or a report raw: C0 and C1 controls, DEL, bidirectional
 * overrides and isolates, zero-width marks and line separators. */
bool utf8_is_hostile(uint32_t point);

#endif
