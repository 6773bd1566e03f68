/*
 * test_caa.c -- caa_judge() against the vectors in tests/vectors/caa.txt: which set governs a name, and
 * whether it lets an authority issue.
 */
#include "golden.h"
#include "index/caa.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

#define VECTORS "tests/vectors/caa.txt"

enum { IDENTIFIERS_MAX = 8, COLUMNS = 6 };

struct world {
	struct arena arena;
	struct sources sources;
	struct model model;
	struct policy policy;
	struct index index;
	struct zone *zone;
	bool indexed;
};

static const char *const verdicts[] = {"allowed", "forbidden", "unknown"};
static unsigned met[COUNT_OF(verdicts)];

static const struct dname *name_of(struct world *w, struct str text)
{
	const struct dname *name;

	if (dname_parse(&w->arena, text, NULL, &name) != DNAME_OK)
		fail_msg("`%.*s` is no name", STR_ARG(text));
	return name;
}

static void world_begin(struct world *w)
{
	memset(w, 0, sizeof(*w));
	arena_init(&w->arena);
	w->sources.arena = &w->arena;
	model_init(&w->model, &w->arena, &w->sources);
}

static void add_zone(struct world *w, struct str rest)
{
	static const struct origin origin = {"a test", {1, 0, 0}, NULL};
	struct str name = rest;
	bool flagged = str_cut(&rest, ' ', &name);

	w->zone = model_add_zone(&w->model, name_of(w, name), VIEW_PUBLIC, &origin);
	w->zone->managed_part = flagged && str_is(rest, "part");
	w->zone->view_assumed = flagged && str_is(rest, "assumed");
	assert_true(!flagged || w->zone->managed_part || w->zone->view_assumed);
}

/* The RRset of one owner and type: its records stand in lines of their own. */
static struct rrset *rrset_of(struct world *w, const struct dname *owner, enum rr_type type)
{
	struct rrset *rrset = zone_rrset(w->zone, owner, type);

	return rrset != NULL ? rrset
			     : model_add_rrset(&w->model, w->zone, owner, type, w->zone->origin);
}

static void add_record(struct world *w, struct str line)
{
	struct str rest = line, owner, type_name;
	struct rrset *rrset;
	struct rr *rrs;
	enum rr_type type;
	struct err err;

	assert_true(str_cut(&rest, ' ', &owner) && str_cut(&rest, ' ', &type_name));
	assert_true(rr_type_parse(type_name, &type));
	rrset = rrset_of(w, name_of(w, owner), type);
	if (str_is(rest, "pending")) {
		rrset->pending = "a test";
		return;
	}
	rrs = NEW_ARRAY(&w->arena, struct rr, rrset->n + 1);
	if (rrset->n > 0)
		memcpy(rrs, rrset->rrs, rrset->n * sizeof(*rrs));
	if (rdata_parse(&w->arena, type, rest, &rrs[rrset->n], &err) != OK)
		fail_msg("`%.*s`: %s", STR_ARG(line), err.text);
	rrset->rrs = rrs;
	rrset->n++;
}

static size_t read_identifiers(struct str list, struct text *identifiers)
{
	size_t n = 0;
	struct str one;

	if (str_is(list, "-"))
		return 0;
	while (str_cut(&list, ',', &one))
		identifiers[n++] = (struct text){KNOWN, one, {0}};
	identifiers[n++] = (struct text){KNOWN, list, {0}};
	assert_true(n <= IDENTIFIERS_MAX);
	return n;
}

static struct str known_or_null(struct str column)
{
	return str_is(column, "-") ? str_from(NULL) : column;
}

static const char *governs(struct world *w, const struct caa_set *set)
{
	if (set->found == CAA_NONE)
		return "none";
	return set->found == CAA_SET ? dname_text_bare(&w->arena, set->rrset->owner) : "?";
}

static void ask(struct world *w, struct str line)
{
	struct text identifiers[IDENTIFIERS_MAX];
	struct caa_request request = {.identifiers = identifiers};
	struct caa_answer answer;
	struct str column[COLUMNS], rest = line;

	for (size_t i = 0; i + 1 < COLUMNS; i++)
		assert_true(str_cut(&rest, ' ', &column[i]));
	column[COLUMNS - 1] = rest;
	if (!w->indexed) {
		model_finish(&w->model);
		index_build(&w->index, &w->model, &w->policy, &w->arena, 1);
		w->indexed = true;
	}
	request.name = name_of(w, column[0]);
	request.n_identifiers = read_identifiers(column[1], identifiers);
	request.account = known_or_null(column[2]);
	request.method = known_or_null(column[3]);
	caa_judge(&w->index, &request, &w->arena, &answer);
	met[answer.verdict]++;
	if (!str_is(column[4], verdicts[answer.verdict]))
		fail_msg("`%.*s`: %s (%s)", STR_ARG(line), verdicts[answer.verdict],
			 answer.why == NULL ? "" : answer.why);
	if (!str_is(column[5], governs(w, &answer.set)))
		fail_msg("`%.*s`: %s governs", STR_ARG(line), governs(w, &answer.set));
	assert_int_equal(answer.why == NULL, answer.verdict == CAA_ALLOWED);
}

static void take_line(struct world *w, struct str line)
{
	if (line.ptr[0] == '#') {
		arena_free(&w->arena);
		world_begin(w);
	} else if (str_starts(line, "zone ")) {
		add_zone(w, str_slice(line.ptr + 5, line.len - 5));
	} else if (str_starts(line, "? ")) {
		ask(w, str_slice(line.ptr + 2, line.len - 2));
	} else {
		assert_false(w->indexed);
		add_record(w, line);
	}
}

static void test_vectors(void **state)
{
	struct arena arena;
	struct world w;
	struct str rest, line;

	(void)state;
	arena_init(&arena);
	world_begin(&w);
	rest = golden_read(&arena, VECTORS);
	while (str_cut(&rest, '\n', &line))
		if (line.len > 0 && line.ptr[0] != ';')
			take_line(&w, line);
	assert_int_equal(rest.len, 0);
	for (size_t i = 0; i < COUNT_OF(verdicts); i++)
		assert_true(met[i] > 0);
	arena_free(&w.arena);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
