/* yaml_tree.c -- the tree of a YAML file: anchors, aliases and merge keys resolved, within bounds. */
#include "front/yaml.h"

#include "base/map.h"
#include "front/syntax.h"
#include "front/yaml_plain.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

struct anchored {
	struct node *node;
	size_t weight; /* nodes below and with it, aliases counted each time; 0 while it is open */
};

struct frame {
	struct node *node;
	struct node *key;  /* mappings: the key that waits for its value */
	bool key_repeated; /* … and was there before: reported, and its value left out */
	struct str anchor;
	size_t weight;
	size_t first;	 /* where its items or pairs begin on the builder's stack */
	struct map keys; /* of the pairs, once they are more than FEW_PAIRS */
};

/* So many keys are compared one by one: a map for each of a million small mappings is memory that is
 * touched once. */
enum { FEW_PAIRS = 16 };

struct builder {
	const struct source *source;
	struct arena *arena;
	struct diag_list *diags;
	struct yaml_reader *reader;
	struct map anchors;
	struct frame *frames;
	unsigned depth;
	/* What the open collections hold so far, the innermost's last: each is copied when it is closed,
	 * so that it takes no more memory than it needs. */
	VEC(struct node *) items;
	VEC(struct pair) pairs;
	size_t aliases, expanded;
	size_t duplicates;	       /* keys that were there before */
	struct include_list *includes; /* NULL: the tag `!include` means nothing */
	struct node *root;
	bool failed;
};

static void refuse(struct builder *b, const struct rule *rule, struct span at, const char *fmt, ...)
	PRINTF(4, 5);

static void refuse(struct builder *b, const struct rule *rule, struct span at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	(void)diag_vadd(b->diags, rule, at, fmt, args);
	va_end(args);
	b->failed = true;
}

static bool is_merge_key(const struct node *key)
{
	return key->style == SCALAR_PLAIN && str_is(key->text, "<<");
}

/* The value of a merge key that another file gives, or a list with one. */
static bool is_of_include(const struct builder *b, const struct node *value)
{
	if (b->includes == NULL)
		return false;
	if (value->kind != NODE_SEQUENCE)
		return node_is_include(value);
	for (size_t i = 0; i < value->sequence.n; i++)
		if (node_is_include(value->sequence.items[i]))
			return true;
	return false;
}

/* The key of the mapping that KEY repeats, or NULL. */
static const struct node *find_key(struct builder *b, struct frame *frame, struct node *key)
{
	const struct node *first;

	if (b->pairs.n - frame->first < FEW_PAIRS) {
		for (size_t i = frame->first; i < b->pairs.n; i++) {
			first = b->pairs.items[i].key;
			if (str_eq(first->text, key->text) && !is_merge_key(first))
				return first;
		}
		return NULL;
	}
	if (frame->keys.arena == NULL) {
		map_init(&frame->keys, b->arena);
		for (size_t i = frame->first; i < b->pairs.n; i++)
			if (!is_merge_key(b->pairs.items[i].key))
				(void)map_add(&frame->keys, b->pairs.items[i].key->text,
					      b->pairs.items[i].key);
	}
	return map_add(&frame->keys, key->text, key);
}

/* ---- merge keys -------------------------------------------------------------------------------- */

static void merge_one(struct builder *b, struct frame *frame, const struct node *from,
		      const struct node *key)
{
	if (from->kind != NODE_MAPPING) {
		refuse(b, &rule_parse_error, key->at, "`<<` merges a mapping, and this is %s",
		       node_kind_name(from));
		return;
	}
	for (size_t i = 0; i < from->mapping.n; i++) {
		struct pair pair = from->mapping.pairs[i];

		/* The mapping's own keys win, then the earlier of several merged ones. */
		if (find_key(b, frame, pair.key) != NULL)
			continue;
		pair.merged = true;
		*VEC_PUSH(b->arena, &b->pairs) = pair;
	}
}

static void merge(struct builder *b, struct frame *frame, struct pair pair)
{
	if (pair.value->kind != NODE_SEQUENCE) {
		merge_one(b, frame, pair.value, pair.key);
		return;
	}
	for (size_t i = 0; i < pair.value->sequence.n && !b->failed; i++)
		merge_one(b, frame, pair.value->sequence.items[i], pair.key);
}

/* Own pairs first, then what the merge keys bring. Of merge keys that name another file the pairs stay. */
static void resolve_merges(struct builder *b, struct frame *frame)
{
	VEC(struct pair) merges = {0};
	size_t kept = frame->first;
	bool of_files = false;

	for (size_t i = frame->first; i < b->pairs.n; i++) {
		struct pair pair = b->pairs.items[i];

		if (is_merge_key(pair.key) && !is_of_include(b, pair.value))
			*VEC_PUSH(b->arena, &merges) = pair;
		else
			b->pairs.items[kept++] = pair;
	}
	b->pairs.n = kept;
	for (size_t i = 0; i < merges.n && !b->failed; i++)
		merge(b, frame, merges.items[i]);
	for (size_t i = frame->first; b->includes != NULL && i < b->pairs.n; i++)
		of_files = of_files || is_merge_key(b->pairs.items[i].key);
	if (of_files)
		*VEC_PUSH(b->arena, &b->includes->merges) = frame->node;
}

/* ---- nodes into their parents ------------------------------------------------------------------ */

static void repeated_key(struct builder *b, const struct node *key, const struct node *first)
{
	struct diag *d;

	if (b->duplicates++ == LIMIT_PARSE_ERRORS) {
		refuse(b, &rule_resource_limit, key->at, "more than %d keys that occur twice",
		       LIMIT_PARSE_ERRORS);
		return;
	}
	d = diag_add(b->diags, &rule_duplicate_key, key->at,
		     "key `%.*s` occurs twice in this mapping", STR_ARG(key->text));
	diag_related(b->diags, d, first->at, "first here");
	diag_help(b->diags, d, "keep one of the two, or join them");
}

static void add_key(struct builder *b, struct frame *frame, struct node *key)
{
	const struct node *first;

	if (key->kind != NODE_SCALAR) {
		refuse(b, &rule_parse_error, node_head(key), "a key must be text, and this is %s",
		       node_kind_name(key));
		return;
	}
	if (b->includes != NULL && node_is_include(key))
		b->includes->nodes.n--; /* a key is text; it was pushed a moment ago */
	frame->key = key;
	frame->key_repeated = false;
	if (is_merge_key(key))
		return;
	first = find_key(b, frame, key);
	frame->key_repeated = first != NULL;
	if (first != NULL)
		repeated_key(b, key, first);
}

/* AT is where the node stands here: of an alias, not what it names. */
static void add_node(struct builder *b, struct node *node, struct span at, size_t weight)
{
	struct frame *frame;

	if (b->depth == 0) {
		b->root = node;
		return;
	}
	frame = &b->frames[b->depth - 1];
	frame->weight += weight;
	if (frame->weight > LIMIT_NODES) {
		refuse(b, &rule_resource_limit, at, "aliases expand to more than %d values",
		       LIMIT_NODES);
		return;
	}
	if (frame->node->kind == NODE_SEQUENCE) {
		*VEC_PUSH(b->arena, &b->items) = node;
	} else if (frame->key == NULL) {
		add_key(b, frame, node);
	} else {
		if (!frame->key_repeated)
			*VEC_PUSH(b->arena, &b->pairs) = (struct pair){frame->key, node, false};
		frame->key = NULL;
	}
}

static struct anchored *declare_anchor(struct builder *b, struct str name, struct node *node,
				       size_t weight)
{
	struct anchored *anchored, *earlier;

	if (name.len == 0)
		return NULL;
	earlier = map_get(&b->anchors, name);
	if (earlier != NULL) {
		/* YAML lets an anchor be declared anew; later aliases mean the later one. */
		*earlier = (struct anchored){node, weight};
		return earlier;
	}
	anchored = NEW(b->arena, struct anchored);
	*anchored = (struct anchored){node, weight};
	(void)map_add(&b->anchors, name, anchored);
	return anchored;
}

static void take_scalar(struct builder *b, const struct yaml_event *event)
{
	struct node *node = arena_raw(b->arena, sizeof(*node), _Alignof(struct node));

	*node = (struct node){
		.kind = NODE_SCALAR,
		.style = event->style,
		.at = event->at,
		.text = event->text,
		.tag = event->tag,
	};
	if (b->includes != NULL && node_is_include(node))
		*VEC_PUSH(b->arena, &b->includes->nodes) = node;
	(void)declare_anchor(b, event->anchor, node, 1);
	add_node(b, node, node->at, 1);
}

static void take_alias(struct builder *b, const struct yaml_event *event)
{
	struct anchored *anchored = map_get(&b->anchors, event->text);

	if (anchored == NULL) {
		refuse(b, &rule_parse_error, event->at, "alias `*%.*s` names no anchor before it",
		       STR_ARG(event->text));
		return;
	}
	if (anchored->weight == 0) {
		refuse(b, &rule_parse_error, event->at, "alias `*%.*s` stands inside what it names",
		       STR_ARG(event->text));
		return;
	}
	if (++b->aliases > LIMIT_ALIASES) {
		refuse(b, &rule_resource_limit, event->at, "more than %d aliases in one file",
		       LIMIT_ALIASES);
		return;
	}
	/* What an anchor weighs counts the aliases in it, so nested aliases multiply here. */
	b->expanded += anchored->weight;
	if (b->expanded > LIMIT_EXPANDED) {
		refuse(b, &rule_resource_limit, event->at,
		       "the aliases of this file stand for more than %d values", LIMIT_EXPANDED);
		return;
	}
	anchored->node->shared = true;
	add_node(b, anchored->node, event->at, anchored->weight);
}

static void open_collection(struct builder *b, const struct yaml_event *event, enum node_kind kind)
{
	struct frame *frame;
	struct node *node;

	if (b->depth == LIMIT_DEPTH) {
		refuse(b, &rule_resource_limit, event->at, "collections nested more than %d deep",
		       LIMIT_DEPTH);
		return;
	}
	node = arena_raw(b->arena, sizeof(*node), _Alignof(struct node));
	*node = (struct node){.kind = kind, .at = event->at, .tag = event->tag};
	frame = &b->frames[b->depth++];
	*frame = (struct frame){.node = node, .anchor = event->anchor, .weight = 1};
	frame->first = kind == NODE_MAPPING ? b->pairs.n : b->items.n;
	(void)declare_anchor(b, event->anchor, node, 0);
}

static void take_pairs(struct builder *b, const struct frame *frame, struct node *node)
{
	size_t n = b->pairs.n - frame->first, size = n * sizeof(struct pair);

	if (n == 0)
		return;
	node->mapping.pairs = arena_raw(b->arena, size, _Alignof(struct pair));
	memcpy(node->mapping.pairs, b->pairs.items + frame->first, size);
	node->mapping.n = n;
	b->pairs.n = frame->first;
}

static void take_items(struct builder *b, const struct frame *frame, struct node *node)
{
	size_t n = b->items.n - frame->first, size = n * sizeof(struct node *);

	if (n == 0)
		return;
	node->sequence.items = arena_raw(b->arena, size, _Alignof(struct node *));
	memcpy(node->sequence.items, b->items.items + frame->first, size);
	node->sequence.n = n;
	b->items.n = frame->first;
}

static void close_collection(struct builder *b, const struct yaml_event *event)
{
	struct frame *frame = &b->frames[b->depth - 1];
	struct node *node = frame->node;
	uint32_t end = event->at.end;

	while (end > node->at.start && ascii_is_blank(b->source->bytes.ptr[end - 1]))
		end--;
	node->at.end = end;
	if (node->kind == NODE_MAPPING) {
		resolve_merges(b, frame);
		take_pairs(b, frame, node);
	} else {
		take_items(b, frame, node);
	}
	(void)declare_anchor(b, frame->anchor, node, frame->weight);
	b->depth--;
	add_node(b, node, node_head(node), frame->weight);
}

static void refuse_event(struct builder *b, const struct yaml_event *event)
{
	struct diag *diag =
		diag_add(b->diags, event->over_limit ? &rule_resource_limit : &rule_parse_error,
			 event->at, "%.*s", STR_ARG(event->text));

	b->failed = true;
	/* a quote or a bracket that is never closed is missed at the end, and stands at the begin */
	diag_related(b->diags, diag, event->context_at, "it begins here");
}

static void take_event(struct builder *b, const struct yaml_event *event)
{
	switch (event->type) {
	case YAML_EVENT_SCALAR:
		take_scalar(b, event);
		break;
	case YAML_EVENT_ALIAS:
		take_alias(b, event);
		break;
	case YAML_EVENT_SEQUENCE:
		open_collection(b, event, NODE_SEQUENCE);
		break;
	case YAML_EVENT_MAPPING:
		open_collection(b, event, NODE_MAPPING);
		break;
	case YAML_EVENT_SEQUENCE_END:
	case YAML_EVENT_MAPPING_END:
		close_collection(b, event);
		break;
	case YAML_EVENT_ERROR:
		refuse_event(b, event);
		break;
	case YAML_EVENT_DOCUMENT:
	case YAML_EVENT_DOCUMENT_END:
	case YAML_EVENT_END:
		break;
	}
}

/* One document; the event that opened it is taken already. */
static struct node *read_document(struct builder *b)
{
	struct yaml_event event;

	b->root = NULL;
	b->depth = 0;
	b->items.n = 0;
	b->pairs.n = 0;
	b->aliases = 0;
	b->expanded = 0;
	map_init(&b->anchors, b->arena);
	do {
		yaml_reader_next(b->reader, &event);
		take_event(b, &event);
	} while (!b->failed && event.type != YAML_EVENT_DOCUMENT_END);
	if (b->failed || b->root == NULL || node_is_null(b->root))
		return NULL;
	return b->root;
}

static void read_by_libyaml(const struct source *source, struct arena *arena,
			    struct diag_list *diags, bool several, struct include_list *includes,
			    struct node_list *roots)
{
	struct builder b = {.source = source, .arena = arena, .diags = diags, .includes = includes};
	struct yaml_event event;
	size_t documents = 0;

	b.reader = yaml_reader_new(source, arena);
	b.frames = NEW_ARRAY(arena, struct frame, LIMIT_DEPTH);
	while (!b.failed) {
		struct node *root;

		yaml_reader_next(b.reader, &event);
		if (event.type == YAML_EVENT_END)
			break;
		if (event.type != YAML_EVENT_DOCUMENT) {
			take_event(&b, &event);
			continue;
		}
		if (++documents == 2 && !several) {
			refuse(&b, &rule_parse_error, event.at,
			       "a second YAML document begins here, and this format has one a "
			       "file");
			break;
		}
		root = read_document(&b);
		if (root != NULL)
			*VEC_PUSH(arena, &roots->items) = root;
	}
	yaml_reader_free(b.reader);
	if (b.failed && !several)
		roots->items.n = 0; /* half a file says less than none */
}

/* What the fast reader has read is what libyaml reads, without a finding. */
static void compare(const struct source *source, struct arena *arena, const struct node *root)
{
	struct node_list roots = {0};
	struct diag_list diags;

	diag_list_init(&diags, arena);
	read_by_libyaml(source, arena, &diags, true, NULL, &roots);
	if (roots.items.n != 1 || diags.diags.n > 0 || !node_same_tree(roots.items.items[0], root))
		BUG("the two readers of YAML differ");
}

static void read_documents(const struct source *source, struct arena *arena,
			   struct diag_list *diags, bool several, struct include_list *includes,
			   struct node_list *roots)
{
	struct node *root =
		source->yaml_by == YAML_BY_LIBYAML ? NULL : yaml_plain_read(source, arena);

	if (root == NULL) {
		read_by_libyaml(source, arena, diags, several, includes, roots);
		return;
	}
	if (source->yaml_by == YAML_BY_COMPARED)
		compare(source, arena, root);
	*VEC_PUSH(arena, &roots->items) = root;
}

struct node *yaml_read(const struct source *source, struct arena *arena, struct diag_list *diags)
{
	struct node_list roots = {0};

	read_documents(source, arena, diags, false, NULL, &roots);
	return roots.items.n == 0 ? NULL : roots.items.items[0];
}

struct node *yaml_read_including(const struct source *source, struct arena *arena,
				 struct diag_list *diags, struct include_list *includes)
{
	struct node_list roots = {0};

	read_documents(source, arena, diags, false, includes, &roots);
	return roots.items.n == 0 ? NULL : roots.items.items[0];
}

void yaml_read_all(const struct source *source, struct arena *arena, struct diag_list *diags,
		   struct node_list *roots)
{
	read_documents(source, arena, diags, true, NULL, roots);
}
