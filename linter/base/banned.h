/*
 * banned.h -- functions that do not compile here, because each has a better form in base/.
 * Include it last. (str.h parses numbers, buf.h formats, date.h knows calendars.)
 */
#ifndef ZW_BASE_BANNED_H
#define ZW_BASE_BANNED_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok strtok_r
#pragma GCC poison atoi atol atoll strtol strtoul strtoll strtoull sscanf
#pragma GCC poison localtime gmtime ctime asctime setlocale
#undef isalpha
#undef isdigit
#undef isalnum
#undef isspace
#undef tolower
#undef toupper
#pragma GCC poison isalpha isdigit isalnum isspace tolower toupper

#endif
