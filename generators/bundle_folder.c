/* bundle_folder.c -- a bundle's folder as it lies on disk, read with distrust. */
#include "bundle_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

enum { CHUNK = 64 * 1024 };

static void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

static void digest_done(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

enum status bundle_folder_open(struct bundle_folder *folder, struct arena *arena, const char *path,
			       struct err *err)
{
	*folder = (struct bundle_folder){.arena = arena};
	folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->fd < 0)
		return err_set(err, "cannot read the bundle %s: %s", path,
			       errno == ENOTDIR ? "it is no folder" : strerror(errno));
	return OK;
}

void bundle_folder_close(struct bundle_folder *folder)
{
	close_fd(&folder->fd);
	folder->fd = -1;
}

/* ---- listing ----------------------------------------------------------------------------------- */

static void list_below(struct bundle_folder *folder, int fd, const char *below, unsigned depth,
		       const char **ret_reason);

/* Lists the folder NAME, and says why it cannot be. */
static const char *list_folder(struct bundle_folder *folder, int parent, const char *name,
			       const char *path, unsigned depth)
{
	const char *reason = NULL;
	int fd;

	if (depth >= BUNDLE_DEPTH_MAX)
		return "it lies too deep";
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return arena_printf(folder->arena, "%s", strerror(errno));
	list_below(folder, fd, path, depth + 1, &reason);
	return reason;
}

static void add_entry(struct bundle_folder *folder, int fd, const char *below, const char *name,
		      unsigned depth)
{
	const char *path =
		arena_printf(folder->arena, "%s%s%s", below, *below == '\0' ? "" : "/", name);
	size_t at = folder->entries.n;
	struct bundle_entry *entry;
	struct stat st;

	if (at == BUNDLE_ENTRIES_MAX) {
		folder->too_many = true;
		return;
	}
	entry = VEC_PUSH(folder->arena, &folder->entries);
	*entry = (struct bundle_entry){.path = path, .kind = ENTRY_SPECIAL};
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		entry->reason = arena_printf(folder->arena, "%s", strerror(errno));
		return;
	}
	if (S_ISREG(st.st_mode)) {
		entry->kind = ENTRY_FILE;
		entry->size = st.st_size < 0 ? 0 : (uint64_t)st.st_size;
	} else if (S_ISLNK(st.st_mode)) {
		entry->kind = ENTRY_LINK;
	} else if (S_ISDIR(st.st_mode)) {
		const char *reason;

		entry->kind = ENTRY_FOLDER;
		reason = list_folder(folder, fd, name, path, depth);
		/* the list has grown, and may have moved */
		folder->entries.items[at].reason = reason;
	}
}

/* Takes FD. */
static void list_below(struct bundle_folder *folder, int fd, const char *below, unsigned depth,
		       const char **ret_reason)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;

	if (dir == NULL) {
		*ret_reason = arena_printf(folder->arena, "%s", strerror(errno));
		close_fd(&fd);
		return;
	}
	errno = 0;
	while (!folder->too_many && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			add_entry(folder, dirfd(dir), below, entry->d_name, depth);
		errno = 0;
	}
	if (errno != 0)
		*ret_reason = arena_printf(folder->arena, "%s", strerror(errno));
	(void)closedir(dir);
}

static int compare_entries(const void *left, const void *right)
{
	const struct bundle_entry *a = left, *b = right;

	return strcmp(a->path, b->path);
}

void bundle_folder_list(struct bundle_folder *folder)
{
	const char *reason = NULL;
	int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		reason = arena_printf(folder->arena, "%s", strerror(errno));
	else
		list_below(folder, fd, "", 0, &reason);
	if (reason != NULL)
		*VEC_PUSH(folder->arena, &folder->entries) =
			(struct bundle_entry){.path = ".", .kind = ENTRY_FOLDER, .reason = reason};
	if (folder->entries.n > 0)
		qsort(folder->entries.items, folder->entries.n, sizeof(*folder->entries.items),
		      compare_entries);
}

/* ---- reading ----------------------------------------------------------------------------------- */

/* Each part by itself, none of them a link. */
static int open_parts(int root, const char *path)
{
	int fd = dup(root);

	while (fd >= 0) {
		size_t len = strcspn(path, "/");
		bool last = path[len] == '\0';
		char part[256];
		int next;

		if (len == 0 || len >= sizeof(part) ||
		    (path[0] == '.' && (len == 1 || (len == 2 && path[1] == '.')))) {
			(void)close(fd);
			errno = EXDEV;
			return -1;
		}
		memcpy(part, path, len);
		part[len] = '\0';
		next = openat(fd, part,
			      O_RDONLY | O_NOFOLLOW | O_CLOEXEC |
				      (last ? O_NONBLOCK | O_NOCTTY : O_DIRECTORY));
		(void)close(fd);
		if (last)
			return next;
		fd = next;
		path += len + 1;
	}
	return -1;
}

/* Opens a regular file; what is none is not opened where that can be told before. */
static enum status open_file(const struct bundle_folder *folder, const char *path, int *ret_fd,
			     uint64_t *ret_size, struct err *err)
{
	int fd = open_parts(folder->fd, path);
	struct stat st;

	if (fd < 0 && errno == ELOOP)
		return err_set(err, "it is a symbolic link");
	if (fd < 0)
		return err_set(err, "%s", strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= 0) {
		*ret_fd = fd;
		*ret_size = (uint64_t)st.st_size;
		return OK;
	}
	(void)close(fd);
	return err_set(err, "it is no regular file");
}

/* Up to SIZE octets; fewer where the file ends. */
static enum status read_some(int fd, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = read(fd, bytes + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, "%s", strerror(errno));
		if (n == 0)
			break;
		len += (size_t)n;
	}
	*ret_len = len;
	return OK;
}

static enum status digest_octets(int fd, uint64_t size, EVP_MD_CTX *context, struct err *err)
{
	uint64_t left = size;
	char chunk[CHUNK];

	/* one octet more than expected, to see that there is none */
	for (;;) {
		size_t len, wanted = left < CHUNK ? (size_t)left + 1 : CHUNK;

		TRY(read_some(fd, chunk, wanted, &len, err));
		if (len > left || (len < wanted && len < left))
			return err_set(err, "its size changes");
		if (EVP_DigestUpdate(context, chunk, len) != 1)
			out_of_memory();
		left -= len;
		if (len < wanted)
			return OK;
	}
}

enum status bundle_folder_digest(const struct bundle_folder *folder, const char *path,
				 uint64_t size, char out[SHA256_HEX_SIZE], struct err *err)
{
	EVP_MD_CTX *context CLEANUP(digest_done) = EVP_MD_CTX_new();
	unsigned char octets[EVP_MAX_MD_SIZE];
	int fd CLEANUP(close_fd) = -1;
	unsigned len = 0;
	uint64_t found;

	if (context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
		out_of_memory();
	TRY(open_file(folder, path, &fd, &found, err));
	if (found != size)
		return err_set(err, "its size changes");
	TRY(digest_octets(fd, size, context, err));
	if (EVP_DigestFinal_ex(context, octets, &len) != 1)
		out_of_memory();
	for (unsigned i = 0; i < len; i++)
		(void)snprintf(out + (size_t)2 * i, 3, "%02x", octets[i]);
	return OK;
}

enum status bundle_folder_read(const struct bundle_folder *folder, struct arena *arena,
			       const char *path, struct str *ret_bytes, struct err *err)
{
	int fd CLEANUP(close_fd) = -1;
	uint64_t size;
	char *bytes;
	size_t len;

	TRY(open_file(folder, path, &fd, &size, err));
	if (size > BUNDLE_READ_MAX)
		return err_set(err, "it holds more than %d octets", BUNDLE_READ_MAX);
	bytes = arena_bytes(arena, (size_t)size + 1);
	TRY(read_some(fd, bytes, (size_t)size, &len, err));
	bytes[len] = '\0';
	*ret_bytes = str_slice(bytes, len);
	return OK;
}
