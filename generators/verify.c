/* verify.c -- is a bundle whole: what is in the folder, and what should be. */
#include "verify.h"

#include "manifest.h"
#include "statement.h"
#include "verify_parts.h"

#include <inttypes.h>
#include <openssl/evp.h>

#include "base/banned.h"

void verify_differs(struct verification *v, enum verified_part part, const char *kind,
		    const char *path, const char *message, const char *help)
{
	v->verified[part] = VERIFIED_NO;
	if (v->differences.n == DIFFERENCES_MAX) {
		v->n_more++;
		return;
	}
	*VEC_PUSH(&v->arena, &v->differences) = (struct bundle_difference){
		.part = part, .kind = kind, .path = path, .message = message, .help = help};
}

enum status verify_begin(struct verification *v, const char *folder, const char *key_file, date now,
			 struct err *err)
{
	*v = (struct verification){.folder_name = folder, .folder.fd = -1, .now = now};
	arena_init(&v->arena);
	v->verified[PART_SIGNED] = VERIFIED_NOT_CHECKED;
	v->verified[PART_CURRENT] = VERIFIED_NOT_CHECKED;
	if (key_file != NULL) {
		TRY(public_key_load(key_file, &v->key, err));
		(void)dsse_key_id(v->key, v->key_id);
		v->verified[PART_SIGNED] = VERIFIED_YES;
	}
	return bundle_folder_open(&v->folder, &v->arena, folder, err);
}

void verify_end(struct verification *v)
{
	bundle_folder_close(&v->folder);
	EVP_PKEY_free(v->key);
	arena_free(&v->arena);
}

bool verify_found_nothing(const struct verification *v)
{
	return v->differences.n == 0;
}

/* ---- one file ---------------------------------------------------------------------------------- */

static const char *beginning(struct arena *arena, const char *hex)
{
	return arena_printf(arena, "%.12s…", hex);
}

static void say_changed(struct verification *v, const struct manifest_file *file, const char *hex)
{
	const struct manifest_file *other = map_get(&v->manifest.by_digest, str_from(hex));

	if (other != NULL)
		verify_differs(
			v, PART_WHOLE, "swapped", file->path,
			arena_printf(&v->arena, "holds what the manifest lists as %s", other->path),
			HELP_COPY);
	else
		verify_differs(
			v, PART_WHOLE, "changed", file->path,
			arena_printf(&v->arena,
				     "was changed: its SHA-256 is %s, in the manifest %s",
				     beginning(&v->arena, hex),
				     beginning(&v->arena, arena_cstr(&v->arena, file->sha256))),
			HELP_COPY);
}

/* Of a file of another size the digest can only say whose content it has, which is then reported. */
static bool has_content_of_another(struct verification *v, const struct manifest_file *file,
				   const struct bundle_entry *entry)
{
	char hex[SHA256_HEX_SIZE];
	const void *other;
	struct err err;

	if (entry->size > BUNDLE_READ_MAX ||
	    bundle_folder_digest(&v->folder, entry->path, entry->size, hex, &err) != OK)
		return false;
	other = map_get(&v->manifest.by_digest, str_from(hex));
	if (other == NULL || str_is(file->sha256, hex))
		return false;
	say_changed(v, file, hex);
	return true;
}

static void check_file(struct verification *v, const struct manifest_file *file,
		       const struct bundle_entry *entry)
{
	char hex[SHA256_HEX_SIZE];
	struct err err;

	if (entry->size != file->size) {
		if (!has_content_of_another(v, file, entry))
			verify_differs(v, PART_WHOLE, "changed", file->path,
				       arena_printf(&v->arena,
						    "was changed: it holds %" PRIu64
						    " octets, in the manifest %" PRIu64,
						    entry->size, file->size),
				       HELP_COPY);
		return;
	}
	if (bundle_folder_digest(&v->folder, file->path, file->size, hex, &err) != OK)
		verify_differs(v, PART_WHOLE, "unreadable", file->path,
			       arena_printf(&v->arena, "cannot be read: %s", err.text),
			       "make it readable, or copy the bundle again");
	else if (!str_is(file->sha256, hex))
		say_changed(v, file, hex);
}

/* ---- what is there ----------------------------------------------------------------------------- */

static void check_folder(struct verification *v, const struct bundle_entry *entry,
			 const struct map *folders)
{
	if (entry->reason != NULL)
		verify_differs(v, PART_WHOLE, "unreadable", entry->path,
			       arena_printf(&v->arena, "cannot be listed: %s", entry->reason),
			       "make the folder readable, or copy the bundle again");
	else if (map_get(folders, str_from(entry->path)) == NULL)
		verify_differs(v, PART_WHOLE, "added", entry->path,
			       "is a folder of which the manifest knows nothing",
			       "take it away, and find out who put it there");
}

static void check_entry(struct verification *v, const struct bundle_entry *entry,
			const struct map *folders)
{
	struct str path = str_from(entry->path);
	struct manifest_file *file = map_get(&v->manifest.by_path, path);

	if (file != NULL)
		file->is_there = true;
	switch (entry->kind) {
	case ENTRY_FOLDER:
		if (file == NULL)
			check_folder(v, entry, folders);
		else
			verify_differs(v, PART_WHOLE, "changed", entry->path,
				       "is a folder, in the manifest a file", HELP_COPY);
		return;
	case ENTRY_LINK:
		verify_differs(v, PART_WHOLE, "link", entry->path,
			       "is a symbolic link, and was not followed", HELP_COPY);
		return;
	case ENTRY_SPECIAL:
		verify_differs(v, PART_WHOLE, "special", entry->path,
			       "is neither a file nor a folder, and was not opened", HELP_COPY);
		return;
	case ENTRY_FILE:
		break;
	}
	if (file != NULL)
		check_file(v, file, entry);
	else if (!str_is(path, MANIFEST_FILE) && !str_is(path, STATEMENT_FILE) &&
		 !str_is(path, STATEMENT_ENVELOPE))
		verify_differs(v, PART_WHOLE, "added", entry->path,
			       "is a file of which the manifest knows nothing",
			       "take it away, and find out who put it there");
}

static void note_folders_of(struct verification *v, struct map *folders, struct str path)
{
	for (struct str up = path_folder(path); up.len > 0; up = path_folder(up))
		if (map_add(folders, up, v) != NULL)
			return;
}

/* Whether PATH lies below something that was not looked into, which is reported. */
static bool is_below(const struct map *opaque, struct str path)
{
	for (struct str up = path_folder(path); up.len > 0; up = path_folder(up))
		if (map_get(opaque, up) != NULL)
			return true;
	return false;
}

static void report_missing(struct verification *v)
{
	struct map opaque;

	map_init(&opaque, &v->arena);
	for (size_t i = 0; i < v->folder.entries.n; i++) {
		const struct bundle_entry *entry = &v->folder.entries.items[i];

		if (entry->kind != ENTRY_FOLDER || entry->reason != NULL)
			(void)map_add(&opaque, str_from(entry->path), v);
	}
	for (size_t i = 0; i < v->manifest.files.n; i++) {
		const struct manifest_file *file = &v->manifest.files.items[i];

		if (!file->is_there && !is_below(&opaque, str_from(file->path)))
			verify_differs(v, PART_WHOLE, "missing", file->path, "is missing",
				       HELP_COPY);
	}
}

static void check_entries(struct verification *v)
{
	struct map folders;

	map_init(&folders, &v->arena);
	for (size_t i = 0; i < v->manifest.files.n; i++)
		note_folders_of(v, &folders, str_from(v->manifest.files.items[i].path));
	note_folders_of(v, &folders, STR(STATEMENT_FILE));
	bundle_folder_list(&v->folder);
	for (size_t i = 0; i < v->folder.entries.n; i++)
		check_entry(v, &v->folder.entries.items[i], &folders);
	if (v->folder.too_many) {
		verify_differs(v, PART_WHOLE, "limit", NULL,
			       arena_printf(&v->arena, "the folder has more than %d entries",
					    BUNDLE_ENTRIES_MAX),
			       "name the folder that `plan` wrote");
		return;
	}
	report_missing(v);
}

/* ---- the manifest ------------------------------------------------------------------------------ */

static void read_manifest(struct verification *v)
{
	struct str bytes;
	struct err err;

	if (bundle_folder_read(&v->folder, &v->arena, MANIFEST_FILE, &bytes, &err) != OK) {
		verify_differs(v, PART_WHOLE, "manifest", MANIFEST_FILE,
			       arena_printf(&v->arena, "cannot be read: %s", err.text),
			       "name the folder that `plan` wrote, or plan again");
		return;
	}
	v->has_manifest = manifest_read(&v->manifest, &v->arena, bytes, &err) == OK;
	if (!v->has_manifest)
		verify_differs(
			v, PART_WHOLE, "manifest", MANIFEST_FILE,
			arena_printf(&v->arena, "is no manifest that can be read: %s", err.text),
			HELP_COPY);
}

static void check_date(struct verification *v)
{
	char made[DATE_TEXT_SIZE], today[DATE_TEXT_SIZE];

	if (v->manifest.now <= v->now)
		return;
	verify_differs(v, PART_CURRENT, "ahead", MANIFEST_FILE,
		       arena_printf(&v->arena, "says that the bundle is of %s, and today is %s",
				    date_text(v->manifest.now, made), date_text(v->now, today)),
		       "set the clock right, or plan again");
}

void verify_bundle(struct verification *v)
{
	read_manifest(v);
	if (!v->has_manifest) {
		if (v->key != NULL)
			v->verified[PART_SIGNED] = VERIFIED_NO;
		return;
	}
	check_entries(v);
	verify_steps(v);
	verify_statement(v);
	check_date(v);
}
