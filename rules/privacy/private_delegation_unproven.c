/*
 * private_delegation_unproven.c -- a private domain that is delegated, itself or with a domain above it, to
 * name servers of which the estate has no zone. What is delegated below it is
 * public-data-in-private-domain.
 *
 * Name servers that are not known yet are pending, and no finding. A zone of the estate at the cut is asked
 * itself; whether the NS lead to it is a question of delegation. So are the placeholder servers of private
 * zones: they answer nobody.
 */
#include "model/route53.h"
#include "privacy/shared.h"

#include "base/banned.h"

struct walk {
	struct check *ck;
	const struct private_domain *domain;
};

/* The first name server that may answer something; NULL: none. */
static const struct rr *first_server(const struct rrset *rrset)
{
	for (size_t i = 0; i < rrset->n; i++)
		if (rrset->rrs[i].target != NULL && !route53_is_placeholder(rrset->rrs[i].target))
			return &rrset->rrs[i];
	return NULL;
}

static void check_cut(struct walk *walk, const struct name_node *cut)
{
	struct check *ck = walk->ck;
	const struct private_domain *domain = walk->domain;
	const struct rrset *rrset = node_rrset(cut, RR_NS);
	const struct rr *server;
	struct diag *d;

	if (rrset == NULL || rrset->derived || rrset->pending != NULL ||
	    rrset_is_validation(ck, rrset) || model_zone(ck->model, cut->name, VIEW_PUBLIC) != NULL)
		return;
	server = first_server(rrset);
	if (server == NULL)
		return;
	if (dname_equal(cut->name, domain->name))
		d = report(ck, server->at,
			   "private domain `%s` is delegated to `%s`, and no public zone `%s` is "
			   "in the estate: what is answered below it is not known",
			   show(ck, domain->name), show(ck, server->target), show(ck, cut->name));
	else
		d = report(
			ck, server->at,
			"`%s`, above the private domain `%s`, is delegated to `%s`, and no public "
			"zone of that name is in the estate: what is answered there is not known",
			show(ck, cut->name), show(ck, domain->name), show(ck, server->target));
	about(ck, d, cut->name, rrset->zone, show(ck, domain->name));
	related(ck, d, domain->origin->at, "`%s` is private by %s", show(ck, domain->name),
		domain->origin->what);
	help(ck, d,
	     "add the public zone `%s` to the sources of this project, or remove the delegation",
	     show(ck, cut->name));
}

/* A cut at the domain, or around it: RFC 1034 section 4.2.1. */
static void check_zone(void *context, const struct zone_index *zone)
{
	struct walk *walk = context;
	const struct dname *domain = walk->domain->name;
	const struct name_node *node = NULL;

	for (unsigned skip = 0; node == NULL && skip <= domain->labels; skip++)
		node = zone_index_node(zone, dname_suffix(walk->ck->arena, domain, skip));
	if (node == NULL || node->cut == NULL)
		return;
	/* a zone of the domain's own is asked itself, whoever delegates to it */
	if (dname_equal(node->cut->name, domain) || walk->domain->public_zone == NULL)
		check_cut(walk, node->cut);
}

static void check(struct check *ck, const struct private_domain *domain)
{
	struct walk walk = {ck, domain};

	if (domain->declared)
		resolve_each_public_zone(ck->index, domain->name, check_zone, &walk);
}

const struct rule rule_private_delegation_unproven = {
	.id = "private-delegation-unproven",
	.family = "privacy",
	.severity = SEV_ERROR,
	.summary = "a private domain that is delegated to name servers outside the estate",
	.source = "RFC 1034, section 4.2.1; AWS, \"Protection from dangling delegation records in "
		  "Route 53\"",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.2.1",
	.since = "0.1.0",
	.why = "A delegation hands the whole domain to whoever runs the name servers. What they "
	       "answer for the private names is in none of the sources, so nothing can show that "
	       "these names do not resolve publicly; and if the zone there is gone, somebody else "
	       "may set it up.",
	.fix = "Add the zone that answers to the sources, or remove the delegation where there is "
	       "none.",
	.check_private_domain = check,
};
