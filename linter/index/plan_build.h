/*
 * plan_build.h -- what the parts of the plan's builder share: plan.c (order, numbers, states),
 * plan_zones.c (hosted zones and their VPCs), plan_rrsets.c (record sets as they are sent),
 * plan_records.c (batches), plan_pending.c (what is not known), plan_rest.c (certificates, endpoint
 * services, Resolver rules).
 */
#ifndef ZW_INDEX_PLAN_BUILD_H
#define ZW_INDEX_PLAN_BUILD_H

#include "base/map.h"
#include "index/plan.h"

enum { STEP_KINDS = STEP_DELETE_ZONE + 1 };

/* What the plan has for one zone. */
struct zone_plan {
	const struct zone *zone;
	struct step *
		complete[STEP_KINDS]; /* the step of that kind whose values are known; NULL: none */
	struct step *lacking[STEP_KINDS]; /* … that is pending; NULL: none */
	struct zone_plan *parent;  /* the nearest public zone above a public zone; NULL: none */
	struct step *delegated_by; /* the step that holds the parent's NS; NULL: none does */
};

struct builder {
	struct plan *plan;
	const struct model *model;
	struct arena *arena;
	struct zone_plan *zones; /* those of AWS accounts, in the order of the model */
	size_t n_zones;
	struct map public_zones; /* by the wire octets of the name; of several the first */
	struct map other_zones;	 /* public zones of another cloud, by the same key */
	struct map vpc_accounts; /* by VPC id: the account that the estate names for it */
	struct err *err;
};

/* A new step at the end of the plan. */
struct step *builder_step(struct builder *b, enum step_kind kind, const struct account *account);
/* EARLIER may be NULL: nothing to wait for. Each is kept once. */
void step_wait(struct builder *b, struct step *step, const struct step *earlier);
/* Adds a missing value, each once. */
void pending_add(struct builder *b, struct pending_list *list, const struct pending *pending);

/* The complete step of that kind, else the pending one, else NULL. */
const struct step *zone_step(const struct zone_plan *zone, enum step_kind kind);
/* The public zone of exactly that name; NULL: none of an AWS account. */
struct zone_plan *builder_public_zone(const struct builder *b, const struct dname *name);
/* The deepest public zone that NAME lies in, not deeper than MAX_LABELS labels; NULL: none, or it is
 * one of another cloud. */
struct zone_plan *builder_zone_of(const struct builder *b, const struct dname *name,
				  unsigned max_labels);

/* ---- plan_zones.c ---- */
/* A new step of that kind for a zone, in the zone's account. */
struct step *zone_new_step(struct builder *b, struct zone_plan *plan, enum step_kind kind);
/* The VPC that a private zone is made with: the first of its own account; NULL: none. */
const struct vpc *zone_first_vpc(const struct builder *b, const struct zone *zone);
void plan_create_zones(struct builder *b);
void plan_associate_vpcs(struct builder *b);

/* ---- plan_rrsets.c ---- */
/* One record set of a zone, as it is sent. */
struct planned_rrset {
	const struct rrset *rrset;
	enum step_kind kind;	   /* the step it belongs to */
	unsigned order;		   /* in that step: lower ones first */
	struct pending_list lacks; /* values that are not known, besides its zone's id */
	bool settled;
};

struct planned_list {
	VEC(struct planned_rrset) items; /* in the order of the zone */
};

/* The RRset of ZONE from START on as one record set: pieces of one name and type joined, each value
 * once. ret_end is where the next begins. FAILED where an alias is one of several pieces. */
MUST_USE enum status plan_join_pieces(struct builder *b, const struct zone *zone, size_t start,
				      const struct rrset **ret_rrset, size_t *ret_end);
/* Puts each alias of a record of its zone behind that record. FAILED where the zone has no such
 * record, or the aliases lead in a circle. */
MUST_USE enum status plan_settle_aliases(struct builder *b, struct planned_list *list);

/* ---- plan_records.c ---- */
MUST_USE enum status plan_fill_zones(struct builder *b);

/* ---- plan_rest.c ---- */
void plan_certificates(struct builder *b);
void plan_endpoint_services(struct builder *b);
void plan_resolver_rules(struct builder *b);

/* ---- plan_pending.c ---- */
void pending_account(struct builder *b, struct pending_list *list, const char *what);
void pending_region(struct builder *b, struct pending_list *list, const char *what,
		    const char *setting);
void pending_zone_id(struct builder *b, struct pending_list *list, const struct zone *zone);
void pending_name_servers(struct builder *b, struct pending_list *list, const struct dname *child,
			  const char *reason);
/* What an RRset lacks, besides its zone's id. */
void pending_of_rrset(struct builder *b, struct pending_list *list, const struct rrset *rrset);
/* Any other. FIELD, COMMAND and SETTING may be NULL. */
void pending_value(struct builder *b, struct pending_list *list, struct pending pending);

#endif
