/* digest.c -- SHA-256, by OpenSSL. */
#include "base/digest.h"

#include <openssl/evp.h>

#include "base/banned.h"

const char *sha256_hex(struct str data, char out[SHA256_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char octets[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	if (EVP_Digest(data.ptr == NULL ? "" : data.ptr, data.len, octets, &len, EVP_sha256(),
		       NULL) != 1 ||
	    len != 32)
		out_of_memory(); /* the only way in which a digest over memory fails */
	for (unsigned i = 0; i < len; i++) {
		out[2 * i] = digits[octets[i] >> 4];
		out[2 * i + 1] = digits[octets[i] & 15];
	}
	out[64] = '\0';
	return out;
}
