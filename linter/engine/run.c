/* run.c -- one run: sources in, sorted findings out. */
#include "engine/run.h"

#include "engine/check.h"
#include "engine/findings.h"
#include "front/load.h"
#include "front/snapshot.h"
#include "front/syntax.h"
#include "front/yaml.h"
#include "source/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

/* ---- which project ----------------------------------------------------------------------------- */

/* What the paths of the command line come to. */
struct scope {
	struct str folder; /* the project's folder, or the one the sources are relative to */
	bool project;	   /* it holds the project file */
	bool whole_folder; /* no project file: every file that a front end recognises */
	struct source_spec *specs; /* no project file: the files named */
	size_t n_specs;
	struct str *limit; /* what is reported, below `folder`; none: everything */
	size_t n_limit;
};

static bool exists(struct arena *arena, struct str folder, const char *name)
{
	struct stat st;

	return stat(arena_printf(arena, "%.*s/%s", STR_ARG(folder), name), &st) == 0;
}

/* The nearest folder from FOLDER upwards with a project file, not above the repository's root. */
static bool find_project(struct arena *arena, struct str folder, struct str *ret_folder)
{
	for (;;) {
		if (exists(arena, folder, PROJECT_FILE)) {
			*ret_folder = folder;
			return true;
		}
		if (folder.len <= 1 || exists(arena, folder, ".git"))
			return false;
		folder = path_folder(folder);
		if (folder.len == 0)
			folder = STR("/");
	}
}

static enum status real_path(struct arena *arena, const char *path, struct str *ret_path,
			     bool *ret_folder, struct err *err)
{
	char *real = realpath(path, NULL);
	struct stat st;

	if (real == NULL)
		return err_set(err, "%s: %s", path, strerror(errno));
	*ret_path = arena_str(arena, str_from(real));
	free(real);
	if (stat(arena_cstr(arena, *ret_path), &st) != 0)
		return err_set(err, "%s: %s", path, strerror(errno));
	*ret_folder = S_ISDIR(st.st_mode);
	return OK;
}

static bool is_below(struct str path, struct str folder)
{
	if (str_is(folder, "/"))
		return true;
	return str_eq(path, folder) || (path.len > folder.len && path.ptr[folder.len] == '/' &&
					str_eq(str_slice(path.ptr, folder.len), folder));
}

static struct str below(struct str path, struct str folder)
{
	size_t skip = folder.len + (str_is(folder, "/") ? 0 : 1);

	return path.len <= skip ? STR("") : str_slice(path.ptr + skip, path.len - skip);
}

static struct str common_folder(struct str a, struct str b)
{
	while (!is_below(b, a)) {
		a = path_folder(a);
		if (a.len == 0)
			return STR("/");
	}
	return a;
}

static enum status scope_without_project(struct scope *scope, struct arena *arena,
					 const struct run_options *options, const struct str *paths,
					 const bool *folders, struct err *err)
{
	if (options->n_paths == 1 && folders[0]) {
		scope->folder = paths[0];
		scope->whole_folder = true;
		return OK;
	}
	scope->folder = path_folder(paths[0]);
	for (size_t i = 0; i < options->n_paths; i++) {
		if (folders[i])
			return err_set(err,
				       "%s is a folder without a %s: check it alone, or name files",
				       options->paths[i], PROJECT_FILE);
		scope->folder = common_folder(scope->folder, path_folder(paths[i]));
	}
	if (scope->folder.len == 0)
		scope->folder = STR("/");
	scope->specs = NEW_ARRAY(arena, struct source_spec, options->n_paths);
	scope->n_specs = options->n_paths;
	for (size_t i = 0; i < options->n_paths; i++) {
		scope->specs[i].path = (struct text){KNOWN, below(paths[i], scope->folder), {0}};
		scope->specs[i].literal = true;
	}
	return OK;
}

static enum status scope_in_project(struct scope *scope, struct arena *arena,
				    const struct run_options *options, const struct str *paths,
				    struct err *err)
{
	bool all = false;

	scope->project = true;
	scope->limit = NEW_ARRAY(arena, struct str, options->n_paths);
	for (size_t i = 0; i < options->n_paths; i++) {
		struct str rest;

		if (!is_below(paths[i], scope->folder))
			return err_set(err, "%s does not belong to the project of %s",
				       options->paths[i], options->paths[0]);
		rest = below(paths[i], scope->folder);
		all = all || rest.len == 0 || str_is(rest, PROJECT_FILE);
		scope->limit[scope->n_limit++] = rest;
	}
	if (all)
		scope->n_limit = 0;
	return OK;
}

static enum status find_scope(struct scope *scope, struct arena *arena,
			      const struct run_options *options, struct err *err)
{
	struct str *paths = NEW_ARRAY(arena, struct str, options->n_paths + 1);
	bool *folders = NEW_ARRAY(arena, bool, options->n_paths + 1);
	struct str start;

	for (size_t i = 0; i < options->n_paths; i++)
		TRY(real_path(arena, options->paths[i], &paths[i], &folders[i], err));
	if (options->n_paths == 0) {
		TRY(real_path(arena, ".", &start, &folders[0], err));
		if (find_project(arena, start, &scope->folder)) {
			scope->project = true;
			return OK;
		}
		return err_set(err, "no %s here or in a folder above: name a PATH to check",
			       PROJECT_FILE);
	}
	start = folders[0] ? paths[0] : path_folder(paths[0]);
	if (find_project(arena, start.len == 0 ? STR("/") : start, &scope->folder))
		return scope_in_project(scope, arena, options, paths, err);
	return scope_without_project(scope, arena, options, paths, folders, err);
}

/* What leads from the folder we stand in to FOLDER: "fixtures/example/", "../", "". */
static struct str path_prefix_to(struct arena *arena, struct str folder)
{
	struct buf out CLEANUP(buf_free);
	char *here = realpath(".", NULL);
	struct str at = str_from(here), common, rest;

	if (here == NULL)
		return STR("");
	buf_init(&out, 65536);
	common = common_folder(at, folder);
	for (rest = below(at, common); rest.len > 0; rest = path_folder(rest))
		buf_text(&out, "../");
	rest = below(folder, common);
	if (rest.len > 0)
		buf_printf(&out, "%.*s/", STR_ARG(rest));
	common = arena_str(arena, buf_view(&out));
	free(here);
	return common;
}

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

	if (project->certificates.presence == KNOWN)
		diag_undecided(diags, NULL, project->certificates.at,
			       "issued certificates are not read in this version");
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

static void check_all(struct run *run, const struct run_options *options)
{
	struct check_options check = {
		.model = &run->model,
		.index = &run->index,
		.views = &run->views,
		.chains = &run->chains,
		.policy = &run->policy,
		.today = options->now,
		.jobs = options->jobs,
	};

	index_build(&run->index, &run->model, &run->policy, &run->arena, options->jobs);
	views_build(&run->views, &run->index, &run->arena);
	chains_build(&run->chains, &run->views, &run->arena);
	check_rules(&check, &run->diags);
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
		if (run->project.default_ttl.presence == KNOWN)
			run->model.default_ttl = (uint32_t)run->project.default_ttl.n;
		list_unread_settings(run);
	}
	if (load_sources(&load) == LOAD_NOTHING) {
		(void)err_set(err,
			      scope->project ? "no file matches the sources of %s"
					     : "no file here is a source that can be recognised%s",
			      scope->project ? PROJECT_FILE : "");
		return RUN_USAGE;
	}
	if (run->project.snapshot.presence == KNOWN)
		snapshot_check(&run->sources, &run->diags, &run->model, run->project.snapshot);
	check_all(run, options);
	run->summary.files = load.files;
	run->summary.zones = run->model.zones.n;
	run->summary.records = run->model.n_records;
	run->summary.names = run->model.n_names;
	run->summary.certificates = run->model.certificates.n;
	findings_settle(run, options, scope->limit, options->report_all ? 0 : scope->n_limit);
	return RUN_DONE;
}

enum run_result run_check(struct run *run, const struct run_options *options, struct err *err)
{
	struct scope scope = {0};
	struct str stdin_bytes = {NULL, 0};

	*run = (struct run){.now = options->now, .fail_on = options->fail_on};
	arena_init(&run->arena);
	run->sources.root_fd = -1;
	diag_list_init(&run->diags, &run->arena);
	policy_init(&run->policy);
	err->text[0] = '\0';
	if (options->n_paths == 1 && strcmp(options->paths[0], "-") == 0) {
		if (read_stdin(&run->arena, &stdin_bytes, err) != OK)
			return RUN_USAGE;
		scope.folder = STR(".");
	} else if (find_scope(&scope, &run->arena, options, err) != OK) {
		return RUN_USAGE;
	}
	run->path_prefix =
		stdin_bytes.ptr != NULL ? STR("") : path_prefix_to(&run->arena, scope.folder);
	if (sources_init(&run->sources, &run->arena, arena_cstr(&run->arena, scope.folder), err) !=
	    OK)
		return RUN_USAGE;
	model_init(&run->model, &run->arena, &run->sources);
	return run_scope(run, options, &scope, stdin_bytes, err);
}

void run_free(struct run *run)
{
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
