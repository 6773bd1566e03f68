/*
 * test_plan_golden.c -- whole bundles, from an estate to the files on disk.
 *
 * fixtures/plan/<case>/estate.yaml makes fixtures/plan/<case>/expected/, octet for octet. evidence/
 * and the manifest are held against the other files instead, for they name every rule of the program,
 * and would change with each new one; apply.sh is run, by tests/checks/apply_script.sh.
 */
#include "base/digest.h"
#include "engine/run.h"
#include "golden.h"
#include "plan.h"
#include "samples.h"
#include "zones.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/banned.h"

struct path_list {
	VEC(const char *) items; /* below the folder that was listed */
};

static void list_below(struct arena *arena, const char *folder, const char *below,
		       struct path_list *list)
{
	const char *path = arena_printf(arena, "%s/%s", folder, below);
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (dir == NULL)
		fail_msg("%s cannot be read", path);
	while ((entry = readdir(dir)) != NULL) {
		const char *name = arena_printf(arena, "%s%s%s", below, *below == '\0' ? "" : "/",
						entry->d_name);
		struct stat st;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		assert_int_equal(lstat(arena_printf(arena, "%s/%s", folder, name), &st), 0);
		if (S_ISDIR(st.st_mode))
			list_below(arena, folder, name, list);
		else
			*VEC_PUSH(arena, &list->items) = name;
	}
	closedir(dir);
}

static bool has_path(const struct path_list *list, const char *path)
{
	for (size_t i = 0; i < list->items.n; i++) {
		if (strcmp(list->items.items[i], path) == 0)
			return true;
	}
	return false;
}

static enum run_result check(struct run *run, const char *path, struct err *err)
{
	struct run_options options = {.paths = &path,
				      .n_paths = 1,
				      .now = DATE(2026, 11, 24),
				      .fail_on = SEV_ERROR,
				      .jobs = 1};

	return run_check(run, &options, err);
}

static enum plan_result plan(const char *estate, const struct plan_options *options,
			     struct err *err)
{
	enum plan_result result;
	struct run run;

	assert_int_equal(check(&run, estate, err), RUN_DONE);
	result = plan_write(&run, options, err);
	run_free(&run);
	return result;
}

static void plan_to(const char *estate, const char *folder, const char *keys)
{
	struct plan_options options = {.folder = folder, .keys_folder = keys};
	struct err err = {0};

	if (plan(estate, &options, &err) != PLAN_WRITTEN)
		fail_msg("%s: %s", estate, err.text);
}

static bool is_kept(const char *path)
{
	return !str_starts(str_from(path), "evidence/") && strcmp(path, "manifest.json") != 0 &&
	       strcmp(path, "apply.sh") != 0;
}

static void make_folders(const char *path)
{
	for (const char *slash = strchr(path + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		struct arena arena;

		arena_init(&arena);
		(void)mkdir(arena_copy(&arena, path, (size_t)(slash - path)), 0755);
		arena_free(&arena);
	}
}

static bool is_blessing(void)
{
	const char *wanted = getenv("BLESS");

	return wanted != NULL && strcmp(wanted, "1") == 0;
}

static void check_golden(const char *name)
{
	struct path_list made = {0}, kept = {0};
	const char *folder, *expected;
	struct arena arena;

	arena_init(&arena);
	folder = arena_printf(&arena, "%s/out", sample_folder(&arena));
	expected = arena_printf(&arena, "fixtures/plan/%s/expected", name);
	plan_to(arena_printf(&arena, "fixtures/plan/%s/estate.yaml", name), folder, NULL);
	list_below(&arena, folder, "", &made);
	for (size_t i = 0; i < made.items.n; i++) {
		const char *path = made.items.items[i];
		const char *golden = arena_printf(&arena, "%s/%s", expected, path);

		if (!is_kept(path))
			continue;
		if (is_blessing())
			make_folders(golden);
		golden_check(golden,
			     golden_read(&arena, arena_printf(&arena, "%s/%s", folder, path)));
	}
	list_below(&arena, expected, "", &kept);
	for (size_t i = 0; i < kept.items.n; i++) {
		if (has_path(&made, kept.items.items[i]))
			continue;
		if (!is_blessing())
			fail_msg("%s/%s is not made any more", expected, kept.items.items[i]);
		assert_int_equal(
			remove(arena_printf(&arena, "%s/%s", expected, kept.items.items[i])), 0);
	}
	arena_free(&arena);
}

static void test_first(void **state)
{
	(void)state;
	check_golden("first");
}

static void test_known(void **state)
{
	(void)state;
	check_golden("known");
}

/* The manifest names every file but itself, with its digest; the same input makes the same
 * octets. */
static void test_manifest(void **state)
{
	const char *estate = "fixtures/plan/known/estate.yaml";
	struct path_list files = {0};
	const char *above, *folder, *again;
	struct arena arena;
	struct str manifest;

	(void)state;
	arena_init(&arena);
	above = sample_folder(&arena);
	folder = arena_printf(&arena, "%s/a", above);
	again = arena_printf(&arena, "%s/b", above);
	plan_to(estate, folder, NULL);
	plan_to(estate, again, NULL);
	manifest = golden_read(&arena, arena_printf(&arena, "%s/manifest.json", folder));
	assert_true(str_find(manifest, "\"not_reproducible\": []", NULL));
	assert_true(str_find(manifest, "\"path\": \"estate.yaml\"", NULL));
	assert_false(str_find(manifest, above, NULL));
	list_below(&arena, folder, "", &files);
	for (size_t i = 0; i < files.items.n; i++) {
		const char *path = files.items.items[i];
		struct str bytes = golden_read(&arena, arena_printf(&arena, "%s/%s", folder, path));
		char hex[SHA256_HEX_SIZE];

		assert_true(str_eq(
			bytes, golden_read(&arena, arena_printf(&arena, "%s/%s", again, path))));
		/* the statement has the manifest's digest, and so stands in none */
		if (strcmp(path, "manifest.json") == 0 ||
		    strcmp(path, "evidence/statement.json") == 0)
			continue;
		if (!str_find(manifest,
			      arena_printf(
				      &arena,
				      "\"path\": \"%s\",\n      \"size\": %zu,\n      \"sha256\": "
				      "\"%s\"",
				      path, bytes.len, sha256_hex(bytes, hex)),
			      NULL))
			fail_msg("the manifest does not have %s as it is", path);
	}
	arena_free(&arena);
}

/* A CSR of a key that is kept differs by its signature only, and no key gets into the bundle. */
static void test_keys(void **state)
{
	const char *estate = "fixtures/plan/first/estate.yaml";
	struct path_list files = {0};
	const char *above, *keys, *first, *second;
	struct arena arena;
	struct str manifest, tbs;
	size_t at = 0;

	(void)state;
	arena_init(&arena);
	above = sample_folder(&arena);
	keys = arena_printf(&arena, "%s/keys", above);
	first = arena_printf(&arena, "%s/a", above);
	second = arena_printf(&arena, "%s/b", above);
	plan_to(estate, first, keys);
	plan_to(estate, second, keys);
	manifest = golden_read(&arena, arena_printf(&arena, "%s/manifest.json", first));
	assert_true(str_find(manifest, "\"tbs_sha256\": \"", &at));
	tbs = str_slice(manifest.ptr + at, 80);
	manifest = golden_read(&arena, arena_printf(&arena, "%s/manifest.json", second));
	assert_true(str_find(manifest, arena_cstr(&arena, tbs), NULL));
	list_below(&arena, first, "", &files);
	assert_true(has_path(&files, "csr/retail-internal.csr.pem"));
	assert_true(has_path(&files, "acm-pca/retail-internal.json"));
	for (size_t i = 0; i < files.items.n; i++)
		assert_false(str_find(golden_read(&arena, arena_printf(&arena, "%s/%s", first,
								       files.items.items[i])),
				      "PRIVATE KEY", NULL));
	arena_free(&arena);
}

/* Findings that are errors make no bundle, and neither does a folder that exists: then no key
 * either. */
static void test_refused(void **state)
{
	struct plan_options options = {0};
	struct err err = {0};
	const char *above, *estate;
	struct path_list files = {0};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	above = sample_folder(&arena);
	estate = arena_printf(&arena, "%s/estate.yaml", above);
	sample_write(estate,
		     "zones:\n"
		     "  - name: example.com\n"
		     "    records:\n"
		     "      \"\": {type: CNAME, value: www.example.net.}\n",
		     0644);
	options.folder = arena_printf(&arena, "%s/out", above);
	options.keys_folder = arena_printf(&arena, "%s/keys", above);
	assert_int_equal(plan(estate, &options, &err), PLAN_BLOCKED);
	options.folder = above;
	assert_int_equal(plan("fixtures/plan/first/estate.yaml", &options, &err), PLAN_REFUSED);
	assert_non_null(strstr(err.text, "exists"));
	list_below(&arena, above, "", &files);
	assert_int_equal(files.items.n, 1);
	arena_free(&arena);
}

/* With --upsert every change is an UPSERT, and nothing claims to undo it. */
static void test_upsert(void **state)
{
	struct plan_options options = {.upsert = true};
	struct path_list files = {0};
	struct err err = {0};
	struct arena arena;
	size_t n = 0;

	(void)state;
	arena_init(&arena);
	options.folder = arena_printf(&arena, "%s/out", sample_folder(&arena));
	assert_int_equal(plan("fixtures/plan/known/estate.yaml", &options, &err), PLAN_WRITTEN);
	list_below(&arena, options.folder, "", &files);
	for (size_t i = 0; i < files.items.n; i++) {
		const char *path = files.items.items[i];
		struct str name = path_base(str_from(path)), bytes;

		if (!str_starts(name, "change-"))
			continue;
		n++;
		bytes = golden_read(&arena, arena_printf(&arena, "%s/%s", options.folder, path));
		assert_true(str_find(bytes, "\"Action\": \"UPSERT\"", NULL));
		assert_false(str_find(bytes, "\"Action\": \"CREATE\"", NULL));
		assert_false(has_path(&files, arena_printf(&arena, "%.*s/rollback-001.json",
							   STR_ARG(path_folder(str_from(path))))));
	}
	assert_true(n > 4);
	arena_free(&arena);
}

/* ---- zone files -------------------------------------------------------------------------------- */

static void check_zone_golden(const struct run *run, struct arena *arena, enum view view,
			      const char *name)
{
	const char *golden = arena_printf(arena, "fixtures/plan/known/zones/%s/%s.zone",
					  view == VIEW_PUBLIC ? "public" : "private", name);
	const struct dname *parsed = NULL;
	struct buf out CLEANUP(buf_free);
	const struct zone *zone;

	assert_int_equal(dname_parse(arena, str_from(name), NULL, &parsed), DNAME_OK);
	zone = model_zone(&run->model, parsed, view);
	assert_non_null(zone);
	buf_init(&out, 1000000);
	zone_file_print(&out, zone, arena);
	if (is_blessing())
		make_folders(golden);
	golden_check(golden, buf_view(&out));
}

static void test_zone_files(void **state)
{
	struct path_list files = {0};
	struct err err = {0};
	struct arena arena;
	struct run run;
	const char *folder;

	(void)state;
	arena_init(&arena);
	assert_int_equal(check(&run, "fixtures/plan/known/estate.yaml", &err), RUN_DONE);
	check_zone_golden(&run, &arena, VIEW_PUBLIC, "example.com");
	check_zone_golden(&run, &arena, VIEW_PUBLIC, "aws.example.com");
	check_zone_golden(&run, &arena, VIEW_PUBLIC, "retail.example.com");
	check_zone_golden(&run, &arena, VIEW_PUBLIC, "retail.aws.example.com");
	check_zone_golden(&run, &arena, VIEW_PRIVATE, "retail.aws.example.com");
	folder = arena_printf(&arena, "%s/zones", sample_folder(&arena));
	assert_int_equal(zones_export(&run.model, folder, &err), BUNDLE_WRITTEN);
	list_below(&arena, folder, "", &files);
	assert_int_equal(files.items.n, 5);
	assert_true(has_path(&files, "public/example.com.zone"));
	assert_true(has_path(&files, "private/retail.aws.example.com.zone"));
	assert_int_equal(zones_export(&run.model, folder, &err), BUNDLE_REFUSED);
	run_free(&run);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first),	   cmocka_unit_test(test_known),
		cmocka_unit_test(test_manifest),   cmocka_unit_test(test_keys),
		cmocka_unit_test(test_refused),	   cmocka_unit_test(test_upsert),
		cmocka_unit_test(test_zone_files),
	};

	return cmocka_run_group_tests_name("bundles", tests, NULL, NULL);
}
