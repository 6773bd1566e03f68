/*
 * custodian_missing.c -- a key outside ACM that has no custodian, or nobody who stands in for them.
 *
 * A certificate's own custodian counts before that of `key_management.roles`.
 */
#include "engine/rule.h"

#include "base/banned.h"

static const struct text *holder(const struct text *own, const struct text *role)
{
	return own->presence == ABSENT ? role : own;
}

static bool is_absent(const struct text *text)
{
	return text->presence == ABSENT || (text->presence == KNOWN && text->s.len == 0);
}

static void check(struct check *ck, const struct certificate *certificate)
{
	const struct role_holders *roles = &ck->model->key_management.roles;
	const struct text *custodian = holder(&certificate->custodian, &roles->custodian);
	const struct text *backup =
		holder(&certificate->backup_custodian, &roles->backup_custodian);
	const char *what;
	struct diag *d;

	/* what an authority that nobody declares does with keys is not known */
	if (certificate->authority == NULL || certificate->custody == CUSTODY_ACM ||
	    certificate->derived)
		return;
	if (is_absent(custodian))
		what = "nobody keeps";
	else if (is_absent(backup))
		what = "nobody but the custodian keeps";
	else if (custodian->presence == KNOWN && backup->presence == KNOWN &&
		 str_eq(custodian->s, backup->s))
		what = "the backup custodian is the custodian, so that nobody else keeps";
	else
		return;
	d = report(ck, certificate->key_at.file != 0 ? certificate->key_at : certificate->key.at,
		   "%s the key of the certificate `%.*s`", what, STR_ARG(certificate->key.s));
	about(ck, d, certificate->names.n > 0 ? certificate->dns_names[0] : NULL, NULL,
	      arena_cstr(ck->arena, certificate->key.s));
	if (roles->at.file != 0)
		related(ck, d, roles->at, "the roles that hold for all keys are here");
	help(ck, d,
	     "write `custodian` and `backup_custodian`, two different people or teams, in the key, "
	     "or "
	     "for all keys in `key_management.roles`");
}

const struct rule rule_custodian_missing = {
	.id = "custodian-missing",
	.family = "certificates",
	.severity = SEV_WARNING,
	.summary = "a key without a custodian, or without anybody who stands in for them",
	.source = "NIST SP 800-57 Part 2 Rev. 1, sections 5.1.3 and 6.2.2",
	.url = "https://doi.org/10.6028/NIST.SP.800-57pt2r1",
	.since = "0.1.0",
	.why = "A key that nobody keeps is kept by everybody. When it is lost nobody knows who has "
	       "to replace it, and when its one custodian is away nobody can.",
	.fix = "Name a custodian and a backup custodian, of the key or for all keys.",
	.check_certificate = check,
};
