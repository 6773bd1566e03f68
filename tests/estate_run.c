/* estate_run.c -- a run over an estate that a test writes as text. */
#include "estate_run.h"

#include "samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/banned.h"

void estate_run(struct run *run, const char *yaml)
{
	struct run_options options = {.n_paths = 1, .fail_on = SEV_ERROR, .jobs = 1};
	struct arena arena;
	struct err err;
	const char *path;

	arena_init(&arena);
	path = arena_printf(&arena, "%s/estate.yaml", sample_folder(&arena));
	sample_write(path, yaml, 0644);
	options.paths = &path;
	assert_true(date_parse(STR("2026-11-24"), &options.now));
	if (run_check(run, &options, &err) != RUN_DONE || run->sources_unread)
		fail_msg("the estate cannot be read: %s\n%s", err.text, yaml);
	arena_free(&arena);
}

const struct dname *estate_name(struct run *run, const char *text)
{
	const struct dname *name;

	if (dname_parse(&run->arena, str_from(text), NULL, &name) != DNAME_OK)
		fail_msg("`%s` is no name", text);
	return name;
}
