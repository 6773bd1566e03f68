/*
 * test_change_batch.c -- names and values in the form of Route 53, and the bodies of change
 * batches.
 */
#include "change_batch.h"
#include "model/alias_zones.h"
#include "model/route53.h"
#include "hosted_zone.h"
#include "resolver.h"
#include "samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static const struct dname *name_of(struct arena *arena, const char *text)
{
	const struct dname *name = NULL;

	assert_int_equal(dname_parse(arena, str_from(text), NULL, &name), DNAME_OK);
	return name;
}

/* "DNS domain name format": everything but a-z 0-9 - _ as \ooo in octal; only a whole leftmost
 * `*` is left as it is. */
static void test_names(void **state)
{
	static const struct {
		const char *written, *sent;
	} cases[] = {
		{"www.Example.COM", "www.example.com."},
		{"_sip._tcp.example.com.", "_sip._tcp.example.com."},
		{"*.example.com", "*.example.com."},
		{"a.*.example.com", "a.\\052.example.com."},
		{"**.example.com", "\\052\\052.example.com."},
		{"*a.example.com", "\\052a.example.com."},
		{"a\\.b.example.com", "a\\056b.example.com."},
		{"a\\032b.example.com", "a\\040b.example.com."},
		{"a\\000b.example.com", "a\\000b.example.com."},
		{"caf\\195\\169.example.com", "caf\\303\\251.example.com."},
		{"a/b.example.com", "a\\057b.example.com."},
		{"a\\\\b.example.com", "a\\134b.example.com."},
		{"\\\"q\\\".example.com", "\\042q\\042.example.com."},
		{".", "."},
	};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *sent = route53_name(&arena, name_of(&arena, cases[i].written));

		if (strcmp(sent, cases[i].sent) != 0)
			fail_msg("%s: %s instead of %s", cases[i].written, sent, cases[i].sent);
	}
	arena_free(&arena);
}

/* Values in presentation form, as configuration writes them, and as the API wants them. */
static void test_values(void **state)
{
	static const struct {
		enum rr_type type;
		const char *written, *sent;
	} cases[] = {
		{RR_A, "192.0.2.1", "192.0.2.1"},
		{RR_AAAA, "2001:DB8::1", "2001:db8::1"},
		{RR_CNAME, "Target.example.net.", "target.example.net."},
		{RR_NS, "ns-1.awsdns-01.org.", "ns-1.awsdns-01.org."},
		{RR_PTR, "a\\.b.example.", "a\\056b.example."},
		{RR_MX, "10 mail.example.net.", "10 mail.example.net."},
		{RR_MX, "0 .", "0 ."},
		{RR_SRV, "1 2 443 host.example.", "1 2 443 host.example."},
		{RR_CAA, "0 issue \"amazon.com\"", "0 issue \"amazon.com\""},
		{RR_CAA, "128 issue \";\"", "128 issue \";\""},
		{RR_CAA, "0 iodef \"mailto:pki@example.com\"",
		 "0 iodef \"mailto:pki@example.com\""},
		{RR_TXT, "v=spf1 -all", "\"v=spf1 -all\""},
		{RR_TXT, "\"one\" \"two three\"", "\"one\" \"two three\""},
		{RR_TXT, "\"say \\\"hi\\\"\"", "\"say \\\"hi\\\"\""},
		{RR_TXT, "\"back\\\\slash\"", "\"back\\\\slash\""},
		{RR_TXT, "\"tab\\009end\"", "\"tab\\011end\""},
		{RR_TXT, "\"\\127\\128\\255\"", "\"\\177\\200\\377\""},
		{RR_TXT, "\"Case Is Kept\"", "\"Case Is Kept\""},
		{RR_TXT, "\"\"", "\"\""},
		{RR_NAPTR, "100 10 \"S\" \"SIP+D2U\" \"!^.*$!sip:a@example.com!\" .",
		 "100 10 \"S\" \"SIP+D2U\" \"!^.*$!sip:a@example.com!\" ."},
		{RR_DS, "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118",
		 "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118"},
	};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err err = {0};
		struct rr rr;
		const char *sent;

		if (rdata_parse(&arena, cases[i].type, str_from(cases[i].written), &rr, &err) != OK)
			fail_msg("%s: %s", cases[i].written, err.text);
		sent = route53_value(&arena, cases[i].type, &rr);
		/* hexadecimal digits mean the same in either case */
		if (!str_eq_nocase(str_from(sent), str_from(cases[i].sent)) ||
		    (cases[i].type != RR_DS && strcmp(sent, cases[i].sent) != 0))
			fail_msg("%s: %s instead of %s", cases[i].written, sent, cases[i].sent);
	}
	arena_free(&arena);
}

/* Reads quoted strings back: the longest, escapes counted as written, and the octets of all. */
static size_t read_back(const char *text, char *octets, size_t *ret_longest)
{
	size_t n = 0;

	*ret_longest = 0;
	while (*text != '\0') {
		const char *start;

		assert_int_equal(*text++, '"');
		for (start = text; *text != '"';) {
			if (text[0] == '\\' && ascii_is_digit(text[1])) {
				octets[n++] = (char)((text[1] - '0') * 64 + (text[2] - '0') * 8 +
						     (text[3] - '0'));
				text += 4;
			} else {
				text += *text == '\\';
				octets[n++] = *text++;
			}
		}
		if ((size_t)(text - start) > *ret_longest)
			*ret_longest = (size_t)(text - start);
		text++;
		if (*text == ' ')
			text++;
	}
	return n;
}

/* However long a text is and whatever is in it: no string over 255 characters, and nothing lost. */
static void test_long_texts(void **state)
{
	static const size_t lengths[] = {0, 1, 254, 255, 256, 510, 511, 1000};
	static const char fillers[] = {'a', '"', '\\', '\001', '\377'};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t f = 0; f < sizeof(fillers); f++) {
		for (size_t i = 0; i < COUNT_OF(lengths); i++) {
			char text[1000], octets[1000];
			size_t longest = 0;
			struct rr rr = {0};

			memset(text, fillers[f], sizeof(text));
			rdata_from_text(&arena, str_slice(text, lengths[i]), &rr);
			assert_int_equal(
				read_back(route53_value(&arena, RR_TXT, &rr), octets, &longest),
				lengths[i]);
			assert_true(longest <= ROUTE53_TEXT_CHARACTERS);
			assert_memory_equal(octets, text, lengths[i]);
		}
	}
	arena_free(&arena);
}

static void test_types(void **state)
{
	(void)state;
	assert_true(route53_has_type(RR_TXT));
	assert_true(route53_has_type(RR_HTTPS));
	assert_false(route53_has_type(RR_DNAME));
	assert_false(route53_has_type(RR_LOC));
	assert_false(route53_has_type(RR_URI));
	assert_false(route53_has_type((enum rr_type)65280));
}

static void test_alias_zones(void **state)
{
	struct arena arena;
	size_t n = 0;
	const struct alias_zone *rows = alias_zones_all(&n);

	(void)state;
	arena_init(&arena);
	assert_string_equal(
		alias_zone_find(ALIAS_LOAD_BALANCER, STR("ap-southeast-2"))->hosted_zone_id,
		"Z1GM3OXH4ZPM65");
	assert_string_equal(
		alias_zone_find(ALIAS_NETWORK_LOAD_BALANCER, STR("ap-southeast-2"))->hosted_zone_id,
		"ZCT6FZBF4DROD");
	assert_null(alias_zone_find(ALIAS_LOAD_BALANCER, STR("xx-nowhere-1")));
	/* the order of region and `elb` alone tells the two kinds apart */
	assert_int_equal(
		alias_zone_of_name(&arena, name_of(&arena, "a-1.eu-west-1.elb.amazonaws.com"))
			->service,
		ALIAS_LOAD_BALANCER);
	assert_int_equal(
		alias_zone_of_name(&arena, name_of(&arena, "a-1.elb.eu-west-1.amazonaws.com"))
			->service,
		ALIAS_NETWORK_LOAD_BALANCER);
	assert_string_equal(
		alias_zone_of_name(&arena, name_of(&arena, "d111111abcdef8.cloudfront.net"))
			->hosted_zone_id,
		"Z2FDTNDATAQYW2");
	assert_non_null(alias_zone_of_name(
		&arena, name_of(&arena, "d-abcdef0123.execute-api.eu-west-1.amazonaws.com")));
	assert_null(alias_zone_of_name(
		&arena, name_of(&arena, "abcdef0123.execute-api.eu-west-1.amazonaws.com")));
	assert_null(alias_zone_of_name(&arena, name_of(&arena, "cloudfront.net")));
	assert_null(alias_zone_of_name(&arena, name_of(&arena, "www.example.com")));
	for (size_t i = 0; i < n; i++) {
		assert_true(rows[i].hosted_zone_id[0] == 'Z' &&
			    strlen(rows[i].hosted_zone_id) <= 32);
		assert_ptr_equal(alias_zone_find(rows[i].service, str_from(rows[i].region)),
				 &rows[i]);
	}
	arena_free(&arena);
}

/* Name of CreateResolverRule: (?!^[0-9]+$)([a-zA-Z0-9\-_' ']+), at most 64 characters. */
static void test_resolver_names(void **state)
{
	struct arena arena;
	const char *longest = "a-label-of-many-letters.another-label-of-many-letters.example.com";
	const char *other = "a-label-of-many-letters.another-label-of-many-letters.example.net";

	(void)state;
	arena_init(&arena);
	assert_string_equal(resolver_rule_name(&arena, false, "retail.aws.example.com"),
			    "forward-retail-aws-example-com");
	assert_int_equal(strlen(resolver_rule_name(&arena, false, longest)), RESOLVER_NAME_MAX);
	assert_string_not_equal(resolver_rule_name(&arena, false, longest),
				resolver_rule_name(&arena, false, other));
	assert_null(strchr(resolver_rule_name(&arena, false, "a\\032b.example"), '\\'));
	arena_free(&arena);
}

/* RuleType of CreateResolverRule; TargetIps and ResolverEndpointId belong to FORWARD alone. */
static void test_system_rule_body(void **state)
{
	struct forwarding_rule rule = {.domain = sample_text("open.example.com"), .system = true};
	struct buf out CLEANUP(buf_free);
	struct arena arena;
	struct json json;
	struct str text;

	(void)state;
	arena_init(&arena);
	buf_init(&out, 10000);
	json_begin(&json, &out, JSON_COMPACT);
	json_open_object(&json, NULL);
	resolver_rule_write(&json, &rule, &arena);
	json_end(&json);
	text = buf_view(&out);
	assert_true(str_find(text,
			     "\"Name\":\"system-open-example-com\",\"RuleType\":\"SYSTEM\","
			     "\"DomainName\":\"open.example.com\"}",
			     NULL));
	assert_false(str_find(text, "TargetIps", NULL));
	assert_false(str_find(text, "ResolverEndpointId", NULL));
	arena_free(&arena);
}

/* Two private zones of one name are two requests: CallerReference tells them apart. */
static void test_zones_of_one_name(void **state)
{
	struct vpc vpcs[] = {{.id = sample_text("vpc-1")}, {.id = sample_text("vpc-2")}};
	struct zone zone = {.view = VIEW_PRIVATE, .shares_name = true};
	char *texts[2];
	struct arena arena;

	(void)state;
	arena_init(&arena);
	zone.name = name_of(&arena, "corp.example.com");
	for (size_t i = 0; i < 2; i++) {
		struct buf out CLEANUP(buf_free);
		struct json json;
		size_t at;

		buf_init(&out, 10000);
		json_begin(&json, &out, JSON_COMPACT);
		json_open_object(&json, NULL);
		hosted_zone_create_write(&json, &zone, &vpcs[i], &arena);
		json_end(&json);
		assert_true(str_find(buf_view(&out), "zonewarrant-", &at));
		texts[i] = arena_copy(&arena, buf_view(&out).ptr + at, 76);
	}
	assert_string_not_equal(texts[0], texts[1]);
	arena_free(&arena);
}

static struct rrset sample_rrset(struct arena *arena, struct zone *zone, const char *owner,
				 const char *address)
{
	struct rrset rrset = {.owner = name_of(arena, owner), .zone = zone, .type = RR_A};
	struct err err = {0};

	rrset.rrs = NEW_ARRAY(arena, struct rr, 1);
	rrset.n = 1;
	rrset.ttl_known = true;
	rrset.ttl = 60;
	assert_int_equal(rdata_parse(arena, RR_A, str_from(address), &rrset.rrs[0], &err), OK);
	return rrset;
}

static const char *body_of(struct arena *arena, const struct zone *zone, const struct batch *batch,
			   enum batch_form form)
{
	struct buf out CLEANUP(buf_free);
	struct json json;

	buf_init(&out, 100000);
	json_begin(&json, &out, JSON_COMPACT);
	json_open_object(&json, NULL);
	change_batch_write(&json, zone, batch, form, "c", arena);
	json_end(&json);
	return arena_cstr(arena, buf_view(&out));
}

static void test_bodies(void **state)
{
	struct load_balancer balancer = {
		.key = sample_text("lb"),
		.type = sample_text("network"),
		.region = sample_text("eu-west-1"),
		.dns_name = sample_text("lb-0123456789abcdef.elb.eu-west-1.amazonaws.com"),
	};
	struct target target = {
		.kind = TARGET_LOAD_BALANCER, .load_balancer = &balancer, .evaluate_health = true};
	struct rrset first, second;
	struct change changes[2] = {0};
	struct batch batch = {.changes = changes, .n = 2};
	struct zone zone = {.id = sample_text("Z1")};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	zone.name = name_of(&arena, "example.com");
	first = sample_rrset(&arena, &zone, "a.example.com", "192.0.2.1");
	second = (struct rrset){.owner = name_of(&arena, "*.example.com"),
				.zone = &zone,
				.type = RR_AAAA,
				.alias = &target};
	changes[0] = (struct change){.action = CHANGE_CREATE, .rrset = &first, .order = 0};
	changes[1] = (struct change){.action = CHANGE_CREATE, .rrset = &second, .order = 0};
	assert_string_equal(
		body_of(&arena, &zone, &batch, BATCH_FORWARD),
		"{\"HostedZoneId\":\"Z1\",\"ChangeBatch\":{\"Comment\":\"c\",\"Changes\":["
		"{\"Action\":\"CREATE\",\"ResourceRecordSet\":{\"Name\":\"a.example.com.\","
		"\"Type\":\"A\","
		"\"TTL\":60,\"ResourceRecords\":[{\"Value\":\"192.0.2.1\"}]}},"
		"{\"Action\":\"CREATE\",\"ResourceRecordSet\":{\"Name\":\"*.example.com.\","
		"\"Type\":\"AAAA\","
		"\"AliasTarget\":{\"HostedZoneId\":\"Z2IFOLAFXWLO4F\",\"DNSName\":"
		"\"lb-0123456789abcdef.elb.eu-west-1.amazonaws.com.\",\"EvaluateTargetHealth\":"
		"true}}}"
		"]}}");
	assert_string_equal(
		body_of(&arena, &zone, &batch, BATCH_INVERSE),
		"{\"HostedZoneId\":\"Z1\",\"ChangeBatch\":{\"Comment\":\"c\",\"Changes\":["
		"{\"Action\":\"DELETE\",\"ResourceRecordSet\":{\"Name\":\"*.example.com.\","
		"\"Type\":\"AAAA\","
		"\"AliasTarget\":{\"HostedZoneId\":\"Z2IFOLAFXWLO4F\",\"DNSName\":"
		"\"lb-0123456789abcdef.elb.eu-west-1.amazonaws.com.\",\"EvaluateTargetHealth\":"
		"true}}},"
		"{\"Action\":\"DELETE\",\"ResourceRecordSet\":{\"Name\":\"a.example.com.\","
		"\"Type\":\"A\","
		"\"TTL\":60,\"ResourceRecords\":[{\"Value\":\"192.0.2.1\"}]}}"
		"]}}");
	/* what is stated comes before the table */
	balancer.hosted_zone_id = sample_text("ZSTATED");
	assert_string_equal(alias_hosted_zone_id(&arena, &second), "ZSTATED");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_alias_zones),
		cmocka_unit_test(test_resolver_names),
		cmocka_unit_test(test_system_rule_body),
		cmocka_unit_test(test_zones_of_one_name),
		cmocka_unit_test(test_bodies),
	};

	return cmocka_run_group_tests_name("change batch", tests, NULL, NULL);
}
