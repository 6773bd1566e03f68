/*
 * main.c -- argv, options, run, output, exit status. Nothing else reads the clock, the environment or
 * the terminal, and nothing else exits.
 */
#include "engine/rule.h"
#include "manual.h"
#include "octodns.h"
#include "options.h"
#include "output.h"
#include "plan.h"
#include "report/difference.h"
#include "report/model.h"
#include "report/prove.h"
#include "report/query.h"
#include "report/report.h"
#include "snapshot_script.h"
#include "source/limits.h"
#include "verify.h"
#include "zones.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/banned.h"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_FINDINGS = 1,
	EXIT_USAGE = 2,
	EXIT_OWN_FAULT = 3,
};

static void complain(const char *text)
{
	struct buf line CLEANUP(buf_free);

	buf_init(&line, LIMIT_OUTPUT);
	buf_text(&line, "zonewarrant: ");
	report_escape(&line, str_from(text));
	buf_char(&line, '\n');
	(void)fwrite(line.ptr, 1, line.len, stderr);
}

static enum exit_status usage_error(const struct options *options, const struct err *err)
{
	complain(err->text);
	if (options->command == NULL)
		(void)fputs("Try `zonewarrant --help`.\n", stderr);
	else
		(void)fprintf(stderr, "Try `zonewarrant %s --help`.\n", options->command->name);
	return EXIT_USAGE;
}

static enum exit_status write_out(const char *file, const struct buf *data)
{
	struct err err = {0};

	if (data->too_big) {
		complain("the output is larger than one file may be");
		return EXIT_OWN_FAULT;
	}
	switch (output_write(file, buf_view(data), &err)) {
	case OUTPUT_WRITTEN:
		return EXIT_DONE;
	case OUTPUT_REFUSED:
		complain(err.text);
		return EXIT_USAGE;
	case OUTPUT_FAILED:
		break;
	}
	complain(err.text);
	return EXIT_OWN_FAULT;
}

/* ---- reports ----------------------------------------------------------------------------------- */

/* no-color.org: any value but the empty one. */
static bool wants_color(const struct options *options, const char *file)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	switch (options->color) {
	case COLOR_ALWAYS:
		return true;
	case COLOR_NEVER:
		return false;
	case COLOR_AUTO:
		break;
	}
	if (file != NULL || (no_color != NULL && no_color[0] != '\0'))
		return false;
	return term != NULL && !str_is(str_from(term), "dumb") && isatty(STDOUT_FILENO) == 1;
}

static enum exit_status write_report(const struct options *options, const struct run *run,
				     const struct report_request *request)
{
	struct report_style style = {
		.color = wants_color(options, request->file),
		.quiet = options->quiet,
	};
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	report_write(&out, run, request->format, &style);
	return write_out(request->file, &out);
}

static enum exit_status write_reports(const struct options *options, const struct run *run)
{
	enum exit_status worst = EXIT_DONE;

	for (size_t i = 0; i < options->n_reports; i++) {
		enum exit_status status = write_report(options, run, &options->reports[i]);

		if (status > worst)
			worst = status;
	}
	if (options->statistics) {
		struct buf counts CLEANUP(buf_free);

		buf_init(&counts, LIMIT_OUTPUT);
		report_statistics(&counts, run);
		(void)fwrite(counts.ptr, 1, counts.len, stderr);
	}
	return worst;
}

/* ---- commands that read sources ---------------------------------------------------------------- */

static enum exit_status finish_check(const struct options *options, const struct run *run)
{
	enum exit_status status = write_reports(options, run);

	if (status != EXIT_DONE)
		return status;
	return run_has_failures(run) ? EXIT_FINDINGS : EXIT_DONE;
}

static enum exit_status finish_plan(const struct options *options, const struct run *run)
{
	enum exit_status status = write_reports(options, run);
	struct err err = {0};

	if (status != EXIT_DONE)
		return status;
	if (run_has_failures(run) || run_blocks_plan(run)) {
		complain("no bundle was written, because of the findings");
		return EXIT_FINDINGS;
	}
	switch (plan_write(run, &options->plan, &err)) {
	case PLAN_WRITTEN:
		if (!options->quiet) {
			(void)err_set(&err, "the bundle is in `%s`; begin with its PLAN.md",
				      options->plan.folder);
			complain(err.text);
		}
		return EXIT_DONE;
	case PLAN_BLOCKED:
		complain(err.text[0] != '\0' ? err.text : "no bundle was written");
		return EXIT_FINDINGS;
	case PLAN_REFUSED:
		complain(err.text);
		return EXIT_USAGE;
	case PLAN_FAILED:
		break;
	}
	complain(err.text);
	return EXIT_OWN_FAULT;
}

static enum exit_status export_model(const struct options *options, const struct run *run)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	report_model(&out, run);
	return write_out(options->reports[0].file, &out);
}

static enum exit_status finish_export(const struct options *options, const struct run *run)
{
	struct err err = {0};

	if (run->sources_unread) {
		enum exit_status status = write_reports(options, run);

		complain("nothing was exported, because a source could not be read");
		return status == EXIT_DONE ? EXIT_FINDINGS : status;
	}
	if (options->export_to == EXPORT_JSON)
		return export_model(options, run);
	switch (options->export_to == EXPORT_OCTODNS
			? octodns_export(&run->model, options->plan.folder, &err)
			: zones_export(&run->model, options->plan.folder, &err)) {
	case BUNDLE_WRITTEN:
		return EXIT_DONE;
	case BUNDLE_REFUSED:
		complain(err.text);
		return EXIT_USAGE;
	case BUNDLE_FAILED:
		break;
	}
	complain(err.text);
	return EXIT_OWN_FAULT;
}

static bool is_unread(const struct options *options, const struct run *run, const char *what,
		      enum exit_status *ret_status)
{
	struct options findings = *options;

	if (!run->sources_unread)
		return false;
	findings.reports[0] = (struct report_request){.format = REPORT_TEXT};
	findings.n_reports = 1;
	*ret_status = write_reports(&findings, run);
	complain(what);
	if (*ret_status == EXIT_DONE)
		*ret_status = EXIT_FINDINGS;
	return true;
}

static enum exit_status finish_init(const struct options *options, const struct run *run)
{
	struct buf out CLEANUP(buf_free) = {0};
	enum exit_status status;

	if (is_unread(options, run, "nothing was written, because a source could not be read",
		      &status))
		return status;
	buf_init(&out, LIMIT_OUTPUT);
	if (snapshot_script_write(&out, run))
		return write_out(options->reports[0].file, &out);
	complain("the estate declares no account of AWS, so there is nothing to export");
	return EXIT_USAGE;
}

static enum exit_status finish_query(const struct options *options, const struct run *run)
{
	struct query query = {.view = options->query_view, .trace = options->trace};
	struct err err = {0};
	enum exit_status status;
	enum dname_fault fault;
	struct arena arena;
	struct buf out CLEANUP(buf_free) = {0};

	if (is_unread(options, run, "nothing was asked, because a source could not be read",
		      &status))
		return status;
	arena_init(&arena);
	buf_init(&out, LIMIT_OUTPUT);
	(void)rr_type_parse(str_from(options->query_type), &query.type);
	fault = dname_parse(&arena, str_from(options->query_name), NULL, &query.name);
	if (fault != DNAME_OK) {
		(void)err_set(&err, "`%s` is no domain name: it has %s", options->query_name,
			      dname_fault_text(fault));
		status = usage_error(options, &err);
	} else if (asked_view_parse(&run->views, str_from(query.view), &query.asked, &err) != OK) {
		status = usage_error(options, &err);
	} else {
		report_query(&out, run, &query, options->reports[0].format);
		status = write_out(NULL, &out);
	}
	arena_free(&arena);
	return status;
}

static enum exit_status finish_prove(const struct options *options, const struct run *run)
{
	struct proof_counts counts;
	enum exit_status status;
	struct buf out CLEANUP(buf_free) = {0};

	if (is_unread(options, run, "nothing was proved, because a source could not be read",
		      &status))
		return status;
	buf_init(&out, LIMIT_OUTPUT);
	report_proofs(&out, run, options->reports[0].format, &counts);
	status = write_out(options->reports[0].file, &out);
	if (status != EXIT_DONE)
		return status;
	return counts.refuted > 0 ? EXIT_FINDINGS : EXIT_DONE;
}

static enum exit_status write_difference(const struct options *options,
					 const struct difference_report *report)
{
	enum exit_status worst = EXIT_DONE;

	for (size_t i = 0; i < options->n_reports; i++) {
		const struct report_request *request = &options->reports[i];
		struct report_style style = {
			.color = wants_color(options, request->file),
			.quiet = options->quiet,
		};
		struct buf out CLEANUP(buf_free);
		enum exit_status status;

		buf_init(&out, LIMIT_OUTPUT);
		report_difference(&out, report, request->format, &style);
		status = write_out(request->file, &out);
		if (status > worst)
			worst = status;
	}
	return worst;
}

static enum exit_status finish_diff(const struct options *options, const struct run *run)
{
	struct difference difference;
	struct difference_report report = {run, &difference, options->diff_base,
					   options->diff_head};
	enum exit_status status;
	struct arena arena;

	if (is_unread(options, run->base,
		      "nothing was compared, because a source of the base "
		      "could not be read",
		      &status) ||
	    is_unread(options, run, "nothing was compared, because a source could not be read",
		      &status))
		return status;
	arena_init(&arena);
	difference_find(&difference, &run->base->views, &run->views, &arena);
	status = write_difference(options, &report);
	arena_free(&arena);
	if (status != EXIT_DONE)
		return status;
	return run_has_failures(run) ? EXIT_FINDINGS : EXIT_DONE;
}

static enum exit_status finish_run(const struct options *options, const struct run *run)
{
	switch (options->command->id) {
	case COMMAND_CHECK:
		return finish_check(options, run);
	case COMMAND_PLAN:
		return finish_plan(options, run);
	case COMMAND_EXPORT:
		return finish_export(options, run);
	case COMMAND_QUERY:
		return finish_query(options, run);
	case COMMAND_PROVE:
		return finish_prove(options, run);
	case COMMAND_DIFF:
		return finish_diff(options, run);
	case COMMAND_INIT:
		return finish_init(options, run);
	case COMMAND_VERIFY:
	case COMMAND_EXPLAIN:
	case COMMAND_RULES:
	case COMMAND_HELP:
		break;
	}
	BUG("a command that reads no sources");
}

/* A project file that is itself at fault. */
static enum exit_status write_findings_of_project(const struct options *options,
						  const struct run *run)
{
	struct options findings = *options;

	if (options->command->id == COMMAND_DIFF) {
		findings.reports[0] = (struct report_request){.format = REPORT_TEXT};
		findings.n_reports = 1;
	}
	return write_reports(&findings, run);
}

static enum run_result read_run(struct run *run, const struct options *options, struct err *err)
{
	if (options->command->id == COMMAND_DIFF)
		return run_diff(run, &options->run, options->diff_base, options->diff_head, err);
	return run_check(run, &options->run, err);
}

static enum exit_status read_and_finish(const struct options *options)
{
	enum exit_status status = EXIT_OWN_FAULT;
	struct err err = {0};
	struct run run;

	switch (read_run(&run, options, &err)) {
	case RUN_DONE:
		status = finish_run(options, &run);
		break;
	case RUN_USAGE:
		status = EXIT_USAGE;
		if (run.diags.diags.n > 0)
			(void)write_findings_of_project(options, &run);
		if (err.text[0] != '\0')
			complain(err.text);
		break;
	case RUN_FAILED:
		complain(err.text);
		break;
	}
	run_free(&run);
	return status;
}

/* ---- verify ------------------------------------------------------------------------------------ */

static enum exit_status write_verification(const struct options *options,
					   const struct verification *v)
{
	struct buf out CLEANUP(buf_free);
	enum exit_status status;

	buf_init(&out, LIMIT_OUTPUT);
	verify_report(&out, v, options->reports[0].format);
	status = write_out(options->reports[0].file, &out);
	if (status != EXIT_DONE)
		return status;
	return verify_found_nothing(v) ? EXIT_DONE : EXIT_FINDINGS;
}

/* The sources of today, whatever the rules say of them. What cannot be held against them is verified all the
 * same. */
static enum exit_status verify_against_sources(const struct options *options,
					       struct verification *v)
{
	struct run_options sources = options->run;
	enum exit_status status;
	enum run_result result;
	struct err err = {0};
	struct run run;

	sources.rules = RULES_NONE;
	sources.report_all = true;
	result = run_check(&run, &sources, &err);
	if (result != RUN_DONE && err.text[0] == '\0')
		(void)err_set(&err, "the project file is not valid: `zonewarrant check` says why");
	verify_sources(v, result == RUN_DONE ? &run : NULL, err.text);
	status = write_verification(options, v);
	if (result != RUN_DONE) {
		complain(err.text);
		status = result == RUN_FAILED ? EXIT_OWN_FAULT : EXIT_USAGE;
	}
	run_free(&run);
	return status;
}

static enum exit_status verify(const struct options *options)
{
	enum exit_status status = EXIT_USAGE;
	struct verification v;
	struct err err = {0};

	if (verify_begin(&v, options->bundle, options->key, options->run.now, &err) != OK) {
		complain(err.text);
	} else {
		verify_bundle(&v);
		status = verify_against_sources(options, &v);
	}
	verify_end(&v);
	return status;
}

/* ---- commands that print ----------------------------------------------------------------------- */

static enum exit_status print(const struct options *options)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	if (options->version)
		buf_text(&out, "zonewarrant " ZONEWARRANT_VERSION "\n");
	else if (options->help)
		manual_help(&out, options->command);
	else if (options->command->id == COMMAND_EXPLAIN)
		report_explain(&out, options->rule, options->table);
	else if (options->command->id == COMMAND_RULES)
		report_rules(&out, options->table);
	else if (options->manual == MANUAL_MAN)
		manual_page(&out);
	else if (options->manual == MANUAL_MARKDOWN)
		manual_markdown(&out);
	else
		manual_help(&out, options->topic);
	return write_out(NULL, &out);
}

static bool reads_sources(const struct options *options)
{
	if (options->help || options->version)
		return false;
	return options->command->id == COMMAND_CHECK || options->command->id == COMMAND_PLAN ||
	       options->command->id == COMMAND_EXPORT || options->command->id == COMMAND_QUERY ||
	       options->command->id == COMMAND_PROVE || options->command->id == COMMAND_DIFF ||
	       options->command->id == COMMAND_VERIFY || options->command->id == COMMAND_INIT;
}

/* ---- the process ------------------------------------------------------------------------------- */

/* Where a standard stream is closed, the next file opened would take its place, and what is meant for
 * the stream would end up in that file. Read-only, so that writing fails and is noticed. */
static bool hold_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDONLY) != fd)
			return false;
	return true;
}

static date today(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		BUG("no clock");
	return (date)(now.tv_sec / (24L * 60 * 60));
}

int main(int argc, char **argv)
{
	enum exit_status status;
	struct options options;
	struct err err = {0};
	struct arena arena;

	if (!hold_standard_streams())
		return EXIT_OWN_FAULT;
	/* A limit on the size of files is an error of the write, which is cleaned up after. */
	(void)signal(SIGXFSZ, SIG_IGN);
	arena_init(&arena);
	if (options_parse(&options, &arena, argc, argv, &err) != OK) {
		status = usage_error(&options, &err);
	} else if (reads_sources(&options)) {
		if (!options.has_now)
			options.run.now = today();
		status = options.command->id == COMMAND_VERIFY ? verify(&options)
							       : read_and_finish(&options);
	} else {
		status = print(&options);
	}
	arena_free(&arena);
	return (int)status;
}
