/*
 * dkim_key_weak.c -- a DKIM key that is too short for receivers, or no key at all.
 *
 * An empty `p` says that the key is revoked, and is right. What receivers make of a type of key that is not
 * of the RFCs is not known, and nothing is said of it.
 */
#include "records/shared.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/banned.h"

enum {
	RSA_BITS_REFUSED = 1024, /* RFC 8301 section 3.2: below, no signature is valid */
	RSA_BITS_ADVISED = 2048, /* … and signers should have that many */
	ED25519_OCTETS = 32,	 /* RFC 8463 section 3 */
};

struct key_record {
	struct str type, hashes, key; /* `k`, `h`, `p` */
	bool has_hashes, has_key;
};

/* RFC 6376 section 3.6.1; false where the text is no key record. */
static bool read_record(struct str text, struct key_record *ret_record)
{
	struct key_record record = {.type = STR("rsa")};
	struct tag tag;

	while (tag_next(&text, &tag)) {
		if (str_is(tag.name, "v") && !str_is(tag.value, "DKIM1"))
			return false;
		if (str_is(tag.name, "k")) {
			record.type = tag.value;
		} else if (str_is(tag.name, "h")) {
			record.has_hashes = true;
			record.hashes = tag.value;
		} else if (str_is(tag.name, "p")) {
			record.has_key = !tag.no_value;
			record.key = tag.value;
		}
	}
	*ret_record = record;
	return record.has_key;
}

/* Base64 with blanks in it (RFC 6376 section 3.2). NULL where it is none. */
static const unsigned char *decode(struct arena *arena, struct str text, size_t *ret_len)
{
	unsigned char *packed = (unsigned char *)arena_bytes(arena, text.len + 1);
	unsigned char *out = (unsigned char *)arena_bytes(arena, text.len + 1);
	size_t len = 0, padding = 0;
	int octets;

	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_blank(text.ptr[i]))
			packed[len++] = (unsigned char)text.ptr[i];
	while (padding < 2 && padding < len && packed[len - 1 - padding] == '=')
		padding++;
	octets = len % 4 == 0 ? EVP_DecodeBlock(out, packed, (int)len) : -1;
	if (octets < 0 || (size_t)octets < padding)
		return NULL;
	*ret_len = (size_t)octets - padding;
	return out;
}

static void free_key(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

/* The bits of an RSA key, 0 where it is none: a SubjectPublicKeyInfo, as all the world publishes, or the
 * RSAPublicKey that RFC 6376 section 3.6.1 speaks of. */
static int rsa_bits(const unsigned char *der, size_t len)
{
	const unsigned char *at = der;
	EVP_PKEY *key CLEANUP(free_key) = NULL;

	/* What OpenSSL says of the first form is no error of anybody's. */
	(void)ERR_set_mark();
	key = d2i_PUBKEY(NULL, &at, (long)len);
	if (key == NULL) {
		at = der;
		key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)len);
	}
	(void)ERR_pop_to_mark();
	if (key == NULL || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA)
		return 0;
	return EVP_PKEY_get_bits(key);
}

static struct diag *complain(struct check *ck, const struct rrset *rrset, const struct rr *rr,
			     const char *what)
{
	struct diag *d =
		report(ck, rr->at, "the DKIM key at `%s` %s", show(ck, rrset->owner), what);

	about(ck, d, rrset->owner, rrset->zone, NULL);
	return d;
}

static void check_rsa(struct check *ck, const struct rrset *rrset, const struct rr *rr,
		      const unsigned char *der, size_t len)
{
	int bits = rsa_bits(der, len);
	struct diag *d;

	if (bits >= RSA_BITS_ADVISED)
		return;
	if (bits == 0)
		d = complain(ck, rrset, rr, "is no RSA key");
	else if (bits < RSA_BITS_REFUSED)
		d = complain(ck, rrset, rr,
			     arena_printf(ck->arena,
					  "has %d bits: below %d no receiver takes its signatures",
					  bits, RSA_BITS_REFUSED));
	else
		d = complain(ck, rrset, rr,
			     arena_printf(ck->arena, "has %d bits, and %d are advised", bits,
					  RSA_BITS_ADVISED));
	if (bits == 0)
		help(ck, d,
		     "write the public key as it came, whole; in several strings nothing stands "
		     "between them");
	else
		help(ck, d, "publish a key of %d bits under another selector, and sign with it",
		     RSA_BITS_ADVISED);
}

/* `h` without sha256: RFC 8301 section 3.1 forbids what is left. */
static bool allows_only_sha1(const struct key_record *record)
{
	struct str rest = record->hashes, hash;

	if (!record->has_hashes)
		return false;
	while (str_cut(&rest, ':', &hash))
		if (!str_is(str_trim(hash), "sha1"))
			return false;
	return str_is(str_trim(rest), "sha1");
}

static void check_record(struct check *ck, const struct rrset *rrset, const struct rr *rr,
			 const struct key_record *record)
{
	const unsigned char *der;
	size_t len;

	if (record->key.len == 0)
		return;
	if (allows_only_sha1(record))
		help(ck, complain(ck, rrset, rr, "allows SHA-1 alone, which no receiver takes"),
		     "write `h=sha256`, or drop `h`");
	if (!str_is(record->type, "rsa") && !str_is(record->type, "ed25519"))
		return;
	der = decode(ck->arena, record->key, &len);
	if (der == NULL) {
		help(ck, complain(ck, rrset, rr, "is no base64"),
		     "write the public key as it came, whole, without quotes and `-----BEGIN`");
		return;
	}
	if (str_is(record->type, "rsa"))
		check_rsa(ck, rrset, rr, der, len);
	else if (len != ED25519_OCTETS)
		help(ck,
		     complain(ck, rrset, rr,
			      arena_printf(ck->arena, "has %zu octets, and a key of Ed25519 has %d",
					   len, ED25519_OCTETS)),
		     "write the %d octets of the key themselves in base64, without the DER around "
		     "them",
		     ED25519_OCTETS);
}

/* <selector>._domainkey.<domain>; a selector may have several labels. */
static bool is_key_name(const struct dname *owner)
{
	for (unsigned i = 1; i < owner->labels; i++)
		if (str_is(dname_label(owner, i), "_domainkey"))
			return true;
	return false;
}

static void check(struct check *ck, const struct rrset *rrset)
{
	struct key_record record;

	if (rrset->type != RR_TXT || !is_key_name(rrset->owner))
		return;
	for (size_t i = 0; i < rrset->n; i++)
		if (read_record(rdata_joined(ck->arena, &rrset->rrs[i]), &record))
			check_record(ck, rrset, &rrset->rrs[i], &record);
}

const struct rule rule_dkim_key_weak = {
	.id = "dkim-key-weak",
	.family = "records",
	.severity = SEV_WARNING,
	.summary = "a DKIM key of less than 2048 bits, for SHA-1 alone, or that cannot be read",
	.source = "RFC 8301, sections 3.1 and 3.2; RFC 6376, section 3.6.1; RFC 8463, section 3",
	.url = "https://www.rfc-editor.org/rfc/rfc8301#section-3.2",
	.since = "0.1.0",
	.why = "Receivers must not take signatures of an RSA key under 1024 bits, or with SHA-1, "
	       "and a "
	       "key that is cut verifies nothing: mail then counts as not signed. Keys of 1024 "
	       "bits "
	       "can be broken by those who want to spend money on it.",
	.fix = "Make a key of 2048 bits, publish it under a new selector, sign with it, and then "
	       "revoke "
	       "the old one with an empty `p`.",
	.check_rrset = check,
};
