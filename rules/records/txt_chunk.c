/*
 * txt_chunk.c -- a quoted string of a TXT record that is longer than DNS has strings.
 *
 * Only who writes the strings himself, in quotes, can write one that is too long: text without quotes is cut
 * for him, by this program as by octoDNS. A long text in strings that are short enough is right.
 */
#include "records/shared.h"

#include "base/banned.h"

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_TXT && rrset->type != RR_SPF)
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];
		struct diag *d;

		if (rr->long_string == 0)
			continue;
		d = report(ck, rr->at,
			   "the text at `%s` has a string of %u octets, and 255 are the most",
			   show(ck, rrset->owner), rr->long_string);
		about(ck, d, rrset->owner, rrset->zone, NULL);
		help(ck, d,
		     "close the quotes after 255 octets at most and open them again: `\"…\" "
		     "\"…\"`");
	}
}

const struct rule rule_txt_chunk = {
	.id = "txt-chunk",
	.family = "records",
	.severity = SEV_ERROR,
	.summary = "a quoted string of more than 255 octets in a TXT record",
	.source = "RFC 1035, sections 3.3 and 3.3.14",
	.url = "https://www.rfc-editor.org/rfc/rfc1035#section-3.3.14",
	.since = "0.1.0",
	.why = "A string in DNS has one octet for its length. Route 53 refuses a longer one, and "
	       "name "
	       "servers refuse the zone, or cut it where they like. Longer texts, such as DKIM "
	       "keys, "
	       "are several strings, which readers join without anything between them.",
	.fix = "Write the text in several quoted strings. A blank between two words that are cut "
	       "apart "
	       "belongs inside the quotes.",
	.check_rrset = check,
};
