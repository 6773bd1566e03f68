/* test_zone_file.c -- zone files: words and their places, $GENERATE, names of files, what is taken for a zone
 * file, limits, truncation at every octet, and each record of real zones as libzscanner reads the whole file. */
#include "engine/rule.h"
#include "front/front_end.h"
#include "front/zone_file.h"
#include "front/zone_generate.h"
#include "front/zone_lexer.h"
#include "golden.h"
#include "source/limits.h"

#include <ftw.h>
#include <libzscanner/scanner.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static struct arena arena;
static struct sources sources;
static struct includes includes;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	sources = (struct sources){.arena = &arena, .root_fd = -1};
	includes_init(&includes, &sources, &arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

/* Reads OCTETS as the file PATH. */
static struct input read_zone(struct str path, struct str octets)
{
	struct input input = {
		.path = path, .sources = &sources, .includes = &includes, .named = true};

	input.source = source_add(&sources, path, octets);
	diag_list_init(&input.diags, &arena);
	includes_know(&includes, input.source);
	front_end_zone.list_includes(&includes, input.source);
	front_end_zone.read(&input, &arena);
	return input;
}

/* ---- words ------------------------------------------------------------------------------------- */

/* "a|b|c / d": words and entries; "!what" for a fault; "~" before an entry that takes over its owner. */
static const char *entries_of(struct str text)
{
	struct zone_lexer lexer = {.arena = &arena, .octets = text.ptr, .len = (uint32_t)text.len};
	struct zone_entry entry = {0};
	struct buf out CLEANUP(buf_free);

	buf_init(&out, 65536);
	while (zone_lexer_next(&lexer, &entry)) {
		buf_text(&out, out.len > 0 ? " / " : "");
		if (entry.fault != NULL) {
			buf_printf(&out, "!%s at %u-%u", entry.fault, entry.fault_start,
				   entry.fault_end);
			continue;
		}
		buf_text(&out, entry.same_owner ? "~" : "");
		for (size_t i = 0; i < entry.words.n; i++)
			buf_printf(&out, "%s%.*s", i > 0 ? "|" : "",
				   STR_ARG(zone_word_text(&lexer, entry.words.items[i])));
	}
	return arena_cstr(&arena, buf_view(&out));
}

static void cuts_entries_into_words(void **state)
{
	static const struct {
		const char *text, *entries;
	} cases[] = {
		{"", ""},
		{"\n \n; a comment\n  ; another\n", ""},
		{"a A 1\nb B 2", "a|A|1 / b|B|2"},
		{"a\tA  1 ; c ( \"\r\n\tB 2\r\n", "a|A|1 / ~B|2"},
		{"a ( b ; c )\n\n d\n) e\nf", "a|b|d|e / f"},
		{"a (b)c", "a|b|c"},
		{"a \"b c;()\" \"\\\"\"", "a|\"b c;()\"|\"\\\"\""},
		{"a k=\"b c\"d e", "a|k=\"b c\"d|e"},
		{"a \"b\"\"c\"d", "a|\"b\"|\"c\"|d"},
		{"a\\ b\\;c\\(d \\\"e", "a\\ b\\;c\\(d|\\\"e"},
		{"a \"b\nc d", "!a quote that is not closed at 2-4 / c|d"},
		{"a \"b\\\nc d", "!a quote that is not closed at 2-5 / c|d"},
		{"a ( b\n c\nd e", "!a parenthesis that is not closed at 2-3 / d|e"},
		{"a ( b\n c\n;d\n\ne ( f )", "!a parenthesis that is not closed at 2-3 / e|f"},
		{"a ( b ( c )\nd", "!a parenthesis that is not closed at 2-3 / d"},
		{"a )\nb", "!a `)` without its `(` at 2-3 / b"},
		{"a b\\\nc", "!a `\\` with nothing behind it at 3-4 / c"},
		{"a b\\", "!a `\\` with nothing behind it at 3-4"},
		{"a b\rc\nd", "!a carriage return that ends no line at 3-4 / d"},
		{"a b\r", "a|b"},
		{"a ( \"b\n c )\nd", "!a quote that is not closed at 4-6 / d"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(entries_of(str_from(cases[i].text)), cases[i].entries);
}

/* ---- $GENERATE --------------------------------------------------------------------------------- */

static void generates_as_bind_does(void **state)
{
	static const struct {
		const char *template;
		uint32_t number;
		const char *text; /* what named-compilezone makes of it; "!…": what is wrong */
	} cases[] = {
		{"host$", 7, "host7"},
		{"a$b$c", 12, "a12b12c"},
		{"${10}", 5, "15"},
		{"${-3,3}", 10, "007"},
		{"${0,4,x}", 255, "00ff"},
		{"${0,0,X}", 255, "FF"},
		{"${0,0,o}", 8, "10"},
		{"${0,3,n}", 1024, "0.0.4"},
		{"${0,7,n}", 0x12, "2.1.0.0"},
		{"${0,8,n}", 0x12, "2.1.0.0."},
		{"${0,0,N}", 0xab, "B.A"},
		{"${-2,0,d}", 1, "-1"},
		{"${-2000,0,n}", 1024, "0.3.c.f.f.f.f.f"},
		{"$$", 1, "$"},
		{"\\$$", 1, "\\$1"},
		{"\\\\$", 1, "\\\\1"},
		{"", 1, ""},
		{"${", 1, "!braces"},
		{"${1000", 1, "!braces"},
		{"${1,0,dgarbage}", 1, "!braces"},
		{"${,0,d}", 1, "!braces"},
		{"${0,0,z}", 1, "!braces"},
		{"${0,999}", 1, "!braces"},
		{"${2147483647}", 1, "!a number"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf out CLEANUP(buf_free);
		const char *fault;

		buf_init(&out, 65536);
		fault = generate_expand(&out, str_from(cases[i].template), cases[i].number);
		if (cases[i].text[0] == '!') {
			assert_non_null(fault);
			assert_true(str_starts(str_from(fault), cases[i].text + 1));
			continue;
		}
		assert_null(fault);
		assert_string_equal(arena_cstr(&arena, buf_view(&out)), cases[i].text);
	}
}

static void reads_ranges(void **state)
{
	static const struct {
		const char *text;
		uint64_t count; /* 0: no range */
	} cases[] = {
		{"1-1", 1},    {"0-255", 256}, {"0-255/2", 128}, {"0-2147483647", 2147483648},
		{"1-3/10", 1}, {"3-1", 0},     {"1-3/0", 0},	 {"1", 0},
		{"-1", 0},     {"1-", 0},      {"1-2/", 0},	 {"0-2147483648", 0},
		{"a-b", 0},    {"1-2-3", 0},   {"", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct generate_range range;
		bool is_one = generate_parse_range(str_from(cases[i].text), &range);

		assert_int_equal(is_one ? generate_count(range) : 0, cases[i].count);
	}
}

/* ---- which files ------------------------------------------------------------------------------- */

static void tells_the_zone_from_the_name(void **state)
{
	static const struct {
		const char *path, *zone; /* NULL: none */
	} cases[] = {
		{"example.com.zone", "example.com"},
		{"zones/db.example.com", "example.com"},
		{"example.com.db", "example.com"},
		{"db.example.com.signed", "example.com"},
		{"example.com.zone.signed", "example.com"},
		{"example.com", "example.com"},
		{"example.com.", "example.com"},
		{"Example.COM.hosts", "example.com"},
		{"2.0.192.in-addr.arpa.zone", "2.0.192.in-addr.arpa"},
		{"example.zone", "example"},
		{"records", NULL},
		{"zone.db", NULL},
		{"db.192.0.2", NULL},
		{".zone", NULL},
		{"a..b.zone", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct dname *name = zone_file_zone_of(&arena, str_from(cases[i].path));

		if (cases[i].zone == NULL)
			assert_null(name);
		else
			assert_string_equal(dname_text_bare(&arena, name), cases[i].zone);
	}
}

static void recognises_zone_files(void **state)
{
	static const struct {
		const char *path, *head;
		bool is_one;
	} cases[] = {
		{"x", "$TTL 3600\n", true},
		{"x", "; c\n\n$ORIGIN example.com.\n", true},
		{"x", "$include a.inc\n", true},
		{"x", "@ IN SOA a b ( 1 2 3\n4 5 )\n", true},
		{"x", "@ SOA a b 1 2 3 4 5\n", true},
		{"x", "www 300 A 192.0.2.1\n", true},
		{"x", "www in mx 10 mail", true},
		{"x", "\xef\xbb\xbfwww IN A 192.0.2.1\n", true},
		{"a.zone", "no zone file at all", true},
		{"a.zone", "PK\3\4", true},
		{"x", "", false},
		{"a.zone", "", false},
		{"x.yaml", "$TTL 3600\n", false},
		{"x", "www: {type: A, value: 192.0.2.1}\n", false},
		{"x", "the man IN a house", false},
		{"x", "Such a thing", false},
		{"x", "www A 192.0.2.1\n", false},
		{"x", "#!/bin/sh\necho $TTL 3600\n", false},
		{"x", "$TTL = 3600;\n", false},
		{"x", "{\"a\": 1}\n", false},
		{"x", "# a title\n$TTL 3600\n", false},
		{"x", "int main(void)\n{\n", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (zone_file_recognises(str_from(cases[i].path), str_from(cases[i].head)) !=
		    cases[i].is_one)
			fail_msg("%s: `%s`", cases[i].path, cases[i].head);
	assert_false(zone_file_recognises(STR("a.zone"), STR("$TTL 1\n\0")));
}

/* ---- limits ------------------------------------------------------------------------------------ */

#define HEAD "@ 3600 IN SOA ns1 hostmaster 1 2 3 4 5\n"

static size_t count_rule(const struct input *input, const struct rule *rule)
{
	size_t n = 0;

	for (size_t i = 0; i < input->diags.diags.n; i++)
		n += input->diags.diags.items[i]->rule == rule;
	return n;
}

static struct str repeated(const char *line, size_t n)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_FILE_SIZE);
	buf_text(&out, HEAD);
	for (size_t i = 0; i < n; i++)
		buf_text(&out, line);
	return arena_str(&arena, buf_view(&out));
}

static void stops_after_many_errors(void **state)
{
	struct input input = read_zone(STR("example.com.zone"), repeated("a FOO x\n", 1000));

	(void)state;
	assert_int_equal(count_rule(&input, &rule_parse_error), LIMIT_PARSE_ERRORS);
	assert_int_equal(count_rule(&input, &rule_resource_limit), 1);
	assert_int_equal(input.diags.diags.n, LIMIT_PARSE_ERRORS + 1);
	/* what is absent may stand in the rest */
	assert_true(input.zones.items[0]->managed_part);
	input = read_zone(
		STR("example.com.zone"),
		repeated("x.example.net. 1 A 192.0.2.1\ny.example.net. 1 A 192.0.2.1\n", 1000));
	assert_int_equal(input.diags.diags.n, LIMIT_PARSE_ERRORS + 1);
}

static void bounds_what_is_generated(void **state)
{
	struct input input = read_zone(STR("example.com.zone"),
				       repeated("$GENERATE 1-60000 a$ 60 IN A 192.0.2.1\n", 20));
	char *wide = arena_printf(&arena, "$GENERATE 1-60000 a$ 60 IN TXT \"%0*d\"\n", 60000, 1);

	(void)state;
	assert_int_equal(count_rule(&input, &rule_resource_limit), 4);
	assert_int_equal(input.zones.items[0]->rrsets.n, 1 + 16 * 60000);
	assert_true(input.zones.items[0]->managed_part);
	/* wide ones are stopped by the octets of all */
	input = read_zone(STR("example.com.zone"), repeated(wide, 1));
	assert_int_equal(count_rule(&input, &rule_resource_limit), 1);
	assert_true(input.zones.items[0]->rrsets.n < 60000);
}

/* ---- truncation -------------------------------------------------------------------------------- */

static void reads_what_is_cut_at_any_octet(void **state)
{
	static const char whole[] = "$TTL 1h\n"
				    "@ IN SOA ns1 host\\.master (\n\t1 2 3 ; \"\n\t4 5 )\n"
				    "  NS ns1.example.net.\r\n"
				    "a 60 TXT \"x y\" ( z\n \"\\\"\" )\n"
				    "$ORIGIN sub\n"
				    "$GENERATE 1-3 h${0,2,x} MX \"10 m$\"\n"
				    "$INCLUDE \"other file\" lab\n"
				    "b TYPE65280 \\# 2 ( 01\n 02 )\n";

	(void)state;
	for (size_t len = 0; len < sizeof(whole); len++) {
		struct str octets = arena_str(&arena, str_slice(whole, len));
		struct input input = read_zone(STR("example.com.zone"), octets);

		assert_int_equal(input.zones.n, 1);
		for (size_t i = 0; i < input.diags.diags.n; i++) {
			struct span at = input.diags.diags.items[i]->at;

			assert_true(at.file == input.source->file && at.start <= at.end &&
				    at.end <= len);
		}
		/* the records before the cut are there */
		if (len > 100)
			assert_true(input.zones.items[0]->rrsets.n >= 2);
	}
}

/* ---- libzscanner on the whole file --------------------------------------------------------------- */

struct scanned {
	struct input *input;
	size_t n, missing;
};

static bool has_record(const struct zone *zone, const struct dname *owner, enum rr_type type,
		       const struct rr *rr)
{
	for (size_t i = 0; i < zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		if (rrset->type != type || !dname_equal(rrset->owner, owner))
			continue;
		for (size_t k = 0; k < rrset->n; k++)
			if (rrset->rrs[k].len == rr->len &&
			    (rr->len == 0 || memcmp(rrset->rrs[k].rdata, rr->rdata, rr->len) == 0))
				return true;
	}
	return false;
}

static void look_for(zs_scanner_t *scanner)
{
	struct scanned *scanned = scanner->process.data;
	const struct dname *owner =
		dname_from_wire(&arena, scanner->r_owner, scanner->r_owner_length, NULL);
	enum rr_type type = (enum rr_type)scanner->r_type;
	struct rr rr;
	struct err err;

	if (owner == NULL ||
	    rdata_from_wire(&arena, type, scanner->r_data, scanner->r_data_length, &rr, &err) != OK)
		return;
	scanned->n++;
	if (has_record(scanned->input->zones.items[0], owner, type, &rr))
		return;
	scanned->missing++;
	print_error("%.*s:%llu: %s %s is not there\n", STR_ARG(scanned->input->path),
		    (unsigned long long)scanner->line_counter, dname_text(&arena, owner),
		    rr_type_name(&arena, type));
}

static size_t n_compared, n_missing;

/* nftw() passes nothing on. */
static int compare_file(const char *path, const struct stat *info, int type, struct FTW *place)
{
	static zs_scanner_t scanner;
	struct str octets;
	struct input input;
	struct scanned scanned = {.input = &input};

	(void)place;
	if (type != FTW_F || info->st_size > 40000)
		return 0;
	octets = golden_read(&arena, path);
	if (!zone_file_recognises(str_from(path), octets))
		return 0;
	input = read_zone(STR("example.com.zone"), octets);
	/* what we refuse, records outside of the zone, and files that include others are another matter */
	if (input.zones.n == 0 || input.diags.diags.n > 0)
		return 0;
	assert_int_equal(zs_init(&scanner, "example.com.", 1, 3600), 0);
	assert_int_equal(zs_set_input_string(&scanner, octets.ptr, octets.len), 0);
	assert_int_equal(zs_set_processing(&scanner, look_for, NULL, &scanned), 0);
	(void)zs_parse_all(&scanner);
	zs_deinit(&scanner);
	n_compared += scanned.n;
	n_missing += scanned.missing;
	return 0;
}

static void agrees_with_libzscanner(void **state)
{
	(void)state;
	n_compared = n_missing = 0;
	assert_int_equal(nftw("fixtures/real/zones", compare_file, 16, FTW_PHYS), 0);
	print_message("%zu records compared\n", n_compared);
	assert_int_equal(n_missing, 0);
	assert_true(n_compared > 1000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(cuts_entries_into_words),
		TEST(generates_as_bind_does),
		TEST(reads_ranges),
		TEST(tells_the_zone_from_the_name),
		TEST(recognises_zone_files),
		TEST(stops_after_many_errors),
		TEST(bounds_what_is_generated),
		TEST(reads_what_is_cut_at_any_octet),
		TEST(agrees_with_libzscanner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
