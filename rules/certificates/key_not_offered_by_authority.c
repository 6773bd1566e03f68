/* key_not_offered_by_authority.c -- a key that the authority will not certify. */
#include "shared.h"

#include "base/banned.h"

static bool is_one_of(const char *algorithm, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(algorithm, *list) == 0)
			return true;
	return false;
}

static struct span key_place(const struct certificate *certificate)
{
	if (certificate->key_algorithm.presence == KNOWN)
		return certificate->key_algorithm.at;
	return certificate->key_at.file != 0 ? certificate->key_at : certificate->key.at;
}

static void report_key(struct check *ck, const struct certificate *certificate, struct span at,
		       const char *text, const char *advice)
{
	const struct authority *authority = certificate->authority;
	struct diag *d = report(ck, at, "certificate `%.*s` asks the authority `%.*s` for %s",
				STR_ARG(certificate->key.s), STR_ARG(authority->key.s), text);

	about(ck, d, NULL, NULL, arena_cstr(ck->arena, certificate->key.s));
	related(ck, d, authority->kind.presence == KNOWN ? authority->kind.at : authority->type.at,
		"the authority `%.*s` is %s", STR_ARG(authority->key.s),
		str_is(authority->kind.s, "acm") ? "ACM" : "public");
	help(ck, d, "%s", advice);
}

static void check(struct check *ck, const struct certificate *certificate)
{
	static const char *const acm[] = {"rsa-2048", "ecdsa-p256", "ecdsa-p384", NULL};
	static const char *const others[] = {"rsa-2048",   "rsa-3072",	 "rsa-4096",
					     "ecdsa-p256", "ecdsa-p384", NULL};
	const struct authority *authority = certificate->authority;
	const char *algorithm = certificate->algorithm;

	if (authority == NULL || algorithm == NULL || certificate->arn.presence == KNOWN)
		return;
	if (str_is(authority->kind.s, "acm") && certificate->custody != CUSTODY_ACM)
		report_key(ck, certificate,
			   certificate->key_custody.presence == KNOWN ? certificate->key_custody.at
								      : key_place(certificate),
			   "a certificate for a key of its own, and ACM makes the keys itself: it "
			   "takes no request",
			   "leave `key` out, or let another authority issue it and import the "
			   "certificate");
	else if (str_is(authority->kind.s, "acm") && !is_one_of(algorithm, acm))
		report_key(
			ck, certificate, key_place(certificate),
			arena_printf(ck->arena, "a key of %s, which ACM does not issue", algorithm),
			"write rsa-2048, ecdsa-p256 or ecdsa-p384");
	else if (validity_is_limited(certificate) && !is_one_of(algorithm, others))
		report_key(ck, certificate, key_place(certificate),
			   arena_printf(ck->arena,
					"a key of %s, which public authorities do not certify",
					algorithm),
			   "write ecdsa-p256, ecdsa-p384 or an RSA key");
}

const struct rule rule_key_not_offered_by_authority = {
	.id = "key-not-offered-by-authority",
	.family = "certificates",
	.severity = SEV_ERROR,
	.summary = "a key of an algorithm, or in a custody, that the authority does not certify",
	.source = "ACM API Reference, RequestCertificate, KeyAlgorithm; CA/Browser Forum TLS "
		  "Baseline "
		  "Requirements, section 6.1.5",
	.url = "https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html",
	.since = "0.1.0",
	.why = "ACM requests take RSA_2048, EC_prime256v1 and EC_secp384r1 and no request of one's "
	       "own; public authorities certify RSA and the curves P-256, P-384 and P-521. "
	       "Anything "
	       "else is refused when the plan is applied, with steps before it already done.",
	.fix = "Choose a key that the authority offers, or another authority.",
	.check_certificate = check,
};
