/*
 * mx_target.c -- a mail server that is an address or an alias, and a null MX beside others.
 *
 * The root as exchange says that there is no mail here (RFC 7505): alone it is right. Whether a mail server
 * exists is target-missing's question, and one MX is enough.
 */
#include "records/shared.h"

#include "base/banned.h"

static void check_null(struct check *ck, const struct zone *zone, size_t first, size_t n)
{
	const struct rr *null = NULL, *other = NULL;
	const struct rrset *rrset = zone->rrsets.items[first];
	struct diag *d;

	for (size_t i = first; i < first + n; i++) {
		for (size_t k = 0; k < zone->rrsets.items[i]->n; k++) {
			const struct rr *rr = &zone->rrsets.items[i]->rrs[k];
			const struct rr **place = rr->target == NULL ? &null : &other;

			if (*place == NULL)
				*place = rr;
		}
	}
	if (null == NULL || other == NULL)
		return;
	d = report(ck, null->at,
		   "`%s` has a null MX, which says that it takes no mail, and the mail server `%s`",
		   show(ck, rrset->owner), show(ck, other->target));
	about(ck, d, rrset->owner, zone, ".");
	related(ck, d, other->at, "the mail server `%s` is here", show(ck, other->target));
	help(ck, d, "keep either the null MX alone or the mail servers");
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	size_t n;

	for (size_t i = 0; i < zone->rrsets.n; i += n) {
		n = 1;
		if (zone->rrsets.items[i]->type != RR_MX)
			continue;
		n = rrset_pieces(zone, i);
		check_null(ck, zone, i, n);
		for (size_t k = i; k < i + n; k++) {
			check_address_targets(ck, zone->rrsets.items[k], "mail server");
			check_alias_targets(ck, zone->rrsets.items[k], "mail server");
		}
	}
}

const struct rule rule_mx_target = {
	.id = "mx-target",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a mail server that is an address or an alias, or a null MX beside others",
	.source = "RFC 5321, section 5.1; RFC 2181, section 10.3; RFC 7505, section 3",
	.url = "https://www.rfc-editor.org/rfc/rfc2181#section-10.3",
	.since = "0.1.0",
	.why = "An MX names a host that has addresses. An address in its place is looked up as a "
	       "name and found nowhere; an alias is followed by some mail servers, and by others "
	       "refused or taken for a loop. A null MX beside a mail server says two things at "
	       "once, and each sender picks one.",
	.fix = "Write the name of the host itself. Where a domain takes no mail, let the null MX "
	       "(`0 .`) be its only MX.",
	.check_zone = check,
};
