/* caa_forbids_authority.c -- a certificate of a public authority that the CAA set of its name forbids. */
#include "engine/rule.h"
#include "index/caa.h"
#include "model/validity_table.h"

#include "base/banned.h"

/* ACM User Guide, "(Optional) Configure a CAA record": any one of them lets Amazon issue. */
static const struct text amazon[] = {
	{KNOWN, {"amazon.com", 10}, {0}},
	{KNOWN, {"amazontrust.com", 15}, {0}},
	{KNOWN, {"awstrust.com", 12}, {0}},
	{KNOWN, {"amazonaws.com", 13}, {0}},
};

static struct caa_request request_of(const struct certificate *certificate, size_t i)
{
	const struct authority *authority = certificate->authority;
	struct caa_request request = {
		.name = certificate->dns_names[i],
		.identifiers = authority->caa.items,
		.n_identifiers = authority->caa.n,
	};

	if (request.n_identifiers == 0 && str_is(authority->kind.s, "acm")) {
		request.identifiers = amazon;
		request.n_identifiers = COUNT_OF(amazon);
	}
	/* the only way of validation that a plan prepares for ACME */
	if (str_is(authority->kind.s, "acme"))
		request.method = STR("dns-01");
	return request;
}

/* "`amazon` (amazon.com, …)" */
static const char *shown_authority(struct check *ck, const struct certificate *certificate,
				   const struct caa_request *request)
{
	const char *key = arena_cstr(ck->arena, certificate->authority->key.s);

	if (request->n_identifiers == 0)
		return arena_printf(ck->arena, "`%s`", key);
	return arena_printf(ck->arena, "`%s` (%.*s%s)", key, STR_ARG(request->identifiers[0].s),
			    request->n_identifiers > 1 ? ", …" : "");
}

static const char *shown_set(struct check *ck, const struct caa_set *set)
{
	const char *owner = show(ck, set->rrset->owner);

	if (dname_equal(set->rrset->owner, set->name))
		return arena_printf(ck->arena, "`%s`", owner);
	return arena_printf(ck->arena, "`%s`, to which `%s` leads,", owner, show(ck, set->name));
}

/* Whether the set has properties that count for wildcards alone. */
static bool has_issuewild(const struct rrset *rrset)
{
	uint8_t flags;
	struct str tag, value;

	for (size_t i = 0; i < rrset->n; i++)
		if (rdata_caa(&rrset->rrs[i], &flags, &tag, &value) &&
		    str_eq_nocase(tag, STR("issuewild")))
			return true;
	return false;
}

static void add_help(struct check *ck, struct diag *d, const struct caa_answer *answer,
		     const struct caa_request *request, const struct authority *authority)
{
	const struct rrset *set = answer->set.rrset;
	const char *tag =
		dname_is_wildcard(request->name) && has_issuewild(set) ? "issuewild" : "issue";

	if (set->derived && authority->caa.n == 0)
		help(ck, d,
		     "write `caa: […]` in the authority `%.*s`, with the domain names that it "
		     "gives for CAA: the set is derived from them",
		     STR_ARG(authority->key.s));
	else if (answer->rr != NULL)
		help(ck, d, "change this record, or have an authority issue that it lets issue");
	else if (request->n_identifiers == 0)
		help(ck, d,
		     "add a record `%s` with the authority's domain name at `%s`, and write it as "
		     "`caa` in the authority `%.*s`",
		     tag, show(ck, set->owner), STR_ARG(authority->key.s));
	else
		help(ck, d,
		     "add `{flags: 0, tag: %s, value: %.*s}` to the CAA records at `%s`, or "
		     "request "
		     "the certificate from an authority that is there",
		     tag, STR_ARG(request->identifiers[0].s), show(ck, set->owner));
}

static void report_forbidden(struct check *ck, const struct certificate *certificate, size_t i,
			     const struct caa_request *request, const struct caa_answer *answer)
{
	const struct rrset *set = answer->set.rrset;
	struct diag *d;

	d = report(ck, certificate->names.items[i].at, "CAA at %s forbids %s to issue for `%s`: %s",
		   shown_set(ck, &answer->set), shown_authority(ck, certificate, request),
		   show(ck, request->name), answer->why);
	about(ck, d, request->name, set->zone, arena_cstr(ck->arena, certificate->key.s));
	related(ck, d, answer->rr != NULL ? answer->rr->at : set->at,
		"the CAA set that governs `%s` is here", show(ck, request->name));
	related_origin(ck, d, set->origin);
	related(ck, d, certificate->authority_name.at, "the authority is named here");
	add_help(ck, d, answer, request, certificate->authority);
}

/* Of names that one set forbids for one reason the first is enough. */
struct reported {
	const struct rrset *rrset;
	const struct rr *rr;
	const char *why;
};

static bool is_repeated(const struct reported *list, size_t n, const struct caa_answer *answer)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].rrset == answer->set.rrset && list[i].rr == answer->rr &&
		    list[i].why == answer->why)
			return true;
	return false;
}

static void say_undecided(struct check *ck, const struct certificate *certificate, size_t i,
			  const struct caa_answer *answer)
{
	undecided(ck, certificate->names.items[i].at,
		  "whether CAA at `%s` lets `%.*s` issue for `%s` is not known: %s",
		  show(ck, answer->set.name), STR_ARG(certificate->authority->key.s),
		  show(ck, certificate->dns_names[i]), answer->why);
}

static void check(struct check *ck, const struct certificate *certificate)
{
	struct reported *reported;
	size_t n = 0;

	if (!validity_is_limited(certificate) || certificate->names.n == 0)
		return;
	reported = NEW_ARRAY(ck->arena, struct reported, certificate->names.n);
	for (size_t i = 0; i < certificate->names.n; i++) {
		struct caa_request request;
		struct caa_answer answer;

		if (certificate->dns_names[i] == NULL)
			continue;
		request = request_of(certificate, i);
		caa_judge(ck->index, &request, ck->arena, &answer);
		if (answer.verdict == CAA_FORBIDDEN && answer.by_parameters &&
		    ck->today < CAA_PARAMETERS_BIND) {
			answer.verdict = CAA_UNDECIDED;
			answer.why = "its parameters do not fit, and until 2027-03-15 an authority "
				     "may pass over them";
		}
		if (answer.verdict == CAA_ALLOWED || is_repeated(reported, n, &answer))
			continue;
		reported[n++] = (struct reported){answer.set.rrset, answer.rr, answer.why};
		if (answer.verdict == CAA_FORBIDDEN)
			report_forbidden(ck, certificate, i, &request, &answer);
		else
			say_undecided(ck, certificate, i, &answer);
	}
}

const struct rule rule_caa_forbids_authority = {
	.id = "caa-forbids-authority",
	.family = "certificates",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a certificate of a public authority that the CAA set of its name forbids",
	.source = "RFC 8659, section 3; RFC 8657, sections 3 and 4",
	.url = "https://www.rfc-editor.org/rfc/rfc8659#section-3",
	.since = "0.1.0",
	.why = "A public authority looks for CAA records at each name that it certifies, then at "
	       "the names above it, and issues nothing where the first set that it finds does not "
	       "name it. A renewal that worked for years then fails, weeks after the change that "
	       "caused it. A CNAME makes the set of its target count.",
	.fix = "List the authority's domain name in the CAA set that governs the name, in "
	       "`issuewild` for a wildcard where the set has such records, or have the certificate "
	       "issued by an authority that is listed.",
	.check_certificate = check,
};
