/* authority_expires_first.c -- an authority whose own certificate ends before those that it has signed. */
#include "shared.h"

#include "base/banned.h"

static void report_issuer(struct check *ck, const struct issued_certificate *issued,
			  const struct issued_certificate *issuer)
{
	struct diag *d = report(ck, issued->content.at,
				"%s ends on %s, after the authority `%s` that signed it, on %s",
				issued_what(ck, issued), show_day(ck, time_day(issued->not_after)),
				issuer->content.title, show_day(ck, time_day(issuer->not_after)));

	about(ck, d, NULL, NULL, issued_cause(ck, issued, "issuer"));
	related(ck, d, issuer->content.at, "the authority's certificate is here");
	add_declared(ck, d, issued);
	help(ck, d, "renew the authority before %s, and have this certificate issued by it then",
	     show_day(ck, time_day(issuer->not_after)));
}

/* For each key of an authority, by its SHA-256, the certificate that ends last: a renewed authority of the same
 * key signs what its earlier certificate signed. */
static void find_last_ends(struct check *ck, struct map *last_ends)
{
	map_init(last_ends, ck->arena);
	for (size_t i = 0; i < ck->model->issued.n; i++) {
		struct issued_certificate *issued = ck->model->issued.items[i];
		struct issued_certificate **last;

		if (!issued->is_authority || issued->not_after == TIME_UNKNOWN)
			continue;
		last = map_get(last_ends, str_from(issued->content.key.sha256));
		if (last == NULL) {
			last = NEW(ck->arena, struct issued_certificate *);
			*last = issued;
			(void)map_add(last_ends, str_from(issued->content.key.sha256), last);
		} else if (issued->not_after > (*last)->not_after) {
			*last = issued;
		}
	}
}

static bool has_later_certificate(const struct map *last_ends,
				  const struct issued_certificate *issuer, int64_t until)
{
	struct issued_certificate *const *last =
		map_get(last_ends, str_from(issuer->content.key.sha256));

	return last != NULL && (*last)->not_after >= until;
}

static void check_issued(struct check *ck, const struct map *last_ends,
			 const struct issued_certificate *issued)
{
	const struct issued_certificate *issuer = issued->issued_by;
	const struct authority *authority =
		issued->declared == NULL ? NULL : issued->declared->authority;
	struct diag *d;

	if (issued->not_after == TIME_UNKNOWN)
		return;
	if (issuer != NULL && issuer->not_after != TIME_UNKNOWN &&
	    issuer->not_after < issued->not_after) {
		if (!has_later_certificate(last_ends, issuer, issued->not_after))
			report_issuer(ck, issued, issuer);
		return;
	}
	if (authority == NULL || authority->not_after.presence != KNOWN ||
	    time_day(issued->not_after) <= authority->not_after.day)
		return;
	d = report(ck, issued->content.at, "%s ends on %s, after its authority `%.*s`, on %s",
		   issued_what(ck, issued), show_day(ck, time_day(issued->not_after)),
		   STR_ARG(authority->key.s), show_day(ck, authority->not_after.day));
	about(ck, d, NULL, NULL, issued_cause(ck, issued, "declared"));
	related(ck, d, authority->not_after.at, "the authority ends here");
	add_declared(ck, d, issued);
	help(ck, d, "renew the authority before %s", show_day(ck, authority->not_after.day));
}

/* What would be issued today. */
static void check_declared(struct check *ck, const struct certificate *certificate)
{
	const struct authority *authority = certificate->authority;
	struct validity validity;
	struct diag *d;

	if (authority == NULL || authority->not_after.presence != KNOWN ||
	    certificate->arn.presence == KNOWN || !validity_of(certificate, ck->today, &validity) ||
	    (int64_t)ck->today + validity.days <= authority->not_after.day)
		return;
	d = report(ck,
		   certificate->validity_days.presence == KNOWN
			   ? certificate->validity_days.at
			   : declared_place(certificate, SIZE_MAX),
		   "certificate `%.*s` would be valid for %u days, until %s, and its authority "
		   "`%.*s` ends on %s",
		   STR_ARG(certificate->key.s), validity.days,
		   show_day(ck, (date)(ck->today + (date)validity.days)), STR_ARG(authority->key.s),
		   show_day(ck, authority->not_after.day));
	about(ck, d, NULL, NULL, arena_cstr(ck->arena, certificate->key.s));
	related(ck, d, authority->not_after.at, "the authority ends here");
	help(ck, d, "renew the authority, or write `validity_days: %lld` or less",
	     authority->not_after.day > ck->today ? (long long)authority->not_after.day - ck->today
						  : 1LL);
}

static void check(struct check *ck)
{
	struct map last_ends;

	find_last_ends(ck, &last_ends);
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_declared(ck, ck->model->certificates.items[i]);
	for (size_t i = 0; i < ck->model->issued.n; i++)
		if (ck->model->issued.items[i]->same_as == NULL)
			check_issued(ck, &last_ends, ck->model->issued.items[i]);
}

const struct rule rule_authority_expires_first = {
	.id = "authority-expires-first",
	.family = "certificates",
	.severity = SEV_ERROR,
	.summary = "an authority whose own certificate ends before those that it signs",
	.source = "RFC 5280, section 6.1.3; ACM User Guide, \"Private certificates in AWS "
		  "Certificate "
		  "Manager\"",
	.url = "https://docs.aws.amazon.com/acm/latest/userguide/private-certificates.title.html",
	.since = "0.1.0",
	.why = "Every certificate of a chain has to be valid. When the authority's own ends first, "
	       "all that it has signed is refused on the same day, whatever dates they have, and "
	       "no "
	       "watch on the leaves tells of it. ACM refuses a request that would end after its "
	       "private authority.",
	.fix = "Renew the authority while what it signs ends before it does, or ask for a shorter "
	       "validity.",
	.decide = check,
};
