/*
 * zone_lexer.h -- the entries of a zone file (RFC 1035 section 5.1), and where each word of them stands.
 *
 *	mail  3600 IN MX ( 10   ; the first
 *	                  mx )
 *
 * is one entry of the six words `mail`, `3600`, `IN`, `MX`, `10`, `mx`. Words are what stands between
 * blanks, with their escapes, and with their quotes where they have some. What they mean is zone_file.h's
 * business. The work is linear in the file's length, whatever is in it.
 *
 * As BIND has it, a quoted string ends on its line, and parentheses do not nest: what is forgotten to
 * be closed is found at once, and the rest of the file is read.
 */
#ifndef ZW_FRONT_ZONE_LEXER_H
#define ZW_FRONT_ZONE_LEXER_H

#include "base/str.h"
#include "base/vec.h"

struct zone_word {
	uint32_t start, end; /* offsets into the lexer's octets */
	bool quoted;	     /* begins with a quote */
};

struct zone_entry {
	VEC(struct zone_word) words; /* none where there is a fault in front of the first */
	bool same_owner;	     /* the line begins with a blank */
	bool folded; /* between its words stands more than blanks: parentheses, comments, line ends */
	const char *fault; /* why it is none: "a quote that is not closed"; NULL: it is one */
	uint32_t fault_start, fault_end;
};

struct zone_lexer {
	struct arena *arena; /* of the words */
	const char *octets;
	uint32_t len, at; /* `at`: where the next entry is looked for */
};

/* Reads the next entry that is not empty into ENTRY, whose array of words is used again; false at the
 * end. After a fault the next entry is that of the next line that begins with an owner name. */
bool zone_lexer_next(struct zone_lexer *lexer, struct zone_entry *entry);

/* The text of a word. */
struct str zone_word_text(const struct zone_lexer *lexer, struct zone_word word);

#endif
