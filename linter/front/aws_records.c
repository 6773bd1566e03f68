/* aws_records.c -- hosted zones and record sets of Route 53 (the API's HostedZone, DelegationSet, VPC and
 * ResourceRecordSet). */
#include "front/aws_parts.h"

#include "front/name.h"
#include "front/syntax.h"
#include "model/alias_zones.h"
#include "model/route53.h"

#include "base/banned.h"

/* ---- hosted zones ------------------------------------------------------------------------------ */

/* The zone that the estate, or another source, has already: of its name and view, unless ids or accounts
 * tell the two apart (Route 53 lets many hosted zones have one name). */
static struct zone *same_zone(const struct aws *aws, const struct dname *name, enum view view,
			      struct str id, const struct account *account)
{
	struct zone *zone = model_zone(aws->model, name, view);

	if (zone == NULL || (zone->id.presence == KNOWN && !str_eq(zone->id.s, id)))
		return NULL;
	if (zone->account != NULL && account != NULL && zone->account != account)
		return NULL;
	/* an id that another export gave already is in `zones` */
	return zone->id.presence == KNOWN && map_get(&aws->zones, zone->id.s) != NULL ? NULL : zone;
}

static bool is_private(const struct node *item)
{
	const struct node *flag = node_get(node_get(item, "Config"), "PrivateZone");

	return flag != NULL && flag->kind == NODE_SCALAR && str_is(flag->text, "true");
}

static struct zone *take_zone(struct aws *aws, const struct aws_export *export,
			      const struct node *item)
{
	enum view view = is_private(item) ? VIEW_PRIVATE : VIEW_PUBLIC;
	struct text id = aws_text(aws, item, "Id"), name_text = aws_text(aws, item, "Name");
	const struct dname *name = NULL;
	struct zone *zone;

	if (id.presence != KNOWN || name_text.presence != KNOWN)
		return NULL;
	id.s = aws_bare_zone_id(id.s);
	zone = map_get(&aws->zones, id.s);
	if (zone != NULL)
		return zone;
	if (route53_name_parse(aws->arena, name_text.s, &name) != DNAME_OK)
		return NULL;
	zone = same_zone(aws, name, view, id.s, export->account);
	if (zone == NULL) {
		zone = model_add_zone(aws->model, name, view,
				      origin_new(aws->arena, name_text.at, NULL,
						 "the hosted zone `%.*s`", STR_ARG(id.s)));
		*VEC_PUSH(aws->arena, &aws->made_zones) = zone;
	}
	if (zone->id.presence != KNOWN)
		zone->id = id;
	if (zone->account == NULL)
		zone->account = export->account;
	(void)map_add(&aws->zones, id.s, zone);
	return zone;
}

static void take_vpcs(struct aws *aws, struct zone *zone, const struct node *list)
{
	if (list == NULL || list->kind != NODE_SEQUENCE || zone->n_vpcs > 0)
		return;
	zone->vpcs = NEW_ARRAY(aws->arena, struct vpc, list->sequence.n);
	for (size_t i = 0; i < list->sequence.n; i++) {
		struct vpc vpc = {aws_text(aws, list->sequence.items[i], "VPCId"),
				  aws_text(aws, list->sequence.items[i], "VPCRegion")};

		if (vpc.id.presence == KNOWN)
			zone->vpcs[zone->n_vpcs++] = vpc;
	}
}

static void take_name_servers(struct aws *aws, struct zone *zone, const struct node *list)
{
	if (list == NULL || list->kind != NODE_SEQUENCE || zone->n_name_servers > 0)
		return;
	zone->name_servers = NEW_ARRAY(aws->arena, const struct dname *, list->sequence.n);
	for (size_t i = 0; i < list->sequence.n; i++) {
		const struct node *server = list->sequence.items[i];
		const struct dname *name;

		if (server->kind == NODE_SCALAR &&
		    route53_name_parse(aws->arena, server->text, &name) == DNAME_OK)
			zone->name_servers[zone->n_name_servers++] = name;
	}
}

void aws_take_zones(struct aws *aws, const struct aws_export *export)
{
	*VEC_PUSH(aws->arena, &aws->model->hosted_zone_lists) =
		(struct hosted_zone_list){export->account, export->list->key->at};
	for (size_t i = 0; i < aws_export_count(export); i++)
		(void)take_zone(aws, export, aws_export_item(export, i));
}

/* get-hosted-zone gives what the list does not: the delegation set, or the VPCs. */
void aws_take_zone_details(struct aws *aws, const struct aws_export *export)
{
	struct zone *zone = take_zone(aws, export, aws_export_item(export, 0));

	if (zone == NULL)
		return;
	(void)map_add(&aws->detailed, zone->id.s, zone);
	take_vpcs(aws, zone, node_get(export->root, "VPCs"));
	/* create-hosted-zone answers with the one VPC that the zone was made with */
	if (zone->view == VIEW_PUBLIC)
		take_name_servers(aws, zone,
				  node_get(node_get(export->root, "DelegationSet"), "NameServers"));
}

/* ---- record sets ------------------------------------------------------------------------------- */

struct geo_location {
	struct text continent, country, subdivision;
};

struct alias_target {
	struct text hosted_zone_id, dns_name;
	struct flag evaluate_health;
	struct span at;
};

/* One ResourceRecordSet. */
struct record_set {
	struct text name, type, set_identifier;
	struct number ttl;
	struct routing routing;
	struct alias_target alias;
	const struct node *values;
	struct text traffic_policy;
};

#define MEMBER_TEXT(member, json)                                                                  \
	{                                                                                          \
		.key = (json), .kind = FIELD_TEXT, .offset = offsetof(struct record_set, member)   \
	}

static const struct field geo_fields[] = {
	MEMBER_TEXT(routing.continent, "ContinentCode"),
	MEMBER_TEXT(routing.country, "CountryCode"),
	MEMBER_TEXT(routing.subdivision, "SubdivisionCode"),
};
static const struct field coordinate_fields[] = {
	MEMBER_TEXT(routing.latitude, "Latitude"),
	MEMBER_TEXT(routing.longitude, "Longitude"),
};
static const struct field cidr_fields[] = {
	MEMBER_TEXT(routing.collection, "CollectionId"),
	MEMBER_TEXT(routing.location, "LocationName"),
};
static const struct field alias_fields[] = {
	MEMBER_TEXT(alias.hosted_zone_id, "HostedZoneId"),
	MEMBER_TEXT(alias.dns_name, "DNSName"),
	{.key = "EvaluateTargetHealth",
	 .kind = FIELD_FLAG,
	 .offset = offsetof(struct record_set, alias.evaluate_health)},
};

#define PART_SHAPE(symbol, title)                                                                  \
	static const struct shape symbol##_shape = {                                               \
		.name = (title),                                                                   \
		.size = sizeof(struct record_set),                                                 \
		.fields = symbol##_fields,                                                         \
		.n_fields = COUNT_OF(symbol##_fields),                                             \
		.key_offset = NO_OFFSET,                                                           \
		.at_offset = NO_OFFSET,                                                            \
		.open = true,                                                                      \
	}

PART_SHAPE(geo, "`GeoLocation`");
PART_SHAPE(coordinate, "`Coordinates`");
PART_SHAPE(cidr, "`CidrRoutingConfig`");
PART_SHAPE(alias, "`AliasTarget`");

static const struct field proximity_fields[] = {
	MEMBER_TEXT(routing.proximity_region, "AWSRegion"),
	MEMBER_TEXT(routing.local_zone_group, "LocalZoneGroup"),
	{.key = "Bias",
	 .kind = FIELD_NUMBER,
	 .min = -99,
	 .max = 99,
	 .offset = offsetof(struct record_set, routing.bias)},
	{.key = "Coordinates", .kind = FIELD_OBJECT, .shape = &coordinate_shape},
};
PART_SHAPE(proximity, "`GeoProximityLocation`");

static const struct field record_fields[] = {
	MEMBER_TEXT(name, "Name"),
	MEMBER_TEXT(type, "Type"),
	MEMBER_TEXT(set_identifier, "SetIdentifier"),
	MEMBER_TEXT(routing.region, "Region"),
	MEMBER_TEXT(routing.failover, "Failover"),
	MEMBER_TEXT(routing.health_check, "HealthCheckId"),
	MEMBER_TEXT(traffic_policy, "TrafficPolicyInstanceId"),
	{.key = "TTL",
	 .kind = FIELD_NUMBER,
	 .max = 2147483647,
	 .offset = offsetof(struct record_set, ttl)},
	/* rule weight-range says which weights there are */
	{.key = "Weight",
	 .kind = FIELD_NUMBER,
	 .min = INT32_MIN,
	 .max = INT32_MAX,
	 .offset = offsetof(struct record_set, routing.weight)},
	{.key = "MultiValueAnswer",
	 .kind = FIELD_FLAG,
	 .offset = offsetof(struct record_set, routing.multivalue)},
	{.key = "GeoLocation", .kind = FIELD_OBJECT, .shape = &geo_shape},
	{.key = "GeoProximityLocation", .kind = FIELD_OBJECT, .shape = &proximity_shape},
	{.key = "CidrRoutingConfig", .kind = FIELD_OBJECT, .shape = &cidr_shape},
	{.key = "AliasTarget", .kind = FIELD_OBJECT, .shape = &alias_shape},
	{.key = "ResourceRecords",
	 .kind = FIELD_NODE,
	 .offset = offsetof(struct record_set, values)},
};
PART_SHAPE(record, "a record set");

static unsigned policies_of(const struct node *item, const struct routing *routing)
{
	static const struct {
		const char *key;
		enum routing_policy policy;
	} members[] = {
		{"Weight", ROUTING_WEIGHTED},
		{"Region", ROUTING_LATENCY},
		{"Failover", ROUTING_FAILOVER},
		{"GeoLocation", ROUTING_GEOLOCATION},
		{"GeoProximityLocation", ROUTING_GEOPROXIMITY},
		{"CidrRoutingConfig", ROUTING_CIDR},
	};
	unsigned policies = routing->multivalue.presence == KNOWN && routing->multivalue.yes
				    ? ROUTING_MULTIVALUE
				    : 0;

	for (size_t i = 0; i < COUNT_OF(members); i++)
		if (node_get(item, members[i].key) != NULL)
			policies |= members[i].policy;
	return policies;
}

static void take_routing(struct aws *aws, struct rrset *rrset, const struct node *item,
			 const struct record_set *record)
{
	unsigned policies = policies_of(item, &record->routing);
	struct routing *routing;

	if (record->set_identifier.presence == KNOWN)
		rrset->set_identifier = arena_cstr(aws->arena, record->set_identifier.s);
	if (policies == 0 && record->routing.health_check.presence != KNOWN)
		return;
	routing = NEW(aws->arena, struct routing);
	*routing = record->routing;
	routing->policies = policies;
	rrset->routing = routing;
}

/* What the target is, by the zone that it lies in and by its name. */
static enum target_kind kind_of_target(struct aws *aws, const struct zone *zone,
				       const struct alias_target *alias, const struct dname *name)
{
	if (str_eq(alias->hosted_zone_id.s, zone->id.s))
		return TARGET_RECORD;
	return alias_target_kind(aws->arena, name);
}

static void take_alias(struct aws *aws, struct rrset *rrset, const struct record_set *record)
{
	const struct alias_target *alias = &record->alias;
	struct target *target = NEW(aws->arena, struct target);

	target->at = alias->dns_name.at;
	target->kind = TARGET_NAME;
	target->evaluate_health = alias->evaluate_health.yes;
	target->health_missing = alias->evaluate_health.presence != KNOWN;
	rrset->ttl_known = false;
	if (alias->hosted_zone_id.presence == KNOWN)
		target->hosted_zone_id = arena_cstr(aws->arena, alias->hosted_zone_id.s);
	if (alias->dns_name.presence == KNOWN &&
	    route53_name_parse(aws->arena, alias->dns_name.s, &target->dns_name) == DNAME_OK)
		target->kind = kind_of_target(aws, rrset->zone, alias, target->dns_name);
	rrset->alias = target;
	*VEC_PUSH(aws->arena, &aws->aliases) = target;
}

static void take_value(struct aws *aws, struct rrset *rrset, const struct node *item)
{
	const struct node *value = node_get(item, "Value");
	struct rr *rr = &rrset->rrs[rrset->n];
	const struct rule *rule;
	struct diag *diag;
	struct err err;

	if (value == NULL || value->kind != NODE_SCALAR)
		return;
	rr->at = value->at;
	if (route53_value_parse(aws->arena, rrset->type, value->text, rr, &err) == OK) {
		rrset->n++;
		return;
	}
	rule = name_fault_rule(rdata_name_fault(aws->arena, rrset->type, value->text));
	diag = diag_add(aws->diags, rule != NULL ? rule : &rule_rdata_invalid, value->at,
			"`%.*s` is no value of type %s: %s", STR_ARG(value->text),
			rr_type_name(aws->arena, rrset->type), err.text);
	diag->name = dname_text(aws->arena, rrset->owner);
	diag->zone = dname_text(aws->arena, rrset->zone->name);
}

static void take_values(struct aws *aws, struct rrset *rrset, const struct node *list)
{
	struct str *verbatim = NEW_ARRAY(aws->arena, struct str, list->sequence.n + 1);

	rrset->rrs = NEW_ARRAY(aws->arena, struct rr, list->sequence.n + 1);
	for (size_t i = 0; i < list->sequence.n; i++) {
		size_t n = rrset->n;

		take_value(aws, rrset, list->sequence.items[i]);
		if (rrset->n > n)
			verbatim[n] = node_get(list->sequence.items[i], "Value")->text;
		else
			rrset->partial = true;
	}
	rrset->verbatim = verbatim;
}

/* The owner name of a record set: within its zone. NULL, and a finding, where it is not. */
static const struct dname *take_owner(struct aws *aws, const struct zone *zone,
				      const struct text *text)
{
	const struct dname *owner = NULL;
	enum dname_fault fault = route53_name_parse(aws->arena, text->s, &owner);

	if (fault != DNAME_OK) {
		if (name_report(aws->arena, aws->diags, fault, text->s, text->at, NULL) == NULL)
			(void)diag_add(aws->diags, &rule_wrong_type, text->at,
				       "`%.*s` is no owner name: %s", STR_ARG(text->s),
				       dname_fault_text(fault));
		return NULL;
	}
	if (dname_is_within(owner, zone->name))
		return owner;
	(void)diag_add(aws->diags, &rule_wrong_type, text->at,
		       "`%.*s` does not lie within the hosted zone `%s`", STR_ARG(text->s),
		       dname_text_bare(aws->arena, zone->name));
	return NULL;
}

static void take_record_set(struct aws *aws, struct zone *zone, const struct node *item,
			    uint32_t file)
{
	struct record_set record = {0};
	struct decoder decoder = {aws->arena, aws->diags, file};
	const struct dname *owner;
	struct rrset *rrset;
	enum rr_type type;

	decode_object(&decoder, &record_shape, item, node_head(item), &record);
	if (record.name.presence != KNOWN || record.type.presence != KNOWN)
		return;
	if (!rr_type_parse(record.type.s, &type)) {
		(void)diag_add(aws->diags, &rule_wrong_type, record.type.at,
			       "`%.*s` is no record type", STR_ARG(record.type.s));
		return;
	}
	owner = take_owner(aws, zone, &record.name);
	if (owner == NULL)
		return;
	rrset = model_add_rrset(aws->model, zone, owner, type,
				origin_new(aws->arena, record.name.at, NULL, "the %s record set",
					   rr_type_name(aws->arena, type)));
	rrset->owner_at = record.name.at;
	rrset->at = record.type.at;
	rrset->observed = true;
	rrset->ttl_known = record.ttl.presence == KNOWN;
	rrset->ttl = (uint32_t)record.ttl.n;
	rrset->ttl_at = record.ttl.at;
	take_routing(aws, rrset, item, &record);
	if (node_get(item, "AliasTarget") != NULL)
		take_alias(aws, rrset, &record);
	else if (record.values != NULL && record.values->kind == NODE_SEQUENCE)
		take_values(aws, rrset, record.values);
	if (rrset->alias != NULL || rrset->n > 0)
		return;
	rrset->pending = record.traffic_policy.presence == KNOWN
				 ? "a traffic policy gives its answers"
				 : "none of its values can be read";
}

void aws_take_record_sets(struct aws *aws, const struct aws_export *export)
{
	struct zone *zone = map_get(&aws->zones, export->zone_id);

	if (zone == NULL)
		return;
	(void)map_add(&aws->filled, zone->id.s, zone);
	for (size_t i = 0; i < aws_export_count(export); i++)
		take_record_set(aws, zone, aws_export_item(export, i), export->source->file);
}
