/* weak_signature.c -- a certificate that was signed over a digest which collides. */
#include "shared.h"

#include "base/banned.h"

static bool is_weak(const char *digest)
{
	static const char *const digests[] = {"MD2", "MD4", "MD5", "SHA1", "MDC2", "SHA"};

	for (size_t i = 0; digest != NULL && i < COUNT_OF(digests); i++)
		if (str_is(str_from(digest), digests[i]))
			return true;
	return false;
}

static void check_one(struct check *ck, const struct issued_certificate *issued)
{
	struct diag *d;

	/* a root is trusted for its key, and nobody verifies its own signature */
	if (issued->issuer_link == ISSUER_SELF && issued->is_authority)
		return;
	if (!is_weak(issued->digest))
		return;
	d = report(ck, issued->content.at, "%s is signed over %s (%s)", issued_what(ck, issued),
		   issued->digest, issued->signature);
	about(ck, d, NULL, NULL, issued_cause(ck, issued, NULL));
	if (issued->issued_by != NULL)
		related(ck, d, issued->issued_by->content.at, "signed by `%s`",
			issued->issued_by->content.title);
	add_declared(ck, d, issued);
	help(ck, d, "have it issued anew with a signature over SHA-256, SHA-384 or SHA-512");
}

static void check(struct check *ck)
{
	each_issued(ck, check_one);
}

const struct rule rule_weak_signature = {
	.id = "weak-signature",
	.family = "certificates",
	.severity = SEV_ERROR,
	.summary = "an issued certificate that is signed over SHA-1, MD5 or the like",
	.source = "RFC 6151; CA/Browser Forum TLS Baseline Requirements, section 7.1.3.2",
	.url = "https://cabforum.org/working-groups/server/baseline-requirements/documents/",
	.since = "0.1.0",
	.why = "Two certificates with the same SHA-1 or MD5 digest can be made on purpose, and the "
	       "signature of the one then fits the other. Clients refuse them. The signature of a "
	       "root on itself is not looked at, for nobody relies on it.",
	.fix = "Have the certificate issued anew with SHA-256 or better; of a private authority "
	       "change "
	       "its signing algorithm first.",
	.decide = check,
};
