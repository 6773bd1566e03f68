/* manifest.c -- manifest.json: what a bundle holds and what it was made from. */
#include "manifest.h"

#include "base/digest.h"
#include "base/json.h"
#include "inputs.h"
#include "source/limits.h"
#include "statement.h"
#include "step_files.h"

#include "base/banned.h"

static void digest_members(struct json *json, struct str bytes)
{
	char hex[SHA256_HEX_SIZE];

	json_put_number(json, "size", (int64_t)bytes.len);
	json_put_text(json, "sha256", sha256_hex(bytes, hex));
}

static void write_snapshot(struct json *json, const struct run *run, struct arena *arena)
{
	struct buf lines CLEANUP(buf_free);
	char hex[SHA256_HEX_SIZE];
	struct inputs inputs;
	size_t files = 0;

	inputs_list(&inputs, run, arena);
	buf_init(&lines, LIMIT_OUTPUT);
	for (size_t i = 0; i < inputs.n; i++) {
		if (!input_is_of_snapshot(run, arena, inputs.items[i]->path))
			continue;
		buf_printf(&lines, "%s  %.*s\n", sha256_hex(inputs.items[i]->bytes, hex),
			   STR_ARG(inputs.items[i]->path));
		files++;
	}
	json_open_object(json, "snapshot");
	json_put_str(json, "folder", path_normal(arena, run->snapshot.s));
	json_put_number(json, "files", (int64_t)files);
	json_put_text(json, "sha256", sha256_hex(buf_view(&lines), hex));
	json_end(json);
}

static void write_counts(struct json *json, const struct plan *plan)
{
	json_open_object(json, "changes");
	json_put_number(json, "created", (int64_t)plan->n_created);
	json_put_number(json, "updated", (int64_t)plan->n_updated);
	json_put_number(json, "deleted", (int64_t)plan->n_deleted);
	json_end(json);
}

static void write_inputs(struct json *json, const struct run *run, struct arena *arena)
{
	struct inputs inputs;

	inputs_list(&inputs, run, arena);
	json_open_array(json, "inputs");
	for (size_t i = 0; i < inputs.n; i++) {
		json_open_object(json, NULL);
		json_put_str(json, "path", inputs.items[i]->path);
		digest_members(json, inputs.items[i]->bytes);
		json_end(json);
	}
	json_end(json);
}

static void write_step(struct json *json, const struct step *step, struct arena *arena)
{
	json_open_object(json, NULL);
	json_put_number(json, "step", step->number);
	json_put_text(json, "folder", step_folder(arena, step));
	json_put_text(json, "kind", step_kind_name(step->kind));
	json_put_text(json, "state", step_state_name(step->state));
	if (step->account != NULL)
		json_put_str(json, "account", step->account->key.s);
	else
		json_put_null(json, "account");
	json_put_bool(json, "irreversible", step->irreversible);
	json_open_array(json, "waits_for");
	for (size_t i = 0; i < step->waits_for.n; i++)
		json_put_number(json, NULL, step->waits_for.items[i]->number);
	json_end(json);
	json_end(json);
}

static void write_files(struct json *json, const struct bundle *bundle, bool irreproducible,
			bool random_signature)
{
	json_open_array(json, irreproducible ? "not_reproducible" : "files");
	for (size_t i = 0; i < bundle->files.n; i++) {
		const struct bundle_file *file = &bundle->files.items[i];

		if (file->irreproducible != irreproducible)
			continue;
		json_open_object(json, NULL);
		json_put_text(json, "path", file->path);
		digest_members(json, file->bytes);
		if (file->tbs_sha256 != NULL)
			json_put_text(json, "tbs_sha256", file->tbs_sha256);
		json_end(json);
	}
	/* It covers the digest of this very manifest, and so its own cannot stand here. */
	if (random_signature) {
		json_open_object(json, NULL);
		json_put_text(json, "path", STATEMENT_ENVELOPE);
		json_end(json);
	}
	json_end(json);
}

void manifest_add(struct bundle *bundle, const struct run *run, const struct plan *plan,
		  const struct key_algorithm *signer)
{
	const struct bundle_file *policy = bundle_find(bundle, "evidence/policy.json");
	struct buf out CLEANUP(buf_free);
	char hex[SHA256_HEX_SIZE], day[DATE_TEXT_SIZE];
	struct json json;

	if (policy == NULL)
		BUG("the evidence comes before the manifest");
	buf_init(&out, LIMIT_OUTPUT);
	json_begin(&json, &out, JSON_PRETTY);
	json_open_object(&json, NULL);
	json_put_text(&json, "zonewarrant_bundle", "1");
	json_put_text(&json, "version", ZONEWARRANT_VERSION);
	json_put_text(&json, "now", date_text(run->now, day));
	json_put_bool(&json, "upsert", plan->settings.upsert);
	json_put_text(&json, "policy_sha256", sha256_hex(policy->bytes, hex));
	if (signer != NULL)
		json_put_text(&json, "signed_with", signer->name);
	else
		json_put_null(&json, "signed_with");
	write_inputs(&json, run, bundle->arena);
	if (run->model.existing != NULL)
		write_snapshot(&json, run, bundle->arena);
	else
		json_put_null(&json, "snapshot");
	if (run->base != NULL)
		json_put_text(&json, "base", run->base_name);
	if (run->model.existing != NULL)
		write_counts(&json, plan);
	json_open_array(&json, "steps");
	for (size_t i = 0; i < plan->steps.n; i++)
		write_step(&json, plan->steps.items[i], bundle->arena);
	json_end(&json);
	bundle_sort(bundle);
	write_files(&json, bundle, false, false);
	write_files(&json, bundle, true, signer != NULL && signer->is_randomised);
	json_end(&json);
	bundle_add(bundle, "manifest.json", buf_view(&out));
}
