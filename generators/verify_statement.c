/* verify_statement.c -- do manifest, steps, statement and signatures say the same? */
#include "bundle_json.h"
#include "manifest.h"
#include "statement.h"
#include "verify_parts.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/banned.h"

static void differs(struct verification *v, const char *kind, const char *path, const char *message)
{
	verify_differs(v, PART_WHOLE, kind, path, message, HELP_COPY);
}

/* ---- steps ------------------------------------------------------------------------------------- */

/* What is compared of a step, and how the two call it. */
struct step_check {
	struct verification *v;
	const struct manifest_step *step;
	const char *path; /* of its step.json */
	const struct node *root;
};

static void step_differs(const struct step_check *check, const char *member)
{
	differs(check->v, "step", check->path,
		arena_printf(&check->v->arena,
			     "says another `%s` of step %" PRIu64 " than the manifest", member,
			     check->step->number));
}

static bool same_waits(const struct manifest_step *step, const struct node *list)
{
	if (list == NULL || list->sequence.n != step->n_waits_for)
		return false;
	for (size_t i = 0; i < step->n_waits_for; i++) {
		uint64_t number;

		if (!str_to_u64(list->sequence.items[i]->text, UINT32_MAX, &number) ||
		    number != step->waits_for[i])
			return false;
	}
	return true;
}

static void compare_step(const struct step_check *check)
{
	const struct manifest_step *step = check->step;
	const struct node *root = check->root, *account = json_object_of(root, "account");
	struct str text = {0}, name = {0};
	uint64_t number = 0;
	bool flag;

	if (!json_number_of(root, "step", &number) || number != step->number)
		step_differs(check, "step");
	if (!json_text_of(root, "kind", &text) || !str_eq(text, step->kind))
		step_differs(check, "kind");
	if (!json_text_of(root, "state", &text) || !str_eq(text, step->state))
		step_differs(check, "state");
	if (!json_bool_of(root, "irreversible", &flag) || flag != step->irreversible)
		step_differs(check, "irreversible");
	if (!same_waits(step, json_list_of(root, "waits_for")))
		step_differs(check, "waits_for");
	if (account != NULL ? !json_text_of(account, "name", &name) || !str_eq(name, step->account)
			    : step->account.ptr != NULL)
		step_differs(check, "account");
}

/* What a step's calls take has to be in the bundle. */
static void check_body(const struct step_check *check, const struct node *call, const char *key)
{
	struct verification *v = check->v;
	struct str path;

	if (json_text_of(call, key, &path) && map_get(&v->manifest.by_path, path) == NULL)
		differs(v, "step", check->path,
			arena_printf(&v->arena,
				     "takes `%.*s`, which is not in the bundle by its manifest",
				     path.len > 200 ? 200 : (int)path.len, path.ptr));
}

static void check_calls(const struct step_check *check)
{
	const struct node *calls = json_list_of(check->root, "calls");

	for (size_t i = 0; calls != NULL && i < calls->sequence.n; i++) {
		check_body(check, calls->sequence.items[i], "input");
		check_body(check, calls->sequence.items[i], "rollback");
	}
}

static void check_step(struct verification *v, const struct manifest_step *step)
{
	struct step_check check = {
		.v = v,
		.step = step,
		.path = arena_printf(&v->arena, "%s/step.json", step->folder),
	};
	const struct manifest_file *file = map_get(&v->manifest.by_path, str_from(check.path));
	struct arena arena;
	struct str bytes;
	struct err err;

	if (file == NULL) {
		differs(v, "step", check.path,
			arena_printf(&v->arena,
				     "is not listed, and the manifest has step %" PRIu64 " there",
				     step->number));
		return;
	}
	arena_init(&arena);
	/* what cannot be read is reported already */
	if (bundle_folder_read(&v->folder, &arena, check.path, &bytes, &err) == OK) {
		check.root = bundle_json_read(&arena, bytes, &err);
		if (check.root != NULL) {
			compare_step(&check);
			check_calls(&check);
		} else {
			differs(v, "step", check.path,
				arena_printf(&v->arena, "cannot be read: %s", err.text));
		}
	}
	arena_free(&arena);
}

/* "steps/010-x" of "steps/010-x/step.json"; empty where PATH is of no step. */
static struct str step_folder_of(struct str path)
{
	struct str rest = path, part;

	if (!str_cut(&rest, '/', &part) || !str_is(part, "steps"))
		return STR("");
	if (!str_cut(&rest, '/', &part))
		return path;
	return str_slice(path.ptr, (size_t)(part.ptr - path.ptr) + part.len);
}

void verify_steps(struct verification *v)
{
	struct map folders;

	map_init(&folders, &v->arena);
	for (size_t i = 0; i < v->manifest.steps.n; i++) {
		struct manifest_step *step = &v->manifest.steps.items[i];

		if (map_add(&folders, str_from(step->folder), step) != NULL)
			differs(v, "step", MANIFEST_FILE,
				arena_printf(&v->arena, "has two steps in %s", step->folder));
		else
			check_step(v, step);
	}
	for (size_t i = 0; i < v->manifest.files.n; i++) {
		const char *path = v->manifest.files.items[i].path;
		struct str folder = step_folder_of(str_from(path));

		if (folder.len > 0 && map_get(&folders, folder) == NULL)
			differs(v, "step", path, "belongs to no step of the manifest");
	}
}

/* ---- the statement ----------------------------------------------------------------------------- */

static bool digest_of_named(const struct node *item, struct str *ret_name, struct str *ret_digest)
{
	return item->kind == NODE_MAPPING && json_text_of(item, "name", ret_name) &&
	       json_text_of(json_object_of(item, "digest"), "sha256", ret_digest);
}

static void statement_differs(struct verification *v, const char *message)
{
	differs(v, "statement", STATEMENT_FILE, message);
}

/* NAME has DIGEST in the statement, and WANTED by the manifest or on disk; an empty one is of nothing that
 * is there. */
static void compare_digest(struct verification *v, struct str name, struct str digest,
			   struct str wanted)
{
	int len = name.len > 200 ? 200 : (int)name.len;

	if (wanted.len == 0)
		statement_differs(v,
				  arena_printf(&v->arena,
					       "speaks of %.*s, which the manifest does not list",
					       len, name.ptr));
	else if (!str_eq(digest, wanted))
		statement_differs(v, arena_printf(&v->arena, "has another SHA-256 of %.*s%s", len,
						  name.ptr,
						  str_is(name, MANIFEST_FILE)
							  ? ": the manifest was written anew"
							  : " than the manifest"));
}

static struct str digest_by_path(const struct map *files, struct str path)
{
	const struct manifest_file *file = map_get(files, path);

	return file == NULL ? STR("") : file->sha256;
}

static struct str digest_of_manifest(struct verification *v)
{
	char hex[SHA256_HEX_SIZE];
	struct str bytes;
	struct err err;

	if (bundle_folder_read(&v->folder, &v->arena, MANIFEST_FILE, &bytes, &err) != OK)
		return STR("");
	return str_from(arena_copy(&v->arena, sha256_hex(bytes, hex), SHA256_HEX_SIZE - 1));
}

/* Each name of LIST once, with the digest that FILES has of it, and all of FILES. */
static void compare_list(struct verification *v, const struct node *list, const struct map *files,
			 size_t n_files, const char *what)
{
	size_t n = 0;
	struct map seen;

	map_init(&seen, &v->arena);
	for (size_t i = 0; list != NULL && i < list->sequence.n; i++) {
		struct str name, digest;

		if (!digest_of_named(list->sequence.items[i], &name, &digest) ||
		    map_add(&seen, name, v) != NULL) {
			statement_differs(
				v, arena_printf(&v->arena,
						"names one of its %s twice, or without a digest",
						what));
			return;
		}
		n++;
		if (files == &v->manifest.by_path && str_is(name, MANIFEST_FILE))
			compare_digest(v, name, digest, digest_of_manifest(v));
		else
			compare_digest(v, name, digest, digest_by_path(files, name));
	}
	if (n < n_files)
		statement_differs(v, arena_printf(&v->arena, "has %zu %s, and should have %zu", n,
						  what, n_files));
}

static void compare_predicate(struct verification *v, const struct node *predicate)
{
	const struct manifest *manifest = &v->manifest;
	const struct node *policy = json_object_of(predicate, "policy");
	struct str name = {0}, digest = {0}, day = {0};
	char made[DATE_TEXT_SIZE];

	if (policy == NULL || !digest_of_named(policy, &name, &digest) ||
	    !str_eq(digest, manifest->policy_sha256) ||
	    !str_eq(digest, digest_by_path(&manifest->by_path, name)))
		statement_differs(v, "speaks of another policy than the manifest");
	if (!json_text_of(predicate, "now", &day) || !str_is(day, date_text(manifest->now, made)))
		statement_differs(v, "is of another day than the manifest");
	compare_list(v, json_list_of(predicate, "inputs"), &manifest->input_paths,
		     manifest->inputs.n, "inputs");
}

static void compare_statement(struct verification *v, struct str bytes)
{
	struct str type = {0}, predicate = {0};
	const struct node *root;
	struct err err;

	root = bundle_json_read(&v->arena, bytes, &err);
	if (root == NULL) {
		statement_differs(v, arena_printf(&v->arena, "cannot be read: %s", err.text));
		return;
	}
	if (!json_text_of(root, "_type", &type) || !str_is(type, STATEMENT_TYPE) ||
	    !json_text_of(root, "predicateType", &predicate) ||
	    !str_is(predicate, STATEMENT_PREDICATE)) {
		statement_differs(v, "is no statement of a kind that is known here");
		return;
	}
	compare_list(v, json_list_of(root, "subject"), &v->manifest.by_path,
		     v->manifest.files.n + 1, "subjects");
	compare_predicate(v, json_object_of(root, "predicate"));
}

/* ---- signatures -------------------------------------------------------------------------------- */

static void signature_differs(struct verification *v, const char *kind, const char *message,
			      const char *help)
{
	verify_differs(v, PART_SIGNED, kind, STATEMENT_ENVELOPE, message, help);
}

static void check_signatures(struct verification *v, const struct dsse_envelope *envelope)
{
	size_t n_valid = 0;

	for (size_t i = 0; i < envelope->n; i++) {
		const struct dsse_signature *from = &envelope->signatures[i];
		struct verified_signature *signature = VEC_PUSH(&v->arena, &v->signatures);

		signature->keyid = from->keyid;
		signature->is_valid = v->key != NULL && dsse_is_signed(envelope, from, v->key);
		n_valid += signature->is_valid;
	}
	if (v->key != NULL && n_valid == 0)
		signature_differs(v, "signature", "has no signature by the key that was given",
				  "give the key of whoever planned, or do not apply this bundle");
}

static void check_envelope(struct verification *v, struct str bytes, struct str statement)
{
	struct dsse_envelope envelope;
	struct err err;

	if (dsse_read(&envelope, &v->arena, bytes, &err) != OK) {
		signature_differs(v, "envelope",
				  arena_printf(&v->arena, "cannot be read: %s", err.text),
				  HELP_COPY);
		return;
	}
	if (!str_is(envelope.type, DSSE_IN_TOTO))
		signature_differs(v, "envelope", "holds something else than an in-toto statement",
				  HELP_COPY);
	else if (!str_eq(envelope.payload, statement))
		signature_differs(v, "payload", "holds another statement than " STATEMENT_FILE,
				  HELP_COPY);
	check_signatures(v, &envelope);
}

static int compare_path(const void *key, const void *item)
{
	return strcmp(key, ((const struct bundle_entry *)item)->path);
}

static const struct bundle_entry *entry_of(const struct verification *v, const char *path)
{
	if (v->folder.entries.n == 0)
		return NULL;
	return bsearch(path, v->folder.entries.items, v->folder.entries.n,
		       sizeof(*v->folder.entries.items), compare_path);
}

/* False where there is none, or none that can be read, which is then reported. */
static bool read_entry(struct verification *v, const char *path, enum verified_part part,
		       struct str *ret_bytes)
{
	const struct bundle_entry *entry = entry_of(v, path);
	struct err err;

	/* a link, a folder and the like are reported by what they are */
	if (entry == NULL || entry->kind != ENTRY_FILE)
		return false;
	if (bundle_folder_read(&v->folder, &v->arena, path, ret_bytes, &err) == OK)
		return true;
	verify_differs(v, part, "unreadable", path,
		       arena_printf(&v->arena, "cannot be read: %s", err.text),
		       "make it readable, or copy the bundle again");
	return false;
}

static void no_envelope(struct verification *v)
{
	if (v->manifest.signed_with.ptr != NULL) {
		differs(v, "missing", STATEMENT_ENVELOPE,
			"is missing, and the manifest says that the bundle was signed");
		v->verified[PART_SIGNED] = VERIFIED_NO;
	} else if (v->key != NULL) {
		signature_differs(v, "missing", "is missing: the bundle was not signed",
				  "plan with `--sign-key`");
	}
}

void verify_statement(struct verification *v)
{
	struct str statement = {0}, envelope = {0};

	if (entry_of(v, STATEMENT_FILE) == NULL)
		differs(v, "missing", STATEMENT_FILE, "is missing");
	else if (read_entry(v, STATEMENT_FILE, PART_WHOLE, &statement))
		compare_statement(v, statement);
	if (entry_of(v, STATEMENT_ENVELOPE) == NULL)
		no_envelope(v);
	else if (read_entry(v, STATEMENT_ENVELOPE, PART_SIGNED, &envelope))
		check_envelope(v, envelope, statement);
	else
		v->verified[PART_SIGNED] = VERIFIED_NO;
}
