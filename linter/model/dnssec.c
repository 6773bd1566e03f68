/* dnssec.c -- which key a DS means. */
#include "model/dnssec.h"

#include <string.h>

#include <openssl/evp.h>

#include "base/banned.h"

enum {
	DNSKEY_ALGORITHM_AT =
		3, /* flags (2), protocol (1), algorithm (1), key: RFC 4034 section 2.1 */
	DNSKEY_KEY_AT = 4,
	DS_ALGORITHM_AT = 2, /* key tag (2), algorithm (1), digest type (1), digest: section 5.1 */
	DS_DIGEST_TYPE_AT = 3,
	DS_DIGEST_AT = 4,
	ALGORITHM_RSAMD5 = 1,
};

unsigned dnssec_key_tag(const struct rr *dnskey)
{
	unsigned long sum = 0;

	if (dnskey->len > DNSKEY_KEY_AT + 2 &&
	    dnskey->rdata[DNSKEY_ALGORITHM_AT] == ALGORITHM_RSAMD5)
		return (unsigned)(dnskey->rdata[dnskey->len - 3] << 8 |
				  dnskey->rdata[dnskey->len - 2]);
	for (size_t i = 0; i < dnskey->len; i++)
		sum += i & 1 ? dnskey->rdata[i] : (unsigned long)dnskey->rdata[i] << 8;
	sum += sum >> 16 & 0xffff;
	return (unsigned)(sum & 0xffff);
}

unsigned dnssec_ds_key_tag(const struct rr *ds)
{
	return (unsigned)(ds->rdata[0] << 8 | ds->rdata[1]);
}

static const EVP_MD *digest_of(unsigned type)
{
	switch (type) {
	case 1:
		return EVP_sha1();
	case 2:
		return EVP_sha256();
	case 4:
		return EVP_sha384();
	default:
		return NULL;
	}
}

static void digest_freep(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

static bool digest_fits(const EVP_MD *kind, const struct dname *owner, const struct rr *ds,
			const struct rr *dnskey)
{
	EVP_MD_CTX *context CLEANUP(digest_freep) = EVP_MD_CTX_new();
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len;

	if (context == NULL || EVP_DigestInit_ex(context, kind, NULL) != 1 ||
	    EVP_DigestUpdate(context, owner->wire, owner->len) != 1 ||
	    EVP_DigestUpdate(context, dnskey->rdata, dnskey->len) != 1 ||
	    EVP_DigestFinal_ex(context, digest, &len) != 1)
		BUG("a digest cannot be made");
	return ds->len == DS_DIGEST_AT + len && memcmp(ds->rdata + DS_DIGEST_AT, digest, len) == 0;
}

bool dnssec_ds_fits(const struct dname *owner, const struct rr *ds, const struct rr *dnskey)
{
	const EVP_MD *kind = digest_of(ds->rdata[DS_DIGEST_TYPE_AT]);

	if (dnskey->len < DNSKEY_KEY_AT ||
	    ds->rdata[DS_ALGORITHM_AT] != dnskey->rdata[DNSKEY_ALGORITHM_AT] ||
	    dnssec_ds_key_tag(ds) != dnssec_key_tag(dnskey))
		return false;
	return kind == NULL || digest_fits(kind, owner, ds, dnskey);
}
