/*
 * fuzz_yaml_plain.c -- any octets as a YAML file, for both readers: what the fast one takes, libyaml reads into
 * the same tree, with the same places and without a finding; what it leaves takes no memory.
 */
#include "front/yaml.h"
#include "front/yaml_plain.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct sources sources = {.arena = &arena, .root_fd = -1, .yaml_by = YAML_BY_LIBYAML};
	struct node_list roots = {0};
	const struct source *source;
	const struct node *root;
	struct diag_list diags;
	size_t allocated;

	arena_init(&arena);
	source = source_add(&sources, STR("fuzz.yaml"),
			    arena_str(&arena, str_slice((const char *)data, size)));
	allocated = arena.allocated;
	root = yaml_plain_read(source, &arena);
	if (root == NULL) {
		if (arena.allocated != allocated)
			abort();
		arena_free(&arena);
		return 0;
	}
	diag_list_init(&diags, &arena);
	yaml_read_all(source, &arena, &diags, &roots);
	if (diags.diags.n > 0 || roots.items.n != 1 || !node_same_tree(root, roots.items.items[0]))
		abort();
	arena_free(&arena);
	return 0;
}
