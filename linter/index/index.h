/*
 * index.h -- the model made ready for questions: zones by name, names by zone, what is private, and
 * where TLS ends.
 */
#ifndef ZW_INDEX_INDEX_H
#define ZW_INDEX_INDEX_H

#include "index/zone_index.h"
#include "model/policy.h"

/* A domain below which nothing may resolve publicly. */
struct private_domain {
	const struct dname *name;
	const struct subdomain *subdomain; /* NULL: by policy or by a private zone alone */
	const struct zone *public_zone;	   /* the public hosted zone of that name; NULL: none */
	const struct zone *private_zone;   /* NULL: none */
	const struct origin *origin;	   /* where it is declared private */
	bool declared; /* by the estate or the policy; false: only a private zone of that name says so */
	const struct private_domain *outer; /* the private domain this one lies below; NULL: none */
};

/* A name that must not resolve publicly. */
struct private_name {
	const struct dname *name;
	const struct private_domain *domain; /* NULL: declared alone */
	const struct api *api;		     /* NULL: not an API's */
	const struct rrset *rrset;	     /* its record in a private zone; NULL: none */
	const struct origin *origin;	     /* why it is private */
};

/* A name whose TLS ends at a load balancer of the estate. */
struct tls_name {
	const struct dname *name;
	const struct load_balancer *front; /* what the name leads to */
	const struct load_balancer *
		*ends; /* where TLS ends; several behind a network load balancer */
	size_t n_ends;
	const struct api *api;	   /* NULL: a record's, or an endpoint service's */
	const struct rrset *rrset; /* NULL: none */
	const struct origin *origin;
	struct span at;
};

/* Of a hash table over an array. */
struct index_slot {
	uint32_t hash;
	uint32_t number; /* in the array, from 1; 0 is free */
};

struct index {
	const struct model *model;
	const struct policy *policy;
	struct arena *arena;
	struct zone_index *zones;		      /* in the order of model->zones */
	VEC(struct private_domain *) private_domains; /* canonical order */
	VEC(struct private_name *) private_names;     /* canonical order, each name once */
	VEC(struct tls_name *) tls_names; /* canonical order, each name and front once */
	struct map load_balancer_names;	  /* model/load_balancer_names.h */
	struct index_slot *zone_slots;	  /* by name and view */
	struct index_slot *private_slots; /* private names */
	size_t n_zone_slots, n_private_slots;
};

/* Builds the index; zones are spread over JOBS threads. */
void index_build(struct index *index, const struct model *model, const struct policy *policy,
		 struct arena *arena, unsigned jobs);

/* The index of a model's zone. */
const struct zone_index *index_of_zone(const struct index *index, const struct zone *zone);

/* The deepest zone of VIEW that NAME lies in, whose name has at most MAX_LABELS labels; of several of
 * one name the first; NULL: none. DNAME_LABELS_MAX asks for the deepest. */
const struct zone_index *index_zone_for(const struct index *index, const struct dname *name,
					enum view view, unsigned max_labels);

/* All zones that index_zone_for() chooses among: several of one name and view, private ones told apart by
 * their VPCs. They stand side by side, *ret_n of them from the one given; NULL and 0: there is none. */
const struct zone_index *index_zones_for(const struct index *index, const struct dname *name,
					 enum view view, unsigned max_labels, size_t *ret_n);

/* The private domain that NAME is or lies below, the deepest; NULL: none. */
const struct private_domain *index_private_domain(const struct index *index,
						  const struct dname *name);

/* The private name that NAME is; NULL: it is none. */
const struct private_name *index_private_name(const struct index *index, const struct dname *name);

/* Whether NAME is private: a private name, below a private domain (not its apex), or by policy. */
bool index_is_private(const struct index *index, const struct dname *name);

/* The subdomain whose domain NAME is or lies below; NULL: none. ret_exposure (may be NULL) says by which
 * of its domains. */
const struct subdomain *index_subdomain_of(const struct index *index, const struct dname *name,
					   enum exposure *ret_exposure);

/* Whether a dNSName covers NAME: the same name, or `*` for exactly one leftmost label (RFC 9525 section
 * 6.3). */
bool certificate_name_covers(const struct dname *dns_name, const struct dname *name);

#endif
