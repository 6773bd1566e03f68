/*
 * alias_loop.c -- CNAME, DNAME and alias records that lead in a circle.
 *
 * One circle is one finding, at the member whose owner comes first in canonical order; circles that hang
 * together (weighted records) are one. The other members are related places.
 */
#include "delegation/shared.h"

#include "base/banned.h"

enum { RELATED_MAX = 16, NAMES_MAX = 3 };

/* "by way of `b`, `c` and 2 more" */
static const char *way(struct check *ck, const struct chain_loop *loop)
{
	const char *text = "";
	size_t n = loop->n - 1 < NAMES_MAX ? loop->n - 1 : NAMES_MAX;

	for (size_t i = 1; i <= n; i++)
		text = arena_printf(ck->arena, "%s%s`%s`", text,
				    i == 1			 ? ""
				    : i == n && n == loop->n - 1 ? " and "
								 : ", ",
				    show(ck, loop->links[i]->rrset->owner));
	if (loop->n - 1 > n)
		text = arena_printf(ck->arena, "%s and %zu more", text, loop->n - 1 - n);
	return text;
}

static void add_dnames(struct check *ck, struct diag *d, const struct chain_link *link)
{
	for (unsigned i = 0; i < link->n_dnames && i < NAMES_MAX; i++)
		related(ck, d, link->dnames[i]->at, "the DNAME at `%s` redirects `%s`",
			show(ck, link->dnames[i]->owner), show(ck, link->target));
}

static const char *account_of(struct check *ck, const struct zone *zone)
{
	if (zone->account == NULL)
		return "";
	return arena_printf(ck->arena, " of the account `%.*s`", STR_ARG(zone->account->key.s));
}

static void add_members(struct check *ck, struct diag *d, const struct chain_loop *loop)
{
	add_dnames(ck, d, loop->links[0]);
	for (size_t i = 1; i < loop->n && i < RELATED_MAX; i++) {
		const struct chain_link *link = loop->links[i];

		related(ck, d, link->at, "the %s at `%s`, in the zone `%s`%s, leads on to `%s`",
			chain_link_what(ck->arena, link), show(ck, link->rrset->owner),
			show(ck, link->rrset->zone->name), account_of(ck, link->rrset->zone),
			show(ck, link->target));
		add_dnames(ck, d, link);
	}
}

/* A wildcard answers only for what nobody else has written: NULL where that is known of every link. */
static const struct chain_link *uncertain_link(const struct chain_loop *loop)
{
	for (size_t i = 0; i < loop->n; i++)
		if (loop->links[i]->wildcard && loop->links[i]->zone != NULL &&
		    loop->links[i]->zone->managed_part)
			return loop->links[i];
	return NULL;
}

static void report_loop(struct check *ck, const struct chain_loop *loop)
{
	const struct chain_link *link = loop->links[0], *uncertain = uncertain_link(loop);
	const char *owner = show(ck, link->rrset->owner), *target = show(ck, link->target);
	const char *what = chain_link_what(ck->arena, link);
	const char *where = chain_link_where(ck->arena, ck->chains, link);
	struct diag *d;

	if (uncertain != NULL) {
		undecided(
			ck, link->at,
			"%sthe %s at `%s` leads back to itself, unless others write `%s` into the "
			"zone `%s`, which is managed in part",
			where, what, owner, show(ck, uncertain->last),
			show(ck, uncertain->zone->name));
		return;
	}
	if (loop->n > 1)
		d = report(ck, link->at, "%sthe %s at `%s` leads back to itself by way of %s",
			   where, what, owner, way(ck, loop));
	else if (link->rrset->type == RR_DNAME && dname_is_below(link->target, link->rrset->owner))
		d = report(ck, link->at,
			   "the DNAME at `%s` leads below itself: `%s` makes names longer until "
			   "they pass 255 octets",
			   owner, target);
	else
		d = report(ck, link->at, "%sthe %s at `%s` leads to itself", where, what, owner);
	about(ck, d, link->rrset->owner, link->rrset->zone, NULL);
	if (link->rrset->derived)
		related_origin(ck, d, link->rrset->origin);
	add_members(ck, d, loop);
	help(ck, d, "point one of the links to what is to answer");
}

/* A loop is a fact of the zone in which it begins. */
static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	const struct chains *chains = ck->chains;
	size_t n;
	const uint32_t *groups = chains_of_zone(chains, zone, &n);

	for (size_t i = 0; i < n; i++) {
		uint32_t number = chains->groups.items[groups[i]].loop;
		const struct chain_link *link;

		if (number == CHAIN_NONE)
			continue;
		link = chains->loops.items[number].links[0];
		collect(ck, (struct fact){.zone = zone->zone,
					  .owner = link->rrset->owner,
					  .target = link->target,
					  .type = link->rrset->type,
					  .rrset = link->rrset,
					  .number = number,
					  .at = link->at});
	}
}

static void decide(struct check *ck)
{
	const struct chains *chains = ck->chains;
	struct map known;

	map_init(&known, ck->arena);
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		const struct fact *fact = &ck->facts->items.items[i];

		/* the same loop in another view */
		if (is_new_rrset(&known, fact))
			report_loop(ck, &chains->loops.items[fact->number]);
	}
	if (chains->unfollowed != NULL)
		undecided(ck, (struct span){0},
			  "chains of private records are not followed in `%.*s` and the VPCs after "
			  "it: there are too many",
			  STR_ARG(chains->unfollowed->id));
}

const struct rule rule_alias_loop = {
	.id = "alias-loop",
	.family = "delegation",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "CNAME, DNAME or alias records that lead in a circle",
	.source = "RFC 1034, section 3.6.2; RFC 6672, sections 2.2 and 5.1",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-3.6.2",
	.since = "0.1.0",
	.why = "A resolver that follows the links never comes to an answer: after some dozen of "
	       "them it "
	       "gives up, and the client gets SERVFAIL. Each record of the circle looks sound "
	       "alone; "
	       "across zones, wildcards and accounts nobody sees the whole. A DNAME that leads "
	       "below "
	       "itself makes names longer each time, until they pass 255 octets.",
	.fix = "Point one of the links to the record that is to answer.",
	.collect_zone = collect_zone,
	.decide = decide,
};
