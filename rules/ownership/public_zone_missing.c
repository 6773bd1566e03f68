/* public_zone_missing.c -- a private domain with no public hosted zone to prove its ownership in. */
#include "engine/rule.h"

#include "base/banned.h"

/*
 * Domains of cloud providers. A private zone of such a name redirects a provider's service to an endpoint
 * in the VPC (AWS PrivateLink, "Private hosted zones for interface endpoints"; Azure Private Link,
 * "Private DNS zone values"); it claims no domain.
 */
static const char *const provider_domains[] = {
	"amazonaws.com", "amazonaws.com.cn", "api.aws",	    "on.aws",	      "azure.com",
	"azure.net",	 "azmk8s.io",	     "windows.net", "googleapis.com", "gcr.io",
	"pkg.dev",	 "in-addr.arpa",     "ip6.arpa",
};

static bool is_providers(struct check *ck, const struct dname *name)
{
	for (size_t i = 0; i < COUNT_OF(provider_domains); i++) {
		const struct dname *parsed;

		if (dname_parse(ck->arena, str_from(provider_domains[i]), NULL, &parsed) ==
			    DNAME_OK &&
		    dname_is_within(name, parsed))
			return true;
	}
	return false;
}

/* A private zone below a private domain that has its public zone: the proof stands there. */
static bool is_proven_above(struct check *ck, const struct dname *name)
{
	const struct private_domain *above =
		name->labels == 0
			? NULL
			: index_private_domain(ck->index, dname_suffix(ck->arena, name, 1));

	return above != NULL && above->public_zone != NULL;
}

/* The policy may call names of a domain private that nobody gave a zone of its own: what is proven is the
 * domain whose public zone they lie in. */
static bool is_part_of_proven(struct check *ck, const struct private_domain *domain)
{
	return domain->subdomain == NULL && domain->private_zone == NULL &&
	       index_zone_for(ck->index, domain->name, VIEW_PUBLIC, DNAME_LABELS_MAX) != NULL;
}

static void check(struct check *ck, const struct private_domain *domain)
{
	struct diag *d;

	if (domain->public_zone != NULL ||
	    (!model_has_pattern(ck->model) && ck->policy->ownership.at.file == 0))
		return;
	if (is_part_of_proven(ck, domain))
		return;
	if (!domain->declared &&
	    (is_providers(ck, domain->name) || is_proven_above(ck, domain->name)))
		return;
	d = report(ck, domain->origin->at,
		   "the private domain `%s` has no public hosted zone to prove its ownership in",
		   show(ck, domain->name));
	about(ck, d, domain->name, NULL, NULL);
	related_origin(ck, d, domain->origin);
	if (domain->private_zone != NULL && domain->declared)
		related(ck, d, domain->private_zone->origin->at, "its private zone is here");
	if (ck->policy->ownership.at.file != 0)
		related(ck, d, ck->policy->ownership.at, "the policy asks for ownership here");
	help(ck, d,
	     "add the zone `{name: %s, view: public, account: …, records: {\"\": {type: TXT, "
	     "value: "
	     "\"…\"}}}` to `zones`, with nothing else in it, and delegate it from its parent",
	     show(ck, domain->name));
}

const struct rule rule_public_zone_missing = {
	.id = "public-zone-missing",
	.family = "ownership",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a private domain without a public hosted zone of its name",
	.source = "Amazon VPC, AWS PrivateLink guide, Manage DNS names for VPC endpoint services; "
		  "RFC 1034, "
		  "section 4.2.2",
	.url = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
	.since = "0.1.0",
	.why = "Certificate authorities and AWS PrivateLink look for proof of ownership in the "
	       "public DNS. "
	       "A domain that exists in private zones alone cannot be verified, and somebody else "
	       "may "
	       "register it or be delegated it, and answer for its names.",
	.fix = "Add a public hosted zone of the same name that holds proof only: the TXT record of "
	       "ownership and the validation records, nothing that resolves to an address.",
	.check_private_domain = check,
};
