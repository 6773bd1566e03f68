/*
 * test_issued.c -- certificates and requests as they are read: every fact, each limit, what signed what, and which
 * declared certificate one is. What OpenSSL makes here is read back by the front end.
 */
#include "front/certificate.h"
#include "golden.h"
#include "source/limits.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <cmocka.h>

#include "base/banned.h"

enum { LIMBO_CASES = 38, LIMBO_LINKS_MAX = 8 };

static struct arena arena;
static struct sources sources;
static struct model model;
static struct diag_list diags;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	sources = (struct sources){.arena = &arena, .root_fd = -1};
	model_init(&model, &arena, &sources);
	diag_list_init(&diags, &arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

/* ---- making ------------------------------------------------------------------------------------ */

static void free_key(void *key)
{
	EVP_PKEY_free(key);
}

static EVP_PKEY *new_key(void)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");

	assert_non_null(key);
	arena_defer(&arena, free_key, key);
	return key;
}

static void set_name(X509_NAME *name, const char *text)
{
	assert_int_equal(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
						    (const unsigned char *)text, -1, -1, 0),
			 1);
}

struct wanted {
	const char *subject, *issuer; /* common names */
	EVP_PKEY *key, *signer;
	const char *begins, *ends; /* GeneralizedTime or UTCTime */
	const char *const *names;
	size_t n_names, n_generated;
	bool authority;
};

static void add_names(X509 *x509, const struct wanted *wanted)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();

	for (size_t i = 0; i < wanted->n_names + wanted->n_generated; i++) {
		const char *text = i < wanted->n_names
					   ? wanted->names[i]
					   : arena_printf(&arena, "n%zu.example.com", i);
		ASN1_IA5STRING *value = ASN1_IA5STRING_new();
		GENERAL_NAME *name = GENERAL_NAME_new();

		assert_int_equal(ASN1_STRING_set(value, text, (int)strlen(text)), 1);
		GENERAL_NAME_set0_value(name, GEN_DNS, value);
		assert_true(sk_GENERAL_NAME_push(names, name) > 0);
	}
	assert_int_equal(X509_add1_ext_i2d(x509, NID_subject_alt_name, names, 0, 0), 1);
	GENERAL_NAMES_free(names);
}

static struct str make(const struct wanted *wanted)
{
	X509 *x509 = X509_new();
	unsigned char *der = NULL;
	struct str out;
	int len;

	assert_int_equal(X509_set_version(x509, X509_VERSION_3), 1);
	assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(x509), 4711), 1);
	set_name(X509_get_subject_name(x509), wanted->subject);
	set_name(X509_get_issuer_name(x509),
		 wanted->issuer != NULL ? wanted->issuer : wanted->subject);
	assert_int_equal(ASN1_TIME_set_string(X509_getm_notBefore(x509), wanted->begins != NULL
										 ? wanted->begins
										 : "260101000000Z"),
			 1);
	assert_int_equal(ASN1_TIME_set_string(X509_getm_notAfter(x509), wanted->ends != NULL
										? wanted->ends
										: "261231235959Z"),
			 1);
	assert_int_equal(X509_set_pubkey(x509, wanted->key), 1);
	if (wanted->authority) {
		BASIC_CONSTRAINTS *constraints = BASIC_CONSTRAINTS_new();

		constraints->ca = 0xff;
		assert_int_equal(X509_add1_ext_i2d(x509, NID_basic_constraints, constraints, 1, 0),
				 1);
		BASIC_CONSTRAINTS_free(constraints);
	}
	if (wanted->n_names + wanted->n_generated > 0)
		add_names(x509, wanted);
	assert_true(X509_sign(x509, wanted->signer != NULL ? wanted->signer : wanted->key,
			      EVP_sha256()) > 0);
	len = i2d_X509(x509, &der);
	assert_true(len > 0);
	out = arena_str(&arena, str_slice((const char *)der, (size_t)len));
	OPENSSL_free(der);
	X509_free(x509);
	return out;
}

static struct str pem_of(struct str der)
{
	size_t size = der.len * 2 + 128, n = 0;
	char *text = arena_bytes(&arena, size), *coded = arena_bytes(&arena, size);
	int len = EVP_EncodeBlock((unsigned char *)coded, (const unsigned char *)der.ptr,
				  (int)der.len);

	n += (size_t)snprintf(text, size, "-----BEGIN CERTIFICATE-----\n");
	memcpy(text + n, coded, (size_t)len);
	n += (size_t)len;
	n += (size_t)snprintf(text + n, size - n, "\n-----END CERTIFICATE-----\n");
	return str_slice(text, n);
}

/* ---- reading ----------------------------------------------------------------------------------- */

/* Reads TEXT as a file of that name into the model. */
static void read_file(const char *path, struct str text)
{
	struct input input = {.path = str_from(path), .named = true, .sources = &sources};

	input.source = source_add(&sources, input.path, text);
	input.diags = diags;
	front_end_certificate.read(&input, &arena);
	diags = input.diags;
	certificate_collect(&model, &input, 1, &diags);
}

static const struct issued_certificate *read_one(struct str der)
{
	read_file("one.der", der);
	assert_int_equal(diags.diags.n, 0);
	assert_int_equal(model.issued.n, 1);
	return model.issued.items[0];
}

static void expect_finding(const char *rule_id, const struct rule *rule, const char *text)
{
	for (size_t i = 0; i < diags.diags.n; i++)
		if (diags.diags.items[i]->rule == rule &&
		    strstr(diags.diags.items[i]->message, text) != NULL)
			return;
	for (size_t i = 0; i < diags.diags.n; i++)
		print_error("%s\n", diags.diags.items[i]->message);
	fail_msg("no finding of %s with `%s`", rule_id, text);
}

extern const struct rule rule_resource_limit, rule_parse_error;

/* ---- facts ------------------------------------------------------------------------------------- */

static void test_facts(void **state)
{
	static const char *const names[] = {"shop.example.com", "*.shop.example.com", "no name"};
	EVP_PKEY *key = new_key();
	const struct issued_certificate *one = read_one(make(&(struct wanted){
		.subject = "Shop, ü", .issuer = "Root", .key = key, .names = names, .n_names = 3}));

	(void)state;
	assert_string_equal(one->content.title, "Shop, \\195\\188");
	assert_string_equal(one->content.subject, "CN=Shop\\, \\C3\\BC");
	assert_string_equal(one->issuer, "CN=Root");
	assert_string_equal(one->serial, "1267");
	assert_int_equal(one->content.n_names, 3);
	assert_string_equal(one->content.names[1].text.shown, "*.shop.example.com");
	assert_non_null(one->content.names[1].name);
	assert_null(one->content.names[2].name);
	assert_int_equal(one->content.key.kind, KEY_EC);
	assert_string_equal(one->content.key.curve, "P-256");
	assert_int_equal(strlen(one->content.key.sha256), 64);
	assert_string_equal(one->digest, "SHA256");
	assert_false(one->is_authority);
	assert_int_equal(issued_validity_days(one), 365);
	assert_int_equal(time_day(one->not_after), DATE(2026, 12, 31));
	assert_int_equal(issued_days_left(one, DATE(2026, 12, 31)), 0);
	assert_int_equal(issued_days_left(one, DATE(2027, 1, 2)), -2);
}

static void test_times(void **state)
{
	static const struct {
		const char *text;
		date day;
		int64_t seconds; /* of the day */
	} times[] = {
		{"490101000000Z", DATE(2049, 1, 1), 0},
		{"500101000000Z", DATE(1950, 1, 1), 0},
		{"20491231235959Z", DATE(2049, 12, 31), 86399},
		{"20500101000000Z", DATE(2050, 1, 1), 0},
		{"20991231120000Z", DATE(2099, 12, 31), 43200},
		{"99991231235959Z", DATE(9999, 12, 31), 86399},
		{"19690720201740Z", DATE(1969, 7, 20), 73060},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(times); i++) {
		EVP_PKEY *key = new_key();
		struct certificate_fault fault = {0};
		const struct issued_certificate *one =
			certificate_read(&arena, &diags, (struct span){0},
					 make(&(struct wanted){.subject = "x",
							       .key = key,
							       .begins = "500101000000Z",
							       .ends = times[i].text}),
					 &fault);

		assert_non_null(one);
		assert_int_equal(time_day(one->not_after), times[i].day);
		assert_int_equal(one->not_after - (int64_t)times[i].day * SECONDS_A_DAY,
				 times[i].seconds);
	}
	assert_int_equal(diags.diags.n, 0);
}

/* RFC 5280 section 4.1.2.5: both ends are included. */
static void test_validity(void **state)
{
	struct issued_certificate one = {.not_before = 0, .not_after = 200 * SECONDS_A_DAY - 1};

	(void)state;
	assert_int_equal(issued_validity_days(&one), 200);
	one.not_after++;
	assert_int_equal(issued_validity_days(&one), 201);
	one.not_after = one.not_before;
	assert_int_equal(issued_validity_days(&one), 1);
	assert_int_equal(time_day(-1), -1);
	assert_int_equal(time_day(0), 0);
}

static void test_shown(void **state)
{
	(void)state;
	assert_string_equal(octets_shown(&arena, str_slice("a\0b\n`\\\xff~", 8), 100),
			    "a\\000b\\010\\096\\092\\255~");
	assert_string_equal(octets_shown(&arena, STR("abcdef"), 3), "abc…");
	assert_string_equal(octets_shown(&arena, STR(""), 3), "");
}

/* ---- issuers ----------------------------------------------------------------------------------- */

static void test_issuers(void **state)
{
	EVP_PKEY *root = new_key(), *middle = new_key(), *key = new_key(), *other = new_key();
	struct str chain[] = {
		make(&(struct wanted){
			.subject = "Leaf", .issuer = "Middle", .key = key, .signer = middle}),
		make(&(struct wanted){.subject = "Middle",
				      .issuer = "Root",
				      .key = middle,
				      .signer = root,
				      .authority = true}),
		make(&(struct wanted){.subject = "Root", .key = root, .authority = true}),
		/* the same names, and another key */
		make(&(struct wanted){.subject = "Root", .key = other, .authority = true}),
		/* signed with a key that nobody has shown */
		make(&(struct wanted){
			.subject = "Lost", .issuer = "Middle", .key = key, .signer = other}),
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(chain); i++)
		read_file(arena_printf(&arena, "%zu.pem", i), pem_of(chain[i]));
	read_file("again.pem", pem_of(chain[1]));
	certificate_link(&model, &diags);
	assert_int_equal(diags.diags.n, 0);
	assert_int_equal(model.issued.items[0]->issuer_link, ISSUER_FOUND);
	assert_ptr_equal(model.issued.items[0]->issued_by, model.issued.items[1]);
	assert_ptr_equal(model.issued.items[1]->issued_by, model.issued.items[2]);
	assert_int_equal(model.issued.items[2]->issuer_link, ISSUER_SELF);
	assert_int_equal(model.issued.items[3]->issuer_link, ISSUER_SELF);
	assert_int_equal(model.issued.items[4]->issuer_link, ISSUER_UNKNOWN);
	assert_ptr_equal(model.issued.items[5]->same_as, model.issued.items[1]);
}

/* x509-limbo's chains are signed well, whatever else is wrong with them: each leads from the peer's certificate to
 * the root. Of an authority with two certificates for one key the first is taken, which may lead elsewhere. */
static bool has_two_ways(const char *id)
{
	return strcmp(id, "rfc5280::nc::nc-forbids-alternate-chain-ica") == 0;
}

static void read_limbo(const char *path, const json_t *pem)
{
	read_file(path, str_from(json_string_value(pem)));
}

static void walk_case(const json_t *one)
{
	const char *id = json_string_value(json_object_get(one, "id"));
	const json_t *list, *pem;
	const struct issued_certificate *at;
	size_t i, links = 0;

	model_init(&model, &arena, &sources);
	read_limbo("peer.pem", json_object_get(one, "peer_certificate"));
	list = json_object_get(one, "untrusted_intermediates");
	json_array_foreach(list, i, pem)
		read_limbo(arena_printf(&arena, "intermediate-%zu.pem", i), pem);
	list = json_object_get(one, "trusted_certs");
	json_array_foreach(list, i, pem) read_limbo(arena_printf(&arena, "root-%zu.pem", i), pem);
	certificate_link(&model, &diags);
	at = model.issued.items[0];
	while (at->issuer_link == ISSUER_FOUND && links++ < LIMBO_LINKS_MAX)
		at = at->issued_by;
	if (has_two_ways(id) ? links == 0 : at->issuer_link != ISSUER_SELF || links == 0)
		fail_msg("%s: the chain ends at `%s` after %zu links", id, at->content.subject,
			 links);
}

static void test_limbo(void **state)
{
	struct str text = golden_read(&arena, "fixtures/real/x509-limbo/limbo-names-a.json");
	json_t *root = json_loadb(text.ptr, text.len, 0, NULL);
	const json_t *cases = json_object_get(root, "testcases"), *one;
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(cases), LIMBO_CASES);
	json_array_foreach(cases, i, one) walk_case(one);
	json_decref(root);
}

/* ---- which declared one it is ------------------------------------------------------------------ */

static struct certificate *declare(const char *key, ...)
{
	struct certificate *certificate = NEW(&arena, struct certificate);
	va_list names;
	const char *name;

	certificate->key = (struct text){KNOWN, str_from(key), {0}};
	certificate->names.items = NEW_ARRAY(&arena, struct text, 4);
	certificate->dns_names = NEW_ARRAY(&arena, const struct dname *, 4);
	va_start(names, key);
	while ((name = va_arg(names, const char *)) != NULL) {
		size_t i = certificate->names.n++;

		certificate->names.items[i] = (struct text){KNOWN, str_from(name), {0}};
		assert_int_equal(
			dname_parse(&arena, str_from(name), NULL, &certificate->dns_names[i]),
			DNAME_OK);
	}
	va_end(names);
	*VEC_PUSH(&arena, &model.certificates) = certificate;
	(void)map_add(&model.certificate_keys, certificate->key.s, certificate);
	return certificate;
}

static void read_leaf(const char *path, const char *a, const char *b)
{
	const char *names[] = {a, b};

	read_file(path, make(&(struct wanted){.subject = "x",
					      .key = new_key(),
					      .names = names,
					      .n_names = b == NULL ? 1 : 2}));
}

static void test_belonging(void **state)
{
	const struct certificate *retail =
		declare("retail", "r.example.com", "*.r.example.com", NULL);
	const struct certificate *shop = declare("shop", "s.example.com", NULL);
	const struct certificate *twin_a = declare("twin-a", "t.example.com", NULL);
	const struct issued_certificate *const *issued;

	(void)state;
	(void)declare("twin-b", "t.example.com", NULL);
	read_leaf("certs/a.der", "*.r.example.com", "R.example.com");  /* the same names */
	read_leaf("certs/b.der", "r.example.com", NULL);	       /* some of them */
	read_leaf("certs/c.der", "s.example.com", "more.example.com"); /* and more */
	read_leaf("certs/d.der", "t.example.com", NULL);	       /* two are declared so */
	read_leaf("certs/twin-a.der", "t.example.com", NULL);
	read_leaf("live/shop/cert.der", "other.example.com", NULL);
	read_leaf("certs/shop.2026.der", "other.example.com", NULL);
	read_leaf("certs/e.der", "unknown.example.com", NULL);
	read_leaf("certs/f.der", "r.example.com", "s.example.com"); /* some of two */
	certificate_link(&model, &diags);
	issued = (const struct issued_certificate *const *)model.issued.items;
	assert_ptr_equal(issued[0]->declared, retail);
	assert_int_equal(issued[0]->belonging, BELONGS_BY_NAMES);
	assert_ptr_equal(issued[1]->declared, retail);
	assert_ptr_equal(issued[2]->declared, shop);
	assert_int_equal(issued[3]->belonging, BELONGS_UNCLEARLY);
	assert_null(issued[3]->declared);
	assert_ptr_equal(issued[4]->declared, twin_a);
	assert_int_equal(issued[4]->belonging, BELONGS_BY_FILE);
	assert_ptr_equal(issued[5]->declared, shop);
	assert_ptr_equal(issued[6]->declared, shop);
	assert_int_equal(issued[7]->belonging, BELONGS_TO_NONE);
	assert_ptr_equal(issued[8]->declared, shop); /* all of its names, and one more */
	assert_int_equal(diags.undecided.n, 1);
	assert_int_equal(retail->issued.n, 2);
}

/* ---- limits ------------------------------------------------------------------------------------ */

static void test_many_names(void **state)
{
	(void)state;
	read_file("many.der", make(&(struct wanted){.subject = "x",
						    .key = new_key(),
						    .n_generated = LIMIT_CERTIFICATE_NAMES}));
	assert_int_equal(diags.diags.n, 0);
	assert_int_equal(model.issued.items[0]->content.n_names, LIMIT_CERTIFICATE_NAMES);
	assert_false(model.issued.items[0]->content.partial);
	read_file("more.der", make(&(struct wanted){.subject = "x",
						    .key = new_key(),
						    .n_generated = LIMIT_CERTIFICATE_NAMES + 1}));
	expect_finding("resource-limit", &rule_resource_limit,
		       "has 10001 subject alternative names");
	assert_true(model.issued.items[1]->content.partial);
	assert_int_equal(model.issued.items[1]->content.n_names, LIMIT_CERTIFICATE_NAMES);
}

static void test_many_certificates(void **state)
{
	struct str one = pem_of(make(&(struct wanted){.subject = "x", .key = new_key()}));
	char *all = arena_bytes(&arena, one.len * (LIMIT_CERTIFICATES + 2));

	(void)state;
	for (size_t i = 0; i < LIMIT_CERTIFICATES + 2; i++)
		memcpy(all + i * one.len, one.ptr, one.len);
	read_file("all.pem", str_slice(all, one.len * (LIMIT_CERTIFICATES + 2)));
	expect_finding("resource-limit", &rule_resource_limit, "more than 10000 certificates");
	assert_int_equal(diags.diags.n, 1);
	assert_int_equal(model.issued.n, LIMIT_CERTIFICATES);
}

static void test_large(void **state)
{
	size_t size = (size_t)LIMIT_CERTIFICATE_SIZE * 3;
	char *text = arena_bytes(&arena, size);

	(void)state;
	memset(text, 'A', size);
	memcpy(text, "-----BEGIN CERTIFICATE-----\n", 28);
	memcpy(text + size - 27, "\n-----END CERTIFICATE-----\n", 27);
	read_file("long.pem", str_slice(text, size));
	expect_finding("resource-limit", &rule_resource_limit, "the block is longer");
	memset(text, 0, size);
	memcpy(text, "\x30\x83\x2f\xff\xfb\x30", 6);
	read_file("long.der", str_slice(text, size));
	expect_finding("resource-limit", &rule_resource_limit, "octets, and at most");
}

static void test_inventory(void **state)
{
	struct input input = {.path = STR("x.pem")};

	(void)state;
	input.source = source_add(&sources, input.path, STR(""));
	input.issued.items = NEW_ARRAY(&arena, struct issued_certificate *, LIMIT_INVENTORY + 1);
	input.issued.n = LIMIT_INVENTORY + 1;
	certificate_collect(&model, &input, 1, &diags);
	expect_finding("resource-limit", &rule_resource_limit, "more than 100000 certificates");
	assert_int_equal(model.issued.n, 0);
}

/* Authorities of one name without end: their keys are not tried without end. */
static void test_many_issuers(void **state)
{
	(void)state;
	for (size_t i = 0; i <= LIMIT_ISSUER_TRIES; i++)
		read_file(arena_printf(&arena, "%zu.der", i),
			  make(&(struct wanted){
				  .subject = "Root", .key = new_key(), .authority = true}));
	read_file("leaf.der", make(&(struct wanted){.subject = "Leaf",
						    .issuer = "Root",
						    .key = new_key(),
						    .signer = new_key()}));
	certificate_link(&model, &diags);
	assert_int_equal(diags.undecided.n, 1);
	assert_non_null(strstr(diags.undecided.items[0].message, "more than 16 certificates"));
	assert_int_equal(model.issued.items[LIMIT_ISSUER_TRIES + 1]->issuer_link, ISSUER_UNKNOWN);
}

static void test_quick(void **state)
{
	struct public_key key = {.kind = KEY_RSA, .bits = 2048, .exponent = STR("\x01\x00\x01")};

	(void)state;
	assert_true(certificate_key_is_quick(&key));
	key.bits = LIMIT_KEY_BITS + 8;
	assert_false(certificate_key_is_quick(&key));
	key.bits = 2048;
	key.exponent = STR("123456789");
	assert_false(certificate_key_is_quick(&key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_facts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_times, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_validity, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_issuers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_limbo, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_belonging, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_certificates, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_large, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_inventory, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_issuers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_quick, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("issued", tests, NULL, NULL);
}
