/* key_plan_renewing.c -- when each certificate is renewed, by arithmetic from validity and dated
 * rules. */
#include "key_plan_sections.h"
#include "model/validity_table.h"
#include "source/limits.h"

#include "base/banned.h"

bool key_plan_renewal_days(const struct certificate *certificate, unsigned *ret_days)
{
	if (certificate->custody == CUSTODY_ACM)
		*ret_days = validity_is_limited(certificate) ? ACM_PUBLIC_RENEWAL_DAYS
							     : ACM_PRIVATE_RENEWAL_DAYS;
	else if (certificate->renew_before_days.presence == KNOWN &&
		 certificate->renew_before_days.n >= 0)
		*ret_days = (unsigned)certificate->renew_before_days.n;
	else
		return false;
	return true;
}

/* One certificate as if it were issued on the day of the plan. */
struct renewal {
	const struct certificate *certificate;
	struct validity validity;
	bool has_validity, has_before;
	unsigned before; /* days before the end */
	date ends, begins;
};

static struct renewal compute(const struct key_plan *plan, const struct certificate *certificate)
{
	struct renewal renewal = {.certificate = certificate, .ends = DATE_NONE};
	date now = plan->run->now;

	renewal.has_validity = validity_of(certificate, now, &renewal.validity);
	renewal.has_before = key_plan_renewal_days(certificate, &renewal.before);
	if (!renewal.has_validity)
		return renewal;
	renewal.ends = now + (date)renewal.validity.days;
	/* renewed before it begins to be valid would be never valid: at the earliest today */
	renewal.begins = !renewal.has_before ? renewal.ends
			 : renewal.before > renewal.validity.days
				 ? now
				 : renewal.ends - (date)renewal.before;
	return renewal;
}

/* Unknown ends last, then by the day of renewal, then by name. */
static int by_day(const void *a, const void *b)
{
	const struct renewal *x = a, *y = b;

	if (x->has_validity != y->has_validity)
		return x->has_validity ? -1 : 1;
	if (x->begins != y->begins)
		return x->begins < y->begins ? -1 : 1;
	return str_cmp(x->certificate->key.s, y->certificate->key.s);
}

/* Renewals in 365 days where each certificate is renewed BEFORE days before the end of DAYS. */
static const char *per_year(const struct key_plan *plan, unsigned days, unsigned before)
{
	unsigned interval = days > before ? days - before : 0;

	return interval == 0 ? "never in time"
			     : arena_printf(plan->arena, "%u", (365 + interval - 1) / interval);
}

static const char *who_renews(const struct certificate *certificate)
{
	if (certificate->custody == CUSTODY_ACM && !key_plan_is_kind(certificate, "acm"))
		return "ACM, while the certificate is in use";
	if (certificate->custody == CUSTODY_ACM)
		return "ACM, while the certificate is in use and its validation record stands";
	if (key_plan_is_kind(certificate, "acme"))
		return "the ACME client of its owner";
	return "its owner, by section 6";
}

static void write_renewal(struct key_plan *plan, const struct renewal *renewal)
{
	const struct certificate *certificate = renewal->certificate;
	const char *of = key_plan_of(plan, certificate), *before = NOT_STATED;

	if (!renewal->has_before)
		(void)key_plan_gap(plan, "when %s is renewed (`renew_before_days`)", of);
	else
		before = arena_printf(plan->arena, "%u days", renewal->before);
	if (!renewal->has_validity) {
		markdown_row(plan->out, NOT_STATED, key_plan_md(plan, certificate->key.s),
			     NOT_STATED, NOT_STATED, before, NOT_STATED, who_renews(certificate),
			     NULL);
		return;
	}
	markdown_row(plan->out,
		     renewal->has_before ? key_plan_date(plan, renewal->begins) : NOT_STATED,
		     key_plan_md(plan, certificate->key.s),
		     arena_printf(plan->arena, "%u days", renewal->validity.days),
		     key_plan_date(plan, renewal->ends), before,
		     renewal->has_before ? per_year(plan, renewal->validity.days, renewal->before)
					 : NOT_STATED,
		     who_renews(certificate), NULL);
}

static void write_calendar(struct key_plan *plan)
{
	size_t n = plan->requests->n;
	struct renewal *renewals = NEW_ARRAY(plan->arena, struct renewal, n);

	for (size_t i = 0; i < n; i++)
		renewals[i] = compute(plan, plan->requests->items[i].certificate);
	if (n > 0)
		qsort(renewals, n, sizeof(*renewals), by_day);
	buf_printf(plan->out,
		   "\n### 7.1 Calendar\n\n"
		   "As if each certificate were issued on %s: a certificate of N days ends N days "
		   "later, and is renewed so many days before that.\n\n",
		   key_plan_date(plan, plan->run->now));
	markdown_row(plan->out, "Renew from", "Certificate", "Valid for", "Ends", "Renewed before",
		     "Renewals a year", "By whom", NULL);
	markdown_rule(plan->out, 7);
	for (size_t i = 0; i < n; i++)
		write_renewal(plan, &renewals[i]);
}

/* ---- dated limits ---------------------------------------------------------------------------- */

static void write_limits(struct key_plan *plan)
{
	const struct validity_limit *today = validity_limit_at(plan->run->now), *limits;
	size_t count;

	limits = validity_limits(&count);
	buf_text(plan->out, "\n### 7.2 Limits of public authorities\n\n"
			    "What counts is the day of issue. Today's limit comes first.\n\n");
	markdown_row(plan->out, "Issued from", "Valid for at most", "Validation reused for at most",
		     "Source", NULL);
	markdown_rule(plan->out, 4);
	for (size_t i = 0; i < count; i++)
		if (&limits[i] == today || limits[i].from > plan->run->now)
			markdown_row(plan->out, key_plan_date(plan, limits[i].from),
				     arena_printf(plan->arena, "%u days", limits[i].max_days),
				     arena_printf(plan->arena, "%u days", limits[i].reuse_days),
				     limits[i].source, NULL);
}

/* What LIMIT means for a certificate of a public authority. */
static const char *effect(const struct key_plan *plan, const struct certificate *certificate,
			  const struct validity_limit *limit)
{
	struct validity validity;
	unsigned days, before;

	if (!validity_of(certificate, limit->from, &validity))
		return NOT_STATED;
	days = validity.days < limit->max_days ? validity.days : limit->max_days;
	if (validity.days > limit->max_days)
		return arena_printf(plan->arena, "must become at most %u days", days);
	/* how early ACM will renew certificates of so few days, Amazon has not said */
	if (certificate->custody == CUSTODY_ACM)
		return arena_printf(plan->arena, "at most %u days; ACM renews it", days);
	if (!key_plan_renewal_days(certificate, &before))
		return arena_printf(plan->arena, "%u days", days);
	return arena_printf(plan->arena, "%u days; renewals a year: %s", days,
			    per_year(plan, days, before));
}

static void write_milestone(struct key_plan *plan, const struct validity_limit *limit)
{
	bool any = false;

	buf_printf(plan->out, "\nFrom %s, %u days at most:\n\n", key_plan_date(plan, limit->from),
		   limit->max_days);
	for (size_t i = 0; i < plan->requests->n; i++) {
		const struct certificate *certificate = plan->requests->items[i].certificate;

		if (!validity_is_limited(certificate))
			continue;
		buf_printf(plan->out, "- %s: %s\n", key_plan_md(plan, certificate->key.s),
			   effect(plan, certificate, limit));
		any = true;
	}
	if (!any)
		buf_text(plan->out, "- no certificate here is of a public authority\n");
}

/* ---- ends of authorities --------------------------------------------------------------------- */

/* The last day on which AUTHORITY can issue CERTIFICATE for its whole validity. */
static void write_last_issue(struct key_plan *plan, const struct certificate *certificate)
{
	const struct authority *authority = certificate->authority;
	struct validity validity;

	if (authority == NULL || authority->not_after.presence != KNOWN ||
	    !validity_of(certificate, plan->run->now, &validity))
		return;
	markdown_row(plan->out, key_plan_md(plan, certificate->key.s),
		     key_plan_md(plan, authority->key.s),
		     key_plan_date(plan, authority->not_after.day),
		     key_plan_date(plan, authority->not_after.day - (date)validity.days), NULL);
}

static void write_authority_ends(struct key_plan *plan)
{
	bool any = false;

	for (size_t i = 0; i < plan->model->authorities.n; i++)
		any = any || plan->model->authorities.items[i]->not_after.presence == KNOWN;
	buf_text(plan->out, "\n### 7.3 Ends of authorities\n\n");
	if (!any) {
		buf_text(plan->out, "No authority's own end is stated.\n");
		return;
	}
	buf_text(plan->out, "No certificate outlives that of its authority: after the last day of "
			    "issue, the authority has to be renewed first.\n\n");
	markdown_row(plan->out, "Certificate", "Authority", "Authority ends", "Last day of issue",
		     NULL);
	markdown_rule(plan->out, 4);
	for (size_t i = 0; i < plan->requests->n; i++)
		write_last_issue(plan, plan->requests->items[i].certificate);
}

void key_plan_write_renewing(struct key_plan *plan)
{
	const struct validity_limit *limits;
	size_t count;

	limits = validity_limits(&count);
	buf_text(
		plan->out,
		"\n## 7. Renewing\n\n"
		"SP 800-57 Part 2 Rev. 1, section 6.2.7; BR 6.3.2 and 4.2.1. A renewal is an issue "
		"by section 6. Validation records stay between renewals. A new key comes with a "
		"renewal when the period of section 4 is over: move the old key file away, and "
		"`plan --keys` makes another.\n");
	write_calendar(plan);
	write_limits(plan);
	for (size_t i = 0; i < count; i++)
		if (limits[i].from > plan->run->now)
			write_milestone(plan, &limits[i]);
	write_authority_ends(plan);
}
