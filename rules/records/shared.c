/* shared.c -- RRsets that the sources write in several pieces. */
#include "records/shared.h"

#include "base/banned.h"

/* Values that differ only in their routing policy are not one RRset. */
static bool is_same_set(const struct rrset *a, const struct rrset *b)
{
	return a->type == b->type &&
	       str_eq(str_from(a->set_identifier), str_from(b->set_identifier)) &&
	       dname_equal(a->owner, b->owner);
}

size_t rrset_pieces(const struct zone *zone, size_t first)
{
	size_t n = 1;

	while (first + n < zone->rrsets.n &&
	       is_same_set(zone->rrsets.items[first], zone->rrsets.items[first + n]))
		n++;
	return n;
}
