/*
 * test_zlint.c -- zlint's own test certificates (fixtures/real/zlint): where zlint finds a fault, and a rule of
 * ours asks the same, that rule finds it too, and where zlint finds none, neither does the rule. Where we differ, a
 * line in tests/differences/zlint.tsv says so, and why; a line that no longer holds fails as well.
 *
 * All of them are read as one inventory, each as a certificate that a public authority issued.
 */
#include "base/map.h"
#include "engine/rule.h"
#include "engine/run.h"
#include "golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/banned.h"

#define CASES "fixtures/real/zlint"
#define DIFFERENCES "tests/differences/zlint.tsv"

enum { QUESTIONS_MIN = 80 };

struct question {
	struct str file, lint, verdict, rule;
};

struct questions {
	struct arena arena;
	VEC(struct question) items;
	struct map differences; /* "found" or "not found", by file and lint */
	struct map found;	/* by file and rule */
	unsigned wrong;
};

static struct str key_of(struct questions *q, struct str a, struct str b)
{
	return str_from(arena_printf(&q->arena, "%.*s %.*s", STR_ARG(a), STR_ARG(b)));
}

static struct str column(struct str *line)
{
	struct str head, rest = *line;

	if (str_cut(line, '\t', &head))
		return head;
	*line = STR("");
	return rest;
}

static void read_questions(struct questions *q)
{
	struct str rest = golden_read(&q->arena, CASES "/expected.tsv"), line;

	while (str_cut(&rest, '\n', &line)) {
		struct question *question;

		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		question = VEC_PUSH(&q->arena, &q->items);
		question->file = column(&line);
		question->lint = column(&line);
		question->verdict = column(&line);
		question->rule = column(&line);
		if (rule_find(question->rule) == NULL)
			fail_msg("expected.tsv names the rule `%.*s`", STR_ARG(question->rule));
	}
	rest = golden_read(&q->arena, DIFFERENCES);
	map_init(&q->differences, &q->arena);
	while (str_cut(&rest, '\n', &line)) {
		struct str file, lint, verdict;

		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		file = column(&line);
		lint = column(&line);
		verdict = column(&line);
		if (line.len == 0)
			fail_msg(DIFFERENCES ": a line has no reason");
		assert_null(map_add(&q->differences, key_of(q, file, lint),
				    arena_cstr(&q->arena, verdict)));
	}
}

/* ---- one inventory ----------------------------------------------------------------------------- */

static void write_text(const char *path, struct str text)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
	assert_int_equal(fclose(file), 0);
}

static struct str stem(struct str file)
{
	return str_slice(file.ptr, file.len - strlen(".pem"));
}

/* Each is named after a declared certificate of a public authority, and so is known to be one. */
static void write_project(struct questions *q, const char *folder)
{
	struct buf estate CLEANUP(buf_free);
	struct map seen;

	buf_init(&estate, 1024 * 1024);
	map_init(&seen, &q->arena);
	buf_text(&estate,
		 "accounts: {a: {role: tenant}}\n"
		 "certificate_authorities: {ca: {type: public, kind: other}}\ncertificates:\n");
	assert_int_equal(mkdir(arena_printf(&q->arena, "%s/certs", folder), 0700), 0);
	for (size_t i = 0; i < q->items.n; i++) {
		struct str file = q->items.items[i].file;
		const char *from = arena_printf(&q->arena, CASES "/%.*s", STR_ARG(file));

		if (map_add(&seen, file, q) != NULL)
			continue;
		buf_printf(&estate,
			   "  %.*s: {account: a, names: [x.example.com], authority: ca, key: "
			   "{custody: external}}\n",
			   STR_ARG(stem(file)));
		write_text(arena_printf(&q->arena, "%s/certs/%.*s", folder, STR_ARG(file)),
			   golden_read(&q->arena, from));
	}
	write_text(arena_printf(&q->arena, "%s/estate.yaml", folder), buf_view(&estate));
	write_text(arena_printf(&q->arena, "%s/zonewarrant.yaml", folder),
		   STR("version: 1\nsources: [estate.yaml]\ncertificates: certs/\n"));
}

static void remove_project(struct questions *q, const char *folder)
{
	for (size_t i = 0; i < q->items.n; i++)
		(void)unlink(arena_printf(&q->arena, "%s/certs/%.*s", folder,
					  STR_ARG(q->items.items[i].file)));
	(void)rmdir(arena_printf(&q->arena, "%s/certs", folder));
	(void)unlink(arena_printf(&q->arena, "%s/estate.yaml", folder));
	(void)unlink(arena_printf(&q->arena, "%s/zonewarrant.yaml", folder));
	(void)rmdir(folder);
}

/* Every file is read, whatever is wrong with its certificate. */
static void check_project(struct questions *q, const char *folder)
{
	struct run_options options = {
		.paths = &folder,
		.n_paths = 1,
		.now = DATE(2026, 11, 24),
		.fail_on = SEV_ERROR,
		.jobs = 2,
	};
	struct err err = {0};
	struct run run;

	map_init(&q->found, &q->arena);
	assert_int_equal(run_check(&run, &options, &err), RUN_DONE);
	for (size_t i = 0; i < run.diags.diags.n; i++) {
		const struct diag *diag = run.diags.diags.items[i];
		const struct source *source = source_of(&run.sources, diag->at);

		if (strcmp(diag->rule->family, "syntax") == 0)
			print_error("%.*s: %s\n", STR_ARG(source->path), diag->message);
		(void)map_add(&q->found,
			      arena_str(&q->arena, key_of(q, path_base(source->path),
							  str_from(diag->rule->id))),
			      q);
	}
	run_free(&run);
}

/* ---- the verdicts ------------------------------------------------------------------------------ */

static void judge(struct questions *q, const struct question *question)
{
	const char *otherwise = map_get(&q->differences, key_of(q, question->file, question->lint));
	bool theirs = !str_is(question->verdict, "Pass");
	bool ours = map_get(&q->found, key_of(q, question->file, question->rule)) != NULL;
	bool expected = otherwise == NULL ? theirs : strcmp(otherwise, "found") == 0;

	if (ours == expected && (otherwise == NULL || expected != theirs))
		return;
	print_error("%.*s: %.*s says %.*s, %.*s has %s%s\n", STR_ARG(question->file),
		    STR_ARG(question->lint), STR_ARG(question->verdict), STR_ARG(question->rule),
		    ours ? "a finding" : "none",
		    otherwise != NULL ? "; a line says otherwise" : "");
	q->wrong++;
}

static void test_verdicts(void **state)
{
	char folder[] = "/tmp/zonewarrant-zlint-XXXXXX";
	struct questions q = {0};

	(void)state;
	arena_init(&q.arena);
	read_questions(&q);
	assert_true(q.items.n >= QUESTIONS_MIN);
	assert_non_null(mkdtemp(folder));
	write_project(&q, folder);
	check_project(&q, folder);
	remove_project(&q, folder);
	for (size_t i = 0; i < q.items.n; i++)
		judge(&q, &q.items.items[i]);
	assert_int_equal(q.wrong, 0);
	arena_free(&q.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_verdicts)};

	return cmocka_run_group_tests_name("zlint", tests, NULL, NULL);
}
