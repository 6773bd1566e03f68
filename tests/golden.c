/* golden.c -- outputs that are kept in the repository and compared octet for octet. */
#include "golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct str read_stream(struct arena *arena, FILE *file)
{
	size_t size = 0, capacity = 4096;
	char *bytes = arena_bytes(arena, capacity);
	size_t n;

	while ((n = fread(bytes + size, 1, capacity - size, file)) > 0) {
		size += n;
		if (size == capacity) {
			char *grown = arena_bytes(arena, 2 * capacity);

			for (size_t i = 0; i < size; i++)
				grown[i] = bytes[i];
			bytes = grown;
			capacity *= 2;
		}
	}
	return str_slice(bytes, size);
}

struct str golden_read(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	struct str bytes;

	if (file == NULL)
		fail_msg("%s cannot be read", path);
	bytes = read_stream(arena, file);
	(void)fclose(file);
	return bytes;
}

static void bless(const char *path, struct str actual)
{
	FILE *file = fopen(path, "wb");

	if (file == NULL)
		fail_msg("%s cannot be written", path);
	assert_int_equal(fwrite(actual.ptr, 1, actual.len, file), actual.len);
	assert_int_equal(fclose(file), 0);
}

static struct str next_line(struct str *rest)
{
	struct str line;

	if (!str_cut(rest, '\n', &line)) {
		line = *rest;
		rest->len = 0;
	}
	return line;
}

static void show_difference(const char *path, struct str expected, struct str actual)
{
	unsigned number = 1;

	while (expected.len > 0 || actual.len > 0) {
		struct str want = next_line(&expected), got = next_line(&actual);

		if (!str_eq(want, got)) {
			print_error("%s:%u: kept: %.*s\n%s:%u: made: %.*s\n", path, number,
				    STR_ARG(want), path, number, STR_ARG(got));
			return;
		}
		number++;
	}
	print_error("%s: the line ends at the end differ\n", path);
}

void golden_check(const char *path, struct str actual)
{
	const char *wanted = getenv("BLESS");
	struct arena arena;
	struct str expected;
	bool same;

	if (wanted != NULL && str_is(str_from(wanted), "1")) {
		bless(path, actual);
		return;
	}
	arena_init(&arena);
	expected = golden_read(&arena, path);
	same = str_eq(expected, actual);
	if (!same)
		show_difference(path, expected, actual);
	arena_free(&arena);
	if (!same)
		fail_msg("%s differs; where that is meant, run `make bless`", path);
}
