/*
 * stages.h -- the things that are measured, each in a process of its own.
 */
#ifndef ZW_TESTS_BENCH_STAGES_H
#define ZW_TESTS_BENCH_STAGES_H

#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>

struct cost {
	double wall, cpu; /* seconds; cpu is user and system time of all threads */
};

/* libyaml's bare event parse: yaml_parser_parse() and yaml_event_delete() over every file, which are in
 * memory already. */
struct baseline {
	struct cost cost;
	size_t events;
};

/* The stages of a run, each measured apart. */
struct stages {
	struct cost read;  /* find and read the sources, parse, translate, derive */
	struct cost index; /* names, views, what is private */
	struct cost proof; /* of every private name and private domain */
	struct cost rules; /* all rules, the sorting of findings not included */
	size_t zones, records, findings;
	size_t proved, refuted, unknown;
};

/* A program. */
struct process {
	struct cost cost;
	size_t peak; /* octets of resident memory */
	int status;  /* of its exit; -1: a signal ended it */
};

/* FAILED where the estate of RECORDS in FOLDER cannot be written. RET_SHA256 takes its digest. */
MUST_USE enum status measure_estate(const char *folder, size_t records, char *ret_sha256,
				    size_t *ret_bytes, struct err *err);
MUST_USE enum status measure_baseline(const char *folder, size_t records, unsigned jobs,
				      struct baseline *ret_baseline, struct err *err);
MUST_USE enum status measure_stages(const char *folder, unsigned jobs, struct stages *ret_stages,
				    struct err *err);
/* yaml_read() over the same files: trees with places, each given up when the next is read. */
MUST_USE enum status measure_trees(const char *folder, size_t records, unsigned jobs,
				   struct cost *ret_cost, struct err *err);
/* Runs a program whose output is dropped. ARGV ends with NULL. */
MUST_USE enum status measure_process(const char *const *argv, struct process *ret_process,
				     struct err *err);

#endif
