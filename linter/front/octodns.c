/* octodns.c -- zone files of octoDNS's YamlProvider. */
#include "front/octodns.h"

#include "front/front_end.h"
#include "front/octodns_zones.h"
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

bool octodns_looks_like_config(struct str bytes)
{
	return str_find(bytes, "providers", NULL) && str_find(bytes, "zones", NULL);
}

const struct dname *octodns_zone_of(struct arena *arena, struct str path)
{
	struct str base = path_base(path), folder = path_base(path_folder(path));
	const struct dname *name;

	if (folder.len > 1 && !str_is(folder, "..") && str_ends(folder, ".") &&
	    (str_ends(base, ".yaml") || str_ends(base, ".yml")))
		base = folder;
	else if (str_ends(base, ".yaml"))
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

/* Reads the records into ZONE; for USE: as its provider and its zone say. */
static void read_records(struct input *input, struct arena *arena, struct zone *zone,
			 const struct octodns_use *use)
{
	struct model beside = {.arena = arena, .sources = input->sources};
	struct logical_targets none = {0}; /* octoDNS has no logical targets */
	struct diag_list unheard;
	struct record_reader reader = {
		.decoder = {arena, use != NULL && use->repeated ? &unheard : &input->diags,
			    input->source->file},
		.model = &beside,
		.source = input->source,
		.zone = zone,
		.dialect = RECORDS_OCTODNS,
		.default_ttl = use != NULL ? use->provider->default_ttl : OCTODNS_DEFAULT_TTL,
		.lenient = use != NULL && use->into->records->lenient,
		.hosted = use != NULL ? use->into : NULL,
		.targets = &none,
	};

	diag_list_init(&unheard, arena);
	zone->octodns = true;
	records_read(&reader, input->root);
	zone_sort(&beside, zone);
}

/* The zone that the file is of, where no configuration says it; NULL, and said, where it is read as none. */
static const struct dname *own_name(struct input *input, struct arena *arena)
{
	uint32_t top = input->source->lines[0];
	struct span at = {input->source->file, top, top};
	const struct dname *name;

	if (!input_zone_name(input, arena, &name))
		return NULL;
	if (name == NULL)
		name = octodns_zone_of(arena, input->path);
	if (name == NULL) {
		diag_undecided(
			&input->diags, NULL, at,
			"these look like records of octoDNS, and the file's name says no zone");
		return NULL;
	}
	if (input->named || input->octodns == NULL || input->octodns->configs.n == 0)
		return name;
	if (octodns_hosts(input->octodns, arena, name)) {
		diag_undecided(&input->diags, NULL, at,
			       "the octoDNS configuration has other files for the zone `%s`: this "
			       "one is not read",
			       dname_text_bare(arena, name));
		return NULL;
	}
	diag_undecided(&input->diags, NULL, at,
		       "no octoDNS configuration names the zone `%s`: it is read as a public one",
		       dname_text_bare(arena, name));
	return name;
}

static void read_zone(struct input *input, struct arena *arena)
{
	const struct dname *name;

	if (input->root == NULL)
		return;
	for (struct octodns_use *use = input->uses; use != NULL; use = use->next) {
		use->zone = NEW(arena, struct zone);
		use->zone->name = use->into->name;
		read_records(input, arena, use->zone, use);
	}
	if (input->uses != NULL)
		return;
	name = own_name(input, arena);
	if (name != NULL)
		read_records(input, arena, input_add_zone(input, arena, name, "the zone file of"),
			     NULL);
}

const struct front_end front_end_octodns = {
	.format = "octodns",
	.recognises_tree = recognises_zone,
	.read = read_zone,
};

/* It says where zones are kept, and holds none: load.h reads it before all others. */
const struct front_end front_end_octodns_config = {
	.format = "the configuration of octoDNS",
	.recognises_tree = recognises_config,
};
