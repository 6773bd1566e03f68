/* certificate_expired.c -- a certificate of the inventory that has ended. */
#include "shared.h"

#include "base/banned.h"

/* One that ACM lists and nothing uses harms nobody. */
static bool is_unused(const struct issued_certificate *issued)
{
	return !is_from_file(issued) && issued->users.n == 0;
}

static void check_one(struct check *ck, const struct issued_certificate *issued)
{
	int64_t left;
	struct diag *d;

	if (issued->not_after == TIME_UNKNOWN || issued->superseded_by != NULL || is_unused(issued))
		return;
	left = issued_days_left(issued, ck->today);
	if (left >= 0)
		return;
	d = report(ck, issued->content.at, "%s has ended on %s, %lld day%s ago",
		   issued_what(ck, issued), show_day(ck, time_day(issued->not_after)),
		   (long long)-left, left == -1 ? "" : "s");
	about(ck, d, NULL, NULL, issued_cause(ck, issued, NULL));
	add_declared(ck, d, issued);
	help(ck, d,
	     issued->is_authority
		     ? "have the authority renewed, or take its certificate out: what it "
		       "has signed is not accepted any more"
		     : "put the certificate that renewed it beside it, or take this one out "
		       "if nothing uses it");
}

static void check(struct check *ck)
{
	each_issued(ck, check_one);
}

const struct rule rule_certificate_expired = {
	.id = "certificate-expired",
	.family = "certificates",
	.severity = SEV_ERROR,
	.summary = "an issued certificate that has ended on the day of the run, `--now`",
	.source = "RFC 5280, section 4.1.2.5",
	.url = "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5",
	.since = "0.1.0",
	.why = "Clients end the connection when the certificate they are shown has ended, or one "
	       "of "
	       "the authorities above it. Nothing else announces it: the server starts, the name "
	       "resolves, and every call fails. A certificate that a later one for the same names "
	       "has renewed is not looked at.",
	.fix = "Put the certificate that was issued since into the inventory, or renew it. Take "
	       "out "
	       "what nothing uses any more.",
	.decide = check,
};
