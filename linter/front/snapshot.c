/* snapshot.c -- what exists today: the exports below the snapshot's folder. */
#include "front/snapshot.h"

#include "front/aws_export.h"
#include "front/json_tree.h"
#include "front/syntax.h"
#include "source/glob.h"
#include "source/limits.h"

#include "base/banned.h"

struct snapshot {
	struct arena *arena;
	struct sources *sources;
	struct diag_list *diags;
	struct text folder;
	struct aws_exports exports;
	size_t files;
};

static void refuse_file(struct snapshot *s, struct str path, enum read_result result,
			const char *reason)
{
	const struct rule *rule = result == READ_OUTSIDE   ? &rule_include_outside_root
				  : result == READ_TOO_BIG ? &rule_resource_limit
							   : &rule_parse_error;
	struct span at = s->folder.at;
	struct diag *diag;

	if (result != READ_OUTSIDE)
		at = (struct span){source_add(s->sources, path, STR(""))->file, 0, 0};
	diag = diag_add(s->diags, rule, at, "`%.*s` %s", STR_ARG(path), reason);
	diag->cause = arena_cstr(s->arena, path);
	if (result != READ_OUTSIDE)
		diag_related(s->diags, diag, s->folder.at, "the snapshot is named here");
}

static void read_export(struct snapshot *s, struct str path)
{
	struct source *source;
	struct str bytes, below;
	const struct node *root;
	struct err err;
	enum read_result result = source_read(s->sources, path, s->arena, &bytes, &err);

	s->files++;
	if (result != READ_OK) {
		refuse_file(s, path, result, err.text);
		return;
	}
	source = source_add(s->sources, path, bytes);
	root = json_read(source, s->arena, s->diags);
	if (root == NULL)
		return;
	below = str_slice(path.ptr + s->folder.s.len, path.len - s->folder.s.len);
	if (below.len > 0 && below.ptr[0] == '/')
		below = str_slice(below.ptr + 1, below.len - 1);
	/* some other file is of nothing that is asked here */
	(void)aws_exports_add(&s->exports, source, root, below, NULL);
}

static void read_exports(struct snapshot *s)
{
	struct str pattern = path_join(s->arena, s->folder.s, STR("**/*.json"));
	struct path_list list = {0};

	switch (glob_find(s->sources, pattern, s->arena, &list)) {
	case GLOB_OK:
		break;
	case GLOB_OUTSIDE:
		(void)diag_add(s->diags, &rule_include_outside_root, s->folder.at,
			       "`%.*s` leads outside the repository", STR_ARG(s->folder.s));
		return;
	case GLOB_LIMIT:
		(void)diag_add(s->diags, &rule_resource_limit, s->folder.at,
			       "`%.*s` holds more than %d entries, or is more than %d folders deep",
			       STR_ARG(s->folder.s), LIMIT_GLOB_ENTRIES, LIMIT_GLOB_DEPTH);
		return;
	}
	for (size_t i = 0; i < list.paths.n; i++)
		read_export(s, list.paths.items[i]);
	if (s->files == 0)
		diag_help(s->diags,
			  diag_add(s->diags, &rule_snapshot_incomplete, s->folder.at,
				   "`%.*s` holds no export", STR_ARG(s->folder.s)),
			  "export what exists with the AWS CLI, or take `snapshot` out");
}

void snapshot_check(struct sources *sources, struct diag_list *diags, const struct model *model,
		    struct text folder)
{
	struct snapshot s = {
		.arena = model->arena,
		.sources = sources,
		.diags = diags,
		.folder = folder,
	};

	s.folder.s = path_normal(s.arena, folder.s);
	aws_exports_init(&s.exports, model, diags);
	read_exports(&s);
	aws_exports_check(&s.exports);
}
