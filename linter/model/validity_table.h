/*
 * validity_table.h -- how long a certificate may be valid, by the day on which it is issued.
 *
 * Dated rules of others live here and nowhere else, each row with its source. Public authorities:
 * CA/Browser Forum Baseline Requirements section 6.3.2 (validity) and 4.2.1 (reuse of a domain
 * validation), as ballot SC-081v3 set them on 2025-04-11. A day is 86,400 seconds and any part of
 * one counts as one (section 6.3.2), so a certificate of N days ends N days after the day of its
 * issue.
 */
#ifndef ZW_MODEL_VALIDITY_TABLE_H
#define ZW_MODEL_VALIDITY_TABLE_H

#include "base/date.h"
#include "model/estate.h"

/* The edition that the table was read in. */
#define VALIDITY_TABLE_SOURCE "CA/Browser Forum TLS Baseline Requirements 2.2.6 (2026-03-31)"

struct validity_limit {
	date from;	     /* holds for what is issued on this day or later */
	unsigned max_days;   /* the most days of validity */
	unsigned reuse_days; /* the most days that a validation of a domain is used again */
	const char *source;
};

/* All rows, oldest first. */
const struct validity_limit *validity_limits(size_t *ret_count);

/* The row for a certificate that is issued on DAY; NULL before the first. */
const struct validity_limit *validity_limit_at(date day);

/* How long AWS Certificate Manager's public certificates are valid that it issues on DAY; never
 * over the limit of that day, where Amazon has not said more yet. */
unsigned validity_of_acm(date day);

/*
 * ACM User Guide, "Managed certificate renewal" and "Private certificates in AWS Certificate
 * Manager": days before its end at which ACM begins to renew a public certificate and a private
 * one, and the 13 months, written as days there too, of a certificate of a private authority that
 * is requested through ACM.
 */
enum {
	ACM_PUBLIC_RENEWAL_DAYS = 45,
	ACM_PRIVATE_RENEWAL_DAYS = 60,
	ACM_PRIVATE_VALIDITY_DAYS = 395,
};

struct validity {
	unsigned days;
	const char *source; /* who says so: fits behind "by" */
};

/*
 * How long CERTIFICATE will be valid when it is issued on DAY: what ACM gives where ACM issues (its
 * request has no field for it), else `validity_days`, else the private authority's
 * `max_validity_days`, else the limit of public authorities. False where nothing says it.
 */
bool validity_of(const struct certificate *certificate, date day, struct validity *ret_validity);

/* Whether the dated limits bind it: its authority is a public one. */
bool validity_is_limited(const struct certificate *certificate);

#endif
