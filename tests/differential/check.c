/* check.c -- the questions of a run and what became of them. */
#include "check.h"

#include "report/trace.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

enum {
	SEEN_SLOTS = 1 << 22,
	REPEATS_MAX = 20000, /* questions asked before, one after the other: there are no more */
	WALKED_PERCENT = 10, /* of the questions */
	REPORTED_MAX = 10,   /* differences in words */
	CAUGHT_ENOUGH = 10,  /* answers that contradict a planted fault */
	SCRATCH_USES = 4096,
};

void check_init(struct check *check, const struct world *world, const struct draft *draft,
		uint64_t seed, size_t wanted)
{
	*check = (struct check){.world = world, .draft = draft, .wanted = wanted};
	check->questions = (struct questions){world, draft, {seed}, 0, 0, 0};
	arena_init(&check->scratch);
	buf_init(&check->report, LIMIT_OUTPUT);
}

void check_init_one(struct check *check, const struct world *world, const struct draft *draft,
		    const struct suspect *suspect)
{
	check_init(check, world, draft, 0, 0);
	check->only = suspect;
}

void check_free(struct check *check)
{
	arena_free(&check->scratch);
	buf_free(&check->report);
	free(check->seen);
}

static struct arena *scratch(struct check *check)
{
	if (++check->scratch_uses == SCRATCH_USES) {
		check->scratch_uses = 0;
		arena_free(&check->scratch);
		arena_init(&check->scratch);
	}
	return &check->scratch;
}

/* ---- questions --------------------------------------------------------------------------------- */

/* Whether that question was there before, letter for letter; notes it. */
static bool seen_before(struct check *check, const struct question *question)
{
	char octets[DNAME_WIRE_MAX + 4];
	uint64_t hash;
	size_t at;

	memcpy(octets, question->name, question->len);
	octets[question->len] = (char)(question->type >> 8);
	octets[question->len + 1] = (char)question->type;
	octets[question->len + 2] = (char)question->level;
	hash = str_hash(str_slice(octets, question->len + 3u)) | 1;
	for (at = hash & (SEEN_SLOTS - 1); check->seen[at] != 0; at = (at + 1) & (SEEN_SLOTS - 1))
		if (check->seen[at] == hash)
			return true;
	check->seen[at] = hash;
	return false;
}

static bool begin_walk(struct check *check, struct asked *asked, const struct question *question)
{
	struct walk *walk = malloc(sizeof(*walk));

	if (walk == NULL)
		out_of_memory();
	if (!walk_begin(walk, check->draft, question)) {
		free(walk);
		return false;
	}
	asked->question = walk->now;
	asked->owner = walk;
	return true;
}

static bool next_only(struct check *check, struct asked *asked)
{
	if (check->only_asked)
		return false;
	check->only_asked = true;
	if (check->only->walk)
		return begin_walk(check, asked, &check->only->question);
	asked->question = check->only->question;
	return true;
}

static bool next(void *context, struct asked *asked)
{
	struct check *check = context;

	if (check->only != NULL)
		return next_only(check, asked);
	if (check->walk_next) {
		check->walk_next = false;
		if (begin_walk(check, asked, &check->last))
			return true;
	}
	if (check->asked == check->wanted)
		return false;
	for (unsigned i = 0; i < REPEATS_MAX; i++) {
		questions_next(&check->questions, scratch(check), &check->last);
		if (seen_before(check, &check->last))
			continue;
		check->asked++;
		asked->question = check->last;
		check->walk_next = random_chance(&check->questions.random, WALKED_PERCENT);
		return true;
	}
	return false;
}

/* ---- answers ----------------------------------------------------------------------------------- */

static void note_difference(struct check *check, const struct question *question, bool walk)
{
	if (check->differences++ == 0) {
		check->first.question = *question;
		check->first.fault = check->only == NULL ? LOOK_PRODUCT : check->only->fault;
		check->first.walk = walk;
	}
}

/* The look-up written anew must give what the product's gives, or its faults prove nothing. */
static bool copy_agrees(struct check *check, const struct question *question)
{
	struct arena *arena = &check->scratch;
	const struct dname *name = dname_from_wire(arena, question->name, question->len, NULL);
	const struct zone_index *zone = world_zone(check->world, name, question->level);
	struct zone_answer product, copy;

	if (zone == NULL)
		return true;
	product = look(LOOK_PRODUCT, zone, name, question->name, question->type, arena);
	copy = look(FAULT_NONE, zone, name, question->name, question->type, arena);
	return product.kind == copy.kind && product.rrset == copy.rrset &&
	       product.wildcard == copy.wildcard;
}

static void try_faults(struct check *check, const struct question *question,
		       const struct wire_answer *answer)
{
	struct expected expected;

	for (enum fault fault = FAULT_NONE + 1; fault < FAULTS; fault++) {
		if (check->caught[fault] == CAUGHT_ENOUGH)
			continue;
		expect_answer(check->world, question, fault, &check->scratch, &expected);
		if (answer_agrees(&expected, answer))
			continue;
		if (check->caught[fault]++ == 0)
			check->caught_by[fault] = *question;
	}
}

static void report(struct check *check, const struct question *question, const char *ours,
		   const struct wire_answer *answer)
{
	if (check->differences > REPORTED_MAX)
		return;
	question_print(&check->report, question);
	buf_printf(&check->report, "\n %s\n the server:\n", ours);
	if (answer != NULL)
		answer_print(&check->report, answer);
}

static void take_single(struct check *check, const struct asked *asked,
			const struct wire_answer *answer)
{
	enum fault fault = check->only == NULL ? LOOK_PRODUCT : check->only->fault;
	struct expected expected;

	expect_answer(check->world, &asked->question, fault, scratch(check), &expected);
	check->compared++;
	check->classes[answer_class(&expected)]++;
	check->long_chains += expected.too_long;
	if (!answer_agrees(&expected, answer)) {
		struct buf ours CLEANUP(buf_free);

		buf_init(&ours, LIMIT_OUTPUT);
		expected_print(&ours, &expected);
		note_difference(check, &asked->question, false);
		report(check, &asked->question,
		       arena_printf(&check->scratch, "expected:\n%s", ours.ptr), answer);
		return;
	}
	if (check->only != NULL)
		return;
	if (!copy_agrees(check, &asked->question)) {
		note_difference(check, &asked->question, false);
		report(check, &asked->question,
		       "zone_lookup() agrees with the server, and look() with neither", answer);
		return;
	}
	try_faults(check, &asked->question, answer);
}

static bool take_walk(struct check *check, struct asked *asked, const struct wire_answer *answer)
{
	struct walk *walk = asked->owner;
	struct answer ours;

	if (walk_take(walk, check->draft, answer)) {
		asked->question = walk->now;
		return true;
	}
	check->walks++;
	check->walk_messages += walk->messages;
	check->walk_kinds[walk->kind]++;
	if (!walk_agrees(walk, check->world, answer, scratch(check), &ours)) {
		note_difference(check, &walk->start, true);
		report(check, &walk->start,
		       arena_printf(&check->scratch,
				    "resolve_public(): %s at %s in %zu steps; a walk over the "
				    "servers: %s after %u questions, the last answer:",
				    answer_kind_name(ours.kind),
				    dname_text(&check->scratch, ours.last), ours.n_steps,
				    answer_kind_name(walk->kind), walk->messages),
		       answer);
	}
	free(walk);
	asked->owner = NULL;
	return false;
}

static bool take(void *context, struct asked *asked, const struct wire_answer *answer)
{
	struct check *check = context;

	if (asked->owner != NULL)
		return take_walk(check, asked, answer);
	take_single(check, asked, answer);
	return false;
}

enum status check_run(struct check *check, struct servers *servers, struct err *err)
{
	struct asker asker = {check, next, take};

	if (check->only == NULL) {
		check->seen = calloc(SEEN_SLOTS, sizeof(*check->seen));
		if (check->seen == NULL)
			out_of_memory();
	}
	return servers_ask(servers, &asker, err);
}
