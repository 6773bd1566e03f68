/* zone_generate.c -- `$GENERATE` of BIND. */
#include "front/zone_generate.h"

#include <string.h>

#include "base/banned.h"

/* Digits that one number may be filled up to: names and strings end at 255 octets. */
enum { WIDTH_MAX = 255 };

/* `${offset,width,base}` */
struct modifier {
	int64_t offset;
	uint32_t width;
	char base;
};

bool generate_parse_range(struct str text, struct generate_range *ret_range)
{
	struct str start, stop, step;
	uint64_t numbers[3] = {0, 0, 1};

	if (!str_cut(&text, '-', &start))
		return false;
	step = text;
	if (!str_cut(&step, '/', &stop)) {
		stop = text;
		step = STR("1");
	}
	if (!str_to_u64(start, INT32_MAX, &numbers[0]) ||
	    !str_to_u64(stop, INT32_MAX, &numbers[1]) || !str_to_u64(step, INT32_MAX, &numbers[2]))
		return false;
	if (numbers[1] < numbers[0] || numbers[2] == 0)
		return false;
	ret_range->start = (uint32_t)numbers[0];
	ret_range->stop = (uint32_t)numbers[1];
	ret_range->step = (uint32_t)numbers[2];
	return true;
}

uint64_t generate_count(struct generate_range range)
{
	return (uint64_t)(range.stop - range.start) / range.step + 1;
}

static bool parse_offset(struct str text, int64_t *ret_offset)
{
	bool negative = str_starts(text, "-");
	uint64_t number;

	if (negative)
		text = str_slice(text.ptr + 1, text.len - 1);
	if (!str_to_u64(text, INT32_MAX, &number))
		return false;
	*ret_offset = negative ? -(int64_t)number : (int64_t)number;
	return true;
}

/* What stands between the braces. */
static bool parse_modifier(struct str text, struct modifier *modifier)
{
	struct str offset, width, base = STR("d");
	uint64_t number = 0;

	if (!str_cut(&text, ',', &offset))
		return parse_offset(text, &modifier->offset);
	width = text;
	if (str_cut(&text, ',', &width))
		base = text;
	if (!parse_offset(offset, &modifier->offset) || !str_to_u64(width, WIDTH_MAX, &number) ||
	    base.len != 1 || memchr("doxXnN", base.ptr[0], 6) == NULL)
		return false;
	modifier->width = (uint32_t)number;
	modifier->base = base.ptr[0];
	return true;
}

/* As printf() has it, and BIND by that: below zero all bases but ten show the 32 bits. */
static void put_digits(struct buf *out, const struct modifier *modifier, int32_t value)
{
	int width = (int)modifier->width;
	unsigned number = (unsigned)value;

	switch (modifier->base) {
	case 'o':
		buf_printf(out, "%0*o", width, number);
		break;
	case 'x':
		buf_printf(out, "%0*x", width, number);
		break;
	case 'X':
		buf_printf(out, "%0*X", width, number);
		break;
	default:
		buf_printf(out, "%0*d", width, value);
		break;
	}
}

/* Hexadecimal digits from the last to the first, a label each: for ip6.arpa. The width counts digits and
 * dots. */
static void put_nibbles(struct buf *out, const struct modifier *modifier, uint32_t number)
{
	const char *digits = modifier->base == 'N' ? "0123456789ABCDEF" : "0123456789abcdef";
	uint32_t width = modifier->width;

	do {
		buf_char(out, digits[number & 15]);
		number >>= 4;
		if (width > 0)
			width--;
		if (width > 0 || number != 0) {
			buf_char(out, '.');
			if (width > 0)
				width--;
		}
	} while (number != 0 || width > 0);
}

static const char *put_number(struct buf *out, const struct modifier *modifier, uint32_t number)
{
	int64_t value = (int64_t)number + modifier->offset;

	if (value < INT32_MIN || value > INT32_MAX)
		return "a number of more than 32 bits";
	if (modifier->base == 'n' || modifier->base == 'N')
		put_nibbles(out, modifier, (uint32_t)(int32_t)value);
	else
		put_digits(out, modifier, (int32_t)value);
	return NULL;
}

const char *generate_expand(struct buf *out, struct str template, uint32_t number)
{
	for (size_t at = 0; at < template.len; at++) {
		struct modifier modifier = {.base = 'd'};
		struct str rest = str_slice(template.ptr + at + 1, template.len - at - 1), inside;
		const char *fault;

		if (template.ptr[at] == '\\' && rest.len > 0) {
			buf_add(out, template.ptr + at++, 2);
			continue;
		}
		if (template.ptr[at] != '$') {
			buf_char(out, template.ptr[at]);
			continue;
		}
		if (str_starts(rest, "$")) {
			buf_char(out, '$');
			at++;
			continue;
		}
		if (str_starts(rest, "{")) {
			rest = str_slice(rest.ptr + 1, rest.len - 1);
			if (!str_cut(&rest, '}', &inside) || !parse_modifier(inside, &modifier))
				return "braces that are not `{offset,width,base}`";
			at += inside.len + 2;
		}
		fault = put_number(out, &modifier, number);
		if (fault != NULL)
			return fault;
	}
	return NULL;
}
