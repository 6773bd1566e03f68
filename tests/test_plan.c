/*
 * test_plan.c -- laws of the plan on generated models (a fixed seed, so that a failure comes back),
 * and the steps of small models put together by hand.
 */
#include "base/map.h"
#include "bundle.h"
#include "index/plan.h"
#include "model/route53.h"
#include "plan_models.h"
#include "samples.h"
#include "step_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

enum { MODELS = 60 };

static void build(struct plan *plan, const struct model *model, struct arena *arena, bool upsert)
{
	struct plan_settings settings = {.upsert = upsert};
	struct err err = {0};

	if (plan_build(plan, model, &settings, arena, &err) != OK)
		fail_msg("%s", err.text);
}

/* ---- laws -------------------------------------------------------------------------------------- */

static bool is_apex_of_route53(const struct rrset *rrset)
{
	return rrset->type == RR_SOA ||
	       (rrset->type == RR_NS && dname_equal(rrset->owner, rrset->zone->name));
}

static void check_batch(const struct step *step, const struct batch *batch, struct arena *arena)
{
	size_t elements = 0, characters = 0;

	assert_true(batch->n > 0);
	for (size_t i = 0; i < batch->n; i++) {
		const struct change *change = &batch->changes[i];
		size_t times = change->action == CHANGE_UPSERT ? 2 : 1;

		assert_ptr_equal(change->rrset->zone, step->zone);
		for (size_t k = 0; k < change->rrset->n; k++) {
			elements += times;
			characters += times * strlen(route53_value(arena, change->rrset->type,
								   &change->rrset->rrs[k]));
		}
	}
	assert_int_equal(batch->elements, elements);
	assert_int_equal(batch->characters, characters);
	assert_true(elements <= 1000);
	assert_true(characters <= 32000);
}

static struct str address_key(const struct rrset *const *rrset)
{
	return str_slice((const char *)rrset, sizeof(*rrset));
}

/* Each desired record set is in exactly one batch, but for those that Route 53 makes itself. */
static void check_each_once(const struct plan *plan, struct arena *arena)
{
	const struct model *model = plan->model;
	size_t wanted = 0;
	struct map seen;

	map_init(&seen, arena);
	for (size_t s = 0; s < plan->steps.n; s++) {
		const struct step *step = plan->steps.items[s];

		for (size_t k = 0; k < step->batches.n; k++) {
			struct batch *batch = &step->batches.items[k];

			check_batch(step, batch, arena);
			for (size_t i = 0; i < batch->n; i++) {
				assert_false(is_apex_of_route53(batch->changes[i].rrset));
				assert_null(map_add(&seen, address_key(&batch->changes[i].rrset),
						    &batch->changes[i]));
			}
		}
	}
	for (size_t z = 0; z < model->zones.n; z++) {
		const struct zone *zone = model->zones.items[z];

		for (size_t i = 0; account_is_aws(zone->account) && i < zone->rrsets.n; i++) {
			const struct rrset *rrset = zone->rrsets.items[i];

			if (is_apex_of_route53(rrset))
				continue;
			wanted++;
			assert_non_null(map_get(&seen, address_key(&rrset)));
		}
	}
	assert_int_equal(plan->n_changes, wanted);
}

static bool waits_for(const struct step *step, const struct step *earlier)
{
	for (size_t i = 0; i < step->waits_for.n; i++) {
		if (step->waits_for.items[i] == earlier ||
		    waits_for(step->waits_for.items[i], earlier))
			return true;
	}
	return false;
}

static const struct zone *child_zone(const struct plan *plan, const struct rrset *rrset)
{
	if (rrset->type != RR_NS || is_apex_of_route53(rrset) || rrset->zone->view != VIEW_PUBLIC)
		return NULL;
	return model_zone(plan->model, rrset->owner, VIEW_PUBLIC);
}

/* A zone is made and filled before the parent's delegation. */
static void check_filled_before(const struct plan *plan, const struct step *step,
				const struct zone *child)
{
	for (size_t s = 0; s < plan->steps.n; s++) {
		const struct step *other = plan->steps.items[s];

		if (other->zone != child || other->state == STEP_PENDING)
			continue;
		if (other->kind != STEP_CREATE_ZONE && other->kind != STEP_RECORDS &&
		    other->kind != STEP_DELEGATE)
			continue;
		assert_true(other->number < step->number);
		assert_true(waits_for(step, other));
	}
}

static bool is_delegation(const struct step *step)
{
	return step->kind == STEP_DELEGATE;
}

static void check_order(const struct plan *plan)
{
	for (size_t s = 0; s < plan->steps.n; s++) {
		const struct step *step = plan->steps.items[s];

		assert_int_equal(step->number, 10 * (s + 1));
		for (size_t i = 0; i < step->waits_for.n; i++)
			assert_true(step->waits_for.items[i]->number < step->number);
		for (size_t k = 0; k < step->batches.n; k++) {
			for (size_t i = 0; i < step->batches.items[k].n; i++) {
				const struct rrset *rrset = step->batches.items[k].changes[i].rrset;
				const struct zone *child = child_zone(plan, rrset);

				if (child == NULL)
					continue;
				assert_true(is_delegation(step));
				check_filled_before(plan, step, child);
			}
		}
	}
}

/* Until a zone is delegated, the parent's wildcard would answer for its names: it comes after
 * all of the zone's delegations, and after all names that it would else answer for. */
static void check_wildcard(const struct plan *plan, const struct step *step)
{
	for (size_t s = 0; s < plan->steps.n; s++) {
		const struct step *other = plan->steps.items[s];

		if (other->zone == step->zone && is_delegation(other) && other != step)
			assert_true(waits_for(step, other));
	}
}

static void check_wildcards(const struct plan *plan)
{
	for (size_t s = 0; s < plan->steps.n; s++) {
		const struct step *step = plan->steps.items[s];
		bool seen = false;

		for (size_t k = 0; k < step->batches.n; k++) {
			for (size_t i = 0; i < step->batches.items[k].n; i++) {
				const struct rrset *rrset = step->batches.items[k].changes[i].rrset;

				if (dname_is_wildcard(rrset->owner) && !seen)
					check_wildcard(plan, step);
				seen = seen || dname_is_wildcard(rrset->owner);
				assert_true(!seen || dname_is_wildcard(rrset->owner));
			}
		}
	}
}

static void check_states(const struct plan *plan)
{
	for (size_t s = 0; s < plan->steps.n; s++) {
		const struct step *step = plan->steps.items[s];
		bool waits = false;

		for (size_t i = 0; i < step->waits_for.n; i++)
			waits = waits || step->waits_for.items[i]->state != STEP_READY;
		if (step->pending.items.n > 0)
			assert_int_equal(step->state, STEP_PENDING);
		else
			assert_int_equal(step->state, waits ? STEP_WAITING : STEP_READY);
		/* what changes records without a known zone id is never ready */
		if (step->batches.n > 0 && step->zone->id.presence != KNOWN)
			assert_int_equal(step->state, STEP_PENDING);
	}
}

/* ---- files ------------------------------------------------------------------------------------- */

static void make_files(struct bundle *bundle, const struct plan *plan, struct arena *arena)
{
	bundle_init(bundle, arena);
	for (size_t i = 0; i < plan->steps.n; i++)
		step_files_add(bundle, plan->steps.items[i]);
	bundle_sort(bundle);
}

/* The changes of a body as they are written: elements of an array at the third level. */
struct bodies {
	VEC(struct str) items;
};

static struct bodies changes_of(const struct bundle_file *file, struct arena *arena)
{
	struct str rest = file->bytes, line;
	const char *start = NULL;
	struct bodies changes = {0};

	while (str_cut(&rest, '\n', &line)) {
		if (str_is(line, "      {"))
			start = line.ptr + line.len;
		else if (str_is(line, "      }") || str_is(line, "      },"))
			*VEC_PUSH(arena, &changes.items) =
				str_slice(start, (size_t)(line.ptr - start));
	}
	return changes;
}

static struct str cut_action(struct str change, const char *action)
{
	size_t at = 0;

	if (!str_find(change, action, &at))
		fail_msg("no %s in %.*s", action, STR_ARG(change));
	return str_slice(change.ptr + at + strlen(action), change.len - at - strlen(action));
}

/* The inverse holds the same sets, last first, with DELETE for CREATE. */
static void check_inverse(const struct bundle_file *forward, const struct bundle_file *inverse,
			  struct arena *arena)
{
	struct bodies done = changes_of(forward, arena), undone = changes_of(inverse, arena);
	size_t n = done.items.n;

	assert_true(n > 0);
	assert_int_equal(undone.items.n, n);
	for (size_t i = 0; i < n; i++)
		assert_true(str_eq(
			cut_action(done.items.items[i], "\"Action\": \"CREATE\""),
			cut_action(undone.items.items[n - 1 - i], "\"Action\": \"DELETE\"")));
}

static void check_file(const struct bundle *bundle, const struct bundle_file *file,
		       struct arena *arena)
{
	struct str name = path_base(str_from(file->path)),
		   folder = path_folder(str_from(file->path));
	bool has_null = str_find(file->bytes, ": null", NULL);

	if (str_starts(name, "change-")) {
		const struct bundle_file *inverse = bundle_find(
			bundle, arena_printf(arena, "%.*s/rollback-%.*s", STR_ARG(folder),
					     (int)name.len - 7, name.ptr + 7));

		assert_non_null(inverse);
		check_inverse(file, inverse, arena);
	}
	/* what is complete lacks nothing, and what lacks something is no body of a call */
	if (str_starts(name, "pending-")) {
		assert_true(str_starts(file->bytes, "{\n  \"pending\": [\n"));
		assert_true(str_find(file->bytes, "\n  \"incomplete\": {\n", NULL));
	} else if (!str_is(name, "step.json")) {
		assert_false(has_null);
	}
}

static void check_files(const struct bundle *bundle, struct arena *arena)
{
	for (size_t i = 0; i < bundle->files.n; i++)
		check_file(bundle, &bundle->files.items[i], arena);
}

static void assert_same_files(const struct bundle *a, const struct bundle *b)
{
	assert_int_equal(a->files.n, b->files.n);
	for (size_t i = 0; i < a->files.n; i++) {
		assert_string_equal(a->files.items[i].path, b->files.items[i].path);
		if (!str_eq(a->files.items[i].bytes, b->files.items[i].bytes))
			fail_msg("%s depends on the order of the sources", a->files.items[i].path);
	}
}

static void test_laws(void **state)
{
	size_t batches = 0, pending = 0;

	(void)state;
	for (unsigned seed = 0; seed < MODELS; seed++) {
		struct dice dice = {seed + 77};
		struct model model, shuffled;
		struct bundle files, again;
		struct estate_spec *spec;
		struct arena arena;
		struct plan plan;

		arena_init(&arena);
		spec = plan_spec(&arena, seed);
		plan_model(&model, &arena, spec, NULL);
		build(&plan, &model, &arena, seed % 4 == 3);
		check_each_once(&plan, &arena);
		check_order(&plan);
		check_wildcards(&plan);
		check_states(&plan);
		for (size_t i = 0; i < plan.steps.n; i++)
			batches += plan.steps.items[i]->batches.n;
		pending += plan.n_pending_steps;
		make_files(&files, &plan, &arena);
		if (seed % 4 != 3)
			check_files(&files, &arena);
		plan_model(&shuffled, &arena, spec, &dice);
		build(&plan, &shuffled, &arena, seed % 4 == 3);
		make_files(&again, &plan, &arena);
		assert_same_files(&files, &again);
		arena_free(&arena);
	}
	/* the models are worth the effort: several batches a model, and some of them pending */
	assert_true(batches > 4 * MODELS);
	assert_true(pending > MODELS);
}

/* ---- by hand ----------------------------------------------------------------------------------- */

static void hand_record(struct model *model, struct zone *zone, const char *owner,
			enum rr_type type, unsigned values, unsigned size)
{
	const struct record_spec record = {
		.owner = owner, .type = type, .values = values, .size = size};

	plan_add_rrset(model, zone, &record);
}

/* Exactly at the limits one batch, one more makes two; under UPSERT half of it. */
static void test_limits(void **state)
{
	static const struct {
		unsigned sets, values, size;
		bool upsert;
		size_t batches;
	} cases[] = {
		{1000, 1, 0, false, 1},
		{1001, 1, 0, false, 2},
		{500, 1, 0, true, 1},
		{501, 1, 0, true, 2},
		{250, 4, 0, false, 1},
		{251, 4, 0, false, 2},
		/* 97 digits and two quotes are 100 characters */
		{320, 1, 97, false, 1},
		{321, 1, 97, false, 2},
		{160, 1, 97, true, 1},
		{161, 1, 97, true, 2},
	};

	(void)state;
	for (size_t c = 0; c < COUNT_OF(cases); c++) {
		struct arena arena;
		struct model model;
		struct plan plan;
		struct zone *zone;

		plan_empty_model(&model, &arena);
		zone = plan_add_zone(&model, "example.com", "Z1");
		for (unsigned i = 0; i < cases[c].sets; i++)
			hand_record(&model, zone, arena_printf(&arena, "h%u.example.com", i),
				    cases[c].size == 0 ? RR_A : RR_TXT, cases[c].values,
				    cases[c].size);
		model_finish(&model);
		build(&plan, &model, &arena, cases[c].upsert);
		assert_int_equal(plan.steps.n, 1);
		assert_int_equal(plan.steps.items[0]->batches.n, cases[c].batches);
		assert_int_equal(plan.steps.items[0]->irreversible, cases[c].upsert);
		arena_free(&arena);
	}
}

/* All that a name holds goes in one request, where one request can hold it. */
static void test_whole_names(void **state)
{
	struct arena arena;
	struct model model;
	struct plan plan;
	struct zone *zone;

	(void)state;
	plan_empty_model(&model, &arena);
	zone = plan_add_zone(&model, "example.com", "Z1");
	for (unsigned i = 0; i < 999; i++)
		hand_record(&model, zone, arena_printf(&arena, "a%u.example.com", i), RR_A, 1, 0);
	hand_record(&model, zone, "z.example.com", RR_A, 1, 0);
	hand_record(&model, zone, "z.example.com", RR_AAAA, 1, 0);
	model_finish(&model);
	build(&plan, &model, &arena, false);
	assert_int_equal(plan.steps.items[0]->batches.n, 2);
	assert_int_equal(plan.steps.items[0]->batches.items[0].n, 999);
	assert_int_equal(plan.steps.items[0]->batches.items[1].n, 2);
	arena_free(&arena);
}

/* What no request can hold is said, and no plan is made. */
static void test_impossible(void **state)
{
	static const struct {
		enum rr_type type;
		unsigned values, size;
		const char *reason;
	} cases[] = {
		{RR_DNAME, 0, 0, "Route 53 has no record type DNAME"},
		{RR_A, 401, 0, "has 401 values"},
		{RR_TXT, 1, 4000, "characters: Route 53 takes 4000"},
		{RR_TXT, 20, 2000, "too large for one request"},
	};

	(void)state;
	for (size_t c = 0; c < COUNT_OF(cases); c++) {
		struct plan_settings settings = {0};
		struct err err = {0};
		struct arena arena;
		struct model model;
		struct plan plan;
		struct zone *zone;

		plan_empty_model(&model, &arena);
		zone = plan_add_zone(&model, "example.com", "Z1");
		hand_record(&model, zone, "x.example.com", cases[c].type, cases[c].values,
			    cases[c].size);
		model_finish(&model);
		assert_int_equal(plan_build(&plan, &model, &settings, &arena, &err), FAILED);
		if (strstr(err.text, cases[c].reason) == NULL)
			fail_msg("%s", err.text);
		arena_free(&arena);
	}
}

/* What the sources write in pieces is one record set, with each value once. */
static void test_pieces(void **state)
{
	struct arena arena;
	struct model model;
	struct plan plan;
	struct zone *zone;

	(void)state;
	plan_empty_model(&model, &arena);
	zone = plan_add_zone(&model, "example.com", "Z1");
	hand_record(&model, zone, "a.example.com", RR_A, 2, 0);
	hand_record(&model, zone, "a.example.com", RR_A, 3, 0);
	hand_record(&model, zone, "a.example.com", RR_AAAA, 1, 0);
	model_finish(&model);
	build(&plan, &model, &arena, false);
	assert_int_equal(plan.n_changes, 2);
	assert_int_equal(plan.steps.items[0]->batches.items[0].changes[0].rrset->n, 3);
	assert_int_equal(plan.steps.items[0]->batches.items[0].elements, 4);
	arena_free(&arena);
}

/* OWNER A as an alias of TARGET's record; TARGET NULL: of a load balancer that is not known. */
static void hand_alias(struct model *model, struct zone *zone, const char *owner,
		       const char *target)
{
	struct rrset *rrset;

	plan_add_rrset(
		model, zone,
		&(struct record_spec){
			.owner = owner, .type = RR_A, .alias = true, .pending = target == NULL});
	rrset = zone->rrsets.items[zone->rrsets.n - 1];
	if (target == NULL)
		return;
	rrset->alias->kind = TARGET_RECORD;
	assert_int_equal(dname_parse(model->arena, str_from(target), NULL, &rrset->alias->dns_name),
			 DNAME_OK);
}

/* The owners of the step's one batch, in order. */
static const char *owners_of(struct arena *arena, const struct step *step)
{
	const struct batch *batch = &step->batches.items[0];
	const char *text = "";

	assert_int_equal(step->batches.n, 1);
	for (size_t i = 0; i < batch->n; i++)
		text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : " ",
				    dname_text_bare(arena, batch->changes[i].rrset->owner));
	return text;
}

/* Route 53 refuses an alias of a record that is not there: it comes behind its record, and is
 * pending with it. */
static void test_aliases_of_records(void **state)
{
	struct arena arena;
	struct model model;
	struct plan plan;
	struct zone *zone;

	(void)state;
	plan_empty_model(&model, &arena);
	zone = plan_add_zone(&model, "example.com", "Z1");
	hand_alias(&model, zone, "a.example.com", "b.example.com");
	hand_alias(&model, zone, "b.example.com", "z.example.com");
	hand_record(&model, zone, "z.example.com", RR_A, 1, 0);
	hand_alias(&model, zone, "m.example.com", "n.example.com");
	hand_alias(&model, zone, "n.example.com", NULL);
	hand_alias(&model, zone, "c.example.com", "*.w.example.com");
	hand_record(&model, zone, "*.w.example.com", RR_A, 1, 0);
	hand_record(&model, zone, "cut.example.com", RR_NS, 1, 0);
	model_finish(&model);
	build(&plan, &model, &arena, false);
	assert_int_equal(plan.steps.n, 4);
	assert_string_equal(owners_of(&arena, plan.steps.items[0]),
			    "z.example.com b.example.com a.example.com");
	assert_string_equal(owners_of(&arena, plan.steps.items[1]), "n.example.com m.example.com");
	assert_int_equal(plan.steps.items[1]->state, STEP_PENDING);
	assert_string_equal(owners_of(&arena, plan.steps.items[2]), "cut.example.com");
	assert_string_equal(owners_of(&arena, plan.steps.items[3]),
			    "*.w.example.com c.example.com");
	arena_free(&arena);
}

/* What Route 53 would refuse, and with it all of its batch. */
static void test_refused_aliases(void **state)
{
	static const struct {
		const char *owner, *target, *reason;
	} cases[] = {
		{"a.example.com", "b.example.com", "a.example.com A is an alias of b.example.com"},
		{"a.example.com", "a.example.com", "leads in a circle"},
		{"x.example.com", NULL, "once as an alias"},
	};

	(void)state;
	for (size_t c = 0; c < COUNT_OF(cases); c++) {
		struct plan_settings settings = {0};
		struct err err = {0};
		struct arena arena;
		struct model model;
		struct plan plan;
		struct zone *zone;

		plan_empty_model(&model, &arena);
		zone = plan_add_zone(&model, "example.com", "Z1");
		hand_record(&model, zone, "x.example.com", RR_A, 1, 0);
		hand_alias(&model, zone, cases[c].owner, cases[c].target);
		model_finish(&model);
		assert_int_equal(plan_build(&plan, &model, &settings, &arena, &err), FAILED);
		if (strstr(err.text, cases[c].reason) == NULL)
			fail_msg("%s", err.text);
		arena_free(&arena);
	}
}

static const struct step *find_step(const struct plan *plan, enum step_kind kind)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		if (plan->steps.items[i]->kind == kind)
			return plan->steps.items[i];
	}
	fail_msg("no step `%s`", step_kind_name(kind));
	return NULL;
}

/* A VPC of another account is authorised by the zone's, associated by its own, and then no longer
 * authorised; the zone's own VPC comes with the zone. */
static void test_vpcs(void **state)
{
	struct subdomain subdomain = {.key = sample_text("other")};
	struct vpc foreign = {.id = sample_text("vpc-foreign")};
	struct arena arena;
	struct model model;
	struct plan plan;
	struct zone *zone;
	const struct step *step;

	(void)state;
	plan_empty_model(&model, &arena);
	subdomain.account = &plan_accounts[1];
	subdomain.vpcs = &foreign;
	subdomain.n_vpcs = 1;
	*VEC_PUSH(&arena, &model.subdomains) = &subdomain;
	zone = plan_add_zone(&model, "aws.example.com", NULL);
	zone->view = VIEW_PRIVATE;
	zone->vpcs = NEW_ARRAY(&arena, struct vpc, 2);
	zone->vpcs[0] = foreign;
	zone->vpcs[1].id = sample_text("vpc-own");
	zone->n_vpcs = 2;
	model_finish(&model);
	build(&plan, &model, &arena, false);
	assert_int_equal(plan.steps.n, 4);
	step = find_step(&plan, STEP_CREATE_ZONE);
	assert_int_equal(step->state, STEP_READY);
	assert_true(str_is(step->vpcs.items[0]->id.s, "vpc-own"));
	assert_ptr_equal(find_step(&plan, STEP_AUTHORIZE_VPC)->account, &plan_accounts[0]);
	step = find_step(&plan, STEP_ASSOCIATE_VPC);
	assert_ptr_equal(step->account, &plan_accounts[1]);
	assert_int_equal(step->state, STEP_PENDING);
	assert_int_equal(step->vpcs.n, 1);
	assert_true(str_is(step->vpcs.items[0]->id.s, "vpc-foreign"));
	assert_true(waits_for(find_step(&plan, STEP_DEAUTHORIZE_VPC), step));
	arena_free(&arena);
}

/* Ownership comes before the certificate, the certificate before its validation record. */
static void test_certificates(void **state)
{
	static const struct certificate_request requests[] = {
		{.command = "acm request-certificate", .body_path = "acm/x.json"}};
	struct authority authority = {.key = sample_text("amazon"),
				      .type = sample_text("public"),
				      .kind = sample_text("acm")};
	struct plan_settings settings = {.requests = requests};
	struct certificate *certificate;
	const struct step *request, *proofs;
	struct arena arena;
	struct model model;
	struct plan plan;
	struct zone *parent, *zone;
	struct err err = {0};

	(void)state;
	plan_empty_model(&model, &arena);
	parent = plan_add_zone(&model, "example.com", "Z1");
	zone = plan_add_zone(&model, "retail.example.com", "Z2");
	hand_record(&model, parent, "retail.example.com", RR_NS, 4, 0);
	hand_record(&model, zone, "retail.example.com", RR_TXT, 1, 10);
	certificate = sample_certificate(&arena, "x", "ecdsa-p256", "retail.example.com",
					 "*.retail.example.com", NULL);
	certificate->account = &plan_accounts[1];
	certificate->authority = &authority;
	*VEC_PUSH(&arena, &model.certificates) = certificate;
	model_finish(&model);
	assert_int_equal(plan_build(&plan, &model, &settings, &arena, &err), OK);
	request = find_step(&plan, STEP_REQUEST_CERTIFICATE);
	assert_int_equal(request->state, STEP_READY);
	assert_true(request->irreversible);
	assert_string_equal(request->region, "eu-west-1");
	assert_true(waits_for(request, find_step(&plan, STEP_RECORDS)));
	assert_true(waits_for(request, find_step(&plan, STEP_DELEGATE)));
	proofs = find_step(&plan, STEP_PROOFS);
	assert_ptr_equal(proofs->zone, zone);
	assert_int_equal(proofs->state, STEP_PENDING);
	assert_int_equal(proofs->pending.items.n,
			 1); /* the name and its wildcard share one record */
	assert_true(waits_for(proofs, request));
	arena_free(&arena);
}

/* What is delegated to another cloud is proved there, not in the zone above it. */
static void test_proofs_in_another_cloud(void **state)
{
	static const struct certificate_request requests[] = {
		{.command = "acm request-certificate", .body_path = "acm/x.json"}};
	struct authority authority = {.key = sample_text("amazon"), .kind = sample_text("acm")};
	struct plan_settings settings = {.requests = requests};
	struct certificate *certificate;
	struct arena arena;
	struct model model;
	struct plan plan;
	struct err err = {0};

	(void)state;
	plan_empty_model(&model, &arena);
	(void)plan_add_zone(&model, "example.com", "Z1");
	plan_add_zone(&model, "shop.example.com", NULL)->account = &plan_accounts[2];
	certificate = sample_certificate(&arena, "x", "ecdsa-p256", "www.shop.example.com", NULL);
	certificate->account = &plan_accounts[1];
	certificate->authority = &authority;
	*VEC_PUSH(&arena, &model.certificates) = certificate;
	model_finish(&model);
	assert_int_equal(plan_build(&plan, &model, &settings, &arena, &err), OK);
	for (size_t i = 0; i < plan.steps.n; i++)
		assert_int_not_equal(plan.steps.items[i]->kind, STEP_PROOFS);
	arena_free(&arena);
}

/* Targets that Route 53 Resolver does not take make no body. */
static void test_targets_of_a_rule(void **state)
{
	static const struct {
		const char *first, *second, *reason;
	} cases[] = {
		{"10.0.0.1", "10.0.0.2", NULL},
		{"fd00::1", "fd00::2", NULL},
		{"10.0.0.1", "fd00::2", "does not mix"},
		{"10.0.0.1:5353", "10.0.0.2", "is no IP address"},
	};

	(void)state;
	for (size_t c = 0; c < COUNT_OF(cases); c++) {
		struct text targets[] = {sample_text(cases[c].first), sample_text(cases[c].second)};
		struct resolver_endpoint outbound = {.id = sample_text("rslvr-out-1")};
		struct forwarding_rule rule = {.domain = sample_text("corp.example"),
					       .account = &plan_accounts[0],
					       .outbound = &outbound};
		const struct step *step;
		struct arena arena;
		struct model model;
		struct plan plan;

		plan_empty_model(&model, &arena);
		rule.to = (struct text_list){.items = targets, .n = COUNT_OF(targets)};
		*VEC_PUSH(&arena, &model.forwarding) = &rule;
		model_finish(&model);
		build(&plan, &model, &arena, false);
		step = find_step(&plan, STEP_CREATE_RESOLVER_RULE);
		assert_int_equal(step->pending.items.n, cases[c].reason == NULL ? 0 : 1);
		if (cases[c].reason != NULL)
			assert_non_null(
				strstr(step->pending.items.items[0]->reason, cases[c].reason));
		arena_free(&arena);
	}
}

/* A SYSTEM rule needs no endpoint, and stands before the rule around it is used. */
static void test_system_rule(void **state)
{
	struct text vpcs[] = {sample_text("vpc-1")}, targets[] = {sample_text("10.0.0.1")};
	struct resolver_endpoint outbound = {.id = sample_text("rslvr-out-1")};
	struct forwarding_rule wide = {.domain = sample_text("example"),
				       .account = &plan_accounts[0],
				       .outbound = &outbound,
				       .to = {.items = targets, .n = 1},
				       .vpcs = {.items = vpcs, .n = 1}};
	struct forwarding_rule narrow = {.domain = sample_text("own.example"),
					 .type = sample_text("system"),
					 .account = &plan_accounts[0],
					 .system = true,
					 .vpcs = {.items = vpcs, .n = 1}};
	const struct step *created, *used[2] = {NULL, NULL};
	bool waits = false;
	struct arena arena;
	struct model model;
	struct plan plan;

	(void)state;
	plan_empty_model(&model, &arena);
	assert_int_equal(dname_parse(&arena, wide.domain.s, NULL, &wide.name), DNAME_OK);
	assert_int_equal(dname_parse(&arena, narrow.domain.s, NULL, &narrow.name), DNAME_OK);
	*VEC_PUSH(&arena, &model.forwarding) = &wide;
	*VEC_PUSH(&arena, &model.forwarding) = &narrow;
	model_finish(&model);
	build(&plan, &model, &arena, false);
	created = find_step(&plan, STEP_CREATE_RESOLVER_RULE);
	assert_ptr_equal(created->forwarding, &narrow);
	assert_int_equal(created->pending.items.n, 0);
	for (size_t i = 0; i < plan.steps.n; i++)
		if (plan.steps.items[i]->kind == STEP_ASSOCIATE_RESOLVER_RULE)
			used[plan.steps.items[i]->forwarding == &wide] = plan.steps.items[i];
	assert_true(used[0] != NULL && used[1] != NULL && used[0]->number < used[1]->number);
	for (size_t i = 0; i < used[1]->waits_for.n; i++)
		waits = waits || used[1]->waits_for.items[i] == used[0];
	assert_true(waits);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_laws),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_whole_names),
		cmocka_unit_test(test_impossible),
		cmocka_unit_test(test_vpcs),
		cmocka_unit_test(test_certificates),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_aliases_of_records),
		cmocka_unit_test(test_refused_aliases),
		cmocka_unit_test(test_proofs_in_another_cloud),
		cmocka_unit_test(test_targets_of_a_rule),
		cmocka_unit_test(test_system_rule),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
