/* derive_records.c -- records of APIs, proofs and CAA. */
#include "front/derive_parts.h"

#include <stdlib.h>

#include "base/banned.h"

/* ---- APIs -------------------------------------------------------------------------------------- */

static void add_addresses(struct derivation *d, const struct api *api, struct zone *zone)
{
	for (size_t i = 0; i < api->addresses.n; i++) {
		const struct text *address = &api->addresses.items[i];
		enum rr_type type = str_find(address->s, ":", NULL) ? RR_AAAA : RR_A;
		struct rrset *rrset = derive_find(d, zone, api->name, type);

		if (rrset == NULL || !rrset->derived)
			rrset = derive_rrset(d, zone, api->name, type, api->origin);
		if (rrset != NULL)
			derive_value(d, rrset, address->s, address->at);
	}
}

static void add_cname(struct derivation *d, const struct api *api, struct zone *zone)
{
	struct rrset *rrset;

	if (api->target.dns_name == NULL)
		return;
	rrset = derive_rrset(d, zone, api->name, RR_CNAME, api->origin);
	if (rrset != NULL)
		derive_value(d, rrset, str_from(dname_text(d->arena, api->target.dns_name)),
			     api->target.at);
}

static void add_alias(struct derivation *d, const struct api *api, struct zone *zone)
{
	struct rrset *rrset = derive_rrset(d, zone, api->name, RR_A, api->origin);

	if (rrset == NULL)
		return;
	rrset->ttl_known = false;
	rrset->alias = NEW(d->arena, struct target);
	*rrset->alias = api->target;
}

static void derive_api(struct derivation *d, struct api *api)
{
	const struct subdomain *subdomain = api->subdomain;
	const struct naming *naming = &d->model->naming;
	bool internal = api->exposure == EXPOSURE_INTERNAL;
	const struct text *template = internal ? &naming->internal : &naming->external;
	struct zone *zone;

	api->origin =
		origin_new(d->arena, api->key.at, NULL, "the API `%.*s`", STR_ARG(api->key.s));
	if (subdomain == NULL)
		return;
	zone = internal ? subdomain->zone_private : subdomain->zone_external;
	if (zone == NULL)
		return; /* exposure-mismatch says it */
	api->origin = origin_new(
		d->arena, api->key.at,
		origin_new(d->arena, subdomain->key.at,
			   template->at.file == 0
				   ? NULL
				   : origin_new(d->arena, template->at, NULL, "the %s template",
						internal ? "internal" : "external"),
			   "the subdomain `%.*s`", STR_ARG(subdomain->key.s)),
		"the API `%.*s`", STR_ARG(api->key.s));
	api->name = template_name(d->native, template, &api->key, subdomain);
	if (api->name == NULL)
		return;
	switch (api->target.kind) {
	case TARGET_NONE:
		break;
	case TARGET_ADDRESS:
		add_addresses(d, api, zone);
		break;
	case TARGET_NAME:
		add_cname(d, api, zone);
		break;
	default:
		add_alias(d, api, zone);
		break;
	}
}

void derive_apis(struct derivation *d)
{
	for (size_t i = 0; i < d->model->apis.n; i++)
		derive_api(d, d->model->apis.items[i]);
}

/* ---- proofs ------------------------------------------------------------------------------------ */

static void derive_verification(struct derivation *d, const struct endpoint_service *service)
{
	const struct dname *domain = service->name, *owner;
	struct rrset *rrset;
	struct zone *zone;

	if (service->verification_name.presence != KNOWN ||
	    service->verification_value.presence != KNOWN)
		return;
	if (service->verification_domain.presence == KNOWN &&
	    dname_parse(d->arena, service->verification_domain.s, NULL, &domain) != DNAME_OK)
		return;
	if (domain == NULL)
		return;
	owner = dname_prepend(d->arena, service->verification_name.s, domain);
	zone = owner == NULL ? NULL : derive_public_zone_of(d, owner);
	if (zone == NULL)
		return;
	rrset = derive_rrset(
		d, zone, owner, RR_TXT,
		origin_new(d->arena, service->verification_name.at,
			   origin_new(d->arena, service->key.at, NULL,
				      "the endpoint service `%.*s`", STR_ARG(service->key.s)),
			   "the PrivateLink verification"));
	if (rrset == NULL)
		return;
	rrset->ttl = 1800; /* what AWS documents for this record */
	derive_value(d, rrset, service->verification_value.s, service->verification_value.at);
}

static void derive_validation(struct derivation *d, const struct certificate *certificate,
			      const struct validation *validation)
{
	const struct dname *owner;
	struct rrset *rrset;
	struct zone *zone;

	if (validation->name.presence != KNOWN || validation->value.presence != KNOWN ||
	    dname_parse(d->arena, validation->name.s, NULL, &owner) != DNAME_OK)
		return;
	zone = derive_public_zone_of(d, owner);
	if (zone == NULL)
		return;
	/* base and wildcard, and certificates of one account, share one record */
	rrset = derive_find(d, zone, owner, RR_CNAME);
	if (rrset == NULL || !rrset->derived)
		rrset = derive_rrset(d, zone, owner, RR_CNAME,
				     origin_new(d->arena, validation->name.at, certificate->origin,
						"the validation record"));
	if (rrset != NULL)
		derive_value(d, rrset, validation->value.s, validation->value.at);
}

void derive_proofs(struct derivation *d)
{
	struct model *model = d->model;

	for (size_t i = 0; i < model->endpoint_services.n; i++)
		derive_verification(d, model->endpoint_services.items[i]);
	for (size_t i = 0; i < model->certificates.n; i++)
		for (size_t k = 0; k < model->certificates.items[i]->n_validations; k++)
			derive_validation(d, model->certificates.items[i],
					  &model->certificates.items[i]->validations[k]);
}

/* ---- CAA --------------------------------------------------------------------------------------- */

static void add_issuers(struct derivation *d, struct rrset *rrset, const struct zone *zone)
{
	const struct model *model = d->model;

	for (size_t i = 0; i < model->certificates.n; i++) {
		const struct certificate *certificate = model->certificates.items[i];
		bool below = false;

		if (certificate->authority == NULL ||
		    !str_is(certificate->authority->type.s, "public"))
			continue;
		for (size_t k = 0; k < certificate->names.n; k++)
			below = below || (certificate->dns_names[k] != NULL &&
					  dname_is_within(certificate->dns_names[k], zone->name));
		for (size_t k = 0; below && k < certificate->authority->caa.n; k++)
			derive_value(d, rrset,
				     str_from(arena_printf(
					     d->arena, "0 issue \"%.*s\"",
					     STR_ARG(certificate->authority->caa.items[k].s))),
				     certificate->authority->caa.items[k].at);
	}
}

void derive_caa(struct derivation *d)
{
	for (size_t i = 0; i < d->model->zones.n; i++) {
		struct zone *zone = d->model->zones.items[i];
		struct rrset *rrset;

		if (zone->view != VIEW_PUBLIC || zone->role == ZONE_WRITTEN)
			continue;
		rrset = derive_rrset(d, zone, zone->name, RR_CAA,
				     origin_new(d->arena, zone->origin->at, zone->origin,
						"`policy.derive_caa`"));
		if (rrset == NULL)
			continue;
		add_issuers(d, rrset, zone);
		if (rrset->n == 0)
			derive_value(d, rrset, STR("0 issue \";\""), zone->origin->at);
	}
}
