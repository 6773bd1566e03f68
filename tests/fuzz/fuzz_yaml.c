/* fuzz_yaml.c -- any octets as a YAML file, and as an estate file through to the derived model. */
#include "front/load.h"
#include "front/yaml.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every place lies inside its file, and every text can be read to its end. */
static uint32_t walk(const struct source *source, const struct node *node)
{
	uint32_t sum = (uint32_t)node->text.len;

	if (node->at.start > node->at.end || node->at.end > source->bytes.len)
		abort();
	for (size_t i = 0; i < node->text.len; i++)
		sum += (unsigned char)node->text.ptr[i];
	if (node->shared)
		return sum; /* seen from its first parent; aliases of aliases would take for ever */
	for (size_t i = 0; node->kind == NODE_SEQUENCE && i < node->sequence.n; i++)
		sum += walk(source, node->sequence.items[i]);
	for (size_t i = 0; node->kind == NODE_MAPPING && i < node->mapping.n; i++)
		sum += walk(source, node->mapping.pairs[i].key) +
		       walk(source, node->mapping.pairs[i].value);
	return sum;
}

static void read_tree(struct arena *arena, struct sources *sources, struct str bytes)
{
	struct node_list roots = {0};
	struct diag_list diags;
	const struct source *source = source_add(sources, STR("fuzz.yaml"), bytes);

	diag_list_init(&diags, arena);
	yaml_read_all(source, arena, &diags, &roots);
	for (size_t i = 0; i < roots.items.n; i++)
		(void)walk(source, roots.items.items[i]);
	for (size_t i = 0; i < diags.diags.n; i++)
		(void)source_position(source, diags.diags.items[i]->at.end);
}

static void read_estate(struct arena *arena, struct sources *sources, struct str bytes)
{
	struct model model;
	struct policy policy;
	struct diag_list diags;
	struct load load = {
		.sources = sources,
		.model = &model,
		.diags = &diags,
		.policy = &policy,
		.stdin_bytes = bytes,
		.jobs = 1,
	};

	diag_list_init(&diags, arena);
	policy_init(&policy);
	model_init(&model, arena, sources);
	if (load_sources(&load) == LOAD_NOTHING)
		return;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct sources sources = {.arena = &arena, .root_fd = -1};
	struct str bytes;

	arena_init(&arena);
	bytes = arena_str(&arena,
			  str_slice((const char *)data, size)); /* NUL-ended as a file's are */
	read_tree(&arena, &sources, bytes);
	read_estate(&arena, &sources, bytes);
	arena_free(&arena);
	return 0;
}
