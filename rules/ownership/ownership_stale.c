/*
 * ownership_stale.c -- a record by which AWS verifies something, of nothing that is declared.
 *
 * Of what services give out, the estate declares verifications of endpoint services (`vpce:`) and validations
 * of ACM certificates; all other tokens cannot be told to be in use or not. A verification or validation that
 * the estate has not stated yet may be the one: then its domain is enough.
 */
#include "shared.h"

#include "base/banned.h"

/* The domains of what may have such records. */
struct uses {
	struct map names;    /* owner names of stated records, wire form */
	struct map domains;  /* … below which one that is not stated yet may stand */
	struct span unknown; /* names that are not known; no place: all are */
};

static struct str key_of(const struct dname *name, unsigned skip)
{
	size_t len;
	const uint8_t *wire = dname_suffix_wire(name, skip, &len);

	return str_slice((const char *)wire, len);
}

static void add_stated(struct check *ck, struct uses *uses, const struct text *text)
{
	const struct dname *name;

	if (text->presence == KNOWN && dname_parse(ck->arena, text->s, NULL, &name) == DNAME_OK)
		(void)map_add(&uses->names, key_of(name, 0), uses);
}

static void add_certificate(struct check *ck, struct uses *uses,
			    const struct certificate *certificate)
{
	for (size_t i = 0; i < certificate->n_validations; i++)
		add_stated(ck, uses, &certificate->validations[i].name);
	if (certificate->n_validations > 0)
		return;
	if (certificate->names.n == 0)
		uses->unknown = certificate->key.at;
	for (size_t i = 0; i < certificate->names.n; i++) {
		const struct dname *name = certificate->dns_names[i];

		if (name == NULL)
			uses->unknown = certificate->names.items[i].at;
		else
			(void)map_add(&uses->domains, key_of(name, dname_is_wildcard(name) ? 1 : 0),
				      uses);
	}
}

/* AWS takes the TXT at the private DNS name or at a domain above it. */
static void add_service(struct check *ck, struct uses *uses, const struct endpoint_service *service)
{
	const struct dname *domain = service->name, *owner;

	if (service->name == NULL)
		return;
	if (service->verification_name.presence != KNOWN) {
		for (unsigned skip = 0; skip < service->name->labels; skip++)
			(void)map_add(&uses->domains, key_of(service->name, skip), uses);
		return;
	}
	if (service->verification_domain.presence == KNOWN &&
	    dname_parse(ck->arena, service->verification_domain.s, NULL, &domain) != DNAME_OK)
		return;
	owner = dname_prepend(ck->arena, service->verification_name.s, domain);
	if (owner != NULL)
		(void)map_add(&uses->names, key_of(owner, 0), uses);
	(void)map_add(&uses->names, key_of(domain, 0), uses); /* the bare domain */
}

static bool is_used(const struct uses *uses, const struct dname *owner)
{
	return map_get(&uses->names, key_of(owner, 0)) != NULL ||
	       map_get(&uses->domains, key_of(owner, 0)) != NULL ||
	       (owner->labels > 0 && map_get(&uses->domains, key_of(owner, 1)) != NULL);
}

static void collect_zone(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;

	if (zone->view != VIEW_PUBLIC || !model_has_pattern(ck->model))
		return;
	for (size_t i = 0; i < zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];
		bool stands = rrset->type == RR_CNAME && rrset->n > 0 &&
			      ownership_is_acm_target(rrset->rrs[0].target);

		for (size_t k = 0; rrset->type == RR_TXT && !stands && k < rrset->n; k++)
			stands = str_starts(rdata_joined(ck->arena, &rrset->rrs[k]), "vpce:");
		if (stands && !rrset->derived)
			collect(ck, (struct fact){.zone = zone,
						  .owner = rrset->owner,
						  .type = rrset->type,
						  .rrset = rrset,
						  .at = rrset->owner_at});
	}
}

static void judge(struct check *ck, const struct uses *uses, const struct fact *fact)
{
	bool acm = fact->type == RR_CNAME;
	struct diag *d;

	if (is_used(uses, fact->owner))
		return;
	if (acm && uses->unknown.file != 0) {
		undecided(
			ck, fact->at,
			"whether the record at `%s` validates a certificate is not known: not all "
			"names of certificates are",
			show(ck, fact->owner));
		return;
	}
	d = report(ck, fact->at, "the %s at `%s` belongs to nothing declared: no %s",
		   acm ? "CNAME" : "TXT", show(ck, fact->owner),
		   acm ? "certificate is validated by it"
		       : "endpoint service has a private DNS name that it verifies");
	about(ck, d, fact->owner, fact->zone, acm ? "acm" : "vpce");
	help(ck, d, "remove it, or declare the %s", acm ? "certificate" : "endpoint service");
}

static void decide(struct check *ck)
{
	const struct model *model = ck->model;
	struct uses certificates = {0}, services = {0};

	if (ck->facts->items.n == 0)
		return;
	map_init(&certificates.names, ck->arena);
	map_init(&certificates.domains, ck->arena);
	map_init(&services.names, ck->arena);
	map_init(&services.domains, ck->arena);
	for (size_t i = 0; i < model->certificates.n; i++)
		add_certificate(ck, &certificates, model->certificates.items[i]);
	for (size_t i = 0; i < model->endpoint_services.n; i++)
		add_service(ck, &services, model->endpoint_services.items[i]);
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		const struct fact *fact = &ck->facts->items.items[i];

		judge(ck, fact->type == RR_CNAME ? &certificates : &services, fact);
	}
}

const struct rule rule_ownership_stale = {
	.id = "ownership-stale",
	.family = "ownership",
	.severity = SEV_INFO,
	.summary = "a verification record that belongs to nothing declared",
	.source = "ACM User Guide, \"AWS Certificate Manager DNS validation\"; AWS PrivateLink, "
		  "\"Manage DNS names for VPC endpoint services\"",
	.url = "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
	.since = "0.1.0",
	.why = "As long as the record stands, the account that it was made for may have "
	       "certificates "
	       "issued for the domain, or offer a service under it, though nothing that uses it is "
	       "declared any more.",
	.fix = "Remove the record, or declare what it belongs to.",
	.collect_zone = collect_zone,
	.decide = decide,
};
