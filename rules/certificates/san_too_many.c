/* san_too_many.c -- a certificate of a public authority with more names than it can be issued with. */
#include "shared.h"

#include "base/banned.h"

/* ACM User Guide, "Quotas": 10 domain names a certificate by default, 100 at most. 100 is also what Let's
 * Encrypt takes. */
enum { NAMES_MAX = 100, ACM_DEFAULT_QUOTA = 10 };

static void check_issued(struct check *ck, const struct issued_certificate *issued)
{
	const struct certificate_content *content = &issued->content;
	size_t n = content->n_names + content->n_addresses + content->n_other_names;
	uint64_t max = number_option(ck, "max", NAMES_MAX);
	struct diag *d;

	if (!is_public(issued) || !is_from_file(issued) || n <= max)
		return;
	d = report(ck, content->at, "%s holds %s%zu names, and at most %llu are wanted",
		   issued_what(ck, issued), content->partial ? "more than " : "", n,
		   (unsigned long long)max);
	about(ck, d, NULL, NULL, issued_cause(ck, issued, NULL));
	add_declared(ck, d, issued);
	help(ck, d, "let a wildcard cover them, or divide them among several certificates");
}

static void check_declared(struct check *ck, const struct certificate *certificate)
{
	size_t n = certificate->names.n;
	uint64_t max = number_option(ck, "max", NAMES_MAX);
	uint64_t quota = number_option(ck, "acm_quota", ACM_DEFAULT_QUOTA);
	bool acm = certificate->authority != NULL &&
		   str_is(certificate->authority->kind.s, "acm") &&
		   certificate->arn.presence != KNOWN;
	struct diag *d;

	if (!validity_is_limited(certificate) || (n <= max && (!acm || n <= quota)))
		return;
	if (n > max)
		d = report(ck, declared_place(certificate, (size_t)max),
			   "certificate `%.*s` lists %zu names, and a public authority takes %llu "
			   "at most",
			   STR_ARG(certificate->key.s), n, (unsigned long long)max);
	else
		d = report(ck, declared_place(certificate, (size_t)quota),
			   "certificate `%.*s` lists %zu names, over ACM's default quota of %llu",
			   STR_ARG(certificate->key.s), n, (unsigned long long)quota);
	if (n <= max)
		d->at_most = SEV_WARNING;
	about(ck, d, NULL, NULL, arena_cstr(ck->arena, certificate->key.s));
	related(ck, d, certificate->authority->type.at, "the authority `%.*s` is public",
		STR_ARG(certificate->authority->key.s));
	help(ck, d,
	     n > max ? "let a wildcard cover them, or divide them among several certificates"
		     : "let a wildcard cover them, or ask AWS for a higher quota and set "
		       "`acm_quota` of this rule in the policy");
}

static void check(struct check *ck)
{
	check_number_option(ck, "max", NAMES_MAX);
	check_number_option(ck, "acm_quota", ACM_DEFAULT_QUOTA);
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_declared(ck, ck->model->certificates.items[i]);
	each_issued(ck, check_issued);
}

static const char *const options[] = {"max", "acm_quota", NULL};

const struct rule rule_san_too_many = {
	.id = "san-too-many",
	.family = "certificates",
	.severity = SEV_ERROR,
	.options = options,
	.summary = "a certificate of a public authority with over 100 names, or over ACM's quota",
	.source = "ACM User Guide, \"Quotas\"; ACM API Reference, RequestCertificate, "
		  "SubjectAlternativeNames",
	.url = "https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html",
	.since = "0.1.0",
	.why = "A request with more names than the authority takes is refused as a whole. ACM's "
	       "quota is 10 names until AWS raises it, and 100 at most: over 10 is a warning, over "
	       "100 an error. A large certificate also slows every handshake, and one name that "
	       "cannot be validated stops the renewal of all. `max` and `acm_quota` in the policy "
	       "set other numbers.",
	.fix = "Let a wildcard cover names of one domain, or divide the names among several "
	       "certificates.",
	.decide = check,
};
