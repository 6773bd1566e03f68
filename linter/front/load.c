/* load.c -- sources into the model: find, read, recognise, translate, derive. */
#include "front/load.h"

#include "base/utf8.h"
#include "base/work.h"
#include "front/aws.h"
#include "front/derive.h"
#include "front/json_tree.h"
#include "front/name.h"
#include "front/native.h"
#include "front/octodns.h"
#include "front/reference.h"
#include "front/syntax.h"
#include "front/yaml.h"
#include "source/glob.h"
#include "source/limits.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum format {
	FORMAT_NONE,
	FORMAT_NATIVE,
	FORMAT_OCTODNS_ZONE,
	FORMAT_OCTODNS_CONFIG,
	FORMAT_EXPORT, /* of the AWS CLI */
};

struct file {
	struct str path;
	const struct source_spec *spec; /* NULL: found in a folder, or standard input */
	struct source *source;		/* NULL: not read */
	enum read_result result;
	const char *reason; /* of another result than READ_OK */
	struct node *root;  /* of what is translated later; NULL: empty, or not to be parsed */
	struct zone *zone;  /* a zone file's, translated by its worker; NULL: none */
	struct octodns_filtered filtered; /* of an octoDNS configuration */
	struct diag_list diags;		  /* in the worker's arena */
	enum format format;
	bool unread; /* it cannot be parsed */
	bool lost;   /* a source of ours that cannot be read or parsed */
	bool named; /* by the project file or the command line, or standard input: it is a source */
};

struct loader {
	struct load *load;
	struct arena *arena;
	VEC(struct file) files;
	struct arena workers[WORK_JOBS_MAX];
	struct arena trees[WORK_JOBS_MAX]; /* of the file at hand */
};

/* ---- find -------------------------------------------------------------------------------------- */

static void find_by_spec(struct loader *l, const struct source_spec *spec)
{
	struct load *load = l->load;
	struct path_list list = {0};
	struct diag *diag;

	if (spec->path.presence != KNOWN)
		return;
	if (spec->literal) {
		struct file *file = VEC_PUSH(l->arena, &l->files);

		file->path = spec->path.s;
		file->spec = spec;
		file->named = true;
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
	for (size_t i = 0; i < list.paths.n; i++) {
		struct file *file;

		/* `*.yaml` beside the project file does not mean the project file */
		if (str_is(list.paths.items[i], PROJECT_FILE))
			continue;
		file = VEC_PUSH(l->arena, &l->files);
		file->path = list.paths.items[i];
		file->spec = spec;
		file->named = true;
	}
}

static bool is_json(struct str path)
{
	return str_ends(path, ".json");
}

static void find_in_folder(struct loader *l)
{
	struct path_list list = {0};

	if (glob_all(l->load->sources, l->arena, &list) == GLOB_LIMIT)
		diag_undecided(l->load->diags, &rule_resource_limit, (struct span){0},
			       "the folder holds more than %d entries, or is more than %d folders "
			       "deep: the rest is not looked at",
			       LIMIT_GLOB_ENTRIES, LIMIT_GLOB_DEPTH);
	for (size_t i = 0; i < list.paths.n; i++)
		if (str_ends(list.paths.items[i], ".yaml") ||
		    str_ends(list.paths.items[i], ".yml") || is_json(list.paths.items[i]))
			VEC_PUSH(l->arena, &l->files)->path = list.paths.items[i];
}

static int by_path(const void *a, const void *b)
{
	const struct file *x = a, *y = b;
	int order = str_cmp(x->path, y->path);

	if (order != 0 || x->spec == y->spec)
		return order;
	return x->spec < y->spec ? -1
				 : 1; /* of one array: the first entry that names a file counts */
}

static void find_files(struct loader *l)
{
	struct load *load = l->load;
	size_t kept = 0;

	if (load->whole_folder)
		find_in_folder(l);
	for (size_t i = 0; i < load->n_specs; i++)
		find_by_spec(l, &load->specs[i]);
	if (l->files.n > 1)
		qsort(l->files.items, l->files.n, sizeof(*l->files.items), by_path);
	for (size_t i = 0; i < l->files.n; i++)
		if (kept == 0 || !str_eq(l->files.items[kept - 1].path, l->files.items[i].path))
			l->files.items[kept++] = l->files.items[i];
	l->files.n = kept;
}

/* ---- read -------------------------------------------------------------------------------------- */

/* Where to point when a file cannot be read: at the file itself; at the entry that leads out. */
static void refuse_file(struct loader *l, struct file *file)
{
	struct load *load = l->load;
	struct span at = {file->source->file, 0, 0};
	struct diag *diag;

	file->source = NULL;
	file->lost = true;
	if (file->result == READ_OUTSIDE) {
		diag = diag_add(load->diags, &rule_include_outside_root,
				file->spec != NULL && file->spec->path.at.file != 0
					? file->spec->path.at
					: at,
				"`%.*s` %s", STR_ARG(file->path), file->reason);
		diag->cause = arena_cstr(l->arena, file->path);
		diag_help(load->diags, diag, "sources lie inside the repository: copy the file in");
		return;
	}
	diag = diag_add(load->diags,
			file->result == READ_TOO_BIG ? &rule_resource_limit : &rule_parse_error, at,
			"%s", file->reason);
	if (file->spec != NULL)
		diag_related(load->diags, diag, file->spec->path.at, "named here");
}

/* By a worker; what cannot be read is reported afterwards, in the order of the files. */
static void read_file(struct loader *l, struct file *file, struct arena *arena)
{
	struct str bytes;
	struct err err;

	file->result = source_read(l->load->sources, file->path, arena, &bytes, &err);
	if (file->result == READ_OK)
		source_fill(file->source, arena, bytes);
	else
		file->reason = arena_printf(arena, "%s", err.text);
}

/* Text that YAML may be made of; else a finding, and false. */
static bool is_text(struct file *file)
{
	const struct source *source = file->source;
	struct span at = {.file = source->file};
	const char *nul = memchr(source->bytes.ptr, '\0', source->bytes.len);
	size_t offset;

	if (nul != NULL) {
		at.start = at.end = (uint32_t)(nul - source->bytes.ptr);
		(void)diag_add(&file->diags, &rule_parse_error, at, "is binary: octet %u is NUL",
			       at.start + 1);
		return false;
	}
	if (!utf8_is_valid(source->bytes, &offset)) {
		at.start = (uint32_t)offset;
		at.end = at.start;
		diag_help(&file->diags,
			  diag_add(&file->diags, &rule_parse_error, at,
				   "octet 0x%02x here is not UTF-8",
				   (unsigned char)source->bytes.ptr[offset]),
			  "save the file as UTF-8");
		return false;
	}
	return true;
}

/* ---- recognise --------------------------------------------------------------------------------- */

static enum format recognise(const struct file *file, const struct node *root)
{
	if (file->spec != NULL && file->spec->format.presence == KNOWN)
		return str_is(file->spec->format.s, "octodns") ? FORMAT_OCTODNS_ZONE
		       : str_is(file->spec->format.s, "aws")   ? FORMAT_EXPORT
							       : FORMAT_NATIVE;
	if (octodns_recognises_config(root))
		return FORMAT_OCTODNS_CONFIG;
	if (aws_export_recognises(root))
		return FORMAT_EXPORT;
	if (native_recognises(root))
		return FORMAT_NATIVE;
	if (octodns_recognises_zone(root))
		return FORMAT_OCTODNS_ZONE;
	/* A file that somebody names is theirs to be checked; one that lies in a folder may be anything. */
	return file->named ? FORMAT_NATIVE : FORMAT_NONE;
}

/* ---- zone files: read, translated and let go by one worker ------------------------------------- */

static const struct dname *zone_name(struct file *file, struct arena *arena)
{
	const struct source_spec *spec = file->spec;
	struct span top = {file->source->file, file->source->lines[0], file->source->lines[0]};
	const struct dname *name = NULL;

	if (spec != NULL && spec->zone.presence == KNOWN) {
		const char *fault;

		name = name_read(arena, &file->diags, spec->zone.s, spec->zone.at, NULL, &fault);
		if (fault != NULL)
			(void)diag_add(&file->diags, &rule_wrong_type, spec->zone.at,
				       "`zone` wants a domain name, and `%.*s` has %s",
				       STR_ARG(spec->zone.s), fault);
		return name;
	}
	name = octodns_zone_of(arena, file->path);
	if (name == NULL)
		diag_undecided(
			&file->diags, NULL, top,
			"these look like records of octoDNS, and the file's name says no zone");
	return name;
}

/* What the worker makes stands in its ARENA, beside the model until attach_zone(). */
static void read_zone_file(struct loader *l, struct file *file, const struct node *root,
			   struct arena *arena)
{
	struct model beside = {.arena = arena, .sources = l->load->sources};
	const struct source_spec *spec = file->spec;
	struct logical_targets none = {0}; /* octoDNS has no logical targets */
	struct record_reader reader = {
		.decoder = {arena, &file->diags, file->source->file},
		.model = &beside,
		.source = file->source,
		.dialect = RECORDS_OCTODNS,
		.default_ttl = OCTODNS_DEFAULT_TTL,
		.targets = &none,
	};
	struct span top = {file->source->file, file->source->lines[0], file->source->lines[0]};
	const struct dname *name = zone_name(file, arena);

	if (name == NULL)
		return;
	file->zone = NEW(arena, struct zone);
	file->zone->name = name;
	file->zone->view =
		spec != NULL && str_is(spec->view.s, "private") ? VIEW_PRIVATE : VIEW_PUBLIC;
	file->zone->registered = true;
	file->zone->view_assumed = spec == NULL || spec->view.presence != KNOWN;
	file->zone->origin =
		origin_new(arena, top, NULL, "the zone file of `%s`", dname_text_bare(arena, name));
	reader.zone = file->zone;
	records_read(&reader, root);
	zone_sort(&beside, file->zone);
}

static void parse_file(void *context, size_t item, unsigned worker)
{
	struct loader *l = context;
	struct file *file = &l->files.items[item];
	struct arena *arena = &l->workers[worker], *tree = &l->trees[worker];

	diag_list_init(&file->diags, arena);
	if (l->load->stdin_bytes.ptr == NULL)
		read_file(l, file, arena);
	if (file->result != READ_OK)
		return;
	file->unread = !is_text(file);
	if (file->unread)
		return;
	file->root = is_json(file->path) ? json_read(file->source, tree, &file->diags)
					 : yaml_read(file->source, tree, &file->diags);
	file->unread = file->root == NULL && file->diags.diags.n > 0;
	if (file->root != NULL)
		file->format = recognise(file, file->root);
	if (file->format == FORMAT_OCTODNS_ZONE)
		read_zone_file(l, file, file->root, arena);
	if (file->format == FORMAT_OCTODNS_CONFIG)
		octodns_read_filtered(arena, file->root, &file->filtered);
	/* Only an estate's or an export's tree is needed once more; a thousand zones' trees would be the
	 * most of all memory. */
	if (file->format == FORMAT_NATIVE || file->format == FORMAT_EXPORT) {
		arena_absorb(arena, tree);
		return;
	}
	file->root = NULL;
	arena_reset(tree);
}

static void parse_files(struct loader *l)
{
	for (unsigned i = 0; i < WORK_JOBS_MAX; i++) {
		arena_init(&l->workers[i]);
		arena_init(&l->trees[i]);
	}
	work_run(l->files.n, l->load->jobs, parse_file, l);
	for (unsigned i = 0; i < WORK_JOBS_MAX; i++) {
		arena_absorb(l->arena, &l->workers[i]);
		arena_free(&l->trees[i]);
	}
	for (size_t i = 0; i < l->files.n; i++)
		if (l->files.items[i].result != READ_OK)
			refuse_file(l, &l->files.items[i]);
}

/* A file that cannot be parsed is one of ours where its name says a zone, or a line of it begins an
 * estate's section. A template of some other tool that lies in the same folder is not. */
static bool looks_like_ours(struct loader *l, const struct file *file)
{
	const struct source *source = file->source;

	if (source == NULL || octodns_zone_of(l->arena, file->path) != NULL)
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

static void recognise_files(struct loader *l)
{
	struct load *load = l->load;

	for (size_t i = 0; i < l->files.n; i++) {
		struct file *file = &l->files.items[i];

		if (file->format == FORMAT_NONE && !file->named) {
			if (!file->unread)
				continue; /* whatever it is, it is not ours */
			if (!looks_like_ours(l, file)) {
				diag_undecided(
					load->diags, NULL, file->diags.diags.items[0]->at,
					"cannot be read, and does not look like a source: %s",
					file->diags.diags.items[0]->message);
				continue;
			}
		}
		diag_join(load->diags, &file->diags);
		file->lost = file->lost || file->unread;
		load->files++;
	}
}

/* ---- translate --------------------------------------------------------------------------------- */

/* Joins a zone file's zone with the model's zone of its name and view, or makes it that. */
static void attach_zone(struct loader *l, struct native *native, const struct file *file)
{
	struct model *model = native->model;
	const struct source_spec *spec = file->spec;
	struct zone *from = file->zone, *zone = model_zone(model, from->name, from->view);

	if (zone == NULL) {
		zone = model_add_zone(model, from->name, from->view, from->origin);
		zone->view_assumed = from->view_assumed;
	}
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
	if (spec->managed.presence == KNOWN)
		zone->managed_part = str_is(spec->managed.s, "part");
}

static void read_exports(struct loader *l, struct aws *aws)
{
	struct aws_exports exports;

	aws_exports_init(&exports, l->load->model, l->load->diags);
	for (size_t i = 0; i < l->files.n; i++) {
		const struct file *file = &l->files.items[i];

		if (file->format == FORMAT_EXPORT &&
		    !aws_exports_add(
			    &exports, file->source, file->root, file->path,
			    file->spec == NULL
				    ? NULL
				    : reference_find(l->load->diags, &l->load->model->account_keys,
						     &file->spec->account, "account", "accounts")))
			(void)diag_add(l->load->diags, &rule_wrong_type, node_head(file->root),
				       "this is no output of the AWS CLI that is known here");
	}
	aws_exports_check(&exports);
	aws_read(aws, &exports);
}

static struct str wire_of(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

/* Others write what the processors of an octoDNS configuration filter out, unless the project says that
 * the zone is managed as a whole. */
static void attach_filters(struct loader *l, const struct native *native,
			   const struct octodns_filtered *filtered)
{
	struct map names;

	map_init(&names, l->arena);
	for (size_t i = 0; i < filtered->n; i++)
		(void)map_add(&names, wire_of(filtered->zones[i]), (void *)(uintptr_t)filtered);
	for (size_t i = 0; i < l->files.n; i++) {
		const struct file *file = &l->files.items[i];
		struct zone *zone;

		if (file->zone == NULL ||
		    (file->spec != NULL && file->spec->managed.presence == KNOWN))
			continue;
		zone = model_zone(native->model, file->zone->name, file->zone->view);
		if (zone != NULL && (filtered->all || map_get(&names, wire_of(zone->name)) != NULL))
			zone->managed_part = true;
	}
}

/* Which account's each source is, as far as the project file says it. */
static void set_writers(struct loader *l, struct model *model)
{
	for (size_t i = 0; i < l->files.n; i++) {
		const struct file *file = &l->files.items[i];
		const struct account *account;

		if (file->spec == NULL || file->source == NULL ||
		    file->spec->account.presence != KNOWN)
			continue;
		account = reference_find(l->load->diags, &model->account_keys, &file->spec->account,
					 "account", "accounts");
		if (account != NULL)
			model_set_writer(model, file->source->file, account);
	}
}

static void translate(struct loader *l, struct native *native)
{
	struct aws aws;

	for (size_t i = 0; i < l->files.n; i++)
		if (l->files.items[i].format == FORMAT_NATIVE)
			native_read(native, l->files.items[i].root, l->files.items[i].source);
	set_writers(l, native->model);
	for (size_t i = 0; i < l->files.n; i++)
		if (l->files.items[i].zone != NULL)
			attach_zone(l, native, &l->files.items[i]);
	for (size_t i = 0; i < l->files.n; i++)
		if (l->files.items[i].format == FORMAT_OCTODNS_CONFIG)
			attach_filters(l, native, &l->files.items[i].filtered);
	aws_init(&aws, native->model, l->load->diags);
	read_exports(l, &aws);
	native_resolve(native);
	aws_link(&aws);
	derive(native, l->load->policy);
	native_resolve_certificates(native);
	model_finish(native->model);
	if (native->model->n_records > LIMIT_RECORDS)
		(void)diag_add(l->load->diags, &rule_resource_limit, (struct span){0},
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
	for (size_t i = 0; i < l->files.n; i++)
		if (l->files.items[i].lost)
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
	if (load->stdin_bytes.ptr != NULL) {
		struct file *file = VEC_PUSH(l->arena, &l->files);

		file->path = STR("<stdin>");
		file->named = true;
		file->source = source_add(load->sources, file->path, load->stdin_bytes);
	} else {
		find_files(l);
		for (size_t i = 0; i < l->files.n; i++)
			l->files.items[i].source =
				source_add(load->sources, l->files.items[i].path, STR(""));
	}
	parse_files(l);
	recognise_files(l);
	translate(l, &native);
	if (is_any_lost(l))
		doubt_references(load);
	return load->files == 0 && load->diags->diags.n == 0 ? LOAD_NOTHING : LOAD_OK;
}
