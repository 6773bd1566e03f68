/* test_vendor_table.c -- the table of services whose names others can claim. */
#include "model/vendor_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

static const struct dname *name_of(const char *text)
{
	const struct dname *name;

	assert_int_equal(dname_parse(&arena, str_from(text), NULL, &name), DNAME_OK);
	return name;
}

/* The search wants order; what is written is what dname_text_bare() would write. */
static void rows_are_sorted_names(void **state)
{
	size_t n;
	const struct vendor *rows = vendors(&n);

	(void)state;
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++) {
		const struct dname *name = name_of(rows[i].suffix);

		assert_string_equal(dname_text_bare(&arena, name), rows[i].suffix);
		assert_true(name->labels >= 2);
		assert_true(strlen(rows[i].service) > 0);
		if (i > 0)
			assert_true(strcmp(rows[i - 1].suffix, rows[i].suffix) < 0);
		assert_ptr_equal(vendor_of(name), &rows[i]);
	}
}

static void suffix_is_whole_labels(void **state)
{
	static const struct {
		const char *name, *suffix;
	} cases[] = {
		{"example.github.io", "github.io"},
		{"a.b.Example.GitHub.IO.", "github.io"},
		{"github.io", "github.io"},
		{"cname.eu.ngrok.io", "cname.eu.ngrok.io"},
		{"eu.ngrok.io", NULL},
		{"notgithub.io", NULL},
		{"not-a.github.io.example", NULL},
		{"github\\.io", NULL},
		{"a.github\\.io", NULL},
		{"x\\000.github.io", "github.io"},
		{"io", NULL},
		{".", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct vendor *vendor = vendor_of(name_of(cases[i].name));

		if (cases[i].suffix == NULL)
			assert_null(vendor);
		else
			assert_string_equal(vendor->suffix, cases[i].suffix);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_sorted_names),
		cmocka_unit_test(suffix_is_whole_labels),
	};

	return cmocka_run_group_tests_name("vendor_table", tests, set_up, tear_down);
}
