/* zone_header.c -- TTL, class and type of a record in a zone file. */
#include "front/zone_header.h"

#include "base/banned.h"

static enum zone_header_part fault(const char **ret_fault, const char *why)
{
	*ret_fault = why;
	return ZONE_HEADER_FAULT;
}

/* RFC 3597 section 5: CLASS1 is IN. */
static bool is_internet(struct str word)
{
	return str_eq_nocase(word, STR("IN")) || str_eq_nocase(word, STR("CLASS1"));
}

static bool is_other_class(struct str word)
{
	static const char *const names[] = {"CH", "HS", "CS", "CHAOS", "HESIOD", "NONE"};
	uint64_t number;

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq_nocase(word, str_from(names[i])))
			return true;
	return word.len > 5 && str_eq_nocase(str_slice(word.ptr, 5), STR("CLASS")) &&
	       str_to_u64(str_slice(word.ptr + 5, word.len - 5), UINT16_MAX, &number);
}

static enum zone_header_part take_ttl(struct zone_header *header, struct str word,
				      const char **ret_fault)
{
	if (header->has_ttl)
		return fault(ret_fault,
			     "stands where a type is wanted, and a TTL stands before it");
	if (!rr_seconds_parse(word, ZONE_TTL_MAX, &header->ttl))
		return fault(ret_fault,
			     "is no TTL: seconds to 2147483647, or numbers with units as `1h`");
	header->has_ttl = true;
	return ZONE_HEADER_TTL;
}

enum zone_header_part zone_header_take(struct zone_header *header, struct str word,
				       const char **ret_fault, const char **ret_nearest)
{
	const char *const *names;
	size_t n;

	*ret_nearest = NULL;
	/* no type begins with a digit */
	if (ascii_is_digit(word.ptr[0]))
		return take_ttl(header, word, ret_fault);
	if (!header->has_class && is_internet(word)) {
		header->has_class = true;
		return ZONE_HEADER_CLASS;
	}
	if (rr_type_parse(word, &header->type))
		return ZONE_HEADER_TYPE;
	if (is_other_class(word))
		return fault(ret_fault, "is another class than IN, and zones of it are not read");
	names = rr_type_names(&n);
	*ret_nearest = str_nearest(word, names, n);
	return fault(ret_fault, "is no record type");
}
