/* zone_lexer.c -- the entries of a zone file, and where each word of them stands. */
#include "front/zone_lexer.h"

#include <string.h>

#include "base/banned.h"

/* An entry in the making. */
struct lexing {
	struct zone_lexer *lexer;
	struct zone_entry *entry;
	uint32_t open; /* where the parenthesis stands */
	bool is_open;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* What ends a word without quotes. */
static bool ends_word(char c)
{
	return is_blank(c) || c == '\n' || c == '\r' || c == ';' || c == '(' || c == ')';
}

static uint32_t line_end(const struct zone_lexer *l, uint32_t at)
{
	const char *end = memchr(l->octets + at, '\n', l->len - at);

	return end == NULL ? l->len : (uint32_t)(end - l->octets);
}

static bool fault(struct lexing *x, uint32_t start, uint32_t end, const char *what)
{
	x->entry->fault = what;
	x->entry->fault_start = start;
	x->entry->fault_end = end;
	return false;
}

/* The line without its line end: where a fault that goes on to the end of the line ends. */
static uint32_t text_end(const struct zone_lexer *l, uint32_t at)
{
	uint32_t end = line_end(l, at);

	return end > at && l->octets[end - 1] == '\r' ? end - 1 : end;
}

/* From behind a quote to behind the quote that closes it. */
static bool skip_quoted(struct lexing *x)
{
	struct zone_lexer *l = x->lexer;
	uint32_t start = l->at++;

	while (l->at < l->len && l->octets[l->at] != '\n') {
		char c = l->octets[l->at++];

		if (c == '"')
			return true;
		if (c == '\\' && l->at < l->len && l->octets[l->at] != '\n')
			l->at++;
	}
	return fault(x, start, text_end(l, start), "a quote that is not closed");
}

static bool take_word(struct lexing *x)
{
	struct zone_lexer *l = x->lexer;
	struct zone_entry *e = x->entry;
	uint32_t start = l->at;
	bool quoted = l->octets[start] == '"';
	struct zone_word *word;

	/* `"a""b"` are two strings with nothing between them */
	if (e->words.n > 0 && e->words.items[e->words.n - 1].end == start)
		e->folded = true;
	while (l->at < l->len && !ends_word(l->octets[l->at])) {
		if (l->octets[l->at] == '"') {
			/* `alpn="h2,h3"` is one word; a quote at its beginning ends it where it ends */
			if (!skip_quoted(x))
				return false;
			if (quoted)
				break;
			continue;
		}
		if (l->octets[l->at] == '\\' &&
		    (l->at + 1 == l->len || l->octets[l->at + 1] == '\n'))
			return fault(x, l->at, l->at + 1, "a `\\` with nothing behind it");
		l->at += l->octets[l->at] == '\\' ? 2 : 1;
	}
	word = VEC_PUSH(l->arena, &e->words);
	word->start = start;
	word->end = l->at;
	word->quoted = quoted;
	return true;
}

static bool take_parenthesis(struct lexing *x)
{
	struct zone_lexer *l = x->lexer;
	bool opens = l->octets[l->at] == '(';

	if (opens && x->is_open)
		return fault(x, x->open, x->open + 1, "a parenthesis that is not closed");
	if (!opens && !x->is_open)
		return fault(x, l->at, l->at + 1, "a `)` without its `(`");
	if (opens)
		x->open = l->at;
	x->is_open = opens;
	x->entry->folded = true;
	l->at++;
	return true;
}

/* A carriage return alone ends no line for name servers, and many an editor shows it as one: what stands
 * behind it would be read by one and not by the other. */
static bool take_return(struct lexing *x)
{
	struct zone_lexer *l = x->lexer;

	if (l->at + 1 < l->len && l->octets[l->at + 1] == '\n') {
		l->at++;
		return true;
	}
	if (l->at + 1 == l->len) {
		l->at++;
		return true;
	}
	return fault(x, l->at, l->at + 1, "a carriage return that ends no line");
}

/* Takes words up to the end of the entry; false, and a fault, where there is none. */
static bool take_words(struct lexing *x)
{
	struct zone_lexer *l = x->lexer;

	while (l->at < l->len) {
		char c = l->octets[l->at];
		bool sound = true;

		if (is_blank(c)) {
			l->at++;
		} else if (c == '\n') {
			l->at++;
			if (!x->is_open)
				return true;
		} else if (c == ';') {
			l->at = line_end(l, l->at);
		} else if (c == '(' || c == ')') {
			sound = take_parenthesis(x);
		} else if (c == '\r') {
			sound = take_return(x);
		} else {
			sound = take_word(x);
		}
		if (!sound)
			return false;
	}
	if (x->is_open)
		return fault(x, x->open, x->open + 1, "a parenthesis that is not closed");
	return true;
}

static void next_line(struct zone_lexer *l, uint32_t at)
{
	uint32_t end = line_end(l, at);

	l->at = end < l->len ? end + 1 : end;
}

/* Lines that begin with a blank belong to what is at fault: as records they would be errors that are
 * none of the author's. Of what a parenthesis left open swallowed, all is read again but its own line. */
static void recover(struct lexing *x)
{
	struct zone_lexer *l = x->lexer;

	next_line(l, x->is_open ? x->open : x->entry->fault_start);
	if (!x->is_open)
		return;
	while (l->at < l->len && memchr(" \t);\r\n", l->octets[l->at], 6) != NULL)
		next_line(l, l->at);
}

bool zone_lexer_next(struct zone_lexer *lexer, struct zone_entry *entry)
{
	struct lexing x = {.lexer = lexer, .entry = entry};

	entry->fault = NULL;
	do {
		if (lexer->at == lexer->len)
			return false;
		entry->words.n = 0;
		entry->folded = false;
		entry->same_owner = is_blank(lexer->octets[lexer->at]);
		if (!take_words(&x)) {
			recover(&x);
			return true;
		}
	} while (entry->words.n == 0);
	return true;
}

struct str zone_word_text(const struct zone_lexer *lexer, struct zone_word word)
{
	return str_slice(lexer->octets + word.start, word.end - word.start);
}
