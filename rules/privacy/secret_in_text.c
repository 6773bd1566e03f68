/*
 * secret_in_text.c -- what looks like a key or a token in a record, and private keys in the sources.
 *
 * Each form is one that its issuer made to be recognised: a fixed prefix and a fixed length. What proves
 * ownership to a service (`google-site-verification=`, `MS=`, `vpce:`), DKIM public keys, and signed
 * statements (JSON Web Tokens) are meant to be read, and match none of them. The text that was found is
 * never repeated in a message.
 */
#include "privacy/shared.h"

#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

enum { HINTS_MAX = 4 };

/* As of 2026-11: the issuers' own documents, and the rules of gitleaks (config/gitleaks.toml), where they
 * give the lengths. Every repetition is bounded. A text that matches holds one of the hints, in letters of
 * whatever case: nearly no text does, and the expressions are tried on those alone that do. */
static const struct form {
	const char *what;
	const char *hints[HINTS_MAX];
	const char *expression;
} forms[] = {
	/* IAM User Guide, "IAM identifiers", unique IDs; base32, so no 0, 1, 8, 9 */
	{"an AWS access key id",
	 {"akia", "asia"},
	 "(?<![A-Za-z0-9+/])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9+/=])"},
	{"an AWS secret access key",
	 {"secret"},
	 "(?i:aws_?secret_?(?:access_?)?key)[\"' ]{0,3}[=:][\"' ]{0,3}[A-Za-z0-9/+]{40}"
	 "(?![A-Za-z0-9/+=])"},
	/* GitHub, "About authentication to GitHub", token formats */
	{"a GitHub token",
	 {"gh", "github_pat_"},
	 "\\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82})"},
	/* GitLab, "Token overview", prefixes */
	{"a GitLab token", {"gl"}, "\\bgl(?:pat|dt|rt|ptt|soat)-[A-Za-z0-9_-]{20}"},
	/* Slack, "Token types" and "Sending messages using incoming webhooks" */
	{"a Slack token", {"xox"}, "\\bxox[abeoprs]-[0-9]{8,14}-[A-Za-z0-9-]{10}"},
	{"a Slack webhook",
	 {"hooks.slack"},
	 "hooks\\.slack\\.com/services/T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}/"
	 "[A-Za-z0-9]{20}"},
	/* Stripe, "API keys"; `stripe-verification=` is none */
	{"a Stripe key", {"k_live_", "k_test_"}, "\\b[rs]k_(?:live|test)_[A-Za-z0-9]{16}"},
	{"a Google API key", {"aiza"}, "\\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"},
	{"an npm token", {"npm_"}, "\\bnpm_[A-Za-z0-9]{36}\\b"},
	{"a SendGrid key",
	 {"sg."},
	 "\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"},
	/* RFC 3986 section 3.2.1: user information with a password */
	{"a password in a URL",
	 {"://"},
	 "\\b[a-z][a-z0-9+.-]{1,20}://[^\\s/:@]{1,64}:[^\\s/:@]{3,64}@"},
	{"a password",
	 {"passw", "key", "secret", "token"},
	 "(?i:\\b(?:password|passwd|api[_-]?key|client[_-]?secret|access[_-]?token|"
	 "auth[_-]?token))[\"' ]{0,2}[=:][\"' ]{0,2}(?=[^\\s\"';]{0,40}[0-9])"
	 "(?=[^\\s\"';]{0,40}[A-Za-z])[^\\s\"';]{12}"},
	/* base64 of the DER that RFC 8017 A.1.2, RFC 5208 and RFC 5915 begin a private key with: a DKIM
	 * record whose `p=` holds the wrong half of the pair */
	{"a private key",
	 {"mii", "migh", "mhcc", "mc4c"},
	 "(?:MII[A-Za-z0-9+/]{2}[AQgw]IBA(?:AKC|DAN)|MIGHAgEAMBMGByqGSM49|MHcCAQEE|"
	 "MC4CAQAwBQYDK2Vw)[A-Za-z0-9+/]{32}"},
};

enum { N_FORMS = sizeof(forms) / sizeof(forms[0]), SHORTEST = 16 };

static const struct pattern_limits limits = {
	.size = LIMIT_PATTERN_SIZE,
	.match = LIMIT_PATTERN_MATCH,
	.depth = LIMIT_PATTERN_DEPTH,
	.heap_kib = LIMIT_PATTERN_HEAP_KIB,
};

/* ---- records ----------------------------------------------------------------------------------- */

/* The types whose data are text; digests and public keys are not. */
static bool holds_text(enum rr_type type)
{
	return type == RR_TXT || type == RR_SPF || type == RR_HINFO || type == RR_CAA ||
	       type == RR_NAPTR || type == RR_URI;
}

static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; i < zone->zone->rrsets.n; i++) {
		const struct rrset *rrset = zone->zone->rrsets.items[i];

		for (size_t k = 0; holds_text(rrset->type) && k < rrset->n; k++)
			if (rrset->rrs[k].len > SHORTEST)
				collect(ck, (struct fact){.zone = zone->zone,
							  .owner = rrset->owner,
							  .type = rrset->type,
							  .kind = (unsigned)k,
							  .rrset = rrset,
							  .at = rrset->rrs[k].at});
	}
}

/* What is not ASCII becomes a blank: the expressions look for ASCII alone, and want UTF-8. */
static struct str text_of(struct check *ck, const struct fact *fact)
{
	const struct rr *rr = &fact->rrset->rrs[fact->kind];
	struct str raw = fact->type == RR_TXT || fact->type == RR_SPF
				 ? rdata_joined(ck->arena, rr)
				 : str_slice((const char *)rr->rdata, rr->len);
	char *text = arena_cstr(ck->arena, raw);

	for (size_t i = 0; i < raw.len; i++)
		if (text[i] < ' ' || text[i] > '~')
			text[i] = ' ';
	return str_slice(text, raw.len);
}

static void report_record(struct check *ck, const struct fact *fact, const char *what)
{
	const char *type = rr_type_name(ck->arena, fact->type);
	struct diag *d;

	d = report(ck, fact->at, "%s at `%s` in the zone `%s` holds what looks like %s", type,
		   show(ck, fact->owner), show(ck, fact->zone->name), what);
	about(ck, d, fact->owner, fact->zone, arena_printf(ck->arena, "%s %s", type, what));
	if (fact->rrset->derived)
		related_origin(ck, d, fact->rrset->origin);
	help(ck, d,
	     "revoke it where it was issued, then remove this value: whoever can ask this "
	     "zone or read this repository has it");
}

/* The forms of which a hint begins with an octet, a bit each. */
struct hints {
	unsigned begin[256];
};

static void list_hints(struct hints *hints)
{
	*hints = (struct hints){{0}};
	for (size_t k = 0; k < N_FORMS; k++)
		for (size_t i = 0; i < HINTS_MAX && forms[k].hints[i] != NULL; i++)
			hints->begin[(unsigned char)forms[k].hints[i][0]] |= 1u << k;
}

static bool begins_with(struct str text, const char *hint)
{
	size_t i = 0;

	while (hint[i] != '\0' && i < text.len && ascii_lower(text.ptr[i]) == hint[i])
		i++;
	return hint[i] == '\0';
}

static bool has_hint_here(struct str text, const struct form *form)
{
	for (size_t i = 0; i < HINTS_MAX && form->hints[i] != NULL; i++)
		if (begins_with(text, form->hints[i]))
			return true;
	return false;
}

/* The forms that TEXT has a hint of, a bit each. */
static unsigned hinted_forms(const struct hints *hints, struct str text)
{
	unsigned found = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned begin = hints->begin[(unsigned char)ascii_lower(text.ptr[i])] & ~found;

		for (unsigned k = 0; begin != 0; k++, begin >>= 1)
			if ((begin & 1) != 0 &&
			    has_hint_here(str_slice(text.ptr + i, text.len - i), &forms[k]))
				found |= 1u << k;
	}
	return found;
}

static void check_records(struct check *ck)
{
	struct pattern *patterns[N_FORMS];
	struct hints hints;
	struct err err;

	if (ck->facts->items.n == 0)
		return;
	for (size_t k = 0; k < N_FORMS; k++)
		if (pattern_compile(ck->arena, str_from(forms[k].expression), false, &limits,
				    &patterns[k], &err) != OK)
			BUG("an expression of secret-in-text does not compile");
	list_hints(&hints);
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		const struct fact *fact = &ck->facts->items.items[i];
		struct str text = text_of(ck, fact);
		unsigned hinted = hinted_forms(&hints, text);

		if (hinted == 0)
			continue;
		/* a PEM in a record is found in the sources */
		if (str_find(text, "PRIVATE KEY-----", NULL))
			continue;
		for (size_t k = 0; k < N_FORMS; k++)
			if ((hinted >> k & 1) != 0 && pattern_matches(patterns[k], text) == YES) {
				report_record(ck, fact, forms[k].what);
				break;
			}
	}
}

/* ---- sources ----------------------------------------------------------------------------------- */

/* The label of a PEM private key (RFC 7468 sections 2, 10, 11, and what came before it: "RSA", "EC",
 * "OPENSSH") that begins at TEXT; its length with both rows of dashes, 0: none. */
static size_t label_length(struct str text)
{
	static const char begin[] = "-----BEGIN ", end[] = "PRIVATE KEY-----";
	size_t at, longest = sizeof(begin) - 1 + 32 + sizeof(end) - 1;

	if (!str_starts(text, begin))
		return 0;
	text.len = text.len < longest ? text.len : longest;
	if (!str_find(text, end, &at))
		return 0;
	for (size_t i = sizeof(begin) - 1; i < at; i++)
		if ((text.ptr[i] < 'A' || text.ptr[i] > 'Z') && text.ptr[i] != ' ')
			return 0;
	return at + sizeof(end) - 1;
}

/* Base64 follows, in YAML perhaps behind blanks, a comment's `#`, quotes or a written `\n`, or the header
 * of an encrypted key. A sentence that only speaks of the label has none. */
static bool has_body(struct str rest)
{
	size_t at = 0, run = 0;

	while (at < rest.len && at < 64) {
		if (rest.ptr[at] == '\\' && at + 1 < rest.len &&
		    (rest.ptr[at + 1] == 'n' || rest.ptr[at + 1] == 'r'))
			at += 2;
		else if (ascii_is_blank(rest.ptr[at]) || strchr("#\"'\\", rest.ptr[at]) != NULL)
			at++;
		else
			break;
	}
	rest = str_slice(rest.ptr + at, rest.len - at);
	if (str_starts(rest, "Proc-Type:"))
		return true;
	while (run < rest.len && (ascii_is_alpha(rest.ptr[run]) || ascii_is_digit(rest.ptr[run]) ||
				  rest.ptr[run] == '+' || rest.ptr[run] == '/'))
		run++;
	return run >= 16;
}

static void report_key(struct check *ck, const struct source *source, size_t start, size_t len)
{
	struct span at = {source->file, (uint32_t)start, (uint32_t)(start + len)};
	struct diag *d;

	d = report(ck, at, "`%.*s` holds a private key", STR_ARG(source->path));
	about(ck, d, NULL, NULL,
	      arena_printf(ck->arena, "private key in %.*s", STR_ARG(source->path)));
	help(ck, d,
	     "make a new key outside the repository and replace its certificate: taking "
	     "these lines out leaves the key in the history");
}

static void check_source(struct check *ck, const struct source *source)
{
	struct str rest = source->bytes;
	size_t at;

	while (str_find(rest, "-----BEGIN ", &at)) {
		size_t len;

		rest = str_slice(rest.ptr + at, rest.len - at);
		len = label_length(rest);
		if (len > 0 && has_body(str_slice(rest.ptr + len, rest.len - len)))
			report_key(ck, source, (size_t)(rest.ptr - source->bytes.ptr), len);
		rest = str_slice(rest.ptr + 1, rest.len - 1);
	}
}

static void decide(struct check *ck)
{
	const struct sources *sources = ck->model->sources;

	check_records(ck);
	for (size_t i = 0; sources != NULL && i < sources->files.n; i++)
		check_source(ck, sources->files.items[i]);
}

const struct rule rule_secret_in_text = {
	.id = "secret-in-text",
	.family = "privacy",
	.conceals = true,
	.severity = SEV_ERROR,
	.summary = "what looks like a key or a token in a record, or a private key in a source",
	.source = "RFC 7468, sections 10 and 11; IAM User Guide, \"IAM identifiers\"; the token "
		  "formats of GitHub, GitLab, Slack, Stripe, Google, npm and SendGrid",
	.url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
	.since = "0.1.0",
	.why = "A record is read by everybody who may ask, a source by everybody who may read the "
	       "repository, and both for ever: passive DNS collections and the history keep what "
	       "was there once. A secret in them is a secret no more.",
	.fix = "Revoke the secret where it was issued, and only then remove it here. Keep keys and "
	       "tokens in a secret store; public keys and verification tokens may stay.",
	.collect_zone = collect_zone,
	.decide = decide,
};
