/* shared.c -- which zones must prove their owner, and what a TXT says of it. */
#include "shared.h"

#include "base/banned.h"

static bool policy_asks(const struct policy *policy)
{
	return policy->ownership.at.file != 0;
}

bool ownership_is_required(const struct check *ck, const struct zone *zone)
{
	if (zone->view != VIEW_PUBLIC)
		return false;
	if (policy_asks(ck->policy))
		return true;
	return model_has_pattern(ck->model) &&
	       (zone->role != ZONE_WRITTEN || zone->ownership.presence != ABSENT);
}

enum ownership_verdict ownership_judge(const struct check *ck, const struct zone *zone,
				       struct str text)
{
	const struct ownership_policy *policy = &ck->policy->ownership;
	bool declared = zone->ownership.presence == KNOWN;
	bool same = declared && str_eq(text, zone->ownership.s);
	enum tri matches = UNKNOWN;

	if (zone->ownership.presence == UNSETTLED || policy->value.presence == UNSETTLED)
		return OWNERSHIP_UNKNOWN;
	if (policy->value.presence != KNOWN)
		return same ? OWNERSHIP_PROOF : OWNERSHIP_NOTHING;
	if (policy->pattern != NULL)
		matches = pattern_matches(policy->pattern, text);
	if (matches == UNKNOWN)
		return OWNERSHIP_UNKNOWN;
	if (same)
		return matches == YES ? OWNERSHIP_PROOF : OWNERSHIP_OFF_PATTERN;
	if (matches == NO)
		return OWNERSHIP_NOTHING;
	return declared ? OWNERSHIP_OTHER_OWNER : OWNERSHIP_PROOF;
}

struct span ownership_declared_at(const struct zone *zone)
{
	return zone->ownership.presence == KNOWN ? zone->ownership.at : (struct span){0};
}
