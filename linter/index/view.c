/* view.c -- what a host in one VPC is answered. */
#include "index/view.h"

#include "index/overlay.h"
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
	if ((binding->presence != NULL && !overlay_present(binding->presence)) ||
	    (binding->zone != NULL && !overlay_zone_present(binding->zone)))
		return false;
	return binding->service != NULL ? dname_equal(binding->domain, name)
					: dname_is_within(name, binding->domain);
}

/* Of the bindings of AT's domain the first that counts for NAME; LOCAL: rules do not. */
static const struct binding *of_domain(const struct vpc_view *vpc, const struct binding *at,
				       const struct dname *name, bool local)
{
	const struct binding *first = at;

	while (first > vpc->bindings && dname_equal(first[-1].domain, at->domain))
		first--;
	for (; first <= at; first++)
		if (binds(first, name) && !(local && first->rule != NULL))
			return first;
	return NULL;
}

static const struct binding *most_specific(const struct vpc_view *vpc, const struct dname *name,
					   bool local)
{
	const struct binding *binding, *found;
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
	/* of one domain the last stands here, and is what lies further in refers to */
	for (; binding != NULL; binding = binding->outer) {
		found = of_domain(vpc, binding, name, local);
		if (found != NULL)
			return found;
	}
	return NULL;
}

const struct binding *view_binding(const struct vpc_view *vpc, const struct dname *name)
{
	const struct binding *binding = most_specific(vpc, name, false);

	if (binding == NULL || binding->rule == NULL || !binding->rule->system)
		return binding;
	return most_specific(vpc, name, true);
}

const struct forwarding_rule *view_system_rule(const struct vpc_view *vpc, const struct dname *name)
{
	const struct binding *binding = most_specific(vpc, name, false);

	return binding != NULL && binding->rule != NULL && binding->rule->system ? binding->rule
										 : NULL;
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

/* The step of a public answer at which a new name is asked for that this VPC binds: up to there the public
 * view answers. n_steps: the last name of the chain, which no public zone holds; beyond: none. */
static size_t leaves_public(const struct walk *walk, const struct answer *answer)
{
	for (size_t i = 1; i <= answer->n_steps; i++) {
		const struct trace_step *before = &answer->steps[i - 1];
		const struct dname *name =
			i < answer->n_steps ? answer->steps[i].name : answer->last;

		if ((before->kind == ZONE_CNAME || before->kind == ZONE_DNAME) &&
		    !dname_equal(name, before->name) && view_binding(walk->vpc, name) != NULL)
			return i;
	}
	return answer->n_steps + 1;
}

static void ask_public(struct walk *walk)
{
	struct answer answer, *out = &walk->out->answer;
	size_t leaves;

	resolve_public(walk->views->index, walk->name, walk->type, walk->scratch, &answer);
	leaves = leaves_public(walk, &answer);
	for (size_t i = 0; i < answer.n_steps && i < leaves && out->n_steps < TRACE_MAX; i++)
		out->steps[out->n_steps++] = answer.steps[i];
	if (leaves <= answer.n_steps) {
		walk->name = leaves < answer.n_steps ? answer.steps[leaves].name : answer.last;
		return;
	}
	walk->name = answer.last;
	end(walk, answer.kind, answer.rrset);
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
	/* RFC 6672 section 3.1: the CNAME that a DNAME stands for answers the type CNAME */
	if (target != NULL && found->kind == ZONE_DNAME && walk->type == RR_CNAME)
		end(walk, ANSWER_RECORDS, rrset);
	else if (target == NULL)
		end(walk, ANSWER_NXDOMAIN, rrset); /* RFC 6672 section 2.2: too long, YXDOMAIN */
	else
		walk->name = target;
}

/* An alias to a record is looked up in its own zone: nobody asks for it again. */
static const struct dname *alias_target(const struct zone_answer *found)
{
	const struct rrset *rrset = found->rrset;

	if (found->kind != ZONE_RECORDS || rrset->pending != NULL || rrset->alias == NULL ||
	    rrset->alias->kind != TARGET_RECORD)
		return NULL;
	return rrset->alias->dns_name;
}

static void ask_private_zone(struct walk *walk, const struct zone_index *zone)
{
	struct zone_answer found = zone_lookup(zone, walk->name, walk->type);
	const struct dname *target;

	add_step(walk, zone, &found);
	for (unsigned links = 0; (target = alias_target(&found)) != NULL; links++) {
		if (links == LIMIT_CHAIN) {
			end(walk, ANSWER_LOOP, NULL);
			return;
		}
		walk->name = target;
		found = zone_lookup(zone, walk->name, walk->type);
		add_step(walk, zone, &found);
	}
	switch (found.kind) {
	case ZONE_RECORDS:
		end(walk, found.rrset->pending != NULL ? ANSWER_UNKNOWN : ANSWER_RECORDS,
		    found.rrset);
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

static bool has_address(const struct resolver_endpoint *endpoint,
			const struct forwarding_rule *rule)
{
	for (size_t i = 0; i < rule->to.n; i++)
		for (size_t k = 0; k < endpoint->ips.n; k++)
			if (str_eq(rule->to.items[i].s, endpoint->ips.items[k].s))
				return true;
	return false;
}

/* The inbound endpoint that RULE forwards to; NULL: none of the estate, or one of several that have such an
 * address, for networks that do not meet may use the same ones. */
static const struct resolver_endpoint *endpoint_behind(const struct model *model,
						       const struct forwarding_rule *rule)
{
	const struct resolver_endpoint *found = NULL;

	if (rule->inbound != NULL)
		return rule->inbound;
	for (size_t i = 0; i < model->resolver_endpoints.n; i++) {
		const struct resolver_endpoint *endpoint = model->resolver_endpoints.items[i];

		if (!str_is(endpoint->direction.s, "inbound") || !has_address(endpoint, rule))
			continue;
		if (found != NULL)
			return NULL;
		found = endpoint;
	}
	return found;
}

const struct vpc_view *views_rule_leads_to(const struct views *views,
					   const struct forwarding_rule *rule)
{
	const struct resolver_endpoint *endpoint =
		rule->system ? NULL : endpoint_behind(views->index->model, rule);

	return endpoint == NULL ? NULL : views_vpc(views, endpoint->vpc.s);
}

static void follow_rule(struct walk *walk, const struct forwarding_rule *rule)
{
	const struct vpc_view *behind = views_rule_leads_to(walk->views, rule);

	if (behind != NULL) {
		walk->vpc = behind;
		return;
	}
	walk->out->forwarded = rule;
	end(walk, ANSWER_FORWARDED, NULL);
}

/* Asked for the same name in the same VPC again, the answer comes to the same. */
static bool was_here(const struct view_answer *out, const struct walk *walk)
{
	for (size_t i = 0; i < out->n_hops; i++)
		if (out->hops[i].vpc == walk->vpc && dname_equal(out->hops[i].name, walk->name))
			return true;
	return false;
}

static void take_hop(struct walk *walk)
{
	const struct binding *binding = view_binding(walk->vpc, walk->name);
	struct view_answer *out = walk->out;

	if (was_here(out, walk) || out->n_hops == LIMIT_CHAIN) {
		end(walk, ANSWER_LOOP, NULL);
		return;
	}
	out->hops[out->n_hops++] =
		(struct hop){walk->vpc, binding, walk->name, out->answer.n_steps};
	if (binding == NULL) {
		ask_public(walk);
	} else if (binding->service != NULL) {
		out->service = binding->service;
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
	while (walk.name != NULL)
		take_hop(&walk);
}
