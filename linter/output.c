/* output.c -- the one place that writes reports. */
#include "output.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

/* Whether opening failed for a reason that the command line names, or for one of the machine's. */
static enum output_result refused(const char *file, struct err *err)
{
	int reason = errno;

	(void)err_set(err, "cannot write %s: %s", file, strerror(reason));
	switch (reason) {
	case EACCES:
	case EPERM:
	case EROFS:
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case ELOOP:
	case ENAMETOOLONG:
	case ENXIO:
		return OUTPUT_REFUSED;
	}
	return OUTPUT_FAILED;
}

static enum output_result write_through(const char *file, struct str data, struct err *err)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	enum status status;

	if (fd < 0)
		return refused(file, err);
	status = file_write_all(fd, data, file, err);
	if (close(fd) != 0 && status == OK)
		status = err_set(err, "cannot write %s: %s", file, strerror(errno));
	return status == OK ? OUTPUT_WRITTEN : OUTPUT_FAILED;
}

/* Writes and flushes an open file and gives it MODE. */
static enum status fill(int fd, struct str data, mode_t mode, const char *file, struct err *err)
{
	enum status status = file_write_all(fd, data, file, err);

	if (status == OK && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
		status = err_set(err, "cannot write %s: %s", file, strerror(errno));
	if (close(fd) != 0 && status == OK)
		status = err_set(err, "cannot write %s: %s", file, strerror(errno));
	return status;
}

static enum output_result write_beside(const char *real, mode_t mode, struct str data,
				       const char *file, struct err *err)
{
	struct arena arena;
	enum output_result result = OUTPUT_WRITTEN;
	char *beside;
	int fd;

	arena_init(&arena);
	beside = arena_printf(&arena, "%s.XXXXXX", real);
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0) {
		result = refused(file, err);
	} else if (fill(fd, data, mode, file, err) != OK) {
		result = OUTPUT_FAILED;
		(void)unlink(beside);
	} else if (rename(beside, real) != 0) {
		result = refused(file, err);
		(void)unlink(beside);
	}
	arena_free(&arena);
	return result;
}

static mode_t mode_of_new_files(void)
{
	mode_t mask = umask(0);

	(void)umask(mask);
	return 0666 & ~mask;
}

static enum output_result write_file(const char *file, struct str data, struct err *err)
{
	enum output_result result;
	struct stat st;
	char *real;

	if (stat(file, &st) != 0) {
		if (errno != ENOENT)
			return refused(file, err);
		return write_beside(file, mode_of_new_files(), data, file, err);
	}
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return refused(file, err);
	}
	if (!S_ISREG(st.st_mode))
		return write_through(file, data, err);
	/* Renaming would replace a link, not what it leads to; and it would succeed on a file that
	 * nobody may write. */
	if (access(file, W_OK) != 0)
		return refused(file, err);
	real = realpath(file, NULL);
	if (real == NULL)
		return refused(file, err);
	result = write_beside(real, st.st_mode & 07777, data, file, err);
	free(real);
	return result;
}

enum output_result output_write(const char *file, struct str data, struct err *err)
{
	enum output_result result;
	sigset_t held, before;

	if (file == NULL)
		return file_write_all(STDOUT_FILENO, data, "to standard output", err) == OK
			       ? OUTPUT_WRITTEN
			       : OUTPUT_FAILED;
	(void)sigemptyset(&held);
	(void)sigaddset(&held, SIGINT);
	(void)sigaddset(&held, SIGTERM);
	(void)sigaddset(&held, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &held, &before);
	result = write_file(file, data, err);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return result;
}
