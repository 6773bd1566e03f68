/* hostname_characters.c -- a name with an address or a mail exchange that is no host name. */
#include "naming/shared.h"

#include "base/banned.h"

/* What keeps LABEL from being one of a host name, as a phrase; NULL: nothing. */
static const char *label_fault(struct str label)
{
	for (size_t i = 0; i < label.len; i++)
		if (label.ptr[i] == '_')
			return "an underscore";
	for (size_t i = 0; i < label.len; i++)
		if (!ascii_is_alpha(label.ptr[i]) && !ascii_is_digit(label.ptr[i]) &&
		    label.ptr[i] != '-')
			return "a character that is no letter, digit or hyphen";
	if (str_starts(label, "-"))
		return "a hyphen in front";
	if (str_ends(label, "-"))
		return "a hyphen at its end";
	return NULL;
}

/* The first of COUNT labels of NAME from FIRST on that has a fault, or -1. A wildcard's asterisk has none;
 * another one is asterisk-not-leftmost's, and what begins with `xn--` is idna-label's. */
static int faulty_label(const struct dname *name, unsigned first, unsigned count)
{
	for (unsigned i = first; i < first + count; i++) {
		struct str label = dname_label(name, i);

		if (label_fault(label) != NULL && !str_find(label, "*", NULL) &&
		    !str_starts(label, "xn--"))
			return (int)i;
	}
	return -1;
}

/* The RRset by which NODE is a host or takes mail; NULL: none. */
static const struct rrset *host_rrset(const struct name_node *node)
{
	for (size_t i = 0; i < node->n; i++) {
		const struct rrset *rrset = node->rrsets[i];

		if (rrset->type == RR_A || rrset->type == RR_AAAA || rrset->type == RR_MX)
			return rrset;
	}
	return NULL;
}

/* Whether the default pattern of labels, which allows no such character, is held against NODE:
 * label-off-pattern says it then. */
static bool has_default_pattern(const struct check *ck, const struct zone_index *zone,
				const struct name_node *node, const struct rrset *rrset)
{
	enum exposure exposure;
	const struct dname *domain = zone_domain(zone->zone, &exposure);

	if (!model_has_pattern(ck->model) || domain == NULL ||
	    ck->model->naming.api_label.at.file != 0)
		return false;
	return follows_template(node->name, domain) &&
	       (rrset->derived || node_service_rrset(zone, node) != NULL);
}

static void report_name(struct check *ck, const struct dname *name, int at_label, struct span at,
			const char *what, const struct zone *zone)
{
	struct str label = dname_label(name, (unsigned)at_label);
	struct diag *d;

	d = report(ck, at, "%s `%s` is no host name: its label `%.*s` has %s", what, show(ck, name),
		   STR_ARG(label), label_fault(label));
	about(ck, d, name, zone, NULL);
	help(ck, d, "rename it with letters, digits and hyphens between them");
}

static void check_node(struct check *ck, const struct zone_index *zone,
		       const struct name_node *node, const struct rrset *rrset)
{
	int label = faulty_label(node->name, 0,
				 (unsigned)(node->name->labels - zone->zone->name->labels));

	if (label >= 0 && !has_default_pattern(ck, zone, node, rrset))
		report_name(ck, node->name, label, rrset->owner_at, "the owner name", zone->zone);
}

static void check(struct check *ck, const struct zone_index *zone)
{
	const struct dname *apex = zone->zone->name;
	bool hosts = false;
	int label;

	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];
		const struct rrset *rrset = host_rrset(node);

		/* RFC 8552: a label with an underscore in front is no host's, nor is a name below it */
		if (rrset == NULL || dname_has_underscore_label(node->name))
			continue;
		hosts = true;
		check_node(ck, zone, node, rrset);
	}
	label = hosts ? faulty_label(apex, 0, apex->labels) : -1;
	if (label >= 0)
		report_name(ck, apex, label, zone->zone->origin->at, "the zone", zone->zone);
}

const struct rule rule_hostname_characters = {
	.id = "hostname-characters",
	.family = "naming",
	.severity = SEV_WARNING,
	.summary = "a name with an address or a mail exchange that is no host name",
	.source = "RFC 952; RFC 1123, section 2.1; RFC 5321, section 2.3.5",
	.url = "https://www.rfc-editor.org/rfc/rfc1123#section-2.1",
	.since = "0.1.0",
	.why = "The DNS takes any octet, and hosts do not: a host name has letters, digits and "
	       "hyphens, the hyphen neither first nor last in a label. Public authorities issue no "
	       "certificate for `host_1.example.com`, and mail servers, proxies and libraries "
	       "refuse it, some of them in silence.",
	.fix = "Rename it. Labels that begin with an underscore are no host names, and pass; so "
	       "does the `*` of a wildcard.",
	.check_zone = check,
};
