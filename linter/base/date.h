/*
 * date.h -- days of the proleptic Gregorian calendar, and RFC 3339 texts. No clock: the day that a
 * run calls today is an argument (--now), read from the system in one place, main.c.
 */
#ifndef ZW_BASE_DATE_H
#define ZW_BASE_DATE_H

#include "base/str.h"

/* Days since 1970-01-01. */
typedef int32_t date;

enum { DATE_NONE = INT32_MIN, DATE_TEXT_SIZE = 16 };

/* A constant date, for tables of dated rules: DATE(2026, 3, 15). */
#define DATE(y, m, d)                                                                              \
	((date)(365L * ((y) - ((m) < 3)) + ((y) - ((m) < 3)) / 4 - ((y) - ((m) < 3)) / 100 +       \
		((y) - ((m) < 3)) / 400 + (153 * ((m) + ((m) > 2 ? -3 : 9)) + 2) / 5 + (d)-1 -     \
		719468))

/* `YYYY-MM-DD`, years 1900 to 9999; false for anything else, and for days that do not exist. */
bool date_parse(struct str text, date *ret_date);

/* Writes `YYYY-MM-DD` and returns OUT. */
const char *date_text(date day, char out[DATE_TEXT_SIZE]);

void date_split(date day, int *ret_year, unsigned *ret_month, unsigned *ret_day);

#endif
