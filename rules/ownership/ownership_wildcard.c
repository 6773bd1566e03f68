/* ownership_wildcard.c -- a wildcard TXT that proves the ownership of any name. */
#include "shared.h"

#include "base/banned.h"

static bool is_proof(const struct check *ck, const struct zone *zone, struct str text)
{
	enum ownership_verdict verdict;

	if (ownership_is_token(text))
		return true;
	verdict = ownership_judge(ck, zone, text);
	return verdict == OWNERSHIP_PROOF || verdict == OWNERSHIP_OTHER_OWNER;
}

static void check(struct check *ck, const struct rrset *rrset)
{
	const struct zone *zone = rrset->zone;

	if (rrset->type != RR_TXT || zone->view != VIEW_PUBLIC ||
	    !dname_is_wildcard(rrset->owner) || !ownership_applies(ck))
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		struct str text = rdata_joined(ck->arena, &rrset->rrs[i]);
		struct diag *d;

		if (!is_proof(ck, zone, text))
			continue;
		d = report(ck, rrset->rrs[i].at,
			   "the wildcard `%s` holds `%.*s`, and so proves the owner of every name "
			   "that does not exist below `%s`",
			   show(ck, rrset->owner), STR_ARG(text),
			   show(ck, dname_suffix(ck->arena, rrset->owner, 1)));
		about(ck, d, rrset->owner, zone, arena_cstr(ck->arena, text));
		help(ck, d, "write it at the names that are to be proven, one by one");
	}
}

const struct rule rule_ownership_wildcard = {
	.id = "ownership-wildcard",
	.family = "ownership",
	.severity = SEV_WARNING,
	.summary = "a wildcard TXT that proves the ownership of any name",
	.source = "RFC 4592, section 3.3; ownership of the estate and of the policy",
	.url = "https://www.rfc-editor.org/rfc/rfc4592#section-3.3",
	.since = "0.1.0",
	.why = "A wildcard answers for every name that does not exist, `_token.anything` as well. "
	       "Whoever has the value, or an account with the service that gave it, is taken for "
	       "the owner of names that nobody has handed out.",
	.fix = "Write the TXT at exactly the names that it is to prove.",
	.check_rrset = check,
};
