/* octodns_include.c -- YAML files of octoDNS, with what `!include` names put in its place. */
#include "front/octodns_include.h"

#include "base/map.h"
#include "base/utf8.h"
#include "front/syntax.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

/* One file of the tree of includes. */
struct part {
	const struct source *source;
	struct node *root; /* NULL: empty, or not to be had */
	struct include_list includes;
	size_t next; /* include to look at next */
	bool open;   /* it stands on the stack */
	bool lost;   /* not to be had, and reported */
};

struct includer {
	struct sources *sources;
	struct arena *arena;
	struct diag_list *diags;
	struct octodns_file *file;
	struct map parts; /* by path */
	struct part *stack[LIMIT_INCLUDE_DEPTH + 1];
	size_t depth;
	size_t n; /* files included so far */
};

bool octodns_may_include(const struct source *source)
{
	return str_find(source->bytes, "!include", NULL);
}

/* ---- one file ---------------------------------------------------------------------------------- */

static struct diag *refuse(struct includer *r, const struct rule *rule, struct span at,
			   const char *fmt, ...) PRINTF(4, 5);

static struct diag *refuse(struct includer *r, const struct rule *rule, struct span at,
			   const char *fmt, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, fmt);
	diag = diag_vadd(r->diags, rule, at, fmt, args);
	va_end(args);
	r->file->lost = true;
	return diag;
}

/* LOST: it is reported, and what stands there is not known. */
static void empty(struct node *node, bool lost)
{
	*node = (struct node){.kind = NODE_SCALAR,
			      .style = SCALAR_PLAIN,
			      .at = node->at,
			      .tag = lost ? node->tag : (struct str){0}};
}

static bool is_text(struct includer *r, struct str bytes, struct str path, struct span at)
{
	size_t offset;

	if (memchr(bytes.ptr, '\0', bytes.len) == NULL && utf8_is_valid(bytes, &offset))
		return true;
	(void)refuse(r, &rule_parse_error, at, "`%.*s` is no text in UTF-8", STR_ARG(path));
	return false;
}

static void outside(struct includer *r, const struct node *node)
{
	struct diag *diag =
		refuse(r, &rule_include_outside_root, node->at,
		       "`!include %.*s` leads outside the repository", STR_ARG(node->text));

	diag->cause = arena_cstr(r->arena, node->text);
	diag_help(r->diags, diag, "what is included lies inside the repository: copy the file in");
}

/* The text of PATH, which NODE names; false, and a finding, where it cannot be had. */
static bool read_part(struct includer *r, const struct node *node, struct str path,
		      struct str *ret_bytes)
{
	struct err err;

	switch (source_read(r->sources, path, r->arena, ret_bytes, &err)) {
	case READ_OK:
		return is_text(r, *ret_bytes, path, node->at);
	case READ_OUTSIDE:
		outside(r, node);
		return false;
	case READ_TOO_BIG:
		(void)refuse(r, &rule_resource_limit, node->at, "`%.*s` %s", STR_ARG(path),
			     err.text);
		return false;
	case READ_REFUSED:
		break;
	}
	(void)refuse(r, &rule_parse_error, node->at, "`%.*s` cannot be included (%s)",
		     STR_ARG(path), err.text);
	return false;
}

static void push(struct includer *r, struct part *part, const struct source *source)
{
	part->source = source;
	part->root = yaml_read_including(source, r->arena, r->diags, &part->includes);
	part->open = true;
	r->stack[r->depth++] = part;
}

/* The part of that path, read where it is met first; NULL where it cannot be had. */
static struct part *part_of(struct includer *r, const struct node *node, struct str path)
{
	struct part *part = map_get(&r->parts, path);
	struct str bytes;

	if (part != NULL)
		return part;
	part = NEW(r->arena, struct part);
	part->lost = true;
	(void)map_add(&r->parts, path, part);
	if (r->n == LIMIT_YAML_INCLUDES) {
		(void)refuse(r, &rule_resource_limit, node->at, "more than %d files are included",
			     LIMIT_YAML_INCLUDES);
		return part;
	}
	if (r->depth > LIMIT_INCLUDE_DEPTH) {
		(void)refuse(r, &rule_resource_limit, node->at,
			     "files include one another more than %d deep", LIMIT_INCLUDE_DEPTH);
		return part;
	}
	r->n++;
	*VEC_PUSH(r->arena, &r->file->included.paths) = path;
	if (read_part(r, node, path, &bytes)) {
		size_t before = r->diags->diags.n;

		push(r, part, source_add(r->sources, path, bytes));
		part->lost = part->root == NULL && r->diags->diags.n > before;
		r->file->lost = r->file->lost || part->lost;
	}
	return part;
}

/* False where the file that NODE names has to be finished first: it stands on the stack now. */
static bool take_include(struct includer *r, const struct part *by, struct node *node)
{
	struct str folder = path_folder(by->source->path), path;
	size_t depth = r->depth;
	struct part *part;

	if (node->text.len == 0 || node->text.ptr[0] == '/' || node->text.ptr[0] == '~') {
		outside(r, node);
		empty(node, true);
		return true;
	}
	path = source_path(r->sources, r->arena, path_join(r->arena, folder, node->text));
	part = part_of(r, node, path);
	if (r->depth > depth)
		return false;
	if (part->open) {
		(void)refuse(r, &rule_parse_error, node->at, "`%.*s` comes to include itself",
			     STR_ARG(path));
		empty(node, true);
	} else if (part->root == NULL) {
		empty(node, part->lost);
	} else {
		*node = *part->root;
		node->shared = true;
	}
	return true;
}

/* ---- merge keys -------------------------------------------------------------------------------- */

struct merge {
	struct arena *arena;
	VEC(struct pair) pairs;
	struct map keys; /* number of the pair + 1 */
};

/* The last pair of a key counts, at the place of the first. */
static void put_pair(struct merge *m, struct pair pair)
{
	uintptr_t number = (uintptr_t)map_get(&m->keys, pair.key->text);

	if (number > 0) {
		m->pairs.items[number - 1] = pair;
		return;
	}
	*VEC_PUSH(m->arena, &m->pairs) = pair;
	(void)map_add(&m->keys, pair.key->text, (void *)(uintptr_t)m->pairs.n);
}

static void merge_one(struct includer *r, struct merge *m, const struct node *from, struct span at)
{
	if (node_is_null(from))
		return; /* an empty file, or one that is reported */
	if (from->kind != NODE_MAPPING) {
		(void)refuse(r, &rule_parse_error, at, "`<<` merges a mapping, and this is %s",
			     node_kind_name(from));
		return;
	}
	for (size_t i = 0; i < from->mapping.n; i++) {
		struct pair pair = from->mapping.pairs[i];

		pair.merged = true;
		put_pair(m, pair);
	}
}

static void merge(struct includer *r, struct node *mapping)
{
	struct merge m = {.arena = r->arena};

	map_init(&m.keys, r->arena);
	for (size_t i = 0; i < mapping->mapping.n; i++) {
		struct pair pair = mapping->mapping.pairs[i];
		const struct node *value = pair.value;

		if (pair.key->style != SCALAR_PLAIN || !str_is(pair.key->text, "<<")) {
			put_pair(&m, pair);
			continue;
		}
		if (value->kind != NODE_SEQUENCE)
			merge_one(r, &m, value, pair.key->at);
		/* of a list the first file wins (YAML's merge key type) */
		for (size_t k = value->kind == NODE_SEQUENCE ? value->sequence.n : 0; k > 0; k--)
			merge_one(r, &m, value->sequence.items[k - 1], pair.key->at);
	}
	mapping->mapping.pairs = m.pairs.items;
	mapping->mapping.n = m.pairs.n;
}

static void finish(struct includer *r, struct part *part)
{
	for (size_t i = 0; i < part->includes.merges.n; i++)
		merge(r, part->includes.merges.items[i]);
	part->open = false;
	r->depth--;
}

/* ---- the whole --------------------------------------------------------------------------------- */

struct place {
	const struct node *node;
	size_t next; /* child to look at next */
};

static const struct node *next_child(struct place *place)
{
	const struct node *node = place->node;
	size_t i = place->next++;

	if (node->kind == NODE_SEQUENCE)
		return i < node->sequence.n ? node->sequence.items[i] : NULL;
	if (node->kind == NODE_MAPPING)
		return i < node->mapping.n ? node->mapping.pairs[i].value : NULL;
	return NULL;
}

/* Whether the tree, each included file counted each time, stays within what one file may be. */
static bool is_bounded(const struct node *root, size_t max)
{
	struct place stack[LIMIT_DEPTH + 1];
	size_t depth = 0, n = 1;

	stack[depth++] = (struct place){root, 0};
	while (depth > 0) {
		const struct node *child = next_child(&stack[depth - 1]);

		if (child == NULL) {
			depth--;
			continue;
		}
		if (++n > max || depth == COUNT_OF(stack))
			return false;
		if (child->kind != NODE_SCALAR)
			stack[depth++] = (struct place){child, 0};
	}
	return true;
}

void octodns_read_file(struct sources *sources, const struct source *source, struct arena *arena,
		       struct diag_list *diags, struct octodns_file *ret_file)
{
	struct includer r = {.sources = sources, .arena = arena, .diags = diags, .file = ret_file};
	struct part *top = NEW(arena, struct part);

	*ret_file = (struct octodns_file){0};
	map_init(&r.parts, arena);
	(void)map_add(&r.parts, source->path, top);
	push(&r, top, source);
	while (r.depth > 0) {
		struct part *part = r.stack[r.depth - 1];

		if (part->root == NULL || part->next == part->includes.nodes.n) {
			finish(&r, part);
			continue;
		}
		if (take_include(&r, part, part->includes.nodes.items[part->next]))
			part->next++;
	}
	ret_file->root = top->root;
	if (top->root == NULL || ret_file->included.paths.n == 0)
		return;
	if (!is_bounded(top->root, source->bytes.len + LIMIT_EXPANDED)) {
		(void)refuse(&r, &rule_resource_limit,
			     (struct span){source->file, source->lines[0], source->lines[0]},
			     "what this file includes is more than %d values, or more than %d "
			     "deep",
			     LIMIT_EXPANDED, LIMIT_DEPTH);
		ret_file->root = NULL;
	}
}
