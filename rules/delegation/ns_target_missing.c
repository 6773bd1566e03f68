/*
 * ns_target_missing.c -- a name server without an address in the zone of the estate that its name lies in. What
 * a wildcard answers exists. Where the zone above has no glue for it either, that is glue-missing.
 */
#include "delegation/shared.h"

#include "base/banned.h"

/* Not where glue-missing says it: at a cut, a server within it, and no address beside the NS records. */
static bool is_ours_to_judge(const struct check *ck, const struct fact *fact)
{
	return dname_equal(fact->owner, fact->zone->name) ||
	       !dname_is_within(fact->target, fact->owner) ||
	       has_address(index_of_zone(ck->index, fact->zone), fact->target);
}

static void report_absent(struct check *ck, const struct server_uses *uses, const struct zone *home)
{
	const struct fact *fact = uses->first;
	struct diag *d =
		report(ck, fact->at, "name server `%s` of `%s` has no address in `%s`",
		       show(ck, fact->target), show(ck, fact->owner), show(ck, home->name));

	about(ck, d, fact->target, home, NULL);
	if (fact->rrset->derived)
		related_origin(ck, d, fact->rrset->origin);
	related(ck, d, home->origin->at, "the zone `%s` is here", show(ck, home->name));
	related_servers(ck, d, uses);
	help(ck, d, "add A and AAAA records for `%s`, or name another server",
	     show(ck, fact->target));
}

static const char *why_unknown(const struct zone *home)
{
	if (home->managed_part)
		return "is managed in part";
	return home->view_assumed ? "is not said to be public or private"
				  : "is the name of several zones";
}

static void check_server(struct check *ck, const struct server_uses *uses)
{
	const struct fact *fact = uses->first;
	const struct rrset *alias;
	const struct zone *home;
	enum host host = host_find(ck, fact->target, &home, &alias);

	if (host == HOST_ABSENT)
		report_absent(ck, uses, home);
	else if (host == HOST_UNKNOWN)
		undecided(ck, fact->at,
			  "whether the name server `%s` has an address is not known: `%s` %s",
			  show(ck, fact->target), show(ck, home->name), why_unknown(home));
}

static void decide(struct check *ck)
{
	struct server_list servers = group_servers(ck, is_ours_to_judge);

	for (size_t i = 0; i < servers.items.n; i++)
		check_server(ck, servers.items.items[i]);
}

const struct rule rule_ns_target_missing = {
	.id = "ns-target-missing",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a name server that has no address in a zone of ours",
	.source = "RFC 1912, section 2.8; RFC 1034, section 4.2.2",
	.url = "https://www.rfc-editor.org/rfc/rfc1912#section-2.8",
	.since = "0.1.0",
	.why = "A server that has no address is not asked. The zone answers by the others, slower "
	       "and with less to spare, or, where there are none, not at all.",
	.fix = "Add the addresses of the name server to its zone, or take it out of the NS "
	       "records.",
	.collect_zone = collect_servers,
	.decide = decide,
};
