/* look.c -- the look-up within a zone with faults that can be switched on. */
#include "look.h"

#include <string.h>

#include "base/banned.h"

static const char *const fault_names[FAULTS] = {
	[FAULT_NONE] = "no fault",
	[FAULT_EMPTY_IGNORED] = "an empty non-terminal is ignored",
	[FAULT_WILDCARD_PAST] = "a wildcard past the closest encloser is taken",
	[FAULT_WILDCARD_CUT] = "a wildcard is applied across a zone cut",
	[FAULT_DNAME_AT_OWNER] = "a DNAME is applied at its owner",
	[FAULT_DNAME_NOT_BELOW] = "a DNAME is not applied below its owner",
	[FAULT_CNAME_IGNORED] = "a CNAME is ignored for other types",
	[FAULT_CNAME_FOLLOWED] = "a CNAME is followed for the type CNAME",
	[FAULT_REFERRAL_MISSED] = "the referral is missed at the cut",
	[FAULT_CASE] = "letters of another case are another name",
	[FAULT_WILDCARD_NXDOMAIN] = "NXDOMAIN where a wildcard has other types",
};

const char *fault_name(enum fault fault)
{
	return fault_names[fault];
}

struct looking {
	enum fault fault;
	const struct zone_index *zone;
	const struct dname *name;
	const uint8_t *asked;
	enum rr_type type;
	unsigned depth; /* labels of NAME below the apex */
};

/* The node of NAME without SKIP labels; an octet-wise comparison of every node would find the same. */
static const struct name_node *node_at(const struct looking *l, struct arena *scratch,
				       unsigned skip)
{
	const struct dname *suffix = dname_suffix(scratch, l->name, skip);
	const struct name_node *node = zone_index_node(l->zone, suffix);

	if (node == NULL)
		return NULL;
	if (l->fault == FAULT_EMPTY_IGNORED && node->n == 0)
		return NULL;
	if (l->fault == FAULT_CASE && skip < l->depth &&
	    memcmp(l->asked + (l->name->len - suffix->len), suffix->wire,
		   suffix->len - l->zone->zone->name->len) != 0)
		return NULL;
	return node;
}

static struct zone_answer at_node(const struct looking *l, const struct name_node *node,
				  bool wildcard)
{
	struct zone_answer answer = {.kind = ZONE_NODATA, .node = node, .wildcard = wildcard};
	const struct rrset *cname = node_rrset(node, RR_CNAME);

	answer.rrset = node_rrset(node, l->type);
	if (answer.rrset != NULL) {
		answer.kind = ZONE_RECORDS;
		if (l->fault == FAULT_CNAME_FOLLOWED && l->type == RR_CNAME)
			answer.kind = ZONE_CNAME;
	} else if (cname != NULL && l->fault != FAULT_CNAME_IGNORED) {
		answer.kind = ZONE_CNAME;
		answer.rrset = cname;
	} else if (wildcard && l->fault == FAULT_WILDCARD_NXDOMAIN) {
		answer.kind = ZONE_NXDOMAIN;
	}
	return answer;
}

/* RFC 4592 section 3.3.1: the wildcard that is the source of synthesis, from label SKIP upwards. */
static const struct name_node *source_of_synthesis(const struct looking *l, struct arena *scratch,
						   unsigned skip)
{
	for (; skip <= l->depth; skip++) {
		const struct name_node *encloser = node_at(l, scratch, skip), *wildcard;
		const struct dname *name;

		if (encloser == NULL)
			continue;
		name = dname_prepend(scratch, STR("*"), encloser->name);
		wildcard = name == NULL ? NULL : zone_index_node(l->zone, name);
		if (wildcard != NULL && !(l->fault == FAULT_EMPTY_IGNORED && wildcard->n == 0))
			return wildcard;
		if (l->fault != FAULT_WILDCARD_PAST)
			return NULL;
	}
	return NULL;
}

/* At a cut, SKIP labels above the name. */
static struct zone_answer at_cut(const struct looking *l, struct arena *scratch,
				 const struct name_node *cut, unsigned skip)
{
	const struct name_node *wildcard;

	/* RFC 4035 section 3.1.4.1 */
	if (skip == 0 && (l->type == RR_DS || l->fault == FAULT_REFERRAL_MISSED))
		return at_node(l, cut, false);
	if (skip > 0 && l->fault == FAULT_WILDCARD_CUT) {
		wildcard = source_of_synthesis(l, scratch, skip + 1);
		if (wildcard != NULL)
			return at_node(l, wildcard, true);
	}
	return (struct zone_answer){
		.kind = ZONE_REFERRAL, .rrset = node_rrset(cut, RR_NS), .node = cut};
}

static struct zone_answer look_within(const struct looking *l, struct arena *scratch)
{
	const struct name_node *node;

	for (unsigned skip = l->depth + 1; skip-- > 0;) {
		node = node_at(l, scratch, skip);
		if (node == NULL)
			continue;
		if (skip < l->depth && node_rrset(node, RR_NS) != NULL)
			return at_cut(l, scratch, node, skip);
		if (node_rrset(node, RR_DNAME) != NULL && l->fault != FAULT_DNAME_NOT_BELOW &&
		    (skip > 0 || (l->fault == FAULT_DNAME_AT_OWNER && l->type != RR_DNAME &&
				  node_rrset(node, l->type) == NULL)))
			return (struct zone_answer){.kind = ZONE_DNAME,
						    .rrset = node_rrset(node, RR_DNAME),
						    .node = node};
	}
	node = node_at(l, scratch, 0);
	if (node != NULL)
		return at_node(l, node, false);
	node = source_of_synthesis(l, scratch, 1);
	if (node != NULL)
		return at_node(l, node, true);
	return (struct zone_answer){.kind = ZONE_NXDOMAIN};
}

struct zone_answer look(enum fault fault, const struct zone_index *zone, const struct dname *name,
			const uint8_t *asked, enum rr_type type, struct arena *scratch)
{
	struct looking l = {fault, zone, name, asked, type, 0};

	if (fault == LOOK_PRODUCT)
		return zone_lookup(zone, name, type);
	if (!dname_is_within(name, zone->zone->name))
		return (struct zone_answer){.kind = ZONE_OUTSIDE};
	l.depth = (unsigned)(name->labels - zone->zone->name->labels);
	return look_within(&l, scratch);
}
