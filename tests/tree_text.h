/*
 * tree_text.h -- trees and findings as one line, for tables of tests.
 */
#ifndef ZW_TESTS_TREE_TEXT_H
#define ZW_TESTS_TREE_TEXT_H

#include "base/buf.h"
#include "diag/diag.h"
#include "front/node.h"

/* `{key: value, …}`, `[item, …]`; a scalar as its text, and as `text<source>` where its place holds other
 * octets; merged pairs begin with `<<`. Line ends are `\n` and `\r`. */
void tree_print(struct buf *out, const struct sources *sources, const struct node *node);

/* `line:column-column rule-id` of each finding, joined by blanks; the second column is that behind the
 * place. */
void tree_print_findings(struct buf *out, const struct sources *sources,
			 const struct diag_list *diags);

#endif
