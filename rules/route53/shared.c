/* shared.c -- what several rules about Route 53 ask. */
#include "route53/shared.h"

#include "index/plan.h"

#include "base/banned.h"

bool zone_is_route53(const struct zone *zone)
{
	return zone->id.presence == KNOWN ||
	       (zone->account != NULL && account_is_aws(zone->account));
}

size_t rrsets_of_type(const struct zone *zone, size_t first)
{
	const struct rrset *rrset = zone->rrsets.items[first];
	size_t n = 1;

	while (first + n < zone->rrsets.n && zone->rrsets.items[first + n]->type == rrset->type &&
	       dname_equal(zone->rrsets.items[first + n]->owner, rrset->owner))
		n++;
	return n;
}

const struct dname *alias_target_name(struct check *ck, const struct rrset *rrset)
{
	return rrset->alias == NULL ? NULL : alias_dns_name(ck->arena, rrset);
}

uint64_t quota_of(const struct check *ck, const char *key, uint64_t default_quota)
{
	const struct text *option = rule_option(ck, key);
	uint64_t quota;

	return option != NULL && option->presence == KNOWN &&
			       str_to_u64(option->s, UINT32_MAX, &quota)
		       ? quota
		       : default_quota;
}
