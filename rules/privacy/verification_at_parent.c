/*
 * verification_at_parent.c -- the TXT of an endpoint service stands above its private DNS name.
 *
 * AWS takes either. At the name, `_token.pay.example.com` lets `pay.example.com` exist, and so keeps public
 * wildcards off it (RFC 4592 section 2.2.2); above it, it does not. Where some other record lets the name
 * exist, nothing is lost.
 */
#include "privacy/shared.h"

#include "base/banned.h"

struct search {
	const struct dname *name;
	bool exists, zone;
};

static void look_up(void *context, const struct zone_index *zone)
{
	struct search *search = context;

	search->zone = true;
	search->exists = search->exists || zone_index_node(zone, search->name) != NULL;
}

/* Whether NAME exists in a public zone, or where no zone of ours would tell. */
static bool exists(const struct check *ck, const struct dname *name)
{
	struct search search = {.name = name};

	resolve_each_public_zone(ck->index, name, look_up, &search);
	return search.exists || !search.zone;
}

static void check(struct check *ck, const struct endpoint_service *service)
{
	const struct dname *domain;
	struct public_answers answers;
	struct diag *d;

	if (service->name == NULL || dname_is_wildcard(service->name) ||
	    service->verification_domain.presence != KNOWN ||
	    dname_parse(ck->arena, service->verification_domain.s, NULL, &domain) != DNAME_OK)
		return;
	if (!dname_is_below(service->name, domain) || !is_declared_private(ck, service->name) ||
	    exists(ck, service->name))
		return;
	/* what answers for it already is wildcard-exposes-private, private-name-resolves */
	public_answers_find(ck, service->name, &answers);
	if (answers.items.n > 0)
		return;
	d = report(ck, service->verification_domain.at,
		   "ownership of the private name `%s` is proven at `%s`, so nothing stands at the "
		   "name that would keep a public wildcard off it",
		   show(ck, service->name), show(ck, domain));
	about(ck, d, service->name, NULL, arena_cstr(ck->arena, service->key.s));
	related(ck, d, service->private_dns_name.at, "the private DNS name is here");
	private_related(ck, d, service->name);
	help(ck, d, "leave `domain` out: the TXT then stands below `%s`, and lets it exist",
	     show(ck, service->name));
}

const struct rule rule_verification_at_parent = {
	.id = "verification-at-parent",
	.family = "privacy",
	.severity = SEV_WARNING,
	.summary = "ownership of a private DNS name is proven above it, so no shield stands at it",
	.source = "AWS PrivateLink, \"Manage DNS names for VPC endpoint services\"; RFC 4592, "
		  "section 2.2.2",
	.url = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
	.since = "0.1.0",
	.why = "AWS accepts the verification TXT at the private DNS name or at a domain above it. "
	       "At the name it has a side effect: the name exists in public DNS without any "
	       "address, and a wildcard, today's or one that somebody adds next year, does not "
	       "answer for it. Above it there is no such thing.",
	.fix = "Verify the private DNS name itself, or write another TXT record at the name, into "
	       "the public zone.",
	.check_endpoint_service = check,
};
