/*
 * ns_target.c -- a name server that is an address. (One that is an alias is ns-target-alias, one that does
 * not exist ns-target-missing.)
 */
#include "records/shared.h"

#include "base/banned.h"

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type == RR_NS)
		check_address_targets(ck, rrset, "name server");
}

const struct rule rule_ns_target = {
	.id = "ns-target",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a name server that is an address",
	.source = "RFC 1035, section 3.3.11",
	.url = "https://www.rfc-editor.org/rfc/rfc1035#section-3.3.11",
	.since = "0.1.0",
	.why = "An NS record names a host. An address in its place is looked up as a name, which "
	       "does not exist: the delegation loses a server, or leads nowhere.",
	.fix = "Write the name of the name server. Its addresses are A and AAAA records of that "
	       "name; below the delegated domain they are the glue.",
	.check_rrset = check,
};
