/*
 * fuzz_octodns.c -- a small repository of octoDNS, read and checked: a configuration, a zone file and a file
 * to include, one after another in the input, each ended by a line `%%`.
 */
#include "engine/run.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"octodns.yaml", "example.net.yaml", "part.yaml"};
static char folder[] = P_tmpdir "/zonewarrant-fuzz-XXXXXX";
static bool made;

static void path_of(const char *name, char *path, size_t size)
{
	if (snprintf(path, size, "%s/%s", folder, name) >= (int)size)
		abort();
}

static void remove_folder(void)
{
	char path[256];

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		path_of(names[i], path, sizeof(path));
		(void)unlink(path);
	}
	(void)rmdir(folder);
}

static void make_folder(void)
{
	if (made)
		return;
	if (mkdtemp(folder) == NULL || atexit(remove_folder) != 0)
		abort();
	made = true;
}

static void write_file(const char *name, struct str bytes)
{
	char path[256];
	FILE *file;

	path_of(name, path, sizeof(path));
	file = fopen(path, "wb");
	if (file == NULL || fwrite(bytes.ptr, 1, bytes.len, file) != bytes.len || fclose(file) != 0)
		abort();
}

/* The bytes up to the next line `%%`, or all that is left. */
static struct str next_part(struct str *rest)
{
	struct str part = *rest;
	size_t at;

	if (!str_find(*rest, "\n%%\n", &at)) {
		*rest = STR("");
		return part;
	}
	part.len = at + 1;
	*rest = str_slice(rest->ptr + at + 4, rest->len - at - 4);
	return part;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run_options options = {.n_paths = 1, .fail_on = SEV_ERROR, .jobs = 1};
	const char *path = folder;
	struct str rest = str_slice(size == 0 ? "" : (const char *)data, size);
	struct run run;
	struct err err;

	make_folder();
	for (size_t i = 0; i < COUNT_OF(names); i++)
		write_file(names[i], next_part(&rest));
	options.paths = &path;
	if (!date_parse(STR("2026-11-24"), &options.now))
		abort();
	if (run_check(&run, &options, &err) == RUN_FAILED)
		abort();
	run_free(&run);
	return 0;
}
