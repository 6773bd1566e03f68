/*
 * certificate_lists_private_names.c -- a certificate of a public authority that lists a private name.
 *
 * The apex of a private domain is public by design, since its ownership is proven there; so is what a
 * wildcard right below it reveals. A wildcard deeper down publishes the name it stands below.
 */
#include "privacy/shared.h"

#include "base/banned.h"

/* The private name that DNS_NAME publishes: itself, of a wildcard its parent; NULL: none. */
static const struct dname *published(struct check *ck, const struct dname *dns_name)
{
	const struct dname *name = dns_name;
	const struct private_domain *domain;

	if (dname_is_wildcard(name))
		name = dname_suffix(ck->arena, name, 1);
	domain = index_private_domain(ck->index, name);
	if (domain != NULL && dname_equal(domain->name, name) &&
	    policy_private(ck->policy, name) == NULL)
		return NULL;
	return is_declared_private(ck, name) ? name : NULL;
}

/* "`*.retail.example.com`" where a wildcard one label up hides the name; the rest is for a private CA. */
static void add_help(struct check *ck, struct diag *d, const struct dname *name)
{
	const struct private_domain *domain = index_private_domain(ck->index, name);

	if (domain != NULL && name->labels == domain->name->labels + 1u)
		help(ck, d,
		     "list `*.%s` in place of `%s`, or let an authority with `type: private` issue "
		     "this certificate",
		     show(ck, domain->name), show(ck, name));
	else
		help(ck, d,
		     "take `%s` out of this certificate, or let an authority with `type: private` "
		     "issue it",
		     show(ck, name));
}

static void check_name(struct check *ck, const struct certificate *certificate, size_t i)
{
	const struct dname *name = published(ck, certificate->dns_names[i]);
	struct diag *d;

	if (name == NULL)
		return;
	if (dname_is_wildcard(certificate->dns_names[i]))
		d = report(ck, certificate->names.items[i].at,
			   "certificate `%.*s` of the public authority `%.*s` lists `%s`: "
			   "Certificate Transparency logs publish the private name `%s`",
			   STR_ARG(certificate->key.s), STR_ARG(certificate->authority->key.s),
			   show(ck, certificate->dns_names[i]), show(ck, name));
	else
		d = report(ck, certificate->names.items[i].at,
			   "certificate `%.*s` of the public authority `%.*s` lists the private "
			   "name `%s`: Certificate Transparency logs publish it",
			   STR_ARG(certificate->key.s), STR_ARG(certificate->authority->key.s),
			   show(ck, name));
	about(ck, d, certificate->dns_names[i], NULL, arena_cstr(ck->arena, certificate->key.s));
	private_related(ck, d, name);
	related(ck, d, certificate->authority->type.at, "the authority `%.*s` is public",
		STR_ARG(certificate->authority->key.s));
	if (certificate->derived)
		related_origin(ck, d, certificate->origin);
	add_help(ck, d, name);
}

static void check(struct check *ck, const struct certificate *certificate)
{
	const struct authority *authority = certificate->authority;

	if (authority == NULL || authority->type.presence != KNOWN ||
	    !str_is(authority->type.s, "public"))
		return;
	for (size_t i = 0; i < certificate->names.n; i++)
		if (certificate->dns_names[i] != NULL)
			check_name(ck, certificate, i);
}

const struct rule rule_certificate_lists_private_names = {
	.id = "certificate-lists-private-names",
	.family = "privacy",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a certificate of a public authority that lists a name below a private domain",
	.source = "RFC 9162, section 1; RFC 6962",
	.url = "https://www.rfc-editor.org/rfc/rfc9162#section-1",
	.since = "0.1.0",
	.why = "Public authorities write every certificate they issue to Certificate Transparency "
	       "logs, which anyone can search. A private name in a certificate is public from "
	       "then on, and stays so after the certificate has ended.",
	.fix = "Let one wildcard certificate serve the private domain: it reveals the domain and "
	       "nothing below it. Or have the certificate issued by the company's private "
	       "authority, which logs nothing.",
	.check_certificate = check,
};
