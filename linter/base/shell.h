/*
 * shell.h -- text of users inside shell commands that a person is to run.
 */
#ifndef ZW_BASE_SHELL_H
#define ZW_BASE_SHELL_H

#include "base/str.h"

/* TEXT as one word of a POSIX shell on one line, quoted where it has to be; what does not print
 * becomes `?`, for no command is to be run that a reader cannot see. */
const char *shell_word(struct arena *arena, struct str text);

#endif
