/*
 * shared.h -- what two rules of the family `ownership` need: which zones must prove their owner at
 * their apex, and what a TXT says there.
 *
 * A candidate is a TXT that equals the value which the estate declares for the zone, or that matches the
 * policy's pattern (docs/estate.md, Ownership). All other TXT, SPF among them, say nothing of owners.
 */
#ifndef ZW_RULES_OWNERSHIP_SHARED_H
#define ZW_RULES_OWNERSHIP_SHARED_H

#include "engine/rule.h"

/* Whether ZONE must prove its owner: in an estate that declares `central`, its domains and the zones that
 * declare an owner; every public zone where the policy says what proves ownership. */
bool ownership_is_required(const struct check *ck, const struct zone *zone);

enum ownership_verdict {
	OWNERSHIP_NOTHING, /* no candidate */
	OWNERSHIP_PROOF,
	OWNERSHIP_OFF_PATTERN, /* equals the declared value, and fails the pattern */
	OWNERSHIP_OTHER_OWNER, /* matches the pattern, and is not the declared value */
	OWNERSHIP_UNKNOWN,     /* a value that is not known, a pattern that cannot be decided */
};

/* What TEXT says about the owner of ZONE. */
enum ownership_verdict ownership_judge(const struct check *ck, const struct zone *zone,
				       struct str text);

/* The place where the estate declares the owner of ZONE; no place: it does not. */
struct span ownership_declared_at(const struct zone *zone);

/* Whether the estate or the policy says who owns domains: without that no rule asks after owners. */
bool ownership_applies(const struct check *ck);

/* Whether TEXT is what a service gives out to see it in somebody's DNS: `vpce:…` of AWS PrivateLink,
 * `google-site-verification=…` and the like. */
bool ownership_is_token(struct str text);

/* Whether NAME, the target of a CNAME, is one by which AWS Certificate Manager validates. */
bool ownership_is_acm_target(const struct dname *name);

/* The account of who owns NAME in ZONE: of the subdomain that it lies in, else of the zone; NULL: nobody says. */
const struct account *ownership_account_of(const struct check *ck, const struct zone *zone,
					   const struct dname *name);

#endif
