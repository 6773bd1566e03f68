/* san_removed_in_use.c -- a change takes the certificate away from a name whose TLS still ends here. */
#include "shared.h"

#include "base/banned.h"

static bool is_attached(const struct tls_name *name, const struct certificate *certificate)
{
	for (size_t i = 0; i < name->n_ends; i++)
		for (size_t k = 0; k < name->ends[i]->n_certificates; k++)
			if (name->ends[i]->certificates[k] == certificate)
				return true;
	return false;
}

/* The line that lost it: the certificate's, where it is still attached, else the load balancer's. */
static struct span place_of(const struct cover_loss *loss, const struct certificate *after)
{
	const struct load_balancer *end = loss->after->ends[0];

	if (after != NULL && is_attached(loss->after, after))
		return coverage_place(after);
	return end->certificate_names.at.file != 0 ? end->certificate_names.at : end->key.at;
}

static const char *what_happened(struct check *ck, const struct cover_loss *loss,
				 const struct certificate *after)
{
	const char *key = arena_cstr(ck->arena, loss->certificate->key.s);
	const struct load_balancer *end = loss->after->ends[0];

	if (after == NULL)
		return arena_printf(ck->arena, "the certificate `%s` is gone", key);
	if (is_attached(loss->after, after))
		return arena_printf(ck->arena, "the certificate `%s` no longer holds `%.*s`", key,
				    STR_ARG(loss->certificate->names.items[loss->index].s));
	return arena_printf(ck->arena,
			    "the certificate `%s` is not attached at the load balancer `%.*s`", key,
			    STR_ARG(end->key.s));
}

static void report_loss(struct check *ck, const struct cover_loss *loss)
{
	const struct tls_name *name = loss->after;
	const struct certificate *after = model_certificate(ck->model, loss->certificate->key.s);
	const char *text = show(ck, name->name);
	struct diag *d;

	if (loss->unknown.file != 0) {
		undecided(ck, loss->unknown,
			  "whether `%s` is still covered is not known: not all that is attached at "
			  "the load balancer `%.*s` is known",
			  text, STR_ARG(name->ends[0]->key.s));
		return;
	}
	d = report(ck, place_of(loss, after),
		   "`%s` still ends TLS at the load balancer `%.*s`, and no certificate covers it "
		   "any more: %s",
		   text, STR_ARG(name->ends[0]->key.s), what_happened(ck, loss, after));
	about(ck, d, name->name, name->rrset != NULL ? name->rrset->zone : NULL,
	      arena_cstr(ck->arena, name->front->key.s));
	related(ck, d, loss->certificate->names.items[loss->index].at, "this covered `%s`", text);
	related(ck, d, name->at, "`%s` is in use here", text);
	coverage_add_ends(ck, d, name);
	help(ck, d,
	     "keep `%.*s` in a certificate that is attached at the load balancer `%.*s` until "
	     "nothing uses `%s`",
	     STR_ARG(loss->certificate->names.items[loss->index].s), STR_ARG(name->ends[0]->key.s),
	     text);
}

static void check(struct check *ck, const struct views *base)
{
	struct cover_losses losses;

	cover_losses_find(base->index, ck->index, ck->arena, &losses);
	for (size_t i = 0; i < losses.items.n; i++)
		report_loss(ck, &losses.items.items[i]);
}

const struct rule rule_san_removed_in_use = {
	.id = "san-removed-in-use",
	.family = "coverage",
	.severity = SEV_ERROR,
	.summary = "a name that still ends TLS here loses its certificate",
	.source = "RFC 9525, section 6.3",
	.url = "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
	.since = "0.1.0",
	.why = "A name that is taken out of a certificate, or a certificate that is taken off a "
	       "load balancer, fails at the next renewal and not when the change is merged: by "
	       "then nobody connects the two. Clients compare the name they asked for with the "
	       "names in the certificate and end the connection. This rule compares with what was "
	       "there before, so it runs in `diff` and in `check --base`.",
	.fix = "Keep the name in a certificate that is attached where its TLS ends, and remove it "
	       "once no record and no API leads there any more.",
	.check_change = check,
};
