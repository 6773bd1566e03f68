/* plan_rest.c -- certificates, private names of endpoint services, and Resolver rules. */
#include "index/plan_build.h"

#include "base/shell.h"

#include "base/banned.h"

enum { RESOLVER_TARGETS_MAX = 6 }; /* of a rule: "Quotas" in the Route 53 Developer Guide */

static const char *text_of(struct builder *b, struct text text)
{
	return text.presence == KNOWN ? arena_cstr(b->arena, text.s) : NULL;
}

static const char *region_of(struct builder *b, struct text region, const struct account *account)
{
	const char *own = text_of(b, region);

	return own != NULL || account == NULL ? own : text_of(b, account->region);
}

/* What is asked for from outside must be seen from outside: the zone holds it, and is delegated
 * from above. */
static void wait_for_publication(struct builder *b, struct step *step, const struct zone_plan *zone)
{
	if (zone == NULL)
		return;
	step_wait(b, step, zone_step(zone, STEP_RECORDS));
	for (; zone != NULL; zone = zone->parent)
		step_wait(b, step, zone->delegated_by);
}

/* ---- certificates ------------------------------------------------------------------------------ */

/* A certificate's name without its wildcard label: validation is of that name (one record serves
 * both). */
static const struct dname *base_name(struct builder *b, const struct certificate *certificate,
				     size_t i)
{
	const struct dname *name = certificate->dns_names[i];

	if (name == NULL || !dname_is_wildcard(name))
		return name;
	return dname_suffix(b->arena, name, 1);
}

static struct step *certificate_step(struct builder *b, enum step_kind kind,
				     const struct certificate *certificate,
				     const struct certificate_request *request)
{
	struct step *step = builder_step(b, kind, certificate->account);

	step->certificate = certificate;
	step->request = request;
	step->region = region_of(b, certificate->region, certificate->account);
	/* a private authority is asked in its own region, which may be another than ours */
	if (kind == STEP_ISSUE_CERTIFICATE && request->region.len > 0)
		step->region = arena_cstr(b->arena, request->region);
	step->owner = text_of(b, certificate->owner);
	if (step->owner == NULL && certificate->subdomain != NULL)
		step->owner = text_of(b, certificate->subdomain->owner);
	return step;
}

static const char *certificate_what(struct builder *b, const struct certificate *certificate)
{
	return arena_printf(b->arena, "certificate %.*s", STR_ARG(certificate->key.s));
}

static const struct step *make_request(struct builder *b, const struct certificate *certificate,
				       const struct certificate_request *request)
{
	struct step *step;

	if (request->csr_path == NULL && request->csr_pending == NULL)
		return NULL;
	step = certificate_step(b, STEP_MAKE_REQUEST, certificate, request);
	step->before = "The key is in the hands of its custodian, and nowhere else.";
	step->after = "The authority has the CSR of the bundle, and its answer is held against it.";
	if (request->csr_pending != NULL)
		pending_value(b, &step->pending,
			      (struct pending){
				      .value = arena_printf(b->arena, "CSR of %s",
							    certificate_what(b, certificate)),
				      .reason = request->csr_pending,
				      .setting = arena_printf(b->arena, "certificates.%.*s.key",
							      STR_ARG(certificate->key.s)),
			      });
	return step;
}

static bool is_public(const struct certificate *certificate)
{
	return certificate->authority == NULL || certificate->authority->type.presence != KNOWN ||
	       !str_is(certificate->authority->type.s, "private");
}

static const struct step *call_authority(struct builder *b, const struct certificate *certificate,
					 const struct certificate_request *request,
					 const struct step *csr)
{
	bool issues =
		request->command != NULL && str_starts(str_from(request->command), "acm-pca ");
	struct step *step;

	if (request->command == NULL || !account_is_aws(certificate->account))
		return NULL;
	step = certificate_step(b, issues ? STEP_ISSUE_CERTIFICATE : STEP_REQUEST_CERTIFICATE,
				certificate, request);
	step->irreversible = true;
	step->before =
		issues ? "The names belong to the team: their zone holds its ownership record. "
			 "The CSR is the one of this bundle."
		       : "No certificate of these names was requested before: each request "
			 "makes another certificate.";
	step->after =
		issues ? "The certificate is issued; its key, names and dates are as the CSR has "
			 "them."
		       : "The certificate exists; where it is validated by DNS, it waits for its "
			 "validation record.";
	if (certificate->account == NULL)
		pending_account(b, &step->pending, certificate_what(b, certificate));
	if (step->region == NULL)
		pending_region(b, &step->pending, certificate_what(b, certificate),
			       "certificates[].region");
	/* A body that only lacks the CSR says what the step before it says. */
	if (request->body_pending != NULL)
		pending_value(b, &step->pending,
			      (struct pending){
				      .value = arena_printf(b->arena, "request body of %s",
							    certificate_what(b, certificate)),
				      .reason = request->body_pending,
			      });
	step_wait(b, step, csr);
	for (size_t i = 0; i < certificate->names.n; i++) {
		const struct dname *name = base_name(b, certificate, i);
		const struct zone_plan *zone =
			name == NULL ? NULL : builder_zone_of(b, name, DNAME_LABELS_MAX);

		/* A private authority asks nobody outside: that the zone is the team's is
		 * enough. */
		if (zone != NULL && !is_public(certificate))
			step_wait(b, step, zone_step(zone, STEP_RECORDS));
		else
			wait_for_publication(b, step, zone);
	}
	return step;
}

/* Whether the estate states the validation record of NAME: `_<digest>.NAME`. */
static bool is_validated(struct builder *b, const struct certificate *certificate,
			 const struct dname *name)
{
	for (size_t i = 0; i < certificate->n_validations; i++) {
		const struct dname *record;

		if (certificate->validations[i].name.presence != KNOWN ||
		    dname_parse(b->arena, certificate->validations[i].name.s, NULL, &record) !=
			    DNAME_OK)
			continue;
		if (record->labels == name->labels + 1u && dname_is_below(record, name))
			return true;
	}
	return false;
}

/* The step for what ZONE has to hold once AWS has answered; made when it is first asked for. */
static struct step *proof_step(struct builder *b, struct zone_plan *zone)
{
	struct step *step = zone->lacking[STEP_PROOFS];

	if (step != NULL)
		return step;
	step = zone_new_step(b, zone, STEP_PROOFS);
	pending_zone_id(b, &step->pending, zone->zone);
	step_wait(b, step, zone_step(zone, STEP_CREATE_ZONE));
	step->before = "AWS has answered with the names and values of the records.";
	step->after = "AWS finds the records, and takes the name as proved; they must stay.";
	zone->lacking[STEP_PROOFS] = step;
	return step;
}

/* REQUEST is the step that asks for the certificate; NULL: there is none. */
static void validate(struct builder *b, const struct certificate *certificate,
		     const struct step *request)
{
	const struct authority *authority = certificate->authority;

	if (authority == NULL || authority->kind.presence != KNOWN ||
	    !str_is(authority->kind.s, "acm") || !account_is_aws(certificate->account))
		return;
	for (size_t i = 0; i < certificate->names.n; i++) {
		const struct dname *name = base_name(b, certificate, i);
		struct zone_plan *zone;
		struct step *step;

		if (name == NULL || is_validated(b, certificate, name))
			continue;
		zone = builder_zone_of(b, name, DNAME_LABELS_MAX);
		if (zone == NULL)
			continue;
		step = proof_step(b, zone);
		pending_value(
			b, &step->pending,
			(struct pending){
				.value = arena_printf(b->arena, "validation record of %s",
						      dname_text_bare(b->arena, name)),
				.reason = arena_printf(b->arena,
						       "ACM gives it in answer to the request "
						       "of certificate %.*s",
						       STR_ARG(certificate->key.s)),
				.export_command = "aws acm describe-certificate --certificate-arn "
						  "CERTIFICATE_ARN",
				.field = "Certificate.DomainValidationOptions[].ResourceRecord",
				.setting = arena_printf(b->arena, "certificates.%.*s.validation",
							STR_ARG(certificate->key.s)),
			});
		step_wait(b, step, request);
	}
}

void plan_certificates(struct builder *b)
{
	const struct certificate_request *requests = b->plan->settings.requests;
	size_t n = requests == NULL ? 0 : b->model->certificates.n;
	const struct step **steps = NEW_ARRAY(b->arena, const struct step *, n + 1);

	for (size_t i = 0; i < n; i++) {
		const struct certificate *certificate = b->model->certificates.items[i];

		/* what exists is not asked for again */
		if (certificate->arn.presence == KNOWN)
			continue;
		steps[i] = call_authority(b, certificate, &requests[i],
					  make_request(b, certificate, &requests[i]));
	}
	for (size_t i = 0; i < n; i++)
		if (b->model->certificates.items[i]->arn.presence != KNOWN ||
		    b->model->certificates.items[i]->awaits_validation)
			validate(b, b->model->certificates.items[i], steps[i]);
}

/* ---- endpoint services ------------------------------------------------------------------------- */

static void lack_verification(struct builder *b, struct zone_plan *zone,
			      const struct endpoint_service *service)
{
	struct step *step = proof_step(b, zone);
	const char *key = arena_cstr(b->arena, service->key.s);
	const char *id =
		service->id.presence == KNOWN ? arena_cstr(b->arena, service->id.s) : "SERVICE_ID";

	pending_value(
		b, &step->pending,
		(struct pending){
			.value = arena_printf(b->arena,
					      "verification record of endpoint service %s", key),
			.reason =
				"AWS gives its name and value when the service has its private DNS "
				"name",
			.export_command =
				arena_printf(b->arena,
					     "aws ec2 describe-vpc-endpoint-service-configurations "
					     "--service-ids %s",
					     shell_word(b->arena, str_from(id))),
			.field = "ServiceConfigurations[].PrivateDnsNameConfiguration",
			.setting = arena_printf(b->arena, "endpoint_services.%s.verification", key),
		});
}

/* The domain that the TXT record proves: as stated, by default the private DNS name itself. */
static const struct dname *verified_domain(struct builder *b,
					   const struct endpoint_service *service)
{
	const struct dname *domain = service->name;

	if (service->verification_domain.presence == KNOWN &&
	    dname_parse(b->arena, service->verification_domain.s, NULL, &domain) != DNAME_OK)
		return service->name;
	return domain;
}

static bool is_verification_known(const struct endpoint_service *service)
{
	return service->verification_name.presence == KNOWN &&
	       service->verification_value.presence == KNOWN;
}

static void start_verification(struct builder *b, struct zone_plan *zone,
			       const struct endpoint_service *service)
{
	struct step *step = builder_step(b, STEP_START_VERIFICATION, service->account);
	const char *key = arena_cstr(b->arena, service->key.s);

	step->service = service;
	step->region = service->load_balancer == NULL
			       ? region_of(b, (struct text){0}, service->account)
			       : region_of(b, service->load_balancer->region, service->account);
	step->before = "The TXT record is seen from the internet.";
	step->after = "The private DNS name has the state `verified`.";
	if (service->account == NULL)
		pending_account(b, &step->pending,
				arena_printf(b->arena, "endpoint service %s", key));
	if (step->region == NULL)
		pending_region(b, &step->pending,
			       arena_printf(b->arena, "endpoint service %s", key),
			       "accounts[].region");
	if (service->id.presence != KNOWN)
		pending_value(
			b, &step->pending,
			(struct pending){
				.value = arena_printf(b->arena, "id of endpoint service %s", key),
				.reason = "AWS gives it when the service is made",
				.export_command =
					"aws ec2 describe-vpc-endpoint-service-configurations",
				.field = "ServiceConfigurations[].ServiceId",
				.setting = arena_printf(b->arena, "endpoint_services.%s.id", key),
			});
	wait_for_publication(b, step, zone);
	if (!is_verification_known(service))
		step_wait(b, step, zone->lacking[STEP_PROOFS]);
}

void plan_endpoint_services(struct builder *b)
{
	/* All the proofs first: their steps stand together in front of what waits for them. */
	for (unsigned pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < b->model->endpoint_services.n; i++) {
			const struct endpoint_service *service =
				b->model->endpoint_services.items[i];
			struct zone_plan *zone;

			if (service->name == NULL || !account_is_aws(service->account))
				continue;
			zone = builder_zone_of(b, verified_domain(b, service), DNAME_LABELS_MAX);
			if (zone == NULL)
				continue;
			if (pass == 1 && str_is(service->verification_state.s, "verified"))
				continue;
			if (pass == 1)
				start_verification(b, zone, service);
			else if (!is_verification_known(service))
				lack_verification(b, zone, service);
		}
	}
}

/* ---- Resolver rules ---------------------------------------------------------------------------- */

struct rule_steps {
	VEC(struct step *) list;
};

static struct step *rule_step(struct builder *b, enum step_kind kind,
			      const struct forwarding_rule *rule, const struct account *account)
{
	struct step *step = builder_step(b, kind, account);

	step->forwarding = rule;
	/* A rule works in the region of its outbound endpoint; VPCs of that region alone use it. */
	step->region = region_of(b, (struct text){0}, rule->account);
	if (account == NULL)
		pending_account(
			b, &step->pending,
			arena_printf(b->arena, "the forwarding of %.*s", STR_ARG(rule->domain.s)));
	if (step->region == NULL)
		pending_region(
			b, &step->pending,
			arena_printf(b->arena, "the forwarding of %.*s", STR_ARG(rule->domain.s)),
			"accounts[].region");
	return step;
}

static void lack_endpoint(struct builder *b, struct step *step, const char *value,
			  const char *reason, struct text endpoint, const char *command,
			  const char *field, const char *key)
{
	pending_value(b, &step->pending,
		      (struct pending){
			      .value = arena_printf(b->arena, "%s of Resolver endpoint %.*s", value,
						    STR_ARG(endpoint.s)),
			      .reason = reason,
			      .export_command = command,
			      .field = field,
			      .setting = arena_printf(b->arena, "resolver_endpoints.%.*s.%s",
						      STR_ARG(endpoint.s), key),
		      });
}

/* Why Route 53 Resolver would not take the rule's targets ("Values that you specify when you create
 * or edit rules" in the developer guide); NULL: it takes them. */
static const char *targets_fault(struct builder *b, struct text_list list)
{
	size_t n_ipv4 = 0, n_ipv6 = 0;

	for (size_t i = 0; i < list.n; i++) {
		struct err err;
		struct rr rr;

		if (rdata_parse(b->arena, RR_A, list.items[i].s, &rr, &err) == OK)
			n_ipv4++;
		else if (rdata_parse(b->arena, RR_AAAA, list.items[i].s, &rr, &err) == OK)
			n_ipv6++;
		else
			return arena_printf(b->arena, "`%.*s` is no IP address",
					    STR_ARG(list.items[i].s));
	}
	if (n_ipv4 > 0 && n_ipv6 > 0)
		return "a rule does not mix IPv4 and IPv6 targets";
	if (list.n > RESOLVER_TARGETS_MAX)
		return arena_printf(b->arena, "a rule takes %d targets, and it has %zu",
				    RESOLVER_TARGETS_MAX, list.n);
	return NULL;
}

static void lack_targets(struct builder *b, struct step *step, const struct forwarding_rule *rule)
{
	const char *fault = targets_fault(b, rule->inbound != NULL ? rule->inbound->ips : rule->to);

	if (fault != NULL)
		pending_value(
			b, &step->pending,
			(struct pending){
				.value = arena_printf(b->arena, "targets of the forwarding of %.*s",
						      STR_ARG(rule->domain.s)),
				.reason = fault,
				.setting = rule->inbound == NULL
						   ? "forwarding[].to"
						   : arena_printf(b->arena,
								  "resolver_endpoints.%.*s.ips",
								  STR_ARG(rule->inbound->key.s)),
			});
}

static void lack_what_forwards(struct builder *b, struct step *step,
			       const struct forwarding_rule *rule)
{
	lack_targets(b, step, rule);
	if (rule->outbound == NULL || rule->outbound->id.presence != KNOWN)
		lack_endpoint(b, step, "id", "AWS gives it when the endpoint is made",
			      rule->through, "aws route53resolver list-resolver-endpoints",
			      "ResolverEndpoints[?Direction==`OUTBOUND`].Id", "id");
	if (rule->inbound != NULL && rule->inbound->ips.n == 0)
		lack_endpoint(b, step, "addresses", "the estate does not state them",
			      rule->inbound->key,
			      "aws route53resolver list-resolver-endpoint-ip-addresses "
			      "--resolver-endpoint-id ENDPOINT_ID",
			      "IpAddresses[].Ip", "ips");
}

static struct step *create_rule(struct builder *b, const struct forwarding_rule *rule)
{
	struct step *step = rule_step(b, STEP_CREATE_RESOLVER_RULE, rule, rule->account);

	if (!rule->system)
		lack_what_forwards(b, step, rule);
	step->before =
		rule->system
			? arena_printf(
				  b->arena,
				  "What Resolver itself answers for %.*s is what the VPCs are to "
				  "get.",
				  STR_ARG(rule->domain.s))
			: arena_printf(
				  b->arena,
				  "The endpoint in the other account answers for %.*s, and the "
				  "outbound endpoint reaches it.",
				  STR_ARG(rule->domain.s));
	step->after = "The rule exists; no VPC uses it before it is associated.";
	for (size_t i = 0; rule->name != NULL && i < b->n_zones; i++) {
		const struct zone_plan *zone = &b->zones[i];

		if (zone->zone->view != VIEW_PRIVATE || !dname_equal(zone->zone->name, rule->name))
			continue;
		step_wait(b, step, zone_step(zone, STEP_ASSOCIATE_VPC));
		step_wait(b, step, zone_step(zone, STEP_RECORDS));
	}
	return step;
}

static bool is_associated(const struct forwarding_rule *rule, size_t i)
{
	for (size_t k = 0; rule->existing != NULL && k < rule->existing->vpcs.n; k++)
		if (str_eq(rule->existing->vpcs.items[k].s, rule->vpcs.items[i].s))
			return true;
	return false;
}

static const struct account *rule_vpc_account(const struct builder *b,
					      const struct forwarding_rule *rule, size_t i)
{
	const struct account *account = rule->vpcs.items[i].presence == KNOWN
						? map_get(&b->vpc_accounts, rule->vpcs.items[i].s)
						: NULL;

	return account == NULL ? rule->account : account;
}

static struct step *associate_rule(struct builder *b, const struct forwarding_rule *rule,
				   const struct account *account, const struct step *created)
{
	struct step *step = rule_step(b, STEP_ASSOCIATE_RESOLVER_RULE, rule, account);

	for (size_t i = 0; i < rule->vpcs.n; i++) {
		struct vpc *vpc;

		if (is_associated(rule, i) || rule_vpc_account(b, rule, i) != account)
			continue;
		vpc = NEW(b->arena, struct vpc);
		vpc->id = rule->vpcs.items[i];
		*VEC_PUSH(b->arena, &step->vpcs) = vpc;
	}
	if (rule->id.presence != KNOWN)
		pending_value(
			b, &step->pending,
			(struct pending){
				.value = arena_printf(b->arena, "id of the Resolver rule for %.*s",
						      STR_ARG(rule->domain.s)),
				.reason = "AWS gives it when the rule is created",
				.export_command = "aws route53resolver list-resolver-rules",
				.field = "ResolverRules[].Id",
				.setting = arena_printf(
					b->arena, "forwarding: id in the entry of domain %.*s",
					STR_ARG(rule->domain.s)),
			});
	step->before =
		account == rule->account
			? "The rule exists, in the region of the VPC."
			: "The rule exists, in the region of the VPC, and is shared with this "
			  "account (AWS Resource Access Manager).";
	step->after = arena_printf(b->arena,
				   rule->system ? "Resolver itself answers the VPC's questions for "
						  "%.*s."
						: "The VPC's questions for %.*s go to the rule's "
						  "targets.",
				   STR_ARG(rule->domain.s));
	if (created != NULL)
		step_wait(b, step, created);
	return step;
}

static bool shares_vpc(const struct forwarding_rule *a, const struct forwarding_rule *b)
{
	for (size_t i = 0; i < a->vpcs.n; i++)
		for (size_t k = 0; k < b->vpcs.n; k++)
			if (str_eq(a->vpcs.items[i].s, b->vpcs.items[k].s))
				return true;
	return false;
}

/* What a SYSTEM rule keeps in a VPC must not be forwarded for a while: it is there before the rule around
 * it. */
static void wait_for_exceptions(struct builder *b, struct step *step,
				const struct rule_steps *exceptions)
{
	for (size_t i = 0; i < exceptions->list.n; i++) {
		const struct forwarding_rule *rule = exceptions->list.items[i]->forwarding;

		if (rule->name != NULL && step->forwarding->name != NULL &&
		    dname_is_below(rule->name, step->forwarding->name) &&
		    shares_vpc(rule, step->forwarding))
			step_wait(b, step, exceptions->list.items[i]);
	}
}

static void plan_rule(struct builder *b, const struct forwarding_rule *rule,
		      struct rule_steps *exceptions)
{
	/* a rule whose id is stated exists */
	const struct step *created = rule->id.presence == KNOWN ? NULL : create_rule(b, rule);

	for (size_t i = 0; i < rule->vpcs.n; i++) {
		const struct account *account = rule_vpc_account(b, rule, i);
		size_t earlier = 0;
		struct step *step;

		while (earlier < i && (is_associated(rule, earlier) ||
				       rule_vpc_account(b, rule, earlier) != account))
			earlier++;
		if (earlier < i || is_associated(rule, i))
			continue;
		step = associate_rule(b, rule, account, created);
		if (rule->system)
			*VEC_PUSH(b->arena, &exceptions->list) = step;
		else
			wait_for_exceptions(b, step, exceptions);
	}
}

void plan_resolver_rules(struct builder *b)
{
	struct rule_steps exceptions = {0};

	for (unsigned pass = 0; pass < 2; pass++)
		for (size_t r = 0; r < b->model->forwarding.n; r++) {
			const struct forwarding_rule *rule = b->model->forwarding.items[r];

			if (account_is_aws(rule->account) && rule->system == (pass == 0))
				plan_rule(b, rule, &exceptions);
		}
}
