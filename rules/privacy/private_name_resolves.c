/*
 * private_name_resolves.c -- a private name that a public zone answers.
 *
 * Three rules share what can go wrong in public zones, so that one mistake is one finding:
 *	private-name-resolves          a declared private name, by its own record, a CNAME or a DNAME
 *	wildcard-exposes-private       a declared private name, by a wildcard
 *	public-data-in-private-domain  any other record in a private domain
 * A record is reported by the first of them that applies, once for each private name it answers for.
 */
#include "privacy/shared.h"

#include "base/banned.h"

static void add_help(struct check *ck, struct diag *d, const struct private_name *name,
		     const struct public_answer *answer)
{
	const char *zone = show(ck, answer->zone->name);
	const char *type = rr_type_name(ck->arena, answer->rrset->type);

	if (answer->rrset->derived)
		help(ck, d,
		     "this record of the public zone `%s` is derived: give the entry another name, "
		     "or `exposure: external` if `%s` is meant to be public",
		     zone, show(ck, name->name));
	else if (name->rrset != NULL)
		help(ck, d,
		     "remove this %s record from the public zone `%s`; `%s` stays in the private "
		     "zone `%s`",
		     type, zone, show(ck, name->name), show(ck, name->rrset->zone->name));
	else
		help(ck, d,
		     "remove this %s record from the public zone `%s`; `%s` belongs into a private "
		     "zone",
		     type, zone, show(ck, name->name));
}

static void report_answer(struct check *ck, const struct private_name *name,
			  const struct public_answer *answer)
{
	const struct rrset *rrset = answer->rrset;
	const char *text = show(ck, name->name);
	struct diag *d;

	if (answer->target != NULL)
		d = report(ck, rrset->at,
			   "private name `%s` resolves publicly: the DNAME at `%s` in the public "
			   "zone `%s` redirects it to `%s`",
			   text, show(ck, rrset->owner), show(ck, answer->zone->name),
			   show(ck, answer->target));
	else
		d = report(ck, rrset->at,
			   "private name `%s` resolves publicly: the public zone `%s` answers it "
			   "with %s",
			   text, show(ck, answer->zone->name), show_answer(ck, rrset));
	about(ck, d, name->name, answer->zone, rr_type_name(ck->arena, rrset->type));
	public_answer_related(ck, d, name, answer);
	add_help(ck, d, name, answer);
}

static void check(struct check *ck, const struct private_name *name)
{
	struct public_answers answers;

	public_answers_find(ck, name->name, &answers);
	for (size_t i = 0; i < answers.items.n; i++)
		if (!answers.items.items[i].wildcard)
			report_answer(ck, name, &answers.items.items[i]);
	if (answers.items.n > 0)
		return;
	if (answers.referral != NULL)
		undecided(ck, answers.referral->at,
			  "`%s` is delegated to name servers outside the model: whether they "
			  "answer for the private name `%s` is not known",
			  show(ck, answers.referral->owner), show(ck, name->name));
	else if (answers.unknown != NULL)
		undecided(ck, name->origin->at,
			  "whether the private name `%s` resolves publicly is not known: the "
			  "public zone `%s` is managed in part",
			  show(ck, name->name), show(ck, answers.unknown->name));
}

const struct rule rule_private_name_resolves = {
	.id = "private-name-resolves",
	.family = "privacy",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a private name that public DNS answers",
	.source = "RFC 1034, section 4.3.2; RFC 6672, section 2.3; AWS PrivateLink, \"Manage DNS "
		  "names\"",
	.url = "https://www.rfc-editor.org/rfc/rfc1034#section-4.3.2",
	.since = "0.1.0",
	.why = "A private name lives in a private hosted zone and is answered inside the VPCs "
	       "alone. A record of the same name in a public zone tells everybody where the "
	       "service is, or lets clients outside the VPC reach something else under its name. "
	       "A public zone answers on its name servers whether or not anything delegates to "
	       "it. An alias and a CNAME count even where their target is not known here: who "
	       "owns the target decides what the private name leads to.",
	.fix = "Remove the record from the public zone and keep the name in the private hosted "
	       "zone. If the name is meant to be public, declare it so: `exposure: external`.",
	.check_private_name = check,
};
