/* test_str.c -- str_find(), which looks through short texts and whole files in different ways. */
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

enum { SIZE = 5000, ROUNDS = 300 };

static uint64_t state = 1;

static unsigned draw(unsigned end)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % end;
}

static void find_as_memmem(struct str text, const char *needle)
{
	const char *wanted = memmem(text.ptr, text.len, needle, strlen(needle));
	size_t at = SIZE_MAX;

	assert_int_equal(str_find(text, needle, &at), wanted != NULL);
	if (wanted != NULL)
		assert_int_equal(at, wanted - text.ptr);
	else
		assert_int_equal(at, SIZE_MAX); /* nothing is written */
}

/* Texts of few letters: beginnings of the needle, and the needle at either end, are in nearly all of them. */
static void finds_what_memmem_finds(void **unused)
{
	static const char *const needles[] = {"a",    "ab",	  "aab",       "abab",
					      "!abc", "abc!",	  "providers", "zones",
					      "",     "aaaaaaab", "!include"};
	static const char letters[] = "aaabbc!";
	static char text[SIZE];

	(void)unused;
	for (unsigned round = 0; round < ROUNDS; round++) {
		size_t len = draw(2) == 0 ? 1 + draw(64) : SIZE - draw(64);

		for (size_t i = 0; i < len; i++)
			text[i] = letters[draw(round % 2 == 0 ? 3 : sizeof(letters) - 1)];
		for (size_t i = 0; i < COUNT_OF(needles); i++) {
			size_t size = strlen(needles[i]);

			find_as_memmem(str_slice(text, len), needles[i]);
			if (size == 0 || size > len)
				continue;
			memcpy(text + len - size, needles[i], size);
			find_as_memmem(str_slice(text, len), needles[i]);
			if (len > 1)
				find_as_memmem(str_slice(text, len - 1), needles[i]);
			memcpy(text, needles[i], size);
			find_as_memmem(str_slice(text, len), needles[i]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_memmem_finds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
