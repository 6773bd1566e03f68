/*
 * duplicate_record.c -- the same value twice in one RRset, in one record set or in two. (Values that
 * differ in their routing policy are not the same RRset.)
 */
#include "records/shared.h"

#include "base/banned.h"

static void report_value(struct check *ck, const struct rrset *rrset, const struct rr *rr,
			 const struct rr *first)
{
	const char *type = rr_type_name(ck->arena, rrset->type);
	struct buf text CLEANUP(buf_free);
	struct diag *d;

	buf_init(&text, RDATA_MAX);
	rdata_print(&text, rrset->type, rr);
	d = report(ck, rr->at, "the %s records at `%s` have the value `%.*s` twice", type,
		   show(ck, rrset->owner), STR_ARG(buf_view(&text)));
	about(ck, d, rrset->owner, rrset->zone,
	      arena_printf(ck->arena, "%s %.*s", type, STR_ARG(buf_view(&text))));
	related(ck, d, first->at, "the same value is here");
	help(ck, d, "remove one of the two values");
}

/* Equal for equal rdata: text that is cut into other chunks means the same. */
static struct str value_key(struct check *ck, enum rr_type type, const struct rr *rr)
{
	if (type == RR_TXT || type == RR_SPF)
		return rdata_joined(ck->arena, rr);
	return str_slice((const char *)rr->rdata, rr->len);
}

/* The values seen so far: compared one by one while they are few, by a map once they are many. */
struct seen {
	enum rr_type type;
	struct rr *few[16];
	size_t n;
	struct map map;
};

/* Adds RR, or returns the equal one that is there. */
static const struct rr *see(struct check *ck, struct seen *seen, struct rr *rr)
{
	if (seen->n < COUNT_OF(seen->few)) {
		for (size_t i = 0; i < seen->n; i++)
			if (rdata_equal(seen->type, seen->few[i], rr))
				return seen->few[i];
		seen->few[seen->n++] = rr;
		return NULL;
	}
	if (seen->map.arena == NULL) {
		map_init(&seen->map, ck->arena);
		for (size_t i = 0; i < seen->n; i++)
			(void)map_add(&seen->map, value_key(ck, seen->type, seen->few[i]),
				      seen->few[i]);
	}
	return map_add(&seen->map, value_key(ck, seen->type, rr), rr);
}

static void check_set(struct check *ck, const struct zone *zone, size_t first, size_t n)
{
	struct seen seen = {.type = zone->rrsets.items[first]->type};

	for (size_t i = first; i < first + n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		for (size_t k = 0; k < rrset->n; k++) {
			const struct rr *present = see(ck, &seen, &rrset->rrs[k]);

			if (present != NULL)
				report_value(ck, rrset, &rrset->rrs[k], present);
		}
	}
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	size_t n;

	for (size_t i = 0; i < zone->rrsets.n; i += n) {
		n = rrset_pieces(zone, i);
		if (n > 1 || zone->rrsets.items[i]->n > 1)
			check_set(ck, zone, i, n);
	}
}

const struct rule rule_duplicate_record = {
	.id = "duplicate-record",
	.family = "records",
	.severity = SEV_WARNING,
	.summary = "the same value twice in one RRset",
	.source = "RFC 2181, section 5",
	.url = "https://www.rfc-editor.org/rfc/rfc2181#section-5",
	.since = "0.1.0",
	.why = "An RRset is a set: a value is in it or not. Route 53 refuses a change with the "
	       "same value twice; other tools drop one, and show a difference that never goes "
	       "away.",
	.fix = "Remove the repeated value. Where one of the two was meant to be another value, "
	       "correct it.",
	.check_zone = check,
};
