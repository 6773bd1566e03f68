/*
 * pattern.h -- regular expressions of users, by PCRE2, compiled once, with JIT where the platform has
 * it, and bounded: a pattern that backtracks for ever ends at the match limit and gives UNKNOWN.
 */
#ifndef ZW_BASE_PATTERN_H
#define ZW_BASE_PATTERN_H

#include "base/arena.h"
#include "base/str.h"

struct pattern;

struct pattern_limits {
	size_t size; /* octets of the expression */
	uint32_t match, depth, heap_kib;
};

/*
 * Compiles TEXT; WHOLE anchors it at both ends. Lives in ARENA. FAILED, with the reason and the offset
 * in ERR, where it is no expression or over the limits. UTF-8; no \C, no callouts.
 */
MUST_USE enum status pattern_compile(struct arena *arena, struct str text, bool whole,
				     const struct pattern_limits *limits,
				     struct pattern **ret_pattern, struct err *err);

/* Whether SUBJECT matches; UNKNOWN where a limit was met. Thread-safe. */
enum tri pattern_matches(const struct pattern *pattern, struct str subject);

#endif
