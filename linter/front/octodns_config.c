/* octodns_config.c -- octoDNS's main configuration: providers, processors and zones. */
#include "front/octodns_config.h"

#include "front/name.h"
#include "front/octodns.h"
#include "front/record_parts.h"
#include "front/syntax.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

struct reader {
	struct arena *arena;
	struct diag_list *diags;
	struct octodns_config *config;
	const struct node *root;
};

/* ---- values ------------------------------------------------------------------------------------ */

bool octodns_is_secret(const struct node *root, struct str value)
{
	const struct node *handlers = node_get(root, "secret_handlers");
	struct str handler;

	if (!str_cut(&value, '/', &handler))
		return false;
	return str_is(handler, "env") || node_pair(handlers, handler) != NULL;
}

bool octodns_flag(const struct node *mapping, const char *key, bool fallback)
{
	const struct node *node = node_get(mapping, key);

	if (node == NULL || node->kind != NODE_SCALAR || node_is_null(node))
		return node == NULL && fallback;
	/* the words of YAML 1.1, as PyYAML reads them */
	if (node->style == SCALAR_PLAIN &&
	    (str_eq_nocase(node->text, STR("false")) || str_eq_nocase(node->text, STR("no")) ||
	     str_eq_nocase(node->text, STR("off")) || str_is(node->text, "0")))
		return false;
	return node->text.len > 0;
}

/* A text that is there, UNSETTLED where a secret handler gives it. */
static struct text take_text(struct reader *r, const struct node *mapping, const char *key)
{
	const struct node *node = node_get(mapping, key);

	if (node == NULL || node->kind != NODE_SCALAR || node_is_null(node))
		return (struct text){0};
	return (struct text){octodns_is_secret(r->root, node->text) ? UNSETTLED : KNOWN, node->text,
			     node->at};
}

static void missing(struct reader *r, const struct node *key, const char *what, const char *wanted)
{
	struct diag *diag =
		diag_add(r->diags, &rule_missing_key, key->at, "the %s `%.*s` needs the key `%s`",
			 what, STR_ARG(key->text), wanted);

	diag->cause = arena_printf(r->arena, "%.*s %s", STR_ARG(key->text), wanted);
	diag_help(r->diags, diag, "add `%s:`", wanted);
}

/* The mapping under KEY of the root; NULL where it is absent or empty. */
static const struct node *section(struct reader *r, const char *key)
{
	const struct node *node = node_get(r->root, key);

	if (node == NULL || node_is_null(node)) /* … or lost */
		return NULL;
	if (node->kind == NODE_MAPPING)
		return node;
	(void)diag_add(r->diags, &rule_wrong_type, node_head(node),
		       "`%s` wants a mapping, and this is %s", key, node_kind_name(node));
	return NULL;
}

/* ---- classes ----------------------------------------------------------------------------------- */

/* Modules of octoDNS whose classes are all known (octoDNS 1.22). */
static const struct {
	const char *module;
	const char *classes[12];
} modules[] = {
	{"octodns.provider.yaml", {"YamlProvider", "SplitYamlProvider"}},
	{"octodns.provider.plan", {"PlanHtml", "PlanJson", "PlanLogger", "PlanMarkdown"}},
	{"octodns.source.envvar", {"EnvVarSource"}},
	{"octodns.source.tinydns", {"TinyDnsFileSource"}},
};

static void check_class(struct diag_list *diags, const struct node *node, const char *what)
{
	struct str class = node->text, last = path_base(class);
	size_t dot = last.len;

	while (dot > 0 && last.ptr[dot - 1] != '.')
		dot--;
	if (dot == 0) {
		diag_help(diags,
			  diag_add(diags, &rule_unresolved_reference, node->at,
				   "the %s class `%.*s` names no module", what, STR_ARG(class)),
			  "write the module in front of the class, with a dot");
		return;
	}
	for (size_t i = 0; i < COUNT_OF(modules); i++) {
		struct str name = str_slice(last.ptr + dot, last.len - dot);
		size_t n = 0;
		const char *nearest;
		struct diag *diag;

		if (!str_is(str_slice(last.ptr, dot - 1), modules[i].module))
			continue;
		for (; n < COUNT_OF(modules[i].classes) && modules[i].classes[n] != NULL; n++)
			if (str_is(name, modules[i].classes[n]))
				return;
		diag = diag_add(diags, &rule_unresolved_reference, node->at,
				"the module `%s` has no class `%.*s`", modules[i].module,
				STR_ARG(name));
		nearest = str_nearest(name, modules[i].classes, n);
		if (nearest != NULL)
			diag_help(diags, diag, "did you mean `%s`?", nearest);
	}
}

struct text octodns_class(struct diag_list *diags, const struct pair *pair, const char *what)
{
	const struct node *node = node_get(pair->value, "class");

	if (node_is_lost(pair->value) || (node != NULL && node_is_lost(node)))
		return (struct text){0};
	if (node == NULL || node->kind != NODE_SCALAR || node_is_null(node)) {
		struct diag *diag = diag_add(diags, &rule_missing_key, pair->key->at,
					     "the %s `%.*s` needs the key `class`", what,
					     STR_ARG(pair->key->text));

		diag_help(diags, diag, "add `class:`");
		return (struct text){0};
	}
	check_class(diags, node, what);
	return (struct text){KNOWN, node->text, node->at};
}

/* The class's own name, without its module. */
static struct str class_name(struct str class)
{
	size_t at = class.len;

	while (at > 0 && class.ptr[at - 1] != '.')
		at--;
	return str_slice(class.ptr + at, class.len - at);
}

/* ---- providers --------------------------------------------------------------------------------- */

/* Classes that only read: of octoDNS, octodns-bind, octodns-ddns, octodns-route53 and octodns-spf. */
static bool only_reads(struct str class)
{
	static const char *const names[] = {
		"octodns.source.envvar.EnvVarSource",
		"octodns.source.tinydns.TinyDnsFileSource",
		"octodns_bind.AxfrSource",
		"octodns_bind.ZoneFileSource",
		"octodns_ddns.DdnsSource",
		"octodns_route53.Ec2Source",
		"octodns_route53.ElbSource",
		"octodns_spf.SpfSource",
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_is(class, names[i]))
			return true;
	return false;
}

static void take_yaml_provider(struct reader *r, struct octodns_provider *provider,
			       const struct pair *pair)
{
	const struct node *node = pair->value, *ttl = node_get(node, "default_ttl");
	bool split = str_ends(provider->class.s, ".SplitYamlProvider");
	uint64_t seconds;

	provider->kind = OCTODNS_YAML;
	provider->directory = take_text(r, node, "directory");
	if (provider->directory.presence == ABSENT)
		missing(r, pair->key, "provider", "directory");
	provider->split_extension = take_text(r, node, split ? "extension" : "split_extension");
	if (split && provider->split_extension.presence == ABSENT)
		provider->split_extension = (struct text){KNOWN, STR("."), provider->class.at};
	/* `false` and `null` turn it off */
	else if (!octodns_flag(node, split ? "extension" : "split_extension", false))
		provider->split_extension = (struct text){0};
	provider->shared_filename = take_text(r, node, "shared_filename");
	if (!octodns_flag(node, "shared_filename", false))
		provider->shared_filename = (struct text){0};
	provider->disable_zonefile = split || octodns_flag(node, "disable_zonefile", false);
	provider->ignore_missing = octodns_flag(node, "ignore_missing_zones", false);
	provider->replaces = octodns_flag(node, "populate_should_replace", false);
	provider->default_ttl = OCTODNS_DEFAULT_TTL;
	if (ttl == NULL || (ttl->kind == NODE_SCALAR && octodns_is_secret(r->root, ttl->text)))
		return;
	if (ttl->kind == NODE_SCALAR && str_to_u64(ttl->text, 2147483647, &seconds))
		provider->default_ttl = (uint32_t)seconds;
	else
		(void)diag_add(r->diags, &rule_wrong_type, node_head(ttl),
			       "`default_ttl` wants a number of seconds, and this is %s",
			       ttl->kind == NODE_SCALAR ? "none" : node_kind_name(ttl));
}

/* `private` and `vpc_id` as Route53Provider has them; another provider's `private` means the same. */
static void take_view(struct reader *r, struct octodns_provider *provider, const struct pair *pair)
{
	const struct node *node = node_get(pair->value, "private");
	struct diag *diag;

	if (node != NULL && node->kind == NODE_SCALAR && !node_is_null(node) &&
	    !octodns_is_secret(r->root, node->text))
		provider->private_zones = octodns_flag(pair->value, "private", false) ? YES : NO;
	if (!str_is(class_name(provider->class.s), "Route53Provider"))
		return;
	provider->vpc_id = take_text(r, pair->value, "vpc_id");
	provider->vpc_region = take_text(r, pair->value, "vpc_region");
	if (provider->vpc_id.presence == ABSENT)
		return;
	if (provider->vpc_region.presence == ABSENT)
		missing(r, pair->key, "provider", "vpc_region");
	if (provider->private_zones == NO) {
		diag = diag_add(r->diags, &rule_wrong_type, node->at,
				"the zones of the VPC `%.*s` are private, and `private` says no",
				STR_ARG(provider->vpc_id.s));
		diag_related(r->diags, diag, provider->vpc_id.at, "the VPC is named here");
	}
	provider->private_zones = YES;
}

static void take_provider(struct reader *r, const struct pair *pair)
{
	struct octodns_provider *provider = NEW(r->arena, struct octodns_provider);

	provider->name = (struct text){KNOWN, pair->key->text, pair->key->at};
	provider->class = octodns_class(r->diags, pair, "provider");
	provider->kind = OCTODNS_HOST;
	provider->private_zones = UNKNOWN;
	*VEC_PUSH(r->arena, &r->config->providers) = provider;
	(void)map_add(&r->config->provider_names, provider->name.s, provider);
	if (provider->class.presence != KNOWN)
		return;
	if (str_is(provider->class.s, "octodns.provider.yaml.YamlProvider") ||
	    str_is(provider->class.s, "octodns.provider.yaml.SplitYamlProvider"))
		take_yaml_provider(r, provider, pair);
	else if (only_reads(provider->class.s))
		provider->kind = OCTODNS_SOURCE;
	else
		take_view(r, provider, pair);
}

/* ---- processors -------------------------------------------------------------------------------- */

static const struct {
	const char *class;
	enum octodns_processor_kind kind;
	const char *list;
} processor_kinds[] = {
	{"octodns.processor.acme.AcmeManagingProcessor", PROCESSOR_LEAVES, NULL},
	{"octodns.processor.acme.AcmeMangingProcessor", PROCESSOR_LEAVES, NULL},
	{"octodns.processor.arpa.AutoArpa", PROCESSOR_NEUTRAL, NULL},
	{"octodns.processor.base.BaseProcessor", PROCESSOR_NEUTRAL, NULL},
	{"octodns.processor.clamp.TtlClampProcessor", PROCESSOR_NEUTRAL, NULL},
	{"octodns.processor.filter.ExcludeRootNsChanges", PROCESSOR_NEUTRAL, NULL},
	{"octodns.processor.filter.IgnoreRootNsFilter", PROCESSOR_NEUTRAL, NULL},
	{"octodns.processor.filter.NameAllowlistFilter", PROCESSOR_ALLOWS_NAMES, "allowlist"},
	{"octodns.processor.filter.NameRejectlistFilter", PROCESSOR_REJECTS_NAMES, "rejectlist"},
	{"octodns.processor.filter.TypeAllowlistFilter", PROCESSOR_ALLOWS_TYPES, "allowlist"},
	{"octodns.processor.filter.TypeRejectlistFilter", PROCESSOR_REJECTS_TYPES, "rejectlist"},
	{"octodns.processor.filter.ZoneNameFilter", PROCESSOR_NEUTRAL, NULL},
	{"octodns.processor.meta.MetaProcessor", PROCESSOR_NEUTRAL, NULL},
	{"octodns.processor.ownership.OwnershipProcessor", PROCESSOR_LEAVES, NULL},
	{"octodns.processor.restrict.TtlRestrictionFilter", PROCESSOR_NEUTRAL, NULL},
	{"octodns.processor.spf.SpfDnsLookupProcessor", PROCESSOR_NEUTRAL, NULL},
	{"octodns.processor.templating.Templating", PROCESSOR_TEMPLATE, NULL},
	{"octodns.processor.templating.TemplatingProcessor", PROCESSOR_TEMPLATE, NULL},
	{"octodns.processor.trailing_dots.EnsureTrailingDots", PROCESSOR_NEUTRAL, NULL},
	{"octodns_route53.processor.AwsAcmMangingProcessor", PROCESSOR_LEAVES, NULL},
	{"octodns_spf.SpfDnsLookupProcessor", PROCESSOR_NEUTRAL, NULL},
};

static const struct pattern_limits name_limits = {LIMIT_PATTERN_SIZE, LIMIT_PATTERN_MATCH,
						  LIMIT_PATTERN_DEPTH, LIMIT_PATTERN_HEAP_KIB};

/* `/…/` is a pattern that a name has to hold somewhere, everything else a whole name. */
static void take_item(struct reader *r, struct octodns_processor *processor,
		      const struct node *item)
{
	bool names = processor->kind == PROCESSOR_ALLOWS_NAMES ||
		     processor->kind == PROCESSOR_REJECTS_NAMES;
	struct pattern *pattern;
	struct err err;

	if (item->kind != NODE_SCALAR)
		return;
	if (!names || item->text.len < 2 || item->text.ptr[0] != '/') {
		*VEC_PUSH(r->arena, &processor->exact) = item->text;
		return;
	}
	if (pattern_compile(r->arena, str_slice(item->text.ptr + 1, item->text.len - 2), false,
			    &name_limits, &pattern, &err) == OK) {
		*VEC_PUSH(r->arena, &processor->patterns) = pattern;
		return;
	}
	processor->kind = PROCESSOR_UNKNOWN;
	diag_undecided(r->diags, NULL, item->at, "the pattern `%.*s` cannot be read: %s",
		       STR_ARG(item->text), err.text);
}

static void take_processor(struct reader *r, const struct pair *pair)
{
	struct octodns_processor *processor = NEW(r->arena, struct octodns_processor);
	const char *list = NULL;
	const struct node *items;

	processor->name = (struct text){KNOWN, pair->key->text, pair->key->at};
	processor->class = octodns_class(r->diags, pair, "processor");
	processor->kind = PROCESSOR_UNKNOWN;
	*VEC_PUSH(r->arena, &r->config->processors) = processor;
	(void)map_add(&r->config->processor_names, processor->name.s, processor);
	for (size_t i = 0; i < COUNT_OF(processor_kinds); i++) {
		if (!str_is(processor->class.s, processor_kinds[i].class))
			continue;
		processor->kind = processor_kinds[i].kind;
		list = processor_kinds[i].list;
	}
	if (list == NULL)
		return;
	items = node_get(pair->value, list);
	if (items == NULL)
		missing(r, pair->key, "processor", list);
	for (size_t i = 0; items != NULL && items->kind == NODE_SEQUENCE && i < items->sequence.n;
	     i++)
		take_item(r, processor, items->sequence.items[i]);
}

/* ---- zones ------------------------------------------------------------------------------------- */

static void unknown_name(struct reader *r, const struct octodns_zone *zone, const struct node *node,
			 const char *what, const char *const *candidates, size_t n)
{
	struct diag *diag = diag_add(r->diags, &rule_unresolved_reference, node->at,
				     "the zone `%.*s` names the %s `%.*s`, and there is none",
				     STR_ARG(zone->name.s), what, STR_ARG(node->text));
	const char *nearest = str_nearest(node->text, candidates, n);

	diag->cause = what;
	if (nearest != NULL)
		diag_help(r->diags, diag, "did you mean `%s`?", nearest);
}

static const char *const *provider_candidates(struct reader *r, size_t *ret_n)
{
	const char **names = NEW_ARRAY(r->arena, const char *, r->config->providers.n + 1);

	*ret_n = r->config->providers.n;
	for (size_t i = 0; i < *ret_n; i++)
		names[i] = arena_cstr(r->arena, r->config->providers.items[i]->name.s);
	return names;
}

static void take_provider_name(struct reader *r, struct octodns_zone *zone, const struct node *item,
			       bool target)
{
	struct octodns_provider *provider;
	const char *const *candidates;
	size_t n;

	if (item->kind != NODE_SCALAR)
		return;
	if (str_is(item->text, "auto-arpa") && r->config->auto_arpa) {
		zone->partial = true;
		return;
	}
	provider = map_get(&r->config->provider_names, item->text);
	if (provider == NULL) {
		candidates = provider_candidates(r, &n);
		unknown_name(r, zone, item, target ? "target" : "source", candidates, n);
		zone->partial = true;
		return;
	}
	if (target && provider->kind == OCTODNS_SOURCE) {
		struct diag *diag = diag_add(r->diags, &rule_wrong_type, item->at,
					     "`%.*s` is a source, and nothing can be written to it",
					     STR_ARG(item->text));

		diag_related(r->diags, diag, provider->class.at, "its class is here");
	}
	if (target) {
		provider->is_target = true;
		*VEC_PUSH(r->arena, &zone->targets) = provider;
	} else {
		provider->is_source = true;
		*VEC_PUSH(r->arena, &zone->sources) = provider;
	}
}

static void take_provider_names(struct reader *r, struct octodns_zone *zone,
				const struct pair *pair, bool target)
{
	const char *key = target ? "targets" : "sources";
	const struct node *list = node_get(pair->value, key);

	if (list == NULL) {
		missing(r, pair->key, "zone", key);
		return;
	}
	if (list->kind == NODE_SEQUENCE) {
		for (size_t i = 0; i < list->sequence.n; i++)
			take_provider_name(r, zone, list->sequence.items[i], target);
	} else if (!node_is_null(list)) {
		(void)diag_add(r->diags, &rule_wrong_type, node_head(list),
			       "`%s` wants a list, and this is %s", key, node_kind_name(list));
		zone->partial = true;
	}
}

static void take_processor_names(struct reader *r, struct octodns_zone *zone,
				 const struct node *list, bool report)
{
	for (size_t i = 0; list != NULL && list->kind == NODE_SEQUENCE && i < list->sequence.n;
	     i++) {
		const struct node *item = list->sequence.items[i];
		struct octodns_processor *processor;

		if (item->kind != NODE_SCALAR ||
		    (str_is(item->text, "auto-arpa") && r->config->auto_arpa) ||
		    str_is(item->text, "meta"))
			continue;
		processor = map_get(&r->config->processor_names, item->text);
		if (processor != NULL) {
			*VEC_PUSH(r->arena, &zone->processors) = processor;
			continue;
		}
		if (report)
			unknown_name(r, zone, item, "processor", NULL, 0);
		zone->partial = true;
	}
}

static void take_lenient(struct reader *r, struct octodns_zone *zone, const struct node *mapping)
{
	const struct node *lenient = node_get(mapping, "lenient");
	struct diag *diag;

	if (lenient == NULL || !octodns_flag(mapping, "lenient", false))
		return;
	zone->lenient = true;
	if (lenient->at.file != r->config->source->file ||
	    record_has_reason(r->config->source, lenient->at))
		return;
	diag = diag_add(r->diags, &rule_lenient_mode, lenient->at,
			"the checks of all records of `%.*s` are off, and nothing says why",
			STR_ARG(zone->name.s));
	diag->zone = zone->dname != NULL ? dname_text(r->arena, zone->dname) : NULL;
	diag_help(r->diags, diag,
		  "say why in a comment on this line, or mend the records and drop `lenient`");
}

/* octoDNS's own demands on a zone's name; false where it is none. */
static bool take_zone_name(struct reader *r, struct octodns_zone *zone)
{
	struct str name = zone->name.s;
	const char *fault;
	struct diag *diag;

	if (name.len > 0 && name.ptr[0] == '*') {
		zone->dynamic = true;
		return true;
	}
	zone->dname = name_read(r->arena, r->diags, name, zone->name.at, NULL, &fault);
	if (zone->dname == NULL) {
		if (fault != NULL)
			(void)diag_add(r->diags, &rule_wrong_type, zone->name.at,
				       "`%.*s` is no zone: it has %s", STR_ARG(name), fault);
		return false;
	}
	if (str_ends(name, "."))
		return true;
	diag = diag_add(r->diags, &rule_wrong_type, zone->name.at,
			"the zone's name `%.*s` has no final dot", STR_ARG(name));
	diag_help(r->diags, diag, "write `%.*s.`", STR_ARG(name));
	return true;
}

static void take_zone(struct reader *r, const struct pair *pair)
{
	struct octodns_zone *zone = NEW(r->arena, struct octodns_zone);
	const struct node *manager = node_get(r->root, "manager");
	bool first = r->config->zones.n == 0;

	zone->name = (struct text){KNOWN, pair->key->text, pair->key->at};
	if (!take_zone_name(r, zone) || node_is_lost(pair->value))
		return;
	if (pair->value->kind != NODE_MAPPING) {
		(void)diag_add(r->diags, &rule_wrong_type,
			       node_is_null(pair->value) ? pair->key->at : node_head(pair->value),
			       "the zone `%.*s` wants a mapping, and this is %s",
			       STR_ARG(zone->name.s), node_kind_name(pair->value));
		return;
	}
	*VEC_PUSH(r->arena, &r->config->zones) = zone;
	(void)map_add(&r->config->zone_names, zone->name.s, zone);
	zone->is_alias = node_get(pair->value, "alias") != NULL;
	if (zone->is_alias)
		return;
	take_lenient(r, zone, pair->value);
	zone->glob = take_text(r, pair->value, "glob");
	zone->regex = take_text(r, pair->value, "regex");
	take_provider_names(r, zone, pair, false);
	take_provider_names(r, zone, pair, true);
	/* the manager's own are every zone's: one finding is enough */
	take_processor_names(r, zone, node_get(manager, "processors"), first);
	take_processor_names(r, zone, node_get(pair->value, "processors"), true);
	take_processor_names(r, zone, node_get(manager, "post_processors"), first);
}

/* `alias: example.com.`: the records of that zone, which has its own. */
static void link_alias(struct reader *r, const struct pair *pair)
{
	struct octodns_zone *zone = map_get(&r->config->zone_names, pair->key->text);
	const struct node *name = node_get(pair->value, "alias");
	const struct octodns_zone *of;
	struct diag *diag;

	if (zone == NULL || !zone->is_alias || name == NULL || name->kind != NODE_SCALAR)
		return;
	of = map_get(&r->config->zone_names, name->text);
	if (of == NULL) {
		(void)diag_add(r->diags, &rule_unresolved_reference, name->at,
			       "the zone `%.*s` is an alias of `%.*s`, which is no zone here",
			       STR_ARG(zone->name.s), STR_ARG(name->text));
		return;
	}
	if (of->is_alias) {
		diag = diag_add(r->diags, &rule_unresolved_reference, name->at,
				"the zone `%.*s` is an alias of `%.*s`, which is an alias itself",
				STR_ARG(zone->name.s), STR_ARG(name->text));
		diag_related(r->diags, diag, of->name.at, "that zone is here");
		return;
	}
	zone->alias = of;
}

/* ---- the whole --------------------------------------------------------------------------------- */

static void each_pair(struct reader *r, const struct node *mapping,
		      void (*fn)(struct reader *r, const struct pair *pair))
{
	for (size_t i = 0; mapping != NULL && i < mapping->mapping.n; i++)
		fn(r, &mapping->mapping.pairs[i]);
}

struct octodns_config *octodns_config_read(struct arena *arena, struct diag_list *diags,
					   const struct source *source, const struct node *root)
{
	struct octodns_config *config = NEW(arena, struct octodns_config);
	struct reader r = {arena, diags, config, root};
	const struct node *zones;

	config->source = source;
	config->auto_arpa =
		octodns_flag(node_get(root, "manager"), "auto_arpa", false) ||
		(node_get(node_get(root, "manager"), "auto_arpa") != NULL &&
		 node_get(node_get(root, "manager"), "auto_arpa")->kind == NODE_MAPPING);
	map_init(&config->provider_names, arena);
	map_init(&config->processor_names, arena);
	map_init(&config->zone_names, arena);
	each_pair(&r, section(&r, "providers"), take_provider);
	each_pair(&r, section(&r, "processors"), take_processor);
	zones = section(&r, "zones");
	each_pair(&r, zones, take_zone);
	each_pair(&r, zones, link_alias);
	octodns_check_manager(arena, diags, root);
	return config;
}
