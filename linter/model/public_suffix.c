/* public_suffix.c -- the ICANN section of the Public Suffix List. */
#include "model/public_suffix.h"

#include <string.h>

#include "base/banned.h"

/* Without the implied rule `*`, a suffix is public only where the list writes it: a top-level domain that it
 * does not write is not delegated. */
enum { TYPES = PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE };

enum public_suffix public_suffix_of(const psl_ctx_t *list, const char *name)
{
	const char *dot = strrchr(name, '.');

	if (list == NULL)
		list = psl_builtin();
	if (list == NULL)
		return SUFFIX_NONE;
	if (psl_is_public_suffix2(list, name, TYPES) != 0)
		return SUFFIX_PUBLIC;
	if (psl_is_public_suffix2(list, dot == NULL ? name : dot + 1, TYPES) == 0)
		return SUFFIX_UNDELEGATED;
	return SUFFIX_NONE;
}
