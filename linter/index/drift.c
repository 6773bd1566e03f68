/* drift.c -- how what exists differs from what is declared. */
#include "index/drift.h"

#include "model/existing.h"

#include "base/banned.h"

const char *drift_kind_name(enum drift_kind kind)
{
	static const char *const names[DRIFT_KINDS] = {"missing", "different", "undeclared"};

	return names[kind];
}

static void add(struct drift *drift, struct arena *arena, struct drift_item item)
{
	*VEC_PUSH(arena, &drift->items) = item;
	drift->counts[item.kind]++;
}

static void add_change(struct drift *drift, struct arena *arena, const struct step *step,
		       const struct change *change)
{
	struct drift_item item = {.zone = step->zone, .declared = change->rrset};

	/* what goes is undeclared, and of a pair the CREATE says both */
	if (change->action == CHANGE_DELETE || step->zone->counterpart == NULL)
		return;
	item.kind = change->present == NULL ? DRIFT_MISSING : DRIFT_DIFFERENT;
	item.present = change->present;
	add(drift, arena, item);
}

static void add_step(struct drift *drift, struct arena *arena, const struct step *step)
{
	if (step->kind == STEP_CREATE_ZONE)
		add(drift, arena, (struct drift_item){.kind = DRIFT_MISSING, .zone = step->zone});
	for (size_t k = 0; k < step->batches.n; k++)
		for (size_t i = 0; i < step->batches.items[k].n; i++)
			add_change(drift, arena, step, &step->batches.items[k].changes[i]);
}

/* Values of others in a TXT that is declared too. */
static bool holds_foreign_values(const struct zone *zone, const struct rrset *present)
{
	const struct rrset *declared =
		present->fate != FATE_DECLARED || present->type != RR_TXT
			? NULL
			: zone_record_set(zone, present->owner, present->type,
					  present->set_identifier);

	return declared != NULL && declared->n_foreign > 0;
}

static void add_existing(struct drift *drift, struct arena *arena, const struct zone *existing)
{
	const struct zone *zone = existing->counterpart;
	struct drift_item item = {.kind = DRIFT_UNDECLARED, .zone = existing};

	item.removed = existing->retired;
	if (zone == NULL || zone->foreign) {
		add(drift, arena, item);
		return;
	}
	for (size_t i = 0; i < existing->rrsets.n; i++) {
		item.present = existing->rrsets.items[i];
		item.removed = item.present->fate == FATE_REMOVED;
		if (item.removed || item.present->fate == FATE_FOREIGN ||
		    holds_foreign_values(zone, item.present))
			add(drift, arena, item);
	}
}

void drift_find(struct drift *drift, const struct plan *plan, struct arena *arena)
{
	const struct model *existing = plan->model->existing;

	*drift = (struct drift){0};
	for (size_t i = 0; i < plan->steps.n; i++)
		add_step(drift, arena, plan->steps.items[i]);
	for (size_t i = 0; i < existing->zones.n; i++)
		add_existing(drift, arena, existing->zones.items[i]);
}
