/* octodns.c -- zone files of octoDNS's YamlProvider. */
#include "front/octodns.h"

#include "front/front_end.h"
#include "front/records.h"
#include "model/idna.h"

#include "base/banned.h"

static bool recognises_zone(const struct node *root)
{
	size_t records = 0, others = 0;

	if (root->kind != NODE_MAPPING)
		return false;
	for (size_t i = 0; i < root->mapping.n; i++) {
		if (str_is(root->mapping.pairs[i].key->text, "octodns"))
			continue;
		if (records_recognise(root->mapping.pairs[i].value))
			records++;
		else
			others++;
	}
	/* one slip of the hand in a zone file is a finding in it, and no reason to pass it over */
	return records > others;
}

static bool recognises_config(const struct node *root)
{
	const struct node *providers = node_get(root, "providers"),
			  *zones = node_get(root, "zones");

	return providers != NULL && providers->kind == NODE_MAPPING && zones != NULL &&
	       zones->kind == NODE_MAPPING;
}

/* The class of a processor without its module: records pass it or are left to others. */
static bool leaves_to_others(struct str class)
{
	static const char *const classes[] = {
		"NameAllowlistFilter",	       "NameRejectlistFilter",
		"NameWhitelistFilter",	       "NameBlacklistFilter",
		"TypeAllowlistFilter",	       "TypeRejectlistFilter",
		"TypeWhitelistFilter",	       "TypeBlacklistFilter",
		"ValueAllowlistFilter",	       "ValueRejectlistFilter",
		"NetworkValueAllowlistFilter", "NetworkValueRejectlistFilter",
		"OwnershipProcessor",	       "AcmeManagingProcessor",
		"AcmeMangingProcessor",
	};
	struct str module;

	while (str_cut(&class, '.', &module))
		;
	for (size_t i = 0; i < COUNT_OF(classes); i++)
		if (str_is(class, classes[i]))
			return true;
	return false;
}

/* Whether LIST names a processor of that kind. */
static bool has_filter(const struct node *processors, const struct node *list)
{
	if (list == NULL || list->kind != NODE_SEQUENCE || processors == NULL ||
	    processors->kind != NODE_MAPPING)
		return false;
	for (size_t i = 0; i < list->sequence.n; i++) {
		const struct node *name = list->sequence.items[i], *processor = NULL, *class;

		for (size_t k = 0; k < processors->mapping.n && name->kind == NODE_SCALAR; k++)
			if (str_eq(processors->mapping.pairs[k].key->text, name->text))
				processor = processors->mapping.pairs[k].value;
		class = processor != NULL && processor->kind == NODE_MAPPING
				? node_get(processor, "class")
				: NULL;
		if (class != NULL && class->kind == NODE_SCALAR && leaves_to_others(class->text))
			return true;
	}
	return false;
}

/* The zones from which an octoDNS configuration keeps records by a processor: those are managed
 * elsewhere, and the zone files do not hold them. */
struct filtered {
	const struct dname **zones;
	size_t n;
	bool all; /* a processor of the manager, or of `*` */
};

/* octoDNS, "Processors": the filters of names, types and values, OwnershipProcessor, AcmeManagingProcessor. */
static void read_filtered(struct arena *arena, const struct node *root,
			  struct filtered *ret_filtered)
{
	const struct node *processors = node_get(root, "processors");
	const struct node *manager = node_get(root, "manager"), *zones = node_get(root, "zones");
	struct filtered filtered = {0};

	if (manager != NULL && manager->kind == NODE_MAPPING)
		filtered.all = has_filter(processors, node_get(manager, "processors"));
	filtered.zones = NEW_ARRAY(arena, const struct dname *, zones->mapping.n);
	for (size_t i = 0; i < zones->mapping.n; i++) {
		const struct pair *pair = &zones->mapping.pairs[i];
		const struct dname *name;

		if (pair->value->kind != NODE_MAPPING ||
		    !has_filter(processors, node_get(pair->value, "processors")))
			continue;
		if (str_starts(pair->key->text, "*"))
			filtered.all = true;
		else if (dname_parse(arena, pair->key->text, NULL, &name) == DNAME_OK)
			filtered.zones[filtered.n++] = name;
	}
	*ret_filtered = filtered;
}

static void manage_in_part(struct zone *zone)
{
	if (zone != NULL && zone->octodns && !zone->managed_stated)
		zone->managed_part = true;
}

/* Others write what the processors of an octoDNS configuration filter out, unless the project says that
 * the zone is managed as a whole. */
static void translate_config(struct translation *translation, const struct input *input)
{
	const struct model *model = translation->model;
	struct filtered filtered;

	read_filtered(model->arena, input->root, &filtered);
	for (size_t i = 0; i < filtered.n; i++) {
		manage_in_part(model_zone(model, filtered.zones[i], VIEW_PUBLIC));
		manage_in_part(model_zone(model, filtered.zones[i], VIEW_PRIVATE));
	}
	for (size_t i = 0; filtered.all && i < model->zones.n; i++)
		manage_in_part(model->zones.items[i]);
}

const struct dname *octodns_zone_of(struct arena *arena, struct str path)
{
	struct str base = path_base(path);
	const struct dname *name;

	if (str_ends(base, ".yaml"))
		base.len -= 5;
	else if (str_ends(base, ".yml"))
		base.len -= 4;
	else
		return NULL;
	/* octoDNS names the file of an internationalised zone in either form */
	if (idna_to_ascii(arena, base, &base) > IDNA_CONVERTED)
		return NULL;
	/* a zone has two labels at least in every configuration; `zones.yaml` is none */
	if (dname_parse(arena, base, NULL, &name) != DNAME_OK || name->labels < 2)
		return NULL;
	return name;
}

static void read_zone(struct input *input, struct arena *arena)
{
	struct model beside = {.arena = arena, .sources = input->sources};
	struct logical_targets none = {0}; /* octoDNS has no logical targets */
	struct record_reader reader = {
		.decoder = {arena, &input->diags, input->source->file},
		.model = &beside,
		.source = input->source,
		.dialect = RECORDS_OCTODNS,
		.default_ttl = OCTODNS_DEFAULT_TTL,
		.targets = &none,
	};
	uint32_t top = input->source->lines[0];
	const struct dname *name;

	if (input->root == NULL || !input_zone_name(input, arena, &name))
		return;
	if (name == NULL)
		name = octodns_zone_of(arena, input->path);
	if (name == NULL) {
		diag_undecided(
			&input->diags, NULL, (struct span){input->source->file, top, top},
			"these look like records of octoDNS, and the file's name says no zone");
		return;
	}
	reader.zone = input_add_zone(input, arena, name, "the zone file of");
	reader.zone->octodns = true;
	records_read(&reader, input->root);
}

const struct front_end front_end_octodns = {
	.format = "octodns",
	.recognises_tree = recognises_zone,
	.read = read_zone,
};

/* It says where zones are kept, and holds none. */
const struct front_end front_end_octodns_config = {
	.format = "the configuration of octoDNS",
	.recognises_tree = recognises_config,
	.translate = translate_config,
};
