/*
 * key_reused.c -- one key in several certificates.
 *
 * Two certificates share a key where the SHA-256 of their SubjectPublicKeyInfo is the same. An authority may
 * have several certificates for its one key, signed by different others.
 */
#include "shared.h"

#include "base/banned.h"

static bool are_renewals_forbidden(const struct check *ck)
{
	const struct text *option = rule_option(ck, "renewals");

	return option != NULL && str_is(option->s, "forbid");
}

static void check_option(struct check *ck)
{
	const struct text *option = rule_option(ck, "renewals");

	if (option != NULL && !str_is(option->s, "forbid") && !str_is(option->s, "allow"))
		undecided(ck, option->at, "`renewals` wants allow or forbid: allow is taken");
}

static bool same_texts(const struct certificate_content *a, const struct certificate_content *b)
{
	if (strcmp(a->subject, b->subject) != 0 || a->n_names != b->n_names)
		return false;
	for (size_t i = 0; i < a->n_names; i++)
		if (!str_eq_nocase(a->names[i].text.raw, b->names[i].text.raw))
			return false;
	return true;
}

/* Whether one was issued in place of the other: for the same declared certificate, else for the same subject
 * and names. */
static bool is_renewal(const struct issued_certificate *a, const struct issued_certificate *b)
{
	if (a->declared != NULL && b->declared != NULL)
		return a->declared == b->declared;
	return same_texts(&a->content, &b->content);
}

static bool is_same_authority(const struct issued_certificate *a,
			      const struct issued_certificate *b)
{
	return a->is_authority && b->is_authority &&
	       strcmp(a->content.subject, b->content.subject) == 0;
}

static const struct account *account_of(const struct check *ck,
					const struct issued_certificate *issued)
{
	const struct account *account = model_writer(ck->model, issued->content.at);

	return issued->declared != NULL ? issued->declared->account : account;
}

static void report_pair(struct check *ck, const struct issued_certificate *issued,
			const struct issued_certificate *first)
{
	const struct account *a = account_of(ck, first), *b = account_of(ck, issued);
	bool renewal = is_renewal(issued, first);
	struct diag *d;

	if (a != NULL && b != NULL && a != b)
		d = report(ck, issued->content.at,
			   "%s of the account `%.*s` has the key of %s, which is the account "
			   "`%.*s`'s",
			   issued_what(ck, issued), STR_ARG(b->key.s), issued_what(ck, first),
			   STR_ARG(a->key.s));
	else
		d = report(ck, issued->content.at, "%s has the key of %s%s",
			   issued_what(ck, issued),
			   renewal ? "the one before it" : issued_what(ck, first),
			   renewal ? ", and the policy wants a new one with each renewal" : "");
	about(ck, d, NULL, NULL, issued_cause(ck, issued, first->serial));
	related(ck, d, first->content.at, "the same key (SHA-256 %.16s…) is here",
		first->content.key.sha256);
	add_declared(ck, d, issued);
	help(ck, d,
	     "make a key of its own for each certificate, and have this one issued anew for "
	     "it");
}

static void check_one(struct check *ck, struct map *seen, const struct issued_certificate *issued)
{
	const struct issued_certificate *first;
	const char *key = issued->content.key.sha256;

	if (key[0] == '\0' || issued->same_as != NULL)
		return;
	first = map_add(seen, str_from(key), (void *)(uintptr_t)issued);
	if (first == NULL || is_same_authority(issued, first))
		return;
	if (!is_renewal(issued, first) || are_renewals_forbidden(ck))
		report_pair(ck, issued, first);
}

/* ---- declared ---------------------------------------------------------------------------------- */

/* Where the key of CERTIFICATE is said to be; ABSENT: it is not said, or each has its own. */
static const struct text *place_of(const struct certificate *certificate)
{
	static const struct text nowhere;

	switch (certificate->custody) {
	case CUSTODY_FILE:
	case CUSTODY_EXISTING:
		return &certificate->key_path;
	case CUSTODY_PKCS11:
		return &certificate->key_uri;
	default:
		return &nowhere;
	}
}

/* A URI of PKCS #11 may hold a PIN, and is not repeated. */
static void check_declared(struct check *ck, struct map *seen, struct certificate *certificate)
{
	const struct text *place = place_of(certificate);
	const struct certificate *first;
	struct diag *d;

	if (place->presence != KNOWN)
		return;
	first = map_add(seen, place->s, certificate);
	if (first == NULL)
		return;
	d = report(ck, place->at, "certificate `%.*s` is to have the key of `%.*s`",
		   STR_ARG(certificate->key.s), STR_ARG(first->key.s));
	about(ck, d, NULL, NULL, arena_cstr(ck->arena, certificate->key.s));
	related(ck, d, place_of(first)->at, "`%.*s` names the same one here",
		STR_ARG(first->key.s));
	help(ck, d, "give each certificate a key of its own");
}

static void check(struct check *ck)
{
	struct map seen, places;

	check_option(ck);
	map_init(&seen, ck->arena);
	map_init(&places, ck->arena);
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_declared(ck, &places, ck->model->certificates.items[i]);
	for (size_t i = 0; i < ck->model->issued.n; i++)
		check_one(ck, &seen, ck->model->issued.items[i]);
}

static const char *const options[] = {"renewals", NULL};

const struct rule rule_key_reused = {
	.id = "key-reused",
	.family = "certificates",
	.severity = SEV_ERROR,
	.options = options,
	.summary = "one key in two certificates or tenants, or in a renewal against the policy",
	.source = "NIST SP 800-57 Part 1 Rev. 5, section 5.2",
	.url = "https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final",
	.since = "0.1.0",
	.why = "Whoever gets the key of one server can answer for all that share it, and all of "
	       "them "
	       "have to be replaced at once. A key that two tenants have belongs to neither. Keys "
	       "are compared by the SHA-256 of their SubjectPublicKeyInfo. A renewal may keep its "
	       "key unless the policy sets `renewals: forbid` for this rule.",
	.fix = "Make a key for each certificate, have the certificate issued anew for it, and take "
	       "the shared key out of service.",
	.decide = check,
};
