/* trace.c -- why an answer is what it is. */
#include "report/trace.h"

#include "report/report.h"

#include "base/banned.h"

const char *answer_status(const struct answer *answer)
{
	switch (answer->kind) {
	case ANSWER_RECORDS:
	case ANSWER_NODATA:
	case ANSWER_ENDPOINT:
		return "NOERROR";
	case ANSWER_NXDOMAIN:
		return "NXDOMAIN";
	case ANSWER_LOOP:
		return "SERVFAIL";
	case ANSWER_REFERRAL:
	case ANSWER_OUTSIDE:
	case ANSWER_FORWARDED:
	case ANSWER_UNKNOWN:
		break;
	}
	return NULL;
}

const char *answer_kind_name(enum answer_kind kind)
{
	switch (kind) {
	case ANSWER_RECORDS:
		return "records";
	case ANSWER_NODATA:
		return "nodata";
	case ANSWER_NXDOMAIN:
		return "nxdomain";
	case ANSWER_REFERRAL:
		return "referral";
	case ANSWER_OUTSIDE:
		return "outside";
	case ANSWER_LOOP:
		return "loop";
	case ANSWER_FORWARDED:
		return "forwarded";
	case ANSWER_ENDPOINT:
		return "endpoint";
	case ANSWER_UNKNOWN:
		return "unknown";
	}
	BUG("an answer of no kind");
}

static const char *addresses(const struct text_list *list, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; i < list->n; i++)
		text = arena_printf(arena, "%s%s%.*s", text, i > 0 ? ", " : "",
				    STR_ARG(list->items[i].s));
	return text;
}

static const char *unknown_remark(const struct answer *answer)
{
	if (answer->rrset != NULL && answer->rrset->pending != NULL)
		return answer->rrset->pending;
	if (answer->rrset != NULL && answer->rrset->set_identifier != NULL)
		return "one of several names, by its routing policy";
	if (answer->rrset != NULL)
		return "a delegation inside a private zone";
	return "the zone is managed in part: others may have written more into it";
}

const char *answer_remark(const struct view_answer *answer, struct arena *arena)
{
	const char *last = dname_text_bare(arena, answer->answer.last);

	switch (answer->answer.kind) {
	case ANSWER_RECORDS:
	case ANSWER_NXDOMAIN:
		return NULL;
	case ANSWER_NODATA:
		return "no data of this type";
	case ANSWER_REFERRAL:
		return "delegated to name servers outside the estate";
	case ANSWER_OUTSIDE:
		return arena_printf(arena, "`%s` is in no zone of the estate", last);
	case ANSWER_LOOP:
		return "the chain does not end";
	case ANSWER_FORWARDED:
		return arena_printf(arena, "forwarded to %s, which is no endpoint of the estate",
				    addresses(&answer->forwarded->to, arena));
	case ANSWER_ENDPOINT:
		return arena_printf(arena,
				    "the addresses of the interface endpoint of the service `%.*s`",
				    STR_ARG(answer->service->key.s));
	case ANSWER_UNKNOWN:
		return unknown_remark(&answer->answer);
	}
	BUG("an answer of no kind");
}

const char *rrset_brief(struct arena *arena, const struct rrset *rrset)
{
	const char *type = rr_type_name(arena, rrset->type);
	struct buf text CLEANUP(buf_free) = {0};

	if (rrset->alias != NULL && rrset->alias->load_balancer != NULL)
		return arena_printf(arena, "%s alias of the load balancer `%.*s`", type,
				    STR_ARG(rrset->alias->load_balancer->key.s));
	if (rrset->alias != NULL && rrset->alias->dns_name != NULL)
		return arena_printf(arena, "%s alias of `%s`", type,
				    dname_text_bare(arena, rrset->alias->dns_name));
	if (rrset->n == 0)
		return arena_printf(arena, "%s, whose value is not known yet", type);
	buf_init(&text, (size_t)RDATA_MAX * 5);
	rdata_print(&text, rrset->type, &rrset->rrs[0]);
	return arena_printf(arena, "%s %.*s%s", type, text.len > 120 ? 120 : (int)text.len,
			    text.ptr,
			    text.len > 120 ? "…"
			    : rrset->n > 1 ? " …"
					   : "");
}

/* ---- lines ------------------------------------------------------------------------------------- */

struct describer {
	struct trace_lines *lines;
	const struct index *index;
	struct arena *arena;
	enum rr_type type;
};

static void add(struct describer *d, const char *text, struct span at)
{
	*VEC_PUSH(d->arena, &d->lines->items) = (struct trace_line){text, at};
}

static const char *show_name(const struct describer *d, const struct dname *name)
{
	return dname_text_bare(d->arena, name);
}

static struct span zone_at(const struct zone *zone)
{
	return zone->origin != NULL ? zone->origin->at : (struct span){0};
}

static void describe_absence(struct describer *d, const struct trace_step *step, const char *zone)
{
	struct zone_answer found =
		zone_lookup(index_of_zone(d->index, step->zone), step->name, d->type);
	const char *name = show_name(d, step->name);
	const struct name_node *node = found.node != NULL ? found.node : found.encloser;

	if (step->kind == ZONE_NXDOMAIN)
		add(d,
		    arena_printf(d->arena,
				 "%s: `%s` does not exist; the closest name that does is `%s`",
				 zone, name, show_name(d, node->name)),
		    zone_at(step->zone));
	else if (step->wildcard)
		add(d,
		    arena_printf(d->arena, "%s: the wildcard `%s` stands for `%s`, and has no %s",
				 zone, show_name(d, node->name), name,
				 rr_type_name(d->arena, d->type)),
		    node->n > 0 ? node->rrsets[0]->at : zone_at(step->zone));
	else if (node->n == 0 && node->shields != NULL)
		add(d,
		    arena_printf(d->arena,
				 "%s: `%s` exists by what stands below it alone (`%s %s`), and has "
				 "no records",
				 zone, name, show_name(d, node->shields->owner),
				 rr_type_name(d->arena, node->shields->type)),
		    node->shields->at);
	else
		add(d,
		    arena_printf(d->arena, "%s: `%s` has no %s", zone, name,
				 rr_type_name(d->arena, d->type)),
		    node->n > 0 ? node->rrsets[0]->at : zone_at(step->zone));
}

static void describe_step(struct describer *d, const struct trace_step *step)
{
	const char *zone = zone_label(d->arena, step->zone), *name = show_name(d, step->name);
	const struct rrset *rrset = step->rrset;

	switch (step->kind) {
	case ZONE_RECORDS:
	case ZONE_CNAME:
	case ZONE_DNAME:
		if (step->wildcard || step->kind == ZONE_DNAME)
			add(d,
			    arena_printf(d->arena, "%s: `%s` is answered by `%s` with %s", zone,
					 name, show_name(d, rrset->owner),
					 rrset_brief(d->arena, rrset)),
			    rrset->at);
		else
			add(d,
			    arena_printf(d->arena, "%s: `%s` has %s", zone, name,
					 rrset_brief(d->arena, rrset)),
			    rrset->at);
		return;
	case ZONE_REFERRAL:
		add(d,
		    arena_printf(d->arena, "%s: `%s` is delegated at `%s`", zone, name,
				 show_name(d, rrset->owner)),
		    rrset->at);
		return;
	case ZONE_NODATA:
	case ZONE_NXDOMAIN:
		describe_absence(d, step, zone);
		return;
	case ZONE_OUTSIDE:
		add(d, arena_printf(d->arena, "%s: `%s` lies outside", zone, name),
		    zone_at(step->zone));
		return;
	case ZONE_UNKNOWN:
		add(d,
		    arena_printf(d->arena,
				 "%s: `%s` is not written here, and the zone is managed in part",
				 zone, name),
		    zone_at(step->zone));
		return;
	}
}

static void describe_hop(struct describer *d, const struct hop *hop)
{
	const char *name = show_name(d, hop->name);
	const char *vpc = arena_printf(d->arena, "VPC %.*s", STR_ARG(hop->vpc->id));
	const struct binding *binding = hop->binding;
	const struct forwarding_rule *system = view_system_rule(hop->vpc, hop->name);

	if (system != NULL)
		add(d,
		    arena_printf(d->arena,
				 "%s: the SYSTEM rule for `%s` keeps `%s` from being forwarded",
				 vpc, show_name(d, system->name), name),
		    system->at);
	if (binding == NULL)
		add(d,
		    arena_printf(d->arena, "%s: nothing is bound to `%s`: public DNS", vpc, name),
		    (struct span){0});
	else if (binding->service != NULL)
		add(d,
		    arena_printf(d->arena,
				 "%s: `%s` is the private DNS name of an interface endpoint of the "
				 "service `%.*s`",
				 vpc, name, STR_ARG(binding->service->key.s)),
		    binding->service->private_dns_name.at);
	else if (binding->rule != NULL)
		add(d,
		    arena_printf(d->arena, "%s: the rule for `%s` forwards `%s` to %s", vpc,
				 show_name(d, binding->domain), name,
				 addresses(&binding->rule->to, d->arena)),
		    binding->rule->at);
	else
		add(d,
		    arena_printf(d->arena, "%s: the private zone `%s` answers for `%s`", vpc,
				 show_name(d, binding->domain), name),
		    zone_at(binding->zone->zone));
}

void trace_describe(struct trace_lines *lines, const struct index *index,
		    const struct view_answer *answer, enum rr_type type, struct arena *arena)
{
	struct describer d = {lines, index, arena, type};
	size_t hop = 0;

	for (size_t i = 0; i <= answer->answer.n_steps; i++) {
		while (hop < answer->n_hops && (answer->hops[hop].first_step <= i))
			describe_hop(&d, &answer->hops[hop++]);
		if (i < answer->answer.n_steps)
			describe_step(&d, &answer->answer.steps[i]);
	}
	if (lines->items.n == 0)
		add(&d,
		    arena_printf(arena, "no public zone of the estate holds `%s`",
				 show_name(&d, answer->answer.last)),
		    (struct span){0});
}

void trace_describe_public(struct trace_lines *lines, const struct index *index,
			   const struct answer *answer, enum rr_type type, struct arena *arena)
{
	struct view_answer *view = NEW(arena, struct view_answer);

	view->answer = *answer;
	trace_describe(lines, index, view, type, arena);
}

void trace_write_line(struct buf *out, const struct places *places, const char *prefix,
		      const struct trace_line *line)
{
	struct place place;

	buf_text(out, prefix);
	report_escape(out, str_from(line->text));
	if (places_find(places, line->at, &place)) {
		buf_text(out, "  ");
		report_escape(out, place.path);
		buf_printf(out, ":%u:%u", place.start.line, place.start.column);
	}
	buf_char(out, '\n');
}

void trace_write_members(struct json *json, const struct places *places,
			 const struct trace_line *line)
{
	struct place place;

	json_put_text(json, "text", line->text);
	if (!places_find(places, line->at, &place)) {
		json_put_null(json, "file");
		json_put_null(json, "line");
		json_put_null(json, "column");
		return;
	}
	json_put_str(json, "file", place.path);
	json_put_number(json, "line", place.start.line);
	json_put_number(json, "column", place.start.column);
}
