/*
 * native.h -- estate files: the native YAML (docs/estate.md).
 *
 * Files are decoded one by one and merged by section; after the last one native_resolve() links the
 * names to what they name. Nothing is derived here: derive.h does.
 */
#ifndef ZW_FRONT_NATIVE_H
#define ZW_FRONT_NATIVE_H

#include "base/map.h"
#include "front/decode.h"
#include "front/node.h"
#include "front/records.h"
#include "model/model.h"

/* A zone as `zones:` writes it. */
struct zone_entry {
	struct text name;
	struct text account_name;
	struct text view;
	struct text id;
	struct text_list name_servers;
	struct vpc *vpcs;
	size_t n_vpcs;
	struct text managed;
	struct text ownership;
	struct flag prune, registered;
	const struct node *records;
	struct span at;
};

/* An API as `apis:` writes it. */
struct api_entry {
	struct api api; /* first: the model takes its address */
	struct text load_balancer, api_gateway, vpc_endpoint, cloudfront, name;
	struct text_list address;
	struct span target_at;
};

struct subdomain_entry {
	struct subdomain subdomain; /* first */
	const struct node *name_servers;
};

/* What one estate file holds. */
struct estate_file {
	struct central central;
	struct naming naming;
	struct account *accounts;
	size_t n_accounts;
	struct subdomain_entry *subdomains;
	size_t n_subdomains;
	struct api_entry *apis;
	size_t n_apis;
	struct load_balancer *load_balancers;
	size_t n_load_balancers;
	struct endpoint_service *endpoint_services;
	size_t n_endpoint_services;
	struct resolver_endpoint *resolver_endpoints;
	size_t n_resolver_endpoints;
	struct forwarding_rule *forwarding;
	size_t n_forwarding;
	struct authority *authorities;
	size_t n_authorities;
	struct certificate *certificates;
	size_t n_certificates;
	struct key_management key_management;
	struct zone_entry *zones;
	size_t n_zones;
};

extern const struct shape shape_estate;

struct pending_zone {
	const struct zone_entry *entry;
	const struct source *source;
};

/* State of reading estate files. */
struct native {
	struct model *model;
	struct diag_list *diags;
	struct arena *arena;
	struct map api_keys, endpoint_service_keys; /* for duplicates: struct text by key */
	struct map cloud_keys;
	struct map vpc_zones; /* private zones by name and VPC id */
	struct logical_targets targets;
	VEC(struct api_entry *) apis;
	VEC(struct subdomain_entry *) subdomains;
	VEC(struct pending_zone) zones; /* read by native_resolve(), when all accounts are known */
};

void native_init(struct native *native, struct model *model, struct diag_list *diags);

/* Reads one file and merges it. */
void native_read(struct native *native, const struct node *root, const struct source *source);

/* Links names to what they name; unresolved-reference where nothing does. Call once, after the last
 * file, before derive(). References to certificates are linked by native_resolve_certificates(), after
 * derive() has added its own. */
void native_resolve(struct native *native);
void native_resolve_certificates(struct native *native);

/* Fills what follows from a certificate's other members: custody, algorithm, region, parsed names. */
void native_link_certificate(struct native *native, struct certificate *certificate);

#endif
