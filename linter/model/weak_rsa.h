/*
 * weak_rsa.h -- RSA moduli whose factors can be found (BR 6.1.1.3, 6.1.6).
 *
 * Every test is bounded: a modulus of LIMIT_KEY_BITS takes a few milliseconds. None of them proves that
 * a key is strong.
 */
#ifndef ZW_MODEL_WEAK_RSA_H
#define ZW_MODEL_WEAK_RSA_H

#include "base/str.h"

enum {
	WEAK_RSA_FACTOR_LIMIT = 752,  /* BR 6.1.6, NIST SP 800-89: no factor below */
	WEAK_RSA_FERMAT_ROUNDS = 100, /* BR 6.1.1.3 */
};

/* The smallest prime factor below WEAK_RSA_FACTOR_LIMIT; 0: none. MODULUS is big-endian. */
unsigned weak_rsa_small_factor(struct str modulus);

/*
 * The round, from 1, in which Fermat's method splits the modulus: its two factors are close to each other;
 * 0: not within WEAK_RSA_FERMAT_ROUNDS. It looks for a such that a * a - n is a square, from the square
 * root of n upwards.
 */
unsigned weak_rsa_fermat_round(struct str modulus);

/*
 * Whether the modulus has the fingerprint of Infineon's library RSALib (CVE-2017-15361, "The Return of
 * Coppersmith's Attack"): its primes are k * M + (65537^a mod M), M a product of the first primes, so that
 * modulo each of these the modulus is a power of 65537. A random modulus is one modulo all primes up to 167
 * with a probability below 2^-27.
 */
bool weak_rsa_is_roca(struct str modulus);

/* Whether big-endian octets are an even number; 1; less than 65537. */
bool weak_rsa_is_even(struct str number);
bool weak_rsa_is_one(struct str number);
bool weak_rsa_is_below_f4(struct str number);

#endif
