/* fuzz_json.c -- any octets as a JSON file. */
#include "front/json_tree.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every place lies inside its parent's, and strings are between quotes. */
static void walk(const struct source *source, const struct node *node, struct span within)
{
	if (node->at.start < within.start || node->at.end > within.end ||
	    node->at.start >= node->at.end)
		abort();
	if (node->kind == NODE_SCALAR && node->style == SCALAR_QUOTED &&
	    (source->bytes.ptr[node->at.start] != '"' ||
	     source->bytes.ptr[node->at.end - 1] != '"'))
		abort();
	for (size_t i = 0; node->kind == NODE_SEQUENCE && i < node->sequence.n; i++)
		walk(source, node->sequence.items[i], node->at);
	for (size_t i = 0; node->kind == NODE_MAPPING && i < node->mapping.n; i++) {
		walk(source, node->mapping.pairs[i].key, node->at);
		walk(source, node->mapping.pairs[i].value, node->at);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct sources sources = {.arena = &arena, .root_fd = -1};
	const struct source *source;
	struct diag_list diags;
	const struct node *root;

	arena_init(&arena);
	diag_list_init(&diags, &arena);
	source = source_add(&sources, STR("fuzz.json"),
			    arena_str(&arena, str_slice((const char *)data, size)));
	root = json_read(source, &arena, &diags);
	if (root != NULL)
		walk(source, root, (struct span){source->file, 0, (uint32_t)size});
	/* What cannot be read is said, and only what is said is not read. */
	if (root == NULL && diags.diags.n == 0)
		abort();
	arena_free(&arena);
	return 0;
}
