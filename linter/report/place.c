/* place.c -- where a span stands, in the terms of a report. */
#include "report/place.h"

#include "base/banned.h"

void places_init(struct places *places, const struct run *run)
{
	const struct sources *sources = &run->sources;

	*places = (struct places){.run = run};
	arena_init(&places->arena);
	places->paths = NEW_ARRAY(&places->arena, struct str, sources->files.n + 1);
	for (size_t i = 0; i < sources->files.n; i++) {
		const struct source *source = sources->files.items[i];

		places->paths[i] =
			source->shown.ptr != NULL
				? source->shown
				: path_join(&places->arena, run->path_prefix, source->path);
	}
}

void places_done(struct places *places)
{
	arena_free(&places->arena);
}

bool places_find(const struct places *places, struct span at, struct place *ret_place)
{
	const struct source *source = source_of(&places->run->sources, at);

	if (source == NULL)
		return false;
	*ret_place = (struct place){
		.source = source,
		.path = places->paths[at.file - 1],
		.start = source_position(source, at.start),
		.end = source_position(source, at.end < at.start ? at.start : at.end),
	};
	return true;
}
