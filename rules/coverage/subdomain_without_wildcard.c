/* subdomain_without_wildcard.c -- a domain of a subdomain that no certificate has the wildcard of. */
#include "shared.h"

#include "base/banned.h"

/* The wildcards of all certificates. */
struct wildcards {
	struct map names;
	struct span unknown; /* a name that is not known; no place: all are */
};

static void find_wildcards(struct check *ck, struct wildcards *wildcards)
{
	map_init(&wildcards->names, ck->arena);
	for (size_t i = 0; i < ck->model->certificates.n; i++) {
		struct certificate *certificate = ck->model->certificates.items[i];

		if (!coverage_names_known(certificate))
			wildcards->unknown = certificate->key.at;
		for (size_t j = 0; j < certificate->names.n; j++) {
			const struct dname *name = certificate->dns_names[j];

			if (name == NULL)
				wildcards->unknown = certificate->names.items[j].at;
			else if (dname_is_wildcard(name))
				(void)map_add(&wildcards->names,
					      str_slice((const char *)name->wire, name->len),
					      certificate);
		}
	}
}

/* A certificate whose names are all at or below DOMAIN: the one to add the wildcard to. */
static const struct certificate *certificate_of(const struct model *model,
						const struct dname *domain)
{
	for (size_t i = 0; i < model->certificates.n; i++) {
		const struct certificate *certificate = model->certificates.items[i];
		bool all = certificate->names.n > 0 && !certificate->derived;

		for (size_t j = 0; j < certificate->names.n && all; j++)
			all = certificate->dns_names[j] != NULL &&
			      dname_is_within(certificate->dns_names[j], domain);
		if (all)
			return certificate;
	}
	return NULL;
}

/* The authority's key to propose: the one that is there when there is one of the kind. */
static const char *authority_for(struct check *ck, enum exposure exposure)
{
	const char *wanted = exposure == EXPOSURE_EXTERNAL ? "public" : "private";
	const struct authority *found = NULL;

	for (size_t i = 0; i < ck->model->authorities.n; i++)
		if (str_is(ck->model->authorities.items[i]->type.s, wanted)) {
			if (found != NULL)
				return "…"; /* several: a person chooses */
			found = ck->model->authorities.items[i];
		}
	return found == NULL ? "…" : arena_printf(ck->arena, "%.*s", STR_ARG(found->key.s));
}

static void add_help(struct check *ck, struct diag *d, const struct subdomain *subdomain,
		     enum exposure exposure, const struct dname *domain)
{
	const struct certificate *certificate = certificate_of(ck->model, domain);
	const char *wildcard = arena_printf(ck->arena, "*.%s", show(ck, domain));
	const struct account *account = subdomain->account;

	if (certificate != NULL) {
		related(ck, d, certificate->key.at, "the certificate `%.*s` holds %s",
			STR_ARG(certificate->key.s), coverage_held(ck, certificate));
		help(ck, d, "write `names: %s` in the certificate `%.*s`",
		     coverage_names(ck, certificate, wildcard), STR_ARG(certificate->key.s));
		return;
	}
	help(ck, d,
	     "add to `certificates`: `%.*s-%s: {account: %.*s, region: %s, names: [%s, \"%s\"], "
	     "authority: "
	     "%s}`",
	     STR_ARG(subdomain->key.s), exposure == EXPOSURE_EXTERNAL ? "external" : "internal",
	     STR_ARG(subdomain->account_name.s),
	     account != NULL && account->region.presence == KNOWN
		     ? arena_printf(ck->arena, "%.*s", STR_ARG(account->region.s))
		     : "…",
	     show(ck, domain), wildcard, authority_for(ck, exposure));
}

static void check_domain(struct check *ck, const struct wildcards *wildcards,
			 const struct subdomain *subdomain, enum exposure exposure)
{
	const struct dname *domain =
		exposure == EXPOSURE_EXTERNAL ? subdomain->external : subdomain->internal;
	const struct dname *wildcard;
	struct diag *d;

	if (domain == NULL)
		return;
	wildcard = dname_prepend(ck->arena, STR("*"), domain);
	if (wildcard == NULL || map_get(&wildcards->names, str_slice((const char *)wildcard->wire,
								     wildcard->len)) != NULL)
		return;
	if (wildcards->unknown.file != 0) {
		undecided(ck, wildcards->unknown,
			  "whether a certificate holds `%s` is not known: not all names of "
			  "certificates "
			  "are known",
			  show(ck, wildcard));
		return;
	}
	d = report(ck, subdomain->key.at,
		   "the subdomain `%.*s` has no wildcard certificate for its %s domain: no "
		   "certificate "
		   "holds `%s`",
		   STR_ARG(subdomain->key.s),
		   exposure == EXPOSURE_EXTERNAL ? "external" : "internal", show(ck, wildcard));
	about(ck, d, domain, NULL, NULL);
	add_help(ck, d, subdomain, exposure, domain);
}

static void decide(struct check *ck)
{
	struct wildcards wildcards = {0};

	if (!model_has_pattern(ck->model))
		return;
	find_wildcards(ck, &wildcards);
	for (size_t i = 0; i < ck->model->subdomains.n; i++) {
		check_domain(ck, &wildcards, ck->model->subdomains.items[i], EXPOSURE_EXTERNAL);
		check_domain(ck, &wildcards, ck->model->subdomains.items[i], EXPOSURE_INTERNAL);
	}
}

const struct rule rule_subdomain_without_wildcard = {
	.id = "subdomain-without-wildcard",
	.family = "coverage",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a subdomain whose domain no wildcard certificate covers",
	.source = "RFC 9525, section 6.3; RFC 9162, section 1, for what a public log shows",
	.url = "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
	.since = "0.1.0",
	.why = "One certificate covers a subdomain: the domain and its wildcard. Without it every "
	       "new API "
	       "needs a certificate of its own, which costs money and time, and each name of a "
	       "publicly "
	       "trusted one can be read in the certificate transparency logs.",
	.fix = "Declare a certificate whose names are the domain and its wildcard, or name the "
	       "authority "
	       "from which it can be derived.",
	.decide = decide,
};
