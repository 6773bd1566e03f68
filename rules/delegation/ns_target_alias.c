/* ns_target_alias.c -- a name server that is an alias. */
#include "delegation/shared.h"

#include "base/banned.h"

static void check_server(struct check *ck, const struct fact *server)
{
	const struct zone_index *zone =
		index_zone_for(ck->index, server->target, VIEW_PUBLIC, DNAME_LABELS_MAX);
	struct zone_answer found;
	struct diag *d;

	if (zone == NULL)
		return;
	found = zone_lookup(zone, server->target, RR_A);
	if (found.kind != ZONE_CNAME && found.kind != ZONE_DNAME)
		return;
	d = report(ck, server->at, "the name server `%s` of `%s` is an alias: its %s leads to `%s`",
		   show(ck, server->target), show(ck, server->owner),
		   rr_type_name(ck->arena, found.rrset->type), show_rrset(ck, found.rrset));
	about(ck, d, server->owner, server->zone, show(ck, server->target));
	related(ck, d, found.rrset->at, "the %s is here",
		rr_type_name(ck->arena, found.rrset->type));
	help(ck, d, "name the server that the alias leads to");
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		check_server(ck, &ck->facts->items.items[i]);
}

const struct rule rule_ns_target_alias = {
	.id = "ns-target-alias",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a name server whose name is a CNAME, or lies below a DNAME",
	.source = "RFC 2181, section 10.3; RFC 1034, section 3.6.2",
	.url = "https://www.rfc-editor.org/rfc/rfc2181#section-10.3",
	.since = "0.1.0",
	.why = "The name of a name server must have address records of its own. Resolvers "
	       "do not follow an alias there, or each does it in its own way, so that a "
	       "delegation works for some and fails for others.",
	.fix = "Name the server itself, or give the name address records instead of the "
	       "alias.",
	.collect_zone = collect_servers,
	.decide = decide,
};
