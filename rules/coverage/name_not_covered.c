/* name_not_covered.c -- a name whose TLS ends where no certificate covers it. */
#include "shared.h"

#include "base/banned.h"

enum { CERTIFICATES_SHOWN = 4 };

static void add_help(struct check *ck, struct diag *d, const struct tls_name *name)
{
	const struct load_balancer *end = name->ends[0];
	const struct certificate *other = coverage_fitting(ck->model, name->name, end);
	const struct certificate *first = end->certificates[0];

	if (other != NULL)
		help(ck, d,
		     "write `certificates: %s` at the load balancer `%.*s`: `%.*s` covers the name",
		     coverage_attached(ck, end, other), STR_ARG(end->key.s), STR_ARG(other->key.s));
	else if (first->derived)
		help(ck, d,
		     "declare a certificate whose `names` hold `%s`, and attach it at the load "
		     "balancer "
		     "`%.*s`",
		     coverage_yaml(ck, show(ck, name->name)), STR_ARG(end->key.s));
	else
		help(ck, d, "write `names: %s` in the certificate `%.*s`",
		     coverage_names(ck, first, show(ck, name->name)), STR_ARG(first->key.s));
}

/* The certificates that do not cover it: the other end. */
static void add_certificates(struct check *ck, struct diag *d, const struct tls_name *name)
{
	size_t shown = 0;

	for (size_t i = 0; i < name->n_ends; i++) {
		const struct load_balancer *end = name->ends[i];

		for (size_t j = 0; j < end->n_certificates && shown < CERTIFICATES_SHOWN;
		     j++, shown++) {
			const struct certificate *certificate = end->certificates[j];

			related(ck, d, coverage_place(certificate),
				"the certificate `%.*s` holds %s", STR_ARG(certificate->key.s),
				coverage_held(ck, certificate));
		}
	}
}

static void check(struct check *ck, const struct tls_name *name)
{
	struct coverage_answer answer = coverage_of(name);
	const struct load_balancer *end = name->ends[0];
	struct diag *d;

	if (answer.coverage == COVERED_UNKNOWN) {
		undecided(ck, answer.unknown,
			  "whether a certificate covers `%s` is not known: not all that is "
			  "attached at "
			  "the load balancer `%.*s` is known",
			  show(ck, name->name), STR_ARG(end->key.s));
		return;
	}
	if (answer.coverage != COVERED_BY_NONE)
		return;
	d = report(ck, name->at, "no certificate attached at the load balancer `%.*s` covers `%s`",
		   STR_ARG(end->key.s), show(ck, name->name));
	about(ck, d, name->name, name->rrset != NULL ? name->rrset->zone : NULL,
	      arena_printf(ck->arena, "%.*s", STR_ARG(name->front->key.s)));
	coverage_add_ends(ck, d, name);
	add_certificates(ck, d, name);
	add_help(ck, d, name);
}

const struct rule rule_name_not_covered = {
	.id = "name-not-covered",
	.family = "coverage",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a name that ends TLS at a load balancer without a certificate for it",
	.source = "RFC 9525, section 6.3",
	.url = "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
	.since = "0.1.0",
	.why = "A client compares the name it asked for with the names in the certificate, and "
	       "ends the "
	       "connection when none is the same. The name resolves, the load balancer answers, "
	       "and "
	       "every call to it fails.",
	.fix = "Add the name to a certificate that is attached at the load balancer where its TLS "
	       "ends, or "
	       "attach a certificate that covers it.",
	.check_tls_name = check,
};
