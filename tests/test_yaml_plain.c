/*
 * test_yaml_plain.c -- the fast reader of YAML beside libyaml: the same tree, with the same places, of whatever it
 * takes, and it takes what it is for: nearly all files of real repositories, and every document of its part that is
 * drawn at random.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "front/yaml.h"
#include "front/yaml_plain.h"
#include "golden.h"
#include "source/limits.h"
#include "tree_text.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

enum verdict { LEFT, TAKEN, DIFFERS };

/* Reads YAML by both. DIFFERS, and said, where libyaml has another tree, or a finding. */
static enum verdict read_by_both(const char *name, struct str yaml)
{
	struct arena arena;
	struct sources sources = {.arena = &arena, .root_fd = -1, .yaml_by = YAML_BY_LIBYAML};
	struct buf fast CLEANUP(buf_free), slow CLEANUP(buf_free);
	const struct node *root, *other;
	const struct source *source;
	enum verdict verdict = TAKEN;
	struct diag_list diags;

	arena_init(&arena);
	buf_init(&fast, LIMIT_OUTPUT);
	buf_init(&slow, LIMIT_OUTPUT);
	source = source_add(&sources, STR("x.yaml"), yaml);
	root = yaml_plain_read(source, &arena);
	if (root == NULL) {
		arena_free(&arena);
		return LEFT;
	}
	diag_list_init(&diags, &arena);
	other = yaml_read(source, &arena, &diags);
	if (other == NULL || diags.diags.n > 0 || !node_same_tree(root, other)) {
		tree_print(&fast, &sources, root);
		if (other != NULL)
			tree_print(&slow, &sources, other);
		print_error("%s: taken as %.*s, and libyaml reads %.*s (%s)\n", name,
			    STR_ARG(buf_view(&fast)), STR_ARG(buf_view(&slow)),
			    diags.diags.n > 0 ? diags.diags.items[0]->message : "no finding");
		verdict = DIFFERS;
	}
	arena_free(&arena);
	return verdict;
}

/* ---- what is of its part, and what is not ------------------------------------------------------ */

#define E_ACUTE "\xc3\xa9"
#define BOM "\xef\xbb\xbf"

static const struct {
	const char *name, *yaml;
	bool taken;
} documents[] = {
	{"mapping", "a: b\nc: d\n", true},
	{"no end of the last line", "a: b", true},
	{"sequence", "- a\n- b\n", true},
	{"marker", "---\na: b\n", true},
	{"marker with a comment", "# x\n--- # y\na: b\n", true},
	{"byte order mark", BOM "a: b\n", true},
	{"comment behind a mark", BOM "# x\na: b\n", true},
	{"CR LF", "a: b # x\r\n\r\n# y\r\nc:\r\n- 'd'\r\n", true},
	{"accents", E_ACUTE ": '" E_ACUTE "' # " E_ACUTE "\n", true},
	{"nested", "a:\n  b:\n    c: d\n  e: f\ng:\n  - h\n  -\n    i\n", true},
	{"dashes below their key", "a:\n- b\n- c: d\n  e: f\ng:\n-\n-\nh: i\n", true},
	{"dashes behind dashes", "- - a\n  - - b\n    -\n  -   c: d\n      e: f\n", true},
	{"empty values", "a:\nb:\n  c:\nd:\n- \n-\n", true},
	{"comments between", "a: # x\n# y\n  # z\n  b: c\n # v\n\nd: e\n  # w\n", true},
	{"blanks before colons", "a : b\n'c' : d\n", true},
	{"number sign in words", "a#b: c#d\ne: f:#g\n", true},
	{"colons in words", "a:b: c:d::e\nf: ::1\n", true},
	{"dashes in words", "-a: --b\n- c: d\n", false}, /* the second line is no key */
	{"words with dashes", "-a: --b\n--c: -1\n", true},
	{"single quotes", "'a': 'b''c'\n'': ''''\n", true},
	{"double quotes", "\"a\": \"b\\\"\\\\\\n\"\n", true},
	{"value below its key", "a:\n  b\nc:\n  'd'\ne:\n  [f]\n", true},
	{"brackets", "a: [b, 'c', \"d\", e f, [], {}]\ng: [ h , i ]\n", true},
	{"braces", "a: {b: c, 'd': [e], f: {g: 2001:db8::1}}\n- {}\n", false},
	{"braces alone", "a: {b: c, 'd': [e], f: {g: 2001:db8::1}}\n", true},
	{"brackets in a list", "- [a]\n- {b: c} # d\n", true},
	{"tab in quotes and comments", "a: 'b\tc' # \t\n", true},
	{"question mark", "? ''\n: - a\n  - b: c\n    d: e\n? f # x\n\n# y\n: g: h\n  i: j\nk: l\n",
	 true},
	{"question marks", "- ? a\n  : b\n- ? \"c\"\n  :\n  - d\n? e\n:\n", false},
	{"question marks in a list", "- ? a\n  : b\n- ? \"c\"\n  :\n  - d\n  ? e\n  :\n", true},
	{"value below a question mark", "? a\n:\n  b: c\n? d\n:\n  e\n", true},
	/* left to libyaml */
	{"nothing", "", false},
	{"comments alone", "# a\n", false},
	{"marker alone", "---\n", false},
	{"text alone", "a\n", false},
	{"brackets alone", "[a]\n", false},
	{"directive", "%YAML 1.1\n---\na: b\n", false},
	{"end of document", "a: b\n...\n", false},
	{"second document", "a: b\n---\nc: d\n", false},
	{"second marker", "---\n---\na: b\n", false},
	{"text behind the marker", "--- a: b\n", false},
	{"anchor", "a: &x b\n", false},
	{"alias", "a: *x\n", false},
	{"tag", "a: !x b\n", false},
	{"merge key", "a: {b: c}\nd:\n  <<: {e: f}\n", false},
	{"question mark, two keys", "? a: b\n: c\n", false},
	{"question mark alone", "? a\n", false},
	{"question mark, no colon", "? a\nb: c\n", false},
	{"question mark, list", "? - a\n: b\n", false},
	{"question mark, other column", "? a\n : b\n", false},
	{"empty key", "?\n: b\n", false},
	{"no key", ": a\n", false},
	{"literal", "a: |\n  b\n", false},
	{"folded", "a: >-\n  b\n", false},
	{"plain over lines", "a: b\n  c\n", false},
	{"quotes over lines", "a: 'b\n  c'\nd: \"e\n  f\"\n", false},
	{"brackets over lines", "a: [b,\n  c]\n", false},
	{"escape of a code point", "a: \"\\x41\"\n", false},
	{"unknown escape", "a: \"\\;\"\n", false},
	{"open quote", "a: 'b\n", false},
	{"open bracket", "a: [b\n", false},
	{"trailing comma", "a: [b, ]\n", false},
	{"pair in brackets", "a: [b: c]\n", false},
	{"no value in braces", "a: {b}\n", false},
	{"bracket as key", "[a]: b\n", false},
	{"text behind quotes", "a: 'b' c\n", false},
	{"comment at quotes", "a: 'b'#c\n", false},
	{"tab indents", "a:\n\tb: c\n", false},
	{"tab before a value", "a:\tb\n", false},
	{"tab in plain text", "a: b\tc\n", false},
	{"lone CR", "a: b\rc: d\n", false},
	{"NEL",
	 "a: b\xc2\x85"
	 "c: d\n",
	 false},
	{"line separator",
	 "a: b\xe2\x80\xa8"
	 "c: d\n",
	 false},
	{"mark inside", "a: b" BOM "\n", false},
	{"control character", "a: b\x01\n", false},
	{"DEL", "a: b\x7f\n", false},
	{"not UTF-8", "a: b\xff\n", false},
	{"repeated key", "a: b\na: c\n", false},
	{"repeated in braces", "a: {b: c, b: d}\n", false},
	{"less indented", "a:\n    b: c\n  d: e\n", false},
	{"more indented", "a: b\n  c: d\n", false},
	{"key in a list", "- a\nb: c\n", false},
	{"dash in a mapping", "a: b\n- c\n", false},
	{"dash behind a key", "a: - b\n", false},
	{"two keys on a line", "a: b: c\n", false},
	{"key without colon", "a: b\nc\n", false},
	{"reserved indicators", "a: @b\n", false},
	{"reserved indicator", "a: `b`\n", false},
	{"percent sign", "a: %b\n", false},
};

static void tells_its_part(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(documents); i++) {
		enum verdict verdict = read_by_both(documents[i].name, str_from(documents[i].yaml));

		if (verdict == (documents[i].taken ? TAKEN : LEFT))
			continue;
		wrong++;
		print_error("%s: %s\n", documents[i].name,
			    verdict == DIFFERS ? "differs"
			    : verdict == TAKEN ? "is taken"
					       : "is left");
	}
	assert_int_equal(wrong, 0);
}

/* ---- limits ------------------------------------------------------------------------------------ */

static struct str repeated(struct arena *arena, const char *before, const char *text, size_t n,
			   const char *behind)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	buf_text(&out, before);
	for (size_t i = 0; i < n; i++)
		buf_text(&out, text);
	buf_text(&out, behind);
	return arena_str(arena, buf_view(&out));
}

static void keeps_limits(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_int_equal(read_by_both("depth", repeated(&arena, "", "- ", LIMIT_DEPTH, "a\n")),
			 TAKEN);
	assert_int_equal(read_by_both("depth", repeated(&arena, "", "- ", LIMIT_DEPTH + 1, "a\n")),
			 LEFT);
	assert_int_equal(read_by_both("brackets", repeated(&arena, "a: ", "[", LIMIT_DEPTH, "]\n")),
			 LEFT);
	assert_int_equal(
		read_by_both("scalar", repeated(&arena, "a: '", "b", LIMIT_SCALAR_SIZE, "'\n")),
		TAKEN);
	assert_int_equal(
		read_by_both("scalar", repeated(&arena, "a: ", "b", LIMIT_SCALAR_SIZE + 1, "\n")),
		LEFT);
	assert_int_equal(read_by_both("key", repeated(&arena, "", "k", 1000, ": a\n")), TAKEN);
	assert_int_equal(read_by_both("key", repeated(&arena, "", "k", 1025, ": a\n")), LEFT);
	arena_free(&arena);
}

/* ---- documents drawn at random ----------------------------------------------------------------- */

struct draft {
	struct buf *out;
	uint64_t state;
	unsigned names; /* no key occurs twice */
	const char *line_end;
};

static unsigned draw(struct draft *d, unsigned end)
{
	uint64_t x = d->state += 0x9e3779b97f4a7c15u;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return (unsigned)((x ^ (x >> 31)) % end);
}

#define PICK(d, list) ((list)[draw((d), (unsigned)COUNT_OF(list))])

static void put_scalar(struct draft *d)
{
	static const char *const scalars[] = {
		"a",
		"192.0.2.1",
		"2001:db8::1",
		"::1",
		"v=spf1 include:x.example -all",
		"a#b",
		"~",
		"-1",
		"yes",
		"''",
		"'it''s: # [a]'",
		"\"\"",
		"\"\\\"q\\\" \\\\ \\n: # {\"",
		E_ACUTE " \xf0\x9f\x98\x80",
		"'\ta'",
		"a 'b' \"c\" [d] {e} & * ! | > % @ `, f",
		"http://x.example/?a=b&c#d",
		"v=DKIM1\\; k=rsa",
	};

	buf_text(d->out, PICK(d, scalars));
}

static void put_flow(struct draft *d, unsigned depth);

static void put_flow_value(struct draft *d, unsigned depth)
{
	static const char *const scalars[] = {"a",	     "192.0.2.1/24", "b c", "'d, e'",
					      "\"f]\"",	     "-g-h",	     "~",   "www.x",
					      "2001:db8::1", E_ACUTE};

	if (depth < 3 && draw(d, 5) == 0)
		put_flow(d, depth + 1);
	else
		buf_text(d->out, PICK(d, scalars));
}

static void put_flow(struct draft *d, unsigned depth)
{
	bool mapping = draw(d, 2) == 0;
	unsigned n = draw(d, 4);

	buf_char(d->out, mapping ? '{' : '[');
	buf_repeat(d->out, ' ', draw(d, 2));
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			buf_text(d->out, draw(d, 3) == 0 ? "," : " , ");
		if (mapping)
			buf_printf(d->out, draw(d, 3) == 0 ? "'k%u': " : "k%u:  ", d->names++);
		put_flow_value(d, depth);
	}
	buf_repeat(d->out, ' ', draw(d, 2));
	buf_char(d->out, mapping ? '}' : ']');
}

/* A comment, mostly none, and empty lines and lines of comment after it. */
static void end_line(struct draft *d)
{
	static const char *const comments[] = {" # x", "  #", "   ", " # " E_ACUTE ": 'y' - [\t"};

	if (draw(d, 6) == 0)
		buf_text(d->out, PICK(d, comments));
	buf_text(d->out, d->line_end);
	while (draw(d, 12) == 0) {
		buf_repeat(d->out, ' ', draw(d, 7));
		buf_text(d->out, draw(d, 2) == 0 ? "# : -" : "");
		buf_text(d->out, d->line_end);
	}
}

static void put_collection(struct draft *d, unsigned column, unsigned depth, bool begun,
			   bool mapping);

/* What follows a key or a dash at COLUMN: to the end of a line. NESTS: a collection may begin on that line. */
static void put_value(struct draft *d, unsigned column, unsigned depth, bool dash, bool nests)
{
	unsigned deeper = column + 1 + draw(d, 4);

	switch (depth < 6 ? draw(d, 8) : 3 + draw(d, 3)) {
	case 0:
		end_line(d);
		put_collection(d, deeper, depth + 1, false, true);
		break;
	case 1:
		end_line(d);
		/* dashes may stand below their key */
		put_collection(d, dash || draw(d, 2) == 0 ? deeper : column, depth + 1, false,
			       false);
		break;
	case 2:
		if (!nests) {
			end_line(d);
			break;
		}
		buf_repeat(d->out, ' ', deeper - column);
		put_collection(d, deeper + 1, depth + 1, true, draw(d, 2) == 0);
		break;
	case 3:
		buf_repeat(d->out, ' ', 1 + draw(d, 2));
		put_flow(d, depth);
		end_line(d);
		break;
	case 4:
		end_line(d);
		buf_repeat(d->out, ' ', deeper);
		put_scalar(d);
		end_line(d);
		break;
	default:
		buf_repeat(d->out, ' ', 1 + draw(d, 2));
		put_scalar(d);
		end_line(d);
	}
}

static void put_key(struct draft *d)
{
	switch (draw(d, 7)) {
	case 0:
		buf_printf(d->out, "k%u:", d->names++);
		return;
	case 1:
		buf_printf(d->out, "'k%u' :", d->names++);
		return;
	case 2:
		buf_printf(d->out, "\"k \\\" %u\":", d->names++);
		return;
	case 3:
		buf_printf(d->out, "-k:x %u  :", d->names++);
		return;
	case 4:
		buf_printf(d->out, "'*.it''s%u':", d->names++);
		return;
	default:
		buf_printf(d->out, "%u." E_ACUTE ":", d->names++);
	}
}

/* `? key`, and the colon on another line. */
static void put_asked_key(struct draft *d, unsigned column)
{
	buf_printf(d->out, draw(d, 2) == 0 ? "? 'k%u'" : "?   %u k", d->names++);
	end_line(d);
	buf_repeat(d->out, ' ', column);
	buf_char(d->out, ':');
}

/* BEGUN: its first line is, up to COLUMN. */
static void put_collection(struct draft *d, unsigned column, unsigned depth, bool begun,
			   bool mapping)
{
	unsigned n = 1 + draw(d, 4);

	for (unsigned i = 0; i < n; i++) {
		bool asked = mapping && draw(d, 8) == 0;

		if (!begun || i > 0)
			buf_repeat(d->out, ' ', column);
		if (asked)
			put_asked_key(d, column);
		else if (mapping)
			put_key(d);
		else
			buf_char(d->out, '-');
		put_value(d, column, depth, !mapping, asked || !mapping);
	}
}

static void takes_drafts(void **state)
{
	enum { DRAFTS = 20000 };
	size_t left = 0, differ = 0, octets = 0;

	(void)state;
	for (unsigned i = 0; i < DRAFTS; i++) {
		struct buf out CLEANUP(buf_free);
		struct draft d = {.out = &out, .state = i, .line_end = i % 5 == 0 ? "\r\n" : "\n"};
		enum verdict verdict;

		buf_init(&out, LIMIT_OUTPUT);
		buf_text(&out, i % 7 == 0 ? BOM : "");
		if (i % 3 == 0)
			buf_printf(&out, "# x%s---%s", d.line_end, d.line_end);
		put_collection(&d, draw(&d, 3), 0, false, draw(&d, 3) > 0);
		verdict = read_by_both("draft", buf_view(&out));
		octets += out.len;
		differ += verdict == DIFFERS;
		if (verdict == LEFT && left++ == 0)
			print_error("draft %u is left:\n%.*s\n", i, STR_ARG(buf_view(&out)));
	}
	print_message("%d documents drawn, %zu octets: all taken\n", DRAFTS, octets);
	assert_int_equal(differ, 0);
	assert_int_equal(left, 0);
	assert_true(octets > 1000 * 1000);
}

/* ---- files ------------------------------------------------------------------------------------- */

static struct tally {
	struct arena arena;
	size_t files, taken, differ;
} tally;

static int visit(const char *path, const struct stat *info, int type, struct FTW *place)
{
	enum verdict verdict;
	struct str bytes;

	(void)info;
	(void)place;
	if (type != FTW_F ||
	    (!str_ends(str_from(path), ".yaml") && !str_ends(str_from(path), ".yml")))
		return 0;
	bytes = golden_read(&tally.arena, path);
	verdict = read_by_both(path, bytes);
	tally.files++;
	tally.taken += verdict == TAKEN;
	tally.differ += verdict == DIFFERS;
	return 0;
}

static void count_files(const char *folder, size_t percent)
{
	enum { OPEN_FOLDERS_MAX = 16 };

	tally = (struct tally){0};
	arena_init(&tally.arena);
	assert_int_equal(nftw(folder, visit, OPEN_FOLDERS_MAX, FTW_PHYS), 0);
	print_message("%s: %zu of %zu YAML files taken (%zu %%)\n", folder, tally.taken,
		      tally.files, tally.files == 0 ? 0 : tally.taken * 100 / tally.files);
	arena_free(&tally.arena);
	assert_int_equal(tally.differ, 0);
	assert_true(tally.files > 0 && tally.taken * 100 >= percent * tally.files);
}

static void reads_files_alike(void **state)
{
	(void)state;
	count_files("fixtures/real/octodns", 95);
	count_files("fixtures/real/octodns-upstream", 80);
	count_files("fixtures", 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_its_part),
		cmocka_unit_test(keeps_limits),
		cmocka_unit_test(takes_drafts),
		cmocka_unit_test(reads_files_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
