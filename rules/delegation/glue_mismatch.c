/*
 * glue_mismatch.c -- glue whose addresses are not those that the zone itself has.
 *
 * Compared are types that the glue has: glue of one family alone is enough to get there. A name server that
 * its zone does not have at all is ns-target-missing.
 */
#include "delegation/shared.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static void collect_node(struct check *ck, const struct zone_index *zone, const struct map *servers,
			 const struct name_node *node)
{
	for (size_t i = 0; i < node->n; i++) {
		const struct rrset *rrset = node->rrsets[i];

		if ((rrset->type != RR_A && rrset->type != RR_AAAA) ||
		    (i > 0 && node->rrsets[i - 1]->type == rrset->type) ||
		    classify_below_cut(ck, servers, node, rrset) != BELOW_GLUE)
			continue;
		collect(ck, (struct fact){
				    .zone = zone->zone,
				    .owner = node->name,
				    .type = rrset->type,
				    .rrset = rrset,
				    .at = rrset->at,
			    });
	}
}

static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	each_below_cut(ck, zone, collect_node);
}

/* The addresses of one type at one node, sorted, each once. */
struct addresses {
	const struct rr **items;
	size_t n;
	const struct rrset *rrset; /* the first */
	bool known;
};

static int compare_rdata(const void *a, const void *b)
{
	const struct rr *x = *(const struct rr *const *)a, *y = *(const struct rr *const *)b;

	return memcmp(x->rdata, y->rdata, x->len < y->len ? x->len : y->len);
}

static struct addresses addresses_at(struct check *ck, const struct name_node *node,
				     enum rr_type type)
{
	struct addresses all = {.known = true};
	size_t room = 0, unique = 0;

	for (size_t i = 0; i < node->n; i++)
		room += node->rrsets[i]->type == type ? node->rrsets[i]->n : 0;
	all.items = NEW_ARRAY(ck->arena, const struct rr *, room);
	for (size_t i = 0; i < node->n; i++) {
		const struct rrset *rrset = node->rrsets[i];

		if (rrset->type != type)
			continue;
		all.rrset = all.rrset == NULL ? rrset : all.rrset;
		if (rrset->pending != NULL || rrset->alias != NULL || rrset->partial)
			all.known = false;
		for (size_t k = 0; k < rrset->n; k++)
			all.items[all.n++] = &rrset->rrs[k];
	}
	if (all.n > 1)
		qsort(all.items, all.n, sizeof(*all.items), compare_rdata);
	for (size_t i = 0; i < all.n; i++)
		if (unique == 0 || !rdata_equal(type, all.items[unique - 1], all.items[i]))
			all.items[unique++] = all.items[i];
	all.n = unique;
	return all;
}

static bool addresses_equal(const struct addresses *a, const struct addresses *b, enum rr_type type)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!rdata_equal(type, a->items[i], b->items[i]))
			return false;
	return true;
}

static const char *show_addresses(struct check *ck, const struct addresses *addresses,
				  enum rr_type type)
{
	const char *texts[4];
	size_t n = 0;

	for (; n < addresses->n && n < COUNT_OF(texts); n++) {
		struct buf text CLEANUP(buf_free);

		buf_init(&text, RDATA_MAX);
		rdata_print(&text, type, addresses->items[n]);
		texts[n] = arena_copy(ck->arena, text.ptr, text.len);
	}
	if (n == COUNT_OF(texts) && addresses->n > n)
		texts[n - 1] = arena_printf(ck->arena, "%zu others", addresses->n - n + 1);
	return show_list(ck, texts, n);
}

static void report_mismatch(struct check *ck, const struct fact *fact, const struct zone *home,
			    const struct addresses *glue, const struct addresses *own)
{
	const char *type = rr_type_name(ck->arena, fact->type);
	struct diag *d;

	if (own->n == 0)
		d = report(ck, fact->at, "the glue of `%s` is %s, and `%s` has no %s record for it",
			   show(ck, fact->owner), show_addresses(ck, glue, fact->type),
			   show(ck, home->name), type);
	else
		d = report(ck, fact->at, "the glue of `%s` is %s, and `%s` says %s",
			   show(ck, fact->owner), show_addresses(ck, glue, fact->type),
			   show(ck, home->name), show_addresses(ck, own, fact->type));
	about(ck, d, fact->owner, fact->zone, type);
	related(ck, d, own->rrset != NULL ? own->rrset->at : home->origin->at,
		"the zone's own records are here");
	help(ck, d, "write the same %s records of `%s` in `%s` and in `%s`", type,
	     show(ck, fact->owner), show(ck, fact->zone->name), show(ck, home->name));
}

static void decide_fact(struct check *ck, const struct fact *fact)
{
	const struct zone_index *home =
		index_zone_for(ck->index, fact->owner, VIEW_PUBLIC, DNAME_LABELS_MAX);
	struct addresses glue = addresses_at(ck, cut_of_fact(ck, fact), fact->type), own = {0};
	struct zone_answer answer;
	size_t n;

	if (dname_equal(home->zone->name, fact->zone->name) || !glue.known)
		return;
	(void)public_zones(ck, home->zone->name, &n);
	for (size_t i = 0; i < n; i++) {
		answer = zone_lookup(&home[i], fact->owner, fact->type);
		/* what it has of the other family alone tells that it has none of this one */
		if (answer.kind != ZONE_RECORDS &&
		    !(answer.kind == ZONE_NODATA && has_address(&home[i], fact->owner)))
			return;
		own = answer.kind == ZONE_RECORDS ? addresses_at(ck, answer.node, fact->type)
						  : (struct addresses){.known = true};
		if (!own.known || addresses_equal(&glue, &own, fact->type))
			return;
	}
	if (fact->zone->view_assumed || home->zone->view_assumed)
		undecided(ck, fact->at,
			  "the glue of `%s` differs from its address in `%s`, and nothing says "
			  "whether the two zones are public or private",
			  show(ck, fact->owner), show(ck, home->zone->name));
	else
		report_mismatch(ck, fact, home->zone, &glue, &own);
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		decide_fact(ck, &ck->facts->items.items[i]);
}

const struct rule rule_glue_mismatch = {
	.id = "glue-mismatch",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary =
		"a name server whose addresses in the zone above differ from those in its own zone",
	.source = "RFC 1034, section 4.2.2; RFC 1912, section 2.3",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.2.2",
	.since = "0.1.0",
	.why = "Resolvers begin with the address that the zone above gives, and go on with the one "
	       "that the zone itself has. Where a server has moved and the glue has not, they ask "
	       "a "
	       "machine that no longer serves the zone, or that somebody else has by now.",
	.fix = "Change the two together: add the new address to the glue first, and take the old "
	       "one away last.",
	.collect_zone = collect_zone,
	.decide = decide,
};
