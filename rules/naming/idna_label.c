/*
 * idna_label.c -- U-labels (which front ends report), A-labels that are none, and mixed scripts.
 */
#include "naming/shared.h"

#include "model/idna.h"

#include "base/banned.h"

/* Whether label I of NAME is at fault. */
static bool examine(struct check *ck, const struct dname *name, unsigned i,
		    struct idna_label *ret_label)
{
	idna_examine(ck->arena, dname_label(name, i), ret_label);
	return ret_label->fault != NULL || ret_label->mix != NULL;
}

static void report_label(struct check *ck, const struct dname *name, unsigned i,
			 const struct idna_label *label, struct span at, const struct zone *zone)
{
	struct str text = dname_label(name, i);
	struct diag *d;

	if (label->fault != NULL)
		d = report(ck, at, "the label `%.*s` of `%s` %s", STR_ARG(text), show(ck, name),
			   label->fault);
	else
		d = report(ck, at, "the label `%.*s` of `%s` is `%s`, which mixes the scripts %s",
			   STR_ARG(text), show(ck, name), label->unicode, label->mix);
	about(ck, d, name, zone, arena_cstr(ck->arena, text));
	if (label->fault == NULL)
		help(ck, d, "write the label in one script");
	else if (str_starts(text, "xn--"))
		help(ck, d, "write the A-label of the name that is meant");
	else
		help(ck, d, "rename it without `--` in its third and fourth place");
}

/* The labels of NAME in front of its last LAST. */
static void check_name(struct check *ck, const struct dname *name, unsigned last, struct span at,
		       const struct zone *zone)
{
	for (unsigned i = 0; i + last < name->labels; i++) {
		struct idna_label label;

		if (examine(ck, name, i, &label))
			report_label(ck, name, i, &label, at, zone);
	}
}

/* A label is said once, at the first name that has it, for all the names below. */
static void collect_zone(struct check *ck, const struct zone_index *index)
{
	for (size_t i = 0; i < index->n; i++) {
		const struct name_node *node = &index->nodes[i];
		const struct rrset *rrset = node->n > 0 ? node->rrsets[0] : node->shields;
		struct idna_label label;

		if (node->parent != NULL && rrset != NULL && examine(ck, node->name, 0, &label))
			collect(ck, (struct fact){.zone = index->zone,
						  .owner = node->name,
						  .at = rrset->owner_at});
	}
}

/* How many labels of NAME are those of a zone, at whose name they are looked at. */
static unsigned zone_labels(const struct check *ck, const struct dname *name, enum view view)
{
	const struct zone_index *zone = index_zone_for(ck->index, name, view, DNAME_LABELS_MAX);

	return zone == NULL ? 0 : zone->zone->name->labels;
}

static void check_zone_name(struct check *ck, const struct zone *zone)
{
	if (zone->name->labels > 0)
		check_name(ck, zone->name,
			   zone_labels(ck, dname_suffix(ck->arena, zone->name, 1), zone->view),
			   zone->origin->at, zone);
}

static void check_certificate(struct check *ck, const struct certificate *certificate)
{
	for (size_t i = 0; i < certificate->names.n && !certificate->derived; i++) {
		const struct dname *name = certificate->dns_names[i];

		if (name != NULL)
			check_name(ck, name, zone_labels(ck, name, VIEW_PUBLIC),
				   certificate->names.items[i].at, NULL);
	}
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->model->zones.n; i++)
		check_zone_name(ck, ck->model->zones.items[i]);
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		const struct fact *fact = &ck->facts->items.items[i];

		check_name(ck, fact->owner, (unsigned)fact->owner->labels - 1, fact->at,
			   fact->zone);
	}
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_certificate(ck, ck->model->certificates.items[i]);
}

const struct rule rule_idna_label = {
	.id = "idna-label",
	.family = "naming",
	.severity = SEV_WARNING,
	.summary = "a U-label, an A-label that is none, or a label of mixed scripts",
	.source = "RFC 5890, section 2.3; RFC 5891, section 4; Unicode Technical Standard 39, "
		  "section 5.2",
	.url = "https://www.rfc-editor.org/rfc/rfc5890#section-2.3",
	.since = "0.1.0",
	.why = "The DNS holds A-labels. A tool that takes a U-label converts it by rules of its "
	       "own, so that two tools may publish two names; Route 53 takes it as octets. "
	       "`xn--` in front of what does not lead back to itself is a name that no browser "
	       "asks for. Latin letters among Cyrillic or Greek ones make a name that reads like "
	       "another. A label that is written in one script throughout and looks like a label "
	       "of another script is not found: that takes a table of confusable characters.",
	.fix = "Write the A-label, which the finding names, and letters of one script. Labels with "
	       "`--` in the third and fourth place are for A-labels alone.",
	.collect_zone = collect_zone,
	.decide = decide,
};
