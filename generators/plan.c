/* plan.c -- from a finished run to a bundle on disk. */
#include "plan.h"

#include "bundle.h"
#include "evidence.h"
#include "index/safe_order.h"
#include "key_plan.h"
#include "manifest.h"
#include "plan_md.h"
#include "request.h"
#include "step_files.h"

#include "base/banned.h"

/* What the steps have to know of each certificate's request. */
static const struct certificate_request *request_states(struct arena *arena,
							const struct requests *requests)
{
	struct certificate_request *states =
		NEW_ARRAY(arena, struct certificate_request, requests->n + 1);

	for (size_t i = 0; i < requests->n; i++) {
		const struct request *request = &requests->items[i];

		states[i] = (struct certificate_request){
			.csr_path = request->has_csr
					    ? arena_printf(arena, "csr/%s.csr.pem", request->part)
					    : NULL,
			.csr_pending = request->csr_pending,
			.command = request->command,
			.region = request->region,
			.body_path = request->body_path,
			.body_pending = request->body.pending,
		};
	}
	return states;
}

static void add_files(struct bundle *bundle, const struct run *run, const struct plan *plan,
		      const struct requests *requests)
{
	for (size_t i = 0; i < plan->steps.n; i++)
		step_files_add(bundle, plan->steps.items[i]);
	requests_add(requests, bundle);
	key_plan_add(bundle, run, requests);
	evidence_add(bundle, run);
	plan_md_add(bundle, run, plan, requests->warnings.items, requests->warnings.n);
	manifest_add(bundle, run, plan);
}

/* Builds the plan and executes it on the model; where no order of it is safe at every step, it is refused. Nothing
 * is known of what exists. */
static enum status build_safely(struct plan *plan, const struct run *run,
				const struct plan_settings *settings, struct arena *arena,
				struct err *err)
{
	struct execution execution;

	TRY(plan_build(plan, &run->model, settings, arena, err));
	if (plan_make_safe(plan, NULL, &run->views, arena, &execution) != PLAN_UNSAFE)
		return OK;
	return err_set(err,
		       "no bundle was written: no order of the changes is safe at every step "
		       "(unsafe-intermediate); %s",
		       violation_text(&execution, execution.violations.items[0]));
}

static enum plan_result write_bundle(const struct run *run, const struct plan_options *options,
				     struct arena *arena, struct err *err)
{
	struct key_options keys = {
		.folder = options->keys_folder,
		.passphrase_file = options->passphrase_file,
		.bundle = options->folder,
	};
	struct plan_settings settings = {.upsert = options->upsert};
	struct requests requests;
	struct bundle bundle;
	struct plan plan;

	/* Before a key is made for a bundle that cannot be written. */
	if (bundle_may_be_made(options->folder, err) != OK)
		return PLAN_REFUSED;
	/* Once without certificates: what no batch and no request can hold is said before a key is
	 * made, too. */
	if (build_safely(&plan, run, &settings, arena, err) != OK)
		return PLAN_BLOCKED;
	if (requests_check(arena, run, err) != OK)
		return PLAN_BLOCKED;
	if (requests_prepare(&requests, arena, run, &keys, err) != OK)
		return PLAN_REFUSED;
	settings.requests = request_states(arena, &requests);
	if (build_safely(&plan, run, &settings, arena, err) != OK)
		return PLAN_BLOCKED;
	bundle_init(&bundle, arena);
	add_files(&bundle, run, &plan, &requests);
	switch (bundle_write(&bundle, options->folder, err)) {
	case BUNDLE_WRITTEN:
		return PLAN_WRITTEN;
	case BUNDLE_REFUSED:
		return PLAN_REFUSED;
	case BUNDLE_FAILED:
		break;
	}
	return PLAN_FAILED;
}

enum plan_result plan_write(const struct run *run, const struct plan_options *options,
			    struct err *err)
{
	enum plan_result result;
	struct arena arena;

	if (run_blocks_plan(run)) {
		(void)err_set(err, "no bundle was written, because of the findings");
		return PLAN_BLOCKED;
	}
	arena_init(&arena);
	result = write_bundle(run, options, &arena, err);
	arena_free(&arena);
	return result;
}
