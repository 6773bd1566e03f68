/*
 * test_suites.c -- the JSON and YAML test suites that others keep (fixtures/real/, ORIGINS.tsv): every document
 * that they call valid is read, every other one is refused, and none is worse than that. Where we differ,
 * a line in tests/differences/ says so, and why; a line that no longer holds fails as well.
 */
#include "base/buf.h"
#include "base/map.h"
#include "front/json_tree.h"
#include "front/yaml.h"
#include "golden.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

struct suite {
	struct arena arena;
	struct sources sources;
	struct map differences; /* char: "accepted" or "refused", by the test's name */
	unsigned tests, wrong, met;
};

/* ---- what we do otherwise ---------------------------------------------------------------------- */

/* NAME <TAB> accepted|refused <TAB> why */
static void read_differences(struct suite *suite, const char *path)
{
	struct str rest = golden_read(&suite->arena, path), line;

	map_init(&suite->differences, &suite->arena);
	while (str_cut(&rest, '\n', &line)) {
		struct str name, verdict;

		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		if (!str_cut(&line, '\t', &name) || !str_cut(&line, '\t', &verdict) ||
		    line.len == 0)
			fail_msg("%s: a line is no name, verdict and reason", path);
		(void)map_add(&suite->differences, name, arena_cstr(&suite->arena, verdict));
	}
}

/* REASON: the first finding's; NULL where it is accepted. */
static void judge(struct suite *suite, const char *name, bool valid, const char *reason)
{
	bool accepted = reason == NULL;
	const char *otherwise = map_get(&suite->differences, str_from(name));
	bool expected = otherwise == NULL ? valid : strcmp(otherwise, "accepted") == 0;

	suite->tests++;
	if (otherwise != NULL && expected != valid)
		suite->met++;
	if (accepted == expected && (otherwise == NULL || expected != valid))
		return;
	suite->wrong++;
	print_error("%s\t%s\t(the suite says %s) %s\n", name, accepted ? "accepted" : "refused",
		    valid ? "valid" : "invalid", accepted ? "" : reason);
}

static void set_up(struct suite *suite, const char *differences)
{
	*suite = (struct suite){0};
	arena_init(&suite->arena);
	suite->sources = (struct sources){.arena = &suite->arena, .root_fd = -1};
	read_differences(suite, differences);
}

static void finish(struct suite *suite, unsigned at_least)
{
	assert_int_equal(suite->wrong, 0);
	assert_int_equal(suite->met, suite->differences.n);
	assert_true(suite->tests >= at_least);
	arena_free(&suite->arena);
}

/* ---- the files of a folder, in order ----------------------------------------------------------- */

static int is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void each_file(struct suite *suite, const char *folder,
		      void (*fn)(struct suite *suite, const char *name, struct str bytes))
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_file, alphasort);

	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		const char *path = arena_printf(&suite->arena, "%s/%s", folder, entries[i]->d_name);

		fn(suite, arena_printf(&suite->arena, "%s", entries[i]->d_name),
		   golden_read(&suite->arena, path));
		free(entries[i]);
	}
	free(entries);
}

/* ---- JSON -------------------------------------------------------------------------------------- */

/* Its first letter says whether a parser has to read it: y, n, or i, as it likes. */
static void test_json(struct suite *suite, const char *name, struct str bytes)
{
	struct diag_list diags;
	const struct source *source = source_add(&suite->sources, str_from(name), bytes);
	bool accepted;

	diag_list_init(&diags, &suite->arena);
	accepted = json_read(source, &suite->arena, &diags) != NULL && diags.diags.n == 0;
	/* what is refused says why */
	assert_true(accepted || diags.diags.n > 0);
	if (name[0] != 'i')
		judge(suite, name, name[0] == 'y', accepted ? NULL : diags.diags.items[0]->message);
	else
		suite->tests++;
}

static void json_test_suite(void **state)
{
	struct suite suite;

	(void)state;
	set_up(&suite, "tests/differences/json-test-suite.tsv");
	each_file(&suite, "fixtures/real/json-test-suite", test_json);
	finish(&suite, 140);
}

/* ---- YAML -------------------------------------------------------------------------------------- */

/* The suite writes what an editor would not show with signs of its own. */
static struct str decode_signs(struct suite *suite, struct str text)
{
	static const struct {
		const char *sign, *meaning;
	} signs[] = {
		{"\u2423", " "},      {"\u21b5", ""},	{"\u220e", ""}, {"\u2190", "\r"},
		{"\u21d4", "\ufeff"}, {"\u00bb", "\t"}, {"\u2014", ""},
	};
	struct buf out CLEANUP(buf_free);
	bool no_end = str_ends(text, "\u220e\n");

	buf_init(&out, 1024 * 1024);
	for (size_t i = 0; i < text.len;) {
		size_t k = 0;

		while (k < COUNT_OF(signs) &&
		       !str_starts(str_slice(text.ptr + i, text.len - i), signs[k].sign))
			k++;
		if (k == COUNT_OF(signs)) {
			buf_char(&out, text.ptr[i++]);
			continue;
		}
		buf_text(&out, signs[k].meaning);
		i += strlen(signs[k].sign);
	}
	if (no_end)
		out.len--;
	return arena_str(&suite->arena, buf_view(&out));
}

/* Why it is refused; NULL: it is read. */
static const char *refuses_yaml_by(struct suite *suite, const char *name, struct str yaml,
				   enum yaml_by yaml_by)
{
	struct node_list roots = {0};
	struct diag_list diags;

	diag_list_init(&diags, &suite->arena);
	suite->sources.yaml_by = yaml_by;
	yaml_read_all(source_add(&suite->sources, str_from(name), yaml), &suite->arena, &diags,
		      &roots);
	return diags.diags.n == 0 ? NULL : diags.diags.items[0]->message;
}

/* … and it is so whichever reader is at work. */
static const char *refuses_yaml(struct suite *suite, const char *name, struct str yaml)
{
	const char *reason = refuses_yaml_by(suite, name, yaml, YAML_BY_LIBYAML);
	const char *other = refuses_yaml_by(suite, name, yaml, YAML_BY_COMPARED);

	if ((reason == NULL) != (other == NULL))
		fail_msg("%s: %s, and %s", name, reason == NULL ? "read" : reason,
			 other == NULL ? "read" : other);
	return reason;
}

/* One file is one test, or several with running numbers. */
static void test_yaml(struct suite *suite, const char *name, struct str bytes)
{
	struct diag_list diags;
	const struct node *list;

	diag_list_init(&diags, &suite->arena);
	list = yaml_read(source_add(&suite->sources, str_from(name), bytes), &suite->arena, &diags);
	assert_non_null(list);
	for (size_t i = 0; i < list->sequence.n; i++) {
		const struct node *item = list->sequence.items[i];
		const struct node *yaml = node_get(item, "yaml"), *fails = node_get(item, "fail");
		const char *test = arena_printf(&suite->arena, "%.4s/%02zu", name, i);

		if (yaml != NULL && node_get(item, "skip") == NULL)
			judge(suite, test, fails == NULL || !str_is(fails->text, "true"),
			      refuses_yaml(suite, test, decode_signs(suite, yaml->text)));
	}
}

static void yaml_test_suite(void **state)
{
	struct suite suite;

	(void)state;
	set_up(&suite, "tests/differences/yaml-test-suite.tsv");
	each_file(&suite, "fixtures/real/yaml-test-suite", test_yaml);
	finish(&suite, 250);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_test_suite),
		cmocka_unit_test(yaml_test_suite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
