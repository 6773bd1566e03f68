/* str.c -- slices of text. */
#include "base/str.h"

#include <string.h>

#include "base/banned.h"

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
			return false;
	return true;
}

int str_cmp(struct str a, struct str b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter == 0 ? 0 : memcmp(a.ptr, b.ptr, shorter);

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len >= len && (len == 0 || memcmp(s.ptr, prefix, len) == 0);
}

bool str_ends(struct str s, const char *suffix)
{
	size_t len = strlen(suffix);

	return s.len >= len && (len == 0 || memcmp(s.ptr + s.len - len, suffix, len) == 0);
}

bool str_ends_nocase(struct str s, const char *suffix)
{
	size_t len = strlen(suffix);

	return s.len >= len &&
	       str_eq_nocase(str_slice(s.ptr + s.len - len, len), str_slice(suffix, len));
}

/* The octet of NEEDLE that is the rarest in configuration files: what is no letter, then the rare letters. */
static size_t rarest(const char *needle)
{
	static const char common[] = "etaoinsrlhdcumpfgywbvkxjqz";
	size_t at = 0, least = SIZE_MAX;

	for (size_t i = 0; needle[i] != '\0'; i++) {
		const char *place = strchr(common, needle[i]);
		size_t weight = place == NULL ? 0 : sizeof(common) - (size_t)(place - common);

		if (weight < least) {
			least = weight;
			at = i;
		}
	}
	return at;
}

/* memmem() looks at each octet, and memchr() at 32 at once: of a whole file that is worth it. */
static const char *find_in_file(struct str s, const char *needle, size_t len)
{
	size_t offset = rarest(needle);

	if (s.len < len)
		return NULL;
	for (const char *at = s.ptr + offset, *end = s.ptr + s.len - len + offset + 1; at < end;
	     at++) {
		at = memchr(at, needle[offset], (size_t)(end - at));
		if (at == NULL)
			return NULL;
		if (memcmp(at - offset, needle, len) == 0)
			return at - offset;
	}
	return NULL;
}

enum { FILE_SIZE = 4096 };

bool str_find(struct str s, const char *needle, size_t *ret_at)
{
	size_t len = strlen(needle);
	const char *found;

	if (s.len == 0)
		return *needle == '\0';
	found = s.len >= FILE_SIZE && len > 0 ? find_in_file(s, needle, len)
					      : memmem(s.ptr, s.len, needle, len);
	if (found == NULL)
		return false;
	if (ret_at != NULL)
		*ret_at = (size_t)(found - s.ptr);
	return true;
}

bool str_cut(struct str *s, char separator, struct str *ret_head)
{
	const char *found = s->len == 0 ? NULL : memchr(s->ptr, separator, s->len);

	if (found == NULL)
		return false;
	*ret_head = str_slice(s->ptr, (size_t)(found - s->ptr));
	s->len -= ret_head->len + 1;
	s->ptr = found + 1;
	return true;
}

struct str str_trim(struct str s)
{
	while (s.len > 0 && ascii_is_blank(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && ascii_is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

struct str arena_str(struct arena *arena, struct str s)
{
	return str_slice(arena_copy(arena, s.ptr, s.len), s.len);
}

struct str arena_str_lower(struct arena *arena, struct str s)
{
	char *copy = arena_copy(arena, s.ptr, s.len);

	for (size_t i = 0; i < s.len; i++)
		copy[i] = ascii_lower(copy[i]);
	return str_slice(copy, s.len);
}

char *arena_cstr(struct arena *arena, struct str s)
{
	return arena_copy(arena, s.ptr, s.len);
}

bool str_to_u64(struct str s, uint64_t max, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		uint64_t digit;

		if (!ascii_is_digit(s.ptr[i]))
			return false;
		digit = (uint64_t)(s.ptr[i] - '0');
		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (value > max)
		return false;
	*ret_value = value;
	return true;
}

static uint64_t mix(uint64_t hash, uint64_t octets)
{
	hash = (hash ^ octets) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 32;
}

uint64_t str_hash(struct str s)
{
	uint64_t hash = s.len, octets = 0;
	size_t at = 0;

	for (; s.len - at >= sizeof(octets); at += sizeof(octets)) {
		memcpy(&octets, s.ptr + at, sizeof(octets));
		hash = mix(hash, octets);
	}
	octets = 0;
	if (at < s.len)
		memcpy(&octets, s.ptr + at, s.len - at);
	return mix(mix(hash, octets), 0);
}

enum { DISTANCE_MAX = 64 }; /* longer words are no slips of known keys */

unsigned str_distance(struct str a, struct str b, unsigned limit)
{
	unsigned rows[3][DISTANCE_MAX + 1];
	unsigned *two_back = rows[0], *back = rows[1], *row = rows[2];

	if (a.len > DISTANCE_MAX || b.len > DISTANCE_MAX)
		return limit + 1;
	for (size_t j = 0; j <= b.len; j++)
		back[j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned *spare = two_back;

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b.len; j++) {
			unsigned same = a.ptr[i - 1] == b.ptr[j - 1] ? 0 : 1;
			unsigned best = back[j - 1] + same;

			if (back[j] + 1 < best)
				best = back[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
			    a.ptr[i - 2] == b.ptr[j - 1] && two_back[j - 2] + 1 < best)
				best = two_back[j - 2] + 1;
			row[j] = best;
		}
		two_back = back;
		back = row;
		row = spare;
	}
	return back[b.len] > limit ? limit + 1 : back[b.len];
}

const char *str_nearest(struct str word, const char *const *candidates, size_t count)
{
	const char *nearest = NULL;
	unsigned best = word.len <= 3 ? 2 : word.len <= 8 ? 3 : 4; /* one, two or three edits */

	for (size_t i = 0; i < count; i++) {
		unsigned distance = str_distance(word, str_from(candidates[i]), best);

		if (distance < best) {
			best = distance;
			nearest = candidates[i];
		}
	}
	return nearest;
}
