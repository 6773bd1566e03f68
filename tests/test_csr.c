/*
 * test_csr.c -- certification requests: what is in them, read back by OpenSSL and by GnuTLS, and
 * what never gets into one; and the request bodies for AWS.
 */
#include "acm.h"
#include "csr.h"
#include "samples.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <jansson.h>

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

static void free_key(void *key)
{
	EVP_PKEY_free(key);
}

static EVP_PKEY *key_of(const char *algorithm)
{
	EVP_PKEY *key = key_algorithm_make(key_algorithm_find(algorithm));

	assert_non_null(key);
	arena_defer(&arena, free_key, key);
	return key;
}

static struct csr make(const struct certificate *certificate, EVP_PKEY *key)
{
	struct csr csr;
	struct err err = {{0}};

	if (csr_make(&arena, certificate, key_algorithm_find(certificate->algorithm), key, &csr,
		     &err) != OK)
		fail_msg("%s", err.text);
	return csr;
}

static void expect_refused(const struct certificate *certificate, const char *reason)
{
	struct csr csr;
	struct err err = {{0}};

	if (csr_make(&arena, certificate, key_algorithm_find(certificate->algorithm),
		     key_of(certificate->algorithm), &csr, &err) == OK)
		fail_msg("a request was made, not refused with `%s`", reason);
	if (strstr(err.text, reason) == NULL)
		fail_msg("`%s` does not say `%s`", err.text, reason);
}

static void free_request(void *request)
{
	X509_REQ_free(request);
}

static X509_REQ *parse(const struct csr *csr)
{
	BIO *bio = BIO_new_mem_buf(csr->pem.ptr, (int)csr->pem.len);
	X509_REQ *request = PEM_read_bio_X509_REQ(bio, NULL, NULL, NULL);

	BIO_free(bio);
	assert_non_null(request);
	arena_defer(&arena, free_request, request);
	return request;
}

static void free_names(void *names)
{
	GENERAL_NAMES_free(names);
}

/* The alternative names; ret_critical as in the extension. */
static GENERAL_NAMES *names_of(X509_REQ *request, int *ret_critical)
{
	STACK_OF(X509_EXTENSION) *extensions = X509_REQ_get_extensions(request);
	GENERAL_NAMES *names = X509V3_get_d2i(extensions, NID_subject_alt_name, ret_critical, NULL);

	sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
	assert_non_null(names);
	arena_defer(&arena, free_names, names);
	return names;
}

static const char *name_at(GENERAL_NAMES *names, int index)
{
	const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);

	assert_int_equal(name->type, GEN_DNS);
	return arena_copy(&arena, (const char *)ASN1_STRING_get0_data(name->d.dNSName),
			  (size_t)ASN1_STRING_length(name->d.dNSName));
}

static const char *save(const struct csr *csr)
{
	const char *path = arena_printf(&arena, "%s/x.csr.pem", sample_folder(&arena));

	sample_write(path, arena_cstr(&arena, csr->pem), 0600);
	return path;
}

/* ---- what is in one -------------------------------------------------------------------------- */

static void test_each_algorithm_verifies(void **state)
{
	static const struct {
		const char *algorithm, *openssl, *gnutls;
	} cases[] = {
		{"rsa-2048", "sha256WithRSAEncryption", "RSA-SHA256"},
		{"rsa-3072", "sha256WithRSAEncryption", "RSA-SHA256"},
		{"rsa-4096", "sha256WithRSAEncryption", "RSA-SHA256"},
		{"ecdsa-p256", "ecdsa-with-SHA256", "ECDSA-SHA256"},
		{"ecdsa-p384", "ecdsa-with-SHA384", "ECDSA-SHA384"},
		{"ed25519", "ED25519", "EdDSA-Ed25519"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		EVP_PKEY *key = key_of(cases[i].algorithm);
		struct csr csr = make(sample_certificate(&arena, "x", cases[i].algorithm,
							 "a.example.com", "*.a.example.com", NULL),
				      key);
		const char *path = save(&csr), *text;

		assert_int_equal(X509_REQ_verify(parse(&csr), key), 1);
		/* OpenSSL 3.0 exits 0 on a bad signature, and so does certtool: the text tells */
		text = sample_output(&arena, NULL, "openssl req -in %s -noout -verify -text", path);
		assert_non_null(strstr(text, "self-signature verify OK"));
		assert_non_null(strstr(text, cases[i].openssl));
		assert_non_null(strstr(text, "DNS:a.example.com, DNS:*.a.example.com\n"));
		assert_non_null(strstr(text, "TLS Web Server Authentication"));
		assert_int_equal(strstr(text, "Key Encipherment") != NULL,
				 str_starts(str_from(cases[i].algorithm), "rsa-"));
		text = sample_output(&arena, NULL, "certtool --crq-info --infile %s", path);
		assert_non_null(strstr(text, "Self signature: verified"));
		assert_non_null(strstr(text, cases[i].gnutls));
	}
}

static void test_digests_are_those_of_the_parts(void **state)
{
	struct csr csr = make(sample_certificate(&arena, "x", "rsa-2048", "a.example.com", NULL),
			      key_of("rsa-2048"));
	const char *path = save(&csr);

	(void)state;
	assert_string_equal(
		sample_output(&arena, NULL,
			      "openssl req -in %s -outform DER | sha256sum | cut -c1-64", path),
		arena_printf(&arena, "%s\n", csr.sha256));
	assert_string_equal(sample_output(&arena, NULL,
					  "openssl req -in %s -noout -pubkey | openssl pkey -pubin "
					  "-outform DER | sha256sum | cut -c1-64",
					  path),
			    arena_printf(&arena, "%s\n", csr.spki_sha256));
	/* the first element of the outer sequence, header included, is what is signed */
	assert_string_equal(
		sample_output(&arena, NULL,
			      "openssl asn1parse -in %s -strparse 4 -noout -out %s.tbs; "
			      "sha256sum <%s.tbs | cut -c1-64",
			      path, path, path),
		arena_printf(&arena, "%s\n", csr.tbs_sha256));
}

static void test_only_ecdsa_differs_from_run_to_run(void **state)
{
	static const char *const algorithms[] = {"rsa-2048", "ecdsa-p256", "ecdsa-p384", "ed25519"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(algorithms); i++) {
		EVP_PKEY *key = key_of(algorithms[i]);
		struct certificate *certificate =
			sample_certificate(&arena, "x", algorithms[i], "a.example.com", NULL);
		struct csr one = make(certificate, key), two = make(certificate, key);

		assert_string_equal(one.tbs_sha256, two.tbs_sha256);
		assert_string_equal(one.spki_sha256, two.spki_sha256);
		assert_int_equal(strcmp(one.sha256, two.sha256) != 0,
				 key_algorithm_find(algorithms[i])->is_randomised);
	}
}

static void test_names_are_critical_without_a_subject(void **state)
{
	EVP_PKEY *key = key_of("ecdsa-p256");
	struct certificate *certificate =
		sample_certificate(&arena, "x", "ecdsa-p256", "a.example.com", NULL);
	struct csr csr = make(certificate, key);
	X509_REQ *request = parse(&csr);
	int critical = -1;

	(void)state;
	assert_int_equal(X509_NAME_entry_count(X509_REQ_get_subject_name(request)), 0);
	(void)names_of(request, &critical);
	assert_int_equal(critical, 1);

	certificate->subject_organization = sample_text("Example Pty Ltd");
	csr = make(certificate, key);
	request = parse(&csr);
	assert_int_equal(X509_NAME_entry_count(X509_REQ_get_subject_name(request)), 1);
	(void)names_of(request, &critical);
	assert_int_equal(critical, 0);
}

static void test_names_are_lowered_and_stand_once(void **state)
{
	struct csr csr = make(sample_certificate(&arena, "x", "ecdsa-p256", "B.Example.COM.",
						 "a.example.com", "b.example.com",
						 "*.XN--BCHER-KVA.example", NULL),
			      key_of("ecdsa-p256"));
	int critical;
	GENERAL_NAMES *names = names_of(parse(&csr), &critical);

	(void)state;
	assert_int_equal(sk_GENERAL_NAME_num(names), 3);
	assert_string_equal(name_at(names, 0), "b.example.com");
	assert_string_equal(name_at(names, 1), "a.example.com");
	assert_string_equal(name_at(names, 2), "*.xn--bcher-kva.example");
}

static void test_a_thousand_names(void **state)
{
	struct certificate *certificate =
		sample_certificate(&arena, "x", "ecdsa-p256", "a.example.com", NULL);
	struct csr csr;
	int critical;
	GENERAL_NAMES *names;

	(void)state;
	for (unsigned i = 1; i < 1000; i++)
		sample_add_name(&arena, certificate,
				arena_printf(&arena, "host-%u.a-rather-long-label.example.com", i));
	csr = make(certificate, key_of("ecdsa-p256"));
	names = names_of(parse(&csr), &critical);
	assert_int_equal(sk_GENERAL_NAME_num(names), 1000);
	assert_string_equal(name_at(names, 999), "host-999.a-rather-long-label.example.com");
}

/* ---- subjects -------------------------------------------------------------------------------- */

static void fill_subject(struct certificate *certificate)
{
	certificate->subject_common_name = sample_text("a.example.com");
	certificate->subject_country = sample_text("AU");
	certificate->subject_state = sample_text("Victoria");
	certificate->subject_locality = sample_text("Melbourne");
	certificate->subject_organization =
		sample_text("B\303\274cher, Inc/CN=evil.example+OU=\"x\"");
	certificate->subject_organizational_unit = sample_text("R&D");
}

static void test_subject_texts_stay_texts(void **state)
{
	struct certificate *certificate =
		sample_certificate(&arena, "x", "ecdsa-p256", "a.example.com", NULL);
	static const int order[] = {
		NID_countryName,      NID_stateOrProvinceName,	  NID_localityName,
		NID_organizationName, NID_organizationalUnitName, NID_commonName};
	struct csr csr;
	X509_NAME *subject;
	ASN1_STRING *value;

	(void)state;
	fill_subject(certificate);
	csr = make(certificate, key_of("ecdsa-p256"));
	subject = X509_REQ_get_subject_name(parse(&csr));
	assert_int_equal(X509_NAME_entry_count(subject), COUNT_OF(order));
	for (size_t i = 0; i < COUNT_OF(order); i++) {
		const X509_NAME_ENTRY *entry = X509_NAME_get_entry(subject, (int)i);

		assert_int_equal(OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry)), order[i]);
		assert_int_equal(X509_NAME_ENTRY_set(entry), i);
	}
	value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, 3));
	assert_int_equal(ASN1_STRING_type(value), V_ASN1_UTF8STRING);
	assert_int_equal(ASN1_STRING_length(value), certificate->subject_organization.s.len);
	assert_memory_equal(ASN1_STRING_get0_data(value), certificate->subject_organization.s.ptr,
			    certificate->subject_organization.s.len);
	value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, 0));
	assert_int_equal(ASN1_STRING_type(value), V_ASN1_PRINTABLESTRING);
}

static void test_a_public_authority_gets_the_common_name_only(void **state)
{
	struct authority authority = {.type = sample_text("public"), .kind = sample_text("acme")};
	struct certificate *certificate =
		sample_certificate(&arena, "x", "ecdsa-p256", "a.example.com", NULL);
	struct csr csr;

	(void)state;
	fill_subject(certificate);
	certificate->authority = &authority;
	csr = make(certificate, key_of("ecdsa-p256"));
	assert_int_equal(csr.n_subject, 1);
	assert_string_equal(csr.subject[0].type, "CN");
	assert_int_equal(csr.n_left_out, 5);
	assert_int_equal(X509_NAME_entry_count(X509_REQ_get_subject_name(parse(&csr))), 1);
	certificate->subject_common_name = (struct text){0};
	csr = make(certificate, key_of("ecdsa-p256"));
	assert_int_equal(csr.n_subject, 0);
}

static void test_subjects_that_do_not_fit(void **state)
{
	static const char *const values[] = {"", "two\nlines", "nul\x01", "\342\200\256evil",
					     "\xff\xfe"};
	struct certificate *certificate =
		sample_certificate(&arena, "x", "ecdsa-p256", "a.example.com", NULL);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(values); i++) {
		certificate->subject_organization = sample_text(values[i]);
		expect_refused(certificate, "character that does not print");
	}
	certificate->subject_organization =
		sample_text("sixty-five characters are one more than an organisation may have..");
	expect_refused(certificate, "does not fit");
	certificate->subject_organization = (struct text){0};
	certificate->subject_country = sample_text("Australia");
	expect_refused(certificate, "does not fit");
}

static void test_names_that_are_no_host_names(void **state)
{
	static const char *const names[] = {
		"a.example.com,DNS:evil.example",
		"a.example.com\\010evil",
		"DNS:evil.example",
		"_sip.example.com",
		"-a.example.com",
		"a-.example.com",
		"a.*.example.com",
		"f*o.example.com",
		"10.0.0.1",
		"*",
		".",
		"a b.example.com",
		"b\303\274cher.example",
		"a..example.com",
		"\\@.example.com",
		"",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		expect_refused(sample_certificate(&arena, "x", "ecdsa-p256", "a.example.com",
						  names[i], NULL),
			       "which is no host name");
	expect_refused(sample_certificate(&arena, "x", "ecdsa-p256", NULL), "lists no name");
}

/* ---- descriptions and bodies ----------------------------------------------------------------- */

static void free_json(void *json)
{
	json_decref(json);
}

static json_t *read_json(struct str text)
{
	json_t *json = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(json);
	arena_defer(&arena, free_json, json);
	return json;
}

static const char *string_at(json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text != NULL ? text : "";
}

static void test_the_description_says_what_is_in_it(void **state)
{
	struct certificate *certificate = sample_certificate(
		&arena, "x\"\n", "rsa-2048", "a.example.com", "b.example.com", NULL);
	struct csr csr = make(certificate, key_of("rsa-2048"));
	struct str text = csr_describe(&arena, certificate, &csr);
	json_t *json = read_json(text);

	(void)state;
	assert_string_equal(string_at(json, "certificate"), "x\"\n");
	assert_int_equal(json_array_size(json_object_get(json, "dns_names")), 2);
	assert_true(json_is_true(json_object_get(json, "dns_names_critical")));
	assert_int_equal(json_array_size(json_object_get(json, "key_usage")), 2);
	assert_string_equal(string_at(json, "public_key_sha256"), csr.spki_sha256);
	assert_string_equal(string_at(json, "tbs_sha256"), csr.tbs_sha256);
	assert_string_equal(string_at(json, "key_algorithm"), "rsa-2048");
	assert_false(str_find(text, "PRIVATE", NULL));
}

static struct certificate *held_by_acm(const struct authority *authority, const char *algorithm)
{
	struct certificate *certificate = sample_certificate(
		&arena, "x", algorithm, "retail.example.com", "*.retail.example.com", NULL);

	certificate->custody = CUSTODY_ACM;
	certificate->authority = authority;
	certificate->region = sample_text("ap-southeast-2");
	return certificate;
}

static void test_request_certificate(void **state)
{
	struct authority amazon = {.key = sample_text("amazon"),
				   .type = sample_text("public"),
				   .kind = sample_text("acm")};
	struct certificate *certificate = held_by_acm(&amazon, "ecdsa-p384");
	struct aws_body body = acm_request(&arena, certificate);
	json_t *json;

	(void)state;
	assert_null(body.pending);
	json = read_json(body.json);
	assert_int_equal(json_object_size(json), 5);
	assert_string_equal(string_at(json, "DomainName"), "retail.example.com");
	assert_string_equal(string_at(json, "ValidationMethod"), "DNS");
	assert_string_equal(string_at(json, "KeyAlgorithm"), "EC_secp384r1");
	assert_int_equal(json_array_size(json_object_get(json, "SubjectAlternativeNames")), 1);
	assert_int_equal(strlen(string_at(json, "IdempotencyToken")), 32);
	assert_int_equal(strspn(string_at(json, "IdempotencyToken"), "0123456789abcdef"), 32);
	assert_true(str_eq(acm_request(&arena, certificate).json, body.json));
	certificate->region = sample_text("us-east-1");
	assert_false(str_eq(acm_request(&arena, certificate).json, body.json));

	certificate->names.n = 1;
	json = read_json(acm_request(&arena, certificate).json);
	assert_null(json_object_get(json, "SubjectAlternativeNames"));

	/* a name of 65 octets cannot be DomainName, and can be the other */
	certificate = held_by_acm(&amazon, "rsa-2048");
	certificate->names.n = 0;
	sample_add_name(&arena, certificate,
			"a-label-of-many-letters.and-another-one-below.retail.example-company.com");
	assert_non_null(acm_request(&arena, certificate).pending);
	sample_add_name(&arena, certificate, "b.example.com");
	json = read_json(acm_request(&arena, certificate).json);
	assert_string_equal(string_at(json, "DomainName"), "b.example.com");
}

static void test_request_certificate_of_a_private_authority(void **state)
{
	struct authority corp = {.key = sample_text("corp"),
				 .type = sample_text("private"),
				 .kind = sample_text("acm-pca")};
	struct certificate *certificate = held_by_acm(&corp, "rsa-2048");
	json_t *json;

	(void)state;
	assert_non_null(strstr(acm_request(&arena, certificate).pending, "ARN"));
	corp.arn = sample_text("arn:aws:acm-pca:us-east-1:111111111111:certificate-authority/x");
	json = read_json(acm_request(&arena, certificate).json);
	assert_string_equal(string_at(json, "CertificateAuthorityArn"),
			    "arn:aws:acm-pca:us-east-1:111111111111:certificate-authority/x");
	assert_null(json_object_get(json, "ValidationMethod"));
	certificate->algorithm = "ed25519";
	assert_non_null(strstr(acm_request(&arena, certificate).pending, "`ed25519`"));
}

static void test_issue_certificate(void **state)
{
	struct authority corp = {
		.key = sample_text("corp"),
		.type = sample_text("private"),
		.kind = sample_text("acm-pca"),
		.arn = sample_text("arn:aws-cn:acm-pca:cn-north-1:1:certificate-authority/x"),
	};
	struct certificate *certificate =
		sample_certificate(&arena, "x", "ecdsa-p256", "a.example.com", NULL);
	struct csr csr = make(certificate, key_of("ecdsa-p256"));
	struct aws_body body;
	json_t *json;
	const char *blob;
	char *octets;
	int len;

	(void)state;
	certificate->authority = &corp;
	assert_non_null(acm_pca_issue(&arena, certificate, &csr, DATE(2026, 11, 24)).pending);
	certificate->validity_days = (struct number){.presence = KNOWN, .n = 90};
	body = acm_pca_issue(&arena, certificate, &csr, DATE(2026, 11, 24));
	assert_null(body.pending);
	json = read_json(body.json);
	assert_string_equal(string_at(json, "SigningAlgorithm"), "SHA256WITHRSA");
	assert_string_equal(string_at(json, "TemplateArn"),
			    "arn:aws-cn:acm-pca:::template/EndEntityServerAuthCertificate/V1");
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(json, "Validity"), "Value")),
		90);
	assert_in_range(strlen(string_at(json, "IdempotencyToken")), 1, 36);
	blob = string_at(json, "Csr");
	octets = arena_bytes(&arena, strlen(blob));
	len = EVP_DecodeBlock((unsigned char *)octets, (const unsigned char *)blob,
			      (int)strlen(blob));
	assert_true((size_t)len >= csr.pem.len);
	assert_memory_equal(octets, csr.pem.ptr, csr.pem.len);
	corp.signing_algorithm = sample_text("SHA384WITHECDSA");
	json = read_json(acm_pca_issue(&arena, certificate, &csr, DATE(2026, 11, 24)).json);
	assert_string_equal(string_at(json, "SigningAlgorithm"), "SHA384WITHECDSA");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_each_algorithm_verifies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_digests_are_those_of_the_parts, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_only_ecdsa_differs_from_run_to_run, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_names_are_critical_without_a_subject, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_names_are_lowered_and_stand_once, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_a_thousand_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_subject_texts_stay_texts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_public_authority_gets_the_common_name_only,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_subjects_that_do_not_fit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_names_that_are_no_host_names, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_the_description_says_what_is_in_it, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_request_certificate, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_request_certificate_of_a_private_authority,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_issue_certificate, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("csr", tests, NULL, NULL);
}
