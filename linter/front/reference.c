/* reference.c -- a name that must be declared somewhere. */
#include "front/reference.h"

#include "front/syntax.h"

#include "base/banned.h"

/* The nearest key; of equals the first in order, for the table has none. */
static struct str nearest_key(const struct map *keys, struct str name)
{
	unsigned best = name.len <= 3 ? 2 : name.len <= 8 ? 3 : 4;
	struct str nearest = {NULL, 0};

	for (size_t i = 0; i < keys->capacity; i++) {
		struct str key = keys->slots[i].key;
		unsigned distance;

		if (keys->slots[i].value == NULL)
			continue;
		distance = str_distance(name, key, best);
		if (distance < best ||
		    (distance == best && nearest.ptr != NULL && str_cmp(key, nearest) < 0)) {
			best = distance;
			nearest = key;
		}
	}
	return nearest;
}

void *reference_find(struct diag_list *diags, const struct map *keys, const struct text *name,
		     const char *what, const char *section)
{
	struct str nearest;
	struct diag *diag;
	void *found;

	if (name->presence != KNOWN)
		return NULL;
	found = map_get(keys, name->s);
	if (found != NULL)
		return found;
	diag = diag_add(diags, &rule_unresolved_reference, name->at,
			"%s `%.*s` is declared nowhere", what, STR_ARG(name->s));
	diag->cause = what;
	nearest = nearest_key(keys, name->s);
	if (nearest.ptr != NULL)
		diag_help(diags, diag, "did you mean `%.*s`? Else declare it under `%s:`",
			  STR_ARG(nearest), section);
	else
		diag_help(diags, diag, "declare `%.*s` under `%s:`", STR_ARG(name->s), section);
	return NULL;
}
