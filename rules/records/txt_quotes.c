/*
 * txt_quotes.c -- a text that holds the quotes which were to stand around it, or between two of its strings.
 *
 * Quotes somewhere within a text are its author's business.
 */
#include "records/shared.h"

#include <string.h>

#include "base/banned.h"

/* How quotes get into a text: written twice, escaped once too often, set by a word processor. */
static const struct {
	const char *open, *close;
} wrappings[] = {{"\"", "\""}, {"\\\"", "\\\""}, {"“", "”"}};

/* What is wrong with the quotes of TEXT, fits behind "the text"; NULL: nothing. */
static const char *fault_of(struct str text)
{
	size_t first;

	for (size_t i = 0; i < COUNT_OF(wrappings); i++) {
		size_t len = strlen(wrappings[i].open) + strlen(wrappings[i].close);

		if (text.len >= len && str_starts(text, wrappings[i].open) &&
		    str_ends(text, wrappings[i].close))
			return "begins and ends with quotes, which are a part of it";
	}
	/* `a" "b`: the border of two strings. In `say "a" "b"` other quotes come first. */
	if (str_find(text, "\"", &first) && first > 0 && text.len - first >= 3 &&
	    memcmp(text.ptr + first, "\" \"", 3) == 0)
		return "holds `\" \"`, the border of two strings, as a part of it";
	return NULL;
}

static bool has_quote(const struct rr *rr)
{
	/* 0xe2 begins `“`; a length octet of 34 is looked at in vain */
	return memchr(rr->rdata, '"', rr->len) != NULL || memchr(rr->rdata, 0xe2, rr->len) != NULL;
}

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_TXT && rrset->type != RR_SPF)
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];
		const char *fault;
		struct diag *d;

		if (rr->len == 0 || !has_quote(rr))
			continue;
		fault = fault_of(rdata_joined(ck->arena, rr));
		if (fault == NULL)
			continue;
		d = report(ck, rr->at, "the text at `%s` %s", show(ck, rrset->owner), fault);
		about(ck, d, rrset->owner, rrset->zone, NULL);
		help(ck, d,
		     "write the text without quotes of its own: those that its format wants are "
		     "taken off, or set, once");
	}
}

const struct rule rule_txt_quotes = {
	.id = "txt-quotes",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a text with quotes in it that were meant to stand around it",
	.source = "RFC 1035, section 5.1; Amazon Route 53 Developer Guide, \"TXT record type\"",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html",
	.since = "0.1.0",
	.why = "Quotes around a text are of the format that it is written in: zone files and Route "
	       "53 "
	       "want them once, octoDNS and the native format set them themselves. One pair more "
	       "is "
	       "published as a part of the text, and then no receiver knows it for SPF, DKIM or a "
	       "proof of ownership.",
	.fix = "Take the inner quotes away, and the backslashes in front of them.",
	.check_rrset = check,
};
