/*
 * manual.h -- the help, the man page and docs/cli.md, from the tables of options.h.
 */
#ifndef ZW_MANUAL_H
#define ZW_MANUAL_H

#include "options.h"

/* What `--help` prints of COMMAND, or of the program where it is NULL. */
void manual_help(struct buf *out, const struct command *command);

/* The man page zonewarrant(1), for groff's man macros. */
void manual_page(struct buf *out);

/* docs/cli.md. */
void manual_markdown(struct buf *out);

#endif
