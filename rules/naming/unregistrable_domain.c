/* unregistrable_domain.c -- a private domain that its company cannot own in public DNS. */
#include "engine/rule.h"
#include "model/public_suffix.h"
#include "model/special_use.h"

#include "base/banned.h"

/*
 * Top-level domains of one company, in which nobody else registers: clouds, and firms whose names tempt
 * to be put behind a domain. The registry of each is the company itself in the Public Suffix List of
 * 2023-02-09 ("aws : AWS Registry LLC"); such registries agree to specification 13 of ICANN's Registry
 * Agreement. A sample, not all of them.
 */
static const char *const brand_tlds[] = {
	"abb",	   "android",  "apple",	  "audi",      "aws",	  "azure",   "barclays", "bbc",
	"bing",	   "bmw",      "canon",	  "chrome",    "cisco",	  "citi",    "dell",	 "fedex",
	"ferrari", "fox",      "gmail",	  "goog",      "google",  "hitachi", "hotmail",	 "hsbc",
	"ibm",	   "jpmorgan", "kpmg",	  "microsoft", "netflix", "nokia",   "office",	 "oracle",
	"philips", "samsung",  "sap",	  "skype",     "sony",	  "toyota",  "visa",	 "walmart",
	"windows", "xbox",     "youtube",
};

/* The last COUNT labels of NAME as text. */
static const char *suffix_text(struct check *ck, const struct dname *name, unsigned count)
{
	return show(ck, dname_suffix(ck->arena, name, (unsigned)name->labels - count));
}

static bool is_within_text(struct check *ck, const struct dname *name, const char *ancestor)
{
	const struct dname *parsed;

	return dname_parse(ck->arena, str_from(ancestor), NULL, &parsed) == DNAME_OK &&
	       dname_is_within(name, parsed);
}

/* Why nobody but a registry can own NAME, as a sentence's end; NULL: it can be owned, or it is a name
 * of a reverse tree, which follows its addresses. */
static const char *reason(struct check *ck, const struct dname *name)
{
	const struct special_use *special = special_use_of(name);
	const char *tld, *text = show(ck, name);

	if (name->labels == 0 || is_within_text(ck, name, "in-addr.arpa") ||
	    is_within_text(ck, name, "ip6.arpa"))
		return NULL;
	if (special != NULL)
		return arena_printf(ck->arena,
				    "`%s` is set aside by %s (%s), and is not registered",
				    special->name, special->source, special->since);
	tld = suffix_text(ck, name, 1);
	for (size_t i = 0; i < COUNT_OF(brand_tlds); i++)
		if (str_is(str_from(tld), brand_tlds[i]))
			return arena_printf(
				ck->arena,
				"`.%s` is a brand's top-level domain, below which only its "
				"registry's company registers names",
				tld);
	switch (public_suffix_of(NULL, text)) {
	case SUFFIX_NONE:
		return NULL;
	case SUFFIX_UNDELEGATED:
		return arena_printf(ck->arena, "`.%s` is no top-level domain of the public DNS",
				    tld);
	case SUFFIX_PUBLIC:
		return arena_printf(ck->arena,
				    "`%s` is a public suffix, below which others register", text);
	}
	BUG("a suffix of no kind");
}

/* The domain of the cloud that a subdomain's private domain lies below; NULL: none. */
static const struct cloud *cloud_above(const struct model *model,
				       const struct private_domain *domain)
{
	for (size_t i = 0; i < model->central.n_clouds; i++) {
		const struct cloud *cloud = &model->central.clouds[i];

		if (cloud->name != NULL && dname_is_within(domain->name, cloud->name))
			return cloud;
	}
	return NULL;
}

static void report_domain(struct check *ck, const struct private_domain *domain, const char *why)
{
	struct diag *d;

	d = report(ck, domain->origin->at, "the private domain `%s` cannot be owned: %s",
		   show(ck, domain->name), why);
	about(ck, d, domain->name, NULL, NULL);
	related_origin(ck, d, domain->origin);
	help(ck, d, "use a domain below one that is registered, such as `%s`",
	     ck->model->central.name != NULL
		     ? arena_printf(ck->arena, "corp.%s", show(ck, ck->model->central.name))
		     : "corp.example.com");
}

/* What is found about one cloud's domain. */
struct cloud_finding {
	const char *why; /* NULL: it can be owned */
	const struct private_domain *first;
	size_t count;
};

/* Whether `clouds` writes CLOUD: one that only an account names has the place of that. */
static bool is_written(const struct model *model, const struct cloud *cloud)
{
	struct span at = cloud->key.at;

	for (size_t i = 0; i < model->accounts.n; i++) {
		struct span named = model->accounts.items[i]->cloud.at;

		if (named.file == at.file && named.start == at.start)
			return false;
	}
	return at.file != 0;
}

/* All domains below one cloud's domain have one cause: it is said once, where the cloud is written. */
static void report_cloud(struct check *ck, const struct cloud *cloud,
			 const struct cloud_finding *found)
{
	const struct central *central = &ck->model->central;
	bool written = is_written(ck->model, cloud);
	struct span at = written ? cloud->domain.at : central->domain.at;
	struct diag *d;

	d = report(ck, at, "the domain `%s` of the cloud `%.*s` cannot be owned: %s",
		   show(ck, cloud->name), STR_ARG(cloud->key.s), found->why);
	about(ck, d, cloud->name, NULL, NULL);
	if (cloud->domain.presence != KNOWN && written)
		related(ck, d, central->domain.at,
			"without a domain the cloud's is `<centraldomain>.%.*s`",
			STR_ARG(cloud->key.s));
	if (!written)
		related(ck, d, cloud->key.at,
			"an account is in the cloud `%.*s`, which has no domain",
			STR_ARG(cloud->key.s));
	related(ck, d, found->first->origin->at, "%s private domain%s below it, the first is `%s`",
		found->count == 1 ? "one" : arena_printf(ck->arena, "%zu", found->count),
		found->count == 1 ? "" : "s", show(ck, found->first->name));
	if (central->name != NULL)
		help(ck, d, "write `clouds: {%.*s: {domain: %.*s.%s}}` in `central`",
		     STR_ARG(cloud->key.s), STR_ARG(cloud->key.s), show(ck, central->name));
}

static void decide(struct check *ck)
{
	const struct central *central = &ck->model->central;
	const struct index *index = ck->index;
	struct cloud_finding *found = NEW_ARRAY(ck->arena, struct cloud_finding, central->n_clouds);

	for (size_t i = 0; i < central->n_clouds; i++)
		if (central->clouds[i].name != NULL)
			found[i].why = reason(ck, central->clouds[i].name);
	for (size_t i = 0; i < index->private_domains.n; i++) {
		const struct private_domain *domain = index->private_domains.items[i];
		const struct cloud *cloud = cloud_above(ck->model, domain);
		struct cloud_finding *of_cloud =
			cloud == NULL ? NULL : &found[cloud - central->clouds];
		const char *why;

		if (of_cloud != NULL && of_cloud->why != NULL) {
			if (of_cloud->count++ == 0)
				of_cloud->first = domain;
			continue;
		}
		why = reason(ck, domain->name);
		if (why != NULL)
			report_domain(ck, domain, why);
	}
	for (size_t i = 0; i < central->n_clouds; i++)
		if (found[i].count > 0)
			report_cloud(ck, &central->clouds[i], &found[i]);
}

const struct rule rule_unregistrable_domain = {
	.id = "unregistrable-domain",
	.family = "naming",
	.severity = SEV_WARNING,
	.strict_severity = SEV_ERROR,
	.starred = true,
	.summary = "a private domain that nobody outside a registry can own",
	.source =
		"Public Suffix List, ICANN section; IANA, Special-Use Domain Names; ICANN Registry "
		"Agreement, specification 13",
	.url = "https://publicsuffix.org/list/",
	.since = "0.1.0",
	.why = "Ownership is proven by a TXT record that the public DNS answers. Nobody can have "
	       "one "
	       "below a top-level domain that is not delegated, below a brand's such as `.aws`, or "
	       "at a "
	       "public suffix: no public authority issues a certificate for it, AWS does not "
	       "verify it, "
	       "and whoever is given the top-level domain one day answers for your names.",
	.fix = "Put the private names below a domain that you have registered, for instance with "
	       "`clouds: {aws: {domain: aws.example.com}}`.",
	.decide = decide,
};
