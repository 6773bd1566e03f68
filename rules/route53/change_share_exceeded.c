/* change_share_exceeded.c -- a plan that deletes or changes more of a zone than the project lets it. */
#include "route53/shared.h"

#include <stdlib.h>

#include "base/banned.h"

/* What the steps do to one zone, but for what is allowed by name. */
struct share {
	const struct zone *zone;
	size_t deleted, updated;
};

struct shares {
	VEC(struct share) items;
};

static int by_zone(const void *left, const void *right)
{
	const struct share *a = left, *b = right;

	return (a->zone > b->zone) - (a->zone < b->zone);
}

static void add_change(struct check *ck, struct share *share, const struct change *change)
{
	if (change->present == NULL || change->action == CHANGE_CREATE ||
	    gate_allows(&ck->policy->gate, ck->rule->id, change->rrset->owner) != NULL)
		return;
	if (change->action == CHANGE_DELETE && change->wanted == NULL)
		share->deleted++;
	else
		share->updated++;
}

/* One a step; the steps of one zone are joined by the caller. */
static struct share share_of(struct check *ck, const struct step *step)
{
	struct share share = {.zone = step->zone};

	for (size_t k = 0; k < step->batches.n; k++)
		for (size_t i = 0; i < step->batches.items[k].n; i++)
			add_change(ck, &share, &step->batches.items[k].changes[i]);
	return share;
}

/* The record sets that exist, without those that Route 53 keeps itself. */
static size_t count_existing(const struct zone *zone)
{
	const struct zone *present = zone->retired ? zone : zone->counterpart;
	size_t n = 0;

	for (size_t i = 0; present != NULL && i < present->rrsets.n; i++)
		n += present->rrsets.items[i]->fate != FATE_SERVICE;
	return n;
}

static void judge(struct check *ck, const struct zone *zone, size_t n, const struct number *limit,
		  const char *what, const char *key)
{
	size_t existing = count_existing(zone);
	struct diag *d;

	if (limit->presence != KNOWN || n * 100 <= existing * (size_t)limit->n)
		return;
	d = report(ck, zone->origin->at,
		   "the plan %s %zu of the %zu record sets of `%s`, which is %zu percent: "
		   "`gate.%s` is %lld",
		   what, n, existing, zone_label(ck->arena, zone), n * 100 / existing, key,
		   (long long)limit->n);
	about(ck, d, zone->name, zone, key);
	related(ck, d, limit->at, "the limit is set here");
	help(ck, d,
	     "do it in several changes, raise the limit, or allow names: `gate: {allow: [{name: "
	     "*.%s, reason: …}]}`",
	     show(ck, zone->name));
}

static void judge_zone(struct check *ck, const struct share *share)
{
	const struct gate *gate = &ck->policy->gate;

	/* that a whole zone goes is allowed by the zone's name, or is not */
	if (!share->zone->retired)
		judge(ck, share->zone, share->deleted, &gate->max_delete_percent, "deletes",
		      "max_delete_percent");
	judge(ck, share->zone, share->updated, &gate->max_update_percent, "changes",
	      "max_update_percent");
}

static void check(struct check *ck, const struct plan *plan)
{
	struct shares shares = {0};

	for (size_t i = 0; i < plan->steps.n; i++)
		if (plan->steps.items[i]->zone != NULL && plan->steps.items[i]->batches.n > 0)
			*VEC_PUSH(ck->arena, &shares.items) = share_of(ck, plan->steps.items[i]);
	if (shares.items.n > 1)
		qsort(shares.items.items, shares.items.n, sizeof(struct share), by_zone);
	for (size_t i = 0, end; i < shares.items.n; i = end) {
		struct share sum = shares.items.items[i];

		for (end = i + 1; end < shares.items.n && shares.items.items[end].zone == sum.zone;
		     end++) {
			sum.deleted += shares.items.items[end].deleted;
			sum.updated += shares.items.items[end].updated;
		}
		judge_zone(ck, &sum);
	}
}

const struct rule rule_change_share_exceeded = {
	.id = "change-share-exceeded",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "a plan that deletes or changes more of a zone than the gate lets it",
	.source = "zonewarrant, the gate of the project file",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/"
	       "API_ChangeResourceRecordSets.html",
	.since = "0.1.0",
	.why = "A glob that matches nothing any more, or a source that was cut off, looks like a "
	       "decision to delete everything it held. The share of a zone that changes tells such "
	       "an accident from work: it is counted in percent, for small zones too.",
	.fix = "Look at what the plan deletes. If it is meant, do it in several changes, or allow "
	       "the "
	       "names in the project file with the reason: they are then not counted.",
	.check_plan = check,
};
