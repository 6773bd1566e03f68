/* yaml_types.c -- what YAML 1.1 makes of a plain scalar (yaml.org/type). */
#include "front/yaml.h"

#include <string.h>

#include "base/banned.h"

static bool is_one_of(struct str text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(text, words[i]))
			return true;
	return false;
}

/* What numbers are made of: a digit is of every base that it is one in. */
enum digits { BINARY = 1, OCTAL = 2, DECIMAL = 4, HEXADECIMAL = 8, UNDERSCORE = 16 };

#define TO_1 (BINARY | OCTAL | DECIMAL | HEXADECIMAL)
#define TO_7 (OCTAL | DECIMAL | HEXADECIMAL)
#define TO_9 (DECIMAL | HEXADECIMAL)
static const uint8_t digit_sets[256] = {
	['0'] = TO_1,	     ['1'] = TO_1,	  ['2'] = TO_7,	       ['3'] = TO_7,
	['4'] = TO_7,	     ['5'] = TO_7,	  ['6'] = TO_7,	       ['7'] = TO_7,
	['8'] = TO_9,	     ['9'] = TO_9,	  ['a'] = HEXADECIMAL, ['b'] = HEXADECIMAL,
	['c'] = HEXADECIMAL, ['d'] = HEXADECIMAL, ['e'] = HEXADECIMAL, ['f'] = HEXADECIMAL,
	['A'] = HEXADECIMAL, ['B'] = HEXADECIMAL, ['C'] = HEXADECIMAL, ['D'] = HEXADECIMAL,
	['E'] = HEXADECIMAL, ['F'] = HEXADECIMAL, ['_'] = UNDERSCORE,
};
#undef TO_1
#undef TO_7
#undef TO_9

/* Every value of a million records is asked for. */
static bool only(struct str text, unsigned set)
{
	for (size_t i = 0; i < text.len; i++)
		if ((digit_sets[(unsigned char)text.ptr[i]] & set) == 0)
			return false;
	return text.len > 0;
}

static struct str without_sign(struct str text)
{
	if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+'))
		return str_slice(text.ptr + 1, text.len - 1);
	return text;
}

/* 12:30 or 1:30:00 is a number of base 60: digits below 60 after each colon. */
static bool is_sexagesimal(struct str text)
{
	struct str part;
	uint64_t value;
	bool first = true, several = false;

	text = without_sign(text);
	while (str_cut(&text, ':', &part)) {
		if (!str_to_u64(part, first ? UINT64_MAX : 59, &value) ||
		    (first ? part.ptr[0] == '0' : part.len > 2))
			return false;
		first = false;
		several = true;
	}
	return several && text.len <= 2 && str_to_u64(text, 59, &value);
}

static bool is_timestamp(struct str text)
{
	static const char shape[] = "dddd-dd-dd";

	if (text.len < 10)
		return false;
	for (size_t i = 0; i < 10; i++)
		if (shape[i] == 'd' ? !ascii_is_digit(text.ptr[i]) : text.ptr[i] != '-')
			return false;
	return text.len == 10 || text.ptr[10] == 'T' || text.ptr[10] == 't' || text.ptr[10] == ' ';
}

/* Decimal digits with one point or an exponent. */
static bool is_float(struct str text)
{
	struct str rest = without_sign(text), whole, digits;

	for (size_t i = 0; i < rest.len; i++)
		if (rest.ptr[i] == 'e' || rest.ptr[i] == 'E') {
			digits = without_sign(str_slice(rest.ptr + i + 1, rest.len - i - 1));
			if (!only(digits, DECIMAL))
				return false;
			rest.len = i;
			break;
		}
	if (!str_cut(&rest, '.', &whole))
		return false; /* YAML 1.1 wants the point even beside an exponent */
	return (whole.len > 0 || rest.len > 0) &&
	       (whole.len == 0 || only(whole, DECIMAL | UNDERSCORE)) &&
	       (rest.len == 0 || only(rest, DECIMAL | UNDERSCORE));
}

/* The number reads back as it was written: 1.5 does, 1.50 and 1. and 1e3 do not. */
static bool float_is_plain(struct str text)
{
	struct str rest = without_sign(text), whole;

	if (text.len > 0 && text.ptr[0] == '+')
		return false;
	if (!str_cut(&rest, '.', &whole))
		return false;
	return only(whole, DECIMAL) && only(rest, DECIMAL) && whole.len + rest.len <= 15 &&
	       (whole.len == 1 || whole.ptr[0] != '0') &&
	       (rest.len == 1 || rest.ptr[rest.len - 1] != '0');
}

static const char *integer_type(struct str text)
{
	struct str digits = without_sign(text);

	if (str_starts(digits, "0x") &&
	    only(str_slice(digits.ptr + 2, digits.len - 2), HEXADECIMAL | UNDERSCORE))
		return "a hexadecimal number";
	if (str_starts(digits, "0b") &&
	    only(str_slice(digits.ptr + 2, digits.len - 2), BINARY | UNDERSCORE))
		return "a binary number";
	if (!only(digits, DECIMAL | UNDERSCORE) || digits.ptr[0] == '_')
		return NULL;
	if (digits.len > 1 && digits.ptr[0] == '0' && only(digits, OCTAL | UNDERSCORE))
		return "an octal number";
	if (text.ptr[0] == '+')
		return "a number without its sign";
	/* 089 is no octal number and stays text in YAML 1.1; YAML 1.2 drops the zero. */
	if (digits.len > 1 && digits.ptr[0] == '0')
		return "a number without its leading zero";
	return memchr(digits.ptr, '_', digits.len) != NULL ? "a number without its underscores"
							   : NULL;
}

static bool begins_number(char c)
{
	return ascii_is_digit(c) || c == '-' || c == '+' || c == '.' || c == '_';
}

const char *yaml_implicit_type(struct str plain)
{
	static const char *const yes[] = {"y",	  "Y",	  "yes", "Yes", "YES", "true",
					  "True", "TRUE", "on",	 "On",	"ON"};
	static const char *const no[] = {"n",	  "N",	   "no",  "No",	 "NO", "false",
					 "False", "FALSE", "off", "Off", "OFF"};
	static const char *const odd[] = {".inf",  ".Inf", ".INF", "-.inf",
					  "+.inf", ".nan", ".NaN", ".NAN"};
	const char *integer;

	if (plain.len == 0)
		return NULL;
	/* What begins with a letter is one of a few short words, or text. */
	if (ascii_is_alpha(plain.ptr[0]) && plain.len > 5)
		return NULL;
	if (ascii_is_alpha(plain.ptr[0])) {
		if (is_one_of(plain, yes, COUNT_OF(yes)))
			return "the boolean true";
		if (is_one_of(plain, no, COUNT_OF(no)))
			return "the boolean false";
		return str_eq_nocase(plain, STR("null")) ? "no value at all" : NULL;
	}
	if (!begins_number(plain.ptr[0]))
		return str_is(plain, "~") ? "no value at all" : NULL;
	if (plain.len <= 5 && is_one_of(plain, odd, COUNT_OF(odd)))
		return "a number that is none";
	if (is_timestamp(plain))
		return "a date";
	if (is_sexagesimal(plain))
		return "a number of base 60";
	integer = integer_type(plain);
	if (integer != NULL)
		return integer;
	if (is_float(plain) && !float_is_plain(plain))
		return "a number that is written back in another form";
	return NULL;
}
