/* test_json_tree.c -- JSON files as trees with places: spans, escapes, faults, limits. */
#include "engine/rule.h"
#include "front/json_tree.h"
#include "source/limits.h"
#include "tree_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static struct arena arena;
static struct sources sources;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	sources = (struct sources){.arena = &arena, .root_fd = -1};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static struct node *read_text(struct str json, struct diag_list *diags)
{
	diag_list_init(diags, &arena);
	return json_read(source_add(&sources, STR("x.json"), json), &arena, diags);
}

static bool tree_is(const char *name, struct str json, const char *tree, const char *findings)
{
	struct buf out CLEANUP(buf_free), found CLEANUP(buf_free);
	struct diag_list diags;
	struct node *root = read_text(json, &diags);

	buf_init(&out, 100000);
	buf_init(&found, 100000);
	if (root == NULL)
		buf_text(&out, "none");
	else
		tree_print(&out, &sources, root);
	tree_print_findings(&found, &sources, &diags);
	if (str_is(buf_view(&out), tree) && str_is(buf_view(&found), findings))
		return true;
	print_error("%s: got %s, %.*s; wanted %s, %s\n", name, out.ptr, STR_ARG(buf_view(&found)),
		    tree, findings);
	return false;
}

#define BOM "\xef\xbb\xbf"
#define E_ACUTE "\xc3\xa9"

static const struct {
	const char *name, *json, *tree, *findings;
} trees[] = {
	{"object", "{\"a\": 1, \"b\": [true, null]}", "{a<\"a\">: 1, b<\"b\">: [true, null]}", ""},
	{"empty", "{}", "{}", ""},
	{"empty list", " [ ] ", "[]", ""},
	{"nested", "[[1],[[2],{}]]", "[[1], [[2], {}]]", ""},
	{"escapes", "[\"\\\"\\\\\\/\\b\\f\\t\"]", "[\"\\/\b\f\t<\"\\\"\\\\\\/\\b\\f\\t\">]", ""},
	{"line end in a string", "[\"a\\nb\"]", "[a\\nb<\"a\\nb\">]", ""},
	{"code points", "[\"\\u00e9\\u20AC\"]", "[" E_ACUTE "\xe2\x82\xac<\"\\u00e9\\u20AC\">]",
	 ""},
	{"surrogates", "[\"\\ud83d\\ude00\"]", "[\xf0\x9f\x98\x80<\"\\ud83d\\ude00\">]", ""},
	{"U+2028", "[\"\xe2\x80\xa8\"]", "[\xe2\x80\xa8<\"\xe2\x80\xa8\">]", ""},
	{"UTF-8", "{\"" E_ACUTE "\": \"" E_ACUTE "\"}",
	 "{" E_ACUTE "<\"" E_ACUTE "\">: " E_ACUTE "<\"" E_ACUTE "\">}", ""},
	{"byte order mark", BOM "{\"a\": 1}", "{a<\"a\">: 1}", ""},
	{"numbers", "[-0, 1.50, 1e3, 123456789012345678901234567890]",
	 "[-0, 1.50, 1e3, 123456789012345678901234567890]", ""},
	{"brackets in strings", "[\"[[{\\\"]\"]", "[[[{\"]<\"[[{\\\"]\">]", ""},
	{"newline before colon", "{\"a\"\n:\n1}", "{a<\"a\">: 1}", ""},
	{"duplicate", "{\"a\": 1,\n \"a\": {\"b\": 2}, \"c\": 3}", "{a<\"a\">: 1, c<\"c\">: 3}",
	 "2:2-5 duplicate-key"},
	{"duplicate by escape", "{\"a\": 1, \"\\u0061\": 2}", "{a<\"a\">: 1}",
	 "1:10-18 duplicate-key"},
	{"nothing", "", "none", "1:1-1 parse-error"},
	{"text alone", "\"a\"", "none", "1:3-4 parse-error"},
	{"comma at the end", "[1,]", "none", "1:4-5 parse-error"},
	{"comma in an object", "{\"a\": 1,\n}", "none", "2:1-2 parse-error"},
	{"no comma", "[1 2]", "none", "1:4-5 parse-error"},
	{"behind an accent", "[\"" E_ACUTE "\" x]", "none", "1:6-7 parse-error"},
	{"open", "{\"a\": [", "none", "1:7-8 parse-error"},
	{"two documents", "{}\n{}", "none", "2:1-2 parse-error"},
	{"comment", "{} // a", "none", "1:4-5 parse-error"},
	{"single quotes", "{'a': 1}", "none", "1:2-3 parse-error"},
	{"half a surrogate", "[\"\\ud83d\"]", "none", "1:9-10 parse-error"},
	{"a tail surrogate", "[\"\\ude00\"]", "none", "1:9-10 parse-error"},
	{"not UTF-8", "[\"\xff\"]", "none", "1:2-3 parse-error"},
	{"raw line end", "[\"a\nb\"]", "none", "1:3-4 parse-error"},
	{"NaN", "[NaN]", "none", "1:4-5 parse-error"},
	{"leading zero", "[01]", "none", "1:2-3 parse-error"},
	{"bad escape", "[\"\\x41\"]", "none", "1:4-5 parse-error"},
	{"NUL escape", "[\"\\u0000\"]", "none", "1:9-10 parse-error"},
	{"YAML", "a: b", "none", "1:1-2 parse-error"},
};

static void reads_trees(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(trees); i++)
		if (!tree_is(trees[i].name, str_from(trees[i].json), trees[i].tree,
			     trees[i].findings))
			wrong++;
	if (!tree_is("NUL", STR("[1\0]"), "none", "1:3-4 parse-error"))
		wrong++;
	assert_int_equal(wrong, 0);
}

static void spans_of_collections(void **state)
{
	struct diag_list diags;
	struct node *root = read_text(STR(BOM " {\"a\": [1, {\"b\": \"c\"} ] }\n"), &diags);
	struct node *a = node_get(root, "a");

	(void)state;
	assert_true(str_is(source_text(&sources, root->at), "{\"a\": [1, {\"b\": \"c\"} ] }"));
	assert_true(str_is(source_text(&sources, a->at), "[1, {\"b\": \"c\"} ]"));
	assert_true(str_is(source_text(&sources, a->sequence.items[1]->at), "{\"b\": \"c\"}"));
	assert_int_equal(a->sequence.items[0]->style, SCALAR_PLAIN);
	assert_int_equal(node_get(a->sequence.items[1], "b")->style, SCALAR_QUOTED);
}

static void null_is_null_only_without_quotes(void **state)
{
	struct diag_list diags;
	struct node *root = read_text(STR("{\"a\": null, \"b\": \"null\", \"c\": \"\"}"), &diags);

	(void)state;
	assert_true(node_is_null(node_get(root, "a")));
	assert_false(node_is_null(node_get(root, "b")));
	assert_false(node_is_null(node_get(root, "c")));
}

static void many_keys(void **state)
{
	struct buf json CLEANUP(buf_free);
	struct diag_list diags;
	struct node *root;

	(void)state;
	buf_init(&json, 1000000);
	buf_char(&json, '{');
	for (int i = 0; i < 5000; i++)
		buf_printf(&json, "\"k%d\": %d, ", i, i);
	buf_text(&json, "\"k4999\": 0}");
	root = read_text(buf_view(&json), &diags);
	assert_int_equal(root->mapping.n, 5000);
	assert_int_equal(diags.diags.n, 1);
	assert_true(str_is(node_get(root, "k4999")->text, "4999"));
}

static void depth_is_bounded(void **state)
{
	struct buf json CLEANUP(buf_free);
	struct diag_list diags;

	(void)state;
	buf_init(&json, 1000000);
	buf_repeat(&json, '[', LIMIT_DEPTH);
	buf_repeat(&json, ']', LIMIT_DEPTH);
	assert_non_null(read_text(buf_view(&json), &diags));
	buf_clear(&json);
	buf_repeat(&json, '[', 500000);
	assert_null(read_text(buf_view(&json), &diags));
	assert_int_equal(diags.diags.n, 1);
	assert_ptr_equal(diags.diags.items[0]->rule, &rule_resource_limit);
	assert_int_equal(diags.diags.items[0]->at.start, LIMIT_DEPTH);
}

static void repeated_keys_are_bounded(void **state)
{
	struct buf json CLEANUP(buf_free);
	struct diag_list diags;

	(void)state;
	buf_init(&json, 1000000);
	buf_char(&json, '{');
	for (int i = 0; i < LIMIT_PARSE_ERRORS + 50; i++)
		buf_text(&json, "\"a\": 1, ");
	buf_text(&json, "\"b\": 1}");
	assert_non_null(read_text(buf_view(&json), &diags));
	assert_int_equal(diags.diags.n, LIMIT_PARSE_ERRORS + 1);
	assert_ptr_equal(diags.diags.items[LIMIT_PARSE_ERRORS]->rule, &rule_resource_limit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_trees),
		cmocka_unit_test(spans_of_collections),
		cmocka_unit_test(null_is_null_only_without_quotes),
		cmocka_unit_test(many_keys),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(repeated_keys_are_bounded),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
