/*
 * caa_value.c -- a CAA record that name servers publish and certificate authorities misread: its flags, its
 * tag, its value. (What cannot be published, as a tag with a hyphen, is rdata-invalid.)
 *
 * An empty value and `;` forbid every authority, and are right; so is a set with `iodef` alone, and one
 * without `issuewild`. A tag that nobody knows, and that resembles none, is passed over by authorities
 * unless it is critical.
 */
#include "index/caa.h"
#include "records/shared.h"

#include <string.h>

#include "base/banned.h"

enum { CAA_CRITICAL = 128 };

struct caa {
	const struct rrset *rrset;
	const struct rr *rr;
	uint8_t flags;
	struct str tag, value;
};

static struct diag *report_part(struct check *ck, const struct caa *caa, const char *part,
				const char *what)
{
	struct diag *d = report(ck, caa->rr->at, "the CAA record at `%s`: %s",
				show(ck, caa->rrset->owner), what);

	about(ck, d, caa->rrset->owner, caa->rrset->zone,
	      arena_printf(ck->arena, "%s %.*s", part, STR_ARG(caa->tag)));
	return d;
}

static void check_flags(struct check *ck, const struct caa *caa)
{
	if ((caa->flags & ~CAA_CRITICAL) == 0)
		return;
	help(ck,
	     report_part(ck, caa, "flags",
			 arena_printf(ck->arena,
				      "its flags are %u, and only 0 and 128 (critical) mean "
				      "something",
				      caa->flags)),
	     "write 0, or 128 where an authority that does not know the tag is to issue nothing");
}

/* ---- tag --------------------------------------------------------------------------------------- */

/* IANA "Certification Authority Restriction Properties", without those that are reserved. */
static const char *const tags[] = {"contactemail", "contactphone", "iodef",    "issue",
				   "issuemail",	   "issuevmc",	   "issuewild"};

/* The tag of the table, or NULL and a finding where there is something to say. */
static const char *check_tag(struct check *ck, const struct caa *caa)
{
	const char *nearest;

	for (size_t i = 0; i < COUNT_OF(tags); i++)
		if (str_eq_nocase(caa->tag, str_from(tags[i])))
			return tags[i];
	nearest = str_nearest(arena_str_lower(ck->arena, caa->tag), tags, COUNT_OF(tags));
	if (nearest != NULL)
		help(ck,
		     report_part(ck, caa, "tag",
				 arena_printf(ck->arena,
					      "no authority knows the tag `%.*s`, so that it "
					      "restricts nothing",
					      STR_ARG(caa->tag))),
		     "did you mean `%s`?", nearest);
	else if ((caa->flags & CAA_CRITICAL) != 0)
		help(ck,
		     report_part(ck, caa, "tag",
				 arena_printf(ck->arena,
					      "the tag `%.*s` is critical, and an authority that "
					      "does not know it issues nothing",
					      STR_ARG(caa->tag))),
		     "write flags 0, or a tag that authorities know, as `issue`");
	return NULL;
}

/* ---- value ------------------------------------------------------------------------------------- */

static const char *issuer_fault(struct str domain)
{
	if (domain.len == 0 || caa_is_issuer(domain))
		return NULL;
	if (str_starts(domain, "\"") || str_starts(domain, "'"))
		return "stands in quotes that are a part of it";
	if (str_find(domain, " ", NULL))
		return "holds a blank: an authority's parameters stand behind a `;`";
	if (str_find(domain, "/", NULL))
		return "is a URL, and the domain name of an authority is wanted";
	if (str_ends(domain, "."))
		return "ends in a dot";
	return "is no domain name of an authority";
}

static const char *parameter_fault(struct str parameter)
{
	struct str tag;

	if (!str_cut(&parameter, '=', &tag))
		return "has a parameter without `=`";
	if (!caa_is_label(str_trim(tag)))
		return "has a parameter whose tag is not letters, digits and hyphens";
	return str_find(str_trim(parameter), " ", NULL) ? "has a blank in a parameter" : NULL;
}

/* RFC 8659 section 4.2, RFC 9495 section 4: a domain or none, then parameters behind `;`. */
static const char *issue_fault(struct str value)
{
	struct str domain, parameter;
	const char *fault;

	if (!str_cut(&value, ';', &domain))
		return issuer_fault(str_trim(value));
	fault = issuer_fault(str_trim(domain));
	while (fault == NULL && str_trim(value).len > 0) {
		if (!str_cut(&value, ';', &parameter)) {
			parameter = value;
			value.len = 0;
		}
		fault = parameter_fault(parameter);
	}
	return fault;
}

/* RFC 8659 section 4.4 */
static const char *iodef_fault(struct str value)
{
	static const char *const schemes[] = {"mailto:", "http://", "https://"};

	for (size_t i = 0; i < COUNT_OF(schemes); i++) {
		size_t len = strlen(schemes[i]);

		if (value.len > len &&
		    str_eq_nocase(str_slice(value.ptr, len), str_from(schemes[i])))
			return NULL;
	}
	return "is no URL that begins with `mailto:`, `https://` or `http://`";
}

static const char *value_fault(const char *tag, struct str value)
{
	if (strncmp(tag, "issue", strlen("issue")) == 0)
		return issue_fault(value);
	if (strcmp(tag, "iodef") == 0)
		return iodef_fault(value);
	if (strcmp(tag, "contactemail") == 0 && !str_find(value, "@", NULL))
		return "is no mail address";
	return NULL;
}

static void check_value(struct check *ck, const struct caa *caa, const char *tag)
{
	const char *fault = value_fault(tag, caa->value);
	struct diag *d;

	if (fault == NULL)
		return;
	d = report_part(ck, caa, "value",
			arena_printf(ck->arena, "the value `%.*s` of `%s` %s", STR_ARG(caa->value),
				     tag, fault));
	if (strcmp(tag, "iodef") == 0)
		help(ck, d, "write a URL, as `mailto:security@%s`",
		     show(ck, caa->rrset->zone->name));
	else if (strcmp(tag, "contactemail") == 0)
		help(ck, d, "write a mail address");
	else
		help(ck, d,
		     "write the domain name that the authority gives for CAA, as `amazon.com`, or "
		     "`;` for none");
}

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_CAA)
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		struct caa caa = {.rrset = rrset, .rr = &rrset->rrs[i]};
		const char *tag;

		if (!rdata_caa(caa.rr, &caa.flags, &caa.tag, &caa.value))
			continue;
		check_flags(ck, &caa);
		tag = check_tag(ck, &caa);
		if (tag != NULL)
			check_value(ck, &caa, tag);
	}
}

const struct rule rule_caa_value = {
	.id = "caa-value",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a CAA record whose flags, tag or value authorities do not understand",
	.source = "RFC 8659, sections 4.1 to 4.4",
	.url = "https://www.rfc-editor.org/rfc/rfc8659#section-4",
	.since = "0.1.0",
	.why = "A value of `issue` that is malformed forbids every authority, the one that was "
	       "meant "
	       "too, and the next renewal fails. A misspelt tag restricts nobody. An `iodef` "
	       "without "
	       "a scheme is written to by nobody.",
	.fix = "Write flags 0, a tag of RFC 8659, and the domain name that the authority itself "
	       "gives "
	       "for CAA, without scheme, quotes and final dot.",
	.check_rrset = check,
};
