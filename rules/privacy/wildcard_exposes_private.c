/*
 * wildcard_exposes_private.c -- a public wildcard that answers for a declared private name.
 *
 * RFC 4592: a wildcard answers for names that do not exist below its parent, at any depth, unless a
 * closer name exists: one with a record of any type, an empty non-terminal, a zone cut. Each public zone
 * is asked apart, for an undelegated zone does not stop the wildcard of the zone above it. (Which of the
 * three rules about public records reports what: private_name_resolves.c.)
 */
#include "privacy/shared.h"

#include "base/banned.h"

/* The owner below its zone, as the key of a record is written: "pay.retail". */
static const char *relative(struct check *ck, const struct dname *name, const struct zone *zone)
{
	struct str text = str_from(dname_text_bare(ck->arena, name));
	struct str parent = str_from(dname_text_bare(ck->arena, zone->name));

	if (zone->name->labels == 0 || text.len <= parent.len + 1)
		return text.ptr;
	return arena_copy(ck->arena, text.ptr, text.len - parent.len - 1);
}

static const char *ownership_value(struct check *ck, const struct private_name *name)
{
	const struct subdomain *subdomain = name->domain != NULL ? name->domain->subdomain : NULL;

	if (subdomain == NULL || subdomain->ownership.presence != KNOWN)
		return "…";
	return arena_printf(ck->arena, "\"%.*s\"", STR_ARG(subdomain->ownership.s));
}

static void report_answer(struct check *ck, const struct private_name *name,
			  const struct public_answer *answer)
{
	const struct rrset *rrset = answer->rrset;
	const char *text = show(ck, name->name), *zone = show(ck, answer->zone->name);
	struct diag *d;

	d = report(ck, rrset->at,
		   "private name `%s` resolves publicly: the wildcard `%s` of the public zone `%s` "
		   "answers it with %s",
		   text, show(ck, rrset->owner), zone, show_answer(ck, rrset));
	about(ck, d, name->name, answer->zone,
	      arena_printf(ck->arena, "%s %s", show(ck, rrset->owner),
			   rr_type_name(ck->arena, rrset->type)));
	public_answer_related(ck, d, name, answer);
	help(ck, d,
	     "replace the wildcard by the names it is meant for, or let `%s` exist in the zone "
	     "`%s` by an "
	     "ownership record: `%s: {type: TXT, value: %s}`",
	     text, zone, relative(ck, name->name, answer->zone), ownership_value(ck, name));
}

static void check(struct check *ck, const struct private_name *name)
{
	struct public_answers answers;

	public_answers_find(ck, name->name, &answers);
	for (size_t i = 0; i < answers.items.n; i++)
		if (answers.items.items[i].wildcard)
			report_answer(ck, name, &answers.items.items[i]);
}

const struct rule rule_wildcard_exposes_private = {
	.id = "wildcard-exposes-private",
	.family = "privacy",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a public wildcard that answers for a declared private name",
	.source = "RFC 4592, sections 2.2 and 3.3",
	.url = "https://www.rfc-editor.org/rfc/rfc4592#section-3.3",
	.since = "0.1.0",
	.why = "A wildcard answers for every name below its parent that does not exist, however "
	       "deep, and a name that lives in a private zone alone does not exist publicly. "
	       "Clients outside the VPC then reach whatever the wildcard leads to, under the "
	       "private name; a typing error in a search list sends credentials there.",
	.fix = "Replace the wildcard by the names it is meant for. A record at the private name "
	       "in the same public zone, of a type that gives no address, such as the ownership "
	       "TXT, also keeps the wildcard off it; a record below it does so too, as long as it "
	       "stands.",
	.check_private_name = check,
};
