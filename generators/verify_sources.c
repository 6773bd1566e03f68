/* verify_sources.c -- are the sources and the snapshot of today those that the bundle was made from? */
#include "inputs.h"
#include "verify_parts.h"

#include "base/banned.h"

/* How the inputs of the snapshot differ; they are one thing, which a script writes anew as a whole. */
struct snapshot_counts {
	size_t changed, added, gone;
	const char *first; /* path of the first of them */
};

static void differs(struct verification *v, const char *kind, const char *path, const char *message)
{
	verify_differs(v, PART_CURRENT, kind, path, message, "plan again");
}

static void count(struct snapshot_counts *counts, size_t *counter, const char *path)
{
	++*counter;
	if (counts->first == NULL)
		counts->first = path;
}

static void compare_input(struct verification *v, const struct source *source, bool of_snapshot,
			  struct snapshot_counts *counts)
{
	struct manifest_file *input = map_get(&v->manifest.input_paths, source->path);
	char hex[SHA256_HEX_SIZE];
	const char *path;

	if (input != NULL) {
		input->is_there = true;
		if (input->size == source->bytes.len &&
		    str_is(input->sha256, sha256_hex(source->bytes, hex)))
			return;
	}
	path = arena_cstr(&v->arena, source->path);
	if (of_snapshot)
		count(counts, input == NULL ? &counts->added : &counts->changed, path);
	else if (input == NULL)
		differs(v, "source-new", path, "is a source that the bundle was not made from");
	else
		differs(v, "source-changed", path, "was changed since the bundle was made");
}

static void say_snapshot(struct verification *v, const struct run *run,
			 const struct snapshot_counts *counts)
{
	if (counts->first == NULL)
		return;
	differs(v, "snapshot", arena_cstr(&v->arena, path_normal(&v->arena, run->snapshot.s)),
		arena_printf(&v->arena,
			     "is another snapshot than the one that the bundle was made from: %zu "
			     "changed, %zu new, %zu gone, the first %s",
			     counts->changed, counts->added, counts->gone, counts->first));
}

void verify_sources(struct verification *v, const struct run *run, const char *reason)
{
	struct snapshot_counts counts = {0};
	struct inputs inputs;

	if (run == NULL || !v->has_manifest) {
		v->not_current = run == NULL ? reason : "there is no manifest";
		return;
	}
	if (v->verified[PART_CURRENT] == VERIFIED_NOT_CHECKED)
		v->verified[PART_CURRENT] = VERIFIED_YES;
	inputs_list(&inputs, run, &v->arena);
	for (size_t i = 0; i < inputs.n; i++)
		compare_input(v, inputs.items[i],
			      input_is_of_snapshot(run, &v->arena, inputs.items[i]->path), &counts);
	for (size_t i = 0; i < v->manifest.inputs.n; i++) {
		const struct manifest_file *input = &v->manifest.inputs.items[i];

		if (input->is_there)
			continue;
		if (input_is_of_snapshot(run, &v->arena, str_from(input->path)))
			count(&counts, &counts.gone, input->path);
		else
			differs(v, "source-gone", input->path,
				"is gone, and the bundle was made from it");
	}
	say_snapshot(v, run, &counts);
}
