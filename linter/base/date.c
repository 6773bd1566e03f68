/* date.c -- days of the proleptic Gregorian calendar. */
#include "base/date.h"

#include <stdio.h>

#include "base/banned.h"

static unsigned days_in_month(int year, unsigned month)
{
	static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool date_parse(struct str text, date *ret_date)
{
	uint64_t year, month, day;

	if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
		return false;
	if (!str_to_u64(str_slice(text.ptr, 4), 9999, &year) || year < 1900 ||
	    !str_to_u64(str_slice(text.ptr + 5, 2), 12, &month) || month < 1 ||
	    !str_to_u64(str_slice(text.ptr + 8, 2), 31, &day) || day < 1)
		return false;
	if (day > days_in_month((int)year, (unsigned)month))
		return false;
	*ret_date = DATE((long)year, (long)month, (long)day);
	return true;
}

void date_split(date day, int *ret_year, unsigned *ret_month, unsigned *ret_day)
{
	/* Eras of 400 years that begin on the first of March, so that the leap day is the last. */
	long days = (long)day + 719468;
	long era = (days >= 0 ? days : days - 146096) / 146097;
	unsigned of_era = (unsigned)(days - era * 146097);
	unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
	unsigned shifted = (5 * of_year + 2) / 153;

	*ret_day = of_year - (153 * shifted + 2) / 5 + 1;
	*ret_month = shifted < 10 ? shifted + 3 : shifted - 9;
	*ret_year = (int)(year + (unsigned)(era * 400)) + (*ret_month <= 2);
}

const char *date_text(date day, char out[DATE_TEXT_SIZE])
{
	int year;
	unsigned month, of_month;

	date_split(day, &year, &month, &of_month);
	(void)snprintf(out, DATE_TEXT_SIZE, "%04d-%02u-%02u", year, month, of_month);
	return out;
}
