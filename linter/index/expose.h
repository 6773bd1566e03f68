/*
 * expose.h -- which public records give a name away, and which only prove something.
 */
#ifndef ZW_INDEX_EXPOSE_H
#define ZW_INDEX_EXPOSE_H

#include "model/model.h"

/*
 * Whether RRSET, asked for publicly, gives an address, or a host or an alias that leads to one: its
 * type does (rr_type_exposes()), and not all its values say "none": a null MX (RFC 7505), SRV target `.`
 * (RFC 2782), SVCB and HTTPS target `.` without address hints (RFC 9460 section 2.5). Values that are
 * pending count: the record answers once they are known.
 */
bool rrset_exposes(const struct rrset *rrset);

/*
 * Whether RRSET only proves something to a certificate authority or a mail receiver: a CNAME at an
 * underscore name (RFC 8552) that a certificate of MODEL declares as its validation, or that is
 * recognised: ACM, ACME (RFC 8555 section 8.4; also an NS of `_acme-challenge`), DigiCert, Sectigo,
 * DKIM (RFC 6376 section 3.6.2.1).
 */
bool rrset_proves(const struct model *model, const struct rrset *rrset);

enum { SVC_PARAM_IPV4HINT = 4, SVC_PARAM_IPV6HINT = 6 }; /* RFC 9460 section 14.3.2 */

struct svc_param {
	unsigned key;
	const uint8_t *value; /* borrowed from the rdata */
	size_t len;
};

/* The next SvcParam of SVCB or HTTPS rdata (RFC 9460 section 2.2); *AT is 0 for the first. */
bool svc_param_next(const struct rr *rr, size_t *at, struct svc_param *ret_param);

#endif
