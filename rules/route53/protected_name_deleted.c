/* protected_name_deleted.c -- a plan that deletes a name which the project protects, or a hosted zone. */
#include "route53/shared.h"

#include "base/banned.h"

static void allow_help(struct check *ck, struct diag *d, const struct dname *name)
{
	help(ck, d, "keep it, or allow it: `gate: {allow: [{name: %s, reason: …}]}`",
	     show(ck, name));
}

static void check_change(struct check *ck, const struct step *step, const struct change *change)
{
	const struct gate *gate = &ck->policy->gate;
	const struct rrset *rrset = change->rrset;
	const struct private_pattern *pattern = gate_protects(gate, rrset->owner);
	struct diag *d;

	if (pattern == NULL || !change_ends_type(step, change) ||
	    gate_allows(gate, ck->rule->id, rrset->owner) != NULL)
		return;
	d = report(ck, rrset->at, "the plan deletes the %s of `%s`, which `gate.protect` protects",
		   rr_type_name(ck->arena, rrset->type), show(ck, rrset->owner));
	about(ck, d, rrset->owner, step->zone, rr_type_name(ck->arena, rrset->type));
	related(ck, d, pattern->text.at, "protected by `%.*s`", STR_ARG(pattern->text.s));
	allow_help(ck, d, rrset->owner);
}

/* A new zone of the name has other name servers: nothing gives the old one back. */
static void check_step(struct check *ck, const struct step *step)
{
	struct diag *d;

	if (step->kind != STEP_DELETE_ZONE ||
	    gate_allows(&ck->policy->gate, ck->rule->id, step->zone->name) != NULL)
		return;
	d = report(ck, step->zone->origin->at,
		   "the plan deletes the hosted zone `%s` (`%.*s`), which cannot be undone",
		   show(ck, step->zone->name), STR_ARG(step->zone->id.s));
	about(ck, d, step->zone->name, step->zone, arena_cstr(ck->arena, step->zone->id.s));
	if (step->zone->before != NULL)
		related(ck, d, step->zone->before->origin->at, "it was declared here");
	allow_help(ck, d, step->zone->name);
}

static void check(struct check *ck, const struct plan *plan)
{
	for_each_touched(ck, plan, check_change);
	for (size_t i = 0; i < plan->steps.n; i++)
		check_step(ck, plan->steps.items[i]);
}

const struct rule rule_protected_name_deleted = {
	.id = "protected-name-deleted",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "a plan that deletes a protected name, or a hosted zone",
	.source = "Amazon Route 53 API Reference, \"DeleteHostedZone\"",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeleteHostedZone.html",
	.since = "0.1.0",
	.why = "A name in `gate.protect` is one that the company cannot be without. That it is "
	       "missing from the configuration is more often a file that was not read or a merge "
	       "that went wrong than a decision. A deleted hosted zone cannot be had back: a new "
	       "one of its name has other name servers.",
	.fix = "Put the record back. Where it is really to go, say so in the project file, by name "
	       "and with the reason: `gate: {allow: [{name: …, reason: …}]}`.",
	.check_plan = check,
};
