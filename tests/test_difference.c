/*
 * test_difference.c -- the difference of two configurations, held against asking everything: estates made
 * by chance, every name near their nodes, every type, every view. And what is said of a few known ones.
 */
#include "estate_run.h"
#include "index/difference.h"
#include "source/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

enum { ESTATES = 80, OWNERS = 14, ZONES = 8 };

/* ---- estates made by chance -------------------------------------------------------------------- */

static uint64_t state_of_chance;

static unsigned chance(unsigned bound)
{
	state_of_chance = state_of_chance * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((state_of_chance >> 33) % bound);
}

static bool percent(unsigned n)
{
	return chance(100) < n;
}

static const char *const owners[OWNERS] = {"\"@\"",	"a",	   "b",	   "\"*\"",	"a.b",
					   "\"*.b\"",	"_t.a",	   "c",	   "sub",	"a.sub",
					   "\"*.sub\"", "c.a.sub", "corp", "_t.db.corp"};

static const struct {
	const char *name, *view, *vpcs;
} zones[ZONES] = {
	{"example.test", "public", NULL},	  {"sub.example.test", "public", NULL},
	{"other.test", "public", NULL},		  {"example.test", "private", "vpc-1"},
	{"sub.example.test", "private", "vpc-2"}, {"corp.example.test", "private", "vpc-1"},
	{"a.sub.example.test", "public", NULL},	  {"sub.other.test", "private", "vpc-3"},
};

/* What one owner of one zone has: bits, and a number that values are made of. */
struct made {
	bool zone[ZONES], managed_part[ZONES], second_vpc[ZONES];
	bool forwarded, shared;
	unsigned bits[ZONES][OWNERS], values[ZONES][OWNERS], ttls[ZONES][OWNERS];
};

enum { HAS_A = 1, HAS_TXT = 2, HAS_MX = 4, HAS_CNAME = 8, HAS_NS = 16, HAS_DNAME = 32 };

static unsigned make_bits(unsigned owner)
{
	unsigned roll = chance(100);

	if (roll < 45)
		return 0;
	if (roll < 65)
		return HAS_A | (percent(30) ? HAS_TXT : 0);
	if (roll < 75)
		return HAS_TXT;
	if (roll < 80)
		return HAS_MX | HAS_A;
	if (owner == 0)
		return HAS_TXT;
	if (roll < 93)
		return HAS_CNAME;
	return roll < 97 ? HAS_NS : HAS_DNAME;
}

static void make_estate(struct made *made)
{
	*made = (struct made){.forwarded = percent(50), .shared = percent(30)};
	for (unsigned z = 0; z < ZONES; z++) {
		made->zone[z] = z == 0 || percent(60);
		made->managed_part[z] = percent(8);
		made->second_vpc[z] = percent(30);
		for (unsigned o = 0; o < OWNERS; o++) {
			made->bits[z][o] = make_bits(o);
			made->values[z][o] = chance(12);
			made->ttls[z][o] = percent(80) ? 300 : 60;
		}
	}
}

static void change_estate(struct made *made)
{
	for (unsigned n = 1 + chance(5); n > 0; n--) {
		unsigned z = chance(ZONES), o = chance(OWNERS);

		switch (chance(10)) {
		case 0:
			made->zone[z] = z == 0 || !made->zone[z];
			break;
		case 1:
			made->second_vpc[z] = !made->second_vpc[z];
			break;
		case 2:
			made->forwarded = !made->forwarded;
			break;
		case 3:
			made->managed_part[z] = !made->managed_part[z];
			break;
		case 4:
			made->ttls[z][o] = 120;
			break;
		case 5:
			made->values[z][o] = chance(12);
			break;
		default:
			made->bits[z][o] = percent(40) ? 0 : make_bits(o);
			break;
		}
	}
}

static const char *const targets[] = {
	"a.example.test.",   "b.example.test.",	    "x.b.example.test.",     "c.other.test.",
	"sub.example.test.", "a.sub.example.test.", "db.corp.example.test.", "elsewhere.net.",
	"y.c.example.test.", "a.sub.other.test.",   "c.example.test.",	     "nope.example.test.",
};

static void print_records(struct buf *out, const struct made *made, unsigned z, unsigned o)
{
	static const char *const types[] = {"A", "TXT", "MX", "CNAME", "NS", "DNAME"};
	unsigned bits = made->bits[z][o], value = made->values[z][o];
	const char *before = "[";

	if (bits == 0)
		return;
	buf_printf(out, "      %s: ", owners[o]);
	for (unsigned i = 0; i < COUNT_OF(types); i++) {
		if ((bits & 1u << i) == 0)
			continue;
		buf_printf(out, "%s{type: %s, ttl: %u, value: ", before, types[i],
			   made->ttls[z][o]);
		if (i == 0)
			buf_printf(out, "192.0.2.%u}", value);
		else if (i == 1)
			buf_printf(out, "text-%u}", value);
		else if (i == 2)
			buf_printf(out, "{preference: 10, exchange: %s}}", targets[value]);
		else
			buf_printf(out, "%s}", targets[value]);
		before = ", ";
	}
	buf_text(out, "]\n");
}

static void print_zone(struct buf *out, const struct made *made, unsigned z)
{
	buf_printf(out, "  - name: %s\n    view: %s\n", zones[z].name, zones[z].view);
	if (made->managed_part[z])
		buf_text(out, "    managed: part\n");
	if (zones[z].vpcs != NULL)
		buf_printf(out, "    vpcs: [{id: %s, region: eu-west-1}%s]\n", zones[z].vpcs,
			   made->second_vpc[z] ? ", {id: vpc-9, region: eu-west-1}" : "");
	buf_text(out, "    records:\n      _zone: {type: TXT, value: zone}\n");
	for (unsigned o = 0; o < OWNERS; o++)
		print_records(out, made, z, o);
}

static void run_made(struct run *run, const struct made *made)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	buf_text(&out, "accounts:\n"
		       "  dns: {id: \"111111111111\", cloud: aws, region: eu-west-1}\n"
		       "resolver_endpoints:\n"
		       "  in: {account: dns, vpc: vpc-1, direction: inbound, ips: [10.1.0.10]}\n"
		       "  out: {account: dns, vpc: vpc-9, direction: outbound, id: rslvr-out-1}\n");
	buf_printf(&out,
		   "forwarding:\n  - {domain: far.test, from: dns, through: out, to: [%s], vpcs: "
		   "[vpc-4]}\n",
		   made->shared ? "192.0.2.53" : "192.0.2.54");
	if (made->forwarded)
		buf_text(&out, "  - {domain: corp.example.test, from: dns, through: out, to: in, "
			       "vpcs: [vpc-4, vpc-5]}\n");
	buf_text(&out, "zones:\n");
	for (unsigned z = 0; z < ZONES; z++)
		if (made->zone[z])
			print_zone(&out, made, z);
	estate_run(run, out.ptr);
}

/* ---- asking everything ------------------------------------------------------------------------- */

static const enum rr_type all_types[] = {RR_A,	RR_AAAA, RR_CNAME, RR_TXT,
					 RR_MX, RR_NS,	 RR_DNAME, CHANGE_ANY_TYPE};

struct names {
	struct arena arena;
	VEC(const struct dname *) items;
};

static void add_names(struct names *names, const char *zone)
{
	static const char *const labels[] = {"a", "b", "c", "sub", "corp", "db", "_t", "x"};
	const struct dname *base;

	assert_int_equal(dname_parse(&names->arena, str_from(zone), NULL, &base), DNAME_OK);
	*VEC_PUSH(&names->arena, &names->items) = base;
	for (unsigned i = 0; i < COUNT_OF(labels); i++) {
		const struct dname *one = dname_prepend(&names->arena, str_from(labels[i]), base);

		*VEC_PUSH(&names->arena, &names->items) = one;
		for (unsigned k = 0; k < COUNT_OF(labels); k++) {
			const struct dname *two =
				dname_prepend(&names->arena, str_from(labels[k]), one);

			*VEC_PUSH(&names->arena, &names->items) = two;
			*VEC_PUSH(&names->arena, &names->items) =
				dname_prepend(&names->arena, STR("x"), two);
		}
	}
}

static bool is_inside(const struct view_answer *answer)
{
	for (size_t i = 0; i < answer->n_hops; i++)
		if (answer->hops[i].binding != NULL)
			return true;
	return false;
}

/* VPC NULL: public. ret_inside: something that the VPC binds took part. */
static void ask(const struct views *views, const char *vpc, const struct dname *name,
		enum rr_type type, struct arena *arena, struct told *ret_told, bool *ret_inside)
{
	const struct vpc_view *view = vpc == NULL ? NULL : views_vpc(views, str_from(vpc));
	struct view_answer answer = {0};

	if (view != NULL)
		resolve_in_vpc(views, view, name, type, arena, &answer);
	else
		resolve_public(views->index, name, type, arena, &answer.answer);
	told_of(views->index, &answer, type, arena, ret_told);
	*ret_inside = *ret_inside || is_inside(&answer);
}

static bool is_absent(const struct told *told)
{
	return told->kind == ANSWER_NODATA || told->kind == ANSWER_NXDOMAIN ||
	       (told->kind == ANSWER_OUTSIDE && told->link == NULL);
}

static bool is_asked_by(const struct asker *asker, const char *vpc)
{
	if (asker->servers != NULL)
		return false;
	if (vpc == NULL)
		return asker->vpcs.n == 0;
	for (size_t i = 0; i < asker->vpcs.n; i++)
		if (str_is(asker->vpcs.items[i], vpc))
			return true;
	return false;
}

static const struct change *find_change(const struct difference *difference, const char *vpc,
					const struct dname *name, bool below)
{
	for (size_t i = 0; i < difference->changes.n; i++) {
		const struct change *change = difference->changes.items[i];

		if (!is_asked_by(change->asker, vpc))
			continue;
		for (size_t k = 0; k < change->names.n; k++)
			if (change->names.items[k].below == below &&
			    dname_equal(change->names.items[k].name, name))
				return change;
	}
	return NULL;
}

/* What the difference says of NAME: of itself, or of the class of names that it is one of. */
static const struct change *said_of(const struct difference *difference,
				    const struct change_marks *marks, const char *vpc,
				    const struct dname *name, struct arena *arena)
{
	const struct change *change = find_change(difference, vpc, name, false);

	if (change != NULL || change_marks_is_node(marks, name))
		return change;
	for (unsigned skip = 1; skip < name->labels; skip++) {
		const struct dname *around = dname_suffix(arena, name, skip);

		change = find_change(difference, vpc, around, true);
		if (change != NULL || change_marks_is_node(marks, around))
			return change;
	}
	return NULL;
}

static bool lists_type(const struct change *change, enum rr_type type)
{
	for (size_t i = 0; i < change->answers.n; i++)
		for (size_t k = 0; k < change->answers.items[i].types.n; k++)
			if (change->answers.items[i].types.items[k] == type ||
			    change->answers.items[i].types.items[k] == CHANGE_ANY_TYPE)
				return true;
	return false;
}

static void miss(const char *what, const char *vpc, const struct dname *name, enum rr_type type)
{
	struct arena arena;

	arena_init(&arena);
	print_error("%s: %s %s, %s\n", what, dname_text(&arena, name),
		    type == CHANGE_ANY_TYPE ? "any" : rr_type_name(&arena, type),
		    vpc == NULL ? "public" : vpc);
	arena_free(&arena);
}

/* Every change that there is, is said. */
static unsigned hold_name(const struct difference *difference, const struct change_marks *marks,
			  const char *vpc, const struct dname *name, size_t *asked)
{
	const struct change *change;
	struct arena scratch;
	unsigned missed = 0;

	arena_init(&scratch);
	change = said_of(difference, marks, vpc, name, &scratch);
	for (unsigned t = 0; t < COUNT_OF(all_types); t++) {
		struct told told[2];
		bool inside = vpc == NULL;

		for (unsigned side = BEFORE; side <= AFTER; side++)
			ask(difference->views[side], vpc, name, all_types[t], &scratch, &told[side],
			    &inside);
		(*asked)++;
		if (!inside ||
		    (told_equal(&told[0], &told[1]) && told_ttl_equal(&told[0], &told[1])))
			continue;
		/* that it exists, or its TTL, is left out where more is said */
		if (change != NULL && (lists_type(change, all_types[t]) ||
				       (is_absent(&told[0]) && is_absent(&told[1])) ||
				       told_equal(&told[0], &told[1])))
			continue;
		miss("not said", vpc, name, all_types[t]);
		missed++;
	}
	arena_free(&scratch);
	return missed;
}

/* Every change that is said, is there. */
static unsigned confirm(const struct difference *difference, const struct change_marks *marks,
			const struct change *change, struct changed_name subject)
{
	const char *vpc = NULL;
	struct arena scratch;
	unsigned wrong = 0;

	if (change->asker->servers != NULL)
		return 0;
	arena_init(&scratch);
	if (change->asker->vpcs.n > 0)
		vpc = arena_cstr(&scratch, change->asker->vpcs.items[0]);
	if (subject.below)
		subject.name = difference_name_below(marks, subject.name, &scratch);
	for (size_t i = 0; i < change->answers.n; i++)
		for (size_t k = 0; k < change->answers.items[i].types.n; k++) {
			enum rr_type type = change->answers.items[i].types.items[k];
			struct told told[2];
			bool inside = false;

			for (unsigned side = BEFORE; side <= AFTER; side++)
				ask(difference->views[side], vpc, subject.name, type, &scratch,
				    &told[side], &inside);
			if (!told_equal(&told[0], &told[1]) || !told_ttl_equal(&told[0], &told[1]))
				continue;
			miss("not so", vpc, subject.name, type);
			wrong++;
		}
	arena_free(&scratch);
	return wrong;
}

static size_t count_names(const struct difference *difference)
{
	size_t n = 0;

	for (unsigned kind = 0; kind < CHANGE_KINDS; kind++)
		n += difference->counts[kind];
	return n;
}

static unsigned hold_against_everything(const struct difference *difference,
					const struct names *names, size_t *asked)
{
	static const char *const vpcs[] = {NULL,    "vpc-1", "vpc-2", "vpc-3",
					   "vpc-4", "vpc-5", "vpc-9"};
	struct change_marks marks;
	unsigned wrong = 0;
	struct arena arena;

	arena_init(&arena);
	change_marks_find(&marks, difference->views[BEFORE], difference->views[AFTER], &arena);
	for (unsigned v = 0; v < COUNT_OF(vpcs); v++)
		for (size_t i = 0; i < names->items.n; i++)
			wrong += hold_name(difference, &marks, vpcs[v], names->items.items[i],
					   asked);
	for (size_t i = 0; i < difference->changes.n; i++)
		for (size_t k = 0; k < difference->changes.items[i]->names.n; k++)
			wrong += confirm(difference, &marks, difference->changes.items[i],
					 difference->changes.items[i]->names.items[k]);
	arena_free(&arena);
	return wrong;
}

static void hold_pair(const struct views *before, const struct views *after,
		      const struct names *names, size_t *asked, size_t *changed, unsigned number)
{
	struct difference forwards, backwards, same;
	struct arena arena;

	arena_init(&arena);
	difference_find(&forwards, before, after, &arena);
	difference_find(&backwards, after, before, &arena);
	difference_find(&same, after, after, &arena);
	*changed += count_names(&forwards);
	if (!forwards.cut_off && hold_against_everything(&forwards, names, asked) > 0)
		fail_msg("estate %u", number);
	assert_int_equal(same.changes.n, 0);
	if (forwards.cut_off || backwards.cut_off) { /* DNAMEs in a circle */
		arena_free(&arena);
		return;
	}
	assert_int_equal(forwards.counts[CHANGE_BEGINS], backwards.counts[CHANGE_CEASES]);
	assert_int_equal(forwards.counts[CHANGE_CEASES], backwards.counts[CHANGE_BEGINS]);
	assert_int_equal(forwards.counts[CHANGE_SIDES], backwards.counts[CHANGE_SIDES]);
	assert_int_equal(forwards.counts[CHANGE_ANSWERS], backwards.counts[CHANGE_ANSWERS]);
	assert_int_equal(forwards.counts[CHANGE_LESSER], backwards.counts[CHANGE_LESSER]);
	arena_free(&arena);
}

static void test_everything(void **state)
{
	struct names names = {0};
	size_t asked = 0, changed = 0;

	(void)state;
	arena_init(&names.arena);
	add_names(&names, "example.test");
	add_names(&names, "other.test");
	add_names(&names, "far.test");
	for (unsigned i = 0; i < ESTATES; i++) {
		struct made made, later;
		struct run before, after;

		state_of_chance = i;
		make_estate(&made);
		later = made;
		change_estate(&later);
		run_made(&before, &made);
		run_made(&after, &later);
		hold_pair(&before.views, &after.views, &names, &asked, &changed, i);
		run_free(&before);
		run_free(&after);
	}
	arena_free(&names.arena);
	print_message("%zu questions, %zu changes\n", asked, changed);
	assert_true(asked > 1000000 && changed > 1000);
}

/* ---- known ones -------------------------------------------------------------------------------- */

struct two_runs {
	struct run before, after;
	struct arena arena;
	struct difference difference;
};

static void two_runs_make(struct two_runs *pair, const char *before, const char *after)
{
	estate_run(&pair->before, before);
	estate_run(&pair->after, after);
	arena_init(&pair->arena);
	difference_find(&pair->difference, &pair->before.views, &pair->after.views, &pair->arena);
}

static void two_runs_free(struct two_runs *pair)
{
	arena_free(&pair->arena);
	run_free(&pair->before);
	run_free(&pair->after);
}

#define PUBLIC "zones:\n  - name: example.com\n    view: public\n    records:\n"

/* Who leads to a changed answer is in the same change, behind the name that has it. */
static void test_consequences(void **state)
{
	struct two_runs pair;
	const struct change *change;

	(void)state;
	two_runs_make(&pair,
		      PUBLIC "      a: {type: CNAME, value: lb.example.com.}\n"
			     "      b: {type: CNAME, value: a.example.com.}\n"
			     "      lb: {type: A, value: 192.0.2.1}\n",
		      PUBLIC "      a: {type: CNAME, value: lb.example.com.}\n"
			     "      b: {type: CNAME, value: a.example.com.}\n"
			     "      lb: {type: A, value: 192.0.2.2}\n");
	assert_int_equal(pair.difference.changes.n, 1);
	change = pair.difference.changes.items[0];
	assert_int_equal(change->kind, CHANGE_ANSWERS);
	assert_int_equal(change->names.n, 3);
	assert_string_equal(dname_text(&pair.arena, change->names.items[0].name),
			    "lb.example.com.");
	assert_false(change->names.items[0].led);
	assert_true(change->names.items[1].led && change->names.items[2].led);
	two_runs_free(&pair);
}

/* A hosted zone answers on its name servers, whether or not a parent points at it. */
static void test_undelegated(void **state)
{
	static const char rest[] = "  - name: sub.example.com\n    view: public\n    records:\n";
	struct two_runs pair;
	struct arena arena;

	(void)state;
	arena_init(&arena);
	two_runs_make(&pair,
		      arena_printf(&arena,
				   "%s      www: {type: A, value: 192.0.2.1}\n%s"
				   "      t: {type: TXT, value: t}\n",
				   PUBLIC, rest),
		      arena_printf(&arena,
				   "%s      www: {type: A, value: 192.0.2.1}\n%s"
				   "      t: {type: TXT, value: t}\n"
				   "      new: {type: A, value: 192.0.2.7}\n",
				   PUBLIC, rest));
	assert_int_equal(pair.difference.changes.n, 1);
	assert_int_equal(pair.difference.changes.items[0]->kind, CHANGE_BEGINS);
	assert_non_null(pair.difference.changes.items[0]->asker->servers);
	two_runs_free(&pair);
	arena_free(&arena);
}

static void test_kinds(void **state)
{
	static const struct {
		const char *before, *after;
		enum change_kind kind;
	} cases[] = {
		{"      a: {type: TXT, value: t}\n", "      a: {type: A, value: 192.0.2.1}\n",
		 CHANGE_BEGINS},
		{"      a: {type: A, value: 192.0.2.1}\n", "      a: {type: TXT, value: t}\n",
		 CHANGE_CEASES},
		{"      a: {type: A, ttl: 60, value: 192.0.2.1}\n",
		 "      a: {type: A, ttl: 61, value: 192.0.2.1}\n", CHANGE_LESSER},
		{"      a: {type: A, values: [192.0.2.1, 192.0.2.2]}\n",
		 "      a: {type: A, values: [192.0.2.2, 192.0.2.3]}\n", CHANGE_ANSWERS},
		{"      a: {type: A, values: [192.0.2.1, 192.0.2.2]}\n",
		 "      a: {type: A, values: [192.0.2.2, 192.0.2.1]}\n", CHANGE_KINDS},
		{"      a: {type: TXT, value: \"\\\"one \\\" \\\"text\\\"\"}\n",
		 "      a: {type: TXT, value: one text}\n", CHANGE_KINDS},
		/* a validation record gives no address */
		{"      b: {type: TXT, value: t}\n",
		 "      b: {type: TXT, value: t}\n"
		 "      _x.b: {type: CNAME, value: _y.acm-validations.aws.}\n",
		 CHANGE_ANSWERS},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct two_runs pair;
		struct arena arena;

		arena_init(&arena);
		two_runs_make(&pair, arena_printf(&arena, "%s%s", PUBLIC, cases[i].before),
			      arena_printf(&arena, "%s%s", PUBLIC, cases[i].after));
		if (cases[i].kind == CHANGE_KINDS)
			assert_int_equal(pair.difference.changes.n, 0);
		else if (pair.difference.changes.n == 0 ||
			 pair.difference.changes.items[0]->kind != cases[i].kind)
			fail_msg("case %zu", i);
		two_runs_free(&pair);
		arena_free(&arena);
	}
}

/* More names than a DNAME may lead there: said, not passed over. */
static void test_cut_off(void **state)
{
	struct buf estates[2];
	struct two_runs pair;

	(void)state;
	for (unsigned side = BEFORE; side <= AFTER; side++) {
		buf_init(&estates[side], LIMIT_OUTPUT);
		buf_text(&estates[side], PUBLIC);
		for (unsigned i = 0; i < 40; i++)
			buf_printf(&estates[side],
				   "      d%u: {type: DNAME, value: t.example.com.}\n", i);
		for (unsigned i = 0; i < 3000; i++)
			buf_printf(&estates[side], "      n%u.t: {type: A, value: 192.0.2.%u}\n", i,
				   side);
	}
	two_runs_make(&pair, estates[0].ptr, estates[1].ptr);
	assert_true(pair.difference.cut_off);
	two_runs_free(&pair);
	buf_free(&estates[0]);
	buf_free(&estates[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything),  cmocka_unit_test(test_consequences),
		cmocka_unit_test(test_undelegated), cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_cut_off),
	};

	return cmocka_run_group_tests_name("difference", tests, NULL, NULL);
}
