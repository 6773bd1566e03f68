/* test_yaml.c -- YAML files as trees with places: spans, anchors, merge keys, limits, faults. */
#include "engine/rule.h"
#include "front/yaml.h"
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

static struct node *read_text(struct str yaml, struct diag_list *diags)
{
	diag_list_init(diags, &arena);
	return yaml_read(source_add(&sources, STR("x.yaml"), yaml), &arena, diags);
}

static bool tree_is_by(enum yaml_by yaml_by, const char *name, struct str yaml, const char *tree,
		       const char *findings)
{
	struct buf out CLEANUP(buf_free), found CLEANUP(buf_free);
	struct diag_list diags;
	struct node *root;

	sources.yaml_by = yaml_by;
	root = read_text(yaml, &diags);
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

/* Whichever reader is at work. */
static bool tree_is(const char *name, struct str yaml, const char *tree, const char *findings)
{
	return tree_is_by(YAML_BY_LIBYAML, name, yaml, tree, findings) &&
	       tree_is_by(YAML_BY_COMPARED, name, yaml, tree, findings);
}

/* ---- trees and spans --------------------------------------------------------------------------- */

#define BOM "\xef\xbb\xbf"
#define E_ACUTE "\xc3\xa9"

static const struct {
	const char *name, *yaml, *tree, *findings;
} trees[] = {
	{"plain", "a: b\nc: [d, e f]\n", "{a: b, c: [d, e f]}", ""},
	{"blanks around", "a:   b   # c\n", "{a: b}", ""},
	{"single quotes", "a: 'it''s'\n", "{a: it's<'it''s'>}", ""},
	{"double quotes", "\"a\": \"\\x41\\n\"\n", "{a<\"a\">: A\\n<\"\\x41\\n\">}", ""},
	{"plain over lines", "a: b\n  c\n\n  d\nx: y\n", "{a: b c\\nd<b\\n  c\\n\\n  d>, x: y}",
	 ""},
	{"quoted over lines", "a: \"b\n  c\"\n", "{a: b c<\"b\\n  c\">}", ""},
	{"literal", "a: |\n  b\n  c\nx: y\n", "{a: b\\nc\\n<|\\n  b\\n  c>, x: y}", ""},
	{"literal at the end", "a: |\n  b\n\n\n", "{a: b\\n<|\\n  b>}", ""},
	{"literal kept", "a: |+\n  b\n\nx: y\n", "{a: b\\n\\n<|+\\n  b>, x: y}", ""},
	{"folded stripped", "a: >-\n  b\n  c\n# e\nx: y\n", "{a: b c<>-\\n  b\\n  c>, x: y}", ""},
	{"flow mapping", "{a: {b: c}, d}", "{a: {b: c}, d: }", ""},
	{"sequence in mapping", "a:\n- b\n- c\nd: e\n", "{a: [b, c], d: e}", ""},
	{"nested sequences", "- - a\n  - b\n-\n  c\n", "[[a, b], c]", ""},
	{"empty values", "a:\nb: ''\nc: ~\n", "{a: , b: <''>, c: ~}", ""},
	{"root scalar", "hello\n", "hello", ""},
	{"nothing", "", "none", ""},
	{"comment alone", "# nothing\n", "none", ""},
	{"null document", "---\n~\n", "none", ""},
	{"byte order mark", BOM "a: b\n", "{a: b}", ""},
	{"mark and accents", BOM E_ACUTE ": '" E_ACUTE "'\nx: " E_ACUTE "y\n",
	 "{" E_ACUTE ": " E_ACUTE "<'" E_ACUTE "'>, x: " E_ACUTE "y}", ""},
	{"CR LF", "a: b\r\nc: 'd'\r\ne: |\r\n  f\r\ng: h\r\n",
	 "{a: b, c: d<'d'>, e: f\\n<|\\r\\n  f>, g: h}", ""},
	{"lone CR", "a: b\rc: d\r", "{a: b, c: d}", ""},
	{"NEL",
	 "a: b\xc2\x85"
	 "c: 'd'\n",
	 "{a: b, c: d<'d'>}", ""},
	{"LS and PS in quotes", "a: \"x\xe2\x80\xa8y\"\nb: c\n",
	 "{a: x\xe2\x80\xa8y<\"x\xe2\x80\xa8y\">, b: c}", ""},
	{"LS in a comment",
	 "a: b # x\xe2\x80\xa8"
	 "c: d\ne: f\n",
	 "{a: b, c: d, e: f}", ""},
	{"four octets", "a: \xf0\x9f\x98\x80 # x\nb: c\n", "{a: \xf0\x9f\x98\x80, b: c}", ""},
	{"explicit key", "? a\n: b\n", "{a: b}", ""},
	{"document markers", "%YAML 1.1\n---\na: b\n...\n", "{a: b}", ""},
	{"tag", "a: !!str 1\nb: !Ref x\n", "{a: 1<!!str 1>, b: x<!Ref x>}", ""},
	{"no types", "no: 0x1\n1.20: 2026-01-01\n", "{no: 0x1, 1.20: 2026-01-01}", ""},
	/* aliases and merge keys */
	{"alias", "a: &x b\nc: *x\n", "{a: b<&x b>, c: b<&x b>}", ""},
	{"alias of a mapping", "a: &x {k: v}\nc: *x\n", "{a: {k: v}, c: {k: v}}", ""},
	{"alias as key", "a: &x b\n*x : c\n", "{a: b<&x b>, b<&x b>: c}", ""},
	{"anchor declared anew", "a: &x 1\nb: *x\nc: &x 2\nd: *x\n",
	 "{a: 1<&x 1>, b: 1<&x 1>, c: 2<&x 2>, d: 2<&x 2>}", ""},
	{"merge", "a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  l: 3\n",
	 "{a: {k: 1, l: 2}, b: {l: 3, <<k: 1}}", ""},
	{"merge of several", "x: &x {k: 1}\ny: &y {k: 2, m: 3}\nb: {<<: [*x, *y]}\n",
	 "{x: {k: 1}, y: {k: 2, m: 3}, b: {<<k: 1, <<m: 3}}", ""},
	{"merge of a merge", "x: &x {k: 1}\ny: &y {<<: *x, m: 3}\nb: {<<: *y}\n",
	 "{x: {k: 1}, y: {m: 3, <<k: 1}, b: {<<m: 3, <<k: 1}}", ""},
	{"quoted << is a key", "a: {\"<<\": 1}\n", "{a: {<<<\"<<\">: 1}}", ""},
	{"merge of text", "a: {<<: b}\n", "none", "1:5-7 parse-error"},
	{"merge of a list of text", "a: {<<: [b]}\n", "none", "1:5-7 parse-error"},
	/* faults */
	{"duplicate key", "a: 1\nb: 2\na: 3\n", "{a: 1, b: 2}", "3:1-2 duplicate-key"},
	{"duplicate in flow", "{a: 1, 'a': 2}", "{a: 1}", "1:8-11 duplicate-key"},
	{"duplicate with a mapping", "a: 1\na: {b: &x 2}\nc: *x\n", "{a: 1, c: 2<&x 2>}",
	 "2:1-2 duplicate-key"},
	{"three times", "a: 1\na: 2\na: 3\n", "{a: 1}", "2:1-2 duplicate-key 3:1-2 duplicate-key"},
	{"unknown alias", "a: *x\n", "none", "1:4-6 parse-error"},
	{"alias inside itself", "a: &x [b, *x]\n", "none", "1:11-13 parse-error"},
	{"alias of an earlier document", "a: &x 1\n---\nb: *x\n", "none", "2:1-4 parse-error"},
	{"mapping as key", "? {a: b}\n: c\n", "none", "1:4-5 parse-error"},
	{"second document", "a: b\n---\nc: d\n", "none", "2:1-4 parse-error"},
	{"open flow", "a: [b\n", "none", "2:1-1 parse-error"},
	{"open quote", "a: 'b\n", "none", "2:1-1 parse-error"},
	{"tab indent", "a:\n\tb: c\n", "none", "2:1-1 parse-error"},
	{"control character", "a: \x01\n", "none", "1:4-4 parse-error"},
	{"not UTF-8", "a: b\nc: \xff\n", "none", "2:4-4 parse-error"},
	{"not UTF-8 behind a mark", BOM "a: \xff\n", "none", "1:4-4 parse-error"},
	{"mark inside", "a: b\n" BOM "c: d\n", "none", "2:2-2 parse-error"},
	{"bad indent", "a: b\n  c: d\n", "none", "2:4-4 parse-error"},
	{"fault behind an accent", E_ACUTE ": [" E_ACUTE ",\n  x: y: z]\n", "none",
	 "2:7-7 parse-error"},
};

static void reads_trees(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(trees); i++)
		if (!tree_is(trees[i].name, str_from(trees[i].yaml), trees[i].tree,
			     trees[i].findings))
			wrong++;
	assert_int_equal(wrong, 0);
}

static void a_nul_octet_is_a_fault(void **state)
{
	(void)state;
	assert_true(tree_is("NUL", STR("a: b\0c\n"), "none", "1:5-5 parse-error"));
}

/* Spans of collections: from the first to the last octet. */
static const struct {
	const char *name, *yaml, *key, *source;
} collections[] = {
	{"flow list", "a: [b, c]   # d\ne: f\n", "a", "[b, c]"},
	{"flow mapping", "a: {b: c\n  }\n", "a", "{b: c\n  }"},
	{"block list", "a:\n  - b\n  - c # d\n\ne: f\n", "a", "- b\n  - c # d"},
	{"block mapping", "a:\n  b: c\n\n\n# d\ne: f\n", "a", "b: c\n\n\n# d"},
	{"last", "e: f\na:\n  b: 'c'\n\n", "a", "b: 'c'"},
};

static void spans_of_collections(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(collections); i++) {
		struct diag_list diags;
		struct node *root = read_text(str_from(collections[i].yaml), &diags), *node;

		node = root == NULL ? NULL : node_get(root, collections[i].key);
		if (node == NULL)
			fail_msg("%s: not read", collections[i].name);
		if (!str_is(source_text(&sources, node->at), collections[i].source))
			fail_msg("%s: `%.*s`", collections[i].name,
				 STR_ARG(source_text(&sources, node->at)));
	}
}

static void heads_are_scalars(void **state)
{
	struct diag_list diags;
	struct node *root = read_text(STR("a:\n  - {b: c}\nd: []\n"), &diags);
	struct span head = node_head(node_get(root, "a"));

	(void)state;
	assert_true(str_is(source_text(&sources, head), "b"));
	assert_true(str_is(source_text(&sources, node_head(node_get(root, "d"))), "[]"));
	assert_true(str_is(source_text(&sources, node_pair(root, STR("d"))->key->at), "d"));
	assert_null(node_get(root, "x"));
	assert_null(node_get(node_get(root, "a"), "x"));
	assert_string_equal(node_kind_name(root), "a mapping");
	assert_string_equal(node_kind_name(node_get(root, "d")), "a list");
}

static void shared_nodes_say_so(void **state)
{
	struct diag_list diags;
	struct node *root = read_text(STR("a: &x {k: &y v}\nb: *x\nc: &z 1\n"), &diags);
	struct node *a = node_get(root, "a");

	(void)state;
	assert_ptr_equal(a, node_get(root, "b"));
	assert_true(a->shared);
	assert_false(node_get(a, "k")->shared); /* only an alias to itself would make it so */
	assert_false(node_get(root, "c")->shared);
}

static void duplicate_keys_name_the_first(void **state)
{
	struct diag_list diags;
	const struct diag *d;

	(void)state;
	assert_non_null(read_text(STR("a: 1\n\"a\": 2\n"), &diags));
	d = diags.diags.items[0];
	assert_string_equal(d->message, "key `a` occurs twice in this mapping");
	assert_non_null(d->related);
	assert_true(str_is(source_text(&sources, d->related->at), "a"));
	assert_int_equal(d->related->at.start, 0);
}

/* ---- limits ------------------------------------------------------------------------------------ */

static void expect_limit(const char *name, const struct buf *yaml, const char *message)
{
	struct diag_list diags;
	struct node *root = read_text(buf_view(yaml), &diags);

	if (root != NULL || diags.diags.n != 1)
		fail_msg("%s: %zu findings", name, diags.diags.n);
	if (diags.diags.items[0]->rule != &rule_resource_limit ||
	    !str_find(str_from(diags.diags.items[0]->message), message, NULL))
		fail_msg("%s: %s", name, diags.diags.items[0]->message);
}

/* Nine levels of ten aliases each would be 10^9 values. */
static void laughs_are_stopped(void **state)
{
	struct buf yaml CLEANUP(buf_free);

	(void)state;
	buf_init(&yaml, 100000);
	buf_text(&yaml, "a0: &a0 lol\n");
	for (int level = 1; level <= 9; level++) {
		buf_printf(&yaml, "a%d: &a%d [", level, level);
		for (int i = 0; i < 10; i++)
			buf_printf(&yaml, "%s*a%d", i > 0 ? ", " : "", level - 1);
		buf_text(&yaml, "]\n");
	}
	expect_limit("laughs", &yaml, "the aliases of this file stand for more than");
}

static void merges_are_bounded(void **state)
{
	struct buf yaml CLEANUP(buf_free);

	(void)state;
	buf_init(&yaml, 10000000);
	buf_text(&yaml, "a: &a {");
	for (int i = 0; i < 1001; i++)
		buf_printf(&yaml, "k%d: v, ", i);
	buf_text(&yaml, "}\nb:\n");
	for (int i = 0; i < 1000; i++)
		buf_text(&yaml, "- <<: *a\n");
	expect_limit("merges", &yaml, "the aliases of this file stand for more than");
}

static void aliases_are_counted(void **state)
{
	struct buf yaml CLEANUP(buf_free);

	(void)state;
	buf_init(&yaml, 10000000);
	buf_text(&yaml, "- &a x\n");
	for (int i = 0; i <= LIMIT_ALIASES; i++)
		buf_text(&yaml, "- *a\n");
	expect_limit("aliases", &yaml, "aliases in one file");
}

static void depth_is_bounded(void **state)
{
	struct buf yaml CLEANUP(buf_free);
	struct diag_list diags;

	(void)state;
	buf_init(&yaml, 100000);
	buf_repeat(&yaml, '[', LIMIT_DEPTH);
	buf_repeat(&yaml, ']', LIMIT_DEPTH);
	assert_non_null(read_text(buf_view(&yaml), &diags));
	buf_clear(&yaml);
	buf_repeat(&yaml, '[', LIMIT_DEPTH + 1);
	buf_repeat(&yaml, ']', LIMIT_DEPTH + 1);
	expect_limit("depth", &yaml, "nested more than");
	buf_clear(&yaml);
	buf_repeat(&yaml, '[', 90000); /* far deeper, and not closed */
	expect_limit("open", &yaml, "nested more than");
}

static void scalars_are_bounded(void **state)
{
	struct buf yaml CLEANUP(buf_free);
	struct diag_list diags;

	(void)state;
	buf_init(&yaml, 2 * LIMIT_SCALAR_SIZE);
	buf_text(&yaml, "a: ");
	buf_repeat(&yaml, 'x', LIMIT_SCALAR_SIZE);
	assert_non_null(read_text(buf_view(&yaml), &diags));
	buf_char(&yaml, 'x');
	expect_limit("scalar", &yaml, "a scalar of 1048577 octets");
}

static void repeated_keys_are_bounded(void **state)
{
	struct buf yaml CLEANUP(buf_free);
	struct diag_list diags;

	(void)state;
	buf_init(&yaml, 100000);
	for (int i = 0; i < LIMIT_PARSE_ERRORS + 50; i++)
		buf_text(&yaml, "a: b\n");
	assert_null(read_text(buf_view(&yaml), &diags));
	assert_int_equal(diags.diags.n, LIMIT_PARSE_ERRORS + 1);
	assert_ptr_equal(diags.diags.items[LIMIT_PARSE_ERRORS]->rule, &rule_resource_limit);
}

/* ---- several documents, events, implicit types ------------------------------------------------- */

static void several_documents(void **state)
{
	struct node_list roots = {0};
	struct diag_list diags;
	const struct source *source =
		source_add(&sources, STR("k.yaml"), STR("a: &x 1\n---\n---\nb: 2\n---\nc: *x\n"));

	(void)state;
	diag_list_init(&diags, &arena);
	yaml_read_all(source, &arena, &diags, &roots);
	assert_int_equal(roots.items.n, 2); /* the empty one is none, the last one is a fault */
	assert_non_null(node_get(roots.items.items[1], "b"));
	assert_int_equal(diags.diags.n, 1);
}

static void the_last_event_comes_again(void **state)
{
	static const struct {
		const char *yaml;
		enum yaml_event_type last;
	} cases[] = {{"a: b\n", YAML_EVENT_END}, {"a: [\n", YAML_EVENT_ERROR}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct yaml_reader *reader = yaml_reader_new(
			source_add(&sources, STR("x.yaml"), str_from(cases[i].yaml)), &arena);
		struct yaml_event event;

		do {
			yaml_reader_next(reader, &event);
		} while (event.type != YAML_EVENT_END && event.type != YAML_EVENT_ERROR);
		assert_int_equal(event.type, cases[i].last);
		yaml_reader_next(reader, &event);
		assert_int_equal(event.type, cases[i].last);
		yaml_reader_free(reader);
		yaml_reader_free(reader);
	}
}

static const struct {
	const char *plain, *type; /* NULL: it stays text */
} implicit[] = {
	{"no", "the boolean false"},
	{"Off", "the boolean false"},
	{"y", "the boolean true"},
	{"YES", "the boolean true"},
	{"nO", NULL},
	{"none", NULL},
	{"~", "no value at all"},
	{"Null", "no value at all"},
	{"", NULL},
	{"2026-03-15", "a date"},
	{"2026-03-15T10:00:00Z", "a date"},
	{"2026-3-15", NULL},
	{"2026-03-15x", NULL},
	{"22:22", "a number of base 60"},
	{"1:30:00", "a number of base 60"},
	{"0:30", NULL},
	{"1:60", NULL},
	{"1:030", NULL},
	{"1:030:00", NULL},
	{"10:00:00:00:00:01", "a number of base 60"},
	{"2001:db8::1", NULL},
	{"0x1F", "a hexadecimal number"},
	{"0b101", "a binary number"},
	{"010", "an octal number"},
	{"00", "an octal number"},
	{"0", NULL},
	{"089", "a number without its leading zero"},
	{"012345678901", "a number without its leading zero"},
	{"123456789012", NULL},
	{"+1", "a number without its sign"},
	{"-1", NULL},
	{"1_000", "a number without its underscores"},
	{"_1", NULL},
	{"1.20", "a number that is written back in another form"},
	{"1.5", NULL},
	{"1.0", NULL},
	{"1.", "a number that is written back in another form"},
	{".5", "a number that is written back in another form"},
	{"1.5e3", "a number that is written back in another form"},
	{"192.0.2.1", NULL},
	{".inf", "a number that is none"},
	{".", NULL},
	{"-", NULL},
	{"+", NULL},
	{"www.example.com", NULL},
};

static void implicit_types(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(implicit); i++) {
		const char *type = yaml_implicit_type(str_from(implicit[i].plain));

		if ((type == NULL) != (implicit[i].type == NULL) ||
		    (type != NULL && strcmp(type, implicit[i].type) != 0))
			fail_msg("`%s`: %s", implicit[i].plain, type == NULL ? "text" : type);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_trees),
		cmocka_unit_test(a_nul_octet_is_a_fault),
		cmocka_unit_test(spans_of_collections),
		cmocka_unit_test(heads_are_scalars),
		cmocka_unit_test(shared_nodes_say_so),
		cmocka_unit_test(duplicate_keys_name_the_first),
		cmocka_unit_test(laughs_are_stopped),
		cmocka_unit_test(merges_are_bounded),
		cmocka_unit_test(aliases_are_counted),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(scalars_are_bounded),
		cmocka_unit_test(repeated_keys_are_bounded),
		cmocka_unit_test(several_documents),
		cmocka_unit_test(the_last_event_comes_again),
		cmocka_unit_test(implicit_types),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
