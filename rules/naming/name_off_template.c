/* name_off_template.c -- a name of a service that does not have the shape of the template. */
#include "shared.h"

#include "base/banned.h"

static const char *count_text(struct check *ck, unsigned count)
{
	return arena_printf(ck->arena, "%u label%s", count, count == 1 ? "" : "s");
}

/* The places that say what the name should have been. */
static void add_other_ends(struct check *ck, struct diag *d, const struct subdomain *subdomain,
			   enum exposure exposure)
{
	related(ck, d, subdomain->key.at, "the subdomain `%.*s` is declared here",
		STR_ARG(subdomain->key.s));
	related(ck, d, template_of(ck->model, exposure)->at,
		"the template is written here, as `%s`", template_key(exposure));
}

/* ---- records ----------------------------------------------------------------------------------- */

static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	enum exposure exposure;
	const struct dname *domain = zone_domain(zone->zone, &exposure);

	if (domain == NULL)
		return;
	for (size_t i = 0; i < zone->n; i++) {
		const struct rrset *rrset = node_service_rrset(zone, &zone->nodes[i]);

		if (rrset != NULL && !follows_template(rrset->owner, domain))
			collect(ck, (struct fact){.zone = zone->zone,
						  .owner = rrset->owner,
						  .type = rrset->type,
						  .rrset = rrset,
						  .at = rrset->owner_at});
	}
}

static void report_record(struct check *ck, const struct fact *fact)
{
	enum exposure exposure = EXPOSURE_EXTERNAL;
	const struct dname *domain = zone_domain(fact->zone, &exposure);
	struct diag *d;

	d = report(ck, fact->at,
		   "`%s` does not follow the template `%.*s`: it has %s before `%s` where the "
		   "template "
		   "has 1",
		   show(ck, fact->owner), STR_ARG(template_of(ck->model, exposure)->s),
		   count_text(ck, (unsigned)(fact->owner->labels - domain->labels)),
		   show(ck, domain));
	about(ck, d, fact->owner, fact->zone, NULL);
	add_other_ends(ck, d, fact->zone->subdomain, exposure);
	help(ck, d, "name it `%s.%s`", show_joined(ck, fact->owner, domain->labels),
	     show(ck, domain));
}

/* ---- APIs -------------------------------------------------------------------------------------- */

/* An API whose key is more than one label: its name has a label too many. */
static void check_api(struct check *ck, const struct api *api)
{
	const struct dname *domain;
	struct diag *d;

	if (api->name == NULL || api->subdomain == NULL)
		return;
	domain = api->exposure == EXPOSURE_INTERNAL ? api->subdomain->internal
						    : api->subdomain->external;
	if (domain == NULL || !dname_is_below(api->name, domain) ||
	    follows_template(api->name, domain))
		return;
	d = report(
		ck, api->key.at,
		"the API `%.*s` makes the name `%s`, which does not follow the template `%.*s`: it "
		"has %s before `%s` where the template has 1",
		STR_ARG(api->key.s), show(ck, api->name),
		STR_ARG(template_of(ck->model, api->exposure)->s),
		count_text(ck, (unsigned)(api->name->labels - domain->labels)), show(ck, domain));
	about(ck, d, api->name, NULL, NULL);
	add_other_ends(ck, d, api->subdomain, api->exposure);
	help(ck, d, "give the API a key of one label, such as `%s`",
	     show_joined(ck, api->name, domain->labels));
}

/* A record that has the name of such an API is the same fault: the API is the line to edit. */
static void add_reported(struct check *ck, struct map *reported)
{
	for (size_t i = 0; i < ck->model->apis.n; i++) {
		struct api *api = ck->model->apis.items[i];

		if (api->name != NULL && str_find(api->key.s, ".", NULL))
			(void)map_add(reported, name_key(api->name), api);
	}
}

static void decide(struct check *ck)
{
	struct map reported;

	map_init(&reported, ck->arena);
	add_reported(ck, &reported);
	for (size_t i = 0; i < ck->model->apis.n; i++)
		check_api(ck, ck->model->apis.items[i]);
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		const struct fact *fact = &ck->facts->items.items[i];

		if (map_get(&reported, name_key(fact->owner)) == NULL)
			report_record(ck, fact);
	}
}

const struct rule rule_name_off_template = {
	.id = "name-off-template",
	.family = "naming",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a name that does not have the shape of the naming template",
	.source = "naming.external and naming.internal of the estate; RFC 8552, section 1.1, for "
		  "labels "
		  "with an underscore",
	.url = "https://www.rfc-editor.org/rfc/rfc8552#section-1.1",
	.since = "0.1.0",
	.why = "Certificates, resolver rules and ownership are laid out for names of one shape. A "
	       "name "
	       "with another label in it is not covered by the wildcard certificate of its "
	       "subdomain, "
	       "and nobody can tell from the name which API it is.",
	.fix = "Rename the API or the record so that it has exactly the labels of the template, or "
	       "change the template. The apex, wildcards and names with a label that begins with "
	       "an "
	       "underscore need not follow it.",
	.collect_zone = collect_zone,
	.decide = decide,
};
