/* utf8.c -- code points of UTF-8 text (RFC 3629). */
#include "base/utf8.h"

#include <string.h>

#include "base/banned.h"

static bool is_tail(unsigned char octet)
{
	return (octet & 0xc0) == 0x80;
}

size_t utf8_decode(struct str s, uint32_t *ret_point)
{
	const unsigned char *p = (const unsigned char *)s.ptr;

	if (s.len == 0)
		return 0;
	if (p[0] < 0x80) {
		*ret_point = p[0];
		return 1;
	}
	if (p[0] >= 0xc2 && p[0] < 0xe0 && s.len >= 2 && is_tail(p[1])) {
		*ret_point = (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
		return 2;
	}
	if (p[0] >= 0xe0 && p[0] < 0xf0 && s.len >= 3 && is_tail(p[1]) && is_tail(p[2])) {
		uint32_t point = (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 |
				 (p[2] & 0x3f);

		if (point < 0x800 || (point >= 0xd800 && point < 0xe000))
			return 0;
		*ret_point = point;
		return 3;
	}
	if (p[0] >= 0xf0 && p[0] < 0xf5 && s.len >= 4 && is_tail(p[1]) && is_tail(p[2]) &&
	    is_tail(p[3])) {
		uint32_t point = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
				 (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);

		if (point < 0x10000 || point > 0x10ffff)
			return 0;
		*ret_point = point;
		return 4;
	}
	return 0;
}

size_t utf8_ascii_prefix(struct str s)
{
	size_t at = 0;
	uint64_t octets;

	for (; s.len - at >= sizeof(octets); at += sizeof(octets)) {
		memcpy(&octets, s.ptr + at, sizeof(octets));
		if ((octets & 0x8080808080808080u) != 0)
			break;
	}
	while (at < s.len && (unsigned char)s.ptr[at] < 0x80)
		at++;
	return at;
}

bool utf8_is_valid(struct str s, size_t *ret_at)
{
	size_t at = 0;

	for (;;) {
		uint32_t point;
		size_t len;

		at += utf8_ascii_prefix(str_slice(s.ptr + at, s.len - at));
		if (at == s.len)
			return true;
		len = utf8_decode(str_slice(s.ptr + at, s.len - at), &point);

		if (len == 0) {
			if (ret_at != NULL)
				*ret_at = at;
			return false;
		}
		at += len;
	}
}

size_t utf8_count(struct str s)
{
	size_t count = 0, at = 0;

	while (at < s.len) {
		uint32_t point;
		size_t len = utf8_decode(str_slice(s.ptr + at, s.len - at), &point);

		at += len == 0 ? 1 : len;
		count++;
	}
	return count;
}

size_t utf8_encode(uint32_t point, char *out)
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

struct range {
	uint32_t from, to;
};

static bool in_ranges(uint32_t point, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (point >= ranges[i].from && point <= ranges[i].to)
			return true;
	return false;
}

unsigned utf8_width(uint32_t point)
{
	/* The blocks that Unicode's EastAsianWidth lists as W or F, and the common combining blocks;
	 * carets under rarer scripts may stand a column off. */
	static const struct range wide[] = {
		{0x1100, 0x115f},   {0x2e80, 0x303e},	{0x3041, 0x33ff}, {0x3400, 0x4dbf},
		{0x4e00, 0x9fff},   {0xa000, 0xa4cf},	{0xac00, 0xd7a3}, {0xf900, 0xfaff},
		{0xfe30, 0xfe6f},   {0xff00, 0xff60},	{0xffe0, 0xffe6}, {0x1f300, 0x1f64f},
		{0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
	};
	static const struct range narrow_less[] = {
		{0x0300, 0x036f}, {0x200b, 0x200f}, {0x20d0, 0x20ff},
		{0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
	};

	if (point < 0x20 || (point >= 0x7f && point < 0xa0) ||
	    in_ranges(point, narrow_less, COUNT_OF(narrow_less)))
		return 0;
	return in_ranges(point, wide, COUNT_OF(wide)) ? 2 : 1;
}

bool utf8_is_hostile(uint32_t point)
{
	static const struct range hostile[] = {
		{0x0000, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c}, {0x200b, 0x200f},
		{0x2028, 0x202e}, {0x2060, 0x2069}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb},
	};

	return in_ranges(point, hostile, COUNT_OF(hostile));
}
