/*
 * zone_bench.c -- PROGRAM FOLDER RUNS RECORDS: what reading zone files into the model costs, beside what
 * kzonecheck, named-checkzone and ldns-read-zone need for the same file (docs/performance.md).
 *
 * All are whole processes. Ours is this program itself, called as `zone_bench --read FOLDER JOBS`: it reads
 * the folder's zone files into the model and does nothing more. FOLDER takes the zone files.
 * Exit status: 0 when everything was measured, whatever it came to; 1 when the zone files are not the known
 * ones; 2 when something could not be run, as a tool that is not installed.
 */
#include "engine/run.h"
#include "front/load.h"
#include "stages.h"
#include "statistics.h"
#include "zone_estate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

enum { SMALL_ZONE = 1000, CORES = 2 };

enum row_id {
	ROW_READ,
	ROW_KZONECHECK,
	ROW_CHECKZONE,
	ROW_LDNS,
	ROW_CHECK,
	ROW_MANY,
	ROW_MANY_2,
	ROWS,
};

static const char *const row_names[ROWS] = {
	[ROW_READ] = "read into the model",
	[ROW_KZONECHECK] = "kzonecheck",
	[ROW_CHECKZONE] = "named-checkzone -i none",
	[ROW_LDNS] = "ldns-read-zone -E SOA",
	[ROW_CHECK] = "zonewarrant check, whole process",
	[ROW_MANY] = "read into the model, small zones",
	[ROW_MANY_2] = "  on two cores",
};

struct bench {
	struct arena arena;
	const char *self, *program, *folder;
	const char *one, *many; /* folders of one large zone, and of small ones */
	const char *kzonecheck, *checkzone, *ldns;
	unsigned runs;
	size_t records, bytes;
	struct row rows[ROWS];
};

/* ---- what is measured of ours ------------------------------------------------------------------- */

static int read_folder(const char *folder, unsigned jobs)
{
	struct run run = {0};
	struct load load = {
		.sources = &run.sources,
		.model = &run.model,
		.diags = &run.diags,
		.policy = &run.policy,
		.whole_folder = true,
		.jobs = jobs,
	};
	struct err err = {0};

	arena_init(&run.arena);
	diag_list_init(&run.diags, &run.arena);
	policy_init(&run.policy);
	if (sources_init(&run.sources, &run.arena, folder, &err) != OK) {
		(void)fprintf(stderr, "zone_bench: %s\n", err.text);
		return 2;
	}
	model_init(&run.model, &run.arena, &run.sources);
	if (load_sources(&load) != LOAD_OK || run.diags.diags.n > 0)
		return 2;
	printf("%zu %zu\n", run.model.zones.n, run.model.n_records);
	run_free(&run);
	return 0;
}

/* ---- tools -------------------------------------------------------------------------------------- */

/* Where NAME lies on the path; NULL: it is not installed, which is said. */
static const char *find_tool(struct bench *b, const char *name)
{
	const char *path = getenv("PATH");
	struct str rest = str_from(path == NULL ? "/usr/bin" : path), folder;

	while (rest.len > 0) {
		const char *file;

		if (!str_cut(&rest, ':', &folder)) {
			folder = rest;
			rest.len = 0;
		}
		file = arena_printf(&b->arena, "%.*s/%s", STR_ARG(folder), name);
		if (folder.len > 0 && access(file, X_OK) == 0)
			return file;
	}
	(void)fprintf(stderr, "zone_bench: %s is not installed: run `make packages`\n", name);
	return NULL;
}

static bool find_tools(struct bench *b)
{
	b->kzonecheck = find_tool(b, "kzonecheck");
	b->checkzone = find_tool(b, "named-checkzone");
	b->ldns = find_tool(b, "ldns-read-zone");
	return b->kzonecheck != NULL && b->checkzone != NULL && b->ldns != NULL;
}

/* ---- measuring ---------------------------------------------------------------------------------- */

static enum status measure(struct bench *b, enum row_id row, unsigned run, int most,
			   const char *const *argv, struct err *err)
{
	struct process process;

	TRY(measure_process(argv, &process, err));
	if (process.status < 0 || process.status > most)
		return err_set(err, "%s: exit status %d", argv[0], process.status);
	b->rows[row].wall[run] = process.cost.wall;
	b->rows[row].cpu[run] = process.cost.cpu;
	b->rows[row].peak[run] = (double)process.peak;
	return OK;
}

/* BIND's checks of glue and targets are left out, for they ask name servers for what lies outside the zone;
 * ldns-read-zone is to print nothing but the SOA record. */
static enum status measure_round(struct bench *b, unsigned run, struct err *err)
{
	const char *zone = zone_estate_name(&b->arena, 0);
	const char *file = arena_printf(&b->arena, "%s/%s", b->one, zone_estate_file(&b->arena, 0));

	TRY(measure(b, ROW_READ, run, 0, (const char *[]){b->self, "--read", b->one, "1", NULL},
		    err));
	TRY(measure(b, ROW_KZONECHECK, run, 0,
		    (const char *[]){b->kzonecheck, "-o", zone, file, NULL}, err));
	TRY(measure(b, ROW_CHECKZONE, run, 0,
		    (const char *[]){b->checkzone, "-q", "-i", "none", zone, file, NULL}, err));
	TRY(measure(b, ROW_LDNS, run, 0, (const char *[]){b->ldns, "-E", "SOA", file, NULL}, err));
	TRY(measure(b, ROW_CHECK, run, 1,
		    (const char *[]){b->program, "check", "--quiet", "--now", "2026-11-24",
				     "--jobs", "1", b->one, NULL},
		    err));
	TRY(measure(b, ROW_MANY, run, 0, (const char *[]){b->self, "--read", b->many, "1", NULL},
		    err));
	TRY(measure(b, ROW_MANY_2, run, 0, (const char *[]){b->self, "--read", b->many, "2", NULL},
		    err));
	return OK;
}

/* ---- printing ----------------------------------------------------------------------------------- */

static void print_rows(const struct bench *b)
{
	printf("\n%zu records in one zone file, %.2f MB, and in %zu; median of %u\n", b->records,
	       (double)b->bytes / 1e6, b->records / SMALL_ZONE, b->runs);
	printf("%-34s %8s %8s %12s %9s %8s\n", "", "seconds", "CPU s", "records/s", "peak MiB",
	       "B/record");
	for (unsigned i = 0; i < ROWS; i++) {
		const struct row *row = &b->rows[i];
		double wall = median(row->wall, b->runs), peak = median(row->peak, b->runs);

		printf("%-34s %8.3f %8.3f %12.0f %9.1f %8.0f\n", row_names[i], wall,
		       median(row->cpu, b->runs), (double)b->records / wall, peak / (1024 * 1024),
		       peak / (double)b->records);
	}
}

static void print_verdicts(const struct bench *b)
{
	static const enum row_id peers[] = {ROW_KZONECHECK, ROW_CHECKZONE, ROW_LDNS};
	const struct row *ours = &b->rows[ROW_READ];

	printf("\nReading %zu records of one zone file, one core:\n", b->records);
	for (size_t i = 0; i < COUNT_OF(peers); i++) {
		const struct row *base = &b->rows[peers[i]];
		double ratio = median_ratio(ours->cpu, base->cpu, b->runs);

		printf("against %-32s %6.2f of seconds, %.2f of CPU  at most %4.2f: %s\n",
		       row_names[peers[i]], median_ratio(ours->wall, base->wall, b->runs), ratio,
		       1.0, ratio <= 1.0 ? "met" : "NOT MET");
	}
}

/* ---- all of it ---------------------------------------------------------------------------------- */

/* False where they are not the known ones; the status is that of writing. */
static enum status write_zones(struct bench *b, const char *folder, size_t zones, bool *good,
			       struct err *err)
{
	const char *known = zone_estate_known_sha256(zones, b->records);
	char sha256[SHA256_HEX_SIZE];

	TRY(zone_estate_write(folder, zones, b->records, sha256, &b->bytes, err));
	*good = *good && (known == NULL || strcmp(known, sha256) == 0);
	printf("zone files %s of %zu records: SHA-256 %s %s\n", folder, b->records, sha256,
	       known == NULL		    ? "(not written down)"
	       : strcmp(known, sha256) == 0 ? "as it must be"
					    : "WRONG");
	(void)fflush(stdout);
	return OK;
}

static enum status run_bench(struct bench *b, bool *ret_good, struct err *err)
{
	*ret_good = true;
	TRY(write_zones(b, b->many, b->records / SMALL_ZONE, ret_good, err));
	TRY(write_zones(b, b->one, 1, ret_good, err));
	for (unsigned run = 0; run < b->runs && *ret_good; run++)
		TRY(measure_round(b, run, err));
	return OK;
}

static bool read_arguments(struct bench *b, int argc, char **argv)
{
	uint64_t runs, records;

	if (argc != 5 || !str_to_u64(str_from(argv[3]), RUNS_MAX, &runs) || runs == 0 ||
	    !str_to_u64(str_from(argv[4]), 10 * 1000 * 1000, &records) || records < SMALL_ZONE ||
	    records % SMALL_ZONE != 0)
		return false;
	b->self = argv[0];
	b->program = argv[1];
	b->folder = argv[2];
	b->runs = (unsigned)runs;
	b->records = (size_t)records;
	b->one = arena_printf(&b->arena, "%s/zone-%zu", b->folder, b->records);
	b->many = arena_printf(&b->arena, "%s/zones-%zu", b->folder, b->records);
	return true;
}

static int run(struct bench *b, int argc, char **argv)
{
	struct err err = {0};
	bool good;

	if (!read_arguments(b, argc, argv)) {
		(void)fprintf(stderr,
			      "usage: zone_bench PROGRAM FOLDER RUNS RECORDS; RECORDS is a "
			      "multiple of %d\n",
			      SMALL_ZONE);
		return 2;
	}
	if (!find_tools(b))
		return 2;
	(void)mkdir(b->folder, 0777);
	if (run_bench(b, &good, &err) != OK) {
		(void)fprintf(stderr, "zone_bench: %s\n", err.text);
		return 2;
	}
	if (!good)
		return 1;
	print_rows(b);
	print_verdicts(b);
	return 0;
}

int main(int argc, char **argv)
{
	struct bench b = {0};
	uint64_t jobs;
	int status;

	if (argc == 4 && strcmp(argv[1], "--read") == 0 &&
	    str_to_u64(str_from(argv[3]), CORES, &jobs) && jobs > 0)
		return read_folder(argv[2], (unsigned)jobs);
	arena_init(&b.arena);
	status = run(&b, argc, argv);
	arena_free(&b.arena);
	return status;
}
