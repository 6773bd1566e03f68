/* shared.c -- delegations: zone cuts, name servers, the zones above and below, glue. */
#include "delegation/shared.h"

#include "model/route53.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* ---- name servers ------------------------------------------------------------------------------ */

static int compare_servers(const void *a, const void *b, void *context)
{
	const struct server *x = a, *y = b;
	int order = dname_compare(x->name, y->name);

	return order != 0 ? order : span_compare(context, x->at, y->at);
}

bool servers_at(const struct check *ck, const struct name_node *node, struct servers *ret_servers)
{
	struct servers servers = {.known = true};
	size_t room = 0, unique = 0;

	for (size_t i = 0; i < node->n; i++)
		if (node->rrsets[i]->type == RR_NS)
			room += node->rrsets[i]->n;
	servers.items = NEW_ARRAY(ck->arena, struct server, room);
	for (size_t i = 0; i < node->n; i++) {
		const struct rrset *rrset = node->rrsets[i];

		if (rrset->type != RR_NS)
			continue;
		if (servers.rrset == NULL)
			servers.rrset = rrset;
		if (rrset->pending != NULL || rrset->partial || rrset->n == 0)
			servers.known = false;
		for (size_t k = 0; k < rrset->n; k++)
			servers.items[servers.n++] =
				(struct server){rrset->rrs[k].target, rrset, rrset->rrs[k].at};
	}
	if (servers.rrset == NULL)
		return false;
	if (servers.n > 1)
		qsort_r(servers.items, servers.n, sizeof(*servers.items), compare_servers,
			(void *)(uintptr_t)ck->model->sources);
	for (size_t i = 0; i < servers.n; i++)
		if (unique == 0 ||
		    !dname_equal(servers.items[unique - 1].name, servers.items[i].name))
			servers.items[unique++] = servers.items[i];
	servers.n = unique;
	*ret_servers = servers;
	return true;
}

bool has_placeholder(const struct servers *servers)
{
	for (size_t i = 0; i < servers->n; i++)
		if (route53_is_placeholder(servers->items[i].name))
			return true;
	return false;
}

struct names names_of_servers(const struct check *ck, const struct servers *servers)
{
	struct names names = {NEW_ARRAY(ck->arena, const struct dname *, servers->n), servers->n};

	for (size_t i = 0; i < servers->n; i++)
		names.items[i] = servers->items[i].name;
	return names;
}

static int compare_names(const void *a, const void *b)
{
	return dname_compare(*(const struct dname *const *)a, *(const struct dname *const *)b);
}

struct names names_of_delegation_set(const struct check *ck, const struct zone *zone)
{
	struct names names = {NEW_ARRAY(ck->arena, const struct dname *, zone->n_name_servers), 0};
	size_t unique = 0;

	for (size_t i = 0; i < zone->n_name_servers; i++)
		names.items[names.n++] = zone->name_servers[i];
	if (names.n > 1)
		qsort(names.items, names.n, sizeof(*names.items), compare_names);
	for (size_t i = 0; i < names.n; i++)
		if (unique == 0 || !dname_equal(names.items[unique - 1], names.items[i]))
			names.items[unique++] = names.items[i];
	names.n = unique;
	return names;
}

struct names names_without(const struct check *ck, const struct names *a, const struct names *b)
{
	struct names rest = {NEW_ARRAY(ck->arena, const struct dname *, a->n), 0};
	size_t k = 0;

	for (size_t i = 0; i < a->n; i++) {
		while (k < b->n && dname_compare(b->items[k], a->items[i]) < 0)
			k++;
		if (k == b->n || !dname_equal(b->items[k], a->items[i]))
			rest.items[rest.n++] = a->items[i];
	}
	return rest;
}

bool is_new_rrset(struct map *known, const struct fact *fact)
{
	struct str key = str_slice((const char *)&fact->rrset, sizeof(fact->rrset));

	return map_add(known, key, (void *)(uintptr_t)fact->rrset) == NULL;
}

const char *show_list(struct check *ck, const char *const *items, size_t n)
{
	const char *list = n == 0 ? "" : items[0];

	for (size_t i = 1; i < n; i++)
		list = arena_printf(ck->arena, i + 1 < n ? "%s, %s" : "%s and %s", list, items[i]);
	return list;
}

const char *show_names(struct check *ck, const struct names *names)
{
	const char *texts[5];
	size_t n = 0, most = names->n > COUNT_OF(texts) ? COUNT_OF(texts) - 1 : names->n;

	for (; n < most; n++)
		texts[n] = arena_printf(ck->arena, "`%s`", show(ck, names->items[n]));
	if (most < names->n)
		texts[n++] = arena_printf(ck->arena, "%zu others", names->n - most);
	return show_list(ck, texts, n);
}

/* ---- zones and cuts ---------------------------------------------------------------------------- */

bool node_is_cut(const struct name_node *node)
{
	return node->cut == node;
}

void collect_cuts(struct check *ck, const struct zone_index *zone)
{
	if (zone->zone->view != VIEW_PUBLIC)
		return;
	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];
		const struct rrset *rrset = node_is_cut(node) ? node_rrset(node, RR_NS) : NULL;

		if (rrset != NULL)
			collect(ck, (struct fact){
					    .zone = zone->zone,
					    .owner = node->name,
					    .type = RR_NS,
					    .rrset = rrset,
					    .at = rrset->at,
				    });
	}
}

const struct name_node *cut_of_fact(const struct check *ck, const struct fact *fact)
{
	return zone_index_node(index_of_zone(ck->index, fact->zone), fact->owner);
}

const struct zone_index *public_zones(const struct check *ck, const struct dname *name,
				      size_t *ret_n)
{
	const struct zone_index *zone =
		index_zones_for(ck->index, name, VIEW_PUBLIC, DNAME_LABELS_MAX, ret_n);

	if (zone != NULL && dname_equal(zone->zone->name, name))
		return zone;
	*ret_n = 0;
	return NULL;
}

static enum delegation delegation_in(const struct zone_index *parent, const struct dname *name,
				     const struct name_node **ret_cut)
{
	struct zone_answer answer = zone_lookup(parent, name, RR_NS);

	*ret_cut = NULL;
	if (answer.kind == ZONE_UNKNOWN)
		return DELEGATION_UNKNOWN;
	if (answer.kind != ZONE_REFERRAL)
		return DELEGATION_NONE;
	*ret_cut = answer.node;
	return dname_equal(answer.node->name, name) ? DELEGATION_HERE : DELEGATION_ELSEWHERE;
}

enum delegation delegation_of(const struct check *ck, const struct dname *name,
			      const struct zone_index **ret_parent,
			      const struct name_node **ret_cut)
{
	const struct zone_index *parents = NULL;
	enum delegation best = DELEGATION_TOP;
	size_t n = 0;

	if (name->labels > 0)
		parents = index_zones_for(ck->index, name, VIEW_PUBLIC, name->labels - 1u, &n);
	*ret_parent = parents;
	*ret_cut = NULL;
	for (size_t i = 0; i < n && best != DELEGATION_HERE; i++) {
		const struct name_node *cut;
		enum delegation found = delegation_in(&parents[i], name, &cut);

		/* of several zones of one name, the one that delegates is taken for the real one */
		if (i > 0 && found != DELEGATION_HERE &&
		    !(found == DELEGATION_UNKNOWN && best == DELEGATION_NONE))
			continue;
		best = found;
		*ret_parent = &parents[i];
		*ret_cut = cut;
	}
	return best;
}

/* ---- hosts ------------------------------------------------------------------------------------- */

static enum host host_of_answer(const struct zone_index *zone, const struct dname *name,
				const struct zone_answer *answer, const struct rrset **ret_alias)
{
	const struct name_node *node;

	switch (answer->kind) {
	case ZONE_RECORDS:
		return HOST_PRESENT;
	case ZONE_CNAME:
	case ZONE_DNAME:
		*ret_alias = answer->rrset;
		return HOST_ALIAS;
	case ZONE_REFERRAL:
		/* what stands there below a cut is to be glue, and a CNAME cannot be */
		node = zone_index_node(zone, name);
		*ret_alias = node == NULL ? NULL : node_rrset(node, RR_CNAME);
		return *ret_alias != NULL ? HOST_ALIAS : HOST_OUTSIDE;
	case ZONE_UNKNOWN:
		return HOST_UNKNOWN;
	default:
		return zone->zone->view_assumed ? HOST_UNKNOWN : HOST_ABSENT;
	}
}

static enum host host_in(const struct zone_index *zone, const struct dname *name,
			 const struct rrset **ret_alias)
{
	struct zone_answer answer = zone_lookup(zone, name, RR_A);

	if (answer.kind == ZONE_NODATA || answer.kind == ZONE_UNKNOWN)
		answer = zone_lookup(zone, name, RR_AAAA);
	return host_of_answer(zone, name, &answer, ret_alias);
}

enum host host_find(const struct check *ck, const struct dname *name, const struct zone **ret_zone,
		    const struct rrset **ret_alias)
{
	size_t n;
	const struct zone_index *zones =
		index_zones_for(ck->index, name, VIEW_PUBLIC, DNAME_LABELS_MAX, &n);
	enum host worst = HOST_OUTSIDE;

	*ret_zone = zones == NULL ? NULL : zones->zone;
	*ret_alias = NULL;
	for (size_t i = 0; i < n; i++) {
		enum host host = host_in(&zones[i], name, ret_alias);

		/* several hosted zones of one name: which of them answers is not known */
		if (host == HOST_PRESENT || host == HOST_OUTSIDE)
			return host;
		if (i > 0 && host != worst)
			return HOST_UNKNOWN;
		worst = host;
	}
	return worst;
}

bool has_address(const struct zone_index *zone, const struct dname *name)
{
	const struct name_node *node = zone_index_node(zone, name);

	return node != NULL &&
	       (node_rrset(node, RR_A) != NULL || node_rrset(node, RR_AAAA) != NULL);
}

static void collect_rrset(struct check *ck, const struct rrset *rrset)
{
	for (size_t i = 0; i < rrset->n; i++)
		if (rrset->rrs[i].target->labels > 0)
			collect(ck, (struct fact){
					    .zone = rrset->zone,
					    .owner = rrset->owner,
					    .target = rrset->rrs[i].target,
					    .type = RR_NS,
					    .rrset = rrset,
					    .at = rrset->rrs[i].at,
				    });
}

void collect_servers(struct check *ck, const struct zone_index *zone)
{
	if (zone->zone->view != VIEW_PUBLIC)
		return;
	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];

		if (node->cut != NULL && !node_is_cut(node))
			continue;
		for (size_t k = 0; k < node->n; k++)
			if (node->rrsets[k]->type == RR_NS)
				collect_rrset(ck, node->rrsets[k]);
	}
}

static struct str wire_key(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

static void add_use(struct check *ck, struct server_list *list, struct map *seen,
		    const struct fact *fact)
{
	struct server_uses *uses = map_get(seen, wire_key(fact->target));

	if (uses == NULL) {
		uses = NEW(ck->arena, struct server_uses);
		uses->first = fact;
		*VEC_PUSH(ck->arena, &list->items) = uses;
		(void)map_add(seen, wire_key(fact->target), uses);
	} else if (uses->n - 1 < COUNT_OF(uses->others)) {
		uses->others[uses->n - 1] = fact;
	}
	uses->n++;
}

struct server_list group_servers(struct check *ck,
				 bool (*counts)(const struct check *ck, const struct fact *fact))
{
	struct server_list list = {0};
	struct map seen;

	map_init(&seen, ck->arena);
	for (size_t i = 0; i < ck->facts->items.n; i++)
		if (counts == NULL || counts(ck, &ck->facts->items.items[i]))
			add_use(ck, &list, &seen, &ck->facts->items.items[i]);
	return list;
}

void related_servers(struct check *ck, struct diag *diag, const struct server_uses *uses)
{
	for (size_t i = 0; i < COUNT_OF(uses->others) && uses->others[i] != NULL; i++)
		related(ck, diag, uses->others[i]->at, "the NS records of `%s` name it too",
			show(ck, uses->others[i]->owner));
}

/* ---- what stands at and below cuts ------------------------------------------------------------- */

static struct map cut_servers(struct check *ck, const struct zone_index *zone)
{
	struct map servers;

	map_init(&servers, ck->arena);
	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];

		for (size_t k = 0; k < node->n && node_is_cut(node); k++) {
			const struct rrset *rrset = node->rrsets[k];

			for (size_t v = 0; rrset->type == RR_NS && v < rrset->n; v++)
				(void)map_add(&servers, wire_key(rrset->rrs[v].target),
					      (void *)(uintptr_t)rrset);
		}
	}
	return servers;
}

void each_below_cut(struct check *ck, const struct zone_index *zone,
		    void (*fn)(struct check *ck, const struct zone_index *zone,
			       const struct map *servers, const struct name_node *node))
{
	struct map servers;
	bool has_map = false;

	if (zone->zone->view != VIEW_PUBLIC)
		return;
	for (size_t i = 0; i < zone->n; i++) {
		if (zone->nodes[i].cut == NULL)
			continue;
		if (!has_map)
			servers = cut_servers(ck, zone);
		has_map = true;
		fn(ck, zone, &servers, &zone->nodes[i]);
	}
}

/* The zone below CUT names HOST among its own servers: then the delegation lacks it, not the zone. */
static bool child_names(const struct check *ck, const struct dname *cut, const struct dname *host)
{
	size_t n;
	const struct zone_index *zones = public_zones(ck, cut, &n);

	for (size_t i = 0; i < n; i++) {
		const struct zone *zone = zones[i].zone;
		struct servers servers;

		for (size_t k = 0; k < zone->n_name_servers; k++)
			if (dname_equal(zone->name_servers[k], host))
				return true;
		if (!servers_at(ck, &zones[i].nodes[0], &servers))
			continue;
		for (size_t k = 0; k < servers.n; k++)
			if (dname_equal(servers.items[k].name, host))
				return true;
	}
	return false;
}

/* `ns`, `ns3`, `ns-b`, `dns1`: nothing else tells an address that was glue from one of a host. */
static bool is_named_as_server(const struct dname *name)
{
	struct str label = dname_label(name, 0);
	uint64_t number;

	if (str_starts(label, "dns"))
		label = str_slice(label.ptr + 3, label.len - 3);
	else if (str_starts(label, "ns"))
		label = str_slice(label.ptr + 2, label.len - 2);
	else
		return false;
	if (str_starts(label, "-"))
		label = str_slice(label.ptr + 1, label.len - 1);
	return label.len == 0 || (label.len == 1 && ascii_is_alpha(label.ptr[0])) ||
	       str_to_u64(label, 9999, &number);
}

static bool is_address(enum rr_type type)
{
	return type == RR_A || type == RR_AAAA;
}

static bool has_addresses_alone(const struct name_node *node)
{
	for (size_t i = 0; i < node->n; i++)
		if (!is_address(node->rrsets[i]->type))
			return false;
	return true;
}

/* What octoDNS (processor/ownership.py) and external-dns (registry/txt.go) write beside the records that
 * they keep, and read by the provider's API alone. */
static bool is_bookkeeping(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_TXT || rrset->n == 0)
		return false;
	for (size_t i = 0; i < rrset->n; i++) {
		struct str text = rdata_joined(ck->arena, &rrset->rrs[i]);

		if (!str_starts(text, "heritage=") && !str_is(text, "*octodns*"))
			return false;
	}
	return true;
}

enum below_cut classify_below_cut(struct check *ck, const struct map *servers,
				  const struct name_node *node, const struct rrset *rrset)
{
	enum { NUMBER_RRSIG = 46, NUMBER_NSEC = 47 }; /* RFC 4035 sections 2.2 and 2.3 */
	unsigned type = rrset->type;

	if (node_is_cut(node) &&
	    (type == RR_NS || type == RR_DS || type == NUMBER_RRSIG || type == NUMBER_NSEC))
		return BELOW_ALLOWED;
	if (is_bookkeeping(ck, rrset))
		return BELOW_ALLOWED;
	if (!is_address(rrset->type))
		return BELOW_OCCLUDED;
	if (map_get(servers, wire_key(node->name)) != NULL ||
	    child_names(ck, node->cut->name, node->name))
		return BELOW_GLUE;
	if (!node_is_cut(node) && has_addresses_alone(node) && is_named_as_server(node->name))
		return BELOW_EXTRA_GLUE;
	return BELOW_OCCLUDED;
}

/* ---- DS ---------------------------------------------------------------------------------------- */

struct ds ds_read(const struct rr *rr)
{
	return (struct ds){
		.key_tag = (unsigned)(rr->rdata[0] << 8 | rr->rdata[1]),
		.algorithm = rr->rdata[2],
		.digest_type = rr->rdata[3],
		.digest = rr->rdata + 4,
		.octets = rr->len - 4u,
	};
}

size_t ds_digest_octets(unsigned type, const char **ret_name)
{
	static const struct {
		const char *name;
		size_t octets;
	} types[] = {
		[1] = {"SHA-1", 20},
		[2] = {"SHA-256", 32},
		[3] = {"GOST R 34.11-94", 32},
		[4] = {"SHA-384", 48},
		[5] = {"GOST R 34.11-2012", 32},
		[6] = {"SM3", 32},
	};

	if (type >= COUNT_OF(types) || types[type].name == NULL)
		return 0;
	*ret_name = types[type].name;
	return types[type].octets;
}
