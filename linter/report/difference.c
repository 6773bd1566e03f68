/* difference.c -- the words that the reports of a difference have in common. */
#include "report/difference.h"

#include "index/view_name.h"
#include "report/trace.h"

#include "base/banned.h"

enum { SHOWN_VALUES = 4, SHOWN_VPCS = 3, VALUE_MAX = 120 };

const char *change_kind_title(enum change_kind kind)
{
	static const char *const titles[CHANGE_KINDS] = {
		"names that begin to resolve publicly",
		"names that cease to resolve publicly",
		"names that VPCs ask elsewhere: in public DNS or where they were bound",
		"other answers that change",
		"lesser changes: TTL, or existence without records",
	};

	return titles[kind];
}

const char *asker_text(struct arena *arena, const struct asker *asker)
{
	const char *text = "";

	if (asker->servers != NULL)
		return arena_printf(arena,
				    "the servers of the zone `%s`, which public DNS does not come "
				    "to",
				    dname_text_bare(arena, asker->servers));
	if (asker->vpcs.n == 0)
		return "public DNS";
	for (size_t i = 0; i < asker->vpcs.n && i < SHOWN_VPCS; i++)
		text = arena_printf(arena, "%s%s%.*s", text, i == 0 ? "" : ", ",
				    STR_ARG(asker->vpcs.items[i]));
	if (asker->vpcs.n > SHOWN_VPCS)
		text = arena_printf(arena, "%s and %zu more", text, asker->vpcs.n - SHOWN_VPCS);
	return arena_printf(arena, asker->vpcs.n == 1 ? "VPC %s" : "VPCs %s", text);
}

const char *changed_name_text(struct arena *arena, const struct changed_name *name)
{
	const char *text = dname_text_bare(arena, name->name);

	return name->below ? arena_printf(arena, "any other name below %s", text) : text;
}

const char *changed_types_text(struct arena *arena, const struct type_change *change, bool alone)
{
	const char *text = "";

	if (alone && change->types.items[change->types.n - 1] == CHANGE_ANY_TYPE)
		return "any type";
	for (size_t i = 0; i < change->types.n; i++)
		text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : ", ",
				    change->types.items[i] == CHANGE_ANY_TYPE
					    ? "any other type"
					    : rr_type_name(arena, change->types.items[i]));
	return text;
}

/* ---- what is told ------------------------------------------------------------------------------ */

struct values {
	struct arena *arena;
	const char *text;
	size_t n;
};

static void add_value(struct values *values, const char *value)
{
	if (values->n++ < SHOWN_VALUES)
		values->text = arena_printf(values->arena, "%s%s%s", values->text,
					    values->n == 1 ? "" : ", ", value);
}

static void add_rrset(void *context, const struct rrset *rrset)
{
	struct values *values = context;
	const char *type = rr_type_name(values->arena, rrset->type);

	if (rrset->alias != NULL && rrset->alias->load_balancer != NULL &&
	    rrset->alias->load_balancer->dns_name.presence == KNOWN)
		add_value(values, arena_printf(values->arena, "%s (`%.*s`)",
					       rrset_brief(values->arena, rrset),
					       STR_ARG(rrset->alias->load_balancer->dns_name.s)));
	else if (rrset->alias != NULL || rrset->n == 0)
		add_value(values, rrset_brief(values->arena, rrset));
	for (size_t i = 0; i < rrset->n; i++) {
		struct buf text CLEANUP(buf_free);

		buf_init(&text, (size_t)RDATA_MAX * 5);
		rdata_print(&text, rrset->type, &rrset->rrs[i]);
		add_value(values,
			  arena_printf(values->arena, "%s%s%.*s%s", values->n == 0 ? type : "",
				       values->n == 0 ? " " : "",
				       text.len > VALUE_MAX ? VALUE_MAX : (int)text.len, text.ptr,
				       text.len > VALUE_MAX ? "…" : ""));
	}
}

static const char *records_text(struct arena *arena, const struct told *told)
{
	struct values values = {arena, "", 0};

	rrset_each_beside(told->rrset, add_rrset, &values);
	if (values.n > SHOWN_VALUES)
		return arena_printf(arena, "%s and %zu more", values.text, values.n - SHOWN_VALUES);
	return values.text;
}

static const char *absence_text(struct arena *arena, const struct told *told)
{
	if (told->kind == ANSWER_NXDOMAIN)
		return "no such name";
	if (told->shield == NULL)
		return "no data";
	return arena_printf(arena, "no data: it exists by the %s at `%s` below it alone",
			    rr_type_name(arena, told->shield->type),
			    dname_text_bare(arena, told->shield->owner));
}

static const char *answer_text(struct arena *arena, const struct told *told)
{
	const char *last = dname_text_bare(arena, told->last);
	const char *to = "";

	switch (told->kind) {
	case ANSWER_RECORDS:
		return records_text(arena, told);
	case ANSWER_NODATA:
	case ANSWER_NXDOMAIN:
		return absence_text(arena, told);
	case ANSWER_REFERRAL:
		return arena_printf(arena, "delegated out of the estate: %s",
				    records_text(arena, told));
	case ANSWER_OUTSIDE:
		return arena_printf(arena,
				    told->link == NULL ? "`%s` is in no zone of the estate"
						       : "leads to `%s`, in no zone of the estate",
				    last);
	case ANSWER_LOOP:
		return "a chain that does not end";
	case ANSWER_FORWARDED:
		for (size_t i = 0; i < told->forwarded->to.n; i++)
			to = arena_printf(arena, "%s%s%.*s", to, i == 0 ? "" : ", ",
					  STR_ARG(told->forwarded->to.items[i].s));
		return arena_printf(arena, "forwarded to %s", to);
	case ANSWER_ENDPOINT:
		return arena_printf(arena, "the interface endpoint of the service `%.*s`",
				    STR_ARG(told->service->key.s));
	case ANSWER_UNKNOWN:
		return told->rrset != NULL && told->rrset->pending != NULL ? told->rrset->pending
									   : "not known";
	}
	BUG("an answer of no kind");
}

const char *told_text(struct arena *arena, const struct told *told)
{
	const char *text = answer_text(arena, told);

	if (told->kind == ANSWER_RECORDS && told->rrset->ttl_known)
		text = arena_printf(arena, "%s, TTL %u", text, told->rrset->ttl);
	if (told->link != NULL && told->link != told->rrset && told->kind != ANSWER_OUTSIDE)
		text = arena_printf(arena, "%s, by way of `%s`", text,
				    dname_text_bare(arena, told->last));
	if (told->wildcard != NULL)
		text = arena_printf(arena, "%s, by the wildcard `%s`", text,
				    dname_text_bare(arena, told->wildcard->owner));
	return text;
}

struct span told_place(const struct told *told)
{
	if (told->rrset != NULL)
		return told->rrset->at;
	if (told->link != NULL)
		return told->link->at;
	if (told->forwarded != NULL)
		return told->forwarded->at;
	if (told->service != NULL)
		return told->service->private_dns_name.at;
	return told->shield != NULL ? told->shield->owner_at : (struct span){0};
}

const char *wildcard_text(struct arena *arena, const struct change *change)
{
	const struct type_change *first = &change->answers.items[0];
	const struct rrset *before = first->told[BEFORE].wildcard;
	const struct rrset *after = first->told[AFTER].wildcard;
	const char *text = NULL;

	if (before != NULL && after != NULL && dname_equal(before->owner, after->owner))
		return NULL;
	if (before != NULL)
		text = arena_printf(arena, "`%s` stops answering for it",
				    dname_text_bare(arena, before->owner));
	if (after != NULL)
		text = arena_printf(arena, "%s%s`%s` begins to answer for it",
				    text == NULL ? "" : text, text == NULL ? "" : ", ",
				    dname_text_bare(arena, after->owner));
	return text;
}

/* ---- the summary ------------------------------------------------------------------------------- */

static const char *add_count(struct arena *arena, const char *text, size_t n, const char *one,
			     const char *many)
{
	if (n == 0)
		return text;
	return arena_printf(arena, "%s%s%zu %s", text, text[0] == '\0' ? "" : ", ", n,
			    n == 1 ? one : many);
}

const char *difference_summary(struct arena *arena, const struct difference_report *report)
{
	const struct difference *difference = report->difference;
	const size_t *counts = difference->counts;
	const struct summary *summary = &report->run->summary;
	const char *text = "";

	text = add_count(arena, text, counts[CHANGE_BEGINS], "name begins to resolve publicly",
			 "names begin to resolve publicly");
	text = add_count(arena, text, counts[CHANGE_CEASES], "name ceases to resolve publicly",
			 "names cease to resolve publicly");
	text = add_count(arena, text, counts[CHANGE_SIDES], "name is asked elsewhere by VPCs",
			 "names are asked elsewhere by VPCs");
	text = add_count(arena, text, counts[CHANGE_ANSWERS], "other answer changes",
			 "other answers change");
	text = add_count(arena, text, counts[CHANGE_LESSER], "lesser change", "lesser changes");
	text = add_count(arena, text, difference->losses.items.n, "name loses its certificate",
			 "names lose their certificate");
	if (text[0] == '\0')
		text = "no answer changes";
	if (difference->cut_off)
		text = arena_printf(arena, "%s, and more names that DNAMEs lead there", text);
	text = add_count(arena, text, summary->errors, "error", "errors");
	text = add_count(arena, text, summary->warnings, "warning", "warnings");
	text = add_count(arena, text, summary->infos, "info", "infos");
	text = add_count(arena, text, summary->waived, "waived finding", "waived findings");
	return add_count(arena, text, summary->unknown, "undecided question",
			 "undecided questions");
}

void report_difference(struct buf *out, const struct difference_report *report,
		       enum report_format format, const struct report_style *style)
{
	switch (format) {
	case REPORT_TEXT:
		report_difference_text(out, report, style);
		return;
	case REPORT_JSON:
		report_difference_json(out, report);
		return;
	case REPORT_MARKDOWN:
		report_difference_markdown(out, report);
		return;
	case REPORT_SARIF:
		break;
	}
	BUG("a format of no report");
}
