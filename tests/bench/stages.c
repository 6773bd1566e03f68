/* stages.c -- the things that are measured, each in a process of its own. */
#include "stages.h"

#include "base/work.h"
#include "engine/check.h"
#include "engine/run.h"
#include "estate.h"
#include "front/load.h"
#include "front/yaml.h"
#include "index/proof.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <yaml.h>

#include "base/banned.h"

/* ---- processes and clocks ---------------------------------------------------------------------- */

static double read_clock(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now) != 0)
		BUG("no clock");
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct cost start(void)
{
	return (struct cost){read_clock(CLOCK_MONOTONIC), read_clock(CLOCK_PROCESS_CPUTIME_ID)};
}

static struct cost since(struct cost started)
{
	struct cost now = start();

	return (struct cost){now.wall - started.wall, now.cpu - started.cpu};
}

/* What a child hands to its parent. */
struct report {
	struct err err;
	char sha256[SHA256_HEX_SIZE];
	size_t bytes;
	struct baseline baseline;
	struct cost trees;
	struct stages stages;
};

struct task {
	const char *folder;
	size_t records;
	unsigned jobs;
};

/* Runs FN in a process of its own, so that each measurement begins with no memory, and that what an
 * earlier one needed is not counted for a later. */
static enum status run_in_child(enum status (*fn)(const struct task *task, struct report *report),
				const struct task *task, struct report *ret_report, struct err *err)
{
	struct report *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = 0;
	pid_t child;

	if (shared == MAP_FAILED)
		out_of_memory();
	(void)err_set(&shared->err, "a measurement ended before its end");
	child = fork();
	if (child == 0)
		_exit(fn(task, shared) == OK ? 0 : 1);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return err_set(err, "cannot start a process: %s", strerror(errno));
	*ret_report = *shared;
	(void)munmap(shared, sizeof(*shared));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return err_set(err, "%s", ret_report->err.text);
	return OK;
}

enum status measure_process(const char *const *argv, struct process *ret_process, struct err *err)
{
	struct cost started = start();
	struct rusage usage;
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		int null = open("/dev/null", O_RDWR);

		if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(null, STDOUT_FILENO) >= 0 &&
		    dup2(null, STDERR_FILENO) >= 0)
			(void)execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child)
		return err_set(err, "cannot start %s: %s", argv[0], strerror(errno));
	ret_process->cost.wall = since(started).wall;
	ret_process->cost.cpu =
		(double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 +
		(double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
	ret_process->peak = (size_t)usage.ru_maxrss * 1024;
	ret_process->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	if (ret_process->status == 127)
		return err_set(err, "cannot start %s", argv[0]);
	return OK;
}

/* ---- the estate -------------------------------------------------------------------------------- */

static enum status make_estate(const struct task *task, struct report *report)
{
	struct arena arena;
	struct estate estate;

	arena_init(&arena);
	TRY(estate_write(task->folder, task->records, &report->err));
	TRY(estate_read(&estate, &arena, task->folder, task->records, &report->err));
	memcpy(report->sha256, estate.sha256, sizeof(report->sha256));
	report->bytes = estate.bytes;
	arena_free(&arena);
	return OK;
}

enum status measure_estate(const char *folder, size_t records, char *ret_sha256, size_t *ret_bytes,
			   struct err *err)
{
	struct task task = {.folder = folder, .records = records};
	struct report report;

	TRY(run_in_child(make_estate, &task, &report, err));
	memcpy(ret_sha256, report.sha256, sizeof(report.sha256));
	*ret_bytes = report.bytes;
	return OK;
}

/* ---- libyaml ----------------------------------------------------------------------------------- */

/* A thread's own counter, far from the others': on one cache line they would slow each other down. */
struct counter {
	size_t events;
	bool failed;
	char apart[128];
};

struct parse_job {
	const struct estate *estate;
	struct counter counters[WORK_JOBS_MAX];
};

static void parse_file(void *context, size_t item, unsigned worker)
{
	struct parse_job *job = context;
	struct counter *counter = &job->counters[worker];
	struct str bytes = job->estate->files.items[item].bytes;
	yaml_parser_t parser;
	yaml_event_t event;
	bool ended = false;

	if (yaml_parser_initialize(&parser) != 1)
		out_of_memory();
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes.ptr, bytes.len);
	while (!ended) {
		if (yaml_parser_parse(&parser, &event) != 1) {
			counter->failed = true;
			break;
		}
		ended = event.type == YAML_STREAM_END_EVENT;
		counter->events++;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
}

static enum status parse_estate(const struct task *task, struct report *report)
{
	struct estate estate;
	struct parse_job job = {.estate = &estate};
	struct cost started;
	struct arena arena;

	arena_init(&arena);
	TRY(estate_read(&estate, &arena, task->folder, task->records, &report->err));
	started = start();
	work_run(estate.files.n, task->jobs, parse_file, &job);
	report->baseline.cost = since(started);
	for (unsigned i = 0; i < task->jobs; i++) {
		report->baseline.events += job.counters[i].events;
		if (job.counters[i].failed)
			return err_set(&report->err, "libyaml refuses a file of the estate");
	}
	arena_free(&arena);
	return OK;
}

enum status measure_baseline(const char *folder, size_t records, unsigned jobs,
			     struct baseline *ret_baseline, struct err *err)
{
	struct task task = {.folder = folder, .records = records, .jobs = jobs};
	struct report report;

	TRY(run_in_child(parse_estate, &task, &report, err));
	*ret_baseline = report.baseline;
	return OK;
}

/* ---- trees ------------------------------------------------------------------------------------- */

/* What a thread works with, far from the others'. */
struct tree_worker {
	struct arena arena;
	bool failed;
	char apart[128];
};

struct tree_job {
	const struct sources *sources;
	struct tree_worker workers[WORK_JOBS_MAX];
};

static void read_tree(void *context, size_t item, unsigned worker)
{
	struct tree_job *job = context;
	struct tree_worker *own = &job->workers[worker];
	struct diag_list diags;

	diag_list_init(&diags, &own->arena);
	if (yaml_read(job->sources->files.items[item], &own->arena, &diags) == NULL)
		own->failed = true;
	arena_reset(&own->arena);
}

static enum status read_trees(const struct task *task, struct report *report)
{
	struct sources sources = {.root_fd = -1};
	struct tree_job job = {.sources = &sources};
	struct estate estate;
	struct cost started;
	struct arena arena;

	arena_init(&arena);
	sources.arena = &arena;
	TRY(estate_read(&estate, &arena, task->folder, task->records, &report->err));
	for (size_t i = 0; i < estate.files.n; i++)
		(void)source_add(&sources, str_from(estate.files.items[i].path),
				 estate.files.items[i].bytes);
	started = start();
	work_run(sources.files.n, task->jobs, read_tree, &job);
	report->trees = since(started);
	for (unsigned i = 0; i < task->jobs; i++) {
		if (job.workers[i].failed)
			return err_set(&report->err, "a file of the estate cannot be read");
		arena_free(&job.workers[i].arena);
	}
	arena_free(&arena);
	return OK;
}

enum status measure_trees(const char *folder, size_t records, unsigned jobs, struct cost *ret_cost,
			  struct err *err)
{
	struct task task = {.folder = folder, .records = records, .jobs = jobs};
	struct report report;

	TRY(run_in_child(read_trees, &task, &report, err));
	*ret_cost = report.trees;
	return OK;
}

/* ---- stages ------------------------------------------------------------------------------------ */

/* Of run_check(), what comes before the model is whole. */
static enum status read_sources(struct run *run, const struct task *task, struct err *err)
{
	struct load load = {
		.sources = &run->sources,
		.model = &run->model,
		.diags = &run->diags,
		.policy = &run->policy,
		.jobs = task->jobs,
	};
	struct source *source;
	struct node *root;
	struct str bytes;

	TRY(sources_init(&run->sources, &run->arena, task->folder, err));
	model_init(&run->model, &run->arena, &run->sources);
	if (source_read(&run->sources, STR(PROJECT_FILE), &run->arena, &bytes, err) != READ_OK)
		return FAILED;
	source = source_add(&run->sources, STR(PROJECT_FILE), bytes);
	root = yaml_read(source, &run->arena, &run->diags);
	if (root == NULL)
		return err_set(err, "the project file cannot be read");
	project_read(&run->project, &run->policy, &run->sources, source, root, &run->diags);
	load.specs = run->project.sources;
	load.n_specs = run->project.n_sources;
	if (run->project.invalid || load_sources(&load) != LOAD_OK)
		return err_set(err, "the sources cannot be read");
	return OK;
}

static void count_proof(void *context, const struct proof *proof, struct arena *arena)
{
	struct stages *stages = context;

	(void)arena;
	stages->proved += proof->verdict == VERDICT_PROVED;
	stages->refuted += proof->verdict == VERDICT_REFUTED;
	stages->unknown += proof->verdict == VERDICT_UNKNOWN;
}

static enum status run_stages(const struct task *task, struct report *report)
{
	struct stages *stages = &report->stages;
	struct run run = {0};
	struct check_options options = {
		.model = &run.model,
		.index = &run.index,
		.views = &run.views,
		.chains = &run.chains,
		.policy = &run.policy,
		.jobs = task->jobs,
	};
	struct cost started = start();

	if (!date_parse(STR("2026-11-24"), &options.today))
		BUG("a date that is none");
	arena_init(&run.arena);
	diag_list_init(&run.diags, &run.arena);
	policy_init(&run.policy);
	TRY(read_sources(&run, task, &report->err));
	stages->read = since(started);

	started = start();
	index_build(&run.index, &run.model, &run.policy, &run.arena, task->jobs);
	views_build(&run.views, &run.index, &run.arena);
	chains_build(&run.chains, &run.views, &run.arena);
	stages->index = since(started);

	started = start();
	prove_all(&run.index, count_proof, stages);
	stages->proof = since(started);

	started = start();
	check_rules(&options, &run.diags);
	stages->rules = since(started);

	stages->zones = run.model.zones.n;
	stages->records = run.model.n_records;
	stages->findings = run.diags.diags.n;
	run_free(&run);
	return OK;
}

enum status measure_stages(const char *folder, unsigned jobs, struct stages *ret_stages,
			   struct err *err)
{
	struct task task = {.folder = folder, .jobs = jobs};
	struct report report;

	TRY(run_in_child(run_stages, &task, &report, err));
	*ret_stages = report.stages;
	return OK;
}
