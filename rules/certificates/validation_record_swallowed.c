/*
 * validation_record_swallowed.c -- another record answers for the name at which a certificate is validated.
 *
 * A DNAME takes all names below it along, a validation record written there too (RFC 6672 section 2.4). For ACME
 * the TXT at `_acme-challenge` is made anew each time, and until then a wildcard CNAME answers there: a client
 * that follows it first writes the TXT where it leads.
 */
#include "engine/rule.h"

#include "base/banned.h"

static struct diag *report_answer(struct check *ck, const struct certificate *certificate,
				  const struct dname *owner, const struct zone *zone,
				  const struct rrset *rrset, struct span at, const char *what)
{
	struct diag *d;

	d = report(ck, at, "%s answers for `%s`, by which the certificate `%.*s` is validated",
		   what, show(ck, owner), STR_ARG(certificate->key.s));
	about(ck, d, owner, zone, arena_cstr(ck->arena, certificate->key.s));
	related(ck, d, rrset->at, "this record answers");
	return d;
}

static void check_known(struct check *ck, const struct certificate *certificate,
			const struct validation *validation)
{
	const struct zone_index *zone;
	const struct dname *owner;
	struct zone_answer answer;
	struct diag *d;

	if (validation->name.presence != KNOWN ||
	    dname_parse(ck->arena, validation->name.s, NULL, &owner) != DNAME_OK)
		return;
	zone = index_zone_for(ck->index, owner, VIEW_PUBLIC, DNAME_LABELS_MAX);
	if (zone == NULL)
		return;
	answer = zone_lookup(zone, owner, RR_CNAME);
	if (answer.kind != ZONE_DNAME)
		return;
	d = report_answer(
		ck, certificate, owner, zone->zone, answer.rrset, validation->name.at,
		arena_printf(ck->arena, "the DNAME at `%s`", show(ck, answer.rrset->owner)));
	help(ck, d,
	     "have a CNAME in place of the DNAME for each name that is used, or write the "
	     "validation record where the DNAME leads");
}

/* The places of one certificate that have been reported: a name and its wildcard have one. */
static void check_challenge(struct check *ck, const struct certificate *certificate, size_t i,
			    struct map *seen)
{
	const struct dname *name = certificate->dns_names[i], *owner;
	const struct zone_index *zone;
	struct zone_answer answer;
	struct diag *d;

	if (dname_is_wildcard(name))
		name = dname_suffix(ck->arena, name, 1);
	owner = dname_prepend(ck->arena, STR("_acme-challenge"), name);
	if (owner == NULL ||
	    map_add(seen, str_slice((const char *)owner->wire, owner->len), seen) != NULL)
		return;
	zone = index_zone_for(ck->index, owner, VIEW_PUBLIC, DNAME_LABELS_MAX);
	if (zone == NULL)
		return;
	answer = zone_lookup(zone, owner, RR_TXT);
	/* a CNAME at the name itself is how its validation is given to another zone on purpose */
	if (answer.kind != ZONE_DNAME && !(answer.kind == ZONE_CNAME && answer.wildcard))
		return;
	d = report_answer(ck, certificate, owner, zone->zone, answer.rrset,
			  certificate->names.items[i].at,
			  arena_printf(ck->arena, "the %s at `%s`",
				       answer.kind == ZONE_DNAME ? "DNAME" : "wildcard CNAME",
				       show(ck, answer.rrset->owner)));
	help(ck, d,
	     "write at `%s` a TXT that stays, so that the wildcard does not reach it, or a CNAME "
	     "to "
	     "a zone that the ACME client may write",
	     show(ck, owner));
}

static void check(struct check *ck, const struct certificate *certificate)
{
	struct map seen;

	for (size_t i = 0; i < certificate->n_validations; i++)
		check_known(ck, certificate, &certificate->validations[i]);
	if (certificate->authority == NULL || !str_is(certificate->authority->kind.s, "acme"))
		return;
	map_init(&seen, ck->arena);
	for (size_t i = 0; i < certificate->names.n; i++)
		if (certificate->dns_names[i] != NULL)
			check_challenge(ck, certificate, i, &seen);
}

const struct rule rule_validation_record_swallowed = {
	.id = "validation-record-swallowed",
	.family = "certificates",
	.severity = SEV_WARNING,
	.summary = "a wildcard, CNAME or DNAME that answers for the name of a validation record",
	.source = "RFC 8555, section 8.4; RFC 4592, section 3.3; RFC 6672, section 2.4",
	.url = "https://www.rfc-editor.org/rfc/rfc8555#section-8.4",
	.since = "0.1.0",
	.why = "An authority follows a CNAME or DNAME at the validation name and looks where it "
	       "leads, which is not where the record is. An ACME client that follows a wildcard "
	       "CNAME writes the record there, or fails because it may not: it works for years, "
	       "until somebody adds the wildcard.",
	.fix = "Let the validation name exist by itself, out of reach of the wildcard, and no "
	       "DNAME "
	       "stand above it.",
	.check_certificate = check,
};
