/* certificate_expiring.c -- a certificate of the inventory that ends soon. */
#include "shared.h"

#include "base/banned.h"

enum { DAYS = 30 };

/* The days before its end from which on it should have been renewed: as declared; else the policy's, and of
 * short ones a third of their time. */
static int64_t threshold_of(const struct check *ck, const struct issued_certificate *issued,
			    bool *ret_declared)
{
	const struct certificate *declared = issued->declared;
	int64_t days = (int64_t)number_option(ck, "days", DAYS);

	*ret_declared = declared != NULL && declared->renew_before_days.presence == KNOWN;
	if (*ret_declared)
		return declared->renew_before_days.n;
	if (issued->not_before != TIME_UNKNOWN && issued_validity_days(issued) / 3 < days)
		days = issued_validity_days(issued) / 3;
	return days;
}

static void check_one(struct check *ck, const struct issued_certificate *issued)
{
	int64_t left;
	bool declared;
	struct diag *d;

	if (issued->not_after == TIME_UNKNOWN || issued->superseded_by != NULL)
		return;
	left = issued_days_left(issued, ck->today);
	if (left < 0 || left > threshold_of(ck, issued, &declared))
		return;
	d = report(ck, issued->content.at, "%s ends on %s, %s%s", issued_what(ck, issued),
		   show_day(ck, time_day(issued->not_after)),
		   left == 0 ? "today"
			     : arena_printf(ck->arena, "in %lld day%s", (long long)left,
					    left == 1 ? "" : "s"),
		   issued->renewed_by_acm ? ", and ACM, which renews it, has not done so" : "");
	about(ck, d, NULL, NULL, issued_cause(ck, issued, NULL));
	add_declared(ck, d, issued);
	if (declared)
		related(ck, d, issued->declared->renew_before_days.at,
			"it is to be renewed %lld days before its end",
			(long long)issued->declared->renew_before_days.n);
	help(ck, d,
	     issued->renewed_by_acm
		     ? "look whether its validation records are still in the public zone, and "
		       "whether CAA records allow Amazon"
		     : "renew it, and put the new certificate into the inventory");
}

static void check(struct check *ck)
{
	check_number_option(ck, "days", DAYS);
	each_issued(ck, check_one);
}

static const char *const options[] = {"days", NULL};

const struct rule rule_certificate_expiring = {
	.id = "certificate-expiring",
	.family = "certificates",
	.severity = SEV_WARNING,
	.options = options,
	.summary = "an issued certificate that ends soon after the day of the run, `--now`",
	.source = "RFC 5280, section 4.1.2.5; NIST SP 1800-16B",
	.url = "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5",
	.since = "0.1.0",
	.why = "Renewal takes people, approvals and a window, and what runs by itself fails "
	       "silently. The finding stands from the day that `renew_before_days` of the declared "
	       "certificate says, else 30 days before the end, and of certificates that are valid "
	       "for less than 90 days in the last third of their time. `days` of this rule's "
	       "setting in the policy is another number than 30. A certificate that a later one "
	       "for the same names has renewed is not looked at.",
	.fix = "Renew it and put the new certificate into the inventory, beside the old one or in "
	       "its place.",
	.decide = check,
};
