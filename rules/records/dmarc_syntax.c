/*
 * dmarc_syntax.c -- a DMARC record that receivers cannot read, or read otherwise than it is meant.
 *
 * Records stand at `_dmarc`; those at `*._report._dmarc` are consent to reports, and have a version only. A
 * strict policy on a domain that sends mail is right.
 */
#include "records/shared.h"

#include <string.h>

#include "base/banned.h"

/* What a tag may be. RFC 7489 section 6.3; `np` of RFC 9091; `psd` and `t` of DMARC's successor. */
enum form { POLICY, ALIGNMENT, NUMBER, PERCENT, URIS, FAILURE_OPTIONS, FORMATS, YES_NO, SUFFIX };

static const struct {
	const char *name;
	enum form form;
} known[] = {
	{"p", POLICY},		 {"sp", POLICY},   {"np", POLICY}, {"adkim", ALIGNMENT},
	{"aspf", ALIGNMENT},	 {"pct", PERCENT}, {"ri", NUMBER}, {"rua", URIS},
	{"ruf", URIS},		 {"rf", FORMATS},  {"t", YES_NO},  {"psd", SUFFIX},
	{"fo", FAILURE_OPTIONS},
};

/* Whether VALUE is one of the words that `|` separates in WORDS. */
static bool is_one_of(struct str value, const char *words)
{
	struct str rest = str_from(words), word;

	while (str_cut(&rest, '|', &word))
		if (str_eq_nocase(value, word))
			return true;
	return str_eq_nocase(value, rest);
}

static bool are_failure_options(struct str value)
{
	struct str option;

	while (str_cut(&value, ':', &option))
		if (!is_one_of(str_trim(option), "0|1|d|s"))
			return false;
	return is_one_of(str_trim(value), "0|1|d|s");
}

/* `mailto:a@example.com!10m`; other schemes are allowed, and asked by nobody. */
static bool is_uri(struct str uri)
{
	struct str rest = uri, scheme;

	if (str_find(uri, " ", NULL) || !str_cut(&rest, ':', &scheme) || scheme.len == 0)
		return false;
	return str_find(rest, str_eq_nocase(scheme, STR("mailto")) ? "@" : "//", NULL);
}

static bool are_uris(struct str value)
{
	struct str uri;

	while (str_cut(&value, ',', &uri))
		if (!is_uri(str_trim(uri)))
			return false;
	return is_uri(str_trim(value));
}

/* What VALUE should be and is not; NULL: it is. */
static const char *wanted(enum form form, struct str value)
{
	uint64_t n;

	switch (form) {
	case POLICY:
		return is_one_of(value, "none|quarantine|reject")
			       ? NULL
			       : "`none`, `quarantine` or `reject`";
	case ALIGNMENT:
		return is_one_of(value, "r|s") ? NULL : "`r` (relaxed) or `s` (strict)";
	case NUMBER:
		return str_to_u64(value, UINT32_MAX, &n) ? NULL : "a number of seconds";
	case PERCENT:
		return str_to_u64(value, 100, &n) ? NULL : "a number from 0 to 100";
	case URIS:
		return are_uris(value) ? NULL : "URLs as `mailto:dmarc@example.com`, with commas";
	case FAILURE_OPTIONS:
		return are_failure_options(value) ? NULL : "`0`, `1`, `d` and `s`, with colons";
	case FORMATS:
		return is_one_of(value, "afrf") ? NULL : "`afrf`";
	case YES_NO:
		return is_one_of(value, "y|n") ? NULL : "`y` or `n`";
	case SUFFIX:
		return is_one_of(value, "y|n|u") ? NULL : "`y`, `n` or `u`";
	}
	BUG("a form of value that is none");
}

struct record {
	struct check *ck;
	const struct rrset *rrset;
	const struct rr *rr;
	unsigned seen; /* of `known`, a bit each */
};

static struct diag *complain(struct record *record, struct str tag, const char *what)
{
	struct diag *d = report(record->ck, record->rr->at, "the DMARC record at `%s`: %s",
				show(record->ck, record->rrset->owner), what);

	about(record->ck, d, record->rrset->owner, record->rrset->zone,
	      arena_cstr(record->ck->arena, tag));
	return d;
}

static void check_tag(struct record *record, const struct tag *tag)
{
	struct arena *arena = record->ck->arena;
	const char *should;

	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (!str_eq_nocase(tag->name, str_from(known[i].name)))
			continue;
		should = wanted(known[i].form, tag->value);
		if ((record->seen & 1u << i) != 0)
			help(record->ck,
			     complain(record, tag->name,
				      arena_printf(arena, "`%s` stands twice", known[i].name)),
			     "keep one `%s`", known[i].name);
		else if (should != NULL)
			help(record->ck,
			     complain(record, tag->name,
				      arena_printf(arena, "`%s` is `%.*s`, in place of %s",
						   known[i].name, STR_ARG(tag->value), should)),
			     "mend the value of `%s`", known[i].name);
		record->seen |= 1u << i;
		return;
	}
	if (tag->no_value)
		help(record->ck,
		     complain(record, tag->name,
			      tag->name.len == 0 ? "it has two `;` with nothing between them"
						 : arena_printf(arena, "`%.*s` has no `=`",
								STR_ARG(tag->name))),
		     "write each tag as `name=value`, with a `;` between two");
	else
		help(record->ck,
		     complain(record, tag->name,
			      arena_printf(arena, "receivers know no tag `%.*s`, and pass it over",
					   STR_ARG(tag->name))),
		     "remove the tag, or correct its name");
}

/* `v=DMARC1` as it is to stand, case and all, with a `;` or nothing behind it (RFC 7489 section 6.3). */
static bool has_version(struct str text)
{
	struct tag tag;

	return tag_next(&text, &tag) && str_is(tag.name, "v") && str_is(tag.value, "DMARC1");
}

/* Whether text at `_dmarc` that has no version is meant to be DMARC. */
static bool is_meant(struct str text)
{
	struct tag tag;

	while (tag_next(&text, &tag))
		if (str_eq_nocase(tag.name, STR("p")) ||
		    (str_eq_nocase(tag.name, STR("v")) && tag.value.len >= 5 &&
		     str_eq_nocase(str_slice(tag.value.ptr, 5), STR("dmarc"))))
			return true;
	return false;
}

static void check_record(struct record *record, struct str text)
{
	struct tag tag;

	if (!has_version(text)) {
		if (is_meant(text))
			help(record->ck,
			     complain(record, STR("v"),
				      "it does not begin with `v=DMARC1`, and is no DMARC record "
				      "to receivers"),
			     "begin the text with `v=DMARC1;`");
		return;
	}
	(void)tag_next(&text, &tag);
	while (tag_next(&text, &tag))
		check_tag(record, &tag);
	if ((record->seen & 1u) == 0)
		help(record->ck, complain(record, STR("p"), "it has no policy, `p`"),
		     "write `p=none`, `p=quarantine` or `p=reject` behind the version");
}

static void check_set(struct check *ck, const struct zone *zone, size_t start, size_t n)
{
	const struct rr *first = NULL;
	struct diag *d;

	for (size_t i = start; i < start + n; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		for (size_t k = 0; k < rrset->n; k++) {
			struct record record = {.ck = ck, .rrset = rrset, .rr = &rrset->rrs[k]};
			struct str text = rdata_joined(ck->arena, record.rr);

			check_record(&record, text);
			if (!has_version(text) ||
			    (first != NULL && rdata_equal(RR_TXT, first, record.rr)))
				continue;
			if (first == NULL) {
				first = record.rr;
				continue;
			}
			d = complain(&record, STR("twice"),
				     "there is another one, and receivers then take neither");
			related(ck, d, first->at, "the other one is here");
			help(ck, d, "keep one DMARC record");
		}
	}
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	size_t n;

	for (size_t i = 0; i < zone->rrsets.n; i += n) {
		const struct rrset *rrset = zone->rrsets.items[i];

		n = 1;
		if (rrset->type != RR_TXT || rrset->owner->labels == 0 ||
		    !str_is(dname_label(rrset->owner, 0), "_dmarc"))
			continue;
		n = rrset_pieces(zone, i);
		check_set(ck, zone, i, n);
	}
}

const struct rule rule_dmarc_syntax = {
	.id = "dmarc-syntax",
	.family = "records",
	.severity = SEV_WARNING,
	.summary = "a DMARC record that receivers cannot read, or two of them",
	.source = "RFC 7489, sections 6.3, 6.4 and 6.6.3",
	.url = "https://www.rfc-editor.org/rfc/rfc7489#section-6.3",
	.since = "0.1.0",
	.why = "Receivers pass over a record whose version or policy they cannot read, and both "
	       "where "
	       "there are two: anybody may then send in the name of the domain, and no report says "
	       "so. A misspelt tag leaves its default in place.",
	.fix = "Write one record: `v=DMARC1` first, then `p`, then the other tags, each as "
	       "`name=value`, with a `;` between two.",
	.check_zone = check,
};
