/* common_name_too_long.c -- a common name of more than 64 characters. */
#include "shared.h"

#include "base/utf8.h"

#include "base/banned.h"

enum { COMMON_NAME_MAX = 64 };

static void check_issued(struct check *ck, const struct issued_certificate *issued)
{
	for (size_t i = 0; i < issued->content.n_common_names; i++) {
		const struct certificate_text *name = &issued->content.common_names[i];
		size_t length = utf8_count(name->raw);
		struct diag *d;

		if (length <= COMMON_NAME_MAX)
			continue;
		d = report(ck, issued->content.at,
			   "the common name `%s` of %s has %zu characters, and %d are the most",
			   octets_shown(ck->arena, name->raw, COMMON_NAME_MAX + 16),
			   issued->is_authority ? "an authority" : "a certificate", length,
			   COMMON_NAME_MAX);
		about(ck, d, NULL, NULL, issued_cause(ck, issued, NULL));
		add_declared(ck, d, issued);
		help(ck, d, "have it issued anew without a common name: clients do not read it");
	}
}

static void check_common_name(struct check *ck, const struct certificate *certificate)
{
	const struct text *name = &certificate->subject_common_name;
	size_t length = utf8_count(name->s);
	struct diag *d;

	if (name->presence != KNOWN || length <= COMMON_NAME_MAX)
		return;
	d = report(ck, name->at,
		   "the common name of the certificate `%.*s` has %zu characters, and %d are the "
		   "most",
		   STR_ARG(certificate->key.s), length, COMMON_NAME_MAX);
	about(ck, d, NULL, NULL, arena_cstr(ck->arena, certificate->key.s));
	help(ck, d, "take `common_name` out: clients read the names alone");
}

/* ACM makes a common name of the DomainName of a request, and a plan takes the first name that fits. */
static void check_acm(struct check *ck, const struct certificate *certificate)
{
	size_t known = 0;
	struct diag *d;

	if (certificate->authority == NULL || certificate->arn.presence == KNOWN ||
	    !str_is(certificate->authority->kind.s, "acm") || certificate->names.partial)
		return;
	for (size_t i = 0; i < certificate->names.n; i++) {
		if (certificate->dns_names[i] == NULL)
			return; /* it may be a short one */
		known++;
		if (strlen(show(ck, certificate->dns_names[i])) <= COMMON_NAME_MAX)
			return;
	}
	if (known == 0)
		return;
	d = report(ck, declared_place(certificate, 0),
		   "none of the names of the certificate `%.*s` has at most %d characters, and ACM "
		   "makes one of them its common name",
		   STR_ARG(certificate->key.s), COMMON_NAME_MAX);
	about(ck, d, certificate->dns_names[0], NULL, arena_cstr(ck->arena, certificate->key.s));
	related(ck, d, certificate->authority->kind.at, "the authority `%.*s` is ACM",
		STR_ARG(certificate->authority->key.s));
	help(ck, d, "add a shorter name that the certificate may hold as well");
}

static void check(struct check *ck)
{
	for (size_t i = 0; i < ck->model->certificates.n; i++) {
		check_common_name(ck, ck->model->certificates.items[i]);
		check_acm(ck, ck->model->certificates.items[i]);
	}
	each_issued(ck, check_issued);
}

const struct rule rule_common_name_too_long = {
	.id = "common-name-too-long",
	.family = "certificates",
	.severity = SEV_ERROR,
	.summary = "a common name of more than 64 characters",
	.source = "RFC 5280, appendix A.1 (ub-common-name); ACM API Reference, RequestCertificate, "
		  "DomainName",
	.url = "https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1",
	.since = "0.1.0",
	.why = "A common name holds 64 characters at most, where a dNSName holds 253. Authorities "
	       "refuse a request with a longer one, and ACM one whose first name is longer, though "
	       "the same name among the subject alternative names would do.",
	.fix = "Leave the common name out, or take a shorter name for it. For ACM, add a name of "
	       "at "
	       "most 64 characters.",
	.decide = check,
};
