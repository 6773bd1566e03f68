/*
 * expect.h -- what a fixture says will be found in it.
 *
 * An expectation is a comment below the line it is about (`#` or `;`):
 *
 *	names:
 *	  - www.example.com
 *	  # ^^^^^^^^^^^^^^^ error[some-rule]: a part of the message
 *
 * The carets stand under the first to the last character of the finding's primary place; several
 * expectations for one line are several comments below it. What begins in one of the first columns,
 * where carets cannot stand, takes the arrow: `#<---` means the columns of these five characters.
 * A place of several lines is marked up to the end of its first; an empty place has one caret.
 *
 * What comments cannot say (JSON, a single character in the first column, the end of the file) stands in a
 * file beside it, `bad.json.expect`, a line an expectation:
 *
 *	3:7-30 error[some-rule]: a part of the message
 *
 * with the first and the last column. `# profile: records privacy` among the first lines restricts the
 * fixture to the rules of those families.
 */
#ifndef ZW_TESTS_EXPECT_H
#define ZW_TESTS_EXPECT_H

#include "base/vec.h"
#include "diag/diag.h"

struct expected {
	struct str path;
	uint32_t line, column, last_column;
	enum severity severity;
	struct str rule, text;
	bool met;
};

enum { PROFILE_MAX = 16 };

struct expectations {
	struct arena *arena;
	VEC(struct expected) items;
	const char *profile[PROFILE_MAX]; /* families; none: all */
	size_t n_profile;
};

/* Adds what the text of the file at PATH says. FAILED, with the place in ERR, where a comment looks like
 * an expectation and is none. */
MUST_USE enum status expect_read(struct expectations *expectations, struct str path,
				 struct str bytes, struct err *err);

/* Adds what the text of an `.expect` file says about the file at PATH. */
MUST_USE enum status expect_read_beside(struct expectations *expectations, struct str path,
					struct str bytes, struct err *err);

/* Marks the first unmet expectation that the finding meets; false where none is met. MESSAGE is the
 * finding's, LAST_COLUMN that of its last character. */
bool expect_meet(struct expectations *expectations, const struct expected *finding,
		 struct str message);

#endif
