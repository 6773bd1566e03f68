/*
 * test_view.c -- what a host in a VPC is answered: rules over zones, the most specific domain, no fall
 * back, endpoints, chains from view to view.
 */
#include "estate_run.h"
#include "index/view_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/banned.h"

static const char estate[] =
	"accounts:\n"
	"  dns: {id: \"111111111111\", role: central, cloud: aws, region: ap-southeast-2}\n"
	"  shop: {id: \"222222222222\", role: tenant, cloud: aws, region: ap-southeast-2}\n"
	"resolver_endpoints:\n"
	"  shop-in: {account: shop, vpc: vpc-shop, direction: inbound, ips: [10.1.0.10]}\n"
	"  round-in: {account: dns, vpc: vpc-round, direction: inbound, ips: [10.2.0.10]}\n"
	"  dns-out: {account: dns, vpc: vpc-hub, direction: outbound, id: rslvr-out-1}\n"
	"forwarding:\n"
	"  - {domain: corp.example, from: dns, through: dns-out, to: shop-in, vpcs: [vpc-hub]}\n"
	"  - {domain: ip.example, from: dns, through: dns-out, to: [10.1.0.10], vpcs: [vpc-hub]}\n"
	"  - {domain: far.example, from: dns, through: dns-out, to: [192.0.2.53], vpcs: "
	"[vpc-hub]}\n"
	"  - {domain: own.corp.example, type: system, from: dns, vpcs: [vpc-hub]}\n"
	"  - {domain: open.far.example, type: system, from: dns, vpcs: [vpc-hub]}\n"
	"  - {domain: loop.example, from: dns, through: dns-out, to: round-in, vpcs: [vpc-round]}\n"
	"load_balancers:\n"
	"  nlb: {account: shop, type: network, scheme: internal, region: ap-southeast-2}\n"
	"endpoint_services:\n"
	"  pay: {account: shop, load_balancer: nlb, private_dns_name: pay.corp.example, consumers: "
	"[vpc-hub]}\n"
	"zones:\n"
	"  - name: example\n"
	"    view: public\n"
	"    records:\n"
	"      www: {type: A, ttl: 300, value: 192.0.2.1}\n"
	"      into: {type: CNAME, ttl: 300, value: api.corp.example.}\n"
	"      nowhere: {type: CNAME, ttl: 300, value: api.hidden.test.}\n"
	"      only-public.corp: {type: A, ttl: 300, value: 192.0.2.2}\n"
	"      api.corp: {type: TXT, ttl: 300, value: public}\n"
	"      far: {type: A, ttl: 300, value: 192.0.2.3}\n"
	"      x.open.far: {type: A, ttl: 300, value: 192.0.2.4}\n"
	"  - name: corp.example\n"
	"    view: private\n"
	"    account: shop\n"
	"    vpcs: [{id: vpc-shop, region: ap-southeast-2}, {id: vpc-hub, region: "
	"ap-southeast-2}]\n"
	"    records:\n"
	"      api: {type: A, ttl: 60, value: 10.0.0.1}\n"
	"      out: {type: CNAME, ttl: 60, value: www.example.}\n"
	"      back: {type: CNAME, ttl: 60, value: into.example.}\n"
	"      pay: {type: A, ttl: 60, value: 10.0.0.9}\n"
	"      x.own: {type: A, ttl: 60, value: 10.0.0.7}\n"
	"  - name: deep.corp.example\n"
	"    view: private\n"
	"    account: shop\n"
	"    vpcs: [{id: vpc-shop, region: ap-southeast-2}, {id: vpc-hub, region: "
	"ap-southeast-2}]\n"
	"    records:\n"
	"      api: {type: A, ttl: 60, value: 10.0.0.2}\n"
	"  - name: ip.example\n"
	"    view: private\n"
	"    account: shop\n"
	"    vpcs: [{id: vpc-shop, region: ap-southeast-2}]\n"
	"    records:\n"
	"      api: {type: A, ttl: 60, value: 10.0.0.3}\n"
	"  - name: hidden.test\n"
	"    view: private\n"
	"    account: shop\n"
	"    vpcs: [{id: vpc-shop, region: ap-southeast-2}]\n"
	"    records:\n"
	"      api: {type: A, ttl: 60, value: 10.0.0.4}\n"
	"  - name: corp.example\n"
	"    view: private\n"
	"    account: dns\n"
	"    vpcs: [{id: vpc-other, region: ap-southeast-2}]\n"
	"    records:\n"
	"      api: {type: A, ttl: 60, value: 10.9.9.9}\n"
	"  - {name: twin.example, view: private, vpcs: [vpc-shop], records: {a: {type: A, value: "
	"10.0.1.1}}}\n"
	"  - {name: twin.example, view: private, vpcs: [vpc-other], records: {a: {type: A, value: "
	"10.0.1.2}}}\n"
	"  - {name: twin.example, view: private, vpcs: [vpc-third, vpc-shop], records: {b: {type: "
	"A, "
	"value: 10.0.1.3}}}\n"
	"  - {name: one.example, view: private, records: {a: {type: A, value: 10.0.1.4}}}\n"
	"  - {name: one.example, view: private, vpcs: [vpc-third], records: {b: {type: A, value: "
	"10.0.1.5}}}\n";

static const struct {
	const char *vpc, *name, *type;
	enum answer_kind kind;
	const char *value; /* of a record; NULL: none */
	size_t hops;
} cases[] = {
	{"vpc-shop", "api.corp.example", "A", ANSWER_RECORDS, "10.0.0.1", 1},
	{"vpc-shop", "api.corp.example", "TXT", ANSWER_NODATA, NULL, 1},
	/* no fall back to the public zone, which has this name */
	{"vpc-shop", "only-public.corp.example", "A", ANSWER_NXDOMAIN, NULL, 1},
	{"vpc-shop", "www.example", "A", ANSWER_RECORDS, "192.0.2.1", 1},
	/* the most specific domain, and no fall back to the one around it either */
	{"vpc-shop", "api.deep.corp.example", "A", ANSWER_RECORDS, "10.0.0.2", 1},
	{"vpc-shop", "no.deep.corp.example", "A", ANSWER_NXDOMAIN, NULL, 1},
	/* of one domain the rule wins over the zone; the more specific zone wins over the rule */
	{"vpc-hub", "api.corp.example", "A", ANSWER_RECORDS, "10.0.0.1", 2},
	{"vpc-hub", "api.deep.corp.example", "A", ANSWER_RECORDS, "10.0.0.2", 1},
	/* the hidden zone of an interface endpoint is of its one name */
	{"vpc-hub", "pay.corp.example", "A", ANSWER_ENDPOINT, NULL, 1},
	{"vpc-hub", "x.pay.corp.example", "A", ANSWER_NXDOMAIN, NULL, 2},
	{"vpc-shop", "pay.corp.example", "A", ANSWER_RECORDS, "10.0.0.9", 1},
	/* a rule to the address of an endpoint of the estate, and to one that nobody knows */
	{"vpc-hub", "api.ip.example", "A", ANSWER_RECORDS, "10.0.0.3", 2},
	{"vpc-hub", "x.far.example", "A", ANSWER_FORWARDED, NULL, 1},
	/* a SYSTEM rule cancels the one around it: Resolver asks the VPC's own zone, or public DNS */
	{"vpc-hub", "x.own.corp.example", "A", ANSWER_RECORDS, "10.0.0.7", 1},
	{"vpc-hub", "no.own.corp.example", "A", ANSWER_NXDOMAIN, NULL, 1},
	{"vpc-hub", "x.open.far.example", "A", ANSWER_RECORDS, "192.0.2.4", 1},
	{"vpc-hub", "open.far.example", "A", ANSWER_NODATA, NULL, 1},
	{"vpc-round", "x.loop.example", "A", ANSWER_LOOP, NULL, 1},
	/* chains: out of the private zone, back into it, and into one that is nowhere public */
	{"vpc-shop", "out.corp.example", "A", ANSWER_RECORDS, "192.0.2.1", 2},
	{"vpc-shop", "into.example", "A", ANSWER_RECORDS, "10.0.0.1", 2},
	{"vpc-shop", "back.corp.example", "A", ANSWER_RECORDS, "10.0.0.1", 3},
	{"vpc-shop", "nowhere.example", "A", ANSWER_RECORDS, "10.0.0.4", 2},
	{"vpc-other", "nowhere.example", "A", ANSWER_OUTSIDE, NULL, 1},
	/* several zones of one name, each for its own VPCs */
	{"vpc-other", "api.corp.example", "A", ANSWER_RECORDS, "10.9.9.9", 1},
	{"vpc-shop", "a.twin.example", "A", ANSWER_RECORDS, "10.0.1.1", 1},
	{"vpc-other", "a.twin.example", "A", ANSWER_RECORDS, "10.0.1.2", 1},
	/* a VPC in common makes one zone of two entries, and so does an entry without VPCs */
	{"vpc-shop", "b.twin.example", "A", ANSWER_RECORDS, "10.0.1.3", 1},
	{"vpc-third", "a.twin.example", "A", ANSWER_RECORDS, "10.0.1.1", 1},
	{"vpc-other", "b.twin.example", "A", ANSWER_NXDOMAIN, NULL, 1},
	{"vpc-third", "a.one.example", "A", ANSWER_RECORDS, "10.0.1.4", 1},
	{"vpc-third", "b.one.example", "A", ANSWER_RECORDS, "10.0.1.5", 1},
};

static void test_vpcs(void **state)
{
	struct run run;

	(void)state;
	estate_run(&run, estate);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct vpc_view *vpc = views_vpc(&run.views, str_from(cases[i].vpc));
		struct view_answer answer;
		struct buf value CLEANUP(buf_free);
		enum rr_type type;

		assert_non_null(vpc);
		buf_init(&value, 1000);
		assert_true(rr_type_parse(str_from(cases[i].type), &type));
		resolve_in_vpc(&run.views, vpc, estate_name(&run, cases[i].name), type, &run.arena,
			       &answer);
		if (answer.answer.kind == ANSWER_RECORDS)
			rdata_print(&value, type, &answer.answer.rrset->rrs[0]);
		if (answer.answer.kind != cases[i].kind || answer.n_hops != cases[i].hops ||
		    !str_is(buf_view(&value), cases[i].value == NULL ? "" : cases[i].value))
			fail_msg("%s %s %s: kind %d `%.*s` in %zu hops", cases[i].vpc,
				 cases[i].name, cases[i].type, (int)answer.answer.kind,
				 STR_ARG(buf_view(&value)), answer.n_hops);
	}
	run_free(&run);
}

/* `query --trace` says why a question is not forwarded. */
static void test_system_rules(void **state)
{
	static const struct {
		const char *name, *domain; /* NULL: no SYSTEM rule decides */
	} names[] = {
		{"x.own.corp.example", "own.corp.example"},
		{"own.corp.example", "own.corp.example"},
		{"x.corp.example", NULL},
		{"open.far.example", "open.far.example"},
		{"deep.corp.example", NULL},
	};
	const struct vpc_view *vpc;
	struct run run;

	(void)state;
	estate_run(&run, estate);
	vpc = views_vpc(&run.views, STR("vpc-hub"));
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct forwarding_rule *rule =
			view_system_rule(vpc, estate_name(&run, names[i].name));

		if (names[i].domain == NULL)
			assert_null(rule);
		else
			assert_true(rule != NULL && str_is(rule->domain.s, names[i].domain));
	}
	run_free(&run);
}

static void test_names_of_views(void **state)
{
	static const struct {
		const char *text, *reason; /* NULL: it is one */
	} views[] = {
		{"public", NULL},
		{"vpc:vpc-shop", NULL},
		{"account:shop", NULL},
		{"publik", "unknown view `publik`; did you mean `public`?"},
		{"vpc:vpc-shpo", "unknown VPC `vpc-shpo`; did you mean `vpc:vpc-shop`?"},
		{"account:shp", "unknown account `shp`; did you mean `account:shop`?"},
		{"inside",
		 "unknown view `inside`: a view is `public`, `vpc:<id>` or `account:<name>`"},
	};
	struct asked_answers answers;
	struct asked_view view;
	struct run run;
	struct err err;

	(void)state;
	estate_run(&run, estate);
	for (size_t i = 0; i < COUNT_OF(views); i++) {
		err.text[0] = '\0';
		if (asked_view_parse(&run.views, str_from(views[i].text), &view, &err) == OK)
			assert_null(views[i].reason);
		else
			assert_string_equal(err.text,
					    views[i].reason == NULL ? "none" : views[i].reason);
	}
	/* what is bound in vpc-hub is the account dns's by its rules' endpoints, vpc-shop is shop's */
	assert_int_equal(asked_view_parse(&run.views, STR("account:shop"), &view, &err), OK);
	asked_view_ask(&run.views, &view, estate_name(&run, "api.corp.example"), RR_A, &run.arena,
		       &answers);
	assert_int_equal(answers.n, 1);
	assert_int_equal(answers.items[0].answer.answer.kind, ANSWER_RECORDS);
	run_free(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vpcs),
		cmocka_unit_test(test_system_rules),
		cmocka_unit_test(test_names_of_views),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
