/*
 * samples.h -- things that the tests of the generators put together by hand: values, certificates,
 * folders that go away, and the output of commands. All of them live in the arena given.
 */
#ifndef ZW_TESTS_SAMPLES_H
#define ZW_TESTS_SAMPLES_H

#include "model/model.h"

/* A value that is known, with no place. */
struct text sample_text(const char *text);

/* A certificate of custody `file` with these names, a NULL ends them; names are parsed as the front
 * end does. */
struct certificate *sample_certificate(struct arena *arena, const char *key, const char *algorithm,
				       ...) __attribute__((sentinel));

/* Adds a name. */
void sample_add_name(struct arena *arena, struct certificate *certificate, const char *name);

/* A new, empty folder of mode 0700, removed with all it holds by arena_free(). */
const char *sample_folder(struct arena *arena);

/* Writes a file of that mode. */
void sample_write(const char *path, const char *content, unsigned mode);

/* What a shell command prints on both outputs; its exit status in ret_status (may be NULL). */
const char *sample_output(struct arena *arena, int *ret_status, const char *fmt, ...) PRINTF(3, 4);

#endif
