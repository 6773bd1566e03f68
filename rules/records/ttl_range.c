/*
 * ttl_range.c -- a TTL of 0, or of more than a week. (One over 2147483647 cannot be read: wrong-type.)
 *
 * A TTL that nobody wrote, by default of the project or the file, is one finding for all of a zone.
 */
#include "records/shared.h"

#include "base/banned.h"

/* RFC 8767 section 4: what resolvers are told to cap a TTL at. */
enum { TTL_LONGEST = 7 * 24 * 60 * 60 };

static bool is_out_of_range(const struct rrset *rrset)
{
	return rrset->ttl_known && (rrset->ttl == 0 || rrset->ttl > TTL_LONGEST);
}

static void report_ttl(struct check *ck, const struct rrset *rrset, struct span at,
		       size_t n_by_default)
{
	const char *type = rr_type_name(ck->arena, rrset->type);
	const char *by_default = "";
	struct diag *d;

	if (n_by_default == 1)
		by_default = " by default";
	else if (n_by_default > 1)
		by_default = arena_printf(ck->arena, " by default, as have %zu more of the zone",
					  n_by_default - 1);
	if (rrset->ttl == 0)
		d = report(ck, at, "the %s records at `%s` have a TTL of 0%s: nobody may keep them",
			   type, show(ck, rrset->owner), by_default);
	else
		d = report(ck, at,
			   "the %s records at `%s` have a TTL of %u seconds%s, and resolvers keep "
			   "them for %d (7 days)",
			   type, show(ck, rrset->owner), rrset->ttl, by_default, TTL_LONGEST);
	about(ck, d, rrset->owner, rrset->zone, type);
	if (rrset->derived)
		related_origin(ck, d, rrset->origin);
	help(ck, d, "write a TTL from 1 to %d seconds; 300 or 3600 suit most records", TTL_LONGEST);
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct rrset *first_by_default = NULL;
	size_t n_by_default = 0;

	for (size_t i = 0; i < index->zone->rrsets.n; i++) {
		const struct rrset *rrset = index->zone->rrsets.items[i];

		if (!is_out_of_range(rrset))
			continue;
		if (rrset->ttl_at.file != 0) {
			report_ttl(ck, rrset, rrset->ttl_at, 0);
			continue;
		}
		if (first_by_default == NULL)
			first_by_default = rrset;
		n_by_default++;
	}
	if (first_by_default != NULL)
		report_ttl(ck, first_by_default, first_by_default->at, n_by_default);
}

const struct rule rule_ttl_range = {
	.id = "ttl-range",
	.family = "records",
	.severity = SEV_WARNING,
	.summary = "a TTL of 0, or of more than seven days",
	.source = "RFC 2181, section 8; RFC 8767, section 4",
	.url = "https://www.rfc-editor.org/rfc/rfc8767#section-4",
	.since = "0.1.0",
	.why = "With a TTL of 0 every question goes to the name servers, which costs time and "
	       "money, and some resolvers keep the answer all the same. Over a week a mistake "
	       "stays in caches for as long as each resolver likes, for they cap what they are "
	       "told.",
	.fix = "Write a TTL between some minutes and a day. Before a move lower it, and raise it "
	       "again afterwards.",
	.check_zone = check,
};
