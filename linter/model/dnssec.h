/*
 * dnssec.h -- which key a DS means (RFC 4034 section 5, appendix B).
 */
#ifndef ZW_MODEL_DNSSEC_H
#define ZW_MODEL_DNSSEC_H

#include "model/rr.h"

/* The key tag of DNSKEY rdata (RFC 4034 appendix B; B.1 for algorithm 1). */
unsigned dnssec_key_tag(const struct rr *dnskey);

/* The key tag that DS rdata states. */
unsigned dnssec_ds_key_tag(const struct rr *ds);

/* Whether DS, at OWNER, fits DNSKEY: key tag and algorithm are the key's, and the digest is that of owner name
 * and key (RFC 4034 section 5.1.4). A digest type that cannot be computed here (other than 1, 2 and 4) is
 * taken to fit. */
bool dnssec_ds_fits(const struct dname *owner, const struct rr *ds, const struct rr *dnskey);

#endif
