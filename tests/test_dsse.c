/*
 * test_dsse.c -- signatures over a text and its type: the vector of the specification, what is signed, and what is
 * no envelope.
 */
#include "dsse.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/banned.h"

/* secure-systems-lab/dsse, protocol.md, "Test Vectors": the key whose X and Y it lists, ECDSA over P-256 and
 * SHA-256, r and s beside one another. */
#define VECTOR_KEY                                                                                 \
	"-----BEGIN PUBLIC KEY-----\n"                                                             \
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZ805D3eqNZywjCI19lInBJOp7YMr\n"                       \
	"CrzAH3CVTAOQ0jgMeCvVTiaRJaRPRDOv8UMs6U4SvKc6pnrIDOoSYI3fdA==\n"                           \
	"-----END PUBLIC KEY-----\n"
#define VECTOR_SIG                                                                                 \
	"A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="

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

static EVP_PKEY *vector_key(void)
{
	BIO *bio = BIO_new_mem_buf(VECTOR_KEY, -1);
	EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);

	BIO_free(bio);
	assert_non_null(key);
	arena_defer(&arena, free_key, key);
	return key;
}

static EVP_PKEY *new_key(const char *algorithm)
{
	EVP_PKEY *key = key_algorithm_make(key_algorithm_find(algorithm));

	assert_non_null(key);
	arena_defer(&arena, free_key, key);
	return key;
}

static enum status read_text(struct dsse_envelope *envelope, const char *text, struct err *err)
{
	return dsse_read(envelope, &arena, arena_str(&arena, str_from(text)), err);
}

static struct dsse_envelope envelope_of(const char *text)
{
	struct dsse_envelope envelope;
	struct err err;

	if (read_text(&envelope, text, &err) != OK)
		fail_msg("%s: %s", text, err.text);
	return envelope;
}

static void test_encoding(void **state)
{
	struct buf out CLEANUP(buf_free);

	(void)state;
	buf_init(&out, 1000);
	dsse_pae(&out, STR("http://example.com/HelloWorld"), STR("hello world"));
	assert_string_equal(out.ptr, "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
	buf_clear(&out);
	dsse_pae(&out, STR(""), STR(""));
	assert_string_equal(out.ptr, "DSSEv1 0  0 ");
}

static void test_vector(void **state)
{
	EVP_PKEY *key = vector_key();
	struct dsse_envelope envelope =
		envelope_of("{\"payload\": \"aGVsbG8gd29ybGQ=\",\n"
			    " \"payloadType\": \"http://example.com/HelloWorld\",\n"
			    " \"signatures\": [{\"sig\": \"" VECTOR_SIG "\"}]}");

	(void)state;
	assert_true(str_is(envelope.payload, "hello world"));
	assert_int_equal(envelope.n, 1);
	assert_int_equal(envelope.signatures[0].keyid.len, 0);
	assert_true(dsse_is_signed(&envelope, &envelope.signatures[0], key));
	/* The type is signed, too. */
	envelope.type = STR("http://example.com/HelloWorle");
	assert_false(dsse_is_signed(&envelope, &envelope.signatures[0], key));
	envelope.type = STR("http://example.com/HelloWorld");
	envelope.payload = STR("hello worle");
	assert_false(dsse_is_signed(&envelope, &envelope.signatures[0], key));
	envelope.payload = STR("hello world");
	assert_false(dsse_is_signed(&envelope, &envelope.signatures[0], new_key("ecdsa-p256")));
	assert_false(dsse_is_signed(&envelope, &envelope.signatures[0], new_key("ed25519")));
	envelope.signatures[0].sig.len--;
	assert_false(dsse_is_signed(&envelope, &envelope.signatures[0], key));
}

static void test_round_trip(void **state)
{
	static const char *const algorithms[] = {"ed25519", "ecdsa-p256", "ecdsa-p384", "rsa-2048"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(algorithms); i++) {
		EVP_PKEY *key = new_key(algorithms[i]);
		struct dsse_envelope envelope;
		struct buf out CLEANUP(buf_free), again CLEANUP(buf_free);
		struct err err = {{0}};
		char id[SHA256_HEX_SIZE];

		buf_init(&out, 1 << 20);
		buf_init(&again, 1 << 20);
		/* longer than one piece of base64, and of each length modulo 3 */
		char *text = arena_bytes(&arena, 7001);

		memset(text, 'x', 7001);
		for (size_t len = 6999; len <= 7001; len++) {
			struct str body = str_slice(text, len);

			buf_clear(&out);
			assert_int_equal(dsse_sign(&out, STR(DSSE_IN_TOTO), body, key, &err), OK);
			assert_int_equal(dsse_read(&envelope, &arena, buf_view(&out), &err), OK);
			assert_true(str_eq(envelope.payload, body));
			assert_true(str_is(envelope.signatures[0].keyid, dsse_key_id(key, id)));
			assert_true(dsse_is_signed(&envelope, &envelope.signatures[0], key));
		}
		assert_int_equal(
			dsse_sign(&again, STR(DSSE_IN_TOTO), str_slice(text, 7001), key, &err), OK);
		assert_int_equal(str_eq(buf_view(&out), buf_view(&again)),
				 !key_algorithm_of(key)->is_randomised);
	}
}

static void test_base64(void **state)
{
	/* both alphabets, with and without padding; no bits that are not looked at */
	static const struct {
		const char *text, *octets;
	} good[] = {{"", ""},
		    {"YQ==", "a"},
		    {"YQ", "a"},
		    {"YWI=", "ab"},
		    {"YWI", "ab"},
		    {"YWJj", "abc"},
		    {"-_-_", "\xfb\xff\xbf"},
		    {"+/+/", "\xfb\xff\xbf"}};
	static const char *const bad[] = {
		"Y",	 "YQ=",	 "YR==",  "YWJ=", "Y=Q=", "YQ===",	   "YWI\\n",
		" YWJj", "YW.j", "YWJj=", "====", "=",	  "YWJjZA=\\u0000"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct dsse_envelope envelope =
			envelope_of(arena_printf(&arena,
						 "{\"payload\": \"%s\", \"payloadType\": \"t\", "
						 "\"signatures\": [{\"sig\": \"\"}]}",
						 good[i].text));

		assert_true(str_is(envelope.payload, good[i].octets));
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct dsse_envelope envelope;
		struct err err;
		const char *text = arena_printf(&arena,
						"{\"payload\": \"%s\", \"payloadType\": \"t\", "
						"\"signatures\": [{\"sig\": \"\"}]}",
						bad[i]);

		if (read_text(&envelope, text, &err) == OK)
			fail_msg("`%s` is taken for base64", bad[i]);
	}
}

static void test_no_envelopes(void **state)
{
	static const struct {
		const char *text, *reason;
	} bad[] = {
		{"", "line 1"},
		{"[]", "no JSON object"},
		{"{}", "no `payloadType`"},
		{"{\"payloadType\": 1}", "no `payloadType`"},
		{"{\"payloadType\": \"t\"}", "no `payload`"},
		{"{\"payloadType\": \"t\", \"payload\": \"\"}", "no `signatures`"},
		{"{\"payloadType\": \"t\", \"payload\": \"\", \"signatures\": {}}",
		 "no `signatures`"},
		{"{\"payloadType\": \"t\", \"payload\": \"\", \"signatures\": []}",
		 "no `signatures`"},
		{"{\"payloadType\": \"t\", \"payload\": \"\", \"signatures\": [1]}",
		 "signature 1 has no `sig`"},
		{"{\"payloadType\": \"t\", \"payload\": \"\", \"signatures\": [{\"sig\": \"\"}, "
		 "{\"keyid\": \"\"}]}",
		 "signature 2 has no `sig`"},
		{"{\"payload\": \"\", \"payload\": \"\"}", "occurs twice"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct dsse_envelope envelope;
		struct err err = {{0}};

		assert_int_equal(read_text(&envelope, bad[i].text, &err), FAILED);
		if (!str_find(str_from(err.text), bad[i].reason, NULL))
			fail_msg("%s: %s", bad[i].text, err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_encoding, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_vector, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_round_trip, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_base64, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_envelopes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
