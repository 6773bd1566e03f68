/*
 * random.h -- numbers that look like chance and are the same for the same seed on every machine.
 */
#ifndef ZW_TESTS_DIFFERENTIAL_RANDOM_H
#define ZW_TESTS_DIFFERENTIAL_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

/* The next 64 bits. */
uint64_t random_next(struct random *random);

/* From 0 to BOUND - 1; BOUND is at least 1. */
unsigned random_below(struct random *random, unsigned bound);

/* True PERCENT times in a hundred. */
bool random_chance(struct random *random, unsigned percent);

#endif
