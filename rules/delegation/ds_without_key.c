/* ds_without_key.c -- a DS that no key of its zone fits. */
#include "delegation/shared.h"
#include "model/dnssec.h"

#include "base/banned.h"

static void collect_ds(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; zone->zone->view == VIEW_PUBLIC && i < zone->n; i++) {
		const struct rrset *ds = node_rrset(&zone->nodes[i], RR_DS);

		if (ds != NULL && ds->n > 0 && zone->nodes[i].cut == &zone->nodes[i])
			collect(ck, (struct fact){.zone = zone->zone,
						  .owner = zone->nodes[i].name,
						  .type = RR_DS,
						  .rrset = ds,
						  .at = ds->at});
	}
}

static bool any_fits(const struct rrset *ds, const struct rrset *keys)
{
	for (size_t i = 0; i < ds->n; i++)
		for (size_t k = 0; k < keys->n; k++)
			if (dnssec_ds_fits(ds->owner, &ds->rrs[i], &keys->rrs[k]))
				return true;
	return false;
}

static void check_ds(struct check *ck, const struct fact *fact)
{
	const struct zone_index *child = zone_named(ck, fact->owner);
	const struct rrset *keys = child == NULL ? NULL : node_rrset(&child->nodes[0], RR_DNSKEY);
	struct diag *d;

	if (keys == NULL || keys->n == 0) {
		undecided(ck, fact->at,
			  "whether the DS at `%s` fits a key of its zone is not known: the sources "
			  "hold no DNSKEY of it",
			  show(ck, fact->owner));
		return;
	}
	if (any_fits(fact->rrset, keys))
		return;
	d = report(ck, fact->at, "no DNSKEY of `%s` fits the DS: key tag %u is none of its keys'",
		   show(ck, fact->owner), dnssec_ds_key_tag(&fact->rrset->rrs[0]));
	about(ck, d, fact->owner, fact->zone, NULL);
	related(ck, d, keys->at, "the keys of the zone are here; the first has key tag %u",
		dnssec_key_tag(&keys->rrs[0]));
	help(ck, d, "write the DS of a key that the zone has");
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		check_ds(ck, &ck->facts->items.items[i]);
}

const struct rule rule_ds_without_key = {
	.id = "ds-without-key",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a DS that matches no DNSKEY of the zone below",
	.source = "RFC 4035, section 5.2; RFC 4034, section 5.1.4 and appendix B",
	.url = "https://www.rfc-editor.org/rfc/rfc4035#section-5.2",
	.since = "0.1.0",
	.why = "Where the zone above has a DS, a resolver that validates accepts the zone "
	       "below only with a key that one of the DS fits. With none, every answer of "
	       "the zone is bogus, and its names are gone for most of the Internet.",
	.fix = "Write the DS of the present key signing key. When a key is changed, the "
	       "new DS is there before the old key goes.",
	.collect_zone = collect_ds,
	.decide = decide,
};
