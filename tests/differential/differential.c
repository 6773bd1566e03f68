/*
 * differential.c -- FOLDER NAMED [SEED [QUESTIONS]]: generated estates, real servers that serve them,
 * and QUESTIONS (1,000,000) questions that both sides must answer alike.
 *
 * Prints "ok NAME" and "not ok NAME: reason" for each thing it finds out, and its counts in lines that
 * begin with `#`. FOLDER is for its files; a server's user may read it.
 */
#include "check.h"

#include "report/trace.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

enum { ESTATES = 600, QUESTIONS = 1000 * 1000, PERCENT_LEAST = 5, SMALL = 8 };

static unsigned failures;

static void result(bool good, const char *name, const char *reason)
{
	if (good)
		printf("ok %s\n", name);
	else
		printf("not ok %s: %s\n", name, reason);
	failures += !good;
}

static void print_counts(struct arena *arena, const struct check *check)
{
	printf("# %zu questions compared with named", check->compared);
	for (enum answer_class class = 0; class < CLASSES; class ++)
		printf("%s %s %zu (%.1f %%)", class == 0 ? ":" : ",", answer_class_name(class),
		       check->classes[class],
		       100.0 * (double)check->classes[class] / (double)check->compared);
	printf("; of the chains %zu over %d links\n", check->long_chains, CHAIN_COMPARED);
	printf("# %zu walks over several zones with %zu questions", check->walks,
	       check->walk_messages);
	for (unsigned kind = 0; kind < KINDS; kind++)
		if (check->walk_kinds[kind] > 0)
			printf("%s %s %zu", kind == 0 ? ":" : ",",
			       answer_kind_name((enum answer_kind)kind), check->walk_kinds[kind]);
	printf("\n");
	for (enum answer_class class = 0; class < CLASS_REFUSED; class ++)
		result(check->classes[class] * 100 >= check->compared * PERCENT_LEAST,
		       arena_printf(arena, "at least %d %% of the answers: %s", PERCENT_LEAST,
				    answer_class_name(class)),
		       arena_printf(arena, "%zu of %zu", check->classes[class], check->compared));
}

static void print_faults(struct arena *arena, const struct check *check)
{
	for (enum fault fault = FAULT_NONE + 1; fault < FAULTS; fault++) {
		struct buf by CLEANUP(buf_free);

		buf_init(&by, LIMIT_OUTPUT);
		if (check->caught[fault] > 0)
			question_print(&by, &check->caught_by[fault]);
		result(check->caught[fault] > 0,
		       arena_printf(arena, "caught: %s (%s)", fault_name(fault),
				    by.ptr == NULL ? "" : by.ptr),
		       "no answer contradicts it");
	}
}

/* A planted fault, shrunk: a real difference would be shrunk the same way. */
static void prove_shrinking(struct arena *arena, const struct draft *draft,
			    const struct check *check, const struct servers *servers)
{
	enum fault fault = FAULT_WILDCARD_CUT;
	struct suspect suspect = {check->caught_by[fault], fault, false};
	struct buf small CLEANUP(buf_free);
	unsigned records = 0;
	struct err err;
	enum status status;

	if (check->caught[fault] == 0)
		return;
	buf_init(&small, LIMIT_OUTPUT);
	status = check_shrink(draft, &suspect, servers, &small, &records, &err);
	result(status == OK && records > 0 && records <= SMALL,
	       arena_printf(arena, "an estate with a planted fault is shrunk to %u record sets",
			    records),
	       status == OK ? arena_printf(arena, "%u are left", records) : err.text);
}

static void print_differences(struct arena *arena, const struct draft *draft,
			      const struct check *check, const struct servers *servers)
{
	struct buf small CLEANUP(buf_free);
	unsigned records;
	struct err err;

	result(check->differences == 0, "named and zonewarrant answer alike",
	       arena_printf(arena, "%zu differences", check->differences));
	if (check->differences == 0)
		return;
	printf("the first of them:\n%s", check->report.ptr);
	(void)fflush(stdout);
	buf_init(&small, LIMIT_OUTPUT);
	if (check_shrink(draft, &check->first, servers, &small, &records, &err) == OK)
		printf("the first, in a small estate:\n%s", small.ptr);
	else
		printf("it cannot be shrunk: %s\n", err.text);
}

static void run(struct arena *arena, struct servers *servers, const struct world *world,
		const struct draft *draft, uint64_t seed, size_t wanted)
{
	struct check *check = calloc(1, sizeof(*check));
	struct err err;
	enum status status;

	if (check == NULL)
		out_of_memory();
	check_init(check, world, draft, seed, wanted);
	status = servers_start(servers, world, &err);
	result(status == OK, arena_printf(arena, "%zu zones are served", draft->zones.n), err.text);
	if (status == OK) {
		status = check_run(check, servers, &err);
		result(status == OK && check->compared == wanted,
		       arena_printf(arena, "%zu different questions are answered", wanted),
		       status == OK ? arena_printf(arena, "there are only %zu", check->compared)
				    : err.text);
	}
	servers_stop(servers);
	if (status == OK) {
		print_counts(arena, check);
		print_faults(arena, check);
		print_differences(arena, draft, check, servers);
		prove_shrinking(arena, draft, check, servers);
	}
	check_free(check);
	free(check);
}

static bool number_argument(int argc, char **argv, int at, uint64_t *ret_number)
{
	return at >= argc || str_to_u64(str_from(argv[at]), UINT64_MAX, ret_number);
}

int main(int argc, char **argv)
{
	struct servers servers = {.socket = -1};
	uint64_t seed = 1, wanted = QUESTIONS;
	struct arena arena CLEANUP(arena_free);
	struct draft *draft;
	struct world world;
	struct err err;

	if (argc < 3 || !number_argument(argc, argv, 3, &seed) ||
	    !number_argument(argc, argv, 4, &wanted)) {
		(void)fprintf(stderr, "usage: differential FOLDER NAMED [SEED [QUESTIONS]]\n");
		return 2;
	}
	servers.folder = argv[1];
	servers.program = argv[2];
	arena_init(&arena);
	draft = NEW(&arena, struct draft);
	draft_make(draft, &arena, seed, ESTATES);
	if (world_build(&world, draft, &err) != OK) {
		result(false, "the estates are made", err.text);
		return 1;
	}
	run(&arena, &servers, &world, draft, seed, (size_t)wanted);
	world_free(&world);
	return failures == 0 ? 0 : 1;
}
