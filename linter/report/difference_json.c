/* difference_json.c -- a difference for programs: docs/diff.md, docs/schema/diff.schema.json. */
#include "report/difference.h"

#include "index/view_name.h"
#include "report/trace.h"

#include "base/banned.h"

struct writer {
	struct json json;
	const struct difference_report *report;
	struct places places;
	struct arena arena; /* of the change at hand */
};

static void name_or_null(struct writer *w, const char *key, const struct dname *name)
{
	if (name == NULL)
		json_put_null(&w->json, key);
	else
		json_put_text(&w->json, key, dname_text(&w->arena, name));
}

static void write_place(struct writer *w, struct span at)
{
	struct place place;

	if (!places_find(&w->places, at, &place)) {
		json_put_null(&w->json, "file");
		json_put_null(&w->json, "line");
		json_put_null(&w->json, "column");
		return;
	}
	json_put_str(&w->json, "file", place.path);
	json_put_number(&w->json, "line", place.start.line);
	json_put_number(&w->json, "column", place.start.column);
}

static void write_value(struct writer *w, const struct rrset *rrset, const char *value)
{
	json_open_object(&w->json, NULL);
	json_put_text(&w->json, "name", dname_text(&w->arena, rrset->owner));
	json_put_text(&w->json, "type", rr_type_name(&w->arena, rrset->type));
	if (rrset->ttl_known)
		json_put_number(&w->json, "ttl", rrset->ttl);
	else
		json_put_null(&w->json, "ttl");
	json_put_bool(&w->json, "alias", rrset->alias != NULL);
	json_put_text(&w->json, "value", value);
	json_end(&w->json);
}

static void write_rrset(void *context, const struct rrset *rrset)
{
	struct writer *w = context;

	if (rrset->alias != NULL)
		write_value(w, rrset, rrset_brief(&w->arena, rrset));
	for (size_t i = 0; i < rrset->n; i++) {
		struct buf value CLEANUP(buf_free);

		buf_init(&value, (size_t)RDATA_MAX * 5);
		rdata_print(&value, rrset->type, &rrset->rrs[i]);
		write_value(w, rrset, value.ptr);
	}
}

static void write_told(struct writer *w, const char *key, const struct told *told)
{
	json_open_object(&w->json, key);
	json_put_text(&w->json, "kind", answer_kind_name(told->kind));
	json_put_text(&w->json, "text", told_text(&w->arena, told));
	name_or_null(w, "last", told->last);
	name_or_null(w, "wildcard", told->wildcard == NULL ? NULL : told->wildcard->owner);
	json_open_array(&w->json, "records");
	if (told->rrset != NULL)
		rrset_each_beside(told->rrset, write_rrset, w);
	json_end(&w->json);
	write_place(w, told_place(told));
	json_end(&w->json);
}

static void write_view(struct writer *w, const struct asker *asker)
{
	json_open_object(&w->json, "view");
	json_put_text(&w->json, "kind",
		      asker->servers != NULL ? "servers"
		      : asker->vpcs.n > 0    ? "vpc"
					     : "public");
	name_or_null(w, "zone", asker->servers);
	json_open_array(&w->json, "vpcs");
	for (size_t i = 0; i < asker->vpcs.n; i++)
		json_put_str(&w->json, NULL, asker->vpcs.items[i]);
	json_end(&w->json);
	json_end(&w->json);
}

static void write_change(struct writer *w, const struct change *change)
{
	json_open_object(&w->json, NULL);
	json_put_text(&w->json, "kind", change_kind_name(change->kind));
	write_view(w, change->asker);
	json_open_array(&w->json, "names");
	for (size_t i = 0; i < change->names.n; i++) {
		const struct changed_name *name = &change->names.items[i];

		json_open_object(&w->json, NULL);
		json_put_text(&w->json, "name", dname_text(&w->arena, name->name));
		json_put_text(&w->json, "class", name->below ? "any-other-below" : "name");
		json_put_bool(&w->json, "by_chain", name->led);
		json_end(&w->json);
	}
	json_end(&w->json);
	json_open_array(&w->json, "answers");
	for (size_t i = 0; i < change->answers.n; i++) {
		const struct type_change *type = &change->answers.items[i];

		json_open_object(&w->json, NULL);
		json_open_array(&w->json, "types");
		for (size_t k = 0; k < type->types.n; k++)
			if (type->types.items[k] != CHANGE_ANY_TYPE)
				json_put_text(&w->json, NULL,
					      rr_type_name(&w->arena, type->types.items[k]));
		json_end(&w->json);
		json_put_bool(&w->json, "other_types",
			      type->types.items[type->types.n - 1] == CHANGE_ANY_TYPE);
		write_told(w, "before", &type->told[BEFORE]);
		write_told(w, "after", &type->told[AFTER]);
		json_end(&w->json);
	}
	json_end(&w->json);
	json_end(&w->json);
	arena_free(&w->arena);
	arena_init(&w->arena);
}

static void write_loss(struct writer *w, const struct cover_loss *loss)
{
	const struct text *held = &loss->certificate->names.items[loss->index];

	json_open_object(&w->json, NULL);
	json_put_text(&w->json, "name", dname_text(&w->arena, loss->after->name));
	json_put_text(&w->json, "lost", loss->unknown.file != 0 ? "unknown" : "yes");
	json_put_str(&w->json, "load_balancer", loss->after->ends[0]->key.s);
	json_open_object(&w->json, "before");
	json_put_str(&w->json, "certificate", loss->certificate->key.s);
	json_put_str(&w->json, "covered_by", held->s);
	write_place(w, held->at);
	json_end(&w->json);
	json_open_object(&w->json, "after");
	write_place(w, loss->after->at);
	json_end(&w->json);
	json_end(&w->json);
}

static void write_summary(struct writer *w)
{
	static const char *const keys[CHANGE_KINDS] = {
		"begin_publicly", "cease_publicly", "change_side", "change", "lesser",
	};
	const struct difference *difference = w->report->difference;
	const struct summary *summary = &w->report->run->summary;
	const struct {
		const char *key;
		size_t count;
	} counts[] = {
		{"lose_certificate", difference->losses.items.n},
		{"errors", summary->errors},
		{"warnings", summary->warnings},
		{"infos", summary->infos},
		{"waived", summary->waived},
		{"unknown", summary->unknown},
	};

	json_open_object(&w->json, "summary");
	for (size_t i = 0; i < CHANGE_KINDS; i++)
		json_put_number(&w->json, keys[i], (int64_t)difference->counts[i]);
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		json_put_number(&w->json, counts[i].key, (int64_t)counts[i].count);
	json_put_bool(&w->json, "complete", !difference->cut_off);
	json_end(&w->json);
}

void report_difference_json(struct buf *out, const struct difference_report *report)
{
	const struct difference *difference = report->difference;
	struct writer w = {.report = report};

	arena_init(&w.arena);
	places_init(&w.places, report->run);
	json_begin(&w.json, out, JSON_PRETTY);
	json_open_object(&w.json, NULL);
	json_put_text(&w.json, "zonewarrant", "1");
	json_put_text(&w.json, "version", ZONEWARRANT_VERSION);
	json_put_text(&w.json, "base", report->base);
	if (report->head == NULL)
		json_put_null(&w.json, "head");
	else
		json_put_text(&w.json, "head", report->head);
	write_summary(&w);
	json_open_array(&w.json, "changes");
	for (size_t i = 0; i < difference->changes.n; i++)
		write_change(&w, difference->changes.items[i]);
	json_end(&w.json);
	json_open_array(&w.json, "certificates");
	for (size_t i = 0; i < difference->losses.items.n; i++)
		write_loss(&w, &difference->losses.items.items[i]);
	json_end(&w.json);
	report_json_findings(&w.json, report->run);
	json_end(&w.json);
	places_done(&w.places);
	arena_free(&w.arena);
}
