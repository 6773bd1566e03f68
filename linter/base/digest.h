/*
 * digest.h -- SHA-256 (FIPS 180-4), by OpenSSL.
 */
#ifndef ZW_BASE_DIGEST_H
#define ZW_BASE_DIGEST_H

#include "base/str.h"

enum { SHA256_HEX_SIZE = 65 };

/* Writes 64 lower-case hexadecimal digits and a NUL, and returns OUT. */
const char *sha256_hex(struct str data, char out[SHA256_HEX_SIZE]);

#endif
