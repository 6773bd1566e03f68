/* resolve.c -- what anyone on the internet gets for a question, and the trace of why. */
#include "index/resolve.h"

#include "index/overlay.h"
#include "source/limits.h"

#include "base/banned.h"

static void add_step(struct answer *answer, const struct zone_index *zone, const struct dname *name,
		     const struct zone_answer *found)
{
	if (answer->n_steps == TRACE_MAX)
		return;
	answer->steps[answer->n_steps++] = (struct trace_step){
		.zone = zone->zone,
		.name = name,
		.rrset = found->rrset,
		.wildcard = found->wildcard,
		.kind = found->kind,
	};
}

/* The shallowest public zone that NAME lies in: where a resolver that follows delegations comes in. */
static const struct zone_index *top_zone(const struct index *index, const struct dname *name)
{
	for (unsigned labels = 0; labels <= name->labels; labels++) {
		const struct zone_index *zone = index_zone_for(index, name, VIEW_PUBLIC, labels);

		if (zone != NULL)
			return zone;
	}
	return NULL;
}

/* The public zone of exactly the cut's name; NULL where the model has none. */
static const struct zone_index *child_zone(const struct index *index, const struct dname *cut)
{
	const struct zone_index *zone = index_zone_for(index, cut, VIEW_PUBLIC, cut->labels);

	return zone != NULL && dname_equal(zone->zone->name, cut) ? zone : NULL;
}

/* RFC 6672 section 2.2: the owner's labels in NAME give way to the target's; NULL over 255 octets. */
static const struct dname *substitute(struct arena *scratch, const struct dname *name,
				      const struct rrset *dname)
{
	return dname_join(scratch, name, (unsigned)(name->labels - dname->owner->labels),
			  dname->rrs[0].target);
}

struct walk {
	const struct index *index;
	struct arena *scratch;
	struct answer *answer;
	const struct zone_index *zone; /* to ask next; NULL: the walk is over */
	const struct dname *name;      /* to ask for next */
	enum rr_type type;
};

static void finish(struct walk *walk, enum answer_kind kind, const struct rrset *rrset)
{
	walk->answer->kind = kind;
	walk->answer->rrset = rrset;
	walk->answer->last = walk->name;
	walk->zone = NULL;
}

/* Goes on with TARGET, from the top; a target that no zone of the model holds ends the walk. */
static void follow(struct walk *walk, const struct dname *target, const struct rrset *by)
{
	walk->name = target;
	walk->zone = top_zone(walk->index, target);
	if (walk->zone == NULL)
		finish(walk, ANSWER_OUTSIDE, by);
}

static void follow_records(struct walk *walk, const struct rrset *rrset)
{
	if (rrset->pending != NULL) {
		finish(walk, ANSWER_UNKNOWN, rrset);
		return;
	}
	/* A Route 53 alias to a record is looked up in its own zone, and must have that type. */
	if (rrset->alias != NULL && rrset->alias->kind == TARGET_RECORD &&
	    rrset->alias->dns_name != NULL) {
		walk->name = rrset->alias->dns_name;
		return;
	}
	finish(walk, ANSWER_RECORDS, rrset);
}

/* Sets of a routing policy that lead to different names: which of them is answered depends on who asks, and
 * when. */
static bool leads_to_several(const struct zone_answer *found)
{
	const struct rrset *first = found->rrset;

	for (size_t i = 0; first->set_identifier != NULL && i < found->node->n; i++) {
		const struct rrset *rrset = found->node->rrsets[i];

		if (rrset->type == first->type &&
		    (rrset->n == 0 || !rdata_equal(first->type, &rrset->rrs[0], &first->rrs[0])))
			return true;
	}
	return false;
}

static void follow_link(struct walk *walk, const struct zone_answer *found)
{
	const struct dname *target;

	if (found->rrset->pending != NULL || found->rrset->n == 0 || leads_to_several(found)) {
		finish(walk, ANSWER_UNKNOWN, found->rrset);
		return;
	}
	target = found->kind == ZONE_CNAME ? found->rrset->rrs[0].target
					   : substitute(walk->scratch, walk->name, found->rrset);
	/* RFC 6672 section 3.1: the CNAME that a DNAME stands for answers the type CNAME */
	if (target != NULL && found->kind == ZONE_DNAME && walk->type == RR_CNAME)
		finish(walk, ANSWER_RECORDS, found->rrset);
	else if (target == NULL)
		finish(walk, ANSWER_NXDOMAIN, found->rrset); /* YXDOMAIN: nothing is answered */
	else
		follow(walk, target, found->rrset);
}

static void take_answer(struct walk *walk, const struct zone_answer *found)
{
	switch (found->kind) {
	case ZONE_RECORDS:
		follow_records(walk, found->rrset);
		break;
	case ZONE_CNAME:
	case ZONE_DNAME:
		follow_link(walk, found);
		break;
	case ZONE_REFERRAL:
		walk->zone = child_zone(walk->index, found->node->name);
		if (walk->zone == NULL)
			finish(walk, ANSWER_REFERRAL, found->rrset);
		break;
	case ZONE_NODATA:
		finish(walk, ANSWER_NODATA, NULL);
		break;
	case ZONE_NXDOMAIN:
		finish(walk, ANSWER_NXDOMAIN, NULL);
		break;
	case ZONE_OUTSIDE:
		finish(walk, ANSWER_OUTSIDE, NULL);
		break;
	case ZONE_UNKNOWN:
		finish(walk, ANSWER_UNKNOWN, NULL);
		break;
	}
}

void resolve_in_zone(const struct index *index, const struct zone_index *zone,
		     const struct dname *name, enum rr_type type, struct arena *scratch,
		     struct answer *ret_answer)
{
	struct walk walk = {
		.index = index,
		.scratch = scratch,
		.answer = ret_answer,
		.zone = zone,
		.name = name,
		.type = type,
	};

	/* the steps are written as they come: to clear the room for all of them would cost more than to
	 * answer */
	ret_answer->kind = ANSWER_LOOP;
	ret_answer->rrset = NULL;
	ret_answer->last = name;
	ret_answer->n_steps = 0;
	for (unsigned links = 0; walk.zone != NULL; links++) {
		struct zone_answer found;

		if (links == LIMIT_CHAIN) {
			finish(&walk, ANSWER_LOOP, NULL);
			return;
		}
		found = zone_lookup(walk.zone, walk.name, walk.type);
		add_step(ret_answer, walk.zone, walk.name, &found);
		take_answer(&walk, &found);
	}
}

void resolve_public(const struct index *index, const struct dname *name, enum rr_type type,
		    struct arena *scratch, struct answer *ret_answer)
{
	const struct zone_index *zone = top_zone(index, name);

	if (zone == NULL) {
		*ret_answer = (struct answer){.kind = ANSWER_OUTSIDE, .last = name};
		return;
	}
	resolve_in_zone(index, zone, name, type, scratch, ret_answer);
}

void resolve_each_public_zone(const struct index *index, const struct dname *name,
			      void (*fn)(void *context, const struct zone_index *zone),
			      void *context)
{
	const struct model *model = index->model;

	for (unsigned labels = name->labels + 1u; labels > 0; labels--) {
		const struct zone_index *zone =
			index_zone_for(index, name, VIEW_PUBLIC, labels - 1);

		if (zone == NULL)
			return;
		/* zones of one name stand side by side */
		labels = zone->zone->name->labels + 1u;
		for (const struct zone_index *same = zone;
		     same < index->zones + model->zones.n && same->zone->view == VIEW_PUBLIC &&
		     dname_equal(same->zone->name, zone->zone->name);
		     same++)
			if (overlay_zone_present(same))
				fn(context, same);
	}
}
