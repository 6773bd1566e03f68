/* certificate_find.c -- the files of issued certificates that the project file names. */
#include "front/certificate.h"

#include "front/syntax.h"
#include "source/limits.h"

#include <string.h>

#include "base/banned.h"

static enum glob_result find_all(const struct sources *sources, struct arena *arena,
				 struct str path, struct path_list *list)
{
	if (strcspn(arena_cstr(arena, path), "*?[") == path.len && !source_exists(sources, path))
		path = path_join(arena, path, STR("**/*"));
	return glob_find(sources, path, arena, list);
}

static bool list_files(const struct sources *sources, struct arena *arena, struct diag_list *diags,
		       const struct text *where, struct path_list *list)
{
	switch (find_all(sources, arena, path_normal(arena, where->s), list)) {
	case GLOB_OK:
		break;
	case GLOB_OUTSIDE:
		diag_help(diags,
			  diag_add(diags, &rule_include_outside_root, where->at,
				   "`%.*s` leads outside the repository", STR_ARG(where->s)),
			  "issued certificates lie inside the repository: copy the files in");
		return false;
	case GLOB_LIMIT:
		(void)diag_add(diags, &rule_resource_limit, where->at,
			       "`%.*s` holds more than %d entries, or is more than %d folders deep",
			       STR_ARG(where->s), LIMIT_GLOB_ENTRIES, LIMIT_GLOB_DEPTH);
		return false;
	}
	return true;
}

void certificate_find(const struct sources *sources, struct arena *arena, struct diag_list *diags,
		      const struct text *where, struct path_list *list)
{
	char head[FRONT_END_HEAD];
	struct path_list all = {0};
	size_t before = list->paths.n;

	if (where->presence != KNOWN || !list_files(sources, arena, diags, where, &all))
		return;
	for (size_t i = 0; i < all.paths.n; i++) {
		struct str path = all.paths.items[i];
		size_t n = source_read_head(sources, path, arena, head, sizeof(head));

		if (certificate_is_candidate(path, str_slice(head, n)))
			*VEC_PUSH(arena, &list->paths) = path;
	}
	if (list->paths.n > before)
		return;
	diag_help(diags,
		  diag_add(diags, &rule_parse_error, where->at, "`%.*s` holds no certificate",
			   STR_ARG(where->s)),
		  "put issued certificates there, in PEM or DER, or take `certificates` out");
}
