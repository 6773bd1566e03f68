/* compiler.c -- the reason of a failure, and faults of our own. */
#include "base/compiler.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

enum status err_set(struct err *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	return FAILED;
}

void bug_at(const char *file, int line, const char *what)
{
	(void)fprintf(stderr, "zonewarrant: internal error at %s:%d: %s\n", file, line, what);
	abort();
}
