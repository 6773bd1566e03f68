/* common_name_not_in_san.c -- a common name that is not among the subject alternative names. */
#include "shared.h"

#include "base/banned.h"

/* BR 7.1.4.3: a character-for-character copy of one of them. */
static bool is_among(const struct certificate_content *content,
		     const struct certificate_text *common_name)
{
	for (size_t i = 0; i < content->n_names; i++)
		if (str_eq(content->names[i].text.raw, common_name->raw))
			return true;
	for (size_t i = 0; i < content->n_addresses; i++)
		if (str_is(common_name->raw, content->addresses[i].shown))
			return true;
	return false;
}

static void check_issued(struct check *ck, const struct issued_certificate *issued)
{
	const struct certificate_content *content = &issued->content;

	if (!is_public(issued) || issued->is_authority || content->partial)
		return;
	for (size_t i = 0; i < content->n_common_names; i++) {
		struct diag *d;

		if (is_among(content, &content->common_names[i]))
			continue;
		d = report(ck, content->at,
			   "the common name `%s` of a certificate is not among its subject "
			   "alternative names",
			   content->common_names[i].shown);
		about(ck, d, NULL, NULL, issued_cause(ck, issued, content->common_names[i].shown));
		add_declared(ck, d, issued);
		help(ck, d,
		     "have it issued anew, with `%s` among its names or without a common "
		     "name",
		     content->common_names[i].shown);
	}
}

static bool is_declared_name(struct check *ck, const struct certificate *certificate,
			     struct str common_name)
{
	for (size_t i = 0; i < certificate->names.n; i++)
		if (certificate->dns_names[i] == NULL ||
		    str_eq_nocase(str_from(show(ck, certificate->dns_names[i])), common_name))
			return true; /* or it may be: not known */
	return certificate->names.partial;
}

static void check_declared(struct check *ck, const struct certificate *certificate)
{
	const struct text *name = &certificate->subject_common_name;
	struct diag *d;

	if (!validity_is_limited(certificate) || name->presence != KNOWN ||
	    is_declared_name(ck, certificate, name->s))
		return;
	d = report(ck, name->at,
		   "the common name `%.*s` of the certificate `%.*s` is none of its names",
		   STR_ARG(name->s), STR_ARG(certificate->key.s));
	about(ck, d, NULL, NULL, arena_cstr(ck->arena, certificate->key.s));
	related(ck, d,
		certificate->names.at.file != 0 ? certificate->names.at : certificate->key.at,
		"these are its names");
	help(ck, d, "add it to `names`, or take `common_name` out");
}

static void check(struct check *ck)
{
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_declared(ck, ck->model->certificates.items[i]);
	each_issued(ck, check_issued);
}

const struct rule rule_common_name_not_in_san = {
	.id = "common-name-not-in-san",
	.family = "certificates",
	.severity = SEV_ERROR,
	.summary =
		"a common name that is not among the names of a certificate of a public authority",
	.source =
		"CA/Browser Forum TLS Baseline Requirements, section 7.1.4.3; RFC 9525, section 2",
	.url = "https://www.rfc-editor.org/rfc/rfc9525#section-2",
	.since = "0.1.0",
	.why = "Clients do not read the common name (RFC 9525): a host that is named there alone "
	       "is "
	       "not covered. Public authorities may write nothing into it but an exact copy of one "
	       "of the subject alternative names.",
	.fix = "List the name in `names`, and leave the common name out.",
	.decide = check,
};
