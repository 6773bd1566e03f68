/* view.c -- what a host in one VPC is answered. */
#include "index/view.h"

#include "source/limits.h"

#include <stdlib.h>

#include "base/banned.h"

/* ---- which VPCs there are, and what is bound to each ------------------------------------------- */

struct loose_binding {
	struct str vpc;
	const struct account *account;
	struct binding binding;
};

struct gatherer {
	const struct index *index;
	struct arena *arena;
	VEC(struct loose_binding) loose;
};

static struct loose_binding *gather(struct gatherer *g, struct str vpc,
				    const struct account *account, const struct dname *domain)
{
	struct loose_binding *loose = VEC_PUSH(g->arena, &g->loose);

	loose->vpc = vpc;
	loose->account = account;
	loose->binding.domain = domain;
	return loose;
}

static void gather_zones(struct gatherer *g)
{
	const struct model *model = g->index->model;

	for (size_t i = 0; i < model->zones.n; i++) {
		const struct zone *zone = model->zones.items[i];

		for (size_t k = 0; zone->view == VIEW_PRIVATE && k < zone->n_vpcs; k++)
			gather(g, zone->vpcs[k].id.s, zone->account, zone->name)->binding.zone =
				&g->index->zones[i];
	}
}

static void gather_rules(struct gatherer *g)
{
	const struct model *model = g->index->model;

	for (size_t i = 0; i < model->forwarding.n; i++) {
		const struct forwarding_rule *rule = model->forwarding.items[i];

		for (size_t k = 0; rule->name != NULL && k < rule->vpcs.n; k++)
			gather(g, rule->vpcs.items[k].s, NULL, rule->name)->binding.rule = rule;
	}
}

static void gather_services(struct gatherer *g)
{
	const struct model *model = g->index->model;

	for (size_t i = 0; i < model->endpoint_services.n; i++) {
		const struct endpoint_service *service = model->endpoint_services.items[i];

		for (size_t k = 0; service->name != NULL && k < service->consumers.n; k++)
			gather(g, service->consumers.items[k].s, NULL, service->name)
				->binding.service = service;
	}
	/* an endpoint's VPC is known even where nothing is bound to it */
	for (size_t i = 0; i < model->resolver_endpoints.n; i++)
		if (model->resolver_endpoints.items[i]->vpc.presence == KNOWN)
			(void)gather(g, model->resolver_endpoints.items[i]->vpc.s,
				     model->resolver_endpoints.items[i]->account, NULL);
	for (size_t i = 0; i < model->subdomains.n; i++)
		for (size_t k = 0; k < model->subdomains.items[i]->n_vpcs; k++)
			(void)gather(g, model->subdomains.items[i]->vpcs[k].id.s,
				     model->subdomains.items[i]->account, NULL);
}

static int rank(const struct binding *binding)
{
	return binding->service != NULL ? 0 : binding->rule != NULL ? 1 : 2;
}

static int compare_bindings(const struct binding *x, const struct binding *y)
{
	int order;

	if (x->domain == NULL || y->domain == NULL)
		return (x->domain != NULL) - (y->domain != NULL);
	order = dname_compare(x->domain, y->domain);
	return order != 0 ? order : rank(x) - rank(y);
}

static int compare_loose(const void *a, const void *b, void *context)
{
	const struct loose_binding *x = a, *y = b;
	const struct gatherer *g = context;
	int order = str_cmp(x->vpc, y->vpc);

	if (order == 0)
		order = compare_bindings(&x->binding, &y->binding);
	if (order != 0 || x->binding.domain == NULL)
		return order;
	/* two rules or zones of one domain on one VPC: the order of the sources decides for us; that
	 * they are there at all is a finding */
	if (x->binding.rule != NULL && y->binding.rule != NULL)
		return span_compare(g->index->model->sources, x->binding.rule->at,
				    y->binding.rule->at);
	return (x->binding.zone > y->binding.zone) - (x->binding.zone < y->binding.zone);
}

/* The bindings of one VPC lie side by side, in the order of a walk down the tree of names. */
static void link_outer(struct vpc_view *vpc)
{
	for (size_t i = 1; i < vpc->n; i++) {
		const struct binding *outer = &vpc->bindings[i - 1];

		while (outer != NULL && !dname_is_below(vpc->bindings[i].domain, outer->domain))
			outer = outer->outer;
		vpc->bindings[i].outer = outer;
	}
}

static void add_vpc(struct views *views, const struct loose_binding *loose, size_t n)
{
	struct vpc_view *vpc = NEW(views->arena, struct vpc_view);

	vpc->id = loose[0].vpc;
	vpc->bindings = NEW_ARRAY(views->arena, struct binding, n);
	for (size_t i = 0; i < n; i++) {
		if (vpc->account == NULL)
			vpc->account = loose[i].account;
		if (loose[i].binding.domain != NULL)
			vpc->bindings[vpc->n++] = loose[i].binding;
	}
	link_outer(vpc);
	*VEC_PUSH(views->arena, &views->vpcs) = vpc;
}

void views_build(struct views *views, const struct index *index, struct arena *arena)
{
	struct gatherer g = {.index = index, .arena = arena};

	*views = (struct views){.index = index, .arena = arena};
	gather_zones(&g);
	gather_rules(&g);
	gather_services(&g);
	if (g.loose.n > 1)
		qsort_r(g.loose.items, g.loose.n, sizeof(*g.loose.items), compare_loose, &g);
	for (size_t i = 0; i < g.loose.n;) {
		size_t n = 1;

		while (i + n < g.loose.n && str_eq(g.loose.items[i + n].vpc, g.loose.items[i].vpc))
			n++;
		if (g.loose.items[i].vpc.len > 0)
			add_vpc(views, &g.loose.items[i], n);
		i += n;
	}
}

const struct vpc_view *views_vpc(const struct views *views, struct str id)
{
	size_t low = 0, high = views->vpcs.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(views->vpcs.items[middle]->id, id);

		if (order == 0)
			return views->vpcs.items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* An endpoint's hidden zone is of its one name; below it, and for everything else, the next binding out
 * counts. Of one domain the first in order wins: that is the rule. */
static bool binds(const struct binding *binding, const struct dname *name)
{
	return binding->service != NULL ? dname_equal(binding->domain, name)
					: dname_is_within(name, binding->domain);
}

const struct binding *view_binding(const struct vpc_view *vpc, const struct dname *name)
{
	const struct binding *binding;
	size_t low = 0, high = vpc->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(vpc->bindings[middle].domain, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	binding = low == 0 ? NULL : &vpc->bindings[low - 1];
	while (binding != NULL && !dname_is_within(name, binding->domain))
		binding = binding->outer;
	/* of one domain: back to the first that binds */
	while (binding != NULL) {
		const struct binding *first = binding;

		while (first > vpc->bindings && dname_equal(first[-1].domain, binding->domain))
			first--;
		for (; first <= binding; first++)
			if (binds(first, name))
				return first;
		binding = vpc->bindings < first ? binding->outer : NULL;
	}
	return NULL;
}

/* ---- the walk ---------------------------------------------------------------------------------- */

struct walk {
	const struct views *views;
	const struct vpc_view *vpc;
	const struct dname *name; /* to ask for next; NULL: the walk is over */
	enum rr_type type;
	struct arena *scratch;
	struct view_answer *out;
};

static void end(struct walk *walk, enum answer_kind kind, const struct rrset *rrset)
{
	walk->out->answer.kind = kind;
	walk->out->answer.rrset = rrset;
	walk->out->answer.last = walk->name;
	walk->name = NULL;
}

static void add_step(struct walk *walk, const struct zone_index *zone,
		     const struct zone_answer *found)
{
	struct answer *answer = &walk->out->answer;

	if (answer->n_steps < TRACE_MAX)
		answer->steps[answer->n_steps++] = (struct trace_step){
			zone->zone, walk->name, found->rrset, found->wildcard, found->kind};
}

static void ask_public(struct walk *walk)
{
	struct answer answer, *out = &walk->out->answer;

	resolve_public(walk->views->index, walk->name, walk->type, walk->scratch, &answer);
	for (size_t i = 0; i < answer.n_steps && out->n_steps < TRACE_MAX; i++)
		out->steps[out->n_steps++] = answer.steps[i];
	walk->name = answer.last;
	end(walk, answer.kind, answer.rrset);
}

static void take_records(struct walk *walk, const struct rrset *rrset)
{
	if (rrset->pending != NULL)
		end(walk, ANSWER_UNKNOWN, rrset);
	else if (rrset->alias != NULL && rrset->alias->kind == TARGET_RECORD &&
		 rrset->alias->dns_name != NULL)
		walk->name = rrset->alias->dns_name;
	else
		end(walk, ANSWER_RECORDS, rrset);
}

static void take_link(struct walk *walk, const struct zone_answer *found)
{
	const struct rrset *rrset = found->rrset;
	const struct dname *target;

	if (rrset->pending != NULL || rrset->n == 0) {
		end(walk, ANSWER_UNKNOWN, rrset);
		return;
	}
	target = found->kind == ZONE_CNAME
			 ? rrset->rrs[0].target
			 : dname_join(walk->scratch, walk->name,
				      (unsigned)(walk->name->labels - rrset->owner->labels),
				      rrset->rrs[0].target);
	if (target == NULL)
		end(walk, ANSWER_NXDOMAIN, rrset); /* RFC 6672 section 2.2: too long, YXDOMAIN */
	else
		walk->name = target;
}

static void ask_private_zone(struct walk *walk, const struct zone_index *zone)
{
	struct zone_answer found = zone_lookup(zone, walk->name, walk->type);

	add_step(walk, zone, &found);
	switch (found.kind) {
	case ZONE_RECORDS:
		take_records(walk, found.rrset);
		break;
	case ZONE_CNAME:
	case ZONE_DNAME:
		take_link(walk, &found);
		break;
	case ZONE_REFERRAL: /* what a delegation in a private zone comes to is Resolver's to say */
	case ZONE_UNKNOWN:
	case ZONE_OUTSIDE:
		end(walk, ANSWER_UNKNOWN, found.rrset);
		break;
	case ZONE_NODATA:
		end(walk, ANSWER_NODATA, NULL);
		break;
	case ZONE_NXDOMAIN:
		end(walk, ANSWER_NXDOMAIN, NULL);
		break;
	}
}

static void follow_rule(struct walk *walk, const struct forwarding_rule *rule)
{
	const struct vpc_view *behind =
		rule->inbound == NULL ? NULL : views_vpc(walk->views, rule->inbound->vpc.s);

	if (behind != NULL) {
		walk->vpc = behind;
		return;
	}
	walk->out->forwarded = rule;
	end(walk, ANSWER_FORWARDED, NULL);
}

static void take_hop(struct walk *walk)
{
	const struct binding *binding = view_binding(walk->vpc, walk->name);

	walk->out->hops[walk->out->n_hops++] = (struct hop){walk->vpc, binding, walk->name};
	if (binding == NULL) {
		ask_public(walk);
	} else if (binding->service != NULL) {
		walk->out->service = binding->service;
		end(walk, ANSWER_ENDPOINT, NULL);
	} else if (binding->rule != NULL) {
		follow_rule(walk, binding->rule);
	} else {
		ask_private_zone(walk, binding->zone);
	}
}

void resolve_in_vpc(const struct views *views, const struct vpc_view *vpc, const struct dname *name,
		    enum rr_type type, struct arena *scratch, struct view_answer *ret_answer)
{
	struct walk walk = {views, vpc, name, type, scratch, ret_answer};

	*ret_answer = (struct view_answer){.answer = {.kind = ANSWER_LOOP, .last = name}};
	while (walk.name != NULL) {
		if (ret_answer->n_hops == LIMIT_CHAIN) {
			end(&walk, ANSWER_LOOP, NULL);
			return;
		}
		take_hop(&walk);
	}
}
