/*
 * name_claimed_twice.c -- one RRset that two files define, or two zones of one view.
 *
 * The estate's own derived RRsets give way to written ones (docs/estate.md): that is no second claim. RRsets
 * of a routing policy are told apart by their set identifiers.
 */
#include "naming/shared.h"

#include "base/banned.h"

static void report_claim(struct check *ck, const struct rrset *rrset, const struct rrset *first,
			 const char *where, const char *first_where)
{
	const char *type = rr_type_name(ck->arena, rrset->type);
	struct diag *d;

	d = report(ck, rrset->owner_at, "%s defines the %s records at `%s`, which %s defines too",
		   where, type, show(ck, rrset->owner), first_where);
	about(ck, d, rrset->owner, rrset->zone, type);
	related(ck, d, first->owner_at, "the first definition is here");
	help(ck, d, "keep one of the two definitions");
}

/* ---- two files --------------------------------------------------------------------------------- */

static const char *file_of(struct check *ck, const struct rrset *rrset)
{
	const struct source *source = source_of(ck->model->sources, rrset->owner_at);

	return source == NULL ? "another file"
			      : arena_printf(ck->arena, "`%.*s`", STR_ARG(source->path));
}

static bool is_one_rrset(const struct rrset *a, const struct rrset *b)
{
	return a->type == b->type && a->set_identifier == NULL && b->set_identifier == NULL &&
	       dname_equal(a->owner, b->owner);
}

/* The pieces of one RRset stand side by side, sorted by place; each further file is one finding. */
static void check_files(struct check *ck, const struct zone *zone)
{
	const struct rrset *first = NULL, *last = NULL;

	for (size_t i = 0; i < zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		if (rrset->derived)
			continue;
		if (first == NULL || !is_one_rrset(first, rrset)) {
			first = last = rrset;
			continue;
		}
		if (rrset->owner_at.file != last->owner_at.file)
			report_claim(ck, rrset, first, file_of(ck, rrset), file_of(ck, first));
		last = rrset;
	}
}

/* ---- two zones --------------------------------------------------------------------------------- */

static const char *zone_of(struct check *ck, const struct zone *zone)
{
	const char *account = zone->account == NULL
				      ? ""
				      : arena_printf(ck->arena, " of the account `%.*s`",
						     STR_ARG(zone->account->key.s));

	return arena_printf(ck->arena, "the zone `%s`%s%s%s", show(ck, zone->name), account,
			    zone->id.presence == KNOWN ? " with the id " : "",
			    zone->id.presence == KNOWN
				    ? arena_printf(ck->arena, "`%.*s`", STR_ARG(zone->id.s))
				    : "");
}

/* Each zone has its own apex NS and SOA, and both proofs of ownership hold. */
static bool is_each_zones_own(const struct rrset *rrset)
{
	return dname_equal(rrset->owner, rrset->zone->name) &&
	       (rrset->type == RR_NS || rrset->type == RR_SOA || rrset->type == RR_TXT);
}

static void check_zones(struct check *ck, const struct zone_index *first,
			const struct zone_index *second)
{
	for (size_t i = 0; i < second->n; i++) {
		const struct name_node *node = &second->nodes[i];
		const struct name_node *other =
			node->n == 0 ? NULL : zone_index_node(first, node->name);

		for (size_t k = 0; other != NULL && k < node->n; k++) {
			const struct rrset *rrset = node->rrsets[k];
			const struct rrset *present = node_rrset(other, rrset->type);

			if (present != NULL && !rrset->derived && !present->derived &&
			    rrset->set_identifier == NULL && present->set_identifier == NULL &&
			    !is_each_zones_own(rrset) &&
			    (k == 0 || node->rrsets[k - 1]->type != rrset->type))
				report_claim(ck, rrset, present, zone_of(ck, rrset->zone),
					     zone_of(ck, present->zone));
		}
	}
}

static bool share_a_vpc(const struct zone *a, const struct zone *b)
{
	for (size_t i = 0; i < a->n_vpcs; i++)
		for (size_t k = 0; k < b->n_vpcs; k++)
			if (str_eq(a->vpcs[i].id.s, b->vpcs[k].id.s))
				return true;
	return false;
}

/* Whether somebody may be answered from either: all public zones are one view, and private ones are where
 * they share a VPC. */
static bool are_of_one_view(const struct zone *a, const struct zone *b)
{
	return a->view == b->view && (a->view == VIEW_PUBLIC || share_a_vpc(a, b));
}

/* That a name has several zones is a fact of each behind the first. What two files claim is said at once. */
static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	size_t number = (size_t)(zone - ck->index->zones);

	check_files(ck, zone->zone);
	if (zone->zone->shares_name && number > 0 &&
	    dname_equal(zone[-1].zone->name, zone->zone->name))
		collect(ck, (struct fact){.zone = zone->zone,
					  .owner = zone->zone->name,
					  .number = number,
					  .at = zone->zone->origin->at});
}

/* Zones of one name stand side by side in the model; a claim is said against the first of them. */
static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		const struct fact *fact = &ck->facts->items.items[i];
		const struct zone_index *zone = &ck->index->zones[fact->number], *other = zone;

		while (other > ck->index->zones && dname_equal((--other)->zone->name, fact->owner))
			if (are_of_one_view(other->zone, fact->zone)) {
				check_zones(ck, other, zone);
				break;
			}
	}
}

const struct rule rule_name_claimed_twice = {
	.id = "name-claimed-twice",
	.family = "naming",
	.severity = SEV_ERROR,
	.summary = "an RRset that two files, or two zones of one view, define",
	.source = "RFC 2181, section 5; Amazon Route 53 API Reference, ChangeResourceRecordSets",
	.url = "https://www.rfc-editor.org/rfc/rfc2181#section-5",
	.since = "0.1.0",
	.why = "An RRset has one owner. Where two files define it, what is published depends on "
	       "the "
	       "order in which somebody reads them, and a change in one is undone by the other; "
	       "where two hosted zones of one name do, it depends on which one the delegation "
	       "leads "
	       "to. That both say the same today does not help when one of them changes.",
	.fix = "Keep one definition, in the file of the team whose name it is. What the estate "
	       "derives need not be removed: a written RRset takes its place.",
	.collect_zone = collect_zone,
	.decide = decide,
};
