/*
 * renewal_too_late.c -- a certificate whose renewal leaves no room, or is by hand where it comes too often.
 *
 * ACM renews what it issues by itself; ACME clients and the steps of a plan for ACM-PCA can be run by a machine.
 * What is asked of an authority of another kind is asked by people.
 */
#include "engine/rule.h"
#include "model/validity_table.h"

#include "base/banned.h"

enum { ROOM_DAYS = 7, BY_HAND_DAYS = 100 };

/* A week, or a third of a life that is shorter than three. */
static unsigned room_for(unsigned validity)
{
	return validity / 3 < ROOM_DAYS ? validity / 3 : ROOM_DAYS;
}

static struct span place_of(const struct certificate *certificate)
{
	return certificate->renew_before_days.presence == KNOWN ? certificate->renew_before_days.at
								: certificate->key.at;
}

static void check_room(struct check *ck, const struct certificate *certificate, unsigned validity)
{
	int64_t before = certificate->renew_before_days.n;
	unsigned room = room_for(validity);
	struct diag *d;

	if (before >= room && before < (int64_t)validity)
		return;
	d = report(ck, place_of(certificate),
		   before < room
			   ? "the certificate `%.*s` is renewed %lld days before its end: "
			     "what goes wrong then cannot be mended in time"
			   : "the certificate `%.*s` is renewed %lld days before its end, and "
			     "is not valid for longer: it is never renewed in time",
		   STR_ARG(certificate->key.s), (long long)before);
	about(ck, d, certificate->names.n > 0 ? certificate->dns_names[0] : NULL, NULL,
	      arena_printf(ck->arena, "room %.*s", STR_ARG(certificate->key.s)));
	help(ck, d, "write `renew_before_days: %u`, a third of its %u days", validity / 3,
	     validity);
}

static void check_hand(struct check *ck, const struct certificate *certificate, unsigned validity)
{
	struct diag *d;

	if (certificate->authority == NULL || !str_is(certificate->authority->kind.s, "other") ||
	    validity >= BY_HAND_DAYS)
		return;
	d = report(ck, certificate->key.at,
		   "the certificate `%.*s` is valid for %u days, and its authority `%.*s` is asked "
		   "by hand each time",
		   STR_ARG(certificate->key.s), validity, STR_ARG(certificate->authority->key.s));
	about(ck, d, certificate->names.n > 0 ? certificate->dns_names[0] : NULL, NULL,
	      arena_printf(ck->arena, "hand %.*s", STR_ARG(certificate->key.s)));
	related(ck, d, certificate->authority->kind.at,
		"its kind says no way in which a machine could ask it");
	help(ck, d,
	     "have it issued by an authority of kind `acm`, `acm-pca` or `acme`, which renew "
	     "without "
	     "people");
}

static void check(struct check *ck, const struct certificate *certificate)
{
	struct validity validity;

	/* what an authority that nobody declares does with keys is not known */
	if (certificate->authority == NULL || certificate->custody == CUSTODY_ACM ||
	    certificate->derived || !validity_of(certificate, ck->today, &validity))
		return;
	if (certificate->renew_before_days.presence == KNOWN)
		check_room(ck, certificate, validity.days);
	check_hand(ck, certificate, validity.days);
}

const struct rule rule_renewal_too_late = {
	.id = "renewal-too-late",
	.family = "certificates",
	.severity = SEV_WARNING,
	.summary = "a renewal that leaves no room, or is by hand where it comes too often",
	.source =
		"CA/Browser Forum Baseline Requirements, section 6.3.2; NIST SP 800-57 Part 2 Rev. "
		"1, section 6.2.7",
	.url = "https://doi.org/10.6028/NIST.SP.800-57pt2r1",
	.since = "0.1.0",
	.why = "Renewals fail: a record is gone, an authority is down, the one who does it is on "
	       "leave. What is begun a few days before the end, or is done by hand every few "
	       "weeks, "
	       "ends in an outage sooner or later.",
	.fix = "Renew when a third of the validity is left, and let a machine do it.",
	.check_certificate = check,
};
