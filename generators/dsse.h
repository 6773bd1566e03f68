/*
 * dsse.h -- signatures over a text and its type: DSSE, the Dead Simple Signing Envelope
 * (secure-systems-lab/dsse, protocol.md and envelope.md).
 *
 * What is signed is never the text alone but PAE(type, text), so that a signature over one kind of text
 * says nothing about another:
 *
 *	"DSSEv1" SP LEN(type) SP type SP LEN(text) SP text        LEN: octets, decimal
 *
 * DSSE leaves the algorithm to signer and verifier. Here the key decides: Ed25519 (RFC 8032); ECDSA with the
 * digest that goes with its curve, P-256 with SHA-256 and P-384 with SHA-384, in DER; RSA with SHA-256,
 * PKCS #1 v1.5 (RFC 8017 section 8.2), whose signatures are reproducible. A verifier takes ECDSA signatures
 * as r and s beside one another (IEEE P1363) and RSA signatures of PSS as well, for other tools make them
 * so. The key's id is the SHA-256 of its SubjectPublicKeyInfo in DER; it is a hint, and decides nothing.
 */
#ifndef ZW_GENERATORS_DSSE_H
#define ZW_GENERATORS_DSSE_H

#include "base/buf.h"
#include "base/digest.h"
#include "key_algorithm.h"

#define DSSE_IN_TOTO "application/vnd.in-toto+json"

enum { DSSE_SIGNATURES_MAX = 32 };

struct dsse_signature {
	struct str keyid; /* as the envelope has it; "": none */
	struct str sig;	  /* decoded */
};

struct dsse_envelope {
	struct str type, payload; /* decoded */
	struct dsse_signature signatures[DSSE_SIGNATURES_MAX];
	size_t n;
};

/* Appends PAE(TYPE, BODY). */
void dsse_pae(struct buf *out, struct str type, struct str body);

/* The key's id, 64 hexadecimal digits. */
const char *dsse_key_id(EVP_PKEY *key, char out[SHA256_HEX_SIZE]);

/* Appends the envelope of BODY with one signature by KEY, which is of a known algorithm. FAILED where OpenSSL
 * refuses. */
MUST_USE enum status dsse_sign(struct buf *out, struct str type, struct str body, EVP_PKEY *key,
			       struct err *err);

/* Reads an envelope; the texts live in ARENA. FAILED, with the place, where it is none. */
MUST_USE enum status dsse_read(struct dsse_envelope *envelope, struct arena *arena,
			       struct str bytes, struct err *err);

/* Whether SIGNATURE is one of KEY over the envelope's type and payload. */
bool dsse_is_signed(const struct dsse_envelope *envelope, const struct dsse_signature *signature,
		    EVP_PKEY *key);

/*
 * The public key in the PEM file PATH: a public key, or a certificate, of which neither the dates nor the
 * issuer are looked at. FAILED where it is neither, or of an algorithm that is not listed above. Free it with
 * EVP_PKEY_free().
 */
MUST_USE enum status public_key_load(const char *path, EVP_PKEY **ret_key, struct err *err);

#endif
