/* native.c -- estate files: read, merged by section, linked. */
#include "front/native.h"

#include "base/utf8.h"
#include "front/front_end.h"
#include "front/name.h"
#include "front/reference.h"
#include "front/syntax.h"

#include "base/banned.h"

void native_init(struct native *native, struct model *model, struct diag_list *diags)
{
	*native = (struct native){.model = model, .diags = diags, .arena = model->arena};
	map_init(&native->api_keys, model->arena);
	map_init(&native->endpoint_service_keys, model->arena);
	map_init(&native->cloud_keys, model->arena);
	map_init(&native->vpc_zones, model->arena);
}

static bool recognises(const struct node *root)
{
	if (root->kind != NODE_MAPPING)
		return false;
	for (size_t i = 0; i < shape_estate.n_fields; i++) {
		const struct node *section = node_get(root, shape_estate.fields[i].key);

		/* `zones` of an octoDNS configuration is a mapping; `central: {type: A, …}` is a record */
		if (section == NULL || records_recognise(section) ||
		    (str_is(str_from(shape_estate.fields[i].key), "zones") &&
		     section->kind == NODE_MAPPING))
			continue;
		return true;
	}
	return false;
}

/* ---- merging ----------------------------------------------------------------------------------- */

static void twice(struct native *n, struct span at, struct span first, const char *what)
{
	struct diag *diag =
		diag_add(n->diags, &rule_duplicate_key, at, "%s is declared twice", what);

	diag_related(n->diags, diag, first, "first here");
	diag_help(n->diags, diag, "keep one of the two");
	diag->cause = what;
}

/* True where KEY is new in KEYS; else duplicate-key. VALUE begins with its key. */
static bool add_key(struct native *n, struct map *keys, const char *what, void *value)
{
	const struct text *key = value, *first;

	if (key->presence != KNOWN)
		return false;
	first = map_add(keys, key->s, value);
	if (first == NULL)
		return true;
	twice(n, key->at, first->at, arena_printf(n->arena, "%s `%.*s`", what, STR_ARG(key->s)));
	return false;
}

#define MERGE(n, file, list, keys, what)                                                           \
	do {                                                                                       \
		for (size_t i_ = 0; i_ < (file)->n_##list; i_++)                                   \
			if (add_key((n), &(n)->model->keys, what, &(file)->list[i_]))              \
				*VEC_PUSH((n)->arena, &(n)->model->list) = &(file)->list[i_];      \
	} while (0)

static void merge_central(struct native *n, struct estate_file *file)
{
	if (file->central.at.file == 0)
		return;
	if (n->model->central.at.file != 0) {
		twice(n, file->central.at, n->model->central.at, "`central`");
		return;
	}
	n->model->central = file->central;
	for (size_t i = 0; i < file->central.n_clouds; i++)
		(void)add_key(n, &n->cloud_keys, "cloud", &file->central.clouds[i]);
}

static void merge_singletons(struct native *n, struct estate_file *file)
{
	merge_central(n, file);
	if (file->naming.at.file != 0) {
		if (n->model->naming.at.file != 0)
			twice(n, file->naming.at, n->model->naming.at, "`naming`");
		else
			n->model->naming = file->naming;
	}
	if (file->key_management.at.file != 0) {
		if (n->model->key_management.at.file != 0)
			twice(n, file->key_management.at, n->model->key_management.at,
			      "`key_management`");
		else
			n->model->key_management = file->key_management;
	}
}

static void merge_entries(struct native *n, struct estate_file *file)
{
	struct model *model = n->model;

	MERGE(n, file, accounts, account_keys, "account");
	MERGE(n, file, load_balancers, load_balancer_keys, "load balancer");
	MERGE(n, file, resolver_endpoints, resolver_endpoint_keys, "Resolver endpoint");
	MERGE(n, file, authorities, authority_keys, "certificate authority");
	MERGE(n, file, certificates, certificate_keys, "certificate");
	for (size_t i = 0; i < file->n_subdomains; i++)
		if (add_key(n, &model->subdomain_keys, "subdomain",
			    &file->subdomains[i].subdomain)) {
			*VEC_PUSH(n->arena, &n->subdomains) = &file->subdomains[i];
			*VEC_PUSH(n->arena, &model->subdomains) = &file->subdomains[i].subdomain;
		}
	for (size_t i = 0; i < file->n_apis; i++) {
		struct api_entry *entry = &file->apis[i];

		if (add_key(n, &n->api_keys, "API", &entry->api)) {
			*VEC_PUSH(n->arena, &n->apis) = entry;
			*VEC_PUSH(n->arena, &model->apis) = &entry->api;
		}
	}
	for (size_t i = 0; i < file->n_endpoint_services; i++)
		if (add_key(n, &n->endpoint_service_keys, "endpoint service",
			    &file->endpoint_services[i]))
			*VEC_PUSH(n->arena, &model->endpoint_services) =
				&file->endpoint_services[i];
	for (size_t i = 0; i < file->n_forwarding; i++)
		*VEC_PUSH(n->arena, &model->forwarding) = &file->forwarding[i];
}

/* ---- names ------------------------------------------------------------------------------------- */

static const struct dname *to_name(struct native *n, const struct text *text, const char *key)
{
	const struct dname *name;
	const char *fault;

	if (text->presence != KNOWN)
		return NULL;
	name = name_read(n->arena, n->diags, text->s, text->at, NULL, &fault);
	if (name == NULL && fault != NULL)
		diag_add(n->diags, &rule_wrong_type, text->at,
			 "`%s` wants a domain name, and `%.*s` has %s", key, STR_ARG(text->s),
			 fault)
			->cause = key;
	return name;
}

/* Reports where TEXT is no name. What reads it again later finds the A-label of a U-label. */
static void settle_name(struct native *n, struct text *text, const char *key)
{
	const struct dname *name = to_name(n, text, key);

	if (name != NULL && utf8_count(text->s) != text->s.len)
		text->s = str_from(dname_text_bare(n->arena, name));
}

static const struct dname **to_names(struct native *n, const struct text_list *list,
				     const char *key, size_t *ret_count)
{
	const struct dname **names = NEW_ARRAY(n->arena, const struct dname *, list->n);
	size_t count = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct dname *name = to_name(n, &list->items[i], key);

		if (name != NULL)
			names[count++] = name;
	}
	*ret_count = count;
	return names;
}

/* ---- zones written out ------------------------------------------------------------------------- */

/* Route 53 lets many hosted zones have one name: ids and accounts tell them apart. */
static bool may_be_same(const struct zone *zone, const struct zone_entry *entry,
			const struct account *account)
{
	if (zone->id.presence == KNOWN && entry->id.presence == KNOWN)
		return str_eq(zone->id.s, entry->id.s);
	return zone->account == NULL || account == NULL || zone->account == account;
}

static struct str vpc_key(struct native *n, const struct dname *name, struct str vpc)
{
	return str_from(arena_printf(n->arena, "%.*s/%.*s",
				     STR_ARG(str_from(dname_text(n->arena, name))), STR_ARG(vpc)));
}

/* The only zone of ENTRY's name and view that it may be; NULL: none. RET_SEVERAL: there are more. */
static struct zone *only_same(const struct native *n, const struct dname *name, enum view view,
			      const struct zone_entry *entry, const struct account *account,
			      bool *ret_several)
{
	struct zone *found = NULL;

	*ret_several = false;
	for (struct zone *zone = model_zone(n->model, name, view); zone != NULL;
	     zone = zone->same_name) {
		if (!may_be_same(zone, entry, account))
			continue;
		*ret_several = found != NULL;
		if (found != NULL)
			break;
		found = zone;
	}
	return found;
}

/* The private zone that ENTRY, which has VPCs, adds to: one on one of these (of one name, no VPC has two),
 * else the only one that is on none yet. */
static struct zone *same_by_vpcs(struct native *n, const struct dname *name,
				 const struct zone_entry *entry, const struct account *account)
{
	bool several;
	struct zone *zone;

	for (size_t i = 0; i < entry->n_vpcs; i++) {
		zone = map_get(&n->vpc_zones, vpc_key(n, name, entry->vpcs[i].id.s));
		if (zone != NULL && may_be_same(zone, entry, account))
			return zone;
	}
	zone = model_zone(n->model, name, VIEW_PRIVATE);
	for (; zone != NULL && entry->id.presence == KNOWN; zone = zone->same_name)
		if (zone->id.presence == KNOWN && str_eq(zone->id.s, entry->id.s))
			return zone;
	zone = only_same(n, name, VIEW_PRIVATE, entry, account, &several);
	return zone != NULL && !several && zone->n_vpcs == 0 ? zone : NULL;
}

/* A zone of another source. */
static void note_vpcs(struct native *n, struct zone *zone)
{
	for (size_t i = 0; i < zone->n_vpcs; i++)
		(void)map_add(&n->vpc_zones, vpc_key(n, zone->name, zone->vpcs[i].id.s), zone);
}

static void fill_vpcs(struct native *n, struct zone *zone, const struct zone_entry *entry)
{
	struct vpc *vpcs = NEW_ARRAY(n->arena, struct vpc, zone->n_vpcs + entry->n_vpcs);
	size_t count = zone->n_vpcs;

	for (size_t i = 0; i < count; i++)
		vpcs[i] = zone->vpcs[i];
	for (size_t i = 0; i < entry->n_vpcs; i++) {
		const struct zone *first =
			map_add(&n->vpc_zones, vpc_key(n, zone->name, entry->vpcs[i].id.s), zone);

		/* written before, in this entry or another one of this zone */
		if (first != zone)
			vpcs[count++] = entry->vpcs[i];
	}
	zone->vpcs = vpcs;
	zone->n_vpcs = count;
}

static void fill_zone(struct native *n, struct zone *zone, const struct zone_entry *entry,
		      const struct account *account)
{
	if (zone->account == NULL)
		zone->account = account;
	if (entry->id.presence == KNOWN)
		zone->id = entry->id;
	if (entry->ownership.presence == KNOWN)
		zone->ownership = entry->ownership;
	if (entry->name_servers.n > 0)
		zone->name_servers =
			to_names(n, &entry->name_servers, "name_servers", &zone->n_name_servers);
	if (entry->n_vpcs > 0)
		fill_vpcs(n, zone, entry);
	/* a set of which one name cannot be read is not known */
	if (entry->name_servers.partial || zone->n_name_servers < entry->name_servers.n)
		zone->n_name_servers = 0;
	if (entry->managed.presence == KNOWN)
		zone->managed_part = str_is(entry->managed.s, "part");
	if (entry->prune.presence == KNOWN)
		zone->prune = entry->prune.yes;
	if (entry->registered.presence == KNOWN)
		zone->registered = entry->registered.yes;
}

/* Records that belong to one of several private zones of a name, and nothing says to which. */
static void say_which(struct native *n, const struct zone_entry *entry, const struct zone *zone)
{
	struct diag *diag =
		diag_add(n->diags, &rule_missing_key, entry->name.at,
			 "there are several private zones `%.*s`, and this entry does not "
			 "say which it belongs to",
			 STR_ARG(entry->name.s));

	diag->cause = "vpcs";
	diag_related(n->diags, diag, zone->origin->at, "one of them is here");
	diag_help(n->diags, diag,
		  "add `vpcs:` or `id:`: they tell private zones of one name apart");
}

static void take_zone(struct native *n, const struct zone_entry *entry, const struct source *source)
{
	struct record_reader reader = {
		.decoder = {n->arena, n->diags, source->file},
		.model = n->model,
		.source = source,
		.dialect = RECORDS_NATIVE,
		.default_ttl = n->model->default_ttl,
		.targets = &n->targets,
	};
	enum view view = str_is(entry->view.s, "private") ? VIEW_PRIVATE : VIEW_PUBLIC;
	const struct dname *name = to_name(n, &entry->name, "name");
	const struct account *account;
	bool several = false;

	if (name == NULL)
		return;
	account = map_get(&n->model->account_keys, entry->account_name.s);
	if (view == VIEW_PRIVATE && entry->n_vpcs > 0)
		reader.zone = same_by_vpcs(n, name, entry, account);
	else
		reader.zone = only_same(n, name, view, entry, account, &several);
	if (several && view == VIEW_PRIVATE)
		say_which(n, entry, reader.zone);
	if (reader.zone == NULL)
		reader.zone = model_add_zone(n->model, name, view,
					     origin_new(n->arena, entry->name.at, NULL,
							"the zone `%.*s`", STR_ARG(entry->name.s)));
	fill_zone(n, reader.zone, entry, account);
	if (entry->records != NULL && !node_is_null(entry->records))
		records_read(&reader, entry->records);
}

void native_read(struct native *native, const struct node *root, const struct source *source)
{
	struct estate_file *file = NEW(native->arena, struct estate_file);
	struct decoder d = {native->arena, native->diags, source->file};
	struct span top = {source->file, source->lines[0], source->lines[0]};

	decode_object(&d, &shape_estate, root, top, file);
	merge_singletons(native, file);
	merge_entries(native, file);
	for (size_t i = 0; i < file->n_zones; i++)
		*VEC_PUSH(native->arena, &native->zones) =
			(struct pending_zone){&file->zones[i], source};
}

/* ---- links ------------------------------------------------------------------------------------- */

static void *find(struct native *n, const struct map *keys, const struct text *name,
		  const char *what, const char *section)
{
	return reference_find(n->diags, keys, name, what, section);
}

static const struct account *find_account(struct native *n, const struct text *name)
{
	return find(n, &n->model->account_keys, name, "account", "accounts");
}

static void resolve_central(struct native *n)
{
	struct central *central = &n->model->central;

	central->name = to_name(n, &central->domain, "domain");
	central->account = find_account(n, &central->account_name);
	for (size_t i = 0; i < central->n_clouds; i++)
		central->clouds[i].name = to_name(n, &central->clouds[i].domain, "domain");
}

static void take_name_servers(struct native *n, struct subdomain *subdomain,
			      const struct node *node)
{
	static const struct field both[] = {
		{.key = "external",
		 .kind = FIELD_TEXTS,
		 .offset = offsetof(struct subdomain, name_servers_external),
		 .summary = ""},
		{.key = "internal",
		 .kind = FIELD_TEXTS,
		 .offset = offsetof(struct subdomain, name_servers_internal),
		 .summary = ""},
	};
	static const struct shape shape = {.name = "`name_servers`",
					   .size = sizeof(struct subdomain),
					   .fields = both,
					   .n_fields = 2,
					   .key_offset = NO_OFFSET,
					   .at_offset = NO_OFFSET};
	struct decoder d = {n->arena, n->diags, 0};
	struct pair as_pair[2];
	struct node wrapped = {.kind = NODE_MAPPING, .at = node->at};

	if (node->kind != NODE_SEQUENCE) {
		decode_object(&d, &shape, node, node_head(node), subdomain);
		return;
	}
	/* one list for both: a reusable delegation set */
	for (size_t i = 0; i < 2; i++) {
		struct node *key = NEW(n->arena, struct node);

		key->kind = NODE_SCALAR;
		key->text = str_from(both[i].key);
		key->at = node->at;
		as_pair[i] = (struct pair){key, (struct node *)(uintptr_t)node, false};
	}
	wrapped.mapping.pairs = as_pair;
	wrapped.mapping.n = 2;
	decode_object(&d, &shape, &wrapped, node->at, subdomain);
}

static void resolve_subdomains(struct native *n)
{
	for (size_t i = 0; i < n->subdomains.n; i++) {
		struct subdomain *subdomain = &n->subdomains.items[i]->subdomain;

		subdomain->account = find_account(n, &subdomain->account_name);
		for (size_t k = 0; k < subdomain->exposure.n; k++)
			subdomain->exposed |= str_is(subdomain->exposure.items[k].s, "internal")
						      ? EXPOSED_INTERNAL
						      : EXPOSED_EXTERNAL;
		if (n->subdomains.items[i]->name_servers != NULL)
			take_name_servers(n, subdomain, n->subdomains.items[i]->name_servers);
	}
}

static void resolve_target(struct native *n, struct api_entry *entry)
{
	const struct {
		const struct text *text;
		enum target_kind kind;
	} kinds[] = {
		{&entry->load_balancer, TARGET_LOAD_BALANCER},
		{&entry->api_gateway, TARGET_API_GATEWAY},
		{&entry->vpc_endpoint, TARGET_VPC_ENDPOINT},
		{&entry->cloudfront, TARGET_CLOUDFRONT},
		{&entry->name, TARGET_NAME},
	};
	struct target *target = &entry->api.target;
	size_t given = entry->address.n > 0 ? 1 : 0;

	if (given == 1)
		*target = (struct target){.kind = TARGET_ADDRESS, .at = entry->address.at};
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (kinds[i].text->presence != KNOWN)
			continue;
		given++;
		*target = (struct target){.kind = kinds[i].kind, .at = kinds[i].text->at};
		if (target->kind == TARGET_LOAD_BALANCER)
			target->load_balancer =
				find(n, &n->model->load_balancer_keys, kinds[i].text,
				     "load balancer", "load_balancers");
		else
			target->dns_name = to_name(n, kinds[i].text, "target");
	}
	entry->api.addresses = entry->address;
	if (given > 1)
		diag_help(n->diags,
			  diag_add(n->diags, &rule_wrong_type, entry->target_at,
				   "the target of API `%.*s` names %zu things, and one is wanted",
				   STR_ARG(entry->api.key.s), given),
			  "keep one of them");
}

static void resolve_apis(struct native *n)
{
	for (size_t i = 0; i < n->apis.n; i++) {
		struct api *api = &n->apis.items[i]->api;

		api->subdomain = find(n, &n->model->subdomain_keys, &api->subdomain_name,
				      "subdomain", "subdomains");
		/* On which side it is to be is not known: nothing follows from it. */
		if (api->exposure_name.presence != KNOWN)
			api->subdomain = NULL;
		api->exposure = str_is(api->exposure_name.s, "internal") ? EXPOSURE_INTERNAL
									 : EXPOSURE_EXTERNAL;
		resolve_target(n, n->apis.items[i]);
	}
}

struct cycle_frame {
	struct load_balancer *at;
	size_t next; /* target to look at */
};

static void resolve_load_balancers(struct native *n)
{
	struct model *model = n->model;

	for (size_t i = 0; i < model->load_balancers.n; i++) {
		struct load_balancer *lb = model->load_balancers.items[i];

		lb->account = find_account(n, &lb->account_name);
		if (lb->region.presence == ABSENT && lb->account != NULL)
			lb->region = lb->account->region;
		settle_name(n, &lb->dns_name, "dns_name");
		lb->targets = NEW_ARRAY(n->arena, struct load_balancer *, lb->target_names.n);
		for (size_t k = 0; k < lb->target_names.n; k++) {
			struct load_balancer *behind =
				find(n, &model->load_balancer_keys, &lb->target_names.items[k],
				     "load balancer", "load_balancers");

			if (behind != NULL)
				lb->targets[lb->n_targets++] = behind;
		}
	}
}

/* A load balancer that passes to itself, on whatever way, ends no connection. A walk in depth with a stack
 * of its own; `visit` is 0 before, 1 on the way, 2 after. */
static void find_cycles_from(struct native *n, struct load_balancer *start,
			     struct cycle_frame *stack)
{
	size_t depth = 0;

	stack[depth++] = (struct cycle_frame){start, 0};
	start->visit = 1;
	while (depth > 0) {
		struct cycle_frame *top = &stack[depth - 1];
		struct load_balancer *behind;

		if (top->next == top->at->n_targets) {
			top->at->visit = 2;
			depth--;
			continue;
		}
		behind = top->at->targets[top->next++];
		if (behind->visit == 0) {
			behind->visit = 1;
			stack[depth++] = (struct cycle_frame){behind, 0};
		} else if (behind->visit == 1) {
			struct diag *diag = diag_add(
				n->diags, &rule_unresolved_reference, top->at->target_names.at,
				"load balancer `%.*s` leads back to `%.*s`, which leads to it",
				STR_ARG(top->at->key.s), STR_ARG(behind->key.s));

			diag_related(n->diags, diag, behind->target_names.at,
				     "`%.*s` passes on from here", STR_ARG(behind->key.s));
			diag_help(n->diags, diag, "take one of these targets away");
		}
	}
}

static void check_target_cycles(struct native *n)
{
	struct model *model = n->model;
	struct cycle_frame *stack =
		NEW_ARRAY(n->arena, struct cycle_frame, model->load_balancers.n + 1);

	for (size_t i = 0; i < model->load_balancers.n; i++)
		if (model->load_balancers.items[i]->visit == 0)
			find_cycles_from(n, model->load_balancers.items[i], stack);
}

static void resolve_services(struct native *n)
{
	struct model *model = n->model;

	for (size_t i = 0; i < model->endpoint_services.n; i++) {
		struct endpoint_service *service = model->endpoint_services.items[i];

		service->account = find_account(n, &service->account_name);
		service->load_balancer =
			find(n, &model->load_balancer_keys, &service->load_balancer_name,
			     "load balancer", "load_balancers");
		service->name = to_name(n, &service->private_dns_name, "private_dns_name");
		settle_name(n, &service->verification_domain, "domain");
		settle_name(n, &service->verification_name, "name");
	}
	for (size_t i = 0; i < model->resolver_endpoints.n; i++)
		model->resolver_endpoints.items[i]->account =
			find_account(n, &model->resolver_endpoints.items[i]->account_name);
}

static bool looks_like_address(struct str text)
{
	return str_find(text, ":", NULL) ||
	       (text.len > 0 && ascii_is_digit(text.ptr[text.len - 1]) &&
		str_find(text, ".", NULL));
}

/* What only a FORWARD rule has (Route 53 Resolver API, CreateResolverRule). */
static void refuse_in_system_rule(struct native *n, const struct forwarding_rule *rule,
				  struct span at, const char *key)
{
	struct diag *diag;

	if (at.file == 0)
		return;
	diag = diag_add(n->diags, &rule_wrong_type, at,
			"the rule for `%.*s` is of type `system`, and has `%s`",
			STR_ARG(rule->domain.s), key);
	diag->cause = key;
	diag_related(n->diags, diag, rule->type.at, "its type is here");
	diag_help(n->diags, diag,
		  "take `%s` away, or `type: system`: a SYSTEM rule forwards nowhere", key);
}

static void resolve_forwarding(struct native *n)
{
	struct model *model = n->model;

	for (size_t i = 0; i < model->forwarding.n; i++) {
		struct forwarding_rule *rule = model->forwarding.items[i];

		rule->name = to_name(n, &rule->domain, "domain");
		rule->account = find_account(n, &rule->from);
		rule->system = str_is(rule->type.s, "system");
		if (rule->system) {
			refuse_in_system_rule(n, rule, rule->through.at, "through");
			refuse_in_system_rule(n, rule, rule->to.at, "to");
			continue;
		}
		rule->outbound = find(n, &model->resolver_endpoint_keys, &rule->through,
				      "Resolver endpoint", "resolver_endpoints");
		if (rule->to.n > 0 && !looks_like_address(rule->to.items[0].s))
			rule->inbound = find(n, &model->resolver_endpoint_keys, &rule->to.items[0],
					     "Resolver endpoint", "resolver_endpoints");
	}
}

static enum key_custody custody_of(const struct certificate *certificate)
{
	static const struct {
		const char *name;
		enum key_custody custody;
	} names[] = {{"acm", CUSTODY_ACM},
		     {"file", CUSTODY_FILE},
		     {"existing", CUSTODY_EXISTING},
		     {"pkcs11", CUSTODY_PKCS11},
		     {"external", CUSTODY_EXTERNAL}};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_is(certificate->key_custody.s, names[i].name))
			return names[i].custody;
	if (certificate->key_at.file == 0 && certificate->authority != NULL &&
	    str_is(certificate->authority->kind.s, "acm"))
		return CUSTODY_ACM;
	return CUSTODY_FILE;
}

void native_link_certificate(struct native *n, struct certificate *certificate)
{
	certificate->custody = custody_of(certificate);
	certificate->algorithm = certificate->key_algorithm.presence == KNOWN
					 ? arena_cstr(n->arena, certificate->key_algorithm.s)
				 : certificate->custody == CUSTODY_ACM ? "rsa-2048"
								       : "ecdsa-p256";
	if (certificate->region.presence == ABSENT && certificate->account != NULL)
		certificate->region = certificate->account->region;
	certificate->dns_names = NEW_ARRAY(n->arena, const struct dname *, certificate->names.n);
	for (size_t k = 0; k < certificate->names.n; k++)
		certificate->dns_names[k] = to_name(n, &certificate->names.items[k], "names");
}

static void resolve_certificates(struct native *n)
{
	struct model *model = n->model;

	for (size_t i = 0; i < model->certificates.n; i++) {
		struct certificate *certificate = model->certificates.items[i];

		certificate->account = find_account(n, &certificate->account_name);
		certificate->authority =
			find(n, &model->authority_keys, &certificate->authority_name,
			     "certificate authority", "certificate_authorities");
		certificate->origin =
			origin_new(n->arena, certificate->key.at, NULL, "the certificate `%.*s`",
				   STR_ARG(certificate->key.s));
		for (size_t k = 0; k < certificate->n_validations; k++)
			settle_name(n, &certificate->validations[k].name, "name");
		native_link_certificate(n, certificate);
	}
}

void native_resolve(struct native *native)
{
	resolve_central(native);
	resolve_subdomains(native);
	resolve_load_balancers(native);
	check_target_cycles(native);
	resolve_apis(native);
	resolve_services(native);
	resolve_forwarding(native);
	resolve_certificates(native);
	for (size_t i = 0; i < native->zones.n; i++)
		(void)find_account(native, &native->zones.items[i].entry->account_name);
	for (size_t i = 0; i < native->model->zones.n; i++)
		note_vpcs(native, native->model->zones.items[i]);
	/* what says its VPCs first: what does not belongs to one of those */
	for (unsigned pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < native->zones.n; i++) {
			const struct zone_entry *entry = native->zones.items[i].entry;

			if ((entry->n_vpcs > 0) == (pass == 0))
				take_zone(native, entry, native->zones.items[i].source);
		}
	records_link(native->model, native->diags, &native->targets);
}

void native_resolve_certificates(struct native *native)
{
	struct model *model = native->model;

	for (size_t i = 0; i < model->load_balancers.n; i++) {
		struct load_balancer *lb = model->load_balancers.items[i];

		lb->certificates =
			NEW_ARRAY(native->arena, struct certificate *, lb->certificate_names.n);
		for (size_t k = 0; k < lb->certificate_names.n; k++) {
			struct certificate *certificate = find(native, &model->certificate_keys,
							       &lb->certificate_names.items[k],
							       "certificate", "certificates");

			if (certificate != NULL)
				lb->certificates[lb->n_certificates++] = certificate;
		}
	}
}

static void translate(struct translation *translation, const struct input *input)
{
	native_read(translation->native, input->root, input->source);
}

const struct front_end front_end_native = {
	.format = "native",
	.recognises_tree = recognises,
	.translate = translate,
};
