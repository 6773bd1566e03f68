/* fuzz_bundle.c -- any octets as a bundle's manifest, and as the envelope of its statement. */
#include "dsse.h"
#include "manifest_read.h"
#include "source/source.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Nothing that a manifest lists leads out of the bundle. */
static void check_manifest(const struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->files.n; i++) {
		struct str path = str_from(manifest->files.items[i].path), normal;

		normal = path_normal(manifest->arena, path);
		if (path.len == 0 || path.ptr[0] == '/' || !str_eq(path, normal) ||
		    str_is(path, "..") || str_starts(path, "../"))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dsse_envelope envelope;
	struct manifest manifest;
	struct err err = {{0}};
	struct arena arena;
	struct str bytes;

	arena_init(&arena);
	bytes = arena_str(&arena, str_slice((const char *)data, size));
	if (manifest_read(&manifest, &arena, bytes, &err) == OK)
		check_manifest(&manifest);
	else if (err.text[0] == '\0')
		abort();
	err.text[0] = '\0';
	if (dsse_read(&envelope, &arena, bytes, &err) == OK) {
		if (envelope.n == 0 || envelope.n > DSSE_SIGNATURES_MAX)
			abort();
	} else if (err.text[0] == '\0') {
		abort();
	}
	arena_free(&arena);
	return 0;
}
