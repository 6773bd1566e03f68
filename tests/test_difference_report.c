/*
 * test_difference_report.c -- what is said of the change in fixtures/diff/, in each format, and that a
 * comment on a merge request stays one, whatever is in it.
 */
#include "golden.h"
#include "report/difference.h"
#include "samples.h"
#include "source/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static void write_report(struct buf *out, const char *base, const char *head,
			 enum report_format format, unsigned jobs)
{
	struct run_options options = {
		.now = DATE(2026, 11, 24), .fail_on = SEV_ERROR, .jobs = jobs};
	const struct report_style style = {0};
	struct difference difference;
	struct difference_report report = {NULL, &difference, base, head};
	struct err err = {0};
	struct arena arena;
	struct run run;

	if (run_diff(&run, &options, base, head, &err) != RUN_DONE)
		fail_msg("%s", err.text);
	arena_init(&arena);
	difference_find(&difference, &run.base->views, &run.views, &arena);
	report.run = &run;
	report_difference(out, &report, format, &style);
	arena_free(&arena);
	run_free(&run);
}

static void check_golden(const char *file, enum report_format format)
{
	struct buf out CLEANUP(buf_free), again CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	buf_init(&again, LIMIT_OUTPUT);
	write_report(&out, "fixtures/diff/base", "fixtures/diff/head", format, 1);
	write_report(&again, "fixtures/diff/base", "fixtures/diff/head", format, 4);
	assert_true(str_eq(buf_view(&out), buf_view(&again)));
	golden_check(file, buf_view(&out));
}

static void test_golden_text(void **state)
{
	(void)state;
	check_golden("fixtures/diff/diff.txt", REPORT_TEXT);
}

static void test_golden_json(void **state)
{
	(void)state;
	check_golden("fixtures/diff/diff.json", REPORT_JSON);
}

static void test_golden_markdown(void **state)
{
	(void)state;
	check_golden("fixtures/diff/diff.md", REPORT_MARKDOWN);
}

static size_t count(struct str text, const char *word)
{
	size_t n = 0, at;

	while (str_find(text, word, &at)) {
		text = str_slice(text.ptr + at + 1, text.len - at - 1);
		n++;
	}
	return n;
}

/* Thousands of changes, each with text that would be markup, a mention, a cell or a link. */
static void test_large_comment(void **state)
{
	struct buf estates[2], out CLEANUP(buf_free);
	const char *paths[2];
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (unsigned side = BEFORE; side <= AFTER; side++) {
		buf_init(&estates[side], LIMIT_OUTPUT);
		buf_text(&estates[side],
			 "zones:\n  - name: example.com\n    view: public\n    records:\n");
		for (unsigned i = 0; i < 4000; i++)
			buf_printf(
				&estates[side],
				"      n%u: {type: TXT, value: '</code></details>|@all %u ![x](y) "
				"\\u202e'}\n",
				i, i + side);
		paths[side] = arena_printf(&arena, "%s/estate.yaml", sample_folder(&arena));
		sample_write(paths[side], estates[side].ptr, 0644);
		buf_free(&estates[side]);
	}
	buf_init(&out, LIMIT_OUTPUT);
	write_report(&out, paths[BEFORE], paths[AFTER], REPORT_MARKDOWN, 2);
	assert_true(out.len > MARKDOWN_MAX / 2 && out.len < MARKDOWN_MAX);
	assert_int_equal(count(buf_view(&out), "<details"), 1);
	assert_int_equal(count(buf_view(&out), "</details>"), 1);
	assert_int_equal(count(buf_view(&out), "<code>"), count(buf_view(&out), "</code>"));
	assert_true(str_find(buf_view(&out), "more rows do not fit into a comment", NULL));
	/* the summary counts what was cut, too */
	assert_true(str_find(buf_view(&out), "4000 other answers change", NULL));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_text),
		cmocka_unit_test(test_golden_json),
		cmocka_unit_test(test_golden_markdown),
		cmocka_unit_test(test_large_comment),
	};

	return cmocka_run_group_tests_name("difference reports", tests, NULL, NULL);
}
