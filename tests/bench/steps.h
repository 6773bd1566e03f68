/*
 * steps.h -- what it costs to execute a plan on the model.
 */
#ifndef ZW_TESTS_BENCH_STEPS_H
#define ZW_TESTS_BENCH_STEPS_H

#include <stddef.h>

/* Prints a line for 100, 1,000 and 10,000 changes to an estate of RECORDS (a multiple of 1,000, 10,000 at
 * least): milliseconds, and how often the resolver was asked. */
void bench_steps(size_t records);

#endif
