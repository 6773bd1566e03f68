/* test_rdata.c -- rdata out of text, fields and wire, and back. */
#include "model/rr.h"

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

static const char *printed(enum rr_type type, const struct rr *rr)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, 4 * RDATA_MAX + 1024);
	rdata_print(&out, type, rr);
	assert_false(out.too_big);
	return arena_copy(&arena, out.ptr == NULL ? "" : out.ptr, out.len);
}

static const char *hex(const struct rr *rr)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, 2 * RDATA_MAX);
	for (size_t i = 0; i < rr->len; i++)
		buf_printf(&out, "%02x", rr->rdata[i]);
	return arena_copy(&arena, out.ptr == NULL ? "" : out.ptr, out.len);
}

static void expect_text(const char *name, const char *got, const char *wanted)
{
	if (strcmp(got, wanted) != 0)
		fail_msg("%s: got %s, wanted %s", name, got, wanted);
}

static enum rr_type type_of(const char *mnemonic)
{
	enum rr_type type;

	if (!rr_type_parse(str_from(mnemonic), &type))
		fail_msg("%s is no type", mnemonic);
	return type;
}

/* A value that is read: what it prints as, and where it points. */
struct good {
	const char *type, *text;
	const char *prints; /* NULL: as it was written */
	const char *target; /* NULL: none */
};

static const struct good good[] = {
	{"A", "192.0.2.1", NULL, NULL},
	{"A", " 0.0.0.0 ", "0.0.0.0", NULL},
	{"A", "\\# 4 C0000201", "192.0.2.1", NULL},
	{"AAAA", "2001:DB8::0001", "2001:db8::1", NULL},
	{"AAAA", "::ffff:192.0.2.1", NULL, NULL},
	{"AAAA", "::", NULL, NULL},
	{"AAAA", "1:2:3:4:5:6:7:8", NULL, NULL},
	{"CNAME", "WWW.Example.com", "www.example.com.", "www.example.com."},
	{"CNAME", "a\\.b.example.", NULL, "a\\.b.example."},
	{"CNAME", "\\097.example.", "a.example.", "a.example."},
	{"CNAME", "192.0.2.1.", NULL, "192.0.2.1."},
	{"CNAME", ".", NULL, "."},
	{"NS", "ns-1.awsdns-01.org", "ns-1.awsdns-01.org.", "ns-1.awsdns-01.org."},
	{"PTR", "host.example.", NULL, "host.example."},
	{"DNAME", "other.example.", NULL, "other.example."},
	{"MX", "10 Mail.example.com.", "10 mail.example.com.", "mail.example.com."},
	{"MX", "0 .", NULL, NULL},
	{"MX", "65535\tmail", "65535 mail.", "mail."},
	{"SRV", "0 5 5060 sip.example.", NULL, "sip.example."},
	{"SRV", "0 0 0 .", NULL, NULL},
	{"TXT", "v=spf1 -all", "\"v=spf1 -all\"", NULL},
	{"TXT", "a\\b \"c\"", "\"a\\\\b \\\"c\\\"\"", NULL},
	{"TXT", "\"one\" \"two\"", NULL, NULL},
	{"TXT", "\"a\\\"b\" c", "\"a\\\"b\" \"c\"", NULL},
	{"TXT", "\"\\001\\255\"", NULL, NULL},
	{"TXT", "\"\"", NULL, NULL},
	{"TXT", "", "\"\"", NULL},
	{"TXT", "caf\xc3\xa9;()", "\"caf\\195\\169;()\"", NULL},
	{"TXT", "\\# 4 c0000201", "\"\\\\# 4 c0000201\"", NULL},
	{"SPF", "v=spf1 mx", "\"v=spf1 mx\"", NULL},
	{"CAA", "0 issue amazon.com", "0 issue \"amazon.com\"", NULL},
	{"CAA", "128 issuewild \";\"", NULL, NULL},
	{"CAA", "0 iodef \"mailto:security@example.com\"", NULL, NULL},
	{"CAA", "0 issue \"\"", NULL, NULL},
	{"CAA", "255 tbs \"a \\\"quoted\\\" \\\\ value\"", NULL, NULL},
	{"DS", "60485 5 1 2BB183AF5F22588179A53B0A 98631FAD1A292118",
	 "60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118", NULL},
	{"DS", "1 8 9 00", NULL, NULL},
	{"DS", "1 8 2 00", NULL, NULL}, /* ds-digest-length looks at it */
	{"SSHFP", "4 2 123456789abcdef67890123456789abcdef67890123456789abcdef123456789", NULL,
	 NULL},
	{"SSHFP", "1 2 bf6b6825d2977c511a475bbefb88aad54a92ac73", NULL, NULL},
	{"TLSA", "3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971", NULL,
	 NULL},
	{"TLSA", "3 0 0 30", NULL, NULL},
	{"TLSA", "255 255 255 00", NULL, NULL},
	{"NAPTR", "100 10 \"U\" \"E2U+sip\" \"!^.*$!sip:info@bar.example!\" .", NULL, NULL},
	{"NAPTR", "100 10 S SIP+D2U \"\" _sip._udp.example.",
	 "100 10 \"S\" \"SIP+D2U\" \"\" _sip._udp.example.", "_sip._udp.example."},
	{"URI", "10 1 \"ftp://ftp1.example.com/public\"", NULL, NULL},
	{"HINFO", "PC-Intel-700mhz \"Red Hat\"", "\"PC-Intel-700mhz\" \"Red Hat\"", NULL},
	{"RP", "Admin.example. txt.example", "admin.example. txt.example.", NULL},
	{"SOA", "ns.example. Host.example 2026112401 1H 10m 1w 4m60s",
	 "ns.example. host.example. 2026112401 3600 600 604800 300", NULL},
	{"LOC", "31 58 52.100 S 115 49 11.700 E 20.00m 10m 10m 2m", NULL, NULL},
	{"SVCB", "0 Svc.Example.", "0 svc.example.", "svc.example."},
	{"SVCB", "1 .", NULL, NULL},
	{"SVCB", "1 a!b.example key65280=a\\;b", "1 a!b.example. key65280=\"a;b\"", "a!b.example."},
	{"SVCB", "1 . ipv6hint=::,::1,::2", NULL, NULL},
	{"HTTPS", "1 . alpn=h2,h3 port=443", "1 . alpn=h2,h3 port=443", NULL},
	{"HTTPS", "16 foo.example ipv4hint=192.0.2.1 alpn=h2",
	 "16 foo.example. alpn=h2 ipv4hint=192.0.2.1", "foo.example."},
	{"OPENPGPKEY", "mQINBFit", NULL, NULL},
	{"DNSKEY", "256 3 8 AwEAAQ==", NULL, NULL},
	{"TYPE65280", "\\# 4 0A000001", "\\# 4 0a000001", NULL},
	{"TYPE65280", "\\# 0", "\\# 0", NULL},
	{"TYPE1", "192.0.2.1", NULL, NULL},
	{"EUI48", "00-00-5e-00-53-2a", "\\# 6 00005e00532a", NULL},
	{"DNSKEY", "\\# 4 61010030", NULL, NULL},  /* no key at all */
	{"NSEC3", "\\# 5 610100652e", NULL, NULL}, /* malformed, and nobody looks into it */
};

static void reads_what_is_of_its_type(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		const struct good *c = &good[i];
		const char *name = arena_printf(&arena, "%s `%s`", c->type, c->text), *out;
		enum rr_type type = type_of(c->type);
		struct rr rr = {0}, again = {0};
		struct err err;

		if (rdata_parse(&arena, type, str_from(c->text), &rr, &err) != OK)
			fail_msg("%s: %s", name, err.text);
		out = printed(type, &rr);
		if (type != RR_LOC) /* libknot has zeros of its own */
			expect_text(name, out, c->prints == NULL ? c->text : c->prints);
		expect_text(name, rr.target == NULL ? "none" : dname_text(&arena, rr.target),
			    c->target == NULL ? "none" : c->target);
		if (rdata_parse(&arena, type, str_from(out), &again, &err) != OK)
			fail_msg("%s: what it prints, %s, is refused: %s", name, out, err.text);
		expect_text(name, hex(&again), hex(&rr));
		if (rdata_from_wire(&arena, type, rr.rdata, rr.len, &again, &err) != OK)
			fail_msg("%s: its wire is refused: %s", name, err.text);
		assert_true(rdata_equal(type, &rr, &again));
		assert_true((rr.target == NULL) == (again.target == NULL));
	}
}

/* A value that is refused, and why. */
struct bad {
	const char *type, *text, *reason;
};

static const struct bad bad[] = {
	{"A", "", "no value"},
	{"A", "192.0.2", "four numbers"},
	{"A", "192.0.2.1.", "four numbers"},
	{"A", "192.0.2.256", "four numbers"},
	{"A", "192.0.2.1000000001", "four numbers"},
	{"A", "192.0.2.1/32", "four numbers"},
	{"A", "192.0..1", "four numbers"},
	{"A", "010.0.0.1", "leading zero"},
	{"A", "host.example", "four numbers"},
	{"A", "2001:db8::1", "this is an IPv6 address"},
	{"A", "192.0.2.1 192.0.2.2", "four numbers"},
	{"A", "\\# 3 0a0000", "3 octets of data without a whole address"},
	{"A", "\\# 5 0a00000000", "5 octets of data, where the fields take 4"},
	{"A", "\\# 4 0a", "1 octets of data, and `\\#` says 4"},
	{"A", "\\# x", "the number of octets"},
	{"AAAA", "192.0.2.1", "this is an IPv4 address"},
	{"AAAA", "fe80::1%eth0", "hexadecimal"},
	{"AAAA", "1::2::3", "hexadecimal"},
	{"AAAA", "2001:db8::/32", "hexadecimal"},
	{"CNAME", "192.0.2.1", "a host name is wanted, and this is an IPv4 address"},
	{"CNAME", "2001:db8::1", "a host name is wanted, and this is an IPv6 address"},
	{"CNAME", "a..b", "an empty label"},
	{"CNAME", "a b", "a blank"},
	{"CNAME", "caf\xc3\xa9.example", "outside ASCII"},
	{"CNAME", "a\\", "an escape"},
	{"NS", "0123456789012345678901234567890123456789012345678901234567890123.example",
	 "more than 63 octets"},
	{"MX", "mail.example", "the exchange is missing; its fields are preference, exchange"},
	{"MX", "10", "the exchange is missing"},
	{"MX", "mail.example 10", "the preference is a number from 0 to 65535, not `mail.example`"},
	{"MX", "65536 mail.example", "from 0 to 65535"},
	{"MX", "-1 mail.example", "from 0 to 65535"},
	{"MX", "10 mail.example extra", "more than its 2 fields"},
	{"MX", "10 192.0.2.1", "this is an IPv4 address"},
	{"MX", "10 a;b", "a `;` outside quotes"},
	{"MX", "10 \"a", "a quote that is not closed"},
	{"MX", "10 \"a\"b", "no blank behind a quoted string"},
	{"SRV", "0 5 99999 sip.example", "the port is a number from 0 to 65535"},
	{"SRV", "0 5 sip.example", "the target is missing"},
	{"TXT", "\"a", "a quote that is not closed"},
	{"TXT", "\"a\" ;b", "a `;` outside quotes"},
	{"TXT", "\"\\256\"", "from 000 to 255"},
	{"TXT", "\"a\"b", "no blank"},
	{"CAA", "300 issue ca.example", "the flags is a number from 0 to 255, not `300`"},
	{"CAA", "0 is-sue ca.example", "a tag is letters and digits"},
	{"CAA", "0 \"\" ca.example", "no tag"},
	{"CAA", "0 issue", "the value is missing"},
	{"CAA", "0 issue caf\xc3\xa9", "not printable ASCII"},
	{"CAA", "0 issue ;", "a `;` outside quotes"},
	{"CAA", "0 issue ca.example extra", "more than its 3 fields"},
	{"DS", "1 8 0 00", "digest type 0 is reserved"},
	{"DS", "1 8 1 2bb183af5f22588179a53b0a98631fad1a29211", "an odd number"},
	{"DS", "1 8 1 zz", "hexadecimal digits"},
	{"DS", "1 8 0 00", "reserved"},
	{"DS", "1 8 2", "the digest is missing"},
	{"SSHFP", "5 1 bf6b6825d2977c511a475bbefb88aad54a92ac73", "algorithm 5"},
	{"SSHFP", "1 3 bf6b6825d2977c511a475bbefb88aad54a92ac73", "fingerprint type 3"},
	{"SSHFP", "1 2", "the fingerprint is missing"},
	{"TLSA", "4 1 1 00", "the certificate usage is a number from 0 to 3"},
	{"TLSA", "3 2 1 00", "the selector"},
	{"TLSA", "3 1 3 00", "the matching type"},
	{"TLSA", "3 1 2 00", "a SHA-512 association has 64 octets"},
	{"NAPTR", "1 1 U E2U+sip \"\"", "the replacement is missing"},
	{"NAPTR", "65536 1 U E2U+sip \"\" .", "the order"},
	{"SOA", "ns.example.", "the mailbox is missing"},
	{"SOA", "ns.example. a.example. 1 2 3 4", "the minimum is missing"},
	{"SOA", "ns.example. a.example. 1 2 3 4 5x", "the minimum is seconds"},
	{"SOA", "ns.example. a.example. 1 2 3 4 h", "the minimum is seconds"},
	{"SOA", "ns.example. a.example. 1 2 3 4 9999w", "seconds to 4294967295"},
	{"SOA", "ns.example. a.example. 1h 2 3 4 5", "the serial is a number"},
	{"LOC", "91 0 0 N 0 0 0 E 0m", "degrees"},
	{"SVCB", "x .", "a number"},
	{"SVCB", "1", "the target name is missing"},
	{"SVCB", "1 a..b", "an empty label"},
	{"HTTPS", "1 . alpn=h2 alpn=h3", "duplicate"},
	{"HTTPS", "1 . port=99999", "bigger than 16 bits"},
	{"HTTPS", "1 . mandatory=alpn", "mandatory"},
	{"HTTPS", "1 . key6", "a parameter whose value its key cannot have"},
	{"HTTPS", "1 192.0.2.1 alpn=h2", "this is an IPv4 address"},
	{"HTTPS", "1 . alpn=h2\n$INCLUDE /etc/passwd", "a control character"},
	{"HTTPS", "1 . alpn=h2 ; no", "a `;` outside quotes"},
	{"OPENPGPKEY", "mQ(IN)", "outside quotes"},
	{"OPENPGPKEY", "mQ%N", "Base64"},
	{"TYPE65280", "abc", "`\\# length hexadecimal`"},
};

static void refuses_what_is_not_of_its_type(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const struct bad *c = &bad[i];
		struct rr rr = {.len = 7};
		struct err err = {{0}};

		if (rdata_parse(&arena, type_of(c->type), str_from(c->text), &rr, &err) == OK)
			fail_msg("%s `%s` is read as %s", c->type, c->text,
				 printed(type_of(c->type), &rr));
		if (!str_find(str_from(err.text), c->reason, NULL))
			fail_msg("%s `%s`: %s", c->type, c->text, err.text);
		assert_int_equal(rr.len, 7);
	}
}

/* A fault in the scanner leaves nothing behind for the next value. */
static void scanner_recovers(void **state)
{
	struct rr rr;
	struct err err;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
			rdata_parse(&arena, RR_HTTPS, STR("1 . alpn=h2 alpn=h3"), &rr, &err),
			FAILED);
		assert_int_equal(rdata_parse(&arena, RR_HTTPS, STR("1 . alpn=h2"), &rr, &err), OK);
		expect_text("after a fault", printed(RR_HTTPS, &rr), "1 . alpn=h2");
	}
}

/* Fields of a mapping, by key. */
struct fields {
	const char *name, *type;
	const char *values[12]; /* in the order of rdata_fields() */
	const char *prints, *reason;
};

static const struct fields fields[] = {
	{"mx", "MX", {"10", "mail.example.com."}, "10 mail.example.com.", NULL},
	{"mx without preference", "MX", {NULL, "mail"}, NULL, "`preference` is missing"},
	{"mx empty exchange", "MX", {"10", ""}, NULL, "no name at all"},
	{"srv", "SRV", {"12", "20", "30", "foo.unit.tests."}, "12 20 30 foo.unit.tests.", NULL},
	{"caa", "CAA", {"128", "issue", "ca.unit.tests"}, "128 issue \"ca.unit.tests\"", NULL},
	{"caa without flags", "CAA", {NULL, "issue", ";"}, "0 issue \";\"", NULL},
	{"caa without tag", "CAA", {"0", NULL, ";"}, NULL, "`tag` is missing"},
	{"caa backslash", "CAA", {"0", "issue", "a\\1"}, "0 issue \"a\\\\1\"", NULL},
	{"naptr",
	 "NAPTR",
	 {"100", "100", "U", "SIP+D2U", "!^.*$!sip:\\1!", "."},
	 "100 100 \"U\" \"SIP+D2U\" \"!^.*$!sip:\\\\1!\" .",
	 NULL},
	{"sshfp",
	 "SSHFP",
	 {"1", "1", "bf6b6825d2977c511a475bbefb88aad54a92ac73"},
	 "1 1 bf6b6825d2977c511a475bbefb88aad54a92ac73",
	 NULL},
	{"ds",
	 "DS",
	 {"60485", "5", "1", "2bb183af5f22588179a53b0a98631fad1a292118"},
	 "60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118",
	 NULL},
	{"tlsa short", "TLSA", {"3", "1", "1", "0c"}, NULL, "has 32 octets"},
	{"svcb", "SVCB", {"1", "svc.example", "alpn=h2"}, "1 svc.example. alpn=h2", NULL},
	{"svcb without parameters", "SVCB", {"1", ".", NULL}, "1 .", NULL},
	{"https",
	 "HTTPS",
	 {"1", ".", "alpn=h2,h3 port=443 ipv4hint=192.0.2.1"},
	 "1 . alpn=h2,h3 port=443 ipv4hint=192.0.2.1",
	 NULL},
	{"https blank in target",
	 "HTTPS",
	 {"1", "a b", "alpn=h2"},
	 NULL,
	 "the target name has a blank"},
	{"https empty target", "HTTPS", {"1", "", "alpn=h2"}, NULL, "no name at all"},
	{"uri", "URI", {"1", "2", "https://a.example/"}, "1 2 \"https://a.example/\"", NULL},
	{"soa",
	 "SOA",
	 {"ns.example.", "host.example.", "1", "2", "3", "4", "5"},
	 "ns.example. host.example. 1 2 3 4 5",
	 NULL},
	{"loc out of range",
	 "LOC",
	 {"99", "0", "0", "N", "0", "0", "0", "E", "0", "1", "1", "1"},
	 NULL,
	 "degrees"},
	{"loc empty",
	 "LOC",
	 {"9", "", "0", "N", "0", "0", "0", "E", "0", "1", "1", "1"},
	 NULL,
	 "`lat_minutes` has no value"},
	{"loc blank",
	 "LOC",
	 {"9", "0", "0", "N", "0", "0", "0", "E", "0 1", "1", "1", "1"},
	 NULL,
	 "a blank in `altitude`"},
};

static void reads_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		const struct fields *c = &fields[i];
		enum rr_type type = type_of(c->type);
		struct str values[COUNT_OF(c->values)];
		struct rr rr;
		struct err err = {{0}};
		enum status status;
		size_t n;

		(void)rdata_fields(type, &n);
		for (size_t k = 0; k < n; k++)
			values[k] = str_from(c->values[k]);
		status = rdata_from_fields(&arena, type, values, &rr, &err);
		if (c->prints == NULL) {
			if (status == OK || !str_find(str_from(err.text), c->reason, NULL))
				fail_msg("%s: %s", c->name, status == OK ? "read" : err.text);
			continue;
		}
		if (status != OK)
			fail_msg("%s: %s", c->name, err.text);
		expect_text(c->name, printed(type, &rr), c->prints);
	}
}

static void location_of_fields_is_location_of_text(void **state)
{
	const struct str values[] = {
		STR("31"),   STR("58"), STR("52.1"), STR("S"),	STR("115"), STR("49"),
		STR("11.7"), STR("E"),	STR("20"),   STR("10"), STR("10"),  STR("2"),
	};
	struct rr from_fields, from_text;
	struct err err;

	(void)state;
	assert_int_equal(rdata_from_fields(&arena, RR_LOC, values, &from_fields, &err), OK);
	assert_int_equal(rdata_parse(&arena, RR_LOC,
				     STR("31 58 52.1 S 115 49 11.7 E 20m 10m 10m 2m"), &from_text,
				     &err),
			 OK);
	assert_true(rdata_equal(RR_LOC, &from_fields, &from_text));
}

/* Wire that is no rdata of its type. */
struct wire {
	const char *name;
	enum rr_type type;
	const char *octets;
	size_t len;
	const char *reason;
};

#define WIRE(text) text, sizeof(text) - 1

static const struct wire wires[] = {
	{"short address", RR_A, WIRE("\1\2\3"), "without a whole address"},
	{"long address", RR_A, WIRE("\1\2\3\4\5"), "where the fields take 4"},
	{"name that runs out", RR_CNAME, WIRE("\3www\7exam"), "without a whole target"},
	{"compressed name", RR_CNAME, WIRE("\3www\xc0\x0c"), "without a whole target"},
	{"octets behind a name", RR_NS, WIRE("\1a\0\0"), "where the fields take 3"},
	{"no name", RR_MX, WIRE("\0\12"), "without a whole exchange"},
	{"string that runs out", RR_TXT, WIRE("\5abc"), "without a whole text"},
	{"no string", RR_TXT, WIRE(""), "without a whole text"},
	{"tag that runs out", RR_CAA, WIRE("\0\5iss"), "without a whole tag"},
	{"parameters out of order", RR_SVCB, WIRE("\0\1\0\0\3\0\2\1\273\0\1\0\3\2h2"),
	 "without a whole parameters"},
	{"parameter that runs out", RR_HTTPS, WIRE("\0\1\0\0\3\0\5\1\273"),
	 "without a whole parameters"},
	{"mandatory and absent", RR_SVCB, WIRE("\0\1\0\0\0\0\2\0\3"), "parameters"},
	{"mandatory of itself", RR_SVCB, WIRE("\0\1\0\0\0\0\2\0\0"), "parameters"},
	{"no protocol", RR_SVCB, WIRE("\0\1\0\0\1\0\0"), "parameters"},
	{"an empty protocol", RR_SVCB, WIRE("\0\1\0\0\1\0\1\0"), "parameters"},
	{"no-default-alpn with a value", RR_SVCB, WIRE("\0\1\0\0\2\0\1a"), "parameters"},
	{"a port of three octets", RR_SVCB, WIRE("\0\1\0\0\3\0\3abc"), "parameters"},
	{"a hint of three octets", RR_SVCB, WIRE("\0\1\0\0\4\0\3abc"), "parameters"},
	{"an empty hint", RR_SVCB, WIRE("\0\1\0\0\6\0\0"), "parameters"},
	{"DS without a digest", RR_DS, WIRE("\0\1\10\2"), "no digest"},
};

static void refuses_wire(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wires); i++) {
		const struct wire *c = &wires[i];
		struct rr rr;
		struct err err = {{0}};

		if (rdata_from_wire(&arena, c->type, (const uint8_t *)c->octets, c->len, &rr,
				    &err) == OK)
			fail_msg("%s is taken", c->name);
		if (!str_find(str_from(err.text), c->reason, NULL))
			fail_msg("%s: %s", c->name, err.text);
	}
}

static void lowers_names_of_wire(void **state)
{
	static const char mx[] = "\0\12\4MAIL\7Example";
	struct rr rr;
	struct err err;

	(void)state;
	assert_int_equal(rdata_from_wire(&arena, RR_MX, (const uint8_t *)mx, sizeof(mx), &rr, &err),
			 OK);
	expect_text("MX", printed(RR_MX, &rr), "10 mail.example.");
	expect_text("target", dname_text(&arena, rr.target), "mail.example.");
}

static void cuts_text_into_chunks(void **state)
{
	static const struct {
		size_t octets, len;
	} cases[] = {{0, 1}, {1, 2}, {254, 255}, {255, 256}, {256, 258}, {510, 512}, {511, 514}};
	char *text = arena_alloc(&arena, RDATA_TEXT_MAX + 1);
	struct rr rr;

	(void)state;
	memset(text, 'x', RDATA_TEXT_MAX + 1);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_true(rdata_from_text(&arena, str_slice(text, cases[i].octets), &rr));
		assert_int_equal(rr.len, cases[i].len);
		assert_int_equal(rdata_joined(&arena, &rr).len, cases[i].octets);
	}
	assert_true(rdata_from_text(&arena, str_slice(text, RDATA_TEXT_MAX), &rr));
	assert_int_equal(rr.len, RDATA_MAX);
	assert_false(rdata_from_text(&arena, str_slice(text, RDATA_TEXT_MAX + 1), &rr));
}

static void text_over_a_limit_is_refused(void **state)
{
	char *text = arena_alloc(&arena, 70000);
	struct rr rr;
	struct err err;

	(void)state;
	memset(text, 'x', 70000);
	assert_int_equal(rdata_parse(&arena, RR_TXT, str_slice(text, 70000), &rr, &err), FAILED);
	memcpy(text, "0 1 ", 4);
	assert_int_equal(rdata_parse(&arena, RR_URI, str_slice(text, 70000), &rr, &err), FAILED);
}

/* A string in quotes of LENGTH octets, each another than the one before it, and a short one behind it. */
static void check_long_string(size_t length)
{
	struct buf text CLEANUP(buf_free);
	struct rr rr, whole;
	struct err err;

	buf_init(&text, RDATA_MAX * 2);
	buf_char(&text, '"');
	for (size_t i = 0; i < length; i++)
		buf_char(&text, (char)('a' + i % 23));
	buf_text(&text, "\" \"end\"");
	assert_int_equal(rdata_parse(&arena, RR_TXT, buf_view(&text), &rr, &err), OK);
	assert_int_equal(rr.long_string, length > 255 ? length : 0);
	assert_int_equal(rr.rdata[0], length > 255 ? 255 : length);
	assert_int_equal(rr.rdata[rr.len - 4], 3);
	/* What it joins to is what was written; its strings are those of the text without quotes. */
	assert_int_equal(rdata_joined(&arena, &rr).len, length + 3);
	assert_true(rdata_from_text(&arena, str_slice(text.ptr + 1, length), &whole));
	if (length > 0)
		assert_memory_equal(rr.rdata, whole.rdata, whole.len);
}

static void long_strings_are_cut_and_said(void **state)
{
	static const size_t lengths[] = {0, 1, 255, 256, 510, 511, 1021, 65000};
	char *text = arena_alloc(&arena, 70002);
	struct rr rr;
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lengths); i++)
		check_long_string(lengths[i]);
	memset(text, 'x', 70002);
	text[0] = text[70001] = '"';
	assert_int_equal(rdata_parse(&arena, RR_TXT, str_slice(text, 70002), &rr, &err), FAILED);
	text[RDATA_TEXT_MAX + 1] = '"';
	assert_int_equal(
		rdata_parse(&arena, RR_TXT, str_slice(text, RDATA_TEXT_MAX + 2), &rr, &err), OK);
	assert_int_equal(rr.len, RDATA_MAX);
	assert_int_equal(rr.long_string, RDATA_TEXT_MAX);
}

static void text_is_equal_whatever_its_chunks(void **state)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {
		{"\"ab\" \"c\"", "\"a\" \"bc\"", true}, {"\"abc\"", "abc", true},
		{"\"a\" \"\" \"b\"", "ab", true},	{"\"\"", "\"\" \"\"", true},
		{"\"ab\"", "\"abc\"", false},		{"\"ab\"", "\"aB\"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct rr a, b;
		struct err err;

		assert_int_equal(rdata_parse(&arena, RR_TXT, str_from(cases[i].a), &a, &err), OK);
		assert_int_equal(rdata_parse(&arena, RR_TXT, str_from(cases[i].b), &b, &err), OK);
		if (rdata_equal(RR_TXT, &a, &b) != cases[i].equal)
			fail_msg("%s and %s", cases[i].a, cases[i].b);
	}
}

static void caa_is_taken_apart(void **state)
{
	struct str tag, value;
	uint8_t flags;
	struct rr rr;
	struct err err;

	(void)state;
	assert_int_equal(
		rdata_parse(&arena, RR_CAA, STR("128 issueWild \"ca.example; a=b\""), &rr, &err),
		OK);
	assert_true(rdata_caa(&rr, &flags, &tag, &value));
	assert_int_equal(flags, 128);
	assert_true(str_is(tag, "issueWild"));
	assert_true(str_is(value, "ca.example; a=b"));
	rr.len = 5;
	assert_false(rdata_caa(&rr, &flags, &tag, &value));
}

static void knows_types(void **state)
{
	static const char *const unknown[] = {"",	 "ALIAS", "URLFWD",    "ANY",	"OPT",
					      "AXFR",	 "TYPE",  "TYPE65536", "TYPE0", "TYPEx",
					      "TYPE255", "A ",	  "IN"};
	enum rr_type type;
	const char *const *names;
	size_t n;

	(void)state;
	names = rr_type_names(&n);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			assert_true(strcmp(names[i - 1], names[i]) < 0);
		expect_text("round trip", rr_type_name(&arena, type_of(names[i])), names[i]);
	}
	for (size_t i = 0; i < COUNT_OF(unknown); i++)
		if (rr_type_parse(str_from(unknown[i]), &type))
			fail_msg("`%s` is type %u", unknown[i], (unsigned)type);
	assert_int_equal(type_of("cname"), RR_CNAME);
	assert_int_equal(type_of("type257"), RR_CAA);
	assert_int_equal(type_of("TYPE65280"), 65280);
	expect_text("unknown", rr_type_name(&arena, (enum rr_type)65280), "TYPE65280");
	expect_text("of libknot", rr_type_name(&arena, (enum rr_type)37), "CERT");
	assert_true(rr_type_exposes(RR_HTTPS));
	assert_false(rr_type_exposes(RR_TXT));
}

static void old_spelling_of_ds(void **state)
{
	const struct rdata_field *old;
	size_t n;

	(void)state;
	old = rdata_fields_old(RR_DS, &n);
	assert_int_equal(n, 4);
	expect_text("third", old[2].key, "algorithm");
	(void)rdata_fields_old(RR_MX, &n);
	assert_int_equal(n, 0);
	(void)rdata_fields(RR_TXT, &n);
	assert_int_equal(n, 0);
}

/* ---- generated values: what is printed is read as the same octets ------------------------------ */

static uint32_t seed = 20261124;

static uint32_t next_random(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static void add_name(struct buf *wire)
{
	uint32_t labels = next_random(5);

	for (uint32_t i = 0; i < labels; i++) {
		uint32_t len = 1 + next_random(i == 0 ? 40 : 8);

		buf_char(wire, (char)len);
		for (uint32_t k = 0; k < len; k++)
			buf_char(wire, (char)next_random(256));
	}
	buf_char(wire, 0);
}

static void add_octets(struct buf *wire, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		buf_char(wire, (char)next_random(256));
}

static void add_string(struct buf *wire)
{
	uint32_t len = next_random(4) == 0 ? 255 : next_random(20);

	buf_char(wire, (char)len);
	add_octets(wire, len);
}

static void generate(struct buf *wire, enum rr_type type)
{
	switch ((unsigned)type) {
	case RR_A:
		add_octets(wire, 4);
		return;
	case RR_AAAA:
		add_octets(wire, 16);
		return;
	case RR_CNAME:
	case RR_NS:
		add_name(wire);
		return;
	case RR_MX:
		add_octets(wire, 2);
		add_name(wire);
		return;
	case RR_SRV:
		add_octets(wire, 6);
		add_name(wire);
		return;
	case RR_SOA:
		add_name(wire);
		add_name(wire);
		add_octets(wire, 20);
		return;
	case RR_TXT:
		for (uint32_t n = 1 + next_random(3); n > 0; n--)
			add_string(wire);
		return;
	case RR_NAPTR:
		add_octets(wire, 4);
		for (int i = 0; i < 3; i++)
			add_string(wire);
		add_name(wire);
		return;
	case RR_URI:
		add_octets(wire, 4);
		add_octets(wire, next_random(300));
		return;
	case RR_TLSA:
		buf_add(wire, "\3\1\1", 3);
		add_octets(wire, 32);
		return;
	case RR_SVCB:
		add_octets(wire, 2);
		add_name(wire);
		buf_add(wire, "\0\1\0\3\2h2\0\3\0\2\1\273\377\0\0\5", 17);
		add_octets(wire, 5);
		return;
	default:
		add_octets(wire, next_random(80));
	}
}

static void what_is_printed_is_read_again(void **state)
{
	static const enum rr_type types[] = {RR_A,
					     RR_AAAA,
					     RR_CNAME,
					     RR_NS,
					     RR_MX,
					     RR_SRV,
					     RR_SOA,
					     RR_TXT,
					     RR_NAPTR,
					     RR_URI,
					     RR_TLSA,
					     RR_SVCB,
					     (enum rr_type)65280};

	(void)state;
	for (int i = 0; i < 20000; i++) {
		enum rr_type type = types[next_random(COUNT_OF(types))];
		struct buf wire CLEANUP(buf_free);
		struct rr rr, again;
		struct err err;
		const char *text;

		buf_init(&wire, RDATA_MAX);
		generate(&wire, type);
		if (rdata_from_wire(&arena, type, (uint8_t *)wire.ptr, wire.len, &rr, &err) != OK)
			fail_msg("%s made of nothing: %s", rr_type_name(&arena, type), err.text);
		text = printed(type, &rr);
		if (rdata_parse(&arena, type, str_from(text), &again, &err) != OK)
			fail_msg("%s %s: %s", rr_type_name(&arena, type), text, err.text);
		expect_text(text, hex(&again), hex(&rr));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_is_of_its_type),
		cmocka_unit_test(refuses_what_is_not_of_its_type),
		cmocka_unit_test(scanner_recovers),
		cmocka_unit_test(reads_fields),
		cmocka_unit_test(location_of_fields_is_location_of_text),
		cmocka_unit_test(refuses_wire),
		cmocka_unit_test(lowers_names_of_wire),
		cmocka_unit_test(cuts_text_into_chunks),
		cmocka_unit_test(text_over_a_limit_is_refused),
		cmocka_unit_test(long_strings_are_cut_and_said),
		cmocka_unit_test(text_is_equal_whatever_its_chunks),
		cmocka_unit_test(caa_is_taken_apart),
		cmocka_unit_test(knows_types),
		cmocka_unit_test(old_spelling_of_ds),
		cmocka_unit_test(what_is_printed_is_read_again),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
