/* delegation_dangling.c -- a delegation to a zone that nobody has. */
#include "delegation/shared.h"
#include "model/route53.h"

#include "base/banned.h"

/* The central domain or a cloud domain of the estate that NAME lies below; NULL: none. */
static const struct dname *managed_domain(const struct model *model, const struct dname *name)
{
	const struct central *central = &model->central;

	for (size_t i = 0; i < central->n_clouds; i++)
		if (central->clouds[i].name != NULL &&
		    dname_is_below(name, central->clouds[i].name))
			return central->clouds[i].name;
	return central->name != NULL && dname_is_below(name, central->name) ? central->name : NULL;
}

/* The first name server of Route 53: there anybody can make a zone of any name. */
static const struct rr *open_server(const struct rrset *rrset)
{
	for (size_t i = 0; i < rrset->n; i++)
		if (rrset->rrs[i].target != NULL && route53_is_name_server(rrset->rrs[i].target) &&
		    !route53_is_placeholder(rrset->rrs[i].target))
			return &rrset->rrs[i];
	return NULL;
}

static void check_cut(struct check *ck, const struct fact *cut)
{
	const struct dname *domain = managed_domain(ck->model, cut->owner);
	const struct rr *server = open_server(cut->rrset);
	struct diag *d;

	if (server == NULL || zone_named(ck, cut->owner) != NULL)
		return;
	if (domain == NULL) {
		undecided(ck, server->at,
			  "`%s` is delegated to Route 53, and no source has its zone: whether it "
			  "exists is not known",
			  show(ck, cut->owner));
		return;
	}
	d = report(ck, server->at,
		   "`%s` is delegated to `%s`, and nobody in the estate has a zone of that name",
		   show(ck, cut->owner), show(ck, server->target));
	about(ck, d, cut->owner, cut->zone, NULL);
	related(ck, d, ck->model->central.domain.at,
		"the estate declares `%s`, and so the zones below it", show(ck, domain));
	help(ck, d, "remove the NS at `%s`, or declare the zone", show(ck, cut->owner));
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		check_cut(ck, &ck->facts->items.items[i]);
}

const struct rule rule_delegation_dangling = {
	.id = "delegation-dangling",
	.family = "delegation",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a delegation to a zone that does not exist: anybody may set it up",
	.source = "Amazon Route 53 Developer Guide, \"Protection from dangling delegation "
		  "records in Route 53\"; RFC 1034, section 4.2.1",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "protection-from-dangling-dns.html",
	.since = "0.1.0",
	.why = "A delegation to name servers of Route 53 outlives its hosted zone. Whoever"
	       " makes a hosted zone of that name that happens to get one of these name "
	       "servers then answers for the whole subdomain, gets certificates for it, "
	       "and reads what is sent there. An estate that declares its central domain "
	       "declares the subdomains too, so a delegation in it without a zone belongs "
	       "to nobody.",
	.fix = "Remove the delegation, or declare the subdomain and its zone. When a zone "
	       "is retired, its delegation goes first.",
	.collect_zone = collect_cuts,
	.decide = decide,
};
