/*
 * csr.h -- certification requests (PKCS #10, RFC 2986) for the certificates of the estate.
 *
 * What is in one: the names as DNS subject alternative names (RFC 5280 section 4.2.1.6), critical
 * where the subject is empty; extended key usage serverAuth; key usage digitalSignature, and
 * keyEncipherment for RSA (BR 7.1.2.7.10, 7.1.2.7.11). A subject only where the estate writes one.
 * For a public authority only its common name: the certificates of validated domains may carry
 * nothing more (BR 7.1.2.7.2), and what an organisation is called an authority takes from its own
 * research.
 *
 * Every text is put in as a value, never parsed, so that no comma, quote or line end in one can add
 * a name. A request is handed out only after its signature was verified.
 */
#ifndef ZW_GENERATORS_CSR_H
#define ZW_GENERATORS_CSR_H

#include "base/digest.h"
#include "key_algorithm.h"
#include "model/estate.h"

/* One attribute of the subject, in the order in which BR 7.1.4.2 wants them. */
struct csr_attribute {
	const char *type; /* OpenSSL's short name: C, ST, L, O, OU, CN */
	const char *title;
	struct str value;
};

enum { CSR_ATTRIBUTES_MAX = 6 };

struct csr {
	const struct key_algorithm *algorithm;
	const char *
		*names; /* lower case, A-labels, no final dot, each once, in the estate's order */
	size_t n_names;
	struct csr_attribute subject[CSR_ATTRIBUTES_MAX];
	size_t n_subject;
	struct csr_attribute
		left_out[CSR_ATTRIBUTES_MAX]; /* written, and not for a public authority */
	size_t n_left_out;
	bool has_key_encipherment;
	struct str pem;
	char sha256[SHA256_HEX_SIZE];	  /* of the request in DER */
	char tbs_sha256[SHA256_HEX_SIZE]; /* of its CertificationRequestInfo in DER */
	char spki_sha256
		[SHA256_HEX_SIZE]; /* of its SubjectPublicKeyInfo in DER: what names the key */
};

/*
 * Makes the request for CERTIFICATE with KEY, a private key of ALGORITHM. FAILED, with what is
 * wrong in ERR, where a name is no name of a host, there is none at all, or an attribute does not
 * fit (over the bounds of RFC 5280 appendix A.1, control characters).
 */
MUST_USE enum status csr_make(struct arena *arena, const struct certificate *certificate,
			      const struct key_algorithm *algorithm, EVP_PKEY *key,
			      struct csr *ret_csr, struct err *err);

/* Whether csr_make() takes the names and the subject; needs no key. FAILED as csr_make() does. */
MUST_USE enum status csr_check(struct arena *arena, const struct certificate *certificate,
			       struct err *err);

/* What is in the request, as JSON. */
struct str csr_describe(struct arena *arena, const struct certificate *certificate,
			const struct csr *csr);

/*
 * The names of CERTIFICATE as they stand in a request: lower case, without a final dot, each once,
 * in the estate's order. FAILED as csr_make() does.
 */
MUST_USE enum status csr_names(struct arena *arena, const struct certificate *certificate,
			       const char ***ret_names, size_t *ret_count, struct err *err);

#endif
