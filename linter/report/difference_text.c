/* difference_text.c -- a difference for people. */
#include "report/difference.h"

#include "report/trace.h"

#include "base/banned.h"

#define RESET "\033[0m"
#define BOLD "\033[1m"
#define RED "\033[31m"
#define GREEN "\033[32m"

enum { SHOWN_NAMES = 3 };

struct writer {
	struct buf *out;
	const struct difference_report *report;
	const struct report_style *style;
	struct places places;
	struct arena arena; /* of the change at hand */
};

static void paint(struct writer *w, const char *color)
{
	if (w->style->color)
		buf_text(w->out, color);
}

static void write_title(struct writer *w, const char *title, size_t n)
{
	paint(w, BOLD);
	buf_printf(w->out, "%c%s: %zu", title[0] - 'a' + 'A', title + 1, n);
	paint(w, RESET);
	buf_text(w->out, "\n\n");
}

static void write_subject(struct writer *w, const char *name)
{
	paint(w, BOLD);
	report_escape(w->out, str_from(name));
	paint(w, RESET);
	buf_char(w->out, '\n');
}

/* `  - A 192.0.2.1  estate/retail.yaml:3:7` */
static void write_line(struct writer *w, unsigned side, const char *text, struct span at)
{
	struct trace_line line = {text, at};

	paint(w, side == BEFORE ? RED : GREEN);
	trace_write_line(w->out, &w->places, side == BEFORE ? "    - " : "    + ", &line);
	paint(w, RESET);
}

static void write_type(struct writer *w, const struct change *change,
		       const struct type_change *type)
{
	buf_printf(w->out, "  %s, ", changed_types_text(&w->arena, type, change->answers.n == 1));
	report_escape(w->out, str_from(asker_text(&w->arena, change->asker)));
	buf_char(w->out, '\n');
	for (unsigned side = BEFORE; side <= AFTER; side++)
		write_line(w, side, told_text(&w->arena, &type->told[side]),
			   told_place(&type->told[side]));
}

/* The names that share the first one's answers, nearly always by leading there. */
static void write_others(struct writer *w, const struct change *change)
{
	size_t n = change->names.n;

	if (n == 1)
		return;
	buf_text(w->out, "  likewise ");
	for (size_t i = 1; i < n && i <= SHOWN_NAMES; i++) {
		buf_text(w->out, i == 1 ? "" : ", ");
		report_escape(w->out,
			      str_from(changed_name_text(&w->arena, &change->names.items[i])));
	}
	if (n > SHOWN_NAMES + 1)
		buf_printf(w->out, " and %zu more", n - SHOWN_NAMES - 1);
	buf_char(w->out, '\n');
}

static void write_change(struct writer *w, const struct change *change)
{
	const char *wildcard = wildcard_text(&w->arena, change);

	write_subject(w, changed_name_text(&w->arena, &change->names.items[0]));
	for (size_t i = 0; i < change->answers.n; i++)
		write_type(w, change, &change->answers.items[i]);
	if (wildcard != NULL) {
		buf_text(w->out, "  ");
		report_escape(w->out, str_from(wildcard));
		buf_char(w->out, '\n');
	}
	write_others(w, change);
	buf_char(w->out, '\n');
	arena_free(&w->arena);
	arena_init(&w->arena);
}

static void write_changes(struct writer *w)
{
	const struct difference *difference = w->report->difference;

	for (size_t i = 0; i < difference->changes.n; i++) {
		const struct change *change = difference->changes.items[i];

		if (i == 0 || difference->changes.items[i - 1]->kind != change->kind)
			write_title(w, change_kind_title(change->kind),
				    difference->counts[change->kind]);
		write_change(w, change);
	}
}

static void write_losses(struct writer *w)
{
	const struct cover_losses *losses = &w->report->difference->losses;

	if (losses->items.n > 0)
		write_title(w, "names that lose their certificate", losses->items.n);
	for (size_t i = 0; i < losses->items.n; i++) {
		const struct cover_loss *loss = &losses->items.items[i];
		const struct text *held = &loss->certificate->names.items[loss->index];
		struct str end = loss->after->ends[0]->key.s;

		write_subject(w, dname_text_bare(&w->arena, loss->after->name));
		write_line(w, BEFORE,
			   arena_printf(&w->arena, "`%.*s` of the certificate `%.*s` covers it",
					STR_ARG(held->s), STR_ARG(loss->certificate->key.s)),
			   held->at);
		write_line(w, AFTER,
			   arena_printf(&w->arena,
					loss->unknown.file != 0
						? "what is attached at the load balancer `%.*s` is "
						  "not all known"
						: "no certificate at the load balancer `%.*s` does",
					STR_ARG(end)),
			   loss->after->at);
		buf_char(w->out, '\n');
	}
}

void report_difference_text(struct buf *out, const struct difference_report *report,
			    const struct report_style *style)
{
	struct writer w = {.out = out, .report = report, .style = style};
	struct report_style findings = *style;

	arena_init(&w.arena);
	places_init(&w.places, report->run);
	if (!style->quiet) {
		write_changes(&w);
		write_losses(&w);
	}
	findings.quiet = true;
	report_text(out, report->run, &findings);
	buf_printf(out, "%s\n", difference_summary(&w.arena, report));
	places_done(&w.places);
	arena_free(&w.arena);
}
