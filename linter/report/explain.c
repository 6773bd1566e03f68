/*
 * explain.c -- the documentation of the rules, as they declare it themselves: of one rule, and the
 * table of all. The Markdown of both is what docs/rules.md and docs/rules/ hold.
 */
#include "report/report.h"

#include "base/json.h"
#include "engine/rule.h"
#include "report/wrap.h"

#include "base/banned.h"

enum { TEXT_INDENT = 2 };

/* "error", "warning; error in strict", "off; warning in strict". */
static void severity_words(struct buf *out, const struct rule *rule)
{
	enum severity strict =
		rule->strict_severity == SEV_OFF ? rule->severity : rule->strict_severity;

	if (rule->off_by_default)
		buf_printf(out, "off; %s in `strict`", severity_name(strict));
	else if (strict != rule->severity)
		buf_printf(out, "%s; %s in `strict`", severity_name(rule->severity),
			   severity_name(strict));
	else
		buf_text(out, severity_name(rule->severity));
}

static void write_paragraph(struct buf *out, const char *text)
{
	buf_repeat(out, ' ', TEXT_INDENT);
	wrap_write(out, text, TEXT_INDENT, TEXT_INDENT);
}

static void explain_text(struct buf *out, const struct rule *rule)
{
	buf_printf(out, "%s: %s\n\n", rule->id, rule->summary);
	buf_text(out, "Why it matters\n");
	write_paragraph(out, rule->why);
	buf_text(out, "\nHow to mend it\n");
	write_paragraph(out, rule->fix);
	buf_printf(out, "\nSource\n  %s\n  %s\n", rule->source, rule->url);
	buf_printf(out, "\nFamily    %s\nSeverity  ", rule->family);
	severity_words(out, rule);
	buf_printf(out, "\nSince     %s\n", rule->since);
	if (rule->options == NULL)
		return;
	buf_text(out, "Options  ");
	for (size_t i = 0; rule->options[i] != NULL; i++)
		buf_printf(out, " %s", rule->options[i]);
	buf_char(out, '\n');
}

static void explain_markdown(struct buf *out, const struct rule *rule)
{
	buf_printf(out, "# %s\n\n", rule->id);
	buf_printf(out, "%s%s.\n\n", rule->starred ? "★ " : "", rule->summary);
	buf_printf(out,
		   "| family | severity | since | source |\n| --- | --- | --- | --- |\n| %s | ",
		   rule->family);
	severity_words(out, rule);
	buf_printf(out, " | %s | [%s](%s) |\n\n", rule->since, rule->source, rule->url);
	buf_printf(out, "## Why it matters\n\n%s\n\n", rule->why);
	buf_printf(out, "## How to mend it\n\n%s\n", rule->fix);
	if (rule->options == NULL)
		return;
	buf_text(out, "\n## Options\n\nBesides `severity`, the policy may set");
	for (size_t i = 0; rule->options[i] != NULL; i++)
		buf_printf(out, "%s `%s`", i == 0 ? "" : ",", rule->options[i]);
	buf_text(out, ".\n");
}

static void rule_json(struct json *json, const struct rule *rule)
{
	json_open_object(json, NULL);
	json_put_text(json, "rule", rule->id);
	json_put_text(json, "family", rule->family);
	json_put_text(json, "severity",
		      severity_name(rule->off_by_default ? SEV_OFF : rule->severity));
	json_put_text(json, "strict_severity",
		      severity_name(rule->strict_severity == SEV_OFF ? rule->severity
								     : rule->strict_severity));
	json_put_bool(json, "starred", rule->starred);
	json_put_text(json, "summary", rule->summary);
	json_put_text(json, "why", rule->why);
	json_put_text(json, "fix", rule->fix);
	json_put_text(json, "source", rule->source);
	json_put_text(json, "url", rule->url);
	json_put_text(json, "since", rule->since);
	json_open_array(json, "options");
	for (size_t i = 0; rule->options != NULL && rule->options[i] != NULL; i++)
		json_put_text(json, NULL, rule->options[i]);
	json_end(json);
	json_end(json);
}

void report_explain(struct buf *out, const struct rule *rule, enum table_format format)
{
	struct json json;

	switch (format) {
	case TABLE_TEXT:
		explain_text(out, rule);
		return;
	case TABLE_MARKDOWN:
		explain_markdown(out, rule);
		return;
	case TABLE_JSON:
		json_begin(&json, out, JSON_PRETTY);
		rule_json(&json, rule);
		return;
	}
	BUG("a format of no documentation");
}

/* ---- the table --------------------------------------------------------------------------------- */

static void row_text(struct buf *out, const struct rule *rule, size_t width)
{
	const char *severity = rule->off_by_default ? "off" : severity_name(rule->severity);

	buf_printf(out, "  %s", rule->id);
	buf_repeat(out, ' ', width - str_from(rule->id).len + 2);
	buf_printf(out, "%-8s %s\n", severity, rule->summary);
}

static void row_markdown(struct buf *out, const struct rule *rule)
{
	buf_printf(out, "| %s[%s](rules/%s.md) | ", rule->starred ? "★ " : "", rule->id, rule->id);
	severity_words(out, rule);
	buf_printf(out, " | %s |\n", rule->summary);
}

static void family_heading(struct buf *out, const char *family, enum table_format format,
			   bool first)
{
	if (format == TABLE_TEXT)
		buf_printf(out, "%s%s\n", first ? "" : "\n", family);
	else
		buf_printf(out, "\n## %s\n\n| rule | severity | finds |\n| --- | --- | --- |\n",
			   family);
}

static void rules_by_family(struct buf *out, enum table_format format)
{
	size_t n_rules, n_families, width = 0;
	const struct rule *const *rules = rules_all(&n_rules);
	const char *const *families = rule_families(&n_families);
	bool first = true;

	for (size_t i = 0; i < n_rules; i++)
		if (str_from(rules[i]->id).len > width)
			width = str_from(rules[i]->id).len;
	for (size_t f = 0; f < n_families; f++) {
		bool begun = false;

		for (size_t i = 0; i < n_rules; i++) {
			if (!str_is(str_from(rules[i]->family), families[f]))
				continue;
			if (!begun)
				family_heading(out, families[f], format, first);
			begun = true;
			first = false;
			if (format == TABLE_TEXT)
				row_text(out, rules[i], width);
			else
				row_markdown(out, rules[i]);
		}
	}
}

static void rules_json(struct buf *out)
{
	size_t n_rules;
	const struct rule *const *rules = rules_all(&n_rules);
	struct json json;

	json_begin(&json, out, JSON_PRETTY);
	json_open_array(&json, NULL);
	for (size_t i = 0; i < n_rules; i++)
		rule_json(&json, rules[i]);
	json_end(&json);
}

static const char markdown_intro[] = "# The rules\n"
				     "\n"
				     "`zonewarrant rules` prints this table, `zonewarrant explain "
				     "RULE` a rule's page. The severity is\n"
				     "that of the policy `recommended`; a project file may set "
				     "another (`policy.rules`), and may\n"
				     "waive a finding with a reason, an approver and an end "
				     "(`waivers`). ★ marks the rules at the\n"
				     "heart of the pattern: private names stay private, and every "
				     "domain is owned and covered.\n";

void report_rules(struct buf *out, enum table_format format)
{
	if (format == TABLE_JSON) {
		rules_json(out);
		return;
	}
	if (format == TABLE_MARKDOWN)
		buf_text(out, markdown_intro);
	rules_by_family(out, format);
}
