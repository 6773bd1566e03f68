/* tree_text.c -- trees and findings as one line. */
#include "tree_text.h"

#include "engine/rule.h"

#include "base/banned.h"

static void print_visibly(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\n')
			buf_text(out, "\\n");
		else if (text.ptr[i] == '\r')
			buf_text(out, "\\r");
		else
			buf_char(out, text.ptr[i]);
	}
}

void tree_print(struct buf *out, const struct sources *sources, const struct node *node)
{
	struct str source = source_text(sources, node->at);

	switch (node->kind) {
	case NODE_SCALAR:
		print_visibly(out, node->text);
		if (!str_eq(source, node->text)) {
			buf_char(out, '<');
			print_visibly(out, source);
			buf_char(out, '>');
		}
		break;
	case NODE_SEQUENCE:
		buf_char(out, '[');
		for (size_t i = 0; i < node->sequence.n; i++) {
			buf_text(out, i > 0 ? ", " : "");
			tree_print(out, sources, node->sequence.items[i]);
		}
		buf_char(out, ']');
		break;
	case NODE_MAPPING:
		buf_char(out, '{');
		for (size_t i = 0; i < node->mapping.n; i++) {
			const struct pair *pair = &node->mapping.pairs[i];

			buf_text(out, i > 0 ? ", " : "");
			buf_text(out, pair->merged ? "<<" : "");
			tree_print(out, sources, pair->key);
			buf_text(out, ": ");
			tree_print(out, sources, pair->value);
		}
		buf_char(out, '}');
		break;
	}
}

void tree_print_findings(struct buf *out, const struct sources *sources,
			 const struct diag_list *diags)
{
	for (size_t i = 0; i < diags->diags.n; i++) {
		const struct diag *d = diags->diags.items[i];
		const struct source *source = source_of(sources, d->at);
		struct position from = source_position(source, d->at.start);
		struct position to = source_position(source, d->at.end);

		buf_printf(out, "%s%u:%u-%u %s", out->len > 0 ? " " : "", from.line, from.column,
			   to.column, d->rule->id);
	}
}
