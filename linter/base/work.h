/*
 * work.h -- spreads independent items over the cores.
 *
 * Items are taken from one queue in the order given (put the largest first). Each worker has an index
 * and works with memory of its own; what they make is joined afterwards in the order of the items, so
 * that no output depends on the number of workers.
 */
#ifndef ZW_BASE_WORK_H
#define ZW_BASE_WORK_H

#include <stddef.h>

enum { WORK_JOBS_MAX = 64 };

/* Cores this process may use, 1 to WORK_JOBS_MAX. */
unsigned work_cores(void);

/* Calls FN(context, item, worker) once for each item from 0 to COUNT - 1, on up to JOBS threads
 * (worker from 0 to JOBS - 1). Returns when all are done. With one job, or where threads are not to
 * be had, everything runs on the caller's. */
void work_run(size_t count, unsigned jobs, void (*fn)(void *context, size_t item, unsigned worker),
	      void *context);

#endif
