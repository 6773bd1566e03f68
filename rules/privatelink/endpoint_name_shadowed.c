/*
 * endpoint_name_shadowed.c -- a private zone of ours, on a VPC that consumes an endpoint service, defines
 * the name that PrivateLink defines there.
 *
 * In the team's own VPCs its private zone has the name, and rightly so: they are no consumers.
 */
#include "engine/rule.h"
#include "index/view.h"

#include "base/banned.h"

/* The record at exactly NAME that leads a client somewhere; NULL: none. */
static const struct rrset *definition(const struct zone_index *zone, const struct dname *name)
{
	const struct name_node *node = zone_index_node(zone, name);

	for (size_t i = 0; node != NULL && i < node->n; i++)
		if (rr_type_exposes(node->rrsets[i]->type))
			return node->rrsets[i];
	return NULL;
}

static void check_binding(struct check *ck, const struct endpoint_service *service,
			  const struct text *consumer, const struct zone_index *zone)
{
	const struct rrset *rrset = definition(zone, service->name);
	bool same_name = dname_equal(zone->zone->name, service->name);
	const char *name = show(ck, service->name), *zone_name = show(ck, zone->zone->name);
	struct diag *d;

	if (rrset != NULL)
		d = report(ck, rrset->owner_at,
			   "private zone `%s` defines `%s` in `%.*s`, which consumes the endpoint "
			   "service `%.*s` of that private DNS name",
			   zone_name, name, STR_ARG(consumer->s), STR_ARG(service->key.s));
	else if (same_name && zone->zone->origin != NULL)
		d = report(ck, zone->zone->origin->at,
			   "private zone `%s` stands in `%.*s`, which consumes the endpoint "
			   "service `%.*s` of that private DNS name",
			   zone_name, STR_ARG(consumer->s), STR_ARG(service->key.s));
	else
		return;
	about(ck, d, service->name, zone->zone,
	      arena_printf(ck->arena, "%.*s %.*s", STR_ARG(service->key.s), STR_ARG(consumer->s)));
	related(ck, d, service->private_dns_name.at, "the private DNS name is here");
	related(ck, d, consumer->at, "the VPC consumes the service here");
	if (rrset != NULL && rrset->derived)
		related_origin(ck, d, rrset->origin);
	if (same_name)
		help(ck, d, "take `%.*s` off the private zone `%s`", STR_ARG(consumer->s),
		     zone_name);
	else
		help(ck, d,
		     "take `%.*s` off the private zone `%s` or off the service's `consumers`, or "
		     "remove the record",
		     STR_ARG(consumer->s), zone_name);
}

static void check_consumer(struct check *ck, const struct endpoint_service *service,
			   const struct text *consumer)
{
	const struct vpc_view *vpc =
		consumer->presence == KNOWN ? views_vpc(ck->views, consumer->s) : NULL;

	for (size_t i = 0; vpc != NULL && i < vpc->n; i++)
		if (vpc->bindings[i].zone != NULL &&
		    dname_is_within(service->name, vpc->bindings[i].domain))
			check_binding(ck, service, consumer, vpc->bindings[i].zone);
}

static void check(struct check *ck, const struct endpoint_service *service)
{
	for (size_t i = 0; service->name != NULL && i < service->consumers.n; i++)
		check_consumer(ck, service, &service->consumers.items[i]);
}

const struct rule rule_endpoint_name_shadowed = {
	.id = "endpoint-name-shadowed",
	.family = "privatelink",
	.severity = SEV_WARNING,
	.summary = "a private zone on a consumer's VPC defines a service's private DNS name",
	.source =
		"AWS PrivateLink, \"Manage DNS names for VPC endpoint services\"; Amazon Route 53 "
		"Developer Guide, \"Considerations when working with a private hosted zone\"",
	.url = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
	.since = "0.1.0",
	.why = "In the VPC of a consumer, PrivateLink answers the private DNS name from a hidden "
	       "zone of exactly that name, which is more specific than any zone around it. The "
	       "record of our private zone is never asked there; and beside a private zone of the "
	       "very same name the endpoint cannot turn its private DNS on.",
	.fix = "Take the VPC off the private zone or off the consumers, or remove the record that "
	       "is not asked.",
	.check_endpoint_service = check,
};
