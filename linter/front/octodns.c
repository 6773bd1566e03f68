/* octodns.c -- zone files of octoDNS's YamlProvider. */
#include "front/octodns.h"

#include "model/idna.h"

#include "base/banned.h"

bool octodns_recognises_zone(const struct node *root)
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

bool octodns_recognises_config(const struct node *root)
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
	/* octoDNS names the file of an internationalised zone in either form */
	if (idna_to_ascii(arena, base, &base) > IDNA_CONVERTED)
		return NULL;
	/* a zone has two labels at least in every configuration; `zones.yaml` is none */
	if (dname_parse(arena, base, NULL, &name) != DNAME_OK || name->labels < 2)
		return NULL;
	return name;
}
