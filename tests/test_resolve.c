/*
 * test_resolve.c -- what one zone answers, and what the public view answers: wildcards, empty
 * non-terminals, zone cuts, CNAME and DNAME chains, aliases, loops.
 */
#include "index/resolve.h"
#include "source/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

struct world {
	struct arena arena;
	struct sources sources;
	struct model model;
	struct policy policy;
	struct index index;
};

static const struct dname *name_of(struct world *w, const char *text)
{
	const struct dname *name;

	if (dname_parse(&w->arena, str_from(text), NULL, &name) != DNAME_OK)
		fail_msg("`%s` is no name", text);
	return name;
}

/* Lines "zone", then "owner TYPE value" below it; `private` behind a zone makes it a private one. */
static void read_world(struct world *w, const char *const *lines)
{
	static const struct origin origin = {"a test", {1, 0, 0}, NULL};
	struct zone *zone = NULL;

	memset(w, 0, sizeof(*w));
	arena_init(&w->arena);
	w->sources.arena = &w->arena;
	model_init(&w->model, &w->arena, &w->sources);
	for (; *lines != NULL; lines++) {
		struct str rest = str_from(*lines), owner, type_name;
		struct rrset *rrset;
		enum rr_type type;
		struct err err;

		if (!str_cut(&rest, ' ', &owner)) {
			zone = model_add_zone(&w->model, name_of(w, *lines), VIEW_PUBLIC, &origin);
			continue;
		}
		if (str_is(rest, "private")) {
			zone = model_add_zone(&w->model, name_of(w, arena_cstr(&w->arena, owner)),
					      VIEW_PRIVATE, &origin);
			continue;
		}
		if (str_is(rest, "part")) {
			zone = model_add_zone(&w->model, name_of(w, arena_cstr(&w->arena, owner)),
					      VIEW_PUBLIC, &origin);
			zone->managed_part = true;
			continue;
		}
		assert_true(str_cut(&rest, ' ', &type_name));
		assert_true(rr_type_parse(type_name, &type));
		rrset = model_add_rrset(&w->model, zone, name_of(w, arena_cstr(&w->arena, owner)),
					type, &origin);
		if (str_starts(rest, "alias ")) {
			rrset->alias = NEW(&w->arena, struct target);
			rrset->alias->kind = TARGET_RECORD;
			rrset->alias->dns_name = name_of(
				w, arena_cstr(&w->arena, str_slice(rest.ptr + 6, rest.len - 6)));
			continue;
		}
		if (str_is(rest, "pending")) {
			rrset->pending = "a test";
			continue;
		}
		rrset->rrs = NEW(&w->arena, struct rr);
		rrset->n = 1;
		if (rdata_parse(&w->arena, type, rest, rrset->rrs, &err) != OK)
			fail_msg("`%s`: %s", *lines, err.text);
	}
	model_finish(&w->model);
	index_build(&w->index, &w->model, &w->policy, &w->arena, 2);
}

/* ---- one zone ---------------------------------------------------------------------------------- */

/* The zone of RFC 4592 section 2.2.1, and what that section says of it. */
static const char *const rfc4592[] = {
	"example",
	"example NS ns.example.com.",
	"*.example TXT this is a wildcard",
	"*.example MX 10 host1.example.",
	"sub.*.example TXT this is not a wildcard",
	"host1.example A 192.0.2.1",
	"_ssh._tcp.host1.example SRV 0 0 22 host1.example.",
	"_ssh._tcp.host2.example SRV 0 0 22 host2.example.",
	"subdel.example NS ns.example.com.",
	NULL,
};

static const struct {
	const char *name, *type;
	enum zone_answer_kind kind;
	bool wildcard;
} rfc4592_answers[] = {
	{"host3.example", "MX", ZONE_RECORDS, true},
	{"host3.example", "A", ZONE_NODATA, true},
	{"foo.bar.example", "TXT", ZONE_RECORDS, true},
	{"host1.example", "MX", ZONE_NODATA, false},
	{"sub.*.example", "MX", ZONE_NODATA, false},
	{"_telnet._tcp.host1.example", "SRV", ZONE_NXDOMAIN, false},
	{"host.subdel.example", "A", ZONE_REFERRAL, false},
	{"ghost.*.example", "MX", ZONE_NXDOMAIN, false},
	/* empty non-terminals exist (section 2.2.2) */
	{"_tcp.host1.example", "A", ZONE_NODATA, false},
	{"host2.example", "MX", ZONE_NODATA, false},
	{"_tcp.host2.example", "SRV", ZONE_NODATA, false},
	{"*.example", "MX", ZONE_RECORDS, false},
	{"example", "MX", ZONE_NODATA, false},
	{"subdel.example", "A", ZONE_REFERRAL, false},
	{"subdel.example", "DS", ZONE_NODATA, false},
	{"example.com", "A", ZONE_OUTSIDE, false},
};

static void test_rfc4592(void **state)
{
	struct world w;

	(void)state;
	read_world(&w, rfc4592);
	for (size_t i = 0; i < COUNT_OF(rfc4592_answers); i++) {
		enum rr_type type;
		struct zone_answer answer;

		assert_true(rr_type_parse(str_from(rfc4592_answers[i].type), &type));
		answer = zone_lookup(&w.index.zones[0], name_of(&w, rfc4592_answers[i].name), type);
		if (answer.kind != rfc4592_answers[i].kind ||
		    answer.wildcard != rfc4592_answers[i].wildcard)
			fail_msg("%s %s: kind %d, wildcard %d", rfc4592_answers[i].name,
				 rfc4592_answers[i].type, (int)answer.kind, answer.wildcard);
	}
	arena_free(&w.arena);
}

static void test_shields(void **state)
{
	struct world w;
	const struct name_node *node;

	(void)state;
	read_world(&w, rfc4592);
	node = zone_index_node(&w.index.zones[0], name_of(&w, "host2.example"));
	assert_non_null(node);
	assert_int_equal(node->n, 0);
	assert_int_equal(node->n_shields, 1);
	assert_int_equal(node->shields->type, RR_SRV);
	node = zone_index_node(&w.index.zones[0], name_of(&w, "host1.example"));
	assert_int_equal(node->n, 1);
	assert_int_equal(node->n_shields, 1);
	assert_null(zone_index_node(&w.index.zones[0], name_of(&w, "host3.example")));
	arena_free(&w.arena);
}

/* ---- the public view --------------------------------------------------------------------------- */

static const char *const estate[] = {
	"example.com",
	"www.example.com CNAME web.example.com.",
	"web.example.com A 192.0.2.1",
	"out.example.com CNAME www.example.net.",
	"gone.example.com CNAME nothing.team.example.com.",
	"team.example.com NS ns-1.example.net.",
	"elsewhere.example.com NS ns-1.example.net.",
	"loop1.example.com CNAME loop2.team.example.com.",
	"moved.example.com DNAME team.example.com.",
	"later.example.com A pending",
	"alias.example.com A alias web.example.com",
	"dangling.example.com A alias nobody.example.com",
	"*.wild.example.com CNAME web.example.com.",
	"self.example.com CNAME self.example.com.",
	"team.example.com",
	"api.team.example.com A 192.0.2.2",
	"loop2.team.example.com CNAME loop1.example.com.",
	"part.example.com part",
	"a.part.example.com A 192.0.2.3",
	"undelegated.example.com",
	"api.undelegated.example.com A 192.0.2.4",
	"hidden.example.com private",
	"api.hidden.example.com A 10.0.0.1",
	NULL,
};

static const struct {
	const char *name, *type;
	enum answer_kind kind;
	size_t steps;
} public_answers[] = {
	{"web.example.com", "A", ANSWER_RECORDS, 1},
	{"www.example.com", "A", ANSWER_RECORDS, 2},
	{"www.example.com", "CNAME", ANSWER_RECORDS, 1},
	{"out.example.com", "A", ANSWER_OUTSIDE, 1},
	{"api.team.example.com", "A", ANSWER_RECORDS, 2},
	{"gone.example.com", "A", ANSWER_NXDOMAIN, 3},
	{"x.elsewhere.example.com", "A", ANSWER_REFERRAL, 1},
	{"loop1.example.com", "A", ANSWER_LOOP, LIMIT_CHAIN},
	{"self.example.com", "A", ANSWER_LOOP, LIMIT_CHAIN},
	{"api.moved.example.com", "A", ANSWER_RECORDS, 3},
	{"moved.example.com", "A", ANSWER_NODATA, 1},
	{"api.moved.example.com", "CNAME", ANSWER_RECORDS, 1},
	{"later.example.com", "A", ANSWER_UNKNOWN, 1},
	{"alias.example.com", "A", ANSWER_RECORDS, 2},
	{"alias.example.com", "AAAA", ANSWER_NODATA, 1},
	{"dangling.example.com", "A", ANSWER_NXDOMAIN, 2},
	{"x.y.wild.example.com", "AAAA", ANSWER_NODATA, 2},
	{"wild.example.com", "A", ANSWER_NODATA, 1},
	/* nothing delegates it, so a resolver never comes there … */
	{"api.undelegated.example.com", "A", ANSWER_NXDOMAIN, 1},
	{"api.hidden.example.com", "A", ANSWER_NXDOMAIN, 1},
	{"www.example.org", "A", ANSWER_OUTSIDE, 0},
};

static void test_public_view(void **state)
{
	struct world w;

	(void)state;
	read_world(&w, estate);
	for (size_t i = 0; i < COUNT_OF(public_answers); i++) {
		struct answer answer;
		enum rr_type type;

		assert_true(rr_type_parse(str_from(public_answers[i].type), &type));
		resolve_public(&w.index, name_of(&w, public_answers[i].name), type, &w.arena,
			       &answer);
		if (answer.kind != public_answers[i].kind ||
		    answer.n_steps != public_answers[i].steps)
			fail_msg("%s %s: kind %d in %zu steps, wanted %d in %zu",
				 public_answers[i].name, public_answers[i].type, (int)answer.kind,
				 answer.n_steps, (int)public_answers[i].kind,
				 public_answers[i].steps);
	}
	arena_free(&w.arena);
}

struct asked {
	const char *names[8];
	size_t n;
	struct arena *arena;
};

static void note_zone(void *context, const struct zone_index *zone)
{
	struct asked *asked = context;

	assert_true(asked->n < COUNT_OF(asked->names));
	asked->names[asked->n++] = dname_text(asked->arena, zone->zone->name);
}

/* … but its name servers answer whoever asks them: privacy asks every zone. */
static void test_each_public_zone(void **state)
{
	struct world w;
	struct asked asked = {0};
	struct answer answer;
	const struct dname *name;

	(void)state;
	read_world(&w, estate);
	asked.arena = &w.arena;
	name = name_of(&w, "api.undelegated.example.com");
	resolve_each_public_zone(&w.index, name, note_zone, &asked);
	assert_int_equal(asked.n, 2);
	assert_string_equal(asked.names[0], "undelegated.example.com.");
	assert_string_equal(asked.names[1], "example.com.");
	resolve_in_zone(&w.index, index_zone_for(&w.index, name, VIEW_PUBLIC, DNAME_LABELS_MAX),
			name, RR_A, &w.arena, &answer);
	assert_int_equal(answer.kind, ANSWER_RECORDS);
	arena_free(&w.arena);
}

static void test_managed_part(void **state)
{
	struct world w;
	struct zone_answer answer;
	const struct zone_index *zone;

	(void)state;
	read_world(&w, estate);
	zone = index_zone_for(&w.index, name_of(&w, "a.part.example.com"), VIEW_PUBLIC,
			      DNAME_LABELS_MAX);
	answer = zone_lookup(zone, name_of(&w, "a.part.example.com"), RR_A);
	assert_int_equal(answer.kind, ZONE_RECORDS);
	answer = zone_lookup(zone, name_of(&w, "a.part.example.com"), RR_TXT);
	assert_int_equal(answer.kind, ZONE_UNKNOWN);
	answer = zone_lookup(zone, name_of(&w, "b.part.example.com"), RR_A);
	assert_int_equal(answer.kind, ZONE_UNKNOWN);
	arena_free(&w.arena);
}

/* ---- private domains --------------------------------------------------------------------------- */

static void test_private_domains(void **state)
{
	static const char *const zones[] = {"a.example private",
					    "x.a.example A 10.0.0.1",
					    "c.b.a.example private",
					    "x.c.b.a.example A 10.0.0.2",
					    "split.example",
					    "www.split.example A 192.0.2.1",
					    "split.example private",
					    "www.split.example A 10.0.0.3",
					    "db.split.example A 10.0.0.4",
					    NULL};
	static const struct {
		const char *name, *domain; /* NULL: none */
		bool private;
	} cases[] = {
		{"a.example", "a.example.", false},
		{"x.a.example", "a.example.", true},
		{"y.b.a.example", "a.example.", true},
		{"y.c.b.a.example", "c.b.a.example.", true},
		{"zz.a.example", "a.example.", true},
		{"b.example", NULL, false},
		/* split horizon: what both write is public, what only the private zone writes is not */
		{"www.split.example", NULL, false},
		{"db.split.example", NULL, true},
	};
	struct world w;

	(void)state;
	read_world(&w, zones);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct dname *name = name_of(&w, cases[i].name);
		const struct private_domain *domain = index_private_domain(&w.index, name);
		const char *found = domain == NULL ? "none" : dname_text(&w.arena, domain->name);

		if (strcmp(found, cases[i].domain == NULL ? "none" : cases[i].domain) != 0)
			fail_msg("%s: in %s", cases[i].name, found);
		if (index_is_private(&w.index, name) != cases[i].private)
			fail_msg("%s: private %d", cases[i].name, !cases[i].private);
	}
	arena_free(&w.arena);
}

/* RFC 9525 section 6.3 */
static void test_certificate_names(void **state)
{
	static const struct {
		const char *dns_name, *name;
		bool covers;
	} cases[] = {
		{"a.example", "a.example", true},      {"*.example", "a.example", true},
		{"*.example", "example", false},       {"*.example", "a.b.example", false},
		{"*.b.example", "a.b.example", true},  {"f*.example", "foo.example", false},
		{"a.*.example", "a.b.example", false}, {"*.example", "*.example", true},
		{"*.example", "*.b.example", false},   {"A.EXAMPLE", "a.example", true},
		{"*.b.example", "a.c.example", false},
	};
	struct world w;

	(void)state;
	read_world(&w, rfc4592);
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (certificate_name_covers(name_of(&w, cases[i].dns_name),
					    name_of(&w, cases[i].name)) != cases[i].covers)
			fail_msg("%s and %s", cases[i].dns_name, cases[i].name);
	arena_free(&w.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc4592),		  cmocka_unit_test(test_shields),
		cmocka_unit_test(test_public_view),	  cmocka_unit_test(test_each_public_zone),
		cmocka_unit_test(test_managed_part),	  cmocka_unit_test(test_private_domains),
		cmocka_unit_test(test_certificate_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
