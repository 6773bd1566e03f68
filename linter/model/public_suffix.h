/*
 * public_suffix.h -- what registries register: the ICANN section of the Public Suffix List, as libpsl has
 * it built in.
 *
 * The section says what registries hand out names below. Its other section, the private domains
 * (`github.io`, `cloudfront.net`), are names that somebody owns, and says nothing here.
 */
#ifndef ZW_MODEL_PUBLIC_SUFFIX_H
#define ZW_MODEL_PUBLIC_SUFFIX_H

#include <libpsl.h>
#include <stdbool.h>

enum public_suffix {
	SUFFIX_NONE,	    /* a name that a registry may hand out, or one below it */
	SUFFIX_PUBLIC,	    /* others register below it */
	SUFFIX_UNDELEGATED, /* its top-level domain is not in the list: the public DNS has none such */
};

/* What NAME is, in presentation form, lower case, without a final dot. LIST may be NULL: the built-in one. */
enum public_suffix public_suffix_of(const psl_ctx_t *list, const char *name);

#endif
