/* unresolved_reference.c -- a name of something that nothing declares: the front ends report it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_unresolved_reference = {
	.id = "unresolved-reference",
	.family = "syntax",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a reference to an entry that nothing declares",
	.source = "YAML 1.2.2, section 3.3; the estate's sections refer to one another by key",
	.url = "https://yaml.org/spec/1.2.2/#33-loading-failure-points",
	.since = "0.1.0",
	.why = "An API whose load balancer is not declared, or a certificate of an authority that "
	       "is not there, can be neither checked nor planned: what it leads to is not known.",
	.fix = "Correct the name to the one that is offered, or declare the entry in its section. "
	       "Where it is declared in another file, name that file under `sources`.",
};
