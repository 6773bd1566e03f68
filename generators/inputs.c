/* inputs.c -- what a run read, as the manifest lists it and as `verify` compares it. */
#include "inputs.h"

#include <stdlib.h>

#include "base/banned.h"

static int compare_sources(const void *left, const void *right)
{
	const struct source *a = *(const struct source *const *)left;
	const struct source *b = *(const struct source *const *)right;
	int order = str_cmp(a->path, b->path);

	/* of a path that was added twice the first */
	return order != 0 ? order : (a->file > b->file) - (a->file < b->file);
}

void inputs_list(struct inputs *inputs, const struct run *run, struct arena *arena)
{
	size_t first = run->base == NULL ? 0 : run->base->sources.files.n;
	size_t n = run->sources.files.n, kept = 0;
	const struct source **items = NEW_ARRAY(arena, const struct source *, n + 1);

	*inputs = (struct inputs){.items = items};
	for (size_t i = first; i < n; i++)
		items[inputs->n++] = run->sources.files.items[i];
	if (inputs->n == 0)
		return;
	qsort(items, inputs->n, sizeof(*items), compare_sources);
	for (size_t i = 0; i < inputs->n; i++)
		if (kept == 0 || !str_eq(items[i]->path, items[kept - 1]->path))
			items[kept++] = items[i];
	inputs->n = kept;
}

bool input_is_of_snapshot(const struct run *run, struct arena *arena, struct str path)
{
	struct str folder;

	if (run->snapshot.presence != KNOWN)
		return false;
	folder = path_normal(arena, run->snapshot.s);
	return path.len > folder.len && memcmp(path.ptr, folder.ptr, folder.len) == 0 &&
	       (folder.len == 0 || path.ptr[folder.len] == '/');
}
