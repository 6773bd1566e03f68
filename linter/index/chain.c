/* chain.c -- the graph of where records lead. */
#include "index/chain.h"

#include "index/chain_build.h"
#include "index/expose.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

enum { SAME_NAME_MAX = 8 }; /* public zones of one name that are asked */

struct builder {
	struct chains *chains;
	const struct index *index;
	struct arena *arena;
	uint32_t *slots; /* group number + 1 by what it is; 0 is free */
	size_t n_slots;
	size_t n_followed;   /* links, from the first */
	size_t n_vpc_links;  /* of these, in the views of VPCs */
	struct map same_vpc; /* by VPC id: the first VPC with the same bindings */
	struct map leads_to; /* by address of a rule: the VPC that it forwards to */
};

/* ---- groups and their links -------------------------------------------------------------------- */

bool chain_link_redirects(const struct chain_link *link)
{
	return link->rr == NULL || link->rrset->type == RR_CNAME || link->rrset->type == RR_DNAME;
}

const char *chain_link_what(struct arena *arena, const struct chain_link *link)
{
	const char *type = rr_type_name(arena, link->rrset->type);

	return link->rr != NULL ? type : arena_printf(arena, "alias %s", type);
}

const char *chain_link_where(struct arena *arena, const struct chains *chains,
			     const struct chain_link *link)
{
	const struct vpc_view *vpc = chains->groups.items[link->group].view.vpc;

	return vpc == NULL ? "" : arena_printf(arena, "in `%.*s`, ", STR_ARG(vpc->id));
}

/* An alias that leads on to a name of the DNS, not to a resource of the cloud. */
static bool leads_on(const struct rrset *rrset)
{
	return rrset->alias != NULL &&
	       (rrset->alias->kind == TARGET_RECORD || rrset->alias->kind == TARGET_NAME);
}

static bool has_links(const struct rrset *rrset)
{
	switch (rrset->type) {
	case RR_CNAME:
	case RR_DNAME:
	case RR_MX:
	case RR_SRV:
	case RR_SVCB:
	case RR_HTTPS:
		return true;
	default:
		return leads_on(rrset);
	}
}

static size_t slot_hash(const struct name_node *node, enum rr_type type, struct chain_view view)
{
	uint64_t hash = (uintptr_t)node / 16 * 0x9e3779b97f4a7c15u;

	hash ^= ((uintptr_t)view.vpc ^ (uintptr_t)view.alone) * 0xc2b2ae3d27d4eb4fu;
	hash ^= (uint64_t)type * 0x165667b19e3779f9u;
	return (size_t)(hash ^ hash >> 29);
}

static uint32_t *find_slot(const struct builder *b, const struct name_node *node, enum rr_type type,
			   struct chain_view view)
{
	size_t at = slot_hash(node, type, view) & (b->n_slots - 1);

	for (;; at = (at + 1) & (b->n_slots - 1)) {
		uint32_t number = b->slots[at];
		const struct chain_group *group;

		if (number == 0)
			return &b->slots[at];
		group = &b->chains->groups.items[number - 1];
		if (group->node == node && group->type == type && group->view.vpc == view.vpc &&
		    group->view.alone == view.alone)
			return &b->slots[at];
	}
}

static void make_slots(struct builder *b, size_t n_slots)
{
	b->n_slots = n_slots;
	b->slots = NEW_ARRAY(b->arena, uint32_t, b->n_slots);
	for (size_t i = 0; i < b->chains->groups.n; i++) {
		const struct chain_group *group = &b->chains->groups.items[i];

		*find_slot(b, group->node, group->type, group->view) = (uint32_t)i + 1;
	}
}

static void add_link(struct builder *b, const struct rrset *rrset, const struct rr *rr)
{
	struct chain_link *link = VEC_PUSH(b->chains->arena, &b->chains->links);

	*link = (struct chain_link){
		.rrset = rrset,
		.rr = rr,
		.target = rr != NULL ? rr->target : NULL,
		.at = rr != NULL ? rr->at : rrset->at,
		.group = (uint32_t)b->chains->groups.n - 1,
		.next = CHAIN_NONE,
		.end = CHAIN_PENDING,
	};
	if (rr == NULL && rrset->alias != NULL) {
		link->target = rrset->alias->dns_name;
		link->at = rrset->alias->at;
	}
	link->last = link->target;
}

static void add_links(struct builder *b, const struct rrset *rrset)
{
	/* several CNAMEs or DNAMEs in one set are a fault of another kind */
	size_t n = rrset->type == RR_CNAME || rrset->type == RR_DNAME ? 1 : rrset->n;

	if (rrset->alias != NULL) {
		if (leads_on(rrset))
			add_link(b, rrset, NULL);
		return;
	}
	for (size_t i = 0; i < n && i < rrset->n; i++)
		if (rrset->rrs[i].target != NULL)
			add_link(b, rrset, &rrset->rrs[i]);
}

/* The number of that group; made where it is not there yet. */
static uint32_t group_of(struct builder *b, const struct zone_index *zone,
			 const struct name_node *node, enum rr_type type, struct chain_view view)
{
	struct chains *chains = b->chains;
	struct chain_group *group;
	uint32_t *slot, first = (uint32_t)chains->links.n;

	if ((chains->groups.n + 1) * 2 > b->n_slots)
		make_slots(b, b->n_slots * 2);
	slot = find_slot(b, node, type, view);
	if (*slot != 0)
		return *slot - 1;
	group = VEC_PUSH(chains->arena, &chains->groups);
	*group = (struct chain_group){.node = node,
				      .zone = zone,
				      .view = view,
				      .type = type,
				      .first = first,
				      .loop = CHAIN_NONE};
	*slot = (uint32_t)chains->groups.n;
	for (size_t i = 0; i < node->n; i++)
		if (type == 0 ? node->rrsets[i]->alias != NULL : node->rrsets[i]->type == type)
			add_links(b, node->rrsets[i]);
	group->n = (uint32_t)chains->links.n - first;
	return (uint32_t)chains->groups.n - 1;
}

/* ---- one question ------------------------------------------------------------------------------ */

struct asked {
	const struct zone_index *zone; /* NULL: nobody whose answer is known */
	struct zone_answer found;
	enum chain_end end; /* where `zone` is NULL */
};

static struct asked nobody(enum chain_end end)
{
	return (struct asked){.end = end};
}

static struct asked ask_zone(const struct zone_index *zone, const struct dname *name,
			     enum rr_type type)
{
	return (struct asked){.zone = zone, .found = zone_lookup(zone, name, type)};
}

static struct asked ask_public(const struct builder *b, const struct dname *name, enum rr_type type)
{
	const struct zone_index *first =
		index_zone_for(b->index, name, VIEW_PUBLIC, DNAME_LABELS_MAX);
	const struct zone_index *end = b->index->zones + b->index->model->zones.n;
	struct asked asked, other;

	if (first == NULL)
		return nobody(CHAIN_OUTSIDE);
	asked = ask_zone(first, name, type);
	/* of several zones of one name, which one is asked depends on the delegation: any may be */
	for (const struct zone_index *zone = first + 1;
	     asked.found.kind == ZONE_NXDOMAIN && zone < end && zone - first < SAME_NAME_MAX &&
	     zone->zone->view == VIEW_PUBLIC && dname_equal(zone->zone->name, first->zone->name);
	     zone++) {
		other = ask_zone(zone, name, type);
		if (other.found.kind != ZONE_NXDOMAIN)
			return other;
	}
	return asked;
}

static struct str address_key(const struct forwarding_rule **rule)
{
	return str_slice((const char *)rule, sizeof(*rule));
}

static const struct vpc_view *rule_leads_to(const struct builder *b,
					    const struct forwarding_rule *rule)
{
	return map_get(&b->leads_to, address_key(&rule));
}

/* Asks in VIEW, which a rule may change for that of another VPC. */
static struct asked ask(const struct builder *b, struct chain_view *view, const struct dname *name,
			enum rr_type type)
{
	if (view->alone != NULL)
		return dname_is_within(name, view->alone->zone->name)
			       ? ask_zone(view->alone, name, type)
			       : nobody(CHAIN_OUTSIDE);
	for (unsigned hops = 0; view->vpc != NULL; hops++) {
		const struct binding *binding = view_binding(view->vpc, name);

		if (binding == NULL)
			break;
		if (binding->zone != NULL)
			return ask_zone(binding->zone, name, type);
		if (binding->rule == NULL)
			return nobody(CHAIN_OUTSIDE);
		view->vpc = rule_leads_to(b, binding->rule);
		if (view->vpc == NULL)
			return nobody(CHAIN_OUTSIDE);
		if (hops == LIMIT_CHAIN)
			return nobody(CHAIN_ENDLESS);
	}
	return ask_public(b, name, type);
}

/* ---- one link ---------------------------------------------------------------------------------- */

static bool stays_in_zone(const struct chain_link *link)
{
	return link->rr == NULL && link->rrset->alias->kind == TARGET_RECORD;
}

static bool has_lead_on(const struct name_node *node, enum rr_type type)
{
	for (size_t i = 0; i < node->n; i++)
		if (leads_on(node->rrsets[i]) && (type == 0 || node->rrsets[i]->type == type))
			return true;
	return false;
}

/* RFC 9460 section 7.3: what has hints can be reached without the target's own addresses. */
static bool has_hints(const struct rr *rr)
{
	struct svc_param param;
	size_t at = 0;

	while (svc_param_next(rr, &at, &param))
		if (param.key == SVC_PARAM_IPV4HINT || param.key == SVC_PARAM_IPV6HINT)
			return true;
	return false;
}

static bool is_service(enum rr_type type)
{
	return type == RR_SVCB || type == RR_HTTPS;
}

/* Whether the records of an existing name are what LINK leads a client to. */
static bool serves(const struct chain_link *link, const struct name_node *node)
{
	if (link->rr != NULL && chain_link_redirects(link))
		return node->n > 0 || node->parent == NULL;
	if (node_rrset(node, RR_A) != NULL || node_rrset(node, RR_AAAA) != NULL)
		return true;
	if (link->rr == NULL || !is_service(link->rrset->type))
		return false;
	/* RFC 9460 section 2.4.2: an alias form leads to further SVCB or HTTPS records */
	return node_rrset(node, RR_SVCB) != NULL || node_rrset(node, RR_HTTPS) != NULL ||
	       has_hints(link->rr);
}

/* The name exists, and is no CNAME. */
static void settle_existing(struct builder *b, struct chain_link *link, const struct asked *asked,
			    struct chain_view view)
{
	const struct name_node *node = asked->found.node;

	if (serves(link, node))
		link->end = CHAIN_EXISTS;
	else
		link->end = asked->zone->zone->managed_part ? CHAIN_PART : CHAIN_EMPTY;
	if (chain_link_redirects(link) && has_lead_on(node, 0))
		link->next = group_of(b, asked->zone, node, 0, view);
}

/* Absence in a zone managed in part: of data, or of the name. */
static bool is_name_there(const struct asked *asked, const struct dname *name)
{
	return asked->found.wildcard || dname_equal(asked->found.node->name, name);
}

static void settle(struct builder *b, struct chain_link *link, const struct asked *asked,
		   struct chain_view view)
{
	const struct name_node *node = asked->found.node;
	enum rr_type type;

	link->wildcard = asked->found.wildcard;
	switch (asked->found.kind) {
	case ZONE_RECORDS:
	case ZONE_CNAME:
		type = asked->found.rrset->type;
		link->end = CHAIN_EXISTS;
		if (type == RR_CNAME || has_lead_on(node, type))
			link->next = group_of(b, asked->zone, node, type, view);
		break;
	case ZONE_NODATA:
		/* an alias to a record wants its own type */
		if (stays_in_zone(link))
			link->end = CHAIN_EMPTY;
		else
			settle_existing(b, link, asked, view);
		break;
	case ZONE_UNKNOWN:
		if (!stays_in_zone(link) && is_name_there(asked, link->last))
			settle_existing(b, link, asked, view);
		else
			link->end = CHAIN_PART;
		break;
	case ZONE_NXDOMAIN:
		link->end = CHAIN_MISSING;
		break;
	case ZONE_REFERRAL:
	case ZONE_OUTSIDE:
	case ZONE_DNAME:
		link->end = CHAIN_OUTSIDE;
		break;
	}
}

/* The names below the target of a DNAME are what it leads to. */
static void settle_dname(struct builder *b, struct chain_link *link, const struct asked *asked,
			 struct chain_view view)
{
	const struct name_node *node = asked->found.node;

	link->wildcard = asked->found.wildcard;
	switch (asked->found.kind) {
	case ZONE_NXDOMAIN:
		link->end = CHAIN_MISSING;
		return;
	case ZONE_REFERRAL:
	case ZONE_OUTSIDE:
		link->end = CHAIN_OUTSIDE;
		return;
	case ZONE_UNKNOWN:
		if (!is_name_there(asked, link->last)) {
			link->end = CHAIN_PART;
			return;
		}
		break;
	default:
		break;
	}
	link->end = CHAIN_EXISTS;
	if (!asked->found.wildcard && node_rrset(node, RR_DNAME) != NULL)
		link->next = group_of(b, asked->zone, node, RR_DNAME, view);
}

/* RFC 6672 section 2.2. False where LINK has come to its end. */
static bool take_dname(struct builder *b, struct chain_link *link, const struct asked *asked,
		       struct chain_view view, const struct rrset **dnames)
{
	const struct rrset *dname = asked->found.rrset;

	if (link->n_dnames == LIMIT_CHAIN) {
		link->end = CHAIN_ENDLESS;
		return false;
	}
	dnames[link->n_dnames] = dname;
	if (link->n_dnames++ == 0)
		link->dname_group = group_of(b, asked->zone, asked->found.node, RR_DNAME, view);
	if (dname->pending != NULL || dname->n == 0) {
		link->end = CHAIN_PENDING;
		return false;
	}
	link->last = dname_join(b->chains->arena, link->last,
				(unsigned)(link->last->labels - dname->owner->labels),
				dname->rrs[0].target);
	if (link->last == NULL)
		link->end = CHAIN_NAME_TOO_LONG;
	return link->last != NULL;
}

static void follow(struct builder *b, struct chain_link *link)
{
	const struct chain_group *group = &b->chains->groups.items[link->group];
	const struct rrset *dnames[LIMIT_CHAIN];
	struct chain_view view = group->view;
	struct asked asked;
	bool is_dname = link->rrset->type == RR_DNAME && link->rr != NULL;

	if (link->target == NULL)
		return;
	asked = stays_in_zone(link) ? ask_zone(group->zone, link->last, link->rrset->type)
				    : ask(b, &view, link->last, RR_CNAME);
	link->first_zone = asked.zone == NULL ? NULL : asked.zone->zone;
	while (asked.zone != NULL && asked.found.kind == ZONE_DNAME && !is_dname &&
	       take_dname(b, link, &asked, view, dnames))
		asked = ask(b, &view, link->last, RR_CNAME);
	link->zone = asked.zone == NULL ? NULL : asked.zone->zone;
	if (asked.zone == NULL)
		link->end = asked.end;
	else if (is_dname)
		settle_dname(b, link, &asked, view);
	else if (asked.found.kind != ZONE_DNAME)
		settle(b, link, &asked, view);
	if (link->next != CHAIN_NONE)
		link->end = CHAIN_CONTINUES;
	if (link->n_dnames > 0) {
		link->dnames = NEW_ARRAY(b->chains->arena, const struct rrset *, link->n_dnames);
		memcpy(link->dnames, dnames, link->n_dnames * sizeof(*dnames));
	}
}

/* Follows what is not followed yet, and what is found on the way. */
static void follow_new(struct builder *b)
{
	struct chains *chains = b->chains;

	for (; b->n_followed < chains->links.n; b->n_followed++) {
		struct chain_link link = chains->links.items[b->n_followed];

		/* what is found moves the array */
		follow(b, &link);
		chains->links.items[b->n_followed] = link;
		b->n_vpc_links += chains->groups.items[link.group].view.vpc != NULL;
		if (link.next != CHAIN_NONE && chain_link_redirects(&link))
			chains->groups.items[link.next].led_to = true;
	}
}

/* Room for what the records of all zones come to: a million links would else be copied from one array into the
 * next, and the next, and most of the time be that of touching new memory. */
static void reserve(struct builder *b)
{
	const struct model *model = b->index->model;
	size_t n_groups = 0, n_links = 0, n_slots = 64;

	for (size_t i = 0; i < model->zones.n; i++)
		for (size_t k = 0; k < model->zones.items[i]->rrsets.n; k++) {
			const struct rrset *rrset = model->zones.items[i]->rrsets.items[k];

			if (!has_links(rrset))
				continue;
			n_groups++;
			n_links += rrset->alias != NULL ? 1 : rrset->n;
		}
	VEC_RESERVE(b->chains->arena, &b->chains->groups, n_groups + n_groups / 8 + 8);
	VEC_RESERVE(b->chains->arena, &b->chains->links, n_links + n_links / 8 + 8);
	while (n_slots < b->chains->groups.capacity * 2)
		n_slots *= 2;
	make_slots(b, n_slots);
}

/* ---- where to begin ---------------------------------------------------------------------------- */

static void add_zone(struct builder *b, const struct zone_index *zone, struct chain_view view)
{
	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];

		/* what stands at or below a cut, the name servers of the zone below answer */
		for (size_t k = 0; node->cut == NULL && k < node->n; k++) {
			const struct rrset *rrset = node->rrsets[k];

			if (has_links(rrset))
				(void)group_of(b, zone, node, rrset->type, view);
		}
	}
	follow_new(b);
}

/* The first VPC with the bindings of VPC, by addresses of what is bound; VPC itself where it is. */
static struct vpc_view *same_bindings(struct builder *b, struct map *known, struct vpc_view *vpc)
{
	const void **bound = NEW_ARRAY(b->arena, const void *, vpc->n);
	struct vpc_view *same;

	for (size_t i = 0; i < vpc->n; i++)
		bound[i] = vpc->bindings[i].service != NULL ? (const void *)vpc->bindings[i].service
			   : vpc->bindings[i].rule != NULL  ? (const void *)vpc->bindings[i].rule
							    : (const void *)vpc->bindings[i].zone;
	same = map_add(known, str_slice((const char *)bound, vpc->n * sizeof(*bound)), vpc);
	return same == NULL ? vpc : same;
}

static void prepare_vpcs(struct builder *b)
{
	const struct views *views = b->chains->views;
	const struct model *model = b->index->model;
	struct map known;

	map_init(&known, b->arena);
	map_init(&b->same_vpc, b->arena);
	map_init(&b->leads_to, b->arena);
	for (size_t i = 0; i < views->vpcs.n; i++) {
		struct vpc_view *vpc = views->vpcs.items[i];

		(void)map_add(&b->same_vpc, vpc->id, same_bindings(b, &known, vpc));
	}
	for (size_t i = 0; i < model->forwarding.n; i++) {
		const struct forwarding_rule *rule = model->forwarding.items[i];
		const struct vpc_view *vpc = views_rule_leads_to(views, rule);

		if (vpc != NULL)
			(void)map_add(&b->leads_to, arena_str(b->arena, address_key(&rule)),
				      map_get(&b->same_vpc, vpc->id));
	}
}

static void add_vpcs(struct builder *b)
{
	const struct views *views = b->chains->views;

	for (size_t i = 0; i < views->vpcs.n; i++) {
		const struct vpc_view *vpc = views->vpcs.items[i];

		if (map_get(&b->same_vpc, vpc->id) != vpc)
			continue;
		for (size_t k = 0; k < vpc->n; k++) {
			if (vpc->bindings[k].zone == NULL)
				continue;
			if (b->n_vpc_links > LIMIT_VPC_LINKS) {
				b->chains->unfollowed = vpc;
				return;
			}
			add_zone(b, vpc->bindings[k].zone, (struct chain_view){.vpc = vpc});
		}
	}
}

/* ---- by zone ----------------------------------------------------------------------------------- */

static size_t zone_number(const struct chains *chains, const struct zone_index *zone)
{
	return (size_t)(zone - chains->views->index->zones);
}

/* Counted, then dealt out: the groups of a zone keep their order. */
static void sort_by_zone(struct chains *chains, struct arena *scratch)
{
	size_t n_zones = chains->views->index->model->zones.n;
	uint32_t *next = NEW_ARRAY(scratch, uint32_t, n_zones + 1);

	chains->zone_first = NEW_ARRAY(chains->arena, uint32_t, n_zones + 1);
	chains->by_zone = NEW_ARRAY(chains->arena, uint32_t, chains->groups.n + 1);
	for (size_t i = 0; i < chains->groups.n; i++)
		chains->zone_first[zone_number(chains, chains->groups.items[i].zone) + 1]++;
	for (size_t i = 0; i < n_zones; i++) {
		chains->zone_first[i + 1] += chains->zone_first[i];
		next[i] = chains->zone_first[i];
	}
	for (size_t i = 0; i < chains->groups.n; i++)
		chains->by_zone[next[zone_number(chains, chains->groups.items[i].zone)]++] =
			(uint32_t)i;
}

const uint32_t *chains_of_zone(const struct chains *chains, const struct zone_index *zone,
			       size_t *ret_n)
{
	size_t number = zone_number(chains, zone);

	*ret_n = chains->zone_first[number + 1] - chains->zone_first[number];
	return &chains->by_zone[chains->zone_first[number]];
}

void chains_build(struct chains *chains, const struct views *views, struct arena *arena)
{
	const struct index *index = views->index;
	struct arena scratch;
	struct builder b = {.chains = chains, .index = index, .arena = &scratch};

	*chains = (struct chains){.views = views, .arena = arena};
	arena_init(&scratch);
	prepare_vpcs(&b);
	reserve(&b);
	for (size_t i = 0; i < index->model->zones.n; i++) {
		const struct zone_index *zone = &index->zones[i];

		if (zone->zone->view == VIEW_PUBLIC)
			add_zone(&b, zone, (struct chain_view){0});
		else if (zone->zone->n_vpcs == 0)
			add_zone(&b, zone, (struct chain_view){.alone = zone});
	}
	add_vpcs(&b);
	chains_find_loops(chains, &scratch);
	sort_by_zone(chains, &scratch);
	arena_free(&scratch);
}
