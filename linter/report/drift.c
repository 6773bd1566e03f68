/* drift.c -- how what exists differs from what is declared, in the reports of `check`. */
#include "report/drift.h"

#include "index/drift.h"
#include "report/place.h"
#include "report/report.h"

#include "base/banned.h"

enum { LINES_MAX = 50 };

/* The line that a person would edit, else the export. */
static struct span place_of(const struct drift_item *item)
{
	if (item->declared != NULL)
		return item->declared->owner_at;
	return item->present != NULL ? item->present->owner_at : item->zone->origin->at;
}

static const char *name_of(struct arena *arena, const struct drift_item *item)
{
	const struct rrset *rrset = item->declared != NULL ? item->declared : item->present;
	const char *view = item->zone->view == VIEW_PRIVATE ? " (private)" : "";

	if (rrset == NULL)
		return arena_printf(arena, "zone %s", zone_label(arena, item->zone));
	return arena_printf(arena, "%s %s%s%s%s", dname_text_bare(arena, rrset->owner),
			    rr_type_name(arena, rrset->type),
			    rrset->set_identifier == NULL ? "" : " ",
			    rrset->set_identifier == NULL ? "" : rrset->set_identifier, view);
}

static void write_line(struct buf *out, struct places *places, const struct drift_item *item)
{
	struct place place;

	buf_printf(out, "  %-11s", drift_kind_name(item->kind));
	report_escape(out, str_from(name_of(&places->arena, item)));
	if (item->removed)
		buf_text(out, ", to be deleted");
	if (places_find(places, place_of(item), &place)) {
		buf_text(out, "  ");
		report_escape(out, place.path);
		buf_printf(out, ":%u:%u", place.start.line, place.start.column);
	}
	buf_char(out, '\n');
}

void report_drift_text(struct buf *out, const struct run *run)
{
	struct places places;
	struct drift drift;
	size_t n;

	if (run->plan == NULL)
		return;
	places_init(&places, run);
	drift_find(&drift, run->plan, &places.arena);
	n = drift.items.n;
	for (size_t i = 0; i < n && i < LINES_MAX; i++) {
		if (i == 0)
			buf_text(out, "what exists is not what is declared:\n");
		write_line(out, &places, &drift.items.items[i]);
	}
	if (n > LINES_MAX)
		buf_printf(out, "  and %zu more (--format json lists all)\n", n - LINES_MAX);
	if (n > 0)
		buf_char(out, '\n');
	buf_printf(out, "drift: %zu missing, %zu different, %zu undeclared\n",
		   drift.counts[DRIFT_MISSING], drift.counts[DRIFT_DIFFERENT],
		   drift.counts[DRIFT_UNDECLARED]);
	places_done(&places);
}

static void write_place(struct json *json, struct places *places, struct span at)
{
	struct place place;

	if (!places_find(places, at, &place))
		return;
	json_put_str(json, "file", place.path);
	json_put_number(json, "line", place.start.line);
	json_put_number(json, "column", place.start.column);
}

static void write_item(struct json *json, struct places *places, const struct drift_item *item)
{
	const struct rrset *rrset = item->declared != NULL ? item->declared : item->present;
	struct arena *arena = &places->arena;

	json_open_object(json, NULL);
	json_put_text(json, "kind", drift_kind_name(item->kind));
	json_put_text(json, "zone", dname_text(arena, item->zone->name));
	json_put_text(json, "view", item->zone->view == VIEW_PUBLIC ? "public" : "private");
	if (rrset != NULL) {
		json_put_text(json, "name", dname_text(arena, rrset->owner));
		json_put_text(json, "type", rr_type_name(arena, rrset->type));
	}
	if (rrset != NULL && rrset->set_identifier != NULL)
		json_put_text(json, "set_identifier", rrset->set_identifier);
	json_put_bool(json, "to_be_deleted", item->removed);
	write_place(json, places, place_of(item));
	json_end(json);
}

void report_drift_json(struct json *json, const struct run *run)
{
	struct places places;
	struct drift drift;

	if (run->plan == NULL)
		return;
	places_init(&places, run);
	drift_find(&drift, run->plan, &places.arena);
	json_open_object(json, "drift");
	for (size_t i = 0; i < DRIFT_KINDS; i++)
		json_put_number(json, drift_kind_name((enum drift_kind)i),
				(int64_t)drift.counts[i]);
	json_open_array(json, "items");
	for (size_t i = 0; i < drift.items.n; i++)
		write_item(json, &places, &drift.items.items[i]);
	json_end(json);
	json_end(json);
	places_done(&places);
}
