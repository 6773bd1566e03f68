/*
 * test_revision.c -- reading a git revision: the same files as on disk, the same confinement, and words
 * for what is in the way.
 */
#include "engine/run.h"
#include "samples.h"
#include "source/glob.h"
#include "source/limits.h"
#include "source/revision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static struct arena arena;
static const char *root; /* a repository with one commit, its work tree changed since */

static void shell(const char *folder, const char *script)
{
	int status;
	const char *said = sample_output(
		&arena, &status,
		"cd '%s' && export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null "
		"GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a "
		"GIT_COMMITTER_EMAIL=a@example.com && { %s; }",
		folder, script);

	if (status != 0)
		fail_msg("%s: %s", script, said);
}

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	root = sample_folder(&arena);
	shell(root, "git init -q -b main . && mkdir -p sub/estate sub/estate/deep .hidden && "
		    "echo one >sub/estate/a.yaml && echo two >sub/estate/deep/b.yaml && "
		    "echo three >beside.yaml && echo no >.hidden/c.yaml && "
		    "ln -s ../../beside.yaml sub/estate/link.yaml && "
		    "ln -s ../../../etc/passwd sub/estate/out.yaml && "
		    "ln -s /etc/passwd sub/estate/absolute.yaml && "
		    "ln -s loop.yaml sub/estate/loop.yaml && ln -s estate sub/folder && "
		    "mkdir sub/estate/folder.yaml && echo x >sub/estate/folder.yaml/x && "
		    "git -c core.autocrlf=true -c core.safecrlf=false add . && "
		    "git update-index --add --cacheinfo "
		    "160000,0123456789012345678901234567890123456789,sub/estate/module && "
		    "git commit -q -m one && git tag -a -m tag v1 && "
		    "echo changed >sub/estate/a.yaml && rm beside.yaml && "
		    "echo new >sub/estate/new.yaml");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static void open_sub(struct sources *sources, const char *revision)
{
	struct err err;

	if (sources_init(sources, &arena, arena_printf(&arena, "%s/sub", root), &err) != OK ||
	    sources_use_revision(sources, revision, &err) != OK)
		fail_msg("%s", err.text);
}

static void test_read(void **state)
{
	static const struct {
		const char *path;
		enum read_result result;
		const char *says; /* the content, or a part of the reason */
	} cases[] = {
		{"estate/a.yaml", READ_OK, "one\n"},
		{"./estate//deep/../a.yaml", READ_OK, "one\n"},
		{"../beside.yaml", READ_OK, "three\n"},
		{"estate/link.yaml", READ_OK, "three\n"},
		{"folder/a.yaml", READ_OK, "one\n"},
		{"folder/deep/b.yaml", READ_OK, "two\n"},
		{"estate/new.yaml", READ_REFUSED, "No such file"},
		{"estate/a.yaml/x", READ_REFUSED, "Not a directory"},
		{"estate", READ_REFUSED, "is a folder"},
		{"folder", READ_REFUSED, "is a folder"},
		{"estate/module", READ_REFUSED, "is a submodule"},
		{"estate/module/x.yaml", READ_REFUSED, "Not a directory"},
		{"estate/out.yaml", READ_OUTSIDE, "leads outside"},
		{"estate/absolute.yaml", READ_OUTSIDE, "leads outside"},
		{"estate/loop.yaml", READ_OUTSIDE, "symbolic link"},
		{"../../x", READ_OUTSIDE, "outside"},
		{"/etc/passwd", READ_OUTSIDE, "outside"},
		{"../.git/config", READ_REFUSED, "No such file"},
	};
	struct sources sources;

	(void)state;
	open_sub(&sources, "v1");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err err = {0};
		struct str bytes = {NULL, 0};
		enum read_result result =
			source_read(&sources, str_from(cases[i].path), &arena, &bytes, &err);

		if (result != cases[i].result ||
		    (result == READ_OK ? !str_is(bytes, cases[i].says)
				       : strstr(err.text, cases[i].says) == NULL))
			fail_msg("%s: %d, %s%.*s", cases[i].path, (int)result, err.text,
				 STR_ARG(bytes));
	}
	sources_done(&sources);
}

static const char *found(const struct sources *sources, const char *pattern)
{
	struct path_list list = {0};
	const char *text = "";
	enum glob_result result = pattern == NULL
					  ? glob_all(sources, &arena, &list)
					  : glob_find(sources, str_from(pattern), &arena, &list);

	if (result != GLOB_OK)
		return result == GLOB_OUTSIDE ? "outside" : "limit";
	for (size_t i = 0; i < list.paths.n; i++)
		text = arena_printf(&arena, "%s%s%.*s", text, i == 0 ? "" : " ",
				    STR_ARG(list.paths.items[i]));
	return text;
}

/* What globs find is the same on disk, once the revision is checked out. */
static void test_globs(void **state)
{
	static const char *const patterns[] = {
		"estate/*.yaml",     "estate/**/*.yaml", "**/*.yaml", "../*.yaml",
		"folder/*.yaml",     "estate/*",	 "*/a.yaml",  "none/*.y",
		"../.hidden/*.yaml", "../../*.yaml",
	};
	const char *copy = sample_folder(&arena);
	struct sources revision, disk;
	struct err err;

	(void)state;
	open_sub(&revision, "main");
	shell(copy, arena_printf(&arena, "git clone -q '%s' .", root));
	assert_int_equal(sources_init(&disk, &arena, arena_printf(&arena, "%s/sub", copy), &err),
			 OK);
	assert_string_equal(found(&revision, "estate/**/*.yaml"),
			    "estate/a.yaml estate/absolute.yaml estate/deep/b.yaml "
			    "estate/folder.yaml estate/link.yaml estate/loop.yaml "
			    "estate/out.yaml");
	for (size_t i = 0; i < COUNT_OF(patterns); i++)
		assert_string_equal(found(&revision, patterns[i]), found(&disk, patterns[i]));
	assert_string_equal(found(&revision, NULL), found(&disk, NULL));
	sources_done(&revision);
	sources_done(&disk);
}

static void test_too_big(void **state)
{
	const char *folder = sample_folder(&arena);
	struct sources sources;
	struct str bytes;
	struct err err;

	(void)state;
	shell(folder, arena_printf(&arena,
				   "git init -q -b main . && truncate -s %d big.yaml && git add . "
				   "&& git commit -q -m big",
				   LIMIT_FILE_SIZE + 1));
	assert_int_equal(sources_init(&sources, &arena, folder, &err), OK);
	assert_int_equal(sources_use_revision(&sources, "main", &err), OK);
	assert_int_equal(source_read(&sources, STR("big.yaml"), &arena, &bytes, &err),
			 READ_TOO_BIG);
	sources_done(&sources);
}

static void refused(const char *folder, const char *text, const char *reason)
{
	struct revision *revision;
	struct err err = {0};

	if (revision_open(&revision, folder, text, &err) == OK)
		fail_msg("%s is taken", text);
	if (strstr(err.text, reason) == NULL)
		fail_msg("%s: %s", text, err.text);
}

static void test_no_revision(void **state)
{
	const char *empty = sample_folder(&arena), *bare = sample_folder(&arena),
		   *shallow = sample_folder(&arena), *none = sample_folder(&arena);

	(void)state;
	refused(root, "nowhere", "is no revision of this git repository");
	refused(root, "main~1", "is no revision of this git repository");
	refused(root, "main..v1", "is a range");
	refused(root, "main:sub", "is a tree, not a commit");
	refused(root, "main:beside.yaml", "is a blob, not a commit");
	refused(root, "@{", "is no revision");
	refused(none, "main", "is in no git repository");
	shell(empty, "git init -q -b main .");
	refused(empty, "main", "has no commit yet");
	shell(bare, arena_printf(&arena, "git clone -q --bare '%s' .", root));
	refused(bare, "main", "is bare");
	shell(root, "git checkout -q -f main && git commit -q --allow-empty -m two");
	shell(shallow, arena_printf(&arena, "git clone -q --depth 1 'file://%s' .", root));
	refused(shallow, "HEAD~1", "which is a shallow clone");
}

/* One line of what git says in ROOT. */
static const char *git(const char *command)
{
	int status;
	const char *said = sample_output(&arena, &status, "cd '%s' && git %s", root, command);

	if (status != 0)
		fail_msg("%s: %s", command, said);
	return arena_cstr(&arena, str_trim(str_from(said)));
}

/* The forms of gitrevisions(7), and names that look like one: under LeakSanitizer nothing is lost either. */
static void test_names(void **state)
{
	const char *hash = git("rev-parse main");
	const char *const names[] = {"main",
				     "v1",
				     "HEAD",
				     "HEAD~0",
				     "main^{tree}",
				     "HEAD:sub",
				     "HEAD@{0}",
				     "@",
				     "heads/main",
				     "branch-g1",
				     "branch-g1^0",
				     hash,
				     arena_printf(&arena, "%.7s", hash),
				     arena_printf(&arena, "v1-0-g%.7s", hash),
				     arena_printf(&arena, "gone-12-g%.7s~0", hash)};
	static const char *const others[] = {"nowhere",	     "folder-g12",    "folder-g12~1",
					     "-g1",	     "folder-1-g",    "folder--g1",
					     "1-1-gx",	     "v1-0-g0000001", "main~9",
					     "abcdef123456", "sub-g/estate",  "zone-go.yaml"};

	(void)state;
	shell(root, "git branch -f branch-g1 main");
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (!revision_exists(root, names[i]))
			fail_msg("%s is not found", names[i]);
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		if (revision_exists(root, others[i]))
			fail_msg("%s is found", others[i]);
		refused(root, others[i], "is no revision of this git repository");
	}
}

/* A work tree whose `.git` is a file, and one that belongs to somebody else. */
static void test_work_trees(void **state)
{
	const char *tree = sample_folder(&arena);
	struct revision *revision;
	struct err err;

	(void)state;
	shell(root, arena_printf(&arena, "git worktree add -q -f '%s/tree' v1", tree));
	if (revision_open(&revision, arena_printf(&arena, "%s/tree", tree), "main", &err) != OK)
		fail_msg("%s", err.text);
	revision_close(revision);
	assert_true(revision_exists(tree, "main") == false);
	assert_true(revision_exists(arena_printf(&arena, "%s/sub", root), "v1"));
	assert_false(revision_exists(root, "sub"));
}

/* Nothing of git's configuration is run, and the work tree is left as it is. */
static void test_nothing_runs(void **state)
{
	const char *folder = sample_folder(&arena);
	struct sources sources;
	struct str bytes;
	struct err err;

	(void)state;
	shell(folder,
	      "git init -q -b main . && echo text >a.yaml && echo '*.yaml filter=f ident' "
	      ">.gitattributes && git add . && git commit -q -m one && "
	      "git config filter.f.smudge 'touch ran; cat' && "
	      "git config filter.f.clean 'touch ran; cat' && "
	      "git config core.fsmonitor 'touch ran' && git config core.pager 'touch ran' && "
	      "rm a.yaml");
	assert_int_equal(sources_init(&sources, &arena, folder, &err), OK);
	assert_int_equal(sources_use_revision(&sources, "HEAD", &err), OK);
	assert_int_equal(source_read(&sources, STR("a.yaml"), &arena, &bytes, &err), READ_OK);
	assert_true(str_is(bytes, "text\n"));
	sources_done(&sources);
	shell(folder, "[ ! -e ran ] && [ ! -e a.yaml ]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),	     cmocka_unit_test(test_globs),
		cmocka_unit_test(test_too_big),	     cmocka_unit_test(test_no_revision),
		cmocka_unit_test(test_names),	     cmocka_unit_test(test_work_trees),
		cmocka_unit_test(test_nothing_runs),
	};

	return cmocka_run_group_tests_name("revisions", tests, set_up, tear_down);
}
