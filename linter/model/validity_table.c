/* validity_table.c -- how long a certificate may be valid, by the day on which it is issued. */
#include "model/validity_table.h"

#include "base/banned.h"

static const struct validity_limit limits[] = {
	{DATE(2020, 9, 1), 398, 398, "BR 6.3.2, ballot SC-031"},
	{DATE(2026, 3, 15), 200, 200, "BR 6.3.2 and 4.2.1, ballot SC-081v3"},
	{DATE(2027, 3, 15), 100, 100, "BR 6.3.2 and 4.2.1, ballot SC-081v3"},
	{DATE(2029, 3, 15), 47, 10, "BR 6.3.2 and 4.2.1, ballot SC-081v3"},
};

/* ACM User Guide, "ACM certificate characteristics": 395 days, and 198 from 2026-02-18. */
static const struct {
	date from;
	unsigned days;
} acm[] = {
	{DATE(2016, 1, 21), 395},
	{DATE(2026, 2, 18), 198},
};

const struct validity_limit *validity_limits(size_t *ret_count)
{
	*ret_count = COUNT_OF(limits);
	return limits;
}

const struct validity_limit *validity_limit_at(date day)
{
	const struct validity_limit *found = NULL;

	for (size_t i = 0; i < COUNT_OF(limits) && limits[i].from <= day; i++)
		found = &limits[i];
	return found;
}

unsigned validity_of_acm(date day)
{
	const struct validity_limit *limit = validity_limit_at(day);
	unsigned days = acm[0].days;

	for (size_t i = 0; i < COUNT_OF(acm) && acm[i].from <= day; i++)
		days = acm[i].days;
	return limit != NULL && limit->max_days < days ? limit->max_days : days;
}

bool validity_is_limited(const struct certificate *certificate)
{
	const struct authority *authority = certificate->authority;

	return authority != NULL && authority->type.presence == KNOWN &&
	       str_is(authority->type.s, "public");
}

static bool issued_by_acm(const struct certificate *certificate)
{
	return certificate->custody == CUSTODY_ACM;
}

bool validity_of(const struct certificate *certificate, date day, struct validity *ret_validity)
{
	const struct authority *authority = certificate->authority;
	const struct validity_limit *limit = validity_limit_at(day);

	if (issued_by_acm(certificate) && validity_is_limited(certificate))
		*ret_validity = (struct validity){validity_of_acm(day), "ACM"};
	else if (issued_by_acm(certificate))
		*ret_validity = (struct validity){ACM_PRIVATE_VALIDITY_DAYS, "ACM"};
	else if (certificate->validity_days.presence == KNOWN && certificate->validity_days.n > 0)
		*ret_validity = (struct validity){(unsigned)certificate->validity_days.n,
						  "`validity_days`"};
	else if (certificate->validity_days.presence == UNSETTLED)
		return false;
	else if (authority != NULL && authority->max_validity_days.presence == KNOWN &&
		 authority->max_validity_days.n > 0)
		*ret_validity = (struct validity){(unsigned)authority->max_validity_days.n,
						  "`max_validity_days` of the authority"};
	else if (validity_is_limited(certificate) && limit != NULL)
		*ret_validity = (struct validity){limit->max_days, limit->source};
	else
		return false;
	return true;
}
