/* ns_target_alias.c -- a name server whose name is an alias: a CNAME, or below a DNAME. A Route 53 alias record
 * of type A is an address to whoever asks. */
#include "delegation/shared.h"

#include "base/banned.h"

static void check_server(struct check *ck, const struct server_uses *uses)
{
	const struct fact *fact = uses->first;
	const struct rrset *alias;
	const struct zone *home;
	struct diag *d;

	if (host_find(ck, fact->target, &home, &alias) != HOST_ALIAS)
		return;
	if (home->view_assumed) {
		undecided(ck, fact->at,
			  "the name server `%s` is a CNAME in `%s`, and nothing says whether that "
			  "zone is public or private",
			  show(ck, fact->target), show(ck, home->name));
		return;
	}
	d = report(ck, fact->at, "name server `%s` of `%s` is an alias: it %s `%s`",
		   show(ck, fact->target), show(ck, fact->owner),
		   alias->type == RR_DNAME ? "lies below the DNAME" : "is a CNAME to",
		   alias->type == RR_DNAME ? show(ck, alias->owner) : show_rrset(ck, alias));
	about(ck, d, fact->target, home, NULL);
	if (fact->rrset->derived)
		related_origin(ck, d, fact->rrset->origin);
	related(ck, d, alias->at, "the %s is here", rr_type_name(ck->arena, alias->type));
	related_servers(ck, d, uses);
	help(ck, d, "give `%s` A and AAAA records in place of the %s, or name another server",
	     show(ck, fact->target), rr_type_name(ck->arena, alias->type));
}

static void decide(struct check *ck)
{
	struct server_list servers = group_servers(ck, NULL);

	for (size_t i = 0; i < servers.items.n; i++)
		check_server(ck, servers.items.items[i]);
}

const struct rule rule_ns_target_alias = {
	.id = "ns-target-alias",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a name server whose name is a CNAME",
	.source = "RFC 2181, section 10.3; RFC 1912, section 2.4",
	.url = "https://www.rfc-editor.org/rfc/rfc2181#section-10.3",
	.since = "0.1.0",
	.why = "The name in an NS record must have addresses itself. Servers put no address of an "
	       "alias into their referrals, and many resolvers do not follow a CNAME there, so "
	       "that "
	       "the server is not asked, or by some only.",
	.fix = "Write the addresses at the name server's own name, or name in the NS record what "
	       "the "
	       "alias leads to.",
	.collect_zone = collect_servers,
	.decide = decide,
};
