/*
 * spf_syntax.c -- an SPF record that receivers cannot read.
 *
 * What macros stand for is not known, and is not asked: only their form. Terms that are right and unwise
 * (`ptr`, `+all`) are no faults of syntax, and modifiers that nobody knows are passed over by everybody.
 */
#include "records/shared.h"

#include <string.h>

#include "base/banned.h"

static void report_term(struct check *ck, const struct rrset *rrset, const struct rr *rr,
			struct str term, const char *fault)
{
	struct diag *d = report(ck, rr->at, "the SPF record at `%s`: `%.*s` %s",
				show(ck, rrset->owner), STR_ARG(term), fault);

	about(ck, d, rrset->owner, rrset->zone, arena_cstr(ck->arena, term));
	help(ck, d,
	     "mend the term: mechanisms are `all`, `include:`, `a`, `mx`, `ip4:`, `ip6:` and "
	     "`exists:`, modifiers `redirect=` and `exp=`");
}

static void check_terms(struct check *ck, const struct rrset *rrset, const struct rr *rr)
{
	struct str rest = spf_terms(ck->arena, rr);
	bool redirect = false, exp = false;
	struct spf_term term;

	while (spf_next(&rest, &term)) {
		bool *seen = term.kind == SPF_REDIRECT ? &redirect
			     : term.kind == SPF_EXP    ? &exp
						       : NULL;

		if (term.kind == SPF_FAULT)
			report_term(ck, rrset, rr, term.text, term.fault);
		else if (seen != NULL && *seen)
			report_term(ck, rrset, rr, term.text, "is the second of its kind");
		if (seen != NULL)
			*seen = true;
	}
}

/* Text that is meant to be SPF and whose version is not followed by a space: no receiver sees it. */
static void check_version(struct check *ck, const struct rrset *rrset, const struct rr *rr)
{
	struct str text, seen;
	struct diag *d;

	/* Nearly all text is something else. */
	if (rr->len < 6 || (rr->rdata[0] >= 5 && memchr(rr->rdata, '=', rr->len) == NULL))
		return;
	text = rdata_joined(ck->arena, rr);
	seen = str_trim(text);
	if (seen.len < 5 || !str_eq_nocase(str_slice(seen.ptr, 5), STR("v=spf")))
		return;
	d = report(ck, rr->at,
		   "the text at `%s` begins like an SPF record, and `%.*s%s` is not `v=spf1` and "
		   "a space",
		   show(ck, rrset->owner), text.len < 12 ? (int)text.len : 12, text.ptr,
		   text.len < 12 ? "" : "…");
	about(ck, d, rrset->owner, rrset->zone, "version");
	help(ck, d, "begin the text with `v=spf1 `");
}

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_TXT)
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		if (text_is_spf(&rrset->rrs[i]))
			check_terms(ck, rrset, &rrset->rrs[i]);
		else
			check_version(ck, rrset, &rrset->rrs[i]);
	}
}

const struct rule rule_spf_syntax = {
	.id = "spf-syntax",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "an SPF record that cannot be read",
	.source = "RFC 7208, sections 4.5, 4.6.1, 5, 6 and 7.1",
	.url = "https://www.rfc-editor.org/rfc/rfc7208#section-4.6.1",
	.since = "0.1.0",
	.why = "One term that is no term makes the whole record a permanent error, wherever it "
	       "stands: receivers then refuse the mail of the domain, or treat it as anybody's.",
	.fix = "Write each term as RFC 7208 has it: a mechanism with `:`, a modifier with `=`, one "
	       "space between two terms.",
	.check_rrset = check,
};
