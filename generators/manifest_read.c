/* manifest_read.c -- the manifest of a bundle, read back with distrust. */
#include "manifest_read.h"

#include "base/digest.h"
#include "bundle_json.h"
#include "manifest.h"
#include "statement.h"

#include <inttypes.h>

#include "base/banned.h"

enum { PATH_OCTETS_MAX = 4096 };

/* A path of a bundle: parts of printable octets, none of them `.` or `..`. */
static bool is_inside(struct str path)
{
	struct str rest = path, part;
	bool more = true;

	if (path.len == 0 || path.len > PATH_OCTETS_MAX)
		return false;
	for (size_t i = 0; i < path.len; i++)
		if ((unsigned char)path.ptr[i] < ' ' || path.ptr[i] == '\x7f')
			return false;
	while (more) {
		more = str_cut(&rest, '/', &part);
		if (!more)
			part = rest;
		if (part.len == 0 || str_is(part, ".") || str_is(part, ".."))
			return false;
	}
	return true;
}

static bool is_digest(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_hex(text.ptr[i]) || text.ptr[i] != ascii_lower(text.ptr[i]))
			return false;
	return text.len == SHA256_HEX_SIZE - 1;
}

static bool is_apart(const char *path)
{
	return strcmp(path, MANIFEST_FILE) == 0 || strcmp(path, STATEMENT_FILE) == 0 ||
	       strcmp(path, STATEMENT_ENVELOPE) == 0;
}

static enum status read_digested(const struct node *item, struct arena *arena, const char *list,
				 struct manifest_file *file, struct err *err)
{
	struct str path;

	if (item->kind != NODE_MAPPING || !json_text_of(item, "path", &path) || path.len == 0)
		return err_set(err, "an entry of `%s` has no `path`", list);
	file->path = arena_cstr(arena, path);
	if (!json_number_of(item, "size", &file->size))
		return err_set(err, "`%.200s` has no `size`", file->path);
	if (!json_text_of(item, "sha256", &file->sha256) || !is_digest(file->sha256))
		return err_set(err, "`%.200s` has no `sha256`", file->path);
	return OK;
}

static enum status read_file(struct manifest *manifest, const struct node *item, const char *list,
			     struct err *err)
{
	struct manifest_file *file;
	struct str path;

	/* the randomised signature: it has no digest that could stand here */
	if (json_text_of(item, "path", &path) && str_is(path, STATEMENT_ENVELOPE) &&
	    strcmp(list, "not_reproducible") == 0)
		return OK;
	file = VEC_PUSH(manifest->arena, &manifest->files);
	TRY(read_digested(item, manifest->arena, list, file, err));
	if (!json_text_of(item, "path", &path) || !is_inside(path))
		return err_set(err, "`%.200s` leads out of the bundle", file->path);
	if (is_apart(file->path))
		return err_set(err, "it lists `%s`, which no manifest lists", file->path);
	return OK;
}

static enum status read_files(struct manifest *manifest, const struct node *root, const char *key,
			      struct err *err)
{
	const struct node *list = json_list_of(root, key);

	if (list == NULL)
		return err_set(err, "it has no list `%s`", key);
	for (size_t i = 0; i < list->sequence.n; i++)
		TRY(read_file(manifest, list->sequence.items[i], key, err));
	return OK;
}

/* Once all are read, for they move while the list grows. */
static enum status index_files(struct manifest *manifest, struct err *err)
{
	for (size_t i = 0; i < manifest->files.n; i++) {
		struct manifest_file *file = &manifest->files.items[i];

		if (map_add(&manifest->by_path, str_from(file->path), file) != NULL)
			return err_set(err, "it lists `%.200s` twice", file->path);
		(void)map_add(&manifest->by_digest, file->sha256, file);
	}
	for (size_t i = 0; i < manifest->inputs.n; i++) {
		struct manifest_file *input = &manifest->inputs.items[i];

		if (map_add(&manifest->input_paths, str_from(input->path), input) != NULL)
			return err_set(err, "it lists the input `%.200s` twice", input->path);
	}
	return OK;
}

static enum status read_inputs(struct manifest *manifest, const struct node *root, struct err *err)
{
	const struct node *list = json_list_of(root, "inputs");

	if (list == NULL)
		return err_set(err, "it has no list `inputs`");
	for (size_t i = 0; i < list->sequence.n; i++)
		TRY(read_digested(list->sequence.items[i], manifest->arena, "inputs",
				  VEC_PUSH(manifest->arena, &manifest->inputs), err));
	return OK;
}

static bool read_waits(struct manifest *manifest, const struct node *item,
		       struct manifest_step *step)
{
	const struct node *list = json_list_of(item, "waits_for");
	uint64_t *numbers;

	if (list == NULL)
		return false;
	numbers = NEW_ARRAY(manifest->arena, uint64_t, list->sequence.n + 1);
	for (size_t i = 0; i < list->sequence.n; i++)
		if (!str_to_u64(list->sequence.items[i]->text, UINT32_MAX, &numbers[i]))
			return false;
	step->waits_for = numbers;
	step->n_waits_for = list->sequence.n;
	return true;
}

static enum status read_step(struct manifest *manifest, const struct node *item, struct err *err)
{
	struct manifest_step *step = VEC_PUSH(manifest->arena, &manifest->steps);
	struct str folder;

	if (item->kind != NODE_MAPPING || !json_number_of(item, "step", &step->number) ||
	    !json_text_of(item, "folder", &folder))
		return err_set(err, "a step has no `step` or no `folder`");
	step->folder = arena_cstr(manifest->arena, folder);
	if (!is_inside(folder))
		return err_set(err, "`%.200s` leads out of the bundle", step->folder);
	if (!json_text_of(item, "kind", &step->kind) ||
	    !json_text_of(item, "state", &step->state) ||
	    !json_bool_of(item, "irreversible", &step->irreversible) ||
	    !read_waits(manifest, item, step) ||
	    (!json_text_of(item, "account", &step->account) && !json_is_null(item, "account")))
		return err_set(err, "step %" PRIu64 " is not complete", step->number);
	return OK;
}

static enum status read_steps(struct manifest *manifest, const struct node *root, struct err *err)
{
	const struct node *list = json_list_of(root, "steps");

	if (list == NULL)
		return err_set(err, "it has no list `steps`");
	for (size_t i = 0; i < list->sequence.n; i++)
		TRY(read_step(manifest, list->sequence.items[i], err));
	return OK;
}

static enum status read_head(struct manifest *manifest, const struct node *root, struct err *err)
{
	struct str form, day;

	if (!json_text_of(root, "zonewarrant_bundle", &form))
		return err_set(err, "it has no `zonewarrant_bundle`");
	if (!str_is(form, MANIFEST_VERSION))
		return err_set(err,
			       "it is of version `%.*s`, and this program knows "
			       "version " MANIFEST_VERSION,
			       form.len > 20 ? 20 : (int)form.len, form.ptr);
	if (!json_text_of(root, "version", &manifest->version) ||
	    !json_text_of(root, "policy_sha256", &manifest->policy_sha256))
		return err_set(err, "it has no `version` or no `policy_sha256`");
	if (!json_text_of(root, "now", &day) || !date_parse(day, &manifest->now))
		return err_set(err, "it has no day `now`");
	if (!json_text_of(root, "signed_with", &manifest->signed_with) &&
	    !json_is_null(root, "signed_with"))
		return err_set(err, "it has no `signed_with`");
	return OK;
}

enum status manifest_read(struct manifest *manifest, struct arena *arena, struct str bytes,
			  struct err *err)
{
	const struct node *root = bundle_json_read(arena, bytes, err);

	*manifest = (struct manifest){.arena = arena};
	map_init(&manifest->by_path, arena);
	map_init(&manifest->by_digest, arena);
	map_init(&manifest->input_paths, arena);
	if (root == NULL)
		return FAILED;
	TRY(read_head(manifest, root, err));
	TRY(read_files(manifest, root, "files", err));
	TRY(read_files(manifest, root, "not_reproducible", err));
	TRY(read_inputs(manifest, root, err));
	TRY(read_steps(manifest, root, err));
	return index_files(manifest, err);
}
