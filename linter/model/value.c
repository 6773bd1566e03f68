/* value.c -- values of the model. */
#include "model/value.h"

#include "base/banned.h"

const struct origin *origin_new(struct arena *arena, struct span at, const struct origin *cause,
				const char *fmt, ...)
{
	struct origin *origin = NEW(arena, struct origin);
	va_list args;

	va_start(args, fmt);
	origin->what = arena_vprintf(arena, fmt, args);
	va_end(args);
	origin->at = at;
	origin->cause = cause;
	return origin;
}
