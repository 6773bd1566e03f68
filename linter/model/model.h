/*
 * model.h -- everything a run knows: dumb, complete, and immutable once built.
 *
 * Front ends and derive.c fill it; model_finish() sorts it; rules and generators read it. All of it
 * lives in the run's arena. Lists keep the order of their names (octets), zones the canonical order of
 * theirs, so that nothing depends on the order of files.
 */
#ifndef ZW_MODEL_MODEL_H
#define ZW_MODEL_MODEL_H

#include "base/map.h"
#include "model/estate.h"
#include "model/issued.h"

/* An export that lists all load balancers of one account in one region. */
struct load_balancer_list {
	const struct account *account; /* NULL: nobody says */
	struct str region;	       /* "": nobody says */
	bool classic; /* of Elastic Load Balancing's first API, which has Classic Load Balancers alone */
	struct span at;
};

/* An export that lists all hosted zones of one account. */
struct hosted_zone_list {
	const struct account *account; /* NULL: nobody says */
	struct span at;
};

struct model {
	struct arena *arena;
	const struct sources *sources;
	struct central central;
	struct naming naming;
	struct key_management key_management;
	VEC(struct account *) accounts;
	VEC(struct subdomain *) subdomains;
	VEC(struct api *) apis;
	VEC(struct load_balancer *) load_balancers;
	VEC(struct load_balancer_list) load_balancer_lists;
	VEC(struct hosted_zone_list) hosted_zone_lists;
	VEC(struct endpoint_service *) endpoint_services;
	VEC(struct resolver_endpoint *) resolver_endpoints;
	VEC(struct forwarding_rule *) forwarding;
	VEC(struct authority *) authorities;
	VEC(struct certificate *) certificates;
	VEC(struct issued_certificate *) issued; /* the inventory, in the order of the places */
	VEC(struct signing_request *) requests;	 /* likewise */
	VEC(struct zone *) zones;
	struct map account_keys, subdomain_keys, load_balancer_keys, authority_keys,
		certificate_keys, resolver_endpoint_keys; /* by key, into the lists above */
	struct map zone_names[2]; /* by wire form, a map a view: the first zone of that name */
	VEC(const struct account *)
	writers; /* by file number from 1: the account that the project file says a source is of; NULL: none */
	struct model
		*existing; /* what the snapshot shows (model/existing.h); NULL: there is none */
	const struct model *before; /* what was declared before; NULL: that is not known */
	uint32_t default_ttl;	    /* seconds */
	size_t n_records;	    /* resource records and aliases */
	size_t n_names;		    /* owner names, each zone's counted apart */
};

void model_init(struct model *model, struct arena *arena, const struct sources *sources);

/* Whether the estate declares a central domain: the pattern's own rules apply only then. */
bool model_has_pattern(const struct model *model);

/* The public or private zone of that exact name; of several, the first in order; NULL: none. */
struct zone *model_zone(const struct model *model, const struct dname *name, enum view view);

/* Adds a zone without records. */
struct zone *model_add_zone(struct model *model, const struct dname *name, enum view view,
			    const struct origin *origin);

/* Adds an RRset to ZONE; the caller fills it. */
struct rrset *model_add_rrset(struct model *model, struct zone *zone, const struct dname *owner,
			      enum rr_type type, const struct origin *origin);

/* The first RRset of that owner and type among what zone_sort() has sorted, or NULL. */
struct rrset *zone_written_rrset(const struct zone *zone, const struct dname *owner,
				 enum rr_type type);

/* The first RRset of that owner and type, or NULL: logarithmic in what zone_sort() has sorted, linear in
 * what was added since. */
struct rrset *zone_rrset(const struct zone *zone, const struct dname *owner, enum rr_type type);

/* Sorts the RRsets that ZONE has so far: owner (canonical order), type, set identifier, place. None of these
 * may change afterwards: where nothing was added since, nothing is looked at again. */
void zone_sort(const struct model *model, struct zone *zone);

/* Sorts and counts. Nothing may be added afterwards. */
void model_finish(struct model *model);

/* Says that source FILE (a span's number) is of ACCOUNT. */
void model_set_writer(struct model *model, uint32_t file, const struct account *account);

/* The account that the project file says the source of AT is of (`account:` of an entry of `sources`); NULL:
 * it says none. */
const struct account *model_writer(const struct model *model, struct span at);

/* By key; NULL: not declared. */
struct account *model_account(const struct model *model, struct str key);
struct subdomain *model_subdomain(const struct model *model, struct str key);
struct load_balancer *model_load_balancer(const struct model *model, struct str key);
struct authority *model_authority(const struct model *model, struct str key);
struct certificate *model_certificate(const struct model *model, struct str key);
struct resolver_endpoint *model_resolver_endpoint(const struct model *model, struct str key);

#endif
