/*
 * validation_record_missing.c -- a CNAME by which a certificate's names are validated is not in the public zone,
 * or leads elsewhere.
 *
 * What the estate states of a validation record is derived into the deepest public zone that holds its name; it
 * can still be written there with another value, or stand where no authority looks. Of a certificate that an
 * export alone shows, the export of its zone has to have the record: that this run would create it mends nothing
 * yet. A validation that nobody states is not known yet, and no finding.
 */
#include "engine/rule.h"

#include "base/banned.h"

struct look {
	const struct validation *validation;
	const struct dname *owner, *value;
	const struct zone *zone;
	struct zone_answer answer;
};

static bool reads(struct check *ck, const struct text *text, const struct dname **ret_name)
{
	return text->presence == KNOWN &&
	       dname_parse(ck->arena, text->s, NULL, ret_name) == DNAME_OK;
}

/* An export shows the record sets of ZONE: that of its apex among them. */
static bool is_observed(const struct zone_index *index)
{
	const struct name_node *apex = zone_index_node(index, index->zone->name);

	for (size_t i = 0; apex != NULL && i < apex->n; i++)
		if (apex->rrsets[i]->observed)
			return true;
	return false;
}

static bool is_of_an_export(const struct certificate *certificate)
{
	return certificate->arn.presence == KNOWN && str_eq(certificate->arn.s, certificate->key.s);
}

static bool holds(const struct rrset *rrset, const struct dname *value)
{
	for (size_t i = 0; i < rrset->n; i++)
		if (rrset->rrs[i].target != NULL && dname_equal(rrset->rrs[i].target, value))
			return true;
	return false;
}

/* The same record in a private zone, whichever VPCs have it; NULL: in none. */
static const struct rrset *in_private_zone(const struct check *ck, const struct dname *owner)
{
	size_t n;
	const struct zone_index *zones =
		index_zones_for(ck->index, owner, VIEW_PRIVATE, DNAME_LABELS_MAX, &n);

	for (size_t i = 0; i < n; i++) {
		const struct name_node *node = zone_index_node(&zones[i], owner);
		const struct rrset *rrset = node == NULL ? NULL : node_rrset(node, RR_CNAME);

		if (rrset != NULL)
			return rrset;
	}
	return NULL;
}

static void finish(struct check *ck, struct diag *d, const struct certificate *certificate,
		   const struct look *look)
{
	about(ck, d, look->owner, look->zone, arena_cstr(ck->arena, certificate->key.s));
	if (certificate->key.at.file != look->validation->name.at.file ||
	    certificate->key.at.start != look->validation->name.at.start)
		related(ck, d, certificate->key.at, "the certificate `%.*s` is validated by it",
			STR_ARG(certificate->key.s));
}

static void report_absence(struct check *ck, const struct certificate *certificate,
			   const struct look *look)
{
	const struct rrset *inside = in_private_zone(ck, look->owner);
	struct diag *d;

	if (look->zone != NULL)
		d = report(ck, look->validation->name.at,
			   "the public zone `%s` has no CNAME at `%s`, by which the certificate "
			   "`%.*s` is validated",
			   show(ck, look->zone->name), show(ck, look->owner),
			   STR_ARG(certificate->key.s));
	else
		d = report(
			ck, look->validation->name.at,
			"the CNAME at `%s`, by which the certificate `%.*s` is validated, stands "
			"in a private zone, and no public zone holds its name",
			show(ck, look->owner), STR_ARG(certificate->key.s));
	finish(ck, d, certificate, look);
	if (inside != NULL)
		related(ck, d, inside->at,
			"it stands in the private zone `%s`, where no authority can see it",
			show(ck, inside->zone->name));
	if (look->answer.wildcard && look->answer.rrset != NULL)
		related(ck, d, look->answer.rrset->at, "this wildcard answers in its place");
	help(ck, d, "write at `%s` in the public zone%s: `{type: CNAME, value: %s.}`",
	     show(ck, look->owner),
	     look->zone == NULL ? "" : arena_printf(ck->arena, " `%s`", show(ck, look->zone->name)),
	     show(ck, look->value));
}

static void report_value(struct check *ck, const struct certificate *certificate,
			 const struct look *look)
{
	const struct rrset *rrset = look->answer.rrset;
	struct diag *d;

	d = report(ck, rrset->n > 0 ? rrset->rrs[0].at : rrset->at,
		   "the CNAME at `%s` does not lead to `%s`, by which the certificate `%.*s` is "
		   "validated",
		   show(ck, look->owner), show(ck, look->value), STR_ARG(certificate->key.s));
	finish(ck, d, certificate, look);
	related(ck, d, look->validation->value.at, "the authority asks for this value");
	help(ck, d, "write `value: %s.`", show(ck, look->value));
}

static void say_undecided(struct check *ck, const struct look *look, const char *why)
{
	undecided(ck, look->validation->name.at,
		  "whether the validation record at `%s` is in public DNS is not known: %s",
		  show(ck, look->owner), why);
}

static void judge_records(struct check *ck, const struct certificate *certificate,
			  const struct zone_index *zone, const struct look *look)
{
	const struct rrset *rrset = look->answer.rrset;

	if (rrset->pending != NULL)
		say_undecided(ck, look, rrset->pending);
	else if (look->answer.wildcard ||
		 (rrset->derived && is_of_an_export(certificate) && is_observed(zone)))
		report_absence(ck, certificate, look);
	else if (!holds(rrset, look->value))
		report_value(ck, certificate, look);
}

static void check_validation(struct check *ck, const struct certificate *certificate,
			     const struct validation *validation)
{
	struct look look = {.validation = validation};
	const struct zone_index *zone;

	if (!reads(ck, &validation->name, &look.owner) ||
	    !reads(ck, &validation->value, &look.value))
		return;
	zone = index_zone_for(ck->index, look.owner, VIEW_PUBLIC, DNAME_LABELS_MAX);
	if (zone == NULL && in_private_zone(ck, look.owner) != NULL) {
		report_absence(ck, certificate, &look);
		return;
	}
	if (zone == NULL) {
		say_undecided(ck, &look, "no public zone of the estate holds it");
		return;
	}
	look.zone = zone->zone;
	look.answer = zone_lookup(zone, look.owner, RR_CNAME);
	switch (look.answer.kind) {
	case ZONE_RECORDS:
	case ZONE_CNAME:
		judge_records(ck, certificate, zone, &look);
		break;
	case ZONE_NODATA:
	case ZONE_NXDOMAIN:
	case ZONE_OUTSIDE:
		report_absence(ck, certificate, &look);
		break;
	case ZONE_REFERRAL:
		say_undecided(ck, &look, "it is delegated to name servers outside the estate");
		break;
	case ZONE_UNKNOWN:
		say_undecided(ck, &look, "its zone is managed in part");
		break;
	case ZONE_DNAME: /* validation-record-swallowed */
		break;
	}
}

static void check(struct check *ck, const struct certificate *certificate)
{
	for (size_t i = 0; i < certificate->n_validations; i++)
		check_validation(ck, certificate, &certificate->validations[i]);
}

const struct rule rule_validation_record_missing = {
	.id = "validation-record-missing",
	.family = "certificates",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a record that validates a certificate is not in the public zone, or differs",
	.source = "ACM User Guide, \"AWS Certificate Manager DNS validation\"",
	.url = "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
	.since = "0.1.0",
	.why = "The authority looks for the record in public DNS when it issues, and again before "
	       "each renewal. Without it the certificate is not issued, or runs out without a word "
	       "though it is said to renew itself. A record in a private zone, or with another "
	       "value, is as good as none.",
	.fix = "Put the CNAME into the deepest public zone that holds its name, with exactly the "
	       "value that the authority shows, and leave it there as long as the certificate is "
	       "in use.",
	.check_certificate = check,
};
