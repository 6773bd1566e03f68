/* diag.c -- findings: what is wrong, where, and the other end of the contradiction. */
#include "diag/diag.h"

#include "base/banned.h"

void diag_list_init(struct diag_list *list, struct arena *arena)
{
	*list = (struct diag_list){.arena = arena};
}

struct diag *diag_vadd(struct diag_list *list, const struct rule *rule, struct span at,
		       const char *fmt, va_list args)
{
	struct diag *diag = NEW(list->arena, struct diag);

	diag->rule = rule;
	diag->at = at;
	diag->message = arena_vprintf(list->arena, fmt, args);
	*VEC_PUSH(list->arena, &list->diags) = diag;
	return diag;
}

struct diag *diag_add(struct diag_list *list, const struct rule *rule, struct span at,
		      const char *fmt, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, fmt);
	diag = diag_vadd(list, rule, at, fmt, args);
	va_end(args);
	return diag;
}

void diag_related(struct diag_list *list, struct diag *diag, struct span at, const char *fmt, ...)
{
	struct related *related, **last = &diag->related;
	va_list args;

	if (at.file == 0)
		return;
	related = NEW(list->arena, struct related);
	related->at = at;
	va_start(args, fmt);
	related->message = arena_vprintf(list->arena, fmt, args);
	va_end(args);
	while (*last != NULL)
		last = &(*last)->next;
	*last = related;
}

void diag_help(struct diag_list *list, struct diag *diag, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	diag->help = arena_vprintf(list->arena, fmt, args);
	va_end(args);
}

void diag_undecided(struct diag_list *list, const struct rule *rule, struct span at,
		    const char *fmt, ...)
{
	struct undecided *undecided = VEC_PUSH(list->arena, &list->undecided);
	va_list args;

	undecided->rule = rule;
	undecided->at = at;
	va_start(args, fmt);
	undecided->message = arena_vprintf(list->arena, fmt, args);
	va_end(args);
}

void diag_join(struct diag_list *into, const struct diag_list *from)
{
	for (size_t i = 0; i < from->diags.n; i++)
		*VEC_PUSH(into->arena, &into->diags) = from->diags.items[i];
	for (size_t i = 0; i < from->undecided.n; i++)
		*VEC_PUSH(into->arena, &into->undecided) = from->undecided.items[i];
}
