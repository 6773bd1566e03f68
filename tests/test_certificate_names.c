/*
 * test_certificate_names.c -- certificate_name_covers() against x509-limbo's cases of names
 * (fixtures/real/x509-limbo): whether some dNSName of the certificate covers the name that the peer is
 * asked for. A case judges a whole chain; where its verdict is for another part of it, `others` says which.
 */
#include "golden.h"
#include "index/index.h"

#include <jansson.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

#define LIMBO "fixtures/real/x509-limbo/limbo-names-a.json"

/* Cases that fail, though a dNSName of the certificate covers the name. */
static const struct {
	const char *id, *why;
} others[] = {
	{"rfc5280::nc::excluded-dns-match", "name constraints exclude the name"},
	{"rfc5280::nc::permitted-dns-match-noncritical",
	 "name constraints are not marked as critical"},
	{"rfc5280::nc::excluded-dns-match-second",
	 "name constraints exclude another name of the certificate"},
	{"rfc5280::nc::excluded-match-permitted-and-excluded", "name constraints exclude the name"},
	{"rfc5280::nc::not-allowed-in-ee-noncritical",
	 "name constraints in an end entity's certificate"},
	{"rfc5280::nc::not-allowed-in-ee-critical",
	 "name constraints in an end entity's certificate"},
	{"rfc5280::nc::intermediate-with-san-rejected-by-intermediate-nc",
	 "name constraints exclude a name of the intermediate"},
	{"rfc5280::nc::intermediate-with-san-rejected-by-root-nc",
	 "name constraints exclude a name of the intermediate"},
	{"rfc5280::nc::nc-permits-invalid-dns-san",
	 "another dNSName of the certificate is no name, which the constraints are held against"},
	{"rfc5280::san::underscore-dns", "a dNSName with an underscore: a rule of its own "
					 "(san-underscore), not a matter of matching"},
	{"webpki::cn::punycode-not-in-san", "the common name is not among the dNSNames"},
	{"webpki::cn::utf8-vs-punycode-mismatch", "the common name is no copy of a dNSName"},
	{"webpki::cn::case-mismatch", "the common name is no copy of a dNSName"},
	{"webpki::nc::intermediate-permitted-excluded-subtrees-both-null",
	 "name constraints of the intermediate are empty"},
	{"webpki::san::public-suffix-multi-label-wildcard-san",
	 "a wildcard at a public suffix must not be issued; RFC 9525 matches it all the same"},
	{"webpki::san::public-suffix-private-namespace-wildcard-san",
	 "likewise, at a suffix of the private section"},
	{"webpki::san::san-critical-with-nonempty-subject",
	 "the extension is marked as critical beside a subject"},
	{"webpki::san::san-wildcard-only-tld",
	 "`*` at the root must not be issued; RFC 9525 matches it all the same"},
};

enum { CASES = 38, ASKED_DNS = 28 };

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

static const char *reason_for(const char *id)
{
	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (strcmp(others[i].id, id) == 0)
			return others[i].why;
	return NULL;
}

static X509 *read_certificate(const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);

	BIO_free(bio);
	assert_non_null(certificate);
	return certificate;
}

/* Whether a dNSName of the certificate covers NAME. What is no name covers nothing. */
static bool covers(const X509 *certificate, const struct dname *name)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	bool covered = false;

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *general = sk_GENERAL_NAME_value(names, i);
		const struct dname *dns_name;
		struct str text;

		if (general->type != GEN_DNS)
			continue;
		text = str_slice((const char *)ASN1_STRING_get0_data(general->d.dNSName),
				 (size_t)ASN1_STRING_length(general->d.dNSName));
		if (dname_parse(&arena, text, NULL, &dns_name) == DNAME_OK)
			covered = covered || certificate_name_covers(dns_name, name);
	}
	GENERAL_NAMES_free(names);
	return covered;
}

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* Counts the case where it asks for a DNS name, and compares. */
static void check_case(const json_t *one, unsigned *asked, unsigned *excused)
{
	const json_t *peer = json_object_get(one, "expected_peer_name");
	const char *id = text_of(one, "id");
	bool wanted = strcmp(text_of(one, "expected_result"), "SUCCESS") == 0, got;
	const struct dname *name;
	X509 *certificate;

	if (!json_is_object(peer) || strcmp(text_of(peer, "kind"), "DNS") != 0)
		return;
	(*asked)++;
	assert_int_equal(dname_parse(&arena, str_from(text_of(peer, "value")), NULL, &name),
			 DNAME_OK);
	certificate = read_certificate(text_of(one, "peer_certificate"));
	got = covers(certificate, name);
	X509_free(certificate);
	if (reason_for(id) != NULL) {
		(*excused)++;
		if (!got || wanted)
			fail_msg("%s: is excused (%s) and need not be", id, reason_for(id));
	} else if (got != wanted) {
		fail_msg("%s: the names %s the peer, and the case is a %s", id,
			 got ? "cover" : "do not cover", text_of(one, "expected_result"));
	}
}

static void test_limbo(void **state)
{
	struct str bytes = golden_read(&arena, LIMBO);
	json_t *root = json_loadb(bytes.ptr, bytes.len, 0, NULL);
	const json_t *cases = json_object_get(root, "testcases"), *one;
	unsigned asked = 0, excused = 0;
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(cases), CASES);
	json_array_foreach(cases, i, one) check_case(one, &asked, &excused);
	json_decref(root);
	assert_int_equal(asked, ASKED_DNS);
	assert_int_equal(excused, COUNT_OF(others));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_limbo, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
