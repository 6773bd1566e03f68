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

/* ---- plans ------------------------------------------------------------------------------------- */

void for_each_touched(struct check *ck, const struct plan *plan,
		      void (*fn)(struct check *ck, const struct step *step,
				 const struct change *change))
{
	for (size_t s = 0; s < plan->steps.n; s++) {
		const struct step *step = plan->steps.items[s];

		for (size_t k = 0; k < step->batches.n; k++)
			for (size_t i = 0; i < step->batches.items[k].n; i++) {
				const struct change *change = &step->batches.items[k].changes[i];

				/* of a pair the DELETE tells what was there */
				if (change->present != NULL && change->action != CHANGE_CREATE)
					fn(ck, step, change);
			}
	}
}

bool change_ends_type(const struct step *step, const struct change *change)
{
	if (change->action != CHANGE_DELETE || change->wanted != NULL)
		return false;
	return step->zone->retired ||
	       zone_written_rrset(step->zone, change->rrset->owner, change->rrset->type) == NULL;
}
