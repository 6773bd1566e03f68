/* foreign_record_touched.c -- a plan that deletes or replaces a record which another owner keeps. */
#include "route53/shared.h"

#include "base/banned.h"

/* How external-dns begins the TXT in which it writes down what it keeps. */
#define HERITAGE "heritage=external-dns"

static const struct rr *heritage_in(struct check *ck, const struct rrset *rrset)
{
	for (size_t i = 0; rrset != NULL && i < rrset->n; i++)
		if (str_starts(rdata_joined(ck->arena, &rrset->rrs[i]), HERITAGE))
			return &rrset->rrs[i];
	return NULL;
}

/* The TXT at `<type>-<name>`. */
static const struct rr *heritage_beside(struct check *ck, const struct zone *present,
					const struct dname *owner, const char *type)
{
	struct str label =
		str_from(arena_printf(ck->arena, "%s-%.*s", type, STR_ARG(dname_label(owner, 0))));
	const struct dname *beside;

	if (label.len > DNAME_LABEL_MAX)
		return NULL;
	beside = dname_prepend(ck->arena, label, dname_suffix(ck->arena, owner, 1));
	return beside == NULL ? NULL : heritage_in(ck, zone_written_rrset(present, beside, RR_TXT));
}

/* The TXT that says it stands at the name itself, or at one with the type in front; of an alias that was
 * `cname` for long. */
static const struct rr *find_heritage(struct check *ck, const struct zone *present,
				      const struct rrset *rrset)
{
	const struct dname *owner = rrset->owner;
	const struct rr *found = heritage_in(ck, zone_written_rrset(present, owner, RR_TXT));
	struct str type = str_from(rr_type_name(ck->arena, rrset->type));

	if (found == NULL && owner->labels > 0)
		found = heritage_beside(ck, present, owner,
					arena_cstr(ck->arena, arena_str_lower(ck->arena, type)));
	if (found == NULL && owner->labels > 0 && rrset->alias != NULL)
		found = heritage_beside(ck, present, owner, "cname");
	return found;
}

/* Values of others in a TXT stay. */
static bool keeps_values(const struct rrset *present, const struct rrset *wanted)
{
	for (size_t i = 0; i < present->n; i++) {
		bool found = false;

		for (size_t k = 0; k < wanted->n; k++)
			found = found ||
				rdata_equal(wanted->type, &wanted->rrs[k], &present->rrs[i]);
		if (!found)
			return false;
	}
	return true;
}

/* Where it is known what was declared: something that was not. */
static bool is_taken_over(const struct plan *plan, const struct zone *present,
			  const struct change *change)
{
	const struct rrset *wanted =
		change->action == CHANGE_DELETE ? change->wanted : change->rrset;

	if (plan->model->before == NULL || wanted == NULL ||
	    was_declared(present->before, change->present))
		return false;
	return change->present->type != RR_TXT || !keeps_values(change->present, wanted);
}

static void report_touched(struct check *ck, const struct step *step, const struct change *change,
			   const struct rr *heritage)
{
	const struct rrset *present = change->present;
	bool gone = change->action == CHANGE_DELETE && change->wanted == NULL;
	const struct rrset *wanted =
		change->action == CHANGE_DELETE ? change->wanted : change->rrset;
	struct diag *d;

	d = report(ck, present->at, "the plan %s the %s of `%s`, %s", gone ? "deletes" : "replaces",
		   rr_type_name(ck->arena, present->type), show(ck, present->owner),
		   heritage != NULL ? "which external-dns keeps"
				    : "which exists and no configuration declared before");
	about(ck, d, present->owner, step->zone, rr_type_name(ck->arena, present->type));
	if (heritage != NULL)
		related(ck, d, heritage->at, "this says whose it is");
	if (wanted != NULL)
		related(ck, d, wanted->at, "it is declared here");
	help(ck, d,
	     "leave it to its owner, or take it over: `gate: {allow: [{name: %s, reason: …}]}`",
	     show(ck, present->owner));
}

static void check(struct check *ck, const struct plan *plan)
{
	for (size_t s = 0; s < plan->steps.n; s++) {
		const struct step *step = plan->steps.items[s];
		const struct zone *present = step->zone == NULL || step->zone->retired
						     ? step->zone
						     : step->zone->counterpart;

		for (size_t k = 0; present != NULL && k < step->batches.n; k++)
			for (size_t i = 0; i < step->batches.items[k].n; i++) {
				const struct change *change = &step->batches.items[k].changes[i];
				const struct rr *heritage;

				if (change->present == NULL || change->action == CHANGE_CREATE ||
				    gate_allows(&ck->policy->gate, ck->rule->id,
						change->rrset->owner))
					continue;
				heritage = find_heritage(ck, present, change->present);
				if (heritage != NULL || is_taken_over(plan, present, change))
					report_touched(ck, step, change, heritage);
			}
	}
}

const struct rule rule_foreign_record_touched = {
	.id = "foreign-record-touched",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "a plan that deletes or replaces a record which another owner keeps",
	.source = "external-dns, \"The TXT registry\"",
	.url = "https://kubernetes-sigs.github.io/external-dns/latest/docs/registry/txt/",
	.since = "0.1.0",
	.why = "What external-dns keeps it writes again within a minute, and two owners of one "
	       "record "
	       "undo one another. A record that exists and that no configuration declared was made "
	       "by somebody, and by hand: to replace it is to take it from them unasked. The "
	       "second "
	       "is known only where the plan has a base.",
	.fix = "Agree with the owner. Then take the record out of their hands, or allow it in the "
	       "project file by name and with the reason.",
	.check_plan = check,
};
