/*
 * caa_missing.c -- a registered domain for which no CAA set says who may issue certificates.
 *
 * The top-most public zone of the model is asked: a set there governs what lies below it, and where there is
 * none the zones below it are no faults of their own.
 */
#include "engine/rule.h"
#include "index/caa.h"
#include "model/public_suffix.h"

#include "base/banned.h"

static bool is_topmost(struct check *ck, const struct zone *zone)
{
	return zone->name->labels > 0 &&
	       index_zone_for(ck->index, zone->name, VIEW_PUBLIC, zone->name->labels - 1u) == NULL;
}

/* No public authority issues for names of these. */
static bool is_certifiable(struct check *ck, const struct dname *name)
{
	const struct dname *arpa;

	return (dname_parse(ck->arena, STR("arpa"), NULL, &arpa) != DNAME_OK ||
		!dname_is_within(name, arpa)) &&
	       public_suffix_of(NULL, show(ck, name)) == SUFFIX_NONE;
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	struct caa_set set;
	struct diag *d;

	if (zone->view != VIEW_PUBLIC || !is_topmost(ck, zone) || !is_certifiable(ck, zone->name))
		return;
	caa_find(ck->index, zone->name, ck->arena, &set);
	if (set.found == CAA_SET)
		return;
	if (set.found == CAA_SET_UNKNOWN || zone->view_assumed) {
		undecided(ck, zone->origin->at, "whether a CAA set governs `%s` is not known: %s",
			  show(ck, zone->name),
			  set.found == CAA_SET_UNKNOWN ? set.unknown
						       : "nothing says that the zone is public");
		return;
	}
	d = report(ck, zone->origin->at,
		   "no CAA set says which authorities may issue certificates for `%s`",
		   show(ck, zone->name));
	about(ck, d, zone->name, zone, NULL);
	help(ck, d,
	     "add a CAA record at `%s` for each authority that you use, as `0 issue "
	     "\"amazon.com\"`, or `0 issue \";\"` for none",
	     show(ck, zone->name));
}

const struct rule rule_caa_missing = {
	.id = "caa-missing",
	.family = "certificates",
	.severity = SEV_WARNING,
	.off_by_default = true,
	.summary = "a registered domain without a CAA set",
	.source = "RFC 8659, section 3",
	.url = "https://www.rfc-editor.org/rfc/rfc8659#section-3",
	.since = "0.1.0",
	.why = "Without a CAA set every public authority in the world may issue certificates for "
	       "the domain. A set at the registered domain limits that to those that are used, "
	       "there and below.",
	.fix = "Add CAA records at the apex of the domain, or set `policy.derive_caa: true`, which "
	       "derives them for the zones of the estate from the authorities of its certificates.",
	.check_zone = check,
};
