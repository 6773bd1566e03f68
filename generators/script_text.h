/*
 * script_text.h -- the shell scripts that zonewarrant writes, as they stand in generators/: parts of the
 * program, with marks where something is filled in.
 */
#ifndef ZW_GENERATORS_SCRIPT_TEXT_H
#define ZW_GENERATORS_SCRIPT_TEXT_H

#include "base/buf.h"

struct str script_apply(void);	  /* apply.sh */
struct str script_snapshot(void); /* snapshot.sh */

/* Appends REST up to the line that holds MARK, and takes it and that line off. A script without the mark is
 * BUG(). */
void script_copy_until(struct buf *out, struct str *rest, const char *mark);

#endif
