/*
 * resolver.h -- the bodies of `aws route53resolver create-resolver-rule` and
 * `associate-resolver-rule`. What is not known is null (change_batch.h).
 */
#ifndef ZW_GENERATORS_RESOLVER_H
#define ZW_GENERATORS_RESOLVER_H

#include "base/json.h"
#include "index/plan.h"

enum { RESOLVER_NAME_MAX = 64 };

/*
 * The name of the rule for DOMAIN, of a SYSTEM or a FORWARD rule: at most 64 letters, digits, `-`, `_`, not digits alone (Name of
 * CreateResolverRule). A name that does not fit is cut and ends in a part of its SHA-256.
 */
const char *resolver_rule_name(struct arena *arena, bool system, const char *domain);

/* CreatorRequestId, Name, RuleType, DomainName, and of a FORWARD rule TargetIps and
 * ResolverEndpointId, into the open object of JSON. The request id depends on account, domain, type and
 * targets alone. */
void resolver_rule_write(struct json *json, const struct forwarding_rule *rule,
			 struct arena *arena);

/* ResolverRuleId (null: it is made by the step before), VPCId and Name. */
void resolver_association_write(struct json *json, const struct forwarding_rule *rule,
				const struct vpc *vpc, struct arena *arena);

#endif
