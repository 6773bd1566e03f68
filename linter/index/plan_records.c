/*
 * plan_records.c -- what each zone holds, in batches that Route 53 takes.
 *
 * A zone's record sets go into up to four steps: its own records, its delegations with what stands
 * below those cuts, DS, and the wildcards of a zone that delegates. What lacks a value goes into a
 * step of its own beside each of them, so that one unknown name holds up nothing else.
 */
#include "index/plan_build.h"

#include "model/route53.h"
#include "source/limits.h"

#include <stdlib.h>

#include "base/banned.h"

static const enum step_kind record_kinds[] = {STEP_RECORDS, STEP_DELEGATE, STEP_DS, STEP_WILDCARDS};

struct change_list {
	VEC(struct change) items;
};

/* The changes of one zone: for each kind the complete ones and those that lack a value. */
struct zone_changes {
	struct change_list complete[STEP_KINDS], lacking[STEP_KINDS];
	struct pending_list pending[STEP_KINDS];
};

/* Route 53 makes the SOA and the NS at the apex itself, and lets nobody create or delete them. */
static bool is_route53s_own(const struct rrset *rrset)
{
	return rrset->type == RR_SOA ||
	       (rrset->type == RR_NS && dname_equal(rrset->owner, rrset->zone->name));
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

static enum status measure(struct builder *b, const struct change *change, struct batch *size)
{
	const struct rrset *rrset = change->rrset;
	size_t times = change->action == CHANGE_UPSERT ? 2 : 1;
	struct buf value CLEANUP(buf_free);

	buf_init(&value, RDATA_MAX * 8);
	for (size_t i = 0; i < rrset->n; i++) {
		buf_clear(&value);
		route53_value_print(&value, rrset->type, &rrset->rrs[i]);
		if (value.len > ROUTE53_VALUE_CHARACTERS)
			return err_set(b->err,
				       "a value of %s %s has %zu characters: Route 53 takes %d",
				       dname_text_bare(b->arena, rrset->owner),
				       rr_type_name(b->arena, rrset->type), value.len,
				       ROUTE53_VALUE_CHARACTERS);
		size->elements += times;
		size->characters += times * value.len;
	}
	size->n++;
	return OK;
}

static bool fits(const struct batch *a, const struct batch *b)
{
	return a->elements + b->elements <= ROUTE53_BATCH_ELEMENTS &&
	       a->characters + b->characters <= ROUTE53_BATCH_CHARACTERS &&
	       a->n + b->n <= ROUTE53_BATCH_CHANGES;
}

/* Where the changes of CHANGES[START]'s name end, or of its name and type. */
static size_t unit_end(const struct change *changes, size_t n, size_t start, bool whole_name)
{
	size_t end = start + 1;

	while (end < n && dname_equal(changes[end].rrset->owner, changes[start].rrset->owner) &&
	       (whole_name || changes[end].rrset->type == changes[start].rrset->type))
		end++;
	return end;
}

static enum status measure_unit(struct builder *b, const struct change *changes, size_t start,
				size_t end, struct batch *ret_size)
{
	struct batch size = {0};

	for (size_t i = start; i < end; i++)
		TRY(measure(b, &changes[i], &size));
	*ret_size = size;
	return OK;
}

static void close_batch(struct builder *b, struct step *step, struct batch *open)
{
	if (open->n > 0)
		*VEC_PUSH(b->arena, &step->batches) = *open;
	b->plan->n_changes += open->n;
	*open = (struct batch){.changes = open->changes + open->n};
}

/* A name is kept whole where it fits a batch, a record set always. */
static enum status cut_batches(struct builder *b, struct step *step, struct change_list *list)
{
	static const struct batch empty = {0};
	struct change *changes = list->items.items;
	size_t n = list->items.n;
	struct batch open = {.changes = changes};

	for (size_t start = 0, end; start < n; start = end) {
		struct batch size;

		end = unit_end(changes, n, start, true);
		TRY(measure_unit(b, changes, start, end, &size));
		if (!fits(&empty, &size)) {
			end = unit_end(changes, n, start, false);
			TRY(measure_unit(b, changes, start, end, &size));
		}
		if (!fits(&empty, &size))
			return err_set(b->err,
				       "%s %s is too large for one request: %zu values and %zu "
				       "characters as Route 53 counts, of %d and %d",
				       dname_text_bare(b->arena, changes[start].rrset->owner),
				       rr_type_name(b->arena, changes[start].rrset->type),
				       size.elements, size.characters, ROUTE53_BATCH_ELEMENTS,
				       ROUTE53_BATCH_CHARACTERS);
		if (!fits(&open, &size))
			close_batch(b, step, &open);
		open.n += size.n;
		open.elements += size.elements;
		open.characters += size.characters;
	}
	close_batch(b, step, &open);
	return OK;
}

/* A wildcard wants all names that it would else answer for before it; plan_settle_aliases() adds what
 * an alias of a record wants. */
static unsigned order_of(const struct rrset *rrset)
{
	return dname_is_wildcard(rrset->owner) ? 2 * LIMIT_CHAIN : 0;
}

static int compare_changes(const void *left, const void *right)
{
	const struct change *a = left, *b = right;
	int order = (a->order > b->order) - (a->order < b->order);

	if (order == 0)
		order = dname_compare(a->rrset->owner, b->rrset->owner);
	if (order == 0)
		order = (int)a->rrset->type - (int)b->rrset->type;
	if (order == 0)
		order = str_cmp(str_from(a->rrset->set_identifier),
				str_from(b->rrset->set_identifier));
	return order;
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
		if (is_route53s_own(rrset))
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

static enum status sort_out(struct builder *b, const struct zone *zone, struct zone_changes *out)
{
	struct planned_list list = {0};

	TRY(list_rrsets(b, zone, &list));
	for (size_t i = 0; i < list.items.n; i++) {
		const struct planned_rrset *planned = &list.items.items[i];
		bool lacks = zone->id.presence != KNOWN || planned->lacks.items.n > 0;
		struct change_list *changes =
			lacks ? &out->lacking[planned->kind] : &out->complete[planned->kind];

		for (size_t k = 0; k < planned->lacks.items.n; k++)
			pending_add(b, &out->pending[planned->kind], planned->lacks.items.items[k]);
		*VEC_PUSH(b->arena, &changes->items) = (struct change){
			.action = b->plan->settings.upsert ? CHANGE_UPSERT : CHANGE_CREATE,
			.rrset = planned->rrset,
			.order = planned->order,
		};
	}
	return OK;
}

static void describe(struct builder *b, struct step *step)
{
	const char *name = dname_text_bare(b->arena, step->zone->name);

	if (b->plan->settings.upsert)
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
	default:
		step->after = arena_printf(b->arena, "The zone %s answers for these names.", name);
		break;
	}
}

/* Changes to one zone that overlap are refused (PriorRequestNotComplete): its steps come one
 * after the other. */
static void wait_in_zone(struct builder *b, struct zone_plan *plan, struct step *step)
{
	for (size_t i = 0; i < COUNT_OF(record_kinds) && record_kinds[i] != step->kind; i++)
		step_wait(b, step, plan->complete[record_kinds[i]]);
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
	/* What an UPSERT replaces is nowhere written down. */
	step->irreversible = b->plan->settings.upsert;
	if (pending != NULL) {
		pending_zone_id(b, &step->pending, plan->zone);
		for (size_t i = 0; i < pending->items.n; i++)
			pending_add(b, &step->pending, pending->items.items[i]);
	}
	qsort(list->items.items, list->items.n, sizeof(struct change), compare_changes);
	TRY(cut_batches(b, step, list));
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

	for (size_t i = 0; i < b->n_zones; i++)
		order[i] = &b->zones[i];
	qsort(order, b->n_zones, sizeof(struct zone_plan *), compare_zones);
	for (size_t i = 0; i < b->n_zones; i++)
		TRY(sort_out(b, order[i]->zone, &changes[i]));
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
