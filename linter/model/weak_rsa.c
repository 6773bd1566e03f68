/* weak_rsa.c -- RSA moduli whose factors can be found. */
#include "model/weak_rsa.h"

#include <openssl/bn.h>

#include "base/banned.h"

static void free_context(BN_CTX **context)
{
	BN_CTX_free(*context);
}

static BIGNUM *fresh(BN_CTX *context)
{
	BIGNUM *number = BN_CTX_get(context);

	if (number == NULL)
		out_of_memory();
	return number;
}

/* The only way in which arithmetic fails here. */
static void must(int done)
{
	if (done != 1)
		out_of_memory();
}

static struct str significant(struct str number)
{
	while (number.len > 0 && number.ptr[0] == '\0')
		number = str_slice(number.ptr + 1, number.len - 1);
	return number;
}

static unsigned remainder_of(struct str number, unsigned divisor)
{
	unsigned rest = 0;

	for (size_t i = 0; i < number.len; i++)
		rest = (rest << 8 | (unsigned char)number.ptr[i]) % divisor;
	return rest;
}

static bool is_small_prime(unsigned number)
{
	for (unsigned i = 2; i * i <= number; i++)
		if (number % i == 0)
			return false;
	return number > 1;
}

/* ---- small factors ----------------------------------------------------------------------------- */

unsigned weak_rsa_small_factor(struct str modulus)
{
	modulus = significant(modulus);
	if (modulus.len < 4)
		return 0; /* too short for any key: its length is the fault */
	for (unsigned prime = 2; prime < WEAK_RSA_FACTOR_LIMIT; prime++)
		if (is_small_prime(prime) && remainder_of(modulus, prime) == 0)
			return prime;
	return 0;
}

/* ---- close primes ------------------------------------------------------------------------------ */

/* The integer part of the square root, by Newton's method from above. */
static void square_root(BIGNUM *root, const BIGNUM *number, BN_CTX *context)
{
	BIGNUM *next;

	BN_CTX_start(context);
	next = fresh(context);
	must(BN_set_bit(root, (BN_num_bits(number) + 1) / 2));
	for (;;) {
		must(BN_div(next, NULL, number, root, context));
		must(BN_add(next, next, root));
		must(BN_rshift1(next, next));
		if (BN_cmp(next, root) >= 0)
			break;
		if (BN_copy(root, next) == NULL)
			out_of_memory();
	}
	BN_CTX_end(context);
}

/* Squares are one of 12 remainders modulo 64, 16 modulo 63, 21 modulo 65: few other numbers pass. */
static bool may_be_square(const BIGNUM *number)
{
	static const unsigned moduli[] = {64, 63, 65};

	for (size_t i = 0; i < sizeof(moduli) / sizeof(moduli[0]); i++) {
		BN_ULONG rest = BN_mod_word(number, moduli[i]);
		bool found = false;

		for (unsigned k = 0; k < moduli[i]; k++)
			found = found || k * k % moduli[i] == rest;
		if (!found)
			return false;
	}
	return true;
}

static bool is_square(const BIGNUM *number, BN_CTX *context)
{
	BIGNUM *root, *square;
	bool same;

	if (BN_is_zero(number))
		return true;
	if (!may_be_square(number))
		return false;
	BN_CTX_start(context);
	root = fresh(context);
	square = fresh(context);
	square_root(root, number, context);
	must(BN_sqr(square, root, context));
	same = BN_cmp(square, number) == 0;
	BN_CTX_end(context);
	return same;
}

unsigned weak_rsa_fermat_round(struct str modulus)
{
	BN_CTX *context CLEANUP(free_context) = BN_CTX_new();
	BIGNUM *n, *a, *rest;
	unsigned found = 0;

	if (context == NULL)
		out_of_memory();
	BN_CTX_start(context);
	n = fresh(context);
	a = fresh(context);
	rest = fresh(context);
	if (BN_bin2bn((const unsigned char *)modulus.ptr, (int)modulus.len, n) == NULL)
		out_of_memory();
	if (BN_is_odd(n) && BN_num_bits(n) > 8) {
		square_root(a, n, context);
		must(BN_sqr(rest, a, context));
		if (BN_cmp(rest, n) < 0)
			must(BN_add_word(a, 1));
		must(BN_sqr(rest, a, context));
		must(BN_sub(rest, rest, n));
		for (unsigned i = 1; i <= WEAK_RSA_FERMAT_ROUNDS && found == 0; i++) {
			if (is_square(rest, context))
				found = i;
			/* (a + 1)^2 - n */
			must(BN_add(rest, rest, a));
			must(BN_add(rest, rest, a));
			must(BN_add_word(rest, 1));
			must(BN_add_word(a, 1));
		}
	}
	BN_CTX_end(context);
	return found;
}

/* ---- ROCA -------------------------------------------------------------------------------------- */

enum { GENERATOR = 65537, LAST_PRIME = 167 };

/* Whether NUMBER is a power of the generator modulo PRIME. */
static bool is_power(unsigned number, unsigned prime)
{
	unsigned power = 1 % prime;

	do {
		if (power == number)
			return true;
		power = power * (GENERATOR % prime) % prime;
	} while (power != 1);
	return false;
}

bool weak_rsa_is_roca(struct str modulus)
{
	modulus = significant(modulus);
	if (modulus.len < 32)
		return false;
	for (unsigned prime = 3; prime <= LAST_PRIME; prime++)
		if (is_small_prime(prime) && !is_power(remainder_of(modulus, prime), prime))
			return false;
	return true;
}

/* ---- exponents --------------------------------------------------------------------------------- */

bool weak_rsa_is_even(struct str number)
{
	return number.len == 0 || (number.ptr[number.len - 1] & 1) == 0;
}

bool weak_rsa_is_one(struct str number)
{
	number = significant(number);
	return number.len == 1 && number.ptr[0] == 1;
}

bool weak_rsa_is_below_f4(struct str number)
{
	number = significant(number);
	return number.len < 3 || (number.len == 3 && remainder_of(number, 1 << 24) < 65537);
}
