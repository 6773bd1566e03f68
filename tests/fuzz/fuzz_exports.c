/*
 * fuzz_exports.c -- any octets as exports of the AWS CLI, through to the finished model. The members of a
 * JSON object are taken for one export each, so that zones and their records are in one input.
 */
#include "front/aws.h"
#include "front/derive.h"
#include "front/json_tree.h"
#include "front/native.h"
#include "front/project.h"

#include <stdint.h>

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(struct arena *arena, struct sources *sources, const struct node *root,
		     const struct source *source)
{
	struct aws_exports exports;
	struct diag_list diags;
	struct native native;
	struct policy policy;
	struct model model;
	struct aws aws;

	diag_list_init(&diags, arena);
	policy_init(&policy);
	model_init(&model, arena, sources);
	native_init(&native, &model, &diags);
	aws_exports_init(&exports, &model, &diags);
	for (size_t i = 0; root->kind == NODE_MAPPING && i < root->mapping.n; i++)
		(void)aws_exports_add(&exports, source, root->mapping.pairs[i].value,
				      root->mapping.pairs[i].key->text, NULL);
	aws_exports_check(&exports);
	aws_init(&aws, &model, &diags);
	aws_read(&aws, &exports);
	native_resolve(&native);
	aws_link(&aws);
	derive(&native, &policy);
	native_resolve_certificates(&native);
	model_finish(&model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct sources sources = {.arena = &arena, .root_fd = -1};
	struct diag_list diags;
	const struct source *source;
	const struct node *root;

	arena_init(&arena);
	diag_list_init(&diags, &arena);
	source = source_add(&sources, STR("fuzz.json"),
			    arena_str(&arena, str_slice((const char *)data, size)));
	root = json_read(source, &arena, &diags);
	if (root != NULL)
		read_all(&arena, &sources, root, source);
	arena_free(&arena);
	return 0;
}
