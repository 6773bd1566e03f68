/*
 * cname_with_other_data.c -- a CNAME at a name that has other records too.
 *
 * At the apex of a zone the SOA and NS are always such records: there the finding is cname-at-apex, and
 * this rule is silent. A DNAME beside it is dname-conflict.
 */
#include "records/shared.h"

#include "base/banned.h"

/* RFC 4035 section 2.5: a signed CNAME has RRSIG and NSEC beside it, and may have KEY. */
static bool may_stand_beside(enum rr_type type)
{
	return type == RR_CNAME || type == RR_DNAME || (unsigned)type == 46 ||
	       (unsigned)type == 47 || (unsigned)type == 25;
}

/* "A, AAAA and TXT" of those that may not; NULL: there are none. */
static const char *other_types(struct check *ck, const struct name_node *node)
{
	const char *list = NULL, *last = NULL;
	enum rr_type previous = RR_CNAME;

	for (size_t i = 0; i < node->n; i++) {
		enum rr_type type = node->rrsets[i]->type;

		if (may_stand_beside(type) || type == previous)
			continue;
		previous = type;
		if (last != NULL)
			list = list == NULL ? last : arena_printf(ck->arena, "%s, %s", list, last);
		last = rr_type_name(ck->arena, type);
	}
	return list == NULL ? last : arena_printf(ck->arena, "%s and %s", list, last);
}

static void check_node(struct check *ck, const struct zone_index *zone,
		       const struct name_node *node)
{
	const struct rrset *cname = node_rrset(node, RR_CNAME);
	const char *others;
	struct diag *d;

	if (cname == NULL || node->parent == NULL)
		return;
	others = other_types(ck, node);
	if (others == NULL)
		return;
	d = report(ck, cname->at, "`%s` is a CNAME, and has %s records beside it",
		   show(ck, node->name), others);
	about(ck, d, node->name, zone->zone, NULL);
	if (cname->derived)
		related_origin(ck, d, cname->origin);
	for (size_t i = 0; i < node->n; i++)
		if (!may_stand_beside(node->rrsets[i]->type))
			related(ck, d, node->rrsets[i]->at, "the %s record at `%s` is here",
				rr_type_name(ck->arena, node->rrsets[i]->type),
				show(ck, node->name));
	help(ck, d, "keep the CNAME alone at `%s`, or, in its place, %s", show(ck, node->name),
	     instead_of_cname(ck, cname));
}

static void check(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; i < zone->n; i++)
		if (zone->nodes[i].n > 1)
			check_node(ck, zone, &zone->nodes[i]);
}

const struct rule rule_cname_with_other_data = {
	.id = "cname-with-other-data",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a CNAME at a name that has other records",
	.source = "RFC 1034, section 3.6.2; RFC 2181, section 10.1",
	.url = "https://www.rfc-editor.org/rfc/rfc2181#section-10.1",
	.since = "0.1.0",
	.why = "A CNAME says that the name is an alias of another and has no data of its own. "
	       "Route 53 and name servers refuse other records beside it; where one does not, "
	       "resolvers give now the one and now the other, as their caches happen to be.",
	.fix = "Keep either the CNAME or the other records. A Route 53 alias record of type A can "
	       "stand beside TXT and MX records, a CNAME cannot.",
	.check_zone = check,
};
