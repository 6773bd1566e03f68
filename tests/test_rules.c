/* test_rules.c -- what every rule declares about itself keeps to one form. */
#include "engine/rule.h"
#include "engine/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/banned.h"

enum { ID_MAX = 40, SUMMARY_MAX = 100 };

static const struct rule *const *rules;
static size_t n_rules;

static int set_up(void **state)
{
	(void)state;
	rules = rules_all(&n_rules);
	return 0;
}

static void test_sorted(void **state)
{
	(void)state;
	assert_true(n_rules > 0);
	for (size_t i = 1; i < n_rules; i++)
		assert_true(str_cmp(str_from(rules[i - 1]->id), str_from(rules[i]->id)) < 0);
}

static bool is_id(struct str id)
{
	if (id.len == 0 || id.len > ID_MAX || !ascii_is_alpha(id.ptr[0]))
		return false;
	for (size_t i = 0; i < id.len; i++) {
		bool hyphen = id.ptr[i] == '-';

		if (!hyphen && !ascii_is_digit(id.ptr[i]) &&
		    (!ascii_is_alpha(id.ptr[i]) || ascii_lower(id.ptr[i]) != id.ptr[i]))
			return false;
		if (hyphen && (i + 1 == id.len || id.ptr[i + 1] == '-'))
			return false;
	}
	return true;
}

static void test_identity(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_rules; i++) {
		if (!is_id(str_from(rules[i]->id)))
			fail_msg("%s: is no id", rules[i]->id);
		assert_ptr_equal(rule_find(str_from(rules[i]->id)), rules[i]);
	}
	assert_null(rule_find(STR("no-such-rule")));
}

static void test_family(void **state)
{
	size_t n_families;
	const char *const *families = rule_families(&n_families);

	(void)state;
	for (size_t i = 0; i < n_rules; i++) {
		bool found = false;

		for (size_t f = 0; f < n_families; f++)
			found = found || str_is(str_from(families[f]), rules[i]->family);
		if (!found)
			fail_msg("%s: unknown family %s", rules[i]->id, rules[i]->family);
	}
	/* `--select` takes both, so that no id may be the name of a family. */
	for (size_t f = 0; f < n_families; f++)
		assert_null(rule_find(str_from(families[f])));
}

static void test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_rules; i++) {
		const struct rule *rule = rules[i];
		const char *const texts[] = {rule->summary, rule->source, rule->url,
					     rule->why,	    rule->fix,	  rule->since};

		for (size_t t = 0; t < COUNT_OF(texts); t++)
			if (texts[t] == NULL || texts[t][0] == '\0' ||
			    str_find(str_from(texts[t]), "\n", NULL))
				fail_msg("%s: text %zu is missing or has several lines", rule->id,
					 t);
		if (str_ends(str_from(rule->summary), ".") ||
		    str_from(rule->summary).len > SUMMARY_MAX)
			fail_msg("%s: the summary is one short line without a full stop", rule->id);
		if (!str_ends(str_from(rule->why), ".") || !str_ends(str_from(rule->fix), "."))
			fail_msg("%s: why and fix are whole sentences", rule->id);
		if (!str_starts(str_from(rule->url), "https://"))
			fail_msg("%s: the source has no address", rule->id);
	}
}

static unsigned count_hooks(const struct rule *rule)
{
	return (unsigned)(rule->check_zone != NULL) + (rule->check_rrset != NULL) +
	       (rule->decide != NULL) + (rule->check_vpc != NULL) +
	       (rule->check_forwarding_rule != NULL) + (rule->check_endpoint_service != NULL) +
	       (rule->check_expectation != NULL) + (rule->check_private_name != NULL) +
	       (rule->check_private_domain != NULL) + (rule->check_tls_name != NULL) +
	       (rule->check_certificate != NULL) + (rule->check_change != NULL) +
	       (rule->check_plan != NULL) + rule->by_front_end;
}

/* Exactly one hook, or collect_zone and decide, or the front ends report it. */
static void test_hooks(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_rules; i++) {
		const struct rule *rule = rules[i];

		if (count_hooks(rule) != 1)
			fail_msg("%s: sets %u hooks", rule->id, count_hooks(rule));
		if (rule->collect_zone != NULL && rule->decide == NULL)
			fail_msg("%s: collects and never decides", rule->id);
	}
}

static void test_severity(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_rules; i++)
		if (rules[i]->severity == SEV_OFF)
			fail_msg("%s: has no severity", rules[i]->id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sorted), cmocka_unit_test(test_identity),
		cmocka_unit_test(test_family), cmocka_unit_test(test_texts),
		cmocka_unit_test(test_hooks),  cmocka_unit_test(test_severity),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
