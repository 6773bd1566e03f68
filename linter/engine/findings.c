/* findings.c -- the one choke point of findings: policy, waivers, order. */
#include "engine/findings.h"

#include "base/digest.h"
#include "engine/known.h"
#include "engine/rule.h"
#include "source/glob.h"
#include "source/limits.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* ---- the policy's own rule ids ----------------------------------------------------------------- */

static void check_rule_id(struct run *run, const struct text *id)
{
	const char *names[RULE_LIST_MAX];
	const struct rule *const *rules;
	const char *nearest;
	size_t n;
	struct diag *diag;

	if (id->presence != KNOWN || rule_find(id->s) != NULL)
		return;
	rules = rules_all(&n);
	for (size_t i = 0; i < n && i < RULE_LIST_MAX; i++)
		names[i] = rules[i]->id;
	nearest = str_nearest(id->s, names, n < RULE_LIST_MAX ? n : RULE_LIST_MAX);
	if (nearest == NULL) {
		diag_undecided(&run->diags, NULL, id->at, "this version has no rule `%.*s`",
			       STR_ARG(id->s));
		return;
	}
	diag = diag_add(&run->diags, &rule_unknown_key, id->at, "there is no rule `%.*s`",
			STR_ARG(id->s));
	diag_help(&run->diags, diag, "did you mean `%s`?", nearest);
	run->project.invalid = true;
}

void findings_check_policy(struct run *run)
{
	const struct policy *policy = &run->policy;

	for (size_t i = 0; i < policy->n_rules; i++)
		check_rule_id(run, &policy->rules[i].rule);
	for (size_t i = 0; i < policy->n_paths; i++)
		for (size_t k = 0; k < policy->paths[i].n_rules; k++)
			check_rule_id(run, &policy->paths[i].rules[k].rule);
	for (size_t i = 0; i < policy->n_waivers; i++)
		check_rule_id(run, &policy->waivers[i].rule);
}

/* ---- severity ---------------------------------------------------------------------------------- */

enum severity rule_severity(const struct policy *policy, const struct rule *rule)
{
	enum severity severity = rule->severity;

	if (rule->off_by_default && !policy->strict)
		severity = SEV_OFF;
	if (policy->strict && rule->strict_severity != SEV_OFF)
		severity = rule->strict_severity;
	for (size_t i = 0; i < policy->n_rules; i++)
		if (policy->rules[i].has_severity && str_is(policy->rules[i].rule.s, rule->id))
			severity = policy->rules[i].severity;
	return severity;
}

static enum severity severity_at(const struct run *run, const struct diag *diag)
{
	enum severity severity = rule_severity(&run->policy, diag->rule);
	const struct source *source = source_of(&run->sources, diag->at);

	for (size_t i = 0; source != NULL && i < run->policy.n_paths; i++) {
		const struct path_setting *paths = &run->policy.paths[i];

		if (!glob_match(paths->match.s, source->path))
			continue;
		for (size_t k = 0; k < paths->n_rules; k++)
			if (paths->rules[k].has_severity &&
			    str_is(paths->rules[k].rule.s, diag->rule->id))
				severity = paths->rules[k].severity;
	}
	return severity;
}

static bool is_listed(const struct rule *rule, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], rule->id) == 0 || strcmp(list[i], rule->family) == 0)
			return true;
	return false;
}

/* What could not be read is not decided by severities or selection. */
static bool is_any_unread(const struct run *run)
{
	for (size_t i = 0; i < run->diags.diags.n; i++) {
		const struct rule *rule = run->diags.diags.items[i]->rule;

		if (rule == &rule_parse_error || rule == &rule_resource_limit ||
		    rule == &rule_include_outside_root)
			return true;
	}
	return false;
}

/* Of two configurations that are held against each other, findings of one alone matter where they are
 * why it could not be read. */
static bool is_of_the_run(const struct run *run, const struct rule *rule,
			  const struct run_options *options)
{
	return options->rules != RULES_OF_CHANGES || run->sources_unread || run->project.invalid ||
	       (rule != NULL && rule->check_change != NULL);
}

static bool is_selected(const struct rule *rule, const struct run_options *options)
{
	if (options->n_select > 0 && !is_listed(rule, options->select, options->n_select))
		return false;
	return !is_listed(rule, options->ignore, options->n_ignore);
}

/* ---- waivers ----------------------------------------------------------------------------------- */

/* The first waiver in force of each rule and name, and of each rule without a name. */
struct waivers {
	struct map named;
	struct map nameless;
};

/* The rule and the name of a waiver or a finding, as one key: neither holds a blank. */
static struct str waiver_key(struct arena *arena, struct str rule, const char *name)
{
	return str_from(arena_printf(arena, "%.*s %s", STR_ARG(rule), name));
}

static void collect_waivers(struct run *run, struct waivers *waivers)
{
	map_init(&waivers->named, &run->arena);
	map_init(&waivers->nameless, &run->arena);
	for (size_t i = 0; i < run->policy.n_waivers; i++) {
		struct waiver *waiver = &run->policy.waivers[i];

		if (waiver->expires.presence != KNOWN || waiver->expires.day < run->now)
			continue;
		if (waiver->dname == NULL)
			(void)map_add(&waivers->nameless, waiver->rule.s, waiver);
		else
			(void)map_add(&waivers->named,
				      waiver_key(&run->arena, waiver->rule.s,
						 dname_text(&run->arena, waiver->dname)),
				      waiver);
	}
}

/* Of a waiver of the name and one of the rule alone, the one that is written first. */
static const struct waiver *find_waiver(struct run *run, const struct waivers *waivers,
					const struct diag *diag)
{
	struct str rule = str_from(diag->rule->id);
	const struct waiver *nameless, *named = NULL;

	nameless = map_get(&waivers->nameless, rule);
	if (diag->name != NULL && waivers->named.n > 0)
		named = map_get(&waivers->named, waiver_key(&run->arena, rule, diag->name));
	if (named == NULL || (nameless != NULL && nameless < named))
		return nameless;
	return named;
}

/* ---- order ------------------------------------------------------------------------------------- */

static int compare_text(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

static int compare_diags(const void *a, const void *b, void *context)
{
	const struct diag *x = *(struct diag *const *)a, *y = *(struct diag *const *)b;
	const struct run *run = context;
	struct span start_x = x->at, start_y = y->at;
	int order;

	start_x.end = start_x.start;
	start_y.end = start_y.start;
	order = span_compare(&run->sources, start_x, start_y);
	if (order == 0)
		order = strcmp(x->rule->id, y->rule->id);
	if (order == 0)
		order = span_compare(&run->sources, x->at, y->at);
	if (order == 0)
		order = compare_text(x->name, y->name);
	if (order == 0)
		order = strcmp(x->message, y->message);
	return order != 0 ? order : compare_text(x->cause, y->cause);
}

static bool is_repeat(const struct diag *a, const struct diag *b)
{
	return a->rule == b->rule && memcmp(&a->at, &b->at, sizeof(a->at)) == 0 &&
	       strcmp(a->message, b->message) == 0 && compare_text(a->name, b->name) == 0;
}

static int compare_undecided(const void *a, const void *b, void *context)
{
	const struct undecided *x = a, *y = b;
	const struct run *run = context;
	int order = span_compare(&run->sources, x->at, y->at);

	return order != 0 ? order : strcmp(x->message, y->message);
}

/* ---- fingerprints ------------------------------------------------------------------------------ */

/* Rule, name, zone and cause: never line or text, so that a finding keeps its fingerprint when lines
 * above it move. What concerns no name is told apart by its file. */
void finding_fingerprint(const struct run *run, const struct diag *diag, unsigned ordinal,
			 char *out)
{
	const struct source *source = source_of(&run->sources, diag->at);
	struct str path = diag->name == NULL && source != NULL ? source->path : STR("");
	char hex[SHA256_HEX_SIZE];
	struct buf text CLEANUP(buf_free);

	buf_init(&text, LIMIT_OUTPUT);
	buf_printf(&text, "%s\n%s\n%s\n%s\n%.*s\n%u", diag->rule->id,
		   diag->name == NULL ? "" : diag->name, diag->zone == NULL ? "" : diag->zone,
		   diag->cause == NULL ? "" : diag->cause, STR_ARG(path), ordinal);
	memcpy(out, sha256_hex(buf_view(&text), hex), sizeof(diag->fingerprint) - 1);
	out[sizeof(diag->fingerprint) - 1] = '\0';
}

static void add_fingerprints(struct run *run)
{
	struct map seen;

	map_init(&seen, &run->arena);
	for (size_t i = 0; i < run->diags.diags.n; i++) {
		struct diag *diag = run->diags.diags.items[i];
		unsigned *count;
		struct str key;

		finding_fingerprint(run, diag, 0, diag->fingerprint);
		key = arena_str(&run->arena, str_from(diag->fingerprint));
		count = map_get(&seen, key);
		if (count == NULL) {
			count = NEW(&run->arena, unsigned);
			(void)map_add(&seen, key, count);
		}
		if (*count > 0)
			finding_fingerprint(run, diag, *count, diag->fingerprint);
		(*count)++;
	}
}

/* ---- all of it --------------------------------------------------------------------------------- */

static bool is_within(struct str path, struct str limit)
{
	if (limit.len == 0 || str_eq(path, limit))
		return true;
	return path.len > limit.len && path.ptr[limit.len] == '/' &&
	       str_eq(str_slice(path.ptr, limit.len), limit);
}

static bool is_reported(const struct run *run, struct span at, const struct str *limit,
			size_t n_limit)
{
	const struct source *source = source_of(&run->sources, at);

	if (n_limit == 0 || source == NULL)
		return true;
	for (size_t i = 0; i < n_limit; i++)
		if (is_within(source->path, limit[i]))
			return true;
	return false;
}

static void count(struct run *run)
{
	struct summary *summary = &run->summary;

	for (size_t i = 0; i < run->diags.diags.n; i++) {
		const struct diag *diag = run->diags.diags.items[i];

		if (diag->waived != NULL)
			summary->waived++;
		else if (diag->severity == SEV_ERROR)
			summary->errors++;
		else if (diag->severity == SEV_WARNING)
			summary->warnings++;
		else
			summary->infos++;
	}
	summary->unknown = run->diags.undecided.n;
}

static void settle_undecided(struct run *run, const struct run_options *options,
			     const struct str *limit, size_t n_limit)
{
	struct undecided *items = run->diags.undecided.items;
	size_t kept = 0, n;

	for (size_t i = 0; i < run->diags.undecided.n; i++) {
		if (items[i].rule != NULL &&
		    (!is_selected(items[i].rule, options) ||
		     rule_severity(&run->policy, items[i].rule) == SEV_OFF))
			continue;
		if (is_of_the_run(run, items[i].rule, options))
			items[kept++] = items[i];
	}
	run->diags.undecided.n = n = kept;
	if (n > 1)
		qsort_r(items, n, sizeof(*items), compare_undecided, run);
	if (run->base != NULL && !options->report_known)
		known_mark_undecided(run);
	kept = 0;
	for (size_t i = 0; i < n; i++) {
		if (!is_reported(run, items[i].at, limit, n_limit))
			continue;
		if (items[i].known)
			run->summary.known_undecided++;
		else
			items[kept++] = items[i];
	}
	run->diags.undecided.n = kept;
}

void findings_settle(struct run *run, const struct run_options *options, const struct str *limit,
		     size_t n_limit)
{
	struct diag **items = run->diags.diags.items;
	size_t n = run->diags.diags.n, kept = 0;
	struct waivers waivers;

	run->sources_unread = is_any_unread(run);
	collect_waivers(run, &waivers);
	for (size_t i = 0; i < n; i++) {
		struct diag *diag = items[i];

		diag->severity = severity_at(run, diag);
		if (diag->at_most != SEV_OFF && diag->severity > diag->at_most)
			diag->severity = diag->at_most;
		if (diag->severity == SEV_OFF || !is_selected(diag->rule, options) ||
		    !is_of_the_run(run, diag->rule, options))
			continue;
		diag->waived = find_waiver(run, &waivers, diag);
		items[kept++] = diag;
	}
	n = kept;
	kept = 0;
	if (n > 1)
		qsort_r(items, n, sizeof(struct diag *), compare_diags, run);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !is_repeat(items[kept - 1], items[i]))
			items[kept++] = items[i];
	run->diags.diags.n = n = kept;
	/* Before the limit: a finding has one fingerprint, whatever part of the estate is reported. */
	add_fingerprints(run);
	if (run->base != NULL && !options->report_known)
		known_mark_findings(run);
	kept = 0;
	for (size_t i = 0; i < n; i++) {
		if (!is_reported(run, items[i]->at, limit, n_limit))
			continue;
		if (items[i]->known)
			run->summary.known++;
		else
			items[kept++] = items[i];
	}
	run->diags.diags.n = kept;
	settle_undecided(run, options, limit, n_limit);
	count(run);
}
