/* exposure_mismatch.c -- a name on the wrong side: internal and external mixed up, or another cloud. */
#include "shared.h"

#include "base/banned.h"

static const char *exposure_name(enum exposure exposure)
{
	return exposure == EXPOSURE_INTERNAL ? "internal" : "external";
}

static const struct dname *domain_of(const struct subdomain *subdomain, enum exposure exposure)
{
	return exposure == EXPOSURE_INTERNAL ? subdomain->internal : subdomain->external;
}

/* ---- an API that its subdomain cannot hold ----------------------------------------------------- */

/* Whether the exposure of SUBDOMAIN is written and known in full. */
static bool exposure_is_known(const struct subdomain *subdomain)
{
	return !subdomain->exposure.partial && subdomain->exposed != 0;
}

static bool check_api_exposure(struct check *ck, const struct api *api)
{
	const struct subdomain *subdomain = api->subdomain;
	const char *wanted = exposure_name(api->exposure);
	struct diag *d;

	if (!exposure_is_known(subdomain) || (subdomain->exposed & (1u << api->exposure)) != 0)
		return false;
	d = report(ck, api->exposure_name.at,
		   "the API `%.*s` is %s, and its subdomain `%.*s` is %s only", STR_ARG(api->key.s),
		   wanted, STR_ARG(subdomain->key.s),
		   exposure_name(api->exposure == EXPOSURE_INTERNAL ? EXPOSURE_EXTERNAL
								    : EXPOSURE_INTERNAL));
	about(ck, d, api->name, NULL, arena_printf(ck->arena, "the API %.*s", STR_ARG(api->key.s)));
	related(ck, d, subdomain->exposure.at, "the exposure of the subdomain `%.*s` is here",
		STR_ARG(subdomain->key.s));
	help(ck, d,
	     "write `exposure: [external, internal]` in the subdomain `%.*s`, or `exposure: %s` in "
	     "the "
	     "API",
	     STR_ARG(subdomain->key.s),
	     exposure_name(api->exposure == EXPOSURE_INTERNAL ? EXPOSURE_EXTERNAL
							      : EXPOSURE_INTERNAL));
	return true;
}

/* ---- a record with the name of an API in the other domain -------------------------------------- */

static void report_other_domain(struct check *ck, const struct api *api, enum exposure other,
				const struct rrset *rrset)
{
	struct diag *d;

	d = report(ck, rrset->owner_at,
		   "`%s` gives the %s API `%.*s` a name under the %s domain `%s`",
		   show(ck, rrset->owner), exposure_name(api->exposure), STR_ARG(api->key.s),
		   exposure_name(other), show(ck, domain_of(api->subdomain, other)));
	about(ck, d, rrset->owner, rrset->zone,
	      arena_printf(ck->arena, "the API %.*s", STR_ARG(api->key.s)));
	related(ck, d, api->exposure_name.at, "the API `%.*s` is declared %s here",
		STR_ARG(api->key.s), exposure_name(api->exposure));
	help(ck, d,
	     "remove the record: the API is reached as `%s`; or write `exposure: %s` in the API",
	     show(ck, api->name), exposure_name(other));
}

static void check_other_domain(struct check *ck, const struct api *api, enum view view)
{
	enum exposure other =
		api->exposure == EXPOSURE_INTERNAL ? EXPOSURE_EXTERNAL : EXPOSURE_INTERNAL;
	const struct dname *own = domain_of(api->subdomain, api->exposure);
	const struct dname *other_domain = domain_of(api->subdomain, other);
	const struct zone_index *zones;
	const struct dname *name;
	size_t n = 0;

	if (own == NULL || other_domain == NULL || !dname_is_below(api->name, own))
		return;
	name = dname_join(ck->arena, api->name, (unsigned)(api->name->labels - own->labels),
			  other_domain);
	if (name == NULL)
		return;
	zones = index_zones_for(ck->index, name, view, DNAME_LABELS_MAX, &n);
	for (size_t i = 0; i < n; i++) {
		const struct name_node *node = zone_index_node(&zones[i], name);
		const struct rrset *rrset =
			node == NULL ? NULL : node_service_rrset(&zones[i], node);

		if (rrset != NULL)
			report_other_domain(ck, api, other, rrset);
	}
}

static void check_apis(struct check *ck)
{
	for (size_t i = 0; i < ck->model->apis.n; i++) {
		const struct api *api = ck->model->apis.items[i];

		if (api->subdomain == NULL || api->exposure_name.presence != KNOWN ||
		    check_api_exposure(ck, api) || api->name == NULL)
			continue;
		check_other_domain(ck, api, VIEW_PUBLIC);
		if (api->exposure == EXPOSURE_EXTERNAL)
			check_other_domain(ck, api, VIEW_PRIVATE);
	}
}

/* ---- a name under another cloud's domain ------------------------------------------------------- */

/* What a subdomain's domain would be in a cloud that its account is not in. */
struct foreign {
	const struct subdomain *subdomain;
	const struct cloud *cloud;
	const struct dname *name;
};

static const struct cloud *cloud_of(const struct model *model, const struct account *account)
{
	struct str key = account->cloud.presence == ABSENT ? STR("aws") : account->cloud.s;

	if (account->cloud.presence == UNSETTLED)
		return NULL;
	for (size_t i = 0; i < model->central.n_clouds; i++)
		if (str_eq(model->central.clouds[i].key.s, key))
			return &model->central.clouds[i];
	return NULL;
}

static void add_foreign(struct check *ck, struct map *foreigns, const struct subdomain *subdomain)
{
	const struct central *central = &ck->model->central;
	const struct cloud *own =
		subdomain->account == NULL ? NULL : cloud_of(ck->model, subdomain->account);

	if (own == NULL || own->name == NULL || subdomain->internal == NULL ||
	    !dname_is_below(subdomain->internal, own->name))
		return;
	for (size_t i = 0; i < central->n_clouds; i++) {
		const struct cloud *cloud = &central->clouds[i];
		struct foreign *foreign;

		if (cloud == own || cloud->name == NULL || dname_equal(cloud->name, own->name))
			continue;
		foreign = NEW(ck->arena, struct foreign);
		foreign->subdomain = subdomain;
		foreign->cloud = cloud;
		foreign->name = dname_join(
			ck->arena, subdomain->internal,
			(unsigned)(subdomain->internal->labels - own->name->labels), cloud->name);
		if (foreign->name != NULL)
			(void)map_add(foreigns, name_key(foreign->name), foreign);
	}
}

/* The foreign domain that NAME is or lies below, or NULL. */
static const struct foreign *find_foreign(const struct map *foreigns, const struct dname *name)
{
	for (unsigned skip = 0; skip < name->labels; skip++) {
		size_t len;
		const uint8_t *wire = dname_suffix_wire(name, skip, &len);
		const struct foreign *foreign =
			map_get(foreigns, str_slice((const char *)wire, len));

		if (foreign != NULL)
			return foreign;
	}
	return NULL;
}

static struct diag *report_foreign(struct check *ck, const struct foreign *foreign, struct span at,
				   const char *what, const struct dname *name)
{
	const struct subdomain *subdomain = foreign->subdomain;
	const struct account *account = subdomain->account;
	struct str cloud = account->cloud.presence == ABSENT ? STR("aws") : account->cloud.s;
	const struct dname *right =
		dname_join(ck->arena, name, (unsigned)(name->labels - foreign->name->labels),
			   subdomain->internal);
	struct diag *d;

	d = report(
		ck, at,
		"%s `%s` lies under the domain of the cloud `%.*s`, and the account `%.*s` of the "
		"subdomain `%.*s` is in `%.*s`",
		what, show(ck, name), STR_ARG(foreign->cloud->key.s), STR_ARG(account->key.s),
		STR_ARG(subdomain->key.s), STR_ARG(cloud));
	related(ck, d, account->cloud.presence == KNOWN ? account->cloud.at : account->key.at,
		"the account `%.*s` is declared in `%.*s` here", STR_ARG(account->key.s),
		STR_ARG(cloud));
	related(ck, d, foreign->cloud->key.at, "the cloud `%.*s` is declared here",
		STR_ARG(foreign->cloud->key.s));
	if (right != NULL)
		help(ck, d, "write `%s`, or move the subdomain to an account with `cloud: %.*s`",
		     show(ck, right), STR_ARG(foreign->cloud->key.s));
	return d;
}

/* Whether a name of ZONE may lie under a cloud's domain. */
static bool touches_clouds(const struct model *model, const struct zone *zone)
{
	for (size_t i = 0; i < model->central.n_clouds; i++) {
		const struct dname *name = model->central.clouds[i].name;

		if (name != NULL &&
		    (dname_is_within(name, zone->name) || dname_is_within(zone->name, name)))
			return true;
	}
	return false;
}

static const struct rrset *written_rrset(const struct name_node *node)
{
	for (size_t i = 0; i < node->n; i++)
		if (!node->rrsets[i]->derived)
			return node->rrsets[i];
	return NULL;
}

static void check_zone_clouds(struct check *ck, const struct map *foreigns,
			      const struct zone_index *zone)
{
	const struct foreign *foreign;

	if (!touches_clouds(ck->model, zone->zone))
		return;
	foreign = find_foreign(foreigns, zone->zone->name);
	if (foreign != NULL) {
		/* what it holds follows from the zone's own name */
		about(ck,
		      report_foreign(ck, foreign, zone->zone->origin->at, "the zone",
				     zone->zone->name),
		      zone->zone->name, zone->zone, "cloud");
		return;
	}
	for (size_t i = 0; i < zone->n; i++) {
		const struct rrset *rrset = written_rrset(&zone->nodes[i]);

		if (rrset == NULL)
			continue;
		foreign = find_foreign(foreigns, rrset->owner);
		if (foreign != NULL)
			about(ck,
			      report_foreign(ck, foreign, rrset->owner_at, "the name",
					     rrset->owner),
			      rrset->owner, zone->zone, "cloud");
	}
}

static void check_certificate_clouds(struct check *ck, const struct map *foreigns,
				     const struct certificate *certificate)
{
	for (size_t i = 0; i < certificate->names.n && !certificate->derived; i++) {
		const struct dname *name = certificate->dns_names[i];
		const struct foreign *foreign = name == NULL ? NULL : find_foreign(foreigns, name);

		if (foreign != NULL)
			about(ck,
			      report_foreign(ck, foreign, certificate->names.items[i].at,
					     "the certificate's name", name),
			      name, NULL,
			      arena_printf(ck->arena, "certificate %.*s",
					   STR_ARG(certificate->key.s)));
	}
}

static void check_service_clouds(struct check *ck, const struct map *foreigns,
				 const struct endpoint_service *service)
{
	const struct foreign *foreign =
		service->name == NULL ? NULL : find_foreign(foreigns, service->name);

	if (foreign != NULL)
		about(ck,
		      report_foreign(ck, foreign, service->private_dns_name.at,
				     "the private DNS name", service->name),
		      service->name, NULL,
		      arena_printf(ck->arena, "endpoint service %.*s", STR_ARG(service->key.s)));
}

static void check_clouds(struct check *ck)
{
	const struct model *model = ck->model;
	struct map foreigns;

	if (model->central.n_clouds < 2)
		return;
	map_init(&foreigns, ck->arena);
	for (size_t i = 0; i < model->subdomains.n; i++)
		add_foreign(ck, &foreigns, model->subdomains.items[i]);
	if (foreigns.n == 0)
		return;
	for (size_t i = 0; i < model->zones.n; i++)
		check_zone_clouds(ck, &foreigns, &ck->index->zones[i]);
	for (size_t i = 0; i < model->certificates.n; i++)
		check_certificate_clouds(ck, &foreigns, model->certificates.items[i]);
	for (size_t i = 0; i < model->endpoint_services.n; i++)
		check_service_clouds(ck, &foreigns, model->endpoint_services.items[i]);
}

/* ---- PrivateLink ------------------------------------------------------------------------------- */

static void check_service(struct check *ck, const struct endpoint_service *service)
{
	enum exposure exposure = EXPOSURE_INTERNAL;
	const struct subdomain *subdomain;
	const struct dname *right = NULL;
	struct diag *d;

	if (service->name == NULL)
		return;
	subdomain = index_subdomain_of(ck->index, service->name, &exposure);
	if (subdomain == NULL || exposure != EXPOSURE_EXTERNAL)
		return;
	d = report(
		ck, service->private_dns_name.at,
		"the endpoint service `%.*s` has the private DNS name `%s`, which lies under the "
		"external domain `%s`",
		STR_ARG(service->key.s), show(ck, service->name), show(ck, subdomain->external));
	about(ck, d, service->name, NULL,
	      arena_printf(ck->arena, "endpoint service %.*s", STR_ARG(service->key.s)));
	related(ck, d, subdomain->key.at, "the subdomain `%.*s` is declared here",
		STR_ARG(subdomain->key.s));
	if (subdomain->internal != NULL)
		right = dname_join(ck->arena, service->name,
				   (unsigned)(service->name->labels - subdomain->external->labels),
				   subdomain->internal);
	if (right != NULL)
		help(ck, d, "write `private_dns_name: %s`", show(ck, right));
	else
		help(ck, d,
		     "write `exposure: [external, internal]` in the subdomain `%.*s`, and a "
		     "private DNS "
		     "name under its internal domain",
		     STR_ARG(subdomain->key.s));
}

static void decide(struct check *ck)
{
	if (!model_has_pattern(ck->model))
		return;
	check_apis(ck);
	check_clouds(ck);
	for (size_t i = 0; i < ck->model->endpoint_services.n; i++)
		check_service(ck, ck->model->endpoint_services.items[i]);
}

const struct rule rule_exposure_mismatch = {
	.id = "exposure-mismatch",
	.family = "naming",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "an internal name under the external domain, the reverse, or another cloud's "
		   "domain",
	.source = "naming.external and naming.internal of the estate; Amazon VPC, AWS PrivateLink "
		  "guide, "
		  "Manage DNS names for VPC endpoint services",
	.url = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
	.since = "0.1.0",
	.why = "The domain of a name says who may reach it and where it runs: which zone answers, "
	       "which "
	       "certificate covers it, which resolver rule forwards it. A name on the wrong side "
	       "is "
	       "either public when it should not be, or resolves for nobody.",
	.fix = "Move the name to the domain of its exposure and of its account's cloud, or correct "
	       "the "
	       "exposure that the API or the subdomain declares.",
	.decide = decide,
};
