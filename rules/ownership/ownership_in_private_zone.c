/*
 * ownership_in_private_zone.c -- proof of ownership that only a private zone holds, where nobody who verifies can
 * see it.
 *
 * Proof is a service's token, at any name, and at the apex the value that the subdomain declares or that the
 * policy's pattern matches. The token of an endpoint service of the estate is endpoint-verification-missing.
 */
#include "shared.h"

#include "base/banned.h"

static bool is_owners_value(const struct check *ck, const struct rrset *rrset, struct str text)
{
	const struct subdomain *subdomain;

	if (!ownership_applies(ck) || !dname_equal(rrset->owner, rrset->zone->name))
		return false;
	subdomain = index_subdomain_of(ck->index, rrset->owner, NULL);
	if (subdomain != NULL && subdomain->ownership.presence == KNOWN &&
	    str_eq(subdomain->ownership.s, text))
		return true;
	return ck->policy->ownership.pattern != NULL &&
	       pattern_matches(ck->policy->ownership.pattern, text) == YES;
}

/* Whether public DNS has the text at OWNER as well. */
static enum tri is_public(struct check *ck, const struct dname *owner, struct str text,
			  const struct zone **ret_zone)
{
	const struct zone_index *zone =
		index_zone_for(ck->index, owner, VIEW_PUBLIC, DNAME_LABELS_MAX);
	struct zone_answer answer;

	*ret_zone = zone == NULL ? NULL : zone->zone;
	if (zone == NULL)
		return ownership_applies(ck) ? NO : UNKNOWN;
	answer = zone_lookup(zone, owner, RR_TXT);
	if (answer.kind == ZONE_NODATA || answer.kind == ZONE_NXDOMAIN)
		return NO;
	if (answer.kind != ZONE_RECORDS || answer.rrset->pending != NULL || answer.rrset->partial)
		return UNKNOWN;
	for (size_t i = 0; i < answer.rrset->n; i++)
		if (str_eq(rdata_joined(ck->arena, &answer.rrset->rrs[i]), text))
			return YES;
	return NO;
}

static void judge(struct check *ck, const struct map *services, const struct fact *fact)
{
	const struct rrset *rrset = fact->rrset;
	const struct rr *rr = &rrset->rrs[fact->number];
	struct str text = rdata_joined(ck->arena, rr);
	const struct zone *public_zone;
	enum tri published;
	struct diag *d;

	if (map_get(services, text) != NULL)
		return;
	published = is_public(ck, rrset->owner, text, &public_zone);
	if (published == UNKNOWN)
		undecided(ck, rr->at,
			  "whether `%.*s` proves the owner of `%s` in public DNS, too, is not "
			  "known: who answers for the name there is not in the sources",
			  STR_ARG(text), show(ck, rrset->owner));
	if (published != NO)
		return;
	d = report(ck, rr->at,
		   "the proof `%.*s` at `%s` stands in a private zone alone, where nobody can "
		   "verify it",
		   STR_ARG(text), show(ck, rrset->owner));
	about(ck, d, rrset->owner, rrset->zone, arena_cstr(ck->arena, text));
	if (public_zone != NULL)
		related(ck, d, public_zone->origin->at, "the public zone `%s` does not have it",
			show(ck, public_zone->name));
	help(ck, d, "move it to the public zone `%s`",
	     show(ck, public_zone != NULL ? public_zone->name : rrset->zone->name));
}

static void collect_zone(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;

	if (zone->view != VIEW_PRIVATE)
		return;
	for (size_t i = 0; i < zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		for (size_t k = 0; rrset->type == RR_TXT && k < rrset->n; k++) {
			struct str text = rdata_joined(ck->arena, &rrset->rrs[k]);

			if (ownership_is_token(text) || is_owners_value(ck, rrset, text))
				collect(ck, (struct fact){.zone = zone,
							  .owner = rrset->owner,
							  .rrset = rrset,
							  .number = k,
							  .at = rrset->rrs[k].at});
		}
	}
}

static void decide(struct check *ck)
{
	const struct model *model = ck->model;
	struct map services;

	map_init(&services, ck->arena);
	for (size_t i = 0; i < model->endpoint_services.n; i++) {
		struct endpoint_service *service = model->endpoint_services.items[i];

		if (service->verification_value.presence == KNOWN)
			(void)map_add(&services, service->verification_value.s, service);
	}
	for (size_t i = 0; i < ck->facts->items.n; i++)
		judge(ck, &services, &ck->facts->items.items[i]);
}

const struct rule rule_ownership_in_private_zone = {
	.id = "ownership-in-private-zone",
	.family = "ownership",
	.severity = SEV_ERROR,
	.summary = "proof of ownership that stands in a private zone alone",
	.source =
		"AWS PrivateLink, \"Manage DNS names for VPC endpoint services\"; ownership of the "
		"estate and of the policy",
	.url = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
	.since = "0.1.0",
	.why = "Services and authorities verify in public DNS. A TXT in a private zone is seen "
	       "from "
	       "its VPCs alone: the verification stays pending, and who looks for the owner of the "
	       "domain finds none.",
	.fix = "Move the record to the public hosted zone of the domain. Proof reveals nothing but "
	       "itself there.",
	.collect_zone = collect_zone,
	.decide = decide,
};
