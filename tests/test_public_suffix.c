/*
 * test_public_suffix.c -- public_suffix_of() against every rule of the Public Suffix List itself
 * (fixtures/real/psl), and against the built-in list for what does not change.
 *
 * The list is read here by its own definition (publicsuffix.org/list): a rule makes its name a suffix,
 * `*.` each name below it, `!` takes one away. Of the private section nothing may count but what the ICANN
 * section says too.
 */
#include "base/map.h"
#include "golden.h"
#include "model/public_suffix.h"

#include <idn2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

#define LIST "fixtures/real/psl/public_suffix_list.dat"

static struct arena arena;
static psl_ctx_t *list;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	list = psl_load_file(LIST);
	return list == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	psl_free(list);
	arena_free(&arena);
	return 0;
}

static void expect(const char *name, enum public_suffix wanted, const char *rule)
{
	enum public_suffix got = public_suffix_of(list, name);

	if (got != wanted)
		fail_msg("`%s`, of the rule `%s`: got %d, wanted %d", name, rule, (int)got,
			 (int)wanted);
}

/* The A-label form of a rule, which the list writes in Unicode. */
static const char *to_ascii(const char *rule)
{
	char *ascii = NULL;
	const char *copy;

	assert_int_equal(idn2_to_ascii_8z(rule, &ascii, IDN2_NONTRANSITIONAL), IDN2_OK);
	copy = arena_copy(&arena, ascii, strlen(ascii));
	idn2_free(ascii);
	return copy;
}

/* A rule of the ICANN section. */
static void check_icann(const char *rule)
{
	const char *name = to_ascii(rule[0] == '!' ? rule + 1 : rule[0] == '*' ? rule + 2 : rule);

	if (rule[0] == '!') {
		expect(name, SUFFIX_NONE, rule);
		return;
	}
	if (rule[0] == '*') {
		expect(arena_printf(&arena, "zzqq.%s", name), SUFFIX_PUBLIC, rule);
		expect(arena_printf(&arena, "shop.zzqq.%s", name), SUFFIX_NONE, rule);
		return;
	}
	expect(name, SUFFIX_PUBLIC, rule);
}

static struct map *icann_rules;

/* A rule of the private section: a name that somebody owns. */
static void check_private(const char *rule)
{
	const char *name = to_ascii(rule[0] == '!' ? rule + 1 : rule[0] == '*' ? rule + 2 : rule);
	const char *parent = strchr(name, '.');

	if (rule[0] == '*')
		name = arena_printf(&arena, "zzqq.%s", name);
	if (map_get(icann_rules, str_from(name)) != NULL ||
	    (parent != NULL &&
	     map_get(icann_rules, str_from(arena_printf(&arena, "*%s", parent))) != NULL))
		return;
	expect(name, SUFFIX_NONE, rule);
}

static void test_list(void **state)
{
	struct str bytes = golden_read(&arena, LIST), line;
	unsigned icann = 0, private = 0;
	bool in_private = false;
	struct map rules;

	(void)state;
	map_init(&rules, &arena);
	icann_rules = &rules;
	while (str_cut(&bytes, '\n', &line)) {
		const char *rule;

		in_private = in_private || str_find(line, "===BEGIN PRIVATE DOMAINS===", NULL);
		line = str_trim(line);
		if (line.len == 0 || str_starts(line, "//"))
			continue;
		rule = arena_cstr(&arena, line);
		if (in_private) {
			check_private(rule);
			private++;
			continue;
		}
		(void)map_add(&rules, str_from(rule), (void *)(uintptr_t)rule);
		check_icann(rule);
		icann++;
	}
	assert_true(icann > 6000);
	assert_true(private > 2000);
}

/* What the built-in list and any later one agree on, for names that are no rules. */
static void test_names(void **state)
{
	static const struct {
		const char *name;
		enum public_suffix wanted;
	} names[] = {
		{"com", SUFFIX_PUBLIC},		  {"example.com", SUFFIX_NONE},
		{"a.b.example.com", SUFFIX_NONE}, {"co.uk", SUFFIX_PUBLIC},
		{"example.co.uk", SUFFIX_NONE},	  {"com.au", SUFFIX_PUBLIC},
		{"example.com.au", SUFFIX_NONE},  {"a.ck", SUFFIX_PUBLIC},
		{"www.ck", SUFFIX_NONE},	  {"github.io", SUFFIX_NONE},
		{"cloudfront.net", SUFFIX_NONE},  {"s3.amazonaws.com", SUFFIX_NONE},
		{"corp", SUFFIX_UNDELEGATED},	  {"example.corp", SUFFIX_UNDELEGATED},
		{"internal", SUFFIX_UNDELEGATED}, {"xn--p1ai", SUFFIX_PUBLIC},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		expect(names[i].name, names[i].wanted, "the list at hand");
		assert_int_equal(public_suffix_of(NULL, names[i].name), names[i].wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_list),
					   cmocka_unit_test(test_names)};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
