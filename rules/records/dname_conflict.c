/*
 * dname_conflict.c -- a DNAME at a name that has a CNAME, a second DNAME, or, below the apex, name servers.
 *
 * Other types may stand beside a DNAME: it leaves its owner alone.
 */
#include "records/shared.h"

#include "base/banned.h"

static void report_beside(struct check *ck, const struct zone_index *zone,
			  const struct rrset *dname, const struct rrset *other, const char *why)
{
	const char *type = rr_type_name(ck->arena, other->type);
	struct diag *d = report(ck, dname->at, "`%s` is a DNAME, and has %s records beside it%s",
				show(ck, dname->owner), type, why);

	about(ck, d, dname->owner, zone->zone, type);
	related(ck, d, other->at, "the %s record at `%s` is here", type, show(ck, dname->owner));
	if (other->type == RR_NS)
		help(ck, d,
		     "write the DNAME at the apex of the zone `%s` that the NS records delegate, "
		     "or remove the NS records",
		     show(ck, dname->owner));
	else
		help(ck, d, "keep the CNAME for `%s` alone, or the DNAME for the names below it",
		     show(ck, dname->owner));
}

static void check_targets_of(struct check *ck, const struct zone_index *zone,
			     const struct name_node *node)
{
	const struct rr *first = NULL;
	struct diag *d;

	for (size_t i = 0; i < node->n; i++) {
		const struct rrset *rrset = node->rrsets[i];

		for (size_t k = 0; rrset->type == RR_DNAME && k < rrset->n; k++) {
			if (first == NULL)
				first = &rrset->rrs[k];
			if (rdata_equal(RR_DNAME, first, &rrset->rrs[k]))
				continue;
			d = report(ck, rrset->rrs[k].at, "`%s` is a DNAME to `%s` and to `%s`",
				   show(ck, node->name), show(ck, first->target),
				   show(ck, rrset->rrs[k].target));
			about(ck, d, node->name, zone->zone, "DNAME");
			related(ck, d, first->at, "the DNAME to `%s` is here",
				show(ck, first->target));
			help(ck, d, "keep one target");
			return;
		}
	}
}

static void check(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];
		const struct rrset *dname = node_rrset(node, RR_DNAME), *other;

		if (dname == NULL)
			continue;
		check_targets_of(ck, zone, node);
		if (node->parent == NULL)
			continue; /* NS belong there, and a CNAME is cname-at-apex */
		other = node_rrset(node, RR_CNAME);
		if (other != NULL)
			report_beside(ck, zone, dname, other, "");
		other = node_rrset(node, RR_NS);
		if (other != NULL)
			report_beside(ck, zone, dname, other, ", which delegate it");
	}
}

const struct rule rule_dname_conflict = {
	.id = "dname-conflict",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a DNAME beside a CNAME, another DNAME, or the NS records of a delegation",
	.source = "RFC 6672, section 2.3",
	.url = "https://www.rfc-editor.org/rfc/rfc6672#section-2.3",
	.since = "0.1.0",
	.why = "The names below a DNAME have one place to go, and its owner is either an alias or "
	       "not. At a delegation the DNAME belongs into the child zone: in the parent nobody "
	       "is answered by it. Name servers refuse such a zone.",
	.fix = "Keep one of the two. A DNAME and a CNAME at one name are, as a rule, meant to "
	       "redirect the whole of a domain: write the DNAME, and address or alias records for "
	       "its owner.",
	.check_zone = check,
};
