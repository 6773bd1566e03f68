/*
 * test_fixtures.c -- runs every rule on every fixture, and compares what is found with what the fixture
 * says (expect.h): an unexpected finding fails, and a missing one too.
 *
 *	fixtures/<rule id>/bad*    has its rule among the findings
 *	fixtures/<rule id>/good*   has no findings at all
 *	fixtures/example           has none; fixtures/example-*: exactly those marked
 *
 * A fixture is a file, or a folder with a project file of its own, or a folder with `base/` and `head/`:
 * then head is checked against base, and says what is found. The result may depend neither on the
 * number of threads nor on the order of the files, nor on which reader of YAML was at work.
 */
#include "engine/rule.h"
#include "engine/run.h"
#include "expect.h"
#include "golden.h"
#include "report/report.h"
#include "source/limits.h"

#include <dirent.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/banned.h"

#define FIXTURES "fixtures"

enum { TODAY = DATE(2026, 11, 24), OPEN_FOLDERS_MAX = 16 };

enum kind { BAD, GOOD, MARKED };

struct fixture {
	const char *path;
	const char *rule; /* NULL: of no rule */
	enum kind kind;
};

struct name_list {
	VEC(const char *) items;
};

/* ---- folders ----------------------------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(struct name_list *names)
{
	if (names->items.n > 0)
		qsort(names->items.items, names->items.n, sizeof(*names->items.items),
		      compare_names);
}

/* The entries of a folder, sorted, but those that begin with a dot. */
static struct name_list list_folder(struct arena *arena, const char *path)
{
	struct name_list names = {0};
	DIR *folder = opendir(path);
	const struct dirent *entry;

	if (folder == NULL)
		return names;
	while ((entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			*VEC_PUSH(arena, &names.items) =
				arena_copy(arena, entry->d_name, strlen(entry->d_name));
	(void)closedir(folder);
	sort_names(&names);
	return names;
}

/* nftw() passes nothing on. */
static struct arena *walk_arena;
static struct name_list walk_files;

static int walk_visit(const char *path, const struct stat *info, int type, struct FTW *place)
{
	(void)place;
	if (type == FTW_F && S_ISREG(info->st_mode))
		*VEC_PUSH(walk_arena, &walk_files.items) =
			arena_copy(walk_arena, path, strlen(path));
	return 0;
}

/* The regular files at and below PATH, sorted. */
static struct name_list list_files(struct arena *arena, const char *path)
{
	walk_arena = arena;
	walk_files = (struct name_list){0};
	assert_int_equal(nftw(path, walk_visit, OPEN_FOLDERS_MAX, FTW_PHYS), 0);
	sort_names(&walk_files);
	return walk_files;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* ---- one fixture ------------------------------------------------------------------------------- */

static void read_file(struct expectations *expectations, const char *path)
{
	struct str bytes = golden_read(expectations->arena, path);
	struct str name = str_from(path);
	struct err err = {0};
	enum status status;

	if (str_ends(name, ".expect"))
		status = expect_read_beside(expectations,
					    str_slice(name.ptr, name.len - strlen(".expect")),
					    bytes, &err);
	else
		status = expect_read(expectations, name, bytes, &err);
	if (status != OK)
		fail_msg("%s", err.text);
}

static void read_expectations(struct expectations *expectations, const char *path)
{
	struct name_list files = list_files(expectations->arena, path);
	const char *beside = arena_printf(expectations->arena, "%s.expect", path);

	for (size_t i = 0; i < files.items.n; i++)
		read_file(expectations, files.items.items[i]);
	if (!is_folder(path) && access(beside, F_OK) == 0)
		read_file(expectations, beside);
}

static enum run_result run_paths(struct run *run, const char *const *paths, size_t n_paths,
				 const char *base, const struct expectations *expectations,
				 unsigned jobs, enum yaml_by yaml_by, struct err *err)
{
	struct run_options options = {
		.yaml_by = yaml_by,
		.base = base,
		.paths = paths,
		.n_paths = n_paths,
		.now = TODAY,
		.fail_on = SEV_ERROR,
		.jobs = jobs,
	};

	for (size_t i = 0; i < expectations->n_profile; i++)
		options.select[options.n_select++] = expectations->profile[i];
	return run_check(run, &options, err);
}

/* The JSON report, which shows everything that a run tells. */
static struct str report_of(struct arena *arena, const char *const *paths, size_t n_paths,
			    const char *base, const struct expectations *expectations,
			    unsigned jobs, enum yaml_by yaml_by)
{
	struct buf out CLEANUP(buf_free);
	struct err err = {0};
	struct run run;

	buf_init(&out, LIMIT_OUTPUT);
	(void)run_paths(&run, paths, n_paths, base, expectations, jobs, yaml_by, &err);
	report_json(&out, &run);
	run_free(&run);
	return arena_str(arena, buf_view(&out));
}

static struct expected place_of(struct arena *arena, const struct run *run, const struct diag *diag)
{
	const struct source *source = source_of(&run->sources, diag->at);
	struct expected finding = {.rule = str_from(diag->rule->id), .severity = diag->severity};
	struct position start, end;

	if (source == NULL)
		return finding;
	start = source_position(source, diag->at.start);
	end = source_position(source, diag->at.end);
	finding.path = path_join(arena, run->path_prefix, source->path);
	finding.line = start.line;
	finding.column = start.column;
	finding.last_column = end.column - 1;
	if (end.line > start.line) {
		struct str line = source_line(source, start.line);
		struct span rest = {source->file, diag->at.start,
				    (uint32_t)(line.ptr + line.len - source->bytes.ptr)};

		finding.last_column = source_position(source, rest.end).column - 1;
	}
	if (finding.last_column < finding.column)
		finding.last_column = finding.column;
	return finding;
}

static void complain(const char *what, const struct expected *place, struct str text)
{
	print_error("%s: %.*s %u:%u-%u %s[%.*s]: %.*s\n", what, STR_ARG(place->path), place->line,
		    place->column, place->last_column, severity_name(place->severity),
		    STR_ARG(place->rule), STR_ARG(text));
}

/* Compares, and returns how often the two differ; RET_HAS_RULE: the fixture's own rule found it. */
static unsigned compare(struct expectations *expectations, const struct run *run, const char *rule,
			bool *ret_has_rule)
{
	unsigned differences = 0;

	*ret_has_rule = false;
	for (size_t i = 0; i < run->diags.diags.n; i++) {
		const struct diag *diag = run->diags.diags.items[i];
		struct expected finding = place_of(expectations->arena, run, diag);

		if (diag->waived != NULL)
			continue;
		if (rule != NULL && str_is(finding.rule, rule))
			*ret_has_rule = true;
		if (expect_meet(expectations, &finding, str_from(diag->message)))
			continue;
		complain("not expected", &finding, str_from(diag->message));
		differences++;
	}
	for (size_t i = 0; i < expectations->items.n; i++) {
		const struct expected *expected = &expectations->items.items[i];

		if (expected->met)
			continue;
		complain("not found", expected, expected->text);
		differences++;
	}
	return differences;
}

static void check_fixture(struct arena *arena, const struct fixture *fixture)
{
	struct expectations expectations = {.arena = arena};
	const char *head = arena_printf(arena, "%s/head", fixture->path);
	const char *path = is_folder(head) ? head : fixture->path;
	const char *base = is_folder(head) ? arena_printf(arena, "%s/base", fixture->path) : NULL;
	struct err err = {0};
	unsigned differences;
	struct str report;
	struct run run;
	bool has_rule;

	read_expectations(&expectations, path);
	if (fixture->kind == GOOD && expectations.items.n > 0)
		fail_msg("%s: a good fixture expects no findings", fixture->path);
	/* A project file that is itself at fault is a usage error with findings. */
	if (run_paths(&run, &path, 1, base, &expectations, 1, YAML_BY_EITHER, &err) != RUN_DONE &&
	    run.diags.diags.n == 0) {
		run_free(&run);
		fail_msg("%s: %s", fixture->path, err.text);
	}
	differences = compare(&expectations, &run, fixture->rule, &has_rule);
	run_free(&run);
	if (differences > 0)
		fail_msg("%s: %u differences", fixture->path, differences);
	if (fixture->kind == BAD && !has_rule)
		fail_msg("%s: %s found nothing", fixture->path, fixture->rule);
	report = report_of(arena, &path, 1, base, &expectations, 1, YAML_BY_COMPARED);
	if (!str_eq(report, report_of(arena, &path, 1, base, &expectations, 4, YAML_BY_EITHER)))
		fail_msg("%s: the result depends on --jobs", fixture->path);
	if (!str_eq(report, report_of(arena, &path, 1, base, &expectations, 1, YAML_BY_LIBYAML)))
		fail_msg("%s: the result depends on the reader of YAML", fixture->path);
}

static void test_fixture(void **state)
{
	struct arena arena;

	arena_init(&arena);
	check_fixture(&arena, *state);
	arena_free(&arena);
}

/* ---- the order of files ------------------------------------------------------------------------ */

static void copy_file(struct arena *arena, const char *from, const char *to)
{
	struct str bytes = golden_read(arena, from);
	FILE *file = fopen(to, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
	assert_int_equal(fclose(file), 0);
}

/* The files of the estate of the golden reports without their project file, forwards and backwards. */
static void test_order_of_files(void **state)
{
	struct expectations all = {0};
	struct name_list files, copies = {0};
	const char *folder;
	struct arena arena;
	struct str forwards, backwards;

	(void)state;
	arena_init(&arena);
	folder = mkdtemp(arena_printf(&arena, "%s/zonewarrant-order.XXXXXX",
				      getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp"));
	assert_non_null(folder);
	files = list_files(&arena, FIXTURES "/report/estate");
	for (size_t i = 0; i < files.items.n; i++) {
		const char *copy;

		if (!str_ends(str_from(files.items.items[i]), ".yaml") ||
		    str_ends(str_from(files.items.items[i]), PROJECT_FILE))
			continue;
		copy = arena_printf(&arena, "%s/%03zu.yaml", folder, i);
		copy_file(&arena, files.items.items[i], copy);
		*VEC_PUSH(&arena, &copies.items) = copy;
	}
	assert_true(copies.items.n >= 2);
	forwards = report_of(&arena, copies.items.items, copies.items.n, NULL, &all, 1,
			     YAML_BY_EITHER);
	for (size_t i = 0; i < copies.items.n / 2; i++) {
		const char *swapped = copies.items.items[i];

		copies.items.items[i] = copies.items.items[copies.items.n - 1 - i];
		copies.items.items[copies.items.n - 1 - i] = swapped;
	}
	backwards = report_of(&arena, copies.items.items, copies.items.n, NULL, &all, 1,
			      YAML_BY_EITHER);
	for (size_t i = 0; i < copies.items.n; i++)
		(void)unlink(copies.items.items[i]);
	(void)rmdir(folder);
	assert_true(str_find(forwards, "\"rule\"", NULL));
	assert_true(str_eq(forwards, backwards));
	arena_free(&arena);
}

/* ---- all fixtures ------------------------------------------------------------------------------ */

struct test_list {
	VEC(struct CMUnitTest) items;
};

static void add_test(struct arena *arena, struct test_list *tests, const char *path,
		     const char *rule, enum kind kind)
{
	struct fixture *fixture = NEW(arena, struct fixture);

	*fixture = (struct fixture){.path = path, .rule = rule, .kind = kind};
	*VEC_PUSH(arena, &tests->items) = (struct CMUnitTest){
		.name = path, .test_func = test_fixture, .initial_state = fixture};
}

static void add_folder(struct arena *arena, struct test_list *tests, const char *name)
{
	const char *folder = arena_printf(arena, FIXTURES "/%s", name);
	struct name_list entries = list_folder(arena, folder);

	if (str_is(str_from(name), "example")) {
		add_test(arena, tests, folder, NULL, GOOD);
		return;
	}
	if (str_starts(str_from(name), "example-")) {
		add_test(arena, tests, folder, NULL, MARKED);
		return;
	}
	for (size_t i = 0; i < entries.items.n; i++) {
		struct str entry = str_from(entries.items.items[i]);
		const char *path = arena_printf(arena, "%s/%.*s", folder, STR_ARG(entry));

		if (str_ends(entry, ".expect"))
			continue;
		if (str_starts(entry, "bad"))
			add_test(arena, tests, path, name, BAD);
		else if (str_starts(entry, "good"))
			add_test(arena, tests, path, name, GOOD);
	}
}

/* A fixture of a rule that nobody knows would pass for ever. */
static void test_folders_are_rules(void **state)
{
	struct name_list folders;
	struct arena arena;

	(void)state;
	arena_init(&arena);
	folders = list_folder(&arena, FIXTURES);
	for (size_t i = 0; i < folders.items.n; i++) {
		const char *name = folders.items.items[i];
		struct name_list entries =
			list_folder(&arena, arena_printf(&arena, FIXTURES "/%s", name));

		for (size_t j = 0; j < entries.items.n; j++)
			if (str_starts(str_from(entries.items.items[j]), "bad") &&
			    rule_find(str_from(name)) == NULL)
				fail_msg(FIXTURES "/%s: there is no such rule", name);
	}
	arena_free(&arena);
}

int main(void)
{
	struct test_list tests = {0};
	struct name_list folders;
	struct arena arena;
	int failed;

	arena_init(&arena);
	*VEC_PUSH(&arena, &tests.items) =
		(struct CMUnitTest)cmocka_unit_test(test_folders_are_rules);
	*VEC_PUSH(&arena, &tests.items) = (struct CMUnitTest)cmocka_unit_test(test_order_of_files);
	folders = list_folder(&arena, FIXTURES);
	for (size_t i = 0; i < folders.items.n; i++)
		add_folder(&arena, &tests, folders.items.items[i]);
	failed = _cmocka_run_group_tests("fixtures", tests.items.items, tests.items.n, NULL, NULL);
	arena_free(&arena);
	return failed;
}
