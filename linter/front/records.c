/* records.c -- records as octoDNS writes them in YAML. */
#include "front/record_parts.h"

#include "base/utf8.h"
#include "front/name.h"
#include "front/octodns_record.h"
#include "front/reference.h"
#include "front/syntax.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

/* The keys of a record in an estate. */
#define RECORD_KEYS "type", "ttl", "value", "values", "alias", "octodns"

static void refuse(struct record *record, const struct rule *rule, const struct node *at,
		   const char *reason)
{
	struct record_reader *r = record->reader;
	struct diag *diag;
	struct span place = node_head(at);

	if (record->lenient) {
		diag_undecided(r->decoder.diags, rule, place,
			       "the %s record at `%s` is lenient and cannot be read: %s",
			       record->type_name, dname_text_bare(r->decoder.arena, record->owner),
			       reason);
		return;
	}
	if (at->kind == NODE_SCALAR)
		diag = diag_add(r->decoder.diags, rule, place, "`%.*s` is no value of type %s: %s",
				STR_ARG(at->text), record->type_name, reason);
	else
		diag = diag_add(r->decoder.diags, rule, place, "this is no value of type %s: %s",
				record->type_name, reason);
	diag->name = dname_text(r->decoder.arena, record->owner);
	diag->zone = dname_text(r->decoder.arena, r->zone->name);
	diag->cause = record->type_name;
}

static void invalid(struct record *record, const struct node *at, const char *reason)
{
	refuse(record, &rule_rdata_invalid, at, reason);
}

/* A value that model/rr.h has refused, with the FAULT of a name in it: one that is too long breaks the rule
 * for names. */
static void invalid_value(struct record *record, const struct node *at, enum dname_fault fault,
			  const struct err *err)
{
	const struct rule *rule = name_fault_rule(fault);

	refuse(record, rule != NULL ? rule : &rule_rdata_invalid, at, err->text);
}

/* A key that records do not have and that reads like KEY: unknown-key says it already. */
static bool is_misspelt(const struct record *record, const char *key)
{
	static const char *const known[] = {RECORD_KEYS};

	if (record->reader->dialect != RECORDS_NATIVE)
		return false;
	for (size_t i = 0; i < record->node->mapping.n; i++) {
		struct str written = record->node->mapping.pairs[i].key->text;
		const char *nearest = str_nearest(written, known, COUNT_OF(known));

		if (nearest != NULL && !str_is(written, nearest) && strcmp(nearest, key) == 0)
			return true;
	}
	return false;
}

static struct rr *add_rr(struct record *record, const struct node *at)
{
	struct rrset *rrset = record->rrset;
	struct rr *rr = &rrset->rrs[rrset->n];

	*rr = (struct rr){.at = node_head(at)};
	return rr;
}

/* ---- values ------------------------------------------------------------------------------------ */

/* octoDNS escapes `;` in text because some providers do; the backslash is no part of the text. */
static struct str without_semicolon_escapes(struct arena *arena, struct str text)
{
	char *out;
	size_t len = 0;

	if (!str_find(text, "\\;", NULL))
		return text;
	out = arena_bytes(arena, text.len);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\\' && i + 1 < text.len && text.ptr[i + 1] == ';')
			continue;
		out[len++] = text.ptr[i];
	}
	return str_slice(out, len);
}

/* Octets before the last word of TEXT: where a value has a name, it stands last. */
static size_t last_word(struct str text)
{
	size_t at = text.len;

	while (at > 0 && !ascii_is_blank(text.ptr[at - 1]))
		at--;
	return at;
}

/* Reads TEXT. A name in it with a U-label is read as its A-label. */
static void parse_value(struct record *record, const struct node *node, struct str text)
{
	struct decoder *d = &record->reader->decoder;
	enum rr_type type = record->rrset->type;
	struct rr *rr = add_rr(record, node);
	enum dname_fault fault;
	struct str name;
	struct err err;

	if (rdata_parse(d->arena, type, text, rr, &err) == OK) {
		if (record->reader->dialect == RECORDS_OCTODNS)
			rr->long_string = 0; /* octoDNS makes the chunks itself */
		record->rrset->n++;
		return;
	}
	fault = rdata_name_fault(d->arena, type, text);
	name = str_slice(text.ptr + last_word(text), text.len - last_word(text));
	if (fault != DNAME_BAD_CHARACTER || utf8_count(name) == name.len) {
		invalid_value(record, node, fault, &err);
		return;
	}
	if (!name_to_ascii(d->arena, d->diags, &name, node_head(node)))
		return;
	text = str_from(
		arena_printf(d->arena, "%.*s%.*s", (int)last_word(text), text.ptr, STR_ARG(name)));
	if (rdata_parse(d->arena, type, text, rr, &err) == OK)
		record->rrset->n++;
	else
		invalid_value(record, node, rdata_name_fault(d->arena, type, text), &err);
}

/* octoDNS joins what chunks are written, `a" "b` too, and cuts the text itself. */
static struct str without_chunk_borders(struct arena *arena, struct str text)
{
	char *out;
	size_t len = 0;

	if (!str_find(text, "\" \"", NULL))
		return text;
	out = arena_bytes(arena, text.len);
	for (size_t i = 0; i < text.len; i++) {
		if (text.len - i >= 3 && memcmp(text.ptr + i, "\" \"", 3) == 0)
			i += 2;
		else
			out[len++] = text.ptr[i];
	}
	return str_slice(out, len);
}

static void take_text_value(struct record *record, const struct node *node)
{
	struct decoder *d = &record->reader->decoder;
	struct text text = decode_text(d, node, "value", true);
	enum rr_type type = record->rrset->type;

	if (text.presence != KNOWN)
		return;
	if (type == RR_TXT || type == RR_SPF) {
		text.s = without_semicolon_escapes(d->arena, text.s);
		if (record->reader->dialect == RECORDS_OCTODNS && !str_starts(text.s, "\""))
			text.s = without_chunk_borders(d->arena, text.s);
	}
	parse_value(record, node, text.s);
}

static const struct node *field_node(const struct node *mapping, const struct rdata_field *field)
{
	const struct node *node = node_get(mapping, field->key);

	return node == NULL && field->also != NULL ? node_get(mapping, field->also) : node;
}

static void put_parameter_value(struct buf *out, const struct node *node)
{
	if (node->kind == NODE_SCALAR) {
		buf_str(out, node->text);
		return;
	}
	for (size_t i = 0; node->kind == NODE_SEQUENCE && i < node->sequence.n; i++) {
		if (i > 0)
			buf_char(out, ',');
		if (node->sequence.items[i]->kind == NODE_SCALAR)
			buf_str(out, node->sequence.items[i]->text);
	}
}

/* SvcParams as a mapping (octoDNS) into presentation form (RFC 9460 section 2.1). */
static struct str parameters_text(struct arena *arena, const struct node *node)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, RDATA_MAX);
	for (size_t i = 0; i < node->mapping.n; i++) {
		const struct pair *pair = &node->mapping.pairs[i];

		buf_printf(&out, "%s%.*s", i == 0 ? "" : " ", STR_ARG(pair->key->text));
		if (node_is_null(pair->value) ||
		    (pair->value->kind == NODE_SEQUENCE && pair->value->sequence.n == 0))
			continue;
		buf_text(&out, "=\"");
		put_parameter_value(&out, pair->value);
		buf_char(&out, '"');
	}
	return arena_str(arena, buf_view(&out));
}

static bool take_fields(struct record *record, const struct node *node,
			const struct rdata_field *fields, size_t n, struct str *values)
{
	struct decoder *d = &record->reader->decoder;

	for (size_t i = 0; i < n; i++) {
		const struct node *value = field_node(node, &fields[i]);
		struct err err;

		if (value == NULL || node_is_null(value)) {
			if (!fields[i].required)
				continue;
			(void)err_set(&err, "it needs the key `%s`", fields[i].key);
			invalid(record, node, err.text);
			return false;
		}
		if (value->kind == NODE_MAPPING) {
			values[i] = parameters_text(d->arena, value);
			continue;
		}
		if (value->kind != NODE_SCALAR) {
			invalid(record, value, "text is wanted, and this is a list");
			return false;
		}
		values[i] = value->text;
		if (values[i].ptr == NULL)
			values[i].ptr = "";
		if (rdata_field_is_name(record->rrset->type, i) &&
		    !name_to_ascii(d->arena, d->diags, &values[i], node_head(value)))
			return false;
	}
	return true;
}

/* The field of a refused mapping whose name is none, and its fault; else NODE itself. */
static const struct node *faulty_field(const struct record *record, const struct node *node,
				       const struct rdata_field *fields, size_t n,
				       const struct str *values, enum dname_fault *ret_fault)
{
	struct arena *arena = record->reader->decoder.arena;
	const struct dname *name;

	for (size_t i = 0; i < n; i++) {
		if (!rdata_field_is_name(record->rrset->type, i))
			continue;
		*ret_fault = dname_parse(arena, values[i], NULL, &name);
		if (*ret_fault != DNAME_OK)
			return field_node(node, &fields[i]);
	}
	*ret_fault = DNAME_OK;
	return node;
}

static void take_mapping_value(struct record *record, const struct node *node)
{
	struct decoder *d = &record->reader->decoder;
	struct str values[16] = {{0}};
	const struct rdata_field *fields;
	enum dname_fault fault;
	struct err err;
	size_t n;
	struct rr *rr;

	fields = rdata_fields(record->rrset->type, &n);
	if (record->rrset->type == RR_DS && node_get(node, "public_key") != NULL)
		fields = rdata_fields_old(record->rrset->type, &n);
	if (n == 0 || n > COUNT_OF(values)) {
		invalid(record, node, "text is wanted, and this is a mapping");
		return;
	}
	if (!take_fields(record, node, fields, n, values))
		return;
	if (record->rrset->type == RR_CAA)
		values[2] = without_semicolon_escapes(d->arena, values[2]);
	rr = add_rr(record, node);
	if (rdata_from_fields(d->arena, record->rrset->type, values, rr, &err) == OK) {
		record->rrset->n++;
		return;
	}
	node = faulty_field(record, node, fields, n, values, &fault);
	invalid_value(record, node, fault, &err);
}

static void add_logical_target(struct record *record, const struct node *name,
			       struct target *target)
{
	struct record_reader *r = record->reader;
	struct logical_target *logical;

	logical = VEC_PUSH(r->model->arena, &r->targets->items);
	logical->name = decode_text(&r->decoder, name, "load_balancer", true);
	logical->rrset = record->rrset;
	logical->target = target;
	logical->by_cname = target == NULL;
}

void record_take_value(struct record *record, const struct node *node)
{
	const struct node *logical;

	if (node_is_lost(node)) {
		record->rrset->pending = "what is included for it cannot be read";
		return;
	}
	if (node->kind == NODE_SEQUENCE) {
		invalid(record, node, "a list within the list of values");
		return;
	}
	if (node->kind == NODE_SCALAR) {
		take_text_value(record, node);
		return;
	}
	logical = node_get(node, "load_balancer");
	if (record->reader->dialect == RECORDS_NATIVE && record->rrset->type == RR_CNAME &&
	    logical != NULL) {
		add_logical_target(record, logical, NULL);
		return;
	}
	take_mapping_value(record, node);
}

void record_take_values(struct record *record)
{
	struct decoder *d = &record->reader->decoder;
	const struct node *values = node_get(record->node, "values");
	const struct node *value = node_get(record->node, "value");
	const struct node *node = values != NULL ? values : value;
	size_t n;

	if (node == NULL) {
		if (is_misspelt(record, "value") || is_misspelt(record, "values") ||
		    is_misspelt(record, "alias")) {
			record->rrset->pending = "its value cannot be read";
			return;
		}
		diag_help(d->diags,
			  diag_add(d->diags, &rule_missing_key, record->rrset->at,
				   "the %s record at `%s` needs the key `value` or `values`",
				   record->type_name, dname_text_bare(d->arena, record->owner)),
			  "add `value:`");
		return;
	}
	n = node->kind == NODE_SEQUENCE ? node->sequence.n : 1;
	record->rrset->rrs = NEW_ARRAY(d->arena, struct rr, n);
	if (node->kind != NODE_SEQUENCE) {
		record_take_value(record, node);
		return;
	}
	if (n == 0)
		invalid(record, node, "the list of values is empty");
	for (size_t i = 0; i < n; i++)
		record_take_value(record, node->sequence.items[i]);
	record->rrset->partial = record->rrset->n < n;
}

/* ---- aliases ----------------------------------------------------------------------------------- */

static const struct {
	const char *key;
	enum target_kind kind;
} alias_kinds[] = {
	{"load_balancer", TARGET_LOAD_BALANCER},
	{"api_gateway", TARGET_API_GATEWAY},
	{"vpc_endpoint", TARGET_VPC_ENDPOINT},
	{"cloudfront", TARGET_CLOUDFRONT},
	{"name", TARGET_NAME},
	{"record", TARGET_RECORD},
};

const struct dname *record_target(struct record *record, const struct node *node,
				  const struct dname *origin)
{
	struct decoder *d = &record->reader->decoder;
	struct text text = decode_text(d, node, "alias", true);
	const struct dname *name;
	const char *fault;

	if (text.presence != KNOWN)
		return NULL;
	name = name_read(d->arena, d->diags, text.s, node->at, origin, &fault);
	if (name == NULL && fault != NULL)
		invalid(record, node, fault);
	return name;
}

static void take_alias_extras(struct record *record, const struct node *node, struct target *target)
{
	struct decoder *d = &record->reader->decoder;

	for (size_t i = 0; i < node->mapping.n; i++) {
		const struct pair *pair = &node->mapping.pairs[i];
		bool known = false;

		for (size_t k = 0; k < COUNT_OF(alias_kinds); k++)
			known = known || str_is(pair->key->text, alias_kinds[k].key);
		if (str_is(pair->key->text, "hosted_zone_id"))
			target->hosted_zone_id = arena_cstr(
				d->arena, decode_text(d, pair->value, "hosted_zone_id", true).s);
		else if (str_is(pair->key->text, "evaluate_target_health"))
			target->evaluate_health = str_is(pair->value->text, "true");
		else if (!known)
			diag_help(d->diags,
				  diag_add(d->diags, &rule_unknown_key, pair->key->at,
					   "`alias` has no key `%.*s`", STR_ARG(pair->key->text)),
				  "its keys are `load_balancer`, `api_gateway`, `vpc_endpoint`, "
				  "`cloudfront`, `record`, `name`, `hosted_zone_id` and "
				  "`evaluate_target_health`");
	}
}

static void take_alias(struct record *record, const struct node *node)
{
	struct record_reader *r = record->reader;
	struct target *target = NEW(r->decoder.arena, struct target);

	record->rrset->alias = target;
	record->rrset->ttl_known = false;
	target->at = node_head(node);
	if (node->kind != NODE_MAPPING) {
		invalid(record, node, "`alias` wants a mapping: {load_balancer: …}");
		return;
	}
	for (size_t i = 0; i < COUNT_OF(alias_kinds) && target->kind == TARGET_NONE; i++) {
		const struct node *value = node_get(node, alias_kinds[i].key);

		if (value == NULL)
			continue;
		target->kind = alias_kinds[i].kind;
		target->at = node_head(value);
		if (target->kind == TARGET_LOAD_BALANCER)
			add_logical_target(record, value, target);
		else
			target->dns_name =
				record_target(record, value,
					      target->kind == TARGET_RECORD ? r->zone->name : NULL);
	}
	take_alias_extras(record, node, target);
	if (target->kind == TARGET_NONE)
		invalid(record, node, "`alias` names no target");
}

/* ---- one record -------------------------------------------------------------------------------- */

bool record_has_reason(const struct source *source, struct span at)
{
	struct position place = source_position(source, at.start);
	struct str line = source_line(source, place.line), above;
	size_t comment;

	if (str_find(line, " #", &comment) &&
	    str_trim(str_slice(line.ptr + comment + 2, line.len - comment - 2)).len > 0)
		return true;
	above = str_trim(source_line(source, place.line - 1));
	return above.len > 2 && above.ptr[0] == '#';
}

static void take_octodns_settings(struct record *record)
{
	struct record_reader *r = record->reader;
	const struct node *lenient = node_get(node_get(record->node, "octodns"), "lenient");
	const struct source *source;
	struct diag *diag;

	record->lenient = r->lenient;

	if (lenient == NULL)
		lenient = node_get(record->node, "lenient");
	if (lenient == NULL || lenient->kind != NODE_SCALAR ||
	    !str_eq_nocase(lenient->text, STR("true")))
		return;
	record->lenient = true;
	/* it may stand in a file that is included */
	source = source_of(r->model->sources, lenient->at);
	if (source != NULL && record_has_reason(source, lenient->at))
		return;
	diag = diag_add(r->decoder.diags, &rule_lenient_mode, lenient->at,
			"the checks of the records at `%s` are off, and nothing says why",
			dname_text_bare(r->decoder.arena, record->owner));
	diag->name = dname_text(r->decoder.arena, record->owner);
	diag->zone = dname_text(r->decoder.arena, r->zone->name);
	diag_help(r->decoder.diags, diag,
		  "say why in a comment on this line, or mend the record and drop `lenient`");
}

static void check_record_keys(struct record *record)
{
	static const char *const known[] = {RECORD_KEYS};
	struct decoder *d = &record->reader->decoder;

	if (record->reader->dialect != RECORDS_NATIVE)
		return;
	for (size_t i = 0; i < record->node->mapping.n; i++) {
		const struct node *key = record->node->mapping.pairs[i].key;
		const char *nearest;
		struct diag *diag;
		bool is_known = false;

		for (size_t k = 0; k < COUNT_OF(known); k++)
			is_known = is_known || str_is(key->text, known[k]);
		if (is_known)
			continue;
		diag = diag_add(d->diags, &rule_unknown_key, key->at, "a record has no key `%.*s`",
				STR_ARG(key->text));
		nearest = str_nearest(key->text, known, COUNT_OF(known));
		if (nearest != NULL)
			diag_help(d->diags, diag, "did you mean `%s`?", nearest);
	}
}

static void take_ttl(struct record *record)
{
	static const struct field ttl = {
		.key = "ttl", .kind = FIELD_NUMBER, .min = 0, .max = 2147483647};
	struct record_reader *r = record->reader;
	const struct node *node = node_get(record->node, ttl.key);
	struct number number = {0};

	if (node != NULL)
		number = decode_number(&r->decoder, node, &ttl);
	record->rrset->ttl_known = true;
	record->rrset->ttl = number.presence == KNOWN ? (uint32_t)number.n : r->default_ttl;
	record->rrset->ttl_at = number.at;
}

/* False where the type is none of the model's. */
static bool take_type(struct record *record, enum rr_type *ret_type)
{
	struct decoder *d = &record->reader->decoder;
	const struct node *node = node_get(record->node, "type");
	struct text text;
	const char *const *names;
	const char *nearest;
	struct diag *diag;
	size_t n;

	if (node == NULL && is_misspelt(record, "type"))
		return false;
	if (node == NULL) {
		diag = diag_add(d->diags, &rule_missing_key, record->pair->key->at,
				"the record at `%s` needs the key `type`",
				dname_text_bare(d->arena, record->owner));
		diag_help(d->diags, diag, "add `type:`");
		return false;
	}
	text = decode_text(d, node, "type", false);
	if (text.presence != KNOWN)
		return false;
	if (rr_type_parse(text.s, ret_type))
		return true;
	if (record->reader->dialect == RECORDS_OCTODNS &&
	    (str_find(text.s, "/", NULL) || str_is(text.s, "URLFWD"))) {
		diag_undecided(d->diags, NULL, node->at,
			       "records of the provider's own type `%.*s` are not looked at",
			       STR_ARG(text.s));
		return false;
	}
	names = rr_type_names(&n);
	nearest = str_nearest(text.s, names, n);
	diag = diag_add(d->diags, &rule_wrong_type, node->at, "`%.*s` is no record type",
			STR_ARG(text.s));
	if (nearest != NULL)
		diag_help(d->diags, diag, "did you mean `%s`?", nearest);
	return false;
}

/* Millions of records have one, so its text is shared. */
static const struct origin *record_origin(struct record *record, enum rr_type type)
{
	struct record_reader *r = record->reader;
	struct origin *origin = NEW(r->decoder.arena, struct origin);
	const char **text =
		(size_t)type < COUNT_OF(r->origins) ? &r->origins[type] : &r->origins[0];

	if (*text == NULL)
		*text = text == &r->origins[0] ? "the record"
					       : arena_printf(r->decoder.arena, "the %s record",
							      record->type_name);
	origin->what = *text;
	origin->at = record->pair->key->at;
	return origin;
}

void record_begin(struct record *record, enum rr_type type)
{
	struct record_reader *r = record->reader;

	record->rrset = model_add_rrset(r->model, r->zone, record->owner, type,
					record_origin(record, type));
	record->rrset->owner_at = record->pair->key->at;
	record->rrset->at = node_get(record->node, "type")->at;
	record->rrset->lenient = record->lenient;
	take_ttl(record);
}

void record_end(struct record *record)
{
	/* A record none of whose values can be read is reported, and then no record. */
	if (record->rrset->n == 0 && record->rrset->alias == NULL && record->rrset->pending == NULL)
		record->rrset->pending = "none of its values can be read";
}

static void take_record(struct record_reader *r, const struct pair *pair, const struct dname *owner,
			const struct node *node)
{
	struct record record = {.reader = r, .pair = pair, .owner = owner, .node = node};
	const struct node *alias;
	enum rr_type type;

	if (node_is_lost(node))
		return;
	if (node->kind != NODE_MAPPING) {
		(void)diag_add(r->decoder.diags, &rule_wrong_type,
			       node_is_null(node) ? pair->key->at : node_head(node),
			       "a record wants a mapping, and this is %s", node_kind_name(node));
		return;
	}
	check_record_keys(&record);
	take_octodns_settings(&record);
	if (r->dialect == RECORDS_OCTODNS && octodns_take_record(&record))
		return;
	if (!take_type(&record, &type))
		return;
	record.type_name = rr_type_name(r->decoder.arena, type);
	record_begin(&record, type);
	alias = r->dialect == RECORDS_NATIVE ? node_get(node, "alias") : NULL;
	if (alias != NULL)
		take_alias(&record, alias);
	else
		record_take_values(&record);
	record_end(&record);
	if (r->dialect == RECORDS_OCTODNS)
		octodns_take_pools(&record);
}

static const struct dname *take_owner(struct record_reader *r, const struct node *key)
{
	const struct dname *owner;
	const char *fault;
	struct diag *diag;

	if (key->text.len > 0 && key->text.ptr[key->text.len - 1] == '.') {
		diag = diag_add(
			r->decoder.diags, &rule_wrong_type, key->at,
			"owner name `%.*s` ends in a dot, and names here are relative to `%s`",
			STR_ARG(key->text), dname_text_bare(r->decoder.arena, r->zone->name));
		diag_help(r->decoder.diags, diag,
			  "write the name without the zone and without the dot");
		return NULL;
	}
	owner = name_read(r->decoder.arena, r->decoder.diags, key->text, key->at, r->zone->name,
			  &fault);
	if (owner == NULL && fault != NULL)
		(void)diag_add(r->decoder.diags, &rule_wrong_type, key->at,
			       "`%.*s` is no owner name: %s", STR_ARG(key->text), fault);
	return owner;
}

void records_read(struct record_reader *reader, const struct node *node)
{
	if (node->kind != NODE_MAPPING) {
		(void)diag_add(reader->decoder.diags, &rule_wrong_type, node_head(node),
			       "records want a mapping of owner names, and this is %s",
			       node_kind_name(node));
		return;
	}
	/* an RRset for each owner, and here and there one more */
	if (reader->zone->rrsets.capacity == 0)
		VEC_RESERVE(reader->model->arena, &reader->zone->rrsets,
			    node->mapping.n + node->mapping.n / 8 + 8);
	for (size_t i = 0; i < node->mapping.n; i++) {
		const struct pair *pair = &node->mapping.pairs[i];
		const struct dname *owner;

		/* octoDNS keeps settings of a whole zone file under this key. */
		if (reader->dialect == RECORDS_OCTODNS && str_is(pair->key->text, "octodns"))
			continue;
		owner = take_owner(reader, pair->key);
		if (owner == NULL)
			continue;
		if (pair->value->kind != NODE_SEQUENCE) {
			take_record(reader, pair, owner, pair->value);
			continue;
		}
		if (reader->dialect == RECORDS_OCTODNS)
			octodns_check_types(reader, owner, pair->value);
		for (size_t k = 0; k < pair->value->sequence.n; k++)
			take_record(reader, pair, owner, pair->value->sequence.items[k]);
	}
}

bool records_recognise(const struct node *node)
{
	if (node->kind == NODE_SEQUENCE)
		node = node->sequence.n == 0 ? node : node->sequence.items[0];
	return node->kind == NODE_MAPPING && node_get(node, "type") != NULL &&
	       node_get(node, "type")->kind == NODE_SCALAR;
}

/* ---- logical targets --------------------------------------------------------------------------- */

static void link_cname(struct model *model, struct logical_target *logical,
		       const struct load_balancer *load_balancer)
{
	struct rrset *rrset = logical->rrset;
	struct err err;
	struct rr *rr;

	if (load_balancer->dns_name.presence != KNOWN) {
		rrset->pending = arena_printf(
			model->arena, "the DNS name of load balancer `%.*s` is not known yet",
			STR_ARG(load_balancer->key.s));
		return;
	}
	rr = &rrset->rrs[rrset->n];
	rr->at = logical->name.at;
	if (rdata_parse(model->arena, RR_CNAME, load_balancer->dns_name.s, rr, &err) == OK) {
		rrset->n++;
		rrset->pending = NULL;
	}
}

void records_link(struct model *model, struct diag_list *diags, struct logical_targets *targets)
{
	for (size_t i = 0; i < targets->items.n; i++) {
		struct logical_target *logical = &targets->items.items[i];
		const struct load_balancer *load_balancer;

		if (logical->name.presence != KNOWN)
			continue;
		load_balancer = reference_find(diags, &model->load_balancer_keys, &logical->name,
					       "load balancer", "load_balancers");
		if (load_balancer == NULL)
			continue;
		if (logical->by_cname)
			link_cname(model, logical, load_balancer);
		else
			logical->target->load_balancer = load_balancer;
	}
}
