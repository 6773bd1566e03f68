/* policy.c -- the project's rules of the house. */
#include "model/policy.h"

#include "base/banned.h"

static bool matches(const struct private_pattern *pattern, const struct dname *name)
{
	if (pattern->base == NULL)
		return false;
	return (pattern->self && dname_equal(name, pattern->base)) ||
	       (pattern->below && dname_is_below(name, pattern->base));
}

static const struct private_pattern *find(const struct private_pattern *patterns, size_t n,
					  const struct dname *name)
{
	for (size_t i = 0; i < n; i++)
		if (matches(&patterns[i], name))
			return &patterns[i];
	return NULL;
}

const struct private_pattern *policy_private(const struct policy *policy, const struct dname *name)
{
	return find(policy->private_names, policy->n_private_names, name);
}

const struct private_pattern *gate_protects(const struct gate *gate, const struct dname *name)
{
	return find(gate->protected, gate->n_protected, name);
}

const struct allowance *gate_allows(const struct gate *gate, const char *rule,
				    const struct dname *name)
{
	for (size_t i = 0; i < gate->n_allow; i++) {
		const struct allowance *allowance = &gate->allow[i];

		if ((allowance->rule.presence != KNOWN || str_is(allowance->rule.s, rule)) &&
		    matches(&allowance->pattern, name))
			return allowance;
	}
	return NULL;
}
