/*
 * difference_markdown.c -- a difference as the comment on a merge request.
 *
 * What users wrote stands in <code>, where forges take no `@name` for a mention and no `#1` for a
 * reference. Rows are cut, the last ones first, before a comment grows longer than forges take.
 */
#include "report/difference.h"

#include "engine/rule.h"
#include "report/markdown.h"
#include "source/limits.h"

#include "base/banned.h"

enum {
	ROOM_FOR_END = 2000, /* what stands behind the last row: closing tags, and what was cut */
	CELL_MAX = 300,	     /* octets of one cell before they are escaped */
	SHOWN_NAMES = 3,
};

struct writer {
	struct buf *out;
	const struct difference_report *report;
	struct places places;
	struct arena arena; /* of the row at hand */
	size_t cut;
};

/* The text of a user, as it is. */
static const char *code(struct writer *w, const char *text)
{
	struct str s = str_from(text);
	const char *more = "";

	if (s.len > CELL_MAX) {
		s.len = CELL_MAX;
		/* not in the middle of a character */
		while (s.len > 0 && ((unsigned char)s.ptr[s.len] & 0xc0) == 0x80)
			s.len--;
		more = "…";
	}
	return arena_printf(&w->arena, "<code>%s%s</code>", markdown_text(&w->arena, s), more);
}

static const char *place_text(struct writer *w, struct span at)
{
	struct place place;

	if (!places_find(&w->places, at, &place))
		return "";
	return code(w, arena_printf(&w->arena, "%.*s:%u", STR_ARG(place.path), place.start.line));
}

/* Appends a row where it fits. */
static void add_row(struct writer *w, const struct buf *row)
{
	if (w->cut == 0 && !row->too_big && w->out->len + row->len < MARKDOWN_MAX - ROOM_FOR_END)
		buf_str(w->out, buf_view(row));
	else
		w->cut++;
	arena_free(&w->arena);
	arena_init(&w->arena);
}

/* ---- findings ---------------------------------------------------------------------------------- */

static void write_findings(struct writer *w)
{
	const struct diag_list *list = &w->report->run->diags;

	for (size_t i = 0; i < list->diags.n; i++) {
		const struct diag *diag = list->diags.items[i];
		struct buf row CLEANUP(buf_free) = {0};

		if (diag->waived != NULL)
			continue;
		buf_init(&row, LIMIT_OUTPUT);
		buf_printf(&row, "- **%s** <code>%s</code> %s %s\n", severity_name(diag->severity),
			   diag->rule->id, code(w, diag->message), place_text(w, diag->at));
		add_row(w, &row);
	}
	if (list->diags.n > 0)
		buf_char(w->out, '\n');
}

/* ---- changes ----------------------------------------------------------------------------------- */

static const char *names_cell(struct writer *w, const struct change *change)
{
	const char *cell = "";
	size_t n = change->names.n;

	for (size_t i = 0; i < n && i <= SHOWN_NAMES; i++)
		cell = arena_printf(&w->arena, "%s%s%s", cell, i == 0 ? "" : "<br>",
				    code(w, changed_name_text(&w->arena, &change->names.items[i])));
	if (n > SHOWN_NAMES + 1)
		cell = arena_printf(&w->arena, "%s<br>and %zu more", cell, n - SHOWN_NAMES - 1);
	return cell;
}

static const char *told_cell(struct writer *w, const struct told *told)
{
	const char *place = place_text(w, told_place(told));

	return arena_printf(&w->arena, "%s%s%s", code(w, told_text(&w->arena, told)),
			    place[0] == '\0' ? "" : "<br>", place);
}

static void write_change(struct writer *w, const struct change *change)
{
	struct buf row CLEANUP(buf_free) = {0};

	buf_init(&row, LIMIT_OUTPUT);
	for (size_t i = 0; i < change->answers.n; i++) {
		const struct type_change *type = &change->answers.items[i];

		markdown_row(&row, i == 0 ? names_cell(w, change) : "",
			     i == 0 ? code(w, asker_text(&w->arena, change->asker)) : "",
			     changed_types_text(&w->arena, type, change->answers.n == 1),
			     told_cell(w, &type->told[BEFORE]), told_cell(w, &type->told[AFTER]),
			     (const char *)NULL);
	}
	add_row(w, &row);
}

static void open_details(struct writer *w, bool open, const char *title, size_t n)
{
	buf_printf(w->out, "<details%s><summary>%c%s (%zu)</summary>\n\n", open ? " open" : "",
		   title[0] - 'a' + 'A', title + 1, n);
}

static void write_kind(struct writer *w, enum change_kind kind)
{
	const struct difference *difference = w->report->difference;

	if (difference->counts[kind] == 0)
		return;
	open_details(w, kind <= CHANGE_CEASES, change_kind_title(kind), difference->counts[kind]);
	markdown_row(w->out, "name", "asked by", "type", "before", "after", (const char *)NULL);
	markdown_rule(w->out, 5);
	for (size_t i = 0; i < difference->changes.n; i++)
		if (difference->changes.items[i]->kind == kind)
			write_change(w, difference->changes.items[i]);
	buf_text(w->out, "\n</details>\n\n");
}

static void write_losses(struct writer *w)
{
	const struct cover_losses *losses = &w->report->difference->losses;

	if (losses->items.n == 0)
		return;
	open_details(w, true, "names that lose their certificate", losses->items.n);
	markdown_row(w->out, "name", "load balancer", "covered before by", (const char *)NULL);
	markdown_rule(w->out, 3);
	for (size_t i = 0; i < losses->items.n; i++) {
		const struct cover_loss *loss = &losses->items.items[i];
		const struct text *held = &loss->certificate->names.items[loss->index];
		struct buf row CLEANUP(buf_free) = {0};

		buf_init(&row, LIMIT_OUTPUT);
		markdown_row(
			&row,
			arena_printf(&w->arena, "%s<br>%s",
				     code(w, dname_text_bare(&w->arena, loss->after->name)),
				     place_text(w, loss->after->at)),
			arena_printf(&w->arena, "%s%s",
				     code(w, arena_cstr(&w->arena, loss->after->ends[0]->key.s)),
				     loss->unknown.file != 0 ? " (not all there is known)" : ""),
			arena_printf(&w->arena, "%s of %s<br>%s",
				     code(w, arena_cstr(&w->arena, held->s)),
				     code(w, arena_cstr(&w->arena, loss->certificate->key.s)),
				     place_text(w, held->at)),
			(const char *)NULL);
		add_row(w, &row);
	}
	buf_text(w->out, "\n</details>\n\n");
}

void report_difference_markdown(struct buf *out, const struct difference_report *report)
{
	struct writer w = {.out = out, .report = report};

	arena_init(&w.arena);
	places_init(&w.places, report->run);
	buf_text(out, "### What changes in DNS answers and certificates\n\n");
	buf_printf(out, "**%s** (from %s to %s)\n\n", difference_summary(&w.arena, report),
		   code(&w, report->base),
		   report->head == NULL ? "the folder" : code(&w, report->head));
	write_findings(&w);
	for (unsigned kind = 0; kind < CHANGE_KINDS; kind++)
		write_kind(&w, (enum change_kind)kind);
	write_losses(&w);
	if (w.cut > 0)
		buf_printf(out,
			   "%zu more rows do not fit into a comment: `zonewarrant diff` lists them "
			   "all.\n",
			   w.cut);
	places_done(&w.places);
	arena_free(&w.arena);
}
