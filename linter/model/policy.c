/* policy.c -- the project's rules of the house. */
#include "model/policy.h"

#include "base/banned.h"

const struct private_pattern *policy_private(const struct policy *policy, const struct dname *name)
{
	for (size_t i = 0; i < policy->n_private_names; i++) {
		const struct private_pattern *pattern = &policy->private_names[i];

		if (pattern->base == NULL)
			continue;
		if ((pattern->self && dname_equal(name, pattern->base)) ||
		    (pattern->below && dname_is_below(name, pattern->base)))
			return pattern;
	}
	return NULL;
}
