/*
 * test_execute.c -- a plan executed on the model, held against a walker by brute force (edit_walker.h): edits
 * written by hand, tests/edits/, and a thousand dealt by dice are each judged the same.
 */
#include "edit_deal.h"
#include "edit_walker.h"
#include "edits.h"
#include "index/execute.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

enum { EDITS = 40000 };

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
	print_message("  violation: condition %d, %s %s in %s: before %s; between %s; after %s\n",
		      (int)violation->question.condition + 1,
		      dname_text(arena, violation->question.name),
		      rr_type_name(arena, violation->question.type),
		      violation->question.vpc == NULL
			      ? "public"
			      : arena_cstr(arena, violation->question.vpc->id),
		      violation->before, violation->between == NULL ? "?" : violation->between,
		      violation->after);
	for (size_t i = 0; i < violation->mix.n_applied; i++)
		print_message("    with %s\n",
			      x->order.nodes.items[x->order.of_event.items[violation->mix.applied[i]]]
				      .step->name);
	for (size_t i = 0; i < violation->mix.n_missing; i++)
		print_message("    without %s\n",
			      x->order.nodes.items[x->order.of_event.items[violation->mix.missing[i]]]
				      .step->name);
}

struct counts {
	unsigned safe, unsafe, by_condition[3], states;
};

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
	counts->safe += walked.safe;
	counts->unsafe += !walked.safe;
	if (!walked.safe)
		counts->by_condition[walked.condition - 1]++;
	counts->states += walked.n_states;
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
	print_message("%d edits: %u safe, %u unsafe (%u by a private name, %u by an answer, %u by a "
		      "proof); %u states\n",
		      EDITS, counts.safe, counts.unsafe, counts.by_condition[0],
		      counts.by_condition[1], counts.by_condition[2], counts.states);
	assert_true(counts.safe > EDITS / 5 && counts.unsafe > EDITS / 5);
	for (unsigned i = 0; i < 3; i++)
		assert_true(counts.by_condition[i] > EDITS / 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dealt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
