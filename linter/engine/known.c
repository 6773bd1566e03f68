/* known.c -- what a run found and its base has as well. */
#include "engine/known.h"

#include "engine/findings.h"
#include "engine/rule.h"

#include "base/banned.h"

/* How many of each kind are left to be matched. */
struct tally {
	struct arena *arena;
	struct map counts;
};

static void tally_add(struct tally *tally, struct str key)
{
	size_t *count = map_get(&tally->counts, key);

	if (count == NULL) {
		count = NEW(tally->arena, size_t);
		(void)map_add(&tally->counts, key, count);
	}
	(*count)++;
}

static bool tally_take(struct tally *tally, struct str key)
{
	size_t *count = map_get(&tally->counts, key);

	if (count == NULL || *count == 0)
		return false;
	(*count)--;
	return true;
}

static void tally_init(struct tally *tally, struct arena *arena)
{
	tally->arena = arena;
	map_init(&tally->counts, arena);
}

static struct str path_of(const struct run *run, struct span at)
{
	const struct source *source = source_of(&run->sources, at);

	return source == NULL ? STR("") : source->path;
}

/* What the repeats of one finding share. */
static struct str group_of(struct arena *arena, const struct run *run, const struct diag *diag)
{
	char *key = arena_bytes(arena, sizeof(diag->fingerprint));

	finding_fingerprint(run, diag, 0, key);
	return str_from(key);
}

static struct str exactly(struct arena *arena, const struct run *run, const struct diag *diag)
{
	return str_from(arena_printf(arena, "%.*s\n%.*s\n%s", STR_ARG(group_of(arena, run, diag)),
				     STR_ARG(path_of(run, diag->at)), diag->message));
}

void known_mark_findings(struct run *run)
{
	const struct diag_list *base = &run->base->diags, *list = &run->diags;
	struct tally groups, exact;
	struct arena scratch;

	arena_init(&scratch);
	tally_init(&groups, &scratch);
	tally_init(&exact, &scratch);
	for (size_t i = 0; i < base->diags.n; i++) {
		const struct diag *diag = base->diags.items[i];

		if (diag->waived != NULL)
			continue;
		tally_add(&groups, group_of(&scratch, run->base, diag));
		tally_add(&exact, exactly(&scratch, run->base, diag));
	}
	for (size_t i = 0; i < list->diags.n; i++) {
		struct diag *diag = list->diags.items[i];

		diag->known = tally_take(&exact, exactly(&scratch, run, diag)) &&
			      tally_take(&groups, group_of(&scratch, run, diag));
	}
	for (size_t i = 0; i < list->diags.n; i++) {
		struct diag *diag = list->diags.items[i];

		if (!diag->known)
			diag->known = tally_take(&groups, group_of(&scratch, run, diag));
	}
	arena_free(&scratch);
}

static struct str question_of(struct arena *arena, const struct run *run,
			      const struct undecided *undecided)
{
	return str_from(arena_printf(arena, "%s\n%.*s\n%s",
				     undecided->rule == NULL ? "" : undecided->rule->id,
				     STR_ARG(path_of(run, undecided->at)), undecided->message));
}

void known_mark_undecided(struct run *run)
{
	const struct diag_list *base = &run->base->diags;
	struct arena scratch;
	struct tally tally;

	arena_init(&scratch);
	tally_init(&tally, &scratch);
	for (size_t i = 0; i < base->undecided.n; i++)
		tally_add(&tally, question_of(&scratch, run->base, &base->undecided.items[i]));
	for (size_t i = 0; i < run->diags.undecided.n; i++) {
		struct undecided *undecided = &run->diags.undecided.items[i];

		undecided->known = tally_take(&tally, question_of(&scratch, run, undecided));
	}
	arena_free(&scratch);
}
