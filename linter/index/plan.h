/*
 * plan.h -- what has to be done so that the cloud is as the model says: ordered steps, each one
 * account and one kind of call, with what it waits for and what is not known yet.
 *
 * Without a snapshot nothing is known of what exists, so everything is to be created: hosted zones whose id
 * nobody states, then what each zone holds, then the delegations, certificates and Resolver rules. With one
 * (model->existing) the steps hold what differs: what exists as it is declared gives no step, what is to go
 * (model/existing.h) is deleted with the value that it has, and what nobody declares is not touched.
 * A value that only an earlier step gives (a new zone's id and name servers, the generated name of
 * a load balancer, a validation record) makes a step pending: it names the value, the export of the
 * AWS CLI that gives it, and the key of the estate where it is written. A step is pending as a
 * whole or not at all.
 *
 * Order (docs/bundle.md):
 *   create zones -> associate VPCs -> remove DS -> fill each zone -> delegate it -> DS -> wildcards
 *   beside delegations -> key and request -> proofs of certificate and endpoint service -> Resolver
 *   rules -> remove wildcards -> remove delegations -> remove records -> delete zones
 * so that a delegation never leads to an empty zone, and a wildcard never answers for a zone that
 * is not cut out of it yet. What has to happen at once is in one batch: the DELETE and the CREATE of one
 * record set, and of a CNAME and what takes its place. The order does not depend on the order of sources.
 *
 * The writers are in generators/; rules may look at the steps too, hence this layer.
 */
#ifndef ZW_INDEX_PLAN_H
#define ZW_INDEX_PLAN_H

#include "model/model.h"

enum step_kind {
	STEP_CREATE_ZONE,
	STEP_AUTHORIZE_VPC,	  /* in the zone's account, for a VPC of another one */
	STEP_ASSOCIATE_VPC,	  /* in the VPC's account */
	STEP_DEAUTHORIZE_VPC,	  /* in the zone's account, when the association stands */
	STEP_RECORDS,		  /* what a zone holds itself */
	STEP_DELEGATE,		  /* NS below the apex, and what stands below those cuts */
	STEP_DS,		  /* after the delegation: RFC 4035 section 2.4 */
	STEP_WILDCARDS,		  /* of a zone that delegates */
	STEP_MAKE_REQUEST,	  /* a key, and a CSR for it */
	STEP_REQUEST_CERTIFICATE, /* AWS Certificate Manager holds the key */
	STEP_ISSUE_CERTIFICATE,	  /* AWS Private CA signs the CSR */
	STEP_PROOFS,		  /* records whose names come with an answer of AWS */
	STEP_START_VERIFICATION,  /* of an endpoint service's private DNS name */
	STEP_CREATE_RESOLVER_RULE,
	STEP_ASSOCIATE_RESOLVER_RULE,
	STEP_REMOVE_DS,		 /* before the delegation changes or goes */
	STEP_REMOVE_WILDCARDS,	 /* of a zone that removes delegations */
	STEP_REMOVE_DELEGATIONS, /* NS below the apex, and the glue below those cuts */
	STEP_REMOVE_RECORDS,	 /* after all that led to them */
	STEP_DELETE_ZONE,	 /* that nothing is left of, and nothing leads to */
};

enum step_state {
	STEP_READY,   /* its calls are complete, and so are those of all steps it waits for */
	STEP_WAITING, /* its calls are complete, but it waits for a step that is not ready */
	STEP_PENDING, /* a value is missing */
};

/* A value that is not known before an earlier step is applied, or that nobody states. Texts are
 * in the plan's arena. */
struct pending {
	const char *value;  /* which: "hosted zone id of retail.example.com" */
	const char *reason; /* why it is not known */
	const char
		*export_command; /* gives it: a command line of the AWS CLI; NULL: no export does */
	const char *field;	 /* where in that export: "DelegationSet.NameServers"; NULL: none */
	const char *
		setting; /* where the estate states it: "subdomains.retail.name_servers.external" */
};

struct pending_list {
	VEC(const struct pending *) items;
};

enum change_action { CHANGE_CREATE, CHANGE_UPSERT, CHANGE_DELETE };

/*
 * A record set that changes is a DELETE and a CREATE in one batch, or, where that is asked for, an UPSERT. A
 * present record set has the values of the snapshot, verbatim, and the zone of the step.
 */
struct change {
	enum change_action action;
	const struct rrset *rrset; /* what the sources write in pieces is joined here; of a DELETE
				    * that which is present */
	unsigned order;		   /* in its step: lower ones first */
	const struct rrset
		*present; /* what exists by that name, type and set; NULL: nothing, or not known */
	const struct rrset *wanted; /* of a DELETE, what is created in its place; NULL: nothing */
};

/* One call of ChangeResourceRecordSets: all of it happens, or nothing. */
struct batch {
	struct change *changes;
	size_t n;
	size_t elements, characters; /* as the service counts them: route53.h */
};

struct step {
	enum step_kind kind;
	enum step_state state;
	unsigned number;  /* 10, 20, 30 … in the order of application */
	const char *name; /* "010-dns-central-create-hosted-zone-example.com", as it is */
	const struct account *account; /* NULL: nobody says */
	const char *region;	       /* NULL: the service has none, or it is not known */
	const char *owner;	       /* who answers for it: a mail address; NULL: nobody says */
	bool irreversible;	       /* undoing it does not give back what was before */
	const struct zone *zone;       /* of the zone and record steps; else NULL */
	const struct certificate *certificate;
	const struct certificate_request *request; /* of the certificate */
	const struct endpoint_service *service;
	const struct forwarding_rule *forwarding;
	VEC(const struct vpc *) vpcs;	    /* of the association steps: one call each */
	VEC(struct batch) batches;	    /* of the record steps: one call each */
	struct pending_list pending;	    /* empty: complete */
	VEC(const struct step *) waits_for; /* in order */
	/* Seconds to let pass once the steps it waits for are in effect: so long caches may hold what led to
	 * what this step removes. */
	uint32_t wait_seconds;
	const char *before, *after; /* what must be true: whole sentences */
};

/* What is to be asked for one certificate: the generators know it (generators/request.h). */
struct certificate_request {
	const char *csr_path;	  /* of the CSR in the bundle; NULL: none is there */
	const char *csr_pending;  /* why there is none; NULL: there is one, or none is wanted */
	const char *command;	  /* "acm request-certificate"; NULL: no call of AWS asks for it */
	struct str region;	  /* of that call; "" where nobody says it */
	const char *body_path;	  /* its body in the bundle */
	const char *body_pending; /* why the body is not complete; NULL: it is */
};

struct plan_settings {
	bool upsert; /* UPSERT instead of CREATE */
	/* One for each certificate of the model, in its order; NULL: certificates have no steps. */
	const struct certificate_request *requests;
};

struct plan {
	struct arena *arena;
	const struct model *model;
	struct plan_settings settings;
	VEC(struct step *) steps; /* in order */
	VEC(const struct zone *)
	elsewhere;	  /* zones of accounts of another cloud than aws: no steps */
	size_t n_changes; /* record sets in all batches */
	size_t n_created, n_updated, n_deleted; /* record sets, where there is a snapshot */
	size_t n_pending_steps;
	const struct execution *execution; /* execute.h; NULL: it was not executed */
};

/*
 * Builds the steps. FAILED, with the reason in ERR, where a record set cannot be sent to Route 53
 * at all: a type that it does not have, over 400 values, a value over 4,000 characters, a set that
 * is too large for one request, an alias of a record that its zone does not have; where what has to
 * happen at once is too large for one request; and where the snapshot does not show what exists of a
 * zone: no list of the hosted zones of its account, no record sets of it, values that cannot be read.
 */
MUST_USE enum status plan_build(struct plan *plan, const struct model *model,
				const struct plan_settings *settings, struct arena *arena,
				struct err *err);

/* Whether the steps of that kind hold batches of record sets. */
bool step_kind_changes_records(enum step_kind kind);

/* Whether two record sets mean the same to Route 53 and to those who ask: values in any order, names in any
 * case, texts in any chunks, an alias with its target, its hosted zone and its health, TTL and routing. Of
 * WANTED all is known. */
bool rrset_means_same(struct arena *arena, const struct rrset *wanted, const struct rrset *present);

/* Numbers the steps in the order in which they stand, names them, and sets their states. Each waits for
 * earlier ones only. */
void plan_number_steps(struct plan *plan);

/* What a step of that kind is called in folder names: "create-hosted-zone", "change-records". */
const char *step_kind_name(enum step_kind kind);

/* Whether an account is of the AWS cloud (the default). */
bool account_is_aws(const struct account *account);

/* The hosted zone id of an alias record's target: what is stated, else what its service has in its
 * region (model/alias_zones.h), the record's own zone for a record of it; NULL: not known. */
const char *alias_hosted_zone_id(struct arena *arena, const struct rrset *rrset);

/* The name that an alias record leads to, by its target or by the load balancer; NULL: not
 * known. */
const struct dname *alias_dns_name(struct arena *arena, const struct rrset *rrset);

#endif
