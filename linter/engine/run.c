/* run.c -- one run: sources in, sorted findings out. */
#include "engine/run.h"

#include "engine/check.h"
#include "engine/findings.h"
#include "engine/scope.h"
#include "front/load.h"
#include "front/previous.h"
#include "front/snapshot.h"
#include "front/syntax.h"
#include "front/yaml.h"
#include "index/safe_order.h"
#include "source/limits.h"
#include "source/revision.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

/* ---- the project file -------------------------------------------------------------------------- */

static enum run_result read_project(struct run *run, struct err *err)
{
	struct sources *sources = &run->sources;
	struct str bytes;
	struct source *source;
	struct node *root;

	if (source_read(sources, STR(PROJECT_FILE), &run->arena, &bytes, err) != READ_OK) {
		struct err reason = *err;

		(void)err_set(err, "%s %.400s", PROJECT_FILE, reason.text);
		return RUN_USAGE;
	}
	source = source_add(sources, STR(PROJECT_FILE), bytes);
	root = yaml_read(source, &run->arena, &run->diags);
	if (root == NULL) {
		if (run->diags.diags.n == 0)
			(void)err_set(err, "%s is empty: it needs `version` and `sources`",
				      PROJECT_FILE);
		run->project.invalid = true;
		return RUN_USAGE;
	}
	project_read(&run->project, &run->policy, sources, source, root, &run->diags);
	findings_check_policy(run);
	return run->project.invalid ? RUN_USAGE : RUN_DONE;
}

/* What the project file asks for and this version does not look at: said, never passed over. */
static void list_unread_settings(struct run *run)
{
	const struct project *project = &run->project;
	struct diag_list *diags = &run->diags;

	if (project->baseline.presence == KNOWN)
		diag_undecided(diags, NULL, project->baseline.at,
			       "baselines are not read in this version");
	if (project->user_rules_at.file != 0)
		diag_undecided(diags, NULL, project->user_rules_at,
			       "user rules are not run in this version");
}

/* ---- the run ----------------------------------------------------------------------------------- */

static enum status read_stdin(struct arena *arena, struct str *ret_bytes, struct err *err)
{
	struct buf bytes CLEANUP(buf_free);
	char chunk[65536];

	buf_init(&bytes, LIMIT_FILE_SIZE);
	for (;;) {
		ssize_t n = read(STDIN_FILENO, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, "cannot read standard input: %s", strerror(errno));
		if (n == 0)
			break;
		buf_add(&bytes, chunk, (size_t)n);
		if (bytes.too_big)
			return err_set(err, "standard input holds more than %d octets",
				       LIMIT_FILE_SIZE);
	}
	*ret_bytes = arena_str(arena, buf_view(&bytes));
	return OK;
}

static struct views *views_of_existing(struct run *run, unsigned jobs)
{
	struct index *index = NEW(&run->arena, struct index);
	struct views *views = NEW(&run->arena, struct views);

	index_build(index, run->model.existing, &run->policy, &run->arena, jobs);
	views_build(views, index, &run->arena);
	return views;
}

/* What would change, and whether every state on the way there is safe, for the rules that look at it. */
static void plan_changes(struct run *run, unsigned jobs)
{
	static const struct plan_settings settings = {0};
	struct plan *plan = NEW(&run->arena, struct plan);
	struct execution *execution;
	struct err err;

	run->existing = views_of_existing(run, jobs);
	if (plan_build(plan, &run->model, &settings, &run->arena, &err) != OK) {
		run->plan_fault = arena_printf(&run->arena, "%s", err.text);
		return;
	}
	execution = NEW(&run->arena, struct execution);
	(void)plan_make_safe(plan, run->existing, &run->views, &run->arena, execution);
	plan->execution = execution;
	run->plan = plan;
}

static void check_all(struct run *run, const struct run_options *options)
{
	bool plans =
		run->model.existing != NULL && options->rules == RULES_ALL && !options->is_base;
	struct check_options check = {
		.model = &run->model,
		.index = &run->index,
		.views = &run->views,
		.chains = &run->chains,
		.policy = &run->policy,
		.today = options->now,
		.jobs = options->jobs,
		.base = run->base != NULL ? &run->base->views : NULL,
		.changes_only = options->rules == RULES_OF_CHANGES,
	};

	index_build(&run->index, &run->model, &run->policy, &run->arena, options->jobs);
	views_build(&run->views, &run->index, &run->arena);
	if (options->rules == RULES_NONE)
		return;
	chains_build(&run->chains, &run->views, &run->arena);
	if (plans)
		plan_changes(run, options->jobs);
	if (run->plan_fault != NULL)
		diag_undecided(&run->diags, NULL, run->snapshot.at, "there is no plan: %s",
			       run->plan_fault);
	check.plan = run->plan;
	check_rules(&check, &run->diags);
}

/* Where what exists is read from: what the command line names goes before the project file. */
static enum status find_snapshot(struct run *run, const struct run_options *options,
				 const struct scope *scope, struct text *ret_folder,
				 struct err *err)
{
	struct sources *sources = &run->sources;
	struct text folder = run->project.snapshot;

	if (options->snapshot != NULL) {
		folder = (struct text){.presence = KNOWN};
		TRY(scope_path_from(&run->arena, sources->root, scope->folder, options->snapshot,
				    &folder.s, err));
	}
	/* what a revision is held against is the present */
	if (folder.presence == KNOWN && options->is_base && sources->revision != NULL)
		sources->on_disk = path_normal(&run->arena, folder.s);
	*ret_folder = folder;
	return OK;
}

static enum run_result run_scope(struct run *run, const struct run_options *options,
				 struct scope *scope, struct str stdin_bytes, struct err *err)
{
	struct load load = {
		.sources = &run->sources,
		.model = &run->model,
		.diags = &run->diags,
		.policy = &run->policy,
		.specs = scope->specs,
		.n_specs = scope->n_specs,
		.whole_folder = scope->whole_folder,
		.stdin_bytes = stdin_bytes,
		.stdin_format = options->stdin_format,
		.before = run->base != NULL ? &run->base->model : run->previous,
		.jobs = options->jobs,
	};

	if (scope->project) {
		enum run_result result = read_project(run, err);

		if (result != RUN_DONE) {
			findings_settle(run, options, NULL, 0);
			return result;
		}
		load.specs = run->project.sources;
		load.n_specs = run->project.n_sources;
		load.certificates = run->project.certificates;
		if (run->project.default_ttl.presence == KNOWN)
			run->model.default_ttl = (uint32_t)run->project.default_ttl.n;
		list_unread_settings(run);
	}
	if (find_snapshot(run, options, scope, &load.snapshot, err) != OK)
		return RUN_USAGE;
	run->snapshot = load.snapshot;
	if (load_sources(&load) == LOAD_NOTHING) {
		(void)err_set(err,
			      scope->project ? "no file matches the sources of %s"
					     : "no file here is a source that can be recognised%s",
			      scope->project ? PROJECT_FILE : "");
		return RUN_USAGE;
	}
	if (load.snapshot.presence == KNOWN && run->policy.gate.max_snapshot_age.presence == KNOWN)
		snapshot_check_age(&run->sources, &run->diags, load.snapshot,
				   run->policy.gate.max_snapshot_age, options->now);
	check_all(run, options);
	run->summary.files = load.files;
	run->summary.zones = run->model.zones.n;
	run->summary.records = run->model.n_records;
	run->summary.names = run->model.n_names;
	run->summary.certificates = run->model.certificates.n;
	findings_settle(run, options, scope->limit, options->report_all ? 0 : scope->n_limit);
	return RUN_DONE;
}

/* How reports call the files of a run that is read beside another: from where we stand, or as git would
 * show them, `main:estate/retail.yaml`. */
static void name_files(struct run *run, const char *revision)
{
	struct sources *sources = &run->sources;
	struct str folder = revision == NULL ? run->path_prefix : sources->project;

	for (size_t i = 0; i < sources->files.n; i++) {
		struct source *source = sources->files.items[i];
		struct str path = path_join(&run->arena, folder, source->path);

		bool disk = revision == NULL || !source_is_of_revision(sources, source->path);

		if (disk)
			path = path_join(&run->arena, run->path_prefix, source->path);
		if (source->shown.ptr == NULL)
			source->shown = disk ? path
					     : str_from(arena_printf(&run->arena, "%s:%.*s",
								     revision, STR_ARG(path)));
	}
}

/* A revision may not have what the work tree has. False: it has nothing of it. */
static bool narrow_to_revision(const struct run *run, struct scope *scope)
{
	size_t kept = 0;

	if (scope->project)
		return source_exists(&run->sources, STR(PROJECT_FILE));
	if (scope->whole_folder)
		return true;
	for (size_t i = 0; i < scope->n_specs; i++)
		if (source_exists(&run->sources, scope->specs[i].path.s))
			scope->specs[kept++] = scope->specs[i];
	scope->n_specs = kept;
	return kept > 0;
}

static void run_begin(struct run *run, const struct run_options *options)
{
	*run = (struct run){.now = options->now, .fail_on = options->fail_on};
	arena_init(&run->arena);
	run->sources.root_fd = -1;
	diag_list_init(&run->diags, &run->arena);
	policy_init(&run->policy);
}

/* Where a run reads from. */
struct place_to_read {
	struct scope scope;
	const char *revision; /* NULL: the folder on disk */
	struct str stdin_bytes;
	bool may_be_empty; /* nothing there is no fault: a base that was before the project */
	bool search_up;	   /* the folder of the project is looked for in the revision */
};

static enum status open_sources(struct run *run, const struct run_options *options,
				struct place_to_read *from, struct err *err)
{
	struct sources *sources = &run->sources;

	TRY(sources_init(sources, &run->arena, arena_cstr(&run->arena, from->scope.folder), err));
	sources->yaml_by = options->yaml_by;
	if (run->base != NULL)
		sources_continue(sources, &run->base->sources);
	if (from->revision == NULL)
		return OK;
	TRY(sources_use_revision(sources, from->revision, err));
	while (from->search_up && sources->project.len > 0 &&
	       !source_exists(sources, STR(PROJECT_FILE)))
		sources->project = path_folder(sources->project);
	return OK;
}

static enum run_result run_empty(struct run *run, const struct run_options *options,
				 const struct place_to_read *from, struct err *err)
{
	(void)err_set(err, "`%s` has %s", from->revision,
		      from->scope.project ? "no " PROJECT_FILE " in the folder of the project"
					  : "none of these files");
	if (!from->may_be_empty)
		return RUN_USAGE;
	run->base_note = arena_printf(&run->arena, "%s", err->text);
	err->text[0] = '\0';
	model_finish(&run->model);
	check_all(run, options);
	return RUN_DONE;
}

static enum run_result run_from(struct run *run, const struct run_options *options,
				struct place_to_read *from, struct err *err)
{
	enum run_result result;

	run->path_prefix = from->stdin_bytes.ptr != NULL
				   ? STR("")
				   : scope_prefix(&run->arena, from->scope.folder);
	if (open_sources(run, options, from, err) != OK)
		return RUN_USAGE;
	model_init(&run->model, &run->arena, &run->sources);
	if (from->revision != NULL && !narrow_to_revision(run, &from->scope))
		return run_empty(run, options, from, err);
	result = run_scope(run, options, &from->scope, from->stdin_bytes, err);
	if (from->revision != NULL)
		name_files(run, from->revision);
	return result;
}

/* ---- runs that are held against each other ----------------------------------------------------- */

static bool looks_like_path(const char *text)
{
	struct str s = str_from(text);

	return str_starts(s, "/") || str_starts(s, "./") || str_starts(s, "../") ||
	       str_is(s, ".") || str_is(s, "..") || str_ends(s, "/");
}

/* git itself refuses a word that is both, where no `--` says which is meant. */
static enum status tell_apart(struct arena *arena, const char *text, struct str folder,
			      bool *ret_revision, struct err *err)
{
	bool there = access(text, F_OK) == 0;

	if (text[0] == '\0')
		return err_set(err, "the base is empty: name a revision, a folder or a file");
	*ret_revision = !there && !looks_like_path(text);
	if (there && !looks_like_path(text) && revision_exists(arena_cstr(arena, folder), text))
		return err_set(err,
			       "`%s` is both a path and a git revision: write `./%s` for the path, "
			       "or `refs/heads/%s` or a hash for the revision",
			       text, text, text);
	return OK;
}

static struct run *begin_base(struct run *run, const struct run_options *options, const char *name)
{
	struct run *base = NEW(&run->arena, struct run);

	run_begin(base, options);
	run->base = base;
	run->base_name = name;
	return base;
}

/* "main: …": whose fault it is, where two are read. A broken project file has findings, which nobody
 * would see. */
static void blame(const struct run *run, const char *name, struct err *err)
{
	struct err reason = *err;

	if (reason.text[0] == '\0' && run->diags.diags.n > 0)
		(void)err_set(&reason, "%s", run->diags.diags.items[0]->message);
	(void)err_set(err, "`%.100s` cannot be compared with: %.380s", name, reason.text);
}

static enum run_result run_base(struct run *run, const struct run_options *options,
				const struct scope *scope, struct err *err)
{
	struct run *base = begin_base(run, options, options->base);
	struct place_to_read from = {.scope = *scope, .may_be_empty = true};
	struct run_options base_options = *options;
	enum run_result result;
	bool revision;

	base_options.base = NULL;
	base_options.is_base = true;
	base_options.report_all = true;
	from.scope.n_limit = 0;
	if (tell_apart(&run->arena, options->base, scope->folder, &revision, err) != OK)
		return RUN_USAGE;
	if (revision)
		from.revision = options->base;
	else if (scope_alone(&from.scope, &base->arena, options->base, err) != OK)
		return RUN_USAGE;
	if (scope->n_specs > 0 && revision) {
		from.scope.specs = NEW_ARRAY(&base->arena, struct source_spec, scope->n_specs);
		memcpy(from.scope.specs, scope->specs, scope->n_specs * sizeof(*scope->specs));
	}
	result = run_from(base, &base_options, &from, err);
	name_files(base, from.revision);
	if (result != RUN_DONE)
		blame(base, options->base, err);
	return result;
}

enum run_result run_check(struct run *run, const struct run_options *options, struct err *err)
{
	struct place_to_read from = {0};

	run_begin(run, options);
	err->text[0] = '\0';
	if (options->n_paths == 1 && strcmp(options->paths[0], "-") == 0) {
		if (read_stdin(&run->arena, &from.stdin_bytes, err) != OK)
			return RUN_USAGE;
		from.scope.folder = STR(".");
	} else if (scope_find(&from.scope, &run->arena, options->paths, options->n_paths, err) !=
		   OK) {
		return RUN_USAGE;
	}
	if (options->previous != NULL) {
		run->previous = NEW(&run->arena, struct model);
		if (previous_read(run->previous, &run->arena, options->previous, err) != OK)
			return RUN_USAGE;
	}
	if (options->base != NULL) {
		enum run_result result = run_base(run, options, &from.scope, err);

		if (result != RUN_DONE)
			return result;
	}
	return run_from(run, options, &from, err);
}

/* The project here, for what is no path by itself. A revision may have one where the folder has none. */
static enum status find_here(struct place_to_read *from, struct arena *arena,
			     const struct run_options *options, struct err *err)
{
	if (scope_find(&from->scope, arena, options->paths, options->n_paths, err) == OK) {
		from->scope.n_limit = 0;
		return OK;
	}
	if (options->n_paths > 0 || from->revision == NULL)
		return FAILED;
	from->scope = (struct scope){.folder = STR("."), .project = true};
	from->search_up = true;
	return OK;
}

static enum run_result run_side(struct run *run, const struct run_options *options,
				const char *text, struct err *err)
{
	struct place_to_read from = {0};
	bool revision = false;
	enum run_result result;

	if (text != NULL && tell_apart(&run->arena, text, STR("."), &revision, err) != OK)
		return RUN_USAGE;
	if (revision)
		from.revision = text;
	if ((revision || text == NULL ? find_here(&from, &run->arena, options, err)
				      : scope_alone(&from.scope, &run->arena, text, err)) != OK)
		return RUN_USAGE;
	result = run_from(run, options, &from, err);
	name_files(run, from.revision);
	return result;
}

enum run_result run_diff(struct run *run, const struct run_options *options, const char *base,
			 const char *head, struct err *err)
{
	struct run_options base_options = *options, head_options = *options;
	enum run_result result;
	struct run *base_run;

	base_options.rules = RULES_NONE;
	head_options.rules = RULES_OF_CHANGES;
	run_begin(run, options);
	err->text[0] = '\0';
	base_run = begin_base(run, options, base);
	result = run_side(base_run, &base_options, base, err);
	if (result != RUN_DONE) {
		blame(base_run, base, err);
		return result;
	}
	return run_side(run, &head_options, head, err);
}

void run_free(struct run *run)
{
	if (run->base != NULL)
		run_free(run->base);
	sources_done(&run->sources);
	arena_free(&run->arena);
}

bool run_has_failures(const struct run *run)
{
	const struct summary *summary = &run->summary;

	switch (run->fail_on) {
	case SEV_INFO:
		return summary->errors + summary->warnings + summary->infos > 0;
	case SEV_WARNING:
		return summary->errors + summary->warnings > 0;
	default:
		return summary->errors > 0;
	}
}

bool run_blocks_plan(const struct run *run)
{
	return run->summary.errors > 0 || run->sources_unread;
}
