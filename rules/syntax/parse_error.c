/* parse_error.c -- a source that is not well formed: the front end that reads it reports it. */
#include "engine/rule.h"

#include "base/banned.h"

const struct rule rule_parse_error = {
	.id = "parse-error",
	.family = "syntax",
	.severity = SEV_ERROR,
	.by_front_end = true,
	.summary = "a source cannot be parsed",
	.source = "YAML 1.2.2, chapter 5; RFC 8259; RFC 1035, section 5",
	.url = "https://yaml.org/spec/1.2.2/",
	.since = "0.1.0",
	.why = "Nothing of a file that cannot be parsed is checked, so a mistake in it stays "
	       "unseen, and what it would have defined looks as if it were missing. Tools that do "
	       "read the file may read it in different ways.",
	.fix = "Correct the text at the place shown. Indent YAML with spaces, close every quote "
	       "and bracket, and save the file as UTF-8.",
};
