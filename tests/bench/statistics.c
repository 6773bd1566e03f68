/* statistics.c -- what is said of several rounds of one measurement. */
#include "statistics.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static int compare_numbers(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double median(const double *values, unsigned n)
{
	double sorted[RUNS_MAX];

	memcpy(sorted, values, n * sizeof(*values));
	qsort(sorted, n, sizeof(*sorted), compare_numbers);
	return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

double median_ratio(const double *values, const double *bases, unsigned n)
{
	double ratios[RUNS_MAX];

	for (unsigned i = 0; i < n; i++)
		ratios[i] = values[i] / bases[i];
	return median(ratios, n);
}
