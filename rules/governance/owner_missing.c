/*
 * owner_missing.c -- a subdomain, a certificate or its key without an owner.
 *
 * The owner of a certificate is its own, else that of the subdomain that all its names lie in, and the owner of a
 * key that of its certificate. What exports alone show has none, for exports have no place for it.
 */
#include "engine/rule.h"

#include "base/banned.h"

static bool is_absent(const struct text *text)
{
	return text->presence == ABSENT || (text->presence == KNOWN && str_trim(text->s).len == 0);
}

static void check_subdomain(struct check *ck, const struct subdomain *subdomain)
{
	struct diag *d;

	if (!is_absent(&subdomain->owner))
		return;
	d = report(ck, subdomain->key.at, "the subdomain `%.*s` has no owner",
		   STR_ARG(subdomain->key.s));
	about(ck, d, subdomain->external != NULL ? subdomain->external : subdomain->internal, NULL,
	      "subdomain");
	help(ck, d, "write `owner:` with the team's address");
}

static void check_certificate(struct check *ck, const struct certificate *certificate)
{
	struct diag *d;

	/* of a subdomain without an owner that is the finding */
	if (certificate->derived || certificate->arn.presence == KNOWN ||
	    !is_absent(&certificate->owner) || certificate->subdomain != NULL)
		return;
	d = report(ck, certificate->key.at, "the certificate `%.*s` and its key have no owner",
		   STR_ARG(certificate->key.s));
	about(ck, d, certificate->names.n > 0 ? certificate->dns_names[0] : NULL, NULL,
	      arena_cstr(ck->arena, certificate->key.s));
	help(ck, d, "write `owner:` with the address of who answers for it");
}

static void decide(struct check *ck)
{
	/* without a central domain nobody asks after owners */
	if (!model_has_pattern(ck->model))
		return;
	for (size_t i = 0; i < ck->model->subdomains.n; i++)
		check_subdomain(ck, ck->model->subdomains.items[i]);
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_certificate(ck, ck->model->certificates.items[i]);
}

const struct rule rule_owner_missing = {
	.id = "owner-missing",
	.family = "governance",
	.severity = SEV_WARNING,
	.summary = "a subdomain, a certificate or its key without an owner",
	.source = "NIST SP 800-57 Part 2 Rev. 1, sections 4.9 and 5.1.3",
	.url = "https://doi.org/10.6028/NIST.SP.800-57pt2r1",
	.since = "0.1.0",
	.why = "What belongs to nobody is renewed by nobody, and stays when its use is over. In an "
	       "incident there is nobody to ask whether it may be taken down.",
	.fix = "Name a team, with an address that outlives its members.",
	.decide = decide,
};
