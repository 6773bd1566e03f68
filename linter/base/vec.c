/* vec.c -- a typed, growing array in an arena. */
#include "base/vec.h"

#include <stdint.h>
#include <string.h>

#include "base/banned.h"

void *vec_grow(struct arena *arena, void *items, size_t n, size_t *capacity, size_t size)
{
	size_t more;
	void *grown;

	if (n < *capacity)
		return items;
	more = *capacity == 0 ? 8 : *capacity * 2;
	if (n > 0 && more <= SIZE_MAX / size &&
	    arena_extend(arena, items, *capacity * size, (more - *capacity) * size)) {
		*capacity = more;
		return items;
	}
	grown = arena_array(arena, more, size);
	if (n > 0)
		memcpy(grown, items, n * size);
	*capacity = more;
	return grown;
}
