/*
 * unsafe_intermediate.c -- a plan of which some state on the way is unsafe in every order of its batches.
 *
 * The plan is executed on the model before the rules run (index/execute.h), and put into another order where
 * that helps (index/safe_order.h). What is left is reported: a finding for each question at risk.
 */
#include "index/safe_order.h"
#include "route53/shared.h"

#include "base/banned.h"

static const struct order_node *node_of(const struct execution *execution, uint32_t event)
{
	return &execution->order.nodes.items[execution->order.of_event.items[event]];
}

/* The record set of a batch that the question asks for, else the first of it; NULL: no batch. */
static const struct rrset *record_set_of(const struct order_node *node, const struct dname *name)
{
	const struct step *step = node->step;
	const struct batch *batch;

	if (!step_kind_changes_records(step->kind) || node->batch >= step->batches.n)
		return NULL;
	batch = &step->batches.items[node->batch];
	for (size_t i = 0; i < batch->n; i++)
		if (dname_equal(batch->changes[i].rrset->owner, name))
			return batch->changes[i].rrset;
	return batch->n > 0 ? batch->changes[0].rrset : NULL;
}

static struct span place_of(const struct order_node *node, const struct dname *name)
{
	const struct rrset *rrset = record_set_of(node, name);

	if (rrset != NULL)
		return rrset->at;
	return node->step->zone != NULL ? node->step->zone->origin->at : (struct span){0};
}

/* The line to edit: what the estate says of the name itself goes before anything around it. */
static struct span primary_place(const struct execution *execution,
				 const struct violation *violation)
{
	struct span first = {0};

	for (size_t i = 0; i < violation->n_events; i++) {
		const struct order_node *node = node_of(execution, violation->events[i]);
		const struct rrset *rrset = record_set_of(node, violation->question.name);
		struct span at = place_of(node, violation->question.name);

		if (rrset != NULL && dname_equal(rrset->owner, violation->question.name))
			return at;
		if (first.file == 0)
			first = at;
	}
	return first;
}

static bool makes_zone(const struct execution *execution, const struct violation *violation)
{
	for (size_t i = 0; i < violation->n_events; i++)
		if (node_of(execution, violation->events[i])->step->kind == STEP_CREATE_ZONE)
			return true;
	return false;
}

static void check_violation(struct check *ck, const struct execution *execution,
			    const struct violation *violation)
{
	struct span at = primary_place(execution, violation);
	const char *text = violation_text(execution, violation);
	struct diag *d;

	if (violation->undecided) {
		undecided(ck, at, "%s", text);
		return;
	}
	d = report(ck, at, "no order of the changes is safe: %s", text);
	about(ck, d, violation->question.name, NULL, text);
	for (size_t i = 0; i < violation->n_events; i++) {
		const struct order_node *node = node_of(execution, violation->events[i]);
		struct span other = place_of(node, violation->question.name);

		if (other.file != 0 && (other.file != at.file || other.start != at.start))
			related(ck, d, other, "step %u, `%s`, changes this", node->step->number,
				step_kind_name(node->step->kind));
	}
	if (violation->question.vpc != NULL && makes_zone(execution, violation))
		help(ck, d,
		     "make the private zone for a VPC that asks for none of its names, fill it, "
		     "and name "
		     "`%.*s` in a later plan",
		     STR_ARG(violation->question.vpc->id));
	else
		help(ck, d,
		     "make the change in two plans, the first of which adds and takes nothing "
		     "away");
}

static void check(struct check *ck, const struct plan *plan)
{
	const struct execution *execution = plan->execution;

	if (execution == NULL)
		return;
	for (size_t i = 0; i < execution->violations.n; i++)
		check_violation(ck, execution, execution->violations.items[i]);
}

const struct rule rule_unsafe_intermediate = {
	.id = "unsafe-intermediate",
	.family = "route53",
	.severity = SEV_ERROR,
	.summary = "a plan with a state between two batches that exposes a name or breaks one",
	.source = "Amazon Route 53 API Reference, \"ChangeResourceRecordSets\"; RFC 1034, section "
		  "4.3.2",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/"
	       "API_ChangeResourceRecordSets.html",
	.since = "0.1.0",
	.why = "A batch is visible as a whole, and batches of different zones one after the other. "
	       "In "
	       "between a private name may resolve publicly, a name that resolves before and after "
	       "may not, and a certificate may lose the record that renews it. Caches keep what "
	       "they "
	       "were told in that moment. A plan is always refused then, whatever is waived.",
	.fix = "Make the change in two plans: the first adds, the second takes away when the old "
	       "TTL "
	       "has passed.",
	.check_plan = check,
};
