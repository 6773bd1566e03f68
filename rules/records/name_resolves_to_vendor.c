/*
 * name_resolves_to_vendor.c -- a CNAME into a service where others can claim the name that it leads to.
 *
 * The owner of the subdomain that the record belongs to answers for it: with one declared, it is no finding.
 * Aliases of Route 53 lead to resources of the account's own.
 */
#include "records/shared.h"

#include "model/alias_zones.h"
#include "model/vendor_table.h"

#include "base/banned.h"

/* `<bucket>.s3-website-<region>.amazonaws.com`, in some regions with a dot before the region. */
static bool is_website(struct check *ck, const struct dname *target)
{
	for (unsigned i = 1; i < target->labels; i++) {
		const struct alias_zone *zone;

		if (!str_starts(dname_label(target, i), "s3-website"))
			continue;
		zone = alias_zone_of_name(ck->arena, dname_suffix(ck->arena, target, i));
		return zone != NULL && zone->service == ALIAS_S3_WEBSITE;
	}
	return false;
}

/* The service, or NULL. */
static const char *service_of(struct check *ck, const struct dname *target)
{
	const struct vendor *vendor = vendor_of(target);

	if (vendor != NULL)
		return vendor->service;
	return is_website(ck, target) ? "Amazon S3 website hosting" : NULL;
}

static bool has_owner(struct check *ck, const struct rrset *rrset)
{
	const struct subdomain *subdomain = index_subdomain_of(ck->index, rrset->owner, NULL);

	return subdomain != NULL && subdomain->owner.presence != ABSENT;
}

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_CNAME)
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];
		const char *service = rr->target == NULL ? NULL : service_of(ck, rr->target);
		struct diag *d;

		if (service == NULL || has_owner(ck, rrset))
			continue;
		d = report(
			ck, rr->at,
			"`%s` leads to `%s` of %s, a name that others can claim once it is free, "
			"and no owner is declared for it",
			show(ck, rrset->owner), show(ck, rr->target), service);
		about(ck, d, rrset->owner, rrset->zone, show(ck, rr->target));
		help(ck, d,
		     "remove the record with the service, or move it below a subdomain with an "
		     "`owner`, or waive it with the reason and an end");
	}
}

const struct rule rule_name_resolves_to_vendor = {
	.id = "name-resolves-to-vendor",
	.family = "records",
	.severity = SEV_WARNING,
	.off_by_default = true,
	.summary = "a CNAME into a service where others can claim the name, with no declared owner",
	.source = VENDOR_TABLE_SOURCE,
	.url = "https://learn.microsoft.com/azure/security/fundamentals/subdomain-takeover",
	.since = "0.1.0",
	.why = "When the service is cancelled and the record stays, anybody can create a resource "
	       "of "
	       "that name, serve what he likes under the company's own, and get a certificate for "
	       "it. "
	       "Somebody has to know that the record belongs to the service.",
	.fix = "Remove records before the service that they lead to. Keep them below a subdomain "
	       "whose "
	       "`owner` answers for them, or waive the finding by name, with a reason and an end.",
	.check_rrset = check,
};
