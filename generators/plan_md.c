/* plan_md.c -- PLAN.md, for the reviewer of a bundle. */
#include "plan_md.h"

#include "report/markdown.h"
#include "model/route53.h"
#include "source/limits.h"
#include "step_files.h"

#include "base/banned.h"

enum { DETAILS_MAX = 200, RISKS_MAX = 20 }; /* lines of a table before it says how many more */

struct page {
	struct buf out;
	struct arena *arena;
	const struct run *run;
	const struct plan *plan;
};

static const char *cell(struct page *page, const char *text)
{
	return text == NULL ? "" : markdown_text(page->arena, str_from(text));
}

static const char *account_cell(struct page *page, const struct account *account)
{
	if (account == NULL)
		return "not stated";
	if (account->id.presence != KNOWN)
		return markdown_text(page->arena, account->key.s);
	return arena_printf(page->arena, "%s (%s)", markdown_text(page->arena, account->key.s),
			    markdown_text(page->arena, account->id.s));
}

static const char *number_cell(struct page *page, uint64_t number)
{
	return arena_printf(page->arena, "%llu", (unsigned long long)number);
}

static const char *view_name(const struct zone *zone)
{
	return zone->view == VIEW_PUBLIC ? "public" : "private";
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static size_t count_changes(const struct step *step)
{
	size_t n = 0;

	for (size_t i = 0; i < step->batches.n; i++)
		n += step->batches.items[i].n;
	return n;
}

static size_t count_state(const struct plan *plan, enum step_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->steps.n; i++)
		n += plan->steps.items[i]->state == state;
	return n;
}

/* What a step is about. */
static const char *subject_cell(struct page *page, const struct step *step)
{
	if (step->certificate != NULL)
		return markdown_text(page->arena, step->certificate->key.s);
	if (step->service != NULL)
		return markdown_text(page->arena, step->service->key.s);
	if (step->forwarding != NULL)
		return markdown_text(page->arena, step->forwarding->domain.s);
	if (step->zone == NULL)
		return "";
	return arena_printf(page->arena, "%s (%s)",
			    cell(page, dname_text_bare(page->arena, step->zone->name)),
			    view_name(step->zone));
}

static void write_head(struct page *page)
{
	const struct plan *plan = page->plan;
	size_t files = page->run->sources.files.n;
	char day[DATE_TEXT_SIZE];

	buf_printf(&page->out,
		   "# The plan\n\n"
		   "Made on %s by zonewarrant " ZONEWARRANT_VERSION
		   " from %zu file%s. It knows nothing "
		   "of what exists: everything is to be created%s.\n\n",
		   date_text(page->run->now, day), files, plural(files),
		   plan->settings.upsert
			   ? ", and what exists by the same name and type is replaced "
			     "(`--upsert`)"
			   : "");
	buf_printf(&page->out,
		   "**%zu step%s**: %zu ready, %zu waiting for another step, %zu pending because a "
		   "value "
		   "is missing. %zu record set%s in all.\n",
		   plan->steps.n, plural(plan->steps.n), count_state(plan, STEP_READY),
		   count_state(plan, STEP_WAITING), count_state(plan, STEP_PENDING),
		   plan->n_changes, plural(plan->n_changes));
}

/* ---- what changes ------------------------------------------------------------------------------ */

/* What all steps together do to one zone. */
struct zone_total {
	const struct zone *zone;
	size_t changes, pending;
	bool created, has_steps;
};

static struct str address_key(const struct zone *const *zone)
{
	return str_slice((const char *)zone, sizeof(*zone));
}

static struct zone_total *add_up(struct page *page)
{
	size_t n = page->run->model.zones.n;
	struct zone_total *totals = NEW_ARRAY(page->arena, struct zone_total, n + 1);
	struct map by_zone;

	map_init(&by_zone, page->arena);
	for (size_t i = 0; i < n; i++) {
		totals[i].zone = page->run->model.zones.items[i];
		map_add(&by_zone, address_key(&totals[i].zone), &totals[i]);
	}
	for (size_t i = 0; i < page->plan->steps.n; i++) {
		const struct step *step = page->plan->steps.items[i];
		struct zone_total *total =
			step->zone == NULL ? NULL : map_get(&by_zone, address_key(&step->zone));

		if (total == NULL)
			continue;
		total->has_steps = true;
		total->created = total->created || step->kind == STEP_CREATE_ZONE;
		total->changes += count_changes(step);
		total->pending += step->state == STEP_PENDING ? count_changes(step) : 0;
	}
	return totals;
}

static void write_zone_row(struct page *page, const struct zone_total *total)
{
	const struct zone *zone = total->zone;

	markdown_row(&page->out, cell(page, dname_text_bare(page->arena, zone->name)),
		     view_name(zone), account_cell(page, zone->account),
		     zone->subdomain != NULL && zone->subdomain->owner.presence == KNOWN
			     ? markdown_text(page->arena, zone->subdomain->owner.s)
			     : "",
		     total->created ? "yes" : "no", number_cell(page, total->changes),
		     number_cell(page, total->pending), NULL);
}

static void write_zones(struct page *page)
{
	const struct zone_total *totals = add_up(page);

	buf_text(&page->out, "\n## What changes, and for whom\n\n");
	markdown_row(&page->out, "zone", "view", "account", "owner", "created", "record sets",
		     "of them pending", NULL);
	markdown_rule(&page->out, 7);
	for (size_t i = 0; i < page->run->model.zones.n; i++) {
		if (totals[i].has_steps)
			write_zone_row(page, &totals[i]);
	}
	for (size_t i = 0; i < page->plan->elsewhere.n; i++) {
		const struct zone *zone = page->plan->elsewhere.items[i];

		if (i == 0)
			buf_text(&page->out, "\nZones in another cloud than AWS have no step here "
					     "(`zonewarrant export --to zones` writes them):\n\n");
		buf_printf(&page->out, "- %s, %s, account %s\n",
			   cell(page, dname_text_bare(page->arena, zone->name)), view_name(zone),
			   account_cell(page, zone->account));
	}
}

/* ---- what it risks ----------------------------------------------------------------------------- */

enum risk { RISK_APEX, RISK_WILDCARD, RISK_DELEGATION, RISK_MAIL, RISKS };

static bool has_risk(const struct rrset *rrset, enum risk risk)
{
	switch (risk) {
	case RISK_APEX:
		return dname_equal(rrset->owner, rrset->zone->name) &&
		       (rrset->alias != NULL || rr_type_exposes(rrset->type));
	case RISK_WILDCARD:
		return dname_is_wildcard(rrset->owner);
	case RISK_DELEGATION:
		return rrset->type == RR_NS || rrset->type == RR_DS;
	case RISK_MAIL:
		return rrset->type == RR_MX;
	case RISKS:
		break;
	}
	return false;
}

static void list_risk(struct page *page, enum risk risk, const char *title)
{
	size_t n = 0;

	for (size_t s = 0; s < page->plan->steps.n; s++) {
		const struct step *step = page->plan->steps.items[s];

		for (size_t k = 0; k < step->batches.n; k++) {
			const struct batch *batch = &step->batches.items[k];

			for (size_t i = 0; i < batch->n; i++) {
				const struct rrset *rrset = batch->changes[i].rrset;

				if (!has_risk(rrset, risk) || n++ >= RISKS_MAX)
					continue;
				buf_printf(&page->out, "%s%s %s (%s, step %u)",
					   n == 1 ? title : ", ",
					   cell(page, dname_text_bare(page->arena, rrset->owner)),
					   rr_type_name(page->arena, rrset->type),
					   view_name(rrset->zone), step->number);
			}
		}
	}
	if (n > RISKS_MAX)
		buf_printf(&page->out, " and %zu more", n - RISKS_MAX);
	if (n > 0)
		buf_text(&page->out, ".\n");
}

static void write_risks(struct page *page)
{
	const char *before = "- **Cannot be undone** exactly: step ";

	buf_text(&page->out, "\n## What it risks\n\n");
	list_risk(page, RISK_APEX, "- **Zone apex**: what the domain itself answers changes: ");
	list_risk(page, RISK_WILDCARD,
		  "- **Wildcards** answer for every name that does not exist: ");
	list_risk(page, RISK_DELEGATION, "- **Delegations** hand whole domains over: ");
	list_risk(page, RISK_MAIL, "- **Mail** goes where these say: ");
	for (size_t i = 0; i < page->plan->steps.n; i++) {
		if (!page->plan->steps.items[i]->irreversible)
			continue;
		buf_printf(&page->out, "%s%u", before, page->plan->steps.items[i]->number);
		before = ", ";
	}
	if (str_is(str_from(before), ", "))
		buf_text(&page->out, ".\n");
	if (page->plan->settings.upsert)
		buf_text(&page->out,
			 "- **UPSERT** replaces record sets that nobody has exported: there "
			 "is no rollback.\n");
	else
		buf_text(&page->out, "- CREATE refuses a whole batch where one of its record sets "
				     "exists already, and then changes nothing.\n");
}

/* ---- order, pending, findings ------------------------------------------------------------------ */

static const char *waits_cell(struct page *page, const struct step *step)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	for (size_t i = 0; i < step->waits_for.n; i++)
		buf_printf(&out, "%s%u", i == 0 ? "" : ", ", step->waits_for.items[i]->number);
	return arena_cstr(page->arena, buf_view(&out));
}

static void write_order(struct page *page)
{
	buf_text(&page->out,
		 "\n## In which order\n\n"
		 "Each step's folder holds `step.json` with the command lines, to be run in "
		 "the bundle's folder, and what must be true before and after.\n\n");
	markdown_row(&page->out, "step", "account", "what", "of", "waits for", "state", NULL);
	markdown_rule(&page->out, 6);
	for (size_t i = 0; i < page->plan->steps.n; i++) {
		const struct step *step = page->plan->steps.items[i];

		markdown_row(&page->out, number_cell(page, step->number),
			     account_cell(page, step->account), step_kind_name(step->kind),
			     subject_cell(page, step), waits_cell(page, step),
			     step_state_name(step->state), NULL);
	}
}

static const char *export_cell(struct page *page, const struct pending *pending)
{
	if (pending->export_command == NULL)
		return "";
	if (pending->field == NULL)
		return cell(page, pending->export_command);
	return arena_printf(page->arena, "%s: %s", cell(page, pending->export_command),
			    cell(page, pending->field));
}

static void write_pending(struct page *page)
{
	struct map listed;

	if (page->plan->n_pending_steps == 0)
		return;
	map_init(&listed, page->arena);
	buf_text(&page->out, "\n## What is not known yet\n\n");
	markdown_row(&page->out, "value", "why", "export that gives it", "where to write it",
		     "first step", NULL);
	markdown_rule(&page->out, 5);
	for (size_t s = 0; s < page->plan->steps.n; s++) {
		const struct step *step = page->plan->steps.items[s];

		for (size_t i = 0; i < step->pending.items.n; i++) {
			const struct pending *pending = step->pending.items.items[i];

			/* What several steps lack is listed once, with the first of them. */
			if (map_add(&listed, str_from(pending->value),
				    (void *)(uintptr_t)pending) != NULL)
				continue;
			markdown_row(&page->out, cell(page, pending->value),
				     cell(page, pending->reason), export_cell(page, pending),
				     cell(page, pending->setting), number_cell(page, step->number),
				     NULL);
		}
	}
	buf_printf(
		&page->out,
		"\nApply the ready steps, write the values into the estate, and plan again into a "
		"new "
		"folder:\n\n    zonewarrant plan -o NEW_FOLDER%s\n\nRecord sets that are applied "
		"already are in that plan again; leave out their steps.\n",
		page->plan->settings.upsert ? " --upsert" : "");
}

static void write_findings(struct page *page, const char *const *warnings, size_t n_warnings)
{
	const struct summary *summary = &page->run->summary;

	buf_printf(
		&page->out,
		"\n## The check\n\n%zu error%s, %zu warning%s, %zu waived, %zu question%s that "
		"could "
		"not be decided: `evidence/findings.json`. The proof that private names resolve "
		"publicly for nobody: `evidence/proof.json`. The policy: `evidence/policy.json`.\n",
		summary->errors, plural(summary->errors), summary->warnings,
		plural(summary->warnings), summary->waived, summary->unknown,
		plural(summary->unknown));
	for (size_t i = 0; i < n_warnings; i++)
		buf_printf(&page->out, "%s- %s\n", i == 0 ? "\n" : "", cell(page, warnings[i]));
}

/* ---- details ----------------------------------------------------------------------------------- */

static const char *values_cell(struct page *page, const struct rrset *rrset)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	if (rrset->alias != NULL && alias_dns_name(page->arena, rrset) == NULL)
		return "alias, not known yet";
	if (rrset->alias != NULL)
		return arena_printf(
			page->arena, "alias %s",
			cell(page,
			     dname_text_bare(page->arena, alias_dns_name(page->arena, rrset))));
	if (rrset->n == 0)
		return "not known yet";
	for (size_t i = 0; i < rrset->n; i++)
		buf_printf(&out, "%s%s", i == 0 ? "" : "<br>",
			   cell(page, route53_value(page->arena, rrset->type, &rrset->rrs[i])));
	return arena_cstr(page->arena, buf_view(&out));
}

static const char *action_name(enum change_action action)
{
	return action == CHANGE_CREATE ? "create" : action == CHANGE_UPSERT ? "upsert" : "delete";
}

static void write_change_rows(struct page *page, const struct step *step)
{
	size_t n = 0;

	for (size_t k = 0; k < step->batches.n; k++) {
		const struct batch *batch = &step->batches.items[k];

		for (size_t i = 0; i < batch->n && n < DETAILS_MAX; i++, n++) {
			const struct rrset *rrset = batch->changes[i].rrset;

			markdown_row(&page->out, action_name(batch->changes[i].action),
				     cell(page, dname_text_bare(page->arena, rrset->owner)),
				     rr_type_name(page->arena, rrset->type),
				     rrset->ttl_known ? number_cell(page, rrset->ttl) : "",
				     values_cell(page, rrset), NULL);
		}
	}
	if (count_changes(step) > n)
		buf_printf(&page->out, "\n%zu more stand in the step's folder.\n",
			   count_changes(step) - n);
}

static void write_details(struct page *page)
{
	bool any = false;

	for (size_t s = 0; s < page->plan->steps.n; s++) {
		const struct step *step = page->plan->steps.items[s];

		if (step->batches.n == 0)
			continue;
		if (!any)
			buf_text(&page->out, "\n## The record sets\n");
		any = true;
		buf_printf(&page->out,
			   "\n<details><summary>Step %u: %s, %zu record set%s</summary>\n\n",
			   step->number, subject_cell(page, step), count_changes(step),
			   plural(count_changes(step)));
		markdown_row(&page->out, "change", "name", "type", "TTL", "values", NULL);
		markdown_rule(&page->out, 5);
		write_change_rows(page, step);
		buf_text(&page->out, "\n</details>\n");
	}
}

void plan_md_add(struct bundle *bundle, const struct run *run, const struct plan *plan,
		 const char *const *warnings, size_t n_warnings)
{
	struct page page = {.arena = bundle->arena, .run = run, .plan = plan};

	buf_init(&page.out, LIMIT_OUTPUT);
	write_head(&page);
	write_zones(&page);
	write_risks(&page);
	write_order(&page);
	write_pending(&page);
	write_findings(&page, warnings, n_warnings);
	write_details(&page);
	bundle_add(bundle, "PLAN.md", buf_view(&page.out));
	buf_free(&page.out);
}
