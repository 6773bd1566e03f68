/*
 * digest.h -- digests of the Secure Hash Standard (FIPS 180-4), by OpenSSL.
 */
#ifndef ZW_BASE_DIGEST_H
#define ZW_BASE_DIGEST_H

#include "base/str.h"

enum digest { DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384 };

enum { DIGEST_OCTETS_MAX = 48, SHA256_HEX_SIZE = 65 };

/* Writes the digest of DATA and returns its octets: 20, 32 or 48. */
size_t digest_of(enum digest digest, struct str data, uint8_t out[DIGEST_OCTETS_MAX]);

/* Writes 64 lower-case hexadecimal digits and a NUL, and returns OUT. */
const char *sha256_hex(struct str data, char out[SHA256_HEX_SIZE]);

#endif
