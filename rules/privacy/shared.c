/* shared.c -- what several rules about privacy ask. */
#include "privacy/shared.h"

#include <string.h>

#include "base/banned.h"

/* ---- what is private --------------------------------------------------------------------------- */

const struct private_domain *declared_domain(const struct check *ck, const struct dname *name)
{
	const struct private_domain *domain = index_private_domain(ck->index, name);

	while (domain != NULL && !domain->declared && domain->name->labels > 0)
		domain = index_private_domain(ck->index, dname_suffix(ck->arena, domain->name, 1));
	return domain != NULL && domain->declared ? domain : NULL;
}

bool is_declared_private(const struct check *ck, const struct dname *name)
{
	const struct private_domain *domain;

	if (index_private_name(ck->index, name) != NULL || policy_private(ck->policy, name) != NULL)
		return true;
	domain = declared_domain(ck, name);
	return domain != NULL && dname_is_below(name, domain->name);
}

void private_related(struct check *ck, struct diag *diag, const struct dname *name)
{
	const struct private_name *private_name = index_private_name(ck->index, name);
	const struct private_pattern *pattern = policy_private(ck->policy, name);
	const struct private_domain *domain = declared_domain(ck, name);

	if (private_name != NULL)
		related(ck, diag, private_name->origin->at, "`%s` is private by %s", show(ck, name),
			private_name->origin->what);
	else if (pattern != NULL)
		related(ck, diag, pattern->text.at, "`%s` is private by the policy",
			show(ck, name));
	else if (domain != NULL)
		related(ck, diag, domain->origin->at, "`%s` is private by %s",
			show(ck, domain->name), domain->origin->what);
}

/* ---- what may stand publicly ------------------------------------------------------------------- */

bool rrset_is_validation(const struct check *ck, const struct rrset *rrset)
{
	return rrset_proves(ck->model, rrset);
}

/* ---- what a private name is answered publicly -------------------------------------------------- */

struct search {
	const struct check *ck;
	const struct dname *name;
	struct public_answers *answers;
};

/* The step that decides: what is before it are delegations. */
static size_t deciding_step(const struct answer *answer)
{
	size_t step = 0;

	while (step + 1 < answer->n_steps && answer->steps[step].kind == ZONE_REFERRAL)
		step++;
	return step;
}

static bool is_known_cause(const struct public_answers *answers, const struct rrset *rrset)
{
	for (size_t i = 0; i < answers->items.n; i++)
		if (answers->items.items[i].rrset == rrset)
			return true;
	return false;
}

static void add_answer(struct search *search, const struct answer *answer, size_t step)
{
	const struct trace_step *cause = &answer->steps[step];
	struct public_answer *added = VEC_PUSH(search->ck->arena, &search->answers->items);

	added->zone = cause->zone;
	added->rrset = cause->rrset;
	added->wildcard = cause->wildcard;
	added->n_chain = answer->n_steps - step - 1;
	added->chain = NEW_ARRAY(search->ck->arena, struct trace_step, added->n_chain + 1);
	for (size_t i = 0; i < added->n_chain; i++)
		added->chain[i] = answer->steps[step + 1 + i];
	if (cause->kind == ZONE_DNAME)
		added->target = added->n_chain > 0 ? added->chain[0].name : answer->last;
}

static void ask(struct search *search, const struct zone_index *zone, enum rr_type type)
{
	struct public_answers *answers = search->answers;
	struct answer answer;
	const struct trace_step *cause;
	size_t step;

	resolve_in_zone(search->ck->index, zone, search->name, type, search->ck->arena, &answer);
	step = deciding_step(&answer);
	cause = &answer.steps[step];
	switch (cause->kind) {
	case ZONE_RECORDS:
		if (!rrset_exposes(cause->rrset))
			return;
		break;
	case ZONE_CNAME:
	case ZONE_DNAME:
		if (rrset_is_validation(search->ck, cause->rrset))
			return;
		break;
	case ZONE_REFERRAL:
		answers->referral = cause->rrset;
		return;
	case ZONE_UNKNOWN:
		answers->unknown = cause->zone;
		return;
	default:
		return;
	}
	if (!is_known_cause(answers, cause->rrset))
		add_answer(search, &answer, step);
}

/* Whether ZONE hands the name away to another zone of the model, which is asked itself. */
static bool is_anothers(const struct check *ck, const struct zone_answer *found)
{
	return found->kind == ZONE_REFERRAL &&
	       model_zone(ck->model, found->node->name, VIEW_PUBLIC) != NULL;
}

static void ask_zone(void *context, const struct zone_index *zone)
{
	static const enum rr_type types[] = {RR_A,     RR_AAAA, RR_CNAME, RR_DNAME,
					     RR_HTTPS, RR_MX,	RR_SRV,	  RR_SVCB};
	struct search *search = context;
	struct zone_place place = zone_place_of(zone, search->name);

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct zone_answer found = zone_answer_at(&place, types[i]);

		if (is_anothers(search->ck, &found))
			return; /* it does so for all of these types alike */
		if (found.kind != ZONE_NODATA && found.kind != ZONE_NXDOMAIN)
			ask(search, zone, types[i]);
	}
}

void public_answers_find(const struct check *ck, const struct dname *name,
			 struct public_answers *ret_answers)
{
	struct search search = {ck, name, ret_answers};

	*ret_answers = (struct public_answers){0};
	resolve_each_public_zone(ck->index, name, ask_zone, &search);
}

/* NO where the model holds the parent of ZONE, and no NS there leads to ZONE. */
static enum tri is_delegated(const struct check *ck, const struct zone *zone)
{
	const struct zone_index *parent;
	const struct name_node *node;

	if (zone->name->labels == 0)
		return YES;
	parent = index_zone_for(ck->index, zone->name, VIEW_PUBLIC, zone->name->labels - 1u);
	if (parent == NULL)
		return zone->registered ? YES : NO;
	node = zone_index_node(parent, zone->name);
	if (node != NULL && node_rrset(node, RR_NS) != NULL)
		return YES;
	return parent->zone->managed_part ? UNKNOWN : NO;
}

static void chain_related(struct check *ck, struct diag *diag, const struct public_answer *answer)
{
	for (size_t i = 0; i < answer->n_chain; i++) {
		const struct trace_step *link = &answer->chain[i];

		if (link->rrset == NULL || link->kind == ZONE_REFERRAL)
			continue;
		related(ck, diag, link->rrset->at, "`%s` is answered in turn with %s",
			show(ck, link->name), show_answer(ck, link->rrset));
	}
}

void public_answer_related(struct check *ck, struct diag *diag, const struct private_name *name,
			   const struct public_answer *answer)
{
	related(ck, diag, name->origin->at, "`%s` is private by %s", show(ck, name->name),
		name->origin->what);
	related_origin(ck, diag, name->origin->cause);
	if (answer->rrset->derived)
		related_origin(ck, diag, answer->rrset->origin);
	chain_related(ck, diag, answer);
	if (is_delegated(ck, answer->zone) == NO && answer->zone->origin != NULL)
		related(ck, diag, answer->zone->origin->at,
			"the public zone `%s` is not delegated here; its name servers answer all "
			"the same",
			show(ck, answer->zone->name));
}

const char *show_answer(struct check *ck, const struct rrset *rrset)
{
	const char *type = rr_type_name(ck->arena, rrset->type);

	if (rrset->alias != NULL && rrset->alias->load_balancer != NULL)
		return arena_printf(ck->arena, "an alias %s to the load balancer `%.*s`", type,
				    STR_ARG(rrset->alias->load_balancer->key.s));
	if (rrset->alias != NULL && rrset->alias->dns_name != NULL)
		return arena_printf(ck->arena, "an alias %s to `%s`", type,
				    show(ck, rrset->alias->dns_name));
	if (rrset->alias != NULL)
		return arena_printf(ck->arena, "an alias %s", type);
	if (rrset->n == 0)
		return arena_printf(ck->arena, "%s (its value is pending)", type);
	if (rrset->rrs[0].target != NULL &&
	    (rrset->type == RR_CNAME || rrset->type == RR_DNAME || rrset->type == RR_NS))
		return arena_printf(ck->arena, "%s `%s`", type, show(ck, rrset->rrs[0].target));
	return arena_printf(ck->arena, "%s `%s`", type, show_rrset(ck, rrset));
}
