/* octodns.c -- zone files of octoDNS's YamlProvider. */
#include "front/octodns.h"

#include "front/front_end.h"
#include "front/records.h"

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
};
