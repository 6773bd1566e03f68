/*
 * shield_fragile.c -- a private name that a public wildcard would answer for, were it not for the records
 * below the name.
 *
 * RFC 4592 section 2.2.2: a name without records exists as long as one below it does. A record of any type
 * at the name itself is no such shield: it is there to stay as long as somebody wants it.
 */
#include "index/proof_class.h"
#include "privacy/shared.h"

#include "base/banned.h"

struct search {
	struct check *ck;
	const struct private_name *name;
};

/* The empty non-terminal that stops the wildcard: the name itself, or the nearest node around it. */
static const struct name_node *shield_of(const struct zone_index *zone, const struct dname *name,
					 const struct rrset *below, struct arena *scratch)
{
	for (unsigned skip = 0; skip < name->labels; skip++) {
		const struct dname *suffix = dname_suffix(scratch, name, skip);
		const struct name_node *node = zone_index_node(zone, suffix);

		/* the same records hold up every empty non-terminal between: the wildcard's sibling counts */
		if (node != NULL && node->n == 0 && node->parent != NULL &&
		    node->parent->wildcard != NULL && node->shields == below)
			return node;
	}
	return NULL;
}

/* Whether an empty non-terminal around NAME has a wildcard beside it. judge_class() asks for every type, and of
 * most names nothing could come of it. */
static bool may_be_shielded(const struct zone_index *zone, const struct dname *name)
{
	const struct zone_place place = zone_place_of(zone, name);

	for (const struct name_node *node = place.encloser;
	     node != NULL && node->n == 0 && node->parent != NULL; node = node->parent)
		if (node->parent->wildcard != NULL)
			return true;
	return false;
}

static void check_zone(void *context, const struct zone_index *zone)
{
	struct search *search = context;
	struct check *ck = search->ck;
	const struct private_name *name = search->name;
	struct question_class class = {.zone = zone->zone, .name = name->name};
	const struct name_node *node;
	const char *text, *more = "";
	struct diag *d;

	if (!may_be_shielded(zone, name->name))
		return;
	judge_class(ck->index, zone, &class);
	if (class.verdict != VERDICT_PROVED || !class.shielded || class.decides == NULL)
		return;
	node = shield_of(zone, name->name, class.decides, ck->arena);
	if (node == NULL)
		return;
	text = show(ck, name->name);
	if (node->n_shields > 1)
		more = arena_printf(ck->arena, " and %zu more record sets below it",
				    node->n_shields - 1);
	d = report(ck, class.decides->owner_at,
		   "only the %s at `%s`%s keeps the public wildcard `%s` off the private name `%s`",
		   rr_type_name(ck->arena, class.decides->type), show(ck, class.decides->owner),
		   more, show(ck, node->parent->wildcard->name), text);
	about(ck, d, name->name, zone->zone, show(ck, node->parent->wildcard->name));
	related(ck, d, node->parent->wildcard->rrsets[0]->at, "the wildcard is here");
	private_related(ck, d, name->name);
	if (class.decides->derived)
		related_origin(ck, d, class.decides->origin);
	help(ck, d,
	     "replace the wildcard by the names it is meant for, or write a TXT record at `%s` "
	     "itself into the public zone `%s`",
	     show(ck, node->name), show(ck, zone->zone->name));
}

static void check(struct check *ck, const struct private_name *name)
{
	struct search search = {ck, name};

	resolve_each_public_zone(ck->index, name->name, check_zone, &search);
}

const struct rule rule_shield_fragile = {
	.id = "shield-fragile",
	.family = "privacy",
	.severity = SEV_WARNING,
	.summary = "a private name that only records below it keep from a public wildcard",
	.source = "RFC 4592, sections 2.2.2 and 3.3.1",
	.url = "https://www.rfc-editor.org/rfc/rfc4592#section-2.2.2",
	.since = "0.1.0",
	.why = "A name that has no records of its own exists as long as there is a record below "
	       "it, and a wildcard does not answer for names that exist. Whoever takes away that "
	       "last record, an old verification token perhaps, lets the wildcard answer for the "
	       "private name, and nothing in the change says so. That Route 53 treats such names "
	       "as the RFC does is nowhere written down by AWS.",
	.fix = "Replace the wildcard by the names it is meant for, or give the name a record of "
	       "its own that yields no address, such as its ownership TXT.",
	.check_private_name = check,
};
