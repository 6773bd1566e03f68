/*
 * map.h -- text to pointer, open addressing, in an arena.
 *
 * Keys are slices that the caller keeps alive. The order of the table never reaches an output: keep
 * the entries in an array of your own and the map as its index.
 */
#ifndef ZW_BASE_MAP_H
#define ZW_BASE_MAP_H

#include "base/arena.h"
#include "base/str.h"

struct map_slot {
	struct str key;
	void *value; /* NULL is a free slot */
};

struct map {
	struct arena *arena;
	struct map_slot *slots;
	size_t n, capacity; /* a power of two */
};

void map_init(struct map *map, struct arena *arena);
/* The value of KEY, or NULL. */
void *map_get(const struct map *map, struct str key);
/* Sets KEY where it is absent and returns NULL; where it is present, changes nothing and returns the
 * present value. VALUE may not be NULL. */
void *map_add(struct map *map, struct str key, void *value);

#endif
