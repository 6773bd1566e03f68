/* shared.c -- which zones must prove their owner, and what a TXT says of it. */
#include "shared.h"

#include <string.h>

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

bool ownership_applies(const struct check *ck)
{
	return policy_asks(ck->policy) || model_has_pattern(ck->model);
}

/* "google-site-verification", "_globalsign-domain-verification", "facebook-domain-verification" */
static bool is_verification_key(struct str key)
{
	for (size_t i = 0; i < key.len; i++)
		if (!ascii_is_alpha(key.ptr[i]) && !ascii_is_digit(key.ptr[i]) &&
		    key.ptr[i] != '-' && key.ptr[i] != '_')
			return false;
	return str_ends_nocase(key, "verification");
}

bool ownership_is_token(struct str text)
{
	/* the services' own documents, as of 2026-11 */
	static const char *const prefixes[] = {"vpce:", "MS=ms",
					       "apple-domain=", "docusign=", "ZOOM_verify_"};
	struct str rest = text, key;

	for (size_t i = 0; i < COUNT_OF(prefixes); i++)
		if (str_starts(text, prefixes[i]))
			return true;
	return str_cut(&rest, '=', &key) && rest.len > 0 && is_verification_key(key);
}

bool ownership_is_acm_target(const struct dname *name)
{
	static const uint8_t wire[] = "\017acm-validations\003aws";
	size_t len;
	const uint8_t *end;

	if (name == NULL || name->labels < 3)
		return false;
	end = dname_suffix_wire(name, name->labels - 2u, &len);
	return len == sizeof(wire) && memcmp(end, wire, sizeof(wire)) == 0;
}

const struct account *ownership_account_of(const struct check *ck, const struct zone *zone,
					   const struct dname *name)
{
	const struct subdomain *subdomain = index_subdomain_of(ck->index, name, NULL);

	return subdomain != NULL ? subdomain->account : zone->account;
}
