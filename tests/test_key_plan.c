/*
 * test_key_plan.c -- the key management plan: its golden text, its dates, what users write into it,
 * and that no secret leaves the folder of keys; and the dated table that it counts with.
 */
#include "bundle.h"
#include "golden.h"
#include "key_plan.h"
#include "report/markdown.h"
#include "model/validity_table.h"
#include "request.h"
#include "samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/shell.h"
#include "base/banned.h"

#define ESTATE "fixtures/key-plan/estate"

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

/* ---- runs ------------------------------------------------------------------------------------ */

/* Reads the estate at PATH; only rules of syntax, so that a new rule elsewhere changes nothing
 * here. */
static void read_estate(struct run *run, const char *path, date now, unsigned jobs)
{
	struct run_options options = {.paths = &path,
				      .n_paths = 1,
				      .now = now,
				      .select = {"syntax"},
				      .n_select = 1,
				      .fail_on = SEV_ERROR,
				      .jobs = jobs};
	struct err err = {{0}};

	if (run_check(run, &options, &err) != RUN_DONE)
		fail_msg("%s", err.text);
}

static struct requests prepare(const struct run *run, const struct key_options *options)
{
	struct requests requests;
	struct err err = {{0}};

	if (requests_prepare(&requests, &arena, run, options, &err) != OK)
		fail_msg("%s", err.text);
	return requests;
}

/* The plan of the estate at PATH, keys in FOLDER (NULL: none), in the arena of the tests. */
static const char *plan_of(const char *path, date now, unsigned jobs, const char *folder)
{
	struct key_options options = {.folder = folder};
	struct requests requests;
	const char *text;
	struct run run;

	read_estate(&run, path, now, jobs);
	requests = prepare(&run, &options);
	text = arena_cstr(&arena, key_plan_text(&arena, &run, &requests));
	run_free(&run);
	return text;
}

static size_t count_of(const char *text, const char *needle)
{
	size_t count = 0;

	for (const char *at = text; (at = strstr(at, needle)) != NULL; at += strlen(needle))
		count++;
	return count;
}

/* The part of TEXT from the heading HEAD up to the heading END. */
static const char *section(const char *text, const char *head, const char *end)
{
	const char *from = strstr(text, head), *to;

	assert_non_null(from);
	to = strstr(from, end);
	assert_non_null(to);
	return arena_copy(&arena, from, (size_t)(to - from));
}

static void expect_has(const char *text, const char *needle)
{
	if (strstr(text, needle) == NULL)
		fail_msg("`%s` is not in\n%s", needle, text);
}

static void expect_lacks(const char *text, const char *needle)
{
	if (strstr(text, needle) != NULL)
		fail_msg("`%s` is in\n%s", needle, text);
}

/* ---- the plan -------------------------------------------------------------------------------- */

static void test_golden(void **state)
{
	(void)state;
	golden_check("fixtures/key-plan/key-management-plan.md",
		     str_from(plan_of(ESTATE, DATE(2026, 11, 24), 2, NULL)));
}

static void test_the_same_input_gives_the_same_text(void **state)
{
	const char *one = plan_of(ESTATE, DATE(2026, 11, 24), 1, NULL);

	(void)state;
	assert_string_equal(plan_of(ESTATE, DATE(2026, 11, 24), 8, NULL), one);
	assert_string_not_equal(plan_of(ESTATE, DATE(2026, 11, 25), 1, NULL), one);
}

static void test_each_certificate_is_in_the_inventories_once(void **state)
{
	static const char *const names[] = {"retail-internal", "retail-external", "retail-ledger",
					    "retail-shop",     "retail-vault",	  "retail-till"};
	const char *text = plan_of(ESTATE, DATE(2026, 11, 24), 1, NULL);
	const char *keys = section(text, "\n## 4.", "\n## 5.");
	const char *certificates = section(text, "\n## 5.", "\n## 6.");
	const char *calendar = section(text, "\n### 7.1", "\n### 7.2");

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *row = arena_printf(&arena, "\n| %s | ", names[i]);
		const char *dated = arena_printf(&arena, " | %s | ", names[i]);

		assert_int_equal(count_of(keys, row), 1);
		assert_int_equal(count_of(certificates, row), 1);
		assert_int_equal(count_of(calendar, dated), 1);
	}
	assert_int_equal(count_of(certificates, "\n| "), COUNT_OF(names) + 2);
}

static void test_dates_are_arithmetic(void **state)
{
	const char *text = plan_of(ESTATE, DATE(2026, 11, 24), 1, NULL);
	const char *calendar = section(text, "\n### 7.1", "\n### 7.2");
	char end[DATE_TEXT_SIZE], begin[DATE_TEXT_SIZE];
	date now = DATE(2026, 11, 24);

	(void)state;
	expect_has(calendar,
		   arena_printf(&arena, "| %s | retail-internal | 90 days | %s | 30 days | 7 |",
				date_text(now + 90 - 30, begin), date_text(now + 90, end)));
	expect_has(calendar,
		   arena_printf(&arena, "| %s | retail-external | 198 days | %s | 45 days | 3 |",
				date_text(now + 198 - 45, begin), date_text(now + 198, end)));
	expect_has(calendar, "| never in time |");
	/* by day, the unknown ones last */
	assert_true(strstr(calendar, "retail-till") < strstr(calendar, "retail-internal"));
	assert_true(strstr(calendar, "retail-internal") < strstr(calendar, "retail-external"));
	assert_true(strstr(calendar, "retail-ledger") < strstr(calendar, "retail-vault"));
}

static void test_milestones_follow_the_table(void **state)
{
	const char *today = plan_of(ESTATE, DATE(2026, 11, 24), 1, NULL);
	const char *later = plan_of(ESTATE, DATE(2028, 1, 1), 1, NULL);

	(void)state;
	expect_has(today, "\nFrom 2027-03-15, 100 days at most:\n");
	expect_has(today, "\nFrom 2029-03-15, 47 days at most:\n");
	expect_has(section(today, "\nFrom 2029-03-15", "\n### 7.3"),
		   "- retail-shop: must become at most 47 days\n");
	expect_lacks(later, "\nFrom 2027-03-15");
	expect_has(later, "\nFrom 2029-03-15, 47 days at most:\n");
	expect_has(later, "| 2027-03-15 | 100 days | 100 days |");
}

static void test_what_nobody_says_is_not_made_up(void **state)
{
	const char *text = plan_of(ESTATE, DATE(2026, 11, 24), 1, NULL);
	const char *gaps = section(text, "\n## 10.", "\n## Appendix A.");

	(void)state;
	expect_has(text, "| Auditor | **NOT STATED** |");
	expect_has(gaps, "who audits (`key_management.roles.auditor`)\n");
	expect_has(gaps, "how long the certificate retail-vault is valid");
	expect_has(gaps,
		   "a backup custodian of the certificate retail-vault who is not its custodian");
	expect_lacks(gaps, "roles.security_officer");
}

/* ---- hostile texts --------------------------------------------------------------------------- */

#define OVERRIDE "\xe2\x80\xae" /* U+202E, right to left from here */

static const char hostile[] =
	"central: {domain: example.com, account: main}\n"
	"accounts: {main: {id: \"111111111111\", region: us-east-1}}\n"
	"certificate_authorities:\n"
	"  ca:\n"
	"    type: private\n"
	"    kind: acm-pca\n"
	"    arn: \"arn:aws:acm-pca:us-east-1:1:certificate-authority/'; rm -rf ~; $(id) "
	"`id`\\n```\\n# x\"\n"
	"    revocation: {contact: \"[x](javascript:alert(1)) ![y](http://evil.example/z)\"}\n"
	"certificates:\n"
	"  \"a|b\\n| c | `d` <script>\":\n"
	"    account: main\n"
	"    names: [a.example.com]\n"
	"    authority: ca\n"
	"    key: {custody: file}\n"
	"    validity_days: 90\n"
	"    renew_before_days: 30\n"
	"    owner: \"eve" OVERRIDE
	"@example.com | x | <img src=x onerror=alert(1)> **NOT STATED**\"\n"
	"key_management:\n"
	"  organisation: \"Ex*am_ple & <b>Sons</b>\\r\\n## 11. Approved\"\n";

/* Unescaped bars of a row: a cell more would be a cell that someone slipped in. */
static size_t bars_of(struct str line)
{
	size_t bars = 0;

	for (size_t i = 0; i < line.len; i++)
		bars += line.ptr[i] == '|' && (i == 0 || line.ptr[i - 1] != '\\');
	return bars;
}

static void expect_even_tables(const char *text)
{
	struct str rest = str_from(text), line;
	size_t columns = 0;

	while (str_cut(&rest, '\n', &line)) {
		bool row = line.len > 0 && line.ptr[0] == '|';

		if (row && columns > 0 && bars_of(line) != columns)
			fail_msg("not %zu cells: %.*s", columns - 1, STR_ARG(line));
		columns = row ? bars_of(line) : 0;
	}
}

static void test_hostile_texts_stay_texts(void **state)
{
	const char *folder = sample_folder(&arena), *text;

	(void)state;
	sample_write(arena_printf(&arena, "%s/estate.yaml", folder), hostile, 0600);
	text = plan_of(arena_printf(&arena, "%s/estate.yaml", folder), DATE(2026, 11, 24), 1,
		       arena_printf(&arena, "%s/keys", sample_folder(&arena)));
	expect_even_tables(text);
	expect_lacks(text, "<script");
	expect_lacks(text, "<img");
	expect_lacks(text, "<b>");
	expect_lacks(text, OVERRIDE);
	expect_lacks(text, "\n## 11.");
	expect_lacks(text, "\n# x");
	expect_lacks(text, "\r");
	expect_lacks(text, "[x](");
	expect_lacks(text, "![y");
	expect_lacks(text, " **NOT STATED** | pki");
	expect_has(text, "eve\\[U+202E\\]@example.com \\| x \\| &lt;img");
	expect_has(text, "\\*\\*NOT STATED\\*\\*");
	/* two fences a block, and no third that a text opened */
	assert_int_equal(count_of(text, "\n```") % 2, 0);
	expect_has(text, "'arn:aws:acm-pca:us-east-1:1:certificate-authority/'\\''; rm -rf ~; "
			 "$(id) `id`?```?# x'");
}

static void test_markdown(void **state)
{
	static const struct {
		const char *text, *markdown;
	} cases[] = {
		{"", ""},
		{"plain text, 10.0.0.1 (x) - y", "plain text, 10.0.0.1 (x) - y"},
		{"a|b", "a\\|b"},
		{"`x` *y* _z_ ~a~ $b$", "\\`x\\` \\*y\\* \\_z\\_ \\~a\\~ \\$b\\$"},
		{"\\|", "\\\\\\|"},
		{"<a href=\"x\">&amp;", "&lt;a href=\"x\"&gt;&amp;amp;"},
		{"[x](y) ![z](w) #1", "\\[x\\](y) \\!\\[z\\](w) \\#1"},
		{"a\nb\tc", "a\\[U+000A\\]b\\[U+0009\\]c"},
		{"\xe2\x80\xae\xe2\x81\xa6", "\\[U+202E\\]\\[U+2066\\]"},
		{"B\303\274cher", "B\303\274cher"},
		{"\xff\xc3", "\xef\xbf\xbd\xef\xbf\xbd"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(markdown_text(&arena, str_from(cases[i].text)),
				    cases[i].markdown);
}

static void test_shell_words(void **state)
{
	static const char *const words[] = {"plain",
					    "two words",
					    "it's",
					    "$(id) `id` $HOME",
					    "a;b&c|d>e<f",
					    "*",
					    "~",
					    "\\",
					    "-n",
					    "",
					    "a\"b",
					    "!x",
					    "B\303\274cher",
					    "{a,b}",
					    "#comment",
					    "a=b"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		assert_string_equal(sample_output(&arena, NULL, "printf '%%s' %s",
						  shell_word(&arena, str_from(words[i]))),
				    words[i]);
	assert_string_equal(shell_word(&arena, STR("a\nb")), "'a?b'");
	assert_string_equal(shell_word(&arena, STR("\xe2\x80\xae")), "'?'");
}

static void test_a_pin_is_not_shown(void **state)
{
	static const struct {
		const char *uri, *shown;
	} cases[] = {
		{"pkcs11:token=t;object=o", "pkcs11:token=t;object=o"},
		{"pkcs11:token=t?pin-value=1234", "pkcs11:token=t?pin-value=…"},
		{"pkcs11:token=t?PIN-Value=1234&module-name=m",
		 "pkcs11:token=t?PIN-Value=…&module-name=m"},
		{"pkcs11:pin-value=1234;token=t", "pkcs11:pin-value=…;token=t"},
		{"pkcs11:token=t?pin-source=file:/etc/pin?1234&x=y",
		 "pkcs11:token=t?pin-source=…&x=y"},
		{"pkcs11:token=t?x=y&pin-value=12:34", "pkcs11:token=t?x=y&pin-value=…"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(key_uri_without_pin(&arena, str_from(cases[i].uri)),
				    cases[i].shown);
	expect_lacks(plan_of(ESTATE, DATE(2026, 11, 24), 1, NULL), "open-sesame");
}

/* ---- the files ------------------------------------------------------------------------------- */

static struct bundle bundle_of(struct run *run, const char *folder)
{
	struct key_options options = {.folder = folder};
	struct requests requests = prepare(run, &options);
	struct bundle bundle;

	bundle_init(&bundle, &arena);
	requests_add(&requests, &bundle);
	key_plan_add(&bundle, run, &requests);
	return bundle;
}

static const struct bundle_file *file_of(const struct bundle *bundle, const char *path)
{
	const struct bundle_file *file = bundle_find(bundle, path);

	if (file == NULL)
		fail_msg("%s is not in the bundle", path);
	return file;
}

static void expect_no_secret(const struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->files.n; i++) {
		expect_lacks(arena_cstr(&arena, bundle->files.items[i].bytes), "PRIVATE KEY");
		expect_lacks(arena_cstr(&arena, bundle->files.items[i].bytes), "open-sesame");
	}
}

static void test_files_without_keys(void **state)
{
	struct bundle bundle;
	struct run run;

	(void)state;
	read_estate(&run, ESTATE, DATE(2026, 11, 24), 1);
	bundle = bundle_of(&run, NULL);
	assert_null(bundle_find(&bundle, "csr/retail-internal.csr.pem"));
	assert_true(str_find(file_of(&bundle, "acm-pca/pending-retail-internal.json")->bytes,
			     "--keys DIR", NULL));
	assert_false(file_of(&bundle, "acm/retail-external.json")->irreproducible);
	assert_true(str_find(file_of(&bundle, "acm/retail-ledger.json")->bytes,
			     "CertificateAuthorityArn", NULL));
	assert_false(file_of(&bundle, "key-management-plan.md")->irreproducible);
	expect_no_secret(&bundle);
	run_free(&run);
}

static void test_files_with_keys(void **state)
{
	const char *folder = arena_printf(&arena, "%s/keys", sample_folder(&arena));
	const struct bundle_file *file;
	struct bundle first, second;
	struct stat st;
	struct run run;

	(void)state;
	read_estate(&run, ESTATE, DATE(2026, 11, 24), 1);
	first = bundle_of(&run, folder);
	assert_int_equal(stat(arena_printf(&arena, "%s/retail-internal.pem", folder), &st), 0);
	file = file_of(&first, "csr/retail-internal.csr.pem");
	assert_true(file->irreproducible);
	assert_int_equal(strlen(file->tbs_sha256), 64);
	assert_true(file_of(&first, "csr/retail-internal.csr.json")->irreproducible);
	assert_true(file_of(&first, "acm-pca/retail-internal.json")->irreproducible);
	assert_true(file_of(&first, "key-management-plan.md")->irreproducible);
	assert_null(bundle_find(&first, "acm-pca/pending-retail-internal.json"));
	expect_no_secret(&first);

	/* the key is there now: only what holds an ECDSA signature differs still */
	second = bundle_of(&run, folder);
	assert_string_equal(file_of(&second, "csr/retail-internal.csr.pem")->tbs_sha256,
			    file->tbs_sha256);
	assert_true(file_of(&second, "acm-pca/retail-internal.json")->irreproducible);
	for (size_t i = 0; i < second.files.n; i++) {
		const struct bundle_file *again = &second.files.items[i];

		if (!again->irreproducible)
			assert_true(str_eq(again->bytes, file_of(&first, again->path)->bytes));
	}
	assert_false(file_of(&second, "key-management-plan.md")->irreproducible);
	run_free(&run);
}

static void test_names_of_certificates_stay_below_their_folder(void **state)
{
	static const char estate[] =
		"central: {domain: example.com, account: main}\n"
		"accounts: {main: {id: \"111111111111\", region: us-east-1}}\n"
		"certificate_authorities: {ca: {type: private, kind: acm-pca, max_validity_days: "
		"90}}\n"
		"certificates:\n"
		"  \"../../x\": {account: main, names: [x.example.com], authority: ca}\n"
		"  pending-y: {account: main, names: [y.example.com], authority: ca, key: "
		"{custody: acm}}\n"
		"  y: {account: main, names: [y.example.com], authority: ca, key: {custody: "
		"acm}}\n";
	const char *repository = sample_folder(&arena), *work = sample_folder(&arena);
	struct bundle bundle;
	struct run run;

	(void)state;
	sample_write(arena_printf(&arena, "%s/estate.yaml", repository), estate, 0600);
	read_estate(&run, arena_printf(&arena, "%s/estate.yaml", repository), DATE(2026, 11, 24),
		    1);
	bundle = bundle_of(&run, arena_printf(&arena, "%s/keys", work));
	for (size_t i = 0; i < bundle.files.n; i++)
		expect_lacks(bundle.files.items[i].path, "/..");
	assert_string_equal(sample_output(&arena, NULL, "ls %s/keys | wc -l", work), "1\n");
	assert_non_null(bundle_find(&bundle, "acm/pending-y.json"));
	assert_non_null(bundle_find(&bundle, "acm/pending-pending-y.json"));
	run_free(&run);
}

/* ---- the dated table ------------------------------------------------------------------------- */

static void test_validity_table(void **state)
{
	static const struct {
		date day;
		unsigned max_days, acm_days;
	} cases[] = {
		{DATE(2020, 9, 1), 398, 395},  {DATE(2026, 2, 17), 398, 395},
		{DATE(2026, 2, 18), 398, 198}, {DATE(2026, 3, 14), 398, 198},
		{DATE(2026, 3, 15), 200, 198}, {DATE(2027, 3, 14), 200, 198},
		{DATE(2027, 3, 15), 100, 100}, {DATE(2029, 3, 14), 100, 100},
		{DATE(2029, 3, 15), 47, 47},   {DATE(2099, 1, 1), 47, 47},
	};
	const struct validity_limit *limits;
	size_t count;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(validity_limit_at(cases[i].day)->max_days, cases[i].max_days);
		assert_int_equal(validity_of_acm(cases[i].day), cases[i].acm_days);
	}
	assert_null(validity_limit_at(DATE(2020, 8, 31)));
	limits = validity_limits(&count);
	for (size_t i = 1; i < count; i++)
		assert_true(limits[i - 1].from < limits[i].from);
}

static void test_validity_of_a_certificate(void **state)
{
	struct authority authority = {.type = sample_text("public"), .kind = sample_text("acme")};
	struct certificate certificate = {.custody = CUSTODY_FILE};
	struct validity validity;
	date day = DATE(2026, 11, 24);

	(void)state;
	assert_false(validity_of(&certificate, day, &validity));
	certificate.authority = &authority;
	assert_true(validity_of(&certificate, day, &validity));
	assert_int_equal(validity.days, 200);
	certificate.validity_days = (struct number){.presence = KNOWN, .n = 90};
	assert_true(validity_of(&certificate, day, &validity));
	assert_int_equal(validity.days, 90);
	certificate.custody = CUSTODY_ACM; /* its request has no field for it */
	assert_true(validity_of(&certificate, day, &validity));
	assert_int_equal(validity.days, 198);
	authority.type = sample_text("private");
	assert_true(validity_of(&certificate, day, &validity));
	assert_int_equal(validity.days, 395);
	certificate.custody = CUSTODY_FILE;
	certificate.validity_days = (struct number){0};
	assert_false(validity_of(&certificate, day, &validity));
	authority.max_validity_days = (struct number){.presence = KNOWN, .n = 395};
	assert_true(validity_of(&certificate, day, &validity));
	assert_int_equal(validity.days, 395);
	certificate.validity_days.presence = UNSETTLED;
	assert_false(validity_of(&certificate, day, &validity));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_golden, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_same_input_gives_the_same_text, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_each_certificate_is_in_the_inventories_once,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_dates_are_arithmetic, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_milestones_follow_the_table, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_what_nobody_says_is_not_made_up, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_hostile_texts_stay_texts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_markdown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_shell_words, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_pin_is_not_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_files_without_keys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_files_with_keys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_names_of_certificates_stay_below_their_folder,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_validity_table, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_validity_of_a_certificate, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("key_plan", tests, NULL, NULL);
}
