/* shrink.c -- a difference in the smallest estate that shows it. */
#include "check.h"

#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

struct shrinking {
	struct draft draft; /* the one estate */
	const struct suspect *suspect;
	const struct servers *like; /* program and folder */
	struct buf report;	    /* of the last difference */
	struct err err;
};

/* The estate alone, its zones renumbered. */
static void copy_estate(struct draft *to, const struct draft *from, unsigned estate)
{
	unsigned first = from->estates[estate].first, end = from->estates[estate].end;

	for (unsigned i = first; i < end; i++)
		*VEC_PUSH(to->arena, &to->zones) = from->zones.items[i];
	for (size_t i = 0; i < from->records.n; i++) {
		const struct draft_record *record = &from->records.items[i];

		if (record->zone < first || record->zone >= end)
			continue;
		*VEC_PUSH(to->arena, &to->records) = *record;
		to->records.items[to->records.n - 1].zone -= first;
	}
	to->estates[estate].end = end - first;
}

/* Whether the difference shows with what is not dropped. */
static bool shows(struct shrinking *s)
{
	struct servers servers = {.program = s->like->program, .folder = s->like->folder};
	struct world world;
	struct check check;
	bool differs = false;

	servers.socket = -1;
	if (world_build(&world, &s->draft, &s->err) == OK &&
	    servers_start(&servers, &world, &s->err) == OK) {
		check_init_one(&check, &world, &s->draft, s->suspect);
		if (servers.ports[s->suspect->question.level] != 0 || s->suspect->walk)
			differs =
				check_run(&check, &servers, &s->err) == OK && check.differences > 0;
		if (differs) {
			buf_clear(&s->report);
			buf_str(&s->report, buf_view(&check.report));
		}
		check_free(&check);
	}
	servers_stop(&servers);
	world_free(&world);
	return differs;
}

static void drop_zones(struct shrinking *s)
{
	for (size_t i = s->draft.zones.n; i > 0; i--) {
		s->draft.zones.items[i - 1].dropped = true;
		if (!shows(s))
			s->draft.zones.items[i - 1].dropped = false;
	}
	for (size_t i = 0; i < s->draft.records.n; i++)
		if (s->draft.zones.items[s->draft.records.items[i].zone].dropped)
			s->draft.records.items[i].dropped = true;
}

/* Records that may go, from AT on, at most COUNT: marks them and returns the place behind. */
static size_t mark(struct shrinking *s, size_t at, size_t count, bool *marked)
{
	memset(marked, 0, s->draft.records.n * sizeof(*marked));
	for (; at < s->draft.records.n && count > 0; at++) {
		const struct draft_record *record = &s->draft.records.items[at];

		if (record->dropped || record->fixed)
			continue;
		marked[at] = true;
		count--;
	}
	return at;
}

static void set_dropped(struct shrinking *s, const bool *marked, bool dropped)
{
	for (size_t i = 0; i < s->draft.records.n; i++)
		if (marked[i])
			s->draft.records.items[i].dropped = dropped;
}

/* By halves, quarters, … one by one (Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", 2002). */
static void drop_records(struct shrinking *s)
{
	bool *marked = NEW_ARRAY(s->draft.arena, bool, s->draft.records.n);

	for (size_t count = (s->draft.records.n + 1) / 2; count > 0; count /= 2)
		for (size_t at = 0; at < s->draft.records.n;) {
			at = mark(s, at, count, marked);
			set_dropped(s, marked, true);
			if (!shows(s))
				set_dropped(s, marked, false);
		}
}

static unsigned count_left(const struct draft *draft)
{
	unsigned count = 0;

	for (size_t i = 0; i < draft->records.n; i++)
		count += !draft->records.items[i].dropped && !draft->records.items[i].fixed;
	return count;
}

enum status check_shrink(const struct draft *draft, const struct suspect *suspect,
			 const struct servers *servers, struct buf *out, unsigned *ret_records,
			 struct err *err)
{
	struct shrinking *s = calloc(1, sizeof(*s));
	struct arena arena CLEANUP(arena_free);
	enum status status = FAILED;

	if (s == NULL)
		out_of_memory();
	arena_init(&arena);
	s->draft.arena = &arena;
	s->suspect = suspect;
	s->like = servers;
	buf_init(&s->report, LIMIT_OUTPUT);
	copy_estate(&s->draft, draft, suspect->question.estate);
	if (shows(s)) {
		drop_zones(s);
		drop_records(s);
		*ret_records = count_left(&s->draft);
		draft_print(&s->draft, out);
		buf_str(out, buf_view(&s->report));
		status = OK;
	} else {
		(void)err_set(err, "the difference does not show with its estate alone %s",
			      s->err.text);
	}
	buf_free(&s->report);
	free(s);
	return status;
}
