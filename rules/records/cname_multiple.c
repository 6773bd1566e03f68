/*
 * cname_multiple.c -- a name that is a CNAME to two targets. Sets that differ in their routing policy give
 * one CNAME to each who asks, and are right.
 */
#include "records/shared.h"

#include "base/banned.h"

/* The CNAMEs of one name, in all the pieces that the sources write them in. */
struct targets {
	const struct rr *first, *other; /* OTHER: the first that differs from FIRST */
	const struct rrset *piece;	/* of OTHER */
	const struct rrset *pending;	/* a piece whose target is not known yet */
	size_t n_others;
};

static void add_piece(struct targets *targets, const struct rrset *rrset)
{
	if (rrset->pending != NULL && rrset->n == 0)
		targets->pending = rrset;
	for (size_t i = 0; i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];

		if (targets->first == NULL) {
			targets->first = rr;
		} else if (!rdata_equal(RR_CNAME, targets->first, rr)) {
			if (targets->other == NULL) {
				targets->other = rr;
				targets->piece = rrset;
			}
			targets->n_others++;
		}
	}
}

static void check_set(struct check *ck, const struct zone *zone, size_t first, size_t n)
{
	const struct dname *owner = zone->rrsets.items[first]->owner;
	struct targets targets = {0};
	struct diag *d;

	for (size_t i = first; i < first + n; i++)
		add_piece(&targets, zone->rrsets.items[i]);
	if (targets.other == NULL) {
		if (n > 1 && targets.pending != NULL)
			undecided(ck, targets.pending->at,
				  "`%s` is a CNAME twice, and one of the targets is not known: %s",
				  show(ck, owner), targets.pending->pending);
		return;
	}
	d = report(ck, targets.other->at, "`%s` is a CNAME to `%s` and to `%s`", show(ck, owner),
		   show(ck, targets.first->target), show(ck, targets.other->target));
	if (targets.n_others > 1)
		d->message = arena_printf(ck->arena, "%s, and %zu more", d->message,
					  targets.n_others - 1);
	about(ck, d, owner, zone, NULL);
	related(ck, d, targets.first->at, "the CNAME to `%s` is here",
		show(ck, targets.first->target));
	if (targets.piece->derived)
		related_origin(ck, d, targets.piece->origin);
	help(ck, d,
	     "keep one target; to spread the load, write address records, or one CNAME in each of "
	     "several sets with a routing policy");
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	size_t n;

	for (size_t i = 0; i < zone->rrsets.n; i += n) {
		n = 1;
		if (zone->rrsets.items[i]->type != RR_CNAME)
			continue;
		n = rrset_pieces(zone, i);
		if (n > 1 || zone->rrsets.items[i]->n > 1)
			check_set(ck, zone, i, n);
	}
}

const struct rule rule_cname_multiple = {
	.id = "cname-multiple",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a name that is a CNAME to more than one target",
	.source = "RFC 2181, section 10.1; RFC 1034, section 3.6.2",
	.url = "https://www.rfc-editor.org/rfc/rfc2181#section-10.1",
	.since = "0.1.0",
	.why = "A CNAME says what the canonical name of an alias is, and there is one. Route 53 "
	       "and "
	       "name servers refuse a second; where one is served, a resolver follows either of "
	       "the two or gives an error.",
	.fix = "Keep one CNAME. Several servers behind one name are several address records, or "
	       "record sets with a routing policy and an identifier each.",
	.check_zone = check,
};
