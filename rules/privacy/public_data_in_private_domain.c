/*
 * public_data_in_private_domain.c -- anything but proof of ownership that stands publicly in a private
 * domain.
 *
 * Every public zone counts: the domain's own, those below it, and those above it as far as they answer
 * for names of the domain. What private-name-resolves or wildcard-exposes-private report is not reported
 * again (private_name_resolves.c says how the three share).
 */
#include "privacy/shared.h"

#include "base/banned.h"

/* RFC 4034, 4035, 5155, 7344: what a signed zone holds about itself. */
static bool is_dnssec(enum rr_type type)
{
	switch ((unsigned)type) {
	case RR_DS:
	case RR_DNSKEY:
	case 46: /* RRSIG */
	case 47: /* NSEC */
	case 50: /* NSEC3 */
	case 51: /* NSEC3PARAM */
	case 59: /* CDS */
	case 60: /* CDNSKEY */
		return true;
	default:
		return false;
	}
}

/* An NS below a zone's apex that leads to a zone of the model: that zone is checked itself. */
static bool leads_to_our_zone(const struct check *ck, const struct rrset *rrset)
{
	return rrset->type == RR_NS && model_zone(ck->model, rrset->owner, VIEW_PUBLIC) != NULL;
}

static bool is_proof(const struct check *ck, const struct private_domain *domain,
		     const struct rrset *rrset)
{
	bool apex = dname_equal(rrset->owner, rrset->zone->name);

	if (rrset->type == RR_TXT || rrset->type == RR_SPF || rrset->type == RR_CAA ||
	    is_dnssec(rrset->type))
		return true;
	if (rrset->type == RR_NS || rrset->type == RR_SOA)
		/* Where the private domain itself is delegated to is private-delegation-unproven. */
		return apex || dname_equal(rrset->owner, domain->name) ||
		       leads_to_our_zone(ck, rrset) || rrset_is_validation(ck, rrset);
	if (rr_type_exposes(rrset->type) && !rrset_exposes(rrset))
		return true; /* a null MX, and other values that say "none" */
	return rrset_is_validation(ck, rrset);
}

/* The first private name that sorts behind BASE: those below it follow at once. */
static size_t first_name_below(const struct index *index, const struct dname *base)
{
	size_t low = 0, high = index->private_names.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(index->private_names.items[middle]->name, base) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether a private name is answered by RRSET, so that another rule reports it. */
static bool answers_private_name(const struct check *ck, const struct zone_index *zone,
				 const struct rrset *rrset)
{
	const struct index *index = ck->index;
	const struct dname *base = rrset->owner;

	if (!rrset_exposes(rrset))
		return false;
	if (index_private_name(index, rrset->owner) != NULL)
		return true;
	if (dname_is_wildcard(rrset->owner))
		base = dname_suffix(ck->arena, rrset->owner, 1);
	else if (rrset->type != RR_DNAME)
		return false;
	for (size_t i = first_name_below(index, base); i < index->private_names.n; i++) {
		const struct dname *name = index->private_names.items[i]->name;
		const struct rrset *found;

		if (!dname_is_below(name, base))
			return false;
		found = zone_lookup(zone, name, rrset->type).rrset;
		/* of several with set identifiers the look-up gives one */
		if (found != NULL && found->type == rrset->type &&
		    dname_equal(found->owner, rrset->owner))
			return true;
	}
	return false;
}

static void report_record(struct check *ck, const struct private_domain *domain,
			  const struct rrset *rrset)
{
	const char *owner = show(ck, rrset->owner), *zone = show(ck, rrset->zone->name);
	struct diag *d;

	d = report(ck, rrset->at,
		   "private domain `%s` is to hold only proof of ownership, and its name `%s` has "
		   "%s in the public zone `%s`",
		   show(ck, domain->name), owner, show_answer(ck, rrset), zone);
	about(ck, d, rrset->owner, rrset->zone, rr_type_name(ck->arena, rrset->type));
	related(ck, d, domain->origin->at, "`%s` is private by %s", show(ck, domain->name),
		domain->origin->what);
	related_origin(ck, d, domain->origin->cause);
	if (rrset->derived)
		related_origin(ck, d, rrset->origin);
	if (domain->private_zone != NULL)
		help(ck, d, "move this %s record of `%s` to the private zone `%s`",
		     rr_type_name(ck->arena, rrset->type), owner,
		     show(ck, domain->private_zone->name));
	else
		help(ck, d, "remove this %s record of `%s`, or move it to a private zone",
		     rr_type_name(ck->arena, rrset->type), owner);
}

static void check_node(struct check *ck, const struct private_domain *domain,
		       const struct zone_index *zone, const struct name_node *node)
{
	for (size_t i = 0; i < node->n; i++) {
		const struct rrset *rrset = node->rrsets[i];

		/* Below a cut there is glue, and what is occluded. */
		if (node->cut != NULL && (node->cut != node || rrset->type != RR_NS))
			continue;
		if (!is_proof(ck, domain, rrset) && !answers_private_name(ck, zone, rrset))
			report_record(ck, domain, rrset);
	}
}

struct walk {
	struct check *ck;
	const struct private_domain *domain;
	bool nested; /* another private domain lies below this one */
};

static bool is_outside_domain(const struct walk *walk, const struct name_node *node)
{
	const struct private_domain *domain = walk->domain;

	/* `*.x` in `private_names` does not mean x itself. */
	if (domain->subdomain == NULL && dname_equal(node->name, domain->name) &&
	    !index_is_private(walk->ck->index, node->name))
		return true;
	return walk->nested && declared_domain(walk->ck, node->name) != domain;
}

static void check_zone(void *context, const struct zone_index *zone)
{
	struct walk *walk = context;
	const struct name_node *first = &zone->nodes[0];

	if (!dname_is_within(first->name, walk->domain->name))
		first = zone_index_node(zone, walk->domain->name);
	if (first == NULL)
		return;
	for (const struct name_node *node = first;
	     node < zone->nodes + zone->n && dname_is_within(node->name, walk->domain->name);
	     node++)
		if (!is_outside_domain(walk, node))
			check_node(walk->ck, walk->domain, zone, node);
}

/* The first zone, in canonical order, that lies below NAME; the number of zones where none can. */
static size_t first_zone_below(const struct model *model, const struct dname *name)
{
	size_t low = 0, high = model->zones.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(model->zones.items[middle]->name, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool has_nested_domain(const struct index *index, const struct private_domain *domain)
{
	for (size_t i = 0; i + 1 < index->private_domains.n; i++)
		if (index->private_domains.items[i] == domain)
			return dname_is_below(index->private_domains.items[i + 1]->name,
					      domain->name);
	return false;
}

static void check(struct check *ck, const struct private_domain *domain)
{
	const struct model *model = ck->model;
	struct walk walk = {ck, domain, false};

	if (!domain->declared)
		return;
	walk.nested = has_nested_domain(ck->index, domain);
	resolve_each_public_zone(ck->index, domain->name, check_zone, &walk);
	for (size_t i = first_zone_below(model, domain->name);
	     i < model->zones.n && dname_is_below(model->zones.items[i]->name, domain->name); i++)
		if (model->zones.items[i]->view == VIEW_PUBLIC)
			check_zone(&walk, &ck->index->zones[i]);
}

const struct rule rule_public_data_in_private_domain = {
	.id = "public-data-in-private-domain",
	.family = "privacy",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "anything but proof of ownership in the public zone of a private domain",
	.source = "AWS PrivateLink, \"Manage DNS names for VPC endpoint services\"; RFC 1034, "
		  "section 4.3.2",
	.url = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
	.since = "0.1.0",
	.why = "The public hosted zone of a private domain is there to prove who owns the domain: "
	       "TXT records, validation records of certificates, CAA, its NS and SOA. Any other "
	       "record gives an answer about the private domain to everybody, and one that nobody "
	       "looks for, since the services of the domain resolve through its private zone.",
	.fix = "Move the record to the private hosted zone of the domain, or remove it. A service "
	       "that is to be public belongs under the external domain.",
	.check_private_domain = check,
};
