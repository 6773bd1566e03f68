/*
 * bench.c -- PROGRAM FOLDER RUNS RECORDS...: what reading, indexing, proving and checking cost, in seconds,
 * records a second and peak memory, beside libyaml's bare event parse of the same bytes (docs/performance.md).
 *
 * Everything is measured RUNS times, the baseline in turn with what is held against it; medians are
 * printed, and a ratio is the median of the ratios of single rounds. FOLDER takes an estate of each size.
 * Exit status: 0 when everything was measured, whatever it came to; 1 when the estate is not the known one
 * or the results are not those that it must have; 2 when something could not be run.
 */
#include "estate.h"
#include "stages.h"
#include "statistics.h"
#include "steps.h"

#include "base/work.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/banned.h"

enum { SIZES_MAX = 8, CORES_MAX = 2 };

enum row_id {
	ROW_YAML, /* and so on: one core, two cores */
	ROW_YAML_2,
	ROW_TREES,
	ROW_TREES_2,
	ROW_READ,
	ROW_READ_2,
	ROW_INDEX,
	ROW_INDEX_2,
	ROW_PROOF,
	ROW_PROOF_2,
	ROW_INDEX_PROOF,
	ROW_INDEX_PROOF_2,
	ROW_RULES,
	ROW_RULES_2,
	ROW_CHECK,
	ROW_CHECK_2,
	ROW_PROVE,
	ROWS,
};

static const char *const row_names[ROWS] = {
	[ROW_YAML] = "libyaml, bare event parse",
	[ROW_YAML_2] = "  on two cores",
	[ROW_TREES] = "YAML into trees",
	[ROW_TREES_2] = "  on two cores",
	[ROW_READ] = "read, translate into the model",
	[ROW_READ_2] = "  on two cores",
	[ROW_INDEX] = "index",
	[ROW_INDEX_2] = "  on two cores",
	[ROW_PROOF] = "prove all private names, domains",
	[ROW_PROOF_2] = "  with the index of two cores",
	[ROW_INDEX_PROOF] = "index and proof",
	[ROW_INDEX_PROOF_2] = "  on two cores",
	[ROW_RULES] = "all rules",
	[ROW_RULES_2] = "  on two cores",
	[ROW_CHECK] = "zonewarrant check, whole process",
	[ROW_CHECK_2] = "  on two cores",
	[ROW_PROVE] = "zonewarrant prove, whole process",
};

struct size {
	size_t records; /* of the octoDNS files */
	size_t bytes;
	struct stages stages; /* of the last round: what was counted */
	struct row rows[ROWS];
};

struct bench {
	struct arena arena;
	const char *program, *folder;
	unsigned runs, cores;
	struct size *sizes;
	size_t n_sizes;
};

/* ---- measuring --------------------------------------------------------------------------------- */

static struct cost sum(struct cost a, struct cost b)
{
	return (struct cost){a.wall + b.wall, a.cpu + b.cpu};
}

static void put(struct size *size, enum row_id row, unsigned run, struct cost cost, size_t peak)
{
	size->rows[row].wall[run] = cost.wall;
	size->rows[row].cpu[run] = cost.cpu;
	size->rows[row].peak[run] = (double)peak;
}

static enum status measure_program(struct bench *b, struct size *size, const char *folder,
				   const char *command, unsigned jobs, enum row_id row,
				   unsigned run, struct err *err)
{
	const char *argv[] = {b->program,   command,  "--now",
			      "2026-11-24", "--jobs", arena_printf(&b->arena, "%u", jobs),
			      folder,	    NULL};
	struct process process;

	TRY(measure_process(argv, &process, err));
	if (process.status != 0)
		return err_set(err, "%s %s %s: exit status %d", b->program, command, folder,
			       process.status);
	put(size, row, run, process.cost, process.peak);
	return OK;
}

/* One round with so many JOBS; what is of two cores stands in the row after that of one. */
static enum status measure_round(struct bench *b, struct size *size, const char *folder,
				 unsigned jobs, unsigned run, struct err *err)
{
	unsigned second = jobs - 1;
	struct baseline baseline;
	struct cost trees;
	struct stages *stages = &size->stages;

	TRY(measure_baseline(folder, size->records, jobs, &baseline, err));
	put(size, ROW_YAML + second, run, baseline.cost, 0);
	TRY(measure_trees(folder, size->records, jobs, &trees, err));
	put(size, ROW_TREES + second, run, trees, 0);
	TRY(measure_stages(folder, jobs, stages, err));
	put(size, ROW_READ + second, run, stages->read, 0);
	put(size, ROW_INDEX + second, run, stages->index, 0);
	put(size, ROW_PROOF + second, run, stages->proof, 0);
	put(size, ROW_INDEX_PROOF + second, run, sum(stages->index, stages->proof), 0);
	put(size, ROW_RULES + second, run, stages->rules, 0);
	TRY(measure_program(b, size, folder, "check", jobs, ROW_CHECK + second, run, err));
	if (jobs == 1)
		TRY(measure_program(b, size, folder, "prove", jobs, ROW_PROVE, run, err));
	return OK;
}

/* The estate is one whose proof is known: every name and domain is proved. */
static bool is_as_it_must_be(const struct size *size)
{
	const struct stages *stages = &size->stages;
	size_t teams = size->records / ESTATE_STEP;
	/* the private zones' names, the two APIs of a team, and its domain */
	size_t wanted = teams * (ESTATE_ZONE_RECORDS + 2 + 1);

	if (stages->proved == wanted && stages->refuted == 0 && stages->unknown == 0 &&
	    stages->records >= size->records)
		return true;
	printf("WRONG: of %zu private names and domains %zu are proved, %zu refuted, %zu unknown; "
	       "%zu records\n",
	       wanted, stages->proved, stages->refuted, stages->unknown, stages->records);
	return false;
}

/* ---- printing ---------------------------------------------------------------------------------- */

static void print_row(const struct bench *b, const struct size *size, enum row_id row)
{
	const struct row *r = &size->rows[row], *base = &size->rows[ROW_YAML];
	double wall = median(r->wall, b->runs), peak = median(r->peak, b->runs);

	printf("%-34s %8.3f %8.3f %12.0f ", row_names[row], wall, median(r->cpu, b->runs),
	       (double)size->records / wall);
	if (peak > 0)
		printf("%9.1f %8.0f", peak / (1024 * 1024), peak / (double)size->records);
	else
		printf("%9s %8s", "", "");
	printf(" %7.2f %7.2f\n", median_ratio(r->wall, base->wall, b->runs),
	       median_ratio(r->cpu, base->cpu, b->runs));
}

static void print_size(const struct bench *b, const struct size *size)
{
	printf("\n%zu records in %zu zone files, %.2f MB of YAML; %zu private names and domains "
	       "proved; findings: %zu; median of %u\n",
	       size->records, size->records / ESTATE_ZONE_RECORDS, (double)size->bytes / 1e6,
	       size->stages.proved, size->stages.findings, b->runs);
	printf("%-34s %8s %8s %12s %9s %8s %7s %7s\n", "", "seconds", "CPU s", "records/s",
	       "peak MiB", "B/record", "ratio", "of CPU");
	for (unsigned row = 0; row < ROWS; row++)
		if (b->cores > 1 || strncmp(row_names[row], "  ", 2) != 0)
			print_row(b, size, (enum row_id)row);
}

/* Seconds a million records, size by size: what is linear stays the same. */
static void print_growth(const struct bench *b)
{
	static const enum row_id rows[] = {ROW_YAML,  ROW_TREES,       ROW_READ,  ROW_INDEX,
					   ROW_PROOF, ROW_INDEX_PROOF, ROW_RULES, ROW_CHECK};

	printf("\n%-34s", "CPU seconds a million records");
	for (size_t i = 0; i < b->n_sizes; i++)
		printf(" %10zu", b->sizes[i].records);
	printf("\n");
	for (size_t k = 0; k < COUNT_OF(rows); k++) {
		printf("%-34s", row_names[rows[k]]);
		for (size_t i = 0; i < b->n_sizes; i++)
			printf(" %10.3f", median(b->sizes[i].rows[rows[k]].cpu, b->runs) * 1e6 /
						  (double)b->sizes[i].records);
		printf("\n");
	}
}

static void print_ratio(const struct bench *b, const char *what, enum row_id row, double most)
{
	const struct size *size = &b->sizes[b->n_sizes - 1];
	const struct row *r = &size->rows[row], *base = &size->rows[ROW_YAML];
	double ratio = median_ratio(r->wall, base->wall, b->runs);

	printf("%-40s %6.2f (%.2f of CPU)  at most %4.2f: %s\n", what, ratio,
	       median_ratio(r->cpu, base->cpu, b->runs), most, ratio <= most ? "met" : "NOT MET");
}

static void print_verdicts(const struct bench *b)
{
	const struct size *size = &b->sizes[b->n_sizes - 1];
	double peak = median(size->rows[ROW_CHECK].peak, b->runs) / 1e9;

	printf("\nOf %zu records, against libyaml's bare event parse on one core:\n",
	       size->records);
	print_ratio(b, "index and proof, one core", ROW_INDEX_PROOF, 1.0);
	print_ratio(b, "read and translate, one core", ROW_READ, 1.25);
	print_ratio(b, "whole check, one core", ROW_CHECK, 0.7);
	if (b->cores > 1) {
		print_ratio(b, "read and translate, two cores", ROW_READ_2, 0.7);
		print_ratio(b, "whole check, two cores", ROW_CHECK_2, 0.4);
		peak = median(size->rows[ROW_CHECK_2].peak, b->runs) / 1e9;
	} else {
		printf("on two cores: this machine has one\n");
	}
	printf("%-40s %6.2f                below   %4.2f: %s\n",
	       "peak memory of the whole check, GB", peak, 1.0, peak < 1.0 ? "met" : "NOT MET");
}

/* ---- all of it --------------------------------------------------------------------------------- */

static bool bench_size(struct bench *b, struct size *size, bool *ret_good, struct err *err)
{
	const char *folder = arena_printf(&b->arena, "%s/%zu", b->folder, size->records);
	const char *known = estate_known_sha256(size->records);
	char sha256[SHA256_HEX_SIZE];

	if (measure_estate(folder, size->records, sha256, &size->bytes, err) != OK)
		return false;
	printf("estate %s of %zu records: SHA-256 %s %s\n", folder, size->records, sha256,
	       known == NULL		    ? "(not written down)"
	       : strcmp(known, sha256) == 0 ? "as it must be"
					    : "WRONG");
	if (known != NULL && strcmp(known, sha256) != 0) {
		*ret_good = false;
		return true;
	}
	(void)fflush(stdout);
	for (unsigned run = 0; run < b->runs; run++)
		for (unsigned jobs = 1; jobs <= b->cores; jobs++)
			if (measure_round(b, size, folder, jobs, run, err) != OK)
				return false;
	*ret_good = *ret_good && is_as_it_must_be(size);
	return true;
}

static bool read_arguments(struct bench *b, int argc, char **argv)
{
	uint64_t runs;

	if (argc < 5 || argc - 4 > SIZES_MAX || !str_to_u64(str_from(argv[3]), RUNS_MAX, &runs) ||
	    runs == 0)
		return false;
	b->program = argv[1];
	b->folder = argv[2];
	b->runs = (unsigned)runs;
	b->cores = work_cores() < CORES_MAX ? work_cores() : CORES_MAX;
	b->n_sizes = (size_t)argc - 4;
	b->sizes = NEW_ARRAY(&b->arena, struct size, b->n_sizes);
	for (size_t i = 0; i < b->n_sizes; i++) {
		uint64_t records;

		if (!str_to_u64(str_from(argv[4 + i]), 10 * 1000 * 1000, &records) ||
		    records == 0 || records % ESTATE_STEP != 0)
			return false;
		b->sizes[i].records = (size_t)records;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct bench b = {0};
	struct err err = {0};
	bool good = true;

	arena_init(&b.arena);
	if (!read_arguments(&b, argc, argv)) {
		(void)fprintf(stderr,
			      "usage: bench PROGRAM FOLDER RUNS RECORDS...; RECORDS is a "
			      "multiple of %d\n",
			      ESTATE_STEP);
		return 2;
	}
	(void)mkdir(b.folder, 0777);
	for (size_t i = 0; i < b.n_sizes; i++) {
		bool known = good;

		if (!bench_size(&b, &b.sizes[i], &good, &err)) {
			(void)fprintf(stderr, "bench: %s\n", err.text);
			return 2;
		}
		if (known && !good)
			return 1;
		print_size(&b, &b.sizes[i]);
		(void)fflush(stdout);
	}
	print_growth(&b);
	print_verdicts(&b);
	for (size_t i = 0; i < b.n_sizes; i++)
		bench_steps(b.sizes[i].records);
	arena_free(&b.arena);
	return 0;
}
