/*
 * key_algorithm.h -- the algorithms of `key.algorithm`, and what each library and service calls
 * them.
 */
#ifndef ZW_GENERATORS_KEY_ALGORITHM_H
#define ZW_GENERATORS_KEY_ALGORITHM_H

#include <openssl/types.h>
#include <stdbool.h>

struct key_algorithm {
	const char *name;  /* as the estate writes it */
	const char *title; /* for people: "ECDSA, curve P-256" */
	const char *type;  /* OpenSSL's key type: RSA, EC, ED25519 */
	const char *group; /* OpenSSL's curve; NULL: none */
	unsigned bits;	   /* of an RSA modulus; 0: another kind */
	const char
		*digest; /* of a CSR's signature; NULL: the signature takes no digest (RFC 8032) */
	const char *signature; /* of a CSR, for people: "ECDSA with SHA-256" */
	const char *acm; /* KeyAlgorithm of RequestCertificate; NULL: ACM does not make such keys */
	bool is_public;	 /* public authorities may certify it (BR 6.1.5) */
	bool is_randomised; /* two signatures of one text differ */
};

/* By name; NULL where no algorithm is called so. NULL is no name. */
const struct key_algorithm *key_algorithm_find(const char *name);

/* The algorithm of KEY; NULL where it is none of the table. */
const struct key_algorithm *key_algorithm_of(const EVP_PKEY *key);

/* A new key; NULL where OpenSSL refuses. Free with EVP_PKEY_free(), which wipes it. */
EVP_PKEY *key_algorithm_make(const struct key_algorithm *algorithm);

/* Why OpenSSL's last call on this thread failed, in its own words; empties its list of errors, the
 * text lives as long as the program. */
const char *openssl_reason(void);

#endif
