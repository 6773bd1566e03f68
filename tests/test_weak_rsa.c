/*
 * test_weak_rsa.c -- moduli whose factors can be found, and those whose factors cannot: primes made by OpenSSL, and
 * published numbers (zlint's tests of Fermat's method).
 */
#include "model/weak_rsa.h"

#include <openssl/bn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/banned.h"

enum { ROUNDS = 20 };

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

static void free_number(void *number)
{
	BN_free(number);
}

static BIGNUM *number(void)
{
	BIGNUM *made = BN_new();

	assert_non_null(made);
	arena_defer(&arena, free_number, made);
	return made;
}

static BIGNUM *from_text(const char *text)
{
	BIGNUM *made = NULL;

	assert_true(BN_dec2bn(&made, text) > 0);
	arena_defer(&arena, free_number, made);
	return made;
}

static struct str octets(const BIGNUM *value)
{
	int len = BN_num_bytes(value);
	char *out = arena_bytes(&arena, (size_t)len + 1);

	(void)BN_bn2bin(value, (unsigned char *)out);
	return str_slice(out, (size_t)len);
}

static struct str product(const BIGNUM *p, const BIGNUM *q)
{
	BN_CTX *context = BN_CTX_new();
	BIGNUM *n = number();

	assert_int_equal(BN_mul(n, p, q, context), 1);
	BN_CTX_free(context);
	return octets(n);
}

static BIGNUM *new_prime(int bits)
{
	BIGNUM *prime = number();

	assert_int_equal(BN_generate_prime_ex(prime, bits, 0, NULL, NULL, NULL), 1);
	return prime;
}

static void test_sound(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct str n = product(new_prime(512), new_prime(512));

		assert_int_equal(weak_rsa_small_factor(n), 0);
		assert_int_equal(weak_rsa_fermat_round(n), 0);
		assert_false(weak_rsa_is_roca(n));
	}
}

static void test_small_factors(void **state)
{
	static const unsigned factors[] = {2, 3, 5, 743, 751};
	BIGNUM *prime = new_prime(1000), *factor = number();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(factors); i++) {
		assert_int_equal(BN_set_word(factor, factors[i]), 1);
		assert_int_equal(weak_rsa_small_factor(product(prime, factor)), factors[i]);
	}
	/* the first prime that is allowed */
	assert_int_equal(BN_set_word(factor, 757), 1);
	assert_int_equal(weak_rsa_small_factor(product(prime, factor)), 0);
	assert_int_equal(
		weak_rsa_small_factor(str_slice("\0\0\0\0\0\0\0\0\x0f\xff\xff\xff\xff", 13)), 3);
}

/* zlint, v3/lints/community/lint_rsa_fermat_factorization_test.go: found in the first round, and in the
 * fourteenth. */
static void test_fermat(void **state)
{
	static const struct {
		const char *p, *q;
		unsigned round;
	} cases[] = {
		{"101", "59", 3},
		{"124513091737434505290247535381876354978587721729984144071163249976342620836724237"
		 "97183640278969532658774374576700091736519352600717664126766443002156788367",
		 "124513091737434505290247535381876354978587721729984144071163249976342620836724237"
		 "97183640278969532658774374576700091736519352600717664126766443002156788337",
		 1},
		{"117799326065518690952894946624587070492832419499322780095542520374804018545049091"
		 "49712949171865707598142483830639739537075502512627849249573564209082969463",
		 "117799326065518690952894946624587070492832419499322780095542520374804018545037933"
		 "57623711855670284027157475142731886267090836872063809791989556295953329083",
		 14},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(weak_rsa_fermat_round(
					 product(from_text(cases[i].p), from_text(cases[i].q))),
				 cases[i].round);
}

/* A square is the closest there is; numbers that are no modulus do no harm. */
static void test_fermat_edges(void **state)
{
	BIGNUM *prime = new_prime(512);

	(void)state;
	assert_int_equal(weak_rsa_fermat_round(product(prime, prime)), 1);
	assert_int_equal(weak_rsa_fermat_round(STR("")), 0);
	assert_int_equal(weak_rsa_fermat_round(STR("\x01")), 0);
	assert_int_equal(weak_rsa_fermat_round(str_slice("\0\0\0\0", 4)), 0);
	assert_int_equal(weak_rsa_fermat_round(STR("\xff\xff\xfe")), 0); /* even */
}

/* A modulus that is a power of 65537 modulo every small prime: any power of it, plus a multiple of them all. */
static void test_roca(void **state)
{
	BN_CTX *context = BN_CTX_new();
	BIGNUM *primorial = number(), *power = number(), *k = new_prime(700), *n = number();

	(void)state;
	assert_int_equal(BN_one(primorial), 1);
	for (unsigned i = 2; i <= 701; i++) {
		bool prime = true;

		for (unsigned d = 2; d * d <= i; d++)
			prime = prime && i % d != 0;
		if (prime)
			assert_int_equal(BN_mul_word(primorial, i), 1);
	}
	assert_int_equal(BN_set_word(power, 65537), 1);
	assert_int_equal(BN_mod_exp(power, power, k, primorial, context), 1);
	assert_int_equal(BN_mul(n, primorial, k, context), 1);
	assert_int_equal(BN_add(n, n, power), 1);
	assert_true(weak_rsa_is_roca(octets(n)));
	/* one more: no power of 65537 modulo all of them */
	assert_int_equal(BN_add_word(n, 2), 1);
	assert_false(weak_rsa_is_roca(octets(n)));
	assert_false(weak_rsa_is_roca(STR("\x01")));
	BN_CTX_free(context);
}

static void test_exponents(void **state)
{
	(void)state;
	assert_true(weak_rsa_is_one(STR("\x01")));
	assert_true(weak_rsa_is_one(str_slice("\0\x01", 2)));
	assert_false(weak_rsa_is_one(STR("\x03")));
	assert_true(weak_rsa_is_even(STR("\x02")));
	assert_true(weak_rsa_is_even(STR("")));
	assert_false(weak_rsa_is_even(STR("\x01\x00\x01")));
	assert_true(weak_rsa_is_below_f4(STR("\x03")));
	assert_true(weak_rsa_is_below_f4(STR("\xff\xff")));
	assert_true(weak_rsa_is_below_f4(str_slice("\x01\x00\x00", 3)));
	assert_false(weak_rsa_is_below_f4(str_slice("\x01\x00\x01", 3)));
	assert_false(weak_rsa_is_below_f4(str_slice("\x01\x00\x00\x01", 4)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sound, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_small_factors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_fermat, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_fermat_edges, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_roca, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_exponents, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("weak_rsa", tests, NULL, NULL);
}
