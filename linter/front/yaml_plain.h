/*
 * yaml_plain.h -- a fast reader of the plain part of YAML that configuration files are written in.
 *
 * Its part: one document, with or without `---` before it, of block mappings and block sequences whose keys
 * and values stand on one line each: plain, in single or double quotes, and `[a, b]` or `{a: b}` on one line;
 * `? key` on one line and `: value` on the next, which is how octoDNS writes an empty key; comments; lines that end in LF or CR LF; a byte order mark. All else is not: anchors, aliases, tags, merge
 * keys, directives, block scalars, what goes on over several lines, tabs that indent, escapes for
 * code points.
 *
 * It reads a file only where libyaml reads it, too, and into the same tree, value by value and place by place.
 * Whatever it does not know for certain it leaves to libyaml, and so it has no messages of its own: a file that
 * a finding may be in (a key that occurs twice, a limit that is met) is not its file.
 */
#ifndef ZW_FRONT_YAML_PLAIN_H
#define ZW_FRONT_YAML_PLAIN_H

#include "front/node.h"

/* The root of the document, in ARENA; its texts lie in SOURCE where they can. NULL: the file is not all of that
 * part, and ARENA is as it was. */
struct node *yaml_plain_read(const struct source *source, struct arena *arena);

#endif
