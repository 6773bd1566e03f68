/* plan_pending.c -- what is not known yet, which export gives it, and where the estate states
 * it. */
#include "index/plan_build.h"

#include "base/shell.h"
#include "model/alias_zones.h"

#include "base/banned.h"

static bool same_text(const char *a, const char *b)
{
	return str_eq(str_from(a), str_from(b));
}

void pending_add(struct builder *b, struct pending_list *list, const struct pending *pending)
{
	for (size_t i = 0; i < list->items.n; i++) {
		const struct pending *other = list->items.items[i];

		if (same_text(other->value, pending->value) &&
		    same_text(other->reason, pending->reason))
			return;
	}
	*VEC_PUSH(b->arena, &list->items) = pending;
}

void pending_value(struct builder *b, struct pending_list *list, struct pending pending)
{
	struct pending *copy = NEW(b->arena, struct pending);

	*copy = pending;
	pending_add(b, list, copy);
}

void pending_account(struct builder *b, struct pending_list *list, const char *what)
{
	pending_value(b, list,
		      (struct pending){
			      .value = arena_printf(b->arena, "account of %s", what),
			      .reason = "nobody says whose it is",
			      .setting = "account",
		      });
}

void pending_region(struct builder *b, struct pending_list *list, const char *what,
		    const char *setting)
{
	pending_value(b, list,
		      (struct pending){
			      .value = arena_printf(b->arena, "region of %s", what),
			      .reason = "neither it nor its account states a region",
			      .setting = setting,
		      });
}

static bool is_internal(const struct zone *zone)
{
	return zone->role == ZONE_INTERNAL;
}

/* Where the estate states something of a zone: with the subdomain, or in an entry of `zones`. */
static const char *zone_setting(struct builder *b, const struct zone *zone, const char *key)
{
	if (zone->subdomain == NULL)
		return arena_printf(b->arena, "zones: %s in the entry %s (view %s)", key,
				    dname_text_bare(b->arena, zone->name),
				    zone->view == VIEW_PUBLIC ? "public" : "private");
	return arena_printf(b->arena, "subdomains.%.*s.%s%s", STR_ARG(zone->subdomain->key.s),
			    str_is(str_from(key), "id") ? "zone_ids." : "name_servers.",
			    zone->view == VIEW_PRIVATE ? "private"
			    : is_internal(zone)	       ? "internal"
						       : "external");
}

void pending_zone_id(struct builder *b, struct pending_list *list, const struct zone *zone)
{
	const char *name = dname_text_bare(b->arena, zone->name);
	const char *view = zone->view == VIEW_PUBLIC ? "public" : "private";

	if (zone->id.presence == KNOWN)
		return;
	pending_value(
		b, list,
		(struct pending){
			.value = arena_printf(b->arena, "hosted zone id of the %s zone %s", view,
					      name),
			.reason = zone->managed_part ? "the zone exists, and nobody states its id"
						     : "AWS gives it when the zone is created",
			.export_command = arena_printf(
				b->arena, "aws route53 list-hosted-zones-by-name --dns-name %s",
				shell_word(b->arena, str_from(name))),
			.field = zone->view == VIEW_PUBLIC
					 ? "HostedZones[?Config.PrivateZone==`false`].Id"
					 : "HostedZones[?Config.PrivateZone==`true`].Id",
			.setting = zone_setting(b, zone, "id"),
		});
}

void pending_name_servers(struct builder *b, struct pending_list *list, const struct dname *child,
			  const char *reason)
{
	const struct zone *zone = model_zone(b->model, child, VIEW_PUBLIC);
	const char *name = dname_text_bare(b->arena, child);
	bool aws = zone != NULL && account_is_aws(zone->account);
	const char *id = zone != NULL && zone->id.presence == KNOWN
				 ? arena_cstr(b->arena, zone->id.s)
				 : "HOSTED_ZONE_ID";

	pending_value(
		b, list,
		(struct pending){
			.value = arena_printf(b->arena, "name servers of %s", name),
			.reason = reason,
			.export_command =
				aws ? arena_printf(b->arena, "aws route53 get-hosted-zone --id %s",
						   shell_word(b->arena, str_from(id)))
				    : NULL,
			.field = aws ? "DelegationSet.NameServers" : NULL,
			.setting = zone == NULL ? NULL : zone_setting(b, zone, "name_servers"),
		});
}

static struct text load_balancer_region(const struct load_balancer *balancer)
{
	if (balancer->region.presence == KNOWN || balancer->account == NULL)
		return balancer->region;
	return balancer->account->region;
}

static const struct alias_zone *load_balancer_zone(const struct load_balancer *balancer)
{
	struct text region = load_balancer_region(balancer);

	if (region.presence != KNOWN || balancer->type.presence != KNOWN ||
	    str_is(balancer->type.s, "gateway"))
		return NULL;
	return alias_zone_find(str_is(balancer->type.s, "network") ? ALIAS_NETWORK_LOAD_BALANCER
								   : ALIAS_LOAD_BALANCER,
			       region.s);
}

const struct dname *alias_dns_name(struct arena *arena, const struct rrset *rrset)
{
	const struct target *target = rrset->alias;
	const struct dname *name = target->dns_name;

	if (name == NULL && target->load_balancer != NULL &&
	    target->load_balancer->dns_name.presence == KNOWN &&
	    dname_parse(arena, target->load_balancer->dns_name.s, NULL, &name) != DNAME_OK)
		return NULL;
	return name;
}

const char *alias_hosted_zone_id(struct arena *arena, const struct rrset *rrset)
{
	const struct target *target = rrset->alias;
	const struct alias_zone *row = NULL;

	if (target->hosted_zone_id != NULL)
		return target->hosted_zone_id;
	if (target->kind == TARGET_RECORD)
		return rrset->zone->id.presence == KNOWN ? arena_cstr(arena, rrset->zone->id.s)
							 : NULL;
	if (target->load_balancer != NULL &&
	    target->load_balancer->hosted_zone_id.presence == KNOWN)
		return arena_cstr(arena, target->load_balancer->hosted_zone_id.s);
	if (target->load_balancer != NULL)
		row = load_balancer_zone(target->load_balancer);
	else if (target->dns_name != NULL)
		row = alias_zone_of_name(arena, target->dns_name);
	return row == NULL || row->confidence == ALIAS_DISPUTED ? NULL : row->hosted_zone_id;
}

/* Which export tells an alias target's name and zone, and where in it. */
struct target_export {
	const char *command, *name, *zone, *setting;
};

static struct target_export target_export(struct builder *b, const struct target *target)
{
	static const struct target_export by_kind[] = {
		[TARGET_API_GATEWAY] = {"aws apigateway get-domain-names",
					"items[].regionalDomainName",
					"items[].regionalHostedZoneId", "target.api_gateway"},
		[TARGET_VPC_ENDPOINT] = {"aws ec2 describe-vpc-endpoints",
					 "VpcEndpoints[].DnsEntries[].DnsName",
					 "VpcEndpoints[].DnsEntries[].HostedZoneId",
					 "target.vpc_endpoint"},
		[TARGET_CLOUDFRONT] = {"aws cloudfront list-distributions",
				       "DistributionList.Items[].DomainName", NULL,
				       "target.cloudfront"},
		[TARGET_RECORD] = {NULL, NULL, NULL, "alias"},
	};

	if (target->kind == TARGET_LOAD_BALANCER && target->load_balancer != NULL &&
	    target->load_balancer->type.presence == KNOWN &&
	    str_is(target->load_balancer->type.s, "classic"))
		return (struct target_export){
			"aws elb describe-load-balancers", "LoadBalancerDescriptions[].DNSName",
			"LoadBalancerDescriptions[].CanonicalHostedZoneNameID",
			arena_printf(b->arena, "load_balancers.%.*s",
				     STR_ARG(target->load_balancer->key.s))};
	if (target->kind == TARGET_LOAD_BALANCER)
		return (struct target_export){
			"aws elbv2 describe-load-balancers", "LoadBalancers[].DNSName",
			"LoadBalancers[].CanonicalHostedZoneId",
			target->load_balancer == NULL
				? "load_balancers"
				: arena_printf(b->arena, "load_balancers.%.*s",
					       STR_ARG(target->load_balancer->key.s))};
	if ((size_t)target->kind < COUNT_OF(by_kind))
		return by_kind[target->kind];
	return (struct target_export){NULL, NULL, NULL, "alias"};
}

static void pending_of_alias(struct builder *b, struct pending_list *list,
			     const struct rrset *rrset)
{
	const struct target *target = rrset->alias;
	struct target_export export = target_export(b, target);
	const char *what = dname_text_bare(b->arena, rrset->owner);

	if (target->load_balancer != NULL)
		what = arena_printf(b->arena, "load balancer %.*s",
				    STR_ARG(target->load_balancer->key.s));
	else
		what = arena_printf(b->arena, "the target of %s", what);
	if (alias_dns_name(b->arena, rrset) == NULL)
		pending_value(b, list,
			      (struct pending){
				      .value = arena_printf(b->arena, "DNS name of %s", what),
				      .reason = "AWS generates it when the target is made",
				      .export_command = export.command,
				      .field = export.name,
				      .setting = target->load_balancer == NULL
							 ? export.setting
							 : arena_printf(b->arena, "%s.dns_name",
									export.setting),
			      });
	/* The record's own zone: pending_zone_id() says it already. */
	if (target->kind != TARGET_RECORD && alias_hosted_zone_id(b->arena, rrset) == NULL)
		pending_value(
			b, list,
			(struct pending){
				.value = arena_printf(b->arena, "alias hosted zone id of %s", what),
				.reason = "no table that sources agree on has it",
				.export_command = export.command,
				.field = export.zone,
				.setting = target->load_balancer == NULL
						   ? export.setting
						   : arena_printf(b->arena, "%s.hosted_zone_id",
								  export.setting),
			});
}

void pending_of_rrset(struct builder *b, struct pending_list *list, const struct rrset *rrset)
{
	const char *type = rr_type_name(b->arena, rrset->type);
	const char *name = dname_text_bare(b->arena, rrset->owner);

	if (rrset->pending != NULL && rrset->type == RR_NS) {
		pending_name_servers(b, list, rrset->owner, rrset->pending);
		return;
	}
	if (rrset->alias != NULL)
		pending_of_alias(b, list, rrset);
	else if (rrset->pending != NULL || rrset->n == 0)
		pending_value(
			b, list,
			(struct pending){
				.value = arena_printf(b->arena, "values of %s %s", name, type),
				.reason = rrset->pending != NULL ? rrset->pending
								 : "nobody states them",
			});
	/* A policy has a weight, a region or the like beside its identifier. */
	if (rrset->set_identifier != NULL && rrset->routing == NULL)
		pending_value(
			b, list,
			(struct pending){
				.value = arena_printf(b->arena, "routing policy of %s %s (%s)",
						      name, type, rrset->set_identifier),
				.reason = "its source does not say how to choose among the record "
					  "sets",
				.export_command = "aws route53 list-resource-record-sets",
			});
	if (rrset->alias == NULL && !rrset->ttl_known)
		pending_value(b, list,
			      (struct pending){
				      .value = arena_printf(b->arena, "TTL of %s %s", name, type),
				      .reason = "its source does not say it",
				      .setting = "ttl",
			      });
}
