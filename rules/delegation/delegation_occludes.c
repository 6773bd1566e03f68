/* delegation_occludes.c -- records that a zone cut hides. */
#include "delegation/shared.h"

#include "base/banned.h"

struct hidden {
	const struct name_node *cut;
	const struct rrset *first;
	size_t n;
};

/* A note that a tool leaves beside a record for itself, and reads through the provider's API: octoDNS and
 * external-dns mark what they own so. Nobody is to be answered from it. */
static bool is_ownership_mark(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_TXT)
		return false;
	for (unsigned i = 0; i < rrset->owner->labels; i++)
		if (str_is(dname_label(rrset->owner, i), "_owner"))
			return true;
	return rrset->n > 0 &&
	       str_starts(rdata_joined(ck->arena, &rrset->rrs[0]), "heritage=external-dns");
}

/* What stands rightly there: the delegation, its DS, and what signs them (RFC 4035 section 2). */
static bool belongs_to_cut(const struct rrset *rrset, const struct name_node *node)
{
	enum { RR_RRSIG = 46, RR_NSEC = 47 };

	switch ((unsigned)rrset->type) {
	case RR_NS:
	case RR_DS:
	case RR_RRSIG:
	case RR_NSEC:
		return node->cut == node;
	default:
		return false;
	}
}

static bool is_hidden(struct check *ck, const struct map *servers, const struct name_node *node,
		      const struct rrset *rrset)
{
	if (belongs_to_cut(rrset, node) || is_ownership_mark(ck, rrset))
		return false;
	return (rrset->type != RR_A && rrset->type != RR_AAAA) || !is_glue(servers, rrset->owner);
}

static void report_hidden(struct check *ck, const struct zone *zone, const struct hidden *hidden)
{
	const struct rrset *first = hidden->first;
	const char *cut = show(ck, hidden->cut->name);
	struct diag *d;

	if (hidden->n == 1)
		d = report(ck, first->owner_at,
			   "the %s at `%s` is answered to nobody: `%s` is delegated",
			   rr_type_name(ck->arena, first->type), show(ck, first->owner), cut);
	else
		d = report(ck, first->owner_at,
			   "the %s at `%s` and %zu more RRsets are answered to nobody: `%s` is "
			   "delegated",
			   rr_type_name(ck->arena, first->type), show(ck, first->owner),
			   hidden->n - 1, cut);
	about(ck, d, hidden->cut->name, zone, NULL);
	related(ck, d, node_rrset(hidden->cut, RR_NS)->at, "the delegation is here");
	if (first->derived)
		related_origin(ck, d, first->origin);
	help(ck, d, "move what lies within `%s` to its own zone", cut);
}

static void check(struct check *ck, const struct zone_index *zone)
{
	struct hidden hidden = {0};
	struct map servers;

	if (zone->zone->view != VIEW_PUBLIC)
		return;
	map_servers(ck, zone, &servers);
	/* in canonical order what lies below a cut follows it without a gap */
	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];

		if (node->cut != hidden.cut) {
			if (hidden.n > 0)
				report_hidden(ck, zone->zone, &hidden);
			hidden = (struct hidden){.cut = node->cut};
		}
		for (size_t k = 0; node->cut != NULL && k < node->n; k++) {
			if (!is_hidden(ck, &servers, node, node->rrsets[k]))
				continue;
			if (hidden.n++ == 0)
				hidden.first = node->rrsets[k];
		}
	}
	if (hidden.n > 0)
		report_hidden(ck, zone->zone, &hidden);
}

const struct rule rule_delegation_occludes = {
	.id = "delegation-occludes",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary = "records at or below a zone cut, which nobody is answered from here",
	.source = "RFC 1034, section 4.2.1; RFC 2181, section 6.1",
	.url = "https://www.rfc-editor.org/rfc/rfc2181#section-6.1",
	.since = "0.1.0",
	.why = "At a zone cut the authority of the zone above ends: it answers with a "
	       "referral for every name there. A record that stayed behind when a "
	       "subdomain was delegated looks as if it were used, and is not; the zone "
	       "below may not have it.",
	.fix = "Move the records into the zone below, then remove them here.",
	.check_zone = check,
};
