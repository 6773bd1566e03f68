/*
 * test_report.c -- what the reports make of a finding, on runs put together by hand, and the golden
 * outputs of the estate in fixtures/report/.
 */
#include "engine/rule.h"
#include "engine/run.h"
#include "golden.h"
#include "report/excerpt.h"
#include "report/report.h"
#include "report/wrap.h"
#include "source/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static const struct rule sample_rule = {
	.id = "sample-rule",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a sample",
	.source = "RFC 1034, section 3.6",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-3.6",
	.why = "Because.",
	.fix = "Mend it.",
	.since = "0.1.0",
};

static const struct report_style plain = {0};

static void run_make(struct run *run)
{
	*run = (struct run){.fail_on = SEV_ERROR};
	arena_init(&run->arena);
	run->sources.arena = &run->arena;
	run->path_prefix = STR("fixtures/");
	diag_list_init(&run->diags, &run->arena);
}

/* The span of the first NEEDLE in the source, which may be the empty text: then its end. */
static struct span span_of(const struct source *source, const char *needle)
{
	size_t at = source->bytes.len;

	if (needle[0] != '\0')
		assert_true(str_find(source->bytes, needle, &at));
	return (struct span){source->file, (uint32_t)at, (uint32_t)(at + strlen(needle))};
}

static struct diag *add(struct run *run, struct span at, const char *message)
{
	struct diag *diag = diag_add(&run->diags, &sample_rule, at, "%s", message);

	diag->severity = SEV_ERROR;
	memcpy(diag->fingerprint, "0123456789abcdef0123456789abcdef", sizeof(diag->fingerprint));
	run->summary.errors++;
	return diag;
}

static void expect_text(const char *title, const struct buf *out, const char *expected)
{
	if (!str_is(buf_view(out), expected))
		fail_msg("%s:\n--- expected\n%s\n--- actual\n%.*s", title, expected,
			 STR_ARG(buf_view(out)));
}

/* ---- the excerpt ------------------------------------------------------------------------------- */

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

static void test_excerpt(void **state)
{
	static const struct {
		const char *title, *source, *needle, *line, *marks;
	} cases[] = {
		{"first line", "abc: def\n", "abc", "abc: def", "^^^"},
		{"last line without an end", "a: b\nc: d", "d", "c: d", "   ^"},
		{"CR LF is no part of the line", "a: b\r\nc: d\r\n", "a: b\r\n", "a: b", "^^^^"},
		{"byte order mark",
		 "\xef\xbb\xbf"
		 "a: b\n",
		 "b", "a: b", "   ^"},
		{"wide characters take two cells", "日本: x本y\n", "x本y", "日本: x本y",
		 "      ^^^^"},
		{"combining characters take none",
		 "e\xcc\x81"
		 "a: b\n",
		 "b",
		 "e\xcc\x81"
		 "a: b",
		 "    ^"},
		{"a tab is four blanks", "a:\tb\n", "b", "a:    b", "      ^"},
		{"a marked tab", "a\tb\n", "\t", "a    b", " ^^^^"},
		{"an escape sequence", "a: \033[31mb\n", "b", "a: \\u001b[31mb", "             ^"},
		{"a bidirectional override",
		 "\xe2\x80\xae"
		 "ab\n",
		 "ab", "\\u202eab", "      ^^"},
		{"octets that are not UTF-8", "\xff\xfe: b\n", "b", "\\xff\\xfe: b", "          ^"},
		{"the end of the file", "a: b\n", "", "", "^"},
		{"the end of the last line", "a: b", "", "a: b", "    ^"},
		{"several lines: the first is marked", "a: [b,\n c]\n", "[b,\n c]", "a: [b,",
		 "   ^^^"},
		{"a long line is cut behind", "k: " FIFTY FIFTY TEN "x\n", "k",
		 "k: " FIFTY FIFTY "0123456"
		 "...",
		 "^"},
		{"all of a line that fits", FIFTY TEN TEN "x" TEN "\n", "x", FIFTY TEN TEN "x" TEN,
		 "                                                                      ^"},
		{"a long line is cut before", FIFTY FIFTY "x" TEN "\n", "x",
		 "..." FIFTY TEN "x" TEN,
		 "                                                               ^"},
		{"a long line is cut at both ends", FIFTY TEN TEN "x" FIFTY FIFTY "\n", "x",
		 "..." FIFTY TEN "x" TEN TEN TEN TEN "012345678"
		 "...",
		 "                                                               ^"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf line CLEANUP(buf_free);
		struct buf marks CLEANUP(buf_free);
		const struct source *source;
		struct run run;

		run_make(&run);
		source = source_add(&run.sources, STR("a.yaml"), str_from(cases[i].source));
		buf_init(&line, LIMIT_OUTPUT);
		buf_init(&marks, LIMIT_OUTPUT);
		excerpt_write(source, span_of(source, cases[i].needle), '^', &line, &marks);
		expect_text(cases[i].title, &line, cases[i].line);
		expect_text(cases[i].title, &marks, cases[i].marks);
		arena_free(&run.arena);
	}
}

/* The work does not depend on the length of the line: this would take minutes otherwise. */
static void test_excerpt_of_huge_line(void **state)
{
	enum { SIZE = 64 * 1024 * 1024 };
	struct buf line CLEANUP(buf_free);
	struct buf marks CLEANUP(buf_free);
	struct run run;
	const struct source *source;
	char *bytes;

	(void)state;
	run_make(&run);
	bytes = arena_bytes(&run.arena, SIZE);
	memset(bytes, 'a', SIZE);
	source = source_add(&run.sources, STR("a.yaml"), str_slice(bytes, SIZE));
	buf_init(&line, LIMIT_OUTPUT);
	buf_init(&marks, LIMIT_OUTPUT);
	for (int i = 0; i < 10; i++)
		excerpt_write(source, (struct span){1, SIZE / 2, SIZE}, '^', &line, &marks);
	assert_true(line.len < 10 * 200);
	arena_free(&run.arena);
}

/* ---- text -------------------------------------------------------------------------------------- */

static void test_text(void **state)
{
	struct buf out CLEANUP(buf_free);
	const struct source *a, *b;
	struct diag *diag;
	struct run run;

	(void)state;
	run_make(&run);
	a = source_add(&run.sources, STR("a.yaml"), STR("1\n2\n3\n4\n5\n6\n7\n8\n9\nname: www\n"));
	b = source_add(&run.sources, STR("../b.yaml"), STR("other: end\n"));
	diag = add(&run, span_of(a, "www"), "`www` contradicts `end`");
	diag_related(&run.diags, diag, span_of(b, "end"), "the other end is here");
	diag_related(&run.diags, diag, span_of(a, "www"), "and here");
	diag_help(&run.diags, diag, "write this:\nname: end");
	diag_undecided(&run.diags, &sample_rule, span_of(b, "other"), "nobody knows");
	run.summary = (struct summary){.files = 2,
				       .zones = 1,
				       .records = 41,
				       .errors = 1,
				       .warnings = 2,
				       .waived = 3,
				       .unknown = 1};
	buf_init(&out, LIMIT_OUTPUT);
	report_text(&out, &run, &plain);
	expect_text("all parts of a finding", &out,
		    "error[sample-rule]: `www` contradicts `end`\n"
		    "  --> fixtures/a.yaml:10:7\n"
		    "   |\n"
		    "10 | name: www\n"
		    "   |       ^^^\n"
		    "   = note: the other end is here\n"
		    "  --> b.yaml:1:8\n"
		    "   |\n"
		    " 1 | other: end\n"
		    "   |        ---\n"
		    "   = note: and here\n"
		    "   = help: write this:\n"
		    "           name: end\n"
		    "\n"
		    "undecided[sample-rule]: nobody knows\n"
		    " --> b.yaml:1:1\n"
		    "\n"
		    "1 error, 2 warnings in 2 files (1 zone, 41 records); 3 waived, 1 undecided\n");
	arena_free(&run.arena);
}

static void test_text_hostile_message(void **state)
{
	struct buf out CLEANUP(buf_free);
	struct run run;

	(void)state;
	run_make(&run);
	(void)add(&run, (struct span){0}, "a \033[2J\xe2\x80\xae \xff z\nerror[x]: forged");
	buf_init(&out, LIMIT_OUTPUT);
	report_text(&out, &run, &(struct report_style){.quiet = true});
	expect_text("escapes", &out,
		    "error[sample-rule]: a \\u001b[2J\\u202e \\xff z\\u000aerror[x]: forged\n\n");
	arena_free(&run.arena);
}

static void test_text_color(void **state)
{
	struct buf out CLEANUP(buf_free);
	const struct source *source;
	struct run run;

	(void)state;
	run_make(&run);
	source = source_add(&run.sources, STR("a.yaml"), STR("a: b\n"));
	(void)add(&run, span_of(source, "b"), "no");
	buf_init(&out, LIMIT_OUTPUT);
	report_text(&out, &run, &(struct report_style){.quiet = true, .color = true});
	expect_text("colours", &out,
		    "\033[1;31merror[sample-rule]\033[0m\033[1m: no\033[0m\n"
		    " \033[1;34m-->\033[0m fixtures/a.yaml:1:4\n"
		    " \033[1;34m |\033[0m\n"
		    "\033[1;34m1 |\033[0m a: b\n"
		    " \033[1;34m |\033[0m \033[1;31m   ^\033[0m\n"
		    "\n");
	arena_free(&run.arena);
}

static void test_text_nothing(void **state)
{
	struct buf out CLEANUP(buf_free);
	struct run run;

	(void)state;
	run_make(&run);
	buf_init(&out, LIMIT_OUTPUT);
	report_text(&out, &run, &plain);
	expect_text("no findings", &out, "no findings in 0 files (0 zones, 0 records)\n");
	buf_clear(&out);
	report_text(&out, &run, &(struct report_style){.quiet = true});
	expect_text("quiet", &out, "");
	arena_free(&run.arena);
}

/* A file that could not be read has no lines, and a waived finding is only counted. */
static void test_text_without_lines(void **state)
{
	struct buf out CLEANUP(buf_free);
	struct waiver waiver = {0};
	struct run run;

	(void)state;
	run_make(&run);
	(void)source_add(&run.sources, STR("a.yaml"), STR(""));
	(void)add(&run, (struct span){1, 0, 0}, "cannot read");
	add(&run, (struct span){1, 0, 0}, "waived")->waived = &waiver;
	buf_init(&out, LIMIT_OUTPUT);
	report_text(&out, &run, &(struct report_style){.quiet = true});
	expect_text("no lines", &out,
		    "error[sample-rule]: cannot read\n --> fixtures/a.yaml:1:1\n\n");
	arena_free(&run.arena);
}

static void test_statistics(void **state)
{
	struct buf out CLEANUP(buf_free);
	struct rule other = sample_rule;
	struct waiver waiver = {0};
	struct run run;

	(void)state;
	run_make(&run);
	other.id = "another-rule";
	(void)add(&run, (struct span){0}, "once");
	add(&run, (struct span){0}, "waived")->rule = &other;
	run.diags.diags.items[1]->waived = &waiver;
	add(&run, (struct span){0}, "twice")->rule = &other;
	buf_init(&out, LIMIT_OUTPUT);
	report_statistics(&out, &run);
	expect_text("counts", &out, "      1 another-rule (1 waived)\n      1 sample-rule\n");
	arena_free(&run.arena);
}

/* ---- JSON -------------------------------------------------------------------------------------- */

static void test_json(void **state)
{
	struct buf out CLEANUP(buf_free);
	struct waiver waiver = {
		.reason = {.s = STR("SEC-1")},
		.approved_by = {.s = STR("a@example.com")},
		.expires = {.presence = KNOWN, .day = DATE(2026, 12, 31)},
	};
	const struct source *source;
	struct diag *diag;
	struct run run;

	(void)state;
	run_make(&run);
	source = source_add(&run.sources, STR("a.yaml"), STR("é: [b,\n c]\n"));
	diag = add(&run, span_of(source, "[b,\n c]"), "no");
	diag->name = "www.example.com.";
	diag->zone = "example.com.";
	diag->waived = &waiver;
	diag_related(&run.diags, diag, span_of(source, "é"), "here");
	diag_help(&run.diags, diag, "mend");
	(void)add(&run, (struct span){0}, "nowhere");
	diag_undecided(&run.diags, NULL, (struct span){0}, "not looked at");
	buf_init(&out, LIMIT_OUTPUT);
	report_json(&out, &run);
	expect_text("JSON", &out,
		    "{\n"
		    "  \"zonewarrant\": \"1\",\n"
		    "  \"version\": \"" ZONEWARRANT_VERSION "\",\n"
		    "  \"summary\": {\n"
		    "    \"files\": 0,\n"
		    "    \"zones\": 0,\n"
		    "    \"records\": 0,\n"
		    "    \"names\": 0,\n"
		    "    \"certificates\": 0,\n"
		    "    \"errors\": 2,\n"
		    "    \"warnings\": 0,\n"
		    "    \"infos\": 0,\n"
		    "    \"waived\": 0,\n"
		    "    \"unknown\": 0\n"
		    "  },\n"
		    "  \"findings\": [\n"
		    "    {\n"
		    "      \"rule\": \"sample-rule\",\n"
		    "      \"family\": \"records\",\n"
		    "      \"severity\": \"error\",\n"
		    "      \"message\": \"no\",\n"
		    "      \"file\": \"fixtures/a.yaml\",\n"
		    "      \"line\": 1,\n"
		    "      \"column\": 4,\n"
		    "      \"end_line\": 2,\n"
		    "      \"end_column\": 4,\n"
		    "      \"name\": \"www.example.com.\",\n"
		    "      \"zone\": \"example.com.\",\n"
		    "      \"related\": [\n"
		    "        {\n"
		    "          \"message\": \"here\",\n"
		    "          \"file\": \"fixtures/a.yaml\",\n"
		    "          \"line\": 1,\n"
		    "          \"column\": 1\n"
		    "        }\n"
		    "      ],\n"
		    "      \"fix\": {\n"
		    "        \"message\": \"mend\",\n"
		    "        \"edits\": []\n"
		    "      },\n"
		    "      \"fingerprint\": \"0123456789abcdef0123456789abcdef\",\n"
		    "      \"waived\": {\n"
		    "        \"by\": \"a@example.com\",\n"
		    "        \"reason\": \"SEC-1\",\n"
		    "        \"expires\": \"2026-12-31\"\n"
		    "      }\n"
		    "    },\n"
		    "    {\n"
		    "      \"rule\": \"sample-rule\",\n"
		    "      \"family\": \"records\",\n"
		    "      \"severity\": \"error\",\n"
		    "      \"message\": \"nowhere\",\n"
		    "      \"file\": null,\n"
		    "      \"line\": null,\n"
		    "      \"column\": null,\n"
		    "      \"end_line\": null,\n"
		    "      \"end_column\": null,\n"
		    "      \"name\": null,\n"
		    "      \"zone\": null,\n"
		    "      \"related\": [],\n"
		    "      \"fix\": null,\n"
		    "      \"fingerprint\": \"0123456789abcdef0123456789abcdef\",\n"
		    "      \"waived\": null\n"
		    "    }\n"
		    "  ],\n"
		    "  \"undecided\": [\n"
		    "    {\n"
		    "      \"rule\": null,\n"
		    "      \"message\": \"not looked at\",\n"
		    "      \"file\": null,\n"
		    "      \"line\": null,\n"
		    "      \"column\": null\n"
		    "    }\n"
		    "  ]\n"
		    "}\n");
	arena_free(&run.arena);
}

/* ---- prose ------------------------------------------------------------------------------------- */

static void test_wrap(void **state)
{
	struct buf out CLEANUP(buf_free);

	(void)state;
	buf_init(&out, LIMIT_OUTPUT);
	wrap_write(&out, FIFTY " " TEN TEN " 012345678 x " FIFTY FIFTY, 0, 2);
	expect_text("wrap", &out, FIFTY " " TEN TEN "\n  012345678 x\n  " FIFTY FIFTY "\n");
}

/* ---- golden outputs ---------------------------------------------------------------------------- */

static void check_golden(const char *estate, const char *file, enum report_format format)
{
	struct run_options options = {.paths = &estate,
				      .n_paths = 1,
				      .now = DATE(2026, 11, 24),
				      .fail_on = SEV_ERROR,
				      .jobs = 2};
	struct buf out CLEANUP(buf_free);
	struct err err = {0};
	struct run run;

	assert_int_equal(run_check(&run, &options, &err), RUN_DONE);
	buf_init(&out, LIMIT_OUTPUT);
	report_write(&out, &run, format, &plain);
	run_free(&run);
	golden_check(file, buf_view(&out));
}

static void test_golden_text(void **state)
{
	(void)state;
	check_golden("fixtures/report/estate", "fixtures/report/estate.txt", REPORT_TEXT);
}

static void test_golden_json(void **state)
{
	(void)state;
	check_golden("fixtures/report/estate", "fixtures/report/estate.json", REPORT_JSON);
}

static void test_golden_sarif(void **state)
{
	(void)state;
	check_golden("fixtures/report/estate", "fixtures/report/estate.sarif", REPORT_SARIF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_excerpt),
		cmocka_unit_test(test_excerpt_of_huge_line),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_hostile_message),
		cmocka_unit_test(test_text_color),
		cmocka_unit_test(test_text_nothing),
		cmocka_unit_test(test_text_without_lines),
		cmocka_unit_test(test_statistics),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_golden_text),
		cmocka_unit_test(test_golden_json),
		cmocka_unit_test(test_golden_sarif),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
