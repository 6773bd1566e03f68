/*
 * file.h -- the few ways in which zonewarrant writes files.
 */
#ifndef ZW_BASE_FILE_H
#define ZW_BASE_FILE_H

#include "base/compiler.h"
#include "base/str.h"

/* Writes all of DATA to FD; short writes and EINTR are carried on. */
MUST_USE enum status file_write_all(int fd, struct str data, const char *path, struct err *err);

#endif
