/* octodns_zones.c -- which files hold the zones of octoDNS's configurations, and who may resolve them. */
#include "front/octodns_zones.h"

#include "front/project.h"
#include "front/syntax.h"
#include "source/limits.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "base/banned.h"

void octodns_init(struct octodns *octodns, struct arena *arena, struct sources *sources,
		  struct diag_list *diags)
{
	*octodns = (struct octodns){.arena = arena, .sources = sources, .diags = diags};
	map_init(&octodns->uses, arena);
	map_init(&octodns->names, arena);
}

void octodns_add(struct octodns *octodns, struct octodns_config *config)
{
	*VEC_PUSH(octodns->arena, &octodns->configs) = config;
}

struct octodns_use *octodns_use_of(const struct octodns *octodns, struct str path)
{
	return map_get(&octodns->uses, path);
}

bool octodns_is_output(const struct octodns *octodns, struct str path)
{
	struct str folder = path_folder(path);

	for (size_t i = 0; i < octodns->outputs.n; i++) {
		struct str output = octodns->outputs.items[i];

		if (str_eq(folder, output) ||
		    (folder.len > output.len && folder.ptr[output.len] == '/' &&
		     str_eq(str_slice(folder.ptr, output.len), output)))
			return true;
	}
	return false;
}

/* ---- names of files ---------------------------------------------------------------------------- */

static bool is_switched_on(const struct text *extension)
{
	return extension->presence == KNOWN && extension->s.len > 0;
}

/* "example.com" of "example.com.". */
static struct str without_dot(struct str name)
{
	return str_ends(name, ".") ? str_slice(name.ptr, name.len - 1) : name;
}

static struct str zone_file(struct arena *arena, struct str zone)
{
	return str_from(arena_printf(arena, "%.*s.yaml", STR_ARG(without_dot(zone))));
}

static struct str zone_folder(struct arena *arena, const struct octodns_provider *provider,
			      struct str zone)
{
	return str_from(arena_printf(arena, "%.*s%.*s", STR_ARG(without_dot(zone)),
				     STR_ARG(provider->split_extension.s)));
}

/* The zone that an entry of a provider's folder holds; empty: none. */
static struct str zone_of_entry(const struct octodns_provider *provider,
				const struct folder_entry *entry)
{
	struct str name = entry->name;
	size_t dots = 0;

	for (size_t i = 0; i < name.len; i++)
		dots += name.ptr[i] == '.';
	if (entry->is_folder) {
		struct str extension = provider->split_extension.s;

		if (!is_switched_on(&provider->split_extension) || extension.ptr[0] != '.' ||
		    name.len <= extension.len ||
		    !str_eq(str_slice(name.ptr + name.len - extension.len, extension.len),
			    extension))
			return (struct str){0};
		return str_slice(name.ptr, name.len - extension.len + 1);
	}
	if (provider->disable_zonefile || dots < 2 || !str_ends(name, ".yaml"))
		return (struct str){0};
	return str_slice(name.ptr, name.len - 4);
}

/* ---- the folder of a provider ------------------------------------------------------------------ */

static bool reads_from(const struct octodns_zone *zone, const struct octodns_provider *provider)
{
	for (size_t i = 0; i < zone->sources.n; i++)
		if (zone->sources.items[i] == provider)
			return true;
	return false;
}

/* Whether ENTRIES hold a zone that CONFIG reads from PROVIDER. */
static bool holds_zone(struct octodns *o, const struct octodns_config *config,
		       const struct octodns_provider *provider, const struct folder_list *entries)
{
	for (size_t i = 0; i < config->zones.n; i++) {
		const struct octodns_zone *zone = config->zones.items[i];

		if (!reads_from(zone, provider))
			continue;
		for (size_t k = 0; zone->dynamic && k < entries->items.n; k++)
			if (zone_of_entry(provider, &entries->items.items[k]).len > 0)
				return true;
		if (!zone->dynamic &&
		    (folder_find(entries, zone_file(o->arena, zone->name.s)) != NULL ||
		     (is_switched_on(&provider->split_extension) &&
		      folder_find(entries, zone_folder(o->arena, provider, zone->name.s)) != NULL)))
			return true;
	}
	return false;
}

/* The folder above BASE; false at the repository's root. */
static bool go_up(struct octodns *o, struct str *base)
{
	struct str root = o->sources->project;
	size_t parts = root.len > 0, ups = 0;

	if (base->len > 0 && !str_is(path_base(*base), "..")) {
		*base = path_folder(*base);
		return true;
	}
	for (size_t i = 0; i < root.len; i++)
		parts += root.ptr[i] == '/';
	for (size_t i = 0; base->len > 0 && i <= base->len; i++)
		ups += i == base->len || base->ptr[i] == '/';
	if (ups >= parts)
		return false;
	*base = path_join(o->arena, *base, STR(".."));
	return true;
}

static bool take_folder(struct octodns *o, struct octodns_provider *provider, struct str folder,
			bool *ret_outside)
{
	struct folder_list entries = {0};
	bool found;

	switch (glob_folder(o->sources, folder, o->arena, &entries, &found)) {
	case GLOB_OK:
		break;
	case GLOB_OUTSIDE:
		*ret_outside = true;
		return false;
	case GLOB_LIMIT:
		(void)diag_add(o->diags, &rule_resource_limit, provider->directory.at,
			       "the folder `%.*s` has more than %d entries", STR_ARG(folder),
			       LIMIT_GLOB_ENTRIES);
		break;
	}
	if (!found)
		return false;
	provider->found = true;
	provider->folder = source_path(o->sources, o->arena, folder);
	provider->entries = entries;
	return true;
}

static void not_found(struct octodns *o, const struct octodns_provider *provider, bool outside)
{
	const struct text *directory = &provider->directory;
	struct diag *diag;

	if (directory->s.len > 0 && directory->s.ptr[0] != '/' && outside) {
		diag = diag_add(o->diags, &rule_include_outside_root, directory->at,
				"the folder `%.*s` of the provider `%.*s` leads outside the "
				"repository",
				STR_ARG(directory->s), STR_ARG(provider->name.s));
		diag->cause = arena_cstr(o->arena, directory->s);
		diag_help(o->diags, diag, "zone files lie inside the repository");
		return;
	}
	diag_undecided(o->diags, NULL, directory->at,
		       "the folder `%.*s` of the provider `%.*s` is not in the repository: its "
		       "zones are not read",
		       STR_ARG(directory->s), STR_ARG(provider->name.s));
}

static void find_folder(struct octodns *o, const struct octodns_config *config,
			struct octodns_provider *provider)
{
	const struct text *directory = &provider->directory;
	struct str base = path_folder(config->source->path);
	bool outside = false, inside = false;
	struct octodns_provider first = {0};

	if (directory->presence == UNSETTLED)
		diag_undecided(o->diags, NULL, directory->at,
			       "the folder of the provider `%.*s` is given by `%.*s`: its zones "
			       "are not read",
			       STR_ARG(provider->name.s), STR_ARG(directory->s));
	if (directory->presence != KNOWN)
		return;
	do {
		bool left = false;

		if (!take_folder(o, provider, path_join(o->arena, base, directory->s), &left)) {
			outside = outside || left;
			inside = inside || !left;
			continue;
		}
		if (holds_zone(o, config, provider, &provider->entries))
			return;
		if (!first.found)
			first = *provider;
	} while (go_up(o, &base));
	if (first.found)
		*provider = first;
	else
		not_found(o, provider, outside && !inside);
}

/* What octoDNS only writes is no source. */
static void find_output(struct octodns *o, const struct octodns_config *config,
			struct octodns_provider *provider)
{
	struct str base = path_folder(config->source->path);
	bool outside;

	if (provider->directory.presence != KNOWN)
		return;
	do {
		if (!take_folder(o, provider, path_join(o->arena, base, provider->directory.s),
				 &outside))
			continue;
		*VEC_PUSH(o->arena, &o->outputs) = provider->folder;
		return;
	} while (go_up(o, &base));
}

static void find_folders(struct octodns *o, const struct octodns_config *config)
{
	for (size_t i = 0; i < config->providers.n; i++) {
		struct octodns_provider *provider = config->providers.items[i];

		if (provider->kind != OCTODNS_YAML)
			continue;
		if (provider->is_source)
			find_folder(o, config, provider);
		else if (provider->is_target)
			find_output(o, config, provider);
	}
}

/* A folder that one configuration writes and another reads is no output. */
static void settle_outputs(struct octodns *o)
{
	size_t kept = 0;

	for (size_t i = 0; i < o->outputs.n; i++) {
		bool read = false;

		for (size_t c = 0; c < o->configs.n; c++)
			for (size_t p = 0; p < o->configs.items[c]->providers.n; p++) {
				const struct octodns_provider *provider =
					o->configs.items[c]->providers.items[p];

				read = read || (provider->is_source && provider->found &&
						str_eq(provider->folder, o->outputs.items[i]));
			}
		if (!read)
			o->outputs.items[kept++] = o->outputs.items[i];
	}
	o->outputs.n = kept;
}

/* ---- the files of a zone ----------------------------------------------------------------------- */

static int by_octets(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void add_path(struct octodns *o, struct path_list *list,
		     const struct octodns_provider *provider, struct str name)
{
	*VEC_PUSH(o->arena, &list->paths) =
		source_path(o->sources, o->arena, path_join(o->arena, provider->folder, name));
}

static void add_split(struct octodns *o, struct path_list *list,
		      const struct octodns_provider *provider, struct str zone)
{
	struct str folder = zone_folder(o->arena, provider, zone);
	const struct folder_entry *entry = folder_find(&provider->entries, folder);
	struct folder_list entries = {0};
	bool found;

	if (entry == NULL || !entry->is_folder ||
	    glob_folder(o->sources, path_join(o->arena, provider->folder, folder), o->arena,
			&entries, &found) != GLOB_OK)
		return;
	for (size_t i = 0; i < entries.items.n; i++) {
		const struct folder_entry *file = &entries.items.items[i];

		if (!file->is_folder && str_ends(file->name, ".yaml"))
			add_path(o, list, provider,
				 str_from(arena_printf(o->arena, "%.*s/%.*s", STR_ARG(folder),
						       STR_ARG(file->name))));
	}
}

/* The files that PROVIDER reads for ZONE, in its order. */
static struct path_list files_of(struct octodns *o, const struct octodns_provider *provider,
				 struct str zone)
{
	struct path_list list = {0};
	struct str file = zone_file(o->arena, zone);

	if (is_switched_on(&provider->split_extension))
		add_split(o, &list, provider, zone);
	if (!provider->disable_zonefile && folder_find(&provider->entries, file) != NULL)
		add_path(o, &list, provider, file);
	if (is_switched_on(&provider->shared_filename))
		add_path(o, &list, provider, provider->shared_filename.s);
	if (list.paths.n > 1)
		qsort(list.paths.items, list.paths.n, sizeof(*list.paths.items), by_octets);
	return list;
}

static void no_files(struct octodns *o, const struct octodns_hosted *zone,
		     const struct octodns_provider *provider)
{
	struct diag *diag;

	if (provider->ignore_missing)
		return;
	diag = diag_add(o->diags, &rule_unresolved_reference, zone->entry->name.at,
			"the provider `%.*s` has no file of the zone `%.*s`",
			STR_ARG(provider->name.s), STR_ARG(zone->records->name.s));
	diag->cause = arena_cstr(o->arena, provider->name.s);
	diag_related(o->diags, diag, provider->directory.at, "its folder is `%.*s`",
		     STR_ARG(provider->folder));
	diag_help(o->diags, diag, "write `%.*s`",
		  STR_ARG(path_join(o->arena, provider->folder,
				    zone_file(o->arena, zone->records->name.s))));
}

static void add_use(struct octodns *o, struct octodns_hosted *zone,
		    const struct octodns_provider *provider, struct str path)
{
	struct octodns_use *use = NEW(o->arena, struct octodns_use), *first;

	*use = (struct octodns_use){.into = zone, .provider = provider, .path = path};
	*VEC_PUSH(o->arena, &zone->uses) = use;
	first = map_add(&o->uses, path, use);
	if (first == NULL)
		return;
	use->repeated = zone->entry->is_alias || first->into->records == zone->records ||
			(first->next != NULL && first->next->into->records == zone->records);
	use->next = first->next;
	first->next = use;
}

static void add_source(struct octodns *o, struct octodns_hosted *zone,
		       struct octodns_provider *provider, struct path_list *paths)
{
	struct path_list list;

	if (provider->kind != OCTODNS_YAML) {
		zone->part = true;
		if (!provider->noted)
			diag_undecided(o->diags, NULL, provider->name.at,
				       "records that the source `%.*s` brings are not read",
				       STR_ARG(provider->name.s));
		provider->noted = true;
		return;
	}
	if (!provider->found) {
		zone->part = true; /* reported where its folder is looked for */
		return;
	}
	list = files_of(o, provider, zone->records->name.s);
	if (list.paths.n == 0)
		no_files(o, zone, provider);
	for (size_t i = 0; i < list.paths.n; i++) {
		add_use(o, zone, provider, list.paths.items[i]);
		*VEC_PUSH(o->arena, &paths->paths) = list.paths.items[i];
	}
}

/* ---- zones and views --------------------------------------------------------------------------- */

static void take_processors(struct octodns *o, struct octodns_hosted *zone)
{
	for (size_t i = 0; i < zone->records->processors.n; i++) {
		struct octodns_processor *processor = zone->records->processors.items[i];

		zone->template = zone->template || processor->kind == PROCESSOR_TEMPLATE;
		zone->part = zone->part || (processor->kind != PROCESSOR_NEUTRAL &&
					    processor->kind != PROCESSOR_TEMPLATE);
		if (processor->kind != PROCESSOR_UNKNOWN || processor->noted)
			continue;
		diag_undecided(o->diags, NULL, processor->name.at,
			       "what the processor `%.*s` makes of records is not known",
			       STR_ARG(processor->name.s));
		processor->noted = true;
	}
}

static struct str view_key(struct arena *arena, const struct dname *name, enum view view)
{
	return str_from(arena_printf(arena, "%s %d", dname_text(arena, name), view));
}

bool octodns_hosts(const struct octodns *octodns, struct arena *scratch, const struct dname *name)
{
	return octodns->names.n > 0 &&
	       (map_get(&octodns->names, view_key(scratch, name, VIEW_PUBLIC)) != NULL ||
		map_get(&octodns->names, view_key(scratch, name, VIEW_PRIVATE)) != NULL);
}

static void link_same(struct octodns *o, struct octodns_hosted *zone)
{
	struct str key = view_key(o->arena, zone->name, zone->view);
	struct octodns_hosted **last = map_get(&o->names, key);

	if (last == NULL) {
		last = NEW(o->arena, struct octodns_hosted *);
		(void)map_add(&o->names, key, last);
	}
	zone->same = *last;
	*last = zone;
}

static void add_vpc(struct octodns *o, struct octodns_hosted *zone,
		    const struct octodns_provider *target)
{
	if (target->vpc_id.presence == KNOWN)
		*VEC_PUSH(o->arena, &zone->vpcs) = (struct vpc){
			target->vpc_id, target->vpc_region.presence == KNOWN ? target->vpc_region
									     : (struct text){0}};
}

/* The zone of ENTRY in VIEW, where it has a target there; ANY: where no target is known. */
static void host(struct octodns *o, const struct octodns_config *config,
		 const struct octodns_zone *entry, enum view view, bool any,
		 struct path_list *paths)
{
	struct octodns_hosted *zone = NEW(o->arena, struct octodns_hosted);
	const struct octodns_zone *records = entry->is_alias ? entry->alias : entry;

	*zone = (struct octodns_hosted){.config = config,
					.entry = entry,
					.records = records,
					.name = entry->dname,
					.view = view,
					.view_assumed = view == VIEW_PUBLIC,
					.part = records->partial};
	for (size_t i = 0; i < records->targets.n; i++) {
		const struct octodns_provider *target = records->targets.items[i];

		if ((target->private_zones == YES) != (view == VIEW_PRIVATE))
			continue;
		*VEC_PUSH(o->arena, &zone->targets) = target;
		zone->view_assumed = zone->view_assumed && target->private_zones != NO;
		add_vpc(o, zone, target);
	}
	if (zone->targets.n == 0 && !any)
		return;
	if (config->spec != NULL && config->spec->view.presence == KNOWN) {
		zone->view = str_is(config->spec->view.s, "private") ? VIEW_PRIVATE : VIEW_PUBLIC;
		zone->view_assumed = false;
	}
	take_processors(o, zone);
	for (size_t i = 0; i < records->sources.n; i++)
		add_source(o, zone, records->sources.items[i], paths);
	if (zone->uses.n == 0)
		return;
	link_same(o, zone);
	*VEC_PUSH(o->arena, &o->hosted) = zone;
}

static void add_entry(struct octodns *o, const struct octodns_config *config,
		      const struct octodns_zone *entry, struct path_list *paths)
{
	const struct octodns_zone *records = entry->is_alias ? entry->alias : entry;
	bool is_private = false;

	if (records == NULL || records->dynamic)
		return;
	for (size_t i = 0; i < records->targets.n; i++)
		is_private = is_private || records->targets.items[i]->private_zones == YES;
	host(o, config, entry, VIEW_PUBLIC, !is_private, paths);
	if (is_private)
		host(o, config, entry, VIEW_PRIVATE, false, paths);
}

/* ---- zones by pattern -------------------------------------------------------------------------- */

static const struct pattern_limits zone_limits = {LIMIT_PATTERN_SIZE, LIMIT_PATTERN_MATCH,
						  LIMIT_PATTERN_DEPTH, LIMIT_PATTERN_HEAP_KIB};

static bool is_meant(struct octodns *o, const struct octodns_zone *by,
		     const struct pattern *pattern, struct str name)
{
	if (by->glob.presence == KNOWN)
		return fnmatch(arena_cstr(o->arena, by->glob.s), arena_cstr(o->arena, name), 0) ==
		       0;
	return pattern == NULL || pattern_matches(pattern, name) == YES;
}

static void claim(struct octodns *o, struct octodns_config *config, struct octodns_zone *by,
		  struct str name, struct path_list *paths)
{
	struct octodns_zone *zone = NEW(o->arena, struct octodns_zone);

	*zone = *by;
	zone->name.s = name;
	zone->dynamic = false;
	if (dname_parse(o->arena, name, NULL, &zone->dname) != DNAME_OK)
		return;
	if (map_add(&config->zone_names, name, zone) == NULL)
		add_entry(o, config, zone, paths);
}

static void add_dynamic(struct octodns *o, struct octodns_config *config, struct octodns_zone *by,
			struct path_list *paths)
{
	struct pattern *pattern = NULL;
	struct err err;

	if (by->glob.presence != KNOWN && by->regex.presence == KNOWN &&
	    pattern_compile(o->arena, by->regex.s, false, &zone_limits, &pattern, &err) != OK) {
		diag_undecided(o->diags, NULL, by->regex.at,
			       "which zones `%.*s` means cannot be told: %s", STR_ARG(by->regex.s),
			       err.text);
		return;
	}
	for (size_t i = 0; i < by->sources.n; i++) {
		struct octodns_provider *provider = by->sources.items[i];

		if (provider->kind != OCTODNS_YAML)
			diag_undecided(o->diags, NULL, by->name.at,
				       "which zones the source `%.*s` lists is not known",
				       STR_ARG(provider->name.s));
		for (size_t k = 0; k < provider->entries.items.n; k++) {
			struct str name =
				zone_of_entry(provider, &provider->entries.items.items[k]);

			if (name.len > 0 && map_get(&config->zone_names, name) == NULL &&
			    is_meant(o, by, pattern, name))
				claim(o, config, by, name, paths);
		}
	}
}

void octodns_find_files(struct octodns *octodns, struct path_list *paths)
{
	for (size_t i = 0; i < octodns->configs.n; i++)
		find_folders(octodns, octodns->configs.items[i]);
	settle_outputs(octodns);
	for (size_t i = 0; i < octodns->configs.n; i++) {
		struct octodns_config *config = octodns->configs.items[i];

		for (size_t k = 0; k < config->zones.n; k++) {
			struct octodns_zone *zone = config->zones.items[k];

			if (zone->dynamic)
				add_dynamic(octodns, config, zone, paths);
			else
				add_entry(octodns, config, zone, paths);
		}
	}
}

/* ---- which records ----------------------------------------------------------------------------- */

static bool is_listed(const struct node *list, struct str name)
{
	for (size_t i = 0; list != NULL && list->kind == NODE_SEQUENCE && i < list->sequence.n; i++)
		if (list->sequence.items[i]->kind == NODE_SCALAR &&
		    str_eq(list->sequence.items[i]->text, name))
			return true;
	return false;
}

/* Whether some target of the zone's view takes the record. */
static bool has_target(const struct octodns_hosted *zone, const struct node *settings)
{
	const struct node *included = node_get(settings, "included"),
			  *excluded = node_get(settings, "excluded");
	bool some = included != NULL && included->kind == NODE_SEQUENCE && included->sequence.n > 0;

	if (zone->targets.n == 0)
		return true; /* nobody says where the zone goes */
	for (size_t i = 0; i < zone->targets.n; i++) {
		struct str target = zone->targets.items[i]->name.s;

		if ((!some || is_listed(included, target)) && !is_listed(excluded, target))
			return true;
	}
	return false;
}

static bool matches(const struct octodns_processor *processor, struct str text)
{
	for (size_t i = 0; i < processor->exact.n; i++)
		if (str_eq(processor->exact.items[i], text))
			return true;
	for (size_t i = 0; i < processor->patterns.n; i++)
		if (pattern_matches(processor->patterns.items[i], text) == YES)
			return true;
	return false;
}

static bool passes(const struct octodns_processor *processor, struct str owner, struct str type)
{
	switch (processor->kind) {
	case PROCESSOR_ALLOWS_TYPES:
		return matches(processor, type);
	case PROCESSOR_REJECTS_TYPES:
		return !matches(processor, type);
	case PROCESSOR_ALLOWS_NAMES:
		return matches(processor, owner);
	case PROCESSOR_REJECTS_NAMES:
		return !matches(processor, owner);
	default:
		return true;
	}
}

enum tri octodns_keeps(const struct octodns_hosted *zone, const struct node *record,
		       struct str owner, struct str type)
{
	const struct node *settings = node_get(record, "octodns");

	if (octodns_flag(settings, "ignored", false))
		return UNKNOWN;
	if (zone == NULL)
		return YES;
	for (size_t i = 0; i < zone->records->processors.n; i++)
		if (!passes(zone->records->processors.items[i], owner, type))
			return NO;
	return has_target(zone, settings) ? YES : NO;
}
