/* ds_without_ns.c -- a DS that stands at no zone cut. Records of type CDS, by which a child asks for a DS, are
 * of another type and stand at its apex. */
#include "delegation/shared.h"

#include "base/banned.h"

static void check(struct check *ck, const struct rrset *rrset)
{
	const struct zone_index *zone;
	const struct name_node *node;
	struct diag *d;

	/* a wildcard DS is a fault of its own */
	if (rrset->type != RR_DS || dname_is_wildcard(rrset->owner))
		return;
	zone = index_of_zone(ck->index, rrset->zone);
	node = zone_index_node(zone, rrset->owner);
	if (node->parent == NULL) {
		d = report(ck, rrset->at,
			   "a DS at the apex of `%s`: it belongs to the zone above, beside the NS "
			   "records of `%s`",
			   show(ck, rrset->owner), show(ck, rrset->owner));
	} else {
		if (node_rrset(node, RR_NS) != NULL || (node->cut != NULL && node->cut != node))
			return;
		if (rrset->zone->managed_part) {
			undecided(
				ck, rrset->at,
				"whether NS records stand beside the DS of `%s` is not known: `%s` "
				"is managed in part",
				show(ck, rrset->owner), show(ck, rrset->zone->name));
			return;
		}
		d = report(ck, rrset->at, "a DS at `%s`, which is not delegated: no NS beside it",
			   show(ck, rrset->owner));
	}
	about(ck, d, rrset->owner, rrset->zone, NULL);
	help(ck, d,
	     node->parent == NULL ? "move the DS to the zone above `%s`"
				  : "add the NS records of `%s`, or remove the DS",
	     show(ck, rrset->owner));
}

const struct rule rule_ds_without_ns = {
	.id = "ds-without-ns",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a DS record at a name that is not delegated",
	.source = "RFC 4035, section 2.4",
	.url = "https://www.rfc-editor.org/rfc/rfc4035#section-2.4",
	.since = "0.1.0",
	.why = "A DS says which key signs the zone that is delegated at its name. At any other "
	       "name, "
	       "and at the apex of a zone, it must not stand: name servers refuse the zone, and "
	       "the "
	       "delegation that it was meant for is not secured.",
	.fix = "Put the DS beside the NS records of the delegation, in the zone above the one that "
	       "is signed.",
	.check_rrset = check,
};
