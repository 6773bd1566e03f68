/* test_expect.c -- the comments of fixtures that say what will be found. */
#include "expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/banned.h"

static struct arena arena;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

/* The expectations of TEXT as "line:column-last severity rule text", a line each. */
static const char *read(struct str text, bool beside)
{
	static const char *const severities[] = {"off", "info", "warning", "error"};
	struct expectations expectations = {.arena = &arena};
	struct err err = {0};
	char *out = arena_copy(&arena, "", 0);
	enum status status = beside ? expect_read_beside(&expectations, STR("f"), text, &err)
				    : expect_read(&expectations, STR("f"), text, &err);

	if (status != OK)
		return arena_printf(&arena, "%s", err.text);
	for (size_t i = 0; i < expectations.items.n; i++) {
		const struct expected *e = &expectations.items.items[i];

		out = arena_printf(&arena, "%s%u:%u-%u %s %.*s %.*s\n", out, e->line, e->column,
				   e->last_column, severities[e->severity], STR_ARG(e->rule),
				   STR_ARG(e->text));
	}
	for (size_t i = 0; i < expectations.n_profile; i++)
		out = arena_printf(&arena, "%sprofile %s\n", out, expectations.profile[i]);
	return out;
}

static void test_comments(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"a: b\n# a comment\n", ""},
		{"a: b\n#  ^ error[x-y]: some text\n", "1:4-4 error x-y some text\n"},
		{"a: bcd\n#  ^^^ error[x]: one\n#  ^^ warning[y]: two\n",
		 "1:4-6 error x one\n1:4-5 warning y two\n"},
		{"a: b\n#< error[x]: t\n#<--- info[x]: t\n", "1:1-2 error x t\n1:1-5 info x t\n"},
		{"  é: bc\n  #  ^^ error[x]: t\r\n", "1:6-7 error x t\n"},
		{"\xef\xbb\xbf"
		 "ab: c\n#<error[x]: t\n",
		 "1:1-2 error x t\n"},
		{"a IN NS b.\n;<-------- error[x]: t\n", "1:1-10 error x t\n"},
		{"a: b\n\n#  ^ error[x]: t\n", "2:4-4 error x t\n"},
		{"a: b\n#  ^ eror[x]: t\n", "f:2: looks like an expectation and is none"},
		{"a: b\n#  ^ error[x] t\n", "f:2: looks like an expectation and is none"},
		{"a: b\n#  ^ error[x]:\n", "f:2: looks like an expectation and is none"},
		{"# profile: records privacy\n", "profile records\nprofile privacy\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(read(str_from(cases[i].text), false), cases[i].expected);
}

static void test_beside(void **state)
{
	(void)state;
	assert_string_equal(read(STR("# why\n3:7-30 error[x]: some text\n"), true),
			    "3:7-30 error x some text\n");
	assert_string_equal(read(STR("3:7 error[x]: some text\n"), true),
			    "f.expect:1: is no expectation");
}

static void test_meet(void **state)
{
	struct expectations expectations = {.arena = &arena};
	struct expected finding = {.path = STR("f"),
				   .line = 1,
				   .column = 4,
				   .last_column = 4,
				   .severity = SEV_ERROR,
				   .rule = STR("x")};
	struct err err = {0};

	(void)state;
	assert_int_equal(
		expect_read(&expectations, STR("f"), STR("a: b\n#  ^ error[x]: part\n"), &err), OK);
	finding.line = 2;
	assert_false(expect_meet(&expectations, &finding, STR("a part of it")));
	finding.line = 1;
	assert_false(expect_meet(&expectations, &finding, STR("something else")));
	assert_true(expect_meet(&expectations, &finding, STR("a part of it")));
	/* One comment stands for one finding. */
	assert_false(expect_meet(&expectations, &finding, STR("a part of it")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_comments, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_beside, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_meet, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
