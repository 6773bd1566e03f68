/* dname_with_children.c -- records below the owner of a DNAME, in the same zone. */
#include "records/shared.h"

#include "base/banned.h"

enum { SHOWN_MAX = 3 };

/* The NSEC3 records of a signed zone stand at hashes below its apex, and are no children (RFC 5155 section 3). */
static bool has_data(const struct name_node *node)
{
	enum { RR_RRSIG = 46, RR_NSEC3 = 50 };

	for (size_t i = 0; i < node->n; i++)
		if ((unsigned)node->rrsets[i]->type != RR_RRSIG &&
		    (unsigned)node->rrsets[i]->type != RR_NSEC3)
			return true;
	return false;
}

/* The names with records among the nodes from FIRST up to END; ret_shown takes the first of them. */
static size_t names_with_records(const struct zone_index *zone, size_t first, size_t end,
				 const struct rrset *ret_shown[SHOWN_MAX])
{
	size_t n = 0;

	for (size_t i = first; i < end; i++) {
		if (!has_data(&zone->nodes[i]))
			continue;
		if (n < SHOWN_MAX)
			ret_shown[n] = zone->nodes[i].rrsets[0];
		n++;
	}
	return n;
}

static void check_dname(struct check *ck, const struct zone_index *zone, const struct rrset *dname,
			size_t first, size_t end)
{
	const struct rrset *shown[SHOWN_MAX];
	size_t n = names_with_records(zone, first, end, shown);
	struct diag *d;

	if (n == 0)
		return;
	if (n == 1)
		d = report(ck, dname->at,
			   "`%s` is a DNAME, and `%s` below it has records of its own",
			   show(ck, dname->owner), show(ck, shown[0]->owner));
	else
		d = report(ck, dname->at,
			   "`%s` is a DNAME, and %zu names below it have records of their own, "
			   "`%s` the first",
			   show(ck, dname->owner), n, show(ck, shown[0]->owner));
	about(ck, d, dname->owner, zone->zone, NULL);
	for (size_t i = 0; i < n && i < SHOWN_MAX; i++)
		related(ck, d, shown[i]->at, "%s at `%s`", rr_type_name(ck->arena, shown[i]->type),
			show(ck, shown[i]->owner));
	help(ck, d,
	     "move the records below `%s` to the zone of the DNAME's target, or write a CNAME for "
	     "each name that has to move in place of the DNAME",
	     show(ck, dname->owner));
}

/* Nodes are in canonical order: what is below a name follows it. A DNAME below another is one of its
 * names, and is not looked at again. */
static void check(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];
		const struct rrset *dname = node_rrset(node, RR_DNAME);
		size_t end = i + 1;

		if (dname == NULL || node->cut != NULL)
			continue;
		while (end < zone->n && dname_is_below(zone->nodes[end].name, node->name))
			end++;
		check_dname(ck, zone, dname, i + 1, end);
		i = end - 1;
	}
}

const struct rule rule_dname_with_children = {
	.id = "dname-with-children",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "records below the owner of a DNAME",
	.source = "RFC 6672, section 2.4",
	.url = "https://www.rfc-editor.org/rfc/rfc6672#section-2.4",
	.since = "0.1.0",
	.why = "A DNAME redirects every name below its owner, so that records there are never "
	       "answered. Name servers may refuse the zone; those that load it give the "
	       "redirection, and what was written below is lost without a word.",
	.fix = "Take the records out, or do without the DNAME. The owner itself is not redirected "
	       "and may have other records.",
	.check_zone = check,
};
