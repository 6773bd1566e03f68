/*
 * estate.h -- what a company declares: accounts, domains, APIs, load balancers, authorities,
 * certificates, keys. The fields are those of the native format (docs/estate.md); a pointer beside a
 * name is what the name refers to, NULL where nothing of that name is declared.
 */
#ifndef ZW_MODEL_ESTATE_H
#define ZW_MODEL_ESTATE_H

#include "base/vec.h"
#include "model/rr.h"
#include "model/zone.h"

enum exposure { EXPOSURE_EXTERNAL, EXPOSURE_INTERNAL };

/* `external` and `internal` as a set, where a subdomain may have both. */
enum { EXPOSED_EXTERNAL = 1 << EXPOSURE_EXTERNAL, EXPOSED_INTERNAL = 1 << EXPOSURE_INTERNAL };

struct cloud {
	struct text key; /* aws, gcp, azure */
	struct text domain;
	const struct dname *name; /* `domain`, or <centraldomain>.<cloud> */
};

struct central {
	struct text domain;
	struct text account_name;
	struct text ownership;
	struct cloud *clouds;
	size_t n_clouds;
	struct span at; /* no place: the estate declares no central domain */
	const struct dname *name;
	const struct account *account;
};

struct naming {
	struct text external; /* by default <api>.<subdomain>.<centraldomain> */
	struct text internal; /* by default <api>.<subdomain>.<centraldomain>.<cloud> */
	struct text api_label, subdomain_label; /* PCRE2 patterns of a whole label */
	struct span at;
};

struct account {
	struct text key;
	struct text id;
	struct text role;  /* central | tenant */
	struct text cloud; /* aws by default */
	struct text region;
};

struct subdomain {
	struct text key; /* the label */
	struct text account_name;
	struct text owner;
	struct text_list exposure;
	struct text ownership;
	struct vpc *vpcs;
	size_t n_vpcs;
	struct text zone_id_external, zone_id_internal; /* hosted zone ids of the public zones */
	struct text zone_id_private;			/* of the private zone */
	struct text_list name_servers_external, name_servers_internal;
	const struct account *account;
	unsigned exposed;			 /* EXPOSED_* */
	const struct dname *external, *internal; /* its domains; NULL: not exposed so */
	struct zone *zone_external, *zone_internal, *zone_private;
};

struct api {
	struct text key; /* the label */
	struct text subdomain_name;
	struct text exposure_name;
	struct target target;
	struct text_list addresses; /* of TARGET_ADDRESS */
	struct subdomain *subdomain;
	enum exposure exposure;
	const struct dname *name; /* its full name; NULL where that cannot be told */
	const struct origin *origin;
};

struct certificate;

struct load_balancer {
	struct text key;
	struct text account_name;
	struct text type;   /* application | network | gateway | classic */
	struct text scheme; /* internal | internet-facing */
	struct text region;
	struct text dns_name;
	struct text hosted_zone_id;
	struct text_list certificate_names;
	struct text_list target_names; /* load balancers behind a network load balancer */
	const struct account *account;
	struct certificate **certificates;
	size_t n_certificates;
	struct load_balancer **targets;
	size_t n_targets;
	unsigned visit; /* of the walk that looks for cycles of targets */
};

struct endpoint_service {
	struct text key;
	struct text account_name;
	struct text load_balancer_name;
	struct text private_dns_name;
	struct text_list consumers;
	struct text verification_name, verification_value, verification_domain;
	struct text id; /* vpce-svc-… */
	struct text
		verification_state; /* pendingVerification | verified | failed, as AWS says it */
	struct span verification_at;
	const struct account *account;
	const struct load_balancer *load_balancer;
	const struct dname *name; /* the private DNS name */
};

struct resolver_endpoint {
	struct text key;
	struct text account_name;
	struct text vpc;
	struct text direction; /* inbound | outbound */
	struct text name;      /* as an export says it */
	struct text_list ips;
	struct text id;
	const struct account *account;
};

struct forwarding_rule {
	struct text domain;
	struct text type;    /* forward | system; absent: forward */
	struct text from;    /* the account whose rule it is */
	struct text through; /* its outbound endpoint; absent: a SYSTEM rule */
	struct text_list to; /* one inbound endpoint's name, or addresses; none: a SYSTEM rule */
	struct text_list vpcs;
	bool vpcs_unknown; /* an export shows the rule, and none its associations */
	struct text id;	   /* rslvr-rr-…; absent: the rule is to be created */
	struct span at;
	const struct forwarding_rule
		*existing; /* the rule of the snapshot that it is; NULL: none */
	const struct account *account;
	bool system; /* Resolver itself resolves the domain, in spite of a rule around it */
	const struct resolver_endpoint *outbound;
	const struct resolver_endpoint *inbound; /* NULL: `to` is a list of addresses */
	const struct dname *name;
};

struct authority {
	struct text key;
	struct text type; /* public | private */
	struct text kind; /* acm | acm-pca | acme | other */
	struct text arn;
	struct text_list caa; /* issuer domain names */
	struct number max_validity_days;
	struct day not_after;
	struct text crl, ocsp, revocation_contact;
	struct text directory;	       /* ACME directory URL */
	struct text signing_algorithm; /* of an ACM-PCA authority's key: SHA256WITHECDSA, … */
	struct span revocation_at;
};

struct issued_certificate;
struct signing_request;

struct validation {
	struct text name;
	struct text value;
};

enum key_custody {
	CUSTODY_ACM,	  /* ACM makes and holds it: no CSR */
	CUSTODY_FILE,	  /* `plan --keys` makes it */
	CUSTODY_EXISTING, /* a PEM key to use */
	CUSTODY_PKCS11,	  /* stays in an HSM */
	CUSTODY_EXTERNAL, /* a KMS signs */
};

struct certificate {
	struct text key; /* its name in the estate; its ARN where only an export shows it */
	struct text account_name;
	struct text region;
	struct text arn;	/* KNOWN: it exists in AWS Certificate Manager */
	bool awaits_validation; /* it exists, and ACM waits for its validation records */
	struct text_list names; /* dNSNames as written */
	struct text authority_name;
	struct text key_algorithm;
	struct text key_custody;
	struct text key_path;
	struct text key_uri;
	struct span key_at; /* the mapping `key:`; no place: absent */
	struct text subject_common_name, subject_organization, subject_organizational_unit,
		subject_country, subject_state, subject_locality;
	struct number validity_days;
	struct number renew_before_days;
	struct text owner;
	struct validation *validations;
	size_t n_validations;
	struct text custodian, backup_custodian; /* of this certificate's key */
	const struct account *account;
	const struct authority *authority;
	const struct dname **dns_names; /* parsed names, in order; NULL where one is no name */
	enum key_custody custody;
	const char *algorithm; /* effective: "ecdsa-p256" */
	const struct subdomain
		*subdomain; /* whose domain its names are of; NULL: none or several */
	bool derived;
	const struct origin *origin;
	size_t n_distinct; /* of its names, those that are names, each once */
	VEC(struct issued_certificate *)
	issued; /* what was issued for it, as far as that is known */
	const struct issued_certificate
		*current; /* of these the one that counts: issued last; NULL: none */
	VEC(struct signing_request *) requests; /* for it, in the inventory */
};

struct role_holders {
	struct text owner, custodian, backup_custodian, security_officer, auditor;
	struct span at;
};

struct key_management {
	struct text organisation;
	struct role_holders roles;
	struct text compromise_contact;
	struct text review;
	struct span at; /* no place: absent */
};

#endif
