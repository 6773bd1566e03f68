/*
 * derive_parts.h -- the parts of derive(), a file each, and what they share.
 */
#ifndef ZW_FRONT_DERIVE_PARTS_H
#define ZW_FRONT_DERIVE_PARTS_H

#include "front/derive.h"

struct derivation {
	struct native *native;
	struct model *model;
	struct arena *arena;
	const struct policy *policy;
	struct zone *central_zone;
	size_t derived;	   /* RRsets so far, against LIMIT_DERIVED */
	struct map rrsets; /* these, by zone, type and owner */
};

/* The RRset of OWNER and TYPE in ZONE, written or derived; NULL: none. */
struct rrset *derive_find(const struct derivation *d, const struct zone *zone,
			  const struct dname *owner, enum rr_type type);

/* A derived RRset to fill, or NULL where a written one stands in its place. A derived TXT of the same
 * owner is given again, to be added to. */
struct rrset *derive_rrset(struct derivation *d, struct zone *zone, const struct dname *owner,
			   enum rr_type type, const struct origin *origin);

/* Adds one value to a derived RRset; a value that is there already is not added twice. */
void derive_value(struct derivation *d, struct rrset *rrset, struct str value, struct span at);

/* The deepest public zone that NAME lies in; NULL: none. */
struct zone *derive_public_zone_of(struct derivation *d, const struct dname *name);

/* Names and records of APIs. */
void derive_apis(struct derivation *d);

/* A wildcard certificate for each domain that has none, where the authority can be told; and which
 * subdomain each certificate is of. */
void derive_certificates(struct derivation *d);

/* PrivateLink verification TXT, and validation CNAMEs that are known. */
void derive_proofs(struct derivation *d);

/* CAA at the apex of each public domain: the public authorities used below it, or `0 issue ";"`. */
void derive_caa(struct derivation *d);

#endif
