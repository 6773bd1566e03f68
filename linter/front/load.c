/* load.c -- sources into the model: find, read, recognise, translate, derive. */
#include "front/load.h"

#include "base/utf8.h"
#include "base/work.h"
#include "front/derive.h"
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

enum format { FORMAT_NONE, FORMAT_NATIVE, FORMAT_OCTODNS_ZONE, FORMAT_OCTODNS_CONFIG };

struct file {
	struct str path;
	const struct source_spec *spec; /* NULL: found in a folder, or standard input */
	struct source *source;		/* NULL: not read */
	struct node *root;		/* NULL: empty, or not to be parsed */
	struct diag_list diags;		/* of the parser; in the worker's arena */
	enum format format;
	bool named; /* by the project file or the command line, or standard input: it is a source */
};

struct loader {
	struct load *load;
	struct arena *arena;
	VEC(struct file) files;
	struct arena workers[WORK_JOBS_MAX];
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
		diag_help(load->diags, diag, "sources lie inside the repository: copy the files in");
		return;
	case GLOB_LIMIT:
		(void)diag_add(load->diags, &rule_resource_limit, spec->path.at,
			       "`%.*s` looks at more than %d entries, or more than %d folders deep",
			       STR_ARG(spec->path.s), LIMIT_GLOB_ENTRIES, LIMIT_GLOB_DEPTH);
		return;
	}
	for (size_t i = 0; i < list.paths.n; i++) {
		struct file *file = VEC_PUSH(l->arena, &l->files);

		file->path = list.paths.items[i];
		file->spec = spec;
		file->named = true;
	}
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
		if (str_ends(list.paths.items[i], ".yaml") || str_ends(list.paths.items[i], ".yml"))
			VEC_PUSH(l->arena, &l->files)->path = list.paths.items[i];
}

static int by_path(const void *a, const void *b)
{
	const struct file *x = a, *y = b;
	int order = str_cmp(x->path, y->path);

	if (order != 0 || x->spec == y->spec)
		return order;
	return x->spec < y->spec ? -1 : 1; /* of one array: the first entry that names a file counts */
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
static void refuse_file(struct loader *l, struct file *file, enum read_result result, const char *reason)
{
	struct load *load = l->load;
	struct source *empty = source_add(load->sources, file->path, STR(""));
	struct span at = {empty->file, 0, 0};
	struct diag *diag;

	if (result == READ_OUTSIDE) {
		diag = diag_add(load->diags, &rule_include_outside_root,
				file->spec != NULL && file->spec->path.at.file != 0 ? file->spec->path.at
										    : at,
				"`%.*s` %s", STR_ARG(file->path), reason);
		diag->cause = arena_cstr(l->arena, file->path);
		diag_help(load->diags, diag, "sources lie inside the repository: copy the file in");
		return;
	}
	diag = diag_add(load->diags, result == READ_TOO_BIG ? &rule_resource_limit : &rule_parse_error, at,
			"%s", reason);
	if (file->spec != NULL)
		diag_related(load->diags, diag, file->spec->path.at, "named here");
}

static void read_file(struct loader *l, struct file *file)
{
	struct str bytes;
	struct err err;
	enum read_result result = source_read(l->load->sources, file->path, l->arena, &bytes, &err);

	if (result == READ_OK)
		file->source = source_add(l->load->sources, file->path, bytes);
	else
		refuse_file(l, file, result, err.text);
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
		(void)diag_add(&file->diags, &rule_parse_error, at,
			       "is binary: octet %u is NUL", at.start + 1);
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

static void parse_file(void *context, size_t item, unsigned worker)
{
	struct loader *l = context;
	struct file *file = &l->files.items[item];

	diag_list_init(&file->diags, &l->workers[worker]);
	if (file->source != NULL && is_text(file))
		file->root = yaml_read(file->source, &l->workers[worker], &file->diags);
}

static void parse_files(struct loader *l)
{
	for (unsigned i = 0; i < WORK_JOBS_MAX; i++)
		arena_init(&l->workers[i]);
	work_run(l->files.n, l->load->jobs, parse_file, l);
	for (unsigned i = 0; i < WORK_JOBS_MAX; i++)
		arena_absorb(l->arena, &l->workers[i]);
}

/* ---- recognise --------------------------------------------------------------------------------- */

static enum format recognise(const struct file *file)
{
	if (file->spec != NULL && file->spec->format.presence == KNOWN)
		return str_is(file->spec->format.s, "octodns") ? FORMAT_OCTODNS_ZONE : FORMAT_NATIVE;
	if (octodns_recognises_config(file->root))
		return FORMAT_OCTODNS_CONFIG;
	if (native_recognises(file->root))
		return FORMAT_NATIVE;
	if (octodns_recognises_zone(file->root))
		return FORMAT_OCTODNS_ZONE;
	/* A file that somebody names is theirs to be checked; one that lies in a folder may be anything. */
	return file->named ? FORMAT_NATIVE : FORMAT_NONE;
}

static void recognise_files(struct loader *l)
{
	struct load *load = l->load;

	for (size_t i = 0; i < l->files.n; i++) {
		struct file *file = &l->files.items[i];
		bool broken = file->diags.diags.n > 0;

		if (file->root != NULL)
			file->format = recognise(file);
		/* A file of a folder that nothing recognises is not ours, whatever is wrong with it; one
		 * that cannot be read might be. */
		if (file->format == FORMAT_NONE && !broken && !file->named)
			continue;
		diag_join(load->diags, &file->diags);
		load->files++;
	}
}

/* ---- translate --------------------------------------------------------------------------------- */

static struct zone *zone_of_file(struct loader *l, struct native *native, const struct file *file,
				 const struct dname *name)
{
	struct model *model = native->model;
	const struct source_spec *spec = file->spec;
	enum view view = spec != NULL && str_is(spec->view.s, "private") ? VIEW_PRIVATE : VIEW_PUBLIC;
	struct span top = {file->source->file, file->source->lines[0], file->source->lines[0]};
	struct zone *zone = model_zone(model, name, view);

	if (zone == NULL) {
		zone = model_add_zone(model, name, view,
				      origin_new(l->arena, top, NULL, "the zone file of `%s`",
						 dname_text_bare(l->arena, name)));
		zone->view_assumed = spec == NULL || spec->literal;
	}
	if (spec == NULL)
		return zone;
	if (zone->account == NULL)
		zone->account = reference_find(l->load->diags, &model->account_keys, &spec->account,
					       "account", "accounts");
	if (spec->managed.presence == KNOWN)
		zone->managed_part = str_is(spec->managed.s, "part");
	return zone;
}

static void read_zone_file(struct loader *l, struct native *native, const struct file *file)
{
	struct record_reader reader = {
		.decoder = {l->arena, l->load->diags, file->source->file},
		.model = native->model,
		.source = file->source,
		.dialect = RECORDS_OCTODNS,
		.default_ttl = OCTODNS_DEFAULT_TTL,
		.targets = &native->targets,
	};
	const struct source_spec *spec = file->spec;
	const struct dname *name = NULL;
	struct span top = {file->source->file, file->source->lines[0], file->source->lines[0]};

	if (spec != NULL && spec->zone.presence == KNOWN) {
		enum dname_fault fault = dname_parse(l->arena, spec->zone.s, NULL, &name);

		if (fault != DNAME_OK)
			(void)diag_add(l->load->diags, &rule_wrong_type, spec->zone.at,
				       "`zone` wants a domain name, and `%.*s` has %s",
				       STR_ARG(spec->zone.s), dname_fault_text(fault));
	} else {
		name = octodns_zone_of(l->arena, file->path);
	}
	if (name == NULL) {
		diag_undecided(l->load->diags, NULL, top,
			       "these look like records of octoDNS, and the file's name says no zone");
		return;
	}
	reader.zone = zone_of_file(l, native, file, name);
	records_read(&reader, file->root);
}

static void translate(struct loader *l, struct native *native)
{
	for (size_t i = 0; i < l->files.n; i++)
		if (l->files.items[i].format == FORMAT_NATIVE)
			native_read(native, l->files.items[i].root, l->files.items[i].source);
	for (size_t i = 0; i < l->files.n; i++)
		if (l->files.items[i].format == FORMAT_OCTODNS_ZONE)
			read_zone_file(l, native, &l->files.items[i]);
	native_resolve(native);
	derive(native, l->load->policy);
	native_resolve_certificates(native);
	model_finish(native->model);
	if (native->model->n_records > LIMIT_RECORDS)
		(void)diag_add(l->load->diags, &rule_resource_limit, (struct span){0},
			       "more than %d records", LIMIT_RECORDS);
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
			read_file(l, &l->files.items[i]);
	}
	parse_files(l);
	recognise_files(l);
	translate(l, &native);
	return load->files == 0 && load->diags->diags.n == 0 ? LOAD_NOTHING : LOAD_OK;
}
