/*
 * endpoint_verification_missing.c -- the TXT that AWS looks for before it lets a service have its private
 * DNS name is not in the public zone, or its name or value differ.
 *
 * AWS gives a label and a value; the record is `<label>.<domain>` TXT, or, with providers that take no
 * underscores, `<domain>` TXT, where the domain is the private DNS name or one above it. A verification that
 * nobody states is not known yet, and no finding.
 */
#include "engine/rule.h"

#include "base/banned.h"

enum found {
	FOUND_NOTHING,
	FOUND_OTHER, /* a TXT at the expected name, of other values */
	FOUND_VALUE,
	FOUND_UNKNOWN, /* who answers for the name, or what, is not known */
};

struct look {
	enum found found;
	const struct rrset *rrset;
	const struct zone *zone;
};

static bool holds(struct check *ck, const struct rrset *rrset, struct str value)
{
	for (size_t i = 0; i < rrset->n; i++)
		/* the value is case-sensitive: AWS PrivateLink, "Manage DNS names" */
		if (str_eq(rdata_joined(ck->arena, &rrset->rrs[i]), value))
			return true;
	return false;
}

static struct look look_at(struct check *ck, const struct dname *owner, struct str value)
{
	const struct zone_index *zone =
		index_zone_for(ck->index, owner, VIEW_PUBLIC, DNAME_LABELS_MAX);
	struct look look = {.found = FOUND_UNKNOWN};
	struct zone_answer answer;

	if (zone == NULL)
		return look;
	look.zone = zone->zone;
	answer = zone_lookup(zone, owner, RR_TXT);
	look.rrset = answer.rrset;
	switch (answer.kind) {
	case ZONE_RECORDS:
		if (holds(ck, answer.rrset, value))
			look.found = FOUND_VALUE;
		else if (answer.rrset->pending == NULL)
			look.found = answer.wildcard ? FOUND_NOTHING : FOUND_OTHER;
		break;
	case ZONE_NODATA:
	case ZONE_NXDOMAIN:
	case ZONE_OUTSIDE:
		look.found = FOUND_NOTHING;
		break;
	case ZONE_CNAME: /* AWS follows it, and where to is another's to say */
	case ZONE_DNAME:
	case ZONE_REFERRAL:
	case ZONE_UNKNOWN:
		break;
	}
	return look;
}

/* Looks at every place that AWS takes, the private DNS name's own first: FOUND_VALUE wins, then what is not
 * known. EXPECTED takes what is at the name that the estate states. */
static enum found look_everywhere(struct check *ck, const struct endpoint_service *service,
				  const struct dname *expected, struct look *ret_expected)
{
	struct str value = service->verification_value.s;
	enum found best = FOUND_NOTHING;

	*ret_expected = look_at(ck, expected, value);
	if (ret_expected->found == FOUND_VALUE || ret_expected->found == FOUND_UNKNOWN)
		return ret_expected->found;
	for (unsigned skip = 0; skip + 1 < service->name->labels; skip++) {
		const struct dname *domain = dname_suffix(ck->arena, service->name, skip);
		const struct dname *owner =
			dname_prepend(ck->arena, service->verification_name.s, domain);
		enum found bare, named;

		/* above our zones there is nothing to look at */
		if (index_zone_for(ck->index, domain, VIEW_PUBLIC, DNAME_LABELS_MAX) == NULL)
			break;
		named = owner == NULL ? FOUND_NOTHING : look_at(ck, owner, value).found;
		bare = look_at(ck, domain, value).found;
		if (named == FOUND_VALUE || bare == FOUND_VALUE)
			return FOUND_VALUE;
		if (named == FOUND_UNKNOWN)
			best = FOUND_UNKNOWN;
	}
	return best;
}

static void finish(struct check *ck, struct diag *d, const struct endpoint_service *service,
		   const struct dname *owner, const struct zone *zone)
{
	about(ck, d, owner, zone, arena_cstr(ck->arena, service->key.s));
	related(ck, d, service->private_dns_name.at, "the private DNS name `%s` waits for it",
		show(ck, service->name));
}

static void report_value(struct check *ck, const struct endpoint_service *service,
			 const struct dname *owner, const struct look *look)
{
	struct diag *d;

	d = report(
		ck, look->rrset->n > 0 ? look->rrset->rrs[0].at : look->rrset->at,
		"TXT at `%s` does not hold `%.*s`, by which AWS verifies the private DNS name of "
		"the endpoint service `%.*s`",
		show(ck, owner), STR_ARG(service->verification_value.s), STR_ARG(service->key.s));
	finish(ck, d, service, owner, look->zone);
	related(ck, d, service->verification_value.at, "the value that AWS gave is here");
	help(ck, d,
	     "write `\"%.*s\"` as a value of this record, letters in the same case; other values "
	     "may stand beside it",
	     STR_ARG(service->verification_value.s));
}

/* The TXT where AWS cannot see it: in a private zone, whichever VPCs have it. */
static const struct rrset *misplaced(const struct check *ck, const struct dname *owner)
{
	size_t n;
	const struct zone_index *zones =
		index_zones_for(ck->index, owner, VIEW_PRIVATE, DNAME_LABELS_MAX, &n);

	while (zones != NULL) {
		const struct dname *domain = zones->zone->name;

		for (size_t i = 0; i < n; i++) {
			const struct name_node *node = zone_index_node(&zones[i], owner);
			const struct rrset *rrset = node == NULL ? NULL : node_rrset(node, RR_TXT);

			if (rrset != NULL)
				return rrset;
		}
		if (domain->labels == 0)
			break;
		zones = index_zones_for(ck->index, owner, VIEW_PRIVATE, domain->labels - 1u, &n);
	}
	return NULL;
}

static void report_absence(struct check *ck, const struct endpoint_service *service,
			   const struct dname *owner, const struct look *look)
{
	const struct rrset *inside = misplaced(ck, owner);
	struct diag *d;

	d = report(ck, service->verification_name.at,
		   "the public zone `%s` has no TXT at `%s`, by which AWS verifies the private DNS "
		   "name of the endpoint service `%.*s`",
		   show(ck, look->zone->name), show(ck, owner), STR_ARG(service->key.s));
	finish(ck, d, service, owner, look->zone);
	if (inside != NULL)
		related(ck, d, inside->at, "it is in the private zone, where AWS cannot see it");
	if (look->zone->origin != NULL)
		related(ck, d, look->zone->origin->at, "the public zone is here");
	help(ck, d,
	     "write at `%s` in the public zone `%s`: `{type: TXT, ttl: 1800, value: \"%.*s\"}`",
	     show(ck, owner), show(ck, look->zone->name), STR_ARG(service->verification_value.s));
}

/* True, and a finding, where the name that is stated is more than the label that AWS gives. */
static bool is_whole_name(struct check *ck, const struct endpoint_service *service)
{
	struct str name = service->verification_name.s;
	struct diag *d;

	if (!str_find(name, ".", NULL))
		return false;
	d = report(ck, service->verification_name.at,
		   "verification name `%.*s` of the endpoint service `%.*s` is a whole domain "
		   "name, and the record is looked for at this label below `%s`",
		   STR_ARG(name), STR_ARG(service->key.s), show(ck, service->name));
	finish(ck, d, service, service->name, NULL);
	help(ck, d, "write the label alone, and the domain it stands below as `domain`");
	return true;
}

static void check(struct check *ck, const struct endpoint_service *service)
{
	const struct dname *domain = service->name, *owner;
	struct look expected;

	if (service->name == NULL || service->verification_name.presence != KNOWN ||
	    service->verification_value.presence != KNOWN || is_whole_name(ck, service))
		return;
	if (service->verification_domain.presence == UNSETTLED ||
	    (service->verification_domain.presence == KNOWN &&
	     dname_parse(ck->arena, service->verification_domain.s, NULL, &domain) != DNAME_OK))
		return;
	/* a domain that does not cover the name is endpoint-name-uncovered */
	if (!dname_is_within(service->name, domain))
		return;
	owner = dname_prepend(ck->arena, service->verification_name.s, domain);
	if (owner == NULL)
		return;
	switch (look_everywhere(ck, service, owner, &expected)) {
	case FOUND_VALUE:
		return;
	case FOUND_UNKNOWN:
		undecided(ck, service->verification_name.at,
			  "whether `%s` has its verification TXT is not known: who answers for it, "
			  "or with what, is not in the sources",
			  show(ck, owner));
		return;
	case FOUND_NOTHING:
	case FOUND_OTHER:
		break;
	}
	if (expected.found == FOUND_OTHER)
		report_value(ck, service, owner, &expected);
	else
		report_absence(ck, service, owner, &expected);
}

const struct rule rule_endpoint_verification_missing = {
	.id = "endpoint-verification-missing",
	.family = "privatelink",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "the TXT that verifies a private DNS name is not in the public zone, or differs",
	.source = "AWS PrivateLink, \"Manage DNS names for VPC endpoint services\"",
	.url = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
	.since = "0.1.0",
	.why = "AWS looks in public DNS for the TXT record that it gave for the private DNS name, "
	       "when it is set and again later. Without it the name stays unverified, and no new "
	       "consumer can turn private DNS on. Several services may verify at one name: each "
	       "needs its own value there, and a value is case-sensitive.",
	.fix = "Put the TXT record into the public hosted zone with exactly the name and value "
	       "that "
	       "AWS shows, and leave it there after the verification.",
	.check_endpoint_service = check,
};
