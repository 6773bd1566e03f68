/* plan_existing.c -- what is wanted held against what exists, by meaning. */
#include "index/plan_build.h"

#include "model/existing.h"
#include "source/limits.h"

#include "base/banned.h"

/* ---- one record set ---------------------------------------------------------------------------- */

static bool same_text(const struct text *a, const struct text *b)
{
	return str_eq(a->presence == KNOWN ? a->s : STR(""), b->presence == KNOWN ? b->s : STR(""));
}

static bool same_number(const struct number *a, const struct number *b)
{
	return (a->presence == KNOWN ? a->n : 0) == (b->presence == KNOWN ? b->n : 0);
}

static bool same_routing(const struct routing *a, const struct routing *b)
{
	static const struct routing simple = {0};

	a = a == NULL ? &simple : a;
	b = b == NULL ? &simple : b;
	return a->policies == b->policies && same_number(&a->weight, &b->weight) &&
	       same_text(&a->region, &b->region) && same_text(&a->failover, &b->failover) &&
	       same_text(&a->continent, &b->continent) && same_text(&a->country, &b->country) &&
	       same_text(&a->subdivision, &b->subdivision) &&
	       same_text(&a->proximity_region, &b->proximity_region) &&
	       same_text(&a->local_zone_group, &b->local_zone_group) &&
	       same_text(&a->latitude, &b->latitude) && same_text(&a->longitude, &b->longitude) &&
	       same_number(&a->bias, &b->bias) && same_text(&a->collection, &b->collection) &&
	       same_text(&a->location, &b->location) &&
	       same_text(&a->health_check, &b->health_check);
}

/* The console writes `dualstack.` before the name of a load balancer; its IPv4 addresses are the same. */
static bool same_target(const struct dname *a, const struct dname *b, enum rr_type type)
{
	size_t len_a, len_b;
	const uint8_t *wire_a, *wire_b;

	if (a == NULL || b == NULL)
		return false;
	wire_a = dname_suffix_wire(
		a, type == RR_A && a->labels > 0 && str_is(dname_label(a, 0), "dualstack"), &len_a);
	wire_b = dname_suffix_wire(
		b, type == RR_A && b->labels > 0 && str_is(dname_label(b, 0), "dualstack"), &len_b);
	return len_a == len_b && memcmp(wire_a, wire_b, len_a) == 0;
}

static bool same_alias(struct arena *arena, const struct rrset *a, const struct rrset *b)
{
	const char *zone_a = alias_hosted_zone_id(arena, a),
		   *zone_b = alias_hosted_zone_id(arena, b);
	bool health_a = a->alias->evaluate_health && a->alias->kind != TARGET_CLOUDFRONT;
	bool health_b = b->alias->evaluate_health && b->alias->kind != TARGET_CLOUDFRONT;

	return health_a == health_b && str_eq(str_from(zone_a), str_from(zone_b)) &&
	       same_target(alias_dns_name(arena, a), alias_dns_name(arena, b), a->type);
}

static bool has_value(const struct rrset *rrset, const struct rr *value)
{
	for (size_t i = 0; i < rrset->n; i++)
		if (rdata_equal(rrset->type, &rrset->rrs[i], value))
			return true;
	return false;
}

/* No record set holds a value twice. */
static bool same_values(const struct rrset *a, const struct rrset *b)
{
	if (a->n != b->n || a->ttl != b->ttl || a->partial || b->partial)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!has_value(b, &a->rrs[i]))
			return false;
	return true;
}

bool rrset_means_same(struct arena *arena, const struct rrset *wanted, const struct rrset *present)
{
	if (!same_routing(wanted->routing, present->routing) ||
	    (wanted->alias == NULL) != (present->alias == NULL))
		return false;
	return wanted->alias != NULL ? same_alias(arena, wanted, present)
				     : same_values(wanted, present);
}

/* ---- whether the snapshot is enough ------------------------------------------------------------ */

static const char *account_text(struct builder *b, const struct account *account)
{
	return account == NULL
		       ? "any account"
		       : arena_printf(b->arena, "the account `%.*s`", STR_ARG(account->key.s));
}

static enum status check_zone(struct builder *b, const struct zone_plan *plan)
{
	const struct zone *zone = plan->zone;

	if (zone->foreign)
		return OK;
	if (plan->present == NULL && !existing_lists_zones(b->model->existing, zone->account))
		return err_set(
			b->err,
			"the snapshot has no list of the hosted zones of %s, so whether `%s` "
			"exists is not known: export `aws route53 list-hosted-zones`",
			account_text(b, zone->account), zone_label(b->arena, zone));
	if (plan->present != NULL && plan->present->managed_part)
		return err_set(b->err,
			       "the snapshot does not hold the record sets of `%s`: export `aws "
			       "route53 list-resource-record-sets --hosted-zone-id %.*s`",
			       zone_label(b->arena, zone), STR_ARG(plan->present->id.s));
	return OK;
}

enum status plan_check_snapshot(struct builder *b)
{
	if (b->model->existing == NULL)
		return OK;
	for (size_t i = 0; i < b->n_zones; i++)
		TRY(check_zone(b, &b->zones[i]));
	return OK;
}

/* ---- what is present --------------------------------------------------------------------------- */

/* As the step's zone has it. */
static const struct rrset *present_in(struct builder *b, const struct zone_plan *plan,
				      const struct rrset *present)
{
	struct rrset *copy = NEW(b->arena, struct rrset);

	*copy = *present;
	/* the zone that the step is of, which nobody writes to */
	copy->zone = (struct zone *)(uintptr_t)plan->zone;
	return copy;
}

/* A DELETE has to say the exact value. */
static enum status require_values(struct builder *b, const struct rrset *present)
{
	if (!present->partial && (present->alias != NULL || present->n > 0))
		return OK;
	return err_set(
		b->err, "%s %s exists, and is to change: %s, so it cannot be deleted by its value",
		dname_text_bare(b->arena, present->owner), rr_type_name(b->arena, present->type),
		present->pending != NULL ? present->pending : "a value of it cannot be read");
}

enum status plan_compare(struct builder *b, const struct zone_plan *plan, struct planned_list *list)
{
	for (size_t i = 0; plan->present != NULL && i < list->items.n; i++) {
		struct planned_rrset *planned = &list->items.items[i];
		const struct rrset *wanted = planned->rrset;
		const struct rrset *present = zone_record_set(plan->present, wanted->owner,
							      wanted->type, wanted->set_identifier);

		if (present == NULL)
			continue;
		planned->stands =
			planned->lacks.items.n == 0 && rrset_means_same(b->arena, wanted, present);
		if (planned->stands)
			continue;
		TRY(require_values(b, present));
		planned->present = present_in(b, plan, present);
	}
	return OK;
}

/* ---- what goes --------------------------------------------------------------------------------- */

/* What RRSET has to be deleted together with, of what is made at its name: a complete one where there is
 * one. */
static struct planned_rrset *made_instead(struct planned_list *list, const struct rrset *rrset)
{
	struct planned_rrset *found = NULL;
	size_t start, end;

	plan_range_of(list, rrset->owner, &start, &end);
	for (size_t i = start; i < end; i++) {
		struct planned_rrset *planned = &list->items.items[i];

		if (planned->stands ||
		    (planned->rrset->type != rrset->type && planned->rrset->type != RR_CNAME &&
		     rrset->type != RR_CNAME))
			continue;
		if (found == NULL || (found->lacks.items.n > 0 && planned->lacks.items.n == 0))
			found = planned;
	}
	return found;
}

/* One batch is of one order. */
static void level(struct planned_list *list, struct planned_rrset *with)
{
	size_t start, end;

	plan_range_of(list, with->rrset->owner, &start, &end);
	for (size_t i = start; i < end; i++)
		if (list->items.items[i].order > with->order)
			with->order = list->items.items[i].order;
	for (size_t i = start; i < end; i++)
		if (list->items.items[i].kind == with->kind)
			list->items.items[i].order = with->order;
}

static bool removes_cuts(const struct zone *present)
{
	for (size_t i = 0; i < present->rrsets.n; i++)
		if (present->rrsets.items[i]->fate == FATE_REMOVED &&
		    present->rrsets.items[i]->type == RR_NS)
			return true;
	return false;
}

static bool leads_to_record(const struct rrset *rrset)
{
	return rrset->alias != NULL && rrset->alias->kind == TARGET_RECORD;
}

/* A wildcard goes before what may keep it from answering, an alias before its record, a delegation before its
 * glue. CUT is a cut that is removed, above or at the name; NULL: none. */
static void place(struct removal *removal, const struct dname *cut, bool cuts)
{
	const struct rrset *rrset = removal->rrset;

	removal->kind = STEP_REMOVE_RECORDS;
	if (rrset->type == RR_DS)
		removal->kind = STEP_REMOVE_DS;
	else if (cut != NULL)
		removal->kind = STEP_REMOVE_DELEGATIONS;
	else if (dname_is_wildcard(rrset->owner) && cuts)
		removal->kind = STEP_REMOVE_WILDCARDS;
	if (removal->kind == STEP_REMOVE_DELEGATIONS)
		removal->order = rrset->type == RR_NS ? 0 : 1;
	else if (removal->kind == STEP_REMOVE_RECORDS)
		removal->order = dname_is_wildcard(rrset->owner) ? 0
				 : leads_to_record(rrset)	 ? 1
								 : 2;
}

/* CUT of the record set before, and what the present one makes of it. */
static const struct dname *removed_cut(const struct zone *present, size_t i,
				       const struct dname *cut)
{
	const struct rrset *rrset = present->rrsets.items[i];

	if (cut != NULL && dname_is_within(rrset->owner, cut))
		return cut;
	for (; i < present->rrsets.n && dname_equal(present->rrsets.items[i]->owner, rrset->owner);
	     i++)
		if (present->rrsets.items[i]->type == RR_NS &&
		    present->rrsets.items[i]->fate == FATE_REMOVED)
			return rrset->owner;
	return NULL;
}

enum status plan_removals(struct builder *b, const struct zone_plan *plan,
			  struct planned_list *list, struct removal_list *removals)
{
	const struct zone *present = plan->present;
	const struct dname *cut = NULL;
	bool cuts = present != NULL && removes_cuts(present);

	for (size_t i = 0; present != NULL && i < present->rrsets.n; i++) {
		struct removal *removal;

		cut = removed_cut(present, i, cut);
		if (present->rrsets.items[i]->fate != FATE_REMOVED)
			continue;
		TRY(require_values(b, present->rrsets.items[i]));
		removal = VEC_PUSH(b->arena, &removals->items);
		removal->rrset = present_in(b, plan, present->rrsets.items[i]);
		removal->with = made_instead(list, removal->rrset);
		if (removal->with != NULL)
			level(list, removal->with);
		else
			place(removal, cut, cuts);
	}
	return OK;
}
