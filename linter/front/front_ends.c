/* front_ends.c -- the table of formats. */
#include "front/front_end.h"

#include "front/name.h"
#include "front/syntax.h"

#include "base/banned.h"

#define ADDRESS(name) &front_end_##name,
static const struct front_end *const front_ends[] = {FRONT_ENDS_OTHER(ADDRESS)
							     FRONT_ENDS_NAMED(ADDRESS)};
#undef ADDRESS

#define NAME(name) #name,
const char *const front_end_formats[] = {FRONT_ENDS_NAMED(NAME) NULL};
#undef NAME

const struct front_end *front_end_of_format(struct str format)
{
	for (size_t i = 0; i < COUNT_OF(front_ends); i++)
		if (str_is(format, front_ends[i]->format))
			return front_ends[i];
	return NULL;
}

const struct front_end *front_end_of_tree(const struct node *root)
{
	for (size_t i = 0; i < COUNT_OF(front_ends); i++)
		if (front_ends[i]->recognises_tree != NULL && front_ends[i]->recognises_tree(root))
			return front_ends[i];
	return NULL;
}

const struct front_end *front_end_of_octets(struct str path, struct str head)
{
	for (size_t i = 0; i < COUNT_OF(front_ends); i++)
		if (front_ends[i]->recognises != NULL && front_ends[i]->recognises(path, head))
			return front_ends[i];
	return NULL;
}

struct zone *input_add_zone(struct input *input, struct arena *arena, const struct dname *name,
			    const char *what)
{
	const struct source_spec *spec = input->spec;
	const struct source *source = input->source;
	struct span top = {source->file, source->lines[0], source->lines[0]};
	struct zone *zone = NEW(arena, struct zone);

	zone->name = name;
	zone->view = spec != NULL && str_is(spec->view.s, "private") ? VIEW_PRIVATE : VIEW_PUBLIC;
	zone->registered = true;
	zone->view_assumed = spec == NULL || spec->view.presence != KNOWN;
	zone->origin = origin_new(arena, top, NULL, "%s `%s`", what, dname_text_bare(arena, name));
	*VEC_PUSH(arena, &input->zones) = zone;
	return zone;
}

bool input_zone_name(struct input *input, struct arena *arena, const struct dname **ret_name)
{
	const struct source_spec *spec = input->spec;
	const struct dname *name;
	const char *fault;

	*ret_name = NULL;
	if (spec == NULL || spec->zone.presence != KNOWN)
		return true;
	name = name_read(arena, &input->diags, spec->zone.s, spec->zone.at, NULL, &fault);
	if (name == NULL && fault != NULL)
		(void)diag_add(&input->diags, &rule_wrong_type, spec->zone.at,
			       "`zone` wants a domain name, and `%.*s` has %s",
			       STR_ARG(spec->zone.s), fault);
	*ret_name = name;
	return name != NULL;
}
