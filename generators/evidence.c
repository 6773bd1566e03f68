/* evidence.c -- the findings, the proof of privacy and the effective policy. */
#include "evidence.h"

#include "base/json.h"
#include "engine/rule.h"
#include "report/prove.h"
#include "report/report.h"
#include "source/limits.h"

#include "base/banned.h"

static void text_member(struct json *json, const char *key, const struct text *text)
{
	if (text->presence == KNOWN)
		json_put_str(json, key, text->s);
	else
		json_put_null(json, key);
}

static void write_rules(struct json *json, const struct policy *policy)
{
	size_t n = 0;
	const struct rule *const *rules = rules_all(&n);

	json_open_object(json, "rules");
	for (size_t i = 0; i < n; i++)
		json_put_text(json, rules[i]->id, severity_name(rule_severity(policy, rules[i])));
	json_end(json);
}

static void write_settings(struct json *json, const char *key, const struct rule_setting *settings,
			   size_t n)
{
	json_open_array(json, key);
	for (size_t i = 0; i < n; i++) {
		json_open_object(json, NULL);
		text_member(json, "rule", &settings[i].rule);
		if (settings[i].has_severity)
			json_put_text(json, "severity", severity_name(settings[i].severity));
		json_open_array(json, "options");
		for (size_t k = 0; k < settings[i].n_options; k++) {
			json_open_object(json, NULL);
			text_member(json, "key", &settings[i].options[k].key);
			text_member(json, "value", &settings[i].options[k].value);
			json_end(json);
		}
		json_end(json);
		json_end(json);
	}
	json_end(json);
}

static void write_paths(struct json *json, const struct policy *policy)
{
	json_open_array(json, "paths");
	for (size_t i = 0; i < policy->n_paths; i++) {
		json_open_object(json, NULL);
		text_member(json, "match", &policy->paths[i].match);
		write_settings(json, "rules", policy->paths[i].rules, policy->paths[i].n_rules);
		json_end(json);
	}
	json_end(json);
}

static void write_waivers(struct json *json, const struct policy *policy)
{
	char day[DATE_TEXT_SIZE];

	json_open_array(json, "waivers");
	for (size_t i = 0; i < policy->n_waivers; i++) {
		const struct waiver *waiver = &policy->waivers[i];

		json_open_object(json, NULL);
		text_member(json, "rule", &waiver->rule);
		text_member(json, "name", &waiver->name);
		text_member(json, "reason", &waiver->reason);
		text_member(json, "approved_by", &waiver->approved_by);
		if (waiver->expires.presence == KNOWN)
			json_put_text(json, "expires", date_text(waiver->expires.day, day));
		else
			json_put_null(json, "expires");
		json_end(json);
	}
	json_end(json);
}

static void number_member(struct json *json, const char *key, const struct number *number)
{
	if (number->presence == KNOWN)
		json_put_number(json, key, number->n);
	else
		json_put_null(json, key);
}

static void write_gate(struct json *json, const struct gate *gate)
{
	json_open_object(json, "gate");
	number_member(json, "max_delete_percent", &gate->max_delete_percent);
	number_member(json, "max_update_percent", &gate->max_update_percent);
	text_member(json, "max_snapshot_age", &gate->max_snapshot_age);
	json_open_array(json, "protect");
	for (size_t i = 0; i < gate->protect.n; i++)
		text_member(json, NULL, &gate->protect.items[i]);
	json_end(json);
	json_open_array(json, "allow");
	for (size_t i = 0; i < gate->n_allow; i++) {
		json_open_object(json, NULL);
		text_member(json, "name", &gate->allow[i].name);
		text_member(json, "reason", &gate->allow[i].reason);
		text_member(json, "rule", &gate->allow[i].rule);
		json_end(json);
	}
	json_end(json);
	json_end(json);
}

static void write_policy(struct json *json, const struct run *run)
{
	const struct policy *policy = &run->policy;

	json_open_object(json, NULL);
	json_put_text(json, "extends", policy->strict ? "strict" : "recommended");
	write_rules(json, policy);
	write_settings(json, "settings", policy->rules, policy->n_rules);
	write_paths(json, policy);
	json_open_array(json, "private_names");
	for (size_t i = 0; i < policy->n_private_names; i++)
		text_member(json, NULL, &policy->private_names[i].text);
	json_end(json);
	json_open_object(json, "ownership");
	text_member(json, "name", &policy->ownership.name);
	text_member(json, "value", &policy->ownership.value);
	json_end(json);
	json_put_bool(json, "derive_caa", policy->derive_caa);
	write_waivers(json, policy);
	if (policy->gate.at.file != 0)
		write_gate(json, &policy->gate);
	json_put_text(json, "fail_on", severity_name(run->fail_on));
	json_end(json);
}

static void add_report(struct bundle *bundle, const struct run *run, const char *path,
		       enum report_format format)
{
	static const struct report_style plain = {0};
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	report_write(&out, run, format, &plain);
	bundle_add(bundle, path, buf_view(&out));
}

static void add_proof(struct bundle *bundle, const struct run *run)
{
	struct proof_counts counts;
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	report_proofs(&out, run, REPORT_JSON, &counts);
	bundle_add(bundle, "evidence/proof.json", buf_view(&out));
}

void evidence_add(struct bundle *bundle, const struct run *run)
{
	struct buf out CLEANUP(buf_free);
	struct run below_project = *run;
	struct json json;

	/* The bundle reads the same wherever the program was started. */
	below_project.path_prefix = STR("");
	add_report(bundle, &below_project, "evidence/findings.json", REPORT_JSON);
	add_report(bundle, &below_project, "evidence/findings.sarif", REPORT_SARIF);
	add_proof(bundle, &below_project);
	buf_init(&out, LIMIT_OUTPUT);
	json_begin(&json, &out, JSON_PRETTY);
	write_policy(&json, run);
	bundle_add(bundle, "evidence/policy.json", buf_view(&out));
}
