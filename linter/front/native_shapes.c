/* native_shapes.c -- the keys of estate files. The schema and the decoder both read these tables. */
#include "front/native.h"

#include "base/banned.h"

#define TEXT(type, member, name, text)                                                             \
	{                                                                                          \
		.key = name, .kind = FIELD_TEXT, .offset = offsetof(type, member), .summary = text \
	}
#define NEEDED_TEXT(type, member, name, text)                                                      \
	{                                                                                          \
		.key = name, .kind = FIELD_TEXT, .offset = offsetof(type, member),                 \
		.required = true, .summary = text                                                  \
	}
#define TEXTS(type, member, name, text)                                                            \
	{                                                                                          \
		.key = name, .kind = FIELD_TEXTS, .offset = offsetof(type, member),                \
		.summary = text                                                                    \
	}
#define ENUM(type, member, name, list, text)                                                       \
	{                                                                                          \
		.key = name, .kind = FIELD_ENUM, .offset = offsetof(type, member), .values = list, \
		.summary = text                                                                    \
	}
#define NUMBER(type, member, name, low, high, text)                                                \
	{                                                                                          \
		.key = name, .kind = FIELD_NUMBER, .offset = offsetof(type, member), .min = low,   \
		.max = high, .summary = text                                                       \
	}
#define DAY(type, member, name, text)                                                              \
	{                                                                                          \
		.key = name, .kind = FIELD_DATE, .offset = offsetof(type, member), .summary = text \
	}
#define FLAG(type, member, name, text)                                                             \
	{                                                                                          \
		.key = name, .kind = FIELD_FLAG, .offset = offsetof(type, member), .summary = text \
	}
/* A mapping whose members lie in the same structure. */
#define PART(name, of, text)                                                                       \
	{                                                                                          \
		.key = name, .kind = FIELD_OBJECT, .offset = 0, .shape = &(of), .summary = text    \
	}
#define LIST(type, member, count, name, of, text)                                                  \
	{                                                                                          \
		.key = name, .kind = FIELD_LIST, .offset = offsetof(type, member),                 \
		.count_offset = offsetof(type, count), .shape = &(of), .summary = text             \
	}
#define MAP(type, member, count, name, of, text)                                                   \
	{                                                                                          \
		.key = name, .kind = FIELD_MAP, .offset = offsetof(type, member),                  \
		.count_offset = offsetof(type, count), .shape = &(of), .summary = text             \
	}
#define NODE(type, member, name, text)                                                             \
	{                                                                                          \
		.key = name, .kind = FIELD_NODE, .offset = offsetof(type, member), .summary = text \
	}

#define SHAPE(symbol, type, title, text, key_at, span_at, bare)                                    \
	static const struct shape symbol = {                                                       \
		.name = title,                                                                     \
		.summary = text,                                                                   \
		.size = sizeof(type),                                                              \
		.fields = symbol##_fields,                                                         \
		.n_fields = COUNT_OF(symbol##_fields),                                             \
		.key_offset = key_at,                                                              \
		.at_offset = span_at,                                                              \
		.scalar_key = bare,                                                                \
	}

static const char *const exposures[] = {"external", "internal", NULL};
static const char *const roles[] = {"central", "tenant", NULL};
static const char *const load_balancer_types[] = {"application", "network", "gateway", "classic",
						  NULL};
static const char *const schemes[] = {"internal", "internet-facing", NULL};
static const char *const rule_types[] = {"forward", "system", NULL};
static const char *const directions[] = {"inbound", "outbound", NULL};
static const char *const authority_types[] = {"public", "private", NULL};
static const char *const authority_kinds[] = {"acm", "acm-pca", "acme", "other", NULL};
static const char *const custodies[] = {"acm", "file", "existing", "pkcs11", "external", NULL};
static const char *const algorithms[] = {"rsa-2048",   "rsa-3072", "rsa-4096",	"ecdsa-p256",
					 "ecdsa-p384", "ed25519",  "ml-dsa-44", "ml-dsa-65",
					 "ml-dsa-87",  NULL};
static const char *const signing_algorithms[] = {"SHA256WITHRSA",
						 "SHA384WITHRSA",
						 "SHA512WITHRSA",
						 "SHA256WITHECDSA",
						 "SHA384WITHECDSA",
						 "SHA512WITHECDSA",
						 NULL};
static const char *const views[] = {"public", "private", NULL};
static const char *const managed[] = {"whole", "part", NULL};

static const struct field vpc_fields[] = {
	NEEDED_TEXT(struct vpc, id, "id", "the VPC's id, vpc-…"),
	TEXT(struct vpc, region, "region", "its region; by default the account's"),
};
SHAPE(vpc, struct vpc, "a VPC", "A VPC that a private hosted zone is associated with", NO_OFFSET,
      NO_OFFSET, "id");

static const struct field cloud_fields[] = {
	TEXT(struct cloud, domain, "domain",
	     "the domain of this cloud; without it <centraldomain>.<cloud> is taken literally"),
};
SHAPE(cloud, struct cloud, "a cloud", "Where workloads of this cloud have their private names",
      offsetof(struct cloud, key), NO_OFFSET, NULL);

static const struct field central_fields[] = {
	NEEDED_TEXT(struct central, domain, "domain", "the domain that the central team owns"),
	NEEDED_TEXT(struct central, account_name, "account", "the central DNS account"),
	TEXT(struct central, ownership, "ownership",
	     "the TXT value that proves ownership of the central domains"),
	MAP(struct central, clouds, n_clouds, "clouds", cloud,
	    "the clouds with a domain of their own"),
};
SHAPE(central, struct central, "`central`", "The central domain and its account", NO_OFFSET,
      offsetof(struct central, at), NULL);

static const struct field labels_fields[] = {
	TEXT(struct estate_file, naming.api_label, "api", "PCRE2 pattern of an API's whole label"),
	TEXT(struct estate_file, naming.subdomain_label, "subdomain",
	     "PCRE2 pattern of a subdomain's whole label"),
};
SHAPE(labels, struct estate_file, "`labels`", "PCRE2 patterns of whole labels", NO_OFFSET,
      NO_OFFSET, NULL);

static const struct field naming_fields[] = {
	TEXT(struct estate_file, naming.external, "external", "the template of external names"),
	TEXT(struct estate_file, naming.internal, "internal", "the template of internal names"),
	PART("labels", labels, "PCRE2 patterns of whole labels"),
};
SHAPE(naming, struct estate_file, "`naming`", "How names are built", NO_OFFSET,
      offsetof(struct estate_file, naming.at), NULL);

static const struct field account_fields[] = {
	TEXT(struct account, id, "id", "the account's id, twelve digits for AWS"),
	ENUM(struct account, role, "role", roles,
	     "whether it is the central DNS account or a tenant's"),
	TEXT(struct account, cloud, "cloud", "aws, gcp, azure; by default aws"),
	TEXT(struct account, region, "region", "the region of what names none"),
};
SHAPE(account, struct account, "an account", "A cloud account", offsetof(struct account, key),
      NO_OFFSET, NULL);

static const struct field zone_ids_fields[] = {
	TEXT(struct subdomain, zone_id_external, "external",
	     "of the public zone of the external domain"),
	TEXT(struct subdomain, zone_id_internal, "internal",
	     "of the public zone of the private domain"),
	TEXT(struct subdomain, zone_id_private, "private",
	     "of the private zone of the private domain"),
};
SHAPE(zone_ids, struct subdomain, "`zone_ids`", "Hosted zone ids, known after creation", NO_OFFSET,
      NO_OFFSET, NULL);

static const struct field subdomain_fields[] = {
	NEEDED_TEXT(struct subdomain, account_name, "account",
		    "the account that owns the subdomain"),
	TEXT(struct subdomain, owner, "owner", "who answers for it"),
	{.key = "exposure",
	 .kind = FIELD_TEXTS,
	 .offset = offsetof(struct subdomain, exposure),
	 .values = exposures,
	 .required = true,
	 .summary = "external, internal, or both"},
	TEXT(struct subdomain, ownership, "ownership",
	     "the TXT value at the apex of its public zones"),
	LIST(struct subdomain, vpcs, n_vpcs, "vpcs", vpc, "VPCs of its private zone"),
	PART("zone_ids", zone_ids, "hosted zone ids, known after creation"),
	NODE(struct subdomain_entry, name_servers, "name_servers",
	     "the zones' delegation sets: {external: […], internal: […]}, or one list for both"),
};
SHAPE(subdomain, struct subdomain_entry, "a subdomain", "A domain that a team owns",
      offsetof(struct subdomain, key), NO_OFFSET, NULL);

static const struct field target_fields[] = {
	TEXT(struct api_entry, load_balancer, "load_balancer", "a load balancer of the estate"),
	TEXT(struct api_entry, api_gateway, "api_gateway",
	     "the regional domain name of an API Gateway custom domain"),
	TEXT(struct api_entry, vpc_endpoint, "vpc_endpoint",
	     "the DNS name of an interface endpoint"),
	TEXT(struct api_entry, cloudfront, "cloudfront", "the domain name of a distribution"),
	TEXTS(struct api_entry, address, "address", "IPv4 and IPv6 addresses"),
	TEXT(struct api_entry, name, "name", "any other name, by CNAME"),
};
static const struct shape target = {
	.name = "`target`",
	.summary = "What the API's name leads to: one of these",
	.size = sizeof(struct api_entry),
	.fields = target_fields,
	.n_fields = COUNT_OF(target_fields),
	.key_offset = NO_OFFSET,
	.at_offset = offsetof(struct api_entry, target_at),
	.one_key = true,
};

static const struct field api_fields[] = {
	NEEDED_TEXT(struct api, subdomain_name, "subdomain", "the subdomain it belongs to"),
	{.key = "exposure",
	 .kind = FIELD_ENUM,
	 .offset = offsetof(struct api, exposure_name),
	 .values = exposures,
	 .required = true,
	 .summary = "external or internal"},
	{.key = "target",
	 .kind = FIELD_OBJECT,
	 .offset = 0,
	 .shape = &target,
	 .required = true,
	 .summary = "what its name leads to"},
};
SHAPE(api, struct api_entry, "an API", "An API, by the identifier it has in the API gateway",
      offsetof(struct api, key), NO_OFFSET, NULL);

static const struct field load_balancer_fields[] = {
	NEEDED_TEXT(struct load_balancer, account_name, "account", "its account"),
	{.key = "type",
	 .kind = FIELD_ENUM,
	 .offset = offsetof(struct load_balancer, type),
	 .values = load_balancer_types,
	 .required = true,
	 .summary = "application, network, gateway or classic"},
	ENUM(struct load_balancer, scheme, "scheme", schemes, "internal or internet-facing"),
	TEXT(struct load_balancer, region, "region", "its region; by default the account's"),
	TEXT(struct load_balancer, dns_name, "dns_name",
	     "its generated DNS name, once it is known"),
	TEXT(struct load_balancer, hosted_zone_id, "hosted_zone_id",
	     "its canonical hosted zone id, where the table of regions does not say it"),
	TEXTS(struct load_balancer, certificate_names, "certificates",
	      "certificates of its HTTPS listener; with none, TLS passes through to its targets"),
	TEXTS(struct load_balancer, target_names, "targets", "load balancers behind it"),
};
SHAPE(load_balancer, struct load_balancer, "a load balancer",
      "A load balancer by its logical name, so that a rebuilt stack changes no record by hand",
      offsetof(struct load_balancer, key), NO_OFFSET, NULL);

static const struct field verification_fields[] = {
	TEXT(struct endpoint_service, verification_name, "name",
	     "the label that AWS gives: _6e86v84…"),
	TEXT(struct endpoint_service, verification_value, "value",
	     "the value that AWS gives: vpce:…"),
	TEXT(struct endpoint_service, verification_domain, "domain",
	     "where the TXT stands; by default the private DNS name itself"),
};
SHAPE(verification, struct endpoint_service, "`verification`",
      "What AWS asks for to verify the private DNS name", NO_OFFSET,
      offsetof(struct endpoint_service, verification_at), NULL);

static const struct field endpoint_service_fields[] = {
	NEEDED_TEXT(struct endpoint_service, account_name, "account", "its account"),
	NEEDED_TEXT(struct endpoint_service, load_balancer_name, "load_balancer",
		    "the load balancer it offers"),
	TEXT(struct endpoint_service, private_dns_name, "private_dns_name",
	     "the name that consumers use"),
	TEXTS(struct endpoint_service, consumers, "consumers", "VPCs known to consume it"),
	PART("verification", verification, "the TXT that AWS asks for; absent: not known yet"),
	TEXT(struct endpoint_service, id, "id", "its id, vpce-svc-…"),
};
SHAPE(endpoint_service, struct endpoint_service, "an endpoint service",
      "A service offered through AWS PrivateLink", offsetof(struct endpoint_service, key),
      NO_OFFSET, NULL);

static const struct field resolver_endpoint_fields[] = {
	NEEDED_TEXT(struct resolver_endpoint, account_name, "account", "its account"),
	NEEDED_TEXT(struct resolver_endpoint, vpc, "vpc", "the VPC it stands in"),
	{.key = "direction",
	 .kind = FIELD_ENUM,
	 .offset = offsetof(struct resolver_endpoint, direction),
	 .values = directions,
	 .required = true,
	 .summary = "inbound or outbound"},
	TEXTS(struct resolver_endpoint, ips, "ips", "its addresses"),
	TEXT(struct resolver_endpoint, id, "id", "its id, rslvr-…"),
};
SHAPE(resolver_endpoint, struct resolver_endpoint, "a Resolver endpoint",
      "A Route 53 Resolver endpoint", offsetof(struct resolver_endpoint, key), NO_OFFSET, NULL);

static const struct field forwarding_fields[] = {
	NEEDED_TEXT(struct forwarding_rule, domain, "domain",
		    "the domain whose questions are forwarded, or are not"),
	ENUM(struct forwarding_rule, type, "type", rule_types,
	     "forward, or system: Resolver itself answers, in spite of a rule around it; by "
	     "default "
	     "forward"),
	NEEDED_TEXT(struct forwarding_rule, from, "from", "the account that has the rule"),
	{.key = "through",
	 .kind = FIELD_TEXT,
	 .offset = offsetof(struct forwarding_rule, through),
	 .unless_key = "type",
	 .unless_value = "system",
	 .summary = "its outbound endpoint; a system rule has none"},
	{.key = "to",
	 .kind = FIELD_TEXTS,
	 .offset = offsetof(struct forwarding_rule, to),
	 .unless_key = "type",
	 .unless_value = "system",
	 .summary = "an inbound endpoint, or addresses; a system rule has none"},
	TEXTS(struct forwarding_rule, vpcs, "vpcs", "the VPCs that the rule is for"),
	TEXT(struct forwarding_rule, id, "id", "its id, rslvr-rr-…, known after creation"),
};
SHAPE(forwarding, struct forwarding_rule, "a forwarding rule", "A Route 53 Resolver rule",
      NO_OFFSET, offsetof(struct forwarding_rule, at), NULL);

static const struct field revocation_fields[] = {
	TEXT(struct authority, crl, "crl", "where its CRL is published"),
	TEXT(struct authority, ocsp, "ocsp", "its OCSP responder"),
	TEXT(struct authority, revocation_contact, "contact", "who revokes"),
};
SHAPE(revocation, struct authority, "`revocation`",
      "How certificates of this authority are revoked", NO_OFFSET,
      offsetof(struct authority, revocation_at), NULL);

static const struct field authority_fields[] = {
	{.key = "type",
	 .kind = FIELD_ENUM,
	 .offset = offsetof(struct authority, type),
	 .values = authority_types,
	 .required = true,
	 .summary = "public or private"},
	{.key = "kind",
	 .kind = FIELD_ENUM,
	 .offset = offsetof(struct authority, kind),
	 .values = authority_kinds,
	 .required = true,
	 .summary = "how it is asked"},
	TEXT(struct authority, arn, "arn", "the ARN of an ACM-PCA authority"),
	TEXTS(struct authority, caa, "caa", "its issuer domain names in CAA records"),
	NUMBER(struct authority, max_validity_days, "max_validity_days", 1, 36500,
	       "the longest validity it gives, in days"),
	DAY(struct authority, not_after, "not_after", "the end of its own certificate"),
	PART("revocation", revocation, "how certificates are revoked"),
	TEXT(struct authority, directory, "directory", "the URL of its ACME directory"),
	ENUM(struct authority, signing_algorithm, "signing_algorithm", signing_algorithms,
	     "what an ACM-PCA authority signs with; it must fit the authority's key"),
};
SHAPE(authority, struct authority, "a certificate authority", "A certificate authority",
      offsetof(struct authority, key), NO_OFFSET, NULL);

static const struct field key_fields[] = {
	ENUM(struct certificate, key_algorithm, "algorithm", algorithms, "by default ecdsa-p256"),
	ENUM(struct certificate, key_custody, "custody", custodies, "where the key lives"),
	TEXT(struct certificate, key_path, "path", "the PEM file of custody `file` and `existing`"),
	TEXT(struct certificate, key_uri, "uri", "the PKCS#11 URI of custody `pkcs11`"),
	TEXT(struct certificate, custodian, "custodian", "who keeps the key"),
	TEXT(struct certificate, backup_custodian, "backup_custodian",
	     "who keeps it in their absence"),
};
SHAPE(key, struct certificate, "`key`", "The certificate's key", NO_OFFSET,
      offsetof(struct certificate, key_at), NULL);

static const struct field subject_fields[] = {
	TEXT(struct certificate, subject_common_name, "common_name", "CN, at most 64 characters"),
	TEXT(struct certificate, subject_organization, "organization", "O"),
	TEXT(struct certificate, subject_organizational_unit, "organizational_unit", "OU"),
	TEXT(struct certificate, subject_country, "country", "C, two letters"),
	TEXT(struct certificate, subject_state, "state", "ST"),
	TEXT(struct certificate, subject_locality, "locality", "L"),
};
SHAPE(subject, struct certificate, "`subject`", "The certificate's subject", NO_OFFSET, NO_OFFSET,
      NULL);

static const struct field validation_fields[] = {
	NEEDED_TEXT(struct validation, name, "name", "the owner name of the validation CNAME"),
	NEEDED_TEXT(struct validation, value, "value", "its target"),
};
SHAPE(validation, struct validation, "a validation record",
      "A validation record that the authority asks for", NO_OFFSET, NO_OFFSET, NULL);

static const struct field certificate_fields[] = {
	NEEDED_TEXT(struct certificate, account_name, "account", "its account"),
	TEXT(struct certificate, region, "region", "its region; by default the account's"),
	{.key = "names",
	 .kind = FIELD_TEXTS,
	 .offset = offsetof(struct certificate, names),
	 .required = true,
	 .summary = "the names it covers"},
	NEEDED_TEXT(struct certificate, authority_name, "authority", "who issues it"),
	PART("key", key, "its key; absent: held by ACM for `kind: acm`, else ecdsa-p256 in a file"),
	PART("subject", subject, "its subject"),
	NUMBER(struct certificate, validity_days, "validity_days", 1, 36500,
	       "its validity in days; by default the authority's own"),
	NUMBER(struct certificate, renew_before_days, "renew_before_days", 1, 36500,
	       "how many days before its end it is renewed"),
	TEXT(struct certificate, owner, "owner", "who answers for it"),
	LIST(struct certificate, validations, n_validations, "validation", validation,
	     "validation CNAMEs; absent: not known yet"),
};
SHAPE(certificate, struct certificate, "a certificate", "A certificate that is wanted",
      offsetof(struct certificate, key), NO_OFFSET, NULL);

static const struct field role_holders_fields[] = {
	TEXT(struct role_holders, owner, "owner", "who is accountable"),
	TEXT(struct role_holders, custodian, "custodian", "who keeps the keys"),
	TEXT(struct role_holders, backup_custodian, "backup_custodian",
	     "who keeps them in their absence"),
	TEXT(struct role_holders, security_officer, "security_officer", "who approves exceptions"),
	TEXT(struct role_holders, auditor, "auditor", "who audits"),
};
SHAPE(role_holders, struct role_holders, "`roles`", "Who holds which role", NO_OFFSET,
      offsetof(struct role_holders, at), NULL);

static const struct field key_management_fields[] = {
	TEXT(struct key_management, organisation, "organisation", "whose keys these are"),
	{.key = "roles",
	 .kind = FIELD_OBJECT,
	 .offset = offsetof(struct key_management, roles),
	 .shape = &role_holders,
	 .summary = "who holds which role"},
	TEXT(struct key_management, compromise_contact, "compromise_contact",
	     "whom to call when a key is lost"),
	TEXT(struct key_management, review, "review", "how often the plan is reviewed"),
};
SHAPE(key_management, struct key_management, "`key_management`",
      "What only people know, for the key management plan", NO_OFFSET,
      offsetof(struct key_management, at), NULL);

static const struct field zone_fields[] = {
	NEEDED_TEXT(struct zone_entry, name, "name", "the zone's name"),
	TEXT(struct zone_entry, account_name, "account", "the account that owns it"),
	ENUM(struct zone_entry, view, "view", views, "public or private; by default public"),
	TEXT(struct zone_entry, id, "id", "its hosted zone id"),
	TEXTS(struct zone_entry, name_servers, "name_servers", "its delegation set"),
	LIST(struct zone_entry, vpcs, n_vpcs, "vpcs", vpc, "the VPCs of a private zone"),
	ENUM(struct zone_entry, managed, "managed", managed,
	     "whether absence means absence; by default whole"),
	TEXT(struct zone_entry, ownership, "ownership", "the TXT value that proves ownership"),
	FLAG(struct zone_entry, prune, "prune", "whether a plan deletes what nobody declares"),
	FLAG(struct zone_entry, registered, "registered",
	     "false: a top-most public zone that is not registered"),
	NODE(struct zone_entry, records, "records",
	     "owner names to records, as octoDNS writes them; \"\" and \"@\" are the apex"),
};
SHAPE(zone, struct zone_entry, "a zone", "A zone written out", NO_OFFSET,
      offsetof(struct zone_entry, at), NULL);

static const struct field estate_fields[] = {
	{.key = "central",
	 .kind = FIELD_OBJECT,
	 .offset = offsetof(struct estate_file, central),
	 .shape = &central,
	 .summary = "the central domain and its account"},
	PART("naming", naming, "how names are built"),
	MAP(struct estate_file, accounts, n_accounts, "accounts", account,
	    "cloud accounts by name"),
	MAP(struct estate_file, subdomains, n_subdomains, "subdomains", subdomain,
	    "the domains that teams own, by their label"),
	MAP(struct estate_file, apis, n_apis, "apis", api, "APIs by their label"),
	MAP(struct estate_file, load_balancers, n_load_balancers, "load_balancers", load_balancer,
	    "load balancers by their logical name"),
	MAP(struct estate_file, endpoint_services, n_endpoint_services, "endpoint_services",
	    endpoint_service, "PrivateLink endpoint services by name"),
	MAP(struct estate_file, resolver_endpoints, n_resolver_endpoints, "resolver_endpoints",
	    resolver_endpoint, "Route 53 Resolver endpoints by name"),
	LIST(struct estate_file, forwarding, n_forwarding, "forwarding", forwarding,
	     "Route 53 Resolver rules"),
	MAP(struct estate_file, authorities, n_authorities, "certificate_authorities", authority,
	    "certificate authorities by name"),
	MAP(struct estate_file, certificates, n_certificates, "certificates", certificate,
	    "certificates by name"),
	{.key = "key_management",
	 .kind = FIELD_OBJECT,
	 .offset = offsetof(struct estate_file, key_management),
	 .shape = &key_management,
	 .summary = "what only people know"},
	LIST(struct estate_file, zones, n_zones, "zones", zone, "zones written out"),
};

const struct shape shape_estate = {
	.name = "an estate file",
	.summary =
		"An estate: accounts, domains, APIs, load balancers, authorities and certificates",
	.size = sizeof(struct estate_file),
	.fields = estate_fields,
	.n_fields = COUNT_OF(estate_fields),
	.key_offset = NO_OFFSET,
	.at_offset = NO_OFFSET,
};
