/* registry.c -- all rules, out of rules/rules.def. */
#include "engine/rule.h"
#include "engine/run.h"

#include <string.h>

#include "base/banned.h"

#define RULE(name) &rule_##name,
static const struct rule *const all_rules[] = {
#include "rules.def"
};
#undef RULE

static const char *const families[] = {
	"syntax",     "naming",	     "privacy", "ownership", "coverage",   "certificates",
	"delegation", "privatelink", "records", "route53",   "governance",
};

const struct rule *const *rules_all(size_t *ret_count)
{
	*ret_count = COUNT_OF(all_rules);
	return all_rules;
}

const struct rule *rule_find(struct str id)
{
	for (size_t i = 0; i < COUNT_OF(all_rules); i++)
		if (str_is(id, all_rules[i]->id))
			return all_rules[i];
	return NULL;
}

const char *const *rule_families(size_t *ret_count)
{
	*ret_count = COUNT_OF(families);
	return families;
}

static const char *const severity_names[] = {"off", "info", "warning", "error"};

const char *severity_name(enum severity severity)
{
	return severity_names[severity];
}

bool severity_parse(struct str text, enum severity *ret_severity)
{
	for (size_t i = 0; i < COUNT_OF(severity_names); i++)
		if (str_is(text, severity_names[i])) {
			*ret_severity = (enum severity)i;
			return true;
		}
	return false;
}
