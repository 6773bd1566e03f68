/* execute.c -- a plan executed on the model: whether every state on the way is safe. */
#include "index/execute.h"

#include "index/execute_answer.h"

#include "base/banned.h"

enum { TYPES_MAX = 32 };

/* ---- events ------------------------------------------------------------------------------------ */

static void change_records(struct execution *x, uint32_t event, const struct step *step,
			   const struct batch *batch)
{
	/* A batch is one change: that what it deletes is listed behind what it creates means nothing. */
	for (size_t i = 0; i < batch->n; i++)
		if (batch->changes[i].action == CHANGE_DELETE)
			overlay_change(&x->overlay, event, step->zone, CHANGE_DELETE,
				       batch->changes[i].rrset);
	for (size_t i = 0; i < batch->n; i++)
		if (batch->changes[i].action != CHANGE_DELETE)
			overlay_change(&x->overlay, event, step->zone, batch->changes[i].action,
				       batch->changes[i].rrset);
}

struct associations {
	VEC(struct overlay_association) items;
};

static void add_event(struct execution *x, const struct order_node *node,
		      struct associations *associations)
{
	const struct step *step = node->step;
	uint32_t event = overlay_event(&x->overlay);

	switch (step->kind) {
	case STEP_CREATE_ZONE:
	case STEP_DELETE_ZONE:
		overlay_zone(&x->overlay, event, step->zone, step->kind == STEP_CREATE_ZONE);
		break;
	case STEP_ASSOCIATE_VPC:
	case STEP_ASSOCIATE_RESOLVER_RULE:
		*VEC_PUSH(x->arena, &associations->items) = (struct overlay_association){
			event, step->vpcs.items[node->batch]->id.s,
			step->kind == STEP_ASSOCIATE_VPC ? step->zone : NULL,
			step->kind == STEP_ASSOCIATE_VPC ? NULL : step->forwarding};
		break;
	default:
		change_records(x, event, step, &step->batches.items[node->batch]);
		break;
	}
	overlay_set(&x->overlay, event, UNKNOWN);
}

static bool is_before(const struct views *before, const struct zone *zone)
{
	return before != NULL && model_zone(before->index->model, zone->name, zone->view) != NULL;
}

static void lay_over(struct execution *x)
{
	struct associations associations = {0};

	overlay_build(&x->overlay, x->before == NULL ? NULL : x->before->index, x->after->index,
		      x->arena);
	for (size_t i = 0; i < x->plan->elsewhere.n; i++)
		if (!is_before(x->before, x->plan->elsewhere.items[i]))
			overlay_keep(&x->overlay, x->after->index, x->plan->elsewhere.items[i]);
	for (size_t i = 0; i < x->order.of_event.n; i++)
		add_event(x, &x->order.nodes.items[x->order.of_event.items[i]], &associations);
	/* without anything that is answered before, no VPC is asked */
	if (x->before != NULL)
		overlay_bind(&x->overlay, x->before, x->after, associations.items.items,
			     associations.items.n);
}

/* ---- the mixes of one question ----------------------------------------------------------------- */

struct seen_mix {
	struct mix mix;
	enum tri holds;
};

struct explorer {
	struct execution *x;
	struct step_order *order;
	const struct plan_question *question;
	struct arena arena;
	uint32_t decided[EXECUTE_DEPTH];
	bool applied[EXECUTE_DEPTH];
	size_t n;
	VEC(uint32_t)
	events; /* that the question depends on, in the order in which they were met */
	VEC(struct seen_mix) mixes;
	bool too_many;
};

/* Whether an event may be applied, or missing, beside what is decided already. */
static bool is_possible(struct explorer *e, uint32_t event, bool applied)
{
	for (size_t i = 0; i < e->n; i++) {
		if (applied && !e->applied[i] && step_order_before(e->order, e->decided[i], event))
			return false;
		if (!applied && e->applied[i] && step_order_before(e->order, event, e->decided[i]))
			return false;
	}
	return true;
}

static struct mix take_mix(struct arena *arena, const struct explorer *e)
{
	struct mix mix = {
		.applied = NEW_ARRAY(arena, uint32_t, e->n + 1),
		.missing = NEW_ARRAY(arena, uint32_t, e->n + 1),
	};

	for (size_t i = 0; i < e->n; i++) {
		if (e->applied[i])
			mix.applied[mix.n_applied++] = e->decided[i];
		else
			mix.missing[mix.n_missing++] = e->decided[i];
	}
	return mix;
}

static void depend_on(struct explorer *e, uint32_t event)
{
	for (size_t i = 0; i < e->events.n; i++)
		if (e->events.items[i] == event)
			return;
	*VEC_PUSH(&e->arena, &e->events) = event;
}

static void explore(struct explorer *e)
{
	struct overlay *overlay = &e->x->overlay;
	enum tri holds;
	uint32_t event;

	if (e->mixes.n == EXECUTE_MIXES || e->n == EXECUTE_DEPTH)
		e->too_many = true;
	if (e->too_many)
		return;
	overlay->touched = OVERLAY_NO_EVENT;
	holds = execute_holds(e->x, e->question);
	event = overlay->touched;
	if (event == OVERLAY_NO_EVENT) {
		*VEC_PUSH(&e->arena, &e->mixes) = (struct seen_mix){take_mix(&e->arena, e), holds};
		return;
	}
	depend_on(e, event);
	for (unsigned applied = 0; applied < 2; applied++) {
		if (!is_possible(e, event, applied == 1))
			continue;
		e->decided[e->n] = event;
		e->applied[e->n++] = applied == 1;
		overlay_set(overlay, event, applied == 1 ? YES : NO);
		explore(e);
		overlay_set(overlay, event, UNKNOWN);
		e->n--;
	}
}

static void set_mix(struct execution *x, const struct mix *mix, enum tri applied, enum tri missing)
{
	for (size_t i = 0; i < mix->n_applied; i++)
		overlay_set(&x->overlay, mix->applied[i], applied);
	for (size_t i = 0; i < mix->n_missing; i++)
		overlay_set(&x->overlay, mix->missing[i], missing);
}

static const char *phrase_in(struct execution *x, const struct plan_question *question,
			     const struct mix *mix)
{
	const char *phrase;

	set_mix(x, mix, YES, NO);
	phrase = execute_phrase(x, question);
	set_mix(x, mix, UNKNOWN, UNKNOWN);
	return phrase;
}

static const char *phrase_at(struct execution *x, const struct plan_question *question,
			     enum overlay_mode mode)
{
	const char *phrase;

	overlay_mode(&x->overlay, mode);
	phrase = execute_phrase(x, question);
	overlay_mode(&x->overlay, OVERLAY_EXACT);
	return phrase;
}

static struct mix copy_mix(struct arena *arena, const struct mix *mix)
{
	struct mix copy = {
		.applied = NEW_ARRAY(arena, uint32_t, mix->n_applied + 1),
		.missing = NEW_ARRAY(arena, uint32_t, mix->n_missing + 1),
		.n_applied = mix->n_applied,
		.n_missing = mix->n_missing,
	};

	for (size_t i = 0; i < mix->n_applied; i++)
		copy.applied[i] = mix->applied[i];
	for (size_t i = 0; i < mix->n_missing; i++)
		copy.missing[i] = mix->missing[i];
	return copy;
}

/* AT NULL: it cannot be shown in which state. */
static struct violation *add_violation(struct explorer *e, const struct seen_mix *at)
{
	struct execution *x = e->x;
	struct violation *violation = NEW(x->arena, struct violation);

	violation->question = *e->question;
	violation->undecided = at == NULL || at->holds == UNKNOWN;
	violation->events = NEW_ARRAY(x->arena, uint32_t, e->events.n + 1);
	for (size_t i = 0; i < e->events.n; i++)
		violation->events[violation->n_events++] = e->events.items[i];
	if (at != NULL) {
		violation->mix = copy_mix(x->arena, &at->mix);
		violation->between = phrase_in(x, e->question, &at->mix);
	}
	violation->before = phrase_at(x, e->question, OVERLAY_FIRST);
	violation->after = phrase_at(x, e->question, OVERLAY_LAST);
	*VEC_PUSH(x->arena, &x->violations) = violation;
	return violation;
}

/* Whether a state with MIX LATER may follow one with MIX EARLIER. */
static bool may_follow(struct execution *x, const struct mix *earlier, const struct mix *later)
{
	for (size_t i = 0; i < earlier->n_applied; i++)
		for (size_t k = 0; k < later->n_missing; k++)
			if (later->missing[k] == earlier->applied[i] ||
			    step_order_before(&x->order, later->missing[k], earlier->applied[i]))
				return false;
	return true;
}

static void judge_proof(struct explorer *e)
{
	for (size_t i = 0; i < e->mixes.n; i++) {
		if (e->mixes.items[i].holds != YES)
			continue;
		for (size_t k = 0; k < e->mixes.n; k++) {
			if (e->mixes.items[k].holds == YES ||
			    !may_follow(e->x, &e->mixes.items[i].mix, &e->mixes.items[k].mix))
				continue;
			add_violation(e, &e->mixes.items[k])->first =
				copy_mix(e->x->arena, &e->mixes.items[i].mix);
			return;
		}
	}
}

static void judge(struct explorer *e)
{
	if (e->question->condition == CONDITION_PROOFS) {
		judge_proof(e);
		return;
	}
	for (size_t i = 0; i < e->mixes.n; i++) {
		if (e->mixes.items[i].holds == YES)
			continue;
		(void)add_violation(e, &e->mixes.items[i]);
		return;
	}
}

/* Asks in every mix of what it depends on. */
static void ask_in_all(struct execution *x, const struct plan_question *question, bool judged)
{
	struct explorer e = {.x = x, .order = &x->order, .question = question};

	x->n_questions++;
	arena_init(&e.arena);
	explore(&e);
	if (judged && e.too_many)
		(void)add_violation(&e, NULL);
	else if (judged)
		judge(&e);
	arena_free(&e.arena);
}

bool execute_depends(struct execution *x, struct step_order *order,
		     const struct plan_question *question, struct arena *arena,
		     uint32_t **ret_events, size_t *ret_n)
{
	struct explorer e = {.x = x, .order = order, .question = question};
	bool enough;

	arena_init(&e.arena);
	explore(&e);
	enough = !e.too_many;
	if (enough) {
		*ret_events = NEW_ARRAY(arena, uint32_t, e.events.n + 1);
		*ret_n = e.events.n;
		for (size_t i = 0; i < e.events.n; i++)
			(*ret_events)[i] = e.events.items[i];
	}
	arena_free(&e.arena);
	return enough;
}

enum tri execute_holds(struct execution *x, const struct plan_question *question)
{
	enum tri holds = YES;

	switch (question->condition) {
	case CONDITION_PRIVATE:
		holds = execute_exposed(x, question->name) ? NO : YES;
		break;
	case CONDITION_ANSWERS:
		holds = execute_answered(x, question->vpc, question->name, question->type);
		break;
	case CONDITION_PROOFS:
		holds = execute_proves(x, question);
		break;
	}
	return holds;
}

static enum tri holds_at(struct execution *x, const struct plan_question *question,
			 enum overlay_mode mode)
{
	enum tri holds;

	overlay_mode(&x->overlay, mode);
	holds = execute_holds(x, question);
	overlay_mode(&x->overlay, OVERLAY_EXACT);
	return holds;
}

static bool is_enough(const struct execution *x)
{
	return x->limit > 0 && x->violations.n >= x->limit;
}

static void release(struct execution *x)
{
	arena_reset(&x->scratch);
}

/* ---- 1. private names -------------------------------------------------------------------------- */

static void ask_private_names(struct execution *x)
{
	for (size_t i = 0; i < x->affected.privates.n && !is_enough(x); i++) {
		struct plan_question question = {
			.condition = CONDITION_PRIVATE,
			.name = x->affected.privates.items[i],
			.type = RR_A,
		};

		if (holds_at(x, &question, OVERLAY_FIRST) == YES &&
		    holds_at(x, &question, OVERLAY_LAST) == YES)
			ask_in_all(x, &question, true);
		release(x);
	}
}

/* ---- 2. answers -------------------------------------------------------------------------------- */

/* The VPCs that bind a name which public answers come by, each kind of them once. */
struct chain_vpcs {
	const struct vpc_classes *classes;
	VEC(const struct vpc_view *) found;
};

static void note_chain_name(struct execution *x, const struct dname *name)
{
	struct chain_vpcs *vpcs = x->chain_vpcs;

	for (unsigned skip = 0; skip <= name->labels; skip++) {
		const struct vpc_domain *domain = vpc_classes_of(vpcs->classes, name, skip);

		for (size_t i = 0; domain != NULL && i < domain->vpcs.n; i++) {
			size_t k = 0;

			while (k < vpcs->found.n && vpcs->found.items[k] != domain->vpcs.items[i])
				k++;
			if (k == vpcs->found.n)
				*VEC_PUSH(&x->scratch, &vpcs->found) = domain->vpcs.items[i];
		}
	}
}

static void ask_type(struct execution *x, const struct plan_question *question)
{
	if (holds_at(x, question, OVERLAY_FIRST) == YES &&
	    holds_at(x, question, OVERLAY_LAST) == YES)
		ask_in_all(x, question, true);
}

static void ask_types(struct execution *x, const struct vpc_view *vpc, const struct dname *name)
{
	enum rr_type types[TYPES_MAX];
	size_t n;

	overlay_mode(&x->overlay, OVERLAY_FIRST);
	n = execute_types(x, vpc, name, types, COUNT_OF(types));
	overlay_mode(&x->overlay, OVERLAY_EXACT);
	for (size_t i = 0; i < n && !is_enough(x); i++) {
		struct plan_question question = {
			.condition = CONDITION_ANSWERS, .name = name, .type = types[i], .vpc = vpc};

		ask_type(x, &question);
	}
}

/* An alias is of one type, and a CNAME of all. */
static void follow_chains(struct execution *x, struct chain_vpcs *vpcs, const struct dname *name)
{
	static const enum rr_type types[] = {RR_A, EXECUTE_NO_TYPE};

	x->chain_vpcs = vpcs;
	x->chain_names = note_chain_name;
	note_chain_name(x, name);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct plan_question question = {
			.condition = CONDITION_ANSWERS, .name = name, .type = types[i]};

		ask_in_all(x, &question, false);
	}
	x->chain_names = NULL;
}

/* A VPC is told something else than everybody only by what it binds on the way. */
static void ask_name(struct execution *x, const struct vpc_classes *classes,
		     const struct dname *name)
{
	struct chain_vpcs vpcs = {.classes = classes};

	if (name == NULL)
		return;
	if (classes->n > 0)
		follow_chains(x, &vpcs, name);
	ask_types(x, NULL, name);
	for (size_t i = 0; i < vpcs.found.n; i++)
		ask_types(x, vpcs.found.items[i], name);
	release(x);
}

static void ask_answers(struct execution *x)
{
	struct vpc_classes classes;

	vpc_classes_find(&classes, &x->overlay.views, x->arena);
	for (size_t i = 0; i < x->affected.names.n && !is_enough(x); i++) {
		struct affected_name *name = x->affected.names.items[i];

		if (name->self)
			ask_name(x, &classes, name->name);
		if (name->below)
			ask_name(x, &classes, affected_other(&x->affected, &x->overlay, name));
	}
}

/* ---- 3. proofs --------------------------------------------------------------------------------- */

static void ask_proof(struct execution *x, struct plan_question *question, struct text name)
{
	if (name.presence != KNOWN || is_enough(x) ||
	    dname_parse(x->arena, name.s, NULL, &question->name) != DNAME_OK)
		return;
	question->condition = CONDITION_PROOFS;
	ask_in_all(x, question, true);
	release(x);
}

static void ask_validations(struct execution *x, const struct certificate *certificate)
{
	for (size_t i = 0; i < certificate->n_validations; i++) {
		struct text value = certificate->validations[i].value;
		struct plan_question question = {
			.type = RR_CNAME,
			.whose = arena_printf(x->arena,
					      "the validation record of certificate `%.*s`",
					      STR_ARG(certificate->key.s)),
		};

		if (value.presence == KNOWN &&
		    dname_parse(x->arena, value.s, NULL, &question.target) != DNAME_OK)
			question.target = NULL;
		ask_proof(x, &question, certificate->validations[i].name);
	}
}

static void ask_proofs(struct execution *x)
{
	const struct model *model = x->after->index->model;

	for (size_t i = 0; i < model->certificates.n; i++)
		ask_validations(x, model->certificates.items[i]);
	for (size_t i = 0; i < model->endpoint_services.n; i++) {
		const struct endpoint_service *service = model->endpoint_services.items[i];
		struct plan_question question = {
			.type = RR_TXT,
			.value = service->verification_value.s,
			.whose = arena_printf(x->arena,
					      "the verification record of endpoint service `%.*s`",
					      STR_ARG(service->key.s)),
		};

		if (service->verification_value.presence == KNOWN)
			ask_proof(x, &question, service->verification_name);
	}
}

/* ---- all of it --------------------------------------------------------------------------------- */

void plan_execute(struct execution *x, const struct plan *plan, const struct views *before,
		  const struct views *after, size_t limit, struct arena *arena)
{
	*x = (struct execution){
		.plan = plan, .before = before, .after = after, .arena = arena, .limit = limit};
	arena_init(&x->scratch);
	step_order_build(&x->order, plan, true, arena);
	lay_over(x);
	affected_find(&x->affected, &x->overlay, before == NULL ? NULL : before->index,
		      after->index, arena);
	ask_private_names(x);
	if (before != NULL)
		ask_answers(x);
	ask_proofs(x);
	arena_free(&x->scratch);
}
