/* arena.c -- memory that lives as long as one run. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where AddressSanitizer looks on, memory that an arena takes back is as forbidden as memory that free() has. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(WATCHED)
#include <sanitizer/asan_interface.h>
#define FORBID(memory, size) ASAN_POISON_MEMORY_REGION((memory), (size))
#define PERMIT(memory, size) ASAN_UNPOISON_MEMORY_REGION((memory), (size))
#else
#define FORBID(memory, size) ((void)(memory), (void)(size))
#define PERMIT(memory, size) ((void)(memory), (void)(size))
#endif

#include "base/banned.h"

enum {
	CHUNK_SIZE = 2 * 1024 * 1024,
	FIRST_CHUNK_SIZE = 64 * 1024, /* small runs stay small */
	ALIGNMENT = 16,
};

struct arena_chunk {
	struct arena_chunk *next;
	size_t size;
};

struct arena_cleanup {
	struct arena_cleanup *next;
	void (*fn)(void *object);
	void *object;
};

void out_of_memory(void)
{
	static const char text[] = "zonewarrant: out of memory\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(3);
	_exit(3);
}

void arena_init(struct arena *arena)
{
	*arena = (struct arena){0};
}

static size_t round_up(size_t size, size_t unit)
{
	if (size > SIZE_MAX - unit)
		out_of_memory();
	return (size + unit - 1) / unit * unit;
}

static struct arena_chunk *new_chunk(size_t size)
{
	struct arena_chunk *chunk = aligned_alloc(size >= CHUNK_SIZE ? CHUNK_SIZE : 4096, size);

	if (chunk == NULL)
		out_of_memory();
	if (size >= CHUNK_SIZE)
		(void)madvise(chunk, size, MADV_HUGEPAGE); /* advice; a refusal changes nothing */
	chunk->size = size;
	return chunk;
}

static char *first_octet(struct arena_chunk *chunk)
{
	return (char *)chunk + round_up(sizeof(*chunk), ALIGNMENT);
}

static void use_chunk(struct arena *arena, struct arena_chunk *chunk)
{
	arena->next = first_octet(chunk);
	arena->end = (char *)chunk + chunk->size;
}

/* Makes room for AT_LEAST octets and returns where they may stand. What is larger than a chunk gets one of
 * its own, and the rest of the open one stays in use. */
static char *add_chunk(struct arena *arena, size_t at_least)
{
	size_t size = arena->chunks == NULL ? FIRST_CHUNK_SIZE : CHUNK_SIZE;
	struct arena_chunk *chunk;

	at_least = round_up(at_least, ALIGNMENT) + round_up(sizeof(*chunk), ALIGNMENT);
	if (at_least > size)
		size = round_up(at_least, at_least > CHUNK_SIZE ? CHUNK_SIZE : FIRST_CHUNK_SIZE);
	if (size == CHUNK_SIZE && arena->spare != NULL) {
		chunk = arena->spare;
		arena->spare = NULL;
	} else {
		chunk = new_chunk(size);
	}
	if (arena->chunks != NULL && size > CHUNK_SIZE) {
		chunk->next = arena->chunks->next;
		arena->chunks->next = chunk;
		return first_octet(chunk);
	}
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	use_chunk(arena, chunk);
	return arena->next;
}

static char *align(char *at, size_t alignment)
{
	return at + (-(uintptr_t)at & (alignment - 1));
}

static char *take(struct arena *arena, size_t size, size_t alignment)
{
	char *memory = arena->next == NULL ? NULL : align(arena->next, alignment);

	arena->allocated += size;
	if (memory == NULL || memory > arena->end || (size_t)(arena->end - memory) < size) {
		memory = align(add_chunk(arena, size + alignment), alignment);
		if (memory < arena->next || memory >= arena->end)
			return memory; /* in a chunk of its own */
	}
	PERMIT(memory, size);
	arena->next = memory + size;
	return memory;
}

void *arena_raw(struct arena *arena, size_t size, size_t alignment)
{
	return take(arena, size, alignment);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory = take(arena, size, ALIGNMENT);

	memset(memory, 0, size);
	return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / 2 / size)
		out_of_memory();
	return arena_alloc(arena, count * size);
}

bool arena_extend(struct arena *arena, void *memory, size_t size, size_t more)
{
	if ((char *)memory + size != arena->next || (size_t)(arena->end - arena->next) < more)
		return false;
	PERMIT(arena->next, more);
	memset(arena->next, 0, more);
	arena->next += more;
	arena->allocated += more;
	return true;
}

bool arena_shrink(struct arena *arena, void *memory, size_t size, size_t less)
{
	if (memory == NULL || (char *)memory + size != arena->next)
		return false;
	arena->next -= less;
	arena->allocated -= less;
	FORBID(arena->next, less);
	return true;
}

char *arena_bytes(struct arena *arena, size_t size)
{
	return take(arena, size, 1);
}

char *arena_copy(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_bytes(arena, len + 1);

	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *arena_vprintf(struct arena *arena, const char *fmt, va_list args)
{
	va_list again;
	int len;
	char *text;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		BUG("a format that vsnprintf refuses");
	text = arena_bytes(arena, (size_t)len + 1);
	(void)vsnprintf(text, (size_t)len + 1, fmt, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = arena_vprintf(arena, fmt, args);
	va_end(args);
	return text;
}

void arena_defer(struct arena *arena, void (*fn)(void *object), void *object)
{
	struct arena_cleanup *cleanup = NEW(arena, struct arena_cleanup);

	cleanup->fn = fn;
	cleanup->object = object;
	cleanup->next = arena->cleanups;
	arena->cleanups = cleanup;
}

void arena_absorb(struct arena *into, struct arena *from)
{
	struct arena_chunk **last_chunk = &from->chunks;
	struct arena_cleanup **last_cleanup = &from->cleanups;

	free(from->spare);
	from->spare = NULL;
	if (from->chunks == NULL)
		return;
	while (*last_chunk != NULL)
		last_chunk = &(*last_chunk)->next;
	while (*last_cleanup != NULL)
		last_cleanup = &(*last_cleanup)->next;
	*last_chunk = into->chunks;
	*last_cleanup = into->cleanups;
	if (into->chunks == NULL) {
		into->next = from->next;
		into->end = from->end;
	}
	into->chunks = from->chunks;
	into->cleanups = from->cleanups;
	into->allocated += from->allocated;
	arena_init(from);
}

static void run_cleanups(struct arena *arena, struct arena_cleanup *until)
{
	for (; arena->cleanups != until; arena->cleanups = arena->cleanups->next)
		arena->cleanups->fn(arena->cleanups->object);
}

static void free_chunks(struct arena_chunk *chunk)
{
	while (chunk != NULL) {
		struct arena_chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
}

void arena_free(struct arena *arena)
{
	run_cleanups(arena, NULL);
	free_chunks(arena->chunks);
	free(arena->spare);
	arena_init(arena);
}

void arena_reset(struct arena *arena)
{
	run_cleanups(arena, NULL);
	if (arena->chunks == NULL)
		return;
	/* the chunk that is open: what is larger than one stands behind it */
	free_chunks(arena->chunks->next);
	arena->chunks->next = NULL;
	arena->allocated = 0;
	use_chunk(arena, arena->chunks);
	FORBID(arena->next, (size_t)(arena->end - arena->next));
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){
		.chunk = arena->chunks,
		.behind = arena->chunks == NULL ? NULL : arena->chunks->next,
		.cleanups = arena->cleanups,
		.next = arena->next,
		.end = arena->end,
		.allocated = arena->allocated,
	};
}

/* One chunk is kept: whoever works in the same way once more needs it again. */
static void give_back(struct arena *arena, struct arena_chunk *chunk)
{
	if (chunk->size != CHUNK_SIZE || arena->spare != NULL) {
		free(chunk);
		return;
	}
	arena->spare = chunk;
	FORBID(first_octet(chunk), CHUNK_SIZE - (size_t)(first_octet(chunk) - (char *)chunk));
}

void arena_release(struct arena *arena, const struct arena_mark *mark)
{
	run_cleanups(arena, mark->cleanups);
	while (arena->chunks != mark->chunk) {
		struct arena_chunk *chunk = arena->chunks;

		arena->chunks = chunk->next;
		give_back(arena, chunk);
	}
	while (mark->chunk != NULL && mark->chunk->next != mark->behind) {
		struct arena_chunk *chunk = mark->chunk->next;

		mark->chunk->next = chunk->next;
		give_back(arena, chunk);
	}
	arena->next = mark->next;
	arena->end = mark->end;
	arena->allocated = mark->allocated;
	if (arena->next != NULL)
		FORBID(arena->next, (size_t)(arena->end - arena->next));
}
