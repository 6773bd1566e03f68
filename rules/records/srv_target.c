/*
 * srv_target.c -- a server of a service that is an address or an alias. The root as target says that the
 * service is not offered, and is right (RFC 2782).
 */
#include "records/shared.h"

#include "base/banned.h"

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_SRV)
		return;
	check_address_targets(ck, rrset, "server");
	check_alias_targets(ck, rrset, "server");
}

const struct rule rule_srv_target = {
	.id = "srv-target",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "an SRV record whose target is an address or an alias",
	.source = "RFC 2782, \"Target\"; RFC 2181, section 10.3",
	.url = "https://www.rfc-editor.org/rfc/rfc2782",
	.since = "0.1.0",
	.why = "The target of an SRV record is a host that has addresses. An address in its place "
	       "is looked up as a name and found nowhere; an alias works with some clients, while "
	       "others take the service for absent.",
	.fix = "Write the name of the host itself.",
	.check_rrset = check,
};
