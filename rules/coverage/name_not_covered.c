/*
 * name_not_covered.c -- a name whose TLS ends where no certificate covers it: none that is declared, or not
 * the one that was issued for it.
 */
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

/* ---- as it was issued -------------------------------------------------------------------------- */

static bool issued_covers(const struct issued_certificate *issued, const struct dname *name)
{
	for (size_t i = 0; i < issued->content.n_names; i++)
		if (issued->content.names[i].name != NULL &&
		    certificate_name_covers(issued->content.names[i].name, name))
			return true;
	return false;
}

/* An earlier one that covers NAME: it was lost with a renewal. */
static const struct issued_certificate *covered_before(const struct certificate *certificate,
						       const struct dname *name)
{
	for (size_t i = 0; i < certificate->issued.n; i++)
		if (issued_covers(certificate->issued.items[i], name))
			return certificate->issued.items[i];
	return NULL;
}

static bool declared_covers(const struct certificate *certificate, const struct dname *name)
{
	for (size_t i = 0; i < certificate->names.n; i++)
		if (certificate->dns_names[i] != NULL &&
		    certificate_name_covers(certificate->dns_names[i], name))
			return true;
	return false;
}

/* Whether another certificate where TLS ends covers the name, or may: nothing is known of what was issued. */
static bool is_covered_by_another(const struct tls_name *name, const struct certificate *but)
{
	for (size_t i = 0; i < name->n_ends; i++)
		for (size_t k = 0; k < name->ends[i]->n_certificates; k++) {
			const struct certificate *other = name->ends[i]->certificates[k];
			const struct issued_certificate *issued = other->current;

			if (other != but && declared_covers(other, name->name) &&
			    (issued == NULL || issued_covers(issued, name->name)))
				return true;
		}
	return false;
}

static const char *issued_names(struct check *ck, const struct issued_certificate *issued)
{
	const size_t shown = 4;
	size_t n = issued->content.n_names;
	const char *out = "";

	for (size_t i = 0; i < n && i < shown; i++)
		out = arena_printf(ck->arena, "%s%s`%s`", out, i > 0 ? ", " : "",
				   issued->content.names[i].text.shown);
	if (n == 0)
		return "no name";
	return n > shown ? arena_printf(ck->arena, "%s and %zu more", out, n - shown) : out;
}

/* The declared certificate covers the name, and what was issued for it may not. */
static void check_issued(struct check *ck, const struct tls_name *name,
			 const struct coverage_answer *answer)
{
	const struct certificate *declared = answer->certificate;
	const struct issued_certificate *issued = declared->current, *before;
	struct diag *d;

	if (issued == NULL || issued_covers(issued, name->name) ||
	    is_covered_by_another(name, declared))
		return;
	if (issued->content.partial) {
		undecided(ck, issued->content.at,
			  "whether `%s` is covered is not known: not all names of the certificate "
			  "that was issued for `%.*s` could be read",
			  show(ck, name->name), STR_ARG(declared->key.s));
		return;
	}
	before = covered_before(declared, name->name);
	d = report(ck, name->at,
		   "the certificate that was issued for `%.*s` %s `%s`, which ends TLS at the load "
		   "balancer `%.*s`",
		   STR_ARG(declared->key.s),
		   before != NULL ? "lost with its renewal" : "does not cover",
		   show(ck, name->name), STR_ARG(name->ends[0]->key.s));
	/* a name that is new in the declaration: the plan that asks for its certificate is what mends it */
	if (before == NULL)
		d->at_most = SEV_WARNING;
	about(ck, d, name->name, name->rrset != NULL ? name->rrset->zone : NULL,
	      arena_printf(ck->arena, "%.*s issued", STR_ARG(name->front->key.s)));
	related(ck, d, issued->content.at, "it was issued for %s", issued_names(ck, issued));
	if (before != NULL)
		related(ck, d, before->content.at, "the one before it covered `%s`",
			show(ck, name->name));
	related(ck, d,
		declared->derived ? coverage_place(declared)
				  : declared->names.items[answer->index].at,
		"`%.*s` is declared with `%.*s`", STR_ARG(declared->key.s),
		STR_ARG(declared->names.items[answer->index].s));
	help(ck, d,
	     "have `%.*s` issued anew for all the names that it is declared with, and put it "
	     "in place before the name is used",
	     STR_ARG(declared->key.s));
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
	if (answer.coverage == COVERED)
		check_issued(ck, name, &answer);
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
	       "every call to it fails. Where the inventory holds what was issued for the declared "
	       "certificate, the one that was issued last has to cover the name as well.",
	.fix = "Add the name to a certificate that is attached at the load balancer where its TLS "
	       "ends, or "
	       "attach a certificate that covers it.",
	.check_tls_name = check,
};
