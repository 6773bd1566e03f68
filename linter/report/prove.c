/* prove.c -- the proof of each private name and private domain. */
#include "report/prove.h"

#include "report/trace.h"

#include "base/banned.h"

struct writer {
	struct buf *out;
	struct json *json; /* NULL: text */
	const struct run *run;
	struct places places;
	struct arena *arena; /* of the proof at hand */
	struct proof_counts counts;
};

static const char *name_of(struct writer *w, const struct proof *proof)
{
	return dname_text_bare(w->arena,
			       proof->name != NULL ? proof->name->name : proof->domain->name);
}

static const struct origin *origin_of(const struct proof *proof)
{
	return proof->name != NULL ? proof->name->origin : proof->domain->origin;
}

static void add_line(struct writer *w, struct trace_lines *lines, struct span at, const char *text)
{
	*VEC_PUSH(w->arena, &lines->items) = (struct trace_line){text, at};
}

/* ---- text -------------------------------------------------------------------------------------- */

static void write_subject(struct writer *w, const struct proof *proof)
{
	buf_printf(w->out, "%-7s  ", verdict_name(proof->verdict));
	report_escape(w->out, str_from(name_of(w, proof)));
	if (proof->domain != NULL)
		buf_printf(w->out, " and every name below it (%zu classes)", proof->classes.n);
	if (proof->assumes_empty_non_terminals)
		buf_text(w->out, "  assumes: route53-ent");
	buf_char(w->out, '\n');
}

static void write_counter(struct writer *w, const struct proof *proof)
{
	const struct question_class *class = proof->counter;
	const struct origin *origin = origin_of(proof);
	struct trace_lines lines = {0};
	size_t first;

	if (origin != NULL)
		add_line(w, &lines, origin->at,
			 arena_printf(w->arena, "private by %s", origin->what));
	if (proof->missing != NULL)
		add_line(w, &lines, (struct span){0},
			 arena_printf(w->arena, "not known: %s", proof->missing));
	if (class != NULL)
		add_line(w, &lines, (struct span){0},
			 arena_printf(w->arena, "asked: %s %s, of the servers of the zone `%s`",
				      dname_text(w->arena, class->name),
				      rr_type_name(w->arena, class->type),
				      dname_text_bare(w->arena, class->zone->name)));
	first = lines.items.n;
	if (class != NULL)
		trace_describe_public(&lines, &w->run->index, &proof->answer, class->type,
				      w->arena);
	for (size_t i = 0; i < lines.items.n; i++)
		trace_write_line(w->out, &w->places, i < first ? "         " : "           ",
				 &lines.items.items[i]);
}

/* ---- JSON -------------------------------------------------------------------------------------- */

static void write_rrset(struct writer *w, const char *key, const struct rrset *rrset)
{
	struct trace_line line;

	if (rrset == NULL) {
		json_put_null(w->json, key);
		return;
	}
	line.at = rrset->at;
	line.text = arena_printf(w->arena, "%s %s", dname_text(w->arena, rrset->owner),
				 rrset_brief(w->arena, rrset));
	json_open_object(w->json, key);
	trace_write_members(w->json, &w->places, &line);
	json_end(w->json);
}

static void write_class(struct writer *w, const struct question_class *class)
{
	json_open_object(w->json, NULL);
	json_put_text(w->json, "zone", dname_text(w->arena, class->zone->name));
	json_put_text(w->json, "class", class->any_other ? "any-other-below" : "name");
	json_put_text(w->json, "name",
		      dname_text(w->arena, class->any_other ? class->encloser : class->name));
	json_put_text(w->json, "verdict", verdict_name(class->verdict));
	write_rrset(w, "decides", class->decides);
	json_put_bool(w->json, "shielded", class->shielded);
	json_end(w->json);
}

static void write_counter_object(struct writer *w, const struct proof *proof)
{
	const struct question_class *class = proof->counter;
	struct trace_lines lines = {0};

	if (class == NULL) {
		json_put_null(w->json, "query");
		return;
	}
	trace_describe_public(&lines, &w->run->index, &proof->answer, class->type, w->arena);
	json_open_object(w->json, "query");
	json_put_text(w->json, "name", dname_text(w->arena, class->name));
	json_put_text(w->json, "type", rr_type_name(w->arena, class->type));
	json_put_text(w->json, "zone", dname_text(w->arena, class->zone->name));
	json_put_text(w->json, "answer", answer_kind_name(proof->answer.kind));
	json_open_array(w->json, "trace");
	for (size_t i = 0; i < lines.items.n; i++) {
		json_open_object(w->json, NULL);
		trace_write_members(w->json, &w->places, &lines.items.items[i]);
		json_end(w->json);
	}
	json_end(w->json);
	json_end(w->json);
}

static void write_object(struct writer *w, const struct proof *proof)
{
	const struct origin *origin = origin_of(proof);
	struct trace_line private_by = {"a private zone", {0}};

	if (origin != NULL)
		private_by = (struct trace_line){origin->what, origin->at};
	json_open_object(w->json, NULL);
	json_put_text(w->json, "name", arena_printf(w->arena, "%s.", name_of(w, proof)));
	json_put_text(w->json, "subject", proof->domain != NULL ? "domain" : "name");
	json_put_text(w->json, "verdict", verdict_name(proof->verdict));
	json_open_object(w->json, "private_by");
	trace_write_members(w->json, &w->places, &private_by);
	json_end(w->json);
	json_open_array(w->json, "assumes");
	if (proof->assumes_empty_non_terminals)
		json_put_text(w->json, NULL, "route53-ent");
	json_end(w->json);
	if (proof->missing != NULL)
		json_put_text(w->json, "missing", proof->missing);
	else
		json_put_null(w->json, "missing");
	write_counter_object(w, proof);
	json_open_array(w->json, "classes");
	for (size_t i = 0; i < proof->classes.n; i++)
		write_class(w, &proof->classes.items[i]);
	json_end(w->json);
	json_end(w->json);
}

/* ---- both -------------------------------------------------------------------------------------- */

static void take(void *context, const struct proof *proof, struct arena *arena)
{
	struct writer *w = context;

	w->arena = arena;
	switch (proof->verdict) {
	case VERDICT_PROVED:
		w->counts.proved++;
		break;
	case VERDICT_REFUTED:
		w->counts.refuted++;
		break;
	case VERDICT_UNKNOWN:
		w->counts.unknown++;
		break;
	}
	if (proof->domain != NULL)
		w->counts.domains++;
	else
		w->counts.names++;
	if (w->json != NULL) {
		write_object(w, proof);
		return;
	}
	write_subject(w, proof);
	if (proof->verdict != VERDICT_PROVED)
		write_counter(w, proof);
}

static void write_document(struct writer *w)
{
	struct json json;

	w->json = &json;
	json_begin(&json, w->out, JSON_PRETTY);
	json_open_object(&json, NULL);
	json_put_text(&json, "zonewarrant", "1");
	json_put_text(&json, "version", ZONEWARRANT_VERSION);
	json_open_array(&json, "proofs");
	prove_all(&w->run->index, take, w);
	json_end(&json);
	json_open_object(&json, "summary");
	json_put_number(&json, "names", (int64_t)w->counts.names);
	json_put_number(&json, "domains", (int64_t)w->counts.domains);
	json_put_number(&json, "proved", (int64_t)w->counts.proved);
	json_put_number(&json, "refuted", (int64_t)w->counts.refuted);
	json_put_number(&json, "unknown", (int64_t)w->counts.unknown);
	json_end(&json);
	json_end(&json);
}

void report_proofs(struct buf *out, const struct run *run, enum report_format format,
		   struct proof_counts *ret_counts)
{
	struct writer w = {.out = out, .run = run};

	places_init(&w.places, run);
	if (format == REPORT_JSON) {
		write_document(&w);
	} else {
		prove_all(&run->index, take, &w);
		buf_printf(out, "%zu name%s, %zu domain%s: %zu proved, %zu refuted, %zu unknown\n",
			   w.counts.names, w.counts.names == 1 ? "" : "s", w.counts.domains,
			   w.counts.domains == 1 ? "" : "s", w.counts.proved, w.counts.refuted,
			   w.counts.unknown);
	}
	*ret_counts = w.counts;
	places_done(&w.places);
}
