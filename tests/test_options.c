/* test_options.c -- the command line: what it means, and what is refused with which words. */
#include "engine/rule.h"
#include "manual.h"
#include "options.h"
#include "source/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/banned.h"

enum { WORDS_MAX = 40 };

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

/* Parses LINE, whose words are separated by blanks; `''` is the empty word. */
static enum status parse(struct options *options, const char *line, struct err *err)
{
	char *words[WORDS_MAX + 1] = {arena_copy(&arena, "zonewarrant", 11)};
	struct str rest = str_from(line), word;
	int n = 1;
	bool more = rest.len > 0;

	while (more) {
		more = str_cut(&rest, ' ', &word);
		if (!more)
			word = rest;
		assert_true(n < WORDS_MAX);
		words[n++] = arena_cstr(&arena, str_is(word, "''") ? STR("") : word);
	}
	return options_parse(options, &arena, n, words, err);
}

static void parse_well(struct options *options, const char *line)
{
	struct err err = {0};

	if (parse(options, line, &err) != OK)
		fail_msg("%s: %s", line, err.text);
}

static void test_refused(void **state)
{
	static const struct {
		const char *line, *reason;
	} cases[] = {
		{"", "no command is given"},
		{"chek", "unknown command `chek`; did you mean `check`?"},
		{"frobnicate", "unknown command `frobnicate`"},
		{"fixtures",
		 "unknown command `fixtures`; did you mean `zonewarrant check fixtures`?"},
		{"--quiet check", "`--quiet` stands before the command; options stand behind it"},
		{"check --formt text", "unknown option `--formt`; did you mean `--format`?"},
		{"check --formt=text", "unknown option `--formt`; did you mean `--format`?"},
		{"check --frobnicate", "unknown option `--frobnicate`"},
		{"check -x", "unknown option `-x`"},
		{"check -qx", "unknown option `-x`"},
		{"check --upsert", "the command `check` has no option `--upsert`"},
		{"check --format", "`--format` needs a value: FORMAT"},
		{"check -j", "`-j` needs a value: N"},
		{"check --quiet=yes", "`--quiet` takes no value"},
		{"check --format jsn", "unknown format `jsn`; did you mean `json`?"},
		{"check --format=", "unknown format ``"},
		{"check --color sometimes", "unknown value of `--color` `sometimes`"},
		{"check --fail-on eror", "unknown severity `eror`; did you mean `error`?"},
		{"check --fail-on off", "unknown severity `off`"},
		{"check --now 2026-02-30", "`--now` needs a day, YYYY-MM-DD, not `2026-02-30`"},
		{"check --now tomorrow", "`--now` needs a day, YYYY-MM-DD, not `tomorrow`"},
		{"check --jobs 0", "`--jobs` needs a number from 1 to 64, not `0`"},
		{"check --jobs 65", "`--jobs` needs a number from 1 to 64, not `65`"},
		{"check --jobs 4x", "`--jobs` needs a number from 1 to 64, not `4x`"},
		{"check --jobs -1", "`--jobs` needs a number from 1 to 64, not `-1`"},
		{"check --select pars-error",
		 "unknown rule or family `pars-error`; did you mean `parse-error`?"},
		{"check --ignore privcy",
		 "unknown rule or family `privcy`; did you mean `privacy`?"},
		{"check --select privacy,", "unknown rule or family ``"},
		{"check --select ''", "unknown rule or family ``"},
		{"check ''", "a PATH is empty"},
		{"check -", "standard input (`-`) needs `--stdin-format`"},
		{"check - a --stdin-format native",
		 "standard input (`-`) is read alone, without another PATH"},
		{"check --stdin-format native a",
		 "`--stdin-format` is for standard input, and no PATH is `-`"},
		{"check --stdin-format nativ -", "unknown format `nativ`; did you mean `native`?"},
		{"check --format text --format json",
		 "two reports go to standard output: give an `--output` behind each `--format`"},
		{"check --format text --output a --format json --output a",
		 "two reports go to `a`"},
		{"check --output ''", "`--output` needs the name of a file"},
		{"plan", "`plan` needs `-o DIR`, the folder to write"},
		{"plan -o ''", "`plan` needs `-o DIR`, the folder to write"},
		{"export -o a", "`export` needs `--to`: `zones`, `octodns` or `json`"},
		{"export --to zones -o a --output b",
		 "`--output` is for `--to json`; name a folder with `-o`"},
		{"export --to json -o a", "`--to json` writes one file: name it with `--output`"},
		{"export --to zones", "`export` needs `-o DIR`, the folder to write"},
		{"export --to zone -o a", "unknown format `zone`; did you mean `zones`?"},
		{"query", "`query` needs NAME [TYPE]"},
		{"query a.example TXTT", "unknown type `TXTT`; did you mean `TXT`?"},
		{"query a.example A more", "`more` is one word too many for `query`"},
		{"query a.example --project ''", "a PATH is empty"},
		{"query a.example --format sarif", "unknown format `sarif`"},
		{"query a.example --format text --format json", "`--format` stands twice"},
		{"query a.example --output a", "the command `query` has no option `--output`"},
		{"prove --format sarif", "unknown format `sarif`"},
		{"prove --view public", "the command `prove` has no option `--view`"},
		{"prove --output a --output b", "`prove` writes one report"},
		{"verify", "`verify` needs DIR [PATH…]"},
		{"verify ''", "`verify` takes a bundle and paths, not ``"},
		{"verify a -", "`verify` takes a bundle and paths, not `-`"},
		{"verify a --sign-key b", "the command `verify` has no option `--sign-key`"},
		{"verify a --output b --output c", "`verify` writes one report"},
		{"plan -o a --key b", "unknown option `--key`; did you mean `--keys`?"},
		{"init", "`init` needs `--snapshot-script`: it writes nothing else yet"},
		{"init --snapshot-script -o a -o b", "`init` writes one script"},
		{"explain", "`explain` needs RULE"},
		{"explain pars-error", "unknown rule `pars-error`; did you mean `parse-error`?"},
		{"explain privacy", "unknown rule `privacy`"},
		{"explain parse-error more", "`more` is one word too many for `explain`"},
		{"rules all", "`all` is one word too many for `rules`"},
		{"help chek", "unknown command `chek`; did you mean `check`?"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct options options;
		struct err err = {0};

		if (parse(&options, cases[i].line, &err) == OK)
			fail_msg("%s: was taken", cases[i].line);
		if (!str_is(str_from(err.text), cases[i].reason))
			fail_msg("%s:\nexpected: %s\nactual:   %s", cases[i].line, cases[i].reason,
				 err.text);
	}
}

static void test_check(void **state)
{
	struct options options;

	(void)state;
	parse_well(&options, "check");
	assert_int_equal(options.command->id, COMMAND_CHECK);
	assert_int_equal(options.run.n_paths, 0);
	assert_int_equal(options.run.fail_on, SEV_ERROR);
	assert_int_equal(options.n_reports, 1);
	assert_int_equal(options.reports[0].format, REPORT_TEXT);
	assert_null(options.reports[0].file);
	assert_false(options.has_now);
	assert_true(options.run.jobs >= 1);

	parse_well(&options, "check a -qj4 --now=2026-11-24 --fail-on warning b --statistics");
	assert_int_equal(options.run.n_paths, 2);
	assert_string_equal(options.run.paths[1], "b");
	assert_true(options.quiet && options.statistics && options.has_now);
	assert_int_equal(options.run.jobs, 4);
	assert_int_equal(options.run.now, DATE(2026, 11, 24));
	assert_int_equal(options.run.fail_on, SEV_WARNING);

	parse_well(&options, "check -- --quiet -q");
	assert_int_equal(options.run.n_paths, 2);
	assert_string_equal(options.run.paths[0], "--quiet");
	assert_false(options.quiet);

	parse_well(&options, "check - --stdin-format native");
	assert_string_equal(options.run.stdin_format, "native");
	assert_string_equal(options.run.paths[0], "-");
}

static void test_lists(void **state)
{
	struct options options;

	(void)state;
	parse_well(&options,
		   "check --select privacy,parse-error --select naming --ignore wrong-type");
	assert_int_equal(options.run.n_select, 3);
	assert_string_equal(options.run.select[0], "privacy");
	assert_string_equal(options.run.select[1], "parse-error");
	assert_string_equal(options.run.select[2], "naming");
	assert_int_equal(options.run.n_ignore, 1);
	assert_string_equal(options.run.ignore[0], "wrong-type");
}

static void test_reports(void **state)
{
	struct options options;

	(void)state;
	parse_well(&options, "check --output a --format json");
	assert_int_equal(options.n_reports, 1);
	assert_int_equal(options.reports[0].format, REPORT_JSON);
	assert_string_equal(options.reports[0].file, "a");

	parse_well(&options, "check --format text --format sarif --output=a");
	assert_int_equal(options.n_reports, 2);
	assert_null(options.reports[0].file);
	assert_int_equal(options.reports[1].format, REPORT_SARIF);
	assert_string_equal(options.reports[1].file, "a");

	parse_well(&options, "check --format json --output a --format sarif --output -");
	assert_int_equal(options.n_reports, 2);
	assert_string_equal(options.reports[0].file, "a");
	assert_null(options.reports[1].file);
}

static void test_other_commands(void **state)
{
	struct options options;

	(void)state;
	parse_well(&options, "plan -obundle --keys keys --upsert --passphrase-file phrase estate");
	assert_int_equal(options.command->id, COMMAND_PLAN);
	assert_string_equal(options.plan.folder, "bundle");
	assert_string_equal(options.plan.keys_folder, "keys");
	assert_string_equal(options.plan.passphrase_file, "phrase");
	assert_true(options.plan.upsert);
	assert_string_equal(options.run.paths[0], "estate");

	parse_well(&options, "plan -o bundle --sign-key key.pem");
	assert_string_equal(options.plan.sign_key, "key.pem");

	parse_well(&options, "verify --key key.pub bundle estate");
	assert_int_equal(options.command->id, COMMAND_VERIFY);
	assert_string_equal(options.bundle, "bundle");
	assert_string_equal(options.key, "key.pub");
	assert_int_equal(options.run.n_paths, 1);
	assert_string_equal(options.run.paths[0], "estate");

	parse_well(&options, "init --snapshot-script -o snapshot.sh estate");
	assert_int_equal(options.command->id, COMMAND_INIT);
	assert_true(options.snapshot_script);
	assert_string_equal(options.reports[0].file, "snapshot.sh");
	assert_string_equal(options.run.paths[0], "estate");

	parse_well(&options, "export --to zones --folder zones");
	assert_string_equal(options.plan.folder, "zones");

	parse_well(&options, "explain parse-error --format markdown");
	assert_string_equal(options.rule->id, "parse-error");
	assert_int_equal(options.table, TABLE_MARKDOWN);

	parse_well(&options, "help plan");
	assert_int_equal(options.topic->id, COMMAND_PLAN);
}

/* Whoever asks for help gets it, whatever else is missing. */
static void test_help(void **state)
{
	static const char *const lines[] = {"--help", "-h", "plan --help", "explain -h",
					    "check --help --nonsense"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct options options;

		parse_well(&options, lines[i]);
		assert_true(options.help);
	}
}

/* What the tables hold is in the help, the man page and the Markdown. */
static void test_manual(void **state)
{
	struct buf page CLEANUP(buf_free);
	struct buf markdown CLEANUP(buf_free);
	struct buf help CLEANUP(buf_free);
	size_t n_commands, n_options;
	const struct command *commands = commands_all(&n_commands);
	const struct option *options = options_all(&n_options);

	(void)state;
	buf_init(&page, LIMIT_OUTPUT);
	buf_init(&markdown, LIMIT_OUTPUT);
	buf_init(&help, LIMIT_OUTPUT);
	manual_page(&page);
	manual_markdown(&markdown);
	for (size_t i = 0; i < n_commands; i++)
		manual_help(&help, &commands[i]);
	for (size_t i = 0; i < n_options; i++) {
		const char *name = arena_printf(&arena, "--%s", options[i].name);

		assert_true(str_find(buf_view(&markdown), name, NULL));
		assert_true(str_find(buf_view(&help), name, NULL));
	}
	for (size_t i = 0; i < n_commands; i++)
		assert_true(str_find(buf_view(&page),
				     arena_printf(&arena, ".SS zonewarrant %s", commands[i].name),
				     NULL));
}

/* No command has two options of one name or letter. */
static void test_tables(void **state)
{
	size_t n;
	const struct option *options = options_all(&n);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++) {
			if ((options[i].commands & options[j].commands) == 0)
				continue;
			assert_string_not_equal(options[i].name, options[j].name);
			assert_true(options[i].letter == 0 ||
				    options[i].letter != options[j].letter);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_check, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_lists, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_reports, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_other_commands, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_help, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_manual, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_tables, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
