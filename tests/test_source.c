/* test_source.c -- places in files, and which files a run may read. */
#include "source/glob.h"
#include "source/limits.h"
#include "source/source.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/banned.h"

static struct arena arena;
static char scratch[] =
	P_tmpdir "/zonewarrant-test-XXXXXX"; /* holds `repo` and, beside it, `outside` */

/* ---- a repository to read from ----------------------------------------------------------------- */

static const char *below_scratch(const char *path)
{
	return arena_printf(&arena, "%s/%s", scratch, path);
}

static void make_folder(const char *path)
{
	assert_int_equal(mkdir(below_scratch(path), 0700), 0);
}

static void make_file(const char *path, const char *content)
{
	FILE *file = fopen(below_scratch(path), "w");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void make_link(const char *path, const char *target)
{
	assert_int_equal(symlink(target, below_scratch(path)), 0);
}

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	if (mkdtemp(scratch) == NULL)
		return -1;
	make_folder("outside");
	make_file("outside/secret.yaml", "secret");
	make_folder("repo");
	make_folder("repo/.git");
	make_file("repo/.git/config", "x");
	make_folder("repo/dns"); /* the project's folder */
	make_file("repo/beside.yaml", "beside");
	make_file("repo/dns/zonewarrant.yaml", "version: 1");
	make_file("repo/dns/.hidden.yaml", "hidden");
	make_folder("repo/dns/estate");
	make_file("repo/dns/estate/b.yaml", "b");
	make_file("repo/dns/estate/a.yaml", "a");
	make_file("repo/dns/estate/notes.txt", "n");
	make_folder("repo/dns/estate/.secret");
	make_file("repo/dns/estate/.secret/x.yaml", "x");
	make_folder("repo/dns/estate/deep");
	make_folder("repo/dns/estate/deep/er");
	make_file("repo/dns/estate/deep/er/c.yaml", "c");
	make_link("repo/dns/estate/inside.yaml", "a.yaml");
	make_link("repo/dns/estate/up.yaml", "../../beside.yaml");
	make_link("repo/dns/estate/out.yaml", "../../../outside/secret.yaml");
	make_link("repo/dns/estate/absolute.yaml", "/etc/hostname");
	make_link("repo/dns/estate/loop.yaml", "loop.yaml");
	make_link("repo/dns/estate/broken.yaml", "nothing.yaml");
	make_link("repo/dns/linked", "estate");
	make_link("repo/dns/away", "../../outside");
	assert_int_equal(mkfifo(below_scratch("repo/dns/estate/pipe.yaml"), 0600), 0);
	return 0;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	(void)nftw(scratch, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(&arena);
	return 0;
}

static void open_project(struct sources *sources, const char *folder)
{
	struct err err;

	if (sources_init(sources, &arena, below_scratch(folder), &err) != OK)
		fail_msg("%s", err.text);
}

/* ---- what may be read -------------------------------------------------------------------------- */

static const struct {
	const char *path;
	enum read_result result;
	const char *holds; /* the content, or a part of the reason */
} files[] = {
	{"estate/a.yaml", READ_OK, "a"},
	{"./estate//a.yaml", READ_OK, "a"},
	{"estate/../estate/a.yaml", READ_OK, "a"},
	{"../beside.yaml", READ_OK, "beside"},
	{"estate/inside.yaml", READ_OK, "a"},
	{"estate/up.yaml", READ_OK, "beside"},
	{"linked/a.yaml", READ_OK, "a"},
	{".hidden.yaml", READ_OK, "hidden"},
	{"../../outside/secret.yaml", READ_OUTSIDE, "outside the repository"},
	{"estate/../../../outside/secret.yaml", READ_OUTSIDE, "outside the repository"},
	{"/etc/hostname", READ_OUTSIDE, "outside the repository"},
	{"", READ_OUTSIDE, "outside the repository"},
	{"estate/out.yaml", READ_OUTSIDE, "outside the repository"},
	{"estate/absolute.yaml", READ_OUTSIDE, "outside the repository"},
	{"away/secret.yaml", READ_OUTSIDE, "outside the repository"},
	{"estate/loop.yaml", READ_OUTSIDE, "symbolic link"},
	{"estate/broken.yaml", READ_REFUSED, "No such file"},
	{"estate/nothing.yaml", READ_REFUSED, "No such file"},
	{"estate", READ_REFUSED, "is a folder"},
	{".", READ_REFUSED, "is a folder"},
	{"estate/pipe.yaml", READ_REFUSED, "not a regular file"},
	{"estate/a.yaml/x", READ_REFUSED, "Not a directory"},
};

static void reading_is_confined(void **state)
{
	struct sources sources;

	(void)state;
	open_project(&sources, "repo/dns");
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct str bytes = STR("untouched");
		struct err err = {{0}};
		enum read_result result =
			source_read(&sources, str_from(files[i].path), &arena, &bytes, &err);

		if (result != files[i].result)
			fail_msg("`%s`: %d, %s", files[i].path, result, err.text);
		if (result == READ_OK && !str_is(bytes, files[i].holds))
			fail_msg("`%s` holds %.*s", files[i].path, STR_ARG(bytes));
		if (result != READ_OK && (!str_is(bytes, "untouched") ||
					  !str_find(str_from(err.text), files[i].holds, NULL)))
			fail_msg("`%s`: %s", files[i].path, err.text);
	}
	sources_done(&sources);
}

static void a_path_with_a_nul_is_refused(void **state)
{
	struct sources sources;
	struct str bytes;
	struct err err;

	(void)state;
	open_project(&sources, "repo/dns");
	assert_int_equal(
		source_read(&sources, str_slice("estate/a.yaml\0x", 15), &arena, &bytes, &err),
		READ_OUTSIDE);
	sources_done(&sources);
}

static void without_git_the_folder_is_the_root(void **state)
{
	struct sources sources;
	struct str bytes;
	struct err err;

	(void)state;
	open_project(&sources, "outside");
	assert_int_equal(sources.project.len, 0);
	assert_int_equal(source_read(&sources, STR("secret.yaml"), &arena, &bytes, &err), READ_OK);
	assert_int_equal(source_read(&sources, STR("../repo/beside.yaml"), &arena, &bytes, &err),
			 READ_OUTSIDE);
	sources_done(&sources);
	assert_int_equal(sources_init(&sources, &arena, below_scratch("nowhere"), &err), FAILED);
	assert_true(str_find(str_from(err.text), "nowhere: No such file", NULL));
	assert_int_equal(sources_init(&sources, &arena, below_scratch("repo/beside.yaml"), &err),
			 FAILED);
	sources_done(&sources);
}

static void a_file_over_the_limit_is_refused(void **state)
{
	struct sources sources;
	struct str bytes;
	struct err err;
	int fd = open(below_scratch("repo/dns/big.yaml"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)LIMIT_FILE_SIZE + 1), 0);
	(void)close(fd);
	open_project(&sources, "repo/dns");
	assert_int_equal(source_read(&sources, STR("big.yaml"), &arena, &bytes, &err),
			 READ_TOO_BIG);
	sources_done(&sources);
	assert_int_equal(unlink(below_scratch("repo/dns/big.yaml")), 0);
}

/* ---- globs ------------------------------------------------------------------------------------- */

static const struct {
	const char *pattern;
	enum glob_result result;
	const char *paths; /* joined by blanks */
} globs[] = {
	{"estate/a.yaml", GLOB_OK, "estate/a.yaml"},
	{"estate/nothing.yaml", GLOB_OK, "estate/nothing.yaml"},
	{"estate/[ab].yaml", GLOB_OK, "estate/a.yaml estate/b.yaml"},
	{"estate/?.yaml", GLOB_OK, "estate/a.yaml estate/b.yaml"},
	{"./estate/../estate/[b].yaml", GLOB_OK, "estate/b.yaml"},
	{"*/[a]*.yaml", GLOB_OK, "estate/a.yaml estate/absolute.yaml"},
	{"**/c.yaml", GLOB_OK, "estate/deep/er/c.yaml"},
	{"**/[ac].yaml", GLOB_OK, "estate/a.yaml estate/deep/er/c.yaml"},
	{"estate/**/[ac].yaml", GLOB_OK, "estate/a.yaml estate/deep/er/c.yaml"},
	{"estate/**/er/*.yaml", GLOB_OK, "estate/deep/er/c.yaml"},
	{"estate/deep/**", GLOB_OK, "estate/deep/er/c.yaml"},
	{"estate/*/c.yaml", GLOB_OK, ""},
	{"*.yaml", GLOB_OK, "zonewarrant.yaml"},
	{".*.yaml", GLOB_OK, ".hidden.yaml"},
	{"**/x.yaml", GLOB_OK, ""},
	{"estate/.secret/*.yaml", GLOB_OK, "estate/.secret/x.yaml"},
	{"estate/.s*/*.yaml", GLOB_OK, "estate/.secret/x.yaml"},
	{"**/.s*/*.yaml", GLOB_OK, "estate/.secret/x.yaml"},
	{"linked/[ab].yaml", GLOB_OK, "linked/a.yaml linked/b.yaml"}, /* named, so followed */
	{"l*/[ab].yaml", GLOB_OK, ""},				      /* found, so not */
	{"../*.yaml", GLOB_OK, "../beside.yaml"},
	{"nowhere/*.yaml", GLOB_OK, ""},
	{"../../*/*.yaml", GLOB_OUTSIDE, ""},
	{"../../outside/secret.yaml", GLOB_OUTSIDE, ""},
	{"/etc/*", GLOB_OUTSIDE, ""},
	{"away/*.yaml", GLOB_OUTSIDE, ""},
	{"", GLOB_OUTSIDE, ""},
};

static const char *joined(const struct path_list *list)
{
	const char *text = "";

	for (size_t i = 0; i < list->paths.n; i++)
		text = arena_printf(&arena, "%s%s%.*s", text, i > 0 ? " " : "",
				    STR_ARG(list->paths.items[i]));
	return text;
}

static void globs_find(void **state)
{
	struct sources sources;

	(void)state;
	open_project(&sources, "repo/dns");
	for (size_t i = 0; i < COUNT_OF(globs); i++) {
		struct path_list list = {0};
		enum glob_result result =
			glob_find(&sources, str_from(globs[i].pattern), &arena, &list);

		if (result != globs[i].result || strcmp(joined(&list), globs[i].paths) != 0)
			fail_msg("`%s`: %d, `%s`", globs[i].pattern, result, joined(&list));
	}
	sources_done(&sources);
}

static void all_files_but_hidden_ones(void **state)
{
	struct sources sources;
	struct path_list list = {0};

	(void)state;
	open_project(&sources, "repo/dns");
	assert_int_equal(glob_all(&sources, &arena, &list), GLOB_OK);
	assert_string_equal(
		joined(&list),
		"away estate/a.yaml estate/absolute.yaml estate/b.yaml "
		"estate/broken.yaml estate/deep/er/c.yaml estate/inside.yaml "
		"estate/loop.yaml estate/notes.txt estate/out.yaml estate/up.yaml linked "
		"zonewarrant.yaml");
	sources_done(&sources);
}

static const struct {
	const char *pattern, *path;
	bool matches;
} glob_matches[] = {
	{"a/*.yaml", "a/b.yaml", true},
	{"a/*.yaml", "a/b/c.yaml", false},
	{"a/*.yaml", "a/.b.yaml", false},
	{"**", "a/b/c", true},
	{"**", ".a", false},
	{"a/**", "a/b/.c/d", false},
	{"a/**", "a/b/c", true},
	{"a/**/b", "a/b", true},
	{"a/**/b", "a/x/y/b", true},
	{"a/**/b", "a/x/y/c", false},
	{"**/b/**/d", "a/b/c/d", true},
	{"**/b/**/d", "a/b/c/d/e", false},
	{"**/b/c", "b/b/b/c", true},
	{"*", "a/b", false},
	{"a", "a/b", false},
	{"a/b", "a", false},
	{"zones/legacy/*", "zones/legacy/x.zone", true},
	{"a\\*", "a*", false},
	{"[!a]", "b", true},
	{"**/*", "a/b", true},
};

static void patterns_match_paths(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(glob_matches); i++)
		if (glob_match(str_from(glob_matches[i].pattern), str_from(glob_matches[i].path)) !=
		    glob_matches[i].matches)
			fail_msg("`%s` and `%s`", glob_matches[i].pattern, glob_matches[i].path);
}

/* A folder that no match can lie below is not walked: neither its depth nor its size counts. */
static void globs_walk_no_further_than_they_must(void **state)
{
	struct sources sources;
	struct path_list list = {0};
	const char *path = "repo/dns/modules";

	(void)state;
	make_folder(path);
	for (int i = 0; i <= LIMIT_GLOB_DEPTH; i++) {
		path = arena_printf(&arena, "%s/d", path);
		make_folder(path);
	}
	open_project(&sources, "repo/dns");
	assert_int_equal(glob_find(&sources, STR("*.yaml"), &arena, &list), GLOB_OK);
	assert_int_equal(glob_find(&sources, STR("estate/**/*.yaml"), &arena, &list), GLOB_OK);
	assert_int_equal(glob_find(&sources, STR("**/*.yaml"), &arena, &list), GLOB_LIMIT);
	sources_done(&sources);
	(void)nftw(below_scratch("repo/dns/modules"), remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- places ------------------------------------------------------------------------------------ */

static const char text[] = "\xef\xbb\xbf"
			   "caf\xc3\xa9: 1\r\n"
			   "b\rc\n"
			   "\xf0\x9f\x98\x80x";

static const struct {
	const char *what;
	uint32_t offset, line, column;
} places[] = {
	{"byte order mark", 0, 1, 1},
	{"first letter", 3, 1, 1},
	{"behind e acute", 8, 1, 5},
	{"CR", 11, 1, 8},
	{"LF of CR LF", 12, 1, 9},
	{"second line", 13, 2, 1},
	{"lone CR", 14, 2, 2},
	{"third line", 15, 3, 1},
	{"fourth line", 17, 4, 1},
	{"behind four octets", 21, 4, 2},
	{"end", 22, 4, 3},
	{"past the end", 99, 4, 3},
};

static void lines_and_columns(void **state)
{
	struct sources sources = {.arena = &arena, .root_fd = -1};
	struct source *source = source_add(&sources, STR("x.yaml"), str_from(text));
	static const char *const lines[] = {"",	 "caf\xc3\xa9: 1",    "b",
					    "c", "\xf0\x9f\x98\x80x", ""};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		struct position at = source_position(source, places[i].offset);

		if (at.line != places[i].line || at.column != places[i].column)
			fail_msg("%s: %u:%u", places[i].what, at.line, at.column);
	}
	assert_int_equal(source->n_lines, 4);
	for (uint32_t i = 0; i < COUNT_OF(lines); i++)
		assert_true(str_is(source_line(source, i), lines[i]));
	assert_int_equal(source_offset(source, 0, 4), 8);
	assert_int_equal(source_offset(source, 2, 0), 15);
	assert_int_equal(source_offset(source, 9, 0), source->bytes.len);
	assert_int_equal(source_offset(source, 3, 99), source->bytes.len);
}

static void an_empty_file_has_one_line(void **state)
{
	struct sources sources = {.arena = &arena, .root_fd = -1};
	struct source *source = source_add(&sources, STR("x.yaml"), STR(""));
	struct position at = source_position(source, 0);

	(void)state;
	assert_true(at.line == 1 && at.column == 1);
	assert_int_equal(source_line(source, 1).len, 0);
}

static void spans(void **state)
{
	struct sources sources = {.arena = &arena, .root_fd = -1};
	struct source *b = source_add(&sources, STR("b.yaml"), STR("hello"));
	struct source *a = source_add(&sources, STR("a.yaml"), STR("world"));
	struct span in_b = {b->file, 1, 3}, in_a = {a->file, 4, 5}, none = {0};

	(void)state;
	assert_true(str_is(source_text(&sources, in_b), "el"));
	assert_true(str_is(source_text(&sources, none), ""));
	assert_true(str_is(source_text(&sources, (struct span){b->file, 3, 99}), ""));
	assert_ptr_equal(source_of(&sources, in_a), a);
	assert_null(source_of(&sources, none));
	assert_null(source_of(&sources, (struct span){.file = 3}));
	assert_true(span_compare(&sources, in_a, in_b) < 0); /* by path, not by number */
	assert_true(span_compare(&sources, in_b, (struct span){b->file, 1, 4}) < 0);
	assert_true(span_compare(&sources, in_b, in_b) == 0);
	assert_true(span_compare(&sources, none, in_a) < 0);
}

static const struct {
	const char *folder, *path, *wanted;
} paths[] = {
	{"", "a//b/./c", "a/b/c"},
	{"", "a/../b", "b"},
	{"", "../a", "../a"},
	{"", "a/../../b", "../b"},
	{"", "../../a/../b", "../../b"},
	{"", "./", ""},
	{"", "a/..", ""},
	{"", "/../a", "/a"},
	{"x/y", "../z", "x/z"},
	{"x", "/abs", "/abs"},
	{"x", "../../z", "../z"},
	{"x", "", "x"},
	{"..", "a", "../a"},
	{"", "a/b/../../..", ".."},
	{"", "..a/...", "..a/..."},
};

static void paths_are_normalised(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct str got =
			path_join(&arena, str_from(paths[i].folder), str_from(paths[i].path));

		if (!str_is(got, paths[i].wanted))
			fail_msg("`%s` in `%s`: `%.*s`", paths[i].path, paths[i].folder,
				 STR_ARG(got));
	}
	assert_true(str_is(path_folder(STR("a/b/c")), "a/b"));
	assert_true(str_is(path_folder(STR("a")), ""));
	assert_true(str_is(path_base(STR("a/b/c.yaml")), "c.yaml"));
	assert_true(str_is(path_base(STR("c")), "c"));
}

static void a_file_has_one_spelling(void **state)
{
	static const struct {
		const char *project, *path, *wanted;
	} rows[] = {
		{"", "a/../b.yaml", "b.yaml"},
		{"dns", "../dns/a.yaml", "a.yaml"},
		{"dns", "../zones/a.yaml", "../zones/a.yaml"},
		{"a/b", "../../a/c/d.yaml", "../c/d.yaml"},
		{"a/b", "../../a/b/d.yaml", "d.yaml"},
		{"dns", "../dnssec/a.yaml", "../dnssec/a.yaml"},
		{"dns", "../../etc/passwd", "../../etc/passwd"},
		{"dns", "/etc/passwd", "/etc/passwd"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct sources sources = {.project = str_from(rows[i].project)};
		struct str got = source_path(&sources, &arena, str_from(rows[i].path));

		if (!str_is(got, rows[i].wanted))
			fail_msg("`%s` in `%s`: `%.*s`", rows[i].path, rows[i].project,
				 STR_ARG(got));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_has_one_spelling),
		cmocka_unit_test(reading_is_confined),
		cmocka_unit_test(a_path_with_a_nul_is_refused),
		cmocka_unit_test(without_git_the_folder_is_the_root),
		cmocka_unit_test(a_file_over_the_limit_is_refused),
		cmocka_unit_test(globs_find),
		cmocka_unit_test(all_files_but_hidden_ones),
		cmocka_unit_test(patterns_match_paths),
		cmocka_unit_test(globs_walk_no_further_than_they_must),
		cmocka_unit_test(lines_and_columns),
		cmocka_unit_test(an_empty_file_has_one_line),
		cmocka_unit_test(spans),
		cmocka_unit_test(paths_are_normalised),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
