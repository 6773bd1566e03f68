/*
 * ownership_ambiguous.c -- proof of two owners at one domain, or one service's token at domains of two owners.
 *
 * Where the policy has a pattern and the estate a value, a TXT of another owner is ownership-value-mismatch.
 */
#include "shared.h"

#include "base/banned.h"

enum { KIND_TOKEN, KIND_CLAIM };

/* ---- what one zone shows ----------------------------------------------------------------------- */

static void collect_value(struct check *ck, const struct rrset *rrset, size_t i, unsigned kind)
{
	collect(ck, (struct fact){.zone = rrset->zone,
				  .owner = rrset->owner,
				  .type = rrset->type,
				  .kind = kind,
				  .rrset = rrset,
				  .number = i,
				  .at = rrset->rrs[i].at});
}

static bool matches_pattern(const struct check *ck, struct str text)
{
	return ck->policy->ownership.pattern != NULL &&
	       pattern_matches(ck->policy->ownership.pattern, text) == YES;
}

static void report_two(struct check *ck, const struct rrset *rrset, const struct rr *first,
		       const struct rr *second)
{
	struct diag *d;

	d = report(ck, second->at,
		   "two owners stand at `%s`: TXT `%.*s` and `%.*s`, and the estate declares none",
		   show(ck, rrset->owner), STR_ARG(rdata_joined(ck->arena, first)),
		   STR_ARG(rdata_joined(ck->arena, second)));
	about(ck, d, rrset->owner, rrset->zone,
	      arena_cstr(ck->arena, rdata_joined(ck->arena, second)));
	related(ck, d, first->at, "the other one is here");
	related(ck, d, ck->policy->ownership.value.at, "both match the policy's pattern");
	help(ck, d, "remove the one that does not own the domain");
}

/* TXT at an apex: with a pattern what matches it is a claim; without one what somebody declares. */
static void look_at_apex(struct check *ck, const struct rrset *rrset)
{
	const struct zone *zone = rrset->zone;
	bool pattern = ck->policy->ownership.value.presence == KNOWN;
	const struct rr *first = NULL;

	if (!ownership_is_required(ck, zone))
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		struct str text = rdata_joined(ck->arena, &rrset->rrs[i]);

		if (!pattern && zone->ownership.presence == KNOWN &&
		    !str_eq(text, zone->ownership.s))
			collect_value(ck, rrset, i, KIND_CLAIM);
		if (!pattern || zone->ownership.presence != ABSENT || !matches_pattern(ck, text))
			continue;
		if (first == NULL)
			first = &rrset->rrs[i];
		else if (!rdata_equal(RR_TXT, first, &rrset->rrs[i]))
			report_two(ck, rrset, first, &rrset->rrs[i]);
	}
}

static void collect_zone(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;

	if (zone->view != VIEW_PUBLIC || !ownership_applies(ck))
		return;
	for (size_t i = 0; i < zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		if (rrset->type == RR_TXT && dname_equal(rrset->owner, zone->name))
			look_at_apex(ck, rrset);
		for (size_t k = 0; rrset->type == RR_TXT && k < rrset->n; k++)
			if (ownership_is_token(rdata_joined(ck->arena, &rrset->rrs[k])))
				collect_value(ck, rrset, k, KIND_TOKEN);
		if (rrset->type == RR_CNAME && rrset->n > 0 &&
		    ownership_is_acm_target(rrset->rrs[0].target))
			collect_value(ck, rrset, 0, KIND_TOKEN);
	}
}

/* ---- what they come to ------------------------------------------------------------------------- */

static struct str text_of(struct check *ck, const struct fact *fact)
{
	const struct rr *rr = &fact->rrset->rrs[fact->number];

	return fact->type == RR_TXT ? rdata_joined(ck->arena, rr) : str_from(show(ck, rr->target));
}

static void judge_token(struct check *ck, struct map *tokens, struct fact *fact)
{
	struct str text = text_of(ck, fact);
	const struct fact *first = map_add(tokens, text, fact);
	const struct account *account, *other;
	struct diag *d;

	if (first == NULL || dname_equal(first->owner, fact->owner))
		return;
	account = ownership_account_of(ck, fact->zone, fact->owner);
	other = ownership_account_of(ck, first->zone, first->owner);
	if (account == NULL || other == NULL || account == other)
		return;
	d = report(ck, fact->at,
		   "the token `%.*s` proves domains of two owners: `%s` of `%.*s` and `%s` of "
		   "`%.*s`",
		   STR_ARG(text), show(ck, first->owner), STR_ARG(other->key.s),
		   show(ck, fact->owner), STR_ARG(account->key.s));
	about(ck, d, fact->owner, fact->zone, arena_cstr(ck->arena, text));
	related(ck, d, first->at, "the other one is here");
	help(ck, d, "have the service give a token of its own for `%s`", show(ck, fact->owner));
}

static void judge_claim(struct check *ck, const struct map *declared, const struct fact *fact)
{
	struct str text = text_of(ck, fact);
	const struct subdomain *other = map_get(declared, text);
	struct diag *d;

	if (other == NULL)
		return;
	d = report(ck, fact->at,
		   "two owners stand at `%s`: the declared `%.*s`, and `%.*s`, which the subdomain "
		   "`%.*s` declares",
		   show(ck, fact->owner), STR_ARG(fact->zone->ownership.s), STR_ARG(text),
		   STR_ARG(other->key.s));
	about(ck, d, fact->owner, fact->zone, arena_cstr(ck->arena, text));
	related(ck, d, fact->zone->ownership.at, "`ownership` is declared here");
	related(ck, d, other->ownership.at, "the subdomain `%.*s` declares the other one",
		STR_ARG(other->key.s));
	help(ck, d, "remove `%.*s` from the TXT at `%s`", STR_ARG(text), show(ck, fact->owner));
}

static void decide(struct check *ck)
{
	struct map tokens, declared;

	map_init(&tokens, ck->arena);
	map_init(&declared, ck->arena);
	for (size_t i = 0; i < ck->model->subdomains.n; i++) {
		struct subdomain *subdomain = ck->model->subdomains.items[i];

		if (subdomain->ownership.presence == KNOWN)
			(void)map_add(&declared, subdomain->ownership.s, subdomain);
	}
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		struct fact *fact = &ck->facts->items.items[i];

		if (fact->kind == KIND_TOKEN)
			judge_token(ck, &tokens, fact);
		else
			judge_claim(ck, &declared, fact);
	}
}

const struct rule rule_ownership_ambiguous = {
	.id = "ownership-ambiguous",
	.family = "ownership",
	.severity = SEV_WARNING,
	.summary = "proof of two owners at one domain, or one token at domains of two owners",
	.source = "ownership of the estate and of the policy; AWS PrivateLink, \"Manage DNS names "
		  "for "
		  "VPC endpoint services\"",
	.url = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
	.since = "0.1.0",
	.why = "Proof that names two owners proves neither, and either of them can use it. A token "
	       "that a service gave to one team, copied to another's domain, lets the first team's "
	       "account act there in the service's eyes.",
	.fix = "Leave the value of the one owner at the domain, and let every team have tokens of "
	       "its own.",
	.collect_zone = collect_zone,
	.decide = decide,
};
