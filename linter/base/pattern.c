/* pattern.c -- regular expressions of users, by PCRE2. */
#include "base/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/banned.h"

struct pattern {
	pcre2_code *code;
	pcre2_match_context *context;
};

static void free_pattern(void *object)
{
	struct pattern *pattern = object;

	pcre2_code_free(pattern->code);
	pcre2_match_context_free(pattern->context);
}

enum status pattern_compile(struct arena *arena, struct str text, bool whole,
			    const struct pattern_limits *limits, struct pattern **ret_pattern,
			    struct err *err)
{
	uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY;
	struct pattern *pattern;
	PCRE2_SIZE offset = 0;
	int code = 0;

	if (text.len > limits->size)
		return err_set(err, "the expression has more than %zu octets", limits->size);
	if (whole)
		options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
	pattern = NEW(arena, struct pattern);
	pattern->code = pcre2_compile((PCRE2_SPTR)(text.ptr == NULL ? "" : text.ptr), text.len,
				      options, &code, &offset, NULL);
	if (pattern->code == NULL) {
		PCRE2_UCHAR reason[128];

		(void)pcre2_get_error_message(code, reason, sizeof(reason));
		return err_set(err, "%s at character %zu", (const char *)reason, offset + 1);
	}
	pattern->context = pcre2_match_context_create(NULL);
	if (pattern->context == NULL)
		out_of_memory();
	(void)pcre2_set_match_limit(pattern->context, limits->match);
	(void)pcre2_set_depth_limit(pattern->context, limits->depth);
	(void)pcre2_set_heap_limit(pattern->context, limits->heap_kib);
	(void)pcre2_jit_compile(pattern->code,
				PCRE2_JIT_COMPLETE); /* faster where it is to be had */
	arena_defer(arena, free_pattern, pattern);
	*ret_pattern = pattern;
	return OK;
}

enum tri pattern_matches(const struct pattern *pattern, struct str subject)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	PCRE2_SPTR text = (PCRE2_SPTR)(subject.ptr == NULL ? "" : subject.ptr);
	int code;

	if (data == NULL)
		out_of_memory();
	/* pcre2_match, not pcre2_jit_match: the latter does not check that the subject is UTF-8. It
	 * uses the JIT code all the same. */
	code = pcre2_match(pattern->code, text, subject.len, 0, 0, data, pattern->context);
	pcre2_match_data_free(data);
	if (code >= 0)
		return YES;
	if (code == PCRE2_ERROR_NOMATCH ||
	    (code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21))
		return NO;
	return UNKNOWN;
}
