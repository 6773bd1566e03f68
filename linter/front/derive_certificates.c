/* derive_certificates.c -- a wildcard certificate for each domain that has none. */
#include "front/derive_parts.h"

#include <stdlib.h>

#include "base/banned.h"

/* The only authority of TYPE; NULL where there is none, or a choice. */
static const struct authority *only_authority(const struct model *model, const char *type)
{
	const struct authority *only = NULL;

	for (size_t i = 0; i < model->authorities.n; i++) {
		const struct authority *authority = model->authorities.items[i];

		if (!str_is(authority->type.s, type))
			continue;
		if (only != NULL)
			return NULL;
		only = authority;
	}
	return only;
}

static bool has_type(const struct model *model, const char *type)
{
	for (size_t i = 0; i < model->authorities.n; i++)
		if (str_is(model->authorities.items[i]->type.s, type))
			return true;
	return false;
}

/* Private names by a private authority where the estate has one: a public one publishes in CT logs what
 * it issues, and asks for proof in public DNS, which the private domain has. */
static const struct authority *authority_for(const struct model *model, enum exposure exposure)
{
	if (exposure == EXPOSURE_INTERNAL && has_type(model, "private"))
		return only_authority(model, "private");
	return only_authority(model, "public");
}

/* Domains that some certificate has a wildcard for, by wire form of the domain. */
static void index_wildcards(struct derivation *d, struct map *wildcards)
{
	const struct model *model = d->model;

	map_init(wildcards, d->arena);
	for (size_t i = 0; i < model->certificates.n; i++) {
		struct certificate *certificate = model->certificates.items[i];

		for (size_t k = 0; k < certificate->names.n; k++) {
			const struct dname *name = certificate->dns_names[k];
			const uint8_t *wire;
			size_t len;

			if (name == NULL || !dname_is_wildcard(name))
				continue;
			wire = dname_suffix_wire(name, 1, &len);
			(void)map_add(wildcards, str_slice((const char *)wire, len), certificate);
		}
	}
}

static struct text known(struct str text, struct span at)
{
	return (struct text){KNOWN, text, at};
}

static void add_certificate(struct derivation *d, struct subdomain *subdomain,
			    enum exposure exposure, const struct dname *domain,
			    const struct authority *authority)
{
	struct model *model = d->model;
	struct certificate *certificate = NEW(d->arena, struct certificate);
	struct span at = subdomain->key.at;
	const char *key = arena_printf(d->arena, "%.*s-%s", STR_ARG(subdomain->key.s),
				       exposure == EXPOSURE_INTERNAL ? "internal" : "external");
	const char *bare = dname_text_bare(d->arena, domain);

	/* a certificate of that name is declared, and has no wildcard: subdomain-without-wildcard */
	if (map_get(&model->certificate_keys, str_from(key)) != NULL)
		return;
	certificate->key = known(str_from(key), at);
	certificate->account_name = subdomain->account_name;
	certificate->account = subdomain->account;
	certificate->authority_name = authority->key;
	certificate->authority = authority;
	certificate->owner = subdomain->owner;
	certificate->names.at = at;
	certificate->names.n = 2;
	certificate->names.items = NEW_ARRAY(d->arena, struct text, 2);
	certificate->names.items[0] = known(str_from(bare), at);
	certificate->names.items[1] = known(str_from(arena_printf(d->arena, "*.%s", bare)), at);
	certificate->derived = true;
	certificate->origin =
		origin_new(d->arena, at,
			   origin_new(d->arena, authority->key.at, NULL, "the authority `%.*s`",
				      STR_ARG(authority->key.s)),
			   "the subdomain `%.*s`", STR_ARG(subdomain->key.s));
	native_link_certificate(d->native, certificate);
	(void)map_add(&model->certificate_keys, certificate->key.s, certificate);
	*VEC_PUSH(d->arena, &model->certificates) = certificate;
}

static void derive_wildcard(struct derivation *d, const struct map *wildcards,
			    struct subdomain *subdomain, enum exposure exposure,
			    const struct dname *domain)
{
	const struct authority *authority;

	if (domain == NULL ||
	    map_get(wildcards, str_slice((const char *)domain->wire, domain->len)) != NULL)
		return;
	authority = authority_for(d->model, exposure);
	if (authority != NULL)
		add_certificate(d, subdomain, exposure, domain, authority);
}

/* The subdomain whose domains hold all names of the certificate. */
static void link_subdomain(struct derivation *d, struct certificate *certificate)
{
	const struct subdomain *common = NULL;

	for (size_t i = 0; i < certificate->names.n; i++) {
		const struct dname *name = certificate->dns_names[i];
		const struct zone *zone = name == NULL ? NULL : derive_public_zone_of(d, name);

		if (name == NULL)
			continue;
		if (zone == NULL || zone->subdomain == NULL ||
		    (common != NULL && common != zone->subdomain))
			return;
		common = zone->subdomain;
	}
	certificate->subdomain = common;
}

void derive_certificates(struct derivation *d)
{
	struct model *model = d->model;
	struct map wildcards;

	index_wildcards(d, &wildcards);
	for (size_t i = 0; i < model->subdomains.n; i++) {
		struct subdomain *subdomain = model->subdomains.items[i];

		derive_wildcard(d, &wildcards, subdomain, EXPOSURE_EXTERNAL, subdomain->external);
		derive_wildcard(d, &wildcards, subdomain, EXPOSURE_INTERNAL, subdomain->internal);
	}
	for (size_t i = 0; i < model->certificates.n; i++)
		link_subdomain(d, model->certificates.items[i]);
}
