/*
 * revocation_unplanned.c -- an authority in use of which nobody says how its certificates are revoked.
 *
 * What public authorities publish is in their certificates, and ACM and ACME have requests of their own for it; so
 * of a public one only its contact is asked after, and only where its kind says no way to ask it.
 */
#include "engine/rule.h"

#include "base/banned.h"

static bool is_absent(const struct text *text)
{
	return text->presence == ABSENT || (text->presence == KNOWN && text->s.len == 0);
}

static void check_authority(struct check *ck, const struct authority *authority)
{
	bool private = str_is(authority->type.s, "private");
	bool unpublished = private && is_absent(&authority->crl) && is_absent(&authority->ocsp);
	bool nobody = is_absent(&authority->revocation_contact) &&
		      (private || str_is(authority->kind.s, "other"));
	const char *what;
	struct diag *d;

	if (authority->type.presence != KNOWN || (!unpublished && !nobody))
		return;
	what = !nobody	     ? "where revocations are published"
	       : unpublished ? "where revocations are published, and whom to ask for one"
			     : "whom to ask for a revocation";
	d = report(ck,
		   authority->revocation_at.file != 0 ? authority->revocation_at
						      : authority->key.at,
		   "nobody says of the authority `%.*s` %s", STR_ARG(authority->key.s), what);
	about(ck, d, NULL, NULL, arena_cstr(ck->arena, authority->key.s));
	help(ck, d, "write `revocation: {%scontact: …}` in the authority",
	     private ? "crl: …, " : "");
}

static void decide(struct check *ck)
{
	struct map used;

	map_init(&used, ck->arena);
	for (size_t i = 0; i < ck->model->certificates.n; i++) {
		struct certificate *certificate = ck->model->certificates.items[i];

		if (certificate->authority != NULL)
			(void)map_add(&used, certificate->authority->key.s, certificate);
	}
	for (size_t i = 0; i < ck->model->authorities.n; i++)
		if (map_get(&used, ck->model->authorities.items[i]->key.s) != NULL)
			check_authority(ck, ck->model->authorities.items[i]);
}

const struct rule rule_revocation_unplanned = {
	.id = "revocation-unplanned",
	.family = "certificates",
	.severity = SEV_WARNING,
	.summary = "an authority of which nobody says how its certificates are revoked",
	.source = "NIST SP 800-57 Part 2 Rev. 1, sections 6.2.6 and 6.2.10",
	.url = "https://doi.org/10.6028/NIST.SP.800-57pt2r1",
	.since = "0.1.0",
	.why = "A certificate whose key is lost is to be revoked within hours. Then is not the "
	       "time "
	       "to look for who does it, or to find that nobody who trusts the authority learns of "
	       "it.",
	.fix = "Write in the authority where its CRL is published or its OCSP responder is, and "
	       "who "
	       "revokes.",
	.decide = decide,
};
