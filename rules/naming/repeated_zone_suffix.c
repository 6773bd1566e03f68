/* repeated_zone_suffix.c -- `www.example.com.example.com.`: the forgotten dot. */
#include "naming/shared.h"

#include <string.h>

#include "base/banned.h"

/* Whether NAME, in ZONE, ends with the zone's labels twice. A zone of one label is no domain that anybody
 * writes out in full by mistake. */
static bool repeats(const struct dname *name, const struct dname *zone)
{
	const uint8_t *wire;
	size_t len;

	if (zone->labels < 2 || name->labels < 2 * zone->labels || !dname_is_within(name, zone))
		return false;
	wire = dname_suffix_wire(name, (unsigned)name->labels - 2u * zone->labels, &len);
	return memcmp(wire, zone->wire, zone->len - 1u) == 0;
}

/* NAME, which repeats ZONE, with its labels once. */
static const char *meant(struct check *ck, const struct dname *name, const struct dname *zone)
{
	return show(ck,
		    dname_join(ck->arena, name, (unsigned)name->labels - 2u * zone->labels, zone));
}

static void check_owner(struct check *ck, const struct zone *zone, const struct rrset *rrset)
{
	struct diag *d;

	if (rrset->derived || !repeats(rrset->owner, zone->name))
		return;
	d = report(ck, rrset->owner_at, "the owner name `%s` has the zone `%s` twice at its end",
		   show(ck, rrset->owner), show(ck, zone->name));
	about(ck, d, rrset->owner, zone, "owner");
	help(ck, d, "owner names are relative to the zone: write `%s` without `%s`",
	     meant(ck, rrset->owner, zone->name), show(ck, zone->name));
}

/* A target that exists is meant, whatever it looks like; what is wrong with it is said at its owner. */
static void check_target(struct check *ck, const struct rrset *rrset, const struct rr *rr)
{
	size_t n;
	const struct zone_index *zone =
		index_zones_for(ck->index, rr->target, rrset->zone->view, DNAME_LABELS_MAX, &n);
	struct diag *d;

	if (zone == NULL || !repeats(rr->target, zone->zone->name))
		return;
	for (size_t i = 0; i < n; i++)
		if (zone_index_node(&zone[i], rr->target) != NULL)
			return;
	d = report(ck, rr->at,
		   "the target `%s` of the %s record at `%s` has the zone `%s` twice "
		   "at its end",
		   show(ck, rr->target), rr_type_name(ck->arena, rrset->type),
		   show(ck, rrset->owner), show(ck, zone->zone->name));
	about(ck, d, rrset->owner, rrset->zone,
	      arena_printf(ck->arena, "target %s", show(ck, rr->target)));
	help(ck, d, "write `%s`", meant(ck, rr->target, zone->zone->name));
}

static void check(struct check *ck, const struct zone_index *index)
{
	for (size_t i = 0; i < index->n; i++) {
		const struct name_node *node = &index->nodes[i];

		if (node->n > 0)
			check_owner(ck, index->zone, node->rrsets[0]);
		for (size_t k = 0; k < node->n; k++)
			for (size_t r = 0; r < node->rrsets[k]->n; r++)
				if (node->rrsets[k]->rrs[r].target != NULL)
					check_target(ck, node->rrsets[k], &node->rrsets[k]->rrs[r]);
	}
}

const struct rule rule_repeated_zone_suffix = {
	.id = "repeated-zone-suffix",
	.family = "naming",
	.severity = SEV_ERROR,
	.summary = "a name that ends with its zone twice, as `www.example.com.example.com.`",
	.source = "RFC 1035, section 5.1; RFC 1912, section 2.2",
	.url = "https://www.rfc-editor.org/rfc/rfc1035#section-5.1",
	.since = "0.1.0",
	.why = "A name without a final dot is relative, and the zone is put behind it. Who writes "
	       "the whole name and no dot gets the zone twice: the name that was meant does not "
	       "exist, and a certificate, a mail server or a validation waits for it in vain.",
	.fix = "Write the owner name relative to its zone, and a target with its final dot.",
	.check_zone = check,
};
