/* validity_too_long.c -- a certificate that is valid for longer than its authority may issue it. */
#include "shared.h"

#include "base/banned.h"

/* What an authority's own limit allows; 0: nothing is said. */
static int64_t own_limit(const struct authority *authority)
{
	if (authority == NULL || authority->max_validity_days.presence != KNOWN)
		return 0;
	return authority->max_validity_days.n;
}

static void report_public(struct check *ck, const struct issued_certificate *issued, int64_t days,
			  const struct validity_limit *limit)
{
	struct diag *d = report(ck, issued->content.at,
				"%s of a public authority is valid for %lld days, and %u are the "
				"most for what is issued on %s",
				issued_what(ck, issued), (long long)days, limit->max_days,
				show_day(ck, time_day(issued->not_before)));

	about(ck, d, NULL, NULL, issued_cause(ck, issued, NULL));
	add_declared(ck, d, issued);
	help(ck, d, "have it issued anew for at most %u days: clients refuse it (%s)",
	     limit->max_days, limit->source);
}

static void report_private(struct check *ck, const struct issued_certificate *issued, int64_t days,
			   const struct authority *authority)
{
	struct diag *d = report(ck, issued->content.at,
				"%s is valid for %lld days, and its authority `%.*s` allows %lld",
				issued_what(ck, issued), (long long)days, STR_ARG(authority->key.s),
				(long long)authority->max_validity_days.n);

	about(ck, d, NULL, NULL, issued_cause(ck, issued, NULL));
	related(ck, d, authority->max_validity_days.at, "the authority's limit is here");
	add_declared(ck, d, issued);
	help(ck, d, "have it issued anew within the limit of the authority");
}

static void check_issued(struct check *ck, const struct issued_certificate *issued)
{
	const struct authority *authority =
		issued->declared == NULL ? NULL : issued->declared->authority;
	const struct validity_limit *limit;
	int64_t days;

	if (issued->is_authority || issued->not_before == TIME_UNKNOWN ||
	    issued->not_after == TIME_UNKNOWN)
		return;
	days = issued_validity_days(issued);
	limit = validity_limit_at(time_day(issued->not_before));
	if (is_public(issued) && limit != NULL && days > (int64_t)limit->max_days)
		report_public(ck, issued, days, limit);
	else if (own_limit(authority) > 0 && days > own_limit(authority))
		report_private(ck, issued, days, authority);
}

static void check_declared(struct check *ck, const struct certificate *certificate)
{
	const struct validity_limit *limit = validity_limit_at(ck->today);
	const struct number *days = &certificate->validity_days;
	const struct authority *authority = certificate->authority;
	struct diag *d;

	if (days->presence != KNOWN)
		return;
	if (validity_is_limited(certificate) && limit != NULL &&
	    days->n > (int64_t)limit->max_days) {
		d = report(ck, days->at,
			   "certificate `%.*s` of the public authority `%.*s` is to be valid for "
			   "%lld days, and %u are the most since %s",
			   STR_ARG(certificate->key.s), STR_ARG(authority->key.s),
			   (long long)days->n, limit->max_days, show_day(ck, limit->from));
		related(ck, d, authority->type.at, "the authority `%.*s` is public",
			STR_ARG(authority->key.s));
		help(ck, d, "write at most %u (%s)", limit->max_days, limit->source);
	} else if (own_limit(authority) > 0 && days->n > own_limit(authority)) {
		d = report(ck, days->at,
			   "certificate `%.*s` is to be valid for %lld days, and its authority "
			   "`%.*s` allows %lld",
			   STR_ARG(certificate->key.s), (long long)days->n,
			   STR_ARG(authority->key.s), (long long)own_limit(authority));
		related(ck, d, authority->max_validity_days.at, "the authority's limit is here");
		help(ck, d, "write at most %lld", (long long)own_limit(authority));
	} else {
		return;
	}
	about(ck, d, NULL, NULL, arena_cstr(ck->arena, certificate->key.s));
}

static void check(struct check *ck)
{
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_declared(ck, ck->model->certificates.items[i]);
	each_issued(ck, check_issued);
}

const struct rule rule_validity_too_long = {
	.id = "validity-too-long",
	.family = "certificates",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a certificate that is valid for longer than its authority may issue it",
	.source = "CA/Browser Forum TLS Baseline Requirements, section 6.3.2 (ballot SC-081v3)",
	.url = "https://cabforum.org/2025/04/11/"
	       "ballot-sc081v3-introduce-schedule-of-reducing-validity-"
	       "and-data-reuse-periods/",
	.since = "0.1.0",
	.why = "Public certificates may be valid for 398 days when issued before 2026-03-15, for "
	       "200 "
	       "from that day, 100 from 2027-03-15 and 47 from 2029-03-15; clients refuse longer "
	       "ones. An issued certificate is held against the limit of the day it begins, a "
	       "declared one against that of the day of the run, `--now`. A day is 86,400 seconds, "
	       "and both ends count. A private authority's limit is its `max_validity_days`.",
	.fix = "Ask for at most the limit, and let renewal run by itself: from 2029 on it is due "
	       "every month.",
	.decide = check,
};
