/*
 * delegation_mismatch.c -- NS records above a zone, or at its apex, that are not its delegation set.
 *
 * The delegation set is what `name_servers` says; where nobody says it, the NS records at the apex stand for it.
 * A zone that several providers serve has more servers at its apex than one provider's set: NS records
 * above it that equal those are right too. Of several hosted zones of one name, one is delegated.
 */
#include "delegation/shared.h"

#include "base/banned.h"

enum kind { KIND_CUT, KIND_APEX };

static void collect_zone(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	const struct rrset *apex = node_rrset(&index->nodes[0], RR_NS);

	collect_cuts(ck, index);
	if (zone->view == VIEW_PUBLIC && zone->n_name_servers > 0 && apex != NULL)
		collect(ck, (struct fact){
				    .zone = zone,
				    .owner = zone->name,
				    .type = RR_NS,
				    .kind = KIND_APEX,
				    .rrset = apex,
				    .at = apex->at,
			    });
}

/* What a zone says its servers are. */
struct claim {
	const struct zone *zone;
	bool is_set; /* its delegation set; false: the NS at its apex, in place of it */
	struct names names;
	struct names apex; /* none: not written, or not known in full */
	struct span at;
};

/* False where the zone says nothing. */
static bool read_claim(const struct check *ck, const struct zone_index *index,
		       struct claim *ret_claim)
{
	struct servers servers;
	bool written = servers_at(ck, &index->nodes[0], &servers) && servers.known;

	*ret_claim = (struct claim){.zone = index->zone, .at = index->zone->origin->at};
	if (written)
		ret_claim->apex = names_of_servers(ck, &servers);
	if (index->zone->n_name_servers > 0) {
		ret_claim->is_set = true;
		ret_claim->names = names_of_delegation_set(ck, index->zone);
		return true;
	}
	ret_claim->names = ret_claim->apex;
	if (written)
		ret_claim->at = servers.rrset->at;
	return written;
}

static bool has_all(const struct check *ck, const struct names *all, const struct names *some)
{
	return names_without(ck, some, all).n == 0;
}

static bool is_met(const struct check *ck, const struct claim *claim, const struct names *delegated)
{
	if (has_all(ck, delegated, &claim->names) && has_all(ck, &claim->names, delegated))
		return true;
	return claim->is_set && has_all(ck, &claim->apex, &claim->names) &&
	       has_all(ck, &claim->apex, delegated) && has_all(ck, delegated, &claim->apex);
}

static const char *what_it_is(const struct claim *claim)
{
	return claim->is_set ? "its delegation set" : "the NS records at its apex";
}

static struct diag *report_difference(struct check *ck, const struct fact *fact,
				      const struct servers *servers, const struct claim *claim)
{
	struct names delegated = names_of_servers(ck, servers);
	struct names extra = names_without(ck, &delegated, &claim->names);
	struct names missing = names_without(ck, &claim->names, &delegated);
	size_t at = 0;

	if (extra.n == 0)
		return report(ck, fact->at, "the delegation of `%s` lacks %s of %s",
			      show(ck, fact->owner), show_names(ck, &missing), what_it_is(claim));
	while (!dname_equal(servers->items[at].name, extra.items[0]))
		at++;
	if (missing.n == claim->names.n)
		return report(ck, servers->items[at].at,
			      "`%s` is delegated to %s, and none of them is in %s",
			      show(ck, fact->owner), show_names(ck, &extra), what_it_is(claim));
	return report(ck, servers->items[at].at, "`%s` is delegated to %s, not in %s%s%s",
		      show(ck, fact->owner), show_names(ck, &extra), what_it_is(claim),
		      missing.n == 0 ? "" : ", and lacks ",
		      missing.n == 0 ? "" : show_names(ck, &missing));
}

static void report_cut(struct check *ck, const struct fact *fact, const struct servers *servers,
		       const struct claim *claim)
{
	struct diag *d = report_difference(ck, fact, servers, claim);

	about(ck, d, fact->owner, fact->zone, NULL);
	if (fact->rrset->derived)
		related_origin(ck, d, fact->rrset->origin);
	related(ck, d, claim->at, "%s is %s", what_it_is(claim), show_names(ck, &claim->names));
	help(ck, d, "write %s as the NS records of `%s` in the zone `%s`",
	     show_names(ck, &claim->names), show(ck, fact->owner), show(ck, fact->zone->name));
}

/* The claim that has most in common with DELEGATED: it is the one meant. ret_unknown: some zone of that name
 * says nothing. False where one is met, or none says anything. */
static bool find_broken(const struct check *ck, const struct fact *fact,
			const struct names *delegated, struct claim *ret_claim, bool *ret_unknown)
{
	size_t n, fewest = SIZE_MAX;
	const struct zone_index *zones = public_zones(ck, fact->owner, &n);

	*ret_unknown = false;
	for (size_t i = 0; i < n; i++) {
		struct claim claim;
		size_t lacking;

		if (!read_claim(ck, &zones[i], &claim)) {
			*ret_unknown = true;
			continue;
		}
		if (is_met(ck, &claim, delegated))
			return false;
		lacking = names_without(ck, delegated, &claim.names).n;
		if (lacking < fewest) {
			fewest = lacking;
			*ret_claim = claim;
		}
	}
	if (fewest == SIZE_MAX)
		*ret_claim = (struct claim){0};
	return n > 0;
}

static void decide_cut(struct check *ck, const struct fact *fact)
{
	struct servers servers;
	struct names delegated;
	struct claim claim;
	bool unknown;

	/* what is not known yet is pending; what leads to a private zone is delegation-to-private */
	if (!servers_at(ck, cut_of_fact(ck, fact), &servers) || !servers.known ||
	    has_placeholder(&servers))
		return;
	delegated = names_of_servers(ck, &servers);
	if (!find_broken(ck, fact, &delegated, &claim, &unknown))
		return;
	if (unknown)
		undecided(ck, fact->at,
			  "whether `%s` is delegated to its own servers is not known: the estate "
			  "does "
			  "not say its `name_servers`",
			  show(ck, fact->owner));
	else if (fact->zone->view_assumed || claim.zone->view_assumed)
		undecided(
			ck, fact->at,
			"`%s` is delegated to other servers than %s, and nothing says whether the "
			"two zones are public or private",
			show(ck, fact->owner), what_it_is(&claim));
	else
		report_cut(ck, fact, &servers, &claim);
}

/* Route 53 answers with these NS, and resolvers that have them ask those servers. */
static void decide_apex(struct check *ck, const struct fact *fact)
{
	const struct zone_index *index = index_of_zone(ck->index, fact->zone);
	struct claim claim;
	struct names lacking;
	struct diag *d;

	if (!read_claim(ck, index, &claim) || claim.apex.n == 0)
		return;
	lacking = names_without(ck, &claim.names, &claim.apex);
	if (lacking.n == 0)
		return;
	d = report(ck, fact->at, "the NS records at the apex of `%s` lack %s of its delegation set",
		   show(ck, fact->owner), show_names(ck, &lacking));
	about(ck, d, fact->owner, fact->zone, "apex");
	related(ck, d, claim.at, "its delegation set is %s", show_names(ck, &claim.names));
	help(ck, d,
	     "leave the NS records at the apex to Route 53, or write the whole delegation set");
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		const struct fact *fact = &ck->facts->items.items[i];

		if (fact->kind == KIND_APEX)
			decide_apex(ck, fact);
		else
			decide_cut(ck, fact);
	}
}

const struct rule rule_delegation_mismatch = {
	.id = "delegation-mismatch",
	.family = "delegation",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a delegation whose name servers are not those of the zone",
	.source =
		"Amazon Route 53 Developer Guide, \"Protection from dangling delegation records in "
		"Route 53\"; RFC 1034, section 4.2.2",
	.url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
	       "protection-from-dangling-dns.html",
	.since = "0.1.0",
	.why = "A hosted zone that is created again gets other name servers. NS records that still "
	       "name the old ones lead resolvers to servers that do not have the zone, and some of "
	       "these may be given to a zone of that name that somebody else creates. Where only "
	       "some of the servers are right, names resolve now and then.",
	.fix = "Write the zone's delegation set, all of it and nothing else, as the NS records in "
	       "the zone above, and at the zone's own apex where its NS records are written.",
	.collect_zone = collect_zone,
	.decide = decide,
};
