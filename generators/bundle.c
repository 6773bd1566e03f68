/* bundle.c -- the folder that `plan` writes: in memory first, then on disk whole or not at all. */
#include "bundle.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

enum { PART_MAX = 100, PART_DIGEST = 16, TEMPORARY_TRIES = 100 };

void bundle_init(struct bundle *bundle, struct arena *arena)
{
	*bundle = (struct bundle){.arena = arena};
	map_init(&bundle->paths, arena);
}

/* Paths are ours, but for the parts that bundle_part() made: a bad one is a fault of the
 * program. */
static void check_path(const char *path)
{
	struct str rest = str_from(path), part;
	bool more = true;

	while (more) {
		more = str_cut(&rest, '/', &part);
		if (!more)
			part = rest;
		if (part.len == 0 || str_is(part, ".") || str_is(part, ".."))
			BUG("a bundle's path that leaves it");
	}
}

static void add(struct bundle *bundle, struct bundle_file file)
{
	struct bundle_file *kept;

	check_path(file.path);
	file.path = arena_copy(bundle->arena, file.path, strlen(file.path));
	file.bytes = arena_str(bundle->arena, file.bytes);
	kept = VEC_PUSH(bundle->arena, &bundle->files);
	*kept = file;
	/* The text of the path stands for the file: items move when the list grows. */
	if (map_add(&bundle->paths, str_from(file.path), (void *)(uintptr_t)file.path) != NULL)
		BUG("two files of a bundle have one path");
}

void bundle_add(struct bundle *bundle, const char *path, struct str bytes)
{
	add(bundle, (struct bundle_file){.path = path, .bytes = bytes});
}

void bundle_add_irreproducible(struct bundle *bundle, const char *path, struct str bytes,
			       const char *tbs_sha256)
{
	add(bundle, (struct bundle_file){
			    .path = path,
			    .bytes = bytes,
			    .irreproducible = true,
			    .tbs_sha256 = tbs_sha256 == NULL ? NULL
							     : arena_copy(bundle->arena, tbs_sha256,
									  strlen(tbs_sha256)),
		    });
}

bool bundle_has(const struct bundle *bundle, const char *path)
{
	return map_get(&bundle->paths, str_from(path)) != NULL;
}

const struct bundle_file *bundle_find(const struct bundle *bundle, const char *path)
{
	for (size_t i = 0; i < bundle->files.n; i++) {
		if (strcmp(bundle->files.items[i].path, path) == 0)
			return &bundle->files.items[i];
	}
	return NULL;
}

static int compare_files(const void *left, const void *right)
{
	const struct bundle_file *a = left, *b = right;

	return strcmp(a->path, b->path);
}

void bundle_sort(struct bundle *bundle)
{
	if (bundle->files.n > 0)
		qsort(bundle->files.items, bundle->files.n, sizeof(struct bundle_file),
		      compare_files);
}

static bool is_plain(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '.' || c == '_' || c == '-';
}

const char *bundle_part(struct arena *arena, struct str text)
{
	struct buf out CLEANUP(buf_free);
	char hex[SHA256_HEX_SIZE];

	buf_init(&out, 4 * (text.len + 1));
	for (size_t i = 0; i < text.len; i++) {
		/* no hidden file, and neither `.` nor `..` */
		if (is_plain(text.ptr[i]) && !(i == 0 && text.ptr[i] == '.'))
			buf_char(&out, text.ptr[i]);
		else
			buf_printf(&out, "%%%02X", (unsigned char)text.ptr[i]);
	}
	if (out.len == 0)
		return "%";
	if (out.len <= PART_MAX)
		return arena_copy(arena, out.ptr, out.len);
	return arena_printf(arena, "%.*s-%.*s", PART_MAX - PART_DIGEST - 1, out.ptr, PART_DIGEST,
			    sha256_hex(text, hex));
}

/* ---- on disk ----------------------------------------------------------------------------------- */

/* What has been made so far, so that exactly that can be taken away again. */
struct writing {
	const struct bundle *bundle;
	struct arena *arena;
	const char *folder;	   /* what the user asked for */
	const char *name;	   /* its last part */
	const char *temporary;	   /* its name while it is written; NULL: not made */
	int parent, root;	   /* descriptors, -1: not open */
	VEC(const char *) folders; /* made below root, parents first */
	size_t n_files;		   /* made below root, of bundle->files */
	struct err *err;
};

static enum status failed(struct writing *w, const char *path)
{
	return err_set(w->err, "cannot write %s: %s", path, strerror(errno));
}

/* Signals that would end the program wait until the folder is complete or gone. A file that passes
 * RLIMIT_FSIZE is an error of write(), not the end of the program. */
struct signals {
	sigset_t held, before;
	struct sigaction file_size;
};

static void hold_signals(struct signals *signals)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	sigemptyset(&signals->held);
	sigaddset(&signals->held, SIGINT);
	sigaddset(&signals->held, SIGTERM);
	sigaddset(&signals->held, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals->held, &signals->before);
	sigaction(SIGXFSZ, &ignore, &signals->file_size);
}

static void release_signals(const struct signals *signals)
{
	sigaction(SIGXFSZ, &signals->file_size, NULL);
	pthread_sigmask(SIG_SETMASK, &signals->before, NULL);
}

static bool is_interrupted(void)
{
	sigset_t pending;

	if (sigpending(&pending) != 0)
		return false;
	return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
	       sigismember(&pending, SIGHUP) == 1;
}

static enum status flush_folder(struct writing *w, int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Some file systems have no flush of a folder, and say so. */
	bool flushed = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);

	if (!flushed)
		(void)failed(w, path);
	if (fd >= 0)
		close(fd);
	return flushed ? OK : FAILED;
}

static enum status make_folders(struct writing *w, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		const char *folder = arena_copy(w->arena, path, (size_t)(slash - path));

		if (mkdirat(w->root, folder, 0755) == 0)
			*VEC_PUSH(w->arena, &w->folders) = folder;
		else if (errno != EEXIST)
			return failed(w, folder);
	}
	return OK;
}

static enum status write_file(struct writing *w, const struct bundle_file *file)
{
	enum status status;
	int fd;

	TRY(make_folders(w, file->path));
	fd = openat(w->root, file->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    0644);
	if (fd < 0)
		return failed(w, file->path);
	w->n_files++;
	status = file_write_all(fd, file->bytes, file->path, w->err);
	if (status == OK && fsync(fd) != 0)
		status = failed(w, file->path);
	/* A full disk may be told as late as here. */
	if (close(fd) != 0 && status == OK)
		status = failed(w, file->path);
	return status;
}

static enum status write_files(struct writing *w)
{
	for (size_t i = 0; i < w->bundle->files.n; i++) {
		if (is_interrupted())
			return err_set(w->err, "interrupted: %s was not written", w->folder);
		TRY(write_file(w, &w->bundle->files.items[i]));
	}
	for (size_t i = w->folders.n; i-- > 0;)
		TRY(flush_folder(w, w->root, w->folders.items[i]));
	return flush_folder(w, w->root, ".");
}

static void remove_all(struct writing *w, const char *name)
{
	for (size_t i = w->n_files; i-- > 0;)
		(void)unlinkat(w->root, w->bundle->files.items[i].path, 0);
	for (size_t i = w->folders.n; i-- > 0;)
		(void)unlinkat(w->root, w->folders.items[i], AT_REMOVEDIR);
	(void)unlinkat(w->parent, name, AT_REMOVEDIR);
}

/* Gives the folder its name, and never takes that of another one. */
static enum bundle_result rename_folder(struct writing *w)
{
	if (renameat2(w->parent, w->temporary, w->parent, w->name, RENAME_NOREPLACE) == 0)
		return BUNDLE_WRITTEN;
	/* Not every file system knows the flag; rename() itself replaces nothing but an empty
	 * folder. */
	if ((errno == EINVAL || errno == ENOSYS) &&
	    faccessat(w->parent, w->name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT &&
	    renameat(w->parent, w->temporary, w->parent, w->name) == 0)
		return BUNDLE_WRITTEN;
	(void)failed(w, w->folder);
	return errno == EEXIST ? BUNDLE_REFUSED : BUNDLE_FAILED;
}

static enum bundle_result write_and_rename(struct writing *w)
{
	enum bundle_result result;

	if (write_files(w) != OK)
		return BUNDLE_FAILED;
	result = rename_folder(w);
	if (result != BUNDLE_WRITTEN)
		return result;
	if (flush_folder(w, w->parent, ".") == OK)
		return BUNDLE_WRITTEN;
	remove_all(w, w->name);
	w->temporary = NULL;
	return BUNDLE_FAILED;
}

/* The world's refusals that the user mends by another folder, apart from those of a failing
 * disk. */
static enum bundle_result refusal(void)
{
	return errno == ENOSPC || errno == EDQUOT || errno == EIO || errno == EMFILE ||
			       errno == ENFILE || errno == ENOMEM
		       ? BUNDLE_FAILED
		       : BUNDLE_REFUSED;
}

static enum bundle_result refuse(struct writing *w, const char *what)
{
	enum bundle_result result = refusal();

	(void)err_set(w->err, "cannot write %s: %s%s", w->folder, what, strerror(errno));
	return result;
}

/* Splits "a/b/" into "a" and "b". */
static bool split_folder(struct writing *w, const char **ret_parent)
{
	size_t len = strlen(w->folder), start;

	while (len > 0 && w->folder[len - 1] == '/')
		len--;
	for (start = len; start > 0 && w->folder[start - 1] != '/'; start--)
		;
	w->name = arena_copy(w->arena, w->folder + start, len - start);
	*ret_parent = start == 0 ? "." : arena_copy(w->arena, w->folder, start);
	return len > start && strcmp(w->name, ".") != 0 && strcmp(w->name, "..") != 0;
}

static enum bundle_result make_temporary(struct writing *w)
{
	for (unsigned i = 0; i < TEMPORARY_TRIES; i++) {
		char *name = arena_printf(w->arena, ".%.100s.partial-%ld-%u", w->name,
					  (long)getpid(), i);

		if (mkdirat(w->parent, name, 0755) == 0) {
			w->temporary = name;
			w->root = openat(w->parent, name,
					 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
			return w->root >= 0 ? BUNDLE_WRITTEN : refuse(w, "");
		}
		if (errno != EEXIST)
			return refuse(w, "");
	}
	return refuse(w, "its temporary folder: ");
}

static enum bundle_result open_parent(struct writing *w)
{
	const char *parent;

	if (!split_folder(w, &parent)) {
		(void)err_set(w->err, "`%s` is no name of a new folder", w->folder);
		return BUNDLE_REFUSED;
	}
	w->parent = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->parent < 0)
		return refuse(w, "");
	if (faccessat(w->parent, w->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		(void)err_set(w->err, "%s exists: name a folder that does not", w->folder);
		return BUNDLE_REFUSED;
	}
	return errno == ENOENT ? BUNDLE_WRITTEN : refuse(w, "");
}

static void close_folders(struct writing *w)
{
	if (w->root >= 0)
		close(w->root);
	if (w->parent >= 0)
		close(w->parent);
}

enum status bundle_may_be_made(const char *folder, struct err *err)
{
	struct arena arena;
	struct writing w = {
		.arena = &arena, .folder = folder, .parent = -1, .root = -1, .err = err};
	enum bundle_result result;

	arena_init(&arena);
	result = open_parent(&w);
	if (result == BUNDLE_WRITTEN && faccessat(w.parent, ".", W_OK | X_OK, AT_EACCESS) != 0)
		result = refuse(&w, "");
	close_folders(&w);
	arena_free(&arena);
	return result == BUNDLE_WRITTEN ? OK : FAILED;
}

enum bundle_result bundle_write(const struct bundle *bundle, const char *folder, struct err *err)
{
	struct writing w = {
		.bundle = bundle,
		.arena = bundle->arena,
		.folder = folder,
		.parent = -1,
		.root = -1,
		.err = err,
	};
	struct signals signals;
	enum bundle_result result;

	hold_signals(&signals);
	result = open_parent(&w);
	if (result == BUNDLE_WRITTEN)
		result = make_temporary(&w);
	if (result == BUNDLE_WRITTEN)
		result = write_and_rename(&w);
	if (result != BUNDLE_WRITTEN && w.temporary != NULL)
		remove_all(&w, w.temporary);
	close_folders(&w);
	release_signals(&signals);
	return result;
}
