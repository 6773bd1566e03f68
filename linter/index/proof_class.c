/* proof_class.c -- the judgement of one class of questions. */
#include "index/proof_class.h"

#include "base/banned.h"

/* Every type that can lead a client to an address. DNAME answers for what is below its owner, and shows in
 * any of these questions; CNAME does too, and is asked for itself where it stands beside nothing. */
static const enum rr_type exposing[] = {
	RR_A, RR_AAAA, RR_CNAME, RR_HTTPS, RR_SVCB, RR_MX, RR_SRV,
};

static bool ends_with(const struct dname *name, const char *suffix)
{
	struct arena scratch;
	bool ends;

	arena_init(&scratch);
	ends = str_ends(str_from(dname_text(&scratch, name)), suffix);
	arena_free(&scratch);
	return ends;
}

bool is_validation_record(const struct rrset *rrset)
{
	struct str first = rrset->owner->labels == 0 ? STR("") : dname_label(rrset->owner, 0);

	if (rrset->type != RR_CNAME || !str_starts(first, "_") || rrset->n == 0)
		return false;
	if (str_is(first, "_acme-challenge"))
		return true;
	return rrset->rrs[0].target != NULL &&
	       ends_with(rrset->rrs[0].target, ".acm-validations.aws.");
}

/* RFC 7505 (null MX), RFC 2782 (target `.`), RFC 9460 section 2.5: nothing is served here. */
static bool serves_nothing(const struct rrset *rrset)
{
	if (rrset->type != RR_MX && rrset->type != RR_SRV && rrset->type != RR_HTTPS &&
	    rrset->type != RR_SVCB)
		return false;
	for (size_t i = 0; i < rrset->n; i++)
		if (rrset->rrs[i].target != NULL && rrset->rrs[i].target->labels > 0)
			return false;
	return rrset->n > 0 && rrset->pending == NULL;
}

static void set(struct question_class *class, enum verdict verdict, enum rr_type type,
		const struct rrset *decides, const char *reason)
{
	class->verdict = verdict;
	class->type = type;
	class->decides = decides;
	class->reason = reason;
}

static void judge_answer(struct question_class *class, enum rr_type type,
			 const struct answer *answer)
{
	switch (answer->kind) {
	case ANSWER_RECORDS:
		if (!serves_nothing(answer->rrset))
			set(class, VERDICT_REFUTED, type, answer->rrset, NULL);
		break;
	case ANSWER_REFERRAL:
		set(class, VERDICT_UNKNOWN, type, answer->rrset,
		    "it is delegated to name servers outside the model, and what they answer is "
		    "not known");
		break;
	case ANSWER_UNKNOWN:
		set(class, VERDICT_UNKNOWN, type, answer->rrset,
		    answer->rrset != NULL && answer->rrset->pending != NULL
			    ? answer->rrset->pending
			    : "a zone that is managed in part may hold more");
		break;
	case ANSWER_OUTSIDE:
	case ANSWER_LOOP:
		/* only a CNAME or DNAME leads here, and that was judged */
	case ANSWER_NODATA:
	case ANSWER_NXDOMAIN:
	case ANSWER_FORWARDED:
	case ANSWER_ENDPOINT:
		break;
	}
}

/* False where the question is decided: a later one is not asked. */
static bool judge_type(const struct index *index, const struct zone_index *zone,
		       struct question_class *class, enum rr_type type, struct arena *arena)
{
	struct zone_answer found = zone_lookup(zone, class->name, type);
	struct answer answer;

	/* A CNAME or DNAME at or above a private name gives it away, wherever it leads. */
	if (found.kind == ZONE_CNAME || found.kind == ZONE_DNAME ||
	    (found.kind == ZONE_RECORDS && type == RR_CNAME)) {
		if (is_validation_record(found.rrset))
			return true;
		set(class, VERDICT_REFUTED, type, found.rrset, NULL);
		return false;
	}
	resolve_in_zone(index, zone, class->name, type, arena, &answer);
	judge_answer(class, type, &answer);
	return class->verdict != VERDICT_REFUTED;
}

static bool wildcard_exposes(const struct name_node *wildcard)
{
	for (size_t i = 0; wildcard != NULL && i < wildcard->n; i++)
		if (rr_type_exposes(wildcard->rrsets[i]->type))
			return true;
	return false;
}

/* Whether NODE, or a node around it, is an empty non-terminal that a wildcard would answer for if the records
 * below it were gone. */
static const struct rrset *find_shield(const struct name_node *node)
{
	for (; node != NULL && node->n == 0 && node->parent != NULL; node = node->parent)
		if (wildcard_exposes(node->parent->wildcard))
			return node->shields;
	return NULL;
}

void judge_class(const struct index *index, const struct zone_index *zone,
		 struct question_class *class, struct arena *arena)
{
	const struct name_node *node;
	const struct rrset *shield;

	class->verdict = VERDICT_PROVED;
	for (size_t i = 0; i < COUNT_OF(exposing); i++)
		if (!judge_type(index, zone, class, exposing[i], arena))
			return;
	if (class->verdict != VERDICT_PROVED)
		return;
	node = zone_index_node(zone, class->any_other ? class->encloser : class->name);
	shield = node == NULL ? NULL : find_shield(node);
	if (shield != NULL) {
		class->shielded = true;
		class->decides = shield;
	} else if (node != NULL && node->n > 0 && !class->any_other) {
		class->decides = node->rrsets[0];
	}
}
