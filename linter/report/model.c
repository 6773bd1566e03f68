/* model.c -- the normalised model as JSON. */
#include "report/model.h"

#include "base/json.h"
#include "report/place.h"

#include "base/banned.h"

struct writer {
	struct json json;
	struct places places;
	struct arena arena; /* of the thing at hand */
	const struct model *model;
};

/* ---- values ------------------------------------------------------------------------------------ */

static void put_text(struct writer *w, const char *key, const struct text *text)
{
	if (text->presence == KNOWN)
		json_put_str(&w->json, key, text->s);
	else
		json_put_null(&w->json, key);
}

static void put_texts(struct writer *w, const char *key, const struct text_list *list)
{
	json_open_array(&w->json, key);
	for (size_t i = 0; i < list->n; i++)
		put_text(w, NULL, &list->items[i]);
	json_end(&w->json);
}

static void put_number(struct writer *w, const char *key, const struct number *number)
{
	if (number->presence == KNOWN)
		json_put_number(&w->json, key, number->n);
	else
		json_put_null(&w->json, key);
}

static void put_name(struct writer *w, const char *key, const struct dname *name)
{
	if (name == NULL)
		json_put_null(&w->json, key);
	else
		json_put_text(&w->json, key, dname_text(&w->arena, name));
}

static void put_string(struct writer *w, const char *key, const char *text)
{
	if (text == NULL)
		json_put_null(&w->json, key);
	else
		json_put_text(&w->json, key, text);
}

static void put_account(struct writer *w, const struct account *account)
{
	if (account == NULL)
		json_put_null(&w->json, "account");
	else
		json_put_str(&w->json, "account", account->key.s);
}

static void put_place(struct writer *w, struct span at)
{
	struct place place;

	if (!places_find(&w->places, at, &place)) {
		json_put_null(&w->json, "place");
		return;
	}
	json_open_object(&w->json, "place");
	json_put_str(&w->json, "file", place.path);
	json_put_number(&w->json, "line", place.start.line);
	json_put_number(&w->json, "column", place.start.column);
	json_end(&w->json);
}

/* ---- what the estate declares ------------------------------------------------------------------ */

static void put_accounts(struct writer *w)
{
	json_open_array(&w->json, "accounts");
	for (size_t i = 0; i < w->model->accounts.n; i++) {
		const struct account *account = w->model->accounts.items[i];

		json_open_object(&w->json, NULL);
		json_put_str(&w->json, "key", account->key.s);
		put_text(w, "id", &account->id);
		put_text(w, "role", &account->role);
		put_text(w, "cloud", &account->cloud);
		put_text(w, "region", &account->region);
		put_place(w, account->key.at);
		json_end(&w->json);
	}
	json_end(&w->json);
}

static void put_central(struct writer *w)
{
	const struct central *central = &w->model->central;

	if (!model_has_pattern(w->model)) {
		json_put_null(&w->json, "central");
		return;
	}
	json_open_object(&w->json, "central");
	put_name(w, "domain", central->name);
	put_account(w, central->account);
	put_text(w, "ownership", &central->ownership);
	json_open_array(&w->json, "clouds");
	for (size_t i = 0; i < central->n_clouds; i++) {
		json_open_object(&w->json, NULL);
		json_put_str(&w->json, "key", central->clouds[i].key.s);
		put_name(w, "domain", central->clouds[i].name);
		json_end(&w->json);
	}
	json_end(&w->json);
	json_end(&w->json);
}

static void put_subdomains(struct writer *w)
{
	json_open_array(&w->json, "subdomains");
	for (size_t i = 0; i < w->model->subdomains.n; i++) {
		const struct subdomain *subdomain = w->model->subdomains.items[i];

		json_open_object(&w->json, NULL);
		json_put_str(&w->json, "key", subdomain->key.s);
		put_account(w, subdomain->account);
		put_text(w, "owner", &subdomain->owner);
		put_texts(w, "exposure", &subdomain->exposure);
		put_name(w, "external", subdomain->external);
		put_name(w, "internal", subdomain->internal);
		put_text(w, "ownership", &subdomain->ownership);
		put_place(w, subdomain->key.at);
		json_end(&w->json);
	}
	json_end(&w->json);
}

static const char *target_kind_name(enum target_kind kind)
{
	static const char *const names[] = {
		[TARGET_NONE] = "none",
		[TARGET_LOAD_BALANCER] = "load_balancer",
		[TARGET_API_GATEWAY] = "api_gateway",
		[TARGET_VPC_ENDPOINT] = "vpc_endpoint",
		[TARGET_CLOUDFRONT] = "cloudfront",
		[TARGET_ADDRESS] = "address",
		[TARGET_NAME] = "name",
		[TARGET_RECORD] = "record",
	};

	return names[kind];
}

static void put_target(struct writer *w, const char *key, const struct target *target)
{
	json_open_object(&w->json, key);
	json_put_text(&w->json, "kind", target_kind_name(target->kind));
	if (target->load_balancer != NULL)
		json_put_str(&w->json, "load_balancer", target->load_balancer->key.s);
	else
		json_put_null(&w->json, "load_balancer");
	put_name(w, "name", target->dns_name);
	put_string(w, "hosted_zone_id", target->hosted_zone_id);
	json_put_bool(&w->json, "evaluate_target_health", target->evaluate_health);
	json_end(&w->json);
}

static void put_apis(struct writer *w)
{
	json_open_array(&w->json, "apis");
	for (size_t i = 0; i < w->model->apis.n; i++) {
		const struct api *api = w->model->apis.items[i];

		json_open_object(&w->json, NULL);
		json_put_str(&w->json, "key", api->key.s);
		put_text(w, "subdomain", &api->subdomain_name);
		put_text(w, "exposure", &api->exposure_name);
		put_name(w, "name", api->name);
		put_target(w, "target", &api->target);
		put_texts(w, "addresses", &api->addresses);
		put_place(w, api->key.at);
		json_end(&w->json);
	}
	json_end(&w->json);
}

static void put_load_balancers(struct writer *w)
{
	json_open_array(&w->json, "load_balancers");
	for (size_t i = 0; i < w->model->load_balancers.n; i++) {
		const struct load_balancer *balancer = w->model->load_balancers.items[i];

		json_open_object(&w->json, NULL);
		json_put_str(&w->json, "key", balancer->key.s);
		put_account(w, balancer->account);
		put_text(w, "type", &balancer->type);
		put_text(w, "scheme", &balancer->scheme);
		put_text(w, "region", &balancer->region);
		put_text(w, "dns_name", &balancer->dns_name);
		put_text(w, "hosted_zone_id", &balancer->hosted_zone_id);
		put_texts(w, "certificates", &balancer->certificate_names);
		put_texts(w, "targets", &balancer->target_names);
		put_place(w, balancer->key.at);
		json_end(&w->json);
	}
	json_end(&w->json);
}

static void put_services(struct writer *w)
{
	json_open_array(&w->json, "endpoint_services");
	for (size_t i = 0; i < w->model->endpoint_services.n; i++) {
		const struct endpoint_service *service = w->model->endpoint_services.items[i];

		json_open_object(&w->json, NULL);
		json_put_str(&w->json, "key", service->key.s);
		put_account(w, service->account);
		put_text(w, "id", &service->id);
		put_text(w, "load_balancer", &service->load_balancer_name);
		put_name(w, "private_dns_name", service->name);
		put_texts(w, "consumers", &service->consumers);
		put_text(w, "verification_name", &service->verification_name);
		put_text(w, "verification_value", &service->verification_value);
		put_place(w, service->key.at);
		json_end(&w->json);
	}
	json_end(&w->json);
}

static void put_resolver(struct writer *w)
{
	json_open_array(&w->json, "resolver_endpoints");
	for (size_t i = 0; i < w->model->resolver_endpoints.n; i++) {
		const struct resolver_endpoint *endpoint = w->model->resolver_endpoints.items[i];

		json_open_object(&w->json, NULL);
		json_put_str(&w->json, "key", endpoint->key.s);
		put_account(w, endpoint->account);
		put_text(w, "id", &endpoint->id);
		put_text(w, "vpc", &endpoint->vpc);
		put_text(w, "direction", &endpoint->direction);
		put_texts(w, "ips", &endpoint->ips);
		put_place(w, endpoint->key.at);
		json_end(&w->json);
	}
	json_end(&w->json);
	json_open_array(&w->json, "forwarding");
	for (size_t i = 0; i < w->model->forwarding.n; i++) {
		const struct forwarding_rule *rule = w->model->forwarding.items[i];

		json_open_object(&w->json, NULL);
		put_name(w, "domain", rule->name);
		put_account(w, rule->account);
		put_text(w, "id", &rule->id);
		put_text(w, "through", &rule->through);
		put_texts(w, "to", &rule->to);
		put_texts(w, "vpcs", &rule->vpcs);
		put_place(w, rule->at);
		json_end(&w->json);
	}
	json_end(&w->json);
}

/* ---- certificates ------------------------------------------------------------------------------ */

static void put_authorities(struct writer *w)
{
	json_open_array(&w->json, "certificate_authorities");
	for (size_t i = 0; i < w->model->authorities.n; i++) {
		const struct authority *authority = w->model->authorities.items[i];

		json_open_object(&w->json, NULL);
		json_put_str(&w->json, "key", authority->key.s);
		put_text(w, "type", &authority->type);
		put_text(w, "kind", &authority->kind);
		put_text(w, "arn", &authority->arn);
		put_texts(w, "caa", &authority->caa);
		put_number(w, "max_validity_days", &authority->max_validity_days);
		put_place(w, authority->key.at);
		json_end(&w->json);
	}
	json_end(&w->json);
}

static const char *custody_name(enum key_custody custody)
{
	static const char *const names[] = {
		[CUSTODY_ACM] = "acm",		 [CUSTODY_FILE] = "file",
		[CUSTODY_EXISTING] = "existing", [CUSTODY_PKCS11] = "pkcs11",
		[CUSTODY_EXTERNAL] = "external",
	};

	return names[custody];
}

/* Where a key lies is not written: a PKCS#11 URI may hold a PIN. */
static void put_certificate(struct writer *w, const struct certificate *certificate)
{
	json_open_object(&w->json, NULL);
	json_put_str(&w->json, "key", certificate->key.s);
	put_account(w, certificate->account);
	put_text(w, "region", &certificate->region);
	put_text(w, "arn", &certificate->arn);
	put_texts(w, "names", &certificate->names);
	put_text(w, "authority", &certificate->authority_name);
	put_string(w, "key_algorithm", certificate->algorithm);
	json_put_text(&w->json, "key_custody", custody_name(certificate->custody));
	put_number(w, "validity_days", &certificate->validity_days);
	put_number(w, "renew_before_days", &certificate->renew_before_days);
	put_text(w, "owner", &certificate->owner);
	json_open_array(&w->json, "validations");
	for (size_t i = 0; i < certificate->n_validations; i++) {
		json_open_object(&w->json, NULL);
		put_text(w, "name", &certificate->validations[i].name);
		put_text(w, "value", &certificate->validations[i].value);
		json_end(&w->json);
	}
	json_end(&w->json);
	json_put_bool(&w->json, "derived", certificate->derived);
	put_place(w, certificate->origin != NULL ? certificate->origin->at : certificate->key.at);
	json_end(&w->json);
}

static void put_certificates(struct writer *w)
{
	json_open_array(&w->json, "certificates");
	for (size_t i = 0; i < w->model->certificates.n; i++)
		put_certificate(w, w->model->certificates.items[i]);
	json_end(&w->json);
}

/* ---- the inventory ----------------------------------------------------------------------------- */

static void put_time(struct writer *w, const char *key, int64_t time)
{
	char day[DATE_TEXT_SIZE];
	int64_t of_day;

	if (time == TIME_UNKNOWN) {
		json_put_null(&w->json, key);
		return;
	}
	of_day = time - (int64_t)time_day(time) * SECONDS_A_DAY;
	json_put_text(&w->json, key,
		      arena_printf(&w->arena, "%sT%02d:%02d:%02dZ", date_text(time_day(time), day),
				   (int)(of_day / 3600), (int)(of_day / 60 % 60),
				   (int)(of_day % 60)));
}

static void put_shown(struct writer *w, const char *key, const struct certificate_text *texts,
		      size_t n)
{
	json_open_array(&w->json, key);
	for (size_t i = 0; i < n; i++)
		json_put_text(&w->json, NULL, texts[i].shown);
	json_end(&w->json);
}

static void put_key_kind(struct writer *w, const struct public_key *key)
{
	json_open_object(&w->json, "public_key");
	put_string(w, "algorithm", key->title);
	if (key->bits > 0)
		json_put_number(&w->json, "bits", key->bits);
	else
		json_put_null(&w->json, "bits");
	put_string(w, "spki_sha256", key->sha256[0] == '\0' ? NULL : key->sha256);
	json_end(&w->json);
}

static void put_content(struct writer *w, const struct certificate_content *content)
{
	json_put_text(&w->json, "subject", content->subject);
	put_shown(w, "common_names", content->common_names, content->n_common_names);
	json_open_array(&w->json, "dns_names");
	for (size_t i = 0; i < content->n_names; i++)
		json_put_text(&w->json, NULL, content->names[i].text.shown);
	json_end(&w->json);
	put_shown(w, "addresses", content->addresses, content->n_addresses);
	json_put_number(&w->json, "other_names", (int64_t)content->n_other_names);
	put_key_kind(w, &content->key);
}

static const char *belonging_name(enum belonging belonging)
{
	static const char *const names[] = {
		[BELONGS_TO_NONE] = "none",	 [BELONGS_BY_ARN] = "arn",
		[BELONGS_BY_FILE] = "file",	 [BELONGS_BY_NAMES] = "names",
		[BELONGS_UNCLEARLY] = "unclear",
	};

	return names[belonging];
}

static void put_belonging(struct writer *w, enum belonging belonging,
			  const struct certificate *declared)
{
	if (declared == NULL)
		json_put_null(&w->json, "certificate");
	else
		json_put_str(&w->json, "certificate", declared->key.s);
	json_put_text(&w->json, "certificate_by", belonging_name(belonging));
}

static const char *issuer_link_name(enum issuer_link link)
{
	static const char *const names[] = {
		[ISSUER_UNKNOWN] = "unknown",
		[ISSUER_FOUND] = "found",
		[ISSUER_SELF] = "self",
	};

	return names[link];
}

static void put_issued(struct writer *w, const struct issued_certificate *issued)
{
	static const char *const issuing[] = {
		[ISSUED_BY_UNKNOWN] = NULL,
		[ISSUED_BY_PUBLIC] = "public",
		[ISSUED_BY_PRIVATE] = "private",
	};

	json_open_object(&w->json, NULL);
	put_content(w, &issued->content);
	json_put_text(&w->json, "issuer", issued->issuer);
	json_put_text(&w->json, "serial", issued->serial);
	put_time(w, "not_before", issued->not_before);
	put_time(w, "not_after", issued->not_after);
	put_string(w, "signature_algorithm", issued->signature);
	json_put_bool(&w->json, "is_authority", issued->is_authority);
	json_put_bool(&w->json, "must_staple", issued->must_staple);
	json_put_text(&w->json, "issuer_in_inventory", issuer_link_name(issued->issuer_link));
	if (issued->issued_by == NULL)
		json_put_null(&w->json, "issued_by");
	else
		json_put_text(&w->json, "issued_by", issued->issued_by->content.key.sha256);
	put_string(w, "authority_type", issuing[issued->issuing]);
	put_belonging(w, issued->belonging, issued->declared);
	put_text(w, "arn", &issued->arn);
	put_text(w, "status", &issued->status);
	put_texts(w, "in_use_by", &issued->users);
	put_place(w, issued->content.at);
	json_end(&w->json);
}

static void put_request(struct writer *w, const struct signing_request *request)
{
	json_open_object(&w->json, NULL);
	put_content(w, &request->content);
	json_put_bool(&w->json, "signature_is_valid", request->signature_is_valid);
	put_belonging(w, request->belonging, request->declared);
	put_place(w, request->content.at);
	json_end(&w->json);
}

static void put_inventory(struct writer *w)
{
	json_open_array(&w->json, "issued_certificates");
	for (size_t i = 0; i < w->model->issued.n; i++)
		put_issued(w, w->model->issued.items[i]);
	json_end(&w->json);
	json_open_array(&w->json, "signing_requests");
	for (size_t i = 0; i < w->model->requests.n; i++)
		put_request(w, w->model->requests.items[i]);
	json_end(&w->json);
}

/* ---- zones ------------------------------------------------------------------------------------- */

static void put_routing(struct writer *w, const struct rrset *rrset)
{
	const struct routing *routing = rrset->routing;

	put_string(w, "set_identifier", rrset->set_identifier);
	if (routing == NULL) {
		json_put_null(&w->json, "routing");
		return;
	}
	json_open_object(&w->json, "routing");
	put_number(w, "weight", &routing->weight);
	put_text(w, "region", &routing->region);
	put_text(w, "failover", &routing->failover);
	put_text(w, "continent", &routing->continent);
	put_text(w, "country", &routing->country);
	put_text(w, "subdivision", &routing->subdivision);
	put_text(w, "proximity_region", &routing->proximity_region);
	put_number(w, "bias", &routing->bias);
	json_put_bool(&w->json, "multivalue", (routing->policies & ROUTING_MULTIVALUE) != 0);
	put_text(w, "cidr_collection", &routing->collection);
	put_text(w, "cidr_location", &routing->location);
	put_text(w, "health_check", &routing->health_check);
	json_end(&w->json);
}

static void put_values(struct writer *w, const struct rrset *rrset)
{
	json_open_array(&w->json, "values");
	for (size_t i = 0; i < rrset->n; i++) {
		struct buf value CLEANUP(buf_free);

		buf_init(&value, (size_t)RDATA_MAX * 5);
		rdata_print(&value, rrset->type, &rrset->rrs[i]);
		json_put_str(&w->json, NULL, buf_view(&value));
	}
	json_end(&w->json);
}

static void put_rrset(struct writer *w, const struct rrset *rrset)
{
	json_open_object(&w->json, NULL);
	put_name(w, "name", rrset->owner);
	json_put_text(&w->json, "type", rr_type_name(&w->arena, rrset->type));
	if (rrset->ttl_known)
		json_put_number(&w->json, "ttl", rrset->ttl);
	else
		json_put_null(&w->json, "ttl");
	put_values(w, rrset);
	if (rrset->alias != NULL)
		put_target(w, "alias", rrset->alias);
	else
		json_put_null(&w->json, "alias");
	put_string(w, "pending", rrset->pending);
	put_routing(w, rrset);
	json_put_bool(&w->json, "derived", rrset->derived);
	put_place(w, rrset->owner_at);
	json_end(&w->json);
}

static const char *role_name(enum zone_role role)
{
	static const char *const names[] = {
		[ZONE_WRITTEN] = "written",   [ZONE_CENTRAL] = "central",   [ZONE_CLOUD] = "cloud",
		[ZONE_EXTERNAL] = "external", [ZONE_INTERNAL] = "internal",
	};

	return names[role];
}

static void put_zone(struct writer *w, const struct zone *zone)
{
	json_open_object(&w->json, NULL);
	put_name(w, "name", zone->name);
	json_put_text(&w->json, "view", zone->view == VIEW_PRIVATE ? "private" : "public");
	json_put_bool(&w->json, "view_assumed", zone->view_assumed);
	json_put_text(&w->json, "role", role_name(zone->role));
	put_account(w, zone->account);
	if (zone->subdomain != NULL)
		json_put_str(&w->json, "subdomain", zone->subdomain->key.s);
	else
		json_put_null(&w->json, "subdomain");
	put_text(w, "id", &zone->id);
	json_open_array(&w->json, "name_servers");
	for (size_t i = 0; i < zone->n_name_servers; i++)
		put_name(w, NULL, zone->name_servers[i]);
	json_end(&w->json);
	json_open_array(&w->json, "vpcs");
	for (size_t i = 0; i < zone->n_vpcs; i++) {
		json_open_object(&w->json, NULL);
		put_text(w, "id", &zone->vpcs[i].id);
		put_text(w, "region", &zone->vpcs[i].region);
		json_end(&w->json);
	}
	json_end(&w->json);
	json_put_text(&w->json, "managed", zone->managed_part ? "part" : "whole");
	json_put_bool(&w->json, "derived", zone->derived);
	put_place(w, zone->origin->at);
	json_open_array(&w->json, "records");
	for (size_t i = 0; i < zone->rrsets.n; i++)
		put_rrset(w, zone->rrsets.items[i]);
	json_end(&w->json);
	json_end(&w->json);
}

static void put_zones(struct writer *w)
{
	json_open_array(&w->json, "zones");
	for (size_t i = 0; i < w->model->zones.n; i++) {
		put_zone(w, w->model->zones.items[i]);
		/* names that are written are not needed any more */
		arena_free(&w->arena);
		arena_init(&w->arena);
	}
	json_end(&w->json);
}

void report_model(struct buf *out, const struct run *run)
{
	struct writer w = {.model = &run->model};

	arena_init(&w.arena);
	places_init(&w.places, run);
	json_begin(&w.json, out, JSON_PRETTY);
	json_open_object(&w.json, NULL);
	json_put_text(&w.json, "zonewarrant_model", MODEL_FORM_VERSION);
	json_put_text(&w.json, "version", ZONEWARRANT_VERSION);
	put_central(&w);
	put_accounts(&w);
	put_subdomains(&w);
	put_apis(&w);
	put_load_balancers(&w);
	put_services(&w);
	put_resolver(&w);
	put_authorities(&w);
	put_certificates(&w);
	put_inventory(&w);
	put_zones(&w);
	json_end(&w.json);
	places_done(&w.places);
	arena_free(&w.arena);
}
