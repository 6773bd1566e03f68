/* test_base.c -- memory, text, buffers, maps, dates, UTF-8, JSON, patterns, workers. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/map.h"
#include "base/pattern.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/work.h"
#include "source/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

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

static void expect(const char *name, struct str got, const char *wanted)
{
	if (!str_is(got, wanted))
		fail_msg("%s: got `%.*s`, wanted `%s`", name, STR_ARG(got), wanted);
}

/* ---- arena, vec -------------------------------------------------------------------------------- */

static void memory_is_zeroed_and_aligned(void **state)
{
	static const size_t sizes[] = {
		0, 1, 15, 16, 17, 4096, 65536, 2u << 20, (2u << 20) + 1, 7u << 20};
	struct arena own;

	(void)state;
	arena_init(&own);
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		unsigned char *memory;

		(void)arena_bytes(&own, 3); /* leaves the next place unaligned */
		memory = arena_alloc(&own, sizes[i]);
		assert_int_equal((uintptr_t)memory % 16, 0);
		for (size_t k = 0; k < sizes[i]; k++)
			if (memory[k] != 0)
				fail_msg("octet %zu of %zu is not zero", k, sizes[i]);
		memset(memory, 0xff, sizes[i]);
	}
	assert_string_equal(arena_copy(&own, "abc", 2), "ab");
	assert_string_equal(arena_printf(&own, "%d %s", 7, "x"), "7 x");
	arena_free(&own);
	arena_free(&own);
	assert_null(own.chunks);
}

static int calls[3], n_calls;

static void note(void *object)
{
	calls[n_calls++] = *(int *)object;
}

static void absorbed_arenas_are_freed_once(void **state)
{
	static int numbers[] = {1, 2, 3};
	struct arena into, from;
	char *text;

	(void)state;
	arena_init(&into);
	arena_init(&from);
	arena_absorb(&into, &from); /* nothing into nothing */
	arena_defer(&into, note, &numbers[0]);
	text = arena_copy(&from, "kept", 4);
	arena_defer(&from, note, &numbers[1]);
	arena_absorb(&into, &from);
	assert_null(from.chunks);
	arena_defer(&into, note, &numbers[2]);
	assert_string_equal(text, "kept");
	(void)arena_alloc(&into, 100000);
	(void)arena_alloc(&from, 10); /* still usable */
	arena_free(&from);
	arena_free(&into);
	assert_int_equal(n_calls, 3);
	assert_int_equal(calls[0], 3); /* last first */
}

static void add_up(void *object)
{
	(*(unsigned *)object)++;
}

/* What stood before the mark is there afterwards; what came since is run down and given back. */
static void arenas_go_back(void **state)
{
	static const size_t sizes[] = {10, 100000, 2u << 20, 5u << 20, 3u << 19, 3u << 19};
	unsigned early = 0, late = 0;
	struct arena own;
	struct arena_mark empty, mark;
	char *text;

	(void)state;
	arena_init(&own);
	empty = arena_mark(&own);
	text = arena_copy(&own, "kept", 4);
	arena_defer(&own, add_up, &early);
	for (size_t n = 0; n <= COUNT_OF(sizes); n++) {
		mark = arena_mark(&own);
		for (size_t i = 0; i < n; i++)
			memset(arena_bytes(&own, sizes[i]), 0xff, sizes[i]);
		arena_defer(&own, add_up, &late);
		arena_release(&own, &mark);
		assert_int_equal(late, n + 1);
		assert_int_equal(early, 0);
		assert_ptr_equal(own.next, mark.next);
		assert_int_equal(own.allocated, mark.allocated);
	}
	assert_string_equal(text, "kept");
	memset(arena_bytes(&own, 7u << 20), 0xff, 7u << 20);
	arena_release(&own, &empty);
	assert_null(own.chunks);
	assert_int_equal(early, 1);
	assert_int_equal(*(unsigned char *)arena_alloc(&own, 100), 0);
	arena_free(&own);
}

/* One file after the other in the same memory. */
static void arenas_are_used_again(void **state)
{
	struct arena own;
	char *first;

	(void)state;
	arena_init(&own);
	arena_reset(&own); /* of nothing */
	for (unsigned i = 0; i < 100; i++) {
		first = arena_alloc(&own, 300000);
		memset(first, 0xff, 300000);
		memset(arena_bytes(&own, 3u << 20), 0xff, 3u << 20);
		arena_reset(&own);
	}
	assert_ptr_equal(arena_alloc(&own, 300000), first);
	assert_int_equal(first[299999], 0);
	arena_free(&own);
}

/* In place as long as nothing stands behind. */
static void memory_grows_and_shrinks(void **state)
{
	struct arena own;
	char *first, *second;

	(void)state;
	arena_init(&own);
	assert_false(arena_shrink(&own, NULL, 0, 0));
	first = arena_bytes(&own, 10);
	memset(first, 0xff, 10);
	assert_true(arena_extend(&own, first, 10, 90));
	assert_int_equal(first[99], 0);
	assert_true(arena_shrink(&own, first, 100, 50));
	second = arena_bytes(&own, 10);
	assert_ptr_equal(second, first + 50);
	assert_false(arena_extend(&own, first, 50, 10));
	assert_false(arena_shrink(&own, first, 50, 10));
	assert_false(arena_extend(&own, second, 10, 64 * 1024)); /* no room */
	assert_int_equal(own.allocated, 60);
	arena_free(&own);
}

static void arrays_grow(void **state)
{
	VEC(int) numbers = {0};

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int *item = VEC_PUSH(&arena, &numbers);

		assert_int_equal(*item, 0);
		*item = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(numbers.items[i], i);
}

/* ---- str --------------------------------------------------------------------------------------- */

static void slices(void **state)
{
	struct str s = STR("a=b=c"), head;
	size_t at;

	(void)state;
	assert_true(str_cut(&s, '=', &head));
	expect("head", head, "a");
	expect("rest", s, "b=c");
	assert_true(str_cut(&s, '=', &head));
	assert_false(str_cut(&s, '=', &head));
	expect("last", s, "c");
	assert_int_equal(str_from(NULL).len, 0);
	assert_true(str_eq(str_from(NULL), STR("")));
	assert_false(str_cut(&(struct str){0}, '=', &head));
	assert_true(str_starts(STR("abc"), "ab") && str_starts(STR("abc"), "") &&
		    !str_starts(STR("a"), "ab"));
	assert_true(str_ends(STR("abc"), "bc") && !str_ends(STR("c"), "bc"));
	assert_true(str_ends_nocase(STR("a.ELB.amazonaws.com"), ".elb.AMAZONAWS.com"));
	assert_true(str_eq_nocase(STR("aZ[1"), STR("Az[1")) && !str_eq_nocase(STR("@"), STR("`")));
	assert_true(str_find(STR("abcabc"), "ca", &at) && at == 2);
	assert_false(str_find(STR("abc"), "abcd", NULL));
	assert_true(str_find(STR(""), "", NULL));
	assert_true(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"), STR("ab")) > 0);
	assert_true(str_cmp(STR("\x80"), STR("a")) > 0);
	expect("trim", str_trim(STR(" \t\r\n a b \n")), "a b");
	expect("trim all", str_trim(STR(" \n ")), "");
	expect("lower", arena_str_lower(&arena, STR("AbC\xc3\x89")), "abc\xc3\x89");
}

static const struct {
	const char *text;
	uint64_t max;
	bool good;
	uint64_t value;
} numbers[] = {
	{"0", 0, true, 0},
	{"007", 7, true, 7},
	{"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
	{"18446744073709551616", UINT64_MAX, false, 0},
	{"99999999999999999999999", UINT64_MAX, false, 0},
	{"8", 7, false, 0},
	{"", 9, false, 0},
	{"-1", 9, false, 0},
	{"+1", 9, false, 0},
	{" 1", 9, false, 0},
	{"1.0", 9, false, 0},
	{"0x1", 9, false, 0},
};

static void reads_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		uint64_t value = 0;
		bool good = str_to_u64(str_from(numbers[i].text), numbers[i].max, &value);

		if (good != numbers[i].good || value != numbers[i].value)
			fail_msg("`%s`", numbers[i].text);
	}
}

static const struct {
	const char *a, *b;
	unsigned distance;
} distances[] = {
	{"", "", 0},
	{"abc", "abc", 0},
	{"exposre", "exposure", 1},
	{"exposuer", "exposure", 1},
	{"acount", "account", 1},
	{"abc", "", 3},
	{"kitten", "sitting", 3},
	{"ab", "ba", 1},
};

static void distances_of_words(void **state)
{
	static const char *const keys[] = {"account", "exposure", "owner", "vpcs"};
	char word[80];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(distances); i++) {
		unsigned got = str_distance(str_from(distances[i].a), str_from(distances[i].b), 5);

		if (got != distances[i].distance)
			fail_msg("%s and %s: %u", distances[i].a, distances[i].b, got);
	}
	assert_int_equal(str_distance(STR("abcdef"), STR("uvwxyz"), 2), 3);
	assert_string_equal(str_nearest(STR("exposre"), keys, COUNT_OF(keys)), "exposure");
	assert_string_equal(str_nearest(STR("vpc"), keys, COUNT_OF(keys)), "vpcs");
	assert_null(str_nearest(STR("certificates"), keys, COUNT_OF(keys)));
	assert_null(str_nearest(STR(""), keys, COUNT_OF(keys)));
	memset(word, 'a', sizeof(word));
	assert_null(str_nearest(str_slice(word, sizeof(word)), keys, COUNT_OF(keys)));
}

/* ---- buf, map ---------------------------------------------------------------------------------- */

static void buffers_stop_at_their_maximum(void **state)
{
	struct buf buf CLEANUP(buf_free);

	(void)state;
	buf_init(&buf, 10);
	expect("empty", buf_view(&buf), "");
	buf_printf(&buf, "%s-%d", "ab", 12);
	buf_char(&buf, '!');
	buf_repeat(&buf, '.', 4);
	expect("full", buf_view(&buf), "ab-12!....");
	assert_false(buf.too_big);
	buf_char(&buf, 'x');
	buf_text(&buf, "");
	expect("over", buf_view(&buf), "ab-12!....");
	assert_true(buf.too_big);
	assert_int_equal(buf.ptr[buf.len], '\0');
	buf_clear(&buf);
	assert_false(buf.too_big);
	buf_str(&buf, STR("again"));
	expect("again", buf_view(&buf), "again");
	buf_wipe(&buf);
	assert_null(buf.ptr);
}

static void maps_keep_the_first_value(void **state)
{
	static char texts[5000][16];
	static int values[5000];
	struct map map;

	(void)state;
	map_init(&map, &arena);
	assert_null(map_get(&map, STR("nothing")));
	for (int i = 0; i < 5000; i++) {
		(void)snprintf(texts[i], sizeof(texts[i]), "k%d", i);
		values[i] = i;
		assert_null(map_add(&map, str_from(texts[i]), &values[i]));
	}
	for (int i = 0; i < 5000; i++) {
		assert_ptr_equal(map_get(&map, str_from(texts[i])), &values[i]);
		assert_ptr_equal(map_add(&map, str_from(texts[i]), &values[0]), &values[i]);
	}
	assert_int_equal(map.n, 5000);
	assert_null(map_get(&map, STR("k5000")));
	assert_null(map_add(&map, STR(""), &values[0]));
	assert_non_null(map_get(&map, STR("")));
}

/* ---- date -------------------------------------------------------------------------------------- */

static const struct {
	const char *text;
	bool good;
	date day;
} dates[] = {
	{"1970-01-01", true, 0},
	{"1969-12-31", true, -1},
	{"2000-02-29", true, 11016},
	{"2026-03-15", true, DATE(2026, 3, 15)},
	{"2024-02-29", true, 19782},
	{"9999-12-31", true, 2932896},
	{"1900-01-01", true, -25567},
	{"1900-02-29", false, 0},
	{"2100-02-29", false, 0},
	{"2026-00-10", false, 0},
	{"2026-13-01", false, 0},
	{"2026-04-31", false, 0},
	{"2026-04-00", false, 0},
	{"1899-12-31", false, 0},
	{"2026-4-01", false, 0},
	{"2026-04-01 ", false, 0},
	{"2026/04/01", false, 0},
	{"+026-04-01", false, 0},
	{"", false, 0},
};

static void reads_dates(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(dates); i++) {
		date day = 0;
		bool good = date_parse(str_from(dates[i].text), &day);

		if (good != dates[i].good || day != dates[i].day)
			fail_msg("%s: day %d", dates[i].text, day);
	}
}

static void every_day_is_printed_and_read(void **state)
{
	char text[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE] = "";

	(void)state;
	for (date day = DATE(1900, 1, 1); day <= DATE(2400, 12, 31); day++) {
		date again;

		if (!date_parse(str_from(date_text(day, text)), &again) || again != day)
			fail_msg("day %d is %s", day, text);
		assert_true(strcmp(last, text) < 0);
		memcpy(last, text, sizeof(last));
	}
}

/* ---- utf8, json -------------------------------------------------------------------------------- */

static const struct {
	const char *octets;
	size_t len;
	uint32_t point;
} code_points[] = {
	{"A", 1, 'A'},
	{"\xc3\xa9", 2, 0xe9},
	{"\xe2\x82\xac", 3, 0x20ac},
	{"\xf0\x9f\x98\x80", 4, 0x1f600},
	{"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
	{"\xef\xbf\xbf", 3, 0xffff},
	{"\x80", 0, 0},	    /* a tail alone */
	{"\xc0\x80", 0, 0}, /* overlong */
	{"\xc1\xbf", 0, 0},
	{"\xe0\x9f\xbf", 0, 0},
	{"\xf0\x8f\xbf\xbf", 0, 0},
	{"\xed\xa0\x80", 0, 0},	    /* a surrogate */
	{"\xf4\x90\x80\x80", 0, 0}, /* over U+10FFFF */
	{"\xf5\x80\x80\x80", 0, 0},
	{"\xe2\x82", 0, 0}, /* cut off */
	{"\xc3", 0, 0},
	{"\xff", 0, 0},
	{"", 0, 0},
};

static void reads_code_points(void **state)
{
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(code_points); i++) {
		uint32_t point = 0;
		size_t len = utf8_decode(str_from(code_points[i].octets), &point);
		char out[4];

		if (len != code_points[i].len || point != code_points[i].point)
			fail_msg("case %zu: U+%04X in %zu octets", i, point, len);
		if (len > 0)
			assert_true(utf8_encode(point, out) == len &&
				    memcmp(out, code_points[i].octets, len) == 0);
	}
	assert_true(utf8_is_valid(STR("caf\xc3\xa9"), NULL));
	assert_false(utf8_is_valid(STR("caf\xc3"), &at));
	assert_int_equal(at, 3);
	assert_int_equal(utf8_count(STR("\xc3\xa9\xffz")), 3);
	for (uint32_t point = 0; point < 0x110000; point++) {
		char out[4];
		uint32_t again = 0;
		size_t len = utf8_encode(point, out);

		if (point >= 0xd800 && point < 0xe000)
			continue;
		if (utf8_decode(str_slice(out, len), &again) != len || again != point)
			fail_msg("U+%04X is read as U+%04X", point, again);
	}
}

static void widths_and_hostile_marks(void **state)
{
	static const uint32_t hostile[] = {0,	   0x1b,   0x7f,   0x85,   0x200b,
					   0x200e, 0x2028, 0x202e, 0x2066, 0xfeff};
	static const uint32_t harmless[] = {' ', 'a', '~', 0xa0, 0xe9, 0x4e2d, 0x1f600};

	(void)state;
	assert_int_equal(utf8_width('a'), 1);
	assert_int_equal(utf8_width(0xe9), 1);
	assert_int_equal(utf8_width(0x4e2d), 2);
	assert_int_equal(utf8_width(0x1f600), 2);
	assert_int_equal(utf8_width(0x301), 0);
	assert_int_equal(utf8_width('\t'), 0);
	assert_int_equal(utf8_width(0x9b), 0);
	for (size_t i = 0; i < COUNT_OF(hostile); i++)
		if (!utf8_is_hostile(hostile[i]))
			fail_msg("U+%04X passes", hostile[i]);
	for (size_t i = 0; i < COUNT_OF(harmless); i++)
		if (utf8_is_hostile(harmless[i]))
			fail_msg("U+%04X does not pass", harmless[i]);
}

static void write_document(struct json *json)
{
	json_open_object(json, NULL);
	json_put_text(json, "name", "a\"b\\c\n\t\x01\x7f");
	json_open_array(json, "list");
	json_put_number(json, NULL, -9223372036854775807 - 1);
	json_put_bool(json, NULL, true);
	json_put_null(json, NULL);
	json_open_object(json, NULL);
	json_end(json);
	json_end(json);
	json_open_array(json, "none");
	json_end(json);
	json_put_printf(json, "printed", "%s", "\xe2\x80\xa8\xe2\x80\xae\xc3\xa9\xff");
	json_put_raw(json, "raw", STR("[1]"));
	json_end(json);
}

static void writes_json(void **state)
{
	struct buf out CLEANUP(buf_free);
	struct json json;

	(void)state;
	buf_init(&out, 10000);
	json_begin(&json, &out, JSON_COMPACT);
	write_document(&json);
	expect("compact", buf_view(&out),
	       "{\"name\":\"a\\\"b\\\\c\\n\\t\\u0001\\u007f\",\"list\":[-9223372036854775808,true,"
	       "null,{}],"
	       "\"none\":[],\"printed\":\"\\u2028\\u202e\xc3\xa9\xef\xbf\xbd\",\"raw\":[1]}");
	buf_clear(&out);
	json_begin(&json, &out, JSON_PRETTY);
	write_document(&json);
	expect("pretty", buf_view(&out),
	       "{\n  \"name\": \"a\\\"b\\\\c\\n\\t\\u0001\\u007f\",\n  \"list\": [\n"
	       "    -9223372036854775808,\n    true,\n    null,\n    {}\n  ],\n  \"none\": [],\n"
	       "  \"printed\": \"\\u2028\\u202e\xc3\xa9\xef\xbf\xbd\",\n  \"raw\": [1]\n}\n");
}

static void digests(void **state)
{
	uint8_t octets[DIGEST_OCTETS_MAX];
	char out[SHA256_HEX_SIZE];

	(void)state;
	/* FIPS 180-4's example, and the empty text. */
	assert_string_equal(sha256_hex(STR("abc"), out),
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(sha256_hex((struct str){0}, out),
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_int_equal(digest_of(DIGEST_SHA1, STR("abc"), octets), 20);
	assert_memory_equal(octets, "\xa9\x99\x3e\x36\x47\x06\x81\x6a\xba\x3e", 10);
	assert_int_equal(digest_of(DIGEST_SHA384, STR("abc"), octets), 48);
	assert_memory_equal(octets, "\xcb\x00\x75\x3f\x45\xa3\x5e\x8b\xb5\xa0", 10);
}

/* ---- pattern ----------------------------------------------------------------------------------- */

static const struct pattern_limits limits = {
	.size = LIMIT_PATTERN_SIZE,
	.match = LIMIT_PATTERN_MATCH,
	.depth = LIMIT_PATTERN_DEPTH,
	.heap_kib = LIMIT_PATTERN_HEAP_KIB,
};

static const struct {
	const char *pattern, *subject;
	bool whole;
	enum tri matches;
} matches[] = {
	{"[a-z]+", "abc", true, YES},
	{"[a-z]+", "abc1", true, NO},
	{"[a-z]+", "1abc1", false, YES},
	{"a|ab", "ab", true, YES},
	{"^a$", "a\n", false, NO},
	{"", "", true, YES},
	{"\\x{e9}", "\xc3\xa9", true, YES},
	{".", "\xff", true, NO},
	{"(a+)+", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", true, UNKNOWN},
};

static void patterns_match(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(matches); i++) {
		struct pattern *pattern;
		struct err err;
		enum tri got;

		if (pattern_compile(&arena, str_from(matches[i].pattern), matches[i].whole, &limits,
				    &pattern, &err) != OK)
			fail_msg("%s: %s", matches[i].pattern, err.text);
		got = pattern_matches(pattern, str_from(matches[i].subject));
		if (got != matches[i].matches)
			fail_msg("%s on %s: %d", matches[i].pattern, matches[i].subject, got);
	}
}

static void bad_patterns_are_refused(void **state)
{
	static const char *const bad[] = {"(",	  "[a", "a{2,1}", "\\C", "(?<n>a)(?<n>b)",
					  "\xff", "*"};
	char *long_pattern = arena_alloc(&arena, LIMIT_PATTERN_SIZE + 1);
	struct pattern *pattern;
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (pattern_compile(&arena, str_from(bad[i]), true, &limits, &pattern, &err) == OK)
			fail_msg("%s is taken", bad[i]);
		assert_true(str_find(str_from(err.text), " at character ", NULL));
	}
	memset(long_pattern, 'a', LIMIT_PATTERN_SIZE + 1);
	assert_int_equal(pattern_compile(&arena, str_slice(long_pattern, LIMIT_PATTERN_SIZE), true,
					 &limits, &pattern, &err),
			 OK);
	assert_int_equal(pattern_compile(&arena, str_slice(long_pattern, LIMIT_PATTERN_SIZE + 1),
					 true, &limits, &pattern, &err),
			 FAILED);
}

/* ---- work -------------------------------------------------------------------------------------- */

static atomic_int seen[1000];
static atomic_uint workers_over;

static void count_item(void *context, size_t item, unsigned worker)
{
	unsigned jobs = *(unsigned *)context;

	atomic_fetch_add(&seen[item], 1);
	if (worker >= jobs)
		atomic_fetch_add(&workers_over, 1);
}

static void every_item_is_done_once(void **state)
{
	static const unsigned jobs[] = {1, 2, 7, WORK_JOBS_MAX};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(jobs); i++) {
		unsigned context = jobs[i];

		for (size_t k = 0; k < COUNT_OF(seen); k++)
			atomic_store(&seen[k], 0);
		work_run(COUNT_OF(seen), jobs[i], count_item, &context);
		for (size_t k = 0; k < COUNT_OF(seen); k++)
			if (atomic_load(&seen[k]) != 1)
				fail_msg("%u jobs: item %zu is done %d times", jobs[i], k,
					 atomic_load(&seen[k]));
	}
	work_run(0, 4, count_item, NULL);
	work_run(1, 0, count_item, &(unsigned){1});
	work_run(3, 1000, count_item, &(unsigned){3});
	assert_int_equal(atomic_load(&workers_over), 0);
	assert_true(work_cores() >= 1 && work_cores() <= WORK_JOBS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(absorbed_arenas_are_freed_once),
		cmocka_unit_test(arenas_go_back),
		cmocka_unit_test(arenas_are_used_again),
		cmocka_unit_test(memory_grows_and_shrinks),
		cmocka_unit_test(arrays_grow),
		cmocka_unit_test(slices),
		cmocka_unit_test(reads_numbers),
		cmocka_unit_test(distances_of_words),
		cmocka_unit_test(buffers_stop_at_their_maximum),
		cmocka_unit_test(maps_keep_the_first_value),
		cmocka_unit_test(reads_dates),
		cmocka_unit_test(every_day_is_printed_and_read),
		cmocka_unit_test(reads_code_points),
		cmocka_unit_test(widths_and_hostile_marks),
		cmocka_unit_test(writes_json),
		cmocka_unit_test(digests),
		cmocka_unit_test(patterns_match),
		cmocka_unit_test(bad_patterns_are_refused),
		cmocka_unit_test(every_item_is_done_once),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
