/*
 * test_execute.c -- a plan executed on the model, held against a walker by brute force (edit_walker.h): edits
 * written by hand, tests/edits/, and a thousand dealt by dice are each judged the same.
 */
#include "edit_deal.h"
#include "edit_walker.h"
#include "edits.h"
#include "index/safe_order.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

enum { EDITS = 2000 };

static const char *state_text(const struct edit *edit, struct arena *arena, unsigned state)
{
	const char *text = "";

	for (unsigned b = 0; b < edit->n_batches; b++)
		if ((state & 1u << b) != 0)
			text = arena_printf(arena, "%s %s", text, edit->batches[b].name);
	return text;
}

static void print_edit(const struct edit *edit)
{
	for (unsigned i = 0; i < edit->n_records; i++)
		print_message("  z%u %s %d %s\n", edit->records[i].zone, edit->records[i].owner,
			      (int)edit->records[i].type, edit->records[i].value);
	for (unsigned b = 0; b < edit->n_batches; b++) {
		const struct edit_batch *batch = &edit->batches[b];

		print_message("  %s kind %d zone z%u%s after %x\n", batch->name, (int)batch->kind,
			      batch->zone, edit->zones[batch->zone].planned ? " planned" : "",
			      batch->after);
		for (unsigned i = 0; i < batch->n; i++)
			print_message("    %c %s %d %s\n", batch->changes[i].adds ? '+' : '-',
				      batch->changes[i].record.owner,
				      (int)batch->changes[i].record.type,
				      batch->changes[i].record.value);
	}
	for (unsigned i = 0; i < edit->n_private; i++)
		print_message("  private %s\n", edit->private_names[i]);
	for (unsigned i = 0; i < edit->n_domains; i++)
		print_message("  domain %s\n", edit->domains[i]);
	for (unsigned i = 0; i < edit->n_proofs; i++)
		print_message("  proof %s\n", edit->proofs[i].name);
}

static void print_violation(const struct execution *x, const struct violation *violation,
			    struct arena *arena)
{
	print_message(
		"  violation: condition %d, %s %s in %s: before %s; between %s; after %s\n",
		(int)violation->question.condition + 1, dname_text(arena, violation->question.name),
		rr_type_name(arena, violation->question.type),
		violation->question.vpc == NULL ? "public"
						: arena_cstr(arena, violation->question.vpc->id),
		violation->before, violation->between == NULL ? "?" : violation->between,
		violation->after);
	for (size_t i = 0; i < violation->mix.n_applied; i++)
		print_message(
			"    with %s\n",
			x->order.nodes.items[x->order.of_event.items[violation->mix.applied[i]]]
				.step->name);
	for (size_t i = 0; i < violation->mix.n_missing; i++)
		print_message(
			"    without %s\n",
			x->order.nodes.items[x->order.of_event.items[violation->mix.missing[i]]]
				.step->name);
}

struct counts {
	unsigned safe, reordered, refused, by_condition[3], states, split;
};

static const struct edit_change *
change_of(const struct edit *edit, const struct edit_models *models, const struct change *change)
{
	for (unsigned b = 0; b < edit->n_batches; b++) {
		const struct step *step = models->steps[b];

		for (size_t i = 0; step->batches.n > 0 && i < step->batches.items[0].n; i++)
			if (step->batches.items[0].changes[i].rrset == change->rrset)
				return &edit->batches[b].changes[i];
	}
	fail_msg("a change of nowhere");
	return NULL;
}

static unsigned zone_number(const struct edit *edit, const struct edit_models *models,
			    const struct step *step)
{
	for (unsigned b = 0; b < edit->n_batches; b++)
		if (models->steps[b]->zone == step->zone)
			return edit->batches[b].zone;
	fail_msg("a zone of nowhere");
	return 0;
}

static void add_batch(const struct edit *edit, const struct edit_models *models,
		      const struct step *step, size_t number, struct edit_batch *added)
{
	const struct batch *batch = step->batches.n == 0 ? NULL : &step->batches.items[number];

	*added = (struct edit_batch){.name = step->name, .zone = zone_number(edit, models, step)};
	if (step->kind == STEP_CREATE_ZONE)
		added->kind = EDIT_CREATE_ZONE;
	else if (step->kind == STEP_DELETE_ZONE)
		added->kind = EDIT_DELETE_ZONE;
	for (size_t i = 0; batch != NULL && i < batch->n; i++)
		added->changes[added->n++] = *change_of(edit, models, &batch->changes[i]);
}

/* The re-ordered plan as an edit of its own, for the walker: with all its waits, and no others. */
static void edit_of_plan(const struct edit *edit, const struct edit_models *models,
			 const struct plan *plan, struct edit *ret_edit)
{
	unsigned bits[4 * EDIT_BATCHES] = {0};
	size_t n_changes[2] = {0};

	*ret_edit = *edit;
	ret_edit->n_batches = 0;
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct step *step = plan->steps.items[i];
		unsigned after = 0;

		for (size_t k = 0; k < step->waits_for.n; k++) {
			size_t earlier = 0;

			while (plan->steps.items[earlier] != step->waits_for.items[k])
				earlier++;
			assert_true(earlier < i);
			after |= bits[earlier];
		}
		for (size_t k = 0; k == 0 || k < step->batches.n; k++) {
			struct edit_batch *added = &ret_edit->batches[ret_edit->n_batches];

			assert_true(ret_edit->n_batches < EDIT_BATCHES);
			add_batch(edit, models, step, k, added);
			added->after = after;
			n_changes[1] += added->n;
			bits[i] |= 1u << ret_edit->n_batches++;
		}
	}
	for (unsigned b = 0; b < edit->n_batches; b++)
		n_changes[0] += edit->batches[b].n;
	assert_int_equal(n_changes[0], n_changes[1]);
}

/* Every batch in two, where that is possible: what a name gets or changes, and what goes. */
static void split_all(const struct edit *edit, struct edit *ret_edit)
{
	unsigned bits[EDIT_BATCHES] = {0};

	*ret_edit = *edit;
	ret_edit->n_batches = 0;
	for (unsigned b = 0; b < edit->n_batches; b++) {
		const struct edit_batch *from = &edit->batches[b];
		unsigned after = 0;

		for (unsigned k = 0; k < b; k++)
			after |= (from->after & 1u << k) != 0 ? bits[k] : 0;
		for (unsigned half = 0; half < 2; half++) {
			struct edit_batch *part = &ret_edit->batches[ret_edit->n_batches];

			if (ret_edit->n_batches == EDIT_BATCHES)
				return; /* more than the walker takes: what is left out stays undone */
			*part = *from;
			part->n = 0;
			part->after = after;
			for (unsigned i = 0; i < from->n; i++) {
				bool stays = false;

				for (unsigned k = 0; k < from->n; k++)
					stays = stays ||
						(from->changes[k].adds &&
						 strcmp(from->changes[k].record.owner,
							from->changes[i].record.owner) == 0);
				if (stays == (half == 0))
					part->changes[part->n++] = from->changes[i];
			}
			if (part->n > 0 || (half == 0 && from->n == 0))
				bits[b] |= 1u << ret_edit->n_batches++;
		}
	}
}

/* An order is found where there is one, and the walker takes it for safe, too. */
static void judge_order(const struct edit *edit, struct edit_models *models, struct arena *arena,
			const char *what, struct counts *counts)
{
	struct plan *plan = &models->plan;
	struct edit *ordered = NEW(arena, struct edit), *halves = NEW(arena, struct edit);
	bool may = walk_finds_order(edit, arena), may_split;
	struct execution x;
	struct walk_result walked;
	enum safety safety =
		plan_make_safe(plan, edit->nothing_known ? NULL : &models->before.views,
			       &models->after.views, arena, &x);

	assert_true(safety != PLAN_SAFE);
	split_all(edit, halves);
	may_split = halves->n_batches < EDIT_BATCHES && walk_finds_order(halves, arena);
	if ((may || may_split) && safety == PLAN_UNSAFE) {
		print_edit(edit);
		fail_msg("%s: there is a safe order, and it is not found", what);
	}
	counts->reordered += safety == PLAN_REORDERED;
	counts->refused += safety == PLAN_UNSAFE;
	if (safety == PLAN_UNSAFE) {
		assert_non_null(violation_text(&x, x.violations.items[0]));
		return;
	}
	edit_of_plan(edit, models, plan, ordered);
	counts->split += ordered->n_batches > edit->n_batches;
	if (!may && ordered->n_batches == edit->n_batches) {
		print_edit(edit);
		print_edit(ordered);
		fail_msg("%s: there is no safe order, and one is found", what);
	}
	walk_edit(ordered, arena, &walked);
	if (!walked.safe) {
		print_edit(edit);
		print_edit(ordered);
		fail_msg("%s: the order that is found is not safe", what);
	}
}

/* Both opinions on one edit. */
static void judge(const struct edit *edit, struct arena *arena, const char *what,
		  struct counts *counts)
{
	struct edit_models *models = NEW(arena, struct edit_models);
	struct execution x;
	struct walk_result walked;

	edit_build(edit, arena, models);
	plan_execute(&x, &models->plan, edit->nothing_known ? NULL : &models->before.views,
		     &models->after.views, 0, arena);
	walk_edit(edit, arena, &walked);
	if (walked.safe != (x.violations.n == 0)) {
		print_message("%s: the walker says %s", what, walked.safe ? "safe\n" : "unsafe");
		if (!walked.safe)
			print_message(": condition %u, %s %d, after%s\n", walked.condition,
				      walked.name, (int)walked.type,
				      state_text(edit, arena, walked.state));
		if (x.violations.n > 0)
			print_violation(&x, x.violations.items[0], arena);
		print_edit(edit);
		fail_msg("%s is judged otherwise", what);
	}
	counts->states += walked.n_states;
	if (walked.safe) {
		counts->safe++;
		return;
	}
	counts->by_condition[walked.condition - 1]++;
	judge_order(edit, models, arena, what, counts);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Judged as its file says, and as the walker says. */
static void judge_written(const char *path, struct counts *counts)
{
	struct counts found = {0};
	struct edit *edit;
	struct arena arena;

	arena_init(&arena);
	edit = NEW(&arena, struct edit);
	edit_read(edit, &arena, path);
	judge(edit, &arena, path, &found);
	if ((found.safe == 1) != edit->safe || (found.reordered == 1) != edit->reordered)
		fail_msg("%s: %s, and another thing is expected", path,
			 found.safe == 1	? "it is safe"
			 : found.reordered == 1 ? "it is re-ordered"
						: "it is refused");
	counts->safe += found.safe;
	counts->reordered += found.reordered;
	counts->refused += found.refused;
	for (unsigned i = 0; i < COUNT_OF(found.by_condition); i++)
		counts->by_condition[i] += found.by_condition[i];
	arena_free(&arena);
}

static void test_written(void **state)
{
	struct counts counts = {0};
	glob_t paths;

	(void)state;
	assert_int_equal(glob("tests/edits/*.edit", 0, NULL, &paths), 0);
	qsort(paths.gl_pathv, paths.gl_pathc, sizeof(*paths.gl_pathv), compare_paths);
	for (size_t i = 0; i < paths.gl_pathc; i++)
		judge_written(paths.gl_pathv[i], &counts);
	print_message("%zu edits by hand: %u safe as they are, %u re-ordered, %u refused\n",
		      paths.gl_pathc, counts.safe, counts.reordered, counts.refused);
	globfree(&paths);
	assert_true(counts.reordered + counts.refused >= 20);
	for (unsigned i = 0; i < 3; i++)
		assert_true(counts.by_condition[i] >= 1);
}

static void test_dealt(void **state)
{
	struct counts counts = {0};

	(void)state;
	for (unsigned seed = 0; seed < EDITS; seed++) {
		struct edit *edit;
		struct arena arena;

		arena_init(&arena);
		edit = NEW(&arena, struct edit);
		edit_deal(edit, &arena, seed);
		judge(edit, &arena, arena_printf(&arena, "the edit of seed %u", seed), &counts);
		arena_free(&arena);
	}
	print_message("%d edits: %u safe as they are, %u re-ordered (%u with a batch split), %u "
		      "refused; the unsafe ones by a private name %u, an answer %u, a proof %u; %u "
		      "states\n",
		      EDITS, counts.safe, counts.reordered, counts.split, counts.refused,
		      counts.by_condition[0], counts.by_condition[1], counts.by_condition[2],
		      counts.states);
	assert_true(counts.safe > EDITS / 10 && counts.reordered > EDITS / 10 &&
		    counts.refused > EDITS / 10);
	for (unsigned i = 0; i < 3; i++)
		assert_true(counts.by_condition[i] > EDITS / 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_dealt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
