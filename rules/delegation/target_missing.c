/*
 * target_missing.c -- a record whose target no zone of ours has.
 *
 * Told at the link that ends there, once, whatever leads to it. What a wildcard answers is there; what
 * lies outside all zones, is delegated to others or is pending may be there; the name servers of an NS
 * are another rule's, and so is a public record that leads to a private name.
 */
#include "engine/rule.h"

#include "base/banned.h"

/* Whether public-points-inside reports that LINK leads to its target. */
static bool leads_inside(const struct check *ck, const struct chain_link *link)
{
	const struct private_domain *domain;

	if (link->rrset->zone->view != VIEW_PUBLIC || link->n_dnames > 0 ||
	    (link->rr == NULL && link->rrset->alias->kind == TARGET_RECORD))
		return false;
	/* what proves something there is no private name */
	if (link->rrset->type == RR_CNAME && dname_has_underscore_label(link->target))
		return false;
	if (index_private_name(ck->index, link->target) != NULL ||
	    policy_private(ck->policy, link->target) != NULL)
		return true;
	domain = index_private_domain(ck->index, link->target);
	while (domain != NULL && !domain->declared)
		domain = domain->outer;
	return domain != NULL && dname_is_below(link->target, domain->name);
}

static const char *what_is_wanted(struct check *ck, const struct chain_link *link)
{
	if (link->rr == NULL && link->rrset->alias->kind == TARGET_RECORD)
		return arena_printf(ck->arena, "no %s record",
				    rr_type_name(ck->arena, link->rrset->type));
	return chain_link_redirects(link) && link->rr != NULL ? "no records of its own"
							      : "no address";
}

static struct diag *report_end(struct check *ck, const struct chain_link *link)
{
	const char *where = chain_link_where(ck->arena, ck->chains, link);
	const char *what = chain_link_what(ck->arena, link);
	const char *owner = show(ck, link->rrset->owner);

	switch (link->end) {
	case CHAIN_MISSING:
		return report(ck, link->at,
			      "%sthe %s at `%s` leads to `%s`, which the zone `%s` does not have",
			      where, what, owner, show(ck, link->last), show(ck, link->zone->name));
	case CHAIN_EMPTY:
		return report(ck, link->at, "%sthe %s at `%s` leads to `%s`, which has %s", where,
			      what, owner, show(ck, link->last), what_is_wanted(ck, link));
	default:
		return report(ck, link->at,
			      "%sthe %s at `%s` leads to a name of more than 255 octets, which "
			      "cannot exist",
			      where, what, owner);
	}
}

/* What hides the name from a VPC, where the public zones have it. */
static void add_public_counterpart(struct check *ck, struct diag *d, const struct chain_link *link)
{
	const struct zone_index *zone;
	struct zone_answer found;

	if (link->zone == NULL || link->zone->view != VIEW_PRIVATE || link->last == NULL)
		return;
	zone = index_zone_for(ck->index, link->last, VIEW_PUBLIC, DNAME_LABELS_MAX);
	if (zone == NULL)
		return;
	found = zone_lookup(zone, link->last, RR_A);
	if (found.kind == ZONE_RECORDS || found.kind == ZONE_CNAME)
		related(ck, d, found.rrset->at, "`%s` exists publicly; the private zone hides it",
			show(ck, link->last));
}

static void report_link(struct check *ck, const struct chain_link *link)
{
	struct diag *d = report_end(ck, link);

	about(ck, d, link->rrset->owner, link->rrset->zone,
	      arena_printf(ck->arena, "%s %s", rr_type_name(ck->arena, link->rrset->type),
			   show(ck, link->target)));
	if (link->rrset->derived)
		related_origin(ck, d, link->rrset->origin);
	for (unsigned i = 0; i < link->n_dnames; i++)
		related(ck, d, link->dnames[i]->at, "the DNAME at `%s` redirects the target `%s`",
			show(ck, link->dnames[i]->owner), show(ck, link->target));
	if (link->zone != NULL && link->zone->origin != NULL && link->last != NULL)
		related(ck, d, link->zone->origin->at, "the zone `%s` is here",
			show(ck, link->zone->name));
	add_public_counterpart(ck, d, link);
	help(ck, d, "write `%s` into its zone, or point `%s` to a name that exists",
	     show(ck, link->last != NULL ? link->last : link->target),
	     show(ck, link->rrset->owner));
}

/* A DNAME that leads in a circle makes names as long as they can be: that is alias-loop's. */
static bool is_of_a_loop(const struct chains *chains, const struct chain_link *link)
{
	return link->n_dnames > 0 && chains->groups.items[link->dname_group].loops;
}

static bool is_without_end(const struct chain_link *link)
{
	return link->end == CHAIN_MISSING || link->end == CHAIN_EMPTY ||
	       link->end == CHAIN_NAME_TOO_LONG || link->end == CHAIN_PART;
}

/* A link is a fact of the zone that its record stands in. */
static void collect_group(struct check *ck, const struct chain_group *group)
{
	for (size_t i = group->first; i < (size_t)group->first + group->n; i++) {
		const struct chain_link *link = &ck->chains->links.items[i];

		if (is_without_end(link))
			collect(ck, (struct fact){.zone = link->rrset->zone,
						  .owner = link->rrset->owner,
						  .target = link->target,
						  .type = link->rrset->type,
						  .kind = link->end,
						  .rrset = link->rrset,
						  .number = i,
						  .at = link->at});
	}
}

static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	size_t n;
	const uint32_t *groups = chains_of_zone(ck->chains, zone, &n);

	for (size_t i = 0; i < n; i++)
		collect_group(ck, &ck->chains->groups.items[groups[i]]);
}

/* Whether what LINK leads to is another rule's. */
static bool is_told_elsewhere(struct check *ck, const struct chain_link *link)
{
	switch (link->end) {
	case CHAIN_MISSING:
	case CHAIN_EMPTY:
		return leads_inside(ck, link);
	case CHAIN_NAME_TOO_LONG:
		return is_of_a_loop(ck->chains, link);
	default:
		return false;
	}
}

static void decide_fact(struct check *ck, struct map *known, const struct fact *fact)
{
	const struct chain_link *link = &ck->chains->links.items[fact->number];
	const void *key[2] = {fact->rrset, fact->target};
	bool part = link->end == CHAIN_PART;

	if (is_told_elsewhere(ck, link))
		return;
	/* the same link in another view */
	if (map_add(known, arena_str(ck->arena, str_slice((const char *)key, sizeof(key))),
		    (void *)(uintptr_t)link) != NULL)
		return;
	if (!part)
		report_link(ck, link);
	else
		undecided(ck, link->at,
			  "whether `%s`, the target of the %s at `%s`, exists: the zone `%s` is "
			  "managed in part",
			  show(ck, link->last), chain_link_what(ck->arena, link),
			  show(ck, link->rrset->owner), show(ck, link->zone->name));
}

static void decide(struct check *ck)
{
	struct map known;

	map_init(&known, ck->arena);
	for (size_t i = 0; i < ck->facts->items.n; i++)
		decide_fact(ck, &known, &ck->facts->items.items[i]);
}

const struct rule rule_target_missing = {
	.id = "target-missing",
	.family = "delegation",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a record that leads to a name which its zone, one of ours, does not have",
	.source = "RFC 1034, sections 3.6.2 and 4.3.2; RFC 5321, section 5.1; RFC 2782",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-3.6.2",
	.since = "0.1.0",
	.why = "The zone that would have the target is at hand, and does not have it, nor a "
	       "wildcard "
	       "that answers for it: whoever asks for the name gets NXDOMAIN, or an answer without "
	       "data, "
	       "at the end of the chain. Most often the target was renamed or taken away, and the "
	       "record "
	       "that leads to it stayed. Mail and service clients need an address at the target, "
	       "and an "
	       "alias record its own type there.",
	.fix = "Point the record to a name that exists, or take it away. Where another team is to "
	       "write "
	       "the target, let it be written first, or declare the zone `managed: part`.",
	.collect_zone = collect_zone,
	.decide = decide,
};
