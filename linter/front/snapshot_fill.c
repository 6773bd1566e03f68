/* snapshot_fill.c -- what the estate leaves to the snapshot: ids, generated names, records that AWS asks for. */
#include "front/snapshot.h"

#include "front/syntax.h"

#include "base/banned.h"

static void fill(struct text *text, struct text value)
{
	if (text->presence == ABSENT)
		*text = value;
}

/* Both are of one run: an account is one thing. */
static bool same_account(const struct account *declared, struct text name)
{
	return declared == NULL || name.presence != KNOWN || str_eq(declared->key.s, name.s);
}

static bool same_text(struct text a, struct text b)
{
	return a.presence != KNOWN || b.presence != KNOWN || str_eq(a.s, b.s);
}

static struct text region_of(struct text region, const struct account *account)
{
	return region.presence == ABSENT && account != NULL ? account->region : region;
}

/* ---- load balancers ---------------------------------------------------------------------------- */

/* Sorted by key: the first that does not come before KEY. */
static size_t first_load_balancer(const struct model *existing, struct str key)
{
	size_t low = 0, high = existing->load_balancers.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(existing->load_balancers.items[middle]->key.s, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void fill_load_balancer(const struct model *existing, struct load_balancer *balancer)
{
	for (size_t i = first_load_balancer(existing, balancer->key.s);
	     i < existing->load_balancers.n; i++) {
		const struct load_balancer *found = existing->load_balancers.items[i];

		if (!str_eq(found->key.s, balancer->key.s))
			return;
		if (!same_account(balancer->account, found->account_name) ||
		    !same_text(region_of(balancer->region, balancer->account), found->region))
			continue;
		fill(&balancer->dns_name, found->dns_name);
		fill(&balancer->hosted_zone_id, found->hosted_zone_id);
		fill(&balancer->region, found->region);
		fill(&balancer->type, found->type);
		fill(&balancer->scheme, found->scheme);
		return;
	}
}

/* ---- endpoint services ------------------------------------------------------------------------- */

static void fill_service(const struct model *existing, struct endpoint_service *service)
{
	for (size_t i = 0; i < existing->endpoint_services.n; i++) {
		const struct endpoint_service *found = existing->endpoint_services.items[i];

		if (service->id.presence == KNOWN
			    ? !str_eq(service->id.s, found->id.s)
			    : !same_account(service->account, found->account_name) ||
				      found->private_dns_name.presence != KNOWN ||
				      !str_eq_nocase(service->private_dns_name.s,
						     found->private_dns_name.s))
			continue;
		fill(&service->id, found->id);
		fill(&service->verification_name, found->verification_name);
		fill(&service->verification_value, found->verification_value);
		fill(&service->verification_state, found->verification_state);
		if (service->verification_at.file == 0)
			service->verification_at = found->verification_at;
		return;
	}
}

/* ---- Route 53 Resolver ------------------------------------------------------------------------- */

static void fill_endpoint(const struct model *existing, struct resolver_endpoint *endpoint)
{
	for (size_t i = 0; i < existing->resolver_endpoints.n; i++) {
		const struct resolver_endpoint *found = existing->resolver_endpoints.items[i];

		if (endpoint->id.presence == KNOWN
			    ? !str_eq(endpoint->id.s, found->id.s)
			    : !str_eq(endpoint->key.s, found->name.s) ||
				      !same_account(endpoint->account, found->account_name))
			continue;
		fill(&endpoint->id, found->id);
		fill(&endpoint->vpc, found->vpc);
		if (endpoint->ips.n == 0)
			endpoint->ips = found->ips;
		return;
	}
}

/* Two rules of one domain differ by their account or endpoint. */
static bool is_rule(const struct forwarding_rule *rule, const struct forwarding_rule *found)
{
	if (rule->id.presence == KNOWN)
		return str_eq(rule->id.s, found->id.s);
	if (!str_eq_nocase(rule->domain.s, found->domain.s) ||
	    rule->system != str_is(found->type.s, "system") ||
	    !same_account(rule->account, found->from))
		return false;
	return rule->system || rule->outbound == NULL || found->through.presence != KNOWN ||
	       str_eq(found->through.s, rule->outbound->key.s) ||
	       (rule->outbound->id.presence == KNOWN &&
		str_eq(found->through.s, rule->outbound->id.s));
}

static void fill_rule(const struct model *existing, struct forwarding_rule *rule)
{
	for (size_t i = 0; i < existing->forwarding.n; i++) {
		const struct forwarding_rule *found = existing->forwarding.items[i];

		if (!is_rule(rule, found))
			continue;
		fill(&rule->id, found->id);
		rule->existing = found;
		return;
	}
}

void snapshot_fill(struct model *model)
{
	const struct model *existing = model->existing;

	for (size_t i = 0; i < model->load_balancers.n; i++)
		fill_load_balancer(existing, model->load_balancers.items[i]);
	for (size_t i = 0; i < model->endpoint_services.n; i++)
		fill_service(existing, model->endpoint_services.items[i]);
	for (size_t i = 0; i < model->resolver_endpoints.n; i++)
		fill_endpoint(existing, model->resolver_endpoints.items[i]);
	for (size_t i = 0; i < model->forwarding.n; i++)
		fill_rule(existing, model->forwarding.items[i]);
}

/* ---- certificates ------------------------------------------------------------------------------ */

static bool has_name(const struct certificate *certificate, struct str name)
{
	for (size_t i = 0; i < certificate->names.n; i++)
		if (str_eq_nocase(certificate->names.items[i].s, name))
			return true;
	return false;
}

static bool same_names(const struct certificate *a, const struct certificate *b)
{
	for (size_t i = 0; i < a->names.n; i++)
		if (!has_name(b, a->names.items[i].s))
			return false;
	for (size_t i = 0; i < b->names.n; i++)
		if (!has_name(a, b->names.items[i].s))
			return false;
	return true;
}

/* One that is issued goes before one that waits for its validation. */
static const struct certificate *find_certificate(const struct model *existing,
						  const struct certificate *certificate)
{
	const struct certificate *waiting = NULL;

	for (size_t i = 0; i < existing->certificates.n; i++) {
		const struct certificate *found = existing->certificates.items[i];

		if (certificate->arn.presence == KNOWN
			    ? !str_eq(certificate->arn.s, found->arn.s)
			    : !same_account(certificate->account, found->account_name) ||
				      !same_text(certificate->region, found->region) ||
				      !same_names(certificate, found))
			continue;
		if (!found->awaits_validation)
			return found;
		waiting = waiting == NULL ? found : waiting;
	}
	return waiting;
}

void snapshot_fill_certificates(struct model *model)
{
	for (size_t i = 0; i < model->certificates.n; i++) {
		struct certificate *certificate = model->certificates.items[i];
		const struct certificate *found = find_certificate(model->existing, certificate);

		if (found == NULL)
			continue;
		fill(&certificate->arn, found->arn);
		certificate->awaits_validation = found->awaits_validation;
		if (certificate->n_validations > 0)
			continue;
		certificate->validations = found->validations;
		certificate->n_validations = found->n_validations;
	}
}

/* ---- hosted zones ------------------------------------------------------------------------------ */

static bool is_aws(const struct zone *zone)
{
	return zone->account == NULL || zone->account->cloud.presence != KNOWN ||
	       str_is(zone->account->cloud.s, "aws");
}

static const char *label(struct diag_list *diags, const struct zone *zone)
{
	return zone_label(diags->arena, zone);
}

static void match(struct zone *zone, struct zone *found)
{
	zone->counterpart = found;
	found->counterpart = zone;
}

/* A zone that is there no more, or of an account that is not exported. */
static void refuse_id(const struct model *existing, struct zone *zone, struct diag_list *diags)
{
	struct diag *diag;

	if (!existing_lists_zones(existing, zone->account))
		return;
	diag = diag_add(diags, &rule_snapshot_incomplete, zone->id.at,
			"the hosted zone `%.*s` of `%s` is not among those that the snapshot lists",
			STR_ARG(zone->id.s), label(diags, zone));
	diag->cause = arena_cstr(diags->arena, zone->id.s);
	for (size_t i = 0; i < existing->hosted_zone_lists.n; i++)
		if (existing->hosted_zone_lists.items[i].account == zone->account)
			diag_related(diags, diag, existing->hosted_zone_lists.items[i].at,
				     "its account's hosted zones are listed here");
	diag_help(diags, diag,
		  "export again, or, where it was deleted, take its id out of the estate");
}

static void match_by_id(const struct model *existing, const struct map *ids, struct zone *zone,
			struct diag_list *diags)
{
	struct zone *found = map_get(ids, zone->id.s);
	struct diag *diag;

	if (found == NULL) {
		refuse_id(existing, zone, diags);
		return;
	}
	if (dname_equal(found->name, zone->name) && found->view == zone->view) {
		match(zone, found);
		return;
	}
	diag = diag_add(diags, &rule_snapshot_incomplete, zone->id.at,
			"the hosted zone `%.*s` is `%s` in the snapshot, and `%s` here",
			STR_ARG(zone->id.s), label(diags, found), label(diags, zone));
	diag->cause = arena_cstr(diags->arena, zone->id.s);
	diag_related(diags, diag, found->origin->at, "it is listed here");
	diag_help(diags, diag, "write the id of `%s`", label(diags, zone));
}

static bool shares_vpc(const struct zone *a, const struct zone *b)
{
	for (size_t i = 0; i < a->n_vpcs; i++)
		for (size_t k = 0; k < b->n_vpcs; k++)
			if (str_eq(a->vpcs[i].id.s, b->vpcs[k].id.s))
				return true;
	return a->n_vpcs == 0 || b->n_vpcs == 0;
}

static bool may_be(const struct zone *zone, const struct zone *found)
{
	if (found->counterpart != NULL ||
	    (zone->account != NULL && found->account != NULL && zone->account != found->account))
		return false;
	return zone->view == VIEW_PUBLIC || shares_vpc(zone, found);
}

static void refuse_choice(struct zone *zone, const struct zone *first, const struct zone *second,
			  struct diag_list *diags)
{
	struct diag *diag =
		diag_add(diags, &rule_snapshot_incomplete, zone->origin->at,
			 "`%s` may be the hosted zone `%.*s` or `%.*s`: both exist, and nothing "
			 "says which is meant",
			 label(diags, zone), STR_ARG(first->id.s), STR_ARG(second->id.s));

	diag->cause = arena_printf(diags->arena, "%s", label(diags, zone));
	diag_related(diags, diag, first->origin->at, "one is listed here");
	diag_related(diags, diag, second->origin->at, "the other is listed here");
	diag_help(diags, diag, "state the id of the one that is meant");
}

static void match_by_name(const struct model *existing, struct zone *zone, struct diag_list *diags)
{
	struct zone *const *zones, *found = NULL;
	size_t n;

	zones = model_zones_of(existing, zone->name, zone->view, &n);
	for (size_t i = 0; i < n; i++) {
		if (!may_be(zone, zones[i]))
			continue;
		if (found != NULL) {
			refuse_choice(zone, found, zones[i], diags);
			return;
		}
		found = zones[i];
	}
	if (found != NULL)
		match(zone, found);
}

/* The delegation set, or the NS that Route 53 keeps at the apex; a private zone's answer nobody. */
static void take_name_servers(struct zone *zone, const struct zone *found, struct arena *arena)
{
	const struct rrset *apex;

	if (zone->n_name_servers > 0 || zone->view != VIEW_PUBLIC)
		return;
	if (found->n_name_servers > 0) {
		zone->name_servers = found->name_servers;
		zone->n_name_servers = found->n_name_servers;
		return;
	}
	apex = zone_record_set(found, found->name, RR_NS, NULL);
	if (apex == NULL || apex->n == 0)
		return;
	zone->name_servers = NEW_ARRAY(arena, const struct dname *, apex->n);
	for (size_t i = 0; i < apex->n; i++)
		zone->name_servers[i] = apex->rrs[i].target;
	zone->n_name_servers = apex->n;
}

static void fill_zone(struct zone *zone, struct arena *arena)
{
	const struct zone *found = zone->counterpart;

	if (found == NULL)
		return;
	fill(&zone->id, found->id);
	take_name_servers(zone, found, arena);
	if (zone->n_vpcs > 0)
		return;
	zone->vpcs = found->vpcs;
	zone->n_vpcs = found->n_vpcs;
	zone->vpcs_unknown = found->vpcs_unknown;
}

void snapshot_match_zones(struct model *model, struct diag_list *diags)
{
	struct map ids;

	map_init(&ids, model->arena);
	for (size_t i = 0; i < model->existing->zones.n; i++)
		(void)map_add(&ids, model->existing->zones.items[i]->id.s,
			      model->existing->zones.items[i]);
	/* a zone whose id is stated is not another's */
	for (unsigned pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < model->zones.n; i++) {
			struct zone *zone = model->zones.items[i];

			if (!is_aws(zone) || (zone->id.presence == KNOWN) != (pass == 0) ||
			    zone->counterpart != NULL)
				continue;
			if (pass == 0)
				match_by_id(model->existing, &ids, zone, diags);
			else
				match_by_name(model->existing, zone, diags);
		}
	for (size_t i = 0; i < model->zones.n; i++)
		fill_zone(model->zones.items[i], model->arena);
}
