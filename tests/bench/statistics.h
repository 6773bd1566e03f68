/*
 * statistics.h -- what is said of several rounds of one measurement.
 */
#ifndef ZW_TESTS_BENCH_STATISTICS_H
#define ZW_TESTS_BENCH_STATISTICS_H

enum { RUNS_MAX = 99 };

/* One measured thing: a value of each round. */
struct row {
	double wall[RUNS_MAX], cpu[RUNS_MAX], peak[RUNS_MAX];
};

/* Of N values, RUNS_MAX at most. */
double median(const double *values, unsigned n);

/* The median of VALUES[i] / BASES[i]. Each round's ratio is of things that ran one right after the other: a
 * machine that was busy for a while was so for both. */
double median_ratio(const double *values, const double *bases, unsigned n);

#endif
