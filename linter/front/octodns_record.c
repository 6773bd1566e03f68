/* octodns_record.c -- what records of octoDNS have beyond type, TTL and values. */
#include "front/octodns_record.h"

#include "front/octodns_zones.h"
#include "front/syntax.h"
#include "model/alias_zones.h"

#include <string.h>

#include "base/banned.h"

/* ---- left out, or written by a processor -------------------------------------------------------- */

static struct str type_of(const struct node *record)
{
	const struct node *type = node_get(record, "type");

	return type == NULL || type->kind != NODE_SCALAR ? (struct str){0} : type->text;
}

/* The owner relative to its zone, "" for the apex: octoDNS's own name of it. */
static struct str relative_name(struct record *record)
{
	struct arena *arena = record->reader->decoder.arena;
	const struct dname *owner = record->owner, *zone = record->reader->zone->name;
	struct str text = str_from(dname_text_bare(arena, owner));
	size_t below = strlen(dname_text_bare(arena, zone));

	if (owner->labels == zone->labels)
		return STR("");
	return str_slice(text.ptr, text.len - below - 1);
}

static bool has_braces(const struct node *node, unsigned depth)
{
	if (node == NULL || depth == 4)
		return false;
	if (node->kind == NODE_SCALAR)
		return memchr(node->text.ptr, '{', node->text.len) != NULL &&
		       memchr(node->text.ptr, '}', node->text.len) != NULL;
	for (size_t i = 0; node->kind == NODE_SEQUENCE && i < node->sequence.n; i++)
		if (has_braces(node->sequence.items[i], depth + 1))
			return true;
	for (size_t i = 0; node->kind == NODE_MAPPING && i < node->mapping.n; i++)
		if (has_braces(node->mapping.pairs[i].value, depth + 1))
			return true;
	return false;
}

/* An RRset whose values are not known, for REASON; false where TYPE is none of the model's. */
static bool put_unknown(struct record *record, struct str type, const char *reason)
{
	enum rr_type parsed;

	if (!rr_type_parse(type, &parsed))
		return false;
	record->type_name = rr_type_name(record->reader->decoder.arena, parsed);
	record_begin(record, parsed);
	record->rrset->pending = reason;
	return true;
}

/* ---- ALIAS ------------------------------------------------------------------------------------- */

/* The records of a list under `values`, or the one under `value`; NULL: neither is there. */
static const struct node *values_of(const struct node *record, size_t *ret_n)
{
	const struct node *values = node_get(record, "values");

	if (values == NULL)
		values = node_get(record, "value");
	*ret_n = 0;
	if (values == NULL)
		return NULL;
	*ret_n = values->kind == NODE_SEQUENCE ? values->sequence.n : 1;
	return values;
}

static const struct node *value_at(const struct node *values, size_t i)
{
	return values->kind == NODE_SEQUENCE ? values->sequence.items[i] : values;
}

static void missing_value(struct record *record, const char *key)
{
	struct decoder *d = &record->reader->decoder;

	(void)diag_add(d->diags, &rule_missing_key, node_get(record->node, "type")->at,
		       "the %s record at `%s` needs the key `%s`", record->type_name,
		       dname_text_bare(d->arena, record->owner), key);
}

static void put_alias(struct record *record, enum rr_type type, struct target *target)
{
	record_begin(record, type);
	record->rrset->alias = target;
	if (target->dns_name == NULL)
		record->rrset->pending = "its target cannot be read";
}

/* The addresses of another name, which octoDNS has at the apex alone. */
static void take_alias(struct record *record)
{
	struct decoder *d = &record->reader->decoder;
	struct target *target;
	const struct node *values;
	struct diag *diag;
	size_t n;

	record->type_name = "ALIAS";
	values = values_of(record->node, &n);
	if (n == 0) {
		missing_value(record, "value");
		return;
	}
	if (record->owner->labels > record->reader->zone->name->labels && !record->lenient) {
		diag = diag_add(d->diags, &rule_wrong_type, node_get(record->node, "type")->at,
				"octoDNS has ALIAS at the apex alone, and `%s` is below it",
				dname_text_bare(d->arena, record->owner));
		diag->name = dname_text(d->arena, record->owner);
		diag_help(d->diags, diag, "write a CNAME");
	}
	target = NEW(d->arena, struct target);
	target->kind = TARGET_NAME;
	target->at = node_head(value_at(values, 0));
	target->dns_name = record_target(record, value_at(values, 0), NULL);
	put_alias(record, RR_A, target);
	put_alias(record, RR_AAAA, target);
}

/* ---- Route53Provider/ALIAS --------------------------------------------------------------------- */

/* A name of AWS lies in a hosted zone of its own; every other name is one of the same zone. */
static bool is_service(struct str name)
{
	static const char *const parts[] = {"amazonaws.com.", "cloudfront.net.",
					    "elasticbeanstalk.com.", "awsglobalaccelerator.com."};

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (str_find(name, parts[i], NULL))
			return true;
	return false;
}

static void take_route53_target(struct record *record, const struct node *value,
				struct target *target)
{
	struct arena *arena = record->reader->decoder.arena;
	const struct node *name = node_get(value, "name"), *id = node_get(value, "hosted-zone-id");

	target->evaluate_health = octodns_flag(value, "evaluate-target-health", false);
	target->at = name != NULL ? node_head(name) : node_head(value);
	target->kind = TARGET_RECORD;
	target->dns_name = record->reader->zone->name;
	if (name == NULL || node_is_null(name) || name->text.len == 0)
		return;
	if (name->kind != NODE_SCALAR || (id == NULL && !is_service(name->text))) {
		target->dns_name = record_target(record, name, record->reader->zone->name);
		return;
	}
	if (id != NULL && id->kind == NODE_SCALAR && !node_is_null(id))
		target->hosted_zone_id = arena_cstr(arena, id->text);
	target->dns_name = record_target(record, name, NULL);
	target->kind =
		target->dns_name == NULL ? TARGET_NAME : alias_target_kind(arena, target->dns_name);
}

static void take_route53_value(struct record *record, const struct node *value)
{
	struct decoder *d = &record->reader->decoder;
	const struct node *type = node_get(value, "type");
	struct target *target;
	enum rr_type parsed;

	if (value->kind != NODE_MAPPING || type == NULL || type->kind != NODE_SCALAR) {
		diag_add(d->diags, &rule_missing_key, node_head(value),
			 "an alias of Route 53 at `%s` needs the key `type`",
			 dname_text_bare(d->arena, record->owner))
			->cause = "type";
		return;
	}
	if (!rr_type_parse(type->text, &parsed)) {
		(void)diag_add(d->diags, &rule_wrong_type, type->at, "`%.*s` is no record type",
			       STR_ARG(type->text));
		return;
	}
	target = NEW(d->arena, struct target);
	take_route53_target(record, value, target);
	put_alias(record, parsed, target);
	record->rrset->at = type->at;
	record->rrset->ttl_known = false; /* an alias has its target's */
}

static void take_route53_alias(struct record *record)
{
	size_t n;
	const struct node *values = values_of(record->node, &n);

	record->type_name = "Route53Provider/ALIAS";
	if (n == 0)
		missing_value(record, "values");
	for (size_t i = 0; i < n; i++)
		take_route53_value(record, value_at(values, i));
}

bool octodns_take_record(struct record *record)
{
	const struct octodns_hosted *zone = record->reader->hosted;
	struct str type = type_of(record->node), owner = STR("");

	if (zone != NULL && zone->records->processors.n > 0)
		owner = relative_name(record); /* only they look at it */
	switch (octodns_keeps(zone, record->node, owner, type)) {
	case YES:
		break;
	case NO:
		return true;
	case UNKNOWN:
		record->lenient = true;
		return put_unknown(record, str_ends(type, "ALIAS") ? STR("A") : type,
				   "octoDNS ignores it, whatever is there");
	}
	if (zone != NULL && zone->template &&
	    (has_braces(node_get(record->node, "value"), 0) ||
	     has_braces(node_get(record->node, "values"), 0)) &&
	    put_unknown(record, type, "a processor writes its values"))
		return true;
	if (str_is(type, "ALIAS"))
		take_alias(record);
	else if (str_is(type, "Route53Provider/ALIAS"))
		take_route53_alias(record);
	else
		return false;
	return true;
}

/* ---- pools ------------------------------------------------------------------------------------- */

static bool is_single(enum rr_type type)
{
	return type == RR_CNAME || type == RR_DNAME;
}

/* An RRset of the record's owner and type with a set identifier, and room for N values. */
static struct record begin_set(const struct record *record, const char *identifier, struct span at,
			       size_t n)
{
	struct record set = *record;

	record_begin(&set, record->rrset->type);
	set.rrset->set_identifier = identifier;
	set.rrset->rrs = NEW_ARRAY(record->reader->decoder.arena, struct rr, n);
	set.rrset->at = at;
	return set;
}

/* The values of one pool: a list of texts (`geo`), or of mappings with `value` (`dynamic`). */
static void take_pool(const struct record *record, const char *identifier, struct span at,
		      const struct node *values)
{
	struct arena *arena = record->reader->decoder.arena;
	size_t n = values->sequence.n, taken;
	struct record set = {0};

	for (size_t i = 0; i < n; i++) {
		const struct node *item = values->sequence.items[i], *value = item;

		if (item->kind == NODE_MAPPING && node_get(item, "value") != NULL)
			value = node_get(item, "value");
		if (i == 0 || is_single(record->rrset->type))
			set = begin_set(
				record,
				n > 1 && is_single(record->rrset->type)
					? arena_printf(arena, "%s value %zu", identifier, i + 1)
					: identifier,
				at, is_single(record->rrset->type) ? 1 : n);
		taken = set.rrset->n;
		record_take_value(&set, value);
		if (set.rrset->n == taken)
			set.rrset->partial = true;
		if (i + 1 == n || is_single(record->rrset->type))
			record_end(&set);
	}
}

static void refuse_pools(const struct record *record, const struct node *node, const char *what)
{
	struct decoder *d = &record->reader->decoder;

	(void)diag_add(d->diags, &rule_wrong_type, node_head(node),
		       "%s of the %s record at `%s` wants %s, and this is %s", what,
		       record->type_name, dname_text_bare(d->arena, record->owner),
		       str_is(str_from(what), "the pool") ? "a list of values" : "a mapping",
		       node_kind_name(node));
}

static const struct node *list_of_pool(const struct record *record, const struct pair *pair,
				       bool geo)
{
	struct decoder *d = &record->reader->decoder;
	const struct node *list = geo ? pair->value : node_get(pair->value, "values");

	if (list == NULL) {
		diag_add(d->diags, &rule_missing_key, pair->key->at,
			 "the pool `%.*s` needs the key `values`", STR_ARG(pair->key->text))
			->cause = arena_cstr(d->arena, pair->key->text);
		return NULL;
	}
	if (list->kind == NODE_SEQUENCE)
		return list;
	refuse_pools(record, list, "the pool");
	return NULL;
}

static void take_pools_of(const struct record *record, const struct node *pools, bool geo)
{
	struct arena *arena = record->reader->decoder.arena;

	if (pools == NULL)
		return;
	if (pools->kind != NODE_MAPPING) {
		refuse_pools(record, pools, geo ? "`geo`" : "`pools`");
		return;
	}
	for (size_t i = 0; i < pools->mapping.n; i++) {
		const struct pair *pair = &pools->mapping.pairs[i];
		const struct node *list = list_of_pool(record, pair, geo);

		if (list != NULL)
			take_pool(record,
				  arena_printf(arena, "%s %.*s", geo ? "geo" : "pool",
					       STR_ARG(pair->key->text)),
				  pair->key->at, list);
	}
}

static void check_pool(const struct record *record, const struct node *pools,
		       const struct node *name, const char *by)
{
	if (name == NULL || name->kind != NODE_SCALAR || node_is_null(name) || pools == NULL ||
	    pools->kind != NODE_MAPPING || node_pair(pools, name->text) != NULL ||
	    str_is(name->text, "default"))
		return;
	(void)diag_add(record->reader->decoder.diags, &rule_unresolved_reference, name->at,
		       "%s names the pool `%.*s`, and the record has none of that name", by,
		       STR_ARG(name->text));
}

static void check_pools(const struct record *record, const struct node *dynamic)
{
	const struct node *pools = node_get(dynamic, "pools"), *rules = node_get(dynamic, "rules");

	for (size_t i = 0; rules != NULL && rules->kind == NODE_SEQUENCE && i < rules->sequence.n;
	     i++)
		check_pool(record, pools, node_get(rules->sequence.items[i], "pool"), "a rule");
	for (size_t i = 0; pools != NULL && pools->kind == NODE_MAPPING && i < pools->mapping.n;
	     i++)
		check_pool(record, pools, node_get(pools->mapping.pairs[i].value, "fallback"),
			   "a fallback");
}

void octodns_take_pools(struct record *record)
{
	const struct node *dynamic = node_get(record->node, "dynamic"),
			  *geo = node_get(record->node, "geo");
	struct rrset *own = record->rrset;

	if (dynamic == NULL && geo == NULL)
		return;
	own->set_identifier = "default values";
	if (dynamic != NULL && dynamic->kind != NODE_MAPPING)
		refuse_pools(record, dynamic, "`dynamic`");
	check_pools(record, dynamic);
	take_pools_of(record, node_get(dynamic, "pools"), false);
	take_pools_of(record, geo, true);
}

/* ---- one record of each type ------------------------------------------------------------------- */

void octodns_check_types(struct record_reader *reader, const struct dname *owner,
			 const struct node *list)
{
	struct decoder *d = &reader->decoder;
	const struct node *seen[RR_CAA + 1] = {NULL};

	for (size_t i = 0; i < list->sequence.n; i++) {
		const struct node *type = node_get(list->sequence.items[i], "type");
		enum rr_type parsed;
		struct diag *diag;

		if (type == NULL || type->kind != NODE_SCALAR ||
		    !rr_type_parse(type->text, &parsed) || (unsigned)parsed > RR_CAA)
			continue;
		if (seen[parsed] == NULL) {
			seen[parsed] = type;
			continue;
		}
		diag = diag_add(d->diags, &rule_duplicate_key, type->at,
				"the %s record at `%s` is written twice",
				rr_type_name(d->arena, parsed), dname_text_bare(d->arena, owner));
		diag->name = dname_text(d->arena, owner);
		diag->zone = dname_text(d->arena, reader->zone->name);
		diag->cause = rr_type_name(d->arena, parsed);
		diag_related(d->diags, diag, seen[parsed]->at, "first here");
		diag_help(d->diags, diag, "join the values of the two under `values`");
	}
}
