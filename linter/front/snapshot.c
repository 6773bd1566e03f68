/* snapshot.c -- what exists today: the exports below the snapshot's folder. */
#include "front/snapshot.h"

#include "base/date.h"
#include "front/aws.h"
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

/* Load balancers are linked to those of the estate, which are what will be there. */
static struct model *read_model(struct snapshot *s, const struct model *declared)
{
	struct model *existing = NEW(s->arena, struct model);
	struct aws aws;

	model_init(existing, s->arena, s->sources);
	for (size_t i = 0; i < declared->accounts.n; i++)
		*VEC_PUSH(s->arena, &existing->accounts) = declared->accounts.items[i];
	existing->account_keys = declared->account_keys;
	aws_init(&aws, existing, s->diags);
	aws_read(&aws, &s->exports);
	aws_link_aliases(&aws, declared);
	aws_doubt_listed_zones(&aws);
	model_finish(existing);
	return existing;
}

struct model *snapshot_read(struct sources *sources, struct diag_list *diags,
			    const struct model *model, struct text folder)
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
	return read_model(&s, model);
}

/* ---- its age ----------------------------------------------------------------------------------- */

/* The day of `made` in a file that is a stamp; false: it is none. */
static bool read_stamp(const struct source *source, struct arena *arena, date *ret_day)
{
	struct diag_list unheard;
	const struct node *root, *made;

	if (!str_find(source->bytes, "zonewarrant_snapshot", NULL))
		return false;
	diag_list_init(&unheard, arena);
	root = json_read(source, arena, &unheard);
	made = root == NULL || node_get(root, "zonewarrant_snapshot") == NULL
		       ? NULL
		       : node_get(root, "made");
	return made != NULL && made->kind == NODE_SCALAR && made->text.len >= 10 &&
	       date_parse(str_slice(made->text.ptr, 10), ret_day);
}

static bool find_oldest(const struct sources *sources, struct str folder, struct arena *arena,
			date *ret_day, struct span *ret_at)
{
	bool found = false;

	for (size_t i = 0; i < sources->files.n; i++) {
		const struct source *source = sources->files.items[i];
		date day;

		if (!str_starts(source->path, arena_cstr(arena, folder)) ||
		    !read_stamp(source, arena, &day) || (found && day >= *ret_day))
			continue;
		found = true;
		*ret_day = day;
		*ret_at = (struct span){source->file, 0, 0};
	}
	return found;
}

void snapshot_check_age(const struct sources *sources, struct diag_list *diags, struct text folder,
			struct text max_age, date today)
{
	struct str path = path_normal(diags->arena, folder.s);
	char text[DATE_TEXT_SIZE];
	struct span stamp = {0};
	struct diag *diag;
	uint32_t seconds;
	date made = 0;

	if (!rr_seconds_parse(max_age.s, INT32_MAX, &seconds)) {
		(void)diag_add(diags, &rule_wrong_type, max_age.at,
			       "`max_snapshot_age` wants a time such as `24h` or `7d`, and this is "
			       "`%.*s`",
			       STR_ARG(max_age.s));
		return;
	}
	if (!find_oldest(sources, path, diags->arena, &made, &stamp)) {
		diag = diag_add(diags, &rule_snapshot_incomplete, max_age.at,
				"nothing in `%.*s` says when the snapshot was made", STR_ARG(path));
		diag_help(diags, diag,
			  "put a file beside the exports: {\"zonewarrant_snapshot\": \"1\", "
			  "\"made\": \"2026-11-24T10:00:00Z\"}");
		return;
	}
	if (((int64_t)today - made) * 86400 <= (int64_t)seconds)
		return;
	diag = diag_add(diags, &rule_snapshot_incomplete, stamp,
			"the snapshot was made on %s and is older than %.*s", date_text(made, text),
			STR_ARG(max_age.s));
	diag_related(diags, diag, max_age.at, "no older one is taken");
	diag_help(diags, diag, "export what exists again");
}
