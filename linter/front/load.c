/* load.c -- sources into the model: find, read, recognise, translate, derive. */
#include "front/load.h"

#include "base/utf8.h"
#include "base/work.h"
#include "front/aws.h"
#include "front/certificate.h"
#include "front/derive.h"
#include "front/front_end.h"
#include "front/json_tree.h"
#include "front/native.h"
#include "front/octodns.h"
#include "front/octodns_include.h"
#include "front/octodns_zones.h"
#include "front/reference.h"
#include "front/snapshot.h"
#include "front/syntax.h"
#include "front/yaml.h"
#include "source/glob.h"
#include "source/limits.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

struct loader {
	struct load *load;
	struct arena *arena;
	VEC(struct input) inputs;
	struct includes includes;
	struct octodns octodns;
	struct arena workers[WORK_JOBS_MAX];
	struct arena trees[WORK_JOBS_MAX]; /* of the file at hand */
};

static struct input *add_input(struct loader *l, struct str path, const struct source_spec *spec,
			       bool named)
{
	struct input *input = VEC_PUSH(l->arena, &l->inputs);

	input->path = path;
	input->spec = spec;
	input->named = named;
	input->sources = l->load->sources;
	input->includes = &l->includes;
	input->octodns = &l->octodns;
	return input;
}

static bool has_format(const struct input *input)
{
	return input->spec != NULL && input->spec->format.presence == KNOWN;
}

/* ---- find -------------------------------------------------------------------------------------- */

static void find_by_spec(struct loader *l, const struct source_spec *spec)
{
	struct load *load = l->load;
	struct path_list list = {0};
	struct diag *diag;

	if (spec->path.presence != KNOWN)
		return;
	if (spec->literal) {
		(void)add_input(l, spec->path.s, spec, true);
		return;
	}
	switch (glob_find(load->sources, spec->path.s, l->arena, &list)) {
	case GLOB_OK:
		break;
	case GLOB_OUTSIDE:
		diag = diag_add(load->diags, &rule_include_outside_root, spec->path.at,
				"`%.*s` leads outside the repository", STR_ARG(spec->path.s));
		diag_help(load->diags, diag,
			  "sources lie inside the repository: copy the files in");
		return;
	case GLOB_LIMIT:
		(void)diag_add(load->diags, &rule_resource_limit, spec->path.at,
			       "`%.*s` looks at more than %d entries, or more than %d folders deep",
			       STR_ARG(spec->path.s), LIMIT_GLOB_ENTRIES, LIMIT_GLOB_DEPTH);
		return;
	}
	for (size_t i = 0; i < list.paths.n; i++)
		/* `*.yaml` beside the project file does not mean the project file */
		if (!str_is(list.paths.items[i], PROJECT_FILE))
			(void)add_input(l, list.paths.items[i], spec, true);
}

static bool is_json(struct str path)
{
	return str_ends(path, ".json");
}

/* Whether a file that nobody named is worth reading: YAML and JSON may be anything, and are parsed to be
 * told; of the rest the beginning decides. */
static bool is_candidate(struct loader *l, struct str path, struct arena *scratch)
{
	char head[FRONT_END_HEAD];
	size_t n;

	/* a zone file that cannot be read, or is binary, is said to be */
	if (str_ends(path, ".yaml") || str_ends(path, ".yml") || is_json(path) ||
	    str_ends(path, ".zone"))
		return true;
	n = source_read_head(l->load->sources, path, scratch, head, sizeof(head));
	return n > 0 && front_end_of_octets(path, str_slice(head, n)) != NULL;
}

static void find_in_folder(struct loader *l)
{
	struct path_list list = {0};
	struct arena scratch;

	if (glob_all(l->load->sources, l->arena, &list) == GLOB_LIMIT)
		diag_undecided(l->load->diags, &rule_resource_limit, (struct span){0},
			       "the folder holds more than %d entries, or is more than %d folders "
			       "deep: the rest is not looked at",
			       LIMIT_GLOB_ENTRIES, LIMIT_GLOB_DEPTH);
	arena_init(&scratch);
	for (size_t i = 0; i < list.paths.n; i++) {
		if (is_candidate(l, list.paths.items[i], &scratch))
			(void)add_input(l, list.paths.items[i], NULL, false);
		if (scratch.allocated > 1024 * 1024)
			arena_free(&scratch);
	}
	arena_free(&scratch);
}

static int by_path(const void *a, const void *b)
{
	const struct input *x = a, *y = b;
	int order = str_cmp(x->path, y->path);

	if (order != 0 || x->spec == y->spec)
		return order;
	return x->spec < y->spec ? -1
				 : 1; /* of one array: the first entry that names a file counts */
}

/* One entry a file. */
static void sort_inputs(struct loader *l)
{
	size_t kept = 0;

	if (l->inputs.n > 1)
		qsort(l->inputs.items, l->inputs.n, sizeof(*l->inputs.items), by_path);
	for (size_t i = 0; i < l->inputs.n; i++)
		if (kept == 0 || !str_eq(l->inputs.items[kept - 1].path, l->inputs.items[i].path))
			l->inputs.items[kept++] = l->inputs.items[i];
	l->inputs.n = kept;
}

static int path_to_input(const void *path, const void *input)
{
	return str_cmp(*(const struct str *)path, ((const struct input *)input)->path);
}

/* The input of that path among the first N, which are sorted, or NULL. */
static struct input *input_of(struct loader *l, struct str path, size_t n)
{
	if (n == 0)
		return NULL;
	return bsearch(&path, l->inputs.items, n, sizeof(*l->inputs.items), path_to_input);
}

/* What `certificates` of the project file names; an entry of `sources` may say more of the same file. */
static void find_certificates(struct loader *l)
{
	struct load *load = l->load;
	struct path_list list = {0};
	size_t known = l->inputs.n;

	certificate_find(load->sources, l->arena, load->diags, &load->certificates, &list);
	for (size_t i = 0; i < list.paths.n; i++) {
		struct input *input = input_of(l, list.paths.items[i], known);

		if (input == NULL)
			input = add_input(l, list.paths.items[i], NULL, true);
		if (!has_format(input))
			input->front_end = &front_end_certificate;
	}
	if (l->inputs.n > known)
		sort_inputs(l);
}

static void find_files(struct loader *l)
{
	struct load *load = l->load;

	if (load->whole_folder)
		find_in_folder(l);
	for (size_t i = 0; i < load->n_specs; i++)
		find_by_spec(l, &load->specs[i]);
	sort_inputs(l);
	find_certificates(l);
}

/* ---- read -------------------------------------------------------------------------------------- */

/* Where to point when a file cannot be read: at the file itself; at the entry that leads out. */
static void refuse_input(struct loader *l, struct input *input)
{
	struct load *load = l->load;
	const struct source_spec *spec = input->spec;
	struct span at = {input->source->file, 0, 0};
	struct diag *diag;

	input->source = NULL;
	input->lost = true;
	if (input->result == READ_OUTSIDE) {
		diag = diag_add(load->diags, &rule_include_outside_root,
				spec != NULL && spec->path.at.file != 0 ? spec->path.at : at,
				"`%.*s` %s", STR_ARG(input->path), input->reason);
		diag->cause = arena_cstr(l->arena, input->path);
		diag_help(load->diags, diag, "sources lie inside the repository: copy the file in");
		return;
	}
	diag = diag_add(load->diags,
			input->result == READ_TOO_BIG ? &rule_resource_limit : &rule_parse_error,
			at, "%s", input->reason);
	if (spec != NULL)
		diag_related(load->diags, diag, spec->path.at, "named here");
}

static struct str head_of(const struct source *source)
{
	size_t len = source->bytes.len;

	return str_slice(source->bytes.ptr, len < FRONT_END_HEAD ? len : FRONT_END_HEAD);
}

/* Formats that are no trees are told by their beginning; of trees nothing is known yet. */
static void recognise_octets(struct input *input)
{
	if (input->source == NULL)
		return;
	if (has_format(input))
		input->front_end = front_end_of_format(input->spec->format.s);
	else if (input->front_end == NULL)
		input->front_end = front_end_of_octets(input->path, head_of(input->source));
	/* what somebody names `x.der` is meant to be one, whatever it holds */
	if (input->front_end == NULL && input->named &&
	    certificate_is_candidate(input->path, STR("")))
		input->front_end = &front_end_certificate;
}

/* By a worker; what cannot be read is reported afterwards, in the order of the files. */
static void read_input(void *context, size_t item, unsigned worker)
{
	struct loader *l = context;
	struct input *input = &l->inputs.items[item];
	struct arena *arena = &l->workers[worker];
	struct str bytes;
	struct err err;

	if (input->lost || input->source->bytes.len > 0)
		return; /* it has been read before */
	input->result = source_read(l->load->sources, input->path, arena, &bytes, &err);
	if (input->result == READ_OK)
		source_fill(input->source, arena, bytes);
	else
		input->reason = arena_printf(arena, "%s", err.text);
}

static void read_inputs(struct loader *l)
{
	for (size_t i = 0; i < l->inputs.n; i++)
		if (l->inputs.items[i].source == NULL && !l->inputs.items[i].lost)
			l->inputs.items[i].source =
				source_add(l->load->sources, l->inputs.items[i].path, STR(""));
	work_run(l->inputs.n, l->load->jobs, read_input, l);
	for (size_t i = 0; i < l->inputs.n; i++)
		if (l->inputs.items[i].result != READ_OK && !l->inputs.items[i].lost)
			refuse_input(l, &l->inputs.items[i]);
}

/* What is included is read here, on one thread, and what that includes. */
static void read_includes(struct loader *l)
{
	size_t listed = 0;

	for (size_t i = 0; i < l->inputs.n; i++)
		if (l->inputs.items[i].source != NULL)
			includes_know(&l->includes, l->inputs.items[i].source);
	for (size_t i = 0; i < l->inputs.n; i++) {
		const struct input *input = &l->inputs.items[i];
		const struct front_end *front_end = input->front_end;

		if (front_end == NULL || front_end->list_includes == NULL)
			continue;
		front_end->list_includes(&l->includes, input->source);
		for (; listed < l->includes.files.n; listed++)
			if (l->includes.files.items[listed]->source != NULL)
				front_end->list_includes(&l->includes,
							 l->includes.files.items[listed]->source);
	}
}

/* ---- configurations of octoDNS ----------------------------------------------------------------- */

/* What a file of octoDNS includes is the including file's to read, unless its own name says a zone. */
static void mark_included(struct loader *l, const struct path_list *included)
{
	for (size_t i = 0; i < included->paths.n; i++) {
		struct input *input = input_of(l, included->paths.items[i], l->inputs.n);

		if (input != NULL && !input->named && input->uses == NULL)
			input->included = octodns_zone_of(l->arena, input->path) == NULL;
	}
}

/* A configuration is read before all other files are parsed: it says which of them hold zones. */
static void read_config(struct loader *l, struct input *input)
{
	struct octodns_file file;
	struct octodns_config *config;

	if (input->source == NULL || is_json(input->path) ||
	    !octodns_looks_like_config(input->source->bytes) ||
	    (has_format(input) && !str_is(input->spec->format.s, front_end_octodns.format)) ||
	    memchr(input->source->bytes.ptr, '\0', input->source->bytes.len) != NULL ||
	    !utf8_is_valid(input->source->bytes, NULL))
		return;
	diag_list_init(&input->diags, l->arena);
	octodns_read_file(l->load->sources, input->source, l->arena, &input->diags, &file);
	if (file.root == NULL || !front_end_octodns_config.recognises_tree(file.root))
		return; /* a worker reads it anew */
	input->front_end = &front_end_octodns_config;
	input->passed_over = true;
	input->lost = file.lost;
	config = octodns_config_read(l->arena, &input->diags, input->source, file.root);
	config->spec = input->spec;
	config->included = file.included;
	octodns_add(&l->octodns, config);
}

static void read_configs(struct loader *l)
{
	struct path_list paths = {0};
	size_t known = l->inputs.n;

	for (size_t i = 0; i < l->inputs.n; i++)
		read_config(l, &l->inputs.items[i]);
	if (l->octodns.configs.n == 0)
		return;
	octodns_find_files(&l->octodns, &paths);
	for (size_t i = 0; i < paths.paths.n; i++)
		if (input_of(l, paths.paths.items[i], known) == NULL)
			(void)add_input(l, paths.paths.items[i], NULL, false);
	if (l->inputs.n > known) {
		sort_inputs(l);
		read_inputs(l);
	}
	for (size_t i = 0; i < l->inputs.n; i++) {
		struct input *input = &l->inputs.items[i];

		input->uses = octodns_use_of(&l->octodns, input->path);
		if (input->uses != NULL)
			input->front_end = &front_end_octodns;
		else if (!input->named && octodns_is_output(&l->octodns, input->path))
			input->passed_over = true;
		for (struct octodns_use *use = input->uses; use != NULL; use = use->next)
			use->spec = input->spec;
	}
	for (size_t i = 0; i < l->octodns.configs.n; i++)
		mark_included(l, &l->octodns.configs.items[i]->included);
}

/* ---- parse ------------------------------------------------------------------------------------- */

/* Octets that are no text of any format; a finding, and true. */
static bool is_binary(struct input *input)
{
	const struct source *source = input->source;
	struct span at = {.file = source->file};
	const char *nul = memchr(source->bytes.ptr, '\0', source->bytes.len);

	if (nul == NULL)
		return false;
	if (str_starts(source->bytes, "\xff\xfe") || str_starts(source->bytes, "\xfe\xff")) {
		diag_help(&input->diags,
			  diag_add(&input->diags, &rule_parse_error, at, "is in UTF-16"),
			  "save the file as UTF-8");
		return true;
	}
	at.start = at.end = (uint32_t)(nul - source->bytes.ptr);
	input->source->binary = true;
	(void)diag_add(&input->diags, &rule_parse_error, at, "is binary: octet %u is NUL",
		       at.start + 1);
	return true;
}

/* Text that YAML may be made of; else a finding, and false. */
static bool is_utf8(struct input *input)
{
	const struct source *source = input->source;
	struct span at = {.file = source->file};
	size_t offset;

	if (utf8_is_valid(source->bytes, &offset))
		return true;
	at.start = at.end = (uint32_t)offset;
	diag_help(&input->diags,
		  diag_add(&input->diags, &rule_parse_error, at, "octet 0x%02x here is not UTF-8",
			   (unsigned char)source->bytes.ptr[offset]),
		  "save the file as UTF-8");
	return false;
}

/* The format that the content is of, and not the one that the project file names; NULL: it may be that. */
static const struct front_end *other_format(const struct input *input)
{
	const struct front_end *front_end = input->front_end, *other = NULL;
	struct diag_list unheard;
	struct arena tree;
	const struct node *root;

	if (!has_format(input) || front_end == NULL)
		return NULL;
	if (front_end->recognises_tree != NULL)
		return front_end_of_octets(STR(""), head_of(input->source));
	if (front_end->recognises(STR(""), head_of(input->source)))
		return NULL;
	other = front_end_of_octets(STR(""), head_of(input->source));
	if (other != NULL || !utf8_is_valid(input->source->bytes, NULL))
		return other;
	arena_init(&tree);
	diag_list_init(&unheard, &tree);
	root = yaml_read(input->source, &tree, &unheard);
	if (root != NULL)
		other = front_end_of_tree(root);
	arena_free(&tree);
	return other;
}

static bool is_of_other_format(struct input *input)
{
	const struct front_end *other = other_format(input);
	const struct source_spec *spec = input->spec;
	struct diag *diag;

	if (other == NULL)
		return false;
	diag = diag_add(&input->diags, &rule_wrong_type, spec->format.at,
			"`format` says %.*s, and `%.*s` is %s", STR_ARG(spec->format.s),
			STR_ARG(input->path), other->format);
	diag->cause = arena_cstr(input->diags.arena, input->path);
	diag_help(&input->diags, diag, "leave `format` out, or name the files that are %.*s alone",
		  STR_ARG(spec->format.s));
	return true;
}

/* A tree is there: whose it is, and what that makes of it. */
static void take_tree(struct input *input, struct arena *arena)
{
	if (input->root != NULL && input->front_end == NULL)
		input->front_end = front_end_of_tree(input->root);
	/* A file that somebody names is theirs to be checked; one that lies in a folder may be anything. */
	if (input->root != NULL && input->front_end == NULL && input->named)
		input->front_end = &front_end_native;
	if (input->root != NULL && input->front_end != NULL && input->front_end->read != NULL)
		input->front_end->read(input, arena);
}

static void parse_tree(struct input *input, struct arena *arena, struct arena *tree)
{
	input->deferred = !is_json(input->path) && octodns_may_include(input->source);
	if (input->deferred)
		return;
	input->unread = !is_utf8(input);
	if (input->unread)
		return;
	input->root = is_json(input->path) ? json_read(input->source, tree, &input->diags)
					   : yaml_read(input->source, tree, &input->diags);
	input->unread = input->root == NULL && input->diags.diags.n > 0;
	take_tree(input, arena);
	/* Most trees are needed no more; a thousand zones' would be the most of all memory. */
	if (input->front_end != NULL && input->front_end->translate != NULL) {
		arena_absorb(arena, tree);
		return;
	}
	input->root = NULL;
	arena_reset(tree);
}

/* A file that includes others: these become sources of the run, so no worker can read it. */
static void parse_deferred(struct loader *l, struct input *input)
{
	struct octodns_file file;

	diag_list_init(&input->diags, l->arena); /* the worker's arena is given up */
	input->unread = !is_utf8(input);
	if (input->unread)
		return;
	octodns_read_file(l->load->sources, input->source, l->arena, &input->diags, &file);
	if (input->front_end == NULL && file.root != NULL)
		input->front_end = front_end_of_tree(file.root);
	/* of a zone that is all includes nothing else may be there to be recognised */
	if (input->front_end == NULL && file.root != NULL && file.root->kind == NODE_MAPPING &&
	    octodns_zone_of(l->arena, input->path) != NULL)
		input->front_end = &front_end_octodns;
	input->root = file.root;
	input->lost = file.lost;
	if (file.root != NULL && input->front_end != &front_end_octodns) {
		/* no other format has includes: what looks like one is text */
		diag_list_init(&input->diags, l->arena);
		input->root = yaml_read(input->source, l->arena, &input->diags);
		input->lost = false;
	} else {
		mark_included(l, &file.included);
	}
	input->unread = input->root == NULL && input->diags.diags.n > 0;
	take_tree(input, l->arena);
}

static void parse_input(void *context, size_t item, unsigned worker)
{
	struct loader *l = context;
	struct input *input = &l->inputs.items[item];
	struct arena *arena = &l->workers[worker];
	struct model beside = {.arena = arena, .sources = l->load->sources};

	if (input->passed_over)
		return;
	diag_list_init(&input->diags, arena);
	if (input->source == NULL)
		return;
	input->unread =
		(!(input->front_end != NULL && input->front_end->binary) && is_binary(input)) ||
		is_of_other_format(input);
	if (input->unread)
		return;
	if (input->front_end != NULL && input->front_end->recognises_tree == NULL)
		input->front_end->read(input, arena);
	else
		parse_tree(input, arena, &l->trees[worker]);
	for (size_t i = 0; i < input->zones.n; i++)
		zone_sort(&beside, input->zones.items[i]);
}

static void parse_inputs(struct loader *l)
{
	for (unsigned i = 0; i < WORK_JOBS_MAX; i++)
		arena_init(&l->trees[i]);
	work_run(l->inputs.n, l->load->jobs, parse_input, l);
	for (unsigned i = 0; i < WORK_JOBS_MAX; i++) {
		arena_absorb(l->arena, &l->workers[i]);
		arena_free(&l->trees[i]);
	}
	for (size_t i = 0; i < l->inputs.n; i++)
		if (l->inputs.items[i].deferred)
			parse_deferred(l, &l->inputs.items[i]);
}

/* A file that cannot be parsed is one of ours where its name says a zone, or a line of it begins an
 * estate's section. A template of some other tool that lies in the same folder is not. */
static bool looks_like_ours(struct loader *l, const struct input *input)
{
	const struct source *source = input->source;

	if (source == NULL || octodns_zone_of(l->arena, input->path) != NULL)
		return true;
	for (uint32_t line = 1; line <= source->n_lines; line++) {
		struct str text = source_line(source, line);

		for (size_t i = 0; i < shape_estate.n_fields; i++) {
			const char *key = shape_estate.fields[i].key;

			if (str_starts(text, key) && text.len > strlen(key) &&
			    text.ptr[strlen(key)] == ':')
				return true;
		}
	}
	return false;
}

/* False where INPUT is nothing of ours. */
static bool is_ours(struct loader *l, const struct input *input)
{
	if (input->named || (input->front_end != NULL && !input->unread))
		return true;
	if (!input->unread)
		return false; /* whatever it is, it is not ours */
	if (looks_like_ours(l, input))
		return true;
	diag_undecided(l->load->diags, NULL, input->diags.diags.items[0]->at,
		       "cannot be read, and does not look like a source: %s",
		       input->diags.diags.items[0]->message);
	return false;
}

static void settle_inputs(struct loader *l)
{
	struct load *load = l->load;

	for (size_t i = 0; i < l->inputs.n; i++) {
		struct input *input = &l->inputs.items[i];

		if (input->fragment && includes_has(&l->includes, input->path)) {
			/* it was read, and what is wrong with it was said, where it is included */
			input->zones.n = 0;
			load->files++;
			continue;
		}
		if (input->included)
			continue; /* likewise */
		if (!is_ours(l, input))
			continue;
		diag_join(load->diags, &input->diags);
		input->lost = input->lost || input->unread;
		load->files++;
	}
}

/* ---- translate --------------------------------------------------------------------------------- */

/* Joins a zone that a source makes with the model's zone of its name and view, or makes it that. */
static void attach_zone(struct loader *l, struct native *native, const struct input *input,
			const struct zone *from)
{
	struct model *model = native->model;
	const struct source_spec *spec = input->spec;
	struct zone *zone = model_zone(model, from->name, from->view);

	if (zone == NULL) {
		zone = model_add_zone(model, from->name, from->view, from->origin);
		zone->view_assumed = from->view_assumed;
	}
	zone->master_file = zone->master_file || from->master_file;
	zone->octodns = zone->octodns || from->octodns;
	zone->managed_part = zone->managed_part || from->managed_part;
	for (size_t i = 0; i < from->rrsets.n; i++)
		from->rrsets.items[i]->zone = zone;
	if (zone->rrsets.n == 0) {
		memcpy(&zone->rrsets, &from->rrsets, sizeof(zone->rrsets));
		zone->n_sorted = from->n_sorted;
	} else {
		for (size_t i = 0; i < from->rrsets.n; i++)
			*VEC_PUSH(l->arena, &zone->rrsets) = from->rrsets.items[i];
	}
	if (spec == NULL)
		return;
	if (zone->account == NULL)
		zone->account = map_get(&model->account_keys, spec->account.s);
	zone->managed_stated = zone->managed_stated || spec->managed.presence == KNOWN;
	if (spec->managed.presence == KNOWN)
		zone->managed_part = zone->managed_part || str_is(spec->managed.s, "part");
}

/* Of estates, or of all other formats. */
static void translate_inputs(struct loader *l, struct translation *translation, bool estates)
{
	for (size_t i = 0; i < l->inputs.n; i++) {
		const struct input *input = &l->inputs.items[i];
		const struct front_end *front_end = input->front_end;

		if (input->root != NULL && front_end != NULL && front_end->translate != NULL &&
		    (front_end == &front_end_native) == estates)
			front_end->translate(translation, input);
	}
}

/* Which account's each source is, as far as the project file says it. */
static void set_writers(struct loader *l, struct model *model)
{
	for (size_t i = 0; i < l->inputs.n; i++) {
		const struct input *input = &l->inputs.items[i];
		const struct account *account;

		if (input->spec == NULL || input->source == NULL ||
		    input->spec->account.presence != KNOWN)
			continue;
		account = reference_find(l->load->diags, &model->account_keys,
					 &input->spec->account, "account", "accounts");
		if (account != NULL)
			model_set_writer(model, input->source->file, account);
	}
}

static void translate(struct loader *l, struct native *native)
{
	struct model *model = native->model;
	struct diag_list *diags = l->load->diags;
	struct aws_exports exports;
	struct translation translation = {native, &exports, model, diags};
	struct aws aws;

	aws_init(&aws, model, diags);
	aws_exports_init(&exports, model, diags);
	translate_inputs(l, &translation, true);
	set_writers(l, model);
	for (size_t i = 0; i < l->inputs.n; i++)
		for (size_t k = 0; k < l->inputs.items[i].zones.n; k++)
			attach_zone(l, native, &l->inputs.items[i],
				    l->inputs.items[i].zones.items[k]);
	octodns_attach(&l->octodns, model);
	certificate_collect(model, l->inputs.items, l->inputs.n, diags);
	translate_inputs(l, &translation, false);
	aws_exports_check(&exports);
	aws_read(&aws, &exports);
	if (l->load->snapshot.presence == KNOWN)
		model->existing = snapshot_read(l->load->sources, diags, model, l->load->snapshot);
	model->before = l->load->before;
	native_resolve(native);
	aws_link(&aws);
	if (model->existing != NULL)
		snapshot_fill(model);
	derive(native, l->load->policy);
	native_resolve_certificates(native);
	if (model->existing != NULL)
		snapshot_join(model);
	certificate_link(model, diags);
	model_finish(model);
	if (model->n_records > LIMIT_RECORDS)
		(void)diag_add(diags, &rule_resource_limit, (struct span){0},
			       "more than %d records", LIMIT_RECORDS);
}

/* What a lost file declares is not known: a reference to it may well be right. */
static void doubt_references(struct load *load)
{
	struct diag **items = load->diags->diags.items;
	size_t kept = 0;

	for (size_t i = 0; i < load->diags->diags.n; i++) {
		if (items[i]->rule == &rule_unresolved_reference)
			diag_undecided(load->diags, items[i]->rule, items[i]->at,
				       "%s, as far as the sources can be read", items[i]->message);
		else
			items[kept++] = items[i];
	}
	load->diags->diags.n = kept;
}

static bool is_any_lost(const struct loader *l)
{
	for (size_t i = 0; i < l->inputs.n; i++)
		if (l->inputs.items[i].lost)
			return true;
	return false;
}

enum load_result load_sources(struct load *load)
{
	struct loader *l = NEW(load->model->arena, struct loader);
	struct native native;

	l->load = load;
	l->arena = load->model->arena;
	native_init(&native, load->model, load->diags);
	includes_init(&l->includes, load->sources, l->arena);
	octodns_init(&l->octodns, l->arena, load->sources, load->diags);
	for (unsigned i = 0; i < WORK_JOBS_MAX; i++)
		arena_init(&l->workers[i]);
	if (load->stdin_bytes.ptr != NULL) {
		struct input *input = add_input(l, STR("<stdin>"), NULL, true);

		input->source = source_add(load->sources, input->path, load->stdin_bytes);
		if (load->stdin_format != NULL)
			input->front_end = front_end_of_format(str_from(load->stdin_format));
	} else {
		find_files(l);
		read_inputs(l);
		read_configs(l);
	}
	for (size_t i = 0; i < l->inputs.n; i++)
		recognise_octets(&l->inputs.items[i]);
	read_includes(l);
	parse_inputs(l);
	settle_inputs(l);
	translate(l, &native);
	if (is_any_lost(l))
		doubt_references(load);
	return load->files == 0 && load->diags->diags.n == 0 ? LOAD_NOTHING : LOAD_OK;
}
