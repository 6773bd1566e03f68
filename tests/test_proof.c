/*
 * test_proof.c -- what is proved, refuted or unknown of a private name and of a private domain, class by
 * class.
 */
#include "estate_run.h"
#include "index/proof.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/banned.h"

/* The private zone makes `api.corp.example` private; the public records are the case's. */
#define PUBLIC "zones:\n  - name: example\n    view: public\n"
#define RECORDS "    records:\n"
#define PRIVATE                                                                                    \
	"  - name: corp.example\n    view: private\n    vpcs: [{id: vpc-1, region: "               \
	"ap-southeast-2}]\n    records:\n      api: {type: A, ttl: 60, value: 10.0.0.1}\n"

static const struct {
	const char *title, *yaml;
	enum verdict verdict;
	const char *query; /* name and type; NULL: none */
	bool assumes;
} names[] = {
	{"nothing is there", PUBLIC PRIVATE, VERDICT_PROVED, NULL, false},
	{"an address", PUBLIC RECORDS "      api.corp: {type: A, value: 192.0.2.1}\n" PRIVATE,
	 VERDICT_REFUTED, "api.corp.example. A", false},
	{"leak: a wildcard", PUBLIC RECORDS "      \"*\": {type: A, value: 192.0.2.1}\n" PRIVATE,
	 VERDICT_REFUTED, "api.corp.example. A", false},
	{"a closer name keeps the wildcard away",
	 PUBLIC RECORDS "      \"*\": {type: A, value: 192.0.2.1}\n      corp: {type: TXT, value: "
			"x}\n" PRIVATE,
	 VERDICT_PROVED, NULL, false},
	{"a text below the name keeps the wildcard away, by an assumption",
	 PUBLIC RECORDS "      \"*\": {type: A, value: 192.0.2.1}\n      _token.api.corp: {type: "
			"TXT, value: x}\n" PRIVATE,
	 VERDICT_PROVED, NULL, true},
	{"leak: that text is removed",
	 PUBLIC RECORDS "      \"*\": {type: A, value: 192.0.2.1}\n      _token: {type: TXT, "
			"value: x}\n" PRIVATE,
	 VERDICT_REFUTED, "api.corp.example. A", false},
	{"a text beside it does so too, by an assumption about the name above",
	 PUBLIC RECORDS "      \"*\": {type: A, value: 192.0.2.1}\n      other.corp: {type: TXT, "
			"value: x}\n" PRIVATE,
	 VERDICT_PROVED, NULL, true},
	{"leak: a CNAME through two accounts",
	 "zones:\n  - name: example\n    view: public\n    records:\n      api.corp: {type: "
	 "CNAME, value: front.other.}\n  - name: other\n    view: public\n    records:\n      "
	 "front: {type: A, value: 192.0.2.7}\n" PRIVATE,
	 VERDICT_REFUTED, "api.corp.example. A", false},
	{"a CNAME that leads out of the estate",
	 PUBLIC RECORDS "      api.corp: {type: CNAME, value: a.elsewhere.test.}\n" PRIVATE,
	 VERDICT_REFUTED, "api.corp.example. A", false},
	{"a DNAME above",
	 PUBLIC RECORDS "      corp: {type: DNAME, value: elsewhere.test.}\n" PRIVATE,
	 VERDICT_REFUTED, "api.corp.example. A", false},
	{"a null MX serves nothing",
	 PUBLIC RECORDS "      api.corp: {type: MX, value: {preference: 0, exchange: .}}\n" PRIVATE,
	 VERDICT_PROVED, NULL, false},
	{"an MX that serves",
	 PUBLIC RECORDS
	 "      api.corp: {type: MX, value: {preference: 0, exchange: mx.example.}}\n" PRIVATE,
	 VERDICT_REFUTED, "api.corp.example. MX", false},
	{"a delegation outside",
	 PUBLIC RECORDS "      corp: {type: NS, values: [ns1.elsewhere.test.]}\n" PRIVATE,
	 VERDICT_UNKNOWN, "api.corp.example. A", false},
	{"a zone managed in part", PUBLIC "    managed: part\n" PRIVATE, VERDICT_UNKNOWN,
	 "api.corp.example. A", false},
	{"a zone managed in part that has an address",
	 PUBLIC "    managed: part\n" RECORDS
		"      api.corp: {type: A, value: 192.0.2.1}\n" PRIVATE,
	 VERDICT_REFUTED, "api.corp.example. A", false},
	{"no public zone around it", "zones:\n" PRIVATE, VERDICT_UNKNOWN, NULL, false},
	{"an undelegated zone answers all the same",
	 PUBLIC "  - name: corp.example\n    view: public\n    records:\n      \"*\": {type: A, "
		"value: 192.0.2.1}\n" PRIVATE,
	 /* the public zone writes `*`, not `api`: the name stays private */
	 VERDICT_REFUTED, "api.corp.example. A", false},
};

static const char *query_of(struct run *run, const struct proof *proof)
{
	if (proof->counter == NULL)
		return "none";
	return arena_printf(&run->arena, "%s %s", dname_text(&run->arena, proof->counter->name),
			    rr_type_name(&run->arena, proof->counter->type));
}

static void test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct private_name *name;
		const char *query;
		struct proof proof;
		struct run run;

		estate_run(&run, names[i].yaml);
		name = index_private_name(&run.index, estate_name(&run, "api.corp.example"));
		if (name == NULL) {
			fail_msg("%s: the name is not private", names[i].title);
			return;
		}
		prove_name(&run.index, name, &run.arena, &proof);
		query = query_of(&run, &proof);
		if (proof.verdict != names[i].verdict ||
		    proof.assumes_empty_non_terminals != names[i].assumes ||
		    !str_is(str_from(query), names[i].query == NULL ? "none" : names[i].query))
			fail_msg("%s: %s, %s, assumes %d", names[i].title,
				 verdict_name(proof.verdict), query,
				 proof.assumes_empty_non_terminals);
		assert_true((proof.missing != NULL) == (proof.verdict == VERDICT_UNKNOWN));
		run_free(&run);
	}
}

/* `retail.aws.example.com` is private by the pattern; EXTRA goes into its public zone. */
#define PATTERN                                                                                    \
	"central: {domain: example.com, account: dns, ownership: o=c, clouds: {aws: {domain: "     \
	"aws.example.com}}}\n"                                                                     \
	"accounts:\n"                                                                              \
	"  dns: {id: \"111111111111\", role: central, cloud: aws, region: ap-southeast-2}\n"       \
	"  retail: {id: \"222222222222\", role: tenant, cloud: aws, region: ap-southeast-2}\n"     \
	"subdomains:\n"                                                                            \
	"  retail: {account: retail, owner: r@example.com, exposure: [internal], ownership: o=r, " \
	"vpcs: [{id: vpc-1, region: ap-southeast-2}]}\n"
#define EXTRA "zones:\n  - name: retail.aws.example.com\n    view: public\n    records:\n"

static const struct {
	const char *title, *yaml;
	enum verdict verdict;
	const char *query;
	bool assumes;
} domains[] = {
	{"proof alone", PATTERN, VERDICT_PROVED, NULL, false},
	{"validation records",
	 PATTERN EXTRA "      _a.x: {type: CNAME, value: _b.c.acm-validations.aws.}\n"
		       "      _acme-challenge: {type: CNAME, value: v.example.net.}\n",
	 VERDICT_PROVED, NULL, false},
	{"a CNAME that validates nothing",
	 PATTERN EXTRA "      _a.x: {type: CNAME, value: v.example.net.}\n", VERDICT_REFUTED,
	 "_a.x.retail.aws.example.com. A", false},
	{"an address at the apex", PATTERN EXTRA "      \"\": {type: A, value: 192.0.2.1}\n",
	 VERDICT_REFUTED, "retail.aws.example.com. A", false},
	{"any other name, by a wildcard",
	 PATTERN EXTRA "      \"*\": {type: A, value: 192.0.2.1}\n", VERDICT_REFUTED,
	 "any-other.retail.aws.example.com. A", false},
	{"a wildcard deep below",
	 PATTERN EXTRA "      \"*.a.b\": {type: AAAA, value: \"2001:db8::1\"}\n", VERDICT_REFUTED,
	 "any-other.a.b.retail.aws.example.com. AAAA", false},
	{"the label that stands for all others is taken",
	 PATTERN EXTRA "      any-other: {type: TXT, value: x}\n      \"*\": {type: A, value: "
		       "192.0.2.1}\n",
	 VERDICT_REFUTED, "any-other-1.retail.aws.example.com. A", false},
	{"a service",
	 PATTERN EXTRA "      _ldap._tcp: {type: SRV, value: {priority: 0, weight: "
		       "0, port: 389, target: l.example.net.}}\n",
	 VERDICT_REFUTED, "_ldap._tcp.retail.aws.example.com. SRV", false},
	{"a part of it is delegated outside",
	 PATTERN EXTRA "      part: {type: NS, values: [ns.elsewhere.test.]}\n", VERDICT_UNKNOWN,
	 "part.retail.aws.example.com. A", false},
	{"a zone below it answers",
	 PATTERN "zones:\n  - name: deep.retail.aws.example.com\n    view: public\n    records:\n"
		 "      www: {type: A, value: 192.0.2.1}\n",
	 VERDICT_REFUTED, "www.deep.retail.aws.example.com. A", false},
};

static void test_domains(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(domains); i++) {
		const struct private_domain *domain;
		const char *query;
		struct proof proof;
		struct run run;

		estate_run(&run, domains[i].yaml);
		domain = index_private_domain(&run.index,
					      estate_name(&run, "retail.aws.example.com"));
		assert_non_null(domain);
		prove_domain(&run.index, domain, &run.arena, &proof);
		query = query_of(&run, &proof);
		if (proof.verdict != domains[i].verdict ||
		    proof.assumes_empty_non_terminals != domains[i].assumes ||
		    !str_is(str_from(query), domains[i].query == NULL ? "none" : domains[i].query))
			fail_msg("%s: %s, %s, assumes %d", domains[i].title,
				 verdict_name(proof.verdict), query,
				 proof.assumes_empty_non_terminals);
		run_free(&run);
	}
}

/* A domain that its parent zone does not know is one class of it. */
static void test_domain_unknown_to_parent(void **state)
{
	struct private_domain domain = {.declared = true};
	struct proof proof;
	struct run run;

	(void)state;
	estate_run(&run, PUBLIC RECORDS "      www: {type: A, value: 192.0.2.1}\n");
	domain.name = estate_name(&run, "corp.example");
	prove_domain(&run.index, &domain, &run.arena, &proof);
	assert_int_equal(proof.verdict, VERDICT_PROVED);
	assert_int_equal(proof.classes.n, 1);
	assert_true(proof.classes.items[0].any_other);
	run_free(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_domains),
		cmocka_unit_test(test_domain_unknown_to_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
