/*
 * arena.h -- memory that lives as long as one run.
 *
 * Whatever the model, the index, the diagnostics or a plan points at lives in an arena; nobody frees
 * it; arena_free() gives everything back at the end. Objects of other libraries are held by a local
 * with CLEANUP(), or are given to the arena with arena_defer().
 *
 * Allocation does not fail: when memory is exhausted the program prints "out of memory" and exits
 * with status 3. What an input can make us allocate is bounded in source/limits.h instead.
 *
 * An arena belongs to one thread at a time. Chunks are 2 MiB, aligned, and ask for huge pages,
 * because first touch of small pages costs more than parsing does.
 */
#ifndef ZW_BASE_ARENA_H
#define ZW_BASE_ARENA_H

#include "base/compiler.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct arena_chunk;
struct arena_cleanup;

struct arena {
	struct arena_chunk *chunks;
	struct arena_cleanup *cleanups;
	struct arena_chunk
		*spare; /* given back by arena_release(), for the next one that is needed */
	char *next, *end;
	size_t allocated; /* octets handed out, for statistics */
};

/* A moment in the life of an arena. */
struct arena_mark {
	struct arena_chunk *chunk, *behind;
	struct arena_cleanup *cleanups;
	char *next, *end;
	size_t allocated;
};

/* Makes an empty arena; it takes no memory before the first allocation. */
void arena_init(struct arena *arena);

/* Runs the deferred functions, last first, and gives all memory back. Safe on an empty arena. */
void arena_free(struct arena *arena);

/* Like arena_free(), but keeps one chunk for what comes next: for memory of one file or zone after the
 * other, which would else be given back and touched anew each time. */
void arena_reset(struct arena *arena);

/* The present moment, and back to it: what was allocated since is given back. Nothing may have been absorbed
 * in between. */
struct arena_mark arena_mark(const struct arena *arena);
void arena_release(struct arena *arena, const struct arena_mark *mark);

/* SIZE zeroed octets, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* COUNT zeroed elements of SIZE octets; a product that overflows is out of memory. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* SIZE octets that are not zeroed and not aligned: for text and wire data. */
char *arena_bytes(struct arena *arena, size_t size);

/* SIZE octets that are not zeroed, aligned to ALIGNMENT (a power of two, 16 at most). */
void *arena_raw(struct arena *arena, size_t size, size_t alignment);

/* Lengthens MEMORY, of SIZE octets, by MORE zeroed ones where it stands. False, and nothing done, where it is
 * not the last that was allocated, or there is no room behind it. */
bool arena_extend(struct arena *arena, void *memory, size_t size, size_t more);

/* Gives back the last LESS of the SIZE octets at MEMORY. False, and nothing done, where it is not the last that
 * was allocated. */
bool arena_shrink(struct arena *arena, void *memory, size_t size, size_t less);

/* A NUL-terminated copy of LEN octets of TEXT. */
char *arena_copy(struct arena *arena, const char *text, size_t len);

/* A NUL-terminated text formatted as printf does. */
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF(2, 3);
char *arena_vprintf(struct arena *arena, const char *fmt, va_list args) PRINTF(2, 0);

/* Calls FN(OBJECT) from arena_free(). */
void arena_defer(struct arena *arena, void (*fn)(void *object), void *object);

/* Moves everything FROM owns into INTO; FROM is empty afterwards. Joins the arenas of workers. */
void arena_absorb(struct arena *into, struct arena *from);

/* "zonewarrant: out of memory" on standard error, exit status 3. */
NORETURN void out_of_memory(void);

#define NEW(arena, type)                                                                           \
	((type *)memset(arena_raw((arena), sizeof(type), _Alignof(type)), 0, sizeof(type)))
#define NEW_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))

#endif
