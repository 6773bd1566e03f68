/*
 * steps.c -- what it costs to execute a plan on the model: with the changes, not with changes times records.
 */
#include "steps.h"

#include "base/work.h"
#include "index/safe_order.h"

#include <stdio.h>
#include <time.h>

#include "base/banned.h"

enum { RECORDS_A_ZONE = 1000, BATCH = 100 };

static const struct origin nowhere = {.what = "the benchmark"};

static double now(void)
{
	struct timespec time;

	if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
		BUG("no clock");
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static const struct dname *name_of(struct arena *arena, const char *text)
{
	const struct dname *name = NULL;

	if (dname_parse(arena, str_from(text), NULL, &name) != DNAME_OK)
		BUG("a name of the benchmark is none");
	return name;
}

static struct rrset *new_rrset(struct arena *arena, struct zone *zone, const struct dname *owner,
			       enum rr_type type, const char *value)
{
	struct rrset *rrset = NEW(arena, struct rrset);
	struct err err = {0};

	*rrset = (struct rrset){.owner = owner,
				.zone = zone,
				.type = type,
				.ttl_known = true,
				.ttl = 300,
				.n = 1,
				.origin = &nowhere};
	rrset->rrs = NEW(arena, struct rr);
	if (rdata_parse(arena, type, str_from(value), rrset->rrs, &err) != OK)
		BUG("a value of the benchmark is none");
	return rrset;
}

/* Addresses, and one CNAME in five that leads to an address of the next zone. */
static void fill(struct model *model, struct zone *zone, size_t number, size_t n_zones)
{
	struct arena *arena = model->arena;

	for (size_t i = 0; i < RECORDS_A_ZONE; i++) {
		const struct dname *owner =
			dname_prepend(arena, str_from(arena_printf(arena, "h%zu", i)), zone->name);

		*VEC_PUSH(arena, &zone->rrsets) =
			i % 5 == 0 ? new_rrset(arena, zone, owner, RR_CNAME,
					       arena_printf(arena, "h%zu.z%zu.example.test.", i + 1,
							    (number + 1) % n_zones))
				   : new_rrset(arena, zone, owner, RR_A, "192.0.2.1");
	}
}

static void build_model(struct model *model, struct arena *arena, size_t records)
{
	size_t n_zones = records / RECORDS_A_ZONE;

	model_init(model, arena, NEW(arena, struct sources));
	for (size_t z = 0; z < n_zones; z++) {
		const struct dname *name =
			name_of(arena, arena_printf(arena, "z%zu.example.test", z));

		fill(model, model_add_zone(model, name, VIEW_PUBLIC, &nowhere), z, n_zones);
	}
	model_finish(model);
}

/* New addresses for names that have one, all over the zones. */
static void build_plan(struct plan *plan, const struct model *model, struct arena *arena,
		       size_t changes)
{
	size_t n_zones = model->zones.n, each = changes / n_zones + 1, left = changes;

	*plan = (struct plan){.arena = arena, .model = model};
	for (size_t z = 0; z < n_zones && left > 0; z++) {
		struct zone *zone = model->zones.items[z];
		struct step *step = NEW(arena, struct step);

		step->kind = STEP_RECORDS;
		step->zone = zone;
		*VEC_PUSH(arena, &plan->steps) = step;
		for (size_t i = 0, done = 0; i < zone->rrsets.n && done < each && left > 0; i++) {
			struct batch *batch;

			if (zone->rrsets.items[i]->type != RR_A)
				continue;
			batch = step->batches.n == 0 ? NULL
						     : &step->batches.items[step->batches.n - 1];
			if (batch == NULL || batch->n >= BATCH - 1) {
				batch = VEC_PUSH(arena, &step->batches);
				batch->changes = NEW_ARRAY(arena, struct change, BATCH);
			}
			batch->changes[batch->n++] = (struct change){
				.action = CHANGE_DELETE, .rrset = zone->rrsets.items[i]};
			batch->changes[batch->n++] = (struct change){
				.action = CHANGE_CREATE,
				.rrset = new_rrset(arena, zone, zone->rrsets.items[i]->owner, RR_A,
						   "192.0.2.2"),
			};
			done++;
			left--;
		}
	}
	plan_number_steps(plan);
}

void bench_steps(size_t records)
{
	static const size_t sizes[] = {100, 1000, 10000};
	struct policy policy = {0};
	struct model model;
	struct index index;
	struct views views;
	struct arena arena;

	arena_init(&arena);
	build_model(&model, &arena, records);
	index_build(&index, &model, &policy, &arena, work_cores());
	views_build(&views, &index, &arena);
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct execution execution;
		struct arena scratch;
		struct plan plan;
		double started;

		arena_init(&scratch);
		build_plan(&plan, &model, &scratch, sizes[i]);
		started = now();
		plan_execute(&execution, &plan, &views, &views, 0, &scratch);
		(void)printf("execute  %8zu records  %6zu changes  %8.1f ms  %6zu questions, %zu "
			     "answers%s\n",
			     records, sizes[i], (now() - started) * 1000, execution.n_questions,
			     execution.n_answers, execution.violations.n == 0 ? "" : "  UNSAFE");
		arena_free(&scratch);
	}
	arena_free(&arena);
}
