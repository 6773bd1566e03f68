/* glob.c -- which files of the repository a pattern names. */
#include "source/glob.h"

#include "source/limits.h"
#include "source/revision.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

struct walk {
	const struct sources *sources;
	struct arena *arena;
	struct path_list *list;
	struct str pattern; /* NULL pointer: everything */
	size_t entries;
	bool limit_met;
};

static struct str first_part(struct str *rest)
{
	struct str part;

	if (str_cut(rest, '/', &part))
		return part;
	part = *rest;
	*rest = str_slice(rest->ptr + rest->len, 0);
	return part;
}

static bool part_matches(struct str pattern, struct str part)
{
	char a[512], b[512];

	if (pattern.len >= sizeof(a) || part.len >= sizeof(b))
		return false;
	memcpy(a, pattern.ptr, pattern.len);
	a[pattern.len] = '\0';
	memcpy(b, part.ptr, part.len);
	b[part.len] = '\0';
	return fnmatch(a, b, FNM_PERIOD | FNM_PATHNAME | FNM_NOESCAPE) == 0;
}

static bool has_hidden_part(struct str path)
{
	while (path.len > 0)
		if (str_starts(first_part(&path), "."))
			return true;
	return false;
}

/* Iterative with one fall-back point, as for `*` within a part: a later `**` never needs an earlier
 * one reconsidered, so the work is bounded by pattern times path. */
bool glob_match(struct str pattern, struct str path)
{
	struct str retry_pattern = {NULL, 0}, retry_path = {NULL, 0};

	for (;;) {
		struct str rest_pattern = pattern, rest_path = path;

		if (pattern.len > 0) {
			struct str part = first_part(&rest_pattern);

			if (str_is(part, "**")) {
				retry_pattern = rest_pattern;
				retry_path = path;
				pattern = rest_pattern;
				continue;
			}
			if (path.len > 0 && part_matches(part, first_part(&rest_path))) {
				pattern = rest_pattern;
				path = rest_path;
				continue;
			}
		} else if (path.len == 0) {
			return true;
		} else if (retry_path.ptr != NULL && retry_pattern.len == 0) {
			return !has_hidden_part(path); /* `**` at the end */
		}
		if (retry_path.ptr == NULL || retry_path.len == 0)
			return false;
		if (first_part(&retry_path).ptr[0] == '.')
			return false; /* hidden folders are named, not found */
		pattern = retry_pattern;
		path = retry_path;
	}
}

/* Whether what PATTERN matches may lie below FOLDER: a walk that goes everywhere would meet its limits
 * in folders that nobody asked for. */
static bool may_lead(struct str pattern, struct str folder)
{
	while (folder.len > 0) {
		struct str part = first_part(&pattern), name = first_part(&folder);

		if (str_is(part, "**"))
			return true;
		if (!part_matches(part, name))
			return false;
	}
	return pattern.len > 0;
}

static int by_octets(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* `*.yaml` means files: a folder of such a name is somebody's mistake, and reading it says so. `*` may
 * well meet folders, and passes them over. */
static bool means_files(struct str pattern)
{
	struct str last = path_base(pattern);

	return last.len > 0 && last.ptr[last.len - 1] != '*' &&
	       memchr(last.ptr, '.', last.len) != NULL;
}

enum entry { ENTRY_FILE, ENTRY_FOLDER, ENTRY_OTHER };

static bool counts(struct walk *walk)
{
	if (++walk->entries > LIMIT_GLOB_ENTRIES)
		walk->limit_met = true;
	return !walk->limit_met;
}

/* Whether the folder at PATH is to be looked into. */
static bool enters(const struct walk *walk, struct str path)
{
	return walk->pattern.ptr == NULL ? path_base(path).ptr[0] != '.'
					 : may_lead(walk->pattern, path);
}

/* Adds what matches. A symbolic link is somebody's file too; reading it says whether it stays inside. */
static void take_entry(struct walk *walk, struct str path, enum entry kind)
{
	if (walk->pattern.ptr == NULL ? kind != ENTRY_FILE || path_base(path).ptr[0] == '.'
				      : !glob_match(walk->pattern, path))
		return;
	if (kind == ENTRY_FOLDER && !means_files(walk->pattern))
		return;
	*VEC_PUSH(walk->arena, &walk->list->paths) = path;
}

/* ---- a folder on disk -------------------------------------------------------------------------- */

static void visit(struct walk *walk, int folder_fd, struct str folder, unsigned depth);

static void visit_entry(struct walk *walk, int folder_fd, struct str folder, const char *name,
			unsigned depth)
{
	struct str path = path_join(walk->arena, folder, str_from(name));
	struct stat st;

	if (fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	if (S_ISDIR(st.st_mode) && enters(walk, path)) {
		int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (fd >= 0)
			visit(walk, fd, path, depth + 1);
		take_entry(walk, path, ENTRY_FOLDER);
	} else if (!S_ISDIR(st.st_mode)) {
		take_entry(walk, path,
			   S_ISREG(st.st_mode) || S_ISLNK(st.st_mode) ? ENTRY_FILE : ENTRY_OTHER);
	}
}

/* Takes FOLDER_FD over. */
static void visit(struct walk *walk, int folder_fd, struct str folder, unsigned depth)
{
	DIR *dir;
	struct dirent *entry;

	if (depth > LIMIT_GLOB_DEPTH) {
		walk->limit_met = true;
		(void)close(folder_fd);
		return;
	}
	dir = fdopendir(folder_fd);
	if (dir == NULL) {
		(void)close(folder_fd);
		return;
	}
	while (!walk->limit_met && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (counts(walk))
			visit_entry(walk, dirfd(dir), folder, entry->d_name, depth);
	}
	(void)closedir(dir);
}

static enum glob_result walk_folder(struct walk *walk, struct str below, struct str folder)
{
	int fd = source_open_folder(walk->sources,
				    below.len == 0 ? "." : arena_cstr(walk->arena, below));

	if (fd < 0 && (errno == EXDEV || errno == ELOOP))
		return GLOB_OUTSIDE;
	if (fd >= 0)
		visit(walk, fd, folder, 0);
	return GLOB_OK; /* where nothing is there, the pattern names nothing */
}

/* ---- a revision -------------------------------------------------------------------------------- */

struct listing {
	struct walk *walk;
	struct str below, folder; /* the same folder, below the root and below the project */
	unsigned depth;
};

static enum read_result visit_listing(struct listing *listing);

static bool take_listed(void *context, const char *name, enum revision_entry kind)
{
	struct listing *listing = context;
	struct walk *walk = listing->walk;
	struct str path = path_join(walk->arena, listing->folder, str_from(name));

	if (!counts(walk))
		return false;
	if (kind == REVISION_FOLDER && enters(walk, path)) {
		struct listing deeper = {
			.walk = walk,
			.below = path_join(walk->arena, listing->below, str_from(name)),
			.folder = path,
			.depth = listing->depth + 1,
		};

		(void)visit_listing(&deeper);
		take_entry(walk, path, ENTRY_FOLDER);
	} else if (kind == REVISION_FILE || kind == REVISION_LINK) {
		take_entry(walk, path, ENTRY_FILE);
	}
	return !walk->limit_met;
}

static enum read_result visit_listing(struct listing *listing)
{
	struct walk *walk = listing->walk;
	struct err err;

	if (listing->depth > LIMIT_GLOB_DEPTH) {
		walk->limit_met = true;
		return READ_OK;
	}
	return revision_list(walk->sources->revision, listing->below, take_listed, listing,
			     walk->arena, &err);
}

/* ---- patterns ---------------------------------------------------------------------------------- */

static bool has_wildcard(struct str text)
{
	return memchr(text.ptr, '*', text.len) != NULL || memchr(text.ptr, '?', text.len) != NULL ||
	       memchr(text.ptr, '[', text.len) != NULL;
}

/* The folder that all matches lie in: the parts before the first wildcard. */
static struct str fixed_folder(struct str pattern)
{
	struct str rest = pattern;
	size_t len = 0;

	while (rest.len > 0) {
		struct str part;

		if (!str_cut(&rest, '/', &part) || has_wildcard(part))
			break;
		len = (size_t)(rest.ptr - pattern.ptr);
	}
	return str_slice(pattern.ptr, len == 0 ? 0 : len - 1);
}

static enum glob_result walk_from(struct walk *walk, struct str folder)
{
	struct str below = path_join(walk->arena, walk->sources->project, folder);
	struct listing listing = {.walk = walk, .below = below, .folder = folder};
	size_t before = walk->list->paths.n;

	if (str_is(below, "..") || str_starts(below, "../"))
		return GLOB_OUTSIDE;
	if (!source_is_of_revision(walk->sources, folder)) {
		if (walk_folder(walk, below, folder) == GLOB_OUTSIDE)
			return GLOB_OUTSIDE;
	} else if (visit_listing(&listing) == READ_OUTSIDE) {
		return GLOB_OUTSIDE;
	}
	if (walk->list->paths.n > before)
		qsort(walk->list->paths.items + before, walk->list->paths.n - before,
		      sizeof(*walk->list->paths.items), by_octets);
	return walk->limit_met ? GLOB_LIMIT : GLOB_OK;
}

enum glob_result glob_find(const struct sources *sources, struct str pattern, struct arena *arena,
			   struct path_list *list)
{
	struct walk walk = {.sources = sources, .arena = arena, .list = list};

	if (pattern.len == 0 || pattern.ptr[0] == '/')
		return GLOB_OUTSIDE;
	walk.pattern = path_normal(arena, pattern);
	if (!has_wildcard(walk.pattern)) {
		struct str below = path_join(arena, sources->project, walk.pattern);

		if (str_is(below, "..") || str_starts(below, "../"))
			return GLOB_OUTSIDE;
		*VEC_PUSH(arena, &list->paths) = walk.pattern;
		return GLOB_OK;
	}
	return walk_from(&walk, fixed_folder(walk.pattern));
}

enum glob_result glob_all(const struct sources *sources, struct arena *arena,
			  struct path_list *list)
{
	struct walk walk = {.sources = sources, .arena = arena, .list = list};

	return walk_from(&walk, STR(""));
}

/* ---- one folder -------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	return str_cmp(((const struct folder_entry *)a)->name,
		       ((const struct folder_entry *)b)->name);
}

/* Takes FD over. False where the folder has too many entries. */
static bool list_entries(int fd, struct arena *arena, struct folder_list *list)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	bool within = true;

	if (dir == NULL) {
		(void)close(fd);
		return true;
	}
	while (within && (entry = readdir(dir)) != NULL) {
		struct folder_entry *item;
		struct stat st;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		item = VEC_PUSH(arena, &list->items);
		item->name = arena_str(arena, str_from(entry->d_name));
		item->is_folder = S_ISDIR(st.st_mode);
		within = list->items.n <= LIMIT_GLOB_ENTRIES;
	}
	(void)closedir(dir);
	if (list->items.n > 1)
		qsort(list->items.items, list->items.n, sizeof(*list->items.items), by_name);
	return within;
}

enum glob_result glob_folder(const struct sources *sources, struct str folder, struct arena *arena,
			     struct folder_list *list, bool *ret_found)
{
	struct str below;
	int fd;

	*ret_found = false;
	if (folder.len > 0 && folder.ptr[0] == '/')
		return GLOB_OUTSIDE;
	below = path_join(arena, sources->project, folder);
	if (str_is(below, "..") || str_starts(below, "../"))
		return GLOB_OUTSIDE;
	fd = source_open_folder(sources, below.len == 0 ? "." : arena_cstr(arena, below));
	if (fd < 0)
		return errno == EXDEV || errno == ELOOP ? GLOB_OUTSIDE : GLOB_OK;
	*ret_found = true;
	return list_entries(fd, arena, list) ? GLOB_OK : GLOB_LIMIT;
}

const struct folder_entry *folder_find(const struct folder_list *list, struct str name)
{
	const struct folder_entry wanted = {.name = name};

	if (list->items.n == 0)
		return NULL;
	return bsearch(&wanted, list->items.items, list->items.n, sizeof(*list->items.items),
		       by_name);
}
