/* expect.c -- what a fixture says will be found in it. */
#include "expect.h"

#include "base/utf8.h"
#include "engine/run.h"

#include "base/banned.h"

enum { PROFILE_LINES = 5 };

static struct str rest_of(struct str s, size_t at)
{
	return str_slice(s.ptr + at, s.len - at);
}

static size_t skip(struct str s, size_t at, const char *set)
{
	while (at < s.len && strchr(set, s.ptr[at]) != NULL)
		at++;
	return at;
}

static uint32_t column_at(struct str line, size_t at)
{
	return (uint32_t)utf8_count(str_slice(line.ptr, at)) + 1;
}

/* `error[some-rule]: text` */
static bool read_claim(struct str claim, struct expected *expected)
{
	struct str severity, rule;

	claim = str_trim(claim);
	if (!str_cut(&claim, '[', &severity) || !severity_parse(severity, &expected->severity) ||
	    !str_cut(&claim, ']', &rule) || !str_starts(claim, ":"))
		return false;
	expected->rule = rule;
	expected->text = str_trim(rest_of(claim, 1));
	return expected->text.len > 0;
}

enum reading { NO_MARK, MARK, BAD_MARK };

static enum reading read_mark(struct str line, struct expected *expected)
{
	size_t comment = skip(line, 0, " \t"), from, to;

	if (comment == line.len || (line.ptr[comment] != '#' && line.ptr[comment] != ';'))
		return NO_MARK;
	if (comment + 1 < line.len && line.ptr[comment + 1] == '<') {
		from = comment;
		to = skip(line, from + 1, "<-");
	} else {
		from = skip(line, comment + 1, " \t");
		to = skip(line, from, "^");
		if (to == from)
			return NO_MARK;
	}
	expected->column = column_at(line, from);
	expected->last_column = column_at(line, to) - 1;
	return read_claim(rest_of(line, to), expected) ? MARK : BAD_MARK;
}

static enum status read_profile(struct expectations *expectations, struct str line, struct err *err)
{
	struct str rest = line, word;
	bool more;

	if (!str_starts(line, "# profile:") && !str_starts(line, "; profile:"))
		return OK;
	rest = str_trim(rest_of(line, sizeof("# profile:") - 1));
	do {
		more = str_cut(&rest, ' ', &word);
		if (expectations->n_profile == PROFILE_MAX)
			return err_set(err, "more than %d families in a profile", PROFILE_MAX);
		expectations->profile[expectations->n_profile++] =
			arena_cstr(expectations->arena, more ? word : rest);
	} while (more);
	return OK;
}

enum status expect_read(struct expectations *expectations, struct str path, struct str bytes,
			struct err *err)
{
	struct sources sources = {.arena = expectations->arena};
	const struct source *source = source_add(&sources, path, bytes);
	uint32_t subject = 0;

	for (uint32_t line = 1; line <= source->n_lines; line++) {
		struct expected expected = {.path = source->path, .line = subject};
		struct str text = source_line(source, line);

		if (line <= PROFILE_LINES)
			TRY(read_profile(expectations, text, err));
		switch (read_mark(text, &expected)) {
		case NO_MARK:
			subject = line;
			break;
		case MARK:
			*VEC_PUSH(expectations->arena, &expectations->items) = expected;
			break;
		case BAD_MARK:
			return err_set(err, "%.*s:%u: looks like an expectation and is none",
				       STR_ARG(path), line);
		}
	}
	return OK;
}

static bool read_number(struct str *rest, char separator, uint32_t *ret_number)
{
	struct str digits;
	uint64_t number = 0;

	if (!str_cut(rest, separator, &digits) || !str_to_u64(digits, UINT32_MAX, &number))
		return false;
	*ret_number = (uint32_t)number;
	return true;
}

enum status expect_read_beside(struct expectations *expectations, struct str path, struct str bytes,
			       struct err *err)
{
	unsigned number = 0;

	while (bytes.len > 0) {
		struct expected expected = {.path = path};
		struct str line;

		if (!str_cut(&bytes, '\n', &line)) {
			line = bytes;
			bytes.len = 0;
		}
		number++;
		if (str_trim(line).len == 0 || str_starts(line, "#")) {
			if (number <= PROFILE_LINES)
				TRY(read_profile(expectations, line, err));
			continue;
		}
		if (!read_number(&line, ':', &expected.line) ||
		    !read_number(&line, '-', &expected.column) ||
		    !read_number(&line, ' ', &expected.last_column) || !read_claim(line, &expected))
			return err_set(err, "%.*s.expect:%u: is no expectation", STR_ARG(path),
				       number);
		*VEC_PUSH(expectations->arena, &expectations->items) = expected;
	}
	return OK;
}

static bool meets(const struct expected *expected, const struct expected *finding,
		  struct str message, struct arena *arena)
{
	return str_eq(expected->path, finding->path) && expected->line == finding->line &&
	       expected->column == finding->column &&
	       expected->last_column == finding->last_column &&
	       expected->severity == finding->severity && str_eq(expected->rule, finding->rule) &&
	       str_find(message, arena_cstr(arena, expected->text), NULL);
}

bool expect_meet(struct expectations *expectations, const struct expected *finding,
		 struct str message)
{
	for (size_t i = 0; i < expectations->items.n; i++) {
		struct expected *expected = &expectations->items.items[i];

		if (!expected->met && meets(expected, finding, message, expectations->arena)) {
			expected->met = true;
			return true;
		}
	}
	return false;
}
