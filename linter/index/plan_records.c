/*
 * plan_records.c -- what each zone holds, in batches that Route 53 takes.
 *
 * A zone's record sets go into up to four steps: its own records, its delegations with what stands
 * below those cuts, DS, and the wildcards of a zone that delegates. What lacks a value goes into a
 * step of its own beside each of them, so that one unknown name holds up nothing else.
 */
#include "index/plan_build.h"

#include "model/existing.h"
#include "model/route53.h"
#include "source/limits.h"

#include <stdlib.h>

#include "base/banned.h"

/* In the order in which one zone's steps come. */
static const enum step_kind record_kinds[] = {STEP_REMOVE_DS, STEP_RECORDS, STEP_DELEGATE, STEP_DS,
					      STEP_WILDCARDS};
static const enum step_kind removing_kinds[] = {STEP_REMOVE_WILDCARDS, STEP_REMOVE_DELEGATIONS,
						STEP_REMOVE_RECORDS};

/* The changes of one zone: for each kind the complete ones and those that lack a value. */
struct zone_changes {
	struct change_list complete[STEP_KINDS], lacking[STEP_KINDS];
	struct pending_list pending[STEP_KINDS];
};

/* … an SOA below the apex is none of a zone. */
static bool is_route53s_own(const struct rrset *rrset)
{
	return rrset->type == RR_SOA || rrset_is_of_service(rrset);
}

static bool is_cut(const struct rrset *rrset)
{
	return rrset->type == RR_NS && !is_route53s_own(rrset);
}

static bool has_cuts(const struct zone *zone)
{
	for (size_t i = 0; i < zone->rrsets.n; i++) {
		if (is_cut(zone->rrsets.items[i]))
			return true;
	}
	return false;
}

/* CUT is the last zone cut before the RRset in canonical order, in which a cut comes before all
 * that is below it: no other can be above the RRset. */
static enum step_kind kind_of(const struct rrset *rrset, const struct dname *cut, bool delegates)
{
	if (rrset->type == RR_DS)
		return STEP_DS;
	if (cut != NULL && dname_is_within(rrset->owner, cut))
		return STEP_DELEGATE;
	/* Until the cut is made, the wildcard would answer for the names below it (RFC 4592 section
	 * 4.2), private ones too. */
	if (delegates && dname_is_wildcard(rrset->owner))
		return STEP_WILDCARDS;
	return STEP_RECORDS;
}

static enum status check_rrset(struct builder *b, const struct rrset *rrset)
{
	const char *name = dname_text_bare(b->arena, rrset->owner);
	const char *type = rr_type_name(b->arena, rrset->type);

	if (!route53_has_type(rrset->type))
		return err_set(b->err, "Route 53 has no record type %s: %s cannot be planned", type,
			       name);
	if (rrset->n > ROUTE53_RRSET_VALUES)
		return err_set(b->err, "%s %s has %zu values: Route 53 takes %d in a record set",
			       name, type, rrset->n, ROUTE53_RRSET_VALUES);
	return OK;
}

/* A wildcard wants all names that it would else answer for before it; plan_settle_aliases() adds what
 * an alias of a record wants. */
static unsigned order_of(const struct rrset *rrset)
{
	return dname_is_wildcard(rrset->owner) ? 2 * LIMIT_CHAIN : 0;
}

/* The cut that RRSET I stands at or below; CUT is that of the one before it. */
static const struct dname *cut_of(const struct zone *zone, size_t i, const struct dname *cut)
{
	const struct rrset *rrset = zone->rrsets.items[i];

	if (cut != NULL && dname_is_within(rrset->owner, cut))
		return cut;
	for (; i < zone->rrsets.n && dname_equal(zone->rrsets.items[i]->owner, rrset->owner); i++) {
		if (is_cut(zone->rrsets.items[i]))
			return rrset->owner;
	}
	return cut;
}

/* What ZONE is to hold, in its order. */
static enum status list_rrsets(struct builder *b, const struct zone *zone,
			       struct planned_list *list)
{
	bool delegates = has_cuts(zone);
	const struct dname *cut = NULL;

	for (size_t i = 0, end; i < zone->rrsets.n; i = end) {
		struct planned_rrset *planned;
		const struct rrset *rrset;

		cut = cut_of(zone, i, cut);
		TRY(plan_join_pieces(b, zone, i, &rrset, &end));
		if (is_route53s_own(rrset) || rrset->foreign)
			continue;
		TRY(check_rrset(b, rrset));
		planned = VEC_PUSH(b->arena, &list->items);
		*planned = (struct planned_rrset){
			.rrset = rrset,
			.kind = kind_of(rrset, cut, delegates),
			.order = order_of(rrset),
		};
		pending_of_rrset(b, &planned->lacks, rrset);
	}
	return plan_settle_aliases(b, list);
}

static struct change *add_change(struct builder *b, struct change_list *list,
				 enum change_action action, const struct rrset *rrset,
				 unsigned order)
{
	struct change *change = VEC_PUSH(b->arena, &list->items);

	*change = (struct change){.action = action, .rrset = rrset, .order = order};
	return change;
}

/* UPSERT does not lead from one routing policy to another. */
static bool is_replaceable(const struct rrset *present, const struct rrset *wanted)
{
	return (present->routing == NULL ? 0 : present->routing->policies) ==
	       (wanted->routing == NULL ? 0 : wanted->routing->policies);
}

static void add_planned(struct builder *b, struct change_list *list,
			const struct planned_rrset *planned)
{
	const struct rrset *present = planned->present;
	bool upsert = b->plan->settings.upsert &&
		      (present == NULL || is_replaceable(present, planned->rrset));
	struct change *change;

	if (present != NULL && !upsert) {
		change = add_change(b, list, CHANGE_DELETE, present, planned->order);
		change->present = present;
		change->wanted = planned->rrset;
	}
	change = add_change(b, list, upsert ? CHANGE_UPSERT : CHANGE_CREATE, planned->rrset,
			    planned->order);
	change->present = present;
	b->plan->n_created += present == NULL;
	b->plan->n_updated += present != NULL;
}

static bool lacks_value(const struct zone_plan *plan, const struct planned_rrset *planned)
{
	return plan->zone->id.presence != KNOWN || planned->lacks.items.n > 0;
}

static void sort_wanted(struct builder *b, const struct zone_plan *plan,
			const struct planned_list *list, struct zone_changes *out)
{
	for (size_t i = 0; i < list->items.n; i++) {
		const struct planned_rrset *planned = &list->items.items[i];
		enum step_kind kind = planned->kind;

		if (planned->stands)
			continue;
		for (size_t k = 0; k < planned->lacks.items.n; k++)
			pending_add(b, &out->pending[kind], planned->lacks.items.items[k]);
		add_planned(b,
			    lacks_value(plan, planned) ? &out->lacking[kind] : &out->complete[kind],
			    planned);
	}
}

static void sort_removed(struct builder *b, const struct zone_plan *plan,
			 const struct removal_list *list, struct zone_changes *out)
{
	for (size_t i = 0; i < list->items.n; i++) {
		const struct removal *removal = &list->items.items[i];
		const struct planned_rrset *with = removal->with;
		struct change_list *changes = &out->complete[removal->kind];

		if (with != NULL)
			changes = lacks_value(plan, with) ? &out->lacking[with->kind]
							  : &out->complete[with->kind];
		add_change(b, changes, CHANGE_DELETE, removal->rrset,
			   with != NULL ? with->order : removal->order)
			->present = removal->rrset;
		b->plan->n_deleted++;
	}
}

static enum status sort_out(struct builder *b, const struct zone_plan *plan,
			    struct zone_changes *out)
{
	struct planned_list list = {0};
	struct removal_list removals = {0};

	if (!plan->zone->retired)
		TRY(list_rrsets(b, plan->zone, &list));
	TRY(plan_compare(b, plan, &list));
	TRY(plan_removals(b, plan, &list, &removals));
	sort_wanted(b, plan, &list, out);
	sort_removed(b, plan, &removals, out);
	return OK;
}

static void describe(struct builder *b, struct step *step)
{
	const char *name = dname_text_bare(b->arena, step->zone->name);

	if (b->model->existing != NULL)
		step->before = "What is replaced or deleted is as the snapshot has it, and what is "
			       "created is not there: Route 53 refuses the whole batch where that "
			       "is not so.";
	else if (b->plan->settings.upsert)
		step->before = "Nothing by these names and types exists that is to be kept: UPSERT "
			       "replaces it.";
	else
		step->before = "Nothing by these names and types exists: CREATE refuses the whole "
			       "batch where one does.";
	switch (step->kind) {
	case STEP_DELEGATE:
		step->after = arena_printf(
			b->arena, "The zones below %s are asked at their own name servers.", name);
		break;
	case STEP_DS:
		step->after =
			"Validating resolvers take no unsigned answer for these zones any more.";
		break;
	case STEP_WILDCARDS:
		step->after = arena_printf(b->arena,
					   "Names below %s that do not exist get the wildcards' "
					   "answers.",
					   name);
		break;
	case STEP_REMOVE_DS:
		step->after =
			"Once the TTL of the DS has passed, resolvers take unsigned answers for "
			"these zones.";
		break;
	case STEP_REMOVE_WILDCARDS:
	case STEP_REMOVE_RECORDS:
		step->after = arena_printf(b->arena,
					   "The zone %s does not answer for these any more.", name);
		break;
	case STEP_REMOVE_DELEGATIONS:
		step->after =
			"Once the TTL of the NS has passed, nobody asks the name servers of these "
			"zones.";
		break;
	default:
		step->after = arena_printf(b->arena, "The zone %s answers for these names.", name);
		break;
	}
}

/* The longest that caches keep what the step takes away. */
static uint32_t old_ttl(const struct step *step)
{
	uint32_t longest = 0;

	for (size_t k = 0; step != NULL && k < step->batches.n; k++)
		for (size_t i = 0; i < step->batches.items[k].n; i++) {
			const struct rrset *present = step->batches.items[k].changes[i].present;

			if (present != NULL && present->ttl_known && present->ttl > longest)
				longest = present->ttl;
		}
	return longest;
}

/* … and then until caches have forgotten what the earlier step took away. */
static void wait_out(struct builder *b, struct step *step, const struct step *earlier)
{
	uint32_t seconds = old_ttl(earlier);

	step_wait(b, step, earlier);
	if (seconds > step->wait_seconds)
		step->wait_seconds = seconds;
}

/* Changes to one zone that overlap are refused (PriorRequestNotComplete): its steps come one
 * after the other. */
static void wait_in_zone(struct builder *b, struct zone_plan *plan, struct step *step)
{
	for (size_t i = 0; i < COUNT_OF(record_kinds) && record_kinds[i] != step->kind; i++)
		step_wait(b, step, plan->complete[record_kinds[i]]);
	if (step->kind == STEP_DELEGATE || step->kind == STEP_REMOVE_DELEGATIONS)
		wait_out(b, step, plan->complete[STEP_REMOVE_DS]);
	if (step->kind == STEP_DS)
		step_wait(b, step, plan->lacking[STEP_DELEGATE]);
	if (step->kind == STEP_WILDCARDS)
		for (size_t i = 0; i < COUNT_OF(record_kinds) - 1; i++)
			step_wait(b, step, plan->lacking[record_kinds[i]]);
}

/* A zone is filled before it is delegated, and has delegated itself what lies below it. */
static void wait_for_children(struct builder *b, struct step *step, const struct change_list *list)
{
	for (size_t i = 0; i < list->items.n; i++) {
		const struct rrset *rrset = list->items.items[i].rrset;
		struct zone_plan *child;

		if (!is_cut(rrset) || rrset->zone->view != VIEW_PUBLIC)
			continue;
		child = builder_public_zone(b, rrset->owner);
		if (child == NULL)
			continue;
		step_wait(b, step, zone_step(child, STEP_CREATE_ZONE));
		step_wait(b, step, zone_step(child, STEP_RECORDS));
		step_wait(b, step, zone_step(child, STEP_DELEGATE));
		if (child->delegated_by == NULL)
			child->delegated_by = step;
	}
}

static enum status add_step(struct builder *b, struct zone_plan *plan, enum step_kind kind,
			    struct change_list *list, const struct pending_list *pending)
{
	struct step *step;

	if (list->items.n == 0)
		return OK;
	step = zone_new_step(b, plan, kind);
	/* What an UPSERT replaces is nowhere written down, but in a snapshot. */
	step->irreversible = b->plan->settings.upsert && b->model->existing == NULL;
	if (pending != NULL) {
		pending_zone_id(b, &step->pending, plan->zone);
		for (size_t i = 0; i < pending->items.n; i++)
			pending_add(b, &step->pending, pending->items.items[i]);
	}
	TRY(plan_cut_batches(b, step, list));
	step_wait(b, step, zone_step(plan, STEP_CREATE_ZONE));
	wait_in_zone(b, plan, step);
	wait_for_children(b, step, list);
	describe(b, step);
	if (pending == NULL)
		plan->complete[kind] = step;
	else
		plan->lacking[kind] = step;
	return OK;
}

/* Deepest zones first, then by name: children come before the parents that delegate them. */
static int compare_zones(const void *left, const void *right)
{
	const struct zone_plan *a = *(struct zone_plan *const *)left;
	const struct zone_plan *b = *(struct zone_plan *const *)right;
	int order = (int)b->zone->name->labels - (int)a->zone->name->labels;

	if (order == 0)
		order = dname_compare(a->zone->name, b->zone->name);
	if (order == 0)
		order = (int)a->zone->view - (int)b->zone->view;
	/* Of one name and view, the order of the model: their addresses are those of its array. */
	return order != 0 ? order : (a > b) - (a < b);
}

enum status plan_fill_zones(struct builder *b)
{
	struct zone_plan **order = NEW_ARRAY(b->arena, struct zone_plan *, b->n_zones + 1);
	struct zone_changes *changes = NEW_ARRAY(b->arena, struct zone_changes, b->n_zones + 1);

	b->order = order;
	b->changes = changes;
	for (size_t i = 0; i < b->n_zones; i++)
		order[i] = &b->zones[i];
	qsort(order, b->n_zones, sizeof(struct zone_plan *), compare_zones);
	for (size_t i = 0; i < b->n_zones; i++)
		TRY(sort_out(b, order[i], &changes[i]));
	for (size_t k = 0; k < COUNT_OF(record_kinds); k++) {
		enum step_kind kind = record_kinds[k];

		for (size_t i = 0; i < b->n_zones; i++) {
			TRY(add_step(b, order[i], kind, &changes[i].complete[kind], NULL));
			TRY(add_step(b, order[i], kind, &changes[i].lacking[kind],
				     &changes[i].pending[kind]));
		}
	}
	return OK;
}

/* ---- what goes --------------------------------------------------------------------------------- */

static struct str wire_of(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

/* The steps that remove NS, by the owner. */
static void list_undelegated(struct builder *b, struct map *steps)
{
	map_init(steps, b->arena);
	for (size_t z = 0; z < b->n_zones; z++) {
		struct step *step = b->zones[z].complete[STEP_REMOVE_DELEGATIONS];

		if (step == NULL || step->zone->view != VIEW_PUBLIC)
			continue;
		for (size_t k = 0; k < step->batches.n; k++)
			for (size_t i = 0; i < step->batches.items[k].n; i++) {
				const struct rrset *rrset = step->batches.items[k].changes[i].rrset;

				if (rrset->type == RR_NS)
					(void)map_add(steps, wire_of(rrset->owner), step);
			}
	}
}

/* A zone is asked as long as caches hold its delegation. */
static void wait_for_undelegation(struct builder *b, struct step *step, const struct map *steps)
{
	if (step != NULL && step->zone->retired && step->zone->view == VIEW_PUBLIC)
		wait_out(b, step, map_get(steps, wire_of(step->zone->name)));
}

static enum status add_removing_steps(struct builder *b, struct map *undelegated)
{
	for (size_t k = 0; k < COUNT_OF(removing_kinds); k++) {
		enum step_kind kind = removing_kinds[k];

		if (kind == STEP_REMOVE_RECORDS)
			list_undelegated(b, undelegated);
		for (size_t i = 0; i < b->n_zones; i++) {
			struct zone_plan *plan = b->order[i];

			TRY(add_step(b, plan, kind, &b->changes[i].complete[kind], NULL));
			for (size_t e = 0; plan->complete[kind] != NULL && e < k; e++)
				step_wait(b, plan->complete[kind],
					  plan->complete[removing_kinds[e]]);
			if (kind == STEP_REMOVE_RECORDS)
				wait_for_undelegation(b, plan->complete[kind], undelegated);
		}
	}
	return OK;
}

/* What is removed, by owner: the step. */
static void list_removed(struct builder *b, struct map *removed)
{
	map_init(removed, b->arena);
	for (size_t z = 0; z < b->n_zones; z++)
		for (size_t kind = 0; kind < COUNT_OF(removing_kinds); kind++) {
			struct step *step = b->zones[z].complete[removing_kinds[kind]];

			for (size_t k = 0; step != NULL && k < step->batches.n; k++)
				for (size_t i = 0; i < step->batches.items[k].n; i++)
					(void)map_add(removed,
						      wire_of(step->batches.items[k]
								      .changes[i]
								      .rrset->owner),
						      step);
		}
}

static void wait_for_target(struct builder *b, const struct map *removed,
			    const struct dname *target, const struct step *step)
{
	struct step *removal = target == NULL ? NULL : map_get(removed, wire_of(target));

	if (removal != NULL)
		wait_out(b, removal, step);
}

/* What led to a name that is removed leads elsewhere before. */
static void wait_for_pointers(struct builder *b, const struct map *removed, const struct step *step)
{
	for (size_t k = 0; k < step->batches.n; k++)
		for (size_t i = 0; i < step->batches.items[k].n; i++) {
			const struct change *change = &step->batches.items[k].changes[i];
			const struct rrset *present = change->present;

			if (present == NULL || change->action == CHANGE_CREATE)
				continue;
			for (size_t v = 0; v < present->n; v++)
				wait_for_target(b, removed, present->rrs[v].target, step);
			if (present->alias != NULL)
				wait_for_target(b, removed, present->alias->dns_name, step);
		}
}

static void delete_zone(struct builder *b, struct zone_plan *plan, const struct map *undelegated)
{
	struct step *step = zone_new_step(b, plan, STEP_DELETE_ZONE);
	const char *name = dname_text_bare(b->arena, plan->zone->name);

	step->irreversible = true;
	for (size_t k = 0; k < COUNT_OF(removing_kinds); k++)
		step_wait(b, step, plan->complete[removing_kinds[k]]);
	wait_for_undelegation(b, step, undelegated);
	step->before = arena_printf(b->arena,
				    "The zone %s holds its SOA and NS alone, and no delegation "
				    "leads to its name servers.",
				    name);
	step->after = arena_printf(b->arena,
				   "The hosted zone %s is gone; a new one of its name gets other "
				   "name servers.",
				   name);
}

enum status plan_empty_zones(struct builder *b)
{
	size_t n = b->plan->steps.n;
	struct map undelegated, removed;

	if (b->model->existing == NULL)
		return OK;
	TRY(add_removing_steps(b, &undelegated));
	list_removed(b, &removed);
	for (size_t i = 0; i < n; i++)
		wait_for_pointers(b, &removed, b->plan->steps.items[i]);
	for (size_t i = 0; i < b->n_zones; i++)
		if (b->order[i]->zone->retired)
			delete_zone(b, b->order[i], &undelegated);
	return OK;
}
