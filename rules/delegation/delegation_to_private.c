/* delegation_to_private.c -- a public delegation to the placeholder servers of private hosted zones. Within a
 * private zone they are as they should be. */
#include "delegation/shared.h"
#include "model/route53.h"

#include "base/banned.h"

static const struct server *first_placeholder(const struct servers *servers)
{
	for (size_t i = 0; i < servers->n; i++)
		if (route53_is_placeholder(servers->items[i].name))
			return &servers->items[i];
	return NULL;
}

static void decide_cut(struct check *ck, const struct fact *fact)
{
	const struct zone *inside = model_zone(ck->model, fact->owner, VIEW_PRIVATE);
	const struct zone *outside = model_zone(ck->model, fact->owner, VIEW_PUBLIC);
	const struct server *server;
	struct servers servers;
	struct diag *d;

	if (!servers_at(ck, cut_of_fact(ck, fact), &servers))
		return;
	server = first_placeholder(&servers);
	if (server == NULL)
		return;
	if (fact->zone->view_assumed) {
		undecided(ck, server->at,
			  "`%s` is delegated to `%s`, a placeholder of private zones, and nothing "
			  "says whether the zone `%s` is public or private",
			  show(ck, fact->owner), show(ck, server->name),
			  show(ck, fact->zone->name));
		return;
	}
	d = report(
		ck, server->at,
		"`%s` is delegated publicly to `%s`, a placeholder that every private zone names "
		"and that answers nobody",
		show(ck, fact->owner), show(ck, server->name));
	about(ck, d, fact->owner, fact->zone, NULL);
	if (fact->rrset->derived)
		related_origin(ck, d, fact->rrset->origin);
	if (inside != NULL)
		related(ck, d, inside->origin->at, "the private zone of that name is here");
	if (outside != NULL)
		related(ck, d, outside->origin->at, "the public zone of that name is here");
	help(ck, d,
	     outside != NULL ? "delegate `%s` to the name servers of its public zone"
			     : "remove the NS records of `%s`, or create a public zone of that "
			       "name and delegate to its name servers",
	     show(ck, fact->owner));
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		decide_cut(ck, &ck->facts->items.items[i]);
}

const struct rule rule_delegation_to_private = {
	.id = "delegation-to-private",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a public delegation to the placeholder name servers of private zones",
	.source =
		"Amazon Route 53 Developer Guide, \"Protection from dangling delegation records in "
		"Route 53\"",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "protection-from-dangling-dns.html",
	.since = "0.1.0",
	.why = "Every private hosted zone has the same four name servers, ns-0.awsdns-00.com and "
	       "so "
	       "on, and none of them answers: only the VPCs of the zone do. A public delegation "
	       "to them makes all names below it fail slowly, and leaves the proof of ownership of "
	       "the domain unseen.",
	.fix = "Delegate to the name servers of the public hosted zone of that name, which holds "
	       "the proof of ownership. A private zone needs no delegation.",
	.collect_zone = collect_cuts,
	.decide = decide,
};
