/* plan.c -- from a finished run to a bundle on disk. */
#include "plan.h"

#include "apply_script.h"
#include "bundle.h"
#include "declared.h"
#include "evidence.h"
#include "index/safe_order.h"
#include "key_plan.h"
#include "manifest.h"
#include "model/existing.h"
#include "plan_md.h"
#include "request.h"
#include "statement.h"
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

static enum status add_files(struct bundle *bundle, const struct run *run, const struct plan *plan,
			     const struct requests *requests, const struct key *signer,
			     struct err *err)
{
	for (size_t i = 0; i < plan->steps.n; i++)
		step_files_add(bundle, plan->steps.items[i]);
	requests_add(requests, bundle);
	key_plan_add(bundle, run, requests);
	evidence_add(bundle, run);
	declared_add(bundle, &run->model);
	plan_md_add(bundle, run, plan, requests->warnings.items, requests->warnings.n);
	apply_script_add(bundle, plan);
	manifest_add(bundle, run, plan,
		     signer->pkey == NULL ? NULL : key_algorithm_of(signer->pkey));
	return statement_add(bundle, run, plan, signer, err);
}

/* The key of --sign-key; none where it is not given. */
static enum status open_signer(struct arena *arena, const struct run *run,
			       const struct plan_options *options, struct key *signer,
			       struct err *err)
{
	struct passphrase passphrase CLEANUP(passphrase_wipe) = {0};

	if (options->sign_key == NULL)
		return OK;
	if (options->passphrase_file != NULL)
		TRY(passphrase_read(&passphrase, arena, options->passphrase_file, &run->sources,
				    err));
	return key_file_open(arena, &run->sources, options->sign_key, "--sign-key", &passphrase,
			     signer, err);
}

/* Refused whatever is waived or left out. */
static enum status refuse_emptied_zones(const struct model *model, struct arena *arena,
					struct err *err)
{
	for (size_t i = 0; i < model->zones.n; i++) {
		const struct rrset *first;
		size_t n;

		if (zone_is_emptied(model->zones.items[i], &first, &n))
			return err_set(err,
				       "`%s` is declared without a record, and its hosted zone "
				       "holds %zu: no plan empties a zone",
				       zone_label(arena, model->zones.items[i]), n);
	}
	return OK;
}

/* Builds the plan and executes it on the model; where no order of it is safe at every step, it is refused. */
static enum status build_safely(struct plan *plan, const struct run *run,
				const struct plan_settings *settings, struct arena *arena,
				struct err *err)
{
	struct execution execution;

	TRY(plan_build(plan, &run->model, settings, arena, err));
	if (plan_make_safe(plan, run->existing, &run->views, arena, &execution) != PLAN_UNSAFE)
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
	struct key signer CLEANUP(key_free) = {0};
	struct requests requests;
	struct bundle bundle;
	struct plan plan;

	/* Before a key is made for a bundle that cannot be written. */
	if (bundle_may_be_made(options->folder, err) != OK ||
	    open_signer(arena, run, options, &signer, err) != OK)
		return PLAN_REFUSED;
	if (refuse_emptied_zones(&run->model, arena, err) != OK)
		return PLAN_BLOCKED;
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
	if (signer.warning != NULL)
		*VEC_PUSH(arena, &requests.warnings) = signer.warning;
	if (add_files(&bundle, run, &plan, &requests, &signer, err) != OK)
		return PLAN_FAILED;
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
