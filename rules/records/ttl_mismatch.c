/*
 * ttl_mismatch.c -- one RRset with two TTLs. RRsets of different types at one name, and those of one
 * type with different set identifiers, may differ; and so may the signatures at one name, each of which
 * has the TTL of what it signs.
 */
#include "records/shared.h"

#include "base/banned.h"

static struct span ttl_place(const struct rrset *rrset)
{
	return rrset->ttl_at.file != 0 ? rrset->ttl_at : rrset->at;
}

/* The first piece before PIECE whose TTL is known; NULL: none. */
static const struct rrset *first_known(const struct zone *zone, size_t first, size_t piece)
{
	for (size_t i = first; i < piece; i++)
		if (zone->rrsets.items[i]->ttl_known)
			return zone->rrsets.items[i];
	return NULL;
}

static void check_piece(struct check *ck, const struct zone *zone, size_t first, size_t piece)
{
	const struct rrset *rrset = zone->rrsets.items[piece];
	const struct rrset *other = first_known(zone, first, piece);
	const char *type = rr_type_name(ck->arena, rrset->type);
	struct diag *d;

	if (!rrset->ttl_known || other == NULL || other->ttl == rrset->ttl)
		return;
	d = report(ck, ttl_place(rrset),
		   "the %s records at `%s` have two TTLs: %u seconds here, %u seconds at another "
		   "place",
		   type, show(ck, rrset->owner), rrset->ttl, other->ttl);
	about(ck, d, rrset->owner, zone, type);
	related(ck, d, ttl_place(other), "%u seconds%s", other->ttl,
		other->ttl_at.file != 0 ? "" : ", by default");
	help(ck, d, "write the %s records of `%s` as one, with one TTL: `ttl: %u`", type,
	     show(ck, rrset->owner), other->ttl < rrset->ttl ? other->ttl : rrset->ttl);
}

static void check(struct check *ck, const struct zone_index *index)
{
	enum { RR_RRSIG = 46 };
	const struct zone *zone = index->zone;
	size_t n;

	for (size_t i = 0; i < zone->rrsets.n; i += n) {
		n = rrset_pieces(zone, i);
		if ((unsigned)zone->rrsets.items[i]->type == RR_RRSIG)
			continue;
		for (size_t k = 1; k < n; k++)
			check_piece(ck, zone, i, i + k);
	}
}

const struct rule rule_ttl_mismatch = {
	.id = "ttl-mismatch",
	.family = "records",
	.severity = SEV_WARNING,
	.summary = "the records of one RRset have different TTLs",
	.source = "RFC 2181, section 5.2",
	.url = "https://www.rfc-editor.org/rfc/rfc2181#section-5.2",
	.since = "0.1.0",
	.why = "All records of one owner and type are one RRset and have one TTL. Written with "
	       "two, one of them wins, and which one depends on the tool: a change then takes "
	       "longer to be seen than planned, or the set is asked for more often.",
	.fix = "Write the values as one record set with one TTL.",
	.check_zone = check,
};
