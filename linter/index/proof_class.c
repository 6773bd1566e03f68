/* proof_class.c -- the judgement of one class of questions. */
#include "index/proof_class.h"

#include "index/expose.h"

#include "base/banned.h"

/* Every type that can lead a client to an address. A DNAME answers for what is below its owner and shows
 * there in any question; at its owner only when it is asked for. So does a CNAME. */
static const enum rr_type exposing[] = {
	RR_A, RR_AAAA, RR_CNAME, RR_HTTPS, RR_SVCB, RR_MX, RR_SRV, RR_DNAME,
};

static void set(struct question_class *class, enum verdict verdict, enum rr_type type,
		const struct rrset *decides, const char *reason)
{
	/* the first type that is not known is the one to show */
	if (verdict == VERDICT_UNKNOWN && class->verdict == VERDICT_UNKNOWN)
		return;
	class->verdict = verdict;
	class->type = type;
	class->decides = decides;
	class->reason = reason;
}

/* The public zone of exactly that name; NULL: none. */
static const struct zone_index *public_zone(const struct index *index, const struct dname *name)
{
	const struct zone_index *zone = index_zone_for(index, name, VIEW_PUBLIC, name->labels);

	return zone != NULL && dname_equal(zone->zone->name, name) ? zone : NULL;
}

static void judge_referral(const struct index *index, struct question_class *class,
			   enum rr_type type, const struct zone_answer *found)
{
	class->decides = found->rrset;
	if (rrset_proves(index->model, found->rrset) ||
	    public_zone(index, found->node->name) != NULL)
		return;
	set(class, VERDICT_UNKNOWN, type, found->rrset,
	    "it is delegated to name servers outside the estate, and what they answer is not "
	    "known");
}

static void judge_type(const struct index *index, const struct zone_place *place,
		       struct question_class *class, enum rr_type type)
{
	struct zone_answer found = zone_answer_at(place, type);

	switch (found.kind) {
	case ZONE_RECORDS:
	case ZONE_CNAME:
	case ZONE_DNAME:
		/* A CNAME or DNAME at or above a private name gives it away, wherever it leads. */
		if (rrset_exposes(found.rrset) && !rrset_proves(index->model, found.rrset))
			set(class, VERDICT_REFUTED, type, found.rrset, NULL);
		break;
	case ZONE_REFERRAL:
		judge_referral(index, class, type, &found);
		break;
	case ZONE_UNKNOWN:
		set(class, VERDICT_UNKNOWN, type, NULL,
		    "the zone is managed in part: others may have written more into it");
		break;
	case ZONE_NODATA:
	case ZONE_NXDOMAIN:
	case ZONE_OUTSIDE:
		break;
	}
}

static bool wildcard_exposes(const struct model *model, const struct name_node *wildcard)
{
	for (size_t i = 0; wildcard != NULL && i < wildcard->n; i++)
		if (rrset_exposes(wildcard->rrsets[i]) && !rrset_proves(model, wildcard->rrsets[i]))
			return true;
	return false;
}

/* Whether NODE, or a node around it, is an empty non-terminal that a wildcard would answer for if the records
 * below it were gone: the first of these records. */
static const struct rrset *find_shield(const struct model *model, const struct name_node *node)
{
	for (; node != NULL && node->n == 0 && node->parent != NULL; node = node->parent)
		if (wildcard_exposes(model, node->parent->wildcard))
			return node->shields;
	return NULL;
}

void judge_class(const struct index *index, const struct zone_index *zone,
		 struct question_class *class)
{
	struct zone_place place = zone_place_of(zone, class->name);
	struct zone_answer found;
	const struct rrset *shield;

	class->verdict = VERDICT_PROVED;
	class->type = exposing[0];
	for (size_t i = 0; i < COUNT_OF(exposing) && class->verdict != VERDICT_REFUTED; i++)
		judge_type(index, &place, class, exposing[i]);
	if (class->verdict != VERDICT_PROVED || class->decides != NULL)
		return;
	found = zone_answer_at(&place, exposing[0]);
	/* the name's own node, or the closest encloser: its wildcard is the one that counts */
	shield = find_shield(index->model, found.encloser);
	if (shield != NULL) {
		class->shielded = true;
		class->decides = shield;
	} else if (found.node != NULL && found.node->n > 0 &&
		   (found.wildcard || dname_equal(found.node->name, class->name))) {
		class->decides = found.node->rrsets[0];
	}
}
