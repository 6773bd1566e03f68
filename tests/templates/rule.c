/* @FILE@.c -- @WHAT IS WRONG IN A FEW WORDS@. */
#include "engine/rule.h"

/* @WHY THIS DECIDES IT WITH THE SECTION OF THE STANDARD@ */
static void check(struct check *ck, const struct rrset *rrset)
{
	(void)ck;
	(void)rrset;
}

const struct rule rule_@FILE@ = {
	.id = "@ID@",
	.family = "@FAMILY@",
	.severity = SEV_ERROR,
	.summary = "@ONE LINE WITHOUT A FULL STOP@",
	.source = "@STANDARD AND SECTION@",
	.url = "@ADDRESS OF THE SOURCE@",
	.since = "@VERSION@",
	.why = "@WHAT BREAKS AND FOR WHOM@",
	.fix = "@WHAT TO DO@",
	.check_rrset = check,
};
