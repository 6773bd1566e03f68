/* source.c -- the files of one run: their bytes, their lines, and where a byte stands. */
#include "source/source.h"

#include "base/utf8.h"
#include "source/limits.h"
#include "source/revision.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/banned.h"

/* ---- paths ------------------------------------------------------------------------------------- */

struct str path_normal(struct arena *arena, struct str path)
{
	char *out = arena_bytes(arena, path.len + 2);
	size_t len = 0, floor = 0; /* `..` never eats what stands before FLOOR */
	bool absolute = path.len > 0 && path.ptr[0] == '/';

	if (absolute)
		out[len++] = '/', floor = 1;
	while (path.len > 0) {
		struct str part;

		if (!str_cut(&path, '/', &part)) {
			part = path;
			path.len = 0;
		}
		if (part.len == 0 || str_is(part, "."))
			continue;
		if (str_is(part, "..") && (len > floor || absolute)) {
			while (len > floor && out[len - 1] != '/')
				len--;
			if (len > floor)
				len--;
			continue;
		}
		if (len > 0 && out[len - 1] != '/')
			out[len++] = '/';
		memcpy(out + len, part.ptr, part.len);
		len += part.len;
		if (str_is(part, ".."))
			floor = len;
	}
	out[len] = '\0';
	return str_slice(out, len);
}

struct str path_join(struct arena *arena, struct str folder, struct str path)
{
	if (folder.len == 0 || (path.len > 0 && path.ptr[0] == '/'))
		return path_normal(arena, path);
	return path_normal(
		arena, str_from(arena_printf(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(path))));
}

static struct str cut_part(struct str *rest)
{
	struct str part = *rest;

	if (!str_cut(rest, '/', &part))
		*rest = (struct str){0};
	return part;
}

struct str source_path(const struct sources *sources, struct arena *arena, struct str path)
{
	struct str below = path_join(arena, sources->project, path);
	struct str from = sources->project, to = below;
	const char *ups = "";

	if (below.len == 0 || below.ptr[0] == '/' || str_is(below, "..") ||
	    str_starts(below, "../"))
		return path_normal(arena, path);
	for (;;) {
		struct str next_from = from, next_to = to;

		if (from.len == 0 || to.len == 0 ||
		    !str_eq(cut_part(&next_from), cut_part(&next_to)))
			break;
		from = next_from;
		to = next_to;
	}
	for (; from.len > 0; (void)cut_part(&from))
		ups = arena_printf(arena, "../%s", ups);
	return path_normal(arena, str_from(arena_printf(arena, "%s%.*s", ups, STR_ARG(to))));
}

struct str path_folder(struct str path)
{
	for (size_t i = path.len; i > 0; i--)
		if (path.ptr[i - 1] == '/')
			return str_slice(path.ptr, i - 1);
	return STR("");
}

struct str path_base(struct str path)
{
	size_t i = path.len;

	while (i > 0 && path.ptr[i - 1] != '/')
		i--;
	return str_slice(path.ptr + i, path.len - i);
}

/* ---- the repository ---------------------------------------------------------------------------- */

static bool has_git(struct arena *arena, struct str folder)
{
	struct stat st;

	return stat(arena_printf(arena, "%.*s/.git", STR_ARG(folder)), &st) == 0;
}

enum status sources_init(struct sources *sources, struct arena *arena, const char *folder,
			 struct err *err)
{
	char *real = realpath(folder, NULL);
	struct stat st;
	struct str at;

	*sources = (struct sources){.arena = arena, .root_fd = -1};
	if (real == NULL)
		return err_set(err, "%s: %s", folder, strerror(errno));
	at = arena_str(arena, str_from(real));
	free(real);
	if (stat(at.ptr, &st) != 0 || !S_ISDIR(st.st_mode))
		return err_set(err, "%s: not a folder", folder);
	sources->root = at;
	for (struct str up = at; up.len > 1; up = path_folder(up))
		if (has_git(arena, up)) {
			sources->root = arena_str(arena, up);
			break;
		}
	sources->project = str_slice(at.ptr + sources->root.len, at.len - sources->root.len);
	if (sources->project.len > 0 && sources->project.ptr[0] == '/')
		sources->project = str_slice(sources->project.ptr + 1, sources->project.len - 1);
	sources->root_fd =
		open(arena_cstr(arena, sources->root), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (sources->root_fd < 0)
		return err_set(err, "%s: %s", folder, strerror(errno));
	return OK;
}

enum status sources_use_revision(struct sources *sources, const char *text, struct err *err)
{
	return revision_open(&sources->revision, arena_cstr(sources->arena, sources->root), text,
			     err);
}

bool source_is_of_revision(const struct sources *sources, struct str path)
{
	const struct str *folder = &sources->on_disk;

	if (sources->revision == NULL || folder->ptr == NULL)
		return sources->revision != NULL;
	return path.len < folder->len || !str_eq(str_slice(path.ptr, folder->len), *folder) ||
	       (path.len > folder->len && path.ptr[folder->len] != '/');
}

void sources_done(struct sources *sources)
{
	if (sources->root_fd >= 0)
		(void)close(sources->root_fd);
	sources->root_fd = -1;
	revision_close(sources->revision);
	sources->revision = NULL;
}

void sources_continue(struct sources *sources, const struct sources *base)
{
	for (size_t i = 0; i < base->files.n; i++)
		*VEC_PUSH(sources->arena, &sources->files) = base->files.items[i];
}

/* Kernels before 5.6, and some sandboxes, have no openat2: walk the parts and refuse every symbolic
 * link, which is stricter than needed and never laxer. */
static int open_walking(int root_fd, const char *path, int flags)
{
	int fd = dup(root_fd);

	while (fd >= 0) {
		size_t len = strcspn(path, "/");
		bool last = path[len] == '\0';
		char part[256];
		int next;

		if (len == 0 || len >= sizeof(part) || (len == 2 && memcmp(path, "..", 2) == 0)) {
			(void)close(fd);
			errno = EXDEV;
			return -1;
		}
		memcpy(part, path, len);
		part[len] = '\0';
		next = openat(fd, part,
			      O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (last ? flags : O_DIRECTORY));
		(void)close(fd);
		if (last)
			return next;
		fd = next;
		path += len + 1;
	}
	return fd;
}

static int open_beneath(int root_fd, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)(O_RDONLY | O_CLOEXEC | flags),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};
	long fd = syscall(SYS_openat2, root_fd, path, &how, sizeof(how));

	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		return open_walking(root_fd, path, flags);
	return (int)fd;
}

int source_open_folder(const struct sources *sources, const char *below_root)
{
	return open_beneath(sources->root_fd, below_root, O_DIRECTORY);
}

static enum read_result read_open_file(int fd, struct arena *arena, struct str *ret_bytes,
				       struct err *err)
{
	struct stat st;
	char *bytes;
	size_t len = 0;

	if (fstat(fd, &st) != 0) {
		(void)err_set(err, "cannot read: %s", strerror(errno));
		return READ_REFUSED;
	}
	if (!S_ISREG(st.st_mode)) {
		(void)err_set(err, S_ISDIR(st.st_mode) ? "is a folder, not a file"
						       : "is not a regular file");
		return READ_REFUSED;
	}
	if (st.st_size > LIMIT_FILE_SIZE) {
		(void)err_set(err, "holds %lld octets, more than the %d that one source may have",
			      (long long)st.st_size, LIMIT_FILE_SIZE);
		return READ_TOO_BIG;
	}
	bytes = arena_bytes(arena, (size_t)st.st_size + 1);
	while (len < (size_t)st.st_size) {
		ssize_t n = read(fd, bytes + len, (size_t)st.st_size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			(void)err_set(err, "cannot read: %s", strerror(errno));
			return READ_REFUSED;
		}
		if (n == 0)
			break; /* it shrank meanwhile: what is there is what we check */
		len += (size_t)n;
	}
	bytes[len] = '\0';
	*ret_bytes = str_slice(bytes, len);
	return READ_OK;
}

static bool is_outside(struct str path, struct str below)
{
	return path.len == 0 || path.ptr[0] == '/' || memchr(path.ptr, '\0', path.len) != NULL ||
	       str_is(below, "..") || str_starts(below, "../");
}

/* The descriptor of a file, or -1 with the reason in RET_RESULT and ERR. */
static int open_source(const struct sources *sources, struct str path, struct arena *arena,
		       enum read_result *ret_result, struct err *err)
{
	struct str below = path_join(arena, sources->project, path);
	int fd;

	*ret_result = READ_OUTSIDE;
	if (is_outside(path, below)) {
		(void)err_set(err, "lies outside the repository");
		return -1;
	}
	/* O_NONBLOCK: a FIFO must not block us */
	fd = open_beneath(sources->root_fd, arena_cstr(arena, below.len == 0 ? STR(".") : below),
			  O_NONBLOCK);
	if (fd < 0 && (errno == EXDEV || errno == ELOOP)) {
		(void)err_set(err, errno == EXDEV ? "leads outside the repository"
						  : "is a symbolic link that is not followed");
		return -1;
	}
	*ret_result = READ_REFUSED;
	if (fd < 0)
		(void)err_set(err, "cannot read: %s", strerror(errno));
	return fd;
}

static enum read_result read_from_revision(const struct sources *sources, struct str path,
					   struct arena *arena, struct str *ret_bytes,
					   struct err *err)
{
	struct str below = path_join(arena, sources->project, path);

	if (!is_outside(path, below))
		return revision_read(sources->revision, below, arena, ret_bytes, err);
	(void)err_set(err, "lies outside the repository");
	return READ_OUTSIDE;
}

enum read_result source_read(const struct sources *sources, struct str path, struct arena *arena,
			     struct str *ret_bytes, struct err *err)
{
	enum read_result result;
	int fd;

	if (source_is_of_revision(sources, path))
		return read_from_revision(sources, path, arena, ret_bytes, err);
	fd = open_source(sources, path, arena, &result, err);
	if (fd < 0)
		return result;
	result = read_open_file(fd, arena, ret_bytes, err);
	(void)close(fd);
	return result;
}

/* git gives an object as a whole. */
static size_t read_head_of_revision(const struct sources *sources, struct str path, char *head,
				    size_t size)
{
	struct arena scratch;
	struct str bytes = {NULL, 0};
	struct err err;

	arena_init(&scratch);
	if (read_from_revision(sources, path, &scratch, &bytes, &err) != READ_OK || bytes.len == 0)
		size = 0;
	else if (bytes.len < size)
		size = bytes.len;
	if (size > 0)
		memcpy(head, bytes.ptr, size);
	arena_free(&scratch);
	return size;
}

size_t source_read_head(const struct sources *sources, struct str path, struct arena *arena,
			char *head, size_t size)
{
	enum read_result result;
	struct err err;
	struct stat st;
	ssize_t n = 0;
	int fd;

	if (source_is_of_revision(sources, path))
		return read_head_of_revision(sources, path, head, size);
	fd = open_source(sources, path, arena, &result, &err);
	if (fd < 0)
		return 0;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		n = pread(fd, head, size, 0);
	(void)close(fd);
	return n < 0 ? 0 : (size_t)n;
}

bool source_exists(const struct sources *sources, struct str path)
{
	struct arena scratch;
	struct str bytes;
	struct err err;
	bool exists;

	arena_init(&scratch);
	exists = source_read(sources, path, &scratch, &bytes, &err) == READ_OK;
	arena_free(&scratch);
	return exists;
}

/* ---- lines ------------------------------------------------------------------------------------- */

static bool has_bom(struct str bytes)
{
	return str_starts(bytes, "\xef\xbb\xbf");
}

/* The octet behind the line end at or after AT; 0: there is none. */
static size_t next_line(struct str bytes, bool has_returns, size_t at)
{
	const char *end;

	if (!has_returns) {
		end = memchr(bytes.ptr + at, '\n', bytes.len - at);
		return end == NULL ? 0 : (size_t)(end - bytes.ptr) + 1;
	}
	while (at < bytes.len && bytes.ptr[at] != '\n' && bytes.ptr[at] != '\r')
		at++;
	if (at == bytes.len)
		return 0;
	return at +
	       (bytes.ptr[at] == '\r' && at + 1 < bytes.len && bytes.ptr[at + 1] == '\n' ? 2 : 1);
}

static size_t count_newlines(struct str bytes)
{
	size_t n = 0;

	for (const char *at = bytes.ptr, *end = at + bytes.len;
	     (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
		n++;
	return n;
}

static size_t count_lines(struct str bytes, bool has_returns, size_t first)
{
	size_t n = 1;

	if (!has_returns)
		return n + count_newlines(bytes);
	for (size_t at = first; (at = next_line(bytes, has_returns, at)) != 0;)
		n++;
	return n;
}

/* Counted first: the table of a large estate is exactly as large as it must be. */
static void find_lines(struct source *source, struct arena *arena)
{
	struct str bytes = source->bytes.len > 0 ? source->bytes : STR("");
	size_t first = has_bom(bytes) ? 3 : 0;
	bool has_returns = memchr(bytes.ptr, '\r', bytes.len) != NULL;
	size_t n = count_lines(bytes, has_returns, first);

	source->lines = arena_raw(arena, n * sizeof(uint32_t), _Alignof(uint32_t));
	source->lines[0] = (uint32_t)first;
	source->n_lines = 1;
	for (size_t at = first; (at = next_line(bytes, has_returns, at)) != 0;)
		source->lines[source->n_lines++] = (uint32_t)at;
}

/* Of a long line, a column is told from the nearest mark: thousands of findings on one line of a
 * megabyte would else count it from its beginning each. */
enum { POINTS_STEP = 4096 };

/* Code points of text that is UTF-8. */
static uint32_t count_points(const struct source *source, size_t from, size_t to)
{
	uint32_t n = 0;

	for (size_t i = from; i < to; i++)
		n += ((unsigned char)source->bytes.ptr[i] & 0xc0) != 0x80;
	return n;
}

static uint32_t points_before(const struct source *source, size_t offset)
{
	size_t mark = offset / POINTS_STEP;

	return source->points[mark] + count_points(source, mark * POINTS_STEP, offset);
}

static bool has_long_line(const struct source *source)
{
	for (size_t i = 0; i < source->n_lines; i++) {
		size_t end = i + 1 < source->n_lines ? source->lines[i + 1] : source->bytes.len;

		if (end - source->lines[i] > POINTS_STEP)
			return true;
	}
	return false;
}

static void mark_points(struct source *source, struct arena *arena)
{
	size_t n = source->bytes.len / POINTS_STEP + 1;

	if (!has_long_line(source))
		return;
	source->points = NEW_ARRAY(arena, uint32_t, n);
	for (size_t i = 1; i < n; i++)
		source->points[i] = source->points[i - 1] +
				    count_points(source, (i - 1) * POINTS_STEP, i * POINTS_STEP);
}

void source_fill(struct source *source, struct arena *arena, struct str bytes)
{
	source->bytes = bytes;
	find_lines(source, arena);
	mark_points(source, arena);
}

struct source *source_add(struct sources *sources, struct str path, struct str bytes)
{
	struct source *source = NEW(sources->arena, struct source);

	source->file = (uint32_t)sources->files.n + 1;
	source->path = arena_str(sources->arena, path);
	source->yaml_by = sources->yaml_by;
	source_fill(source, sources->arena, bytes);
	*VEC_PUSH(sources->arena, &sources->files) = source;
	return source;
}

const struct source *source_of(const struct sources *sources, struct span at)
{
	return at.file == 0 || at.file > sources->files.n ? NULL
							  : sources->files.items[at.file - 1];
}

struct position source_position(const struct source *source, uint32_t offset)
{
	size_t low = 0, high = source->n_lines;
	struct position position;
	uint32_t start;

	if (offset > source->bytes.len)
		offset = (uint32_t)source->bytes.len;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (source->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	start = source->lines[low];
	position.line = (uint32_t)low + 1;
	position.column = 1;
	if (source->points != NULL && offset > start)
		position.column += points_before(source, offset) - points_before(source, start);
	else if (offset > start)
		position.column +=
			(uint32_t)utf8_count(str_slice(source->bytes.ptr + start, offset - start));
	return position;
}

uint32_t source_offset(const struct source *source, size_t line, size_t column)
{
	size_t at;

	if (line >= source->n_lines)
		return (uint32_t)source->bytes.len;
	at = source->lines[line];
	while (column > 0 && at < source->bytes.len) {
		uint32_t point;
		size_t len = utf8_decode(str_slice(source->bytes.ptr + at, source->bytes.len - at),
					 &point);

		at += len == 0 ? 1 : len;
		column--;
	}
	return (uint32_t)at;
}

struct str source_line(const struct source *source, uint32_t line)
{
	size_t start, end;

	if (line == 0 || line > source->n_lines)
		return STR("");
	start = source->lines[line - 1];
	end = line < source->n_lines ? source->lines[line] : source->bytes.len;
	while (end > start &&
	       (source->bytes.ptr[end - 1] == '\n' || source->bytes.ptr[end - 1] == '\r'))
		end--;
	return str_slice(source->bytes.ptr + start, end - start);
}

struct str source_text(const struct sources *sources, struct span at)
{
	const struct source *source = source_of(sources, at);

	if (source == NULL || at.end > source->bytes.len || at.start > at.end)
		return STR("");
	return str_slice(source->bytes.ptr + at.start, at.end - at.start);
}

int span_compare(const struct sources *sources, struct span a, struct span b)
{
	if (a.file != b.file) {
		const struct source *source_a = source_of(sources, a),
				    *source_b = source_of(sources, b);

		if (source_a == NULL || source_b == NULL)
			return (source_a != NULL) - (source_b != NULL);
		return str_cmp(source_a->path, source_b->path);
	}
	if (a.start != b.start)
		return a.start < b.start ? -1 : 1;
	return (a.end > b.end) - (a.end < b.end);
}
