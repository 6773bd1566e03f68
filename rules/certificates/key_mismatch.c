/*
 * key_mismatch.c -- a request and a certificate for the same declared certificate, with different keys.
 *
 * A warning: while a key is rotated, the new request stands beside the certificate of the old key.
 */
#include "shared.h"

#include "base/banned.h"

/* Whether some certificate that was issued for CERTIFICATE has the key of REQUEST; ret_other is one that has
 * another, the last one. */
static bool has_match(const struct certificate *certificate, const struct signing_request *request,
		      const struct issued_certificate **ret_other)
{
	*ret_other = NULL;
	for (size_t i = 0; i < certificate->issued.n; i++) {
		const struct issued_certificate *issued = certificate->issued.items[i];

		if (issued->content.key.sha256[0] == '\0')
			continue; /* an export does not say it */
		if (strcmp(issued->content.key.sha256, request->content.key.sha256) == 0)
			return true;
		if (*ret_other == NULL || issued->not_before > (*ret_other)->not_before)
			*ret_other = issued;
	}
	return false;
}

static void check_request(struct check *ck, const struct certificate *certificate,
			  const struct signing_request *request)
{
	const struct issued_certificate *issued;
	struct diag *d;

	if (has_match(certificate, request, &issued) || issued == NULL)
		return;
	d = report(ck, issued->content.at,
		   "%s is not issued for the key of its request: it has the key %.16s…, and the "
		   "request %.16s…",
		   issued_what(ck, issued), issued->content.key.sha256,
		   request->content.key.sha256);
	about(ck, d, NULL, NULL, issued_cause(ck, issued, request->content.key.sha256));
	related(ck, d, request->content.at, "the request `%s` is here", request->content.title);
	add_declared(ck, d, issued);
	help(ck, d,
	     "put the certificate beside it that was issued for this request; or take the "
	     "request out, if it is of another key on purpose");
}

static void check(struct check *ck, const struct certificate *certificate)
{
	for (size_t i = 0; i < certificate->requests.n; i++)
		check_request(ck, certificate, certificate->requests.items[i]);
}

const struct rule rule_key_mismatch = {
	.id = "key-mismatch",
	.family = "certificates",
	.severity = SEV_WARNING,
	.summary = "an issued certificate whose key is not the one of its request",
	.source = "RFC 2986, section 3; RFC 5280, section 4.1.2.7",
	.url = "https://www.rfc-editor.org/rfc/rfc2986#section-3",
	.since = "0.1.0",
	.why = "A server that has the key of the request cannot use a certificate for another key: "
	       "it "
	       "does not start, or goes on with the certificate that ends. A request that was made "
	       "anew and never sent, and a certificate that was put into the wrong place, look the "
	       "same.",
	.fix = "Bring the certificate that belongs to the request, or have the request of that key "
	       "signed.",
	.check_certificate = check,
};
