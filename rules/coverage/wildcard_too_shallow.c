/* wildcard_too_shallow.c -- a wildcard certificate that is taken for more than one label. */
#include "shared.h"

#include "base/banned.h"

/* "a-b.retail.example.com" for a.b.retail.example.com below retail.example.com; the name itself where it
 * is a wildcard. */
static const char *flattened(struct check *ck, const struct dname *name, const struct dname *base)
{
	unsigned above = (unsigned)(name->labels - base->labels);
	const struct dname *head = dname_join(ck->arena, name, above, base);
	char *text;

	if (head == NULL)
		return NULL;
	text = arena_copy(ck->arena, show(ck, head), str_from(show(ck, head)).len);
	for (char *c = text; *c != '\0' && above > 1; c++)
		if (*c == '.') {
			*c = '-';
			above--;
		}
	return text;
}

static void add_help(struct check *ck, struct diag *d, const struct tls_name *name,
		     const struct certificate *certificate, const struct dname *base)
{
	const struct certificate *other = coverage_fitting(ck->model, name->name, name->ends[0]);
	/* what stands for one label here: `*.b.x` for a.b.x */
	const char *needed =
		arena_printf(ck->arena, "*.%s", show(ck, dname_suffix(ck->arena, name->name, 1)));
	const char *flat;

	if (other != NULL) {
		help(ck, d,
		     "write `certificates: %s` at the load balancer `%.*s`: `%.*s` covers the name",
		     coverage_attached(ck, name->ends[0], other), STR_ARG(name->ends[0]->key.s),
		     STR_ARG(other->key.s));
		return;
	}
	if (certificate->derived) {
		help(ck, d, "declare the certificate `%.*s`, with `names: %s`",
		     STR_ARG(certificate->key.s), coverage_names(ck, certificate, needed));
		return;
	}
	flat = dname_is_wildcard(name->name) ? NULL : flattened(ck, name->name, base);
	help(ck, d, "write `names: %s` in the certificate `%.*s`%s%s%s",
	     coverage_names(ck, certificate, needed), STR_ARG(certificate->key.s),
	     flat != NULL ? ", or rename it to `" : "", flat != NULL ? flat : "",
	     flat != NULL ? "`" : "");
}

static void check(struct check *ck, const struct tls_name *name)
{
	struct coverage_answer answer = coverage_of(name);
	const struct certificate *certificate = answer.certificate;
	const struct dname *wildcard, *base;
	struct diag *d;

	if (answer.coverage != COVERED_TOO_SHALLOW)
		return;
	wildcard = certificate->dns_names[answer.index];
	base = dname_suffix(ck->arena, wildcard, 1);
	d = report(ck, name->at,
		   "`%s` is not covered by `%s` of the certificate `%.*s`: a wildcard stands for "
		   "one label",
		   show(ck, name->name), show(ck, wildcard), STR_ARG(certificate->key.s));
	about(ck, d, name->name, name->rrset != NULL ? name->rrset->zone : NULL,
	      arena_printf(ck->arena, "%.*s", STR_ARG(name->front->key.s)));
	if (certificate->derived)
		related(ck, d, coverage_place(certificate),
			"the certificate `%.*s` is derived from this", STR_ARG(certificate->key.s));
	else
		related(ck, d, certificate->names.items[answer.index].at,
			"the wildcard is here, in the certificate `%.*s`",
			STR_ARG(certificate->key.s));
	coverage_add_ends(ck, d, name);
	add_help(ck, d, name, certificate, base);
}

const struct rule rule_wildcard_too_shallow = {
	.id = "wildcard-too-shallow",
	.family = "coverage",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a wildcard certificate taken to cover a name more than one label below it",
	.source = "RFC 9525, section 6.3",
	.url = "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
	.since = "0.1.0",
	.why = "In a certificate `*` stands for exactly one label: `*.example.com` covers "
	       "`a.example.com` "
	       "and not `a.b.example.com`. In DNS a wildcard answers at any depth, so the deep "
	       "name "
	       "resolves, and then every client refuses the certificate.",
	.fix = "Add the deeper wildcard or the name itself to the certificate, or rename what is "
	       "deep so "
	       "that it has one label before the domain of the wildcard.",
	.check_tls_name = check,
};
