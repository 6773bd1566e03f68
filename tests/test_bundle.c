/*
 * test_bundle.c -- a bundle is on disk whole or not at all.
 */
#include "bundle.h"
#include "samples.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/banned.h"

static void fill(struct bundle *bundle, struct arena *arena)
{
	bundle_init(bundle, arena);
	bundle_add(bundle, "PLAN.md", STR("# The plan\n"));
	bundle_add(bundle, "steps/010-a/step.json", STR("{}\n"));
	bundle_add(bundle, "steps/010-a/change-001.json", STR("{}\n"));
	bundle_add_irreproducible(bundle, "csr/x.csr.pem", STR("pem\n"), "00ff");
}

static size_t count_entries(const char *folder)
{
	DIR *dir = opendir(folder);
	size_t n = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n - 2; /* . and .. */
}

static void test_written(void **state)
{
	struct bundle bundle;
	struct arena arena;
	struct err err = {0};
	struct stat st;
	const char *folder, *path;

	(void)state;
	arena_init(&arena);
	folder = sample_folder(&arena);
	fill(&bundle, &arena);
	path = arena_printf(&arena, "%s/out", folder);
	assert_int_equal(bundle_write(&bundle, path, &err), BUNDLE_WRITTEN);
	assert_int_equal(count_entries(folder), 1);
	assert_int_equal(count_entries(path), 3);
	assert_int_equal(stat(arena_printf(&arena, "%s/steps/010-a/change-001.json", path), &st),
			 0);
	assert_int_equal(st.st_size, 3);
	assert_int_equal(st.st_mode & 0777, 0644);
	/* a second time: the folder exists, and stays as it is */
	assert_int_equal(bundle_write(&bundle, path, &err), BUNDLE_REFUSED);
	assert_non_null(strstr(err.text, "exists"));
	assert_int_equal(bundle_write(&bundle, arena_printf(&arena, "%s//", path), &err),
			 BUNDLE_REFUSED);
	assert_int_equal(count_entries(folder), 1);
	arena_free(&arena);
}

/* A name that is taken is never replaced, whatever holds it. */
static void test_refused(void **state)
{
	struct bundle bundle;
	struct arena arena;
	struct err err = {0};
	const char *folder, *paths[5];

	(void)state;
	arena_init(&arena);
	folder = sample_folder(&arena);
	fill(&bundle, &arena);
	sample_write(arena_printf(&arena, "%s/file", folder), "kept", 0644);
	assert_int_equal(symlink("nowhere", arena_printf(&arena, "%s/link", folder)), 0);
	assert_int_equal(mkdir(arena_printf(&arena, "%s/empty", folder), 0755), 0);
	paths[0] = "file";
	paths[1] = "link";
	paths[2] = "empty";
	paths[3] = "absent/out";
	paths[4] = "file/out";
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		const char *path = arena_printf(&arena, "%s/%s", folder, paths[i]);

		assert_int_equal(bundle_may_be_made(path, &err), FAILED);
		assert_int_equal(bundle_write(&bundle, path, &err), BUNDLE_REFUSED);
		assert_true(err.text[0] != '\0');
		err.text[0] = '\0';
	}
	assert_int_equal(bundle_write(&bundle, "", &err), BUNDLE_REFUSED);
	assert_int_equal(bundle_write(&bundle, "/", &err), BUNDLE_REFUSED);
	assert_int_equal(bundle_write(&bundle, arena_printf(&arena, "%s/..", folder), &err),
			 BUNDLE_REFUSED);
	assert_int_equal(count_entries(folder), 3);
	arena_free(&arena);
}

/* Runs FN in a child, because it changes what the whole process may do. */
static int in_child(int (*fn)(const char *folder), const char *folder)
{
	pid_t child = fork();
	int status = 0;

	assert_true(child >= 0);
	if (child == 0)
		_exit(fn(folder));
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static int write_big(const char *folder)
{
	struct bundle bundle;
	struct arena arena;
	struct err err = {0};
	enum bundle_result result;
	char *big;

	arena_init(&arena);
	fill(&bundle, &arena);
	big = arena_alloc(&arena, 200000);
	bundle_add(&bundle, "evidence/big", str_slice(big, 200000));
	result = bundle_write(&bundle, arena_printf(&arena, "%s/out", folder), &err);
	arena_free(&arena);
	return (int)result;
}

static int write_over_limit(const char *folder)
{
	const struct rlimit limit = {100000, 100000};

	return setrlimit(RLIMIT_FSIZE, &limit) == 0 ? write_big(folder) : 99;
}

/* A file that cannot be written whole, the last of several: nothing stays. */
static void test_failing_write(void **state)
{
	struct arena arena;
	const char *folder;
	int status;

	(void)state;
	arena_init(&arena);
	folder = sample_folder(&arena);
	status = in_child(write_over_limit, folder);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), BUNDLE_FAILED);
	assert_int_equal(count_entries(folder), 0);
	assert_int_equal(in_child(write_big, folder), 0);
	assert_int_equal(count_entries(folder), 1);
	arena_free(&arena);
}

static int write_without_permission(const char *folder)
{
	/* the permissions of a folder hold for everyone but root */
	if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
		return 99;
	return write_big(folder);
}

static void test_unwritable_parent(void **state)
{
	struct arena arena;
	const char *folder;
	int status;

	(void)state;
	arena_init(&arena);
	folder = sample_folder(&arena);
	assert_int_equal(chmod(folder, 0555), 0);
	status = in_child(write_without_permission, folder);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), BUNDLE_REFUSED);
	assert_int_equal(chmod(folder, 0755), 0);
	assert_int_equal(count_entries(folder), 0);
	arena_free(&arena);
}

static int write_interrupted(const char *folder)
{
	sigset_t held;

	/* held before the write begins, so that it is there whatever the timing */
	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &held, NULL) != 0 || raise(SIGTERM) != 0)
		return 99;
	return write_big(folder);
}

static void test_interrupted(void **state)
{
	struct arena arena;
	const char *folder;
	int status;

	(void)state;
	arena_init(&arena);
	folder = sample_folder(&arena);
	status = in_child(write_interrupted, folder);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), BUNDLE_FAILED);
	assert_int_equal(count_entries(folder), 0);
	arena_free(&arena);
}

static void test_parts(void **state)
{
	static const struct {
		const char *text, *part;
	} cases[] = {
		{"retail-internal", "retail-internal"},
		{"example.com", "example.com"},
		{"*.example.com", "%2A.example.com"},
		{"..", "%2E."},
		{".hidden", "%2Ehidden"},
		{"a/b", "a%2Fb"},
		{"a%2Fb", "a%252Fb"},
		{"", "%"},
		{"line\nend", "line%0Aend"},
	};
	struct arena arena;
	char longest[300];

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(bundle_part(&arena, str_from(cases[i].text)), cases[i].part);
	memset(longest, 'a', sizeof(longest));
	assert_int_equal(strlen(bundle_part(&arena, str_slice(longest, 100))), 100);
	assert_int_equal(strlen(bundle_part(&arena, str_slice(longest, 300))), 100);
	assert_string_not_equal(bundle_part(&arena, str_slice(longest, 300)),
				bundle_part(&arena, str_slice(longest, 299)));
	arena_free(&arena);
}

static void test_sort(void **state)
{
	struct bundle bundle;
	struct arena arena;

	(void)state;
	arena_init(&arena);
	fill(&bundle, &arena);
	bundle_sort(&bundle);
	assert_string_equal(bundle.files.items[0].path, "PLAN.md");
	assert_string_equal(bundle.files.items[1].path, "csr/x.csr.pem");
	assert_string_equal(bundle.files.items[1].tbs_sha256, "00ff");
	assert_true(bundle.files.items[1].irreproducible);
	assert_true(bundle_has(&bundle, "PLAN.md"));
	assert_false(bundle_has(&bundle, "PLAN"));
	assert_null(bundle_find(&bundle, "steps"));
	assert_int_equal(bundle_find(&bundle, "steps/010-a/step.json")->bytes.len, 3);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),	      cmocka_unit_test(test_refused),
		cmocka_unit_test(test_failing_write), cmocka_unit_test(test_unwritable_parent),
		cmocka_unit_test(test_interrupted),   cmocka_unit_test(test_parts),
		cmocka_unit_test(test_sort),
	};

	return cmocka_run_group_tests_name("bundle", tests, NULL, NULL);
}
