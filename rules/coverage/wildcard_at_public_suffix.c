/* wildcard_at_public_suffix.c -- a certificate with a wildcard right below a public suffix: `*.co.uk`. */
#include "shared.h"

#include "model/public_suffix.h"

#include "base/banned.h"

static void check(struct check *ck, const struct certificate *certificate)
{
	for (size_t i = 0; i < certificate->names.n; i++) {
		const struct dname *name = certificate->dns_names[i];
		const char *suffix;
		struct diag *d;

		if (name == NULL || !dname_is_wildcard(name))
			continue;
		suffix = show(ck, dname_suffix(ck->arena, name, 1));
		if (name->labels > 1 && public_suffix_of(NULL, suffix) != SUFFIX_PUBLIC)
			continue;
		d = report(ck, certificate->names.items[i].at,
			   "the certificate `%.*s` holds `%s`, and %s", STR_ARG(certificate->key.s),
			   show(ck, name),
			   name->labels > 1
				   ? arena_printf(ck->arena,
						  "`%s` is a public suffix: the names below it are "
						  "others'",
						  suffix)
				   : "everything in the DNS lies below the root");
		about(ck, d, name, NULL, arena_cstr(ck->arena, certificate->key.s));
		help(ck, d, "list the wildcard of a domain that is registered, as `*.example.%s`",
		     name->labels > 1 ? suffix : "com");
	}
}

const struct rule rule_wildcard_at_public_suffix = {
	.id = "wildcard-at-public-suffix",
	.family = "coverage",
	.severity = SEV_ERROR,
	.summary = "a certificate with a wildcard right below a public suffix, as `*.co.uk`",
	.source = "CA/Browser Forum Baseline Requirements, section 3.2.2.6; Public Suffix List, "
		  "ICANN "
		  "section",
	.url = "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
	.since = "0.1.0",
	.why = "Registries hand out the names below a public suffix to anybody. A wildcard there "
	       "stands for domains of others: a public authority refuses it, and from a private "
	       "one it lets its holder stand in for any of them.",
	.fix = "List the wildcard of your own domain.",
	.check_certificate = check,
};
