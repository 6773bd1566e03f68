/* revision.c -- the files of one git revision, read from the object store. */
#include "source/revision.h"

#include "source/limits.h"

#include <git2.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { LINKS_MAX = 40, LINK_SIZE_MAX = 4096 }; /* as Linux has it: path_resolution(7) */

struct revision {
	git_repository *repository;
	git_odb *objects;
	git_tree *root;
	pthread_mutex_t
		lock; /* of all three: libgit2 says of few objects that threads may share them */
};

/* ---- the library ------------------------------------------------------------------------------- */

static const char *git_reason(void)
{
	const git_error *error = git_error_last();

	return error == NULL || error->message == NULL ? "git says no reason" : error->message;
}

/* Configuration of the user or the machine decides nothing here, and a checkout that belongs to another
 * user, as in many a CI job, is only read. */
static enum status start_git(struct err *err)
{
	static const int levels[] = {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
				     GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL};

	if (git_libgit2_init() < 0)
		return err_set(err, "libgit2 cannot be used: %s", git_reason());
	for (size_t i = 0; i < COUNT_OF(levels); i++)
		(void)git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	(void)git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	return OK;
}

/* ---- the repository and the commit ------------------------------------------------------------- */

static bool is_work_tree(git_repository *repository, const char *root)
{
	const char *folder = git_repository_workdir(repository);
	char *real = folder == NULL ? NULL : realpath(folder, NULL);
	bool same = real != NULL && strcmp(real, root) == 0;

	free(real);
	return same;
}

static enum status open_repository(struct revision *revision, const char *root, struct err *err)
{
	int code = git_repository_open_ext(&revision->repository, root,
					   GIT_REPOSITORY_OPEN_CROSS_FS, NULL);

	if (code == GIT_ENOTFOUND)
		return err_set(err, "%s is in no git repository", root);
	if (code != 0)
		return err_set(err, "the git repository of %s cannot be opened: %s", root,
			       git_reason());
	if (git_repository_is_bare(revision->repository) == 1)
		return err_set(err,
			       "the git repository of %s is bare: there is no work tree that "
			       "says where the project lies in it",
			       root);
	if (!is_work_tree(revision->repository, root))
		return err_set(err, "%s is not the work tree of its git repository", root);
	if (git_repository_odb(&revision->objects, revision->repository) != 0)
		return err_set(err, "the objects of %s cannot be read: %s", root, git_reason());
	return OK;
}

/* Why TEXT names no commit: what people meet in build jobs has words of its own. */
static enum status explain(git_repository *repository, const char *text, int code, struct err *err)
{
	if (git_repository_head_unborn(repository) == 1)
		return err_set(err, "the git repository has no commit yet, so `%s` names none",
			       text);
	if (strstr(text, "..") != NULL)
		return err_set(err, "`%s` is a range: name one revision", text);
	if (code == GIT_EAMBIGUOUS)
		return err_set(err, "`%s` is ambiguous: several objects begin so", text);
	if (code != GIT_ENOTFOUND)
		return err_set(err, "`%s` is no revision: %s", text, git_reason());
	if (git_repository_is_shallow(repository) == 1)
		return err_set(err,
			       "`%s` is no revision of this git repository, which is a shallow "
			       "clone: fetch it first, or the whole history",
			       text);
	return err_set(err, "`%s` is no revision of this git repository", text);
}

/* What TEXT begins with: the name, before what leads on from it (gitrevisions(7)). */
static struct str base_of(const char *text)
{
	size_t n = strcspn(text, "^~:");
	const char *at = strstr(text, "@{");

	if (at != NULL && (size_t)(at - text) < n)
		n = (size_t)(at - text);
	return str_slice(text, n);
}

/* `<name>-<number>-g<hash>`, as git-describe(1) writes it. */
static bool is_described(struct str name)
{
	for (size_t i = 2; i + 2 < name.len; i++) {
		size_t digits = i;

		if (name.ptr[i] != '-' || name.ptr[i + 1] != 'g' || !ascii_is_hex(name.ptr[i + 2]))
			continue;
		while (digits > 0 && ascii_is_digit(name.ptr[digits - 1]))
			digits--;
		if (digits < i && digits > 1 && name.ptr[digits - 1] == '-')
			return true;
	}
	return false;
}

static bool is_hex(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_hex(name.ptr[i]))
			return false;
	return true;
}

/* Whether NAME is a reference, or has the form of a hash or of what is described by one. */
static bool may_be_name(git_repository *repository, struct str name)
{
	git_reference *reference = NULL;
	char *text;
	int code;

	/* no name is needed before `:/text` or `@{1}` */
	if (is_hex(name) || is_described(name) || str_is(name, "@"))
		return true;
	text = strndup(name.ptr, name.len);
	if (text == NULL)
		out_of_memory();
	code = git_reference_dwim(&reference, repository, text);
	git_reference_free(reference);
	free(text);
	return code != GIT_ENOTFOUND;
}

/* git_revparse_single() of libgit2 1.5 matches what it does not know with an expression, and loses memory
 * where that does not match (git_regexp_match()): it is not asked for names that there are not. What is
 * left are the commits that `:/text` and `^{/text}` pass by. */
static int look_up(git_object **ret_object, git_repository *repository, const char *text)
{
	if (!may_be_name(repository, base_of(text)))
		return GIT_ENOTFOUND;
	return git_revparse_single(ret_object, repository, text);
}

static enum status find_tree(struct revision *revision, const char *text, struct err *err)
{
	git_object *object = NULL, *commit = NULL;
	enum status status = OK;
	int code = look_up(&object, revision->repository, text);

	if (code != 0)
		return explain(revision->repository, text, code, err);
	if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) != 0)
		status = err_set(err, "`%s` is a %s, not a commit", text,
				 git_object_type2string(git_object_type(object)));
	else if (git_commit_tree(&revision->root, (git_commit *)commit) != 0)
		status = err_set(err, "the files of `%s` cannot be read: %s", text, git_reason());
	git_object_free(commit);
	git_object_free(object);
	return status;
}

enum status revision_open(struct revision **ret_revision, const char *root, const char *text,
			  struct err *err)
{
	struct revision *revision;

	TRY(start_git(err));
	revision = calloc(1, sizeof(*revision));
	if (revision == NULL)
		out_of_memory();
	if (pthread_mutex_init(&revision->lock, NULL) != 0)
		out_of_memory();
	if (open_repository(revision, root, err) != OK || find_tree(revision, text, err) != OK) {
		revision_close(revision);
		return FAILED;
	}
	*ret_revision = revision;
	return OK;
}

void revision_close(struct revision *revision)
{
	if (revision == NULL)
		return;
	git_tree_free(revision->root);
	git_odb_free(revision->objects);
	git_repository_free(revision->repository);
	(void)pthread_mutex_destroy(&revision->lock);
	free(revision);
	(void)git_libgit2_shutdown();
}

bool revision_exists(const char *folder, const char *text)
{
	git_repository *repository = NULL;
	git_object *object = NULL;
	struct err err;
	bool exists;

	if (start_git(&err) != OK)
		return false;
	exists = git_repository_open_ext(&repository, folder, GIT_REPOSITORY_OPEN_CROSS_FS, NULL) ==
			 0 &&
		 look_up(&object, repository, text) == 0;
	git_object_free(object);
	git_repository_free(repository);
	(void)git_libgit2_shutdown();
	return exists;
}

/* ---- paths ------------------------------------------------------------------------------------- */

struct found {
	struct str path; /* without links */
	git_oid id;
	git_filemode_t mode;
};

static enum read_result refuse(struct err *err, int number)
{
	(void)err_set(err, "cannot read: %s", strerror(number));
	return READ_REFUSED;
}

static enum read_result outside(struct err *err)
{
	(void)err_set(err, "leads outside the repository");
	return READ_OUTSIDE;
}

static enum read_result read_blob(const struct revision *revision, const git_oid *id, size_t max,
				  struct arena *arena, struct str *ret_bytes, struct err *err)
{
	git_blob *blob = NULL;
	git_object_t type;
	size_t size;
	char *bytes;

	if (git_odb_read_header(&size, &type, revision->objects, id) != 0) {
		(void)err_set(err, "cannot read: git has no object for it; a partial clone?");
		return READ_REFUSED;
	}
	if (size > max) {
		(void)err_set(err, "holds %zu octets, more than the %zu that one source may have",
			      size, max);
		return READ_TOO_BIG;
	}
	if (git_blob_lookup(&blob, revision->repository, id) != 0) {
		(void)err_set(err, "cannot read: %s", git_reason());
		return READ_REFUSED;
	}
	size = (size_t)git_blob_rawsize(blob);
	bytes = arena_bytes(arena, size + 1);
	if (size > 0)
		memcpy(bytes, git_blob_rawcontent(blob), size);
	bytes[size] = '\0';
	*ret_bytes = str_slice(bytes, size);
	git_blob_free(blob);
	return READ_OK;
}

/* The entry of exactly PATH, without links. */
static bool find_entry(const struct revision *revision, struct str path, struct arena *arena,
		       struct found *found)
{
	git_tree_entry *entry = NULL;

	found->path = path;
	if (path.len == 0) {
		git_oid_cpy(&found->id, git_tree_id(revision->root));
		found->mode = GIT_FILEMODE_TREE;
		return true;
	}
	if (git_tree_entry_bypath(&entry, revision->root, arena_cstr(arena, path)) != 0)
		return false;
	git_oid_cpy(&found->id, git_tree_entry_id(entry));
	found->mode = git_tree_entry_filemode(entry);
	git_tree_entry_free(entry);
	return true;
}

static struct str next_part(struct str *rest)
{
	struct str part;

	if (str_cut(rest, '/', &part))
		return part;
	part = *rest;
	*rest = str_slice(rest->ptr + rest->len, 0);
	return part;
}

/* What PATH leads to, symbolic links followed (path_resolution(7)) as far as they stay below the root. */
static enum read_result resolve(const struct revision *revision, struct str path,
				struct arena *arena, struct found *found, struct err *err)
{
	unsigned links = 0;

	if (!find_entry(revision, STR(""), arena, found))
		return refuse(err, ENOENT);
	while (path.len > 0) {
		struct str part = next_part(&path), folder = found->path, target;
		enum read_result result;

		if (part.len == 0 || str_is(part, "."))
			continue;
		if (found->mode != GIT_FILEMODE_TREE)
			return refuse(err, ENOTDIR);
		if (str_is(part, "..")) {
			if (folder.len == 0)
				return outside(err);
			if (!find_entry(revision, path_folder(folder), arena, found))
				return refuse(err, ENOENT);
			continue;
		}
		if (!find_entry(revision, path_join(arena, folder, part), arena, found))
			return refuse(err, ENOENT);
		if (found->mode != GIT_FILEMODE_LINK)
			continue;
		if (++links > LINKS_MAX) {
			(void)err_set(err, "is a symbolic link that is not followed");
			return READ_OUTSIDE;
		}
		result = read_blob(revision, &found->id, LINK_SIZE_MAX, arena, &target, err);
		if (result != READ_OK)
			return result;
		if (str_starts(target, "/"))
			return outside(err);
		path = str_from(arena_printf(arena, "%.*s/%.*s", STR_ARG(target), STR_ARG(path)));
		if (!find_entry(revision, folder, arena, found))
			return refuse(err, ENOENT);
	}
	return READ_OK;
}

static enum read_result read_file(const struct revision *revision, struct str path,
				  struct arena *arena, struct str *ret_bytes, struct err *err)
{
	struct found found;
	enum read_result result = resolve(revision, path, arena, &found, err);

	if (result != READ_OK)
		return result;
	if (found.mode == GIT_FILEMODE_TREE || found.mode == GIT_FILEMODE_COMMIT) {
		(void)err_set(err, found.mode == GIT_FILEMODE_TREE
					   ? "is a folder, not a file"
					   : "is a submodule, and not looked into");
		return READ_REFUSED;
	}
	return read_blob(revision, &found.id, LIMIT_FILE_SIZE, arena, ret_bytes, err);
}

enum read_result revision_read(struct revision *revision, struct str path, struct arena *arena,
			       struct str *ret_bytes, struct err *err)
{
	enum read_result result;

	(void)pthread_mutex_lock(&revision->lock);
	result = read_file(revision, path, arena, ret_bytes, err);
	(void)pthread_mutex_unlock(&revision->lock);
	return result;
}

static enum revision_entry entry_kind(const git_tree_entry *entry)
{
	switch (git_tree_entry_filemode(entry)) {
	case GIT_FILEMODE_TREE:
		return REVISION_FOLDER;
	case GIT_FILEMODE_LINK:
		return REVISION_LINK;
	case GIT_FILEMODE_COMMIT:
		return REVISION_SUBMODULE;
	default:
		return REVISION_FILE;
	}
}

enum read_result revision_list(const struct revision *revision, struct str folder,
			       bool (*fn)(void *context, const char *name,
					  enum revision_entry kind),
			       void *context, struct arena *arena, struct err *err)
{
	git_tree *tree = NULL;
	struct found found;
	enum read_result result = resolve(revision, folder, arena, &found, err);

	if (result != READ_OK)
		return result;
	if (found.mode != GIT_FILEMODE_TREE)
		return refuse(err, ENOTDIR);
	if (git_tree_lookup(&tree, revision->repository, &found.id) != 0) {
		(void)err_set(err, "cannot read: %s", git_reason());
		return READ_REFUSED;
	}
	for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);

		if (!fn(context, git_tree_entry_name(entry), entry_kind(entry)))
			break;
	}
	git_tree_free(tree);
	return READ_OK;
}
