/*
 * output.h -- the one place that writes reports.
 *
 * A file is written beside its final name, flushed, and renamed, so that nobody ever reads half a
 * report and an existing one is replaced in one step, its permissions kept; a symbolic link is followed
 * first. What is no regular file (a device, a FIFO) is written as it is. While the file is being made,
 * SIGINT, SIGTERM and SIGHUP are held back, so that no half stays behind.
 */
#ifndef ZW_OUTPUT_H
#define ZW_OUTPUT_H

#include "base/compiler.h"
#include "base/str.h"

enum output_result {
	OUTPUT_WRITTEN,
	OUTPUT_REFUSED, /* no such folder, no permission, a folder: the command line is wrong */
	OUTPUT_FAILED,	/* a full disk, an I/O error */
};

/* Writes DATA to FILE, or to standard output where FILE is NULL. The reason of another result than
 * OUTPUT_WRITTEN is in ERR. */
MUST_USE enum output_result output_write(const char *file, struct str data, struct err *err);

#endif
