/* map.c -- text to pointer, open addressing. */
#include "base/map.h"

#include "base/banned.h"

void map_init(struct map *map, struct arena *arena)
{
	*map = (struct map){.arena = arena};
}

static struct map_slot *find(const struct map *map, struct str key)
{
	size_t at = (size_t)str_hash(key) & (map->capacity - 1);

	while (map->slots[at].value != NULL && !str_eq(map->slots[at].key, key))
		at = (at + 1) & (map->capacity - 1);
	return &map->slots[at];
}

void *map_get(const struct map *map, struct str key)
{
	return map->capacity == 0 ? NULL : find(map, key)->value;
}

static void grow(struct map *map)
{
	struct map old = *map;

	map->capacity = old.capacity == 0 ? 16 : old.capacity * 2;
	map->slots = NEW_ARRAY(map->arena, struct map_slot, map->capacity);
	for (size_t i = 0; i < old.capacity; i++)
		if (old.slots[i].value != NULL)
			*find(map, old.slots[i].key) = old.slots[i];
}

void *map_add(struct map *map, struct str key, void *value)
{
	struct map_slot *slot;

	if (map->n * 2 >= map->capacity)
		grow(map);
	slot = find(map, key);
	if (slot->value != NULL)
		return slot->value;
	*slot = (struct map_slot){key, value};
	map->n++;
	return NULL;
}
