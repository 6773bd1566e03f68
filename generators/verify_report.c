/* verify_report.c -- what `verify` found, for people and for machines. */
#include "base/json.h"
#include "verify.h"

#include <inttypes.h>

#include "base/banned.h"

static const char *const part_names[] = {"whole", "signed", "current"};

/* ---- text -------------------------------------------------------------------------------------- */

static void write_difference(struct buf *out, const struct bundle_difference *difference)
{
	if (difference->path != NULL) {
		report_escape(out, str_from(difference->path));
		buf_text(out, ": ");
	}
	report_escape(out, str_from(difference->message));
	buf_text(out, "; ");
	report_escape(out, str_from(difference->help));
	buf_char(out, '\n');
}

static void write_signatures(struct buf *out, const struct verification *v)
{
	for (size_t i = 0; v->key != NULL && i < v->signatures.n; i++) {
		const struct verified_signature *signature = &v->signatures.items[i];

		buf_printf(out, "signature %zu: %s", i + 1,
			   signature->is_valid ? "by the key that was given"
					       : "not by the key that was given");
		if (!signature->is_valid && signature->keyid.len > 0) {
			buf_text(out, ", it says by ");
			report_escape(out, signature->keyid);
		}
		buf_char(out, '\n');
	}
}

static void write_signed(struct buf *out, const struct verification *v)
{
	switch (v->verified[PART_SIGNED]) {
	case VERIFIED_YES:
		buf_printf(out, "signed by %s", v->key_id);
		return;
	case VERIFIED_NO:
		buf_text(out, v->key != NULL ? "not signed by the key that was given"
					     : "its signature does not fit");
		return;
	case VERIFIED_NOT_CHECKED:
		break;
	}
	if (v->signatures.n > 0)
		buf_printf(out, "%zu signature%s not checked (no `--key`)", v->signatures.n,
			   v->signatures.n == 1 ? "" : "s");
	else
		buf_text(out, "not signed");
}

static void write_current(struct buf *out, const struct verification *v)
{
	if (v->not_current != NULL) {
		buf_text(out, "not held against the sources (");
		report_escape(out, str_from(v->not_current));
		buf_char(out, ')');
		return;
	}
	buf_text(out, v->verified[PART_CURRENT] == VERIFIED_YES ? "current" : "not current");
}

static void write_age(struct buf *out, const struct verification *v)
{
	int64_t days = (int64_t)v->now - v->manifest.now;
	char made[DATE_TEXT_SIZE];

	if (!v->has_manifest)
		return;
	buf_printf(out, "; made for %s", date_text(v->manifest.now, made));
	if (days == 0)
		buf_text(out, ", today");
	else if (days > 0)
		buf_printf(out, ", %" PRId64 " day%s ago", days, days == 1 ? "" : "s");
}

static void write_summary(struct buf *out, const struct verification *v)
{
	size_t n = v->differences.n + v->n_more;

	if (v->n_more > 0)
		buf_printf(out, "%zu more differences are not listed\n", v->n_more);
	write_signatures(out, v);
	report_escape(out, str_from(v->folder_name));
	buf_printf(out, ": %zu difference%s: %s, ", n, n == 1 ? "" : "s",
		   v->verified[PART_WHOLE] == VERIFIED_YES ? "whole" : "not whole");
	write_signed(out, v);
	buf_text(out, ", ");
	write_current(out, v);
	write_age(out, v);
	buf_char(out, '\n');
}

/* ---- JSON -------------------------------------------------------------------------------------- */

static void put_verified(struct json *json, const char *key, enum verified_as verified)
{
	if (verified == VERIFIED_NOT_CHECKED)
		json_put_null(json, key);
	else
		json_put_bool(json, key, verified == VERIFIED_YES);
}

static void put_text_or_null(struct json *json, const char *key, const char *text)
{
	if (text == NULL)
		json_put_null(json, key);
	else
		json_put_text(json, key, text);
}

static void put_bundle(struct json *json, const struct verification *v)
{
	char made[DATE_TEXT_SIZE];

	if (!v->has_manifest) {
		json_put_null(json, "bundle");
		return;
	}
	json_open_object(json, "bundle");
	json_put_str(json, "version", v->manifest.version);
	json_put_text(json, "now", date_text(v->manifest.now, made));
	json_put_number(json, "age_days", (int64_t)v->now - v->manifest.now);
	json_put_number(json, "files", (int64_t)v->manifest.files.n);
	json_put_number(json, "steps", (int64_t)v->manifest.steps.n);
	json_end(json);
}

static void put_signatures(struct json *json, const struct verification *v)
{
	json_open_array(json, "signatures");
	for (size_t i = 0; i < v->signatures.n; i++) {
		const struct verified_signature *signature = &v->signatures.items[i];

		json_open_object(json, NULL);
		json_put_str(json, "keyid", signature->keyid);
		if (v->key == NULL)
			json_put_null(json, "valid");
		else
			json_put_bool(json, "valid", signature->is_valid);
		json_end(json);
	}
	json_end(json);
}

static void put_differences(struct json *json, const struct verification *v)
{
	json_open_array(json, "differences");
	for (size_t i = 0; i < v->differences.n; i++) {
		const struct bundle_difference *difference = &v->differences.items[i];

		json_open_object(json, NULL);
		json_put_text(json, "part", part_names[difference->part]);
		json_put_text(json, "kind", difference->kind);
		put_text_or_null(json, "path", difference->path);
		json_put_text(json, "message", difference->message);
		json_put_text(json, "help", difference->help);
		json_end(json);
	}
	json_end(json);
	json_put_number(json, "differences_not_listed", (int64_t)v->n_more);
}

static void write_json(struct buf *out, const struct verification *v)
{
	struct json json;

	json_begin(&json, out, JSON_PRETTY);
	json_open_object(&json, NULL);
	json_put_text(&json, "zonewarrant", "1");
	json_put_text(&json, "version", ZONEWARRANT_VERSION);
	for (size_t part = 0; part < PART_COUNT; part++)
		put_verified(&json, part_names[part], v->verified[part]);
	put_text_or_null(&json, "not_held_against_sources", v->not_current);
	put_bundle(&json, v);
	put_text_or_null(&json, "key", v->key == NULL ? NULL : v->key_id);
	put_signatures(&json, v);
	put_differences(&json, v);
	json_end(&json);
}

void verify_report(struct buf *out, const struct verification *v, enum report_format format)
{
	if (format == REPORT_JSON) {
		write_json(out, v);
		return;
	}
	for (size_t i = 0; i < v->differences.n; i++)
		write_difference(out, &v->differences.items[i]);
	write_summary(out, v);
}
