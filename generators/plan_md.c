/* plan_md.c -- PLAN.md, for the reviewer of a bundle. */
#include "plan_md.h"

#include "model/existing.h"
#include "model/route53.h"
#include "report/markdown.h"
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

/* What stays though nobody declares it: record sets, and values in a TXT that is declared too. */
static size_t count_foreign(const struct model *model)
{
	size_t n = 0;

	for (size_t z = 0; z < model->zones.n; z++)
		for (size_t i = 0; i < model->zones.items[z]->rrsets.n; i++) {
			const struct rrset *rrset = model->zones.items[z]->rrsets.items[i];

			n += rrset->n_foreign > 0 ||
			     (rrset->foreign && rrset->fate == FATE_FOREIGN);
		}
	return n;
}

static void write_made_of(struct page *page)
{
	const struct plan *plan = page->plan;
	size_t first = page->run->base == NULL ? 0 : page->run->base->sources.files.n;
	size_t files = page->run->sources.files.n - first;
	char day[DATE_TEXT_SIZE];

	buf_printf(&page->out,
		   "# The plan\n\n"
		   "Made on %s by zonewarrant " ZONEWARRANT_VERSION " from %zu file%s. ",
		   date_text(page->run->now, day), files, plural(files));
	if (page->run->model.existing == NULL)
		buf_printf(&page->out,
			   "It knows nothing of what exists: everything is to be created%s.\n\n",
			   plan->settings.upsert
				   ? ", and what exists by the same name and type is replaced "
				     "(`--upsert`)"
				   : "");
	else
		buf_printf(&page->out,
			   "It changes only what differs from the snapshot in `%s`; what nobody "
			   "declares stays.\n\n",
			   cell(page, arena_cstr(page->arena,
						 path_normal(page->arena, page->run->snapshot.s))));
}

static void write_head(struct page *page)
{
	const struct plan *plan = page->plan;

	write_made_of(page);
	if (page->run->model.existing != NULL && plan->steps.n == 0) {
		buf_text(&page->out, "**Nothing is to be done**: what exists is what is "
				     "declared.\n");
		return;
	}
	buf_printf(&page->out,
		   "**%zu step%s**: %zu ready, %zu waiting for another step, %zu pending because a "
		   "value "
		   "is missing. ",
		   plan->steps.n, plural(plan->steps.n), count_state(plan, STEP_READY),
		   count_state(plan, STEP_WAITING), count_state(plan, STEP_PENDING));
	if (page->run->model.existing == NULL)
		buf_printf(&page->out, "%zu record set%s in all.\n", plan->n_changes,
			   plural(plan->n_changes));
	else
		buf_printf(&page->out, "Record sets: %zu created, %zu changed, %zu deleted.\n",
			   plan->n_created, plan->n_updated, plan->n_deleted);
}

/* ---- what changes ------------------------------------------------------------------------------ */

/* What all steps together do to one zone. */
struct zone_total {
	const struct zone *zone;
	size_t changes, pending;
	size_t added, changed, deleted; /* where there is a snapshot */
	bool created, gone, has_steps;
};

static struct str address_key(const struct zone *const *zone)
{
	return str_slice((const char *)zone, sizeof(*zone));
}

static void add_change(struct zone_total *total, const struct change *change)
{
	if (change->action == CHANGE_DELETE)
		total->deleted += change->wanted == NULL;
	else if (change->present != NULL)
		total->changed++;
	else
		total->added++;
}

static void add_step(struct zone_total *total, const struct step *step)
{
	total->has_steps = true;
	total->created = total->created || step->kind == STEP_CREATE_ZONE;
	total->gone = total->gone || step->kind == STEP_DELETE_ZONE;
	total->changes += count_changes(step);
	total->pending += step->state == STEP_PENDING ? count_changes(step) : 0;
	for (size_t k = 0; k < step->batches.n; k++)
		for (size_t i = 0; i < step->batches.items[k].n; i++)
			add_change(total, &step->batches.items[k].changes[i]);
}

/* Of the zones of the model, and behind them of those that go. */
static struct zone_total *add_up(struct page *page, size_t *ret_n)
{
	const struct model *model = &page->run->model;
	size_t n_existing = model->existing == NULL ? 0 : model->existing->zones.n, n = 0;
	struct zone_total *totals =
		NEW_ARRAY(page->arena, struct zone_total, model->zones.n + n_existing + 1);
	struct map by_zone;

	map_init(&by_zone, page->arena);
	for (size_t i = 0; i < model->zones.n; i++)
		totals[n++].zone = model->zones.items[i];
	for (size_t i = 0; i < n_existing; i++)
		if (model->existing->zones.items[i]->retired)
			totals[n++].zone = model->existing->zones.items[i];
	for (size_t i = 0; i < n; i++)
		map_add(&by_zone, address_key(&totals[i].zone), &totals[i]);
	for (size_t i = 0; i < page->plan->steps.n; i++) {
		const struct step *step = page->plan->steps.items[i];
		struct zone_total *total =
			step->zone == NULL ? NULL : map_get(&by_zone, address_key(&step->zone));

		if (total != NULL)
			add_step(total, step);
	}
	*ret_n = n;
	return totals;
}

static void write_zone_row(struct page *page, const struct zone_total *total)
{
	const struct zone *zone = total->zone;
	const char *name = cell(page, dname_text_bare(page->arena, zone->name));
	const char *owner = zone->subdomain != NULL && zone->subdomain->owner.presence == KNOWN
				    ? markdown_text(page->arena, zone->subdomain->owner.s)
				    : "";

	if (page->run->model.existing == NULL)
		markdown_row(&page->out, name, view_name(zone), account_cell(page, zone->account),
			     owner, total->created ? "yes" : "no",
			     number_cell(page, total->changes), number_cell(page, total->pending),
			     NULL);
	else
		markdown_row(&page->out, name, view_name(zone), account_cell(page, zone->account),
			     owner,
			     total->created ? "created"
			     : total->gone  ? "deleted"
					    : "stays",
			     number_cell(page, total->added), number_cell(page, total->changed),
			     number_cell(page, total->deleted), NULL);
}

static void write_zone_head(struct page *page)
{
	if (page->run->model.existing == NULL) {
		markdown_row(&page->out, "zone", "view", "account", "owner", "created",
			     "record sets", "of them pending", NULL);
		markdown_rule(&page->out, 7);
		return;
	}
	markdown_row(&page->out, "zone", "view", "account", "owner", "the zone",
		     "record sets created", "changed", "deleted", NULL);
	markdown_rule(&page->out, 8);
}

static void write_zones(struct page *page)
{
	size_t n;
	const struct zone_total *totals = add_up(page, &n);

	buf_text(&page->out, "\n## What changes, and for whom\n\n");
	write_zone_head(page);
	for (size_t i = 0; i < n; i++) {
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
				const struct change *change = &batch->changes[i];
				const struct rrset *rrset = change->rrset;

				/* of a pair the CREATE says it */
				if (!has_risk(rrset, risk) || change->wanted != NULL ||
				    n++ >= RISKS_MAX)
					continue;
				buf_printf(&page->out, "%s%s %s (%s, step %u%s)",
					   n == 1 ? title : ", ",
					   cell(page, dname_text_bare(page->arena, rrset->owner)),
					   rr_type_name(page->arena, rrset->type),
					   view_name(rrset->zone), step->number,
					   change->action == CHANGE_DELETE ? ", deleted" : "");
			}
		}
	}
	if (n > RISKS_MAX)
		buf_printf(&page->out, " and %zu more", n - RISKS_MAX);
	if (n > 0)
		buf_text(&page->out, ".\n");
}

/* What the gate lets pass, with the reasons. */
static void list_allowances(struct page *page)
{
	const struct gate *gate = &page->run->policy.gate;

	for (size_t i = 0; page->run->model.existing != NULL && i < gate->n_allow; i++)
		buf_printf(&page->out, "- **Allowed** by the project file: %s, %s\n",
			   markdown_text(page->arena, gate->allow[i].name.s),
			   markdown_text(page->arena, gate->allow[i].reason.s));
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
	list_allowances(page);
	if (page->run->model.existing != NULL)
		buf_text(&page->out,
			 "- What is replaced or deleted is named by its value. Where it "
			 "has changed since the snapshot, Route 53 refuses the whole "
			 "batch, and then changes nothing.\n");
	else if (page->plan->settings.upsert)
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
	if (step->wait_seconds > 0)
		buf_printf(&out, ", then %lu seconds", (unsigned long)step->wait_seconds);
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
	if (page->run->model.existing != NULL) {
		buf_text(
			&page->out,
			"\nApply the ready steps, export again what is listed here, and plan again "
			"into a new folder: the plan goes on where this one stops. A value that an "
			"export gives need not be written into the estate.\n");
		return;
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

/* A record set that changes has two rows. */
static const char *action_name(const struct change *change)
{
	if (change->wanted != NULL)
		return "replace";
	if (change->action == CHANGE_DELETE)
		return "delete";
	if (change->action == CHANGE_UPSERT)
		return "upsert";
	return change->present != NULL ? "by" : "create";
}

static void write_change_rows(struct page *page, const struct step *step)
{
	size_t n = 0;

	for (size_t k = 0; k < step->batches.n; k++) {
		const struct batch *batch = &step->batches.items[k];

		for (size_t i = 0; i < batch->n && n < DETAILS_MAX; i++, n++) {
			const struct rrset *rrset = batch->changes[i].rrset;

			markdown_row(&page->out, action_name(&batch->changes[i]),
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

/* ---- what stays -------------------------------------------------------------------------------- */

static void write_foreign_row(struct page *page, const struct rrset *rrset)
{
	struct rrset others = *rrset;

	if (!rrset->foreign) {
		others.rrs = rrset->rrs + (rrset->n - rrset->n_foreign);
		others.n = rrset->n_foreign;
	}
	markdown_row(&page->out, cell(page, dname_text_bare(page->arena, rrset->zone->name)),
		     view_name(rrset->zone), cell(page, dname_text_bare(page->arena, rrset->owner)),
		     rr_type_name(page->arena, rrset->type), values_cell(page, &others), NULL);
}

static void write_foreign(struct page *page)
{
	const struct model *model = &page->run->model;
	size_t n = model->existing == NULL ? 0 : count_foreign(model), rows = 0;

	if (n == 0)
		return;
	buf_printf(&page->out,
		   "\n## What stays, and nobody declares\n\nEvery rule and the proof of privacy "
		   "are asked of it, too.\n\n<details><summary>%zu record set%s, or values in "
		   "one</summary>\n\n",
		   n, plural(n));
	markdown_row(&page->out, "zone", "view", "name", "type", "values", NULL);
	markdown_rule(&page->out, 5);
	for (size_t z = 0; z < model->zones.n; z++)
		for (size_t i = 0; i < model->zones.items[z]->rrsets.n; i++) {
			const struct rrset *rrset = model->zones.items[z]->rrsets.items[i];

			if (rrset->n_foreign == 0 &&
			    !(rrset->foreign && rrset->fate == FATE_FOREIGN))
				continue;
			if (rows++ < DETAILS_MAX)
				write_foreign_row(page, rrset);
		}
	if (rows > DETAILS_MAX)
		buf_printf(&page->out, "\n%zu more: `drift` in evidence/findings.json lists all.\n",
			   rows - DETAILS_MAX);
	buf_text(&page->out, "\n</details>\n");
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
	write_foreign(&page);
	bundle_add(bundle, "PLAN.md", buf_view(&page.out));
	buf_free(&page.out);
}
