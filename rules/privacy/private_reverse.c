/*
 * private_reverse.c -- a PTR of a public reverse zone that names a private name.
 *
 * RFC 2317 zones (`0/25.2.0.192.in-addr.arpa`) lie below in-addr.arpa as well. Other PTR records, such as
 * those of DNS-SD (RFC 6763), are no reverse mapping.
 */
#include "privacy/shared.h"

#include "base/banned.h"

static bool is_reverse(const struct dname *name)
{
	unsigned n = name->labels;

	return n > 2 && str_is(dname_label(name, n - 1), "arpa") &&
	       (str_is(dname_label(name, n - 2), "in-addr") ||
		str_is(dname_label(name, n - 2), "ip6"));
}

static void check_value(struct check *ck, const struct rrset *rrset, const struct rr *rr)
{
	struct diag *d;

	if (rr->target == NULL || !is_declared_private(ck, rr->target))
		return;
	if (rrset->zone->view_assumed) {
		undecided(ck, rr->at,
			  "PTR at `%s` names the private name `%s`, and nothing says whether the "
			  "zone `%s` is public or private",
			  show(ck, rrset->owner), show(ck, rr->target),
			  show(ck, rrset->zone->name));
		return;
	}
	d = report(ck, rr->at, "PTR at `%s` in the public zone `%s` names the private name `%s`",
		   show(ck, rrset->owner), show(ck, rrset->zone->name), show(ck, rr->target));
	about(ck, d, rrset->owner, rrset->zone, show(ck, rr->target));
	private_related(ck, d, rr->target);
	help(ck, d, "move this PTR to a private zone, or give the address a public name");
}

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_PTR || rrset->zone->view != VIEW_PUBLIC || !is_reverse(rrset->owner))
		return;
	for (size_t i = 0; i < rrset->n; i++)
		check_value(ck, rrset, &rrset->rrs[i]);
}

const struct rule rule_private_reverse = {
	.id = "private-reverse",
	.family = "privacy",
	.severity = SEV_WARNING,
	.summary = "a private name in a public reverse zone",
	.source = "RFC 1035, section 3.5; RFC 8117, section 3",
	.url = "https://www.rfc-editor.org/rfc/rfc1035#section-3.5",
	.since = "0.1.0",
	.why = "Reverse zones are walked address by address, by researchers and by others. A PTR "
	       "that holds a private name tells all of them the name and the address behind it.",
	.fix = "Keep the PTR records of private names in a private reverse zone, and give public "
	       "addresses public names.",
	.check_rrset = check,
};
