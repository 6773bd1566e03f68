/* world.c -- a draft as a model with its index. */
#include "draft.h"

#include <string.h>

#include "base/banned.h"

static enum status add_rrset(struct world *world, struct zone *zone,
			     const struct draft_record *record, struct err *err)
{
	static const struct origin origin = {"a draft", {1, 0, 0}, NULL};
	struct rrset *rrset =
		model_add_rrset(&world->model, zone, record->owner, record->type, &origin);

	rrset->ttl_known = true;
	rrset->ttl = record->ttl;
	rrset->n = record->n;
	rrset->rrs = NEW_ARRAY(&world->arena, struct rr, record->n);
	for (unsigned i = 0; i < record->n; i++)
		TRY(rdata_parse(&world->arena, record->type, str_from(record->values[i]),
				&rrset->rrs[i], err));
	return OK;
}

static void note_levels(struct world *world, const struct draft *draft)
{
	world->levels = NEW_ARRAY(&world->arena, unsigned, world->model.zones.n);
	world->numbers = NEW_ARRAY(&world->arena, unsigned, world->model.zones.n);
	for (size_t i = 0; i < draft->zones.n; i++) {
		const struct draft_zone *from = &draft->zones.items[i];
		const struct zone_index *zone;

		if (from->dropped)
			continue;
		zone = index_zone_for(&world->index, from->name, VIEW_PUBLIC, from->name->labels);
		world->levels[zone - world->index.zones] = from->level;
		world->numbers[zone - world->index.zones] = (unsigned)i;
	}
}

enum status world_build(struct world *world, const struct draft *draft, struct err *err)
{
	static const struct origin origin = {"a draft", {1, 0, 0}, NULL};
	struct zone **zones;

	memset(world, 0, sizeof(*world));
	arena_init(&world->arena);
	world->sources.arena = &world->arena;
	model_init(&world->model, &world->arena, &world->sources);
	zones = NEW_ARRAY(&world->arena, struct zone *, draft->zones.n);
	for (size_t i = 0; i < draft->zones.n; i++)
		if (!draft->zones.items[i].dropped)
			zones[i] = model_add_zone(&world->model, draft->zones.items[i].name,
						  VIEW_PUBLIC, &origin);
	for (size_t i = 0; i < draft->records.n; i++) {
		const struct draft_record *record = &draft->records.items[i];

		if (!record->dropped && zones[record->zone] != NULL)
			TRY(add_rrset(world, zones[record->zone], record, err));
	}
	model_finish(&world->model);
	index_build(&world->index, &world->model, &world->policy, &world->arena, 1);
	note_levels(world, draft);
	return OK;
}

void world_free(struct world *world)
{
	arena_free(&world->arena);
}

const struct zone_index *world_zone(const struct world *world, const struct dname *name,
				    unsigned level)
{
	for (unsigned labels = name->labels + 1u; labels > 0;) {
		const struct zone_index *zone =
			index_zone_for(&world->index, name, VIEW_PUBLIC, labels - 1);

		if (zone == NULL)
			return NULL;
		if (world->levels[zone - world->index.zones] == level)
			return zone;
		labels = zone->zone->name->labels;
	}
	return NULL;
}
