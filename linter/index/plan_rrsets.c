/*
 * plan_rrsets.c -- record sets as Route 53 takes them: one for each name and type, however many
 * pieces the sources write it in, and an alias of a record only after that record.
 */
#include "index/plan_build.h"

#include "model/route53.h"
#include "source/limits.h"

#include "base/banned.h"

/* ---- pieces ------------------------------------------------------------------------------------ */

/* Sets of a routing policy are told apart by their identifiers. */
static bool is_piece_of(const struct rrset *rrset, const struct rrset *first)
{
	return rrset->set_identifier == NULL && rrset->type == first->type &&
	       dname_equal(rrset->owner, first->owner);
}

static size_t end_of_pieces(const struct zone *zone, size_t start)
{
	const struct rrset *first = zone->rrsets.items[start];
	size_t end = start + 1;

	while (first->set_identifier == NULL && end < zone->rrsets.n &&
	       is_piece_of(zone->rrsets.items[end], first))
		end++;
	return end;
}

/* Adds the values of PIECE that are not there yet: the service refuses a value that comes twice. */
static void take_values(struct builder *b, struct rrset *joined, const struct rrset *piece,
			struct map *seen)
{
	for (size_t i = 0; i < piece->n; i++) {
		const char *value = route53_value(b->arena, piece->type, &piece->rrs[i]);

		if (map_add(seen, str_from(value), &piece->rrs[i]) == NULL)
			joined->rrs[joined->n++] = piece->rrs[i];
	}
	if (piece->pending != NULL)
		joined->pending = piece->pending;
}

enum status plan_join_pieces(struct builder *b, const struct zone *zone, size_t start,
			     const struct rrset **ret_rrset, size_t *ret_end)
{
	const struct rrset *first = zone->rrsets.items[start];
	size_t end = end_of_pieces(zone, start), n = 0;
	struct rrset *joined = NEW(b->arena, struct rrset);
	struct map seen;

	for (size_t i = start; i < end; i++) {
		n += zone->rrsets.items[i]->n;
		if (end - start > 1 && zone->rrsets.items[i]->alias != NULL)
			return err_set(b->err,
				       "%s %s is written more than once, and once as an alias: "
				       "Route 53 takes one record set",
				       dname_text_bare(b->arena, first->owner),
				       rr_type_name(b->arena, first->type));
	}
	*joined = *first;
	joined->rrs = NEW_ARRAY(b->arena, struct rr, n + 1);
	joined->n = 0;
	map_init(&seen, b->arena);
	for (size_t i = start; i < end; i++)
		take_values(b, joined, zone->rrsets.items[i], &seen);
	*ret_rrset = end - start == 1 && joined->n == first->n ? first : joined;
	*ret_end = end;
	return OK;
}

/* ---- aliases of records ------------------------------------------------------------------------ */

static bool leads_to_record(const struct rrset *rrset)
{
	return rrset->alias != NULL && rrset->alias->kind == TARGET_RECORD &&
	       rrset->alias->dns_name != NULL;
}

void plan_range_of(const struct planned_list *list, const struct dname *owner, size_t *ret_start,
		   size_t *ret_end)
{
	size_t low = 0, high = list->items.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(list->items.items[middle].rrset->owner, owner) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_start = low;
	while (low < list->items.n && dname_equal(list->items.items[low].rrset->owner, owner))
		low++;
	*ret_end = low;
}

/* The record set of that name and type; the list is in the order of the zone. */
static struct planned_rrset *find_record(struct planned_list *list, const struct dname *owner,
					 enum rr_type type)
{
	size_t low = 0, high = list->items.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct rrset *rrset = list->items.items[middle].rrset;
		int order = dname_compare(rrset->owner, owner);

		if (order < 0 || (order == 0 && rrset->type < type))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == list->items.n || list->items.items[low].rrset->type != type ||
	    !dname_equal(list->items.items[low].rrset->owner, owner))
		return NULL;
	return &list->items.items[low];
}

/* The alias is made with its target or after it, and lacks what that lacks: Route 53 refuses an alias
 * of a record that is not there, and with it the whole batch. */
static void follow(struct builder *b, struct planned_rrset *alias,
		   const struct planned_rrset *target)
{
	for (size_t i = 0; i < target->lacks.items.n; i++)
		pending_add(b, &alias->lacks, target->lacks.items.items[i]);
	if (alias->kind < target->kind)
		alias->kind = target->kind;
	if (alias->order <= target->order)
		alias->order = target->order + 1;
}

/* Whether the alias's record is one that nobody declares, and that stays. */
static bool stays(const struct rrset *alias)
{
	const struct rrset *rrset =
		zone_written_rrset(alias->zone, alias->alias->dns_name, alias->type);

	return rrset != NULL && rrset->foreign;
}

/* Follows one chain to its end, then settles its links from there. */
static enum status settle(struct builder *b, struct planned_list *list, struct planned_rrset *first)
{
	struct planned_rrset *chain[LIMIT_CHAIN], *at = first;
	size_t n = 0;

	while (leads_to_record(at->rrset) && !at->settled) {
		const struct rrset *rrset = at->rrset;
		struct planned_rrset *target =
			find_record(list, rrset->alias->dns_name, rrset->type);

		if (n == COUNT_OF(chain))
			return err_set(b->err,
				       "the alias %s %s leads in a circle, or over more than %d "
				       "records",
				       dname_text_bare(b->arena, first->rrset->owner),
				       rr_type_name(b->arena, rrset->type), LIMIT_CHAIN);
		if (target == NULL && !rrset->zone->managed_part && !stays(rrset))
			return err_set(b->err,
				       "%s %s is an alias of %s, and the zone has no record of "
				       "that name and type: Route 53 refuses it",
				       dname_text_bare(b->arena, rrset->owner),
				       rr_type_name(b->arena, rrset->type),
				       dname_text_bare(b->arena, rrset->alias->dns_name));
		if (target == NULL)
			break;
		chain[n++] = at;
		at = target;
	}
	while (n > 0) {
		follow(b, chain[--n], at);
		at = chain[n];
		at->settled = true;
	}
	return OK;
}

enum status plan_settle_aliases(struct builder *b, struct planned_list *list)
{
	for (size_t i = 0; i < list->items.n; i++)
		TRY(settle(b, list, &list->items.items[i]));
	return OK;
}
