/* octodns_manager.c -- what octoDNS refuses of its manager: outputs of plans and validators. */
#include "front/octodns_config.h"

#include "front/syntax.h"

#include "base/banned.h"

struct manager {
	struct arena *arena;
	struct diag_list *diags;
	const struct node *root;
	bool others; /* a class of another package is configured: it may bring validators */
};

/* ---- classes ----------------------------------------------------------------------------------- */

/* Keys of the classes of octodns.provider.plan (octoDNS 1.22). */
static const struct {
	const char *class;
	const char *keys[4];
} plan_outputs[] = {
	{"octodns.provider.plan.PlanHtml", {"class", "output_filename"}},
	{"octodns.provider.plan.PlanJson", {"class", "indent", "output_filename", "sort_keys"}},
	{"octodns.provider.plan.PlanLogger", {"class", "level"}},
	{"octodns.provider.plan.PlanMarkdown", {"class", "output_filename"}},
};

static void check_output_keys(struct manager *m, const struct node *output, const char *class,
			      const char *const *keys)
{
	for (size_t i = 0; i < output->mapping.n; i++) {
		const struct node *key = output->mapping.pairs[i].key;
		bool known = false;

		for (size_t k = 0; k < COUNT_OF(plan_outputs[0].keys) && keys[k] != NULL; k++)
			known = known || str_is(key->text, keys[k]);
		if (!known)
			(void)diag_add(m->diags, &rule_unknown_key, key->at,
				       "`%s` has no key `%.*s`", class, STR_ARG(key->text));
	}
}

static void check_outputs(struct manager *m, const struct node *outputs)
{
	for (size_t i = 0;
	     outputs != NULL && outputs->kind == NODE_MAPPING && i < outputs->mapping.n; i++) {
		const struct pair *pair = &outputs->mapping.pairs[i];
		struct text class = octodns_class(m->diags, pair, "plan output");

		for (size_t k = 0; class.presence == KNOWN && k < COUNT_OF(plan_outputs); k++)
			if (str_is(class.s, plan_outputs[k].class))
				check_output_keys(m, pair->value, plan_outputs[k].class,
						  plan_outputs[k].keys);
	}
}

static void check_classes(struct manager *m, const char *section, const char *what)
{
	const struct node *mapping = node_get(m->root, section);

	for (size_t i = 0;
	     mapping != NULL && mapping->kind == NODE_MAPPING && i < mapping->mapping.n; i++)
		(void)octodns_class(m->diags, &mapping->mapping.pairs[i], what);
}

static bool has_other_classes(const struct node *section)
{
	for (size_t i = 0;
	     section != NULL && section->kind == NODE_MAPPING && i < section->mapping.n; i++) {
		const struct node *class = node_get(section->mapping.pairs[i].value, "class");

		if (class != NULL && class->kind == NODE_SCALAR &&
		    !str_starts(class->text, "octodns."))
			return true;
	}
	return false;
}

/* ---- validators -------------------------------------------------------------------------------- */

/* Ids of octoDNS 1.22, sorted. */
static const char *const of_records[] = {
	"alias-root",
	"caa-value",
	"caa-value-best-practice",
	"caa-value-rfc",
	"chunked-value-rfc",
	"cname-root-rfc",
	"ds-value",
	"ds-value-best-practice",
	"ds-value-rfc",
	"dynamic",
	"geo",
	"healthcheck",
	"https-value-best-practice",
	"https-value-rfc",
	"ip-value-rfc",
	"loc-value-rfc",
	"mx-value",
	"mx-value-best-practice",
	"mx-value-not-ip",
	"mx-value-rfc",
	"name",
	"name-rfc",
	"naptr-value",
	"naptr-value-best-practice",
	"naptr-value-rfc",
	"openpgpkey-value-rfc",
	"spf-record-type",
	"srv-name",
	"srv-name-rfc",
	"srv-value",
	"srv-value-best-practice",
	"srv-value-not-ip",
	"srv-value-rfc",
	"sshfp-value",
	"sshfp-value-best-practice",
	"sshfp-value-rfc",
	"svcb-value-best-practice",
	"svcb-value-rfc",
	"target-value-best-practice",
	"target-value-not-ip",
	"target-value-rfc",
	"targets-value-best-practice",
	"targets-value-not-ip",
	"targets-value-rfc",
	"tlsa-value",
	"tlsa-value-best-practice",
	"tlsa-value-rfc",
	"ttl-rfc",
	"uri-name",
	"uri-name-rfc",
	"uri-value",
	"uri-value-rfc",
	"urlfwd-value",
};

static const char *const of_zones[] = {
	"caa-best-practices",
	"cname-coexistence",
	"cname-target-not-cname",
	"cname-target-resolvable-in-zone",
	"dname-coexistence",
	"glue-for-in-zone-ns",
	"mail",
	"multi-value-mx",
	"multi-value-ns",
	"mx-target-not-cname",
	"mx-target-resolvable-in-zone",
	"no-cname-loop",
	"ns-target-not-cname",
	"root-cname",
	"srv-target-not-cname",
	"srv-target-resolvable-in-zone",
};

static void check_validator(struct manager *m, const struct node *id, const char *const *known,
			    size_t n)
{
	const struct node *declared = node_get(m->root, "validators");
	const char *nearest;
	struct diag *diag;

	if (id->kind != NODE_SCALAR || node_pair(declared, id->text) != NULL)
		return;
	for (size_t i = 0; i < n; i++)
		if (str_is(id->text, known[i]))
			return;
	if (m->others) {
		diag_undecided(m->diags, NULL, id->at,
			       "whether there is a validator `%.*s` is for the packages to say "
			       "whose classes are configured",
			       STR_ARG(id->text));
		return;
	}
	diag = diag_add(m->diags, &rule_unresolved_reference, id->at,
			"octoDNS has no validator `%.*s`, and `validators` declares none",
			STR_ARG(id->text));
	nearest = str_nearest(id->text, known, n);
	if (nearest != NULL)
		diag_help(m->diags, diag, "did you mean `%s`?", nearest);
}

static void check_enabled(struct manager *m, const struct node *list, const char *const *known,
			  size_t n)
{
	for (size_t i = 0; list != NULL && list->kind == NODE_SEQUENCE && i < list->sequence.n; i++)
		check_validator(m, list->sequence.items[i], known, n);
}

/* The validators that hold octoDNS together begin with `_`. */
static void check_disabled(struct manager *m, const struct node *list)
{
	for (size_t i = 0; list != NULL && list->kind == NODE_SEQUENCE && i < list->sequence.n;
	     i++) {
		const struct node *id = list->sequence.items[i];

		if (id->kind == NODE_SCALAR && str_starts(id->text, "_"))
			(void)diag_add(m->diags, &rule_wrong_type, id->at,
				       "the validator `%.*s` is octoDNS's own and cannot be "
				       "disabled",
				       STR_ARG(id->text));
	}
}

/* A mapping of record types to lists. */
static void each_type(struct manager *m, const struct node *types, bool disabled)
{
	for (size_t i = 0; types != NULL && types->kind == NODE_MAPPING && i < types->mapping.n;
	     i++) {
		const struct node *list = types->mapping.pairs[i].value;

		if (disabled)
			check_disabled(m, list);
		else
			check_enabled(m, list, of_records, COUNT_OF(of_records));
	}
}

/* The older place of a key, and the one that took it over. */
static void check_both(struct manager *m, const struct node *validators, const char *key)
{
	const struct pair *old = node_pair(validators, str_from(key));
	const struct pair *new = node_pair(node_get(validators, "record"), str_from(key));
	struct diag *diag;

	if (old == NULL || new == NULL)
		return;
	diag = diag_add(m->diags, &rule_duplicate_key, old->key->at,
			"`%s` stands here and under `record`, and octoDNS takes one", key);
	diag_related(m->diags, diag, new->key->at, "`%s` under `record` is here", key);
	diag_help(m->diags, diag, "keep the one under `record`");
}

static void check_validators(struct manager *m, const struct node *validators)
{
	const struct node *record = node_get(validators, "record"),
			  *zone = node_get(validators, "zone"),
			  *enabled = node_get(validators, "enabled");

	if (enabled != NULL && enabled->kind == NODE_SCALAR && !node_is_null(enabled))
		diag_help(m->diags,
			  diag_add(m->diags, &rule_wrong_type, enabled->at,
				   "`enabled` wants a list, and this is `%.*s`",
				   STR_ARG(enabled->text)),
			  "write `[%.*s]`", STR_ARG(enabled->text));
	check_both(m, validators, "validators");
	check_both(m, validators, "disable_validators");
	each_type(m, node_get(validators, "validators"), false);
	each_type(m, node_get(record, "validators"), false);
	each_type(m, node_get(validators, "disable_validators"), true);
	each_type(m, node_get(record, "disable_validators"), true);
	check_enabled(m, node_get(zone, "validators"), of_zones, COUNT_OF(of_zones));
	check_disabled(m, node_get(zone, "disable_validators"));
}

void octodns_check_manager(struct arena *arena, struct diag_list *diags, const struct node *root)
{
	static const char *const with_classes[] = {"providers", "processors", "secret_handlers"};
	struct manager m = {.arena = arena, .diags = diags, .root = root};
	const struct node *manager = node_get(root, "manager"), *zones = node_get(root, "zones");

	for (size_t i = 0; i < COUNT_OF(with_classes); i++)
		m.others = m.others || has_other_classes(node_get(root, with_classes[i]));
	check_outputs(&m, node_get(manager, "plan_outputs"));
	check_classes(&m, "secret_handlers", "secret handler");
	check_classes(&m, "validators", "validator");
	check_validators(&m, node_get(manager, "validators"));
	for (size_t i = 0; zones != NULL && zones->kind == NODE_MAPPING && i < zones->mapping.n;
	     i++) {
		const struct node *own = node_get(zones->mapping.pairs[i].value, "validators");

		each_type(&m, node_get(node_get(own, "record"), "disable_validators"), true);
		check_disabled(&m, node_get(node_get(own, "zone"), "disable_validators"));
	}
}
