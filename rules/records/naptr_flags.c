/*
 * naptr_flags.c -- NAPTR records whose flag is none of DNS, or does not go with regexp and replacement.
 *
 * No flag is right: the rule is not the last one. `.` as replacement says that there is none.
 */
#include "records/shared.h"

#include <string.h>

#include "base/banned.h"

struct naptr {
	struct str flags, service, regexp;
	bool has_replacement;
};

/* A string at OFFSET of rdata, which moves behind it. */
static struct str take_string(const struct rr *rr, size_t *offset)
{
	struct str s = str_slice((const char *)rr->rdata + *offset + 1, rr->rdata[*offset]);

	*offset += s.len + 1;
	return s;
}

static struct naptr read_naptr(const struct rr *rr)
{
	struct naptr naptr = {.has_replacement = rr->target != NULL};
	size_t at = 4;

	naptr.flags = take_string(rr, &at);
	naptr.service = take_string(rr, &at);
	naptr.regexp = take_string(rr, &at);
	return naptr;
}

/* RFC 3403 section 4.1, RFC 3404 section 4.3. What is wrong, fits behind the record; NULL: nothing. */
static const char *fault_of(struct arena *arena, const struct naptr *naptr)
{
	char flag = naptr->flags.len > 0 ? ascii_lower(naptr->flags.ptr[0]) : '\0';

	if (naptr->flags.len > 1)
		return arena_printf(arena,
				    "has the flags `%.*s`, and one of them excludes the others",
				    STR_ARG(naptr->flags));
	if (flag != '\0' && memchr("saup", flag, 4) == NULL)
		return arena_printf(arena, "has the flag `%.*s`, and DNS knows S, A, U and P",
				    STR_ARG(naptr->flags));
	if (naptr->regexp.len > 0 && naptr->has_replacement)
		return "has a regexp and a replacement, and may have one of them";
	if (flag == 'u' && naptr->regexp.len == 0)
		return "has the flag U, whose URI comes from the regexp, and no regexp";
	if (flag != 'p' && naptr->regexp.len == 0 && !naptr->has_replacement)
		return "has neither regexp nor replacement, and leads nowhere";
	return NULL;
}

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_NAPTR)
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];
		struct naptr naptr = read_naptr(rr);
		const char *fault = fault_of(ck->arena, &naptr);
		struct diag *d;

		if (fault == NULL)
			continue;
		d = report(ck, rr->at, "the NAPTR record at `%s` %s", show(ck, rrset->owner),
			   fault);
		about(ck, d, rrset->owner, rrset->zone, fault);
		help(ck, d,
		     "write flag S or A with a replacement, U with a regexp, or no flag with the "
		     "name "
		     "of the next rules");
	}
}

const struct rule rule_naptr_flags = {
	.id = "naptr-flags",
	.family = "records",
	.severity = SEV_WARNING,
	.summary = "a NAPTR record whose flag is unknown, or does not go with the rest of it",
	.source = "RFC 3403, section 4.1; RFC 3404, section 4.3",
	.url = "https://www.rfc-editor.org/rfc/rfc3403#section-4.1",
	.since = "0.1.0",
	.why = "The flag says what the rule yields: the name of an SRV record, of an address, a "
	       "URI. A "
	       "client that cannot tell drops the rule, and the service is not found.",
	.fix = "Write one flag: S or A with a replacement, U with a regexp; or none, where the "
	       "replacement names further NAPTR records.",
	.check_rrset = check,
};
