/* digest.c -- digests of the Secure Hash Standard, by OpenSSL. */
#include "base/digest.h"

#include <openssl/evp.h>

#include "base/banned.h"

static const EVP_MD *method_of(enum digest digest)
{
	switch (digest) {
	case DIGEST_SHA1:
		return EVP_sha1();
	case DIGEST_SHA256:
		return EVP_sha256();
	case DIGEST_SHA384:
		return EVP_sha384();
	}
	BUG("a digest that is not in the table");
}

size_t digest_of(enum digest digest, struct str data, uint8_t out[DIGEST_OCTETS_MAX])
{
	unsigned len = 0;

	if (EVP_Digest(data.ptr == NULL ? "" : data.ptr, data.len, out, &len, method_of(digest),
		       NULL) != 1)
		out_of_memory(); /* the only way in which a digest over memory fails */
	return len;
}

const char *sha256_hex(struct str data, char out[SHA256_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t octets[DIGEST_OCTETS_MAX];
	size_t len = digest_of(DIGEST_SHA256, data, octets);

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[octets[i] >> 4];
		out[2 * i + 1] = digits[octets[i] & 15];
	}
	out[SHA256_HEX_SIZE - 1] = '\0';
	return out;
}
