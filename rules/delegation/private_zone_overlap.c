/* private_zone_overlap.c -- two private zones on one VPC, and the outer one hidden in part. */
#include "engine/rule.h"
#include "index/view.h"

#include "base/banned.h"

/* What ZONE holds within DOMAIN, the delegation aside: nobody gets it where a zone of that name stands too. */
static const struct rrset *hidden_record(const struct zone_index *zone, const struct dname *domain)
{
	for (size_t i = zone_index_first_within(zone, domain);
	     i < zone->n && dname_is_within(zone->nodes[i].name, domain); i++) {
		const struct name_node *node = &zone->nodes[i];

		for (size_t k = 0; k < node->n; k++)
			if (node->rrsets[k]->type != RR_NS || !dname_equal(node->name, domain))
				return node->rrsets[k];
	}
	return NULL;
}

/* The bindings of a VPC stand in canonical order: the first that is not before DOMAIN. */
static size_t first_binding(const struct vpc_view *vpc, const struct dname *domain)
{
	size_t low = 0, high = vpc->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(vpc->bindings[middle].domain, domain) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What ZONE holds in vain in its VPC of that NUMBER: a fact for each domain below it that has a zone there. */
static void collect_vpc(struct check *ck, const struct zone_index *zone, size_t number)
{
	const struct dname *name = zone->zone->name;
	const struct vpc_view *vpc = views_vpc(ck->views, zone->zone->vpcs[number].id.s);

	if (vpc == NULL)
		return;
	for (size_t i = first_binding(vpc, name);
	     i < vpc->n && dname_is_within(vpc->bindings[i].domain, name); i++) {
		const struct binding *inner = &vpc->bindings[i];
		const struct rrset *hidden;

		if (inner->zone == NULL || dname_equal(inner->domain, name))
			continue;
		hidden = hidden_record(zone, inner->domain);
		if (hidden != NULL)
			collect(ck, (struct fact){.zone = zone->zone,
						  .owner = hidden->owner,
						  .target = inner->domain,
						  .type = hidden->type,
						  .rrset = hidden,
						  .number = number,
						  .at = hidden->owner_at});
	}
}

static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; zone->zone->view == VIEW_PRIVATE && i < zone->zone->n_vpcs; i++)
		collect_vpc(ck, zone, i);
}

/* The private zone of exactly DOMAIN on the VPC. */
static const struct zone *zone_on(const struct vpc_view *vpc, const struct dname *domain)
{
	for (size_t i = first_binding(vpc, domain);
	     i < vpc->n && dname_equal(vpc->bindings[i].domain, domain); i++)
		if (vpc->bindings[i].zone != NULL)
			return vpc->bindings[i].zone->zone;
	BUG("a fact of no zone");
}

static void decide_fact(struct check *ck, const struct fact *fact)
{
	struct str id = fact->zone->vpcs[fact->number].id.s;
	const struct zone *inner = zone_on(views_vpc(ck->views, id), fact->target);
	struct diag *d;

	d = report(ck, fact->at,
		   "in `%.*s` nobody gets the %s at `%s` of the private zone `%s`: the private "
		   "zone `%s` is more "
		   "specific",
		   STR_ARG(id), rr_type_name(ck->arena, fact->type), show(ck, fact->owner),
		   show(ck, fact->zone->name), show(ck, inner->name));
	about(ck, d, fact->owner, fact->zone, arena_cstr(ck->arena, id));
	related(ck, d, inner->origin->at, "the more specific zone is here");
	help(ck, d, "move what lies within `%s` to its own zone", show(ck, inner->name));
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		decide_fact(ck, &ck->facts->items.items[i]);
}

const struct rule rule_private_zone_overlap = {
	.id = "private-zone-overlap",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary =
		"records of a private zone that a more specific private zone on the same VPC hides",
	.source = "Amazon Route 53 Developer Guide, Considerations when working with a private "
		  "hosted zone "
		  "(overlapping namespaces)",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "hosted-zone-private-considerations.html",
	.since = "0.1.0",
	.why = "Resolver asks the most specific private zone alone. What it does not have is "
	       "NXDOMAIN, even where a "
	       "zone around it has the record.",
	.fix = "Keep each record in the most specific zone that its name lies in.",
	.collect_zone = collect_zone,
	.decide = decide,
};
