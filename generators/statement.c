/* statement.c -- what the bundle is and what it was made from, and the signature over it. */
#include "statement.h"

#include "base/digest.h"
#include "base/json.h"
#include "dsse.h"
#include "inputs.h"
#include "manifest.h"
#include "source/limits.h"

#include "base/banned.h"

/* A ResourceDescriptor of in-toto: a name and a digest. */
static void write_named(struct json *json, const char *key, struct str name, struct str bytes)
{
	char hex[SHA256_HEX_SIZE];

	json_open_object(json, key);
	json_put_str(json, "name", name);
	json_open_object(json, "digest");
	json_put_text(json, "sha256", sha256_hex(bytes, hex));
	json_end(json);
	json_end(json);
}

static void write_findings(struct json *json, const struct run *run)
{
	const struct summary *summary = &run->summary;

	json_open_object(json, "findings");
	json_put_number(json, "errors", (int64_t)summary->errors);
	json_put_number(json, "warnings", (int64_t)summary->warnings);
	json_put_number(json, "infos", (int64_t)summary->infos);
	json_put_number(json, "waived", (int64_t)summary->waived);
	json_end(json);
	json_put_number(json, "undecided", (int64_t)summary->unknown);
}

static void write_steps(struct json *json, const struct plan *plan)
{
	int64_t states[] = {[STEP_READY] = 0, [STEP_WAITING] = 0, [STEP_PENDING] = 0};
	int64_t irreversible = 0;

	for (size_t i = 0; i < plan->steps.n; i++) {
		states[plan->steps.items[i]->state]++;
		irreversible += plan->steps.items[i]->irreversible;
	}
	json_open_object(json, "steps");
	json_put_number(json, "ready", states[STEP_READY]);
	json_put_number(json, "waiting", states[STEP_WAITING]);
	json_put_number(json, "pending", states[STEP_PENDING]);
	json_put_number(json, "irreversible", irreversible);
	json_end(json);
}

static void write_predicate(struct json *json, const struct bundle *bundle, const struct run *run,
			    const struct plan *plan)
{
	const struct bundle_file *policy = bundle_find(bundle, "evidence/policy.json");
	struct inputs inputs;
	char day[DATE_TEXT_SIZE];

	json_open_object(json, "predicate");
	json_put_text(json, "zonewarrant_bundle", MANIFEST_VERSION);
	json_put_text(json, "version", ZONEWARRANT_VERSION);
	json_put_text(json, "now", date_text(run->now, day));
	write_findings(json, run);
	write_named(json, "policy", str_from(policy->path), policy->bytes);
	inputs_list(&inputs, run, bundle->arena);
	json_open_array(json, "inputs");
	for (size_t i = 0; i < inputs.n; i++)
		write_named(json, NULL, inputs.items[i]->path, inputs.items[i]->bytes);
	json_end(json);
	write_steps(json, plan);
	json_end(json);
}

static void write_statement(struct json *json, const struct bundle *bundle, const struct run *run,
			    const struct plan *plan)
{
	json_open_object(json, NULL);
	json_put_text(json, "_type", STATEMENT_TYPE);
	json_open_array(json, "subject");
	for (size_t i = 0; i < bundle->files.n; i++)
		write_named(json, NULL, str_from(bundle->files.items[i].path),
			    bundle->files.items[i].bytes);
	json_end(json);
	json_put_text(json, "predicateType", STATEMENT_PREDICATE);
	write_predicate(json, bundle, run, plan);
	json_end(json);
}

static enum status add_envelope(struct bundle *bundle, struct str statement, EVP_PKEY *key,
				struct err *err)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	TRY(dsse_sign(&out, STR(DSSE_IN_TOTO), statement, key, err));
	if (key_algorithm_of(key)->is_randomised)
		bundle_add_irreproducible(bundle, STATEMENT_ENVELOPE, buf_view(&out), NULL);
	else
		bundle_add(bundle, STATEMENT_ENVELOPE, buf_view(&out));
	return OK;
}

enum status statement_add(struct bundle *bundle, const struct run *run, const struct plan *plan,
			  const struct key *key, struct err *err)
{
	struct buf out CLEANUP(buf_free);
	struct json json;

	if (!bundle_has(bundle, MANIFEST_FILE))
		BUG("the manifest comes before the statement");
	bundle_sort(bundle);
	buf_init(&out, LIMIT_OUTPUT);
	json_begin(&json, &out, JSON_PRETTY);
	write_statement(&json, bundle, run, plan);
	bundle_add(bundle, STATEMENT_FILE, buf_view(&out));
	return key->pkey == NULL ? OK : add_envelope(bundle, buf_view(&out), key->pkey, err);
}
