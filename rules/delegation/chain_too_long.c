/*
 * chain_too_long.c -- more links from a name to what answers than resolvers like to follow.
 *
 * Told once, at the head of a chain: the record that no other leads to. Loops are alias-loop's.
 */
#include "delegation/shared.h"

#include "base/banned.h"

enum { LINKS_MAX = 8, RELATED_MAX = 16 };

static uint64_t most_links(const struct check *ck)
{
	const struct text *option = rule_option(ck, "max");
	uint64_t max;

	if (option == NULL || !str_to_u64(option->s, UINT32_MAX, &max))
		return LINKS_MAX;
	return max;
}

static const struct chain_link *next_link(const struct chains *chains,
					  const struct chain_link *link)
{
	return link->next == CHAIN_NONE ? NULL : chains->groups.items[link->next].longest;
}

static void report_chain(struct check *ck, const struct chain_group *head, uint64_t max)
{
	const struct chain_link *link = head->longest, *end = link;
	struct diag *d;

	for (uint32_t i = 0; i < head->length && next_link(ck->chains, end) != NULL; i++)
		end = next_link(ck->chains, end);
	d = report(ck, link->at,
		   "%sthe %s at `%s` comes to its end, `%s`, over %u links, and at most %u are "
		   "wanted",
		   chain_link_where(ck->arena, ck->chains, link), chain_link_what(ck->arena, link),
		   show(ck, link->rrset->owner),
		   show(ck, end->last != NULL ? end->last : end->rrset->owner), head->length,
		   (unsigned)max);
	about(ck, d, link->rrset->owner, link->rrset->zone, NULL);
	if (link->rrset->derived)
		related_origin(ck, d, link->rrset->origin);
	for (unsigned i = 1; i < RELATED_MAX; i++) {
		link = next_link(ck->chains, link);
		if (link == NULL)
			break;
		related(ck, d, link->at, "then the %s at `%s` leads to `%s`",
			chain_link_what(ck->arena, link), show(ck, link->rrset->owner),
			link->target == NULL ? "…" : show(ck, link->target));
	}
	help(ck, d, "point `%s` nearer to its end", show(ck, head->longest->rrset->owner));
}

/* The option, where it is no number: said, and the default taken. */
static void check_option(struct check *ck)
{
	const struct text *option = rule_option(ck, "max");
	uint64_t max;

	if (option != NULL && !str_to_u64(option->s, UINT32_MAX, &max))
		undecided(ck, option->at, "`max` wants a number of links, not `%.*s`: %d is taken",
			  STR_ARG(option->s), LINKS_MAX);
}

/* A chain is a fact of the zone that its head stands in. */
static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	const struct chains *chains = ck->chains;
	uint64_t max = most_links(ck);
	size_t n;
	const uint32_t *groups = chains_of_zone(chains, zone, &n);

	for (size_t i = 0; i < n; i++) {
		const struct chain_group *group = &chains->groups.items[groups[i]];
		const struct chain_link *link = group->longest;

		if (group->led_to || group->loops || group->length <= max ||
		    !chain_link_redirects(link))
			continue;
		collect(ck, (struct fact){.zone = zone->zone,
					  .owner = link->rrset->owner,
					  .target = link->target,
					  .type = link->rrset->type,
					  .rrset = link->rrset,
					  .number = groups[i],
					  .at = link->at});
	}
}

static void decide(struct check *ck)
{
	uint64_t max = most_links(ck);
	struct map known;

	check_option(ck);
	map_init(&known, ck->arena);
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		const struct fact *fact = &ck->facts->items.items[i];

		/* the same chain in another view */
		if (is_new_rrset(&known, fact))
			report_chain(ck, &ck->chains->groups.items[fact->number], max);
	}
}

static const char *const options[] = {"max", NULL};

const struct rule rule_chain_too_long = {
	.id = "chain-too-long",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary = "a chain of CNAME, DNAME and alias records of more than eight links",
	.source = "RFC 1034, section 3.6.2",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-3.6.2",
	.since = "0.1.0",
	.why = "A resolver asks one question more for each link, and gives up after some number of "
	       "them "
	       "that each sets for itself. Each link has a TTL of its own, so that a change takes "
	       "the sum "
	       "of them, and each is one more record that can break the name.",
	.fix = "Point the name nearer to the record that answers. The option `max` of the policy "
	       "sets "
	       "another number of links than eight.",
	.options = options,
	.collect_zone = collect_zone,
	.decide = decide,
};
