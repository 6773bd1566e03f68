/*
 * acm.h -- the request bodies that the AWS CLI takes for certificates (--cli-input-json):
 *
 *	aws acm request-certificate --cli-input-json file://acm/retail-external.json
 *	aws acm-pca issue-certificate --cli-input-json file://acm-pca/retail-internal.json
 *
 * A body is complete or it is pending, with the reason; half a body is never handed out. No body
 * holds a private key: ACM makes its own, IssueCertificate takes a CSR.
 */
#ifndef ZW_GENERATORS_ACM_H
#define ZW_GENERATORS_ACM_H

#include "csr.h"

struct aws_body {
	struct str json;     /* "" where it is pending */
	const char *pending; /* why it cannot be complete, for people; NULL: it is */
};

/* The most of IssueCertificate's `Csr` (AWS Private CA API Reference). */
enum { ACM_PCA_CSR_MAX = 32768, ACM_NAMES_MAX = 100, ACM_DOMAIN_NAME_MAX = 64 };

/*
 * RequestCertificate, for a certificate whose key ACM holds. Of a public authority with validation
 * by DNS; of an ACM-PCA authority with its ARN, and then without validation. DomainName becomes the
 * common name and may have 64 octets only: it is the first name that fits. The idempotency token is
 * the same as long as the body, the account and the region are.
 */
struct aws_body acm_request(struct arena *arena, const struct certificate *certificate);

/*
 * IssueCertificate of an ACM-PCA authority for the request CSR; DAY is that of issue, where the
 * validity comes from a dated table. The signing algorithm must be of the family of the authority's
 * own key: `signing_algorithm` of the authority, else SHA256WITHRSA, for an RSA key is what AWS
 * Private CA proposes; if the authority has another, AWS refuses the call and issues nothing. The
 * template is that for server authentication; it copies the subject and the names of the CSR and
 * sets the key usages itself.
 */
struct aws_body acm_pca_issue(struct arena *arena, const struct certificate *certificate,
			      const struct csr *csr, date day);

/* The signing algorithm that acm_pca_issue() writes for AUTHORITY; ret_assumed: nobody says it. */
struct str acm_pca_signing_algorithm(const struct authority *authority, bool *ret_assumed);

/* The region of ACM's calls for CERTIFICATE: its own, else its account's; "" where nobody says
 * it. */
struct str acm_region(const struct certificate *certificate);

/* The region of AUTHORITY's calls: that in its ARN; "" where that is not stated or has none. */
struct str acm_pca_region(const struct authority *authority);

#endif
