/*
 * sarif.c -- findings for code scanning: SARIF 2.1.0 (OASIS Standard, errata 01).
 *
 * All rules are listed, so that a reader sees what was looked for and not only what was found. Severity
 * `info` is SARIF's level `note`. Waived findings are results with an accepted suppression (section
 * 3.35); questions that could not be decided are notifications of the invocation (section 3.20.21),
 * for they are no results.
 */
#include "report/report.h"

#include "base/json.h"
#include "base/map.h"
#include "engine/rule.h"
#include "report/place.h"
#include "source/limits.h"

#include <stdlib.h>

#include "base/banned.h"

#define SCHEMA                                                                                     \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"                      \
	"sarif-schema-2.1.0.json"

/* Hierarchical string, section 3.5.4.1: the number is that of the way the fingerprint is made. */
#define FINGERPRINT "zonewarrant/v1"

struct sarif {
	struct json json;
	const struct run *run;
	struct places places;
	const struct source **artifacts; /* sorted by path */
	size_t *artifact_of;		 /* [file - 1] */
	const struct rule *const *rules;
	size_t n_rules;
};

static const char *level_of(enum severity severity)
{
	switch (severity) {
	case SEV_ERROR:
		return "error";
	case SEV_WARNING:
		return "warning";
	case SEV_INFO:
		return "note";
	case SEV_OFF:
		break;
	}
	return "none";
}

/* Index into `rules`, which are sorted by id. */
static size_t rule_index(const struct sarif *sarif, const struct rule *rule)
{
	size_t low = 0, high = sarif->n_rules;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(str_from(sarif->rules[middle]->id), str_from(rule->id));

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	BUG("a finding of a rule that is not in the table");
}

/* ---- artifacts --------------------------------------------------------------------------------- */

static int compare_sources(const void *a, const void *b)
{
	const struct source *const *x = a, *const *y = b;
	int order = str_cmp((*x)->path, (*y)->path);

	return order != 0 ? order : ((*x)->file > (*y)->file) - ((*x)->file < (*y)->file);
}

static void sort_artifacts(struct sarif *sarif)
{
	const struct sources *sources = &sarif->run->sources;
	struct arena *arena = &sarif->places.arena;
	size_t n = sources->files.n;

	sarif->artifacts = NEW_ARRAY(arena, const struct source *, n + 1);
	sarif->artifact_of = NEW_ARRAY(arena, size_t, n + 1);
	for (size_t i = 0; i < n; i++)
		sarif->artifacts[i] = sources->files.items[i];
	qsort(sarif->artifacts, n, sizeof(*sarif->artifacts), compare_sources);
	for (size_t i = 0; i < n; i++)
		sarif->artifact_of[sarif->artifacts[i]->file - 1] = i;
}

/* A path as a URI reference (RFC 3986, section 4.2): all but unreserved characters and `/` in
 * hexadecimal, so that no colon can make a scheme of it. */
static void write_uri(struct json *json, struct str path)
{
	struct buf uri CLEANUP(buf_free);

	buf_init(&uri, LIMIT_OUTPUT);
	for (size_t i = 0; i < path.len; i++) {
		char c = path.ptr[i];

		if (ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '.' || c == '_' ||
		    c == '~' || c == '/')
			buf_char(&uri, c);
		else
			buf_printf(&uri, "%%%02X", (unsigned)(unsigned char)c);
	}
	json_put_str(json, "uri", buf_view(&uri));
}

static void write_artifacts(struct sarif *sarif)
{
	struct json *json = &sarif->json;

	json_open_array(json, "artifacts");
	for (size_t i = 0; i < sarif->run->sources.files.n; i++) {
		const struct source *source = sarif->artifacts[i];

		json_open_object(json, NULL);
		json_open_object(json, "location");
		write_uri(json, sarif->places.paths[source->file - 1]);
		json_end(json);
		json_put_number(json, "length", (int64_t)source->bytes.len);
		json_open_array(json, "roles");
		/* a file of the base is what findings refer to */
		if (source->shown.ptr == NULL)
			json_put_text(json, NULL, "analysisTarget");
		json_end(json);
		json_end(json);
	}
	json_end(json);
}

/* ---- rules ------------------------------------------------------------------------------------- */

static void write_text(struct json *json, const char *key, const char *text)
{
	json_open_object(json, key);
	json_put_text(json, "text", text);
	json_end(json);
}

static void write_rule(struct json *json, const struct rule *rule)
{
	json_open_object(json, NULL);
	json_put_text(json, "id", rule->id);
	write_text(json, "shortDescription", rule->summary);
	write_text(json, "fullDescription", rule->why);
	json_put_text(json, "helpUri", rule->url);
	write_text(json, "help", rule->fix);
	json_open_object(json, "defaultConfiguration");
	json_put_bool(json, "enabled", !rule->off_by_default);
	json_put_text(json, "level", level_of(rule->severity));
	json_end(json);
	json_open_object(json, "properties");
	json_open_array(json, "tags");
	json_put_text(json, NULL, rule->family);
	json_end(json);
	json_put_text(json, "source", rule->source);
	json_put_text(json, "since", rule->since);
	json_end(json);
	json_end(json);
}

static void write_tool(struct sarif *sarif)
{
	struct json *json = &sarif->json;

	json_open_object(json, "tool");
	json_open_object(json, "driver");
	json_put_text(json, "name", "zonewarrant");
	json_put_text(json, "version", ZONEWARRANT_VERSION);
	json_put_text(json, "semanticVersion", ZONEWARRANT_VERSION);
	json_open_array(json, "rules");
	for (size_t i = 0; i < sarif->n_rules; i++)
		write_rule(json, sarif->rules[i]);
	json_end(json);
	json_end(json);
	json_end(json);
}

/* ---- results ----------------------------------------------------------------------------------- */

static void write_physical(struct sarif *sarif, struct span at, const struct place *place)
{
	struct json *json = &sarif->json;

	json_open_object(json, "physicalLocation");
	json_open_object(json, "artifactLocation");
	write_uri(json, place->path);
	json_put_number(json, "index", (int64_t)sarif->artifact_of[at.file - 1]);
	json_end(json);
	json_open_object(json, "region");
	json_put_number(json, "startLine", place->start.line);
	json_put_number(json, "startColumn", place->start.column);
	json_put_number(json, "endLine", place->end.line);
	json_put_number(json, "endColumn", place->end.column);
	json_end(json);
	json_end(json);
}

static void write_locations(struct sarif *sarif, struct span at, const char *name)
{
	struct json *json = &sarif->json;
	struct place place;

	json_open_array(json, "locations");
	if (places_find(&sarif->places, at, &place)) {
		json_open_object(json, NULL);
		write_physical(sarif, at, &place);
		if (name != NULL) {
			json_open_array(json, "logicalLocations");
			json_open_object(json, NULL);
			json_put_text(json, "fullyQualifiedName", name);
			json_put_text(json, "kind", "resource");
			json_end(json);
			json_end(json);
		}
		json_end(json);
	}
	json_end(json);
}

static void write_related(struct sarif *sarif, const struct related *related)
{
	struct json *json = &sarif->json;
	int64_t id = 0;

	json_open_array(json, "relatedLocations");
	for (const struct related *r = related; r != NULL; r = r->next) {
		struct place place;

		json_open_object(json, NULL);
		json_put_number(json, "id", id++);
		if (places_find(&sarif->places, r->at, &place))
			write_physical(sarif, r->at, &place);
		write_text(json, "message", r->message);
		json_end(json);
	}
	json_end(json);
}

/* Section 3.27.23: an empty array says that nothing suppresses the result. */
static void write_suppressions(struct json *json, const struct waiver *waiver)
{
	json_open_array(json, "suppressions");
	if (waiver != NULL) {
		char expires[DATE_TEXT_SIZE];

		json_open_object(json, NULL);
		json_put_text(json, "kind", "external");
		json_put_text(json, "status", "accepted");
		json_put_str(json, "justification", waiver->reason.s);
		json_open_object(json, "properties");
		json_put_str(json, "by", waiver->approved_by.s);
		if (waiver->expires.presence == KNOWN)
			json_put_text(json, "expires", date_text(waiver->expires.day, expires));
		json_end(json);
		json_end(json);
	}
	json_end(json);
}

/* Viewers show the message and seldom more, so what to do about it belongs there. */
static void write_message(struct json *json, const struct diag *diag)
{
	json_open_object(json, "message");
	if (diag->help == NULL)
		json_put_text(json, "text", diag->message);
	else
		json_put_printf(json, "text", "%s\nhelp: %s", diag->message, diag->help);
	json_end(json);
}

static void write_result(struct sarif *sarif, const struct diag *diag)
{
	struct json *json = &sarif->json;

	json_open_object(json, NULL);
	json_put_text(json, "ruleId", diag->rule->id);
	json_put_number(json, "ruleIndex", (int64_t)rule_index(sarif, diag->rule));
	json_put_text(json, "level", level_of(diag->severity));
	write_message(json, diag);
	write_locations(sarif, diag->at, diag->name);
	write_related(sarif, diag->related);
	json_open_object(json, "partialFingerprints");
	json_put_text(json, FINGERPRINT, diag->fingerprint);
	json_end(json);
	write_suppressions(json, diag->waived);
	if (diag->zone != NULL) {
		json_open_object(json, "properties");
		json_put_text(json, "zone", diag->zone);
		json_end(json);
	}
	json_end(json);
}

static void write_notification(struct sarif *sarif, const struct undecided *undecided)
{
	struct json *json = &sarif->json;

	json_open_object(json, NULL);
	json_put_text(json, "level", "note");
	if (undecided->rule != NULL) {
		json_open_object(json, "associatedRule");
		json_put_text(json, "id", undecided->rule->id);
		json_put_number(json, "index", (int64_t)rule_index(sarif, undecided->rule));
		json_end(json);
	}
	write_text(json, "message", undecided->message);
	write_locations(sarif, undecided->at, NULL);
	json_end(json);
}

static void write_invocation(struct sarif *sarif)
{
	const struct diag_list *list = &sarif->run->diags;
	struct json *json = &sarif->json;

	json_open_array(json, "invocations");
	json_open_object(json, NULL);
	json_put_bool(json, "executionSuccessful", true);
	json_open_array(json, "toolExecutionNotifications");
	for (size_t i = 0; i < list->undecided.n; i++)
		write_notification(sarif, &list->undecided.items[i]);
	json_end(json);
	json_end(json);
	json_end(json);
}

void report_sarif(struct buf *out, const struct run *run)
{
	struct sarif sarif = {.run = run};
	struct json *json = &sarif.json;

	places_init(&sarif.places, run);
	sarif.rules = rules_all(&sarif.n_rules);
	sort_artifacts(&sarif);
	json_begin(json, out, JSON_PRETTY);
	json_open_object(json, NULL);
	json_put_text(json, "$schema", SCHEMA);
	json_put_text(json, "version", "2.1.0");
	json_open_array(json, "runs");
	json_open_object(json, NULL);
	write_tool(&sarif);
	write_invocation(&sarif);
	write_artifacts(&sarif);
	json_open_array(json, "results");
	for (size_t i = 0; i < run->diags.diags.n; i++)
		write_result(&sarif, run->diags.diags.items[i]);
	json_end(json);
	json_put_text(json, "columnKind", "unicodeCodePoints");
	json_end(json);
	json_end(json);
	json_end(json);
	places_done(&sarif.places);
}
