/* delegation_mismatch.c -- a delegation that names other servers than its zone has. */
#include "delegation/shared.h"
#include "model/route53.h"

#include "base/banned.h"

static bool names_placeholder(const struct server_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		if (route53_is_placeholder(set->items[i]))
			return true;
	return false;
}

static const char *difference(struct check *ck, const struct server_set *extra,
			      const struct server_set *lacking)
{
	if (lacking->n == 0)
		return arena_printf(ck->arena, "%s %s not its own", show_servers(ck, extra),
				    extra->n == 1 ? "is" : "are");
	if (extra->n == 0)
		return arena_printf(ck->arena, "%s %s missing", show_servers(ck, lacking),
				    lacking->n == 1 ? "is" : "are");
	return arena_printf(ck->arena, "%s %s not its own, and %s %s missing",
			    show_servers(ck, extra), extra->n == 1 ? "is" : "are",
			    show_servers(ck, lacking), lacking->n == 1 ? "is" : "are");
}

static void report_difference(struct check *ck, const struct fact *cut,
			      const struct server_set *named, const struct server_set *serving)
{
	struct server_set extra = servers_without(ck, named, serving);
	struct server_set lacking = servers_without(ck, serving, named);
	struct diag *d =
		report(ck, cut->at,
		       "the delegation of `%s` does not name the name servers of its zone: %s",
		       show(ck, cut->owner), difference(ck, &extra, &lacking));

	about(ck, d, cut->owner, cut->zone, NULL);
	if (cut->rrset->derived)
		related_origin(ck, d, cut->rrset->origin);
	related(ck, d, serving->at, "the zone is served by %s", show_servers(ck, serving));
	help(ck, d, "write NS %s at `%s`", show_servers(ck, serving), show(ck, cut->owner));
}

/* Of several zones of one name (Route 53 takes them) one must have the servers that are named. */
static void check_cut(struct check *ck, const struct fact *cut)
{
	const struct zone_index *child = zone_named(ck, cut->owner);
	struct server_set named = servers_at(ck, index_of_zone(ck->index, cut->zone), cut->owner);
	struct server_set first = {0};

	if (!named.known || names_placeholder(&named))
		return;
	for (; child != NULL && child < ck->index->zones + ck->model->zones.n &&
	       child->zone->view == VIEW_PUBLIC && dname_equal(child->zone->name, cut->owner);
	     child++) {
		struct server_set serving = servers_of_zone(ck, child);

		if (!serving.known || serving.n == 0)
			return;
		if (servers_without(ck, &named, &serving).n == 0 &&
		    servers_without(ck, &serving, &named).n == 0)
			return;
		if (first.n == 0)
			first = serving;
	}
	if (first.n > 0)
		report_difference(ck, cut, &named, &first);
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		check_cut(ck, &ck->facts->items.items[i]);
}

const struct rule rule_delegation_mismatch = {
	.id = "delegation-mismatch",
	.family = "delegation",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a delegation whose name servers are not the zone's",
	.source = "RFC 1034, section 4.2.2; Amazon Route 53 Developer Guide, \"Protection from"
		  " dangling delegation records in Route 53\"",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.2.2",
	.since = "0.1.0",
	.why = "The name servers in the zone above and those of the zone itself must be "
	       "the same. One that is named and does not serve the zone gives wrong "
	       "answers or none, and on Route 53 it may come to serve a zone of that name "
	       "in a stranger's account. One that is not named is never asked.",
	.fix = "Write exactly the name servers of the zone's delegation set into the zone "
	       "above.",
	.collect_zone = collect_cuts,
	.decide = decide,
};
