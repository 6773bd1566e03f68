/* file.c -- the few ways in which zonewarrant writes files. */
#include "base/file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

enum status file_write_all(int fd, struct str data, const char *path, struct err *err)
{
	while (data.len > 0) {
		ssize_t n = write(fd, data.ptr, data.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, "cannot write %s: %s", path, strerror(errno));
		data.ptr += n;
		data.len -= (size_t)n;
	}
	return OK;
}
