/*
 * reserved_domain.c -- `.local`, `.test`, `.internal` and their like, published, delegated or pointed at in
 * public DNS. Where a private domain is one, unregistrable-domain says it.
 */
#include "engine/rule.h"
#include "model/special_use.h"

#include "base/banned.h"

static void explain(struct check *ck, struct diag *d, const struct special_use *special)
{
	help(ck, d, "`%s` %s: use a domain that is registered, or keep the name in a private zone",
	     special->name, special->meaning);
}

static void report_zone(struct check *ck, const struct zone *zone,
			const struct special_use *special)
{
	const char *text = show(ck, zone->name);
	struct diag *d;

	if (str_is(str_from(text), special->name))
		d = report(ck, zone->origin->at, "the public zone `%s` is set aside by %s (%s)",
			   text, special->source, special->since);
	else
		d = report(ck, zone->origin->at,
			   "the public zone `%s` lies in `%s`, which is set aside by %s (%s)", text,
			   special->name, special->source, special->since);
	about(ck, d, zone->name, zone, special->name);
	related_origin(ck, d, zone->origin);
	explain(ck, d, special);
}

static void check_owner(struct check *ck, const struct rrset *rrset)
{
	const struct special_use *special = special_use_of(rrset->owner);
	struct diag *d;

	if (special == NULL)
		return;
	d = report(ck, rrset->owner_at,
		   "the owner name `%s` is %s, and lies in `%s`, which is set aside by %s (%s)",
		   show(ck, rrset->owner), rrset->type == RR_NS ? "delegated" : "published",
		   special->name, special->source, special->since);
	about(ck, d, rrset->owner, rrset->zone, special->name);
	explain(ck, d, special);
}

static void check_target(struct check *ck, const struct rrset *rrset, const struct dname *target,
			 struct span at)
{
	const struct special_use *special = special_use_of(target);
	struct diag *d;

	/* a private name is public-points-inside's */
	if (special == NULL || index_is_private(ck->index, target))
		return;
	d = report(ck, at,
		   "the public %s record at `%s` leads to `%s`, in `%s`, which is set aside by %s "
		   "(%s)",
		   rr_type_name(ck->arena, rrset->type), show(ck, rrset->owner), show(ck, target),
		   special->name, special->source, special->since);
	about(ck, d, rrset->owner, rrset->zone,
	      arena_printf(ck->arena, "target %s", show(ck, target)));
	explain(ck, d, special);
}

static void check_rrset(struct check *ck, const struct rrset *rrset)
{
	for (size_t i = 0; i < rrset->n; i++)
		if (rrset->rrs[i].target != NULL)
			check_target(ck, rrset, rrset->rrs[i].target, rrset->rrs[i].at);
	if (rrset->alias != NULL && rrset->alias->dns_name != NULL)
		check_target(ck, rrset, rrset->alias->dns_name, rrset->alias->at);
}

/* Whether unregistrable-domain looks at ZONE: a private domain, or the cloud's above them. */
static bool is_private_domain(const struct check *ck, const struct zone *zone)
{
	return zone->role == ZONE_CLOUD || index_private_domain(ck->index, zone->name) != NULL;
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	const struct special_use *special = special_use_of(zone->name);

	if (zone->view != VIEW_PUBLIC)
		return;
	if (special != NULL && is_private_domain(ck, zone))
		return;
	if (special != NULL && zone->view_assumed) {
		undecided(ck, zone->origin->at,
			  "`%s` lies in `%s`, which is set aside; whether its zone is published is "
			  "not known",
			  show(ck, zone->name), special->name);
		return;
	}
	if (special != NULL) {
		report_zone(ck, zone, special);
		return;
	}
	for (size_t i = 0; i < index->n; i++) {
		const struct name_node *node = &index->nodes[i];

		if (node->n > 0)
			check_owner(ck, node->rrsets[0]);
		for (size_t k = 0; k < node->n && !zone->view_assumed; k++)
			check_rrset(ck, node->rrsets[k]);
	}
}

const struct rule rule_reserved_domain = {
	.id = "reserved-domain",
	.family = "naming",
	.severity = SEV_WARNING,
	.summary = "a domain that is set aside, such as `.local` or `.internal`, in public DNS",
	.source = "RFC 6761; RFC 6762; RFC 7686; RFC 8375; RFC 9476; ICANN Board, 2024-07-29; "
		  " IANA, Special-Use Domain Names",
	.url = "https://www.iana.org/assignments/special-use-domain-names/",
	.since = "0.1.0",
	.why = "Resolvers answer these names themselves, or ask the link or the local network, and "
	       "do not ask the public DNS. A public record there is never seen, and a public "
	       "record "
	       "that leads there works for nobody, or leads to whatever host of the reader's own "
	       "network has that name.",
	.fix = "Use a registered domain for what is public. A private zone of `internal` is what "
	       "that name is for.",
	.check_zone = check,
};
