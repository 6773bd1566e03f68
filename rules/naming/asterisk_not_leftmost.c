/* asterisk_not_leftmost.c -- `a.*.z`, `f*`: a name that looks like a wildcard, and is none. */
#include "naming/shared.h"

#include <string.h>

#include "base/banned.h"

/* The first label of NAME in front of its last LAST with an asterisk that makes no
 * wildcard; -1: there is none. */
static int odd_label(const struct dname *name, unsigned last)
{
	for (unsigned i = 0; i + last < name->labels; i++) {
		struct str label = dname_label(name, i);

		if (memchr(label.ptr, '*', label.len) != NULL && (i > 0 || label.len > 1))
			return (int)i;
	}
	return -1;
}

static void report_name(struct check *ck, const struct dname *name, int label, struct span at,
			const char *what, const struct zone *zone)
{
	struct diag *d;

	d = report(ck, at,
		   label > 0 ? "%s `%s` is no wildcard: its label `%.*s` is not the leftmost"
			     : "%s `%s` is no wildcard: its label `%.*s` is more than an asterisk",
		   what, show(ck, name), STR_ARG(dname_label(name, (unsigned)label)));
	about(ck, d, name, zone, what);
	help(ck, d, "write `*` alone as the leftmost label, or the names that are meant");
}

static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];
		const struct rrset *rrset = node->n > 0 ? node->rrsets[0] : NULL;

		if (rrset != NULL && !rrset->derived &&
		    odd_label(node->name, zone->zone->name->labels) >= 0)
			collect(ck, (struct fact){.zone = zone->zone,
						  .owner = node->name,
						  .at = rrset->owner_at});
	}
}

static void check_certificate(struct check *ck, const struct certificate *certificate)
{
	for (size_t i = 0; i < certificate->names.n && !certificate->derived; i++) {
		const struct dname *name = certificate->dns_names[i];
		int label = name == NULL ? -1 : odd_label(name, 0);

		if (label >= 0)
			report_name(ck, name, label, certificate->names.items[i].at,
				    "the certificate's name", NULL);
	}
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->model->zones.n; i++) {
		const struct zone *zone = ck->model->zones.items[i];
		int label = odd_label(zone->name, 0);

		if (label >= 0 || dname_is_wildcard(zone->name))
			report_name(ck, zone->name, label < 0 ? 0 : label, zone->origin->at,
				    "the zone", zone);
	}
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		const struct fact *fact = &ck->facts->items.items[i];

		report_name(ck, fact->owner, odd_label(fact->owner, fact->zone->name->labels),
			    fact->at, "the owner name", fact->zone);
	}
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_certificate(ck, ck->model->certificates.items[i]);
}

const struct rule rule_asterisk_not_leftmost = {
	.id = "asterisk-not-leftmost",
	.family = "naming",
	.severity = SEV_WARNING,
	.summary =
		"an asterisk that makes no wildcard, as in `a.*.example.com` or `f*.example.com`",
	.source = "RFC 4592, section 2.1.1; RFC 9525, section 6.3",
	.url = "https://www.rfc-editor.org/rfc/rfc4592#section-2.1.1",
	.since = "0.1.0",
	.why = "A wildcard is a name whose leftmost label is an asterisk and nothing else. In any "
	       "other place it is the character itself: the record answers for the one name that "
	       "is "
	       "written with it, which nobody asks for. In a certificate such a name covers "
	       "nothing.",
	.fix = "Write `*` alone as the leftmost label, or write the names out.",
	.collect_zone = collect_zone,
	.decide = decide,
};
