/* key_algorithm.c -- the algorithms of `key.algorithm`. */
#include "key_algorithm.h"

#include "base/compiler.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/banned.h"

/*
 * ACM makes RSA_2048, EC_prime256v1 and EC_secp384r1 keys, for public and for private authorities
 * alike (ACM API Reference, RequestCertificate; User Guide, "Private certificates in AWS
 * Certificate Manager"). The digest of an ECDSA signature goes with its curve (BR 7.1.3.2.2).
 */
static const struct key_algorithm algorithms[] = {
	{"rsa-2048", "RSA, 2048 bits", "RSA", NULL, 2048, "SHA256",
	 "RSA (PKCS #1 v1.5) with SHA-256", "RSA_2048", true, false},
	{"rsa-3072", "RSA, 3072 bits", "RSA", NULL, 3072, "SHA256",
	 "RSA (PKCS #1 v1.5) with SHA-256", NULL, true, false},
	{"rsa-4096", "RSA, 4096 bits", "RSA", NULL, 4096, "SHA256",
	 "RSA (PKCS #1 v1.5) with SHA-256", NULL, true, false},
	{"ecdsa-p256", "ECDSA, curve P-256", "EC", "prime256v1", 0, "SHA256", "ECDSA with SHA-256",
	 "EC_prime256v1", true, true},
	{"ecdsa-p384", "ECDSA, curve P-384", "EC", "secp384r1", 0, "SHA384", "ECDSA with SHA-384",
	 "EC_secp384r1", true, true},
	{"ed25519", "Ed25519", "ED25519", NULL, 0, NULL, "Ed25519", NULL, false, false},
};

const struct key_algorithm *key_algorithm_find(const char *name)
{
	if (name == NULL)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(algorithms); i++)
		if (strcmp(algorithms[i].name, name) == 0)
			return &algorithms[i];
	return NULL;
}

const struct key_algorithm *key_algorithm_of(const EVP_PKEY *key)
{
	char group[64];
	size_t len = 0;

	for (size_t i = 0; i < COUNT_OF(algorithms); i++) {
		const struct key_algorithm *algorithm = &algorithms[i];

		if (!EVP_PKEY_is_a(key, algorithm->type))
			continue;
		if (algorithm->bits != 0 && EVP_PKEY_get_bits(key) != (int)algorithm->bits)
			continue;
		if (algorithm->group != NULL &&
		    (EVP_PKEY_get_group_name(key, group, sizeof(group), &len) != 1 ||
		     strcmp(group, algorithm->group) != 0))
			continue;
		return algorithm;
	}
	return NULL;
}

EVP_PKEY *key_algorithm_make(const struct key_algorithm *algorithm)
{
	if (algorithm->bits != 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, algorithm->type, (size_t)algorithm->bits);
	if (algorithm->group != NULL)
		return EVP_PKEY_Q_keygen(NULL, NULL, algorithm->type, algorithm->group);
	return EVP_PKEY_Q_keygen(NULL, NULL, algorithm->type);
}

const char *openssl_reason(void)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code == 0 ? NULL : ERR_reason_error_string(code);

	ERR_clear_error();
	return reason != NULL ? reason : "no reason is given";
}
