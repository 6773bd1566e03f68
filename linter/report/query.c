/* query.c -- one question to the offline resolver and its answer. */
#include "report/query.h"

#include "report/trace.h"

#include "base/banned.h"

struct writer {
	struct buf *out;
	struct json *json; /* NULL: text */
	const struct query *query;
	struct places places;
	struct arena arena;
};

/* ---- records ----------------------------------------------------------------------------------- */

struct owner {
	struct writer *w;
	const struct dname *name;
};

static void write_record(struct writer *w, const struct dname *name, const struct rrset *rrset,
			 const char *value, bool alias)
{
	const char *type = rr_type_name(&w->arena, rrset->type);
	const char *owner = dname_text(&w->arena, name);

	if (w->json != NULL) {
		json_open_object(w->json, NULL);
		json_put_text(w->json, "name", owner);
		json_put_text(w->json, "type", type);
		if (rrset->ttl_known)
			json_put_number(w->json, "ttl", rrset->ttl);
		else
			json_put_null(w->json, "ttl");
		json_put_bool(w->json, "alias", alias);
		json_put_text(w->json, "value", value);
		json_end(w->json);
		return;
	}
	buf_text(w->out, alias ? "; " : "");
	report_escape(w->out, str_from(owner));
	if (rrset->ttl_known)
		buf_printf(w->out, "\t%u", rrset->ttl);
	buf_printf(w->out, "\tIN\t%s\t%s", type, alias ? "alias of " : "");
	report_escape(w->out, str_from(value));
	buf_char(w->out, '\n');
}

static const char *alias_text(struct arena *arena, const struct target *alias)
{
	if (alias->load_balancer != NULL && alias->dns_name != NULL)
		return arena_printf(arena, "load balancer %.*s, %s",
				    STR_ARG(alias->load_balancer->key.s),
				    dname_text(arena, alias->dns_name));
	if (alias->load_balancer != NULL)
		return arena_printf(arena, "load balancer %.*s",
				    STR_ARG(alias->load_balancer->key.s));
	return alias->dns_name != NULL ? dname_text(arena, alias->dns_name)
				       : "a name that is not known yet";
}

static void write_rrset(void *context, const struct rrset *rrset)
{
	const struct owner *owner = context;
	struct writer *w = owner->w;

	if (rrset->alias != NULL)
		write_record(w, owner->name, rrset, alias_text(&w->arena, rrset->alias), true);
	for (size_t i = 0; i < rrset->n; i++) {
		struct buf value CLEANUP(buf_free);

		buf_init(&value, (size_t)RDATA_MAX * 5);
		rdata_print(&value, rrset->type, &rrset->rrs[i]);
		write_record(w, owner->name, rrset, arena_cstr(&w->arena, buf_view(&value)), false);
	}
}

static bool is_alias_step(const struct trace_step *step)
{
	return step->kind == ZONE_RECORDS && step->rrset->alias != NULL;
}

/* The CNAMEs of the chain, then what answers at its end. What an alias to a record leads to is answered
 * under the alias's own name. */
static void write_records(struct writer *w, const struct answer *answer)
{
	struct owner owner = {w, NULL};

	for (size_t i = 0; i < answer->n_steps; i++) {
		const struct trace_step *step = &answer->steps[i];

		if (i == 0 || !is_alias_step(&answer->steps[i - 1]))
			owner.name = step->name;
		if (step->kind == ZONE_CNAME && step->rrset == answer->rrset)
			answer_each_rrset(answer, write_rrset, &owner); /* of a policy, all */
		else if (step->kind == ZONE_CNAME)
			write_rrset(&owner, step->rrset);
		if (step->kind == ZONE_DNAME)
			write_rrset(&(struct owner){w, step->rrset->owner}, step->rrset);
	}
	/* a DNAME that answers for the CNAME it stands for is written already */
	if (answer->kind == ANSWER_RECORDS && answer->steps[answer->n_steps - 1].kind != ZONE_DNAME)
		answer_each_rrset(answer, write_rrset, &owner);
}

static bool has_records(const struct answer *answer)
{
	if (answer->kind == ANSWER_RECORDS)
		return true;
	for (size_t i = 0; i < answer->n_steps; i++)
		if (answer->steps[i].kind == ZONE_CNAME || answer->steps[i].kind == ZONE_DNAME)
			return true;
	return false;
}

/* ---- text -------------------------------------------------------------------------------------- */

static void write_view(struct writer *w, const struct asked_answer *answer)
{
	buf_text(w->out, ";; view: ");
	report_escape(w->out, str_from(w->query->view));
	if (w->query->asked.account != NULL)
		buf_printf(w->out, ", vpc:%.*s", STR_ARG(answer->vpc->id));
	buf_char(w->out, '\n');
}

static void write_text(struct writer *w, const struct asked_answer *answer,
		       const struct trace_lines *lines)
{
	const struct answer *got = &answer->answer.answer;
	const char *status = answer_status(got),
		   *remark = answer_remark(&answer->answer, &w->arena);

	write_view(w, answer);
	buf_printf(w->out, ";; status: %s", status != NULL ? status : "UNKNOWN");
	if (remark != NULL) {
		buf_text(w->out, " (");
		report_escape(w->out, str_from(remark));
		buf_char(w->out, ')');
	}
	buf_text(w->out, "\n\n;; QUESTION SECTION:\n;");
	report_escape(w->out, str_from(dname_text(&w->arena, w->query->name)));
	buf_printf(w->out, "\tIN\t%s\n", rr_type_name(&w->arena, w->query->type));
	if (has_records(got)) {
		buf_text(w->out, "\n;; ANSWER SECTION:\n");
		write_records(w, got);
	}
	buf_char(w->out, '\n');
	if (!w->query->trace) {
		trace_write_line(w->out, &w->places, ";; decided by ",
				 &lines->items.items[lines->items.n - 1]);
		return;
	}
	buf_text(w->out, ";; TRACE:\n");
	for (size_t i = 0; i < lines->items.n; i++)
		trace_write_line(w->out, &w->places, ";; ", &lines->items.items[i]);
}

/* ---- JSON -------------------------------------------------------------------------------------- */

static void string_or_null(struct json *json, const char *key, const char *text)
{
	if (text == NULL)
		json_put_null(json, key);
	else
		json_put_text(json, key, text);
}

static void write_json(struct writer *w, const struct asked_answer *answer,
		       const struct trace_lines *lines)
{
	const struct answer *got = &answer->answer.answer;

	json_open_object(w->json, NULL);
	if (answer->vpc == NULL)
		json_put_text(w->json, "view", "public");
	else
		json_put_printf(w->json, "view", "vpc:%.*s", STR_ARG(answer->vpc->id));
	json_put_text(w->json, "kind", answer_kind_name(got->kind));
	string_or_null(w->json, "status", answer_status(got));
	string_or_null(w->json, "remark", answer_remark(&answer->answer, &w->arena));
	json_open_array(w->json, "records");
	write_records(w, got);
	json_end(w->json);
	json_open_array(w->json, "trace");
	for (size_t i = 0; i < lines->items.n; i++) {
		json_open_object(w->json, NULL);
		trace_write_members(w->json, &w->places, &lines->items.items[i]);
		json_end(w->json);
	}
	json_end(w->json);
	json_end(w->json);
}

/* ---- both -------------------------------------------------------------------------------------- */

static bool all_equal(const struct asked_answers *answers)
{
	for (size_t i = 1; i < answers->n; i++)
		if (!asked_answer_equal(&answers->items[i], &answers->items[0]))
			return false;
	return true;
}

static void write_answers(struct writer *w, const struct run *run,
			  const struct asked_answers *answers)
{
	for (size_t i = 0; i < answers->n; i++) {
		struct trace_lines lines = {0};

		trace_describe(&lines, &run->index, &answers->items[i].answer, w->query->type,
			       &w->arena);
		if (w->json != NULL) {
			write_json(w, &answers->items[i], &lines);
			continue;
		}
		if (i > 0)
			buf_char(w->out, '\n');
		write_text(w, &answers->items[i], &lines);
	}
}

static void write_document(struct writer *w, const struct run *run,
			   const struct asked_answers *answers)
{
	struct json json;

	w->json = &json;
	json_begin(&json, w->out, JSON_PRETTY);
	json_open_object(&json, NULL);
	json_put_text(&json, "zonewarrant", "1");
	json_put_text(&json, "version", ZONEWARRANT_VERSION);
	json_open_object(&json, "question");
	json_put_text(&json, "name", dname_text(&w->arena, w->query->name));
	json_put_text(&json, "type", rr_type_name(&w->arena, w->query->type));
	json_put_text(&json, "view", w->query->view);
	json_end(&json);
	json_put_bool(&json, "same_everywhere", all_equal(answers));
	json_open_array(&json, "answers");
	write_answers(w, run, answers);
	json_end(&json);
	json_end(&json);
}

void report_query(struct buf *out, const struct run *run, const struct query *query,
		  enum report_format format)
{
	struct writer w = {.out = out, .query = query};
	struct asked_answers answers;

	arena_init(&w.arena);
	places_init(&w.places, run);
	asked_view_ask(&run->views, &query->asked, query->name, query->type, &w.arena, &answers);
	if (format == REPORT_JSON) {
		write_document(&w, run, &answers);
	} else {
		write_answers(&w, run, &answers);
		if (answers.n == 0)
			buf_text(out, ";; no VPC of this account is known\n");
		if (!all_equal(&answers))
			buf_text(out, "\n;; the VPCs of this account are answered differently\n");
	}
	places_done(&w.places);
	arena_free(&w.arena);
}
