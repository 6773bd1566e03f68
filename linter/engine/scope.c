/* scope.c -- what the paths of a command line come to. */
#include "engine/scope.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

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

/* The paths of the command line, and as they stand in the file system. */
struct given {
	const char *const *texts;
	struct str *paths;
	bool *folders;
	size_t n;
};

static enum status scope_without_project(struct scope *scope, struct arena *arena,
					 const struct given *given, struct err *err)
{
	if (given->n == 1 && given->folders[0]) {
		scope->folder = given->paths[0];
		scope->whole_folder = true;
		return OK;
	}
	scope->folder = path_folder(given->paths[0]);
	for (size_t i = 0; i < given->n; i++) {
		if (given->folders[i])
			return err_set(err,
				       "%s is a folder without a %s: check it alone, or name files",
				       given->texts[i], PROJECT_FILE);
		scope->folder = common_folder(scope->folder, path_folder(given->paths[i]));
	}
	if (scope->folder.len == 0)
		scope->folder = STR("/");
	scope->specs = NEW_ARRAY(arena, struct source_spec, given->n);
	scope->n_specs = given->n;
	for (size_t i = 0; i < given->n; i++) {
		scope->specs[i].path =
			(struct text){KNOWN, below(given->paths[i], scope->folder), {0}};
		scope->specs[i].literal = true;
	}
	return OK;
}

static enum status scope_in_project(struct scope *scope, struct arena *arena,
				    const struct given *given, struct err *err)
{
	bool all = false;

	scope->project = true;
	scope->limit = NEW_ARRAY(arena, struct str, given->n);
	for (size_t i = 0; i < given->n; i++) {
		struct str rest;

		if (!is_below(given->paths[i], scope->folder))
			return err_set(err, "%s does not belong to the project of %s",
				       given->texts[i], given->texts[0]);
		rest = below(given->paths[i], scope->folder);
		all = all || rest.len == 0 || str_is(rest, PROJECT_FILE);
		scope->limit[scope->n_limit++] = rest;
	}
	if (all)
		scope->n_limit = 0;
	return OK;
}

enum status scope_find(struct scope *scope, struct arena *arena, const char *const *paths,
		       size_t n_paths, struct err *err)
{
	struct given given = {.texts = paths, .n = n_paths};
	struct str start;
	bool folder;

	*scope = (struct scope){0};
	given.paths = NEW_ARRAY(arena, struct str, n_paths + 1);
	given.folders = NEW_ARRAY(arena, bool, n_paths + 1);
	for (size_t i = 0; i < n_paths; i++)
		TRY(real_path(arena, paths[i], &given.paths[i], &given.folders[i], err));
	if (n_paths == 0) {
		TRY(real_path(arena, ".", &start, &folder, err));
		if (find_project(arena, start, &scope->folder)) {
			scope->project = true;
			return OK;
		}
		return err_set(err, "no %s here or in a folder above: name a PATH to check",
			       PROJECT_FILE);
	}
	start = given.folders[0] ? given.paths[0] : path_folder(given.paths[0]);
	if (find_project(arena, start.len == 0 ? STR("/") : start, &scope->folder))
		return scope_in_project(scope, arena, &given, err);
	return scope_without_project(scope, arena, &given, err);
}

enum status scope_alone(struct scope *scope, struct arena *arena, const char *path, struct err *err)
{
	struct str real, folder;
	bool is_folder;
	struct given given = {.texts = &path, .paths = &real, .folders = &is_folder, .n = 1};

	*scope = (struct scope){0};
	TRY(real_path(arena, path, &real, &is_folder, err));
	folder = is_folder ? real : path_folder(real);
	if (folder.len == 0)
		folder = STR("/");
	if (is_folder ? exists(arena, folder, PROJECT_FILE)
		      : str_is(path_base(real), PROJECT_FILE)) {
		scope->folder = folder;
		scope->project = true;
		return OK;
	}
	return scope_without_project(scope, arena, &given, err);
}

/* What leads from one folder to another, with a final `/`; both are absolute. */
static struct str way_to(struct arena *arena, struct str from, struct str to)
{
	struct buf out CLEANUP(buf_free);
	struct str common = common_folder(from, to), rest;

	buf_init(&out, 65536);
	for (rest = below(from, common); rest.len > 0; rest = path_folder(rest))
		buf_text(&out, "../");
	rest = below(to, common);
	if (rest.len > 0)
		buf_printf(&out, "%.*s/", STR_ARG(rest));
	return arena_str(arena, buf_view(&out));
}

enum status scope_path_from(struct arena *arena, struct str root, struct str folder,
			    const char *path, struct str *ret_path, struct err *err)
{
	struct str real, way;
	bool is_folder;

	TRY(real_path(arena, path, &real, &is_folder, err));
	if (!is_folder)
		return err_set(err, "%s is no folder", path);
	if (!is_below(real, root))
		return err_set(err, "%s lies outside the repository: a snapshot lies inside it",
			       path);
	way = way_to(arena, folder, real);
	*ret_path = way.len == 0 ? STR(".") : str_slice(way.ptr, way.len - 1);
	return OK;
}

struct str scope_prefix(struct arena *arena, struct str folder)
{
	char *here = realpath(".", NULL);
	struct str way;

	if (here == NULL)
		return STR("");
	way = way_to(arena, str_from(here), folder);
	free(here);
	return way;
}
