/*
 * wildcard_blocked.c -- a name that a wildcard seems to answer for, and does not, for the name exists.
 *
 * RFC 4592 section 3.3.1: a wildcard answers for names that do not exist. A name exists by a record of any
 * type, or by one below it. Two ways to do so by accident are looked for:
 *
 *	*    A    192.0.2.1
 *	_token.pay  TXT  …     `pay` exists now, as an empty non-terminal, and has no address
 *	shop        TXT  …     `shop` exists now, and has no address
 *
 * A name with an address, a CNAME, a delegation, mail or a service of its own is no accident, nor is one
 * that groups hosts below it. Whether a private name is kept from a public wildcard is shield-fragile's.
 */
#include "engine/rule.h"

#include "base/banned.h"

static bool is_address(const struct rrset *rrset)
{
	return rrset->type == RR_A || rrset->type == RR_AAAA || rrset->type == RR_CNAME;
}

static const struct rrset *address_of(const struct name_node *node)
{
	for (size_t i = 0; i < node->n; i++)
		if (is_address(node->rrsets[i]))
			return node->rrsets[i];
	return NULL;
}

static bool has_underscore(const struct name_node *node)
{
	return str_starts(dname_label(node->name, 0), "_");
}

/* What is written about a name, and is no use of it: the name is used as what the wildcard answers. */
static bool is_remark(const struct rrset *rrset)
{
	switch (rrset->type) {
	case RR_TXT:
	case RR_SPF:
	case RR_CAA:
	case RR_HINFO:
	case RR_RP:
	case RR_LOC:
	case RR_SSHFP:
	case RR_HTTPS:
		return true;
	default:
		return false;
	}
}

static bool has_remarks_alone(const struct name_node *node)
{
	for (size_t i = 0; i < node->n; i++)
		if (!is_remark(node->rrsets[i]))
			return false;
	return node->n > 0;
}

/* The wildcard that would answer for NODE, were nothing written at and below it: that of the nearest node
 * around it which does not itself exist by that alone. NULL: none, or it gives no address. */
static const struct rrset *wildcard_around(const struct name_node *node)
{
	const struct name_node *at = node->parent;

	while (at != NULL && at->n == 0 && at->wildcard == NULL)
		at = at->parent;
	return at == NULL || at->wildcard == NULL || at->cut != NULL ? NULL
								     : address_of(at->wildcard);
}

/* Nodes stand in canonical order, what is below one right behind it: marks those that have something else
 * below them than underscore names. */
static bool *nodes_with_hosts(const struct zone_index *zone, struct arena *arena)
{
	bool *hosts = NEW_ARRAY(arena, bool, zone->n);

	for (size_t i = zone->n; i > 0; i--) {
		const struct name_node *node = &zone->nodes[i - 1];

		if (node->parent != NULL && !has_underscore(node))
			hosts[node->parent - zone->nodes] = true;
	}
	return hosts;
}

static void report_blocked(struct check *ck, const struct zone *zone, const struct name_node *node,
			   const struct rrset *wildcard)
{
	const struct rrset *cause = node->n > 0 ? node->rrsets[0] : node->shields;
	const char *name = show(ck, node->name), *type = rr_type_name(ck->arena, cause->type);
	struct diag *d;

	if (zone->managed_part) {
		undecided(
			ck, cause->owner_at,
			"whether `%s` has an address, from which the %s at `%s` keeps the wildcard "
			"`%s`: the zone `%s` is managed in part",
			name, type, show(ck, cause->owner), show(ck, wildcard->owner),
			show(ck, zone->name));
		return;
	}
	d = report(ck, cause->owner_at,
		   "the wildcard `%s` does not answer for `%s`, which exists by the %s at `%s` "
		   "and has no address",
		   show(ck, wildcard->owner), name, type, show(ck, cause->owner));
	about(ck, d, node->name, zone, show(ck, wildcard->owner));
	if (cause->derived)
		related_origin(ck, d, cause->origin);
	related(ck, d, wildcard->at, "the wildcard is here");
	help(ck, d, "write at `%s` what the wildcard answers with, if the name is used", name);
}

static void check(struct check *ck, const struct zone_index *zone)
{
	bool *hosts = NULL;

	for (size_t i = 1; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];
		const struct rrset *wildcard;

		if (node->cut != NULL || has_underscore(node) || dname_is_wildcard(node->name) ||
		    (node->n > 0 && !has_remarks_alone(node)))
			continue;
		wildcard = wildcard_around(node);
		if (wildcard == NULL)
			continue;
		if (node->n == 0) {
			if (hosts == NULL)
				hosts = nodes_with_hosts(zone, ck->arena);
			if (hosts[i])
				continue;
		}
		if (zone->zone->view == VIEW_PUBLIC && index_is_private(ck->index, node->name))
			continue;
		report_blocked(ck, zone->zone, node, wildcard);
	}
}

const struct rule rule_wildcard_blocked = {
	.id = "wildcard-blocked",
	.family = "delegation",
	.severity = SEV_WARNING,
	.summary = "a name that exists by a proof or remark alone, so that the wildcard around it "
		   "does "
		   "not answer",
	.source = "RFC 4592, sections 2.2.1, 2.2.2 and 3.3.1",
	.url = "https://www.rfc-editor.org/rfc/rfc4592#section-3.3.1",
	.since = "0.1.0",
	.why = "A wildcard answers only for names that do not exist, and a name exists as soon as "
	       "there "
	       "is a record of any type at it, or below it. Whoever adds a TXT record for an owner "
	       "or a "
	       "certificate at a name that the wildcard has answered for takes its address away.",
	.fix = "Write the wildcard's address at the name as well, or put the proof elsewhere. "
	       "Where the "
	       "name is not meant to have an address, waive the finding by name.",
	.check_zone = check,
};
