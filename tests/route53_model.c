/* route53_model.c -- hosted zones and record sets as Route 53 keeps them, for tests. */
#include "route53_model.h"

#include "base/buf.h"
#include "base/json.h"
#include "front/json_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

enum { ELEMENTS_MAX = 1000, CHARACTERS_MAX = 32000, VALUES_MAX = 400, TEXT_MAX = 1 << 24 };

void r53_init(struct r53 *r53, struct arena *arena)
{
	*r53 = (struct r53){.arena = arena};
}

/* ---- names ------------------------------------------------------------------------------------- */

/* The service's own spelling of a name. */
static const char *spelling(struct arena *arena, struct str name)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, TEXT_MAX);
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];

		if (c == '\\' && i + 3 < name.len && name.ptr[i + 1] >= '0' &&
		    name.ptr[i + 1] <= '3') {
			c = (unsigned char)((name.ptr[i + 1] - '0') * 64 +
					    (name.ptr[i + 2] - '0') * 8 + (name.ptr[i + 3] - '0'));
			i += 3;
			if (c == '.') {
				buf_text(&out, "\\056");
				continue;
			}
		}
		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
		    c == '.')
			buf_char(&out, (char)c);
		else
			buf_printf(&out, "\\%03o", c);
	}
	if (out.len == 0 || out.ptr[out.len - 1] != '.')
		buf_char(&out, '.');
	return arena_cstr(arena, buf_view(&out));
}

static bool lies_in(const char *name, const char *zone)
{
	size_t n = strlen(name), z = strlen(zone);

	return n >= z && strcmp(name + n - z, zone) == 0 && (n == z || name[n - z - 1] == '.');
}

/* ---- one record set ---------------------------------------------------------------------------- */

static const char *text_of(struct arena *arena, const struct node *item, const char *key)
{
	const struct node *node = node_get(item, key);

	return node == NULL || node->kind != NODE_SCALAR ? "" : arena_cstr(arena, node->text);
}

static const char *const policies[] = {"Weight", "Region", "Failover", "GeoLocation",
				       "MultiValueAnswer"};

static void print_member(struct buf *out, const char *key, const struct node *node)
{
	if (node->kind == NODE_SCALAR) {
		buf_printf(out, "%s=%.*s\n", key, STR_ARG(node->text));
		return;
	}
	for (size_t i = 0; i < node->mapping.n; i++)
		print_member(out, key, node->mapping.pairs[i].value);
}

static void read_routing(struct arena *arena, const struct node *item, struct r53_set *set)
{
	struct buf out CLEANUP(buf_free);
	const struct node *check = node_get(item, "HealthCheckId");

	buf_init(&out, TEXT_MAX);
	set->policy = "";
	for (size_t i = 0; i < COUNT_OF(policies); i++) {
		const struct node *member = node_get(item, policies[i]);

		if (member == NULL)
			continue;
		set->policy = policies[i];
		print_member(&out, policies[i], member);
	}
	if (check != NULL)
		print_member(&out, "HealthCheckId", check);
	set->routing = arena_cstr(arena, buf_view(&out));
}

/* NULL, or why the service does not take it. */
static const char *read_set(struct arena *arena, const struct node *item, struct r53_set *set)
{
	const struct node *values = node_get(item, "ResourceRecords");
	const struct node *alias = node_get(item, "AliasTarget"), *ttl = node_get(item, "TTL");
	uint64_t seconds;

	*set = (struct r53_set){.ttl = -1};
	set->name = spelling(arena, str_from(text_of(arena, item, "Name")));
	set->type = text_of(arena, item, "Type");
	set->set_identifier = text_of(arena, item, "SetIdentifier");
	read_routing(arena, item, set);
	if ((alias != NULL) == (ttl != NULL && values != NULL))
		return "InvalidInput: exactly one of AliasTarget, and TTL with ResourceRecords";
	if (alias != NULL) {
		set->alias[0] = text_of(arena, alias, "HostedZoneId");
		set->alias[1] = spelling(arena, str_from(text_of(arena, alias, "DNSName")));
		set->alias[2] = text_of(arena, alias, "EvaluateTargetHealth");
		return NULL;
	}
	if (!str_to_u64(ttl->text, INT32_MAX, &seconds))
		return "InvalidInput: TTL";
	set->ttl = (int64_t)seconds;
	for (size_t i = 0; i < values->sequence.n; i++) {
		const char *value = text_of(arena, values->sequence.items[i], "Value");

		for (size_t k = 0; k < set->values.n; k++)
			if (strcmp(set->values.items[k], value) == 0)
				return "InvalidChangeBatch: a value twice";
		*VEC_PUSH(arena, &set->values) = value;
	}
	if (set->values.n == 0 || set->values.n > VALUES_MAX)
		return "InvalidChangeBatch: number of values";
	return (set->policy[0] == '\0') == (set->set_identifier[0] == '\0')
		       ? NULL
		       : "InvalidInput: a policy has a SetIdentifier, and no other set has";
}

static bool same_key(const struct r53_set *a, const struct r53_set *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->type, b->type) == 0 &&
	       strcmp(a->set_identifier, b->set_identifier) == 0;
}

static bool has_value(const struct r53_set *set, const char *value)
{
	for (size_t i = 0; i < set->values.n; i++)
		if (strcmp(set->values.items[i], value) == 0)
			return true;
	return false;
}

static bool same_set(const struct r53_set *a, const struct r53_set *b)
{
	if (!same_key(a, b) || a->ttl != b->ttl || a->values.n != b->values.n ||
	    strcmp(a->routing, b->routing) != 0 || (a->alias[0] == NULL) != (b->alias[0] == NULL))
		return false;
	for (size_t i = 0; a->alias[0] != NULL && i < ROUTE53_ALIAS_FIELDS; i++)
		if (strcmp(a->alias[i], b->alias[i]) != 0)
			return false;
	for (size_t i = 0; i < a->values.n; i++)
		if (!has_value(b, a->values.items[i]))
			return false;
	return true;
}

/* ---- changes ----------------------------------------------------------------------------------- */

static struct r53_set *find_set(struct r53_zone *zone, const struct r53_set *key)
{
	for (size_t i = 0; i < zone->sets.n; i++)
		if (same_key(&zone->sets.items[i], key))
			return &zone->sets.items[i];
	return NULL;
}

static bool is_own(const struct r53_zone *zone, const struct r53_set *set)
{
	return strcmp(set->name, zone->name) == 0 &&
	       (strcmp(set->type, "SOA") == 0 || strcmp(set->type, "NS") == 0);
}

/* What the zone may not hold once the whole batch is done. */
static const char *check_pair(const struct r53_set *a, const struct r53_set *b)
{
	if (strcmp(a->name, b->name) != 0)
		return NULL;
	if (strcmp(a->type, "CNAME") == 0 && strcmp(b->type, "CNAME") != 0)
		return "InvalidChangeBatch: conflicts with other records with the same DNS name";
	if (strcmp(a->type, b->type) != 0)
		return NULL;
	if (strcmp(a->policy, b->policy) != 0)
		return "InvalidChangeBatch: two policies at one name and type";
	if (strcmp(a->policy, "Weight") == 0 && a->ttl != b->ttl)
		return "InvalidChangeBatch: weighted sets must contain the same TTL";
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	const struct r53_set *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order == 0)
		order = strcmp(x->type, y->type);
	return order != 0 ? order : strcmp(x->set_identifier, y->set_identifier);
}

static const char *check_alias(struct r53_zone *zone, const struct r53_set *set)
{
	if (set->alias[0] == NULL || strcmp(set->alias[0], zone->id) != 0)
		return NULL;
	for (size_t i = 0; i < zone->sets.n; i++)
		if (strcmp(zone->sets.items[i].name, set->alias[1]) == 0 &&
		    strcmp(zone->sets.items[i].type, set->type) == 0)
			return NULL;
	return "InvalidChangeBatch: the alias target is not there";
}

static const char *check_zone(struct r53_zone *zone)
{
	qsort(zone->sets.items, zone->sets.n, sizeof(struct r53_set), by_name);
	for (size_t i = 0; i < zone->sets.n; i++) {
		const struct r53_set *set = &zone->sets.items[i];
		const char *fault = check_alias(zone, set);

		if (strcmp(set->type, "CNAME") == 0 && strcmp(set->name, zone->name) == 0)
			return "InvalidChangeBatch: CNAME is not permitted at apex";
		if (!lies_in(set->name, zone->name))
			return "InvalidChangeBatch: is not permitted in zone";
		for (size_t k = i;
		     fault == NULL && k > 0 && strcmp(zone->sets.items[k - 1].name, set->name) == 0;
		     k--) {
			fault = check_pair(set, &zone->sets.items[k - 1]);
			if (fault == NULL)
				fault = check_pair(&zone->sets.items[k - 1], set);
		}
		if (fault != NULL)
			return fault;
	}
	return NULL;
}

struct request {
	struct r53 *r53;
	struct r53_zone *zone;
	size_t elements, characters;
};

static const char *change_set(struct request *r, const struct node *change)
{
	const char *action = text_of(r->r53->arena, change, "Action");
	struct r53_set set, *found;
	const char *fault = read_set(r->r53->arena, node_get(change, "ResourceRecordSet"), &set);
	size_t times = strcmp(action, "UPSERT") == 0 ? 2 : 1;

	if (fault != NULL)
		return fault;
	r->elements += times * set.values.n;
	for (size_t i = 0; i < set.values.n; i++)
		r->characters += times * strlen(set.values.items[i]);
	if (is_own(r->zone, &set))
		return "InvalidChangeBatch: the SOA and NS of the zone itself";
	found = find_set(r->zone, &set);
	if (strcmp(action, "CREATE") == 0 && found != NULL)
		return arena_printf(r->r53->arena, "InvalidChangeBatch: %s %s already exists",
				    set.name, set.type);
	if (strcmp(action, "DELETE") == 0 && found == NULL)
		return arena_printf(r->r53->arena, "InvalidChangeBatch: %s %s was not found",
				    set.name, set.type);
	if (strcmp(action, "DELETE") == 0 && !same_set(found, &set))
		return arena_printf(r->r53->arena,
				    "InvalidChangeBatch: %s %s: the values provided do not match "
				    "the current values",
				    set.name, set.type);
	if (found != NULL)
		*found = r->zone->sets.items[--r->zone->sets.n];
	if (strcmp(action, "DELETE") != 0)
		*VEC_PUSH(r->r53->arena, &r->zone->sets) = set;
	return NULL;
}

static struct r53_zone *zone_of(struct r53 *r53, const char *id)
{
	for (size_t i = 0; i < r53->zones.n; i++)
		if (strcmp(r53->zones.items[i].id, id) == 0)
			return &r53->zones.items[i];
	return NULL;
}

static struct node *parse(struct arena *arena, struct str text)
{
	struct sources *sources = NEW(arena, struct sources);
	struct diag_list diags;
	struct node *root;

	sources->arena = arena;
	sources->root_fd = -1;
	diag_list_init(&diags, arena);
	root = json_read(source_add(sources, STR("body.json"), text), arena, &diags);
	assert_non_null(root);
	return root;
}

static void copy_sets(struct arena *arena, struct r53_zone *into, const struct r53_zone *from)
{
	into->sets.items = NULL;
	into->sets.n = into->sets.capacity = 0;
	for (size_t i = 0; i < from->sets.n; i++)
		*VEC_PUSH(arena, &into->sets) = from->sets.items[i];
}

const char *r53_change(struct r53 *r53, struct str body)
{
	const struct node *root = parse(r53->arena, body);
	const struct node *changes = node_get(node_get(root, "ChangeBatch"), "Changes");
	struct r53_zone *zone = zone_of(r53, text_of(r53->arena, root, "HostedZoneId")), trial;
	struct request request = {.r53 = r53, .zone = &trial};
	const char *fault = NULL;

	if (zone == NULL)
		return "NoSuchHostedZone";
	trial = *zone;
	copy_sets(r53->arena, &trial, zone);
	for (size_t i = 0; fault == NULL && i < changes->sequence.n; i++)
		fault = change_set(&request, changes->sequence.items[i]);
	if (fault == NULL &&
	    (request.elements > ELEMENTS_MAX || request.characters > CHARACTERS_MAX))
		fault = "InvalidChangeBatch: too many elements or characters";
	if (fault == NULL)
		fault = check_zone(&trial);
	if (fault == NULL)
		*zone = trial;
	return fault;
}

/* ---- exports ----------------------------------------------------------------------------------- */

struct r53_zone *r53_add_zone(struct r53 *r53, const char *id, const char *name, bool private)
{
	struct r53_zone *zone = VEC_PUSH(r53->arena, &r53->zones);
	struct r53_set *ns, *soa;

	*zone = (struct r53_zone){.id = id, .private = private};
	zone->name = spelling(r53->arena, str_from(name));
	ns = VEC_PUSH(r53->arena, &zone->sets);
	*ns = (struct r53_set){zone->name, "NS", "", "", "", 172800, {0}, {NULL}};
	for (unsigned i = 0; i < 4; i++)
		*VEC_PUSH(r53->arena, &ns->values) = arena_printf(
			r53->arena, "ns-%u.awsdns-0%u.org.", (unsigned)r53->zones.n * 4 + i, i);
	soa = VEC_PUSH(r53->arena, &zone->sets);
	*soa = (struct r53_set){zone->name, "SOA", "", "", "", 900, {0}, {NULL}};
	*VEC_PUSH(r53->arena, &soa->values) =
		"ns-1.awsdns-01.org. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400";
	return zone;
}

const char *r53_list_zones(struct r53 *r53)
{
	struct buf out CLEANUP(buf_free);
	struct json json;

	buf_init(&out, TEXT_MAX);
	json_begin(&json, &out, JSON_PRETTY);
	json_open_object(&json, NULL);
	json_open_array(&json, "HostedZones");
	for (size_t i = 0; i < r53->zones.n; i++) {
		json_open_object(&json, NULL);
		json_put_printf(&json, "Id", "/hostedzone/%s", r53->zones.items[i].id);
		json_put_text(&json, "Name", r53->zones.items[i].name);
		json_open_object(&json, "Config");
		json_put_bool(&json, "PrivateZone", r53->zones.items[i].private);
		json_end(&json);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
	return arena_cstr(r53->arena, buf_view(&out));
}

static void write_routing(struct json *json, const struct r53_set *set)
{
	struct str text = str_from(set->routing), line;

	if (set->set_identifier[0] != '\0')
		json_put_text(json, "SetIdentifier", set->set_identifier);
	while (str_cut(&text, '\n', &line)) {
		struct str key;
		uint64_t number;

		(void)str_cut(&line, '=', &key);
		if (str_is(key, "MultiValueAnswer"))
			json_put_bool(json, "MultiValueAnswer", str_is(line, "true"));
		else if (str_is(key, "Weight") && str_to_u64(line, 255, &number))
			json_put_number(json, "Weight", (int64_t)number);
		else
			json_put_str(json,
				     str_is(key, "Region")     ? "Region"
				     : str_is(key, "Failover") ? "Failover"
							       : "HealthCheckId",
				     line);
	}
}

static void write_set(struct json *json, const struct r53_set *set)
{
	json_open_object(json, NULL);
	json_put_text(json, "Name", set->name);
	json_put_text(json, "Type", set->type);
	write_routing(json, set);
	if (set->alias[0] != NULL) {
		json_open_object(json, "AliasTarget");
		json_put_text(json, "HostedZoneId", set->alias[0]);
		json_put_text(json, "DNSName", set->alias[1]);
		json_put_bool(json, "EvaluateTargetHealth", strcmp(set->alias[2], "true") == 0);
		json_end(json);
	} else {
		json_put_number(json, "TTL", set->ttl);
		json_open_array(json, "ResourceRecords");
		for (size_t i = 0; i < set->values.n; i++) {
			json_open_object(json, NULL);
			json_put_text(json, "Value", set->values.items[i]);
			json_end(json);
		}
		json_end(json);
	}
	json_end(json);
}

const char *r53_list_sets(struct r53 *r53, const struct r53_zone *zone)
{
	struct buf out CLEANUP(buf_free);
	struct json json;

	buf_init(&out, TEXT_MAX);
	json_begin(&json, &out, JSON_PRETTY);
	json_open_object(&json, NULL);
	json_open_array(&json, "ResourceRecordSets");
	for (size_t i = 0; i < zone->sets.n; i++)
		write_set(&json, &zone->sets.items[i]);
	json_end(&json);
	json_end(&json);
	return arena_cstr(r53->arena, buf_view(&out));
}

void r53_copy(struct r53 *into, const struct r53 *from)
{
	r53_init(into, from->arena);
	for (size_t i = 0; i < from->zones.n; i++) {
		struct r53_zone *zone = VEC_PUSH(into->arena, &into->zones);

		*zone = from->zones.items[i];
		copy_sets(into->arena, zone, &from->zones.items[i]);
	}
}

bool r53_equal(struct r53 *a, struct r53 *b)
{
	if (a->zones.n != b->zones.n)
		return false;
	for (size_t i = 0; i < a->zones.n; i++) {
		struct r53_zone *x = &a->zones.items[i], *y = &b->zones.items[i];

		if (x->sets.n != y->sets.n)
			return false;
		qsort(x->sets.items, x->sets.n, sizeof(struct r53_set), by_name);
		qsort(y->sets.items, y->sets.n, sizeof(struct r53_set), by_name);
		for (size_t k = 0; k < x->sets.n; k++)
			if (!same_set(&x->sets.items[k], &y->sets.items[k]))
				return false;
	}
	return true;
}
