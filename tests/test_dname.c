/* test_dname.c -- domain names: reading, printing, order, and what is refused. */
#include "base/buf.h"
#include "model/dname.h"

#include <setjmp.h>
#include <stdarg.h>
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

static const struct dname *name_of(const char *text)
{
	const struct dname *name;
	enum dname_fault fault = dname_parse(&arena, str_from(text), NULL, &name);

	if (fault != DNAME_OK)
		fail_msg("`%s`: %s", text, dname_fault_text(fault));
	return name;
}

static void expect_name(const char *what, const struct dname *got, const char *wanted)
{
	const char *text = got == NULL ? "none" : dname_text(&arena, got);

	if (strcmp(text, wanted) != 0)
		fail_msg("%s: got %s, wanted %s", what, text, wanted);
}

#define L63 "a12345678901234567890123456789012345678901234567890123456789012"
#define L61 "a123456789012345678901234567890123456789012345678901234567890"

static const struct {
	const char *text, *origin;
	const char *prints; /* NULL: refused */
	enum dname_fault fault;
	unsigned labels;
} readings[] = {
	{"www.Example.COM", NULL, "www.example.com.", DNAME_OK, 3},
	{"www.example.com.", NULL, "www.example.com.", DNAME_OK, 3},
	{".", NULL, ".", DNAME_OK, 0},
	{"*.example", NULL, "*.example.", DNAME_OK, 2},
	{"_dmarc.example", NULL, "_dmarc.example.", DNAME_OK, 2},
	{"a\\.b.c", NULL, "a\\.b.c.", DNAME_OK, 2},
	{"a\\046b.c", NULL, "a\\.b.c.", DNAME_OK, 2},
	{"\\065\\066.c", NULL, "ab.c.", DNAME_OK, 2},
	{"a\\032b", NULL, "a\\032b.", DNAME_OK, 1},
	{"a\\ b", NULL, "a\\032b.", DNAME_OK, 1},
	{"\\000\\255", NULL, "\\000\\255.", DNAME_OK, 1},
	{"a@b\\(c", NULL, "a\\@b\\(c.", DNAME_OK, 1},
	{"www", "example.com", "www.example.com.", DNAME_OK, 3},
	{"www.", "example.com", "www.", DNAME_OK, 1},
	{"@", "example.com", "example.com.", DNAME_OK, 2},
	{"", "example.com", "example.com.", DNAME_OK, 2},
	{".", "example.com", ".", DNAME_OK, 0},
	{"@", NULL, "\\@.", DNAME_OK, 1},
	{"\\@", "example.com", "\\@.example.com.", DNAME_OK, 3},
	{L63 ".a", NULL, L63 ".a.", DNAME_OK, 2},
	{L63 "." L63 "." L63 "." L61, NULL, L63 "." L63 "." L63 "." L61 ".", DNAME_OK, 4},
	{L63 "." L63 "." L63 "." L61 ".", NULL, L63 "." L63 "." L63 "." L61 ".", DNAME_OK, 4},
	{"", NULL, NULL, DNAME_EMPTY, 0},
	{"a..b", NULL, NULL, DNAME_EMPTY_LABEL, 0},
	{".a", NULL, NULL, DNAME_EMPTY_LABEL, 0},
	{"a..", NULL, NULL, DNAME_EMPTY_LABEL, 0},
	{"..", NULL, NULL, DNAME_EMPTY_LABEL, 0},
	{L63 "x.a", NULL, NULL, DNAME_LABEL_TOO_LONG, 0},
	{L63 "." L63 "." L63 "." L61 "x", NULL, NULL, DNAME_TOO_LONG, 0},
	{L63 "." L63 "." L63 "." L61 ".x", NULL, NULL, DNAME_TOO_LONG, 0},
	{L63 "." L63 "." L63, L61 "x", NULL, DNAME_TOO_LONG, 0},
	{"a\\", NULL, NULL, DNAME_BAD_ESCAPE, 0},
	{"a\\25", NULL, NULL, DNAME_BAD_ESCAPE, 0},
	{"a\\256", NULL, NULL, DNAME_BAD_ESCAPE, 0},
	{"a\\2x5", NULL, NULL, DNAME_BAD_ESCAPE, 0},
	{"a b", NULL, NULL, DNAME_BAD_CHARACTER, 0},
	{"a\tb", NULL, NULL, DNAME_BAD_CHARACTER, 0},
	{"a\\\nb", NULL, NULL, DNAME_BAD_CHARACTER, 0},
	{"caf\xc3\xa9", NULL, NULL, DNAME_BAD_CHARACTER, 0},
	{"a\x7f", NULL, NULL, DNAME_BAD_CHARACTER, 0},
};

static void reads_presentation_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(readings); i++) {
		const struct dname *origin =
			readings[i].origin == NULL ? NULL : name_of(readings[i].origin);
		const struct dname *name;
		enum dname_fault fault =
			dname_parse(&arena, str_from(readings[i].text), origin, &name);

		if (fault != readings[i].fault)
			fail_msg("`%s`: %s", readings[i].text, dname_fault_text(fault));
		if (fault != DNAME_OK)
			continue;
		expect_name(readings[i].text, name, readings[i].prints);
		if (name->labels != readings[i].labels)
			fail_msg("`%s`: %u labels", readings[i].text, name->labels);
		assert_true(dname_equal(name, name_of(readings[i].prints)));
	}
}

static void prints_without_final_dot(void **state)
{
	(void)state;
	assert_string_equal(dname_text_bare(&arena, name_of("Www.example.")), "www.example");
	assert_string_equal(dname_text_bare(&arena, name_of(".")), ".");
}

static const struct {
	const char *wire;
	size_t max;
	const char *prints; /* NULL: none */
	size_t len;
} wires[] = {
	{"\3WWW\7Example\0rest", 17, "www.example.", 13},
	{"\0", 1, ".", 1},
	{"\3www", 4, NULL, 0},
	{"\3www\7exam", 9, NULL, 0},
	{"\300\014", 2, NULL, 0}, /* compression */
	{"\100", 1, NULL, 0},	  /* a length of more than 63 */
	{"", 0, NULL, 0},
};

static void reads_wire(void **state)
{
	uint8_t long_wire[257];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wires); i++) {
		size_t len = 0;
		const struct dname *name =
			dname_from_wire(&arena, (const uint8_t *)wires[i].wire, wires[i].max, &len);

		if ((name == NULL) != (wires[i].prints == NULL))
			fail_msg("wire %zu is %s", i, name == NULL ? "refused" : "taken");
		if (name == NULL)
			continue;
		expect_name("wire", name, wires[i].prints);
		assert_int_equal(len, wires[i].len);
	}
	/* 127 labels of one octet and the root make 255 octets; one more does not fit. */
	for (size_t i = 0; i < sizeof(long_wire); i++)
		long_wire[i] = i % 2 == 0 ? 1 : 'a';
	long_wire[254] = 0;
	assert_int_equal(dname_from_wire(&arena, long_wire, sizeof(long_wire), NULL)->labels, 127);
	long_wire[254] = 1;
	long_wire[256] = 0;
	assert_null(dname_from_wire(&arena, long_wire, sizeof(long_wire), NULL));
}

/* RFC 4034 section 6.1, its own example. */
static void canonical_order(void **state)
{
	static const char *const sorted[] = {
		".",	       "example",	  "a.example",	"yljkjljk.a.example",
		"Z.a.example", "zABC.a.EXAMPLE",  "z.example",	"\\001.z.example",
		"*.z.example", "\\200.z.example", "zz.example",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sorted); i++)
		for (size_t k = 0; k < COUNT_OF(sorted); k++) {
			int order = dname_compare(name_of(sorted[i]), name_of(sorted[k]));

			if ((order < 0) != (i < k) || (order > 0) != (i > k))
				fail_msg("%s and %s: %d", sorted[i], sorted[k], order);
		}
}

/* Names of every octet that a key may get wrong, in labels of up to five, below `z.`. */
static const struct dname *odd_name(unsigned *state)
{
	static const uint8_t octets[] = {0, 1, 'a', 'b', 254, 255};
	uint8_t wire[32];
	size_t len = 0;

	for (unsigned labels = (*state = *state * 1103515245 + 12345) >> 16 & 3; labels > 0;
	     labels--) {
		size_t label = len++;

		wire[label] = (uint8_t)(1 + ((*state = *state * 1103515245 + 12345) >> 16) % 5);
		while (len <= label + wire[label])
			wire[len++] = octets[((*state = *state * 1103515245 + 12345) >> 16) %
					     sizeof(octets)];
	}
	memcpy(wire + len, "\1z", 3);
	return dname_from_wire(&arena, wire, sizeof(wire), NULL);
}

static void order_keys(void **state)
{
	const struct dname *above = name_of("z");
	uint8_t key_a[DNAME_ORDER_KEY_SIZE], key_b[DNAME_ORDER_KEY_SIZE] = {0};
	unsigned random = 1, told_apart = 0;

	(void)state;
	dname_order_key(above, 1, key_a);
	assert_memory_equal(key_a, key_b, sizeof(key_a));
	for (unsigned i = 0; i < 20000; i++) {
		const struct dname *a = odd_name(&random), *b = odd_name(&random);
		int by_key, order = dname_compare(a, b);

		dname_order_key(a, above->labels, key_a);
		dname_order_key(b, above->labels, key_b);
		by_key = memcmp(key_a, key_b, sizeof(key_a));
		told_apart += by_key != 0;
		if ((by_key < 0 && order >= 0) || (by_key > 0 && order <= 0))
			fail_msg("%s and %s", dname_text(&arena, a), dname_text(&arena, b));
	}
	assert_true(told_apart > 10000);
	assert_true(told_apart < 20000);
}

static void common_labels(void **state)
{
	(void)state;
	assert_int_equal(dname_common_labels(name_of("a.b.c"), name_of("x.B.c")), 2);
	assert_int_equal(dname_common_labels(name_of("a.b.c"), name_of("c")), 1);
	assert_int_equal(dname_common_labels(name_of("b.c"), name_of("a.b.c")), 2);
	assert_int_equal(dname_common_labels(name_of("ab.c"), name_of("b.c")), 1);
	assert_int_equal(dname_common_labels(name_of("a"), name_of(".")), 0);
}

static const struct {
	const char *name, *ancestor;
	bool within, below;
} families[] = {
	{"a.example", "example", true, true},	  {"example", "example", true, false},
	{"example", "a.example", false, false},	  {"aexample", "example", false, false},
	{"a.example", ".", true, true},		  {".", ".", true, false},
	{"x.A.example", "a.EXAMPLE", true, true}, {"b\\.example", "example", false, false},
};

static void ancestors(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(families); i++) {
		const struct dname *name = name_of(families[i].name);
		const struct dname *ancestor = name_of(families[i].ancestor);

		if (dname_is_within(name, ancestor) != families[i].within ||
		    dname_is_below(name, ancestor) != families[i].below)
			fail_msg("%s and %s", families[i].name, families[i].ancestor);
	}
}

static void parts_of_names(void **state)
{
	const struct dname *name = name_of("a.bc.Example.com"), *other = name_of("net");
	size_t len;

	(void)state;
	expect_name("suffix 0", dname_suffix(&arena, name, 0), "a.bc.example.com.");
	expect_name("suffix 2", dname_suffix(&arena, name, 2), "example.com.");
	expect_name("suffix 4", dname_suffix(&arena, name, 4), ".");
	assert_ptr_equal(dname_suffix_wire(name, 1, &len), name->wire + 2);
	assert_int_equal(len, name->len - 2);
	expect_name("join", dname_join(&arena, name, 2, other), "a.bc.net.");
	expect_name("join none", dname_join(&arena, name, 0, other), "net.");
	expect_name("prepend", dname_prepend(&arena, STR("X.y"), other), "x\\.y.net.");
	expect_name("prepend nothing", dname_prepend(&arena, STR(""), other), "none");
	assert_true(str_is(dname_label(name, 2), "example"));
	assert_true(dname_is_wildcard(name_of("*.example")));
	assert_false(dname_is_wildcard(name_of("a.*.example")));
	assert_false(dname_is_wildcard(name_of("**.example")));
	assert_false(dname_is_wildcard(name_of(".")));
	assert_true(dname_has_underscore_label(name_of("a._tcp.example")));
	assert_false(dname_has_underscore_label(name_of("a_b.example")));
	assert_false(dname_has_underscore_label(name_of(".")));
}

static void names_that_grow_too_long(void **state)
{
	const struct dname *longest = name_of(L63 "." L63 "." L63 "." L61);

	(void)state;
	assert_int_equal(longest->len, DNAME_WIRE_MAX);
	assert_null(dname_prepend(&arena, STR("a"), longest));
	assert_null(dname_join(&arena, longest, 4, name_of("a")));
	expect_name("join to the root", dname_join(&arena, longest, 4, name_of(".")),
		    dname_text(&arena, longest));
}

static void hash_is_of_the_octets(void **state)
{
	const struct dname *a = name_of("A.example"), *b = name_of("b.a.EXAMPLE.");
	size_t len;
	const uint8_t *wire = dname_suffix_wire(b, 1, &len);

	(void)state;
	assert_int_equal(a->hash, dname_wire_hash(wire, len));
	assert_true(dname_equal(a, dname_suffix(&arena, b, 1)));
	assert_false(dname_equal(a, b));
}

/* ---- generated names --------------------------------------------------------------------------- */

static uint32_t seed = 4034;

static uint32_t next_random(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static const struct dname *generate(void)
{
	const struct dname *name = name_of(".");

	for (uint32_t n = next_random(8); n > 0; n--) {
		char label[64];
		uint32_t len = 1 + next_random(next_random(10) == 0 ? 63 : 6);
		const struct dname *longer;

		for (uint32_t i = 0; i < len; i++)
			label[i] = (char)next_random(256);
		longer = dname_prepend(&arena, str_slice(label, len), name);
		if (longer != NULL)
			name = longer;
	}
	return name;
}

static void what_is_printed_is_read_again(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++) {
		const struct dname *name = generate(), *again;
		char *text = dname_text(&arena, name);
		struct buf printed CLEANUP(buf_free);

		buf_init(&printed, 2048);
		dname_wire_print(&printed, name->wire);
		assert_string_equal(printed.ptr, text);
		if (dname_parse(&arena, str_from(text), NULL, &again) != DNAME_OK)
			fail_msg("%s is refused", text);
		if (!dname_equal(name, again) || again->labels != name->labels)
			fail_msg("%s is read as %s", text, dname_text(&arena, again));
		assert_true(
			dname_equal(name, dname_from_wire(&arena, name->wire, name->len, NULL)));
	}
}

/* The order is total: antisymmetric, and transitive over triples; equal only where equal. */
static void order_of_generated_names(void **state)
{
	const struct dname *names[60];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		names[i] = generate();
	for (size_t a = 0; a < COUNT_OF(names); a++)
		for (size_t b = 0; b < COUNT_OF(names); b++) {
			int order = dname_compare(names[a], names[b]);
			int back = dname_compare(names[b], names[a]);

			assert_true((order < 0) == (back > 0));
			assert_true((order == 0) == dname_equal(names[a], names[b]));
			for (size_t c = 0; order < 0 && c < COUNT_OF(names); c++)
				if (dname_compare(names[b], names[c]) < 0)
					assert_true(dname_compare(names[a], names[c]) < 0);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_presentation_form),
		cmocka_unit_test(prints_without_final_dot),
		cmocka_unit_test(reads_wire),
		cmocka_unit_test(canonical_order),
		cmocka_unit_test(order_keys),
		cmocka_unit_test(common_labels),
		cmocka_unit_test(ancestors),
		cmocka_unit_test(parts_of_names),
		cmocka_unit_test(names_that_grow_too_long),
		cmocka_unit_test(hash_is_of_the_octets),
		cmocka_unit_test(what_is_printed_is_read_again),
		cmocka_unit_test(order_of_generated_names),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
