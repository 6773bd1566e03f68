/* change_batch.c -- the bodies of change-resource-record-sets, and their inverses. */
#include "change_batch.h"

#include "model/existing.h"
#include "model/route53.h"

#include "base/banned.h"

static const char *action_name(enum change_action action)
{
	switch (action) {
	case CHANGE_CREATE:
		return "CREATE";
	case CHANGE_UPSERT:
		return "UPSERT";
	case CHANGE_DELETE:
		return "DELETE";
	}
	BUG("no such action");
}

/* DELETE for CREATE and the other way round; what an UPSERT replaced takes its place again. */
static struct change inverse_of(const struct change *change)
{
	struct change inverse = *change;

	if (change->action == CHANGE_UPSERT && change->present != NULL)
		inverse.rrset = change->present;
	else
		inverse.action = change->action == CHANGE_DELETE ? CHANGE_CREATE : CHANGE_DELETE;
	return inverse;
}

static void string_or_null(struct json *json, const char *key, const char *value)
{
	if (value == NULL)
		json_put_null(json, key);
	else
		json_put_text(json, key, value);
}

static void write_alias(struct json *json, const struct rrset *rrset, struct arena *arena)
{
	const struct target *target = rrset->alias;
	const struct dname *name = alias_dns_name(arena, rrset);

	json_open_object(json, "AliasTarget");
	string_or_null(json, "HostedZoneId", alias_hosted_zone_id(arena, rrset));
	string_or_null(json, "DNSName", name == NULL ? NULL : route53_name(arena, name));
	/* AliasTarget of the API reference: a distribution's health cannot be evaluated. */
	json_put_bool(json, "EvaluateTargetHealth",
		      target->evaluate_health && target->kind != TARGET_CLOUDFRONT);
	json_end(json);
}

static void write_values(struct json *json, const struct rrset *rrset, struct arena *arena)
{
	const struct str *verbatim = rrset_verbatim(rrset);

	if (rrset->ttl_known)
		json_put_number(json, "TTL", rrset->ttl);
	else
		json_put_null(json, "TTL");
	if (rrset->n == 0) {
		json_put_null(json, "ResourceRecords");
		return;
	}
	json_open_array(json, "ResourceRecords");
	for (size_t i = 0; i < rrset->n; i++) {
		json_open_object(json, NULL);
		/* what exists is named as the service has it: DELETE wants the very value */
		if (verbatim != NULL)
			json_put_str(json, "Value", verbatim[i]);
		else
			json_put_text(json, "Value",
				      route53_value(arena, rrset->type, &rrset->rrs[i]));
		json_end(json);
	}
	json_end(json);
}

static void put_known(struct json *json, const char *key, const struct text *text)
{
	if (text->presence == KNOWN)
		json_put_str(json, key, text->s);
}

static void write_location(struct json *json, const struct routing *routing)
{
	json_open_object(json, "GeoLocation");
	put_known(json, "ContinentCode", &routing->continent);
	put_known(json, "CountryCode", &routing->country);
	put_known(json, "SubdivisionCode", &routing->subdivision);
	json_end(json);
}

static void write_proximity(struct json *json, const struct routing *routing)
{
	json_open_object(json, "GeoProximityLocation");
	put_known(json, "AWSRegion", &routing->proximity_region);
	put_known(json, "LocalZoneGroup", &routing->local_zone_group);
	if (routing->latitude.presence == KNOWN) {
		json_open_object(json, "Coordinates");
		put_known(json, "Latitude", &routing->latitude);
		put_known(json, "Longitude", &routing->longitude);
		json_end(json);
	}
	if (routing->bias.presence == KNOWN)
		json_put_number(json, "Bias", routing->bias.n);
	json_end(json);
}

/* The members of ResourceRecordSet in the API reference of ChangeResourceRecordSets. */
static void write_routing(struct json *json, const struct routing *routing)
{
	if (routing->policies & ROUTING_WEIGHTED)
		json_put_number(json, "Weight", routing->weight.n);
	if (routing->policies & ROUTING_LATENCY)
		put_known(json, "Region", &routing->region);
	if (routing->policies & ROUTING_FAILOVER)
		put_known(json, "Failover", &routing->failover);
	if (routing->policies & ROUTING_GEOLOCATION)
		write_location(json, routing);
	if (routing->policies & ROUTING_GEOPROXIMITY)
		write_proximity(json, routing);
	if (routing->policies & ROUTING_MULTIVALUE)
		json_put_bool(json, "MultiValueAnswer", true);
	if (routing->policies & ROUTING_CIDR) {
		json_open_object(json, "CidrRoutingConfig");
		put_known(json, "CollectionId", &routing->collection);
		put_known(json, "LocationName", &routing->location);
		json_end(json);
	}
	put_known(json, "HealthCheckId", &routing->health_check);
}

static void write_change(struct json *json, const struct change *change, struct arena *arena)
{
	const struct rrset *rrset = change->rrset;

	json_open_object(json, NULL);
	json_put_text(json, "Action", action_name(change->action));
	json_open_object(json, "ResourceRecordSet");
	json_put_text(json, "Name", route53_name(arena, rrset->owner));
	json_put_text(json, "Type", rr_type_name(arena, rrset->type));
	if (rrset->set_identifier != NULL)
		json_put_text(json, "SetIdentifier", rrset->set_identifier);
	if (rrset->routing != NULL)
		write_routing(json, rrset->routing);
	if (rrset->alias != NULL)
		write_alias(json, rrset, arena);
	else
		write_values(json, rrset, arena);
	json_end(json);
	json_end(json);
}

void change_batch_write(struct json *json, const struct zone *zone, const struct batch *batch,
			enum batch_form form, const char *comment, struct arena *arena)
{
	if (zone->id.presence == KNOWN)
		json_put_str(json, "HostedZoneId", zone->id.s);
	else
		json_put_null(json, "HostedZoneId");
	json_open_object(json, "ChangeBatch");
	json_put_text(json, "Comment", comment);
	json_open_array(json, "Changes");
	for (size_t i = 0; i < batch->n; i++) {
		struct change change = batch->changes[i];

		if (form == BATCH_INVERSE)
			change = inverse_of(&batch->changes[batch->n - 1 - i]);
		write_change(json, &change, arena);
	}
	json_end(json);
	json_end(json);
}
