/* include.c -- files that sources bring in, read before the sources are translated. */
#include "front/include.h"

#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

void includes_init(struct includes *includes, struct sources *sources, struct arena *arena)
{
	*includes = (struct includes){.sources = sources, .arena = arena};
	map_init(&includes->by_name, arena);
	map_init(&includes->by_path, arena);
}

static struct included *file_at(struct includes *includes, struct str path)
{
	struct included *file = map_get(&includes->by_path, path);

	if (file != NULL)
		return file;
	file = NEW(includes->arena, struct included);
	file->path = arena_str(includes->arena, path);
	(void)map_add(&includes->by_path, file->path, file);
	return file;
}

void includes_know(struct includes *includes, const struct source *source)
{
	file_at(includes, path_normal(includes->arena, source->path))->source = source;
}

static void read_file(struct includes *includes, struct included *file)
{
	struct err err;
	struct str octets;

	if (file->source != NULL || file->reason != NULL)
		return;
	if (includes->files.n >= LIMIT_INCLUDED_FILES) {
		file->result = READ_TOO_BIG;
		file->reason = arena_printf(includes->arena,
					    "is one file more than the %d that a run may include",
					    LIMIT_INCLUDED_FILES);
		return;
	}
	file->result = source_read(includes->sources, file->path, includes->arena, &octets, &err);
	if (file->result == READ_OK)
		file->source = source_add(includes->sources, file->path, octets);
	else
		file->reason = arena_copy(includes->arena, err.text, strlen(err.text));
}

/* The folder is a part of the key, for one name means another file in each. */
static struct str name_key(struct arena *arena, const struct source *from, struct str name)
{
	return str_from(
		arena_printf(arena, "%.*s\n%.*s", STR_ARG(path_folder(from->path)), STR_ARG(name)));
}

static struct included *resolve(struct includes *includes, const struct source *from,
				struct str name)
{
	bool absolute = str_starts(name, "/");
	struct included *file, *other;
	struct str beside =
		absolute ? name : path_join(includes->arena, path_folder(from->path), name);

	file = file_at(includes, beside);
	read_file(includes, file);
	if (absolute || file->result != READ_REFUSED || path_folder(from->path).len == 0)
		return file;
	other = file_at(includes, path_normal(includes->arena, name));
	read_file(includes, other);
	return other->result == READ_REFUSED ? file : other;
}

void includes_read(struct includes *includes, const struct source *from, struct str name)
{
	struct str key = name_key(includes->arena, from, name);
	struct included *file;

	if (map_get(&includes->by_name, key) != NULL)
		return;
	file = resolve(includes, from, name);
	(void)map_add(&includes->by_name, key, file);
	if (file->wanted)
		return;
	file->wanted = true;
	*VEC_PUSH(includes->arena, &includes->files) = file;
}

const struct included *includes_find(const struct includes *includes, struct arena *arena,
				     const struct source *from, struct str name)
{
	return map_get(&includes->by_name, name_key(arena, from, name));
}

bool includes_has(const struct includes *includes, struct str path)
{
	const struct included *file = map_get(&includes->by_path, path);

	return file != NULL && file->wanted;
}
