/* yaml_reader.c -- YAML events with byte places, by libyaml. */
#include "front/yaml.h"

#include "base/utf8.h"
#include "source/limits.h"

#include <string.h>
#include <yaml.h>

#include "base/banned.h"

struct yaml_reader {
	const struct source *source;
	struct arena *arena;
	yaml_parser_t parser;
	bool parser_open;
	bool ascii; /* a mark's index, a count of code points, is its offset */
	/* The place reached last: marks only grow, so most conversions are a short step from here. */
	size_t line, column;
	uint32_t offset;
	uint32_t *breaks; /* where each of libyaml's lines begins; NULL: as in the source's table */
	size_t n_breaks;
	struct yaml_event last; /* given again after the end */
	bool ended;
};

/* Octets of the line end at AT as YAML 1.1 counts them, 0 for none: CR LF, CR, LF, and NEL, LS, PS,
 * which end no line for an editor and so are not in the source's table. */
static size_t break_length(struct str bytes, size_t at)
{
	struct str rest = str_slice(bytes.ptr + at, bytes.len - at);

	if (str_starts(rest, "\r\n") || str_starts(rest, "\xc2\x85"))
		return 2;
	if (str_starts(rest, "\n") || str_starts(rest, "\r"))
		return 1;
	return str_starts(rest, "\xe2\x80\xa8") || str_starts(rest, "\xe2\x80\xa9") ? 3 : 0;
}

static void find_breaks(struct yaml_reader *reader)
{
	struct str bytes = reader->source->bytes;
	VEC(uint32_t) breaks = {0};

	if (reader->ascii ||
	    (!str_find(bytes, "\xc2\x85", NULL) && !str_find(bytes, "\xe2\x80\xa8", NULL) &&
	     !str_find(bytes, "\xe2\x80\xa9", NULL)))
		return;
	*VEC_PUSH(reader->arena, &breaks) = reader->source->lines[0];
	for (size_t at = reader->source->lines[0]; at < bytes.len;) {
		size_t len = break_length(bytes, at);

		at += len == 0 ? 1 : len;
		if (len > 0)
			*VEC_PUSH(reader->arena, &breaks) = (uint32_t)at;
	}
	reader->breaks = breaks.items;
	reader->n_breaks = breaks.n;
}

struct yaml_reader *yaml_reader_new(const struct source *source, struct arena *arena)
{
	struct yaml_reader *reader = NEW(arena, struct yaml_reader);

	reader->source = source;
	reader->arena = arena;
	if (yaml_parser_initialize(&reader->parser) != 1)
		out_of_memory();
	reader->parser_open = true;
	/* libyaml strips a byte order mark only where it guesses the encoding, and counts it else. */
	yaml_parser_set_input_string(&reader->parser,
				     (const unsigned char *)source->bytes.ptr + source->lines[0],
				     source->bytes.len - source->lines[0]);
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	reader->offset = source->lines[0];
	reader->ascii = utf8_ascii_prefix(source->bytes) == source->bytes.len;
	find_breaks(reader);
	return reader;
}

void yaml_reader_free(struct yaml_reader *reader)
{
	if (reader->parser_open)
		yaml_parser_delete(&reader->parser);
	reader->parser_open = false;
}

static uint32_t line_start(const struct yaml_reader *reader, size_t line)
{
	if (reader->breaks == NULL)
		return source_offset(reader->source, line, 0);
	return line < reader->n_breaks ? reader->breaks[line] : (uint32_t)reader->source->bytes.len;
}

static uint32_t to_offset(struct yaml_reader *reader, const yaml_mark_t *mark)
{
	const struct source *source = reader->source;

	if (reader->ascii)
		return (uint32_t)mark->index;
	if (mark->line != reader->line || mark->column < reader->column) {
		reader->line = mark->line;
		reader->column = 0;
		reader->offset = line_start(reader, mark->line);
	}
	while (reader->column < mark->column && reader->offset < source->bytes.len) {
		uint32_t point;
		size_t len = utf8_decode(str_slice(source->bytes.ptr + reader->offset,
						   source->bytes.len - reader->offset),
					 &point);

		reader->offset += (uint32_t)(len == 0 ? 1 : len);
		reader->column++;
	}
	return reader->offset;
}

static struct span to_span(struct yaml_reader *reader, const yaml_event_t *event)
{
	struct span at = {.file = reader->source->file};

	at.start = to_offset(reader, &event->start_mark);
	at.end = to_offset(reader, &event->end_mark);
	if (at.end < at.start)
		at.end = at.start;
	return at;
}

/* A block scalar's end mark, and a block collection's, is the start of what follows: go back over
 * line ends and blanks. */
static void trim_end(const struct source *source, struct span *at)
{
	while (at->end > at->start && ascii_is_blank(source->bytes.ptr[at->end - 1]))
		at->end--;
}

static struct str copy(struct yaml_reader *reader, const unsigned char *text)
{
	return text == NULL ? STR("") : arena_str(reader->arena, str_from((const char *)text));
}

static void fail(struct yaml_reader *reader, struct yaml_event *event, const char *what)
{
	event->type = YAML_EVENT_ERROR;
	event->text = str_from(what);
	reader->ended = true;
	reader->last = *event;
}

/* libyaml's words for what people get wrong, in words that say what to look at. `%zu` is the line where
 * the construct began. */
static const struct {
	const char *problem, *context; /* NULL: any */
	const char *text;
} explanations[] = {
	{"found character that cannot start any token", NULL,
	 "plain text cannot begin with this character: quote the text"},
	{"did not find expected key", "while parsing a block mapping",
	 "this does not fit into the mapping that begins on line %zu: look at the indentation, and "
	 "for "
	 "a quote that is not closed"},
	{"did not find expected '-' indicator", NULL,
	 "this does not fit into the list that begins on line %zu: look at the indentation"},
	{"did not find expected ',' or ']'", NULL,
	 "the list that `[` opens on line %zu wants `,` or `]` here"},
	{"did not find expected ',' or '}'", NULL,
	 "the mapping that `{` opens on line %zu wants `,` or `}` here"},
	{"could not find expected ':'", NULL, "the key on line %zu has no `:` behind it"},
	{"mapping values are not allowed in this context", NULL,
	 "a second `: ` in one line, or a line that is indented too far: quote text that holds `: "
	 "`"},
	{"found unexpected end of stream", "while scanning a quoted scalar",
	 "the quote that opens on line %zu is never closed"},
	{"found undefined tag handle", NULL, "this tag is not defined"},
};

static const char *explain(struct yaml_reader *reader, const char *problem, uint32_t offset)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *context = parser->context == NULL ? "" : parser->context;
	struct str bytes = reader->source->bytes;

	if (offset < bytes.len && bytes.ptr[offset] == '\t' &&
	    strstr(problem, "cannot start") != NULL)
		return "a tab stands here, and YAML indents with blanks";
	for (size_t i = 0; i < COUNT_OF(explanations); i++) {
		const char *text = explanations[i].text, *number;

		if (strcmp(problem, explanations[i].problem) != 0 ||
		    (explanations[i].context != NULL &&
		     strcmp(context, explanations[i].context) != 0))
			continue;
		number = strstr(text, "%zu");
		if (number == NULL)
			return text;
		return arena_printf(reader->arena, "%.*s%zu%s", (int)(number - text), text,
				    parser->context_mark.line + 1, number + 3);
	}
	return arena_printf(reader->arena, "%s%s%s", problem, *context == '\0' ? "" : " ", context);
}

static void fail_from_parser(struct yaml_reader *reader, struct yaml_event *event)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *problem = parser->problem == NULL ? "cannot be read" : parser->problem;

	if (parser->error == YAML_MEMORY_ERROR)
		out_of_memory();
	event->at.file = reader->source->file;
	if (parser->error == YAML_READER_ERROR) {
		/* The offset is one of octets here, and the mark has not come so far. */
		size_t at = parser->problem_offset + reader->source->lines[0];

		if (at > reader->source->bytes.len)
			at = reader->source->bytes.len;
		event->at.start = (uint32_t)at;
	} else {
		event->at.start = to_offset(reader, &parser->problem_mark);
	}
	event->at.end = event->at.start;
	if (parser->context != NULL && parser->context_mark.line < parser->problem_mark.line) {
		event->context_at.file = reader->source->file;
		event->context_at.start = to_offset(reader, &parser->context_mark);
		event->context_at.end = event->context_at.start;
	}
	fail(reader, event, explain(reader, problem, event->at.start));
}

static enum scalar_style style_of(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return SCALAR_QUOTED;
	case YAML_LITERAL_SCALAR_STYLE:
	case YAML_FOLDED_SCALAR_STYLE:
		return SCALAR_BLOCK;
	default:
		return SCALAR_PLAIN;
	}
}

/* A value that stands in the source as it is, without escapes or folded lines, is not copied. */
static struct str scalar_text(struct yaml_reader *reader, const yaml_event_t *raw,
			      const struct yaml_event *event)
{
	struct str text = str_slice((const char *)raw->data.scalar.value, raw->data.scalar.length);
	size_t start = event->at.start + (event->style == SCALAR_QUOTED ? 1 : 0);

	if (start + text.len <= event->at.end &&
	    memcmp(reader->source->bytes.ptr + start, text.ptr, text.len) == 0)
		return str_slice(reader->source->bytes.ptr + start, text.len);
	return arena_str(reader->arena, text);
}

static void translate_scalar(struct yaml_reader *reader, const yaml_event_t *raw,
			     struct yaml_event *event)
{
	event->type = YAML_EVENT_SCALAR;
	event->style = style_of(raw->data.scalar.style);
	event->text = scalar_text(reader, raw, event);
	event->anchor = copy(reader, raw->data.scalar.anchor);
	event->tag = copy(reader, raw->data.scalar.tag);
	if (event->style == SCALAR_BLOCK)
		trim_end(reader->source, &event->at);
}

static void translate(struct yaml_reader *reader, const yaml_event_t *raw, struct yaml_event *event)
{
	event->at = to_span(reader, raw);
	switch (raw->type) {
	case YAML_DOCUMENT_START_EVENT:
		event->type = YAML_EVENT_DOCUMENT;
		break;
	case YAML_DOCUMENT_END_EVENT:
		event->type = YAML_EVENT_DOCUMENT_END;
		break;
	case YAML_ALIAS_EVENT:
		event->type = YAML_EVENT_ALIAS;
		event->text = copy(reader, raw->data.alias.anchor);
		break;
	case YAML_SCALAR_EVENT:
		translate_scalar(reader, raw, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		event->type = YAML_EVENT_SEQUENCE;
		event->anchor = copy(reader, raw->data.sequence_start.anchor);
		event->tag = copy(reader, raw->data.sequence_start.tag);
		break;
	case YAML_MAPPING_START_EVENT:
		event->type = YAML_EVENT_MAPPING;
		event->anchor = copy(reader, raw->data.mapping_start.anchor);
		event->tag = copy(reader, raw->data.mapping_start.tag);
		break;
	case YAML_SEQUENCE_END_EVENT:
		event->type = YAML_EVENT_SEQUENCE_END;
		break;
	case YAML_MAPPING_END_EVENT:
		event->type = YAML_EVENT_MAPPING_END;
		break;
	case YAML_STREAM_END_EVENT:
		event->type = YAML_EVENT_END;
		break;
	default:
		BUG("an event that libyaml does not document");
	}
}

void yaml_reader_next(struct yaml_reader *reader, struct yaml_event *ret_event)
{
	yaml_event_t raw;

	*ret_event = (struct yaml_event){0};
	if (reader->ended) {
		*ret_event = reader->last;
		return;
	}
	do {
		if (yaml_parser_parse(&reader->parser, &raw) != 1) {
			fail_from_parser(reader, ret_event);
			return;
		}
		if (raw.type == YAML_STREAM_START_EVENT || raw.type == YAML_NO_EVENT) {
			bool nothing = raw.type == YAML_NO_EVENT;

			yaml_event_delete(&raw);
			if (nothing)
				BUG("libyaml went on after the end of the stream");
			continue;
		}
		break;
	} while (true);
	translate(reader, &raw, ret_event);
	yaml_event_delete(&raw);
	if (ret_event->type == YAML_EVENT_SCALAR && ret_event->text.len > LIMIT_SCALAR_SIZE) {
		ret_event->over_limit = true;
		fail(reader, ret_event,
		     arena_printf(reader->arena, "a scalar of %zu octets, more than the %d allowed",
				  ret_event->text.len, LIMIT_SCALAR_SIZE));
		return;
	}
	if (ret_event->type == YAML_EVENT_END) {
		reader->ended = true;
		reader->last = *ret_event;
	}
}
