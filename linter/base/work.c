/* work.c -- spreads independent items over the cores. */
#include "base/work.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/banned.h"

struct queue {
	atomic_size_t next;
	size_t count;
	void (*fn)(void *context, size_t item, unsigned worker);
	void *context;
};

struct worker {
	struct queue *queue;
	pthread_t thread;
	unsigned index;
	bool started;
};

unsigned work_cores(void)
{
	cpu_set_t set;
	int count;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	count = CPU_COUNT(&set);
	return count < 1 ? 1 : count > WORK_JOBS_MAX ? WORK_JOBS_MAX : (unsigned)count;
}

static void *run(void *argument)
{
	struct worker *worker = argument;
	struct queue *queue = worker->queue;

	for (;;) {
		size_t item = atomic_fetch_add(&queue->next, 1);

		if (item >= queue->count)
			return NULL;
		queue->fn(queue->context, item, worker->index);
	}
}

void work_run(size_t count, unsigned jobs, void (*fn)(void *context, size_t item, unsigned worker),
	      void *context)
{
	struct queue queue = {.count = count, .fn = fn, .context = context};
	struct worker workers[WORK_JOBS_MAX] = {0};

	if (jobs > WORK_JOBS_MAX)
		jobs = WORK_JOBS_MAX;
	if (jobs > count)
		jobs = (unsigned)count;
	for (unsigned i = 0; i < jobs || i == 0; i++) {
		workers[i].queue = &queue;
		workers[i].index = i;
		if (i > 0)
			workers[i].started =
				pthread_create(&workers[i].thread, NULL, run, &workers[i]) == 0;
	}
	(void)run(&workers[0]);
	for (unsigned i = 1; i < jobs; i++)
		if (workers[i].started)
			(void)pthread_join(workers[i].thread, NULL);
}
