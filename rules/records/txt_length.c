/* txt_length.c -- a text that is longer than a value of Route 53 may be. */
#include "records/shared.h"

#include "model/route53.h"

#include "base/banned.h"

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_TXT && rrset->type != RR_SPF)
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];
		size_t characters;
		struct diag *d;

		/* No octet takes more than four characters. */
		if (rr->len < ROUTE53_VALUE_CHARACTERS / 5)
			continue;
		characters = str_from(route53_value(ck->arena, rrset->type, rr)).len;
		if (characters <= ROUTE53_VALUE_CHARACTERS)
			continue;
		d = report(ck, rr->at,
			   "the text at `%s` takes %zu characters in Route 53, and %d are the most",
			   show(ck, rrset->owner), characters, ROUTE53_VALUE_CHARACTERS);
		about(ck, d, rrset->owner, rrset->zone, NULL);
		help(ck, d, "shorten the text, or publish it elsewhere and write where");
	}
}

const struct rule rule_txt_length = {
	.id = "txt-length",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a text of more than 4,000 characters",
	.source = "Amazon Route 53 API Reference, ResourceRecord: Value",
	.url = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecord.html",
	.since = "0.1.0",
	.why = "Route 53 refuses the whole batch of changes that holds a longer value. Its quotes, "
	       "the "
	       "blanks between its strings and its escapes count. Answers of that size also do not "
	       "fit into UDP, and some networks lose them.",
	.fix = "Shorten the text, or publish it on a web server and write its address.",
	.check_rrset = check,
};
