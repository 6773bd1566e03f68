/* edits.c -- a change of an estate as plain data, read from text, and made into models and a plan. */
#include "edits.h"

#include "samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static const struct origin nowhere = {.what = "the test"};

static const struct account account = {
	.key = {.presence = KNOWN, .s = {"central", 7}},
	.id = {.presence = KNOWN, .s = {"111111111111", 12}},
	.region = {.presence = KNOWN, .s = {"eu-west-1", 9}},
};

/* ---- text -------------------------------------------------------------------------------------- */

struct edit_reader {
	struct edit *edit;
	struct arena *arena;
	const char *path;
	unsigned line;
	char *words[8];
	unsigned n;
	bool in_batch;
};

static unsigned zone_named(struct edit_reader *r, const char *name, bool is_private)
{
	for (unsigned i = 0; i < r->edit->n_zones; i++)
		if (strcmp(r->edit->zones[i].name, name) == 0 &&
		    (r->edit->zones[i].vpc != NULL) == is_private)
			return i;
	fail_msg("%s:%u: no zone `%s`", r->path, r->line, name);
	return 0;
}

/* The value is the rest of the line. */
static void split(struct edit_reader *r, char *line, unsigned most)
{
	r->n = 0;
	while (*line != '\0' && r->n < most) {
		while (*line == ' ')
			line++;
		if (*line == '\0' || *line == '\n')
			break;
		r->words[r->n++] = line;
		while (r->n < most && *line != ' ' && *line != '\0' && *line != '\n')
			line++;
		if (r->n == most)
			line += strlen(line);
		if (*line != '\0')
			*line++ = '\0';
	}
}

static const char *copy(struct edit_reader *r, const char *text)
{
	return arena_copy(r->arena, text, strcspn(text, "\n"));
}

static struct edit_record record_of(struct edit_reader *r, unsigned zone, char **words)
{
	struct edit_record record = {.zone = zone, .value = copy(r, words[2])};
	const char *zone_name = r->edit->zones[zone].name;

	record.owner = strcmp(words[0], "@") == 0
			       ? zone_name
			       : arena_printf(r->arena, "%s.%s", words[0], zone_name);
	if (!rr_type_parse(str_from(words[1]), &record.type))
		fail_msg("%s:%u: no type `%s`", r->path, r->line, words[1]);
	return record;
}

static void read_zone(struct edit_reader *r)
{
	struct edit_zone *zone = &r->edit->zones[r->edit->n_zones++];

	assert_true(r->edit->n_zones <= EDIT_ZONES);
	zone->name = copy(r, r->words[1]);
	for (unsigned i = 2; i < r->n; i++) {
		if (strcmp(r->words[i], "planned") == 0)
			zone->planned = true;
		else if (strcmp(r->words[i], "private") == 0 && i + 1 < r->n)
			zone->vpc = copy(r, r->words[++i]);
	}
	r->in_batch = false;
}

static void read_batch(struct edit_reader *r, enum edit_kind kind)
{
	struct edit_batch *batch = &r->edit->batches[r->edit->n_batches];
	bool is_private = r->n > 3 && strcmp(r->words[3], "private") == 0;

	assert_true(r->edit->n_batches < EDIT_BATCHES && r->n > 2);
	batch->name = copy(r, r->words[1]);
	batch->kind = kind;
	batch->zone = zone_named(r, r->words[2], is_private);
	for (unsigned i = is_private ? 4 : 3; i < r->n; i++)
		for (unsigned k = 0; k < r->edit->n_batches; k++)
			if (strcmp(r->edit->batches[k].name, r->words[i]) == 0)
				batch->after |= 1u << k;
	r->edit->n_batches++;
	r->in_batch = true;
}

static void read_indented(struct edit_reader *r, char *line)
{
	struct edit_batch *batch = NULL;

	split(r, line, r->in_batch ? 4 : 3);
	if (!r->in_batch) {
		assert_int_equal(r->n, 3);
		assert_true(r->edit->n_records < EDIT_RECORDS);
		r->edit->records[r->edit->n_records++] =
			record_of(r, r->edit->n_zones - 1, r->words);
		return;
	}
	batch = &r->edit->batches[r->edit->n_batches - 1];
	assert_true(r->n == 4 && batch->n < EDIT_CHANGES);
	batch->changes[batch->n].adds = r->words[0][0] == '+';
	batch->changes[batch->n++].record = record_of(r, batch->zone, r->words + 1);
}

static void read_word(struct edit_reader *r)
{
	struct edit *edit = r->edit;
	const char *word = r->words[0];

	if (strcmp(word, "expect") == 0) {
		edit->safe = strcmp(r->words[1], "safe") == 0;
		edit->reordered = r->n > 2 && strcmp(r->words[2], "reordered") == 0;
	} else if (strcmp(word, "private") == 0) {
		edit->private_names[edit->n_private++] = copy(r, r->words[1]);
	} else if (strcmp(word, "domain") == 0) {
		edit->domains[edit->n_domains++] = copy(r, r->words[1]);
	} else if (strcmp(word, "validation") == 0) {
		edit->proofs[edit->n_proofs++].name = copy(r, r->words[1]);
	} else if (strcmp(word, "token") == 0) {
		edit->proofs[edit->n_proofs].value = copy(r, r->words[2]);
		edit->proofs[edit->n_proofs++].name = copy(r, r->words[1]);
	} else if (strcmp(word, "unknown") == 0) {
		edit->nothing_known = true;
	} else if (strcmp(word, "zone") == 0) {
		read_zone(r);
	} else if (strcmp(word, "batch") == 0) {
		read_batch(r, EDIT_CHANGE);
	} else if (strcmp(word, "create") == 0) {
		read_batch(r, EDIT_CREATE_ZONE);
	} else if (strcmp(word, "delete") == 0) {
		read_batch(r, EDIT_DELETE_ZONE);
	} else {
		fail_msg("%s:%u: what is `%s`?", r->path, r->line, word);
	}
}

void edit_read(struct edit *edit, struct arena *arena, const char *path)
{
	struct edit_reader r = {.edit = edit, .arena = arena, .path = path};
	FILE *file = fopen(path, "re");
	char line[512];

	*edit = (struct edit){0};
	if (file == NULL)
		fail_msg("%s: cannot be opened", path);
	while (fgets(line, sizeof(line), file) != NULL) {
		r.line++;
		if (line[0] == '#' && edit->title == NULL)
			edit->title = copy(&r, line + 2);
		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (line[0] == ' ') {
			read_indented(&r, line);
			continue;
		}
		split(&r, line, COUNT_OF(r.words));
		read_word(&r);
	}
	(void)fclose(file);
	assert_non_null(edit->title);
}

/* ---- states ------------------------------------------------------------------------------------ */

/* Route 53 wants a DELETE to be exact, and refuses a CREATE of what exists: the one who deals edits sees to it. */
static bool is_same_set(const struct edit_record *a, const struct edit_record *b)
{
	return a->zone == b->zone && a->type == b->type && strcmp(a->owner, b->owner) == 0;
}

static unsigned drop_zone(struct edit_record *records, unsigned n, unsigned zone)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < n; i++)
		if (records[i].zone != zone)
			records[kept++] = records[i];
	return kept;
}

static unsigned drop_set(struct edit_record *records, unsigned n, const struct edit_record *key)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < n; i++)
		if (!is_same_set(&records[i], key))
			records[kept++] = records[i];
	return kept;
}

static unsigned apply(const struct edit_batch *batch, struct edit_record *records, unsigned n)
{
	for (unsigned i = 0; i < batch->n; i++)
		n = drop_set(records, n, &batch->changes[i].record);
	for (unsigned i = 0; i < batch->n; i++) {
		if (!batch->changes[i].adds)
			continue;
		n = drop_set(records, n, &batch->changes[i].record);
		assert_true(n < EDIT_RECORDS);
		records[n++] = batch->changes[i].record;
	}
	return n;
}

unsigned edit_state(const struct edit *edit, unsigned applied, struct edit_record *records,
		    bool *zone_exists)
{
	unsigned n = edit->n_records;

	memcpy(records, edit->records, sizeof(edit->records));
	for (unsigned z = 0; z < edit->n_zones; z++)
		zone_exists[z] = !edit->zones[z].planned;
	for (unsigned b = 0; b < edit->n_batches; b++) {
		const struct edit_batch *batch = &edit->batches[b];

		if ((applied & 1u << b) == 0)
			continue;
		if (batch->kind == EDIT_CHANGE) {
			n = apply(batch, records, n);
			continue;
		}
		zone_exists[batch->zone] = batch->kind == EDIT_CREATE_ZONE;
		if (batch->kind == EDIT_DELETE_ZONE)
			n = drop_zone(records, n, batch->zone);
	}
	return n;
}

/* ---- models ------------------------------------------------------------------------------------ */

static const struct dname *name_of(struct arena *arena, const char *text)
{
	const struct dname *name = NULL;

	if (dname_parse(arena, str_from(text), NULL, &name) != DNAME_OK)
		fail_msg("`%s` is no name", text);
	return name;
}

static struct rrset *new_rrset(struct arena *arena, struct zone *zone,
			       const struct edit_record *record)
{
	struct rrset *rrset = NEW(arena, struct rrset);
	struct err err = {0};

	*rrset = (struct rrset){
		.owner = name_of(arena, record->owner),
		.zone = zone,
		.type = record->type,
		.ttl_known = true,
		.ttl = 300,
		.origin = &nowhere,
	};
	rrset->rrs = NEW(arena, struct rr);
	rrset->n = 1;
	if (strncmp(record->value, "alias ", 6) == 0) {
		rrset->n = 0;
		rrset->alias = NEW(arena, struct target);
		rrset->alias->kind = TARGET_RECORD;
		rrset->alias->dns_name = name_of(arena, record->value + 6);
	} else if (record->type == RR_TXT) {
		assert_true(rdata_from_text(arena, str_from(record->value), rrset->rrs));
	} else if (rdata_parse(arena, record->type, str_from(record->value), rrset->rrs, &err) !=
		   OK) {
		fail_msg("%s %s: %s", record->owner, record->value, err.text);
	}
	return rrset;
}

static void add_proofs(const struct edit *edit, struct model *model)
{
	for (unsigned i = 0; i < edit->n_proofs; i++) {
		const struct edit_proof *proof = &edit->proofs[i];

		if (proof->value == NULL) {
			struct certificate *certificate = NEW(model->arena, struct certificate);

			certificate->key = sample_text(proof->name);
			certificate->validations = NEW(model->arena, struct validation);
			certificate->n_validations = 1;
			certificate->validations[0].name = sample_text(proof->name);
			*VEC_PUSH(model->arena, &model->certificates) = certificate;
		} else {
			struct endpoint_service *service =
				NEW(model->arena, struct endpoint_service);

			service->key = sample_text(proof->name);
			service->verification_name = sample_text(proof->name);
			service->verification_value = sample_text(proof->value);
			*VEC_PUSH(model->arena, &model->endpoint_services) = service;
		}
	}
}

static struct zone *add_zone(struct model *model, const struct edit_zone *from, unsigned number)
{
	struct zone *zone =
		model_add_zone(model, name_of(model->arena, from->name),
			       from->vpc == NULL ? VIEW_PUBLIC : VIEW_PRIVATE, &nowhere);

	zone->account = &account;
	zone->id = sample_text(arena_printf(model->arena, "ZONE%u", number));
	if (from->vpc != NULL) {
		zone->vpcs = NEW(model->arena, struct vpc);
		zone->vpcs[0].id = sample_text(from->vpc);
		zone->n_vpcs = 1;
	}
	return zone;
}

static void build_side(const struct edit *edit, unsigned applied, const struct policy *policy,
		       struct arena *arena, struct edit_side *side, struct zone **zones)
{
	struct edit_record records[EDIT_RECORDS];
	bool zone_exists[EDIT_ZONES];
	unsigned n = edit_state(edit, applied, records, zone_exists);

	model_init(&side->model, arena, NEW(arena, struct sources));
	for (unsigned z = 0; z < edit->n_zones; z++)
		zones[z] = zone_exists[z] ? add_zone(&side->model, &edit->zones[z], z) : NULL;
	for (unsigned i = 0; i < n; i++)
		if (zones[records[i].zone] != NULL)
			*VEC_PUSH(arena, &zones[records[i].zone]->rrsets) =
				new_rrset(arena, zones[records[i].zone], &records[i]);
	add_proofs(edit, &side->model);
	model_finish(&side->model);
	index_build(&side->index, &side->model, policy, arena, 1);
	views_build(&side->views, &side->index, arena);
}

void edit_build_side(const struct edit *edit, unsigned applied, const struct policy *policy,
		     struct arena *arena, struct edit_side *ret_side)
{
	struct zone *zones[EDIT_ZONES];

	build_side(edit, applied, policy, arena, ret_side, zones);
}

static void build_policy(const struct edit *edit, struct arena *arena, struct policy *policy)
{
	*policy = (struct policy){0};
	policy->private_names =
		NEW_ARRAY(arena, struct private_pattern, edit->n_private + edit->n_domains + 1);
	for (unsigned i = 0; i < edit->n_private; i++)
		policy->private_names[policy->n_private_names++] = (struct private_pattern){
			.base = name_of(arena, edit->private_names[i]), .self = true};
	for (unsigned i = 0; i < edit->n_domains; i++)
		policy->private_names[policy->n_private_names++] = (struct private_pattern){
			.base = name_of(arena, edit->domains[i]), .below = true};
}

/* ---- the plan ---------------------------------------------------------------------------------- */

static void build_step(const struct edit *edit, unsigned b, struct edit_models *models,
		       struct arena *arena, struct zone *zone)
{
	const struct edit_batch *from = &edit->batches[b];
	struct step *step = NEW(arena, struct step);

	step->kind = from->kind == EDIT_CHANGE	      ? STEP_RECORDS
		     : from->kind == EDIT_CREATE_ZONE ? STEP_CREATE_ZONE
						      : STEP_DELETE_ZONE;
	step->number = (b + 1) * 10;
	step->name = from->name;
	step->account = &account;
	step->zone = zone;
	for (unsigned k = 0; k < b; k++)
		if ((from->after & 1u << k) != 0)
			*VEC_PUSH(arena, &step->waits_for) = models->steps[k];
	if (from->kind == EDIT_CREATE_ZONE && zone->n_vpcs > 0)
		*VEC_PUSH(arena, &step->vpcs) = &zone->vpcs[0];
	if (from->kind == EDIT_CHANGE) {
		struct batch *batch = VEC_PUSH(arena, &step->batches);

		batch->changes = NEW_ARRAY(arena, struct change, from->n + 1u);
		for (unsigned i = 0; i < from->n; i++)
			batch->changes[batch->n++] = (struct change){
				.action = from->changes[i].adds ? CHANGE_CREATE : CHANGE_DELETE,
				.rrset = new_rrset(arena, zone, &from->changes[i].record)};
	}
	models->steps[b] = step;
	*VEC_PUSH(arena, &models->plan.steps) = step;
}

void edit_build(const struct edit *edit, struct arena *arena, struct edit_models *ret_models)
{
	struct zone *before[EDIT_ZONES], *after[EDIT_ZONES];
	unsigned all = (1u << edit->n_batches) - 1;

	*ret_models = (struct edit_models){0};
	build_policy(edit, arena, &ret_models->policy);
	build_side(edit, 0, &ret_models->policy, arena, &ret_models->before, before);
	build_side(edit, all, &ret_models->policy, arena, &ret_models->after, after);
	ret_models->plan.arena = arena;
	ret_models->plan.model = &ret_models->after.model;
	for (unsigned b = 0; b < edit->n_batches; b++) {
		unsigned z = edit->batches[b].zone;

		build_step(edit, b, ret_models, arena, after[z] != NULL ? after[z] : before[z]);
	}
}
