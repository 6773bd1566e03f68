/*
 * shared.h -- what several rules about Route 53 ask.
 */
#ifndef ZW_RULES_ROUTE53_SHARED_H
#define ZW_RULES_ROUTE53_SHARED_H

#include "engine/rule.h"
#include "index/plan.h"
#include "model/alias_zones.h"
#include "model/existing.h"

/* Whether ZONE is known to be a hosted zone of Route 53: it has an id, or its account is one of AWS. */
bool zone_is_route53(const struct zone *zone);

/* How many RRsets of ZONE, from FIRST on, have one owner name and type; at least 1. */
size_t rrsets_of_type(const struct zone *zone, size_t first);

/* The name that an alias leads to, stated or its load balancer's; NULL: not known, or no alias. */
const struct dname *alias_target_name(struct check *ck, const struct rrset *rrset);

/* A quota: the rule's option KEY where the policy sets it, else DEFAULT_QUOTA. */
uint64_t quota_of(const struct check *ck, const char *key, uint64_t default_quota);

/* Calls FN with each change that deletes or replaces what exists, in order. */
void for_each_touched(struct check *ck, const struct plan *plan,
		      void (*fn)(struct check *ck, const struct step *step,
				 const struct change *change));

/* Whether nothing of that name and type is left once the change is made. */
bool change_ends_type(const struct step *step, const struct change *change);

#endif
