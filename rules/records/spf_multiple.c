/* spf_multiple.c -- two SPF records at one name. Other TXT values beside an SPF record are right. */
#include "records/shared.h"

#include "base/banned.h"

static void check_set(struct check *ck, const struct zone *zone, size_t start, size_t n)
{
	const struct dname *owner = zone->rrsets.items[start]->owner;
	const struct rr *first = NULL, *second = NULL;
	size_t count = 0;
	struct diag *d;

	for (size_t i = start; i < start + n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		for (size_t k = 0; k < rrset->n; k++) {
			const struct rr *rr = &rrset->rrs[k];

			if (!text_is_spf(rr))
				continue;
			if (first != NULL && rdata_equal(RR_TXT, first, rr))
				continue; /* duplicate-record */
			if (first == NULL)
				first = rr;
			else if (second == NULL)
				second = rr;
			count++;
		}
	}
	if (second == NULL)
		return;
	d = report(ck, second->at, "`%s` has %zu SPF records, and may have one", show(ck, owner),
		   count);
	about(ck, d, owner, zone, NULL);
	related(ck, d, first->at, "another SPF record is here");
	help(ck, d, "join them into one: `v=spf1`, the mechanisms of both, and one `all`");
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	size_t n;

	for (size_t i = 0; i < zone->rrsets.n; i += n) {
		n = 1;
		if (zone->rrsets.items[i]->type != RR_TXT)
			continue;
		n = rrset_pieces(zone, i);
		if (n > 1 || zone->rrsets.items[i]->n > 1)
			check_set(ck, zone, i, n);
	}
}

const struct rule rule_spf_multiple = {
	.id = "spf-multiple",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "more than one SPF record at a name",
	.source = "RFC 7208, sections 3.2 and 4.5",
	.url = "https://www.rfc-editor.org/rfc/rfc7208#section-3.2",
	.since = "0.1.0",
	.why = "Receivers do not join SPF records: with two of them the result is a permanent "
	       "error, "
	       "and the mail of the domain counts as if neither were there, or worse.",
	.fix = "Join the records into one with a single `all` at its end.",
	.check_zone = check,
};
