/* json.c -- findings for programs: the stable, versioned JSON of docs/cli.md. */
#include "report/report.h"

#include "base/json.h"
#include "engine/rule.h"
#include "report/drift.h"
#include "report/place.h"

#include "base/banned.h"

/* Version of the form, not of the program: it changes when a reader of this one would break. */
static const char form_version[] = "1";

static void string_or_null(struct json *json, const char *key, const char *value)
{
	if (value == NULL)
		json_put_null(json, key);
	else
		json_put_text(json, key, value);
}

/* `file`, `line`, `column`: null for what has no place. */
static bool write_start(struct json *json, const struct places *places, struct span at,
			struct place *ret_place)
{
	if (!places_find(places, at, ret_place)) {
		json_put_null(json, "file");
		json_put_null(json, "line");
		json_put_null(json, "column");
		return false;
	}
	json_put_str(json, "file", ret_place->path);
	json_put_number(json, "line", ret_place->start.line);
	json_put_number(json, "column", ret_place->start.column);
	return true;
}

static void write_range(struct json *json, const struct places *places, struct span at)
{
	struct place place;

	if (!write_start(json, places, at, &place)) {
		json_put_null(json, "end_line");
		json_put_null(json, "end_column");
		return;
	}
	json_put_number(json, "end_line", place.end.line);
	json_put_number(json, "end_column", place.end.column);
}

static void write_waiver(struct json *json, const struct waiver *waiver)
{
	char expires[DATE_TEXT_SIZE];

	if (waiver == NULL) {
		json_put_null(json, "waived");
		return;
	}
	json_open_object(json, "waived");
	json_put_str(json, "by", waiver->approved_by.s);
	json_put_str(json, "reason", waiver->reason.s);
	if (waiver->expires.presence == KNOWN)
		json_put_text(json, "expires", date_text(waiver->expires.day, expires));
	else
		json_put_null(json, "expires");
	json_end(json);
}

static void write_fix(struct json *json, const struct diag *diag)
{
	if (diag->help == NULL) {
		json_put_null(json, "fix");
		return;
	}
	json_open_object(json, "fix");
	json_put_text(json, "message", diag->help);
	json_open_array(json, "edits");
	json_end(json);
	json_end(json);
}

static void write_finding(struct json *json, const struct places *places, const struct diag *diag)
{
	json_open_object(json, NULL);
	json_put_text(json, "rule", diag->rule->id);
	json_put_text(json, "family", diag->rule->family);
	json_put_text(json, "severity", severity_name(diag->severity));
	json_put_text(json, "message", diag->message);
	write_range(json, places, diag->at);
	string_or_null(json, "name", diag->name);
	string_or_null(json, "zone", diag->zone);
	json_open_array(json, "related");
	for (const struct related *r = diag->related; r != NULL; r = r->next) {
		struct place place;

		json_open_object(json, NULL);
		json_put_text(json, "message", r->message);
		(void)write_start(json, places, r->at, &place);
		json_end(json);
	}
	json_end(json);
	write_fix(json, diag);
	json_put_text(json, "fingerprint", diag->fingerprint);
	write_waiver(json, diag->waived);
	json_end(json);
}

static void write_undecided(struct json *json, const struct places *places,
			    const struct undecided *undecided)
{
	struct place place;

	json_open_object(json, NULL);
	string_or_null(json, "rule", undecided->rule == NULL ? NULL : undecided->rule->id);
	json_put_text(json, "message", undecided->message);
	(void)write_start(json, places, undecided->at, &place);
	json_end(json);
}

static void write_summary(struct json *json, const struct summary *summary)
{
	const struct {
		const char *key;
		size_t count;
	} counts[] = {
		{"files", summary->files},
		{"zones", summary->zones},
		{"records", summary->records},
		{"names", summary->names},
		{"certificates", summary->certificates},
		{"errors", summary->errors},
		{"warnings", summary->warnings},
		{"infos", summary->infos},
		{"waived", summary->waived},
		{"unknown", summary->unknown},
	};

	json_open_object(json, "summary");
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		json_put_number(json, counts[i].key, (int64_t)counts[i].count);
	json_end(json);
}

static void write_base(struct json *json, const struct run *run)
{
	json_open_object(json, "base");
	json_put_text(json, "name", run->base_name);
	json_put_number(json, "findings", (int64_t)run->summary.known);
	json_put_number(json, "undecided", (int64_t)run->summary.known_undecided);
	string_or_null(json, "note", run->base->base_note);
	json_end(json);
}

void report_json_findings(struct json *json, const struct run *run)
{
	struct places places;

	places_init(&places, run);
	json_open_array(json, "findings");
	for (size_t i = 0; i < run->diags.diags.n; i++)
		write_finding(json, &places, run->diags.diags.items[i]);
	json_end(json);
	json_open_array(json, "undecided");
	for (size_t i = 0; i < run->diags.undecided.n; i++)
		write_undecided(json, &places, &run->diags.undecided.items[i]);
	json_end(json);
	places_done(&places);
}

void report_json(struct buf *out, const struct run *run)
{
	struct json json;

	json_begin(&json, out, JSON_PRETTY);
	json_open_object(&json, NULL);
	json_put_text(&json, "zonewarrant", form_version);
	json_put_text(&json, "version", ZONEWARRANT_VERSION);
	write_summary(&json, &run->summary);
	if (run->base != NULL)
		write_base(&json, run);
	report_drift_json(&json, run);
	report_json_findings(&json, run);
	json_end(&json);
}
