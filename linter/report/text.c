/*
 * text.c -- findings for people.
 *
 *	error[rule-id]: message
 *	  --> file:line:column
 *	   |
 *	14 | the line
 *	   |     ^^^^
 *	   = note: where the other end is
 *	  --> file:line:column
 *	   |
 *	 3 | its line
 *	   | -------
 *	   = help: how to mend it
 *
 * Waived findings are counted, not shown. Unless quiet, questions that could not be decided follow the
 * findings, and the summary is the last line.
 */
#include "report/report.h"

#include "engine/rule.h"
#include "report/drift.h"
#include "report/excerpt.h"
#include "report/place.h"
#include "source/limits.h"

#include <stdlib.h>

#include "base/banned.h"

#define RESET "\033[0m"
#define BOLD "\033[1m"
#define BOLD_RED "\033[1;31m"
#define BOLD_YELLOW "\033[1;33m"
#define BOLD_BLUE "\033[1;34m"
#define BOLD_CYAN "\033[1;36m"

struct writer {
	struct buf *out;
	const struct run *run;
	const struct report_style *style;
	struct places places;
	unsigned gutter; /* digits of the longest line number of the finding at hand */
};

void report_escape(struct buf *out, struct str text)
{
	size_t plain = 0; /* where the run of octets that are copied as they are begins */

	for (size_t i = 0; i < text.len;) {
		struct piece piece;

		if (text.ptr[i] >= ' ' && text.ptr[i] <= '~') {
			i++;
			continue;
		}
		piece = piece_read(str_slice(text.ptr + i, text.len - i));
		buf_add(out, text.ptr + plain, i - plain);
		buf_add(out, piece.text, piece.len);
		i += piece.octets;
		plain = i;
	}
	if (text.len > plain)
		buf_add(out, text.ptr + plain, text.len - plain);
}

static void paint(struct writer *w, const char *color, const char *words)
{
	if (w->style->color)
		buf_printf(w->out, "%s%s" RESET, color, words);
	else
		buf_text(w->out, words);
}

static const char *severity_color(enum severity severity)
{
	switch (severity) {
	case SEV_ERROR:
		return BOLD_RED;
	case SEV_WARNING:
		return BOLD_YELLOW;
	case SEV_INFO:
	case SEV_OFF:
		break;
	}
	return BOLD_CYAN;
}

/* `error[rule-id]: message` */
static void write_heading(struct writer *w, const char *kind, const char *color,
			  const struct rule *rule, const char *message)
{
	if (w->style->color)
		buf_text(w->out, color);
	buf_text(w->out, kind);
	if (rule != NULL)
		buf_printf(w->out, "[%s]", rule->id);
	if (w->style->color)
		buf_text(w->out, RESET BOLD);
	buf_text(w->out, ": ");
	report_escape(w->out, str_from(message));
	if (w->style->color)
		buf_text(w->out, RESET);
	buf_char(w->out, '\n');
}

static void write_gutter(struct writer *w, const char *number, const char *sign)
{
	buf_repeat(w->out, ' ', w->gutter - str_from(number).len);
	if (w->style->color)
		buf_text(w->out, BOLD_BLUE);
	buf_printf(w->out, "%s%s", number, sign);
	if (w->style->color)
		buf_text(w->out, RESET);
}

static void write_arrow(struct writer *w, const struct place *place)
{
	write_gutter(w, "", "-->");
	buf_char(w->out, ' ');
	report_escape(w->out, place->path);
	buf_printf(w->out, ":%u:%u\n", place->start.line, place->start.column);
}

static void write_excerpt(struct writer *w, const struct place *place, struct span at, char mark,
			  const char *color)
{
	struct buf line CLEANUP(buf_free);
	struct buf marks CLEANUP(buf_free);
	char number[16];

	buf_init(&line, LIMIT_OUTPUT);
	buf_init(&marks, LIMIT_OUTPUT);
	/* A file that could not be read has no line to show, and one that is no text has none that tells
	 * anything. */
	if (place->source->bytes.len == 0 || place->source->binary)
		return;
	excerpt_write(place->source, at, mark, &line, &marks);
	(void)snprintf(number, sizeof(number), "%u", place->start.line);
	write_gutter(w, "", " |");
	buf_char(w->out, '\n');
	write_gutter(w, number, " |");
	if (line.len > 0)
		buf_printf(w->out, " %.*s", STR_ARG(buf_view(&line)));
	buf_char(w->out, '\n');
	write_gutter(w, "", " |");
	buf_char(w->out, ' ');
	paint(w, color, marks.ptr);
	buf_char(w->out, '\n');
}

/* `= note: message`; further lines of the message stand below the first word. */
static void write_note(struct writer *w, const char *kind, const char *message)
{
	struct str rest = str_from(message), line;
	bool more;

	write_gutter(w, "", " =");
	buf_char(w->out, ' ');
	paint(w, BOLD, kind);
	buf_text(w->out, ": ");
	do {
		more = str_cut(&rest, '\n', &line);
		report_escape(w->out, more ? line : rest);
		buf_char(w->out, '\n');
		if (more)
			buf_repeat(w->out, ' ', w->gutter + str_from(kind).len + 5);
	} while (more);
}

static unsigned digits(uint32_t n)
{
	unsigned count = 1;

	while (n >= 10) {
		n /= 10;
		count++;
	}
	return count;
}

static void widen_gutter(struct writer *w, struct span at)
{
	struct place place;
	unsigned width;

	if (!places_find(&w->places, at, &place))
		return;
	width = digits(place.start.line);
	if (width > w->gutter)
		w->gutter = width;
}

static bool same_span(struct span a, struct span b)
{
	return a.file == b.file && a.start == b.start && a.end == b.end;
}

/* Whether the place of RELATED was shown above it, as the primary one or as another related one. */
static bool is_shown(const struct diag *diag, const struct related *related)
{
	if (same_span(related->at, diag->at))
		return true;
	for (const struct related *r = diag->related; r != related; r = r->next)
		if (same_span(related->at, r->at))
			return true;
	return false;
}

static void write_related(struct writer *w, const struct diag *diag, const struct related *related)
{
	struct place place;

	write_note(w, "note", related->message);
	if (is_shown(diag, related) || !places_find(&w->places, related->at, &place))
		return;
	write_arrow(w, &place);
	write_excerpt(w, &place, related->at, '-', BOLD_BLUE);
}

static void write_finding(struct writer *w, const struct diag *diag)
{
	const char *color = severity_color(diag->severity);
	struct place place;

	w->gutter = 1;
	widen_gutter(w, diag->at);
	for (const struct related *r = diag->related; r != NULL; r = r->next)
		widen_gutter(w, r->at);
	write_heading(w, severity_name(diag->severity), color, diag->rule, diag->message);
	if (places_find(&w->places, diag->at, &place)) {
		write_arrow(w, &place);
		if (!diag->rule->conceals)
			write_excerpt(w, &place, diag->at, '^', color);
	}
	for (const struct related *r = diag->related; r != NULL; r = r->next)
		write_related(w, diag, r);
	if (diag->help != NULL)
		write_note(w, "help", diag->help);
	buf_char(w->out, '\n');
}

/* More of them hide the findings from a reader; reports for machines hold all. */
enum { UNDECIDED_SHOWN = 20 };

static void write_undecided(struct writer *w, const struct undecided *undecided)
{
	struct place place;

	w->gutter = 1;
	widen_gutter(w, undecided->at);
	write_heading(w, "undecided", BOLD_CYAN, undecided->rule, undecided->message);
	if (places_find(&w->places, undecided->at, &place))
		write_arrow(w, &place);
	buf_char(w->out, '\n');
}

static void write_count(struct buf *out, const char *before, size_t count, const char *one)
{
	buf_printf(out, "%s%zu %s%s", before, count, one, count == 1 ? "" : "s");
}

/* What is left out because the base has it as well: silence would read as if it were mended. */
static void write_known(struct buf *out, const struct run *run)
{
	const struct summary *summary = &run->summary;

	if (run->base == NULL)
		return;
	if (run->base->base_note != NULL) {
		buf_text(out, "; ");
		report_escape(out, str_from(run->base->base_note));
		buf_text(out, ": all of them are new");
		return;
	}
	buf_text(out, "; not in `");
	report_escape(out, str_from(run->base_name));
	buf_printf(out, "`, which has %zu of the findings", summary->known);
	if (summary->known_undecided > 0)
		buf_printf(out, " and %zu of the undecided questions", summary->known_undecided);
}

/* `2 errors, 1 warning in 3 files (5 zones, 41 records); 1 waived, 2 undecided` */
static void write_summary(struct buf *out, const struct run *run)
{
	const struct summary *summary = &run->summary;
	const char *before = "";

	if (summary->errors + summary->warnings + summary->infos == 0)
		buf_text(out, "no findings");
	if (summary->errors > 0) {
		write_count(out, before, summary->errors, "error");
		before = ", ";
	}
	if (summary->warnings > 0) {
		write_count(out, before, summary->warnings, "warning");
		before = ", ";
	}
	if (summary->infos > 0)
		write_count(out, before, summary->infos, "info");
	write_count(out, " in ", summary->files, "file");
	write_count(out, " (", summary->zones, "zone");
	write_count(out, ", ", summary->records, "record");
	buf_char(out, ')');
	if (summary->waived > 0)
		buf_printf(out, "; %zu waived", summary->waived);
	if (summary->unknown > 0)
		buf_printf(out, "%s %zu undecided", summary->waived > 0 ? "," : ";",
			   summary->unknown);
	write_known(out, run);
	buf_char(out, '\n');
}

void report_text(struct buf *out, const struct run *run, const struct report_style *style)
{
	struct writer w = {.out = out, .run = run, .style = style};

	places_init(&w.places, run);
	for (size_t i = 0; i < run->diags.diags.n; i++)
		if (run->diags.diags.items[i]->waived == NULL)
			write_finding(&w, run->diags.diags.items[i]);
	if (!style->quiet) {
		size_t n = run->diags.undecided.n;

		for (size_t i = 0; i < n && i < UNDECIDED_SHOWN; i++)
			write_undecided(&w, &run->diags.undecided.items[i]);
		if (n > UNDECIDED_SHOWN)
			buf_printf(out,
				   "and %zu more undecided: `--format json` lists them all\n\n",
				   n - UNDECIDED_SHOWN);
		report_drift_text(out, run);
		write_summary(out, run);
	}
	places_done(&w.places);
}

/* ---- statistics -------------------------------------------------------------------------------- */

struct tally {
	const struct rule *rule;
	size_t count, waived;
};

static int compare_tallies(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;

	if (x->count + x->waived != y->count + y->waived)
		return x->count + x->waived > y->count + y->waived ? -1 : 1;
	return str_cmp(str_from(x->rule->id), str_from(y->rule->id));
}

void report_statistics(struct buf *out, const struct run *run)
{
	const struct diag_list *list = &run->diags;
	struct arena arena;
	struct map map;
	VEC(struct tally *) tallies = {0};
	struct tally *sorted;

	arena_init(&arena);
	map_init(&map, &arena);
	for (size_t i = 0; i < list->diags.n; i++) {
		const struct diag *diag = list->diags.items[i];
		struct tally *tally = map_get(&map, str_from(diag->rule->id));

		if (tally == NULL) {
			tally = NEW(&arena, struct tally);
			tally->rule = diag->rule;
			*VEC_PUSH(&arena, &tallies) = tally;
			(void)map_add(&map, str_from(diag->rule->id), tally);
		}
		if (diag->waived != NULL)
			tally->waived++;
		else
			tally->count++;
	}
	sorted = NEW_ARRAY(&arena, struct tally, tallies.n + 1);
	for (size_t i = 0; i < tallies.n; i++)
		sorted[i] = *tallies.items[i];
	qsort(sorted, tallies.n, sizeof(*sorted), compare_tallies);
	for (size_t i = 0; i < tallies.n; i++) {
		buf_printf(out, "%7zu %s", sorted[i].count, sorted[i].rule->id);
		if (sorted[i].waived > 0)
			buf_printf(out, " (%zu waived)", sorted[i].waived);
		buf_char(out, '\n');
	}
	arena_free(&arena);
}

void report_write(struct buf *out, const struct run *run, enum report_format format,
		  const struct report_style *style)
{
	switch (format) {
	case REPORT_TEXT:
		report_text(out, run, style);
		return;
	case REPORT_JSON:
		report_json(out, run);
		return;
	case REPORT_SARIF:
		report_sarif(out, run);
		return;
	case REPORT_MARKDOWN:
		break;
	}
	BUG("a format of no report");
}
