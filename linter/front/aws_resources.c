/* aws_resources.c -- load balancers, ACM certificates, endpoint services and Route 53 Resolver, as their
 * APIs list them (elbv2, elb, acm, ec2, route53resolver). */
#include "front/aws_parts.h"

#include "model/aws_names.h"

#include <string.h>

#include "base/banned.h"

static void fill(struct text *text, struct text value)
{
	if (text->presence == ABSENT)
		*text = value;
}

/* Whether the estate's account of that name and the export's may be one. */
static bool same_account(const struct text *declared, const struct account *account)
{
	return declared->presence != KNOWN || account == NULL ||
	       str_eq(declared->s, account->key.s);
}

static struct text lower(struct aws *aws, struct text text)
{
	if (text.presence == KNOWN)
		text.s = arena_str_lower(aws->arena, text.s);
	return text;
}

static struct text region_of(struct text arn)
{
	arn.s = aws_arn_part(arn.s, 3);
	if (arn.s.len == 0)
		arn.presence = ABSENT;
	return arn;
}

/* ---- load balancers ---------------------------------------------------------------------------- */

static struct load_balancer *load_balancer_for(struct aws *aws, const struct text *name,
					       const struct account *account)
{
	struct load_balancer *declared = map_get(&aws->model->load_balancer_keys, name->s);
	struct load_balancer *made;

	if (declared != NULL && same_account(&declared->account_name, account))
		return declared;
	made = NEW(aws->arena, struct load_balancer);
	made->key = *name;
	made->account_name = aws_account_name(account, name->at);
	*VEC_PUSH(aws->arena, &aws->model->load_balancers) = made;
	(void)map_add(&aws->model->load_balancer_keys, name->s, made);
	return made;
}

/* Of which region a list is, its ARNs say, or a folder above it. */
static struct str region_of_list(const struct aws_export *export)
{
	struct str path = export->path, part;

	for (size_t i = 0; i < aws_export_count(export); i++) {
		const struct node *arn = node_get(aws_export_item(export, i), "LoadBalancerArn");

		if (arn != NULL && arn->kind == NODE_SCALAR)
			return aws_arn_part(arn->text, 3);
	}
	while (str_cut(&path, '/', &part))
		if (aws_is_region(part))
			return part;
	return STR("");
}

static void note_list(struct aws *aws, const struct aws_export *export, bool classic)
{
	*VEC_PUSH(aws->arena, &aws->model->load_balancer_lists) = (struct load_balancer_list){
		export->account, region_of_list(export), classic, export->list->key->at};
}

void aws_take_load_balancers(struct aws *aws, const struct aws_export *export)
{
	note_list(aws, export, false);
	for (size_t i = 0; i < aws_export_count(export); i++) {
		const struct node *item = aws_export_item(export, i);
		struct text name = aws_text(aws, item, "LoadBalancerName");
		struct text arn = aws_text(aws, item, "LoadBalancerArn");
		struct load_balancer *balancer;

		if (name.presence != KNOWN)
			continue;
		balancer = load_balancer_for(aws, &name, export->account);
		fill(&balancer->type, aws_text(aws, item, "Type"));
		fill(&balancer->scheme, aws_text(aws, item, "Scheme"));
		fill(&balancer->dns_name, aws_text(aws, item, "DNSName"));
		fill(&balancer->hosted_zone_id, aws_text(aws, item, "CanonicalHostedZoneId"));
		fill(&balancer->region, region_of(arn));
		if (arn.presence == KNOWN)
			(void)map_add(&aws->load_balancers, arn.s, balancer);
	}
}

/* A Classic Load Balancer's listeners stand in its description. */
static void take_classic_certificates(struct aws *aws, struct load_balancer *balancer,
				      const struct node *list)
{
	for (size_t i = 0; list != NULL && list->kind == NODE_SEQUENCE && i < list->sequence.n;
	     i++) {
		struct text arn = aws_text(aws, node_get(list->sequence.items[i], "Listener"),
					   "SSLCertificateId");

		if (map_get(&aws->model->certificate_keys, arn.s) != NULL)
			aws_list_add(aws, &balancer->certificate_names, arn);
	}
}

void aws_take_classic_load_balancers(struct aws *aws, const struct aws_export *export)
{
	note_list(aws, export, true);
	for (size_t i = 0; i < aws_export_count(export); i++) {
		const struct node *item = aws_export_item(export, i);
		struct text name = aws_text(aws, item, "LoadBalancerName");
		struct load_balancer *balancer;

		if (name.presence != KNOWN)
			continue;
		balancer = load_balancer_for(aws, &name, export->account);
		fill(&balancer->type, (struct text){KNOWN, STR("classic"), name.at});
		fill(&balancer->scheme, aws_text(aws, item, "Scheme"));
		fill(&balancer->dns_name, aws_text(aws, item, "DNSName"));
		fill(&balancer->hosted_zone_id, aws_text(aws, item, "CanonicalHostedZoneNameID"));
		take_classic_certificates(aws, balancer, node_get(item, "ListenerDescriptions"));
	}
}

/* The key under which the run knows the certificate of ARN; ABSENT where no export shows it. */
static void attach(struct aws *aws, struct load_balancer *balancer, struct text arn)
{
	if (balancer != NULL && map_get(&aws->model->certificate_keys, arn.s) != NULL)
		aws_list_add(aws, &balancer->certificate_names, arn);
}

void aws_take_listeners(struct aws *aws, const struct aws_export *export)
{
	for (size_t i = 0; i < aws_export_count(export); i++) {
		const struct node *item = aws_export_item(export, i);
		const struct node *list = node_get(item, "Certificates");
		struct text arn = aws_text(aws, item, "LoadBalancerArn");
		struct load_balancer *balancer = map_get(&aws->load_balancers, arn.s);

		for (size_t k = 0;
		     list != NULL && list->kind == NODE_SEQUENCE && k < list->sequence.n; k++)
			attach(aws, balancer,
			       aws_text(aws, list->sequence.items[k], "CertificateArn"));
	}
}

/* ---- ACM certificates -------------------------------------------------------------------------- */

static const struct authority *declared_authority(const struct aws *aws, const char *kind,
						  struct str arn)
{
	for (size_t i = 0; i < aws->model->authorities.n; i++) {
		const struct authority *authority = aws->model->authorities.items[i];

		if (str_is(authority->kind.s, kind) &&
		    (arn.len == 0 || str_eq(authority->arn.s, arn)))
			return authority;
	}
	return NULL;
}

static struct authority *make_authority(struct aws *aws, struct text key, const char *type,
					const char *kind)
{
	struct authority *authority = NEW(aws->arena, struct authority);

	authority->key = key;
	authority->type = (struct text){KNOWN, str_from(type), key.at};
	authority->kind = (struct text){KNOWN, str_from(kind), key.at};
	*VEC_PUSH(aws->arena, &aws->model->authorities) = authority;
	(void)map_add(&aws->model->authority_keys, key.s, authority);
	return authority;
}

/* The four names that Amazon's authority takes in CAA records (AWS Certificate Manager User Guide, "(Optional)
 * Configure a CAA record"). */
static void add_amazon_caa(struct aws *aws, struct authority *authority)
{
	static const char *const names[] = {"amazon.com", "amazontrust.com", "awstrust.com",
					    "amazonaws.com"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		aws_list_add(aws, &authority->caa,
			     (struct text){KNOWN, str_from(names[i]), authority->key.at});
}

/* Who issued it: ACM itself, a private authority, or (imported) nobody says. */
static struct text authority_name(struct aws *aws, const struct node *item)
{
	struct text type = aws_text(aws, item, "Type");
	struct text arn = aws_text(aws, item, "CertificateAuthorityArn");
	const struct authority *authority;
	bool ours = str_is(type.s, "PRIVATE") && arn.presence == KNOWN;

	if (!ours && !str_is(type.s, "AMAZON_ISSUED"))
		return (struct text){0};
	authority = ours ? declared_authority(aws, "acm-pca", arn.s)
			 : declared_authority(aws, "acm", STR(""));
	if (authority == NULL && ours) {
		authority = make_authority(aws, arn, "private", "acm-pca");
	} else if (authority == NULL) {
		struct authority *made = make_authority(
			aws, (struct text){KNOWN, STR("Amazon"), type.at}, "public", "acm");

		add_amazon_caa(aws, made);
		authority = made;
	}
	return (struct text){KNOWN, authority->key.s, type.at};
}

static void take_names(struct aws *aws, struct certificate *certificate, const struct node *item)
{
	const struct node *names = node_get(item, "SubjectAlternativeNames");

	for (size_t i = 0; names != NULL && names->kind == NODE_SEQUENCE && i < names->sequence.n;
	     i++)
		if (names->sequence.items[i]->kind == NODE_SCALAR)
			aws_list_add(aws, &certificate->names,
				     (struct text){KNOWN, names->sequence.items[i]->text,
						   names->sequence.items[i]->at});
	if (certificate->names.n == 0)
		aws_list_add(aws, &certificate->names, aws_text(aws, item, "DomainName"));
}

/* The record that proves a name; a base name and its wildcard have one. */
static void take_validations(struct aws *aws, struct certificate *certificate,
			     const struct node *list)
{
	if (list == NULL || list->kind != NODE_SEQUENCE)
		return;
	certificate->validations = NEW_ARRAY(aws->arena, struct validation, list->sequence.n);
	for (size_t i = 0; i < list->sequence.n; i++) {
		const struct node *record = node_get(list->sequence.items[i], "ResourceRecord");
		struct validation validation = {aws_text(aws, record, "Name"),
						aws_text(aws, record, "Value")};
		bool repeated = false;

		for (size_t k = 0; k < certificate->n_validations; k++)
			repeated = repeated ||
				   str_eq(certificate->validations[k].name.s, validation.name.s);
		if (validation.name.presence == KNOWN && validation.value.presence == KNOWN &&
		    !repeated)
			certificate->validations[certificate->n_validations++] = validation;
	}
}

/* "RSA_2048", "EC_prime256v1": as ACM names key algorithms. */
static struct text key_algorithm(struct text text)
{
	static const struct {
		const char *acm, *ours;
	} names[] = {
		{"RSA_2048", "rsa-2048"},	 {"RSA-2048", "rsa-2048"},
		{"RSA_3072", "rsa-3072"},	 {"RSA_4096", "rsa-4096"},
		{"EC_prime256v1", "ecdsa-p256"}, {"EC_secp384r1", "ecdsa-p384"},
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_is(text.s, names[i].acm)) {
			text.s = str_from(names[i].ours);
			return text;
		}
	return (struct text){0};
}

/* A certificate that cannot be used any more covers nothing. */
static bool is_usable(struct aws *aws, const struct node *item, struct str arn)
{
	struct text status = aws_text(aws, item, "Status");

	if (status.presence != KNOWN || str_is(status.s, "ISSUED") ||
	    str_is(status.s, "PENDING_VALIDATION"))
		return true;
	diag_undecided(aws->diags, NULL, status.at,
		       "the certificate `%.*s` is %.*s: it is taken to cover nothing", STR_ARG(arn),
		       STR_ARG(status.s));
	return false;
}

void aws_take_certificate(struct aws *aws, const struct aws_export *export)
{
	const struct node *item = aws_export_item(export, 0), *users = node_get(item, "InUseBy");
	struct text arn = aws_text(aws, item, "CertificateArn");
	struct certificate *certificate;

	if (arn.presence != KNOWN || map_get(&aws->model->certificate_keys, arn.s) != NULL)
		return;
	if (!is_usable(aws, item, arn.s)) {
		aws_take_issued(aws, item, NULL);
		return;
	}
	certificate = NEW(aws->arena, struct certificate);
	certificate->key = arn;
	certificate->arn = arn;
	certificate->account_name = aws_account_name(export->account, arn.at);
	certificate->region = region_of(arn);
	certificate->authority_name = authority_name(aws, item);
	certificate->key_algorithm = key_algorithm(aws_text(aws, item, "KeyAlgorithm"));
	certificate->key_custody = (struct text){KNOWN, STR("acm"), arn.at};
	certificate->awaits_validation =
		str_is(aws_text(aws, item, "Status").s, "PENDING_VALIDATION");
	take_names(aws, certificate, item);
	take_validations(aws, certificate, node_get(item, "DomainValidationOptions"));
	*VEC_PUSH(aws->arena, &aws->model->certificates) = certificate;
	(void)map_add(&aws->model->certificate_keys, arn.s, certificate);
	aws_take_issued(aws, item, certificate);
	for (size_t i = 0; users != NULL && users->kind == NODE_SEQUENCE && i < users->sequence.n;
	     i++)
		if (users->sequence.items[i]->kind == NODE_SCALAR)
			attach(aws, map_get(&aws->load_balancers, users->sequence.items[i]->text),
			       arn);
}

/* ---- PrivateLink ------------------------------------------------------------------------------- */

static struct endpoint_service *declared_service(const struct aws *aws, struct str id,
						 struct text private_name,
						 const struct account *account)
{
	for (size_t i = 0; i < aws->model->endpoint_services.n; i++) {
		struct endpoint_service *service = aws->model->endpoint_services.items[i];

		if (service->id.presence == KNOWN
			    ? str_eq(service->id.s, id)
			    : private_name.presence == KNOWN &&
				      str_eq_nocase(service->private_dns_name.s, private_name.s) &&
				      same_account(&service->account_name, account))
			return service;
	}
	return NULL;
}

/* The load balancer behind a service, by its ARN. */
static struct text first_load_balancer(struct aws *aws, const struct node *item)
{
	static const char *const members[] = {"NetworkLoadBalancerArns", "GatewayLoadBalancerArns"};

	for (size_t i = 0; i < COUNT_OF(members); i++) {
		const struct node *arns = node_get(item, members[i]);
		const struct load_balancer *balancer;

		if (arns == NULL || arns->kind != NODE_SEQUENCE || arns->sequence.n == 0)
			continue;
		balancer = map_get(&aws->load_balancers, arns->sequence.items[0]->text);
		if (balancer != NULL)
			return (struct text){KNOWN, balancer->key.s, arns->sequence.items[0]->at};
	}
	return (struct text){0};
}

void aws_take_endpoint_services(struct aws *aws, const struct aws_export *export)
{
	for (size_t i = 0; i < aws_export_count(export); i++) {
		const struct node *item = aws_export_item(export, i);
		const struct node *proof = node_get(item, "PrivateDnsNameConfiguration");
		struct text id = aws_text(aws, item, "ServiceId");
		struct text name = aws_text(aws, item, "PrivateDnsName");
		struct endpoint_service *service;

		if (id.presence != KNOWN)
			continue;
		service = declared_service(aws, id.s, name, export->account);
		if (service == NULL) {
			service = NEW(aws->arena, struct endpoint_service);
			service->key = id;
			service->account_name = aws_account_name(export->account, id.at);
			service->load_balancer_name = first_load_balancer(aws, item);
			*VEC_PUSH(aws->arena, &aws->model->endpoint_services) = service;
		}
		fill(&service->id, id);
		fill(&service->private_dns_name, name);
		fill(&service->verification_name, aws_text(aws, proof, "Name"));
		fill(&service->verification_value, aws_text(aws, proof, "Value"));
		fill(&service->verification_state, aws_text(aws, proof, "State"));
		if (proof != NULL && service->verification_at.file == 0)
			service->verification_at = node_head(proof);
	}
}

/* An interface endpoint with private DNS: its VPC consumes the service ("com.amazonaws.vpce.<region>.<id>"). */
void aws_take_vpc_endpoints(struct aws *aws, const struct aws_export *export)
{
	for (size_t i = 0; i < aws_export_count(export); i++) {
		const struct node *item = aws_export_item(export, i);
		struct text vpc = aws_text(aws, item, "VpcId");
		struct text name = aws_text(aws, item, "ServiceName");
		struct text private_dns = aws_text(aws, item, "PrivateDnsEnabled");

		if (vpc.presence != KNOWN || !str_is(private_dns.s, "true"))
			continue;
		for (size_t k = 0; k < aws->model->endpoint_services.n; k++) {
			struct endpoint_service *service = aws->model->endpoint_services.items[k];

			if (service->id.presence == KNOWN && service->id.s.len > 0 &&
			    str_ends(name.s, arena_cstr(aws->arena, service->id.s)))
				aws_list_add(aws, &service->consumers, vpc);
		}
	}
}

/* ---- Route 53 Resolver ------------------------------------------------------------------------- */

static struct resolver_endpoint *declared_endpoint(const struct aws *aws, struct str id,
						   struct text name, const struct account *account)
{
	for (size_t i = 0; i < aws->model->resolver_endpoints.n; i++) {
		struct resolver_endpoint *endpoint = aws->model->resolver_endpoints.items[i];

		if (endpoint->id.presence == KNOWN
			    ? str_eq(endpoint->id.s, id)
			    : name.presence == KNOWN && str_eq(endpoint->key.s, name.s) &&
				      same_account(&endpoint->account_name, account))
			return endpoint;
	}
	return NULL;
}

void aws_take_resolver_endpoints(struct aws *aws, const struct aws_export *export)
{
	for (size_t i = 0; i < aws_export_count(export); i++) {
		const struct node *item = aws_export_item(export, i);
		struct text id = aws_text(aws, item, "Id"), name = aws_text(aws, item, "Name");
		struct resolver_endpoint *endpoint;

		if (id.presence != KNOWN)
			continue;
		endpoint = declared_endpoint(aws, id.s, name, export->account);
		if (endpoint == NULL) {
			endpoint = NEW(aws->arena, struct resolver_endpoint);
			endpoint->key = id;
			endpoint->account_name = aws_account_name(export->account, id.at);
			*VEC_PUSH(aws->arena, &aws->model->resolver_endpoints) = endpoint;
			(void)map_add(&aws->model->resolver_endpoint_keys, id.s, endpoint);
		}
		fill(&endpoint->id, id);
		fill(&endpoint->name, name);
		fill(&endpoint->vpc, aws_text(aws, item, "HostVPCId"));
		fill(&endpoint->direction, lower(aws, aws_text(aws, item, "Direction")));
		(void)map_add(&aws->endpoints, id.s, endpoint);
	}
}

/* list-resolver-endpoint-ip-addresses does not say of which endpoint it is: the file's path does. */
void aws_take_resolver_addresses(struct aws *aws, const struct aws_export *export)
{
	struct resolver_endpoint *endpoint = NULL;

	for (size_t i = 0; i < aws->model->resolver_endpoints.n; i++) {
		struct resolver_endpoint *known = aws->model->resolver_endpoints.items[i];

		if (known->id.presence == KNOWN && known->id.s.len > 0 &&
		    str_find(export->path, arena_cstr(aws->arena, known->id.s), NULL))
			endpoint = known;
	}
	if (endpoint == NULL ||
	    (endpoint->ips.n > 0 && endpoint->ips.at.file != export->source->file))
		return;
	for (size_t i = 0; i < aws_export_count(export); i++) {
		struct text ip = aws_text(aws, aws_export_item(export, i), "Ip");

		if (ip.presence == KNOWN)
			aws_list_add(aws, &endpoint->ips, ip);
	}
}

static struct forwarding_rule *declared_rule(const struct aws *aws, struct str id, bool system,
					     struct str endpoint, struct text domain)
{
	for (size_t i = 0; i < aws->model->forwarding.n; i++) {
		struct forwarding_rule *rule = aws->model->forwarding.items[i];

		if (rule->id.presence == KNOWN ? str_eq(rule->id.s, id)
					       : str_is(rule->type.s, "system") == system &&
							 str_eq(rule->through.s, endpoint) &&
							 str_eq_nocase(rule->domain.s, domain.s))
			return rule;
	}
	return NULL;
}

static void take_targets(struct aws *aws, struct forwarding_rule *rule, const struct node *list)
{
	for (size_t i = 0; list != NULL && list->kind == NODE_SEQUENCE && i < list->sequence.n;
	     i++) {
		struct text ip = aws_text(aws, list->sequence.items[i], "Ip");

		if (ip.presence == KNOWN)
			aws_list_add(aws, &rule->to, ip);
	}
}

static struct text without_final_dot(struct text text)
{
	if (text.s.len > 1 && text.s.ptr[text.s.len - 1] == '.')
		text.s.len--;
	return text;
}

static void take_rule(struct aws *aws, const struct aws_export *export, const struct node *item)
{
	struct text id = aws_text(aws, item, "Id"), type = aws_text(aws, item, "RuleType");
	struct text domain = without_final_dot(aws_text(aws, item, "DomainName"));
	struct text through = aws_text(aws, item, "ResolverEndpointId");
	const struct resolver_endpoint *endpoint = map_get(&aws->endpoints, through.s);
	struct forwarding_rule *rule;
	bool system = str_is(type.s, "SYSTEM");

	/* the rules that AWS makes itself come last everywhere, and lead to public DNS */
	if (id.presence != KNOWN || domain.presence != KNOWN ||
	    (!system && !str_is(type.s, "FORWARD")) || str_starts(id.s, "rslvr-autodefined-"))
		return;
	if (endpoint != NULL)
		through.s = endpoint->key.s;
	rule = declared_rule(aws, id.s, system, through.s, domain);
	if (rule == NULL) {
		rule = NEW(aws->arena, struct forwarding_rule);
		rule->at = id.at;
		rule->domain = domain;
		rule->vpcs_unknown = true;
		rule->from = aws_account_name(export->account, id.at);
		if (system)
			rule->type = (struct text){KNOWN, STR("system"), type.at};
		else if (endpoint != NULL)
			rule->through = through;
		take_targets(aws, rule, node_get(item, "TargetIps"));
		*VEC_PUSH(aws->arena, &aws->model->forwarding) = rule;
	}
	fill(&rule->id, id);
	(void)map_add(&aws->rules, id.s, rule);
}

void aws_take_resolver_rules(struct aws *aws, const struct aws_export *export)
{
	for (size_t i = 0; i < aws_export_count(export); i++)
		take_rule(aws, export, aws_export_item(export, i));
}

void aws_take_resolver_associations(struct aws *aws, const struct aws_export *export)
{
	aws->associations_shown = true;
	for (size_t i = 0; i < aws_export_count(export); i++) {
		const struct node *item = aws_export_item(export, i);
		struct text id = aws_text(aws, item, "ResolverRuleId");
		struct forwarding_rule *rule = map_get(&aws->rules, id.s);
		struct text vpc = aws_text(aws, item, "VPCId");

		if (rule != NULL && vpc.presence == KNOWN)
			aws_list_add(aws, &rule->vpcs, vpc);
	}
}
