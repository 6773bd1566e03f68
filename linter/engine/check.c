/* check.c -- runs the rules over a model, and what rules call. */
#include "engine/check.h"

#include "base/work.h"
#include "engine/run.h"

#include <string.h>

#include "base/banned.h"

/* ---- what rules call --------------------------------------------------------------------------- */

struct diag *report(struct check *ck, struct span at, const char *fmt, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, fmt);
	diag = diag_vadd(ck->diags, ck->rule, at, fmt, args);
	va_end(args);
	return diag;
}

void related(struct check *ck, struct diag *diag, struct span at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	diag_related(ck->diags, diag, at, "%s", arena_vprintf(ck->arena, fmt, args));
	va_end(args);
}

void related_origin(struct check *ck, struct diag *diag, const struct origin *origin)
{
	for (; origin != NULL; origin = origin->cause)
		if (origin->at.file != diag->at.file || origin->at.start != diag->at.start)
			related(ck, diag, origin->at, "from %s", origin->what);
}

void help(struct check *ck, struct diag *diag, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	diag->help = arena_vprintf(ck->arena, fmt, args);
	va_end(args);
}

void about(struct check *ck, struct diag *diag, const struct dname *name, const struct zone *zone,
	   const char *cause)
{
	diag->name = name == NULL ? NULL : dname_text(ck->arena, name);
	diag->zone = zone == NULL ? NULL : dname_text(ck->arena, zone->name);
	diag->cause = cause;
}

void undecided(struct check *ck, struct span at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	diag_undecided(ck->diags, ck->rule, at, "%s", arena_vprintf(ck->arena, fmt, args));
	va_end(args);
}

void collect(struct check *ck, struct fact fact)
{
	*VEC_PUSH(ck->arena, &ck->facts->items) = fact;
}

const struct text *rule_option(const struct check *ck, const char *key)
{
	const struct text *found = NULL;

	for (size_t i = 0; i < ck->policy->n_rules; i++) {
		const struct rule_setting *setting = &ck->policy->rules[i];

		if (!str_is(setting->rule.s, ck->rule->id))
			continue;
		for (size_t k = 0; k < setting->n_options; k++)
			if (str_is(setting->options[k].key.s, key))
				found = &setting->options[k].value;
	}
	return found;
}

const char *show(struct check *ck, const struct dname *name)
{
	return dname_text_bare(ck->arena, name);
}

static const char *show_target(struct check *ck, const struct target *target)
{
	if (target->load_balancer != NULL)
		return arena_printf(ck->arena, "load balancer %.*s",
				    STR_ARG(target->load_balancer->key.s));
	return target->dns_name == NULL ? "a target that is not known" : show(ck, target->dns_name);
}

const char *show_rrset(struct check *ck, const struct rrset *rrset)
{
	struct buf text CLEANUP(buf_free);

	buf_init(&text, (size_t)RDATA_MAX * 5);
	if (rrset->alias != NULL)
		return show_target(ck, rrset->alias);
	if (rrset->n == 0)
		return rrset->pending == NULL ? "no value" : rrset->pending;
	if (rrset->rrs[0].target != NULL && (rrset->type == RR_CNAME || rrset->type == RR_NS ||
					     rrset->type == RR_DNAME || rrset->type == RR_PTR))
		return show(ck, rrset->rrs[0].target);
	rdata_print(&text, rrset->type, &rrset->rrs[0]);
	return arena_copy(ck->arena, text.ptr, text.len);
}

/* ---- zones, each by one worker ----------------------------------------------------------------- */

struct zone_result {
	struct diag_list diags;
	struct facts *facts; /* one a rule */
};

struct job {
	const struct check_options *options;
	const struct rule *const *rules;
	size_t n_rules;
	struct zone_result *results; /* one a zone */
	struct diag_list *estate;    /* one a rule: of what crosses zones */
	struct arena workers[WORK_JOBS_MAX];
};

static struct check make_check(const struct check_options *options, const struct rule *rule,
			       struct diag_list *diags, struct facts *facts)
{
	return (struct check){
		.model = options->model,
		.index = options->index,
		.views = options->views,
		.chains = options->chains,
		.policy = options->policy,
		.today = options->today,
		.rule = rule,
		.diags = diags,
		.arena = diags->arena,
		.facts = facts,
	};
}

/* A rule's work on one thing. Nearly always it finds nothing, and then nothing points at the memory that it
 * took. */
struct attempt {
	struct arena_mark mark;
	size_t found;
};

static size_t count_found(const struct check *ck)
{
	return ck->diags->diags.n + ck->diags->undecided.n + ck->facts->items.n;
}

static struct attempt begin(const struct check *ck)
{
	return (struct attempt){arena_mark(ck->arena), count_found(ck)};
}

static void end(const struct check *ck, const struct attempt *attempt)
{
	if (count_found(ck) == attempt->found)
		arena_release(ck->arena, &attempt->mark);
}

/* Every zone has facts of every rule that collects some: what is left of the last doubling adds up. */
static void trim(struct arena *arena, struct facts *facts)
{
	size_t size = sizeof(struct fact), left = facts->items.capacity - facts->items.n;

	if (arena_shrink(arena, facts->items.items, facts->items.capacity * size, left * size))
		facts->items.capacity = facts->items.n;
}

static void check_zone_by(struct check *ck, const struct zone_index *zone)
{
	const struct rule *rule = ck->rule;

	if (rule->check_zone != NULL)
		rule->check_zone(ck, zone);
	if (rule->collect_zone != NULL)
		rule->collect_zone(ck, zone);
	for (size_t i = 0; rule->check_rrset != NULL && i < zone->zone->rrsets.n; i++)
		rule->check_rrset(ck, zone->zone->rrsets.items[i]);
}

static void check_zone(void *context, size_t item, unsigned worker)
{
	struct job *job = context;
	struct zone_result *result = &job->results[item];
	struct arena *arena = &job->workers[worker];

	diag_list_init(&result->diags, arena);
	result->facts = NEW_ARRAY(arena, struct facts, job->n_rules);
	for (size_t i = 0; i < job->n_rules; i++) {
		struct check ck =
			make_check(job->options, job->rules[i], &result->diags, &result->facts[i]);

		struct attempt attempt = begin(&ck);

		check_zone_by(&ck, &job->options->index->zones[item]);
		end(&ck, &attempt);
		trim(arena, &result->facts[i]);
	}
}

/* ---- then what crosses zones, each rule by one worker ------------------------------------------ */

static void check_things(struct check *ck)
{
	const struct rule *rule = ck->rule;
	const struct model *model = ck->model;

	for (size_t i = 0; rule->check_vpc != NULL && i < ck->views->vpcs.n; i++)
		rule->check_vpc(ck, ck->views->vpcs.items[i]);
	for (size_t i = 0; rule->check_forwarding_rule != NULL && i < model->forwarding.n; i++)
		rule->check_forwarding_rule(ck, model->forwarding.items[i]);
	for (size_t i = 0; rule->check_endpoint_service != NULL && i < model->endpoint_services.n;
	     i++)
		rule->check_endpoint_service(ck, model->endpoint_services.items[i]);
	for (size_t i = 0; rule->check_expectation != NULL && i < ck->policy->n_expectations; i++)
		rule->check_expectation(ck, &ck->policy->expectations[i]);
	for (size_t i = 0; rule->check_certificate != NULL && i < model->certificates.n; i++)
		rule->check_certificate(ck, model->certificates.items[i]);
}

static void check_estate_by(struct check *ck, const struct check_options *options)
{
	const struct rule *rule = ck->rule;
	const struct index *index = ck->index;

	if (rule->decide != NULL)
		rule->decide(ck);
	if (rule->check_change != NULL && options->base != NULL)
		rule->check_change(ck, options->base);
	if (rule->check_plan != NULL && options->plan != NULL)
		rule->check_plan(ck, options->plan);
	for (size_t i = 0; rule->check_private_name != NULL && i < index->private_names.n; i++) {
		struct attempt attempt = begin(ck);

		rule->check_private_name(ck, index->private_names.items[i]);
		end(ck, &attempt);
	}
	for (size_t i = 0; rule->check_private_domain != NULL && i < index->private_domains.n; i++)
		rule->check_private_domain(ck, index->private_domains.items[i]);
	for (size_t i = 0; rule->check_tls_name != NULL && i < index->tls_names.n; i++)
		rule->check_tls_name(ck, index->tls_names.items[i]);
	check_things(ck);
}

static void join_facts(struct job *job, size_t rule, struct facts *facts, struct arena *arena)
{
	size_t n_zones = job->options->model->zones.n, n = 0;

	for (size_t i = 0; i < n_zones; i++)
		n += job->results[i].facts[rule].items.n;
	facts->items.items = arena_raw(arena, n * sizeof(struct fact), _Alignof(struct fact));
	facts->items.capacity = n;
	for (size_t i = 0; i < n_zones; i++) {
		const struct facts *from = &job->results[i].facts[rule];

		if (from->items.n > 0)
			memcpy(facts->items.items + facts->items.n, from->items.items,
			       from->items.n * sizeof(struct fact));
		facts->items.n += from->items.n;
	}
}

static void check_estate(void *context, size_t item, unsigned worker)
{
	struct job *job = context;
	struct arena *arena = &job->workers[worker];
	struct facts facts = {0};
	struct check ck;
	struct attempt attempt;

	diag_list_init(&job->estate[item], arena);
	ck = make_check(job->options, job->rules[item], &job->estate[item], &facts);
	attempt = begin(&ck);
	if (job->rules[item]->collect_zone != NULL)
		join_facts(job, item, &facts, arena);
	check_estate_by(&ck, job->options);
	attempt.found += facts.items.n; /* these were found in the zones */
	end(&ck, &attempt);
}

/* Spreads COUNT items over the workers, who keep what they find in arenas that DIAGS's absorbs. */
static void run_job(struct job *job, size_t count,
		    void (*fn)(void *context, size_t item, unsigned worker),
		    struct diag_list *diags)
{
	for (unsigned i = 0; i < WORK_JOBS_MAX; i++)
		arena_init(&job->workers[i]);
	work_run(count, job->options->jobs, fn, job);
	for (unsigned i = 0; i < WORK_JOBS_MAX; i++)
		arena_absorb(diags->arena, &job->workers[i]);
}

/* One after the other: there are few of them, and they look at what differs. */
static void check_changes(const struct check_options *options, struct diag_list *diags)
{
	size_t n;
	const struct rule *const *rules = rules_all(&n);

	for (size_t i = 0; i < n; i++) {
		struct facts facts = {0};
		struct check ck = make_check(options, rules[i], diags, &facts);

		if (rules[i]->check_change != NULL && options->base != NULL)
			rules[i]->check_change(&ck, options->base);
	}
}

void check_rules(const struct check_options *options, struct diag_list *diags)
{
	struct job *job;
	size_t n_zones = options->model->zones.n;

	if (options->changes_only) {
		check_changes(options, diags);
		return;
	}
	job = NEW(diags->arena, struct job);
	job->options = options;
	job->rules = rules_all(&job->n_rules);
	job->results = NEW_ARRAY(diags->arena, struct zone_result, n_zones);
	job->estate = NEW_ARRAY(diags->arena, struct diag_list, job->n_rules);
	run_job(job, n_zones, check_zone, diags);
	run_job(job, job->n_rules, check_estate, diags);
	for (size_t i = 0; i < n_zones; i++)
		diag_join(diags, &job->results[i].diags);
	for (size_t i = 0; i < job->n_rules; i++)
		diag_join(diags, &job->estate[i]);
}
