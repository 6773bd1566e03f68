/*
 * vec.h -- a typed, growing array in an arena.
 *
 *	VEC(struct zone *) zones = {0};
 *	*VEC_PUSH(arena, &zones) = zone;
 *	for (size_t i = 0; i < zones.n; i++) ... zones.items[i]
 *
 * The array doubles: where it stands, if nothing was allocated behind it, and else the abandoned halves cost at
 * most what the array itself takes. VEC_RESERVE spares them where the number is known. Pointers to
 * items are valid until the next push.
 */
#ifndef ZW_BASE_VEC_H
#define ZW_BASE_VEC_H

#include "base/arena.h"

#define VEC(type)                                                                                  \
	struct {                                                                                   \
		type *items;                                                                       \
		size_t n, capacity;                                                                \
	}

/* A pointer to the new, zeroed last item. */
#define VEC_PUSH(arena, vec)                                                                       \
	((vec)->items = vec_grow((arena), (vec)->items, (vec)->n, &(vec)->capacity,                \
				 sizeof(*(vec)->items)),                                           \
	 &(vec)->items[(vec)->n++])

/* Room for COUNT items, of an array that has none yet. */
#define VEC_RESERVE(arena, vec, count)                                                             \
	((vec)->items = arena_array((arena), (count), sizeof(*(vec)->items)),                      \
	 (vec)->capacity = (count))

/* The array with room for one more item after N; the new item is zeroed. */
void *vec_grow(struct arena *arena, void *items, size_t n, size_t *capacity, size_t size);

#endif
